/* Effects about a box of an order that goes on. */
#ifndef PACKWRIGHT_COMMIT_BOX_H
#define PACKWRIGHT_COMMIT_BOX_H

#include "station/decision.h"
#include "store/db.h"

/** PW_EFFECT_CLOSE_BOX, VOID_BOX and OPEN_AGAIN, inside the caller's transaction. Errors: the store's; PW_ERR_BUSY. */
PW_MUST_CHECK bool pw_commit_box(struct pw_db *db, const struct pw_event *event, const struct pw_effect *effect,
                                 struct pw_error *err);

#endif
