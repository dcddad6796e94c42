#include "station/commit_return.h"

/* After an update that must have met its row. */
static bool met(struct pw_db *db, bool ok, struct pw_error *err)
{
    return ok && (pw_db_changes(db) > 0 || pw_fail(err, PW_ERR_BUSY, 0, "the return was changed by somebody else"));
}

/* The store lets an order have one open return; two benches that begin it at once are one bench and one that tries again. */
static bool open_return(struct pw_db *db, const char *bench, const struct pw_event *event, const struct pw_effect *e,
                        struct pw_error *err)
{
    if (e->id == 0)
        return met(
            db,
            pw_db_run(db, err,
                      "INSERT INTO return (order_pk, bench, lane, opened_us) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                      "itti", e->order, bench, event->lane, event->time_us),
            err);
    return met(db,
               pw_db_run(db, err,
                         "UPDATE return SET bench = $2, lane = $3 WHERE id = $1 AND closed_us = 0 AND (bench = '' OR (bench = $2"
                         " AND lane = $3) OR $4 = 1)",
                         "itti", e->id, bench, event->lane, e->number),
               err);
}

/* What is proposed to be paid back, for a person to look at: the units that came back, but not where something else came; of a
 * kit, with the last of its components. Reasons as Amazon's AdjustmentReason has them. */
static bool close_return(struct pw_db *db, const struct pw_event *event, const struct pw_effect *e, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE return_line SET refund_reason = CASE condition WHEN 'wrong-item' THEN '' ELSE 'CustomerReturn' END"
                     " WHERE return_pk = $1 AND undone = 0 AND units > 0",
                     "i", e->id) &&
           met(db,
               pw_db_run(db, err, "UPDATE return SET closed_us = $2 WHERE id = $1 AND closed_us = 0", "ii", e->id,
                         event->time_us),
               err);
}

bool pw_commit_return(struct pw_db *db, const char *bench, int64_t seq, const struct pw_event *event, const struct pw_effect *e,
                      struct pw_error *err)
{
    switch (e->kind) {
    case PW_EFFECT_RETURN_OPEN:
        return open_return(db, bench, event, e, err);
    case PW_EFFECT_RETURN_UNIT:
        return met(db,
                   pw_db_run(db, err,
                             "INSERT INTO return_line (return_pk, line_pk, units, journal_seq, article, pieces) SELECT r.id, $2,"
                             " $3, $4, $5, $6 FROM return r WHERE r.order_pk = $1 AND r.closed_us = 0 AND r.bench = $7 AND"
                             " r.lane = $8",
                             "iiiititt", e->order, e->line, e->number, seq, e->text, e->id, bench, event->lane),
                   err);
    case PW_EFFECT_RETURN_STATE:
        return met(db,
                   pw_db_run(db, err, "UPDATE return_line SET condition = $2, restock = $3 WHERE id = $1 AND undone = 0", "iti",
                             e->id, pw_goods_name((enum pw_goods)e->number), e->line),
                   err);
    case PW_EFFECT_RETURN_UNDO:
        return met(db, pw_db_run(db, err, "UPDATE return_line SET undone = 1 WHERE id = $1 AND undone = 0", "i", e->id), err);
    case PW_EFFECT_RETURN_LEAVE:
        return met(db, pw_db_run(db, err, "UPDATE return SET bench = '', lane = '' WHERE id = $1 AND closed_us = 0", "i", e->id),
                   err);
    case PW_EFFECT_RETURN_CLOSE:
        return close_return(db, event, e, err);
    default:
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "no effect about a return");
    }
}
