#include "station/contents.h"

#include "base/amount.h"
#include "base/json.h"
#include "document/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 8 << 20 };

static const char *keep(struct pw_contents *c, struct pw_stmt *s, int column)
{
    struct pw_bytes copy = pw_arena_copy(c->arena, pw_bytes_str(pw_stmt_text(s, column)));
    return copy.data == NULL ? "" : (const char *)copy.data;
}

static bool load_order(struct pw_db *db, int64_t order, struct pw_contents *c, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT order_id, recipient_name, address_1, address_2, address_3, city, region, postal_code, country,"
        " service, gift_message, sales_channel, ship_phone, ship_by_us, purchase_us, wiped_us FROM orders WHERE id = $1",
        "i", order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    bool wiped = row == PW_ROW && pw_stmt_int(s, 15) != 0;
    if (row == PW_ROW) {
        c->order_id = keep(c, s, 0);
        c->recipient = (struct pw_address){ .name = keep(c, s, 1),
                                            .line1 = keep(c, s, 2),
                                            .line2 = keep(c, s, 3),
                                            .line3 = keep(c, s, 4),
                                            .city = keep(c, s, 5),
                                            .region = keep(c, s, 6),
                                            .postal_code = keep(c, s, 7),
                                            .country = keep(c, s, 8) };
        c->service = keep(c, s, 9);
        c->gift_message = keep(c, s, 10);
        c->sales_channel = keep(c, s, 11);
        c->phone = keep(c, s, 12);
        c->ship_by_us = pw_stmt_int(s, 13);
        c->purchase_us = pw_stmt_int(s, 14);
    }
    pw_stmt_done(s);
    if (wiped)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "the buyer's data of order %s was wiped; there is no address to print",
                       c->order_id);
    if (row == PW_ROW_END)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "the order is not in the store any more");
    return row == PW_ROW;
}

/* *ret_id: 0 when the order has no parcel yet. */
static bool load_parcel(struct pw_db *db, int64_t order, int64_t id, int64_t number, struct pw_contents *c, int64_t *ret_id,
                        bool *ret_open, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT barcode, carrier, service, tracking_number, number, id, status,"
                    " (SELECT count(*) FROM parcel q WHERE q.order_pk = $1 AND q.status <> 'void'),"
                    " (SELECT count(*) FROM parcel q WHERE q.order_pk = $1 AND q.status <> 'void' AND q.number <="
                    " parcel.number), (SELECT count(*) FROM parcel q WHERE q.order_pk = $1 AND q.status = 'open'),"
                    " (SELECT count(*) FROM order_line l WHERE l.order_pk = $1 AND l.quantity > (SELECT"
                    " COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel q ON q.id = v.parcel_pk WHERE"
                    " v.line_pk = l.id AND v.undone = 0 AND q.status <> 'void')) FROM parcel"
                    " WHERE order_pk = $1 AND (id = $2 OR ($2 = 0 AND status <> 'void'))"
                    " AND ($3 = 0 OR number = $3) ORDER BY number DESC LIMIT 1",
                    "iii", order, id, number);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        c->code = keep(c, s, 0);
        c->parcel_carrier = keep(c, s, 1);
        c->parcel_service = keep(c, s, 2);
        c->tracking = keep(c, s, 3);
        c->parcel = pw_stmt_int(s, 8);
        *ret_id = pw_stmt_int(s, 5);
        *ret_open = strcmp(pw_stmt_text(s, 6), "open") == 0;
        c->parcels = pw_stmt_int(s, 7);
        bool more = pw_stmt_int(s, 9) > 0 || pw_stmt_int(s, 10) > 0;
        if (more && (!*ret_open || c->parcel > 1))
            c->parcels = -1;
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END && number != 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "order %s has no parcel %lld", c->order_id, (long long)number);
    return row != PW_ROW_FAILED;
}

/* What the buyer paid for the line, where the shop's report says so: what customs wants to know, before an article's list price.
 */
static bool take_price(struct pw_contents *c, struct pw_contents_line *line, const char *extra, int64_t ordered,
                       struct pw_error *err)
{
    json_t *json = NULL;
    if (*extra != '\0' && !pw_json_read(extra, 0, &json, err))
        return false;
    const char *price = json_string_value(json_object_get(json, "item-price"));
    const char *currency = json_string_value(json_object_get(json, "currency"));
    int64_t milli = 0;
    if (price != NULL && pw_amount_parse(price, &milli) && currency != NULL && *currency != '\0' && ordered > 0) {
        struct pw_bytes copy = pw_arena_copy(c->arena, pw_bytes_str(currency));
        line->currency = copy.data == NULL ? "" : (const char *)copy.data;
        line->value_milli = milli / ordered * line->quantity + milli % ordered * line->quantity / ordered;
    }
    json_decref(json);
    return true;
}

/* Column: units of substitutes, then the first and the last of their SKUs. */
static const char *keep_instead(struct pw_contents *c, struct pw_stmt *s, int column, const char *sku)
{
    char text[600], first[160];
    int64_t units = pw_stmt_int(s, column);
    if (units <= 0)
        return "";
    snprintf(first, sizeof first, "%s", pw_stmt_text(s, column + 1));
    const char *last = pw_stmt_text(s, column + 2);
    bool several = strcmp(first, last) != 0;
    snprintf(text, sizeof text, "%s (instead: %lld x %s%s%.160s)", sku, (long long)units, first, several ? ", " : "",
             several ? last : "");
    struct pw_bytes copy = pw_arena_copy(c->arena, pw_bytes_str(text));
    return copy.data == NULL ? "" : (const char *)copy.data;
}

static bool take_line(struct pw_contents *c, struct pw_stmt *s, bool closed, struct pw_error *err)
{
    int64_t ordered = pw_stmt_int(s, 4), quantity = pw_stmt_int(s, 3), here = pw_stmt_int(s, 13), elsewhere = pw_stmt_int(s, 14);
    int64_t follows = quantity - elsewhere - here;
    quantity = closed ? here : quantity - elsewhere;
    if (closed && follows > 0 && c->other_count < PW_CONTENTS_OTHERS)
        c->others[c->other_count++] = (struct pw_contents_other){ 0, keep(c, s, *pw_stmt_text(s, 1) == '\0' ? 0 : 1), follows };
    if (c->gift_message[0] == '\0' && pw_stmt_text(s, 5)[0] != '\0')
        c->gift_message = keep(c, s, 5);
    if (quantity <= 0)
        return true;
    int64_t weight = pw_stmt_int(s, 10), value = pw_stmt_int(s, 11);
    struct pw_contents_line *line = &c->lines[c->line_count++];
    *line = (struct pw_contents_line){ .id = pw_stmt_int(s, 15),
                                       .sku = keep(c, s, 0),
                                       .name = keep(c, s, 1),
                                       .asin = keep(c, s, 2),
                                       .quantity = quantity,
                                       .hs_code = keep(c, s, 7),
                                       .origin = keep(c, s, 8),
                                       .goods = keep(c, s, 9),
                                       .currency = keep(c, s, 12),
                                       .instead = keep_instead(c, s, 16, pw_stmt_text(s, 0)),
                                       .weight_g = weight <= 0 ? -1 : weight * quantity,
                                       .value_milli = value < 0 ? -1 : value * quantity };
    c->weight_g = c->weight_g < 0 || line->weight_g < 0 ? -1 : c->weight_g + line->weight_g;
    return take_price(c, line, pw_stmt_text(s, 6), ordered > 0 ? ordered : pw_stmt_int(s, 3), err);
}

static bool load_lines(struct pw_db *db, int64_t order, int64_t parcel, bool closed, struct pw_contents *c, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT l.sku, l.name, l.asin, l.quantity, l.quantity_ordered, l.gift_message, l.extra, COALESCE(a.hs_code, ''),"
        " COALESCE(a.origin, ''), COALESCE(a.customs_name, ''), COALESCE(a.weight_g, 0), COALESCE(a.value_milli, -1),"
        " COALESCE(a.currency, ''),"
        " (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id AND v.parcel_pk = $2 AND v.undone = 0),"
        " (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk WHERE v.line_pk = l.id"
        " AND v.parcel_pk <> $2 AND v.undone = 0 AND p.status <> 'void'), l.id,"
        " (SELECT SUM(v.units) FROM verification v WHERE v.line_pk = l.id AND v.parcel_pk = $2 AND v.undone = 0 AND"
        " v.substitute <> ''),"
        " (SELECT MIN(v.substitute) FROM verification v WHERE v.line_pk = l.id AND v.parcel_pk = $2 AND v.undone = 0 AND"
        " v.substitute <> ''),"
        " (SELECT MAX(v.substitute) FROM verification v WHERE v.line_pk = l.id AND v.parcel_pk = $2 AND v.undone = 0 AND"
        " v.substitute <> '')"
        " FROM order_line l LEFT JOIN article a ON a.sku = l.sku WHERE l.order_pk = $1 AND l.quantity > 0"
        " ORDER BY l.position, l.id",
        "ii", order, parcel);
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    bool ok = true;
    while (ok && (row = pw_stmt_step(s, err)) == PW_ROW && c->line_count < PW_CONTENTS_LINES)
        ok = take_line(c, s, closed, err);
    pw_stmt_done(s);
    if (!ok)
        return false;
    if (row == PW_ROW)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "an order of more than %d lines can't be printed", PW_CONTENTS_LINES);
    return row == PW_ROW_END;
}

static bool load_others(struct pw_db *db, int64_t order, int64_t parcel, struct pw_contents *c, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT (SELECT count(*) FROM parcel q WHERE q.order_pk = p.order_pk AND q.status <>"
                    " 'void' AND q.number <= p.number), CASE WHEN l.name = '' THEN l.sku ELSE l.name END,"
                    " SUM(v.units)"
                    " FROM verification v JOIN parcel p ON p.id = v.parcel_pk JOIN order_line l ON l.id ="
                    " v.line_pk WHERE p.order_pk = $1 AND p.id <> $2 AND p.status <> 'void' AND v.undone = 0"
                    " GROUP BY p.order_pk, p.number, l.id, l.name, l.sku, l.position HAVING SUM(v.units) > 0 ORDER BY p.number,"
                    " l.position, l.id",
                    "ii", order, parcel);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW && c->other_count < PW_CONTENTS_OTHERS) {
        struct pw_contents_other *o = &c->others[c->other_count++];
        *o = (struct pw_contents_other){ pw_stmt_int(s, 0), keep(c, s, 1), pw_stmt_int(s, 2) };
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

bool pw_contents_load(struct pw_db *db, int64_t order, int64_t id, int64_t number, bool closing, struct pw_contents *c,
                      struct pw_error *err)
{
    int64_t parcel = 0;
    bool open = false;
    *c = (struct pw_contents){ .code = "", .parcel_carrier = "", .parcel_service = "", .tracking = "" };
    c->arena = pw_arena_create(MAX_BYTES);
    if (c->arena != NULL) {
        c->lines = pw_arena_take(c->arena, sizeof *c->lines * PW_CONTENTS_LINES);
        c->others = pw_arena_take(c->arena, sizeof *c->others * PW_CONTENTS_OTHERS);
    }
    if (c->lines == NULL || c->others == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for an order");
    return load_order(db, order, c, err) && load_parcel(db, order, id, number, c, &parcel, &open, err) &&
           load_lines(db, order, parcel, parcel != 0 && (!open || closing), c, err) &&
           (parcel == 0 || pw_contents_units(db, parcel, c, err)) &&
           (c->parcels == 0 || c->parcels == 1 || load_others(db, order, parcel, c, err)) && pw_arena_ok(c->arena, err) &&
           pw_db_ok(db, err);
}

void pw_contents_finish(struct pw_contents *c)
{
    pw_arena_destroy(c->arena);
    *c = (struct pw_contents){ 0 };
}

void pw_weight_text(int64_t g, char *out, size_t size)
{
    out[0] = '\0';
    if (g >= 0)
        snprintf(out, size, "%lld.%03lld kg", (long long)(g / 1000), (long long)(g % 1000));
}
