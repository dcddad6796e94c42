#include "base/json.h"

#include <stdlib.h>

char *pw_json_text(const json_t *json, size_t flags)
{
    /* Into memory that is there already: the only thing that asks for more on the way is the sorting of keys, which is looked at.
     */
    size_t len = json == NULL ? 0 : json_dumpb(json, NULL, 0, flags);
    char *text = len == 0 ? NULL : malloc(len + 1);
    if (text == NULL)
        return NULL;
    if (json_dumpb(json, text, len, flags) != len) {
        free(text);
        return NULL;
    }
    text[len] = '\0';
    return text;
}

bool pw_json_read(const char *text, size_t flags, json_t **ret_json, struct pw_error *err)
{
    json_error_t error = { 0 };
    *ret_json = json_loads(text, flags, &error);
    /* jansson says what is wrong with a text; it says nothing when it got no memory. */
    if (*ret_json == NULL && (error.text[0] == '\0' || json_error_code(&error) == json_error_out_of_memory))
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for reading JSON");
    return true;
}
