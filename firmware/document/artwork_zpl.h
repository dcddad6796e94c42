/* A carrier's ZPL drawn for a printer that doesn't speak it. */
#ifndef PACKWRIGHT_ARTWORK_ZPL_H
#define PACKWRIGHT_ARTWORK_ZPL_H

#include "packwright/document.h"

/**
 * Draw one label of a ZPL stream; number 1 is the first, 0 the only one.
 *
 * Ownership: *ret_page is the caller's.
 * Thread:    any.
 * Errors:    PW_ERR_UNSUPPORTED names the first command that isn't drawn here: a label is drawn whole or not at all;
 *            PW_ERR_BAD_INPUT, as of pw_zpl_check; PW_ERR_TOO_BIG, PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_artwork_draw_zpl(struct pw_bytes zpl, int width, int height, int dots_per_mm, int number,
                                       struct pw_page *ret_page, struct pw_error *err);

#endif
