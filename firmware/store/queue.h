/*
 * The queue: orders that are ready, those that were pushed forward first, then by ship-by time. By how many parcels were packed
 * lately it is told when each would be packed: the n-th order from the front after n / pace hours.
 */
#ifndef PACKWRIGHT_STORE_QUEUE_H
#define PACKWRIGHT_STORE_QUEUE_H

#include "store/boxes.h"
#include "store/db.h"

/* SQL of a row "o" of orders: what its lines are sorted by. One that was pushed comes before all that weren't. */
#define PW_OPEN_US "o.ship_by_us - CASE WHEN o.pushed_us > 0 THEN 10000000000000000 ELSE 0 END"
/* SQL of an update of orders: it lies on no shelf. */
#define PW_OFF_SHELF "shelf = '', shelf_reason = '', shelf_us = 0, shelf_by = ''"

enum { PW_PACE_LEAST = 3 }; /* parcels: of fewer no pace is made */
#define PW_PACE_WINDOW_US INT64_C(3600000000)

/* Borrowed for the length of the call. */
struct pw_queue_order {
    const char *order_id, *pushed_by, *pushed_reason;
    int64_t ship_by_us;   /* PW_SHIP_BY_UNKNOWN */
    int64_t pushed_us;    /* 0: it wasn't */
    int64_t units, lines; /* to come */
    struct pw_rest rest;  /* of one that left in part */
};

/** Each order of the queue in its order, at most limit; fn gives false to stop. */
PW_MUST_CHECK bool pw_queue_each(struct pw_db *db, int64_t limit, bool (*fn)(void *user, const struct pw_queue_order *order),
                                 void *user, struct pw_error *err);

/**
 * Parcels completed in the hour before now at all benches of the store; 0: too few to tell a pace from.
 */
PW_MUST_CHECK bool pw_queue_pace(struct pw_db *db, int64_t now_us, int64_t *ret_per_hour, struct pw_error *err);

/** When the n-th order of the queue (from 1) is packed at this pace. */
int64_t pw_queue_packed_us(int64_t now_us, int64_t per_hour, int64_t n);

#endif
