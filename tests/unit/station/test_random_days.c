/*
 * Random days at a small bench: two lanes, six orders, people who scan anything in any order, printers that fail, orders that are
 * cancelled or change their address, power that goes. After every event the promises are checked on the store. A seed is a day.
 */
#include "test.h"

#include "barcode/command.h"
#include "station/replay.h"
#include "station/station.h"
#include "store/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORDERS = 6, DAYS = 60, EVENTS = 250, JOBS = 256 };

static struct day {
    unsigned seed, rng;
    struct pw_config *config;
    struct pw_clock_fixed clock;
    struct pw_station *s;
    struct {
        size_t printer;
        int64_t job;
        int times;
    } sent[JOBS];
    size_t sent_count;
    size_t waiting; /* index of the first job that has no verdict yet */
    int event;
    char path[300], last[200];
} d;

static unsigned rnd(unsigned n)
{
    d.rng ^= d.rng << 13, d.rng ^= d.rng >> 17, d.rng ^= d.rng << 5;
    return d.rng % n; /* NOLINT(clang-analyzer-core.DivideZero) n is a literal */
}

static void broken(const char *promise, int64_t value)
{
    pw_test_fail(__FILE__, __LINE__, "seed %u, event %d (%s): %s (%lld)", d.seed, d.event, d.last, promise, (long long)value);
}

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    (void)user, (void)bytes, (void)title;
    for (size_t i = 0; i < d.sent_count; i++)
        if (d.sent[i].job == job)
            broken("a job's bytes were sent a second time", job);
    if (d.sent_count == JOBS)
        broken("too many jobs", 0);
    d.sent[d.sent_count].printer = printer;
    d.sent[d.sent_count++].job = job;
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user, (void)event, (void)beats;
    if (decision->impossible)
        broken("an impossible decision", decision->outcome);
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event;
    pw_test_fail(__FILE__, __LINE__, "seed %u, event %d (%s): not recorded: %s", d.seed, d.event, d.last, error->text);
}

static void on_changed(void *user)
{
    (void)user;
}

static void start(void)
{
    struct pw_error err = { 0 };
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, NULL, NULL };
    CHECK_OK(pw_station_create(d.config, &d.clock.base, NULL, &on, &d.s, &err), err);
    /* What lasts is the power tests' claim; here nothing waits for the disk. */
    CHECK_OK(pw_db_sqlite.script(d.s->db, "PRAGMA synchronous = OFF", &err), err);
    for (size_t i = 0; i < d.s->printer_count; i++)
        pw_station_printer(d.s, i, true, "ready", "");
}

static void sql(const char *fmt, int a)
{
    struct pw_error err = { 0 };
    char text[500];
    snprintf(text, sizeof text, "%s", fmt);
    char *mark = strchr(text, '#');
    if (mark != NULL)
        *mark = (char)('0' + a);
    CHECK_OK(pw_db_sqlite.script(d.s->db, text, &err), err);
}

static int64_t number(const char *text)
{
    struct pw_error err = { 0 };
    int64_t n = 0;
    if (!pw_db_number(d.s->db, &err, &n, text, ""))
        pw_test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
    return n;
}

static void check_promises(void)
{
    static const struct {
        const char *promise, *sql;
    } promises[] = {
        { "a shipped parcel holds other units than the order wants",
          "SELECT count(*) FROM order_line l JOIN orders o ON o.id = l.order_pk WHERE o.status = 'shipped' AND l.quantity <>"
          " (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id AND v.undone = 0)" },
        { "shipped parcels and confirmations differ",
          "SELECT (SELECT count(*) FROM parcel WHERE status = 'shipped') - (SELECT count(*) FROM outbox)" },
        { "a parcel is confirmed twice", "SELECT count(*) - count(DISTINCT parcel_pk) FROM outbox" },
        { "more units are confirmed than were ordered",
          "SELECT count(*) FROM order_line l WHERE l.quantity < (SELECT COALESCE(SUM(json_extract(i.value, '$.quantity')), 0) "
          "FROM"
          " outbox x, json_each(x.payload, '$.items') i WHERE json_extract(i.value, '$.order_item_id') = l.order_item_id)" },
        { "more units in a box than the order wants", "SELECT count(*) FROM order_line l WHERE l.quantity < (SELECT "
                                                      "COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id"
                                                      " AND v.undone = 0)" },
        { "a second document of a kind without a reason", "SELECT count(*) FROM job j WHERE reason = '' AND EXISTS (SELECT 1 "
                                                          "FROM job k WHERE k.parcel_pk = j.parcel_pk AND k.document ="
                                                          " j.document AND k.id < j.id AND k.status NOT IN ('failed', 'void'))" },
        { "two lanes pack one order", "SELECT count(*) - count(DISTINCT order_pk) FROM lane WHERE phase = 'packing'" },
        { "a lane packs an order that is not its own", "SELECT count(*) FROM lane l JOIN orders o ON o.id = l.order_pk WHERE "
                                                       "l.phase = 'packing' AND o.status = 'packing' AND o.lane <> l.name" },
        { "an order is being packed by nobody", "SELECT count(*) FROM orders o WHERE o.status = 'packing' AND NOT EXISTS (SELECT "
                                                "1 FROM lane l WHERE l.order_pk = o.id AND l.phase ="
                                                " 'packing')" },
        { "an order has two open boxes", "SELECT count(*) - count(DISTINCT order_pk) FROM parcel WHERE status = 'open'" },
        { "an order is shipped of which a box is here", "SELECT count(*) FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE"
                                                        " o.status = 'shipped' AND p.status IN ('open', 'packed')" },
        { "an empty box is closed", "SELECT count(*) FROM parcel p WHERE p.status IN ('packed', 'shipped') AND NOT EXISTS (SELECT"
                                    " 1 FROM verification v WHERE v.parcel_pk = p.id AND v.undone = 0)" },
        { "a parcel has not one valid code", "SELECT count(*) FROM parcel p WHERE (SELECT count(*) FROM parcel_code c WHERE "
                                             "c.parcel_pk = p.id AND c.superseded = 0) <> CASE p.status WHEN 'void' THEN 0 ELSE 1"
                                             " END" },
        { "a line can be opened of an order that can't", "SELECT count(*) FROM order_line l JOIN orders o ON o.id = l.order_pk "
                                                         "WHERE l.open_us IS NOT NULL AND o.status <> 'ready'" },
        { "an order is ready but none of its lines finds it",
          "SELECT count(*) FROM order_line l JOIN orders o ON o.id = l.order_pk WHERE l.open_us IS NULL AND o.status = 'ready'" },
    };
    for (size_t i = 0; i < PW_COUNT(promises); i++) {
        int64_t n = number(promises[i].sql);
        if (n != 0)
            broken(promises[i].promise, n);
    }
}

/* ---- what people do ---- */

static void scan(const char *text)
{
    static const enum pw_role roles[] = { PW_ROLE_BOTH, PW_ROLE_BOTH, PW_ROLE_BOTH, PW_ROLE_PACK, PW_ROLE_DOOR };
    snprintf(d.last, sizeof d.last, "scan %s", text);
    CHECK(pw_station_scan(d.s, rnd(3) == 0 ? "2" : "1", "hand", roles[rnd(5)], pw_bytes_str(text), ""));
}

static void scan_parcel(void)
{
    struct pw_error err = { 0 };
    char code[64] = "PWPXXXX1";
    struct pw_stmt *s = pw_db_query(
        d.s->db, &err, "SELECT code FROM parcel_code ORDER BY (parcel_pk * 7919 + length(code) + $1) % 97, code LIMIT 1", "i",
        (int64_t)rnd(97));
    CHECK(s != NULL);
    if (pw_stmt_step(s, &err) == PW_ROW)
        snprintf(code, sizeof code, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    scan(code);
}

static void something_scanned(void)
{
    static const char *const items[] = { "APPLE",          "PEAR",       "PLUM",   "4006381333931",
                                         "14006381333938", "B000APPLE1", "NOBODY", "\x02\x03" };
    static const char *const numbers[] = { "1Z5R89390357567127", "XQ77-ZZ-1" };
    char text[64];
    switch (rnd(10)) {
    case 0:
    case 1:
        snprintf(text, sizeof text, "111-000000%u-000000%u", rnd(ORDERS) + 1, 0u);
        text[18] = text[10];
        scan(text);
        return;
    case 2:
    case 3:
    case 4:
    case 5:
        scan(items[rnd(PW_COUNT(items))]);
        return;
    case 6:
        scan_parcel();
        return;
    case 7:
        scan(numbers[rnd(2)]);
        return;
    default: {
        size_t n = 0;
        while (pw_command_nth(n) != NULL)
            n++;
        char code[PW_COMMAND_CODE_SIZE];
        CHECK(pw_command_code(d.s->key, pw_command_nth(rnd((unsigned)n))->command, code));
        scan(code);
    }
    }
}

/* The oldest job without a verdict gets one. */
static void printer_says(void)
{
    static const enum pw_job_status verdicts[] = { PW_JOB_PRINTED, PW_JOB_PRINTED, PW_JOB_PRINTED, PW_JOB_HANDED_OVER,
                                                   PW_JOB_UNCERTAIN };
    if (d.waiting == d.sent_count)
        return;
    size_t i = d.waiting;
    enum pw_job_status verdict = verdicts[rnd(PW_COUNT(verdicts))];
    snprintf(d.last, sizeof d.last, "job %lld is %s", (long long)d.sent[i].job, pw_job_status_name(verdict));
    if (verdict != PW_JOB_HANDED_OVER || d.sent[i].times++ > 0) {
        d.waiting++;
        if (verdict == PW_JOB_HANDED_OVER)
            verdict = PW_JOB_PRINTED;
    }
    CHECK(pw_station_job(d.s, d.sent[i].printer, d.sent[i].job, verdict, 10, 10, "the test's printer"));
}

static void office_changes(void)
{
    int order = (int)rnd(ORDERS) + 1;
    snprintf(d.last, sizeof d.last, "the office changes order %d", order);
    if (rnd(3) == 0) {
        sql("UPDATE orders SET status = 'cancelled', bench = '', lane = '' WHERE id = # AND status IN ('ready', 'packing', "
            "'packed', 'held')",
            order);
        sql("UPDATE order_line SET open_us = NULL WHERE order_pk = # AND (SELECT status FROM orders WHERE id = order_pk) = "
            "'cancelled'",
            order);
    } else {
        sql("UPDATE orders SET address_version = address_version + 1 WHERE id = #", order);
    }
}

static void power_goes(void)
{
    snprintf(d.last, sizeof d.last, "the power goes");
    pw_station_destroy(d.s);
    d.waiting = d.sent_count; /* their printers' words never come */
    start();
}

static void differs(void *user, const char *path, const char *then, const char *now)
{
    (void)user;
    fprintf(stderr, "%s: then %s, now %s\n", path, then, now);
}

/* The day's journal is decided again, from its records alone, as it was. */
static bool replay_event(void *user, const struct pw_journal_event *event, struct pw_error *err)
{
    static struct pw_replay replay;
    struct pw_buf text;
    char sql_text[80], rules[4000] = "";
    pw_buf_init(&text, PW_RECORD_MAX + 8192);
    snprintf(sql_text, sizeof sql_text, "SELECT rules FROM journal_rules WHERE id = %lld", (long long)event->rules_pk);
    struct pw_stmt *s = pw_db_prepare(d.s->db, err, sql_text);
    if (s != NULL && pw_stmt_step(s, err) == PW_ROW)
        snprintf(rules, sizeof rules, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    if (event->seen.len == 0)
        broken("an event has no record", event->seq);
    if (!pw_record_unpack(event->seen, &text, err))
        return false;
    json_t *are = json_loads(rules, 0, NULL), *seen = json_loadb(pw_buf_text(&text), text.len, 0, NULL);
    memset(&replay.unknown, 0, sizeof replay.unknown);
    if (!pw_replay_rules(&replay, are, err) || !pw_replay_decide(&replay, seen, err))
        return false;
    if (replay.unknown.names[0] != '\0' || pw_replay_compare(&replay, differs, NULL) != 0)
        broken("an event is decided otherwise from its record", event->seq);
    json_decref(are);
    json_decref(seen);
    pw_buf_finish(&text);
    ++*(int *)user;
    return true;
}

static void replay_day(void)
{
    struct pw_error err = { 0 };
    int count = 0;
    CHECK_OK(pw_journal_each(d.s->db, INT64_MIN, INT64_MAX, replay_event, &count, &err), err);
    CHECK(count > 0);
}

static void live_through(unsigned seed)
{
    d.seed = seed;
    d.rng = seed * 2654435761u + 1;
    d.sent_count = d.waiting = 0;
    snprintf(d.last, sizeof d.last, "start");
    remove(d.path);
    start();
    for (int i = 1; i <= ORDERS; i++) {
        sql("INSERT INTO orders (id, channel, order_id, ship_by_us, recipient_name, address_1, city, postal_code, country, "
            "imported_us, changed_us)"
            " VALUES (#, 'f', '', 100, 'Ada Sample', '1 Lane', 'Town', '97477', 'US', 1, 1)",
            i);
        sql("UPDATE orders SET order_id = '111-000000' || id || '-000000' || id WHERE id = #", i);
        sql("INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, asin, name, quantity, open_us) VALUES"
            " (#, 'f', 'i' || (SELECT count(*) FROM order_line), 1, 'APPLE', 'B000APPLE1', 'An apple', 2, 100)",
            i);
        if (i % 2 == 0)
            sql("INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, name, quantity, open_us) VALUES"
                " (#, 'f', 'i' || (SELECT count(*) FROM order_line), 2, 'PEAR', 'A pear', 1, 100)",
                i);
    }
    sql("INSERT INTO article (sku, name) VALUES ('APPLE', 'An apple'), ('PLUM', 'A plum');"
        "INSERT INTO article_code (code, sku, units) VALUES ('04006381333931', 'APPLE', 1), ('14006381333938', 'APPLE', 2)",
        0);
    for (d.event = 0; d.event < EVENTS; d.event++) {
        pw_clock_fixed_advance(&d.clock, 1000000);
        unsigned what = rnd(40);
        if (what < 28)
            something_scanned();
        else if (what < 38)
            printer_says();
        else if (what < 39)
            office_changes();
        else
            power_goes();
        check_promises();
    }
    replay_day();
    pw_station_destroy(d.s);
    d.s = NULL;
}

TEST(no_promise_breaks_on_sixty_random_days)
{
    struct pw_error err = { 0 };
    char text[1500];
    const char *dir = pw_test_tmp();
    snprintf(d.path, sizeof d.path, "%s/storm.db", dir);
    snprintf(
        text, sizeof text,
        "[station]\nname = b1\ncarrier = USPS\n[sender]\nname = Sample Shop\nline1 = 1 Road\ncity = Town\npostal-code = "
        "97000\ncountry = US\n"
        "[store]\npath = storm.db\n[printer slip]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = escpos\nprofile = TM-T88V\n"
        "documents = slip\n[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\ndocuments = label\n");
    CHECK_OK(pw_config_parse(text, "test.conf", dir, &d.config, &err), err);
    pw_clock_fixed_init(&d.clock, 1790000000000000);
    const char *one = getenv("PACKWRIGHT_SEED");
    const char *days = getenv("PACKWRIGHT_DAYS");
    if (one != NULL)
        live_through((unsigned)strtoul(one, NULL, 10));
    for (unsigned seed = 1; one == NULL && seed <= (days == NULL ? DAYS : (unsigned)atoi(days)); seed++)
        live_through(seed);
    pw_config_free(d.config);
}
