/* The store held against the model, and against itself. */
#include "simulator/day_model.h"

#include "test.h"

#include <jansson.h>
#include <string.h>

void day_check_rows(void)
{
    /* Each counts what breaks it; the first number is that of the design's list. */
    static const struct {
        const char *promise, *sql;
    } promises[] = {
        { "2: a parcel that left has not one confirmation", "SELECT count(*) FROM parcel p WHERE p.status = 'shipped' AND "
                                                            "(SELECT count(*) FROM outbox x WHERE x.parcel_pk = p.id) <> 1" },
        { "2: a confirmation of a parcel that didn't leave",
          "SELECT count(*) FROM outbox x JOIN parcel p ON p.id = x.parcel_pk WHERE p.status <> 'shipped'" },
        { "3: a second document of a kind without a reason",
          "SELECT count(*) FROM job j WHERE reason = '' AND EXISTS (SELECT 1 FROM job k WHERE k.parcel_pk = j.parcel_pk"
          " AND k.document = j.document AND k.id < j.id AND k.status NOT IN ('failed', 'void'))" },
        { "5: two packers pack one order", "SELECT count(*) - count(DISTINCT order_pk) FROM lane l JOIN orders o ON o.id = "
                                           "l.order_pk WHERE l.phase = 'packing' AND"
                                           " o.status = 'packing' AND o.bench = l.bench AND o.lane = l.name" },
        { "5: an order is being packed by nobody",
          "SELECT count(*) FROM orders o WHERE o.status = 'packing' AND NOT EXISTS (SELECT 1 FROM lane l WHERE l.order_pk = o.id"
          " AND l.phase = 'packing' AND l.bench = o.bench AND l.name = o.lane)" },
        { "an order has two open boxes", "SELECT count(*) - count(DISTINCT order_pk) FROM parcel WHERE status = 'open'" },
        { "an order is shipped of which a box is here", "SELECT count(*) FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE"
                                                        " o.status = 'shipped' AND p.status IN ('open', 'packed')" },
        { "1: an empty box is closed", "SELECT count(*) FROM parcel p WHERE p.status IN ('packed', 'shipped') AND NOT EXISTS"
                                       " (SELECT 1 FROM verification v WHERE v.parcel_pk = p.id AND v.undone = 0)" },
        { "1: an order is packed that lacks a unit", "SELECT count(*) FROM orders o WHERE o.status = 'shipped' AND EXISTS "
                                                     "(SELECT 1 FROM order_line l WHERE l.order_pk = o.id AND"
                                                     " l.quantity > (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN "
                                                     "parcel p ON p.id = v.parcel_pk WHERE v.line_pk ="
                                                     " l.id AND v.undone = 0 AND p.status = 'shipped'))" },
        { "a parcel has not one valid code",
          "SELECT count(*) FROM parcel p WHERE (SELECT count(*) FROM parcel_code c WHERE c.parcel_pk = p.id AND c.superseded = 0)"
          " <> CASE p.status WHEN 'void' THEN 0 ELSE 1 END" },
        { "two parcels have one carrier's number",
          "SELECT count(*) - count(DISTINCT tracking_number) FROM parcel WHERE tracking_number <> '' AND status <> 'void'" },
        { "a line can be opened of an order that can't", "SELECT count(*) FROM order_line l JOIN orders o ON o.id = l.order_pk "
                                                         "WHERE l.open_us IS NOT NULL AND o.status <> 'ready'" },
        { "an order is ready but none of its lines finds it", "SELECT count(*) FROM orders o WHERE o.status = 'ready' AND NOT "
                                                              "EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id"
                                                              " AND l.open_us IS NOT NULL)" },
        { "a printer has two documents at once",
          "SELECT count(*) - count(DISTINCT printer) FROM job WHERE status IN ('sending', 'handed-over')" },
    };
    for (size_t i = 0; i < PW_COUNT(promises); i++)
        if (day_number(promises[i].sql, 0) != 0)
            day_broke("%s", promises[i].promise);
}

/* Units in boxes, parcel by parcel and line by line, as the model knows them. */
static void check_units(void)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s =
        pw_db_query(day_db(), &err,
                    "SELECT v.parcel_pk, l.order_pk, l.sku, SUM(v.units) FROM verification v JOIN order_line l ON l.id ="
                    " v.line_pk JOIN parcel p ON p.id = v.parcel_pk WHERE v.undone = 0 AND p.status <> 'void' GROUP BY 1, 2, 3",
                    "");
    int64_t in_store = 0, in_model = 0;
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        int64_t units = 0;
        const struct model_order *o = day_order_of(pw_stmt_int(s, 1));
        int line = o == NULL ? -1 : day_line_of(o, pw_stmt_text(s, 2));
        if (line >= 0)
            units = day_made((int)pw_stmt_int(s, 1), line, pw_stmt_int(s, 0));
        in_store += pw_stmt_int(s, 3);
        if (units != pw_stmt_int(s, 3))
            day_broke("1: a box has other units than were acknowledged");
    }
    pw_stmt_done(s);
    for (size_t i = 0; i < day.orders; i++)
        for (int l = 0; l < day.order[i].lines; l++)
            in_model += day_made((int)i + 1, l, 0);
    if (in_model != in_store)
        day_broke("6: units were acknowledged that the store doesn't have");
}

/* The office's last word is what the orders want. */
static void check_wanted(void)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(day_db(), &err,
                                    "SELECT l.order_pk, l.sku, l.quantity FROM order_line l JOIN orders o ON o.id = l.order_pk"
                                    " WHERE o.status NOT IN ('shipped', 'cancelled')",
                                    "");
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        const struct model_order *o = day_order_of(pw_stmt_int(s, 0));
        int line = o == NULL ? -1 : day_line_of(o, pw_stmt_text(s, 1));
        if (line < 0 || o->line[line].wanted != pw_stmt_int(s, 2))
            day_broke("an order wants other units than its last report said");
    }
    pw_stmt_done(s);
}

/* Each confirmation says what is in its parcel. */
static void check_confirmations(void)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(day_db(), &err, "SELECT parcel_pk, payload, order_pk FROM outbox", "");
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        int64_t units = 0, told = 0;
        json_t *payload = json_loads(pw_stmt_text(s, 1), 0, NULL), *item;
        size_t i;
        json_array_foreach(json_object_get(payload, "items"), i, item) told +=
            json_integer_value(json_object_get(item, "quantity"));
        json_decref(payload);
        const struct model_order *o = day_order_of(pw_stmt_int(s, 2));
        for (int l = 0; o != NULL && l < o->lines; l++)
            units += day_made((int)pw_stmt_int(s, 2), l, pw_stmt_int(s, 0));
        if (units != told)
            day_broke("2: a confirmation has other units than its parcel");
    }
    pw_stmt_done(s);
}

void day_check_all(void)
{
    int64_t shipped = 0;
    day_check_rows();
    day_check_captures();
    day_check_components();
    check_units();
    check_wanted();
    check_confirmations();
    for (size_t i = 0; i < day.parcels; i++)
        shipped += day.parcel[i].shipped;
    if (shipped != day_number("SELECT count(*) FROM parcel WHERE status = 'shipped'", 0))
        day_broke("6: parcels left that the store doesn't know as shipped, or the other way round");
    if (day_number("SELECT count(*) FROM journal WHERE kind = 'scan'", 0) != day.report->scans)
        day_broke("6: a scan was acknowledged that is not in the journal once");
}
