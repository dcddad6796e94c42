/* QR codes as whole dots on a page. */
#ifndef PACKWRIGHT_QR_H
#define PACKWRIGHT_QR_H

#include "packwright/document.h"

/**
 * Draw text (its bytes) with error correction M, its upper left module at x, y; *ret_side is its width in dots without the quiet
 * zone. Nothing is drawn outside the page.
 *
 * Thread:    any.
 * Errors:    PW_ERR_TOO_BIG; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_qr_put(const char *text, struct pw_page *page, int x, int y, int module_dots, int *ret_side,
                             struct pw_error *err);

#endif
