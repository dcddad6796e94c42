#include "station/resolve_return.h"

#include "packwright/utf8.h"

#include <stdio.h>

static bool open_return(struct pw_db *db, int64_t order, struct pw_return_fact *r, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT r.id, r.bench, r.lane, (SELECT COALESCE(SUM(u.units), 0) FROM return_line u WHERE"
                    " u.return_pk = r.id AND u.undone = 0), (SELECT MAX(u.id) FROM return_line u WHERE"
                    " u.return_pk = r.id AND u.undone = 0) FROM return r WHERE r.order_pk = $1 AND r.closed_us = 0",
                    "i", order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        r->id = pw_stmt_int(s, 0);
        snprintf(r->bench, sizeof r->bench, "%s", pw_stmt_text(s, 1));
        snprintf(r->lane, sizeof r->lane, "%s", pw_stmt_text(s, 2));
        r->units = pw_stmt_int(s, 3);
        r->last = pw_stmt_int(s, 4);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool last_unit(struct pw_db *db, struct pw_return_fact *r, struct pw_error *err)
{
    if (r->last == 0)
        return true;
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT u.condition, u.restock, l.sku FROM return_line u JOIN order_line l ON l.id = u.line_pk"
                    " WHERE u.id = $1",
                    "i", r->last);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        r->condition = pw_goods_parse(pw_stmt_text(s, 0));
        r->restock = pw_stmt_int(s, 1) != 0;
        snprintf(r->sku, sizeof r->sku, "%s", pw_stmt_text(s, 2));
        pw_utf8_mend(r->sku);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

bool pw_resolve_return(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err)
{
    bool returning = state->phase == PW_PHASE_RETURNING;
    int64_t order = returning ? state->order : f->parcel_order.id != 0 ? f->parcel_order.id : f->order.id;
    if ((!returning && state->pending != PW_PENDING_RETURN) || order == 0)
        return true;
    if (!open_return(db, order, &f->ret, err) || !last_unit(db, &f->ret, err) ||
        !pw_db_number(db, err, &f->ret_shipped, "SELECT count(*) FROM parcel WHERE order_pk = $1 AND status = 'shipped'", "i",
                      order))
        return false;
    /* What left, by scans; and what came back, in this return and in those before. */
    for (size_t i = 0; returning && i < f->line_count; i++)
        if (!pw_db_number(db, err, &f->lines[i].verified,
                          "SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk"
                          " WHERE v.line_pk = $1 AND v.undone = 0 AND p.status = 'shipped'",
                          "i", f->lines[i].id) ||
            !pw_db_number(db, err, &f->lines[i].returned,
                          "SELECT COALESCE(SUM(units), 0) FROM return_line WHERE line_pk = $1 AND undone = 0", "i",
                          f->lines[i].id))
            return false;
    return true;
}
