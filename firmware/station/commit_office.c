#include "station/commit_office.h"

#include "store/queue.h"

#include <stdio.h>

/* After an update that must have met its row. */
static bool met(struct pw_db *db, bool ok, struct pw_error *err)
{
    return ok && (pw_db_changes(db) > 0 || pw_fail(err, PW_ERR_BUSY, 0, "the order was changed by somebody else"));
}

/* Where its lines stand in the queue, if it is in the queue at all. */
static bool sort_lines(struct pw_db *db, int64_t order, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE order_line SET open_us = (SELECT " PW_OPEN_US " FROM orders o WHERE o.id = order_pk)"
                     " WHERE order_pk = $1 AND open_us IS NOT NULL",
                     "i", order);
}

bool pw_commit_office(struct pw_db *db, const char *bench, const struct pw_event *event, const char *who,
                      const struct pw_effect *e, struct pw_error *err)
{
    char by[100];
    if (event->lane[0] == '\0')
        snprintf(by, sizeof by, "%s", event->device);
    else
        snprintf(by, sizeof by, "%s%s%s, lane %s", who, who[0] == '\0' ? "" : ", ", bench, event->lane);
    switch (e->kind) {
    case PW_EFFECT_SHELVE:
        return met(db,
                   pw_db_run(db, err,
                             "UPDATE orders SET shelf = $2, shelf_us = $3, shelf_by = $4, shelf_reason = CASE WHEN shelf = $2"
                             " THEN shelf_reason ELSE '' END WHERE id = $1 AND status NOT IN ('packing', 'shipped')",
                             "itit", e->order, e->text, event->time_us, by),
                   err);
    case PW_EFFECT_SHELF_WHY:
        return met(
            db, pw_db_run(db, err, "UPDATE orders SET shelf_reason = $2 WHERE id = $1 AND shelf <> ''", "it", e->order, e->text),
            err);
    case PW_EFFECT_UNSHELVE:
        return met(db, pw_db_run(db, err, "UPDATE orders SET " PW_OFF_SHELF " WHERE id = $1 AND shelf <> ''", "i", e->order),
                   err);
    case PW_EFFECT_PUSH:
        return met(db,
                   pw_db_run(
                       db, err,
                       "UPDATE orders SET pushed_us = $2, pushed_by = $3, pushed_reason = $4 WHERE id = $1 AND pushed_us = 0",
                       "iitt", e->order, event->time_us, by, e->text),
                   err) &&
               sort_lines(db, e->order, err);
    case PW_EFFECT_PUSH_BACK:
        return met(db,
                   pw_db_run(
                       db, err,
                       "UPDATE orders SET pushed_us = 0, pushed_by = '', pushed_reason = '' WHERE id = $1 AND pushed_us > 0", "i",
                       e->order),
                   err) &&
               sort_lines(db, e->order, err);
    default:
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "no effect about an order as a whole");
    }
}
