/*
 * Postage that is bought, one row for each label. It is a row before it is asked for, so that nothing is bought twice:
 *
 *               chosen, asked        answered
 *     wanted ───────────────▶ buying ─────────▶ bought, refused, wanted (later)
 *       │                       │ no answer, or the station ended
 *       ▼                       ▼
 *     dropped                checking ──read back──▶ wanted (it was not bought), uncertain (it was, or nobody knows)
 *
 *     bought, and the box was taken apart ──▶ cancelling ──▶ cancelled, kept (the carrier has it already)
 *
 * Thread: the connection's. Errors: the store's.
 */
#ifndef PACKWRIGHT_STORE_PURCHASE_H
#define PACKWRIGHT_STORE_PURCHASE_H

#include "packwright/bytes.h"
#include "store/db.h"

/* Purchases of a parcel that nobody gave up. */
#define PW_PURCHASE_LIVE "unwanted = 0 AND status IN ('wanted', 'buying', 'checking', 'uncertain', 'bought')"

/* Of a parcel p: it left, or its postage is bought, by which the marketplace counts it as shipped. */
#define PW_PARCEL_COUNTED_SHIPPED                                                                                                \
    "(p.status = 'shipped' OR (p.status = 'packed' AND EXISTS (SELECT 1 FROM purchase u WHERE u.parcel_pk = p.id AND u.unwanted" \
    " = 0 AND u.status IN ('buying', 'checking', 'uncertain', 'bought'))))"

/* What has ended, or waits for a person, is due then. */
#define PW_PURCHASE_NEVER_US INT64_C(9000000000000000)

enum pw_purchase_status {
    PW_PURCHASE_WANTED,
    PW_PURCHASE_BUYING,
    PW_PURCHASE_CHECKING,
    PW_PURCHASE_BOUGHT,
    PW_PURCHASE_UNCERTAIN,
    PW_PURCHASE_REFUSED,
    PW_PURCHASE_DROPPED,
    PW_PURCHASE_CANCELLING,
    PW_PURCHASE_CANCELLED,
    PW_PURCHASE_KEPT,
};

const char *pw_purchase_status_name(enum pw_purchase_status status);

struct pw_purchase_row {
    int64_t id, order, parcel, tries, asked_us, labels; /* labels: how often its label was fetched */
    enum pw_purchase_status status;
    bool unwanted;
    char order_id[64 + 1], shipment[64];
    /* as it was chosen */
    char carrier[64], service[120], currency[4], request_key[40];
    int64_t price_milli;
    bool repeats; /* its request is kept: it may be asked for again with its key */
};

/** A parcel wants postage; nothing happens where it has a live purchase. */
PW_MUST_CHECK bool pw_purchase_want(struct pw_db *db, const char *channel, const char *bench, int64_t order, int64_t parcel,
                                    int64_t now_us, struct pw_error *err);
/** Its box is void or open again: what was not asked for is dropped, what was bought is to be cancelled. */
PW_MUST_CHECK bool pw_purchase_give_up(struct pw_db *db, int64_t parcel, struct pw_error *err);
enum pw_purchase_told {
    PW_PURCHASE_TELLS_NOTHING, /* its postage isn't from here: a confirmation is due */
    PW_PURCHASE_TELLS,         /* by which the marketplace counts it as shipped: none may be sent */
    PW_PURCHASE_MAY_TELL       /* it may count as shipped: that is read before one is sent */
};
/** The parcel is scanned out. */
PW_MUST_CHECK bool pw_purchase_handed(struct pw_db *db, int64_t parcel, int64_t now_us, enum pw_purchase_told *ret_told,
                                      struct pw_error *err);

/** What this bench has to do next; ret_row->id is 0 when nothing is due, and *ret_due_us says when something will be. */
PW_MUST_CHECK bool pw_purchase_next(struct pw_db *db, const char *channel, const char *bench, int64_t now_us,
                                    struct pw_purchase_row *ret_row, int64_t *ret_due_us, struct pw_error *err);

/* What is about to be bought. */
struct pw_purchase_choice {
    const char *carrier, *service, *currency, *why;
    int64_t price_milli;
    bool is_protected;
    const char *through, *request, *request_key; /* "" for Merchant Fulfillment */
};
/**
 * To be committed before it is asked for. *ret_buys false: the box was opened, or its order stopped meanwhile; nothing may be
 * asked.
 */
PW_MUST_CHECK bool pw_purchase_begin(struct pw_db *db, int64_t id, const struct pw_purchase_choice *choice, int64_t now_us,
                                     bool *ret_buys, struct pw_error *err);

struct pw_purchase_news {
    enum pw_purchase_status from, status; /* where it isn't from any more, it was given up, and stays so */
    int64_t due_us;
    const char *said, *request_id;
};
PW_MUST_CHECK bool pw_purchase_settle(struct pw_db *db, int64_t id, const struct pw_purchase_news *news, int64_t now_us,
                                      struct pw_error *err);

/* What was bought. */
struct pw_purchase_label {
    const char *shipment, *tracking, *carrier, *service, *currency;
    int64_t price_milli;
    struct pw_bytes file; /* len 0: it couldn't be read, and is fetched again at due_us */
    int64_t due_us;
    const char *printer; /* NULL: no printer prints labels */
    const char *said, *request_id;
};
/** In one transaction: the purchase, the parcel's number, the label's file and its print job, a line in the journal. */
PW_MUST_CHECK bool pw_purchase_bought(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_label *label,
                                      const char *bench, int64_t now_us, struct pw_error *err);

/** What was asked, of a row that repeats. Ownership: free(). */
PW_MUST_CHECK bool pw_purchase_request(struct pw_db *db, int64_t id, char **ret_request, struct pw_error *err);
/** It is not repeated any more: its key is taken no longer. */
PW_MUST_CHECK bool pw_purchase_forget(struct pw_db *db, int64_t id, struct pw_error *err);

/** Whether it must wait: of its order another purchase's fate isn't known, or nobody may ship it now. */
PW_MUST_CHECK bool pw_purchase_waits(struct pw_db *db, int64_t id, bool *ret_waits, struct pw_error *err);

/** The station starts: what this bench was buying when it ended is to be looked up, from due_us on. */
PW_MUST_CHECK bool pw_purchase_recover(struct pw_db *db, const char *channel, const char *bench, int64_t due_us,
                                       struct pw_error *err);

/** The label's file of a parcel's live purchase; 0: there is none. */
PW_MUST_CHECK bool pw_purchase_file(struct pw_db *db, int64_t parcel, int64_t *ret_file, struct pw_error *err);

enum pw_purchase_answer { PW_PURCHASE_IT_WAS, PW_PURCHASE_AGAIN, PW_PURCHASE_ELSEWHERE };
/**
 * A person has looked: it was bought (with its tracking number), is to be bought, or its parcel's label comes from elsewhere. In
 * the caller's transaction. *ret_met: the row was one that waits for that.
 */
PW_MUST_CHECK bool pw_purchase_answer(struct pw_db *db, int64_t id, enum pw_purchase_answer answer, const char *tracking,
                                      int64_t now_us, bool *ret_met, struct pw_error *err);

struct pw_purchase_words {
    const char *outcome; /* bought, refused, ... */
    const char *tone, *title, *sentence;
};
/** A line in the journal, and the screen of whoever packed it. */
PW_MUST_CHECK bool pw_purchase_tell(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_words *words,
                                    const char *bench, int64_t now_us, struct pw_error *err);

#endif
