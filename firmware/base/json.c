#include "base/json.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the reserve ---- */

enum { RESERVE = 16 * 1024, CHUNK = 256 }; /* bytes; no more than a chunk is read once the reserve is touched */

static _Thread_local struct {
    bool loading, starved;
    size_t used;
    alignas(max_align_t) unsigned char room[RESERVE];
} reserve;

/* jansson asks here. Only its loading looks away when it gets nothing, so only that is helped out. */
static void *take(size_t size)
{
    void *p = malloc(size);
    if (p != NULL || !reserve.loading)
        return p;
    reserve.starved = true;
    if (size > RESERVE - reserve.used) {
        fputs("packwright: no memory for reading JSON; started again, the station goes on where it stood\n", stderr);
        abort();
    }
    p = reserve.room + reserve.used;
    reserve.used += (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    reserve.used = reserve.used > RESERVE ? RESERVE : reserve.used;
    return p;
}

static void give(void *p)
{
    const unsigned char *at = p;
    if (at < reserve.room || at >= reserve.room + RESERVE)
        free(p);
}

/* Before main: another thread may be at work by the time of the first text. */
__attribute__((constructor)) static void init(void)
{
    json_set_alloc_funcs(take, give);
}

static size_t next_chunk(void *out, size_t size, void *user)
{
    struct pw_bytes *left = user;
    size_t n = size < CHUNK ? size : CHUNK;
    if (reserve.starved)
        return (size_t)-1;
    if (n > left->len)
        n = left->len;
    if (n > 0)
        memcpy(out, left->data, n);
    *left = pw_bytes_of(left->data + n, left->len - n);
    return n;
}

json_t *pw_json_load(struct pw_bytes text, size_t flags, json_error_t *ret_why)
{
    json_error_t why = { 0 };
    if (text.data == NULL)
        text = pw_bytes_str("");
    reserve.loading = true;
    json_t *json = json_load_callback(next_chunk, &text, flags, &why);
    reserve.loading = false;
    if (reserve.starved) {
        json_decref(json);
        json = NULL;
        why = (json_error_t){ .text = "no memory" };
        why.text[JSON_ERROR_TEXT_LENGTH - 1] = (char)json_error_out_of_memory;
        reserve.starved = false;
        reserve.used = 0;
    }
    if (ret_why != NULL)
        *ret_why = why;
    return json;
}

/* ---- whole texts ---- */

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
    *ret_json = pw_json_load(pw_bytes_str(text), flags, &error);
    /* jansson says what is wrong with a text; it says nothing when it got no memory. */
    if (*ret_json == NULL && (error.text[0] == '\0' || json_error_code(&error) == json_error_out_of_memory))
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for reading JSON");
    return true;
}
