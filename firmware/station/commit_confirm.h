/* What the marketplace is told when a parcel leaves. */
#ifndef PACKWRIGHT_STATION_COMMIT_CONFIRM_H
#define PACKWRIGHT_STATION_COMMIT_CONFIRM_H

#include "station/decision.h"
#include "store/db.h"

/** The confirmation of effect SHIP, into the outbox, inside the caller's transaction. Errors: the store's; PW_ERR_BUSY. */
PW_MUST_CHECK bool pw_commit_confirmation(struct pw_db *db, const struct pw_event *event, const struct pw_effect *effect,
                                          struct pw_error *err);

#endif
