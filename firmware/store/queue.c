#include "store/queue.h"

#define COLUMNS                                                                                                                  \
    "SELECT o.order_id, o.pushed_by, o.pushed_reason, o.ship_by_us, o.pushed_us,"                                                \
    " (SELECT COALESCE(SUM(l.quantity), 0) FROM order_line l WHERE l.order_pk = o.id),"                                          \
    " (SELECT count(*) FROM order_line l WHERE l.order_pk = o.id), o.id FROM orders o WHERE "

/* The pushed ones and the others, each from its own index. */
static bool part(struct pw_db *db, struct pw_stmt *s, int64_t *left, bool *go,
                 bool (*fn)(void *user, const struct pw_queue_order *order), void *user, struct pw_error *err)
{
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    while (*go && *left > 0 && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct pw_queue_order order = { .order_id = pw_stmt_text(s, 0),
                                        .pushed_by = pw_stmt_text(s, 1),
                                        .pushed_reason = pw_stmt_text(s, 2),
                                        .ship_by_us = pw_stmt_int(s, 3),
                                        .pushed_us = pw_stmt_int(s, 4),
                                        .units = pw_stmt_int(s, 5),
                                        .lines = pw_stmt_int(s, 6) };
        if (!pw_rest_read(db, pw_stmt_int(s, 7), &order.rest, err)) {
            row = PW_ROW_FAILED;
            break;
        }
        if (order.rest.closed > 0)
            order.units = order.rest.units;
        *go = fn(user, &order);
        (*left)--;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

bool pw_queue_each(struct pw_db *db, int64_t limit, bool (*fn)(void *user, const struct pw_queue_order *order), void *user,
                   struct pw_error *err)
{
    bool go = true;
    return part(db,
                pw_db_query(db, err, COLUMNS "o.pushed_us > 0 AND o.status = 'ready' ORDER BY o.ship_by_us, o.id LIMIT $1", "i",
                            limit),
                &limit, &go, fn, user, err) &&
           part(db,
                pw_db_query(db, err, COLUMNS "o.status = 'ready' AND o.pushed_us = 0 ORDER BY o.ship_by_us, o.id LIMIT $1", "i",
                            limit),
                &limit, &go, fn, user, err);
}

bool pw_queue_pace(struct pw_db *db, int64_t now_us, int64_t *ret_per_hour, struct pw_error *err)
{
    int64_t n = 0;
    if (!pw_db_number(db, err, &n, "SELECT count(*) FROM journal WHERE time_us > $1 AND time_us <= $2 AND outcome = 'completed'",
                      "ii", now_us - PW_PACE_WINDOW_US, now_us))
        return false;
    *ret_per_hour = n < PW_PACE_LEAST ? 0 : n;
    return true;
}

int64_t pw_queue_packed_us(int64_t now_us, int64_t per_hour, int64_t n)
{
    return now_us + n * PW_PACE_WINDOW_US / per_hour;
}
