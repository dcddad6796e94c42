/* Structs to JSON, back, and compared, by their tables. */
#include "packwright/utf8.h"
#include "station/fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_LIMIT = 512 }; /* no enum has more values */

static int64_t get_int(const void *at, size_t size)
{
    switch (size) {
    case 1:
        return *(const int8_t *)at;
    case 2:
        return *(const int16_t *)at;
    case 4:
        return *(const int32_t *)at;
    default:
        return *(const int64_t *)at;
    }
}

static void set_int(void *at, size_t size, int64_t value)
{
    switch (size) {
    case 1:
        *(int8_t *)at = (int8_t)value;
        return;
    case 2:
        *(int16_t *)at = (int16_t)value;
        return;
    case 4:
        *(int32_t *)at = (int32_t)value;
        return;
    default:
        *(int64_t *)at = value;
    }
}

static const void *in(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static size_t count_of(const struct pw_field *f, const void *base)
{
    size_t count, most = f->size / f->item;
    memcpy(&count, in(base, f->count), sizeof count);
    return count < most ? count : most;
}

static const char *text_of(const struct pw_field *f, const void *at)
{
    if (f->kind != PW_FIELD_POINTER)
        return at;
    const char *text;
    memcpy(&text, at, sizeof text);
    return text == NULL ? "" : text;
}

/* ---- writing ---- */

static void put_int(struct pw_buf *out, int64_t value)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--p = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        *--p = '-';
    pw_buf_put(out, p, (size_t)(digits + sizeof digits - p));
}

static void put_text(struct pw_buf *out, const char *text)
{
    const char *run = text;
    pw_buf_putc(out, '"');
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        pw_buf_put(out, run, (size_t)(text - run));
        if (c < 0x20)
            pw_buf_printf(out, "\\u%04x", c);
        else {
            pw_buf_putc(out, '\\');
            pw_buf_putc(out, c);
        }
        run = text + 1;
    }
    pw_buf_put(out, run, (size_t)(text - run));
    pw_buf_putc(out, '"');
}

/* A text that was cut to its field may end in half a character, which is no JSON. */
static void put_mended(struct pw_buf *out, const char *text)
{
    char *mended = pw_utf8_valid(pw_bytes_str(text)) ? NULL : strdup(text);
    if (mended != NULL)
        pw_utf8_mend(mended);
    put_text(out, mended == NULL ? text : mended);
    free(mended);
}

static void put_word(struct pw_buf *out, const struct pw_field *f, int value)
{
    const char *word = f->word(value);
    if (word != NULL)
        put_text(out, word);
    else
        put_int(out, value);
}

static bool all_zero(const void *at, size_t size)
{
    const char *p = at;
    for (size_t i = 0; i < size; i++)
        if (p[i] != 0)
            return false;
    return true;
}

static bool is_empty(const struct pw_field *f, const void *base)
{
    const void *at = in(base, f->offset);
    switch (f->kind) {
    case PW_FIELD_TEXT:
    case PW_FIELD_POINTER:
        return *text_of(f, at) == '\0';
    case PW_FIELD_LIST:
    case PW_FIELD_TEXTS:
        return count_of(f, base) == 0;
    case PW_FIELD_PART:
        /* Only the member decides: what stands between members may be anything. */
        for (const struct pw_field *p = f->part; p->name != NULL; p++)
            if (!is_empty(p, at))
                return false;
        return true;
    case PW_FIELD_INT:
    case PW_FIELD_BOOL:
    case PW_FIELD_WORD:
    case PW_FIELD_SET:
        break;
    }
    return all_zero(at, f->size);
}

static void put_value(struct pw_buf *out, const struct pw_field *f, const void *base)
{
    const char *at = in(base, f->offset);
    const char *comma = "";
    switch (f->kind) {
    case PW_FIELD_INT:
        put_int(out, get_int(at, f->size));
        return;
    case PW_FIELD_BOOL:
        pw_buf_puts(out, *(const bool *)at ? "true" : "false");
        return;
    case PW_FIELD_WORD:
        put_word(out, f, (int)get_int(at, f->size));
        return;
    case PW_FIELD_TEXT:
    case PW_FIELD_POINTER:
        put_mended(out, text_of(f, at));
        return;
    case PW_FIELD_PART:
        pw_fields_write(f->part, at, out);
        return;
    case PW_FIELD_LIST:
    case PW_FIELD_TEXTS:
        pw_buf_putc(out, '[');
        for (size_t i = 0; i < count_of(f, base); i++, comma = ",") {
            pw_buf_puts(out, comma);
            if (f->kind == PW_FIELD_LIST)
                pw_fields_write(f->part, at + i * f->item, out);
            else
                put_mended(out, at + i * f->item);
        }
        pw_buf_putc(out, ']');
        return;
    case PW_FIELD_SET:
        pw_buf_putc(out, '[');
        for (size_t i = 0; i < f->size / sizeof(bool); i++) {
            if (!((const bool *)at)[i])
                continue;
            pw_buf_puts(out, comma);
            put_word(out, f, (int)i);
            comma = ",";
        }
        pw_buf_putc(out, ']');
        return;
    }
}

void pw_fields_write(const struct pw_field *fields, const void *base, struct pw_buf *out)
{
    const char *comma = "";
    pw_buf_putc(out, '{');
    for (const struct pw_field *f = fields; f->name != NULL; f++) {
        if (is_empty(f, base))
            continue;
        pw_buf_puts(out, comma);
        pw_buf_putc(out, '"');
        pw_buf_puts(out, f->name);
        pw_buf_puts(out, "\":");
        put_value(out, f, base);
        comma = ",";
    }
    pw_buf_putc(out, '}');
}

/* ---- reading ---- */

static void note_unknown(struct pw_fields_unknown *unknown, const char *path, const char *name)
{
    char whole[200];
    size_t len = strlen(unknown->names);
    snprintf(whole, sizeof whole, "%s.%s", path, name);
    if (strstr(unknown->names, whole) == NULL && len + strlen(whole) + 3 < sizeof unknown->names)
        snprintf(unknown->names + len, sizeof unknown->names - len, "%s%s", len == 0 ? "" : ", ", whole);
}

/* The value of a word. A number stood for a value that had none: what it means here can't be known. */
static int word_value(const struct pw_field *f, const json_t *value, const char *path, struct pw_fields_unknown *unknown)
{
    const char *text = json_string_value(value);
    char named[120];
    for (int i = 0; text != NULL && i < WORD_LIMIT; i++) {
        const char *word = f->word(i);
        if (word != NULL && strcmp(word, text) == 0)
            return i;
    }
    snprintf(named, sizeof named, "%s = %.60s", f->name, text == NULL ? "a number" : text);
    note_unknown(unknown, path, named);
    return 0;
}

static void read_value(const struct pw_field *f, const json_t *value, void *base, const char *path,
                       struct pw_fields_unknown *unknown)
{
    char *at = (char *)base + f->offset, below[160];
    const char *text = json_string_value(value);
    snprintf(below, sizeof below, "%s.%s", path, f->name);
    switch (f->kind) {
    case PW_FIELD_INT:
        set_int(at, f->size, json_integer_value(value));
        return;
    case PW_FIELD_BOOL:
        *(bool *)at = json_is_true(value);
        return;
    case PW_FIELD_WORD:
        set_int(at, f->size, word_value(f, value, path, unknown));
        return;
    case PW_FIELD_TEXT:
        snprintf(at, f->size, "%s", text == NULL ? "" : text);
        pw_utf8_mend(at);
        return;
    case PW_FIELD_POINTER:
        memcpy(at, &text, sizeof text);
        return;
    case PW_FIELD_PART:
        pw_fields_read(f->part, value, at, below, unknown);
        return;
    case PW_FIELD_LIST:
    case PW_FIELD_TEXTS: {
        size_t count = json_array_size(value), most = f->size / f->item;
        if (count > most) {
            note_unknown(unknown, below, "more of them than fit");
            count = most;
        }
        for (size_t i = 0; i < count; i++) {
            const json_t *item = json_array_get(value, i);
            if (f->kind == PW_FIELD_LIST)
                pw_fields_read(f->part, item, at + i * f->item, below, unknown);
            else
                snprintf(at + i * f->item, f->item, "%s", json_is_string(item) ? json_string_value(item) : "");
        }
        memcpy((char *)base + f->count, &count, sizeof count);
        return;
    }
    case PW_FIELD_SET:
        for (size_t i = 0; i < json_array_size(value); i++) {
            int bit = word_value(f, json_array_get(value, i), path, unknown);
            if (bit >= 0 && (size_t)bit < f->size / sizeof(bool))
                ((bool *)at)[bit] = true;
        }
        return;
    }
}

void pw_fields_read(const struct pw_field *fields, const json_t *object, void *base, const char *path,
                    struct pw_fields_unknown *unknown)
{
    const char *key;
    const char *const nothing = "";
    json_t *value, *writable = json_incref((json_t *)(uintptr_t)object); /* iterating asks for one, and changes nothing */
    json_object_foreach(writable, key, value)
    {
        const struct pw_field *f = fields;
        while (f->name != NULL && strcmp(f->name, key) != 0)
            f++;
        if (f->name == NULL)
            note_unknown(unknown, path, key);
        else
            read_value(f, value, base, path, unknown);
    }
    json_decref(writable);
    for (const struct pw_field *f = fields; f->name != NULL; f++)
        if (f->kind == PW_FIELD_POINTER && *text_of(f, in(base, f->offset)) == '\0')
            memcpy((char *)base + f->offset, &nothing, sizeof nothing);
}

/* ---- comparing ---- */

static bool same(const struct pw_field *f, const void *a, const void *b)
{
    const char *x = in(a, f->offset), *y = in(b, f->offset);
    switch (f->kind) {
    case PW_FIELD_TEXT:
    case PW_FIELD_POINTER:
        return strcmp(text_of(f, x), text_of(f, y)) == 0;
    case PW_FIELD_PART:
        for (const struct pw_field *p = f->part; p->name != NULL; p++)
            if (!same(p, x, y))
                return false;
        return true;
    case PW_FIELD_LIST:
    case PW_FIELD_TEXTS:
        if (count_of(f, a) != count_of(f, b))
            return false;
        for (size_t i = 0; i < count_of(f, a); i++) {
            if (f->kind == PW_FIELD_TEXTS && strcmp(x + i * f->item, y + i * f->item) != 0)
                return false;
            for (const struct pw_field *p = f->part; p != NULL && p->name != NULL; p++)
                if (!same(p, x + i * f->item, y + i * f->item))
                    return false;
        }
        return true;
    case PW_FIELD_INT:
    case PW_FIELD_BOOL:
    case PW_FIELD_WORD:
    case PW_FIELD_SET:
        break;
    }
    return memcmp(x, y, f->size) == 0;
}

static void tell(const struct pw_field *f, const void *then, const void *now, const char *path,
                 void (*differ)(void *user, const char *path, const char *then, const char *now), void *user)
{
    struct pw_buf a, b;
    char whole[200];
    pw_buf_init(&a, 1 << 16);
    pw_buf_init(&b, 1 << 16);
    snprintf(whole, sizeof whole, "%s%s%s", path, *path == '\0' ? "" : ".", f->name);
    put_value(&a, f, then);
    put_value(&b, f, now);
    differ(user, whole, pw_buf_text(&a), pw_buf_text(&b));
    pw_buf_finish(&a);
    pw_buf_finish(&b);
}

size_t pw_fields_compare(const struct pw_field *fields, const void *then, const void *now, const char *path,
                         void (*differ)(void *user, const char *path, const char *then, const char *now), void *user)
{
    size_t count = 0;
    for (const struct pw_field *f = fields; f->name != NULL; f++) {
        if (same(f, then, now))
            continue;
        if (f->kind == PW_FIELD_PART) {
            char below[160];
            snprintf(below, sizeof below, "%s%s%s", path, *path == '\0' ? "" : ".", f->name);
            count += pw_fields_compare(f->part, in(then, f->offset), in(now, f->offset), below, differ, user);
        } else {
            tell(f, then, now, path, differ, user);
            count++;
        }
    }
    return count;
}
