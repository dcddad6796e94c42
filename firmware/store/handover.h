/*
 * Lists of the parcels that a carrier took. A parcel that was scanned out is on no list or on one; a list is made once and can be
 * printed again by its number.
 */
#ifndef PACKWRIGHT_STORE_HANDOVER_H
#define PACKWRIGHT_STORE_HANDOVER_H

#include "store/db.h"

/* More stay for the next list: a roll of paper has its length. */
enum { PW_HANDOVER_MAX = 1000 };

/* Which parcels: scanned out for this carrier since then, and on no list. */
struct pw_handover_query {
    const char *carrier;
    int64_t since_us; /* -1: since the carrier's first list began, else today_us */
    int64_t today_us; /* when this day began */
};

struct pw_handover_carrier {
    char name[64];
    int64_t parcels;
};

/** The carriers with parcels on no list that were scanned out since then; at most max. Thread: the connection's. */
PW_MUST_CHECK bool pw_handover_carriers(struct pw_db *db, int64_t since_us, int64_t today_us, struct pw_handover_carrier *out,
                                        size_t max, size_t *ret_count, struct pw_error *err);
/** The name as the parcels have it, in any case. PW_ERR_NOT_FOUND names those that wait. */
PW_MUST_CHECK bool pw_handover_carrier_find(struct pw_db *db, const struct pw_handover_query *query,
                                            struct pw_handover_carrier *ret_carrier, struct pw_error *err);

/**
 * Make a list of the oldest parcels that the query finds, and put a line into the journal: in the caller's transaction.
 *
 * Errors:    PW_ERR_NOT_FOUND when there is none.
 */
PW_MUST_CHECK bool pw_handover_close(struct pw_db *db, const struct pw_handover_query *query, const char *bench, int64_t now_us,
                                     int64_t *ret_id, int64_t *ret_parcels, struct pw_error *err);

/* For one parcel of a list. Borrowed for the call. */
struct pw_handover_parcel {
    const char *order_id, *tracking, *code; /* code: the station's own */
    int64_t number, parcels;                /* n of m of its order */
    int64_t weight_g;                       /* of its articles; -1: of one it isn't known */
};

struct pw_handover {
    int64_t id; /* 0: not made yet */
    char carrier[64], bench[40];
    int64_t created_us, since_us;
    int64_t left; /* parcels of the carrier that are older than since and on no list */
};

/** A list that was made (id), or that the query would make (id 0): its head, then fn (may be NULL) for each parcel in the order
 * of scanning out. */
PW_MUST_CHECK bool pw_handover_read(struct pw_db *db, int64_t id, const struct pw_handover_query *query, struct pw_handover *ret,
                                    void (*fn)(void *user, const struct pw_handover_parcel *parcel), void *user,
                                    struct pw_error *err);

#endif
