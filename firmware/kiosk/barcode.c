/* A bar code on the screen: real Code 128, so that a scanner held to the glass reads it. */
#include "kiosk/server.h"

#include <zint.h>

enum { QUIET = 10, HEIGHT = 40 };

bool pw_kiosk_barcode(struct pw_bytes text, struct pw_buf *out, struct pw_error *err)
{
    if (text.len == 0 || text.len > 64)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a bar code has 1 to 64 characters, not %zu", text.len);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] < 0x20 || text.data[i] > 0x7e)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a bar code on the screen takes printable ASCII only");
    struct zint_symbol *symbol = ZBarcode_Create();
    if (symbol == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "bar code");
    symbol->symbology = BARCODE_CODE128;
    symbol->input_mode = DATA_MODE;
    if (ZBarcode_Encode(symbol, text.data, (int)text.len) >= ZINT_ERROR) {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "bar code: %s", symbol->errtxt);
        ZBarcode_Delete(symbol);
        return false;
    }
    pw_buf_printf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
                  "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
                  symbol->width + 2 * QUIET, HEIGHT, symbol->width + 2 * QUIET, HEIGHT);
    for (int x = 0; x < symbol->width;) {
        int run = 0;
        while (x + run < symbol->width && (symbol->encoded_data[0][(x + run) >> 3] >> ((x + run) & 7) & 1) != 0)
            run++;
        if (run != 0)
            pw_buf_printf(out, "M%d 0h%dv%dh-%dz", x + QUIET, run, HEIGHT, run);
        x += run + 1;
    }
    pw_buf_puts(out, "\"/></svg>");
    ZBarcode_Delete(symbol);
    return pw_buf_ok(out, err);
}
