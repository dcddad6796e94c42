/* The first beat: what an event refers to. Reads the store, changes nothing. */
#ifndef PACKWRIGHT_RESOLVE_H
#define PACKWRIGHT_RESOLVE_H

#include "station/event.h"
#include "station/facts.h"
#include "station/state.h"
#include "store/db.h"

/**
 * Look up everything that decide may want to know of this event.
 *
 * Thread:    the connection's.
 * Errors:    the store's.
 */
PW_MUST_CHECK bool pw_resolve(struct pw_db *db, const struct pw_rules *rules, const struct pw_state *state,
                              const struct pw_event *event, struct pw_facts *ret_facts, struct pw_error *err);

/** One order by its store id; zeroed when there is none. */
PW_MUST_CHECK bool pw_resolve_order(struct pw_db *db, int64_t id, struct pw_order_fact *ret_order, struct pw_error *err);

/** The box that an order goes on in: the open one; else the newest of those that are still here, else of all. id 0: it has none.
 */
PW_MUST_CHECK bool pw_resolve_newest_parcel(struct pw_db *db, int64_t order, struct pw_parcel_fact *ret_parcel,
                                            struct pw_error *err);

#endif
