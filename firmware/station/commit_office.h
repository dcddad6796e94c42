/* The effects about an order as a whole: its place on the problem shelf, and a push forward. */
#ifndef PACKWRIGHT_COMMIT_OFFICE_H
#define PACKWRIGHT_COMMIT_OFFICE_H

#include "station/decision.h"
#include "store/db.h"

/** One effect of SHELVE, SHELF_WHY, UNSHELVE, PUSH, PUSH_BACK. PW_ERR_BUSY: its row was not as the decision saw it. */
PW_MUST_CHECK bool pw_commit_office(struct pw_db *db, const char *bench, const struct pw_event *event, const char *who,
                                    const struct pw_effect *e, struct pw_error *err);

#endif
