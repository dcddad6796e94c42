/* Barcodes and QR codes as dots, for printers whose own engine can't be used. */
#ifndef PACKWRIGHT_SYMBOL_H
#define PACKWRIGHT_SYMBOL_H

#include "packwright/document.h"

#define PW_SYMBOL_MAX_MODULES 2048

/* One row of modules, without quiet zones. */
struct pw_symbol {
    int modules;
    uint8_t black[PW_SYMBOL_MAX_MODULES]; /* 0 or 1 */
};

/**
 * Encode data as a linear barcode.
 *
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT when the symbol can't hold data (characters, length, check digit); PW_ERR_TOO_BIG; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_symbol_linear(enum pw_symbology symbology, struct pw_bytes data, struct pw_symbol *ret_symbol,
                                    struct pw_error *err);
#define PW_SYMBOL_QUIET 10 /* modules before and after a linear symbol: ISO/IEC 15417, and enough for the others */

/** Bars of module dots, height dots long; turned: along the paper, with quiet zones, since text stands above and below.
 * *ret_page is the caller's. */
PW_MUST_CHECK bool pw_symbol_draw(const struct pw_symbol *symbol, int module, int height, bool turned, struct pw_page *ret_page,
                                  struct pw_error *err);
/** Modules on a side of a QR code. */
#define PW_QR_SIDE(version) (17 + 4 * (version))
/** The smallest version whose byte mode holds len bytes, or 0 over version 20. Source: ISO/IEC 18004, table 7. */
int pw_qr_version(size_t len, char level);
/** A QR code of any bytes, at most width dots wide, cells of at most cell dots. *ret_page is the caller's. */
PW_MUST_CHECK bool pw_qr_draw(struct pw_bytes data, char level, int cell, int width, struct pw_page *ret_page,
                              struct pw_error *err);

/**
 * A Data Matrix or PDF417 of any bytes, at most width dots wide, modules of at most cell dots (PDF417's rows three modules high).
 *
 * Ownership: *ret_page is the caller's.
 * Thread:    any.
 * Errors:    PW_ERR_TOO_BIG when it doesn't fit; PW_ERR_BAD_INPUT names what the symbol can't hold; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_matrix_draw(enum pw_matrix kind, struct pw_bytes data, int cell, int width, struct pw_page *ret_page,
                                  struct pw_error *err);

#endif
