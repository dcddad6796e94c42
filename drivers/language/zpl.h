/* What others may use of ZPL II besides its language table: text as field data, bytes as Z64, and the parser of ~HS. */
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
 * Append bytes as ":Z64:", the Base64 of their zlib stream, and ":" with its CRC. False: memory, or out is full.
 *
 * Thread:    any.
 * Source:    ZPL II Programming Guide, ~DY and ~DG; the CRC is CRC-16 with polynomial 0x1021 from 0 over the Base64 signs.
 */
PW_MUST_CHECK bool pw_zpl_z64(struct pw_bytes bytes, struct pw_buf *out);

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
