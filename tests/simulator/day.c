#include "simulator/day.h"

#include "barcode/command.h"
#include "packwright/clock.h"
#include "station/station.h"
#include "store/import_file.h"
#include "test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    STATIONS = 2,
    PACKERS = 3,
    LINES = 3,
    ENTRIES = 1200,
    PARCELS = 200,
    SENT = 1500,
    WAITING = 64,
    END_STEPS = 900,
    TRACED = 150,
    PAPERS = 256
};
enum { STEP_US = 3000000, AT_ONCE_US = 60000 };

static const char *const skus[] = { "APPLE", "PEAR", "PLUM", "FIG" };
enum { SKUS = sizeof skus / sizeof skus[0] };
/* What stands on the articles: the texts that people scan, whose they are, and how many units they stand for. */
static const struct {
    const char *text;
    int sku; /* -1: nobody's */
    int units;
} codes[] = { { "APPLE", 0, 1 },         { "PEAR", 1, 1 },           { "PLUM", 2, 1 },          { "FIG", 3, 1 },
              { "4006381333931", 0, 1 }, { "14006381333938", 0, 2 }, { "4012345123456", 1, 1 }, { "NOBODY", -1, 1 } };
static const char *const numbers[] = { "1Z5R89390357567127", "XQ77-ZZ-1" };

/* ---- the model ---- */

struct model_line {
    int sku, wanted, packed;
};
struct model_order {
    struct model_line line[LINES];
    int lines, street; /* street: the address that the office knows */
    bool cancelled, held;
    int owner; /* packer from 1, 0: nobody */
};
struct model_entry { /* units in a box */
    int64_t parcel;
    int order, line, units;
    bool gone;
};
struct model_parcel {
    int64_t id;
    int label_street; /* the newest label's address; 0: none was sent */
    char paper[64];   /* and its code */
    bool shipped;
};

static struct day {
    struct pw_config *config[STATIONS];
    struct pw_clock_fixed clock;
    struct pw_station *station[STATIONS];
    struct day_report *report;
    struct model_order order[DAY_ORDERS];
    struct model_entry entry[ENTRIES];
    struct model_parcel parcel[PARCELS];
    size_t orders, entries, parcels;
    char papers[PAPERS][64]; /* the codes of the labels that came out, of all their versions */
    size_t paper_count;
    int64_t sent[SENT]; /* jobs whose bytes went out */
    size_t sent_count;
    struct {
        size_t printer;
        int64_t job;
        bool handed;
    } waiting[WAITING]; /* documents that printers have and said nothing of */
    size_t waiting_count;
    uint32_t seed, rng;
    int packer; /* who scans, from 0 */
    char scanned[100];
    bool asked_for[PACKERS], takes_over; /* an order to be taken over from its packer */
    bool refused, trace;                 /* trace: tell what happens */
    int traced;
    int say_fd; /* who is told what was acknowledged; 0: nobody */
} d;

static const struct {
    int station;
    const char *bench, *lane;
} packers[PACKERS] = { { 0, "north", "1" }, { 0, "north", "2" }, { 1, "south", "1" } };

static uint32_t rnd(uint32_t *rng, uint32_t n)
{
    *rng ^= *rng << 13, *rng ^= *rng >> 17, *rng ^= *rng << 5;
    return *rng % n; /* NOLINT(clang-analyzer-core.DivideZero) n is never 0 */
}

PW_PRINTF(1, 2) static void broke(const char *fmt, ...)
{
    va_list ap;
    if (d.report->promise[0] != '\0')
        return;
    va_start(ap, fmt);
    vsnprintf(d.report->promise, sizeof d.report->promise, fmt, ap);
    va_end(ap);
}

static struct pw_db *db(void)
{
    return d.station[0]->db;
}

static int64_t number(const char *sql, int64_t argument)
{
    struct pw_error err = { 0 };
    int64_t n = 0;
    bool takes = strstr(sql, "$1") != NULL;
    if (!(takes ? pw_db_number(db(), &err, &n, sql, "i", argument) : pw_db_number(db(), &err, &n, sql, "")))
        pw_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.text);
    return n;
}

/* The first column of the first row; "" when there is none. */
static bool text_of(const char *sql, int64_t argument, char *out, size_t size)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(db(), &err, sql, strstr(sql, "$1") != NULL ? "i" : "", argument);
    if (s == NULL)
        pw_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.text);
    bool found = pw_stmt_step(s, &err) == PW_ROW;
    snprintf(out, size, "%s", found ? pw_stmt_text(s, 0) : "");
    pw_stmt_done(s);
    return found;
}

/* The store's order 1 is ours of index 0: they are imported in this order into an empty store. */
static struct model_order *order_of(int64_t id)
{
    return id >= 1 && id <= (int64_t)d.orders ? &d.order[id - 1] : NULL;
}

static struct model_parcel *parcel_of(int64_t id)
{
    for (size_t i = 0; i < d.parcels; i++)
        if (d.parcel[i].id == id)
            return &d.parcel[i];
    if (d.parcels == PARCELS)
        pw_test_fail(__FILE__, __LINE__, "a day of too many parcels");
    d.parcel[d.parcels] = (struct model_parcel){ .id = id };
    return &d.parcel[d.parcels++];
}

static int line_of(const struct model_order *o, const char *sku)
{
    for (int i = 0; i < o->lines; i++)
        if (strcmp(skus[o->line[i].sku], sku) == 0)
            return i;
    return -1;
}

/* ---- what the stations acknowledge ---- */

static void learn_counted(const struct pw_decision *decision)
{
    struct model_order *o = order_of(decision->order);
    int64_t parcel = decision->parcel != 0        ? decision->parcel
                     : decision->next.parcel != 0 ? decision->next.parcel
                                                  : decision->next.subject;
    int code = -1, line = o == NULL ? -1 : line_of(o, decision->item.sku);
    for (size_t i = 0; i < PW_COUNT(codes); i++)
        if (strcmp(codes[i].text, d.scanned) == 0)
            code = (int)i;
    if (code < 0 && decision->outcome == PW_OUTCOME_COMPLETED)
        return; /* an explanation, not a unit */
    if (o == NULL || line < 0 || code < 0 || codes[code].sku != o->line[line].sku) {
        broke("1: a unit was counted that is not what was scanned");
        return;
    }
    o->line[line].packed += codes[code].units;
    if (o->line[line].packed > o->line[line].wanted)
        broke("1: more units were counted than the order wants");
    if (o->cancelled || o->held)
        broke("4: a unit was counted for an order that is cancelled or held");
    if (o->owner != 0 && o->owner != d.packer + 1)
        broke("5: a packer counted for an order that another one packs");
    o->owner = decision->outcome == PW_OUTCOME_COMPLETED ? 0 : d.packer + 1;
    CHECK(d.entries < ENTRIES);
    d.entry[d.entries++] = (struct model_entry){ parcel, (int)decision->order, line, codes[code].units, false };
    d.report->units += codes[code].units;
}

static void take_out(struct model_entry *e)
{
    e->gone = true;
    d.order[e->order - 1].line[e->line].packed -= e->units;
}

static void learn_undone(const struct pw_decision *decision)
{
    for (size_t i = d.entries; i-- > 0;)
        if (d.entry[i].parcel == decision->next.parcel && !d.entry[i].gone) {
            take_out(&d.entry[i]);
            return;
        }
    broke("a unit was taken back that never was in the box");
}

static void empty(int64_t parcel)
{
    for (size_t i = 0; i < d.entries; i++)
        if (d.entry[i].parcel == parcel && !d.entry[i].gone)
            take_out(&d.entry[i]);
}

static void learn_shipped(const struct pw_decision *decision)
{
    struct model_order *o = order_of(decision->order);
    struct model_parcel *p = parcel_of(decision->parcel);
    char code[64];
    int units = 0;
    if (o == NULL) {
        broke("a parcel left of no order");
        return;
    }
    if (p->shipped)
        broke("2: a parcel left twice");
    p->shipped = true;
    d.report->parcels++;
    text_of("SELECT barcode || ' ' || tracking_number FROM parcel WHERE id = $1", p->id, code, sizeof code);
    if (strstr(code, d.scanned) == NULL && (strcmp(d.scanned, "XQ77-ZZ-1") != 0 || strstr(code, "XQ77ZZ1") == NULL))
        broke("a parcel left whose own code was not the one scanned");
    for (size_t i = 0; i < d.entries; i++)
        units += d.entry[i].parcel == p->id && !d.entry[i].gone ? d.entry[i].units : 0;
    if (units == 0)
        broke("1: a parcel left with no unit verified");
    if (o->cancelled || o->held)
        broke("4: a parcel left though its order was cancelled or held");
    /* A carrier's number stands on the carrier's paper, of which the station knows nothing. */
    if (p->label_street != 0 && p->label_street != o->street && strncmp(d.scanned, "PWP", 3) == 0)
        broke("4: a parcel left with an old address");
}

/* What an acknowledged event means. */
static void learn(const struct pw_decision *decision)
{
    struct model_order *o = order_of(decision->order);
    switch (decision->outcome) {
    case PW_OUTCOME_COUNTED:
    case PW_OUTCOME_COMPLETED:
        learn_counted(decision);
        return;
    case PW_OUTCOME_OPENED:
        if (o != NULL && (o->cancelled || o->held))
            broke("4: an order was opened that is cancelled or held");
        if (o != NULL && o->owner != 0 && o->owner != d.packer + 1 && !d.takes_over)
            broke("5: an order was opened that another one packs");
        if (o != NULL)
            o->owner = d.packer + 1;
        return;
    case PW_OUTCOME_UNDONE:
        if (decision->next.phase == PW_PHASE_PACKING) /* else of a return */
            learn_undone(decision);
        return;
    case PW_OUTCOME_EMPTIED:
        empty(decision->next.parcel);
        return;
    case PW_OUTCOME_VOIDED:
        empty(decision->parcel);
        return;
    case PW_OUTCOME_PUT_ASIDE:
    case PW_OUTCOME_SHORT:
        for (size_t i = 0; i < d.orders; i++)
            d.order[i].owner = d.order[i].owner == d.packer + 1 ? 0 : d.order[i].owner;
        return;
    case PW_OUTCOME_HELD:
        if (o != NULL)
            o->held = true, o->owner = 0;
        return;
    case PW_OUTCOME_RELEASED:
        if (o != NULL)
            o->held = false;
        return;
    case PW_OUTCOME_SHIPPED:
        learn_shipped(decision);
        return;
    default:
        return;
    }
}

static void say(int64_t job)
{
    struct day_ack ack = { .job = job };
    for (size_t i = 0; i < d.entries; i++)
        ack.units += d.entry[i].gone ? 0 : d.entry[i].units;
    if (d.say_fd != 0 && write(d.say_fd, &ack, sizeof ack) != sizeof ack)
        _exit(1);
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user, (void)beats;
    if (d.trace && d.traced++ < TRACED)
        fprintf(stderr, "       %s %s \"%s\": %s %s, order %lld, parcel %lld\n", packers[d.packer].bench, packers[d.packer].lane,
                event->kind == PW_EVENT_SCAN ? d.scanned : event->evidence, pw_outcome_name(decision->outcome),
                pw_refusal_name(decision->refusal), (long long)decision->order, (long long)decision->parcel);
    if (decision->impossible)
        broke("a decision that should not be possible");
    if (event->kind != PW_EVENT_SCAN)
        return;
    d.refused = decision->outcome == PW_OUTCOME_REFUSED;
    d.takes_over = d.asked_for[d.packer];
    d.asked_for[d.packer] = decision->next.pending == PW_PENDING_TAKE_OVER;
    learn(decision);
}

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    char what[40];
    (void)user, (void)title;
    for (size_t i = 0; i < d.sent_count; i++)
        if (d.sent[i] == job)
            broke("3: a document was sent twice");
    for (size_t i = 0; i < d.waiting_count; i++)
        if (d.waiting[i].printer == printer)
            broke("a printer has two documents at once");
    CHECK(d.sent_count < SENT && d.waiting_count < WAITING);
    d.sent[d.sent_count++] = job;
    d.waiting[d.waiting_count].printer = printer;
    d.waiting[d.waiting_count].handed = false;
    d.waiting[d.waiting_count++].job = job;
    d.report->documents++;
    say(job);
    if (bytes.len == 0)
        broke("an empty document was sent");
    struct model_order *o = order_of(number("SELECT COALESCE(order_pk, 0) FROM job WHERE id = $1", job));
    if (o == NULL)
        return;
    if (o->cancelled || o->held)
        broke("4: a document was printed of an order that is cancelled or held");
    text_of("SELECT document FROM job WHERE id = $1", job, what, sizeof what);
    if (d.trace && d.traced < TRACED)
        fprintf(stderr, "       (%s of parcel %lld is sent: job %lld)\n", what,
                (long long)number("SELECT parcel_pk FROM job WHERE id = $1", job), (long long)job);
    if (strcmp(what, "label") != 0)
        return;
    struct model_parcel *p = parcel_of(number("SELECT parcel_pk FROM job WHERE id = $1", job));
    p->label_street = o->street;
    text_of("SELECT barcode FROM parcel WHERE id = $1", p->id, p->paper, sizeof p->paper);
    memcpy(d.papers[d.paper_count++ % PAPERS], p->paper, sizeof p->paper);
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event;
    broke("an event was not recorded: %.150s", error->text);
}

static void on_changed(void *user)
{
    (void)user;
}

/* ---- the office ---- */

static void on_refusal(void *user, const char *file, const struct pw_line_refusal *refusal)
{
    (void)user, (void)file;
    pw_test_fail(__FILE__, __LINE__, "the office's report was refused: %s: %s", refusal->column, refusal->reason);
}

/* The report of all orders that are not cancelled, as the office knows them. */
static void import_report(void)
{
    struct pw_error err = { 0 };
    struct pw_buf text;
    struct pw_file_result result;
    pw_buf_init(&text, 1 << 20);
    pw_buf_puts(&text, "order-id\torder-item-id\tpurchase-date\tpromise-date\tbuyer-name\tsku\tproduct-name\tquantity-purchased\t"
                       "quantity-shipped\tquantity-to-ship\tship-service-level\trecipient-name\tship-address-1\tship-city\t"
                       "ship-postal-code\tship-country\n");
    for (size_t i = 0; i < d.orders; i++) {
        const struct model_order *o = &d.order[i];
        if (o->cancelled ||
            (d.station[0] != NULL &&
             number("SELECT count(*) FROM parcel WHERE order_pk = $1 AND status = 'shipped'", (int64_t)i + 1) != 0))
            continue;
        for (int l = 0; l < o->lines; l++)
            pw_buf_printf(
                &text,
                "900-%07zu-0000001\t%zu%d\t2026-11-20T10:00:00+00:00\t2026-11-%02zuT23:59:59+00:00\tAda Sample\t%s\tThing %s\t"
                "%d\t0\t%d\tStandard\tAda Sample\t%d Example Lane\tSpringfield\t97477\tUS\n",
                i + 1, 1000 + i, l, 21 + i % 9, skus[o->line[l].sku], skus[o->line[l].sku], o->line[l].wanted, o->line[l].wanted,
                o->street);
    }
    struct pw_file_import import = {
        .db = db(), .config = d.config[0], .bench = "office", .now_us = d.clock.wall_us, .on_refusal = on_refusal
    };
    CHECK_OK(pw_import_bytes(&import, "report.txt", pw_bytes_str(pw_buf_text(&text)), &result, &err), err);
    CHECK_STR(result.kind, "unshipped-orders");
    pw_buf_finish(&text);
}

/* One order changes: its address, or how many of a line are wanted. What has left is not in such a report. */
static void office_changes(unsigned what)
{
    size_t i = what % d.orders;
    struct model_order *o = &d.order[i];
    if (o->cancelled || number("SELECT count(*) FROM parcel WHERE order_pk = $1 AND status = 'shipped'", (int64_t)i + 1) != 0)
        return;
    /* What an order under way wants stays, and a notice says so. */
    if (what / 32 % 3 != 0 || number("SELECT count(*) FROM parcel WHERE order_pk = $1", (int64_t)i + 1) != 0 ||
        number("SELECT count(*) FROM orders WHERE id = $1 AND status = 'ready'", (int64_t)i + 1) == 0)
        o->street++;
    else
        o->line[what / 128 % (unsigned)o->lines].wanted = 1 + (int)(what / 512 % 4);
    import_report();
    if (d.trace)
        fprintf(stderr, "       (order %zu has address %d now)\n", i + 1, o->street);
}

static void office_cancels(unsigned what)
{
    struct pw_error err = { 0 };
    char sql[300];
    size_t i = what % d.orders;
    if (number("SELECT count(*) FROM orders WHERE id = $1 AND status IN ('ready', 'packing', 'packed', 'held')"
               " AND NOT EXISTS (SELECT 1 FROM parcel WHERE order_pk = $1 AND status = 'shipped')",
               (int64_t)i + 1) == 0)
        return;
    snprintf(sql, sizeof sql,
             "UPDATE orders SET status = 'cancelled', bench = '', lane = '' WHERE id = %zu;"
             "UPDATE order_line SET open_us = NULL WHERE order_pk = %zu",
             i + 1, i + 1);
    CHECK_OK(pw_db_sqlite.script(db(), sql, &err), err);
    d.order[i].cancelled = true;
    d.order[i].held = false;
    d.order[i].owner = 0;
}

/* ---- people ---- */

static void scan_as(int packer, const char *text, enum pw_role role)
{
    d.packer = packer;
    snprintf(d.scanned, sizeof d.scanned, "%s", text);
    d.report->scans++;
    if (!pw_station_scan(d.station[packers[packer].station], packers[packer].lane, "hand", role, pw_bytes_str(text), ""))
        broke("a scan was not taken");
    say(0);
}

static void scan(int packer, const char *text)
{
    scan_as(packer, text, PW_ROLE_BOTH);
}

static void scan_command(int packer, enum pw_command command)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(d.station[0]->key, command, code));
    scan(packer, code);
}

static void scan_order(int packer, unsigned what)
{
    char text[40];
    snprintf(text, sizeof text, "900-%07zu-0000001", 1 + what % d.orders);
    scan(packer, text);
}

struct stand {
    enum pw_phase phase;
    enum pw_pending pending;
    int64_t order, parcel;
};

static struct stand stand_of(int packer)
{
    struct pw_error err = { 0 };
    struct pw_state state;
    CHECK_OK(pw_lane_load(db(), packers[packer].bench, packers[packer].lane, &state, &err), err);
    return (struct stand){ state.phase, state.pending, state.order, state.parcel };
}

/* An answer to what the station asks. */
static void answer(int packer, enum pw_pending pending, unsigned what)
{
    static const enum pw_command reasons[] = { PW_COMMAND_REASON_OTHER, PW_COMMAND_REASON_DAMAGED, PW_COMMAND_REASON_LOST };
    if (what % 5 == 4) {
        scan_command(packer, PW_COMMAND_CANCEL_PENDING);
        return;
    }
    switch (pending) {
    case PW_PENDING_REPRINT_SLIP:
    case PW_PENDING_REPRINT_LABEL:
    case PW_PENDING_HOLD:
    case PW_PENDING_SHORT:
    case PW_PENDING_REOPEN:
    case PW_PENDING_VOID_BOX:
    case PW_PENDING_WEIGHT:
        scan_command(packer, reasons[what % PW_COUNT(reasons)]);
        return;
    case PW_PENDING_TRACKING:
        scan(packer, numbers[what % 2]);
        return;
    case PW_PENDING_RELEASE:
    case PW_PENDING_TAKE_OVER:
    case PW_PENDING_PUSH:
    case PW_PENDING_PUSH_BACK:
    case PW_PENDING_RETURN:
        scan_order(packer, what);
        return;
    default:
        scan_command(packer, PW_COMMAND_CANCEL_PENDING);
    }
}

/* The next unit of the packer's order, or what puts a box right that has too many. */
static void pack(int packer, int64_t order, int64_t parcel, unsigned what)
{
    const struct model_order *o = order_of(order);
    if (o == NULL || o->cancelled || o->held) {
        scan_command(packer, PW_COMMAND_ASIDE);
        return;
    }
    for (int i = 0; i < o->lines; i++)
        if (o->line[i].packed > o->line[i].wanted) {
            scan_command(packer, what % 2 == 0 ? PW_COMMAND_EMPTY : PW_COMMAND_UNDO);
            return;
        }
    for (int i = 0; i < o->lines; i++)
        if (o->line[i].packed < o->line[i].wanted) {
            scan(packer, o->line[i].sku == 0 && what % 3 == 1 ? "4006381333931" : skus[o->line[i].sku]);
            return;
        }
    /* A box that was opened again though nothing lacks: it closes with the last unit, taken out and put in. One that is empty
     * behind others is void. */
    int64_t units = 0;
    for (size_t i = 0; i < d.entries; i++)
        units += d.entry[i].parcel == parcel && !d.entry[i].gone ? d.entry[i].units : 0;
    scan_command(packer, units > 0 ? PW_COMMAND_UNDO : what % 2 == 0 ? PW_COMMAND_VOID_BOX : PW_COMMAND_SHORT);
}

/* Orders that can be worked on; 'packing' ones are other people's. */
static int64_t open_order(unsigned what)
{
    return number(
        "SELECT COALESCE((SELECT id FROM orders o WHERE status = 'ready' OR (status = 'packed' AND EXISTS (SELECT 1 FROM"
        " order_line l WHERE l.order_pk = o.id AND l.quantity <> (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN"
        " parcel p ON p.id = v.parcel_pk WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void')))"
        " ORDER BY (id * 7 + $1) % 31, id LIMIT 1), 0)",
        what);
}

static void go_on(int packer, unsigned what)
{
    struct stand at = stand_of(packer);
    if (at.pending != PW_PENDING_NONE) {
        answer(packer, at.pending, what);
        return;
    }
    if (at.phase == PW_PHASE_PACKING) {
        pack(packer, at.order, at.parcel, what);
        return;
    }
    if (at.phase == PW_PHASE_RETURNING) {
        scan_command(packer, what % 2 == 0 ? PW_COMMAND_RETURN_DONE : PW_COMMAND_UNIT_GOOD);
        return;
    }
    int64_t order = open_order(what);
    if (order != 0 && what % 4 != 3)
        scan_order(packer, (unsigned)order - 1);
    else if (order != 0)
        scan(packer, skus[d.order[order - 1].line[0].sku]);
}

/* People scan what is on paper: the newest label; where none was printed, the parcel's code from elsewhere. */
static bool scan_label(int packer, int64_t parcel, enum pw_role role)
{
    const struct model_parcel *p = parcel_of(parcel);
    char code[64];
    if (parcel == 0 || !text_of("SELECT barcode FROM parcel WHERE id = $1", parcel, code, sizeof code))
        return false;
    scan_as(packer, p->paper[0] != '\0' ? p->paper : code, role);
    return true;
}

static bool door(unsigned what)
{
    return scan_label(
        (int)(what % PACKERS),
        number("SELECT COALESCE((SELECT id FROM parcel WHERE status = 'packed' ORDER BY (id * 5 + $1) % 17, id LIMIT 1), 0)",
               what),
        PW_ROLE_DOOR);
}

/* ---- printers and power ---- */

static void printer_says(unsigned how)
{
    static const enum pw_job_status verdicts[] = { PW_JOB_PRINTED, PW_JOB_PRINTED, PW_JOB_PRINTED,   PW_JOB_PRINTED,
                                                   PW_JOB_PRINTED, PW_JOB_FAILED,  PW_JOB_UNCERTAIN, PW_JOB_HANDED_OVER };
    if (d.waiting_count == 0)
        return;
    size_t i = how / 8 % d.waiting_count, printer = d.waiting[i].printer;
    int64_t job = d.waiting[i].job;
    enum pw_job_status verdict = verdicts[how % 8];
    if (verdict == PW_JOB_HANDED_OVER && d.waiting[i].handed)
        verdict = PW_JOB_PRINTED;
    d.waiting[i].handed = true;
    char what[40];
    text_of("SELECT document FROM job WHERE id = $1", job, what, sizeof what);
    if (verdict == PW_JOB_FAILED && strcmp(what, "label") == 0) { /* nothing came out */
        struct model_parcel *p = parcel_of(number("SELECT COALESCE(parcel_pk, 0) FROM job WHERE id = $1", job));
        p->paper[0] = '\0';
        p->label_street = 0;
    }
    if (verdict != PW_JOB_HANDED_OVER)
        d.waiting[i] = d.waiting[--d.waiting_count];
    if (!pw_station_job(d.station[0], printer, job, verdict, 10, 10, "the day's printer"))
        broke("a printer's word was not recorded");
}

static void link_changes(size_t printer)
{
    bool ready = !d.station[0]->printers[printer].ready;
    pw_station_printer(d.station[0], printer, ready, ready ? "ready" : "missing", "");
}

static void start(int station)
{
    struct pw_error err = { 0 };
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, NULL, NULL };
    CHECK_OK(pw_station_create(d.config[station], &d.clock.base, NULL, &on, &d.station[station], &err), err);
    /* What lasts is the claim of the days that end in a cut; elsewhere nothing waits for the disk. */
    CHECK_OK(pw_db_sqlite.script(d.station[station]->db, d.say_fd == 0 ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL",
                                 &err),
             err);
    for (size_t i = 0; i < d.station[station]->printer_count; i++)
        pw_station_printer(d.station[station], i, true, "ready", "");
}

static void restart(void)
{
    pw_station_destroy(d.station[0]);
    d.station[0] = NULL;
    d.waiting_count = 0; /* their words never come */
    start(0);
}

/* ---- steps ---- */

static void any_command(int packer, unsigned what)
{
    static const enum pw_command likely[] = { PW_COMMAND_UNDO,          PW_COMMAND_EMPTY,        PW_COMMAND_ASIDE,
                                              PW_COMMAND_HOLD,          PW_COMMAND_RELEASE,      PW_COMMAND_TAKE_OVER,
                                              PW_COMMAND_REPRINT_LABEL, PW_COMMAND_REPRINT_SLIP, PW_COMMAND_PRINTED_YES,
                                              PW_COMMAND_PRINTED_NO,    PW_COMMAND_NEXT_BOX,     PW_COMMAND_SHORT,
                                              PW_COMMAND_REOPEN,        PW_COMMAND_VOID_BOX,     PW_COMMAND_TRACKING,
                                              PW_COMMAND_RETURN };
    size_t n = 0;
    if (what % 3 != 0) {
        scan_command(packer, likely[what / 3 % PW_COUNT(likely)]);
        return;
    }
    while (pw_command_nth(n) != NULL)
        n++;
    scan_command(packer, pw_command_nth(what / 3 % n)->command);
}

static void do_step(const struct day_step *s)
{
    int who = s->who % PACKERS;
    switch ((enum day_step_kind)s->kind) {
    case DAY_NEXT:
        go_on(who, s->what);
        return;
    case DAY_DOOR:
        door(s->what);
        return;
    case DAY_ITEM:
        scan(who, codes[s->what % PW_COUNT(codes)].text);
        return;
    case DAY_ORDER:
        scan_order(who, s->what);
        return;
    case DAY_PARCEL:
        if (d.paper_count > 0)
            scan_as(who, d.papers[s->what / 2 % (d.paper_count < PAPERS ? d.paper_count : PAPERS)],
                    s->what % 2 == 0 ? PW_ROLE_BOTH : PW_ROLE_DOOR);
        return;
    case DAY_COMMAND:
        any_command(who, s->what);
        return;
    case DAY_NUMBER:
        scan(who, numbers[s->what % 2]);
        return;
    case DAY_AGAIN:
        if (d.scanned[0] != '\0') {
            char text[100];
            pw_clock_fixed_advance(&d.clock, AT_ONCE_US - STEP_US);
            memcpy(text, d.scanned, sizeof text);
            scan(d.packer, text);
        }
        return;
    case DAY_GARBAGE:
        d.packer = who;
        d.report->scans++;
        if (!pw_station_garbage(d.station[packers[who].station], packers[who].lane, "hand", PW_ROLE_BOTH, pw_bytes_str("400638")))
            broke("garbage was not recorded");
        say(0);
        return;
    case DAY_PRINTER:
        printer_says(s->what);
        return;
    case DAY_LINK:
        link_changes(s->what % d.station[0]->printer_count);
        return;
    case DAY_IMPORT:
        office_changes(s->what);
        return;
    case DAY_CANCEL:
        office_cancels(s->what);
        return;
    case DAY_RESTART:
        restart();
        return;
    case DAY_CLOCK:
        d.clock.wall_us += s->what % 2 == 0 ? -INT64_C(3600000000) : INT64_C(7200000000);
        return;
    case DAY_KINDS:
        break;
    }
}

const char *day_step_text(const struct day_step *s, char *room, size_t size)
{
    static const char *const words[DAY_KINDS] = { "goes on",
                                                  "scans a packed parcel out",
                                                  "scans an article",
                                                  "scans an order",
                                                  "scans a parcel",
                                                  "scans a command",
                                                  "scans a carrier's number",
                                                  "scans it once more at once",
                                                  "scans garbage",
                                                  "a printer answers",
                                                  "a printer goes or comes back",
                                                  "a report is imported",
                                                  "an order is cancelled",
                                                  "the power goes",
                                                  "the clock jumps" };
    if (s->kind < DAY_PRINTER && s->kind != DAY_DOOR && s->kind != DAY_AGAIN)
        snprintf(room, size, "packer %d %s (%u)", s->who % PACKERS + 1, words[s->kind], s->what);
    else
        snprintf(room, size, "%s (%u)", words[s->kind], s->what);
    return room;
}

/* ---- promises ---- */

static void check_rows(void)
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
        if (number(promises[i].sql, 0) != 0)
            broke("%s", promises[i].promise);
}

/* Units in boxes, parcel by parcel and line by line, as the model knows them. */
static void check_units(void)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s =
        pw_db_query(db(), &err,
                    "SELECT v.parcel_pk, l.order_pk, l.sku, SUM(v.units) FROM verification v JOIN order_line l ON l.id ="
                    " v.line_pk JOIN parcel p ON p.id = v.parcel_pk WHERE v.undone = 0 AND p.status <> 'void' GROUP BY 1, 2, 3",
                    "");
    int64_t in_store = 0, in_model = 0;
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        int64_t units = 0;
        for (size_t i = 0; i < d.entries; i++) {
            const struct model_entry *e = &d.entry[i];
            if (!e->gone && e->parcel == pw_stmt_int(s, 0) && e->order == pw_stmt_int(s, 1) &&
                strcmp(skus[d.order[e->order - 1].line[e->line].sku], pw_stmt_text(s, 2)) == 0)
                units += e->units;
        }
        in_store += pw_stmt_int(s, 3);
        if (units != pw_stmt_int(s, 3))
            broke("1: a box has other units than were acknowledged");
    }
    pw_stmt_done(s);
    for (size_t i = 0; i < d.entries; i++)
        in_model += d.entry[i].gone ? 0 : d.entry[i].units;
    if (in_model != in_store)
        broke("6: units were acknowledged that the store doesn't have");
}

/* The office's last word is what the orders want. */
static void check_wanted(void)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(db(), &err,
                                    "SELECT l.order_pk, l.sku, l.quantity FROM order_line l JOIN orders o ON o.id = l.order_pk"
                                    " WHERE o.status NOT IN ('shipped', 'cancelled')",
                                    "");
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        const struct model_order *o = order_of(pw_stmt_int(s, 0));
        int line = o == NULL ? -1 : line_of(o, pw_stmt_text(s, 1));
        if (line < 0 || o->line[line].wanted != pw_stmt_int(s, 2))
            broke("an order wants other units than its last report said");
    }
    pw_stmt_done(s);
}

/* Each confirmation says what is in its parcel. */
static void check_confirmations(void)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(db(), &err, "SELECT parcel_pk, payload FROM outbox", "");
    CHECK(s != NULL);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        int64_t units = 0, told = 0;
        json_t *payload = json_loads(pw_stmt_text(s, 1), 0, NULL), *item;
        size_t i;
        json_array_foreach(json_object_get(payload, "items"), i, item) told +=
            json_integer_value(json_object_get(item, "quantity"));
        json_decref(payload);
        for (size_t k = 0; k < d.entries; k++)
            units += d.entry[k].parcel == pw_stmt_int(s, 0) && !d.entry[k].gone ? d.entry[k].units : 0;
        if (units != told)
            broke("2: a confirmation has other units than its parcel");
    }
    pw_stmt_done(s);
}

static void check_all(void)
{
    int64_t shipped = 0;
    check_rows();
    check_units();
    check_wanted();
    check_confirmations();
    for (size_t i = 0; i < d.parcels; i++)
        shipped += d.parcel[i].shipped;
    if (shipped != number("SELECT count(*) FROM parcel WHERE status = 'shipped'", 0))
        broke("6: parcels left that the store doesn't know as shipped, or the other way round");
    if (number("SELECT count(*) FROM journal WHERE kind = 'scan'", 0) != d.report->scans)
        broke("6: a scan was acknowledged that is not in the journal once");
}

/* ---- a day ---- */

static void open_day(uint32_t seed, const char *dir, bool fresh)
{
    static const char *const station =
        "[station]\nname = %s\ncarrier = USPS\n%s[sender]\nname = Sample Shop\nline1 = 1 Road\ncity = Town\npostal-code = 97000\n"
        "country = US\n[store]\npath = day.db\n[channel files]\ntype = amazon-files\n";
    static const char *const printers =
        "[printer slip]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = escpos\nprofile = TM-T88V\ndocuments = slip\n"
        "[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\nmedia = 2x1in\ndocuments = label\n";
    static const char *const moments[] = { "", "slip = on-open\n", "slip = on-request\n", "label = on-open\n" };
    static const char *const ends[] = { "", "-wal", "-shm" };
    struct pw_error err = { 0 };
    uint32_t rng = seed * 2246822519u + 3;
    char text[1500], path[400];
    for (size_t i = 0; fresh && i < PW_COUNT(ends); i++) {
        snprintf(path, sizeof path, "%s/day.db%s", dir, ends[i]);
        unlink(path);
    }
    pw_clock_fixed_init(&d.clock, 1790000000000000);
    for (int i = 0; i < STATIONS; i++) {
        int n = snprintf(text, sizeof text, station, packers[i * 2].bench, i == 0 ? moments[seed % PW_COUNT(moments)] : "");
        if (i == 0)
            snprintf(text + n, sizeof text - (size_t)n, "%s", printers);
        CHECK_OK(pw_config_parse(text, "day.conf", dir, &d.config[i], &err), err);
        start(i);
    }
    d.orders = 4 + rnd(&rng, DAY_ORDERS - 4);
    for (size_t i = 0; i < d.orders; i++) {
        struct model_order *o = &d.order[i];
        o->street = 1;
        o->lines = 1 + (int)(rnd(&rng, 5) / 2);
        for (int l = 0; l < o->lines; l++)
            o->line[l] = (struct model_line){ .sku = (int)((i + (unsigned)l) % SKUS), .wanted = 1 + (int)(rnd(&rng, 6) / 2) };
    }
    if (!fresh)
        return;
    CHECK_OK(pw_db_sqlite.script(
                 db(),
                 "INSERT INTO article (sku, name) VALUES ('APPLE', 'An apple'), ('PEAR', 'A pear'), ('PLUM', 'A plum');"
                 "INSERT INTO article_code (code, sku, units) VALUES ('04006381333931', 'APPLE', 1),"
                 " ('14006381333938', 'APPLE', 2), ('04012345123456', 'PEAR', 1)",
                 &err),
             err);
    import_report();
}

static void close_day(void)
{
    for (int i = 0; i < STATIONS; i++) {
        pw_station_destroy(d.station[i]);
        pw_config_free(d.config[i]);
    }
}

static void settle_printers(void)
{
    for (size_t i = 0; i < d.station[0]->printer_count; i++)
        if (!d.station[0]->printers[i].ready)
            link_changes(i);
    for (int i = 0; i < WAITING && d.waiting_count > 0; i++)
        printer_says(0);
    for (int i = 0; i < 8 && number("SELECT count(*) FROM job WHERE status = 'uncertain'", 0) != 0; i++)
        scan_command(0, PW_COMMAND_PRINTED_YES);
}

/* A packed parcel that doesn't leave has another address by now, or a label that is void. */
static void send_out(void)
{
    int64_t parcel =
        number("SELECT COALESCE((SELECT p.id FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE p.status = 'packed' AND"
               " o.status <> 'cancelled' ORDER BY p.id LIMIT 1), 0)",
               0);
    if (!scan_label(0, parcel, PW_ROLE_DOOR) || !d.refused)
        return;
    scan_label(0, parcel, PW_ROLE_PACK);
    if (d.refused)
        scan_order(0, (unsigned)number("SELECT order_pk - 1 FROM parcel WHERE id = $1", parcel));
    scan_command(0, PW_COMMAND_REPRINT_LABEL);
    scan_command(0, PW_COMMAND_REASON_ADDRESS);
    settle_printers();
}

/* From wherever the day has led, one packer who makes no mistake gets every order out. */
static void bring_home(void)
{
    for (int p = 0; p < PACKERS; p++) {
        scan_command(p, PW_COMMAND_CANCEL_PENDING);
        if (stand_of(p).phase != PW_PHASE_IDLE)
            scan_command(p, PW_COMMAND_ASIDE);
    }
    for (int i = 0; i < END_STEPS && d.report->promise[0] == '\0'; i++) {
        settle_printers();
        pw_clock_fixed_advance(&d.clock, STEP_US);
        int64_t held = number("SELECT COALESCE((SELECT id FROM orders WHERE status = 'held' LIMIT 1), 0)", 0);
        struct stand at = stand_of(0);
        if (at.pending != PW_PENDING_NONE)
            answer(0, at.pending, 0);
        else if (at.phase == PW_PHASE_IDLE && held != 0) {
            scan_command(0, PW_COMMAND_RELEASE);
            scan_order(0, (unsigned)held - 1);
        } else if (at.phase != PW_PHASE_IDLE || open_order(0) != 0)
            go_on(0, 0);
        else if (number("SELECT count(*) FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE p.status = 'packed' AND o.status "
                        "<> 'cancelled'",
                        0) != 0)
            send_out();
        else
            break;
    }
    char left[40];
    if (text_of("SELECT status FROM orders WHERE status NOT IN ('shipped', 'cancelled') ORDER BY id LIMIT 1", 0, left,
                sizeof left))
        broke("from here nobody gets back to work: an order stays %s", left);
}

void day_make(uint32_t seed, struct day_steps *ret_steps)
{
    /* What happens how often. */
    static const uint8_t often[DAY_KINDS] = {
        [DAY_NEXT] = 110,   [DAY_DOOR] = 14,  [DAY_ITEM] = 10,  [DAY_ORDER] = 6,   [DAY_PARCEL] = 6,
        [DAY_COMMAND] = 18, [DAY_NUMBER] = 3, [DAY_AGAIN] = 8,  [DAY_GARBAGE] = 2, [DAY_PRINTER] = 52,
        [DAY_LINK] = 2,     [DAY_IMPORT] = 3, [DAY_CANCEL] = 1, [DAY_RESTART] = 1, [DAY_CLOCK] = 1
    };
    uint32_t rng = seed * 2654435761u + 1, all = 0;
    for (int i = 0; i < DAY_KINDS; i++)
        all += often[i];
    ret_steps->count = DAY_STEPS;
    for (size_t i = 0; i < DAY_STEPS; i++) {
        uint32_t at = rnd(&rng, all);
        uint8_t kind = 0;
        while (at >= often[kind])
            at -= often[kind++];
        ret_steps->step[i] = (struct day_step){ kind, (uint8_t)rnd(&rng, PACKERS), (uint16_t)rnd(&rng, 65536) };
    }
}

void day_live(uint32_t seed, const struct day_steps *steps, const char *dir, unsigned every, bool trace,
              struct day_report *ret_report)
{
    memset(&d, 0, sizeof d);
    memset(ret_report, 0, sizeof *ret_report);
    d.report = ret_report;
    d.trace = trace;
    open_day(seed, dir, true);
    size_t i = 0;
    for (; i < steps->count && ret_report->promise[0] == '\0'; i++) {
        pw_clock_fixed_advance(&d.clock, STEP_US);
        do_step(&steps->step[i]);
        if (i % every == every - 1)
            check_all();
    }
    ret_report->at = ret_report->promise[0] == '\0' ? i : i - 1;
    if (ret_report->promise[0] == '\0') {
        bring_home();
        check_all();
    }
    close_day();
}

/* Takes pieces away, halves first, then smaller ones, as long as the same promise breaks. */
void day_shrink(uint32_t seed, struct day_steps *steps, const char *dir, const char *promise)
{
    static struct day_steps fewer;
    struct day_report report;
    day_live(seed, steps, dir, 1, false, &report);
    if (strcmp(report.promise, promise) == 0 && report.at + 1 < steps->count)
        steps->count = report.at + 1;
    for (size_t piece = steps->count / 2; piece >= 1; piece = piece == 1 ? 0 : piece / 2)
        for (size_t at = 0; at < steps->count;) {
            size_t n = at + piece <= steps->count ? piece : steps->count - at;
            fewer = *steps;
            memmove(fewer.step + at, fewer.step + at + n, (fewer.count - at - n) * sizeof *fewer.step);
            fewer.count -= n;
            day_live(seed, &fewer, dir, 1, false, &report);
            if (strcmp(report.promise, promise) == 0)
                *steps = fewer;
            else
                at += n;
        }
}

/* ---- days that end in a power cut ---- */

static void begin(struct day_report *report, int say_fd)
{
    memset(&d, 0, sizeof d);
    memset(report, 0, sizeof *report);
    d.report = report;
    d.say_fd = say_fd;
}

void day_prepare(uint32_t seed, const char *dir)
{
    struct day_report report;
    begin(&report, 0);
    open_day(seed, dir, true);
    close_day();
}

void day_live_on(uint32_t seed, const struct day_steps *steps, size_t count, const char *dir, int say_fd,
                 struct day_report *ret_report)
{
    begin(ret_report, say_fd);
    open_day(seed, dir, false);
    for (size_t i = 0; i < count && i < steps->count && ret_report->promise[0] == '\0'; i++) {
        pw_clock_fixed_advance(&d.clock, STEP_US);
        do_step(&steps->step[i]);
    }
    close_day();
}

void day_after_cut(uint32_t seed, const char *dir, const struct day_ack *acks, size_t count, struct day_report *ret_report)
{
    char sound[40];
    int64_t scans = 0, units = 0;
    begin(ret_report, 0);
    for (size_t i = 0; i < count; i++) {
        if (acks[i].job != 0)
            d.sent[d.sent_count++] = acks[i].job; /* none of them goes out again by itself */
        scans += acks[i].job == 0;
        units = acks[i].job == 0 ? acks[i].units : units;
    }
    open_day(seed, dir, false);
    text_of("PRAGMA integrity_check", 0, sound, sizeof sound);
    if (strcmp(sound, "ok") != 0)
        broke("the store is damaged: %s", sound);
    check_rows();
    for (size_t i = 0; i < count; i++)
        if (acks[i].job != 0 && number("SELECT count(*) FROM job WHERE id = $1", acks[i].job) != 1)
            broke("6: a document was sent that the store doesn't know");
    int64_t kept = number("SELECT count(*) FROM journal WHERE kind = 'scan'", 0);
    if (kept < scans || kept > scans + 1)
        broke("6: %lld scans were acknowledged and %lld are in the journal", (long long)scans, (long long)kept);
    /* The one that nobody was told of may be there or not. */
    if (kept == scans &&
        units != number("SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk"
                        " WHERE v.undone = 0 AND p.status <> 'void'",
                        0))
        broke("6: other units are in boxes than were acknowledged");
    close_day();
}
