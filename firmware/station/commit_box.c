#include "station/commit_box.h"

#include "store/box_kit.h"
#include "store/boxes.h"
#include "store/captures.h"
#include "store/queue.h"

/* After an update that must have met its row. */
static bool met(struct pw_db *db, bool ok, struct pw_error *err)
{
    return ok && (pw_db_changes(db) > 0 || pw_fail(err, PW_ERR_BUSY, 0, "the parcel was changed by somebody else"));
}

/* What waits to be printed for it is not what it will be. */
static bool drop_papers(struct pw_db *db, const struct pw_event *event, int64_t parcel, const char *why, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE job SET status = 'void', evidence = $2, changed_us = $3 WHERE parcel_pk = $1 AND status = 'queued'",
                     "iti", parcel, why, event->time_us);
}

static bool close_box(struct pw_db *db, const struct pw_event *event, const struct pw_effect *e, struct pw_error *err)
{
    return met(db,
               pw_db_run(db, err,
                         "UPDATE parcel SET status = 'packed', packed_us = $2, why = $3 WHERE id = $1 AND status = 'open'", "iit",
                         e->parcel, event->time_us, e->text),
               err);
}

static bool open_again(struct pw_db *db, const struct pw_event *event, const struct pw_effect *e, struct pw_error *err)
{
    return met(db,
               pw_db_run(db, err,
                         "UPDATE parcel SET status = 'open', why = '', weight_mg = 0, weight_why = '' WHERE id = $1"
                         " AND status = 'packed'",
                         "i", e->parcel),
               err) &&
           drop_papers(db, event, e->parcel, "the box was opened again", err);
}

/* An order that was packed lacks units now. */
static bool void_box(struct pw_db *db, const struct pw_event *event, const struct pw_effect *e, struct pw_error *err)
{
    return met(db,
               pw_db_run(db, err, "UPDATE parcel SET status = 'void', why = $2 WHERE id = $1 AND status IN ('open', 'packed')",
                         "it", e->parcel, e->text),
               err) &&
           pw_db_run(db, err, "UPDATE verification SET undone = 1 WHERE parcel_pk = $1", "i", e->parcel) &&
           pw_capture_drop(db, e->parcel, err) && pw_box_kit_settle(db, e->parcel, err) &&
           pw_db_run(db, err, "UPDATE parcel_code SET superseded = 1 WHERE parcel_pk = $1", "i", e->parcel) &&
           drop_papers(db, event, e->parcel, "its box is void", err) &&
           pw_db_run(
               db, err,
               "UPDATE orders SET status = CASE status WHEN 'packed' THEN 'ready' ELSE status END, held_from = CASE held_from"
               " WHEN 'packed' THEN 'ready' ELSE held_from END, changed_us = $2 WHERE id = $1",
               "ii", e->order, event->time_us) &&
           pw_db_run(db, err,
                     "UPDATE order_line SET open_us = (SELECT " PW_OPEN_US " FROM orders o WHERE o.id = order_pk)"
                     " WHERE order_pk = $1 AND (SELECT o.status FROM orders o WHERE o.id = order_pk) = 'ready'",
                     "i", e->order) &&
           pw_boxes_settle(db, e->order, err);
}

bool pw_commit_box(struct pw_db *db, const struct pw_event *event, const struct pw_effect *e, struct pw_error *err)
{
    switch (e->kind) {
    case PW_EFFECT_CLOSE_BOX:
        return close_box(db, event, e, err);
    case PW_EFFECT_OPEN_AGAIN:
        return open_again(db, event, e, err);
    case PW_EFFECT_VOID_BOX:
        return void_box(db, event, e, err);
    default:
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "no effect about a box");
    }
}
