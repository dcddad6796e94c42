/* The journal read back, with what was seen and decided. */
#ifndef PACKWRIGHT_STORE_JOURNAL_H
#define PACKWRIGHT_STORE_JOURNAL_H

#include "store/db.h"

struct pw_journal_event {
    int64_t seq, time_us, rules_pk;
    struct pw_bytes seen; /* packed, see station/record.h; empty: not kept, or wiped */
};

/**
 * The events of a time, in order. each is given what is borrowed until it returns; false from it ends the reading.
 *
 * Errors:    the store's. False also when each said so.
 */
PW_MUST_CHECK bool pw_journal_each(struct pw_db *db, int64_t from_us, int64_t to_us,
                                   bool (*each)(void *user, const struct pw_journal_event *event, struct pw_error *err),
                                   void *user, struct pw_error *err);
/** The first and last line of a time, whatever order the clock had; 0 and -1 when there is none. */
PW_MUST_CHECK bool pw_journal_range(struct pw_db *db, int64_t from_us, int64_t to_us, int64_t *ret_first, int64_t *ret_last,
                                    struct pw_error *err);

#endif
