#include "symbol.h"

#include <errno.h>
#include <qrencode.h>
#include <zint.h>

static const char *const names[] = { "UPC", "EAN", "Code 39", "ITF", "Codabar", "Code 93", "Code 128" };

static int zint_symbology(enum pw_symbology symbology, size_t len)
{
    switch (symbology) {
    case PW_CODE_UPC:
        return len < 9 ? BARCODE_UPCE : len < 12 ? BARCODE_UPCA : BARCODE_UPCA_CHK;
    case PW_CODE_EAN:
        return len == 13 || len == 8 ? BARCODE_EANX_CHK : BARCODE_EANX;
    case PW_CODE_CODE39:
        return BARCODE_CODE39;
    case PW_CODE_ITF:
        return BARCODE_C25INTER;
    case PW_CODE_CODABAR:
        return BARCODE_CODABAR;
    case PW_CODE_CODE93:
        return BARCODE_CODE93;
    case PW_CODE_CODE128:
        break;
    }
    return BARCODE_CODE128;
}

/* EAN of 7 or 12 digits and so on: other lengths would be padded with zeros without a word. */
static bool length_fits(enum pw_symbology symbology, size_t len)
{
    if (symbology == PW_CODE_UPC)
        return len == 7 || len == 8 || len == 11 || len == 12;
    if (symbology == PW_CODE_EAN)
        return len == 7 || len == 8 || len == 12 || len == 13;
    return symbology != PW_CODE_ITF || len % 2 == 0;
}

static bool printable(struct pw_bytes data)
{
    for (size_t i = 0; i < data.len; i++)
        if (data.data[i] < 0x20 || data.data[i] > 0x7E)
            return false;
    return data.len > 0;
}

bool pw_symbol_linear(enum pw_symbology symbology, struct pw_bytes data, struct pw_symbol *ret_symbol, struct pw_error *err)
{
    uint8_t text[256];
    const char *name = names[symbology];
    int shown = (int)(data.len < 60 ? data.len : 60);
    if (!printable(data) || data.len >= sizeof text || !length_fits(symbology, data.len))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "\"%.*s\" can't be a %s barcode: other characters or another length", shown,
                       (const char *)data.data, name);
    struct zint_symbol *z = ZBarcode_Create();
    if (z == NULL)
        return pw_fail(err, PW_ERR_MEMORY, ENOMEM, "a barcode");
    memcpy(text, data.data, data.len);
    text[data.len] = 0;
    z->symbology = zint_symbology(symbology, data.len);
    z->input_mode = DATA_MODE;
    bool ok = ZBarcode_Encode(z, text, (int)data.len) < ZINT_ERROR;
    if (!ok)
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "\"%.*s\" can't be a %s barcode: %s", shown, (const char *)data.data, name, z->errtxt);
    else if (z->width > PW_SYMBOL_MAX_MODULES)
        ok = pw_fail(err, PW_ERR_TOO_BIG, 0, "\"%.*s...\" is too long for a %s barcode", shown, (const char *)data.data, name);
    if (ok) {
        ret_symbol->modules = z->width;
        for (int i = 0; i < z->width; i++)
            ret_symbol->black[i] = z->encoded_data[0][i >> 3] >> (i & 7) & 1;
    }
    ZBarcode_Delete(z);
    return ok;
}

bool pw_symbol_draw(const struct pw_symbol *symbol, int module, int height, bool turned, struct pw_page *ret_page,
                    struct pw_error *err)
{
    int length = symbol->modules * module, quiet = turned ? PW_SYMBOL_QUIET * module : 0;
    if (!pw_page_init(ret_page, turned ? height : length, turned ? length + 2 * quiet : height, 8, err))
        return false;
    for (int i = 0; i < length; i++)
        for (int k = 0; symbol->black[i / module] && k < height; k++)
            pw_page_set(ret_page, turned ? k : i, turned ? quiet + i : k);
    return true;
}

int pw_qr_version(size_t len, char level)
{
    static const uint16_t capacity[4][20] = {
        { 17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858 },
        { 14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666 },
        { 11, 20, 32, 46, 60, 74, 86, 108, 130, 151, 177, 203, 241, 258, 292, 322, 364, 394, 442, 482 },
        { 7, 14, 24, 34, 44, 58, 64, 84, 98, 119, 137, 155, 177, 194, 220, 250, 280, 310, 338, 382 },
    };
    const uint16_t *row = capacity[level == 'H' ? 3 : level == 'Q' ? 2 : level == 'M' ? 1 : 0];
    for (int v = 0; v < 20; v++)
        if (len <= row[v])
            return v + 1;
    return 0;
}

bool pw_qr_draw(struct pw_bytes data, char level, int cell, int width, struct pw_page *ret_page, struct pw_error *err)
{
    QRecLevel ec = level == 'H' ? QR_ECLEVEL_H : level == 'Q' ? QR_ECLEVEL_Q : level == 'M' ? QR_ECLEVEL_M : QR_ECLEVEL_L;
    QRcode *code = data.len > 0 && data.len < 3000 ? QRcode_encodeData((int)data.len, data.data, 0, ec) : NULL;
    if (code == NULL)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "%zu bytes don't fit into a QR code", data.len);
    int side = code->width;
    while (cell > 2 && side * cell > width)
        cell--;
    bool ok = side * cell <= width;
    if (!ok)
        pw_fail(err, PW_ERR_TOO_BIG, 0, "a QR code of %d modules doesn't fit on %d dots", side, width);
    ok = ok && pw_page_init(ret_page, side * cell, side * cell, 8, err);
    for (int y = 0; ok && y < side * cell; y++)
        for (int x = 0; x < side * cell; x++)
            if (code->data[(y / cell) * side + x / cell] & 1)
                pw_page_set(ret_page, x, y);
    QRcode_free(code);
    return ok;
}

/* The least space to the right of a PDF417 is what its aspect gives; fewer data columns where the paper is narrow. */
static bool encode_matrix(struct zint_symbol *z, enum pw_matrix kind, struct pw_bytes data, int columns, struct pw_error *err)
{
    const char *name = kind == PW_MATRIX_PDF417 ? "PDF417" : "Data Matrix";
    z->symbology = kind == PW_MATRIX_PDF417 ? BARCODE_PDF417 : BARCODE_DATAMATRIX;
    z->input_mode = DATA_MODE;
    if (kind == PW_MATRIX_PDF417)
        z->option_2 = columns;
    else
        z->option_3 = DM_SQUARE;
    if (data.len == 0 || data.len > 3000)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "%zu bytes don't fit into a %s", data.len, name);
    return ZBarcode_Encode(z, data.data, (int)data.len) < ZINT_ERROR ||
           pw_fail(err, PW_ERR_TOO_BIG, 0, "%zu bytes don't fit into a %s: %s", data.len, name, z->errtxt);
}

static bool draw_matrix(const struct zint_symbol *z, enum pw_matrix kind, int cell, int width, struct pw_page *ret_page,
                        struct pw_error *err)
{
    int high = kind == PW_MATRIX_PDF417 ? 3 : 1;
    while (cell > 2 && z->width * cell > width)
        cell--;
    if (z->width * cell > width)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a code of %d modules doesn't fit on %d dots", z->width, width);
    if (!pw_page_init(ret_page, z->width * cell, z->rows * cell * high, 8, err))
        return false;
    for (int y = 0; y < ret_page->height; y++) {
        const uint8_t *row = z->encoded_data[y / (cell * high)];
        for (int x = 0; x < ret_page->width; x++)
            if (row[x / cell >> 3] >> (x / cell & 7) & 1)
                pw_page_set(ret_page, x, y);
    }
    return true;
}

bool pw_matrix_draw(enum pw_matrix kind, struct pw_bytes data, int cell, int width, struct pw_page *ret_page,
                    struct pw_error *err)
{
    /* 17 modules a column of PDF417, 69 around them; two-dot modules are the smallest that a printer's head makes */
    int columns = width / 3 / 17 - 5;
    for (bool first = true;; first = false) {
        struct zint_symbol *z = ZBarcode_Create();
        if (z == NULL)
            return pw_fail(err, PW_ERR_MEMORY, ENOMEM, "a barcode");
        bool ok = encode_matrix(z, kind, data,
                                columns < 1    ? 1
                                : columns > 12 ? 12
                                               : columns,
                                err) &&
                  draw_matrix(z, kind, cell, width, ret_page, err);
        ZBarcode_Delete(z);
        if (ok || !first || kind != PW_MATRIX_PDF417)
            return ok;
        columns = width / 2 / 17 - 5; /* more of them, smaller */
    }
}
