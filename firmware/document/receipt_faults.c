/*
 * What ReceiptLine drops without a word, in words: for whoever writes a template. Nothing here changes how a line prints.
 */
#include "document/receipt_line.h"

#include "base/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const keys[] = { "image", "code", "option", "align", "width", "border", "text", "command", "comment" };
static const char *const commands[] = { "drawer", "drawer 2", "beep", "beep 2", "beep 3" };
static const char *const options[] = { "upc",    "ean",     "jan",    "code39", "itf",   "codabar", "nw7",
                                       "code93", "code128", "qrcode", "hri",    "nohri", "pdf417",  "datamatrix" };

void pw_receipt_line_fault(struct pw_receipt_line *line, struct pw_arena *arena, const uint8_t *at, const char *fmt, ...)
{
    char text[300];
    va_list args;
    if (line->fault_count == PW_RECEIPT_MAX_FAULTS)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct pw_bytes kept = pw_arena_copy(arena, pw_bytes_str(text));
    line->faults[line->fault_count++] = (struct pw_receipt_fault){ at, (const char *)kept.data };
}

static bool is_word(struct pw_bytes s, const char *word)
{
    return s.len == strlen(word) && strncasecmp((const char *)s.data, word, s.len) == 0;
}

static bool is_any(struct pw_bytes s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_word(s, words[i]))
            return true;
    return false;
}

/* -1: not all digits. */
static long number(struct pw_bytes s)
{
    long n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return -1;
        n = n > 100000 ? n : n * 10 + s.data[i] - '0';
    }
    return s.len > 0 ? n : -1;
}

struct excerpt {
    char text[48];
};

static const char *excerpt(struct pw_bytes s, struct excerpt *room)
{
    snprintf(room->text, sizeof room->text, "%.*s", (int)(s.len < 40 ? s.len : 40), (const char *)s.data);
    return room->text;
}

void pw_receipt_watch_key(struct pw_receipt_line *line, struct pw_arena *arena, struct pw_bytes key)
{
    struct excerpt e = { "" };
    const char *near = pw_word_nearest(excerpt(key, &e), keys, PW_COUNT(keys));
    if (near != NULL)
        pw_receipt_line_fault(line, arena, key.data, "there is no property \"%s\"; did you mean \"%s\"?", e.text, near);
    else
        pw_receipt_line_fault(line, arena, key.data,
                              "there is no property \"%s\": image, code, option, align, width, border, text, command and "
                              "comment are",
                              e.text);
}

static void watch_option(struct pw_receipt_line *line, struct pw_arena *arena, struct pw_bytes word, const uint8_t *at)
{
    struct excerpt e = { "" };
    long n = number(word);
    if (is_any(word, options, PW_COUNT(options)) || (n >= 2 && n <= 8) || (n >= 24 && n <= 240) ||
        (word.len == 1 && memchr("lmqhLMQH", word.data[0], 8) != NULL))
        return;
    if (n >= 0) {
        pw_receipt_line_fault(line, arena, at, "%ld is no option: a bar has 2 to 4 dots and a height of 24 to 240, a cell 3 to 8",
                              n);
        return;
    }
    const char *near = pw_word_nearest(excerpt(word, &e), options, PW_COUNT(options));
    pw_receipt_line_fault(line, arena, at, "\"%s\" is no option of a code%s%s%s", e.text, near != NULL ? "; did you mean \"" : "",
                          near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static void watch_width(struct pw_receipt_line *line, struct pw_arena *arena, struct pw_bytes word, const uint8_t *at)
{
    struct excerpt e = { "" };
    if (word.len == 0)
        pw_receipt_line_fault(line, arena, at,
                              "a comma and a blank, or two commas: the width between them is none, and its column "
                              "is left out; write {width:9,*}");
    else if (number(word) < 0 && !is_word(word, "*") && !is_word(word, "auto"))
        pw_receipt_line_fault(line, arena, at, "\"%s\" is no width: a number of characters, * and auto are", excerpt(word, &e));
}

void pw_receipt_watch_value(struct pw_receipt_line *line, struct pw_arena *arena, enum pw_receipt_values what,
                            struct pw_bytes value, const uint8_t *at)
{
    static const char *const texts[] = { "wrap", "nowrap" }, *const aligns[] = { "left", "center", "right" };
    static const char *const borders[] = { "line", "space", "none", "0", "1", "2" };
    struct pw_bytes word;
    struct excerpt e = { "" };
    switch (what) {
    case PW_RECEIPT_OF_TEXT:
        if (!is_any(value, texts, PW_COUNT(texts)))
            pw_receipt_line_fault(line, arena, at, "text is wrap or nowrap, not \"%s\"", excerpt(value, &e));
        break;
    case PW_RECEIPT_OF_ALIGN:
        if (!is_any(value, aligns, PW_COUNT(aligns)))
            pw_receipt_line_fault(line, arena, at, "align is left, center or right, not \"%s\"", excerpt(value, &e));
        break;
    case PW_RECEIPT_OF_BORDER:
        if (!is_any(value, borders, PW_COUNT(borders)))
            pw_receipt_line_fault(line, arena, at, "border is line, space, none, 0, 1 or 2, not \"%s\"", excerpt(value, &e));
        break;
    case PW_RECEIPT_OF_COMMAND:
        if (!is_any(value, commands, PW_COUNT(commands)))
            pw_receipt_line_fault(line, arena, at,
                                  "\"%s\" is no command: drawer, drawer 2, beep, beep 2 and beep 3 are; bytes are never sent",
                                  excerpt(value, &e));
        break;
    case PW_RECEIPT_OF_WIDTH:
        while (pw_receipt_next_word(&value, &word))
            watch_width(line, arena, word, at);
        break;
    case PW_RECEIPT_OF_OPTION:
        while (pw_receipt_next_word(&value, &word))
            if (word.len > 0)
                watch_option(line, arena, word, at);
        break;
    }
}
