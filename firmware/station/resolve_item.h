/* What an item's scan stands for. */
#ifndef PACKWRIGHT_RESOLVE_ITEM_H
#define PACKWRIGHT_RESOLVE_ITEM_H

#include "station/event.h"
#include "station/facts.h"
#include "station/state.h"
#include "store/db.h"

/**
 * The text itself as SKU, ASIN or FNSKU, and each article that one of its keys stands for: lines of the open order (f->lines), or
 * the order that needs it (f->wanted). Kits that have it as a component too.
 *
 * Thread:    the connection's.
 */
PW_MUST_CHECK bool pw_resolve_item(struct pw_db *db, const struct pw_state *state, const struct pw_meaning *m, struct pw_facts *f,
                                   struct pw_error *err);

#endif
