/* Who is at the lane, whose badge it is, and which line a command that overrides a scan is about. */
#ifndef PACKWRIGHT_RESOLVE_PEOPLE_H
#define PACKWRIGHT_RESOLVE_PEOPLE_H

#include "station/event.h"
#include "station/facts.h"
#include "station/pin.h"
#include "station/state.h"
#include "store/db.h"

/** Fill facts->people. Where nobody signs in, it asks the store nothing. Thread: the connection's. */
PW_MUST_CHECK bool pw_resolve_people(struct pw_db *db, const struct pw_state *state, const struct pw_event *event,
                                     struct pw_facts *facts, struct pw_error *err);

/**
 * A number and a PIN were entered: whose they are goes into facts->people.badge.
 *
 * Thread:    the connection's, for the time that a digest takes (pin.h).
 */
PW_MUST_CHECK bool pw_resolve_pin(struct pw_db *db, const struct pw_state *state, const struct pw_event *event,
                                  const struct pw_pin_slot *slot, struct pw_facts *facts, struct pw_error *err);

#endif
