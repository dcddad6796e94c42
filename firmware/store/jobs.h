/* Documents that somebody asks for beside the flow at the bench: rows of the spool, which the running station prints. */
#ifndef PACKWRIGHT_STORE_JOBS_H
#define PACKWRIGHT_STORE_JOBS_H

#include "store/db.h"

struct pw_job_request {
    const char *document, *printer, *bench;
    int64_t order, parcel, handover; /* rows; 0: none */
    const char *reason;              /* why it is printed again; "" : it is the first */
    const char *detail;              /* for the journal: what waits for which printer */
    int64_t now_us;
};

/**
 * Queue it, with a line in the journal. In the caller's transaction, or in the one statement's each.
 *
 * Thread:    the connection's.
 */
PW_MUST_CHECK bool pw_job_put(struct pw_db *db, const struct pw_job_request *request, int64_t *ret_job, struct pw_error *err);

#endif
