#include "store/boxes.h"

#include <stdio.h>
#include <string.h>

/* SQL: order $1 is ready, has closed boxes, and lacks nothing. */
#define NOTHING_TO_COME                                                                                                          \
    "(SELECT o.status FROM orders o WHERE o.id = $1) = 'ready' AND EXISTS (SELECT 1 FROM parcel c WHERE c.order_pk = $1"         \
    " AND c.status IN ('packed', 'shipped')) AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = $1 AND l.quantity >"  \
    " (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel q ON q.id = v.parcel_pk WHERE v.line_pk = l.id"          \
    " AND v.undone = 0 AND q.status <> 'void'))"

bool pw_boxes_settle(struct pw_db *db, int64_t order, struct pw_error *err)
{
    return pw_db_run(
               db, err,
               "UPDATE parcel SET status = 'void', why = 'nothing is left for it' WHERE order_pk = $1 AND status = 'open' AND"
               " NOT EXISTS (SELECT 1 FROM verification w WHERE w.parcel_pk = parcel.id AND w.undone = 0)"
               " AND " NOTHING_TO_COME,
               "i", order) &&
           pw_db_run(
               db, err,
               "UPDATE parcel_code SET superseded = 1 WHERE superseded = 0 AND parcel_pk IN (SELECT p.id FROM parcel p WHERE"
               " p.order_pk = $1 AND p.status = 'void')",
               "i", order) &&
           pw_db_run(db, err,
                     "UPDATE orders SET status = CASE WHEN EXISTS (SELECT 1 FROM parcel p WHERE p.order_pk = $1 AND p.status ="
                     " 'packed') THEN 'packed' ELSE 'shipped' END WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM parcel p WHERE"
                     " p.order_pk = $1 AND p.status = 'open') AND " NOTHING_TO_COME,
                     "i", order) &&
           pw_db_run(db, err,
                     "UPDATE order_line SET open_us = NULL WHERE order_pk = $1 AND open_us IS NOT NULL"
                     " AND (SELECT o.status FROM orders o WHERE o.id = $1) <> 'ready'",
                     "i", order);
}

bool pw_rest_read(struct pw_db *db, int64_t order, struct pw_rest *ret, struct pw_error *err)
{
    memset(ret, 0, sizeof *ret);
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT status, why FROM parcel WHERE order_pk = $1 AND status IN ('packed', 'shipped')"
                                    " ORDER BY packed_us, number",
                                    "i", order);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        ret->closed++;
        ret->shipped += strcmp(pw_stmt_text(s, 0), "shipped") == 0;
        snprintf(ret->why, sizeof ret->why, "%s", pw_stmt_text(s, 1));
    }
    pw_stmt_done(s);
    return row == PW_ROW_END &&
           (ret->closed == 0 ||
            pw_db_number(
                db, err, &ret->units,
                "SELECT COALESCE(SUM(CASE WHEN l.quantity > q.n THEN l.quantity - q.n ELSE 0 END), 0) FROM order_line l"
                " JOIN (SELECT m.id AS line, (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id ="
                " v.parcel_pk WHERE v.line_pk = m.id AND v.undone = 0 AND p.status IN ('packed', 'shipped')) AS n"
                " FROM order_line m WHERE m.order_pk = $1) q ON q.line = l.id",
                "i", order));
}

void pw_rest_text(const struct pw_rest *r, char *out, size_t size)
{
    out[0] = '\0';
    if (r->closed == 0 || r->units == 0)
        return;
    snprintf(out, size, "rest of %lld unit%s, %lld of %lld box%s shipped%s%s", (long long)r->units, r->units == 1 ? "" : "s",
             (long long)r->shipped, (long long)r->closed, r->closed == 1 ? "" : "es", r->why[0] == '\0' ? "" : ": ", r->why);
}
