#include "packwright/utf8.h"

static bool is_tail(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

uint32_t pw_utf8_next(struct pw_bytes text, size_t *pos)
{
    size_t left = text.len - *pos;
    if (*pos >= text.len)
        return 0;
    const uint8_t *p = text.data + *pos;
    uint32_t c = p[0];
    if (c < 0x80) {
        *pos += 1;
        return c;
    }
    if (c >= 0xC2 && c <= 0xDF && left >= 2 && is_tail(p[1])) {
        *pos += 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3Fu);
    }
    if ((c & 0xF0) == 0xE0 && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
        uint32_t scalar = (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (scalar >= 0x800 && (scalar < 0xD800 || scalar > 0xDFFF)) {
            *pos += 3;
            return scalar;
        }
    }
    if (c >= 0xF0 && c <= 0xF4 && left >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
        uint32_t scalar = (c & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        if (scalar >= 0x10000 && scalar <= 0x10FFFF) {
            *pos += 4;
            return scalar;
        }
    }
    *pos += 1;
    return 0xFFFD;
}

bool pw_utf8_valid(struct pw_bytes text)
{
    for (size_t pos = 0; pos < text.len;) {
        size_t before = pos;
        if (pw_utf8_next(text, &pos) == 0xFFFD && pos - before == 1)
            return false;
    }
    return true;
}

void pw_utf8_mend(char *text)
{
    struct pw_bytes in = pw_bytes_str(text);
    size_t kept = 0;
    for (size_t pos = 0; pos < in.len;) {
        size_t from = pos;
        if (pw_utf8_next(in, &pos) == 0xFFFD && pos - from == 1)
            continue;
        memmove(text + kept, text + from, pos - from);
        kept += pos - from;
    }
    text[kept] = '\0';
}

void pw_utf8_put(struct pw_buf *out, uint32_t scalar)
{
    uint8_t b[4];
    if (scalar < 0x80) {
        pw_buf_putc(out, (uint8_t)scalar);
    } else if (scalar < 0x800) {
        b[0] = (uint8_t)(0xC0 | scalar >> 6);
        b[1] = (uint8_t)(0x80 | (scalar & 0x3F));
        pw_buf_put(out, b, 2);
    } else if (scalar < 0x10000) {
        b[0] = (uint8_t)(0xE0 | scalar >> 12);
        b[1] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
        b[2] = (uint8_t)(0x80 | (scalar & 0x3F));
        pw_buf_put(out, b, 3);
    } else {
        b[0] = (uint8_t)(0xF0 | scalar >> 18);
        b[1] = (uint8_t)(0x80 | (scalar >> 12 & 0x3F));
        b[2] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
        b[3] = (uint8_t)(0x80 | (scalar & 0x3F));
        pw_buf_put(out, b, 4);
    }
}

bool pw_utf8_is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static uint32_t stand_in(uint32_t c)
{
    return c < 0x20 ? c + 0x2400 : c == 0x7F ? 0x2421 : pw_utf8_is_control(c) ? 0xFFFD : c;
}

void pw_utf8_visible(struct pw_bytes text, struct pw_buf *out)
{
    for (size_t pos = 0; pos < text.len;)
        pw_utf8_put(out, stand_in(pw_utf8_next(text, &pos)));
}

void pw_utf8_on_paper(struct pw_bytes text, struct pw_buf *out)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c = pw_utf8_next(text, &pos);
        if (c < 0x0600 || c == 0x2028 || c == 0x2029 || !pw_utf8_is_control(c))
            pw_utf8_put(out, stand_in(c));
    }
}
