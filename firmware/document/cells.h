/* How many character cells of a receipt printer a piece of text takes. Pure. */
#ifndef PACKWRIGHT_CELLS_H
#define PACKWRIGHT_CELLS_H

#include "packwright/bytes.h"

/**
 * The next user-perceived character: a base with its combining marks, joiners and selectors.
 *
 * Units:     *ret_cells: 2 for East Asian wide and full-width, emoji too; 1 for the rest; 0 for marks without a base.
 * Thread:    any.
 * Returns:   the offset after it; pos when pos is the end.
 * Source:    Unicode UAX #11 (by glib's tables); ambiguous width counts as narrow.
 */
size_t pw_cells_next(struct pw_bytes text, size_t pos, int *ret_cells);
/** All of text. */
int pw_cells_count(struct pw_bytes text);

#endif
