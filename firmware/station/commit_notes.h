/* Who has read which note. */
#ifndef PACKWRIGHT_STATION_COMMIT_NOTES_H
#define PACKWRIGHT_STATION_COMMIT_NOTES_H

#include "station/decision.h"
#include "store/db.h"

/** Effect ACKNOWLEDGE. Thread: the connection's. */
PW_MUST_CHECK bool pw_commit_notes_read(struct pw_db *db, const char *bench, int64_t seq, const struct pw_event *event,
                                        const struct pw_decision *decision, const struct pw_effect *effect, struct pw_error *err);
/** An order is opened, or taken over: what was read by nobody who was signed in is unread. */
PW_MUST_CHECK bool pw_commit_notes_opened(struct pw_db *db, const struct pw_rules *rules, int64_t order, struct pw_error *err);

#endif
