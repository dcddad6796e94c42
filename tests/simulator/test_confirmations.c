/*
 * Confirmations to a marketplace whose answers get lost, and a station that loses its power: each parcel that left is confirmed
 * once. The channel and the store are the real ones; the marketplace is made up here, as reference amazon, section 5, describes
 * it: it has no idempotency, and what was written can be read only a while later.
 *
 * $PACKWRIGHT_CONFIRMATIONS: how many parcels (100000: minutes). $PACKWRIGHT_SEED: which troubles (1).
 */
#include "channel/amazon.h"
#include "packwright/clock.h"
#include "store/upgrade.h"
#include "test.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FEW = 600, AT_ONCE = 40, LAG_US = 55000000, ASKED = 4 };

enum trouble { NONE, UNREACHED, LOST_BEFORE, LOST_AFTER, ERROR_BEFORE, ERROR_AFTER, QUOTA, EXPIRED, GARBAGE, REFUSED, TROUBLES };

struct parcel {
    bool known;        /* to the marketplace */
    bool refuses;      /* it never takes this one */
    int deeds;         /* how often it was confirmed */
    int64_t at_us;     /* when */
    char tracking[24]; /* as the marketplace has it */
};

static struct market {
    struct pw_web web;
    struct pw_clock_fixed clock;
    struct pw_db *db;
    struct pw_config *config;
    struct pw_amazon *amazon;
    struct parcel *parcels;
    int64_t count, requests, lost, cuts;
    uint32_t rng;
    struct {
        pw_web_fn *fn;
        void *user;
        struct pw_web_answer answer;
        char body[600];
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
    return rnd(100) < 60 ? NONE : (enum trouble)(1 + rnd(TROUBLES - 2));
}

/* The parcel in /orders/.../111-0000000-NNNNNNN. */
static struct parcel *parcel_of(const char *url)
{
    const char *at = strstr(url, "/111-");
    CHECK(at != NULL);
    int64_t high = strtoll(at + 5, NULL, 10), low = strtoll(at + 13, NULL, 10), n = high * 10000000 + low;
    CHECK(n >= 1 && n <= m.count);
    return &m.parcels[n - 1];
}

/* The deed itself. */
static void confirm(struct parcel *p, struct pw_bytes body)
{
    json_t *root = json_loadb((const char *)body.data, body.len, 0, NULL), *detail = json_object_get(root, "packageDetail");
    CHECK(root != NULL && strcmp(json_string_value(json_object_get(detail, "packageReferenceId")), "1") == 0);
    p->deeds++;
    p->known = true;
    p->at_us = m.clock.wall_us;
    snprintf(p->tracking, sizeof p->tracking, "%s", json_string_value(json_object_get(detail, "trackingNumber")));
    json_decref(root);
}

static void say(struct pw_web_answer *a, char *room, size_t size, int status, const char *body)
{
    snprintf(room, size, "%s", body);
    a->status = status;
}

static void do_it(const struct pw_web_request *r, struct pw_web_answer *a, char *room, size_t size)
{
    char body[600];
    if (strstr(r->url, "/token") != NULL) {
        say(a, room, size, 200, "{\"access_token\":\"Atza|sample\",\"expires_in\":3600}");
        return;
    }
    struct parcel *p = parcel_of(r->url);
    if (strcmp(r->method, "POST") == 0 && p->refuses)
        say(a, room, size, 400, "{\"errors\":[{\"code\":\"InvalidInput\",\"message\":\"No such carrier.\"}]}");
    else if (strcmp(r->method, "POST") == 0) {
        confirm(p, r->body);
        say(a, room, size, 204, "");
    } else {
        bool seen = p->known && m.clock.wall_us - p->at_us >= LAG_US;
        snprintf(body, sizeof body, "{\"order\":{\"fulfillment\":{\"fulfillmentStatus\":\"%s\"},\"packages\":[%s%s%s]}}",
                 seen ? "SHIPPED" : "UNSHIPPED", seen ? "{\"packageReferenceId\":\"1\",\"trackingNumber\":\"" : "",
                 seen ? p->tracking : "", seen ? "\"}" : "");
        say(a, room, size, 200, body);
    }
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
    if (t == NONE || t == LOST_AFTER || t == ERROR_AFTER)
        do_it(r, a, room, sizeof m.waiting[0].body);
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
        say(a, room, sizeof m.waiting[0].body, 500, "{\"errors\":[{\"code\":\"InternalFailure\"}]}");
        break;
    case QUOTA:
        say(a, room, sizeof m.waiting[0].body, 429, "");
        break;
    case EXPIRED:
        say(a, room, sizeof m.waiting[0].body, 403,
            "{\"errors\":[{\"details\":\"The access token you provided has expired.\"}]}");
        break;
    case GARBAGE: /* of a read; what was written answers nothing else */
        say(a, room, sizeof m.waiting[0].body, 503, "<html>");
        break;
    default:
        break;
    }
    m.lost += a->fault != PW_WEB_ANSWERED;
    a->body = pw_bytes_str(room);
    m.waiting[m.waiting_count].fn = fn;
    m.waiting[m.waiting_count++].user = user;
    return true;
}

static const struct pw_web_impl impl = { ask, NULL };

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

static int64_t number(const char *sql)
{
    struct pw_error err = { 0 };
    int64_t n = 0;
    CHECK_OK(pw_db_number(m.db, &err, &n, sql, ""), err);
    return n;
}

static void ship(int64_t from, int64_t to)
{
    struct pw_error err = { 0 };
    CHECK_OK(pw_db_begin(m.db, &err), err);
    for (int64_t n = from; n < to; n++) {
        char id[40], payload[300];
        snprintf(id, sizeof id, "111-%07d-%07d", (int)(n / 10000000), (int)(n % 10000000));
        snprintf(payload, sizeof payload,
                 "{\"carrier_code\":\"UPS\",\"carrier_name\":\"\",\"items\":[{\"order_item_id\":\"1\",\"quantity\":1}],\"order_"
                 "id\":\"%s\","
                 "\"ship_date\":\"2026-11-23T10:00:00Z\",\"ship_method\":\"\",\"tracking_number\":\"1Z%" PRId64 "\"}",
                 id, n);
        CHECK_OK(pw_db_run(m.db, &err,
                           "INSERT INTO orders (id, channel, order_id, status, imported_us, changed_us) VALUES ($1, 'shop', $2,"
                           " 'shipped', 1, 1)",
                           "it", n, id) &&
                     pw_db_run(m.db, &err,
                               "INSERT INTO parcel (id, order_pk, number, status, opened_us) VALUES ($1, $1, 1, 'shipped', 1)",
                               "i", n) &&
                     pw_db_run(m.db, &err,
                               "INSERT INTO outbox (channel, kind, order_pk, parcel_pk, key, payload, created_us) VALUES ('shop',"
                               " 'confirm-shipment', $1, $1, $2, $3, 1)",
                               "itt", n, id, payload),
                 err);
    }
    CHECK_OK(pw_db_commit(m.db, &err), err);
    pw_amazon_shipped(m.amazon);
}

static void open_market(int64_t count)
{
    static const char config[] =
        "[station]\nname = north\n[sender]\nname = S\nline1 = 1\ncity = C\npostal-code = 1\ncountry = US\n"
        "[store]\npath = market.db\n[channel shop]\ntype = amazon\nmarketplace = ATVPDKIKX0DER\nendpoint ="
        " https://market.example\ncredentials = secrets\npoll = 0s\n";
    struct pw_error err = { 0 };
    const char *dir = pw_test_tmp(), *seed = getenv("PACKWRIGHT_SEED");
    char path[400];
    memset(&m, 0, sizeof m);
    m.web.impl = &impl;
    m.rng = seed == NULL ? 1 : (uint32_t)atoi(seed);
    m.count = count;
    m.parcels = calloc((size_t)count, sizeof *m.parcels);
    CHECK(m.parcels != NULL);
    snprintf(path, sizeof path, "%s/secrets", dir);
    FILE *f = fopen(path, "wb");
    CHECK(f != NULL && fputs("client-id = a\nclient-secret = b\nrefresh-token = c\n", f) >= 0 && fclose(f) == 0 &&
          chmod(path, 0600) == 0);
    pw_clock_fixed_init(&m.clock, 1790000000000000);
    CHECK_OK(pw_config_parse(config, "market.conf", dir, &m.config, &err), err);
    pw_db_sqlite_vfs = "memdb"; /* SQLite's own; the disk is test_crash's */
    CHECK_OK(pw_db_open(pw_section_get(pw_config_section(m.config, "store", ""), "path"), PW_DB_CREATE, &m.db, &err), err);
    CHECK_OK(pw_store_bring_up(m.db, &err), err);
    start();
}

TEST(each_parcel_that_left_is_confirmed_once)
{
    const char *asked = getenv("PACKWRIGHT_CONFIRMATIONS");
    int64_t count = asked == NULL ? FEW : strtoll(asked, NULL, 10), shipped = 1, open = 0;
    open_market(count);
    for (int64_t i = 0; i < count; i++)
        m.parcels[i].refuses = rnd(50) == 0;
    do {
        if (open < AT_ONCE && shipped <= count) {
            int64_t to = shipped + AT_ONCE > count + 1 ? count + 1 : shipped + AT_ONCE;
            ship(shipped, to);
            shipped = to;
        }
        int64_t us = pw_amazon_turn(m.amazon);
        if (m.waiting_count > 0 && rnd(40) == 0) {
            lose_power();
        } else if (m.waiting_count > 0) {
            pw_clock_fixed_advance(&m.clock, 100000);
            m.waiting_count--;
            m.waiting[m.waiting_count].fn(m.waiting[m.waiting_count].user, &m.waiting[m.waiting_count].answer);
        } else {
            open = number("SELECT count(*) FROM outbox WHERE channel = 'shop' AND status IN ('waiting', 'checking', 'sending')");
            CHECK(us < INT64_C(86400000000) || open == 0); /* somebody will come back to it */
            pw_clock_fixed_advance(&m.clock, us < INT64_C(3600000000) ? us : INT64_C(3600000000));
        }
    } while (shipped <= count || open > 0);
    int64_t once = 0, refused = 0, twice = 0, lost = 0;
    for (int64_t i = 0; i < count; i++) {
        once += m.parcels[i].deeds == 1;
        twice += m.parcels[i].deeds > 1;
        refused += m.parcels[i].refuses;
        lost += m.parcels[i].deeds == 0 && !m.parcels[i].refuses;
    }
    printf("# %" PRId64 " confirmations: %" PRId64 " once, %" PRId64 " refused; %" PRId64 " requests, %" PRId64
           " without an answer, the power lost %" PRId64 " times\n",
           count, once, refused, m.requests, m.lost, m.cuts);
    CHECK_INT(twice, 0);
    CHECK_INT(lost, 0);
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE status = 'acknowledged'"), once);
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE status = 'refused' AND said LIKE '%No such carrier%'"), refused);
    pw_amazon_destroy(m.amazon);
    pw_db_close(m.db);
    pw_config_free(m.config);
    free(m.parcels);
}
