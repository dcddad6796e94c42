/* What others may use of EPL2 besides its language table. */
#ifndef PACKWRIGHT_EPL_H
#define PACKWRIGHT_EPL_H

#include "packwright/language.h"

/**
 * The answer to ^ee: numbers of two digits with commas between them and CR LF behind; 00 is all well.
 *
 * Lines of anything else are PW_STATUS_OTHER or BAD up to their end; a line over 64 bytes is BAD.
 *
 * Thread:    any.
 * Source:    EPL Programming Guide and Intermec ESim Programmer's Reference Manual, ^ee.
 */
enum pw_parse pw_epl_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status);

#endif
