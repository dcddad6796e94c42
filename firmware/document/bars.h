/* Linear barcodes as whole dots. */
#ifndef PACKWRIGHT_BARS_H
#define PACKWRIGHT_BARS_H

#include "packwright/document.h"

#define PW_BARS_MAX_MODULES 1152
#define PW_BARS_QUIET 10 /* modules left and right of a Code 128 symbol: ISO/IEC 15417 */

enum pw_bars_kind {
    PW_BARS_CODE128, /* printable ASCII */
    PW_BARS_SSCC,    /* GS1-128 with application identifier 00 and 18 digits */
};

/* One row of modules; 1 is a bar, the most significant bit is left. */
struct pw_bars {
    int modules; /* without quiet zones */
    uint8_t bits[PW_BARS_MAX_MODULES / 8];
};

/** True if text can be a parcel's barcode of this kind. Thread: any. Errors: PW_ERR_BAD_INPUT, PW_ERR_TOO_BIG, as below. */
PW_MUST_CHECK bool pw_bars_check(enum pw_bars_kind kind, const char *text, struct pw_error *err);
/**
 * Encode text.
 *
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT for other characters, an SSCC that isn't 18 digits or has a wrong check digit;
 *            PW_ERR_TOO_BIG for text that no symbol holds; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_bars_encode(enum pw_bars_kind kind, const char *text, struct pw_bars *ret_bars, struct pw_error *err);
/** Draw on the page, each module module_dots wide, first bar at x. Nothing is drawn outside the page. */
void pw_bars_draw(const struct pw_bars *bars, struct pw_page *page, int x, int y, int module_dots, int height);

#endif
