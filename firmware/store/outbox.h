/*
 * The outbox of a channel that is told over the network. What is under way is a row too, so that a station that starts again
 * looks up what became of it before anything is sent twice.
 *
 *                  taken               answered
 *     waiting ────────────▶ sending ─────────────▶ acknowledged, refused, waiting (later)
 *                              │  no answer, or the station ended
 *                              ▼
 *                           checking ──read back──▶ acknowledged, waiting (it isn't there), uncertain
 *
 * Thread: the connection's. Errors: the store's.
 */
#ifndef PACKWRIGHT_STORE_OUTBOX_H
#define PACKWRIGHT_STORE_OUTBOX_H

#include "packwright/bytes.h"
#include "store/db.h"

enum pw_outbox_status {
    PW_OUTBOX_WAITING,
    PW_OUTBOX_SENDING,
    PW_OUTBOX_CHECKING,
    PW_OUTBOX_ACKNOWLEDGED,
    PW_OUTBOX_UNCERTAIN,
    PW_OUTBOX_REFUSED,
};

struct pw_outbox_row {
    int64_t id, tries;
    enum pw_outbox_status status;
    int64_t package; /* the parcel's number in its order */
    char order_id[64 + 1];
    char marketplace[32]; /* the order's; "" when it isn't known */
    char *payload;        /* JSON: commit_confirm.c */
};

/**
 * Take what is to be done next, in the order of its time: a row that waits becomes sending, one that is to be looked up stays so.
 * ret_row->id is 0 when nothing is due; *ret_due_us then says when something will be, INT64_MAX for never.
 *
 * Ownership: free(ret_row->payload).
 */
PW_MUST_CHECK bool pw_outbox_take(struct pw_db *db, const char *channel, const char *bench, int64_t now_us,
                                  struct pw_outbox_row *ret_row, int64_t *ret_due_us, struct pw_error *err);

struct pw_outbox_news {
    enum pw_outbox_status status;
    int64_t due_us; /* of WAITING and CHECKING */
    const char *said, *request_id;
};
/** What became of a row that was taken. */
PW_MUST_CHECK bool pw_outbox_settle(struct pw_db *db, int64_t id, const struct pw_outbox_news *news, int64_t now_us,
                                    struct pw_error *err);

/** The station starts: what this bench was sending when it ended is to be looked up, from due_us on. */
PW_MUST_CHECK bool pw_outbox_recover(struct pw_db *db, const char *channel, const char *bench, int64_t due_us,
                                     struct pw_error *err);

/** Where a channel stands; "" when nothing is known. */
PW_MUST_CHECK bool pw_channel_state_get(struct pw_db *db, const char *channel, const char *name, char *out, size_t size,
                                        struct pw_error *err);
PW_MUST_CHECK bool pw_channel_state_put(struct pw_db *db, const char *channel, const char *name, const char *value,
                                        struct pw_error *err);

/* How many requests an operation allows: a second, in millionths, and at once. */
struct pw_rate {
    const char *operation;
    int64_t per_second, burst;
};
/**
 * Take one token of a bucket that all benches share. *ret_wait_us is 0: it is taken; else how long until there is one.
 * now_us: wall clock; where it was set back the bucket waits as it is.
 */
PW_MUST_CHECK bool pw_rate_take(struct pw_db *db, const char *channel, const struct pw_rate *rate, int64_t now_us,
                                int64_t *ret_wait_us, struct pw_error *err);
/** The server told its rate, or (0) that the bucket is empty. */
PW_MUST_CHECK bool pw_rate_told(struct pw_db *db, const char *channel, const struct pw_rate *rate, int64_t per_second,
                                int64_t now_us, struct pw_error *err);

#endif
