/* The third beat: a decision becomes rows, inside the transaction that the caller opened and will commit. */
#ifndef PACKWRIGHT_COMMIT_H
#define PACKWRIGHT_COMMIT_H

#include "station/decision.h"
#include "station/say.h"
#include "store/db.h"

enum { PW_MAX_NEW_JOBS = 6 };

/* What a printer told of a job and the store could not take yet. */
struct pw_owed {
    int64_t job; /* 0: nothing */
    enum pw_job_status status;
    int64_t accepted, total;
    char evidence[160];
    char lane[16]; /* whose screen says so too; "" for nobody's */
};

/* Where a document goes. The station keeps one for each printer in the configuration. */
struct pw_printer_slot {
    char name[40];
    bool prints[PW_DOC_KINDS];
    bool ready;          /* the link is up and the printer has no known condition that keeps it from printing */
    int64_t busy;        /* the job on its way there, 0 when none */
    struct pw_owed owed; /* told of the busy job; recorded before anything else goes there */
    char state[16];      /* "ready", "missing", ...: for the screen */
    char words[160];     /* what the printer says of itself */
    size_t spare;        /* the printer that takes over, counted from 1; 0: none */
    bool spare_files;    /* the spare speaks the same language: files may go there too */
    bool diverted;       /* somebody said that all its documents go there */
    int64_t spare_after_us;
    int64_t down_us; /* monotonic: since when it isn't ready, while it isn't */
};

struct pw_new_job {
    int64_t id, order, parcel;
    enum pw_doc_kind document;
    struct pw_printer_slot *printer;
    bool sending; /* it was made in the status "sending": its bytes go out now */
};

/* What came of it. */
struct pw_committed {
    int64_t seq; /* of the journal */
    struct pw_new_job jobs[PW_MAX_NEW_JOBS];
    size_t job_count;
};

struct pw_commit_setup {
    const struct pw_rules *rules;
    struct pw_printer_slot *printers;
    size_t printer_count;
    const char *store_tag; /* four characters, in the station's own parcel codes */
};

/**
 * Write the effects, the lane's new state and the journal line. Ids that the decision could not know yet (a parcel that it opens)
 * are put into decision->next.
 *
 * Thread:    the connection's.
 * Errors:    the store's; PW_ERR_BUSY when somebody else changed what the decision was about (resolve and decide again).
 */
PW_MUST_CHECK bool pw_commit(struct pw_db *db, const struct pw_commit_setup *setup, const struct pw_event *event,
                             struct pw_decision *decision, const struct pw_say *say, struct pw_committed *ret_committed,
                             struct pw_error *err);

#endif
