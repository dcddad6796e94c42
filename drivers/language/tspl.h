/* What others may use of TSPL besides its language table. */
#ifndef PACKWRIGHT_TSPL_H
#define PACKWRIGHT_TSPL_H

#include "packwright/language.h"

/**
 * The answer to <ESC>!?: one byte, a bit for each thing that is wrong.
 *
 * Bytes that no combination of them makes (text that a printer sends for other reasons) are BAD; so each byte is used up.
 *
 * Thread:    any.
 * Source:    TSPL/TSPL2 programming manual, "Status polling and immediate commands".
 */
enum pw_parse pw_tspl_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status);

#endif
