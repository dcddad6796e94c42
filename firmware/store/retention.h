/*
 * Buyers' data is wiped when its time is over, counted from the shipment or cancellation of the order:
 *
 *     orders         names, address but for its country, phones, e-mail, messages, instructions, unknown columns, hold reason,
 * notice order_line     gift message, unknown columns (customisation) order_word     the names' words journal        what was
 * scanned and the sentence about it; who, when, where and what came of it stay journal_facts  whole job            why one could
 * not be drawn lane           what its screen says file           a file's bytes, name and key, counted from when it was given
 *     import_open    what a broken-off import left
 *
 * Lines of the journal that belong to no order are wiped at that age. Quantities, SKUs, times, tracking numbers, order ids and
 * the figures stay. Work is done in small steps, each a transaction; a crash between two loses nothing, the next step goes on.
 */
#ifndef PACKWRIGHT_RETENTION_H
#define PACKWRIGHT_RETENTION_H

#include "store/db.h"

/* Of what it says: reference for the limit is Amazon's data protection policy, 30 days, counted here from the shipment. */
#define PW_RETENTION_MOST_US (INT64_C(30) * 86400000000)

struct pw_purged {
    int64_t orders, events, records, files, leftovers;
};

/**
 * One step: at most a few orders, a few hundred lines of the journal, a file.
 *
 * ret_more:  there is more to do now.
 * Errors:    the store's; then nothing of this step was done.
 */
PW_MUST_CHECK bool pw_retention_step(struct pw_db *db, int64_t now_us, int64_t keep_us, struct pw_purged *add, bool *ret_more,
                                     struct pw_error *err);
/** What steps would wipe now. */
PW_MUST_CHECK bool pw_retention_count(struct pw_db *db, int64_t now_us, int64_t keep_us, struct pw_purged *ret_due,
                                      struct pw_error *err);

#endif
