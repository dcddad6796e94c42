/*
 * Escape sequences that are none, as the reference drops them. It rewrites a column in steps, each over the whole of it, so that
 * a broken "\x" takes what the step before left behind it, but nothing beyond a style mark:
 *
 *     \\ \| \{ \} become \xnn;  in text: control characters go;  \- \= \_ \" \` \^ \~ (in a value: \;) become \xnn;  \n becomes a
 *     line feed;  in text: ~ becomes a blank, style marks part it;  "\" at the end goes, \x without two digits and a backslash
 * before any other character become \?
 *
 * Few columns hold such sequences: only they come here, and leave with what receipt_line.c reads in one pass.
 */
#include "document/receipt_line.h"

#include "packwright/utf8.h"

#include <ctype.h>
#include <string.h>

struct text {
    uint8_t *bytes;
    size_t len;
};

static bool is_one_of(uint8_t c, const char *set)
{
    return c != 0 && strchr(set, c) != NULL;
}

static bool is_control(uint8_t c)
{
    return c < 0x20 || c == 0x7F;
}

static bool is_code(const uint8_t *at, size_t left)
{
    return left >= 4 && at[0] == '\\' && at[1] == 'x' && isxdigit(at[2]) && isxdigit(at[3]);
}

/* Of a code: 00 to 1f, 7f. */
static bool is_control_code(const uint8_t *at)
{
    return is_one_of(at[2], "01") || (at[2] == '7' && is_one_of(at[3], "fF"));
}

bool pw_receipt_has_odd_escape(struct pw_bytes s, bool value)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!value && is_control(s.data[i]))
            return true;
        if (s.data[i] != '\\')
            continue;
        if (i + 1 < s.len && s.data[i + 1] == 'x') {
            if (!is_code(s.data + i, s.len - i) || (!value && is_control_code(s.data + i)))
                return true;
            i += 3;
        } else if (i + 1 < s.len && (value || !is_control(s.data[i + 1]))) {
            i++;
        }
    }
    return false;
}

static struct text room_for(size_t len, struct pw_arena *arena)
{
    return (struct text){ pw_arena_take(arena, len + 1), 0 };
}

/* A backslash and one of set: \xnn. */
static struct text as_codes(struct text s, const char *set, struct pw_arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    struct text out = room_for(s.len * 2, arena);
    for (size_t i = 0; out.bytes != NULL && i < s.len; i++) {
        out.bytes[out.len++] = s.bytes[i];
        if (s.bytes[i] != '\\' || i + 1 == s.len || !is_one_of(s.bytes[i + 1], set))
            continue;
        uint8_t c = s.bytes[++i];
        out.bytes[out.len++] = 'x';
        out.bytes[out.len++] = (uint8_t)digits[c >> 4];
        out.bytes[out.len++] = (uint8_t)digits[c & 15];
    }
    return out;
}

static void drop_controls(struct text *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->len; i++) {
        if (is_code(s->bytes + i, s->len - i) && is_control_code(s->bytes + i))
            i += 3;
        else if (!is_control(s->bytes[i]))
            s->bytes[n++] = s->bytes[i];
    }
    s->len = n;
}

static void make_breaks_and_blanks(struct text *s, bool value)
{
    size_t n = 0;
    for (size_t i = 0; i < s->len; i++) {
        uint8_t c = s->bytes[i];
        if (c == '\\' && i + 1 < s->len && s->bytes[i + 1] == 'n') {
            c = '\n';
            i++;
        }
        s->bytes[n++] = c == '~' && !value ? ' ' : c;
    }
    s->len = n;
}

/* The length of the scalar at at, 0 at the end. */
static size_t scalar(const struct text *s, size_t at, size_t end)
{
    size_t pos = at;
    if (at < end)
        pw_utf8_next(pw_bytes_of(s->bytes, end), &pos);
    return pos - at;
}

/* How much a backslash at at takes with it when it starts nothing: 0 if it does start something. */
static size_t broken(const struct text *s, size_t at, size_t end)
{
    if (at + 1 == end)
        return 1;
    if (s->bytes[at + 1] != 'x' || is_code(s->bytes + at, end - at))
        return 0;
    size_t first = scalar(s, at + 2, end), second = scalar(s, at + 2 + first, end);
    if (first == 0 || (second == 0 && s->bytes[at + 2] == '\n'))
        return 2;
    /* a line feed of a value is no "any character" of the reference */
    if (second != 0 && s->bytes[at + 2 + first] == '\n' && !isxdigit(s->bytes[at + 2]))
        return 0;
    return 2 + first + second;
}

static void drop_broken(struct text *s, bool value)
{
    size_t n = 0, end = 0;
    for (size_t i = 0; i < s->len;) {
        while (end <= i || (end < s->len && (value || !is_one_of(s->bytes[end], "_\"`\n^"))))
            end++;
        size_t gone = s->bytes[i] == '\\' ? broken(s, i, end) : 0;
        if (gone == 0) {
            s->bytes[n++] = s->bytes[i++];
        } else if (gone > 1) { /* still parts two style marks */
            s->bytes[n++] = '\\';
            s->bytes[n++] = '?';
        }
        i += gone;
    }
    s->len = n;
}

/* A backslash and a character that it doesn't go with become \?, which prints nothing; line feeds become \n again. */
static struct pw_bytes finished(struct text s, struct pw_arena *arena)
{
    struct text out = room_for(s.len * 2, arena);
    for (size_t i = 0; out.bytes != NULL && i < s.len;) {
        if (s.bytes[i] == '\\' && i + 1 < s.len && s.bytes[i + 1] != 'x') {
            i += 1 + scalar(&s, i + 1, s.len);
            out.bytes[out.len++] = '\\';
            out.bytes[out.len++] = '?';
        } else if (s.bytes[i] == '\n' || (s.bytes[i] == '\\' && !is_code(s.bytes + i, s.len - i))) {
            out.bytes[out.len++] = '\\';
            out.bytes[out.len++] = s.bytes[i++] == '\n' ? 'n' : '\\';
        } else {
            out.bytes[out.len++] = s.bytes[i++];
        }
    }
    return pw_bytes_of(out.bytes, out.bytes != NULL ? out.len : 0);
}

struct pw_bytes pw_receipt_regular(struct pw_bytes s, bool value, struct pw_arena *arena)
{
    struct text t = room_for(s.len, arena);
    if (t.bytes == NULL)
        return pw_bytes_of("", 0);
    memcpy(t.bytes, s.data, s.len);
    t.len = s.len;
    t = as_codes(t, "\\{|}", arena);
    if (t.bytes != NULL && !value)
        drop_controls(&t);
    if (t.bytes != NULL)
        t = as_codes(t, value ? ";" : "-=_\"`^~", arena);
    if (t.bytes == NULL)
        return pw_bytes_of("", 0);
    make_breaks_and_blanks(&t, value);
    drop_broken(&t, value);
    return finished(t, arena);
}
