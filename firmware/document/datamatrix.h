/* Data Matrix (ECC 200) symbols as whole dots: what a linear barcode says, where the paper is too small for one. */
#ifndef PACKWRIGHT_DATAMATRIX_H
#define PACKWRIGHT_DATAMATRIX_H

#include "document/bars.h"

#define PW_DATAMATRIX_MAX 52  /* modules a side: 304 digits */
#define PW_DATAMATRIX_QUIET 1 /* modules on each side: ISO/IEC 16022 */

/* 1 is dark, the most significant bit is left. */
struct pw_datamatrix {
    int size; /* modules a side, without the quiet zone */
    uint8_t bits[PW_DATAMATRIX_MAX][(PW_DATAMATRIX_MAX + 7) / 8];
};

/** Encode text, an SSCC as GS1 DataMatrix. Thread: any. Errors: as pw_bars_encode. */
PW_MUST_CHECK bool pw_datamatrix_encode(enum pw_bars_kind kind, const char *text, struct pw_datamatrix *ret_matrix,
                                        struct pw_error *err);
/** Draw it on the page, its upper left module at x, y, each module_dots wide and high. Nothing is drawn outside the page. */
void pw_datamatrix_draw(const struct pw_datamatrix *matrix, struct pw_page *page, int x, int y, int module_dots);

#endif
