/* ESC/POS: bar codes (GS k), 2D codes (GS ( k) and pictures (GS v 0, ESC *, GS ( L). */
#include "sim/escpos_printer.h"

#include <stdio.h>
#include <stdlib.h>

static bool at_line_start(struct pw_escpos_paper *p, struct pw_bytes command)
{
    if (p->item_count == 0)
        return true;
    escpos_unknown(p, command, "in the middle of a line");
    return false;
}

/* The readable line of a bar code. */
static void hri(struct pw_escpos_paper *p, struct pw_bytes text)
{
    struct escpos_style style = { .font = p->barcode.hri_font, .wide = 1, .high = 1 };
    int cell_w, cell_h;
    escpos_cell(p, &style, &cell_w, &cell_h);
    for (size_t i = 0; i < text.len; i++)
        escpos_put(p, text.data[i] < 0x20 || text.data[i] > 0x7e ? ' ' : text.data[i], &style);
    escpos_line(p, cell_h + 2);
}

/* GS k 73: {A {B {C, {S, {1..{4 and {{ to code words. Also what a person reads. */
static bool words128(struct pw_bytes data, uint8_t *words, size_t *ret_count, struct pw_buf *readable, struct pw_error *err)
{
    size_t n = 0, i = 0;
    char set = 0;
    while (i < data.len && n < 255) {
        uint8_t c = data.data[i++];
        uint8_t shown = set;
        if (c == '{' && i < data.len) {
            uint8_t what = data.data[i++];
            if (what >= 'A' && what <= 'C') {
                if (what == (uint8_t)set)
                    continue;
                words[n++] = (uint8_t)(set == 0 ? 103 + what - 'A' : 101 - (what - 'A'));
                set = (char)what;
                continue;
            }
            if (set == 0)
                return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 without a code set ({A, {B or {C) in front");
            if (what >= '1' && what <= '4') {
                static const uint8_t fnc[2][4] = { { 102, 97, 96, 101 }, { 102, 97, 96, 100 } };
                if (set == 'C' && what != '1')
                    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 with {%c in set C", what);
                words[n++] = fnc[set == 'A' ? 0 : 1][what - '1'];
                continue;
            }
            if (what == 'S' && set != 'C' && i < data.len) {
                words[n++] = 98;
                shown = set == 'A' ? 'B' : 'A';
                c = data.data[i++];
            } else if (what != '{') {
                return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 with an unknown {%c",
                               what >= 0x20 && what < 0x7f ? what : '?');
            }
        } else if (set == 0) {
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 without a code set ({A, {B or {C) in front");
        }
        if (shown == 'C') {
            if (c > 99)
                return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 with %u in set C", c);
            words[n++] = c;
            pw_buf_printf(readable, "%02u", c);
        } else if (shown == 'A' ? c > 95 : c < 32 || c > 127) {
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Code 128 with the byte 0x%02x in set %c", c, shown);
        } else {
            words[n++] = (uint8_t)(c >= 32 ? c - 32 : c + 64);
            pw_buf_putc(readable, c);
        }
    }
    *ret_count = n;
    return i == data.len || pw_fail(err, PW_ERR_TOO_BIG, 0, "Code 128 of more than 255 characters");
}

static bool symbol_of(uint8_t m, struct pw_bytes data, struct pw_page *ret_symbol, struct pw_buf *readable, struct pw_error *err)
{
    static const enum pw_paper_code codes[] = { PW_PAPER_UPCA,   PW_PAPER_UPCE, PW_PAPER_EAN13,   PW_PAPER_EAN8,
                                                PW_PAPER_CODE39, PW_PAPER_ITF,  PW_PAPER_CODABAR, PW_PAPER_CODE93 };
    uint8_t words[260];
    size_t count = 0;
    if (m == 73)
        return words128(data, words, &count, readable, err) && pw_paper_code128(words, count, ret_symbol, err);
    pw_buf_put(readable, data.data, data.len);
    if (m <= 6)
        return pw_paper_symbol(codes[m], data, 0, 0, ret_symbol, err);
    if (m >= 65 && m <= 72)
        return pw_paper_symbol(codes[m - 65], data, 0, 0, ret_symbol, err);
    if (m == 74)
        return pw_paper_gs1_128(data, ret_symbol, err);
    if (m == 75 || m == 76)
        return pw_paper_symbol(PW_PAPER_DATABAR, data, 0, 0, ret_symbol, err);
    if (m == 77)
        return pw_paper_symbol(PW_PAPER_DATABAR_LIMITED, data, 0, 0, ret_symbol, err);
    if (m == 78)
        return pw_paper_symbol(PW_PAPER_DATABAR_EXPANDED, data, 0, 0, ret_symbol, err);
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "bar code system %u", m);
}

void escpos_barcode(struct pw_escpos_paper *p, struct pw_bytes command, uint8_t m, struct pw_bytes data)
{
    if (!at_line_start(p, command))
        return;
    struct pw_page symbol = { 0 };
    struct pw_buf readable;
    struct pw_error err = { 0 };
    pw_buf_init(&readable, 600);
    if (!symbol_of(m, data, &symbol, &readable, &err)) {
        escpos_unknown(p, command, err.text);
    } else if (symbol.width * p->barcode.module > p->area) {
        escpos_unknown(p, command, "a bar code wider than the paper: nothing is printed");
    } else {
        struct pw_bytes text = pw_buf_peek(&readable);
        if ((p->barcode.hri & 1) != 0)
            hri(p, text);
        escpos_picture(p, &symbol, p->barcode.module, p->barcode.height);
        if ((p->barcode.hri & 2) != 0)
            hri(p, text);
    }
    pw_page_finish(&symbol);
    pw_buf_finish(&readable);
}

static void print_2d(struct pw_escpos_paper *p, struct pw_bytes command, struct pw_page *symbol, int scale_x, int scale_y)
{
    if (at_line_start(p, command) && !escpos_picture(p, symbol, scale_x, scale_y))
        escpos_unknown(p, command, "a code wider than the paper: nothing is printed");
    pw_page_finish(symbol);
}

static void store(struct pw_buf *to, struct pw_bytes data)
{
    pw_buf_reset(to);
    pw_buf_put(to, data.data, data.len);
}

static void code_qr(struct pw_escpos_paper *p, struct pw_bytes command, uint8_t fn, struct pw_bytes rest)
{
    struct pw_page symbol = { 0 };
    struct pw_error err = { 0 };
    uint8_t n = rest.len == 0 ? 0 : rest.data[0];
    if (fn == 65 && n >= 49 && n <= 51)
        p->qr.model = n;
    else if (fn == 67 && n >= 1 && n <= 16)
        p->qr.module = n;
    else if (fn == 69 && n >= 48 && n <= 51)
        p->qr.level = n;
    else if (fn == 80 && n == 48 && rest.len > 1)
        store(&p->qr.data, pw_bytes_of(rest.data + 1, rest.len - 1));
    else if (fn == 81 && n == 48 &&
             pw_paper_qr(pw_buf_peek(&p->qr.data), "LMQH"[p->qr.level - 48], p -> qr.model == 51, &symbol, &err))
        print_2d(p, command, &symbol, p->qr.module, p->qr.module);
    else if (fn != 82)
        escpos_unknown(p, command, err.text[0] != '\0' ? err.text : "QR function or value");
}

static void code_pdf417(struct pw_escpos_paper *p, struct pw_bytes command, uint8_t fn, struct pw_bytes rest)
{
    struct pw_page symbol = { 0 };
    struct pw_error err = { 0 };
    uint8_t n = rest.len == 0 ? 0 : rest.data[0];
    if (fn == 65 && n <= 30)
        p->pdf417.columns = n;
    else if (fn == 67 && n >= 2 && n <= 8)
        p->pdf417.module = n;
    else if (fn == 68 && n >= 2 && n <= 8)
        p->pdf417.row = n;
    else if (fn == 69 && rest.len == 2 && n == 48 && rest.data[1] >= 48 && rest.data[1] <= 56)
        p->pdf417.level = (uint8_t)(rest.data[1] - 48);
    else if (fn == 80 && n == 48 && rest.len > 1)
        store(&p->pdf417.data, pw_bytes_of(rest.data + 1, rest.len - 1));
    else if (fn == 81 && n == 48 &&
             pw_paper_symbol(PW_PAPER_PDF417, pw_buf_peek(&p->pdf417.data), p->pdf417.level, p->pdf417.columns, &symbol, &err))
        print_2d(p, command, &symbol, p->pdf417.module, p->pdf417.module * p->pdf417.row);
    else if (fn != 66 && fn != 69 && fn != 70 && fn != 82)
        escpos_unknown(p, command, err.text[0] != '\0' ? err.text : "PDF417 function or value");
}

/* Data Matrix (cn 54) and Aztec (cn 53): a module size, a store, a print. */
static void code_matrix(struct pw_escpos_paper *p, struct pw_bytes command, bool aztec, uint8_t fn, struct pw_bytes rest)
{
    struct pw_page symbol = { 0 };
    struct pw_error err = { 0 };
    uint8_t n = rest.len == 0 ? 0 : rest.data[0];
    struct pw_buf *data = aztec ? &p->aztec.data : &p->matrix.data;
    uint8_t *module = aztec ? &p->aztec.module : &p->matrix.module;
    if (fn == 67 && n >= 2 && n <= 16)
        *module = n;
    else if (fn == 80 && n == 48 && rest.len > 1)
        store(data, pw_bytes_of(rest.data + 1, rest.len - 1));
    else if (fn == 81 && n == 48 &&
             pw_paper_symbol(aztec ? PW_PAPER_AZTEC : PW_PAPER_DATAMATRIX, pw_buf_peek(data), 0, 0, &symbol, &err))
        print_2d(p, command, &symbol, *module, *module);
    else if (fn != 66 && fn != 69 && fn != 82)
        escpos_unknown(p, command, err.text[0] != '\0' ? err.text : "2D function or value");
}

void escpos_code2d(struct pw_escpos_paper *p, struct pw_bytes command, struct pw_bytes parameters)
{
    if (parameters.len < 2) {
        escpos_unknown(p, command, "GS ( k without a function");
        return;
    }
    struct pw_bytes rest = pw_bytes_of(parameters.data + 2, parameters.len - 2);
    uint8_t fn = parameters.data[1];
    switch (parameters.data[0]) {
    case 48:
        code_pdf417(p, command, fn, rest);
        break;
    case 49:
        code_qr(p, command, fn, rest);
        break;
    case 53:
    case 54:
        code_matrix(p, command, parameters.data[0] == 53, fn, rest);
        break;
    default:
        escpos_unknown(p, command, "a 2D code of this kind");
    }
}

/* A page over bits that are rows of row_bytes; copies them. */
static bool page_of(struct pw_escpos_paper *p, int width, int height, const uint8_t *bits, struct pw_page *ret_page)
{
    if (!pw_page_init(ret_page, width, height, p->setup.dots_per_mm, NULL))
        return false;
    memcpy(ret_page->bits, bits, (size_t)ret_page->stride * (size_t)height);
    return true;
}

void escpos_raster(struct pw_escpos_paper *p, struct pw_bytes command, int mode, int row_bytes, int rows, const uint8_t *bits)
{
    struct pw_page page;
    if (!at_line_start(p, command) || !page_of(p, row_bytes * 8, rows, bits, &page))
        return;
    /* What reaches over the right edge isn't printed; the rest is. */
    int wide = mode & 1 ? 2 : 1, high = mode & 2 ? 2 : 1;
    if (page.width * wide > p->area) {
        struct pw_page cropped;
        if (pw_page_init(&cropped, p->area / wide, rows, p->setup.dots_per_mm, NULL)) {
            pw_paper_blit(&cropped, 0, 0, &page, 1, 1, false);
            pw_page_finish(&page);
            page = cropped;
        }
    }
    escpos_picture(p, &page, wide, high);
    pw_page_finish(&page);
}

void escpos_column(struct pw_escpos_paper *p, int mode, int columns, const uint8_t *bits)
{
    int bytes = mode >= 32 ? 3 : 1;
    bool needles = p->setup.profile != NULL && p->setup.profile->dpi < 100;
    /* 8-dot modes are a third as fine downwards; single density half as fine across. */
    int scale_x = mode == 0 || mode == 32 ? 2 : 1, scale_y = mode >= 32 ? 1 : needles ? 2 : 3;
    int room = (p->area - p->pen) / scale_x;
    int shown = columns < room ? columns : room;
    struct pw_page page;
    if (shown <= 0 || !pw_page_init(&page, shown * scale_x, bytes * 8 * scale_y, p->setup.dots_per_mm, NULL))
        return;
    for (int column = 0; column < shown; column++)
        for (int dot = 0; dot < bytes * 8; dot++)
            if (bits[column * bytes + dot / 8] >> (7 - dot % 8) & 1)
                pw_paper_box(&page, column * scale_x, dot * scale_y, scale_x, scale_y);
    escpos_put_image(p, &page);
}

static struct escpos_stored *stored_find(struct pw_escpos_paper *p, const uint8_t *key)
{
    struct escpos_stored *empty = NULL;
    for (size_t i = 0; i < STORED_MAX; i++) {
        if (p->stored[i].page.bits == NULL)
            empty = &p->stored[i];
        else if (memcmp(p->stored[i].key, key, 2) == 0)
            return &p->stored[i];
    }
    if (empty != NULL)
        memcpy(empty->key, key, 2);
    return empty;
}

/* Raster data behind xL xH yL yH at the reader; false when it isn't all there. */
static bool raster_data(struct pw_escpos_paper *p, struct pw_reader *r, bool by_column, struct pw_page *ret_page)
{
    int width = pw_reader_le16(r), height = pw_reader_le16(r);
    if (!by_column && (width == 0 || height == 0))
        return false;
    if (!by_column) {
        struct pw_bytes bits = pw_reader_take(r, (size_t)((width + 7) / 8) * (size_t)height);
        return !r->failed && pw_reader_left(r) == 0 && page_of(p, width, height, bits.data, ret_page);
    }
    size_t column_bytes = (size_t)(height + 7) / 8;
    struct pw_bytes bits = pw_reader_take(r, (size_t)width * column_bytes);
    if (r->failed || pw_reader_left(r) != 0 || !pw_page_init(ret_page, width, height, p->setup.dots_per_mm, NULL))
        return false;
    for (int x = 0; x < width; x++)
        for (int y = 0; y < height; y++)
            if (bits.data[(size_t)x * column_bytes + (size_t)y / 8] >> (7 - y % 8) & 1)
                pw_page_set(ret_page, x, y);
    return true;
}

static void print_graphic(struct pw_escpos_paper *p, struct pw_bytes command, const struct pw_page *page, int x, int y)
{
    if (page->bits == NULL)
        escpos_unknown(p, command, "nothing is stored to be printed");
    else if (at_line_start(p, command) && !escpos_picture(p, page, x, y))
        escpos_unknown(p, command, "a picture wider than the paper: nothing is printed");
}

/* GS ( L and GS 8 L: m = 48, fn, then its parameters. */
void escpos_graphics(struct pw_escpos_paper *p, struct pw_bytes command, struct pw_bytes parameters)
{
    struct pw_reader r;
    pw_reader_init(&r, parameters);
    uint8_t m = pw_reader_u8(&r), fn = pw_reader_u8(&r);
    struct pw_page page = { 0 };
    bool known = m == 48 && !r.failed;
    if (known && (fn == 112 || fn == 113)) {
        uint8_t tone = pw_reader_u8(&r), x = pw_reader_u8(&r), y = pw_reader_u8(&r);
        pw_reader_u8(&r); /* colour */
        known = tone == 48 && x >= 1 && x <= 2 && y >= 1 && y <= 2 && raster_data(p, &r, fn == 113, &page);
        if (known) {
            pw_page_finish(&p->graphic);
            p->graphic = page;
            p->graphic_x = x;
            p->graphic_y = y;
        }
    } else if (known && (fn == 2 || fn == 50)) {
        print_graphic(p, command, &p->graphic, p->graphic_x, p->graphic_y);
        pw_page_finish(&p->graphic);
    } else if (known && (fn == 67 || fn == 83)) {
        uint8_t tone = pw_reader_u8(&r), key[2];
        key[0] = pw_reader_u8(&r);
        key[1] = pw_reader_u8(&r);
        uint8_t colours = pw_reader_u8(&r);
        struct pw_reader data = r;
        /* xL xH yL yH c d1..dk: the colour stands between size and data */
        uint8_t size[4];
        for (int i = 0; i < 4; i++)
            size[i] = pw_reader_u8(&data);
        pw_reader_u8(&data);
        int width = size[0] | size[1] << 8, height = size[2] | size[3] << 8;
        size_t bytes = (size_t)((width + 7) / 8) * (size_t)height;
        struct escpos_stored *slot = stored_find(p, key);
        known = tone == 48 && colours == 1 && !data.failed && bytes != 0 && pw_reader_left(&data) == bytes && slot != NULL &&
                page_of(p, width, height, pw_reader_take(&data, bytes).data, &page);
        if (known) {
            pw_page_finish(&slot->page);
            slot->page = page;
        }
    } else if (known && (fn == 69 || fn == 85)) {
        uint8_t key[2], x, y;
        key[0] = pw_reader_u8(&r);
        key[1] = pw_reader_u8(&r);
        x = pw_reader_u8(&r);
        y = pw_reader_u8(&r);
        struct escpos_stored *slot = stored_find(p, key);
        known = !r.failed && x >= 1 && x <= 2 && y >= 1 && y <= 2;
        if (known)
            print_graphic(p, command, slot == NULL ? &page : &slot->page, x, y);
    } else if (known && (fn == 66 || fn == 82)) {
        uint8_t key[2];
        key[0] = pw_reader_u8(&r);
        key[1] = pw_reader_u8(&r);
        struct escpos_stored *slot = stored_find(p, key);
        if (slot != NULL)
            pw_page_finish(&slot->page);
    } else if (known && (fn == 65 || fn == 81)) {
        for (size_t i = 0; i < STORED_MAX; i++)
            pw_page_finish(&p->stored[i].page);
    } else if (known && (fn == 64 || fn == 80)) {
        /* the key codes that are defined: header 37, identifier 72, status, list */
        struct pw_buf reply;
        pw_buf_init(&reply, 256);
        pw_buf_put(&reply, "\x37\x72\x40", 3);
        for (size_t i = 0; i < STORED_MAX; i++)
            if (p->stored[i].page.bits != NULL)
                pw_buf_put(&reply, p->stored[i].key, 2);
        pw_buf_putc(&reply, 0);
        escpos_reply(p, reply.data, reply.len);
        pw_buf_finish(&reply);
    } else if (known) {
        known = fn == 0 || fn == 48 || fn == 3 || fn == 51 || fn == 1 || fn == 49;
    }
    if (!known)
        escpos_unknown(p, command, "graphics function, value or length");
}
