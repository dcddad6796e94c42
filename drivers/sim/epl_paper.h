/* EPL2 as a printer understands it: bytes to labels. Shares no code and no tables with our encoder, so that it can judge it. */
#ifndef PACKWRIGHT_SIM_EPL_PAPER_H
#define PACKWRIGHT_SIM_EPL_PAPER_H

#include "sim/paper.h"

struct pw_epl_paper;

/**
 * A printer, switched on, with labels of setup's size in it (height above 0).
 *
 * Ownership: copies setup and sink.
 * Thread:    any, one at a time.
 * Source:    EPL Programming Guide; for GW, what Zebra says of it beside the guide: the data stands behind a comma or a line
 * break.
 */
PW_MUST_CHECK bool pw_epl_paper_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink,
                                       struct pw_epl_paper **ret_printer, struct pw_error *err);
void pw_epl_paper_destroy(struct pw_epl_paper *printer);

/**
 * Interpret bytes; a command cut off at the end waits for its rest. Never fails for what is in them: what isn't drawn here (the
 * printer's own text and symbols) is named to the sink's unknown.
 * Errors:    PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_epl_paper_feed(struct pw_epl_paper *printer, struct pw_bytes in, struct pw_error *err);
/** Sensors changed: answers to come. */
void pw_epl_paper_sensors(struct pw_epl_paper *printer, unsigned state);
/** The immediate requests alone (^ee): what a printer that can't print still answers. */
void pw_epl_paper_realtime(struct pw_epl_paper *printer, struct pw_bytes in);
/** Forget data that is waiting (power off and on). */
void pw_epl_paper_reset(struct pw_epl_paper *printer);

#endif
