/* What a lane was about, from one event to the next: kept in the store, so that a station that starts again goes on. */
#ifndef PACKWRIGHT_STATION_LANE_H
#define PACKWRIGHT_STATION_LANE_H

#include "station/say.h"
#include "station/state.h"
#include "store/db.h"

/** The lane's state as it was committed last; an idle one when there is none. Thread: the connection's. Errors: the store's. */
PW_MUST_CHECK bool pw_lane_load(struct pw_db *db, const char *bench, const char *lane, struct pw_state *ret_state,
                                struct pw_error *err);
/** The state after an event, and what the screen says of it; seq: of the journal. Thread, errors: the same. */
PW_MUST_CHECK bool pw_lane_save(struct pw_db *db, const char *bench, const char *lane, const struct pw_state *state,
                                const struct pw_say *say, int64_t seq, struct pw_error *err);

#endif
