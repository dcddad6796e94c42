/*
 * Postage from a marketplace whose answers get lost, for boxes that are opened again and voided, by a station that loses its
 * power: no label is bought twice, and none is lost. The channel and the store are the real ones; the marketplace is made up
 * here, as reference amazon, section 8, describes it: it has no idempotency, lists nobody's shipments, and what was bought can be
 * read only a while later, as one more parcel of an order that counts as shipped. Shipping v2 knows a purchase by its key, for a
 * while; whether it counts as the shipment differs from seed to seed.
 *
 * $PACKWRIGHT_PURCHASES: how many parcels (10000: minutes). $PACKWRIGHT_SEED: which troubles (1).
 */
#include "channel/amazon.h"
#include "packwright/clock.h"
#include "store/purchase.h"
#include "store/upgrade.h"
#include "test.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FEW = 300, AT_ONCE = 40, LAG_US = 55000000, ASKED = 4, SHIPMENTS = 3, BODY = 4000 };

enum trouble { NONE, UNREACHED, LOST_BEFORE, LOST_AFTER, ERROR_BEFORE, ERROR_AFTER, QUOTA, EXPIRED, GARBAGE, CUT, TROUBLES };

struct shipment {
    char key[48];     /* of Shipping v2 */
    int64_t purchase; /* the station's row that was being bought */
    int64_t at_us;
    bool void_asked, keeps; /* keeps: it gives no money back */
};

struct order {
    bool refuses; /* nobody carries this one */
    struct shipment shipments[SHIPMENTS];
    int deeds;
};

static struct market {
    struct pw_web web;
    struct pw_clock_fixed clock;
    struct pw_db *db;
    struct pw_config *config;
    struct pw_amazon *amazon;
    struct order *orders;
    bool v2, marks; /* marks: a purchase through Shipping v2 counts as the shipment */
    int64_t count, requests, lost, cuts, bad_labels, opened, voided, settled;
    uint32_t rng;
    struct {
        pw_web_fn *fn;
        void *user;
        struct pw_web_answer answer;
        char body[BODY];
    } waiting[ASKED]; /* answers on their way */
    int waiting_count;
} m;

static uint32_t rnd(uint32_t n)
{
    m.rng ^= m.rng << 13, m.rng ^= m.rng >> 17, m.rng ^= m.rng << 5;
    return m.rng % n; /* NOLINT(clang-analyzer-core.DivideZero) n is never 0 */
}

static enum trouble trouble(void)
{
    return rnd(100) < 65 ? NONE : (enum trouble)(1 + rnd(TROUBLES - 1));
}

static int64_t number_of(const char *order_id)
{
    int64_t n = strtoll(order_id + 4, NULL, 10) * 10000000 + strtoll(order_id + 12, NULL, 10);
    CHECK(n >= 1 && n <= m.count);
    return n;
}

static int64_t number(const char *sql)
{
    struct pw_error err = { 0 };
    int64_t n = 0;
    CHECK_OK(pw_db_number(m.db, &err, &n, sql, ""), err);
    return n;
}

static int64_t number_with(const char *sql, int64_t id)
{
    struct pw_error err = { 0 };
    int64_t n = 0;
    CHECK_OK(pw_db_number(m.db, &err, &n, sql, "i", id), err);
    return n;
}

/* ---- the marketplace ---- */

static const char *const label = "H4sIAAAAAAACA4uLcIxz8zc10DE1iHNzCXb0DfBxjXMLjouIAgBJz7aeGgAAAA==";
static const char *const label_sum = "Sq9vPX38Yby4koCZXybsgA=="; /* of ^XA^FO50,50^FDSAMPLE^FS^XZ; by Python's gzip and hashlib */

static void say_shipment(int64_t n, int i, char *room)
{
    const struct shipment *s = &m.orders[n - 1].shipments[i];
    const char *status = !s->void_asked ? "Purchased" : s->keeps ? "RefundRejected" : "RefundPending";
    bool bad = rnd(8) == 0;
    m.bad_labels += bad;
    snprintf(
        room, BODY,
        "{\"payload\":{\"ShipmentId\":\"%08x-0000-4000-8000-%012x\",\"Status\":\"%s\",\"TrackingId\":\"9400%08d%d\",\"Shipping"
        "Service\":{\"CarrierName\":\"USPS\",\"ShippingServiceName\":\"Ground Advantage\",\"Rate\":{\"CurrencyCode\":\"USD\","
        "\"Amount\":5.25}},\"Label\":{\"FileContents\":{\"Contents\":\"%.*s\",\"FileType\":\"\",\"Checksum\":\"%s\"}}}}",
        (unsigned)n, (unsigned)i, status, (int)n, i,
        s->void_asked ? 0
        : bad         ? 40
                      : 100,
        label, label_sum);
}

/* The deed itself: it is the row's that the store has as being bought. */
static int buy(int64_t n)
{
    struct order *o = &m.orders[n - 1];
    /* It was committed before it was asked for; one of Shipping v2 may be asked for again, with its key. */
    CHECK_INT(number_with("SELECT count(*) FROM purchase WHERE order_pk = $1 AND (status = 'buying' OR (status = 'checking' AND"
                          " request <> ''))",
                          n),
              1);
    CHECK(o->deeds < SHIPMENTS);
    o->shipments[o->deeds] =
        (struct shipment){ .purchase =
                               number_with("SELECT id FROM purchase WHERE order_pk = $1 AND status IN ('buying', 'checking')", n),
                           .at_us = m.clock.wall_us,
                           .keeps = rnd(6) == 0 };
    return o->deeds++;
}

static void say_order(int64_t n, char *room)
{
    const struct order *o = &m.orders[n - 1];
    char packages[600] = "";
    bool seen = false;
    for (int i = 0; i < o->deeds; i++) {
        if (m.clock.wall_us - o->shipments[i].at_us < LAG_US || (m.v2 && !m.marks))
            continue;
        size_t len = strlen(packages);
        snprintf(packages + len, sizeof packages - len, "%s{\"trackingNumber\":\"9400%08d%d\"}", seen ? "," : "", (int)n, i);
        seen = true;
    }
    snprintf(room, BODY, "{\"order\":{\"fulfillment\":{\"fulfillmentStatus\":\"%s\"},\"packages\":[%s]}}",
             seen ? "SHIPPED" : "UNSHIPPED", packages);
}

static int answer_post(const struct pw_web_request *r, char *room)
{
    json_t *root = json_loadb((const char *)r->body.data, r->body.len, 0, NULL);
    const char *id = json_string_value(json_object_get(json_object_get(root, "ShipmentRequestDetails"), "AmazonOrderId"));
    int64_t n = id == NULL ? 0 : number_of(id);
    int status = 200;
    if (strstr(r->url, "/tokens/") != NULL)
        snprintf(room, BODY, "{\"restrictedDataToken\":\"Atz|sample\",\"expiresIn\":3600}");
    else if (strstr(r->url, "/auth/") != NULL)
        snprintf(room, BODY, "{\"access_token\":\"Atza|sample\",\"expires_in\":3600}");
    else if (strstr(r->url, "eligible") != NULL)
        snprintf(room, BODY,
                 "{\"payload\":{\"ShippingServiceList\":[{\"CarrierName\":\"USPS\",\"ShippingServiceName\":\"Ground "
                 "Advantage\",\"Shipping"
                 "ServiceId\":\"USPS_GA\",\"ShippingServiceOfferId\":\"x\",\"Rate\":{\"CurrencyCode\":\"USD\",\"Amount\":5.25},"
                 "\"AvailableLabelFormats\":[\"ZPL203\"]}]}}");
    else if (m.orders[n - 1].refuses) {
        snprintf(room, BODY, "{\"errors\":[{\"code\":\"InvalidInput\",\"message\":\"No such address.\"}]}");
        status = 400;
    } else
        say_shipment(n, buy(n), room);
    json_decref(root);
    return status;
}

/* Shipping v2: the same key is the same purchase. -1: it is a new one. */
static int bought_by(int64_t n, const char *key)
{
    const struct order *o = &m.orders[n - 1];
    for (int i = 0; i < o->deeds; i++)
        if (strcmp(o->shipments[i].key, key) == 0)
            return i;
    return -1;
}

static void say_v2(int64_t n, int i, char *room)
{
    bool bad = rnd(8) == 0;
    m.bad_labels += bad;
    snprintf(room, BODY,
             "{\"payload\":{\"shipmentId\":\"sid-%d-%d\",\"packageDocumentDetails\":[{\"trackingId\":\"9400%08d%d\",\"package"
             "Documents\":[{\"type\":\"LABEL\",\"contents\":\"XlhBXkZEYV5GU15Y%s\"}]}]}}",
             (int)n, i, (int)n, i, bad ? "*" : "Wg==");
}

static int buy_v2(const struct pw_web_request *r, const json_t *root, char *room)
{
    long long n = 0, until = 0;
    const char *key = "", *token = json_string_value(json_object_get(root, "requestToken"));
    for (size_t i = 0; r->headers[i] != NULL; i++)
        if (strncmp(r->headers[i], "x-amzn-IdempotencyKey: ", 23) == 0)
            key = r->headers[i] + 23;
    CHECK(key[0] != '\0' && sscanf(token, "%lld/%lld", &n, &until) == 2);
    int i = bought_by(n, key);
    bool late = m.clock.wall_us > until;
    if (i < 0 && (late || m.orders[n - 1].refuses)) {
        snprintf(room, BODY, "{\"errors\":[{\"code\":\"%s\",\"message\":\"No.\"}]}", late ? "TOKEN_EXPIRED" : "InvalidInput");
        return 400;
    }
    if (i < 0) {
        i = buy(n);
        snprintf(m.orders[n - 1].shipments[i].key, sizeof m.orders[0].shipments[0].key, "%s", key);
    }
    say_v2(n, i, room);
    return 200;
}

/* A request's token holds the order's number and the time until which it is valid. */
static void say_rates(const json_t *root, char *room)
{
    const json_t *details = json_object_get(json_object_get(root, "channelDetails"), "amazonOrderDetails");
    snprintf(room, BODY,
             "{\"payload\":{\"requestToken\":\"%lld/"
             "%lld\",\"rates\":[{\"rateId\":\"r\",\"carrierName\":\"USPS\",\"serviceName\":\"Ground "
             "Advantage\",\"serviceId\":\"GA\",\"totalCharge\":{\"value\":5.25,\"unit\":\"USD\"},"
             "\"supportedDocumentSpecifications\":[{"
             "\"format\":\"ZPL\",\"size\":{\"width\":4,\"length\":6,\"unit\":\"INCH\"},\"printOptions\":[{\"supportedDPIs\":[203]"
             "}]}]}]}}",
             (long long)number_of(json_string_value(json_object_get(details, "orderId"))),
             (long long)(m.clock.wall_us + INT64_C(600000000)));
}

static int answer_v2(const struct pw_web_request *r, char *room)
{
    const char *at = strstr(r->url, "/sid-");
    int n = 0, i = 0, status = 200;
    json_t *root = r->body.len == 0 ? NULL : json_loadb((const char *)r->body.data, r->body.len, 0, NULL);
    if (at != NULL) {
        CHECK(sscanf(at, "/sid-%d-%d", &n, &i) == 2 && n >= 1 && n <= m.count && i < m.orders[n - 1].deeds);
        if (strcmp(r->method, "PUT") == 0)
            m.orders[n - 1].shipments[i].void_asked = true;
        say_v2(n, i, room);
    } else if (strstr(r->url, "/rates") != NULL)
        say_rates(root, room);
    else
        status = buy_v2(r, root, room);
    json_decref(root);
    return status;
}

static int do_it(const struct pw_web_request *r, char *room)
{
    if (strstr(r->url, "/shipping/v2/") != NULL)
        return answer_v2(r, room);
    const char *at = strstr(r->url, "/shipments/");
    if (strcmp(r->method, "POST") == 0)
        return answer_post(r, room);
    if (at == NULL) {
        say_order(number_of(strstr(r->url, "/111-") + 1), room);
        return 200;
    }
    unsigned n = 0, i = 0;
    CHECK(sscanf(at, "/shipments/%8x-0000-4000-8000-%12x", &n, &i) == 2 && n >= 1 && (int64_t)n <= m.count);
    CHECK((int)i < m.orders[n - 1].deeds);
    if (strcmp(r->method, "DELETE") == 0)
        m.orders[n - 1].shipments[i].void_asked = true;
    say_shipment(n, (int)i, room);
    return 200;
}

static bool ask(struct pw_web *web, const struct pw_web_request *r, pw_web_fn *fn, void *user, struct pw_error *err)
{
    (void)web, (void)err;
    CHECK(m.waiting_count < ASKED);
    enum trouble t = trouble();
    struct pw_web_answer *a = &m.waiting[m.waiting_count].answer;
    char *room = m.waiting[m.waiting_count].body;
    memset(a, 0, sizeof *a);
    room[0] = '\0';
    m.requests++;
    if (t == NONE || t == LOST_AFTER || t == ERROR_AFTER || t == CUT)
        a->status = do_it(r, room);
    switch (t) {
    case UNREACHED:
        a->fault = PW_WEB_UNREACHED;
        break;
    case LOST_BEFORE:
    case LOST_AFTER:
        a->fault = PW_WEB_UNANSWERED;
        break;
    case ERROR_BEFORE:
    case ERROR_AFTER:
        a->status = 500;
        snprintf(room, BODY, "{\"errors\":[{\"code\":\"InternalFailure\"}]}");
        break;
    case QUOTA:
        a->status = 429;
        break;
    case EXPIRED:
        a->status = 403;
        snprintf(room, BODY, "{\"errors\":[{\"details\":\"The access token you provided has expired.\"}]}");
        break;
    case GARBAGE:
        a->status = 503;
        snprintf(room, BODY, "<html>");
        break;
    case CUT: /* it says that it is good, and can't be read */
        a->status = 200;
        room[strlen(room) / 2] = '\0';
        break;
    default:
        break;
    }
    m.lost += a->fault != PW_WEB_ANSWERED || t == CUT || a->status >= 500;
    a->body = pw_bytes_str(room);
    m.waiting[m.waiting_count].fn = fn;
    m.waiting[m.waiting_count++].user = user;
    return true;
}

static const struct pw_web_impl impl = { ask, NULL };

/* ---- the station ---- */

static void nothing(void *user)
{
    (void)user;
}

static void start(void)
{
    struct pw_error err = { 0 };
    const struct pw_amazon_setup setup = { .config = m.config,
                                           .section = pw_config_nth(m.config, "channel", 0),
                                           .bench = "north",
                                           .db = m.db,
                                           .clock = &m.clock.base,
                                           .web = &m.web,
                                           .on_changed = nothing,
                                           .on_due = nothing };
    CHECK_OK(pw_amazon_create(&setup, &m.amazon, &err), err);
}

/* What was on its way is told to nobody; what was done is done. */
static void lose_power(void)
{
    m.cuts++;
    pw_amazon_destroy(m.amazon);
    m.waiting_count = 0;
    start();
}

static void pack(int64_t from, int64_t to)
{
    struct pw_error err = { 0 };
    CHECK_OK(pw_db_begin(m.db, &err), err);
    for (int64_t n = from; n < to; n++) {
        char id[40], item[40];
        snprintf(id, sizeof id, "111-%07d-%07d", (int)(n / 10000000), (int)(n % 10000000));
        snprintf(item, sizeof item, "%" PRId64, n);
        CHECK_OK(
            pw_db_run(
                m.db, &err,
                "INSERT INTO orders (id, channel, order_id, status, country, imported_us, changed_us) VALUES ($1, 'shop', $2,"
                " 'packed', 'US', 1, 1)",
                "it", n, id) &&
                pw_db_run(m.db, &err,
                          "INSERT INTO order_line (id, order_pk, channel, order_item_id, position, sku, quantity) VALUES ($1, $1,"
                          " 'shop', $2, 1, 'MUG', 1)",
                          "it", n, item) &&
                pw_db_run(
                    m.db, &err,
                    "INSERT INTO parcel (id, order_pk, number, status, opened_us, weight_mg, length_mm, width_mm, height_mm)"
                    " VALUES ($1, $1, 1, 'packed', 1, 350000, 300, 200, 100)",
                    "i", n) &&
                pw_db_run(m.db, &err, "INSERT INTO verification (parcel_pk, line_pk, units, journal_seq) VALUES ($1, $1, 1, 1)",
                          "i", n) &&
                pw_purchase_want(m.db, "shop", "north", n, n, m.clock.wall_us, &err),
            err);
    }
    CHECK_OK(pw_db_commit(m.db, &err), err);
    pw_amazon_boxed(m.amazon);
}

/* A packer opens a box again and closes it, or takes it apart. */
static void take_apart(int64_t packed)
{
    struct pw_error err = { 0 };
    int64_t n = 1 + rnd((uint32_t)packed);
    if (number_with("SELECT count(*) FROM purchase WHERE order_pk = $1", n) >= SHIPMENTS)
        return;
    bool voids = rnd(2) == 0;
    CHECK_OK(pw_purchase_give_up(m.db, n, &err), err);
    if (voids)
        CHECK_OK(pw_db_run(m.db, &err, "UPDATE parcel SET status = 'void' WHERE id = $1", "i", n), err);
    else if (number_with("SELECT count(*) FROM parcel WHERE id = $1 AND status = 'packed'", n) > 0)
        CHECK_OK(pw_purchase_want(m.db, "shop", "north", n, n, m.clock.wall_us, &err), err);
    m.opened += !voids;
    m.voided += voids;
    pw_amazon_boxed(m.amazon);
}

/* A person looks at Seller Central, and says what is there. */
static void settle_uncertain(void)
{
    struct pw_error err = { 0 };
    int64_t id;
    while ((id = number("SELECT COALESCE(MIN(id), 0) FROM purchase WHERE status = 'uncertain'")) != 0) {
        const struct order *o = &m.orders[number_with("SELECT order_pk FROM purchase WHERE id = $1", id) - 1];
        char tracking[40] = "";
        bool met = false;
        for (int i = 0; i < o->deeds; i++)
            if (o->shipments[i].purchase == id)
                snprintf(tracking, sizeof tracking, "9400%08d%d", (int)(o - m.orders + 1), i);
        CHECK_OK(pw_purchase_answer(m.db, id, tracking[0] != '\0' ? PW_PURCHASE_IT_WAS : PW_PURCHASE_AGAIN, tracking,
                                    m.clock.wall_us, &met, &err),
                 err);
        CHECK(met);
        m.settled++;
    }
}

static void open_market(int64_t count, const char *through)
{
    static const char config[] =
        "[station]\nname = north\n[sender]\nname = S\nline1 = 1\ncity = C\npostal-code = 1\ncountry = US\nemail = s@example.com\n"
        "phone = 555-0100\n[store]\npath = postage.db\n[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\n"
        "documents = label\n[channel shop]\ntype = amazon\nmarketplace = ATVPDKIKX0DER\nendpoint = https://market.example\n"
        "sign-in-url = https://market.example/auth/o2/token\ncredentials = secrets\npoll = 0s\npostage = on-complete\n"
        "postage-through = ";
    struct pw_error err = { 0 };
    const char *dir = pw_test_tmp(), *seed = getenv("PACKWRIGHT_SEED");
    char path[400], text[1200];
    memset(&m, 0, sizeof m);
    m.v2 = strcmp(through, "shipping-v2") == 0;
    snprintf(text, sizeof text, "%s%s\n", config, through);
    m.web.impl = &impl;
    m.rng = seed == NULL ? 1 : (uint32_t)atoi(seed);
    m.marks = m.rng % 2 == 0;
    m.count = count;
    m.orders = calloc((size_t)count, sizeof *m.orders);
    CHECK(m.orders != NULL);
    snprintf(path, sizeof path, "%s/secrets", dir);
    FILE *f = fopen(path, "wb");
    CHECK(f != NULL && fputs("client-id = a\nclient-secret = b\nrefresh-token = c\n", f) >= 0 && fclose(f) == 0 &&
          chmod(path, 0600) == 0);
    pw_clock_fixed_init(&m.clock, 1790000000000000);
    CHECK_OK(pw_config_parse(text, "market.conf", dir, &m.config, &err), err);
    pw_db_sqlite_vfs = "memdb"; /* SQLite's own; the disk is test_crash's */
    CHECK_OK(pw_db_open(pw_section_get(pw_config_section(m.config, "store", ""), "path"), PW_DB_CREATE, &m.db, &err), err);
    CHECK_OK(pw_store_bring_up(m.db, &err), err);
    start();
}

/* ---- what must be true at the end ---- */

struct sums {
    int64_t bought, uncertain, cancelled, kept, refused, dropped, twice, strays;
};

/* A row of the store against what was done for it. */
static void judge(struct pw_stmt *s, int64_t deeds, struct sums *sums)
{
    const char *status = pw_stmt_text(s, 1);
    bool done = strcmp(status, "bought") == 0 || strcmp(status, "cancelled") == 0 || strcmp(status, "kept") == 0;
    bool never = strcmp(status, "refused") == 0 || strcmp(status, "dropped") == 0;
    bool shown = strcmp(status, "uncertain") == 0;
    sums->bought += strcmp(status, "bought") == 0;
    sums->cancelled += strcmp(status, "cancelled") == 0;
    sums->kept += strcmp(status, "kept") == 0;
    sums->refused += strcmp(status, "refused") == 0;
    sums->dropped += strcmp(status, "dropped") == 0;
    sums->uncertain += shown;
    sums->twice += deeds > 1;
    sums->strays += (done && deeds != 1) || (never && deeds != 0) || (!done && !never && !shown);
}

static struct sums judge_all(void)
{
    struct sums sums = { 0 };
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(m.db, &err, "SELECT id, status, order_pk FROM purchase", "");
    CHECK(s != NULL);
    enum pw_row row;
    while ((row = pw_stmt_step(s, &err)) == PW_ROW) {
        const struct order *o = &m.orders[pw_stmt_int(s, 2) - 1];
        int64_t deeds = 0;
        for (int i = 0; i < o->deeds; i++)
            deeds += o->shipments[i].purchase == pw_stmt_int(s, 0);
        judge(s, deeds, &sums);
    }
    pw_stmt_done(s);
    CHECK(row == PW_ROW_END);
    return sums;
}

static void buy_all(const char *through)
{
    const char *asked = getenv("PACKWRIGHT_PURCHASES");
    int64_t count = asked == NULL ? FEW : strtoll(asked, NULL, 10), packed = 1, open = 0, turns = 0;
    open_market(count, through);
    for (int64_t i = 0; i < count; i++)
        m.orders[i].refuses = rnd(50) == 0;
    do {
        if (open < AT_ONCE && packed <= count) {
            int64_t to = packed + AT_ONCE > count + 1 ? count + 1 : packed + AT_ONCE;
            pack(packed, to);
            packed = to;
        }
        if (rnd(120) == 0)
            take_apart(packed - 1);
        CHECK(m.requests < 200 * count + 10000 && ++turns < 1000 * count + 100000); /* what never comes to an end */
        int64_t us = pw_amazon_turn(m.amazon);
        if (m.waiting_count > 0 && rnd(40) == 0) {
            lose_power();
        } else if (m.waiting_count > 0) {
            pw_clock_fixed_advance(&m.clock, 100000);
            m.waiting_count--;
            m.waiting[m.waiting_count].fn(m.waiting[m.waiting_count].user, &m.waiting[m.waiting_count].answer);
        } else {
            open = number("SELECT count(*) FROM purchase WHERE due_us < 9000000000000000 OR status IN ('buying', 'cancelling')");
            CHECK(us < INT64_C(86400000000) || open == 0); /* somebody will come back to it */
            if (rnd(10) == 0)
                settle_uncertain();
            pw_clock_fixed_advance(&m.clock, us < INT64_C(3600000000) ? us : INT64_C(3600000000));
        }
    } while (packed <= count || open > 0);
    struct sums s = judge_all();
    int64_t deeds = 0;
    for (int64_t i = 0; i < count; i++)
        deeds += m.orders[i].deeds;
    printf("# %" PRId64 " parcels, %" PRId64 " labels bought: %" PRId64 " in hand, %" PRId64 " cancelled, %" PRId64
           " that nobody takes back; %" PRId64 " shown to a person, %" PRId64 " refused, %" PRId64 " given up in time\n",
           count, deeds, s.bought, s.cancelled, s.kept, s.uncertain + m.settled, s.refused, s.dropped);
    printf("# %" PRId64 " requests, %" PRId64 " without a good answer, %" PRId64 " labels came damaged, %" PRId64
           " boxes opened again, %" PRId64 " voided, the power lost %" PRId64 " times\n",
           m.requests, m.lost, m.bad_labels, m.opened, m.voided, m.cuts);
    CHECK_INT(s.twice, 0);
    CHECK_INT(s.strays, 0);
    CHECK_INT(number("SELECT count(*) FROM purchase WHERE status = 'uncertain' AND said = ''"), 0);
    CHECK_INT(number("SELECT count(*) FROM purchase WHERE unwanted = 1 AND status = 'bought' AND shipment_id <> ''"), 0);
    /* Each label in hand was fetched, and is queued to be printed once. */
    CHECK_INT(number("SELECT count(*) FROM purchase u WHERE u.status = 'bought' AND u.shipment_id <> '' AND (SELECT count(*) "
                     "FROM job j WHERE j.file_pk "
                     "= u.file_pk)"
                     " <> 1"),
              0);
    CHECK_INT(number("SELECT count(*) FROM job j WHERE NOT EXISTS (SELECT 1 FROM purchase u WHERE u.file_pk = j.file_pk)"), 0);
    CHECK_INT(
        number(
            "SELECT count(*) FROM purchase u JOIN parcel p ON p.id = u.parcel_pk WHERE u.status = 'bought' AND u.unwanted = 0 AND"
            " p.tracking_number <> u.tracking_number"),
        0);
    pw_amazon_destroy(m.amazon);
    pw_db_close(m.db);
    pw_config_free(m.config);
    free(m.orders);
}

TEST(no_label_is_bought_twice_and_none_is_lost)
{
    buy_all("merchant-fulfillment");
}

TEST(no_label_of_shipping_v2_is_bought_twice_and_none_is_lost)
{
    buy_all("shipping-v2");
}
