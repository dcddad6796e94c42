#include "document/datamatrix.h"

#include <stdio.h>
#include <zint.h>

bool pw_datamatrix_encode(enum pw_bars_kind kind, const char *text, struct pw_datamatrix *ret_matrix, struct pw_error *err)
{
    unsigned char data[96];
    if (!pw_bars_check(kind, text, err))
        return false;
    struct zint_symbol *symbol = ZBarcode_Create();
    if (symbol == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a barcode");
    symbol->symbology = BARCODE_DATAMATRIX;
    symbol->option_3 = DM_SQUARE;
    symbol->input_mode = kind == PW_BARS_SSCC ? GS1_MODE : DATA_MODE;
    int len = snprintf((char *)data, sizeof data, "%s%s", kind == PW_BARS_SSCC ? "[00]" : "", text);
    bool ok =
        ZBarcode_Encode(symbol, data, len) < ZINT_ERROR && symbol->rows == symbol->width && symbol->rows <= PW_DATAMATRIX_MAX;
    if (ok) {
        *ret_matrix = (struct pw_datamatrix){ .size = symbol->rows };
        for (int y = 0; y < symbol->rows; y++)
            for (int x = 0; x < symbol->width; x++) /* zint's least significant bit is left */
                if ((symbol->encoded_data[y][x >> 3] >> (x & 7) & 1) != 0)
                    ret_matrix->bits[y][x >> 3] |= (uint8_t)(0x80 >> (x & 7));
    } else {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the barcode \"%.80s\" can't be encoded: %s", text, symbol->errtxt);
    }
    ZBarcode_Delete(symbol);
    return ok;
}

void pw_datamatrix_draw(const struct pw_datamatrix *matrix, struct pw_page *page, int x, int y, int module_dots)
{
    for (int v = y < 0 ? -y : 0; v < matrix->size * module_dots && y + v < page->height; v++)
        for (int h = x < 0 ? -x : 0; h < matrix->size * module_dots && x + h < page->width; h++) {
            int column = h / module_dots;
            if ((matrix->bits[v / module_dots][column >> 3] >> (7 - (column & 7)) & 1) != 0)
                pw_page_set(page, x + h, y + v);
        }
}
