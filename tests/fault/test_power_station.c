/*
 * The station on a disk that loses power. A day at a bench (an order is opened, packed with a wrong item in between, its label
 * printed, the parcel scanned out) is played with the power going at each write and sync once. After each cut the store is opened
 * with the ordinary VFS, and:
 *   - it is sound, and every scan that was acknowledged is in its journal;
 *   - every job whose bytes were handed to a printer is in the spool; after a restart none of them is sent again by itself;
 *   - nothing is packed or shipped with a unit that wasn't verified, and no parcel is in the outbox twice;
 *   - the person goes on with the next scan, and the day ends as if nothing had happened.
 */
#include "test.h"

#include "fault/power_vfs.h"
#include "packwright/clock.h"
#include "station/station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char configuration[] =
    "[station]\nname = b1\ncarrier = USPS\nservice = Ground Advantage\nslip = on-request\n"
    "[sender]\nname = Sample Shop\nline1 = 1 Road\ncity = Town\npostal-code = 97000\ncountry = US\n"
    "[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\ndocuments = label\n";

static const char orders[] =
    "INSERT INTO orders (id, channel, order_id, ship_by_us, recipient_name, address_1, city, region, postal_code, country,"
    " imported_us, changed_us) VALUES"
    " (1, 'files', '111-0000001-0000001', 200, 'Ada Sample', '1 Lane', 'Springfield', 'OR', '97477', 'US', 1, 1),"
    " (2, 'files', '111-0000002-0000002', 100, 'Bo Sample', '2 Lane', 'Springfield', 'OR', '97477', 'US', 1, 1);"
    "INSERT INTO order_line (id, order_pk, channel, order_item_id, position, sku, asin, name, quantity, open_us) VALUES"
    " (1, 1, 'files', '501', 1, 'APPLE', '', 'An apple', 2, 200), (2, 1, 'files', '502', 2, 'PEAR', '', 'A pear', 1, 200),"
    " (3, 2, 'files', '503', 1, 'APPLE', '', 'An apple', 1, 100)";

/* "box 1": the parcel's own barcode of order 1 */
static const char *const day[] = {
    "111-0000001-0000001", "APPLE", "PLUM", "APPLE", "PEAR", "box 1", "APPLE", "box 2", "APPLE", "box 2"
};
enum { DAY = sizeof day / sizeof day[0] };

/* Each operation is a cut of its own; under a sanitizer, where a fork takes long, each third is. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { STRIDE = 3 };
#else
enum { STRIDE = 1 };
#endif

/* What the station has promised to the outside. */
struct said {
    enum { SAID_SCANNED, SAID_SENT } what;
    int64_t value;
};

struct bench {
    char path[300], dir[260];
    int say_fd; /* -1: nobody listens */
    int64_t sent[64];
    size_t sent_count;
    struct pw_config *config;
    struct pw_clock_fixed clock;
    struct pw_station *station;
};

static void say(struct bench *b, struct said said)
{
    if (b->say_fd >= 0 && write(b->say_fd, &said, sizeof said) != sizeof said)
        _exit(1);
}

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    struct bench *b = user;
    (void)printer, (void)bytes, (void)title;
    say(b, (struct said){ SAID_SENT, job });
    if (b->sent_count < PW_COUNT(b->sent))
        b->sent[b->sent_count++] = job;
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user, (void)event, (void)decision, (void)beats;
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event, (void)error;
}

static void on_changed(void *user)
{
    (void)user;
}

static bool bench_open(struct bench *b, struct pw_error *err)
{
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, b, NULL };
    b->station = NULL;
    b->config = NULL;
    b->sent_count = 0;
    pw_clock_fixed_init(&b->clock, 1790000000000000);
    return pw_config_parse(configuration, "test.conf", b->dir, &b->config, err) &&
           pw_station_create(b->config, &b->clock.base, NULL, &on, &b->station, err);
}

static void bench_close(struct bench *b)
{
    pw_station_destroy(b->station);
    pw_config_free(b->config);
}

static int64_t number(struct pw_db *db, const char *sql)
{
    struct pw_error err = { 0 };
    int64_t n = -1;
    CHECK_OK(pw_db_number(db, &err, &n, sql, ""), err);
    return n;
}

static void scan(struct bench *b, const char *text)
{
    char code[100];
    snprintf(code, sizeof code, "%s", text);
    if (strncmp(text, "box ", 4) == 0) {
        struct pw_error err = { 0 };
        struct pw_stmt *s =
            pw_db_query(b->station->db, &err, "SELECT barcode FROM parcel WHERE order_pk = $1 ORDER BY id DESC LIMIT 1", "i",
                        (int64_t)atoi(text + 4));
        if (s != NULL && pw_stmt_step(s, &err) == PW_ROW)
            snprintf(code, sizeof code, "%s", pw_stmt_text(s, 0));
        pw_stmt_done(s);
    }
    if (pw_station_scan(b->station, "1", "hand", PW_ROLE_BOTH, pw_bytes_str(code), ""))
        say(b, (struct said){ SAID_SCANNED, 1 });
    /* the printer is quick: the label is on paper before the next scan */
    while (b->sent_count > 0)
        (void)pw_station_job(b->station, 0, b->sent[--b->sent_count], PW_JOB_PRINTED, 10, 10, "the test's printer");
}

static void play_day(void *user, int say_fd)
{
    struct bench *b = user;
    struct pw_error err = { 0 };
    b->say_fd = say_fd;
    pw_db_sqlite_vfs = "power";
    if (!bench_open(b, &err))
        _exit(1);
    pw_station_printer(b->station, 0, true, "ready", "");
    for (int i = 0; i < DAY; i++)
        scan(b, day[i]);
    bench_close(b);
}

static void create_store(void *user, int say_fd)
{
    struct bench *b = user;
    struct pw_error err = { 0 };
    b->say_fd = say_fd;
    pw_db_sqlite_vfs = "power";
    if (!bench_open(b, &err))
        _exit(1);
    say(b, (struct said){ SAID_SCANNED, 0 });
    bench_close(b);
}

static void copy_file(const char *from, const char *to)
{
    size_t len;
    char *data = pw_test_read(from, &len);
    FILE *f = fopen(to, "wb");
    CHECK(f != NULL && fwrite(data, 1, len, f) == len && fclose(f) == 0);
    free(data);
}

static void remove_store(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    for (size_t i = 0; i < PW_COUNT(ends); i++) {
        char name[320];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void bench_init(struct bench *b)
{
    memset(b, 0, sizeof *b);
    b->say_fd = -1;
    snprintf(b->dir, sizeof b->dir, "%s", pw_test_tmp());
    snprintf(b->path, sizeof b->path, "%s/packwright.db", b->dir);
}

static void check_sound(struct pw_db *db)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(db, &err, "PRAGMA integrity_check", "");
    CHECK(s != NULL && pw_stmt_step(s, &err) == PW_ROW);
    CHECK_STR(pw_stmt_text(s, 0), "ok");
    pw_stmt_done(s);
}

static void check_promises(struct pw_db *db)
{
    CHECK_INT(number(db, "SELECT count(*) FROM (SELECT l.order_pk, l.id, l.quantity AS wanted, (SELECT coalesce(sum(v.units), 0)"
                         " FROM verification v WHERE v.line_pk = l.id AND v.undone = 0) AS had FROM order_line l) n"
                         " JOIN orders o ON o.id = n.order_pk WHERE n.had > n.wanted"
                         " OR (o.status IN ('packed', 'shipped') AND n.had <> n.wanted)"),
              0);
    CHECK_INT(number(db, "SELECT count(*) - count(DISTINCT parcel_pk) FROM outbox"), 0);
    CHECK_INT(number(db, "SELECT count(*) FROM outbox o JOIN parcel p ON p.id = o.parcel_pk WHERE p.status <> 'shipped'"), 0);
    CHECK_INT(number(db, "SELECT count(*) FROM parcel p WHERE p.status = 'shipped' AND NOT EXISTS"
                         " (SELECT 1 FROM outbox o WHERE o.parcel_pk = p.id)"),
              0);
}

/* What was promised before the cut is there; then the station starts again, and the person goes on. */
static void go_on(struct bench *b, const struct said *said, size_t count)
{
    struct pw_error err = { 0 };
    size_t scanned = 0;
    CHECK_OK(bench_open(b, &err), err);
    struct pw_db *db = b->station->db;
    check_sound(db);
    check_promises(db);
    for (size_t i = 0; i < count; i++) {
        char sql[100];
        scanned += said[i].what == SAID_SCANNED;
        snprintf(sql, sizeof sql, "SELECT count(*) FROM job WHERE id = %lld", (long long)said[i].value);
        CHECK(said[i].what != SAID_SENT || number(db, sql) == 1);
    }
    int64_t done = number(db, "SELECT count(*) FROM journal WHERE kind = 'scan'");
    CHECK(done >= (int64_t)scanned && done <= (int64_t)scanned + 1);
    pw_station_printer(b->station, 0, true, "ready", "");
    for (size_t i = 0; i < b->sent_count; i++)
        for (size_t k = 0; k < count; k++)
            CHECK(said[k].what != SAID_SENT || said[k].value != b->sent[i]);
    for (int64_t i = done; i < DAY; i++)
        scan(b, day[i]);
    check_promises(db);
    CHECK_INT(number(db, "SELECT count(*) FROM orders WHERE status = 'shipped'"), 2);
    CHECK_INT(number(db, "SELECT count(*) FROM outbox"), 2);
    CHECK_INT(number(db, "SELECT count(*) FROM journal WHERE kind = 'scan'"), DAY);
    bench_close(b);
}

struct cut {
    struct bench *bench;
    const struct said *said;
    size_t count;
};

static void after(void *user)
{
    const struct cut *cut = user;
    go_on(cut->bench, cut->said, cut->count);
}

TEST(whenever_the_power_goes_the_day_ends_as_if_it_had_not)
{
    static struct bench b;
    struct pw_error err = { 0 };
    char fresh[320];
    bench_init(&b);
    CHECK_OK(bench_open(&b, &err), err);
    CHECK_OK(pw_db_sqlite.script(b.station->db, orders, &err), err);
    bench_close(&b);
    snprintf(fresh, sizeof fresh, "%s.fresh", b.path);
    copy_file(b.path, fresh);
    for (int fuse = 1;; fuse += STRIDE) {
        static struct said said[200];
        size_t len;
        remove_store(b.path);
        copy_file(fresh, b.path);
        enum pw_power_end end = pw_power_run(play_day, &b, fuse, 7, said, sizeof said, &len);
        CHECK(end != PW_POWER_CHILD_FAILED);
        pw_test_apart(after, &(struct cut){ &b, said, len / sizeof said[0] });
        if (end == PW_POWER_RAN_THROUGH) {
            CHECK(fuse > 50);
            return;
        }
    }
}

TEST(a_store_whose_making_was_cut_off_is_made_again_or_is_whole)
{
    static struct bench b;
    struct pw_error err = { 0 };
    bench_init(&b);
    for (int fuse = 1;; fuse += STRIDE) {
        struct said said;
        size_t len;
        remove_store(b.path);
        enum pw_power_end end = pw_power_run(create_store, &b, fuse, 3, &said, sizeof said, &len);
        CHECK(end != PW_POWER_CHILD_FAILED);
        b.say_fd = -1;
        CHECK_OK(bench_open(&b, &err), err);
        check_sound(b.station->db);
        CHECK_INT(number(b.station->db, "SELECT count(*) FROM orders"), 0);
        bench_close(&b);
        if (end == PW_POWER_RAN_THROUGH) {
            CHECK(fuse > 20);
            return;
        }
    }
}
