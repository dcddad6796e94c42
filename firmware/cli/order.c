/* packwright order ID: one order with its lines, parcels, documents and history. The text is made from the JSON document. */
#include "base/json.h"
#include "cli/cli.h"
#include "cli/story.h"

#include "packwright/clock.h"
#include "store/orders.h"

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct showing {
    struct pw_db *db;
    struct pw_error *err;
};

/* A time of the store as JSON: ISO 8601, or null. */
static json_t *time_json(struct pw_stmt *s, int column)
{
    char iso[21];
    int64_t us = pw_stmt_int(s, column);
    if (us == 0 || us >= PW_SHIP_BY_UNKNOWN)
        return json_null();
    pw_time_format(us, iso);
    return json_string(iso);
}

static json_t *object_json(const char *text)
{
    json_t *o = *text == '\0' ? NULL : pw_json_load(pw_bytes_str(text), 0, NULL);
    return o == NULL ? json_object() : o;
}

/* Every row of a query through fn into an array; NULL: see err. */
static json_t *rows(struct showing *sh, const char *sql, int64_t id, json_t *(*fn)(struct showing *sh, struct pw_stmt *s))
{
    struct pw_stmt *s = pw_db_query(sh->db, sh->err, sql, "i", id);
    json_t *array = json_array();
    enum pw_row row = PW_ROW_FAILED;
    while (s != NULL && (row = pw_stmt_step(s, sh->err)) == PW_ROW) {
        json_t *one = fn(sh, s);
        if (one == NULL) {
            if (sh->err->code == PW_OK)
                pw_fail(sh->err, PW_ERR_MEMORY, 0, "no memory, or text in the store that is no UTF-8");
            row = PW_ROW_FAILED;
            break;
        }
        json_array_append_new(array, one);
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return array;
    json_decref(array);
    return NULL;
}

static json_t *line_row(struct showing *sh, struct pw_stmt *s)
{
    (void)sh;
    json_t *line =
        json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:I, s:I, s:s}", "order_item_id", pw_stmt_text(s, 0), "sku", pw_stmt_text(s, 1),
                  "name", pw_stmt_text(s, 2), "quantity", (json_int_t)pw_stmt_int(s, 3), "verified",
                  (json_int_t)pw_stmt_int(s, 4), "asin", pw_stmt_text(s, 5), "quantity_ordered", (json_int_t)pw_stmt_int(s, 6),
                  "quantity_shipped", (json_int_t)pw_stmt_int(s, 7), "gift_message", pw_stmt_text(s, 8));
    if (line != NULL)
        json_object_set_new(line, "other", object_json(pw_stmt_text(s, 9)));
    return line;
}

static json_t *parcel_line_row(struct showing *sh, struct pw_stmt *s)
{
    (void)sh;
    return json_pack("{s:s, s:s, s:I}", "order_item_id", pw_stmt_text(s, 0), "sku", pw_stmt_text(s, 1), "quantity",
                     (json_int_t)pw_stmt_int(s, 2));
}

/* What was captured of a unit. */
static json_t *unit_row(struct showing *sh, struct pw_stmt *s)
{
    (void)sh;
    return json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s}", "order_item_id", pw_stmt_text(s, 0), "sku", pw_stmt_text(s, 1),
                     "quantity", (json_int_t)pw_stmt_int(s, 2), "serial", pw_stmt_text(s, 3), "lot", pw_stmt_text(s, 4), "expiry",
                     pw_stmt_text(s, 5), "transparency_code", pw_stmt_text(s, 6));
}

static json_t *parcel_row(struct showing *sh, struct pw_stmt *s)
{
    json_t *parcel = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:I}", "id", (json_int_t)pw_stmt_int(s, 0), "barcode",
                               pw_stmt_text(s, 1), "status", pw_stmt_text(s, 2), "tracking_number", pw_stmt_text(s, 3), "carrier",
                               pw_stmt_text(s, 4), "service", pw_stmt_text(s, 5), "number", (json_int_t)pw_stmt_int(s, 6));
    json_t *lines = parcel == NULL ? NULL
                                   : rows(sh,
                                          "SELECT l.order_item_id, l.sku, SUM(v.units) FROM verification v"
                                          " JOIN order_line l ON l.id = v.line_pk WHERE v.parcel_pk = $1 AND v.undone = 0"
                                          " GROUP BY l.id, l.order_item_id, l.sku ORDER BY l.id",
                                          pw_stmt_int(s, 0), parcel_line_row);
    json_t *units = lines == NULL ? NULL
                                  : rows(sh,
                                         "SELECT l.order_item_id, c.sku, v.units, c.serial, c.lot, c.expiry, c.code FROM"
                                         " verification v JOIN capture c ON c.verification_pk = v.id JOIN order_line l ON l.id ="
                                         " v.line_pk WHERE v.parcel_pk = $1 AND v.undone = 0 ORDER BY c.id",
                                         pw_stmt_int(s, 0), unit_row);
    int64_t mg = pw_stmt_int(s, 9);
    if (parcel != NULL && mg > 0)
        json_object_set_new(parcel, "weight_g", mg % 1000 == 0 ? json_integer(mg / 1000) : json_real((double)mg / 1000));
    if (units == NULL) {
        json_decref(lines);
        json_decref(parcel);
        return NULL;
    }
    json_object_set_new(parcel, "lines", lines);
    json_object_set_new(parcel, "units", units);
    json_object_set_new(parcel, "packed", time_json(s, 7));
    json_object_set_new(parcel, "shipped", time_json(s, 8));
    json_object_set_new(parcel, "box", json_string(pw_stmt_text(s, 10)));
    json_object_set_new(parcel, "why", json_string(pw_stmt_text(s, 11)));
    return parcel;
}

static json_t *document_row(struct showing *sh, struct pw_stmt *s)
{
    (void)sh;
    json_t *document =
        json_pack("{s:s, s:I, s:s, s:s, s:s, s:s}", "kind", pw_stmt_text(s, 0), "job", (json_int_t)pw_stmt_int(s, 1), "printer",
                  pw_stmt_text(s, 2), "status", pw_stmt_text(s, 3), "reason", pw_stmt_text(s, 5), "evidence", pw_stmt_text(s, 6));
    if (document != NULL) {
        json_object_set_new(document, "asked", time_json(s, 7));
        json_object_set_new(document, "changed", time_json(s, 8));
        json_object_set_new(document, "reprint_of", pw_stmt_null(s, 4) ? json_null() : json_integer(pw_stmt_int(s, 4)));
    }
    return document;
}

static json_t *history_row(struct showing *sh, struct pw_stmt *s)
{
    (void)sh;
    char what[600];
    const char *detail = pw_stmt_text(s, 6), *reason = pw_stmt_text(s, 4), *raw = pw_stmt_text(s, 5);
    snprintf(what, sizeof what, "%s%s%s%s%s%s%s", *detail != '\0' ? detail : pw_stmt_text(s, 2), *detail != '\0' ? "" : ": ",
             *detail != '\0' ? "" : pw_stmt_text(s, 3), *detail == '\0' && *reason != '\0' ? ", " : "",
             *detail == '\0' ? reason : "", *detail == '\0' && *raw != '\0' ? " " : "", *detail == '\0' ? raw : "");
    json_t *entry = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "what", what, "who", pw_stmt_text(s, 1),
                              "device", pw_stmt_text(s, 7), "bench", pw_stmt_text(s, 8), "outcome", pw_stmt_text(s, 3), "reason",
                              reason, "kind", pw_stmt_text(s, 2), "sku", pw_stmt_text(s, 9), "name", pw_stmt_text(s, 10), "units",
                              (json_int_t)pw_stmt_int(s, 11));
    static const char *const captured[] = { "serial", "lot", "expiry", "transparency_code" };
    for (int i = 0; entry != NULL && i < 4; i++)
        if (pw_stmt_text(s, 12 + i)[0] != '\0')
            json_object_set_new(entry, captured[i], json_string(pw_stmt_text(s, 12 + i)));
    if (entry != NULL && pw_stmt_text(s, 16)[0] != '\0')
        json_object_set_new(entry, "approver", json_string(pw_stmt_text(s, 16)));
    if (entry != NULL)
        json_object_set_new(entry, "time", time_json(s, 0));
    return entry;
}

static bool add(json_t *root, const char *key, json_t *value)
{
    return value != NULL && json_object_set_new(root, key, value) == 0;
}

#define ORDER_COLUMNS                                                                                                            \
    "id, order_id, channel, status, hold_reason, notice, buyer_name, recipient_name, address_1, address_2, address_3, city,"     \
    " region, postal_code, country, service, sales_channel, gift_message, instructions, COALESCE(purchase_us, 0), ship_by_us,"   \
    " ship_phone, buyer_email, extra, bench, COALESCE(packed_us, 0), COALESCE(shipped_us, 0), imported_us, wiped_us"

static json_t *order_object(struct showing *sh, struct pw_stmt *s)
{
    static const struct {
        const char *key;
        int column;
    } address[] = { { "name", 7 },    { "line1", 8 },        { "line2", 9 },    { "line3", 10 }, { "city", 11 },
                    { "region", 12 }, { "postal_code", 13 }, { "country", 14 }, { "phone", 21 } },
      texts[] = { { "id", 1 },
                  { "channel", 2 },
                  { "status", 3 },
                  { "recipient", 7 },
                  { "buyer", 6 },
                  { "hold_reason", 4 },
                  { "notice", 5 },
                  { "service", 15 },
                  { "sales_channel", 16 },
                  { "gift_message", 17 },
                  { "instructions", 18 },
                  { "bench", 24 } },
      times[] = { { "purchase_date", 19 }, { "ship_by", 20 }, { "imported", 27 },
                  { "packed", 25 },        { "shipped", 26 }, { "wiped", 28 } };
    (void)sh;
    json_t *root = json_object(), *to = json_object();
    bool ok = root != NULL && to != NULL;
    for (size_t i = 0; i < PW_COUNT(texts); i++)
        ok = ok && add(root, texts[i].key, json_string(pw_stmt_text(s, texts[i].column)));
    for (size_t i = 0; i < PW_COUNT(address); i++)
        ok = ok && add(to, address[i].key, json_string(pw_stmt_text(s, address[i].column)));
    for (size_t i = 0; i < PW_COUNT(times); i++)
        ok = ok && add(root, times[i].key, time_json(s, times[i].column));
    ok = add(root, "address", to) && ok && add(root, "other", object_json(pw_stmt_text(s, 23)));
    if (ok)
        return root;
    json_decref(root);
    return NULL;
}

static json_t *whole_order(struct showing *sh, const char *id, const char *channel)
{
    int64_t pk = 0;
    struct pw_stmt *s = pw_db_query(sh->db, sh->err,
                                    "SELECT " ORDER_COLUMNS " FROM orders WHERE order_id = $1 AND ($2 = '' OR channel = $2)"
                                    " ORDER BY id DESC LIMIT 2",
                                    "tt", id, channel);
    json_t *root = NULL;
    enum pw_row row = s == NULL ? PW_ROW_FAILED : pw_stmt_step(s, sh->err);
    if (row == PW_ROW) {
        pk = pw_stmt_int(s, 0);
        root = order_object(sh, s);
        if (root == NULL)
            pw_fail(sh->err, PW_ERR_MEMORY, 0, "no memory, or text in the store that is no UTF-8");
        if (root != NULL && pw_stmt_step(s, sh->err) == PW_ROW) {
            json_decref(root);
            root = NULL;
            pw_fail(sh->err, PW_ERR_BAD_INPUT, 0, "several channels have an order %s; say which with --channel NAME", id);
        }
    } else if (row == PW_ROW_END) {
        pw_fail(sh->err, PW_ERR_NOT_FOUND, 0, "there is no order %s; \"packwright orders\" lists them", id);
    }
    pw_stmt_done(s);
    if (root == NULL)
        return NULL;
    bool missing = false;
    if (add(root, "lines",
            rows(sh,
                 "SELECT l.order_item_id, l.sku, l.name, l.quantity, COALESCE((SELECT SUM(v.units) FROM verification v"
                 " WHERE v.line_pk = l.id AND v.undone = 0), 0), l.asin, l.quantity_ordered, l.quantity_shipped, l.gift_message,"
                 " l.extra FROM order_line l WHERE l.order_pk = $1 ORDER BY l.position",
                 pk, line_row)) &&
        add(root, "parcels",
            rows(sh,
                 "SELECT id, barcode, status, tracking_number, carrier, service, number, COALESCE(packed_us, 0),"
                 " COALESCE(shipped_us, 0), weight_mg, box, why FROM parcel WHERE order_pk = $1 ORDER BY number",
                 pk, parcel_row)) &&
        add(root, "documents",
            rows(sh,
                 "SELECT document, id, printer, status, reprint_of, reason, evidence, created_us, changed_us FROM job WHERE "
                 "order_pk = $1 ORDER BY id",
                 pk, document_row)) &&
        add(root, "history",
            rows(
                sh,
                "SELECT h.time_us, h.who, h.kind, h.outcome, h.reason, h.raw, h.detail, h.device, h.bench,"
                " COALESCE(l.sku, ''), CASE COALESCE(x.component, '') WHEN '' THEN COALESCE(l.name, '') ELSE x.component || ' of "
                "' ||"
                " l.sku END, CASE COALESCE(x.component, '') WHEN '' THEN COALESCE((SELECT SUM(v.units) FROM verification v"
                " WHERE v.line_pk = h.line_pk AND v.journal_seq = h.seq), 0) ELSE x.component_units END, COALESCE(c.serial, ''), "
                "COALESCE(c.lot, ''),"
                " COALESCE(c.expiry, ''), COALESCE(c.code, ''), h.approver FROM (SELECT seq, 0 AS after, time_us, who,"
                " kind, outcome, reason, raw, detail, device, bench, line_pk, approver FROM journal WHERE order_pk = $1 UNION ALL"
                " SELECT 0, 0, imported_us, '', 'import', 'imported', '', '', 'Imported.', '', '', 0, '' FROM orders WHERE id = "
                "$1"
                " UNION ALL SELECT COALESCE((SELECT MAX(j.seq) FROM journal j WHERE j.order_pk = $1 AND j.time_us <="
                " e.created_us), 0), 1, e.created_us, '', 'export', 'exported', '', '', 'Its confirmation went into the file '"
                " || e.name || '.', '', '', 0, '' FROM outbox x JOIN export e ON e.id = x.export_pk WHERE x.order_pk = $1 UNION "
                "ALL"
                " SELECT COALESCE((SELECT MAX(j.seq) FROM journal j WHERE j.order_pk = $1 AND j.time_us <= y.done_us), 0), 1,"
                " y.done_us, '', 'export', 'exported', '', '', 'The marketplace has the confirmation' || CASE y.said WHEN '' THEN"
                " '.' ELSE ': ' || y.said || '.' END, '', '', 0, '' FROM outbox y WHERE y.order_pk = $1 AND y.status ="
                " 'acknowledged') AS h"
                " LEFT JOIN order_line l ON l.id = h.line_pk LEFT JOIN verification x ON x.id = (SELECT MAX(v.id) FROM "
                "verification v"
                " WHERE v.line_pk = h.line_pk AND v.journal_seq = h.seq) LEFT JOIN capture c ON c.verification_pk = x.id ORDER "
                "BY h.seq, h.after",
                pk, history_row)) &&
        pw_order_missing(sh->db, pk, &missing, NULL, sh->err) && add(root, "in_latest_report", json_boolean(!missing)))
        return root;
    json_decref(root);
    return NULL;
}

/* ---- for a person ---- */

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

static void say(const char *fmt, ...) PW_PRINTF(1, 2);
static void say(const char *fmt, ...)
{
    char text[4000];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    pw_cli_print(text);
    putchar('\n');
}

static const char *local(const char *iso, char out[40])
{
    int64_t us;
    struct tm tm;
    *out = '\0';
    if (pw_time_parse(iso, &us)) {
        time_t seconds = (time_t)(us / 1000000);
        if (localtime_r(&seconds, &tm) != NULL)
            strftime(out, 40, "%Y-%m-%d %H:%M", &tm);
    }
    return out;
}

static void print_head(json_t *o)
{
    char when[40];
    json_t *to = json_object_get(o, "address");
    say("Order %s (%s) is %s.", text_of(o, "id"), text_of(o, "channel"), text_of(o, "status"));
    if (*text_of(o, "hold_reason") != '\0')
        say("  Held: %s.", text_of(o, "hold_reason"));
    if (*text_of(o, "notice") != '\0')
        say("  Note: %s", text_of(o, "notice"));
    if (!json_is_true(json_object_get(o, "in_latest_report")))
        say("  Note: it is not in the latest report of its channel; it may have been cancelled, or sent from elsewhere.");
    if (*local(text_of(o, "ship_by"), when) != '\0')
        say("  Ship by %s%s%s", when, *text_of(o, "service") == '\0' ? "" : ", ", text_of(o, "service"));
    if (*local(text_of(o, "purchase_date"), when) != '\0')
        say("  Bought %s%s%s", when, *text_of(o, "sales_channel") == '\0' ? "" : " at ", text_of(o, "sales_channel"));
    if (*local(text_of(o, "wiped"), when) != '\0') {
        say("  The buyer's data was wiped on %s, as its time was over. Name, address and messages are gone.", when);
        return;
    }
    printf("\nShip to\n");
    static const char *const keys[] = { "name", "line1", "line2", "line3" };
    for (size_t i = 0; i < PW_COUNT(keys); i++)
        if (*text_of(to, keys[i]) != '\0')
            say("  %s", text_of(to, keys[i]));
    say("  %s%s%s %s %s", text_of(to, "city"), *text_of(to, "region") == '\0' ? "" : ", ", text_of(to, "region"),
        text_of(to, "postal_code"), text_of(to, "country"));
    if (*text_of(o, "gift_message") != '\0')
        say("\nGift message\n  %s", text_of(o, "gift_message"));
}

static void print_parts(json_t *o)
{
    json_t *one, *part;
    size_t i, k;
    printf("\nItems\n");
    json_array_foreach(json_object_get(o, "lines"), i, one)
        say("  %" PRId64 " of %" PRId64 " verified  %s  %s", (int64_t)json_integer_value(json_object_get(one, "verified")),
            (int64_t)json_integer_value(json_object_get(one, "quantity")), text_of(one, "sku"), text_of(one, "name"));
    if (json_array_size(json_object_get(o, "parcels")) > 0)
        printf("\nParcels\n");
    json_array_foreach(json_object_get(o, "parcels"), i, one)
    {
        say("  %" PRId64 ". %s  %s  %s %s%s%s%s%s", (int64_t)json_integer_value(json_object_get(one, "number")),
            text_of(one, "barcode"), text_of(one, "status"), text_of(one, "carrier"), text_of(one, "tracking_number"),
            *text_of(one, "box") == '\0' ? "" : "  in ", text_of(one, "box"),
            *text_of(one, "why") == '\0' ? "" : "  why: ", text_of(one, "why"));
        json_array_foreach(json_object_get(one, "lines"), k, part)
            say("       %" PRId64 " x %s", (int64_t)json_integer_value(json_object_get(part, "quantity")), text_of(part, "sku"));
        json_array_foreach(json_object_get(one, "units"), k, part)
        {
            char captured[700];
            say("         %s: %s", text_of(part, "sku"), pw_cli_captured(part, captured, sizeof captured));
        }
    }
    if (json_array_size(json_object_get(o, "documents")) > 0)
        printf("\nDocuments\n");
    json_array_foreach(json_object_get(o, "documents"), i, one)
        say("  %s on %s: %s (job %" PRId64 "%s%s)", text_of(one, "kind"), text_of(one, "printer"), text_of(one, "status"),
            (int64_t)json_integer_value(json_object_get(one, "job")),
            *text_of(one, "reason") == '\0' ? "" : ", again: ", text_of(one, "reason"));
}

static void print_order(json_t *o)
{
    print_head(o);
    print_parts(o);
    printf("\nHistory\n");
    pw_cli_story(o);
}

int pw_cli_order(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "channel", required_argument, NULL, 'C' },
                                             { 0 } };
    const char *channel = "";
    bool json = false;
    int option;
    optind = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'j')
            json = true;
        else if (option == 'C')
            channel = optarg;
        else
            return pw_cli_usage("order", "unknown option");
    }
    if (optind + 1 != argc)
        return pw_cli_usage("order", optind == argc ? "which order?" : "one order at a time");
    struct pw_config *config = NULL;
    struct pw_error err = { 0 };
    struct showing sh = { .err = &err };
    if (!pw_cli_open(cli, "order", &config, &sh.db))
        return PW_EXIT_FAILED;
    const char *zone = pw_section_get(pw_config_section(config, "station", ""), "timezone");
    if (zone != NULL)
        setenv("TZ", zone, 1);
    tzset();
    json_t *order = whole_order(&sh, argv[optind], channel);
    if (order != NULL && json) {
        json_dumpf(order, stdout, pw_cli_json(JSON_INDENT(2) | JSON_PRESERVE_ORDER));
        putchar('\n');
    } else if (order != NULL) {
        print_order(order);
    }
    int status = order == NULL ? pw_cli_fail("order", "%s", err.text) : PW_EXIT_OK;
    json_decref(order);
    pw_db_close(sh.db);
    pw_config_free(config);
    return status;
}
