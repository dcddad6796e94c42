/*
 * ZPL: bar codes and two-dimensional symbols as the printer's engine draws them. zint finds the modules; which dots they become
 * (module width, ratio of wide to narrow, row height, MaxiCode's hexagons) is said here. Data that the command would take another
 * way than it is understood here is an error, so that no symbol is drawn with other data than a printer would draw.
 */
#include "sim/zpl_printer.h"

#include "packwright/bytes.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <zint.h>

enum { DATA_MAX = 3200 };

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(struct pw_bytes data)
{
    for (size_t i = 0; i < data.len; i++)
        if (!is_digit(data.data[i]))
            return false;
    return data.len > 0;
}

/* ---- what zint is asked ---- */

struct order {
    int symbology, mode; /* BARCODE_..., DATA_MODE and the like */
    int option_1, option_2, option_3;
    const char *name;
    const char *primary; /* MaxiCode's */
};

static struct zint_symbol *encode(const struct order *o, struct pw_bytes data, struct pw_error *err)
{
    struct zint_symbol *z = NULL;
    if (data.len == 0 || data.len > DATA_MAX)
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s of %zu bytes", o->name, data.len);
    else if ((z = ZBarcode_Create()) == NULL)
        pw_fail(err, PW_ERR_MEMORY, ENOMEM, "%s", o->name);
    if (z == NULL)
        return NULL;
    z->symbology = o->symbology;
    z->input_mode = o->mode;
    z->show_hrt = 0;
    if (o->option_1 != 0)
        z->option_1 = o->option_1;
    if (o->option_2 != 0)
        z->option_2 = o->option_2;
    if (o->option_3 != 0)
        z->option_3 = o->option_3;
    if (o->primary != NULL)
        strncpy(z->primary, o->primary, sizeof z->primary - 1);
    if (ZBarcode_Encode(z, data.data, (int)data.len) < ZINT_ERROR)
        return z;
    pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s: %.80s", o->name, z->errtxt);
    ZBarcode_Delete(z);
    return NULL;
}

static bool module(const struct zint_symbol *z, int x, int y)
{
    return z->encoded_data[y][x >> 3] >> (x & 7) & 1;
}

/* Modules as blocks of sx x sy dots. */
static bool draw_blocks(const struct zint_symbol *z, int sx, int sy, struct pw_page *ret, struct pw_error *err)
{
    if (!pw_page_init(ret, z->width * sx, z->rows * sy, 8, err))
        return false;
    for (int y = 0; y < z->rows; y++)
        for (int x = 0; x < z->width; x++)
            if (module(z, x, y))
                pw_paper_box(ret, x * sx, y * sy, sx, sy);
    return true;
}

/* One row of bars; runs of two or more modules are the wide ones, where ratio (in tenths) says how wide those are. */
static bool draw_bars(const struct zint_symbol *z, int narrow, int ratio, int height, struct pw_page *ret, struct pw_error *err)
{
    int width = 0;
    for (int pass = 0; pass < 2; pass++) {
        int at = 0;
        for (int x = 0; x < z->width;) {
            int run = 1;
            bool black = module(z, x, 0);
            while (x + run < z->width && module(z, x + run, 0) == black)
                run++;
            int dots = ratio == 0 || run == 1 ? run * narrow : (narrow * ratio + 5) / 10;
            if (pass == 1 && black)
                pw_paper_box(ret, at, 0, dots, height);
            at += dots;
            x += run;
        }
        width = at;
        if (pass == 0 && !pw_page_init(ret, width, height, 8, err))
            return false;
    }
    return true;
}

static bool bars_of(const struct order *o, struct pw_bytes data, const struct zpl_field *f, int narrow, int ratio,
                    struct pw_page *ret, struct pw_error *err)
{
    struct zint_symbol *z = encode(o, data, err);
    if (z == NULL)
        return false;
    bool ok = draw_bars(z, narrow, ratio, f->bar_height, ret, err);
    ZBarcode_Delete(z);
    return ok;
}

static bool blocks_of(const struct order *o, struct pw_bytes data, int sx, int sy, struct pw_page *ret, struct pw_error *err)
{
    struct zint_symbol *z = encode(o, data, err);
    if (z == NULL)
        return false;
    bool ok = draw_blocks(z, sx, sy, ret, err);
    ZBarcode_Delete(z);
    return ok;
}

/* ---- Data Matrix ---- */

/* How many digits a GS1 application identifier has, by its first two. Source: GS1 General Specifications, figure 3.2. */
static size_t ai_length(const uint8_t *d)
{
    int two = (d[0] - '0') * 10 + d[1] - '0';
    if (two == 23 || two == 24 || two == 25 || two == 26 || (two >= 40 && two <= 42) || two == 71)
        return 3;
    if ((two >= 31 && two <= 36) || two == 39 || two == 43 || two == 70 || two == 72 || (two >= 80 && two <= 82))
        return 4;
    return 2;
}

/* Digits of data after an identifier whose length the standard gives; 0: up to the next FNC1. Same source, figure 7.8.5-2. */
static size_t ai_data_length(const uint8_t *d)
{
    int two = (d[0] - '0') * 10 + d[1] - '0';
    return two == 0                 ? 18
           : two <= 3               ? 14
           : two == 4               ? 16
           : two >= 11 && two <= 19 ? 6
           : two == 20              ? 2
           : two >= 31 && two <= 36 ? 6
           : two == 41              ? 13
                                    : 0;
}

/* "0109501101530003" and FNC1s (0x1d here) become "[01]09501101530003...", which zint wants. */
static bool bracketed(struct pw_bytes data, struct pw_buf *out, struct pw_error *err)
{
    for (size_t i = 0; i < data.len;) {
        if (i + 4 > data.len || !is_digit(data.data[i]) || !is_digit(data.data[i + 1]))
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "GS1 data without an application identifier");
        size_t id = ai_length(data.data + i), most = ai_data_length(data.data + i), n = 0;
        pw_buf_putc(out, '[');
        pw_buf_put(out, data.data + i, id);
        pw_buf_putc(out, ']');
        i += id;
        while (i + n < data.len && data.data[i + n] != 0x1d && (most == 0 || n < most))
            n++;
        pw_buf_put(out, data.data + i, n);
        i += n;
        if (i < data.len && data.data[i] == 0x1d)
            i++;
    }
    return pw_buf_ok(out, err);
}

/* ^BX's escapes: one sign (g) and "1" for FNC1, "d" and three digits for a byte, "@" to "_" for control characters. */
static bool unescape_matrix(struct pw_bytes data, uint8_t sign, struct pw_buf *out, bool *ret_gs1, struct pw_error *err)
{
    *ret_gs1 = false;
    for (size_t i = 0; i < data.len; i++) {
        uint8_t c = data.data[i], next = i + 1 < data.len ? data.data[i + 1] : 0;
        if (c != sign || sign == 0) {
            pw_buf_putc(out, c);
            continue;
        }
        i++;
        if (next == '1' && i == 1)
            *ret_gs1 = true;
        else if (next == '1')
            pw_buf_putc(out, 0x1d);
        else if (next == sign)
            pw_buf_putc(out, sign);
        else if (next == 'd' && i + 3 < data.len && all_digits(pw_bytes_of(data.data + i + 1, 3))) {
            const uint8_t *d = data.data + i + 1;
            pw_buf_putc(out, (uint8_t)((d[0] - '0') * 100 + (d[1] - '0') * 10 + d[2] - '0'));
            i += 3;
        } else if (next >= '@' && next <= '_')
            pw_buf_putc(out, (uint8_t)(next - '@'));
        else
            return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "Data Matrix with the escape %c%c", sign,
                           next > ' ' && next < 127 ? next : '?');
    }
    return pw_buf_ok(out, err);
}

/* zint's number of a size; 0: it chooses, -1: there is none. */
static int matrix_size(int columns, int rows)
{
    static const uint8_t squares[] = { 10, 12, 14, 16, 18, 20, 22, 24, 26,  32,  36,  40,
                                       44, 48, 52, 64, 72, 80, 88, 96, 104, 120, 132, 144 };
    static const uint8_t others[][2] = { { 18, 8 }, { 32, 8 }, { 26, 12 }, { 36, 12 }, { 36, 16 }, { 48, 16 } };
    if (columns == 0 && rows == 0)
        return 0;
    columns = columns == 0 ? rows : columns;
    rows = rows == 0 ? columns : rows;
    for (size_t i = 0; i < PW_COUNT(squares); i++)
        if (squares[i] == columns && squares[i] == rows)
            return (int)i + 1;
    for (size_t i = 0; i < PW_COUNT(others); i++)
        if (others[i][0] == columns && others[i][1] == rows)
            return (int)(PW_COUNT(squares) + i) + 1;
    return -1;
}

static bool matrix(const struct zpl_field *f, struct pw_bytes data, struct pw_page *ret, struct pw_error *err)
{
    struct order o = {
        BARCODE_DATAMATRIX, DATA_MODE, 0, matrix_size(f->columns, f->rows), f->columns == 0 && f->rows == 0 ? DM_SQUARE : 0,
        "Data Matrix",      NULL
    };
    struct pw_buf plain, gs1;
    bool is_gs1 = false, ok;
    if (f->level != 200)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "Data Matrix of quality %d; 200 is drawn", f->level);
    if (o.option_2 < 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a Data Matrix of %d x %d doesn't exist", f->columns, f->rows);
    pw_buf_init(&plain, DATA_MAX);
    pw_buf_init(&gs1, 2 * DATA_MAX);
    const uint8_t *low = data.len == 0 ? NULL : memchr(data.data, '_', data.len);
    if (f->escape == 0 && low != NULL)
        ok = pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                     "Data Matrix with _ in its data and no escape sign said, which printers read differently");
    else
        ok = unescape_matrix(data, (uint8_t)f->escape, &plain, &is_gs1, err);
    if (ok && is_gs1) {
        o.mode = GS1_MODE | GS1NOCHECK_MODE;
        ok = bracketed(pw_buf_peek(&plain), &gs1, err);
    }
    ok = ok && blocks_of(&o, pw_buf_peek(is_gs1 ? &gs1 : &plain), f->bar_height, f->bar_height, ret, err);
    pw_buf_finish(&plain);
    pw_buf_finish(&gs1);
    return ok;
}

/* ---- MaxiCode ---- */

static void disc(struct pw_page *page, double cx, double cy, double radius, bool white)
{
    for (int y = (int)(cy - radius) - 1; y <= (int)(cy + radius) + 1; y++)
        for (int x = (int)(cx - radius) - 1; x <= (int)(cx + radius) + 1; x++) {
            double dx = x + 0.5 - cx, dy = y + 0.5 - cy;
            if (dx * dx + dy * dy > radius * radius || x < 0 || y < 0 || x >= page->width || y >= page->height)
                continue;
            uint8_t *byte = page->bits + (size_t)y * (size_t)page->stride + (size_t)(x >> 3), bit = (uint8_t)(0x80 >> (x & 7));
            *byte = white ? (uint8_t)(*byte & ~bit) : (uint8_t)(*byte | bit);
        }
}

/* A hexagon that stands on a corner, wide dots from side to side. */
static void hexagon(struct pw_page *page, double cx, double cy, double wide)
{
    double half = wide / 2, tall = wide / sqrt(3);
    for (int y = (int)(cy - tall) - 1; y <= (int)(cy + tall) + 1; y++)
        for (int x = (int)(cx - half) - 1; x <= (int)(cx + half) + 1; x++) {
            double dx = fabs(x + 0.5 - cx), dy = fabs(y + 0.5 - cy);
            if (dx <= half && dy <= tall - dx / sqrt(3) && x >= 0 && y >= 0 && x < page->width && y < page->height)
                pw_page_set(page, x, y);
        }
}

/*
 * 30 hexagons in 33 rows, at fixed size: 0.88 mm from one to the next, 0.76 mm from row to row; the finder is three rings around
 * the middle. Source: ISO/IEC 16023, 4.11; a hexagon is drawn a little smaller than its cell, so that neighbours keep apart.
 */
static bool draw_maxicode(const struct zint_symbol *z, int dots_per_mm, struct pw_page *ret, struct pw_error *err)
{
    static const double rings[] = { 3.87, 3.20, 2.53, 1.86, 1.18, 0.51 }; /* radii in mm, from the outside, black first */
    double px = 0.88 * dots_per_mm, py = 0.762 * dots_per_mm;
    if (!pw_page_init(ret, (int)ceil(px * 30), (int)ceil(py * 32 + px * 1.16), dots_per_mm, err))
        return false;
    double top = px * 0.58;
    for (int y = 0; y < z->rows; y++)
        for (int x = 0; x < z->width; x++)
            if (module(z, x, y))
                hexagon(ret, px * (x + 0.5 + (y % 2) * 0.5), top + py * y, px * 0.88);
    for (size_t i = 0; i < PW_COUNT(rings); i++)
        disc(ret, px * 14.5, top + py * 16, rings[i] * dots_per_mm, i % 2 == 1);
    return true;
}

/* ^BD's data: modes 2 and 3 open with class (3), country (3) and post code (9 digits, or 6 signs), then the message. */
static bool maxicode(const struct zpl_field *f, struct pw_bytes data, int dots_per_mm, struct pw_page *ret, struct pw_error *err)
{
    char primary[32];
    struct order o = { BARCODE_MAXICODE, DATA_MODE, f->level, 0, 0, "MaxiCode", NULL };
    if (f->level == 2 || f->level == 3) {
        size_t post = f->level == 2 ? 9 : 6;
        if (f->level == 2 && data.len > 11 && !all_digits(pw_bytes_of(data.data + 6, 9 < data.len - 6 ? 9 : data.len - 6)))
            post = 5; /* ZIP without its add-on */
        if (data.len < 6 + post || !all_digits(pw_bytes_of(data.data, 6)))
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "MaxiCode without class of service, country and post code in front");
        const char *d = (const char *)data.data;
        int n = snprintf(primary, sizeof primary, "%.*s%s%.3s%.3s", (int)post, d + 6, post == 5 ? "0000" : "", d + 3, d);
        (void)n;
        o.primary = primary;
        data = pw_bytes_of(data.data + 6 + post, data.len - 6 - post);
    } else if (f->level != 4 && f->level != 5 && f->level != 6) {
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "MaxiCode has no mode %d", f->level);
    }
    struct zint_symbol *z = encode(&o, data, err);
    if (z == NULL)
        return false;
    bool ok = draw_maxicode(z, dots_per_mm, ret, err);
    ZBarcode_Delete(z);
    return ok;
}

/* ---- QR ---- */

/* "QA,data": level, then A or M and the mode's letter, a comma. */
static bool qr(const struct zpl_field *f, struct pw_bytes data, struct pw_page *ret, struct pw_error *err)
{
    struct pw_page symbol;
    size_t skip = 3;
    if (data.len < 4 || memchr("HQML", data.data[0], 4) == NULL || (data.data[1] != 'A' && data.data[1] != 'M') ||
        data.data[2] != ',')
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "QR data must begin with level, input mode and a comma, as in QA,");
    if (data.data[1] == 'M') { /* the character mode is said: N, A, or B and how many */
        if (data.data[3] == 'B' && data.len > 8 && all_digits(pw_bytes_of(data.data + 4, 4)))
            skip = 8;
        else if (data.data[3] == 'N' || data.data[3] == 'A')
            skip = 4;
        else
            return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "QR data in the character mode %c",
                           data.data[3] > ' ' ? data.data[3] : '?');
    }
    if (data.len == skip)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "an empty QR code");
    if (!pw_paper_qr(pw_bytes_of(data.data + skip, data.len - skip), (char)data.data[0], false, &symbol, err))
        return false;
    bool ok = pw_page_init(ret, symbol.width * f->bar_height, symbol.height * f->bar_height, 8, err);
    if (ok)
        pw_paper_blit(ret, 0, 0, &symbol, f->bar_height, f->bar_height, false);
    pw_page_finish(&symbol);
    return ok;
}

/* ---- the linear ones ---- */

/* Modulo 10 with weights 3 and 1 from the right. */
static uint8_t check_digit(struct pw_bytes digits)
{
    int sum = 0;
    for (size_t i = 0; i < digits.len; i++)
        sum += (digits.data[digits.len - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
    return (uint8_t)('0' + (10 - sum % 10) % 10);
}

/* ^BC's data: ">;" and the like choose the code sets; what isn't said starts in set B. */
static bool words_of(struct pw_bytes data, uint8_t *words, size_t *ret_count, struct pw_buf *readable, struct pw_error *err)
{
    size_t n = 0;
    char set = 0;
    for (size_t i = 0; i < data.len && n < 250;) {
        uint8_t c = data.data[i++];
        if (c == '>' && i < data.len) {
            uint8_t what = data.data[i++];
            const char *starts = "9:;", *at = what == 0 ? NULL : strchr(starts, what);
            if (set == 0 && at != NULL) {
                words[n++] = (uint8_t)(103 + (at - starts));
                set = "ABC"[at - starts];
                continue;
            }
            if (set == 0) {
                words[n++] = 104;
                set = 'B';
            }
            if (what == '5' || what == '6' || what == '7') {
                words[n++] = (uint8_t)(99 + what - '5'); /* to C, B, A */
                set = "CBA"[what - '5'];
                continue;
            }
            if (what == '8') {
                words[n++] = 102;
                continue;
            }
            if (what != '0')
                return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 with an unknown >%c", what > ' ' && what < 0x7f ? what : '?');
            c = '>';
        }
        if (set == 0) {
            words[n++] = 104;
            set = 'B';
        }
        if (set == 'C') {
            if (c == ' ') /* spaces are for people */
                continue;
            if (!is_digit(c) || i == data.len || !is_digit(data.data[i]))
                return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 set C with something else than pairs of digits");
            words[n++] = (uint8_t)((c - '0') * 10 + data.data[i] - '0');
            pw_buf_putc(readable, c);
            pw_buf_putc(readable, data.data[i++]);
        } else if (c >= 32 && c < (set == 'A' ? 96 : 128)) {
            words[n++] = (uint8_t)(c - 32);
            pw_buf_putc(readable, c);
        } else {
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 with the byte 0x%02x in set %c", c, set);
        }
    }
    *ret_count = n;
    return true;
}

static bool widen(struct pw_page *modules, int narrow, int height, struct pw_page *ret, struct pw_error *err)
{
    bool ok = pw_page_init(ret, modules->width * narrow, height, 8, err);
    if (ok)
        pw_paper_blit(ret, 0, 0, modules, narrow, height, false);
    pw_page_finish(modules);
    return ok;
}

static bool code_128(const struct zpl_field *f, struct pw_bytes data, int narrow, struct pw_page *ret, struct pw_buf *readable,
                     struct pw_error *err)
{
    uint8_t words[256], sscc[20];
    size_t count = 0;
    struct pw_page modules = { 0 };
    if (f->mode == 'N') {
        if (!words_of(data, words, &count, readable, err) || !pw_paper_code128(words, count, &modules, err))
            return false;
        return widen(&modules, narrow, f->bar_height, ret, err);
    }
    if (f->mode == 'A') {
        static const struct order o = { BARCODE_CODE128, DATA_MODE, 0, 0, 0, "Code 128", NULL };
        pw_buf_put(readable, data.data, data.len);
        return bars_of(&o, data, f, narrow, 0, ret, err);
    }
    if (f->mode == 'U') { /* a serial shipping container code: 19 digits, and the check digit that the printer finds */
        if (!all_digits(data) || data.len > 20)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 of mode U with something else than up to 19 digits");
        size_t digits = data.len > 19 ? 19 : data.len;
        memset(sscc, '0', sizeof sscc);
        memcpy(sscc + 19 - digits, data.data, digits);
        sscc[19] = check_digit(pw_bytes_of(sscc, 19));
        data = pw_bytes_of(sscc, 20);
    } else if (f->mode != 'D') {
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 has no mode %c", f->mode);
    }
    pw_buf_put(readable, data.data, data.len);
    if (data.len > 0 && memmem(data.data, data.len, ">8", 2) != NULL) /* mode D: FNC1 between fields */
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "Code 128 of mode D with >8");
    return pw_paper_gs1_128(data, &modules, err) && widen(&modules, narrow, f->bar_height, ret, err);
}

static bool product(const struct zpl_field *f, struct pw_bytes data, int narrow, struct pw_page *ret, struct pw_buf *readable,
                    struct pw_error *err)
{
    const bool ean13 = strcmp(f->code, "BE") == 0, ean8 = strcmp(f->code, "B8") == 0, upca = strcmp(f->code, "BU") == 0;
    struct order o = { upca ? BARCODE_UPCA : ean13 || ean8 ? BARCODE_EANX : BARCODE_UPCE, DATA_MODE, 0, 0, 0,
                       ean13 ? "EAN-13" : ean8 ? "EAN-8" : upca ? "UPC-A" : "UPC-E",      NULL };
    size_t digits = ean13 ? 12 : upca ? 11 : ean8 ? 7 : data.len;
    if (!all_digits(data) || data.len < (ean13 || upca || ean8 ? digits : 6) || data.len > digits + 1)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s of %zu bytes", o.name, data.len);
    data.len = data.len > digits ? digits : data.len; /* the printer finds the check digit by itself */
    if (o.symbology == BARCODE_UPCE && data.len == 10)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "UPC-E from ten digits");
    pw_buf_put(readable, data.data, data.len);
    if (ean13 || upca || ean8)
        pw_buf_putc(readable, check_digit(data));
    return bars_of(&o, data, f, narrow, 0, ret, err);
}

static bool interleaved(const struct zpl_field *f, struct pw_bytes data, int narrow, int ratio, struct pw_page *ret,
                        struct pw_buf *readable, struct pw_error *err)
{
    static const struct order o = { BARCODE_C25INTER, DATA_MODE, 0, 0, 0, "Interleaved 2 of 5", NULL };
    struct pw_buf digits;
    if (!all_digits(data) || data.len > 80)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Interleaved 2 of 5 with something else than digits");
    pw_buf_init(&digits, 100);
    if ((data.len + (f->check ? 1 : 0)) % 2 != 0)
        pw_buf_putc(&digits, '0'); /* pairs: the printer puts a zero in front */
    pw_buf_put(&digits, data.data, data.len);
    if (f->check)
        pw_buf_putc(&digits, check_digit(pw_buf_peek(&digits)));
    pw_buf_put(readable, digits.data, digits.len);
    bool ok = bars_of(&o, pw_buf_peek(&digits), f, narrow, ratio, ret, err);
    pw_buf_finish(&digits);
    return ok;
}

static bool code_39(const struct zpl_field *f, struct pw_bytes data, int narrow, int ratio, struct pw_page *ret,
                    struct pw_buf *readable, struct pw_error *err)
{
    const struct order o = { BARCODE_CODE39, DATA_MODE, 0, f->check ? 1 : 0, 0, "Code 39", NULL };
    if (data.len > 2 && data.data[0] == '*' && data.data[data.len - 1] == '*')
        data = pw_bytes_of(data.data + 1, data.len - 2);
    pw_buf_putc(readable, '*');
    pw_buf_put(readable, data.data, data.len);
    pw_buf_putc(readable, '*');
    return bars_of(&o, data, f, narrow, ratio, ret, err);
}

/* Four heights of bar: the full one, and what lies above and below the track. */
static bool postal(const struct zpl_field *f, struct pw_bytes data, int narrow, struct pw_page *ret, struct pw_error *err)
{
    static const struct order kinds[] = { { BARCODE_POSTNET, DATA_MODE, 0, 0, 0, "POSTNET", NULL },
                                          { BARCODE_PLANET, DATA_MODE, 0, 0, 0, "PLANET", NULL },
                                          { 0 },
                                          { BARCODE_USPS_IMAIL, DATA_MODE, 0, 0, 0, "Intelligent Mail", NULL } };
    if (f->level < 0 || f->level > 3 || kinds[f->level].name == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "postal code of kind %d", f->level);
    struct zint_symbol *z = encode(&kinds[f->level], data, err);
    if (z == NULL)
        return false;
    double total = 0, at = 0;
    for (int y = 0; y < z->rows; y++)
        total += z->row_height[y];
    bool ok = total > 0 && pw_page_init(ret, z->width * narrow, f->bar_height, 8, err);
    for (int y = 0; ok && y < z->rows; y++) {
        int top = (int)(at * f->bar_height / total + 0.5), end = (int)((at + z->row_height[y]) * f->bar_height / total + 0.5);
        at += z->row_height[y];
        for (int x = 0; x < z->width; x++)
            if (module(z, x, y))
                pw_paper_box(ret, x * narrow, top, narrow, end - top);
    }
    ZBarcode_Delete(z);
    return ok;
}

static bool pdf417(const struct pw_zpl_paper *p, const struct zpl_field *f, struct pw_bytes data, struct pw_page *ret,
                   struct pw_error *err)
{
    const struct order o = {
        f->check ? BARCODE_PDF417COMP : BARCODE_PDF417, DATA_MODE, f->level > 0 ? f->level : 0, f->columns, 0, "PDF417", NULL
    };
    struct zint_symbol *z = encode(&o, data, err);
    if (z == NULL)
        return false;
    int row = f->bar_height > 0 ? f->bar_height : p->bar_height / (z->rows == 0 ? 1 : z->rows);
    bool ok = draw_blocks(z, p->module, row < 1 ? 1 : row, ret, err);
    ZBarcode_Delete(z);
    return ok;
}

bool zpl_symbol(struct pw_zpl_paper *p, struct pw_bytes data, struct pw_page *ret, struct pw_buf *readable, struct pw_error *err)
{
    const struct zpl_field *f = &p->field;
    const int narrow = p->module, ratio = p->ratio;
    static const struct order code93 = { BARCODE_CODE93, DATA_MODE, 0, 0, 0, "Code 93", NULL };
    static const struct order codabar = { BARCODE_CODABAR, DATA_MODE, 0, 0, 0, "Codabar", NULL };
    const struct order aztec = { BARCODE_AZTEC, DATA_MODE, 0, 0, 0, "Aztec", NULL };
    if (strcmp(f->code, "BC") == 0)
        return code_128(f, data, narrow, ret, readable, err);
    if (strcmp(f->code, "BQ") == 0)
        return qr(f, data, ret, err);
    if (strcmp(f->code, "BX") == 0)
        return matrix(f, data, ret, err);
    if (strcmp(f->code, "BD") == 0)
        return maxicode(f, data, p->setup.dots_per_mm, ret, err);
    if (strcmp(f->code, "B7") == 0)
        return pdf417(p, f, data, ret, err);
    if (strcmp(f->code, "BO") == 0 || strcmp(f->code, "B0") == 0)
        return blocks_of(&aztec, data, f->bar_height, f->bar_height, ret, err);
    if (strcmp(f->code, "B2") == 0)
        return interleaved(f, data, narrow, ratio, ret, readable, err);
    if (strcmp(f->code, "B3") == 0)
        return code_39(f, data, narrow, ratio, ret, readable, err);
    if (strcmp(f->code, "BZ") == 0)
        return postal(f, data, narrow, ret, err);
    if (strcmp(f->code, "BE") == 0 || strcmp(f->code, "B8") == 0 || strcmp(f->code, "BU") == 0 || strcmp(f->code, "B9") == 0)
        return product(f, data, narrow, ret, readable, err);
    pw_buf_put(readable, data.data, data.len);
    if (strcmp(f->code, "BA") == 0)
        return bars_of(&code93, data, f, narrow, 0, ret, err);
    uint8_t whole[100]; /* Codabar: the signs at the ends are parameters */
    if (data.len + 2 > sizeof whole)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Codabar of %zu bytes", data.len);
    whole[0] = (uint8_t)f->mode;
    if (data.len > 0)
        memcpy(whole + 1, data.data, data.len);
    whole[data.len + 1] = (uint8_t)f->escape;
    return bars_of(&codabar, pw_bytes_of(whole, data.len + 2), f, narrow, ratio, ret, err);
}
