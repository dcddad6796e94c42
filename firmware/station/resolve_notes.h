/* What the packer must know of the order, and of the units that a scan may count; and who packs. */
#ifndef PACKWRIGHT_STATION_RESOLVE_NOTES_H
#define PACKWRIGHT_STATION_RESOLVE_NOTES_H

#include "station/event.h"
#include "station/facts.h"
#include "station/state.h"
#include "store/db.h"

/** Of the lines that were resolved before. Thread: the connection's. */
PW_MUST_CHECK bool pw_resolve_notes(struct pw_db *db, const struct pw_state *state, const struct pw_event *event,
                                    struct pw_facts *facts, struct pw_error *err);

#endif
