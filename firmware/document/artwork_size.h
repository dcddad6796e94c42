/* How large a piece of artwork says it is, without drawing it: so that it can be sent to the printer with that paper. */
#ifndef PACKWRIGHT_ARTWORK_SIZE_H
#define PACKWRIGHT_ARTWORK_SIZE_H

#include "packwright/bytes.h"
#include "packwright/units.h"

#include <stdbool.h>

/**
 * The size that artwork says it has: a PDF's crop or media box (the first one that is written in it), a PNG's dots at its
 * resolution, a ZPL label's ^PW and ^LL. Dots without a resolution, as ZPL's and those of a PNG that says none or a screen's, are
 * dots of the printer.
 *
 * Units:     *ret_length is 0 where only the width is said.
 * Thread:    any; bounded: no child process, at most some MB are unpacked.
 * Errors:    false: it doesn't say.
 * Source:    PDF 32000-1:2008, 7.5.7 (object streams), 14.11.2 (boxes); PNG 11.3.5.3; ZPL II Programming Guide, ^PW and ^LL.
 */
PW_MUST_CHECK bool pw_artwork_size(struct pw_bytes artwork, int dots_per_mm, struct pw_um *ret_width, struct pw_um *ret_length);

#endif
