#include "station/commit_confirm.h"

#include "barcode/carriers.h"
#include "base/json.h"
#include "packwright/clock.h"
#include "station/commit_postage.h"
#include "store/captures.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *items_of(struct pw_db *db, int64_t parcel, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT l.order_item_id, SUM(v.units) FROM verification v JOIN order_line l ON l.id = v.line_pk"
        " WHERE v.parcel_pk = $1 AND v.undone = 0 GROUP BY l.id, l.order_item_id HAVING SUM(v.units) > 0 ORDER BY l.id",
        "i", parcel);
    if (s == NULL)
        return NULL;
    json_t *items = json_array();
    bool whole = items != NULL;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW)
        whole = json_array_append_new(items, json_pack("{s:s, s:I}", "order_item_id", pw_stmt_text(s, 0), "quantity",
                                                       (json_int_t)pw_stmt_int(s, 1))) == 0 &&
                whole;
    pw_stmt_done(s);
    if (row == PW_ROW_END && whole && pw_capture_codes(db, parcel, items, err))
        return items;
    json_decref(items);
    return NULL;
}

bool pw_commit_confirmation(struct pw_db *db, const struct pw_event *event, const struct pw_effect *e, struct pw_error *err)
{
    enum pw_purchase_told told;
    if (!pw_commit_postage_handed(db, event, e->parcel, &told, err))
        return false;
    if (told == PW_PURCHASE_TELLS)
        return true;
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT o.channel, o.order_id, p.number, p.carrier, p.service, p.tracking_number FROM parcel p"
                    " JOIN orders o ON o.id = p.order_pk WHERE p.id = $1",
                    "i", e->parcel);
    if (s == NULL)
        return false;
    if (pw_stmt_step(s, err) != PW_ROW) {
        pw_stmt_done(s);
        return pw_fail(err, PW_ERR_BUSY, 0, "the parcel was changed by somebody else");
    }
    char channel[64], key[200], when[21];
    snprintf(channel, sizeof channel, "%s", pw_stmt_text(s, 0));
    snprintf(key, sizeof key, "confirm/%s/%s/%lld", channel, pw_stmt_text(s, 1), (long long)pw_stmt_int(s, 2));
    pw_time_format(event->time_us, when);
    const char *carrier = pw_stmt_text(s, 3);
    bool known = pw_carrier_code_valid(carrier);
    json_t *payload = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "order_id", pw_stmt_text(s, 1), "carrier_code",
                                known ? carrier : "Other", "carrier_name", known ? "" : carrier, "tracking_number",
                                pw_stmt_text(s, 5), "ship_method", pw_stmt_text(s, 4), "ship_date", when);
    pw_stmt_done(s);
    if (payload != NULL && told == PW_PURCHASE_MAY_TELL)
        json_object_set_new(payload, "by_postage", json_true());
    json_t *items = items_of(db, e->parcel, err);
    bool ok = payload != NULL && items != NULL && json_object_set_new(payload, "items", items) == 0;
    char *text = ok ? pw_json_text(payload, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(payload);
    if (text == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a confirmation");
    ok = pw_db_run(db, err,
                   "INSERT INTO outbox (channel, kind, order_pk, parcel_pk, key, payload, created_us, status)"
                   " VALUES ($1, 'confirm-shipment', $2, $3, $4, $5, $6, $7)",
                   "tiittit", channel, e->order, e->parcel, key, text, event->time_us,
                   told == PW_PURCHASE_MAY_TELL ? "checking" : "waiting");
    free(text);
    return ok;
}
