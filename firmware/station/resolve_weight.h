/* What the full box of an order should weigh: learned from parcels with the same content, else of what its articles weigh. */
#ifndef PACKWRIGHT_RESOLVE_WEIGHT_H
#define PACKWRIGHT_RESOLVE_WEIGHT_H

#include "packwright/error.h"
#include "station/facts.h"
#include "store/db.h"

/* The kind of box that it is in. */
struct pw_weight_box {
    const char *name; /* "": not known */
    int64_t tare_g;   /* of box and filling; -1: nobody knows */
};

/**
 * parcel: the box, 0 for one that is not open yet; closing: with what is in it, though units are to come.
 *
 * Thread:    the connection's.
 * Errors:    the store's.
 */
PW_MUST_CHECK bool pw_weight_resolve(struct pw_db *db, int64_t order, int64_t parcel, bool closing,
                                     const struct pw_weight_box *box, struct pw_weight_fact *ret_fact, struct pw_error *err);

/** Keep what a parcel weighed, for those with the same content; the newest PW_WEIGHT_SEEN of each count. */
PW_MUST_CHECK bool pw_weight_learn(struct pw_db *db, const char *content, int64_t parcel, int64_t mg, struct pw_error *err);

enum { PW_WEIGHT_SEEN = 50, PW_WEIGHT_ENOUGH = 3 };

#endif
