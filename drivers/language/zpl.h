/* What others may use of ZPL II besides its language table: text as field data, and the parser of ~HS. */
#ifndef PACKWRIGHT_ZPL_H
#define PACKWRIGHT_ZPL_H

#include "packwright/language.h"

/**
 * Append text as the data of a ^FD that follows ^FH_ (underscore as the hexadecimal indicator) under ^CI28 (UTF-8).
 *
 * Every byte but letters, digits, space and ". , -" becomes _HH, and control characters become visible stand-ins first:
 * nothing that comes out can end the field or begin a command, also not where a prefix was changed by ^CC, ^CT or ^CD to a sign.
 *
 * Thread:    any.
 * Source:    ZPL II Programming Guide, ^FH.
 */
void pw_zpl_field(struct pw_bytes text, struct pw_buf *out);

/**
 * The answer to ~HS: three STX..ETX lines become one condition.
 *
 * Any split of the bytes gives the same statuses. Other STX..ETX answers (~HI, ~HQES) are PW_STATUS_OTHER; bytes outside any
 * frame, frames over 256 bytes and lines out of order are BAD and dropped up to where the next answer may begin.
 *
 * Thread:    any.
 * Source:    ZPL II Programming Guide, ~HS.
 */
enum pw_parse pw_zpl_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status);

#endif
