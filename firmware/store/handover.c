#include "store/handover.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* $1: carrier, $2: since, $3: today. A date that was given; else from where the carrier's first list looked; else this day. */
#define SINCE                                                                                                                    \
    "CASE WHEN CAST($2 AS BIGINT) >= 0 THEN $2 ELSE COALESCE((SELECT MIN(h.since_us) FROM handover h WHERE h.carrier = $1), "    \
    "$3) END"
#define WAITS "p.status = 'shipped' AND p.handover_pk IS NULL AND p.carrier = $1 AND p.shipped_us >= " SINCE

bool pw_handover_carriers(struct pw_db *db, int64_t since_us, int64_t today_us, struct pw_handover_carrier *out, size_t max,
                          size_t *ret_count, struct pw_error *err)
{
    *ret_count = 0;
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT p.carrier, count(*) FROM parcel p WHERE p.status = 'shipped' AND p.handover_pk IS NULL AND p.shipped_us >= CASE"
        " WHEN CAST($1 AS BIGINT) >= 0 THEN $1 ELSE COALESCE((SELECT MIN(h.since_us) FROM handover h WHERE h.carrier = "
        "p.carrier), $2) END"
        " GROUP BY p.carrier ORDER BY p.carrier",
        "ii", since_us, today_us);
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    while (*ret_count < max && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct pw_handover_carrier *c = &out[(*ret_count)++];
        snprintf(c->name, sizeof c->name, "%s", pw_stmt_text(s, 0));
        c->parcels = pw_stmt_int(s, 1);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static void list(const struct pw_handover_carrier *carriers, size_t count, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(out);
        snprintf(out + len, size - len, "%s%s (%lld)", i == 0 ? "" : ", ", carriers[i].name, (long long)carriers[i].parcels);
    }
}

bool pw_handover_carrier_find(struct pw_db *db, const struct pw_handover_query *q, struct pw_handover_carrier *ret,
                              struct pw_error *err)
{
    enum { MAX = 16 };
    struct pw_handover_carrier waiting[MAX];
    size_t count = 0, found = MAX;
    char names[200];
    if (!pw_handover_carriers(db, q->since_us, q->today_us, waiting, MAX, &count, err))
        return false;
    list(waiting, count, names, sizeof names);
    if (count == 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0,
                       "no parcel was scanned out that is on no list yet (--since DATE looks further back)");
    for (size_t i = 0; i < count; i++)
        if (q->carrier != NULL ? strcasecmp(waiting[i].name, q->carrier) == 0 : count == 1)
            found = i;
    if (found == MAX && q->carrier != NULL)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "no parcel waits for %.40s; others do: %s", q->carrier, names);
    if (found == MAX)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "parcels wait for several carriers: %s; say which with --carrier NAME", names);
    *ret = waiting[found];
    return true;
}

bool pw_handover_close(struct pw_db *db, const struct pw_handover_query *q, const char *bench, int64_t now_us, int64_t *ret_id,
                       int64_t *ret_parcels, struct pw_error *err)
{
    char detail[200];
    if (!pw_db_number(db, err, ret_id,
                      "INSERT INTO handover (carrier, bench, since_us, parcels, created_us) VALUES ($1, $4, " SINCE ", 0, $5)"
                      " RETURNING id",
                      "tiiti", q->carrier, q->since_us, q->today_us, bench, now_us) ||
        !pw_db_run(db, err,
                   "UPDATE parcel SET handover_pk = $4 WHERE id IN (SELECT p.id FROM parcel p WHERE " WAITS
                   " ORDER BY p.shipped_us, p.id LIMIT $5)",
                   "tiiii", q->carrier, q->since_us, q->today_us, *ret_id, (int64_t)PW_HANDOVER_MAX))
        return false;
    *ret_parcels = pw_db_changes(db);
    if (*ret_parcels == 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "no parcel waits for %.40s", q->carrier);
    snprintf(detail, sizeof detail, "hand-over list %lld: %lld parcels for %.60s", (long long)*ret_id, (long long)*ret_parcels,
             q->carrier);
    return pw_db_run(db, err, "UPDATE handover SET parcels = $2 WHERE id = $1", "ii", *ret_id, *ret_parcels) &&
           pw_db_run(db, err,
                     "INSERT INTO journal (time_us, bench, device, kind, outcome, detail) VALUES ($1, $2, 'command line',"
                     " 'hand-over', 'made', $3)",
                     "itt", now_us, bench, detail);
}

static bool read_head(struct pw_db *db, int64_t id, const struct pw_handover_query *q, struct pw_handover *ret,
                      struct pw_error *err)
{
    struct pw_stmt *s =
        id != 0 ? pw_db_query(db, err, "SELECT carrier, bench, created_us, since_us FROM handover WHERE id = $1", "i", id)
                : pw_db_query(db, err, "SELECT CAST($1 AS TEXT), '', 0, " SINCE, "tii", q->carrier, q->since_us, q->today_us);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        *ret = (struct pw_handover){ .id = id, .created_us = pw_stmt_int(s, 2), .since_us = pw_stmt_int(s, 3) };
        snprintf(ret->carrier, sizeof ret->carrier, "%s", pw_stmt_text(s, 0));
        snprintf(ret->bench, sizeof ret->bench, "%s", pw_stmt_text(s, 1));
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no hand-over list %lld", (long long)id);
    return row == PW_ROW &&
           pw_db_number(db, err, &ret->left,
                        "SELECT count(*) FROM parcel WHERE status = 'shipped' AND handover_pk IS NULL AND carrier = $1"
                        " AND shipped_us < $2",
                        "ti", ret->carrier, ret->since_us);
}

#define PARCEL                                                                                                                   \
    "SELECT o.order_id, p.tracking_number, p.barcode,"                                                                           \
    " (SELECT count(*) FROM parcel m WHERE m.order_pk = p.order_pk AND m.status <> 'void' AND m.number <= p.number),"            \
    " (SELECT count(*) FROM parcel m WHERE m.order_pk = p.order_pk AND m.status <> 'void'),"                                     \
    " (SELECT CASE WHEN count(*) = 0 OR MIN(COALESCE(a.weight_g, 0)) <= 0 THEN -1 ELSE SUM(v.units * a.weight_g) END"            \
    " FROM verification v JOIN order_line l ON l.id = v.line_pk LEFT JOIN article a ON a.sku = l.sku"                            \
    " WHERE v.parcel_pk = p.id AND v.undone = 0) FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE "

bool pw_handover_read(struct pw_db *db, int64_t id, const struct pw_handover_query *q, struct pw_handover *ret,
                      void (*fn)(void *user, const struct pw_handover_parcel *parcel), void *user, struct pw_error *err)
{
    if (!read_head(db, id, q, ret, err))
        return false;
    struct pw_stmt *s = id != 0 ? pw_db_query(db, err, PARCEL "p.handover_pk = $1 ORDER BY p.shipped_us, p.id", "i", id)
                                : pw_db_query(db, err, PARCEL WAITS " ORDER BY p.shipped_us, p.id LIMIT $4", "tiii", q->carrier,
                                              q->since_us, q->today_us, (int64_t)PW_HANDOVER_MAX);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        if (fn == NULL)
            continue;
        const struct pw_handover_parcel parcel = { .order_id = pw_stmt_text(s, 0),
                                                   .tracking = pw_stmt_text(s, 1),
                                                   .code = pw_stmt_text(s, 2),
                                                   .number = pw_stmt_int(s, 3),
                                                   .parcels = pw_stmt_int(s, 4),
                                                   .weight_g = pw_stmt_int(s, 5) };
        fn(user, &parcel);
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}
