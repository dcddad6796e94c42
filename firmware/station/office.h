/*
 * What the office asks for about one order (hold, release, push forward, off the shelf): the same four beats as at a bench, from
 * another process, while stations run or not. A station that has the order open sees it at its next event.
 */
#ifndef PACKWRIGHT_OFFICE_H
#define PACKWRIGHT_OFFICE_H

#include "config.h"
#include "packwright/clock.h"
#include "station/decision.h"
#include "station/say.h"
#include "store/db.h"

/**
 * Decide and commit. A refusal is recorded too: *ret_outcome says which it was, *ret_say how it is told.
 *
 * order:     its number. reason: may be "". who: kept in the journal as the device.
 * Errors:    the store's, PW_ERR_BUSY when others kept changing the order; then nothing is recorded.
 */
PW_MUST_CHECK bool pw_office_do(const struct pw_config *config, struct pw_db *db, const struct pw_clock *clock,
                                enum pw_office what, const char *order, const char *reason, const char *who,
                                enum pw_outcome *ret_outcome, struct pw_say *ret_say, struct pw_error *err);

#endif
