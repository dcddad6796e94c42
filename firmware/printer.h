/*
 * One printer: a transport and a language, and between them the question whether a document is on paper. Knows jobs by number
 * only.
 *
 * Thread: the loop's, all of it.
 */
#ifndef PACKWRIGHT_PRINTER_H
#define PACKWRIGHT_PRINTER_H

#include "packwright/transport.h"
#include "printing.h"
#include "station/decision_words.h"

struct pw_printer;

struct pw_printer_listener {
    /** What became of a job: QUEUED (nothing left; send it again), HANDED_OVER, PRINTED, UNCERTAIN. */
    void (*on_job)(void *user, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                   const char *evidence);
    /** ready: a document may be sent. state is "ready", "missing", ...; words are for a person, "" when all is well. */
    void (*on_state)(void *user, size_t printer, bool ready, const char *state, const char *words);
    void *user;
};

/** Errors: what no waiting mends. A printer that isn't there is no error. */
PW_MUST_CHECK bool pw_printer_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section, size_t index,
                                     const struct pw_printer_listener *listener, struct pw_printer **ret_printer,
                                     struct pw_error *err);
/** The same over a transport that the section need not name: a test's. */
PW_MUST_CHECK bool pw_printer_create_on(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section, size_t index,
                                        const struct pw_transport_impl *impl, const struct pw_printer_listener *listener,
                                        struct pw_printer **ret_printer, struct pw_error *err);
void pw_printer_destroy(struct pw_printer *printer);
/** Send a job's bytes (copied). on_job comes, also for what could not be sent. */
void pw_printer_send(struct pw_printer *printer, int64_t job, struct pw_bytes bytes, const char *title);
/** The job on its way, of which something may have left already; 0: there is none. */
int64_t pw_printer_begun(const struct pw_printer *printer);
/** A document is on its way down, and not yet with the printer. */
bool pw_printer_sending(const struct pw_printer *printer);
/** As last told to on_state. */
bool pw_printer_ready(const struct pw_printer *printer);
/** True when it has said on this connection how it is, and what. */
bool pw_printer_told(const struct pw_printer *printer, unsigned *ret_conditions);
/** For what stacks on a transport or looks into one (the virtual printer's papers). */
struct pw_transport *pw_printer_transport(struct pw_printer *printer);

/** "out of paper, cover open": conditions in words. Thread: any. */
void pw_condition_words(unsigned conditions, char *out, size_t size);
/** True for conditions that keep a printer from printing. Thread: any. */
bool pw_condition_blocks(unsigned conditions);

#endif
