/*
 * Barcodes. A printer prints nothing at all where a symbol is wider than the paper, so the width is known before: modules as
 * asked for, by the printer's own engine or as dots (whose Code 128 is shorter, since it changes code sets), then smaller ones
 * down to 2 dots, then turned along the paper, then an error.
 */
#include "escpos.h"

#include "raster.h"
#include "symbol.h"

enum { MIN_MODULE = 2, MAX_TURNED = 2400 };

static bool is_digits(struct pw_bytes data)
{
    for (size_t i = 0; i < data.len; i++)
        if (data.data[i] < '0' || data.data[i] > '9')
            return false;
    return true;
}

/* Modules of the printer's own symbol and m of GS k; 0: it is not asked to draw this one. */
static int engine_modules(const struct pw_block *block, uint8_t *ret_m)
{
    struct pw_bytes data = block->u.barcode.data;
    size_t braces = 0;
    switch (block->u.barcode.symbology) {
    case PW_CODE_CODE128:
        for (size_t i = 0; i < data.len; i++) {
            if (data.data[i] < 0x20 || data.data[i] > 0x7E)
                return 0;
            braces += data.data[i] == '{';
        }
        *ret_m = 73;
        return data.len > 0 && data.len + braces <= 250 ? 11 * ((int)data.len + 2) + 13 : 0;
    case PW_CODE_EAN:
        *ret_m = data.len > 8 ? 67 : 68;
        return !is_digits(data) ? 0 : data.len == 12 || data.len == 13 ? 95 : data.len == 7 || data.len == 8 ? 67 : 0;
    case PW_CODE_UPC:
        *ret_m = 65;
        return is_digits(data) && (data.len == 11 || data.len == 12) ? 95 : 0;
    case PW_CODE_CODE39:
    case PW_CODE_ITF:
    case PW_CODE_CODABAR:
    case PW_CODE_CODE93:
        break; /* the proportion of wide to narrow bars is the printer's, so the width isn't known */
    }
    return 0;
}

static void put_engine(struct pw_escpos *e, const struct pw_block *block, uint8_t m, int module)
{
    struct pw_bytes data = block->u.barcode.data;
    uint8_t head[] = { 0x1d, 'w', (uint8_t)module,
                       0x1d, 'h', (uint8_t)block->u.barcode.height_dots,
                       0x1d, 'H', block->u.barcode.hri ? 2 : 0,
                       0x1d, 'k', m,
                       0 };
    pw_escpos_align(e, block->align);
    size_t at = e->out->len + sizeof head;
    pw_buf_put(e->out, head, sizeof head);
    if (m == 73)
        pw_buf_puts(e->out, "{B"); /* set C would need bytes below 0x20 */
    for (size_t i = 0; i < data.len; i++) {
        if (m == 73 && data.data[i] == '{')
            pw_buf_putc(e->out, '{');
        pw_buf_putc(e->out, data.data[i]);
    }
    if (!e->out->failed)
        e->out->data[at - 1] = (uint8_t)(e->out->len - at);
}

/* What the bars say, below them. */
static bool put_hri(struct pw_escpos *e, const struct pw_block *block, int symbol_width)
{
    struct pw_bytes data = block->u.barcode.data;
    int cells = (int)data.len, area = block->width * e->profile->cell;
    int spare = area > symbol_width ? area - symbol_width : 0;
    int middle = block->left * e->profile->cell + spare * (int)block->align / 2 + symbol_width / 2;
    int column = (middle - cells * e->profile->cell / 2) / e->profile->cell;
    if (column + cells > e->profile->columns)
        column = e->profile->columns - cells;
    struct pw_run run = { .column = column > 0 ? column : 0, .cells = cells, .wide = 1, .high = 1, .text = data };
    struct pw_block line = { .type = PW_BLOCK_TEXT, .width = e->profile->columns, .u.text = { &run, 1, false } };
    return pw_escpos_text(e, &line);
}

static bool put_dots(struct pw_escpos *e, const struct pw_block *block, const struct pw_symbol *symbol, int module, bool turned)
{
    struct pw_page page;
    if (!pw_symbol_draw(symbol, module, block->u.barcode.height_dots, turned, &page, e->err))
        return false;
    bool ok = pw_escpos_dots_in(e, block, &page);
    if (ok && block->u.barcode.hri)
        ok = put_hri(e, block, page.width);
    pw_page_finish(&page);
    return ok;
}

bool pw_escpos_barcode(struct pw_escpos *e, const struct pw_block *block)
{
    struct pw_symbol symbol = { 0 };
    uint8_t m = 0;
    int room = block->width * e->profile->cell, wanted = block->u.barcode.module_dots;
    bool whole = block->left == 0 && block->width >= e->profile->columns;
    int own = whole && (e->profile->features & PW_FEATURE_BARCODE_B) != 0 ? engine_modules(block, &m) : 0;
    room = whole ? e->profile->dots : room;
    if (own == 0 || m != 73 || own * wanted > room) { /* check digits are checked here, not by the printer */
        if (!pw_symbol_linear(block->u.barcode.symbology, block->u.barcode.data, &symbol, e->err))
            return false;
    }
    for (int module = wanted; module >= MIN_MODULE; module--) {
        if (own > 0 && own * module <= room) {
            put_engine(e, block, m, module);
            return true;
        }
        if (symbol.modules * module <= room && symbol.modules > 0)
            return put_dots(e, block, &symbol, module, false);
    }
    if (symbol.modules * MIN_MODULE <= MAX_TURNED)
        return put_dots(e, block, &symbol, MIN_MODULE, true);
    return pw_fail(e->err, PW_ERR_TOO_BIG, 0, "the barcode \"%.40s\" has %d modules and doesn't fit on the paper of %s",
                   (const char *)block->u.barcode.data.data, symbol.modules, e->profile->name);
}

/* Control bytes in the data would pass the printer's eye for real-time commands: those are drawn. */
static bool has_controls(struct pw_bytes data)
{
    for (size_t i = 0; i < data.len; i++)
        if (data.data[i] < 0x20 || data.data[i] == 0x7F)
            return true;
    return false;
}

bool pw_escpos_qr(struct pw_escpos *e, const struct pw_block *block)
{
    static const char levels[] = "LMQH";
    struct pw_bytes data = block->u.qr.data;
    struct pw_page page;
    bool whole = block->left == 0 && block->width >= e->profile->columns;
    int room = whole ? e->profile->dots : block->width * e->profile->cell, cell = block->u.qr.cell_dots;
    int version = pw_qr_version(data.len, block->u.qr.level);
    while (cell > 3 && PW_QR_SIDE(version) * cell > room)
        cell--;
    if (whole && (e->profile->features & PW_FEATURE_QR) && version > 0 && PW_QR_SIDE(version) * cell <= room &&
        !has_controls(data)) {
        const char *level = strchr(levels, block->u.qr.level);
        size_t k = data.len + 3;
        uint8_t head[] = { 0x1d,
                           '(',
                           'k',
                           4,
                           0,
                           49,
                           65,
                           50,
                           0, /* model 2 */
                           0x1d,
                           '(',
                           'k',
                           3,
                           0,
                           49,
                           67,
                           (uint8_t)cell, /* module */
                           0x1d,
                           '(',
                           'k',
                           3,
                           0,
                           49,
                           69,
                           (uint8_t)(48 + (level != NULL ? level - levels : 0)), /* level */
                           0x1d,
                           '(',
                           'k',
                           (uint8_t)k,
                           (uint8_t)(k >> 8),
                           49,
                           80,
                           48 }; /* store */
        pw_escpos_align(e, block->align);
        pw_buf_put(e->out, head, sizeof head);
        pw_buf_put(e->out, data.data, data.len);
        pw_buf_put(e->out, "\x1d(k\3\0\x31\x51\x30", 8); /* print */
        return true;
    }
    if (!pw_qr_draw(data, block->u.qr.level, block->u.qr.cell_dots, room, &page, e->err))
        return false;
    bool ok = pw_escpos_dots_in(e, block, &page);
    pw_page_finish(&page);
    return ok;
}

static void put_store(struct pw_escpos *e, uint8_t cn, struct pw_bytes data)
{
    size_t k = data.len + 3;
    uint8_t store[8] = { 0x1d, '(', 'k', (uint8_t)k, (uint8_t)(k >> 8), cn, 80, 48 };
    uint8_t print[8] = { 0x1d, '(', 'k', 3, 0, cn, 81, 48 };
    pw_buf_put(e->out, store, sizeof store);
    pw_buf_put(e->out, data.data, data.len);
    pw_buf_put(e->out, print, sizeof print);
}

/*
 * By the printer's engine only where the symbol, as libzint makes it, leaves room for one that comes out larger: which size a
 * printer chooses is its own affair, and one that is too wide isn't printed at all.
 */
static bool put_matrix_engine(struct pw_escpos *e, const struct pw_block *block, int width_dots, int room)
{
    bool pdf = block->u.matrix.kind == PW_MATRIX_PDF417;
    struct pw_bytes data = block->u.matrix.data;
    uint8_t cn = pdf ? 48 : 54, cell = (uint8_t)block->u.matrix.cell_dots;
    uint8_t size[8] = { 0x1d, '(', 'k', 3, 0, cn, 67, cell };
    uint8_t row[8] = { 0x1d, '(', 'k', 3, 0, cn, 68, 3 };
    uint8_t columns[8] = { 0x1d, '(', 'k', 3, 0, cn, 65, (uint8_t)((width_dots / cell - 69) / 17) };
    if ((e->profile->features & (pdf ? PW_FEATURE_PDF417 : PW_FEATURE_DATAMATRIX)) == 0 || has_controls(data) || data.len > 500 ||
        width_dots % cell != 0 || width_dots * 3 / 2 > room)
        return false;
    pw_escpos_align(e, block->align);
    if (pdf)
        pw_buf_put(e->out, columns, sizeof columns);
    pw_buf_put(e->out, size, sizeof size);
    if (pdf)
        pw_buf_put(e->out, row, sizeof row);
    put_store(e, cn, data);
    return true;
}

bool pw_escpos_matrix(struct pw_escpos *e, const struct pw_block *block)
{
    struct pw_page page;
    bool whole = block->left == 0 && block->width >= e->profile->columns;
    int room = whole ? e->profile->dots : block->width * e->profile->cell;
    if (!pw_matrix_draw(block->u.matrix.kind, block->u.matrix.data, block->u.matrix.cell_dots, room, &page, e->err))
        return false;
    bool ok = (whole && put_matrix_engine(e, block, page.width, room)) || pw_escpos_dots_in(e, block, &page);
    pw_page_finish(&page);
    return ok;
}
