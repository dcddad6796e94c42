/* ESC/POS as a printer understands it: bytes to paper. Shares no code and no tables with our encoder, so that it can judge it. */
#ifndef PACKWRIGHT_SIM_ESCPOS_PAPER_H
#define PACKWRIGHT_SIM_ESCPOS_PAPER_H

#include "sim/paper.h"

struct pw_escpos_paper;

/**
 * A printer, switched on, without data.
 *
 * Ownership: copies setup and sink.
 * Thread:    any, one at a time.
 * Source:    Epson's ESC/POS command reference, for a TM-T88 with the page-0..53 code pages.
 */
PW_MUST_CHECK bool pw_escpos_paper_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink,
                                          struct pw_escpos_paper **ret_printer, struct pw_error *err);
void pw_escpos_paper_destroy(struct pw_escpos_paper *printer);

/**
 * Interpret bytes; a command cut off at the end waits for its rest. Never fails for what is in them.
 * Errors:    PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_escpos_paper_feed(struct pw_escpos_paper *printer, struct pw_bytes in, struct pw_error *err);
/** Tear off what stands out of the printer without a cut, if there is anything on it. */
PW_MUST_CHECK bool pw_escpos_paper_tear(struct pw_escpos_paper *printer, struct pw_error *err);
/** Sensors changed: answers to come and, with automatic status back on, an answer now. */
void pw_escpos_paper_sensors(struct pw_escpos_paper *printer, unsigned state);
/** The real-time requests alone (DLE EOT n): what a printer that can't print still answers. */
void pw_escpos_paper_realtime(struct pw_escpos_paper *printer, struct pw_bytes in);
/** The text printed since the last cut, UTF-8, a line break after each line; borrowed. For tests. */
const char *pw_escpos_paper_text(const struct pw_escpos_paper *printer);
/** Forget data and modes that are waiting (power off and on); what NV memory holds stays. */
void pw_escpos_paper_reset(struct pw_escpos_paper *printer);

#endif
