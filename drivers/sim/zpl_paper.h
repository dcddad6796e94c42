/* ZPL II as a printer understands it: bytes to labels. Shares no code and no tables with our encoder, so that it can judge it. */
#ifndef PACKWRIGHT_SIM_ZPL_PAPER_H
#define PACKWRIGHT_SIM_ZPL_PAPER_H

#include "sim/paper.h"

struct pw_zpl_paper;

/**
 * A printer, switched on, with labels of setup's size in it.
 *
 * Ownership: copies setup and sink.
 * Thread:    any, one at a time.
 * Source:    ZPL II Programming Guide.
 */
PW_MUST_CHECK bool pw_zpl_paper_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink,
                                       struct pw_zpl_paper **ret_printer, struct pw_error *err);
void pw_zpl_paper_destroy(struct pw_zpl_paper *printer);

/**
 * Interpret bytes; a command cut off at the end waits for its rest. Never fails for what is in them.
 * Errors:    PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_zpl_paper_feed(struct pw_zpl_paper *printer, struct pw_bytes in, struct pw_error *err);
/** Sensors changed: answers to come. */
void pw_zpl_paper_sensors(struct pw_zpl_paper *printer, unsigned state);
/** The immediate requests alone (~HS, ~HQES): what a printer that can't print still answers. */
void pw_zpl_paper_realtime(struct pw_zpl_paper *printer, struct pw_bytes in, unsigned formats_waiting);
/** Forget data that is waiting (power off and on). */
void pw_zpl_paper_reset(struct pw_zpl_paper *printer);

#endif
