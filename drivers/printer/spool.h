/*
 * CUPS through libcups, one question at a time. Every call opens its own connection, blocks, and ends by a deadline: made for a
 * worker thread, and never asks for a password.
 */
#ifndef PACKWRIGHT_PRINTER_SPOOL_H
#define PACKWRIGHT_PRINTER_SPOOL_H

#include "packwright/bytes.h"
#include "packwright/error.h"

#include <stdatomic.h>

struct pw_spool {
    const char *server; /* "host:port", "/path/of/socket"; NULL: where libcups finds it */
    const char *queue;
    atomic_bool *stop; /* set by another thread: end soon */
};

/* The queue, and what CUPS knows of its printer. */
struct pw_spool_queue {
    bool accepting;
    bool stopped;    /* by its error policy or by a person; its jobs wait until somebody starts it */
    bool answers;    /* an IPP printer: "completed" is its own word, not that of whoever moved the bytes */
    char words[200]; /* printer-state-reasons and message for a person; "" when all is well */
};

enum pw_spool_state {
    PW_SPOOL_WAITING,  /* pending, held */
    PW_SPOOL_PRINTING, /* processing, stopped */
    PW_SPOOL_DONE,     /* completed: the backend handed everything over */
    PW_SPOOL_CANCELLED,
    PW_SPOOL_ABORTED,
    PW_SPOOL_FORGOTTEN, /* CUPS knows no such job (any more) */
};

struct pw_spool_job {
    enum pw_spool_state state;
    bool started; /* it was processing at some time: bytes may have gone to the printer */
    struct pw_spool_queue queue;
};

/** Errors: PW_ERR_GONE nobody answers, PW_ERR_NOT_FOUND no such queue (names those there are), PW_ERR_ACCESS, PW_ERR_IO. */
PW_MUST_CHECK bool pw_spool_look(const struct pw_spool *spool, struct pw_spool_queue *ret_queue, struct pw_error *err);

/**
 * Make a job of one document.
 *
 * True: CUPS has it all, *ret_job is its number. False with *ret_job == 0: there is no job. False with a job: it was left in the
 * middle, was told to be cancelled, and pw_spool_ask says what became of it; with PW_ERR_UNKNOWN_OUTCOME CUPS may have it all.
 */
PW_MUST_CHECK bool pw_spool_submit(const struct pw_spool *spool, struct pw_bytes doc, const char *title, const char *format,
                                   int *ret_job, struct pw_error *err);
/** How is the job? An answer of "no such job" is no error but PW_SPOOL_FORGOTTEN. */
PW_MUST_CHECK bool pw_spool_ask(const struct pw_spool *spool, int job, struct pw_spool_job *ret_job, struct pw_error *err);
PW_MUST_CHECK bool pw_spool_cancel(const struct pw_spool *spool, int job, struct pw_error *err);

#endif
