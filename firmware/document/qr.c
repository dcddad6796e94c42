#include "document/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

bool pw_qr_put(const char *text, struct pw_page *page, int x, int y, int module, int *ret_side, struct pw_error *err)
{
    QRcode *code = QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
    if (code == NULL)
        return pw_fail(err, errno == ERANGE ? PW_ERR_TOO_BIG : PW_ERR_MEMORY, 0, "no QR code holds %zu bytes", strlen(text));
    *ret_side = code->width * module;
    for (int v = 0; v < *ret_side; v++)
        for (int h = 0; h < *ret_side; h++)
            if ((code->data[v / module * code->width + h / module] & 1) != 0 && x + h >= 0 && y + v >= 0 && x + h < page->width &&
                y + v < page->height)
                pw_page_set(page, x + h, y + v);
    QRcode_free(code);
    return true;
}
