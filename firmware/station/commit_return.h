/* The effects about goods that come back. */
#ifndef PACKWRIGHT_COMMIT_RETURN_H
#define PACKWRIGHT_COMMIT_RETURN_H

#include "station/decision.h"
#include "store/db.h"

/** One effect of RETURN_OPEN to RETURN_CLOSE. PW_ERR_BUSY: its row was not as the decision saw it. */
PW_MUST_CHECK bool pw_commit_return(struct pw_db *db, const char *bench, int64_t seq, const struct pw_event *event,
                                    const struct pw_effect *e, struct pw_error *err);

#endif
