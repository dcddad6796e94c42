#include "store/captures.h"

#include <stdio.h>
#include <string.h>

bool pw_unit_save(struct pw_db *db, const char *bench, const char *lane, const struct pw_unit *unit, struct pw_error *err)
{
    return pw_db_run(
        db, err,
        "UPDATE lane SET unit_line = $3, unit_units = $4, unit_serial = $5, unit_lot = $6, unit_expiry = $7, unit_code"
        " = $8, unit_how = $9, unit_why = $10, unit_component = $11 WHERE bench = $1 AND name = $2",
        "ttiittttitt", bench, lane, unit->line, unit->units, unit->serial, unit->lot, unit->expiry, unit->code, unit->how,
        unit->why, unit->component);
}

bool pw_unit_load(struct pw_db *db, const char *bench, const char *lane, struct pw_unit *ret_unit, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT unit_line, unit_units, unit_serial, unit_lot, unit_expiry, unit_code, unit_how, "
                                    "unit_why, unit_component FROM lane"
                                    " WHERE bench = $1 AND name = $2",
                                    "tt", bench, lane);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        ret_unit->line = pw_stmt_int(s, 0);
        ret_unit->units = pw_stmt_int(s, 1);
        snprintf(ret_unit->serial, sizeof ret_unit->serial, "%s", pw_stmt_text(s, 2));
        snprintf(ret_unit->lot, sizeof ret_unit->lot, "%s", pw_stmt_text(s, 3));
        snprintf(ret_unit->expiry, sizeof ret_unit->expiry, "%s", pw_stmt_text(s, 4));
        snprintf(ret_unit->code, sizeof ret_unit->code, "%s", pw_stmt_text(s, 5));
        ret_unit->how = pw_stmt_int(s, 6);
        snprintf(ret_unit->why, sizeof ret_unit->why, "%s", pw_stmt_text(s, 7));
        snprintf(ret_unit->component, sizeof ret_unit->component, "%s", pw_stmt_text(s, 8));
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

/* A unit that came back, or whose order was cancelled, is where it is now. */
#define ELSEWHERE                                                                                                                \
    "UPDATE capture SET live = 0 WHERE live = 1 AND EXISTS (SELECT 1 FROM verification v JOIN parcel p ON p.id = v.parcel_pk"    \
    " JOIN orders o ON o.id = p.order_pk WHERE v.id = verification_pk AND (" PW_CAPTURE_FREE

bool pw_capture_keep(struct pw_db *db, const struct pw_unit *unit, int64_t seq, struct pw_error *err)
{
    if (pw_unit_has(unit) == 0)
        return true;
    if (unit->serial[0] != '\0' &&
        !pw_db_run(db, err,
                   ELSEWHERE " OR EXISTS (SELECT 1 FROM return_line r WHERE r.line_pk = v.line_pk AND r.undone = 0))) AND"
                             " serial = $2 AND serial <> '' AND sku = CASE $3 WHEN '' THEN (SELECT l.sku FROM order_line l WHERE "
                             "l.id = $1) ELSE $3 END",
                   "itt", unit->line, unit->serial, unit->component))
        return false;
    if (unit->code[0] != '\0' && !pw_db_run(db, err, ELSEWHERE ")) AND code = $1 AND code <> ''", "t", unit->code))
        return false;
    return pw_db_run(db, err,
                     "INSERT INTO capture (verification_pk, sku, serial, lot, expiry, code) SELECT MAX(v.id), CASE $7 WHEN '' "
                     "THEN l.sku ELSE $7 END, $3, $4, $5,"
                     " $6 FROM order_line l JOIN verification v ON v.line_pk = l.id WHERE l.id = $1 AND v.journal_seq = $2"
                     " GROUP BY l.id, l.sku",
                     "iittttt", unit->line, seq, unit->serial, unit->lot, unit->expiry, unit->code, unit->component);
}

bool pw_capture_drop(struct pw_db *db, int64_t parcel, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE capture SET live = 0 WHERE live = 1 AND verification_pk IN (SELECT v.id FROM verification v"
                     " WHERE v.parcel_pk = $1 AND v.undone = 1)",
                     "i", parcel);
}

static bool add_code(json_t *items, const char *item, const char *code)
{
    json_t *one, *codes;
    size_t i;
    json_array_foreach(items, i, one)
    {
        if (strcmp(json_string_value(json_object_get(one, "order_item_id")), item) != 0)
            continue;
        codes = json_object_get(one, "transparency_codes");
        if (codes == NULL && json_object_set_new(one, "transparency_codes", codes = json_array()) != 0)
            return false;
        return json_array_append_new(codes, json_string(code)) == 0;
    }
    return true;
}

bool pw_capture_codes(struct pw_db *db, int64_t parcel, json_t *items, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT l.order_item_id, c.code FROM verification v JOIN capture c ON c.verification_pk = v.id"
                    " JOIN order_line l ON l.id = v.line_pk WHERE v.parcel_pk = $1 AND v.undone = 0"
                    " AND c.code <> '' ORDER BY c.id",
                    "i", parcel);
    bool whole = true;
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW)
        whole = add_code(items, pw_stmt_text(s, 0), pw_stmt_text(s, 1)) && whole;
    pw_stmt_done(s);
    return row == PW_ROW_END && (whole || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a confirmation"));
}

bool pw_lot_block(struct pw_db *db, const char *sku, const char *lot, const char *reason, int64_t now_us, bool *ret_new,
                  struct pw_error *err)
{
    int64_t known = 0;
    if (!pw_db_number(db, err, &known, "SELECT count(*) FROM lot_block WHERE sku = $1 AND lot = $2", "tt", sku, lot))
        return false;
    *ret_new = known == 0;
    return pw_db_run(db, err,
                     "INSERT INTO lot_block (sku, lot, reason, since_us) VALUES ($1, $2, $3, $4) ON CONFLICT (sku, lot) DO UPDATE"
                     " SET reason = excluded.reason",
                     "ttti", sku, lot, reason, now_us);
}

bool pw_lot_unblock(struct pw_db *db, const char *sku, const char *lot, bool *ret_found, struct pw_error *err)
{
    if (!pw_db_run(db, err, "DELETE FROM lot_block WHERE sku = $1 AND lot = $2", "tt", sku, lot))
        return false;
    *ret_found = pw_db_changes(db) > 0;
    return true;
}
