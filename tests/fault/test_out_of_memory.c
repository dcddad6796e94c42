/*
 * Memory runs out. A day at a bench (the configuration is read, the store opened, files imported, orders packed, parcels scanned
 * out, the board drawn, the confirmations taken for a file) is played in a process of its own with allocation number N failing:
 * once, or from then on. One day is of plain orders with a wrong item, an undo, a hold and a reprint; the other has lists of
 * articles and kits, a kit by its components, a serial number, a note to be read, a unit without its barcode that a lead allows,
 * an order in two boxes, and a parcel that comes back. Whatever is refused is tried again, as a person would. Then, with memory
 * for all:
 *   - no process died, and under a sanitizer none leaked;
 *   - the store is sound, every scan that was acknowledged is in its journal, every document handed to a printer is in the spool;
 *   - nothing is packed or shipped that wasn't verified, nothing is printed twice unasked, nothing is confirmed twice;
 *   - the person goes on where they stood, and the day ends as if nothing had happened.
 *
 * Counted and failed are the allocations of the program's own code, of SQLite and of jansson. GLib, below Pango, ends a process
 * that gets no memory: that is a power cut, which test_power_station plays.
 *
 * $PACKWRIGHT_ALLOCATIONS: each how many-th fails (1: each; it takes hours), and from which on: "4", "4+1" for several at once.
 */
#include "test.h"

#include "barcode/badge.h"
#include "barcode/command.h"
#include "base/json.h"
#include "packwright/clock.h"
#include "station/board.h"
#include "station/documents.h"
#include "station/station.h"
#include "store/exports.h"
#include "store/import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
enum { STRIDE = 1997 };
int __lsan_do_recoverable_leak_check(void);
#else
enum { STRIDE = 397 };
#endif

/* ---- memory ---- */

static struct {
    bool on, for_good;
    int64_t fuse;    /* allocations until one fails; 0: none does any more */
    int64_t asked;   /* while it is on */
    int64_t refused; /* of these */
} memory;

static bool refused(void)
{
    if (!memory.on)
        return false;
    memory.asked++;
    if (memory.fuse > 1) {
        memory.fuse--;
        return false;
    }
    if (memory.fuse == 0)
        return false;
    if (!memory.for_good)
        memory.fuse = 0;
    memory.refused++;
    errno = ENOMEM;
    return true;
}

/* The linker puts these in the places of malloc and the others, where the program's own code calls them. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__real_reallocarray(void *p, size_t n, size_t size);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

void *__wrap_malloc(size_t size)
{
    return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
    return refused() ? NULL : __real_realloc(p, size);
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
    return refused() ? NULL : __real_reallocarray(p, n, size);
}

char *__wrap_strdup(const char *s)
{
    return refused() ? NULL : __real_strdup(s);
}

char *__wrap_strndup(const char *s, size_t n)
{
    return refused() ? NULL : __real_strndup(s, n);
}

static sqlite3_mem_methods sqlite_memory; /* SQLite's own */

static void *sqlite_malloc(int size)
{
    return refused() ? NULL : sqlite_memory.xMalloc(size);
}

static void *sqlite_realloc(void *p, int size)
{
    return refused() ? NULL : sqlite_memory.xRealloc(p, size);
}

static void memory_init(void)
{
    if (sqlite_memory.xMalloc != NULL)
        return;
    CHECK_INT(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory), SQLITE_OK);
    sqlite3_mem_methods ours = sqlite_memory;
    ours.xMalloc = sqlite_malloc;
    ours.xRealloc = sqlite_realloc;
    CHECK_INT(sqlite3_config(SQLITE_CONFIG_MALLOC, &ours), SQLITE_OK);
}

/* ---- the days ---- */

static const char configuration[] =
    "[station]\nname = b1\ncarrier = USPS\nservice = Ground Advantage\nacknowledge-notes = article\n"
    "[sender]\nname = Sample Shop\nline1 = 1 Road\ncity = Town\npostal-code = 97000\ncountry = US\n"
    "[channel files]\ntype = amazon-files\n"
    "[printer slip]\ntransport = tcp\naddress = 127.0.0.1:8\nlanguage = escpos\nprofile = TM-T88V\ndocuments = slip\n"
    "[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\ndocuments = label\n";

#define REPORT                                                                                                                   \
    "order-id\torder-item-id\tpurchase-date\tpayments-date\tpromise-date\tbuyer-name\tsku\tproduct-name\tquantity-purchased\t"   \
    "quantity-shipped\tquantity-to-ship\tship-service-level\trecipient-name\tship-address-1\tship-city\tship-state\t"            \
    "ship-postal-code\tship-country\n"
#define LINE(order, item, sku, name, quantity)                                                                                   \
    order "\t" item "\t2026-09-01T07:15:00+00:00\t2026-09-01T07:16:00+00:00\t2026-09-25T23:59:59+00:00\tAda Sample\t" sku        \
          "\t" name "\t" quantity "\t0\t" quantity "\tStandard\tAda Sample\t1 Lane\tSpringfield\tOR\t97477\tUS\n"

enum { STEPS = 32, FILES = 3 };

/* "box 1": order 1's newest parcel, "first 1": its first. "!HOLD": a command. "badge": the lead's. A step that is played twice
 * does no harm, but for the undo. */
static const struct scenario {
    const char *files[FILES], *steps[STEPS], *finish[STEPS]; /* finish: wherever the day has led */
    int orders, lines, parcels;
    const char *also; /* counts what is not as it should be in the end */
} scenarios[] = {
    { .files = { REPORT LINE("111-0000001-0000001", "501", "APPLE", "An apple", "2")
                     LINE("111-0000001-0000001", "502", "PEAR", "A pear, \xE6\xA2\xA8", "1")
                         LINE("111-0000002-0000002", "503", "APPLE", "An apple", "1") },
      .steps = { "111-0000001-0000001", "APPLE", "PLUM", "APPLE", "!UNDO", "APPLE", "!HOLD", "!WHYSTOCK", "111-0000001-0000001",
                 "!RELEASE", "111-0000001-0000001", "111-0000001-0000001", "PEAR", "!RELABEL", "!WHYJAM", "box 1", "APPLE",
                 "box 2", "box 2" },
      .finish = { "111-0000001-0000001", "APPLE", "APPLE", "PEAR", "box 1", "APPLE", "box 2" },
      .orders = 2,
      .lines = 3,
      .parcels = 2,
      .also = "SELECT 0" },
    { .files = { "sku,name,serial,instruction,weight\nCAM,A camera,yes,,500 g\nVASE,A vase,,Wrap it twice,\n",
                 "kit,component,quantity\nSET,FIG,2\nSET,PLUM,1\n",
                 REPORT LINE("111-0000001-0000001", "501", "SET", "A set", "1")
                     LINE("111-0000001-0000001", "502", "CAM", "A camera", "1")
                         LINE("111-0000001-0000001", "503", "VASE", "A vase", "1")
                             LINE("111-0000002-0000002", "504", "PEAR", "A pear", "1") },
      .steps = { "111-0000001-0000001",
                 "FIG",
                 "PLUM",
                 "FIG",
                 "CAM",
                 "SN-1",
                 "!NEXTBOX",
                 "VASE",
                 "!READIT",
                 "first 1",
                 "box 1",
                 "111-0000002-0000002",
                 "!NOBARCODE",
                 "badge",
                 "!WHYLOST",
                 "box 2",
                 "!RETURN",
                 "111-0000001-0000001",
                 "VASE",
                 "!UNITGOOD",
                 "!RETURNDONE" },
      .finish = { "111-0000001-0000001", "FIG", "FIG", "PLUM", "CAM", "SN-1", "VASE", "!READIT", "first 1", "box 1",
                  "111-0000002-0000002", "!NOBARCODE", "badge", "!WHYLOST", "box 2" },
      .orders = 2,
      .lines = 4,
      .parcels = 3,
      .also = "SELECT (SELECT count(*) <> 1 FROM capture WHERE serial = 'SN-1' AND live = 1) + (SELECT SUM(component_units) <> 3"
              " FROM verification WHERE undone = 0 AND component <> '') + (SELECT count(*) <> 1 FROM verification WHERE how ="
              " 'no-barcode' AND undone = 0) + (SELECT count(*) <> 1 FROM note_read)" },
};

static size_t steps_of(const char *const list[STEPS])
{
    size_t n = 0;
    while (n < STEPS && list[n] != NULL)
        n++;
    return n;
}

enum { SLIP = 0, LABEL = 1 };

/* What the station has promised to the outside. */
struct said {
    enum { SAID_IMPORTED, SAID_SCANNED, SAID_SENT } what;
    int64_t value; /* SCANNED: the step; SENT: the job */
};

struct bench {
    const struct scenario *is;
    char path[300], dir[260];
    int say_fd; /* -1: nobody listens */
    struct {
        size_t printer;
        int64_t job;
    } sent[32];
    size_t sent_count;
    struct pw_config *config;
    struct pw_clock_fixed clock;
    struct pw_station *station;
};

static void say(struct bench *b, struct said said)
{
    if (b->say_fd >= 0 && write(b->say_fd, &said, sizeof said) != sizeof said)
        _exit(4);
}

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    struct bench *b = user;
    (void)bytes, (void)title;
    say(b, (struct said){ SAID_SENT, job });
    if (b->sent_count < PW_COUNT(b->sent)) {
        b->sent[b->sent_count].printer = printer;
        b->sent[b->sent_count++].job = job;
    }
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

static void bench_close(struct bench *b)
{
    pw_station_destroy(b->station);
    pw_config_free(b->config);
    b->station = NULL;
    b->config = NULL;
}

static bool bench_open(struct bench *b, struct pw_error *err)
{
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, b, NULL };
    b->sent_count = 0;
    pw_clock_fixed_init(&b->clock, 1790000000000000);
    if (pw_config_parse(configuration, "test.conf", b->dir, &b->config, err) &&
        pw_station_create(b->config, &b->clock.base, NULL, &on, &b->station, err)) {
        pw_station_printer(b->station, SLIP, true, "ready", "");
        pw_station_printer(b->station, LABEL, true, "ready", "");
        return true;
    }
    bench_close(b);
    return false;
}

static bool import(struct bench *b, struct pw_error *err)
{
    const struct pw_file_import setup = { .db = b->station->db, .config = b->config, .bench = "b1", .now_us = 1790000000000000 };
    for (size_t i = 0; i < FILES && b->is->files[i] != NULL; i++) {
        struct pw_file_result result;
        if (!pw_import_bytes(&setup, "report.txt", pw_bytes_str(b->is->files[i]), &result, err))
            return false;
        if (result.counts.refused != 0)
            pw_test_fail(__FILE__, __LINE__, "a line was refused for want of memory, as if it were wrong");
    }
    if (!pw_db_run(b->station->db, err,
                   "INSERT INTO person (name, role, badge, made_us) VALUES ('Lea Sample', 'lead', 'CCCCCCCC', 1) ON CONFLICT DO"
                   " NOTHING",
                   ""))
        return false;
    say(b, (struct said){ SAID_IMPORTED, 0 });
    return true;
}

/* The text of a step's barcode; false: there was no memory to find it out. */
static bool code_of(struct bench *b, const char *step, char *out, size_t size)
{
    snprintf(out, size, "%s", step);
    if (strcmp(step, "badge") == 0)
        return pw_badge_code(b->station->key, "CCCCCCCC", out);
    bool first = strncmp(step, "first ", 6) == 0;
    if (first || strncmp(step, "box ", 4) == 0) {
        struct pw_error err = { 0 };
        struct pw_stmt *s = pw_db_query(b->station->db, &err,
                                        "SELECT barcode FROM parcel WHERE order_pk = $1 ORDER BY CASE $2 WHEN 1 THEN id ELSE -id"
                                        " END LIMIT 1",
                                        "ii", (int64_t)atoi(strchr(step, ' ')), (int64_t)first);
        enum pw_row row = s == NULL ? PW_ROW_FAILED : pw_stmt_step(s, &err);
        if (row == PW_ROW)
            snprintf(out, size, "%s", pw_stmt_text(s, 0));
        pw_stmt_done(s);
        return row != PW_ROW_FAILED;
    }
    const struct pw_command_info *info;
    for (size_t i = 0; step[0] == '!' && (info = pw_command_nth(i)) != NULL; i++)
        if (strcmp(info->name, step + 1) == 0)
            return pw_command_code(b->station->key, info->command, out);
    return step[0] != '!';
}

static bool scan(struct bench *b, int step, const char *text)
{
    char code[100];
    if (!code_of(b, text, code, sizeof code) || !pw_station_scan(b->station, "1", "hand", PW_ROLE_BOTH, pw_bytes_str(code), ""))
        return false;
    say(b, (struct said){ SAID_SCANNED, step });
    /* the printers are quick: the paper is out before the next scan */
    while (b->sent_count > 0) {
        b->sent_count--;
        (void)pw_station_job(b->station, b->sent[b->sent_count].printer, b->sent[b->sent_count].job, PW_JOB_PRINTED, 10, 10,
                             "the test's printer");
    }
    return true;
}

static bool draw_board(struct bench *b, struct pw_error *err)
{
    struct pw_buf json;
    pw_buf_init(&json, 1 << 20);
    bool ok = pw_board_write(b->station, "1", NULL, 0, &json, err) && pw_buf_ok(&json, err);
    pw_buf_finish(&json);
    return ok;
}

static bool confirm(struct bench *b, struct pw_error *err)
{
    struct pw_db *db = b->station->db;
    struct pw_export e;
    struct pw_buf content;
    bool ok = true;
    for (bool more = true; ok && more;) {
        pw_buf_init(&content, 1 << 20);
        ok = pw_export_unfinished(db, "files", &e, err);
        if (ok && e.rows > 0)
            ok = pw_export_content(db, &e, PW_CONFIRMATION_AMAZON, &content, err);
        else if (ok)
            ok = pw_export_take(db, "files", PW_CONFIRMATION_AMAZON, "confirmations.txt", 0, 1790000000000000, NULL, NULL,
                                &content, &e, err);
        more = ok && e.rows > 0;
        ok = ok && pw_buf_ok(&content, err) && (!more || pw_export_written(db, &e, err));
        pw_buf_finish(&content);
    }
    return ok;
}

/* True once it succeeded; what failed for want of memory is tried again. */
#define WITH_PATIENCE(call) ((call) || (call) || (call) || (call))

static void play_day(struct bench *b)
{
    struct pw_error err = { 0 };
    const char *doing = "opening the bench";
    memory.on = true;
    if (WITH_PATIENCE(bench_open(b, &err))) {
        doing = "importing";
        bool ok = WITH_PATIENCE(import(b, &err));
        for (size_t i = 0; ok && i < steps_of(b->is->steps); i++) {
            doing = b->is->steps[i];
            ok = WITH_PATIENCE(scan(b, (int)i, doing));
            (void)draw_board(b, &err);
        }
        if (ok)
            doing = "confirming";
        ok = ok && WITH_PATIENCE(confirm(b, &err));
        memory.on = false;
        if (!ok && !memory.for_good) {
            fprintf(stderr, "nothing helped, %s: %s\n", doing, err.text);
            _exit(5);
        }
        bench_close(b);
    }
    memory.on = false;
}

/* ---- afterwards ---- */

static int64_t number(struct pw_db *db, const char *sql)
{
    struct pw_error err = { 0 };
    int64_t n = -1;
    CHECK_OK(pw_db_number(db, &err, &n, sql, ""), err);
    return n;
}

static void check_promises(struct pw_db *db)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(db, &err, "PRAGMA integrity_check", "");
    CHECK(s != NULL && pw_stmt_step(s, &err) == PW_ROW);
    CHECK_STR(pw_stmt_text(s, 0), "ok");
    pw_stmt_done(s);
    CHECK_INT(number(db, "SELECT count(*) FROM (SELECT l.order_pk, l.quantity AS wanted, (SELECT coalesce(sum(v.units), 0)"
                         " FROM verification v WHERE v.line_pk = l.id AND v.undone = 0) AS had FROM order_line l) n"
                         " JOIN orders o ON o.id = n.order_pk WHERE n.had > n.wanted"
                         " OR (o.status IN ('packed', 'shipped') AND n.had <> n.wanted)"),
              0);
    CHECK_INT(number(db, "SELECT count(*) - count(DISTINCT parcel_pk) FROM outbox"), 0);
    CHECK_INT(number(db, "SELECT count(*) FROM outbox o JOIN parcel p ON p.id = o.parcel_pk WHERE p.status <> 'shipped'"), 0);
    CHECK_INT(number(db, "SELECT count(*) FROM parcel p WHERE p.status = 'shipped' AND NOT EXISTS"
                         " (SELECT 1 FROM outbox o WHERE o.parcel_pk = p.id)"),
              0);
    CHECK_INT(number(db, "SELECT count(*) FROM (SELECT parcel_pk, document FROM job WHERE reprint_of IS NULL AND status NOT IN"
                         " ('failed', 'void') AND parcel_pk > 0 GROUP BY parcel_pk, document HAVING count(*) > 1) n"),
              0);
}

static void go_on(struct bench *b, const struct said *said, size_t count)
{
    struct pw_error err = { 0 };
    int next = 0;
    int64_t scanned = 0;
    CHECK_OK(bench_open(b, &err), err);
    struct pw_db *db = b->station->db;
    check_promises(db);
    for (size_t i = 0; i < count; i++) {
        char sql[100];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM job WHERE id = %lld", (long long)said[i].value);
        CHECK(said[i].what != SAID_SENT || number(db, sql) == 1);
        if (said[i].what == SAID_SCANNED) {
            next = (int)said[i].value + 1;
            scanned++;
        }
        CHECK(said[i].what != SAID_IMPORTED || number(db, "SELECT count(*) FROM order_line") == b->is->lines);
    }
    CHECK(number(db, "SELECT count(*) FROM journal WHERE kind = 'scan'") >= scanned);
    for (size_t i = 0; i < b->sent_count; i++)
        for (size_t k = 0; k < count; k++)
            CHECK(said[k].what != SAID_SENT || said[k].value != b->sent[i].job);
    CHECK_OK(import(b, &err), err);
    CHECK_INT(number(db, "SELECT count(*) FROM orders"), b->is->orders);
    for (size_t i = (size_t)next; i < steps_of(b->is->steps); i++)
        CHECK(scan(b, (int)i, b->is->steps[i]));
    for (size_t i = 0; i < steps_of(b->is->finish); i++)
        CHECK(scan(b, 0, b->is->finish[i]));
    check_promises(db);
    CHECK_OK(draw_board(b, &err), err);
    CHECK_INT(number(db, "SELECT count(*) FROM orders WHERE status = 'shipped'"), b->is->orders);
    CHECK_INT(number(db, "SELECT count(*) FROM outbox"), b->is->parcels);
    CHECK_INT(number(db, b->is->also), 0);
    CHECK_OK(confirm(b, &err), err);
    CHECK_INT(number(db, "SELECT count(*) FROM outbox WHERE status = 'exported'"), b->is->parcels);
    CHECK_INT(number(db, "SELECT count(*) FROM export WHERE status <> 'written'"), 0);
    CHECK_INT(number(db, "SELECT sum(rows) FROM export"), number(db, "SELECT count(*) FROM order_line"));
    bench_close(b);
}

static void remove_store(const struct bench *b)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    for (size_t i = 0; i < PW_COUNT(ends); i++) {
        char name[320];
        snprintf(name, sizeof name, "%s%s", b->path, ends[i]);
        unlink(name);
    }
}

/* The day with allocation number fuse failing; how many were asked for. 0: it ended badly. */
static int64_t run(struct bench *b, int64_t fuse, bool for_good, struct said *said, size_t room, size_t *ret_count)
{
    int to_us[2], status;
    int64_t asked[2] = { 0, 0 };
    char answer[320];
    size_t len = 0;
    ssize_t n;
    snprintf(answer, sizeof answer, "%s.answer", b->path);
    CHECK(pipe2(to_us, O_CLOEXEC) == 0);
    pid_t child = fork();
    if (child == 0) {
        b->say_fd = to_us[1];
        memory.asked = 0;
        memory.fuse = fuse;
        memory.for_good = for_good;
        play_day(b);
#if defined(__SANITIZE_ADDRESS__)
        if (__lsan_do_recoverable_leak_check() != 0)
            _exit(6);
#endif
        const int64_t told[2] = { memory.asked, memory.refused };
        FILE *f = fopen(answer, "wb");
        _exit(f != NULL && fwrite(told, sizeof told, 1, f) == 1 && fclose(f) == 0 ? 0 : 4);
    }
    close(to_us[1]);
    while (child > 0 && len < room * sizeof *said && (n = read(to_us[0], (char *)said + len, room * sizeof *said - len)) > 0)
        len += (size_t)n;
    close(to_us[0]);
    *ret_count = len / sizeof *said;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        if (child >= 0)
            fprintf(stderr, "allocation %lld%s: the process ended with %s %d\n", (long long)fuse,
                    for_good ? " and all after" : "", WIFEXITED(status) ? "status" : "signal",
                    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
        return 0;
    }
    FILE *f = fopen(answer, "rb");
    CHECK(f != NULL && fread(asked, sizeof asked, 1, f) == 1);
    fclose(f);
    CHECK(fuse == 0 || asked[0] < fuse || asked[1] > 0);
    return asked[0];
}

struct end {
    struct bench *bench;
    const struct said *said;
    size_t count;
};

static void after(void *user)
{
    const struct end *end = user;
    go_on(end->bench, end->said, end->count);
}

static void every_allocation(const struct scenario *is, bool for_good)
{
    static struct bench b;
    static struct said said[400];
    size_t count;
    const char *word = getenv("PACKWRIGHT_ALLOCATIONS");
    const char *plus = word == NULL ? NULL : strchr(word, '+');
    int64_t stride = word == NULL ? STRIDE : atoll(word), first = 1 + (plus == NULL ? 0 : atoll(plus + 1)), runs = 0;
    memset(&b, 0, sizeof b);
    b.is = is;
    memory_init();
    snprintf(b.dir, sizeof b.dir, "%s", pw_test_tmp());
    snprintf(b.path, sizeof b.path, "%s/packwright.db", b.dir);
    int64_t all = run(&b, 0, false, said, PW_COUNT(said), &count); /* with enough of it */
    remove_store(&b);
    b.say_fd = -1;
    play_day(&b); /* here, too: fonts and libraries are read once, not in each day's process */
    CHECK(all > 1000 && count >= steps_of(is->steps) && stride > 0 && first > 0);
    for (int64_t fuse = first; fuse <= all; fuse += stride, runs++) {
        remove_store(&b);
        CHECK(run(&b, fuse, for_good, said, PW_COUNT(said), &count) > 0);
        b.say_fd = -1;
        pw_test_apart(after, &(struct end){ &b, said, count });
    }
    fprintf(stderr, "%lld allocations, %lld of them failed, each in a day of its own\n", (long long)all, (long long)runs);
}

TEST(json_is_read_whole_or_not_at_all)
{
    char text[700];
    memset(text, 'x', sizeof text);
    int n = snprintf(text, sizeof text, "{\"a name of more than a few letters\":[1,2.5,{\"b\":\"%0300d\"}],\"c\":\"", 7);
    memcpy(text + sizeof text - 3, "\"}", 3);
    text[n] = 'x';
    for (int for_good = 0; for_good < 2; for_good++)
        for (int64_t fuse = 1;; fuse++) {
            json_error_t why = { 0 };
            memory.fuse = fuse;
            memory.for_good = for_good != 0;
            memory.refused = 0;
            memory.on = true;
            json_t *json = pw_json_load(pw_bytes_str(text), 0, &why);
            memory.on = false;
            CHECK(json == NULL || json_string_length(json_object_get(json, "c")) == sizeof text - 3 - (size_t)n);
            CHECK((json == NULL) == (memory.refused > 0));
            CHECK(json != NULL || json_error_code(&why) == json_error_out_of_memory);
            json_decref(json);
            if (memory.refused == 0) {
                CHECK(fuse > 20);
                break;
            }
        }
}

TEST(whichever_allocation_fails_once_the_day_ends_as_if_it_had_not)
{
    for (size_t i = 0; i < PW_COUNT(scenarios); i++)
        every_allocation(&scenarios[i], false);
}

TEST(whenever_memory_is_out_for_good_nothing_is_lost_or_done_twice)
{
    for (size_t i = 0; i < PW_COUNT(scenarios); i++)
        every_allocation(&scenarios[i], true);
}
