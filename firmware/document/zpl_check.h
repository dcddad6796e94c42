/* A carrier's own ZPL on its way to a ZPL printer: it must be whole labels, and nothing in it may outlast them. */
#ifndef PACKWRIGHT_ZPL_CHECK_H
#define PACKWRIGHT_ZPL_CHECK_H

#include "packwright/bytes.h"

/* What was found. */
struct pw_zpl_report {
    int labels;      /* whole ^XA...^XZ that draw something */
    int width;       /* of the first ^PW, dots; 0: not said */
    int length;      /* of the first ^LL */
    bool changed;    /* something was left out, or put at the end */
    char notes[600]; /* what was left out and why, for the log: "^MN: the station's ..."; "" when nothing was */
};

/**
 * Append a carrier's ZPL to out as it may go to a printer.
 *
 * Each command is let through, left out (it sets up the printer, which is the station's to do) or makes the whole document
 * refused by name (it changes the printer for good, writes its flash memory, or is not known here). What holds on after a label
 * (^LH, ^PO, ^FW, ^MU ...) is let through, and a format without fields that sets it back is put at the end.
 *
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT: not whole labels, or text outside of them; PW_ERR_UNSUPPORTED: a command that is refused;
 *            PW_ERR_TOO_BIG over out's ceiling.
 * Source:    ZPL II Programming Guide, the commands' own pages.
 */
PW_MUST_CHECK bool pw_zpl_check(struct pw_bytes in, struct pw_buf *out, struct pw_zpl_report *ret_report, struct pw_error *err);

#endif
