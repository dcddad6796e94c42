/* Barcodes in a drawn page, set to whole dots. */
#ifndef PACKWRIGHT_BARS_SNAP_H
#define PACKWRIGHT_BARS_SNAP_H

#include "packwright/document.h"

/**
 * Where linear barcodes stand whose modules are nearly a whole number of dots (within a twentieth, as 2.03 for 10 mil at 203
 * dpi), make every bar and space whole modules of it: edges move by a dot or two, and bars that were equal are equal again.
 * Barcodes of other modules, and everything else, stay as they are.
 *
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_page_snap_bars(struct pw_page *page, struct pw_error *err);

#endif
