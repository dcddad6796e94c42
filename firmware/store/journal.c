#include "store/journal.h"

bool pw_journal_range(struct pw_db *db, int64_t from_us, int64_t to_us, int64_t *ret_first, int64_t *ret_last,
                      struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT COALESCE(MIN(seq), 0), COALESCE(MAX(seq), -1) FROM journal WHERE time_us >= $1"
                                    " AND time_us < $2",
                                    "ii", from_us, to_us);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        *ret_first = pw_stmt_int(s, 0);
        *ret_last = pw_stmt_int(s, 1);
    }
    pw_stmt_done(s);
    return row == PW_ROW;
}

bool pw_journal_each(struct pw_db *db, int64_t from_us, int64_t to_us,
                     bool (*each)(void *user, const struct pw_journal_event *event, struct pw_error *err), void *user,
                     struct pw_error *err)
{
    int64_t first, last;
    if (!pw_journal_range(db, from_us, to_us, &first, &last, err))
        return false;
    /* Scans always have what was seen; of the rest only what went through the station's beats. */
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT j.seq, j.time_us, COALESCE(f.rules_pk, 0), f.seen FROM journal j LEFT JOIN journal_facts f"
                    " ON f.seq = j.seq WHERE j.seq >= $1 AND j.seq <= $2 AND j.time_us >= $3 AND j.time_us < $4"
                    " AND (j.kind = 'scan' OR f.seq IS NOT NULL) ORDER BY j.seq",
                    "iiii", first, last, from_us, to_us);
    if (s == NULL)
        return false;
    enum pw_row row;
    bool ok = true;
    while (ok && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct pw_journal_event event = { .seq = pw_stmt_int(s, 0), .time_us = pw_stmt_int(s, 1), .rules_pk = pw_stmt_int(s, 2) };
        if (!pw_stmt_null(s, 3))
            event.seen = pw_stmt_bytes(s, 3);
        ok = each(user, &event, err);
    }
    pw_stmt_done(s);
    return ok && row == PW_ROW_END;
}
