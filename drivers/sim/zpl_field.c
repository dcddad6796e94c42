/* ZPL: fields of text and symbols, drawn when ^FS ends them. */
#include "sim/zpl_printer.h"

#include "packwright/utf8.h"

#include <stdlib.h>

/* ^BC data: ">;" and the like choose the code sets; what isn't said starts in set B. */
static bool words_of(struct pw_bytes data, uint8_t *words, size_t *ret_count, struct pw_buf *readable, struct pw_error *err)
{
    size_t n = 0;
    char set = 0;
    for (size_t i = 0; i < data.len && n < 250;) {
        uint8_t c = data.data[i++];
        if (c == '>' && i < data.len) {
            uint8_t what = data.data[i++];
            const char *starts = "9:;", *at = strchr(starts, what);
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
            if (c < '0' || c > '9' || i == data.len || data.data[i] < '0' || data.data[i] > '9')
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

static bool symbol_of(struct zpl_field *f, struct pw_bytes data, struct pw_page *ret_symbol, struct pw_buf *readable,
                      bool *ret_square, struct pw_error *err)
{
    static const struct {
        char name[3];
        enum pw_paper_code code;
        bool square;
    } plain[] = { { "B2", PW_PAPER_ITF, false },       { "B3", PW_PAPER_CODE39, false }, { "BA", PW_PAPER_CODE93, false },
                  { "BE", PW_PAPER_EAN13, false },     { "BU", PW_PAPER_UPCA, false },   { "B8", PW_PAPER_EAN8, false },
                  { "BX", PW_PAPER_DATAMATRIX, true }, { "BO", PW_PAPER_AZTEC, true },   { "B7", PW_PAPER_PDF417, false } };
    uint8_t words[256];
    size_t count = 0;
    *ret_square = false;
    if (strcmp(f->code, "BQ") == 0) {
        *ret_square = true;
        if (data.len < 4 || memchr("HQML", data.data[0], 4) == NULL || data.data[2] != ',')
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "QR data must begin with the level, the mode and a comma, as in QA,");
        return pw_paper_qr(pw_bytes_of(data.data + 3, data.len - 3), (char)data.data[0], false, ret_symbol, err);
    }
    if (strcmp(f->code, "BC") == 0 && f->mode == 'N')
        return words_of(data, words, &count, readable, err) && pw_paper_code128(words, count, ret_symbol, err);
    pw_buf_put(readable, data.data, data.len);
    if (strcmp(f->code, "BC") == 0 && f->mode == 'A')
        return pw_paper_symbol(PW_PAPER_CODE128, data, 0, 0, ret_symbol, err);
    if (strcmp(f->code, "BC") == 0)
        return pw_paper_gs1_128(data, ret_symbol, err);
    for (size_t i = 0; i < PW_COUNT(plain); i++)
        if (strcmp(f->code, plain[i].name) == 0) {
            *ret_square = plain[i].square;
            return pw_paper_symbol(plain[i].code, data, f->level, f->columns, ret_symbol, err);
        }
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "the symbology ^%s", f->code);
}

/* Characters in cells of width x height, wrapped at block_width. */
static bool text_page(struct pw_zpl_paper *p, struct pw_bytes text, int width, int height, const struct zpl_field *f,
                      struct pw_page *ret_page, struct pw_error *err)
{
    int columns = f->block_width > 0 ? f->block_width / width : 4096, lines = f->block_width > 0 ? f->block_lines : 1;
    columns = columns < 1 ? 1 : columns;
    int used = 0, widest = 0, rows = 1;
    struct {
        uint32_t scalar;
        short column, row;
    } cells[1024];
    short row_width[64] = { 0 };
    size_t count = 0, pos = 0;
    while (pos < text.len && count < PW_COUNT(cells)) {
        uint32_t scalar = pw_utf8_next(text, &pos);
        bool broken = f->block_width > 0 && scalar == '\\' && pos < text.len && text.data[pos] == '&';
        if (broken)
            pos++;
        if (scalar < ' ')
            continue;
        int takes = pw_paper_font_is_wide(scalar) ? 2 : 1;
        if (broken || used + takes > columns) {
            if (rows == lines || rows == (int)PW_COUNT(row_width))
                break;
            rows++;
            used = 0;
            if (broken || scalar == ' ')
                continue;
        }
        cells[count].scalar = scalar;
        cells[count].column = (short)used;
        cells[count++].row = (short)(rows - 1);
        used += takes;
        row_width[rows - 1] = (short)used;
        widest = used > widest ? used : widest;
    }
    int page_width = f->block_width > 0 ? f->block_width : widest * width;
    if (widest == 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "an empty field");
    if (!pw_page_init(ret_page, page_width, rows * height, p->setup.dots_per_mm, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        int room = page_width - row_width[cells[i].row] * width;
        int left = f->block_width == 0 ? 0 : f->block_align == 'C' ? room / 2 : f->block_align == 'R' ? room : 0;
        const struct pw_page *glyph = pw_paper_font_glyph(p->font, cells[i].scalar, width, height, true);
        if (glyph != NULL)
            pw_paper_blit(ret_page, left + cells[i].column * width, cells[i].row * height, glyph, 1, 1, false);
    }
    return true;
}

static bool symbol_page(struct pw_zpl_paper *p, struct pw_bytes data, struct pw_page *ret_page, struct pw_error *err)
{
    struct zpl_field *f = &p->field;
    struct pw_page symbol = { 0 }, label = { 0 };
    struct pw_buf readable;
    bool square, drawn = false;
    pw_buf_init(&readable, 600);
    if (!symbol_of(f, data, &symbol, &readable, &square, err))
        goto done;
    int scale_x = square ? f->bar_height : p->module;
    int scale_y = square                       ? f->bar_height
                  : strcmp(f->code, "B7") == 0 ? f->bar_height
                  : symbol.height == 1         ? f->bar_height
                                               : p->module;
    scale_x = scale_x < 1 ? 1 : scale_x;
    scale_y = scale_y < 1 ? 1 : scale_y;
    struct zpl_field plain = { 0 };
    struct pw_error ignored;
    bool below = f->readable && readable.len != 0 &&
                 text_page(p, pw_buf_peek(&readable), 6 * p->module, 12 * p->module, &plain, &label, &ignored);
    int width = symbol.width * scale_x, height = symbol.height * scale_y, extra = below ? label.height + 4 : 0;
    if (!pw_page_init(ret_page, width, height + extra, p->setup.dots_per_mm, err))
        goto done;
    pw_paper_blit(ret_page, 0, f->readable_above ? extra : 0, &symbol, scale_x, scale_y, false);
    if (below)
        pw_paper_blit(ret_page, (width - label.width) / 2, f->readable_above ? 0 : height + 4, &label, 1, 1, false);
    drawn = true;
done:
    pw_page_finish(&symbol);
    pw_page_finish(&label);
    pw_buf_finish(&readable);
    return drawn;
}

/* ^FH: "_5E" becomes one byte. */
static void unescape(struct zpl_field *f, struct pw_buf *out)
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

void zpl_field_draw(struct pw_zpl_paper *p, struct pw_bytes command)
{
    struct zpl_field *f = &p->field;
    struct pw_page page = { 0 };
    struct pw_error err = { 0 };
    struct pw_buf data;
    pw_buf_init(&data, ZPL_FIELD_MAX);
    unescape(f, &data);
    bool text = f->code[0] == '\0';
    int height = f->height > 0 ? f->height : p->font_height, width = f->width > 0 ? f->width : height / 2;
    height = height < 6 ? 6 : height > 1000 ? 1000 : height;
    width = width < 4 ? 4 : width > 1000 ? 1000 : width;
    bool drawn =
        text ? text_page(p, pw_buf_peek(&data), width, height, f, &page, &err) : symbol_page(p, pw_buf_peek(&data), &page, &err);
    int quarters = f->turn == 'R' ? 1 : f->turn == 'I' ? 2 : f->turn == 'B' ? 3 : 0;
    if (drawn && quarters != 0)
        drawn = pw_paper_turn(&page, quarters, &err);
    if (drawn) {
        int y = f->y + p->home_y + p->top;
        if (f->typeset)
            y -= text ? height * 3 / 4 : page.height;
        pw_paper_blit(&p->page, f->x + p->home_x - p->shift, y, &page, 1, 1, f->reverse);
    } else if (err.code != PW_ERR_NOT_FOUND) {
        zpl_unknown(p, command, err.text);
    }
    pw_page_finish(&page);
    pw_buf_finish(&data);
}
