/* The effects of badges, and of what stands for a scan. */
#ifndef PACKWRIGHT_COMMIT_PEOPLE_H
#define PACKWRIGHT_COMMIT_PEOPLE_H

#include "station/decision.h"
#include "store/db.h"

/** SIGN_IN, OVERRIDE, TEACH. parcel: of the units. Errors: PW_ERR_BUSY where somebody else was quicker. Thread: the connection's.
 */
PW_MUST_CHECK bool pw_commit_people(struct pw_db *db, const char *bench, int64_t seq, int64_t parcel,
                                    const struct pw_event *event, const struct pw_decision *decision,
                                    const struct pw_effect *effect, struct pw_error *err);

#endif
