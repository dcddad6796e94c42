#include "packwright/error.h"

#include "packwright/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool pw_fail(struct pw_error *err, enum pw_error_code code, int sys, const char *fmt, ...)
{
    if (err == NULL)
        return false;
    /* Formatted apart, so that a caller may wrap err->text into the new text. */
    char text[sizeof err->text];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (sys != 0) {
        size_t len = strlen(text);
        snprintf(text + len, sizeof text - len, ": %s", strerror(sys));
    }
    pw_utf8_mend(text);
    err->code = code;
    err->sys = sys;
    memcpy(err->text, text, sizeof text);
    return false;
}

const char *pw_error_name(enum pw_error_code code)
{
    static const char *const names[] = {
        [PW_OK] = "ok",
        [PW_ERR_MEMORY] = "memory",
        [PW_ERR_BAD_INPUT] = "bad input",
        [PW_ERR_TOO_BIG] = "too big",
        [PW_ERR_NOT_FOUND] = "not found",
        [PW_ERR_BUSY] = "busy",
        [PW_ERR_ACCESS] = "access",
        [PW_ERR_GONE] = "gone",
        [PW_ERR_TIMEOUT] = "timeout",
        [PW_ERR_IO] = "i/o",
        [PW_ERR_UNSUPPORTED] = "unsupported",
        [PW_ERR_CONFIG] = "configuration",
        [PW_ERR_UNKNOWN_OUTCOME] = "unknown outcome",
    };
    return code < PW_COUNT(names) ? names[code] : "unknown";
}
