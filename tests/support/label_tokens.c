#include "support/label_tokens.h"

#include "test.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static void zpl(struct pw_bytes in, struct pw_buf *out)
{
    for (size_t i = 0; i < in.len; i++) {
        uint8_t c = in.data[i];
        if (c != '\n' && (c < 0x20 || c > 0x7e))
            pw_test_fail(__FILE__, __LINE__, "the byte %02x in ZPL", c);
        if (c != '^' && c != '~')
            continue;
        const char name[4] = { (char)c, i + 1 < in.len ? (char)in.data[i + 1] : '\0',
                               i + 2 < in.len ? (char)in.data[i + 2] : '\0', '\0' };
        if (strcmp(name, "^FO") != 0 && strcmp(name, "^GF") != 0 && strcmp(name, "^GB") != 0 && strcmp(name, "^FS") != 0)
            pw_buf_puts(out, name);
    }
}

/* Four numbers with commas after a command's name; false when they aren't there. */
static bool four(const char *text, long ret[4], size_t *ret_used)
{
    const char *at = text;
    for (int i = 0; i < 4; i++) {
        char *end;
        ret[i] = strtol(at, &end, 10);
        if (end == at || (i < 3 && *end != ','))
            return false;
        at = i < 3 ? end + 1 : end;
    }
    *ret_used = (size_t)(at - text);
    return true;
}

/* TSPL's and EPL2's lines; what a picture's dots are is skipped by the length that the picture's command announces. */
static void lines(struct pw_bytes in, const char *picture, bool mode, const char *bar, struct pw_buf *out)
{
    for (size_t at = 0; at < in.len;) {
        const uint8_t *nl = memchr(in.data + at, '\n', in.len - at);
        size_t end = nl == NULL ? in.len : (size_t)(nl - in.data), len = end - at;
        char line[80];
        snprintf(line, sizeof line, "%.*s", (int)len, (const char *)in.data + at);
        size_t name = strlen(picture), used = 0;
        long n[4];
        if (strncmp(line, picture, name) == 0 && four(line + name, n, &used)) {
            size_t dots = at + name + used + (mode ? strlen(",0,") : 1); /* EPL2: the line's end or a comma */
            at = dots + (size_t)n[2] * (size_t)n[3];
            if (at > in.len)
                pw_test_fail(__FILE__, __LINE__, "%s announces more than there is", line);
            continue;
        }
        for (size_t i = at; i < end; i++)
            if (in.data[i] != '\r' && (in.data[i] < 0x20 || in.data[i] > 0x7e))
                pw_test_fail(__FILE__, __LINE__, "the byte %02x in a line of commands", in.data[i]);
        if (strncmp(line, bar, strlen(bar)) != 0)
            for (const char *p = line; isalpha((unsigned char)*p); p++)
                pw_buf_putc(out, (uint8_t)*p);
        if (strncmp(line, bar, strlen(bar)) != 0 && isalpha((unsigned char)line[0]))
            pw_buf_putc(out, ' ');
        at = end + 1;
    }
}

/* Wherever it stands: <ESC>! and ~! begin requests that TSPL printers obey at once. */
static void no_request(struct pw_bytes in)
{
    for (size_t i = 0; i + 1 < in.len; i++)
        if ((in.data[i] == 0x1b || in.data[i] == '~') && in.data[i + 1] == '!')
            pw_test_fail(__FILE__, __LINE__, "a request at byte %zu", i);
}

void pw_label_commands(const char *language, struct pw_bytes in, struct pw_buf *out)
{
    pw_buf_reset(out);
    if (strcmp(language, "zpl") == 0) {
        zpl(in, out);
    } else if (strcmp(language, "tspl") == 0) {
        no_request(in);
        lines(in, "BITMAP ", true, "BAR ", out);
    } else {
        lines(in, "GW", false, "LO", out);
    }
}
