/* What resolve looks up of an order's boxes. */
#ifndef PACKWRIGHT_RESOLVE_BOX_H
#define PACKWRIGHT_RESOLVE_BOX_H

#include "station/event.h"
#include "station/facts.h"
#include "station/state.h"
#include "store/db.h"

/** True if this event closes the open box with what is in it, though units may be to come. Thread: any. */
bool pw_box_closes(const struct pw_state *state, const struct pw_event *event);

/** Which kind of box was scanned, now or for the next parcel, and which cage is the lane's. Errors: the store's. */
PW_MUST_CHECK bool pw_resolve_box(struct pw_db *db, const struct pw_state *state, const struct pw_event *event,
                                  struct pw_facts *facts, struct pw_error *err);

/** How many boxes an order has, and which is open: order->boxes and box. Errors: the store's. */
PW_MUST_CHECK bool pw_resolve_order_boxes(struct pw_db *db, struct pw_order_fact *order, struct pw_error *err);

#endif
