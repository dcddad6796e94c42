/* Orders of which boxes are closed while others are to come. */
#ifndef PACKWRIGHT_STORE_BOXES_H
#define PACKWRIGHT_STORE_BOXES_H

#include "store/db.h"

/**
 * An order that is ready and of which nothing is to come any more, because less is wanted now: it is packed, or shipped, as its
 * boxes are, and no line finds it. An empty box of it is void. To be called wherever an order becomes ready that had a box.
 *
 * Thread:    the connection's, inside its transaction.
 */
PW_MUST_CHECK bool pw_boxes_settle(struct pw_db *db, int64_t order, struct pw_error *err);

/* What is known of an order that left in part, or is to. */
struct pw_rest {
    int64_t closed;  /* its boxes that are packed or shipped */
    int64_t shipped; /* of these */
    int64_t units;   /* to come */
    char why[64];    /* as was said when the newest of them was closed; "" when nobody was asked */
};

/** Zeroed for an order of which no box is closed. Thread: the connection's. */
PW_MUST_CHECK bool pw_rest_read(struct pw_db *db, int64_t order, struct pw_rest *ret, struct pw_error *err);

/** "rest of 2 units, 1 box shipped: Stock"; "" for none. */
void pw_rest_text(const struct pw_rest *rest, char *out, size_t size);

#endif
