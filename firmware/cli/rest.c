#include "cli/rest.h"

#include "packwright/utf8.h"

json_t *pw_cli_rest(const struct pw_rest *rest)
{
    char text[160], why[sizeof rest->why];
    pw_rest_text(rest, text, sizeof text);
    if (text[0] == '\0')
        return json_null();
    memcpy(why, rest->why, sizeof why);
    pw_utf8_mend(why);
    pw_utf8_mend(text);
    return json_pack("{s:I, s:I, s:I, s:s, s:s}", "units", (json_int_t)rest->units, "closed", (json_int_t)rest->closed, "shipped",
                     (json_int_t)rest->shipped, "why", why, "text", text);
}
