/* What the articles that a scan stands for want captured, and whether such a unit was seen before. */
#ifndef PACKWRIGHT_RESOLVE_UNIT_H
#define PACKWRIGHT_RESOLVE_UNIT_H

#include "station/event.h"
#include "station/facts.h"
#include "station/state.h"
#include "store/db.h"

/** Fills facts->today, facts->unit_line, and the unit of each line found. Thread: the connection's. */
PW_MUST_CHECK bool pw_resolve_units(struct pw_db *db, const struct pw_state *state, const struct pw_event *event,
                                    struct pw_facts *facts, struct pw_error *err);

#endif
