/*
 * ZPL: fields of text and symbols, drawn when ^FS ends them. A field is drawn upright as a body with a margin around it (for
 * accents above and tails below a line), turned, and put so that ^FO is the body's upper left corner and ^FT where its baseline
 * begins.
 */
#include "sim/zpl_printer.h"

#include "packwright/utf8.h"

#include <stdlib.h>

enum { LINES_MAX = 128 };

struct body {
    struct pw_page page; /* with the margin on each side */
    int margin;
    int width, height, baseline;
};

/* ---- what the data says ---- */

/* ^FH: "_5E" becomes one byte. */
static void unescape(const struct zpl_field *f, struct pw_buf *out)
{
    for (size_t i = 0; i < f->data.len; i++) {
        unsigned value = 0;
        int digits = 0;
        while (f->hex != 0 && f->data.data[i] == (uint8_t)f->hex && digits < 2 && i + 1 + (size_t)digits < f->data.len) {
            uint8_t c = f->data.data[i + 1 + (size_t)digits];
            int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                               : -1;
            if (digit < 0)
                break;
            value = value << 4 | (unsigned)digit;
            digits++;
        }
        pw_buf_putc(out, digits == 2 ? (uint8_t)value : f->data.data[i]);
        i += digits == 2 ? 2 : 0;
    }
}

/* Characters from 0x80 on, of code page 850 (^CI0 to 13) and 1252 (^CI27). Source: Unicode's mapping tables. */
static const uint16_t cp850[128] = {
    0xc7,   0xfc,   0xe9,   0xe2,   0xe4,   0xe0,   0xe5, 0xe7, 0xea,   0xeb,   0xe8,   0xef,   0xee,   0xec,   0xc4,   0xc5,
    0xc9,   0xe6,   0xc6,   0xf4,   0xf6,   0xf2,   0xfb, 0xf9, 0xff,   0xd6,   0xdc,   0xf8,   0xa3,   0xd8,   0xd7,   0x192,
    0xe1,   0xed,   0xf3,   0xfa,   0xf1,   0xd1,   0xaa, 0xba, 0xbf,   0xae,   0xac,   0xbd,   0xbc,   0xa1,   0xab,   0xbb,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0xc1,   0xc2, 0xc0, 0xa9,   0x2563, 0x2551, 0x2557, 0x255d, 0xa2,   0xa5,   0x2510,
    0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0xe3, 0xc3, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0xa4,
    0xf0,   0xd0,   0xca,   0xcb,   0xc8,   0x131,  0xcd, 0xce, 0xcf,   0x2518, 0x250c, 0x2588, 0x2584, 0xa6,   0xcc,   0x2580,
    0xd3,   0xdf,   0xd4,   0xd2,   0xf5,   0xd5,   0xb5, 0xfe, 0xde,   0xda,   0xdb,   0xd9,   0xfd,   0xdd,   0xaf,   0xb4,
    0xad,   0xb1,   0x2017, 0xbe,   0xb6,   0xa7,   0xf7, 0xb8, 0xb0,   0xa8,   0xb7,   0xb9,   0xb3,   0xb2,   0x25a0, 0xa0,
};
static const uint16_t cp1252[32] = {
    0x20ac, 0,      0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178,
};

/* The field's text as UTF-8, whatever ^CI says it is in; control characters are left out, as the printer does. */
static bool to_utf8(const struct pw_zpl_paper *p, struct pw_bytes in, struct pw_buf *out, struct pw_error *err)
{
    for (size_t i = 0; i < in.len; i++) {
        uint8_t c = in.data[i];
        if (c < ' ' || c == 0x7f)
            continue;
        if (p->encoding >= 1 && p->encoding <= 12 && memchr("#@[\\]^`{|}~", c, 11) != NULL && p->encoding != 13)
            return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "^CI%d, which prints another sign for %c,", p->encoding, c);
        if (c < 0x80 || p->encoding == 28) {
            pw_buf_putc(out, c);
            continue;
        }
        uint32_t scalar = p->encoding == 27 ? (c < 0xa0 ? cp1252[c - 0x80] : c) : p->encoding <= 13 ? cp850[c - 0x80] : 0;
        if (scalar == 0)
            return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "^CI%d with the byte 0x%02x", p->encoding, c);
        pw_utf8_put(out, scalar);
    }
    if (!pw_utf8_valid(pw_buf_peek(out)))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "text that is not UTF-8, as ^CI28 says it is,");
    return pw_buf_ok(out, err);
}

/* ---- text ---- */

struct line {
    struct pw_bytes text;
    int row; /* lines over the block's last are printed over it */
};

static size_t next_of(struct pw_bytes text, size_t pos)
{
    (void)pw_utf8_next(text, &pos);
    return pos;
}

/* How much of text goes on a line of width dots: whole words, or what fits of one that is longer. */
static size_t fitting(struct pw_zpl_paper *p, const struct zpl_type *type, struct pw_bytes text, int width)
{
    size_t fits = 0, words = 0;
    if (zpl_text_width(p->text, type, text) <= width)
        return text.len;
    for (size_t pos = 0; pos < text.len;) {
        size_t next = next_of(text, pos);
        if (zpl_text_width(p->text, type, pw_bytes_of(text.data, next)) > width && text.data[pos] != ' ')
            break;
        if (text.data[pos] == ' ')
            words = next;
        fits = pos = next;
    }
    return words != 0 ? words : fits != 0 ? fits : next_of(text, 0);
}

/* ^FB: lines broken at words and at "\&"; returns how many. */
static size_t break_lines(struct pw_zpl_paper *p, const struct zpl_type *type, struct pw_bytes text, struct line *lines)
{
    const struct zpl_field *f = &p->field;
    size_t count = 0;
    while (text.len != 0 && count < LINES_MAX) {
        const uint8_t *end = memmem(text.data, text.len, "\\&", 2);
        struct pw_bytes part = pw_bytes_of(text.data, end == NULL ? text.len : (size_t)(end - text.data));
        while (part.len != 0 && part.data[0] == ' ')
            part = pw_bytes_of(part.data + 1, part.len - 1);
        do {
            int width = f->block_width - (count > 0 ? f->block_indent : 0);
            size_t n = part.len == 0 ? 0 : fitting(p, type, part, width);
            struct pw_bytes line = pw_bytes_of(part.data, n);
            while (line.len != 0 && line.data[line.len - 1] == ' ')
                line.len--;
            int row = (int)count < f->block_lines ? (int)count : f->block_lines - 1;
            lines[count++] = (struct line){ line, row };
            part = pw_bytes_of(part.data + n, part.len - n);
        } while (part.len != 0 && count < LINES_MAX);
        size_t used = end == NULL ? text.len : (size_t)(end - text.data) + 2;
        text = pw_bytes_of(text.data + used, text.len - used);
    }
    return count;
}

/* "\\" is one in a block; a hyphen that may be broken at ("\-") isn't shown otherwise. */
static void plain_of(struct pw_bytes line, struct pw_buf *out)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '\\' && i + 1 < line.len && (line.data[i + 1] == '\\' || line.data[i + 1] == '-')) {
            if (line.data[++i] == '\\')
                pw_buf_putc(out, '\\');
            continue;
        }
        pw_buf_putc(out, line.data[i]);
    }
}

static bool draw_line(struct pw_zpl_paper *p, const struct zpl_type *type, struct pw_bytes text, int indent, int row,
                      struct body *body, struct pw_error *err)
{
    const struct zpl_field *f = &p->field;
    struct pw_buf plain;
    pw_buf_init(&plain, ZPL_FIELD_MAX);
    if (f->block_width > 0)
        plain_of(text, &plain);
    else
        pw_buf_put(&plain, text.data, text.len);
    int room = f->block_width > 0 ? f->block_width - indent - zpl_text_width(p->text, type, pw_buf_peek(&plain)) : 0;
    int x = indent + (f->block_align == 'C' ? room / 2 : f->block_align == 'R' ? room : 0);
    int y = row * (type->height + f->block_spacing) + type->baseline;
    bool ok = pw_buf_ok(&plain, err) && (plain.len == 0 || zpl_text_draw(p->text, type, pw_buf_peek(&plain), &body->page,
                                                                         body->margin + x, body->margin + y, err));
    pw_buf_finish(&plain);
    return ok;
}

static bool text_body(struct pw_zpl_paper *p, struct pw_bytes data, const struct zpl_type *type, struct body *body,
                      struct pw_error *err)
{
    const struct zpl_field *f = &p->field;
    struct line lines[LINES_MAX];
    struct pw_buf text;
    pw_buf_init(&text, 3 * ZPL_FIELD_MAX);
    bool ok = to_utf8(p, data, &text, err);
    bool block = f->block_width > 0;
    size_t count = 1;
    lines[0] = (struct line){ pw_buf_peek(&text), 0 };
    if (ok && text.len == 0)
        ok = pw_fail(err, PW_ERR_NOT_FOUND, 0, "an empty field");
    if (ok && block)
        count = break_lines(p, type, pw_buf_peek(&text), lines);
    int rows = block ? f->block_lines : 1, pitch = type->height + f->block_spacing;
    rows = ok && block && !f->typeset && (int)count < rows ? (int)count : rows;
    rows = rows > LINES_MAX ? LINES_MAX : rows;
    body->width = block ? f->block_width : ok ? zpl_text_width(p->text, type, pw_buf_peek(&text)) : 0;
    body->height = (rows - 1) * pitch + type->height;
    body->baseline = (rows - 1) * pitch + type->baseline;
    body->margin = type->height / 2 + 2;
    if (ok && (body->width > 16000 || body->height > 16000 || body->height < 1))
        ok = pw_fail(err, PW_ERR_TOO_BIG, 0, "text of %d x %d dots", body->width, body->height);
    ok = ok &&
         pw_page_init(&body->page, body->width + 2 * body->margin, body->height + 2 * body->margin, p->setup.dots_per_mm, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = draw_line(p, type, lines[i].text, i > 0 && block ? f->block_indent : 0, lines[i].row, body, err);
    pw_buf_finish(&text);
    return ok;
}

/* ---- symbols ---- */

/* The bars, and below or above them what they say. */
static bool symbol_body(struct pw_zpl_paper *p, struct pw_bytes data, struct body *body, struct pw_error *err)
{
    const struct zpl_field *f = &p->field;
    struct pw_page symbol = { 0 };
    struct pw_buf readable;
    struct zpl_type type = { .height = 0 };
    pw_buf_init(&readable, 600);
    bool ok = zpl_symbol(p, data, &symbol, &readable, err);
    bool shown = ok && f->readable && readable.len != 0 && zpl_text_type('A', 9 * p->module, 0, &type);
    int gap = p->module * 2, extra = shown ? type.height + gap : 0;
    int text = shown ? zpl_text_width(p->text, &type, pw_buf_peek(&readable)) : 0;
    body->width = symbol.width;
    body->height = symbol.height;
    body->margin = shown ? (text > symbol.width ? (text - symbol.width) / 2 : 0) + extra + 2 : 0;
    body->baseline = symbol.height;
    ok = ok &&
         pw_page_init(&body->page, symbol.width + 2 * body->margin, symbol.height + 2 * body->margin, p->setup.dots_per_mm, err);
    if (ok) {
        pw_paper_blit(&body->page, body->margin, body->margin, &symbol, 1, 1, false);
        int x = body->margin + (symbol.width - text) / 2;
        int top = f->readable_above ? body->margin - extra : body->margin + symbol.height + gap;
        ok = !shown || zpl_text_draw(p->text, &type, pw_buf_peek(&readable), &body->page, x, top + type.baseline, err);
    }
    pw_page_finish(&symbol);
    pw_buf_finish(&readable);
    return ok;
}

/* ---- onto the label ---- */

/* Where the turned body's upper left corner goes. */
static void place(const struct pw_zpl_paper *p, const struct body *b, int *ret_x, int *ret_y)
{
    const struct zpl_field *f = &p->field;
    int x = f->x + p->home_x - p->shift, y = f->y + p->home_y + p->top;
    int below = b->height - b->baseline;
    if (f->typeset) {
        x -= f->turn == 'R' ? below : f->turn == 'I' ? b->width : f->turn == 'B' ? b->baseline : 0;
        y -= f->turn == 'N' ? b->baseline : f->turn == 'I' ? below : f->turn == 'B' ? b->width : 0;
    } else if (f->right) { /* ^FO's third parameter: x is the right edge */
        x -= f->turn == 'R' || f->turn == 'B' ? b->height : b->width;
    }
    *ret_x = x - b->margin;
    *ret_y = y - b->margin;
}

void zpl_field_draw(struct pw_zpl_paper *p, struct pw_bytes command)
{
    struct zpl_field *f = &p->field;
    struct body body = { .margin = 0 };
    struct zpl_type type;
    struct pw_error err = { 0 };
    struct pw_buf data;
    bool drawn;
    pw_buf_init(&data, ZPL_FIELD_MAX);
    unescape(f, &data);
    if (f->code[0] != '\0')
        drawn = symbol_body(p, pw_buf_peek(&data), &body, &err);
    else if (!zpl_text_type(f->font, f->height, f->width, &type))
        drawn = pw_fail(&err, PW_ERR_UNSUPPORTED, 0, "the font %c, which this program does not have", f->font);
    else
        drawn = text_body(p, pw_buf_peek(&data), &type, &body, &err);
    int quarters = f->turn == 'R' ? 1 : f->turn == 'I' ? 2 : f->turn == 'B' ? 3 : 0, x, y;
    if (drawn && quarters != 0)
        drawn = pw_paper_turn(&body.page, quarters, &err);
    if (drawn) {
        place(p, &body, &x, &y);
        pw_paper_blit(&p->page, x, y, &body.page, 1, 1, f->reverse || p->reverse);
    } else if (err.code != PW_ERR_NOT_FOUND) {
        zpl_unknown(p, f->code[0] != '\0' ? pw_bytes_of(f->named, 3) : command, err.text);
    }
    pw_page_finish(&body.page);
    pw_buf_finish(&data);
}
