/* An order that left by another hand: in the marketplace's own pages, from another warehouse, by a label that confirms by itself.
 */
#ifndef PACKWRIGHT_STORE_ELSEWHERE_H
#define PACKWRIGHT_STORE_ELSEWHERE_H

#include "store/db.h"

/**
 * The marketplace has it as shipped. One that is still to be packed here, or lies packed, is held, once: whoever releases it has
 * looked. One of which a parcel left from here is ours, and stays as it is.
 *
 * Thread: the connection's; outside of a transaction. Errors: the store's.
 */
PW_MUST_CHECK bool pw_order_shipped_elsewhere(struct pw_db *db, const char *channel, const char *order_id, const char *bench,
                                              int64_t now_us, bool *ret_held, struct pw_error *err);

#endif
