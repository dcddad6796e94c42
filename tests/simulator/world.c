#include "simulator/world.h"

#include "barcode/command.h"
#include "barcode/parcel_code.h"
#include "store/boxes.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_US = 3000000, AT_ONCE_US = 100000, RECENT_US = 2000000, MOVES = 2 };

static const char *const bench_names[WORLD_BENCHES] = { "north", "south" };
static const char *const notes[] = { "Ring the bell", "Leave it with the neighbour" };
static const char *const order_ids[] = { "111-0000001-0000001", "111-0000002-0000002" };

static void run(struct world *w, const char *sql)
{
    struct pw_error err = { 0 };
    if (!pw_db_sqlite.script(w->station[0]->db, sql, &err))
        pw_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.text);
}

static int64_t number(struct world *w, const char *sql, int64_t argument)
{
    struct pw_error err = { 0 };
    int64_t n = 0;
    bool takes = strstr(sql, "$1") != NULL;
    if (!(takes ? pw_db_number(w->station[0]->db, &err, &n, sql, "i", argument)
                : pw_db_number(w->station[0]->db, &err, &n, sql, "")))
        pw_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.text);
    return n;
}

static void broke(struct world *w, const char *promise)
{
    if (w->broken[0] == '\0')
        snprintf(w->broken, sizeof w->broken, "%s", promise);
}

/* ---- what the stations tell ---- */

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    struct world *w = user;
    (void)printer, (void)title;
    if (bytes.len == 0)
        broke(w, "an empty document was sent");
    if (number(w, "SELECT count(*) FROM job WHERE id = $1 AND status = 'sending'", job) != 1)
        broke(w, "a document was sent that the store doesn't have as being sent");
    if (number(w,
               "SELECT count(*) FROM job j JOIN orders o ON o.id = j.order_pk WHERE j.id = $1 AND o.status IN ('cancelled', "
               "'held')",
               job) != 0)
        broke(w, "a document of a cancelled or held order was sent");
}

/* Units of another line go into the box first, and are not all there. */
#define OUT_OF_TURN                                                                                                              \
    "SELECT count(*) FROM verification v JOIN order_line l ON l.id = v.line_pk JOIN article a ON a.sku = l.sku JOIN order_line"  \
    " m ON m.order_pk = l.order_pk JOIN article b ON b.sku = m.sku WHERE v.journal_seq > 0 AND b.sequence > 0 AND (a.sequence"   \
    " = 0 OR b.sequence < a.sequence) AND m.quantity > (SELECT COALESCE(SUM(u.units), 0) FROM verification u JOIN parcel p ON"   \
    " p.id = u.parcel_pk WHERE u.line_pk = m.id AND u.undone = 0 AND p.status <> 'void')"

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    struct world *w = user;
    (void)beats;
    if (event->kind == PW_EVENT_SCAN)
        w->outcome = decision->outcome;
    if (decision->impossible)
        broke(w, "a decision that should not be possible");
    for (size_t i = 0; i < decision->effect_count; i++)
        w->counted = w->counted || decision->effects[i].kind == PW_EFFECT_VERIFY;
    if (w->setup.turns && w->counted && number(w, OUT_OF_TURN, 0) != 0)
        broke(w, "a unit was counted out of its turn");
    if (decision->outcome == PW_OUTCOME_SHIPPED &&
        number(w, "SELECT count(*) FROM orders WHERE id = $1 AND status IN ('cancelled', 'held')", decision->order) != 0)
        broke(w, "4: a parcel left though its order was cancelled or held");
    if ((decision->outcome == PW_OUTCOME_COUNTED || decision->outcome == PW_OUTCOME_COMPLETED ||
         decision->outcome == PW_OUTCOME_UNDONE || decision->outcome == PW_OUTCOME_EMPTIED ||
         decision->outcome == PW_OUTCOME_BOX_CLOSED || decision->outcome == PW_OUTCOME_SHORT ||
         decision->outcome == PW_OUTCOME_REOPENED || decision->outcome == PW_OUTCOME_VOIDED) &&
        decision->order >= 1 && decision->order <= 2 && w->owner[decision->order - 1] != 0 &&
        w->owner[decision->order - 1] != w->acting)
        broke(w, "5: a bench worked on an order that another one packs");
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)event;
    char text[300];
    snprintf(text, sizeof text, "an event was not recorded: %.250s", error->text);
    broke(user, text);
}

static void on_changed(void *user)
{
    (void)user;
}

/* ---- opening ---- */

static void start(struct world *w, int bench)
{
    struct pw_error err = { 0 };
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, w, NULL };
    CHECK_OK(pw_station_create(w->config[bench], &w->clock.base, NULL, &on, &w->station[bench], &err), err);
    /* What lasts is the crash test's claim; here nothing waits for the disk. */
    CHECK_OK(pw_db_sqlite.script(w->station[bench]->db, "PRAGMA synchronous = OFF", &err), err);
}

/* memdb is SQLite's own: a file in memory that all connections of one process share, for as long as there is one. */
static void keep_in_memory(struct world *w, struct pw_error *err)
{
    const char *path = pw_section_get(pw_config_section(w->config[0], "store", ""), "path");
    pw_db_sqlite_vfs = "memdb";
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &w->held, err), *err);
}

static void add(struct world *w, struct world_event event)
{
    CHECK(w->event_count < WORLD_EVENTS);
    w->events[w->event_count++] = event;
}

static void add_scans(struct world *w, int bench)
{
    static const char *const items[] = { "APPLE", "14006381333938", "PEAR", "PLUM" };
    static const enum pw_command commands[] = { PW_COMMAND_UNDO,     PW_COMMAND_EMPTY,          PW_COMMAND_CLEAR,
                                                PW_COMMAND_HOLD,     PW_COMMAND_RELEASE,        PW_COMMAND_ASIDE,
                                                PW_COMMAND_TRACKING, PW_COMMAND_CANCEL_PENDING, PW_COMMAND_REASON_DAMAGED,
                                                PW_COMMAND_TAKE_OVER };
    static const enum pw_command of_paper[] = { PW_COMMAND_REPRINT_SLIP, PW_COMMAND_REPRINT_LABEL, PW_COMMAND_PRINTED_YES,
                                                PW_COMMAND_PRINTED_NO };
    static const enum pw_command of_boxes[] = { PW_COMMAND_NEXT_BOX, PW_COMMAND_SHORT, PW_COMMAND_REOPEN, PW_COMMAND_VOID_BOX };
    int orders = w->setup.second > 0 ? 2 : 1;
    for (size_t i = 0; i < PW_COUNT(items); i++)
        add(w, (struct world_event){ .kind = WORLD_SCAN, .bench = bench, .text = items[i] });
    for (int i = 0; i < orders; i++) {
        add(w, (struct world_event){ .kind = WORLD_SCAN, .bench = bench, .text = order_ids[i] });
        add(w, (struct world_event){ .kind = WORLD_PARCEL, .bench = bench, .number = i + 1 });
        add(w, (struct world_event){ .kind = WORLD_PARCEL, .bench = bench, .number = i + 1, .role = PW_ROLE_PACK });
        if (w->setup.printers || w->setup.boxes)
            add(w, (struct world_event){ .kind = WORLD_OLD, .bench = bench, .number = i + 1 });
        for (int box = 1; w->setup.boxes && box < (w->setup.turns ? 3 : 2); box++) /* as many as there are units, or kits */
            add(w, (struct world_event){ .kind = WORLD_PARCEL, .bench = bench, .number = i + 1, .box = box });
    }
    for (size_t i = 0; i < PW_COUNT(commands); i++)
        if ((commands[i] != PW_COMMAND_TRACKING || w->setup.tracking) &&
            (commands[i] != PW_COMMAND_TAKE_OVER || w->setup.benches > 1))
            add(w, (struct world_event){ .kind = WORLD_COMMAND, .bench = bench, .number = (int)commands[i] });
    if (w->setup.notes)
        add(w, (struct world_event){ .kind = WORLD_COMMAND, .bench = bench, .number = (int)PW_COMMAND_ACKNOWLEDGE });
    for (size_t i = 0; w->setup.boxes && i < PW_COUNT(of_boxes); i++)
        add(w, (struct world_event){ .kind = WORLD_COMMAND, .bench = bench, .number = (int)of_boxes[i] });
    for (size_t i = 0; w->setup.printers && i < PW_COUNT(of_paper); i++)
        add(w, (struct world_event){ .kind = WORLD_COMMAND, .bench = bench, .number = (int)of_paper[i] });
    if (w->setup.tracking) {
        add(w, (struct world_event){ .kind = WORLD_SCAN, .bench = bench, .text = "1Z5R89390357567127" });
        add(w, (struct world_event){ .kind = WORLD_AGAIN, .bench = bench, .text = "1Z5R89390357567127" });
        add(w, (struct world_event){ .kind = WORLD_SCAN, .bench = bench, .text = "XQ77-ZZ-1" });
    }
    static const char *const serials[] = { "SN-1", "SN-2", "]d2010952123454321321SN-1", "]d2010952123454321321SN-2" };
    for (size_t i = 0; w->setup.captures && i < PW_COUNT(serials); i++)
        add(w, (struct world_event){ .kind = WORLD_SCAN, .bench = bench, .text = serials[i] });
    static const enum pw_command of_people[] = { PW_COMMAND_NO_BARCODE, PW_COMMAND_SIGN_OUT };
    for (size_t i = 0; w->setup.people && i < PW_COUNT(of_people); i++) {
        add(w, (struct world_event){ .kind = WORLD_SCAN, .bench = bench, .text = w->badges[i] });
        add(w, (struct world_event){ .kind = WORLD_COMMAND, .bench = bench, .number = (int)of_people[i] });
    }
    /* Nobody's, and no carrier's number either; as a serial number it is one. */
    add(w, (struct world_event){ .kind = WORLD_SCAN, .bench = bench, .text = "??" });
    add(w, (struct world_event){ .kind = WORLD_GARBAGE, .bench = bench });
}

static void add_events(struct world *w)
{
    static const enum pw_job_status verdicts[] = { PW_JOB_HANDED_OVER, PW_JOB_PRINTED, PW_JOB_UNCERTAIN, PW_JOB_FAILED };
    for (int b = 0; b < w->setup.benches; b++)
        add_scans(w, b);
    for (int p = 0; w->setup.printers && p < 2; p++) {
        for (size_t v = 0; v < PW_COUNT(verdicts); v++)
            add(w, (struct world_event){ .kind = WORLD_VERDICT, .number = p, .status = verdicts[v] });
        add(w, (struct world_event){ .kind = WORLD_LINK, .number = p });
    }
    for (int i = 1; w->setup.office && i <= (w->setup.second > 0 ? 2 : 1); i++) {
        add(w, (struct world_event){ .kind = WORLD_CANCELLED, .number = i });
        if (w->setup.printers) /* what a parcel with an old address is, its label alone says */
            add(w, (struct world_event){ .kind = WORLD_MOVED, .number = i });
    }
    if (w->setup.turns)
        add(w, (struct world_event){ .kind = WORLD_MORE, .number = 1 });
    if (w->setup.notes)
        add(w, (struct world_event){ .kind = WORLD_NOTED, .number = 1 });
    if (w->setup.kits && !w->setup.boxes && w->setup.benches == 1)
        add(w, (struct world_event){ .kind = WORLD_LISTED });
    if (w->setup.fewer) {
        add(w, (struct world_event){ .kind = WORLD_FEWER, .number = 1 });
        if (!w->setup.boxes)
            add(w, (struct world_event){ .kind = WORLD_FURTHER, .number = 1 });
    }
    if (w->setup.printers)
        add(w, (struct world_event){ .kind = WORLD_POWER });
}

static void add_orders(struct world *w)
{
    char sql[400];
    run(w, "INSERT INTO article (sku, name) VALUES ('APPLE', 'An apple'), ('PLUM', 'A plum');"
           "INSERT INTO article_code (code, sku, units) VALUES ('14006381333938', 'APPLE', 2)");
    if (w->setup.people)
        run(w, "INSERT INTO person (name, role, badge, made_us) VALUES ('Ana', 'packer', 'AAAAAAAA', 1),"
               " ('Lea', 'lead', 'BBBBBBBB', 1)");
    if (w->setup.captures)
        run(w, "UPDATE article SET serial = 1 WHERE sku = 'APPLE';"
               "INSERT INTO article_code (code, sku, units) VALUES ('09521234543213', 'APPLE', 1)");
    if (w->setup.kits)
        run(w, "UPDATE article SET kit_one = 1 WHERE sku = 'APPLE'; INSERT INTO article (sku, name) VALUES ('PEAR', 'A pear');"
               "INSERT INTO kit_component (kit, component, units) VALUES ('APPLE', 'PEAR', 2), ('APPLE', 'PLUM', 1)");
    if (w->setup.turns)
        run(w, "INSERT INTO article (sku, name, sequence) VALUES ('PEAR', 'A pear', 1);"
               "UPDATE article SET sequence = 2 WHERE sku = 'APPLE'");
    for (int i = 1; i <= (w->setup.second > 0 ? 2 : 1); i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO orders (id, channel, order_id, ship_by_us, recipient_name, address_1, city, postal_code, country,"
                 " imported_us, changed_us) VALUES (%d, 'f', '%s', 10%d, 'Ada Sample', '1 Lane', 'Town', '97477', 'US', 1, 1)",
                 i, order_ids[i - 1], i);
        run(w, sql);
        snprintf(sql, sizeof sql,
                 "INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, name, quantity, open_us)"
                 " VALUES (%d, 'f', 'a%d', 1, 'APPLE', 'An apple', %d, 10%d)",
                 i, i,
                 i == 2                             ? w->setup.second
                 : w->setup.boxes && w->setup.turns ? 1
                                                    : 2,
                 i);
        run(w, sql);
    }
    if (w->setup.notes) {
        snprintf(
            sql, sizeof sql,
            "UPDATE orders SET instructions = '%s' WHERE id = 1; UPDATE article SET instruction = 'Mind the stem' WHERE sku ="
            " 'APPLE'",
            notes[0]);
        run(w, sql);
    }
    if (w->setup.turns)
        run(w, "INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, name, quantity, open_us)"
               " VALUES (1, 'f', 'c1', 0, 'PLUM', 'A plum', 1, 101), (1, 'f', 'b1', 2, 'PEAR', 'A pear', 0, 101)");
    if (w->setup.fewer)
        run(w, "INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, name, quantity, open_us)"
               " VALUES (1, 'f', 'b1', 2, 'PEAR', 'A pear', 1, 101);"
               "UPDATE order_line SET quantity_ordered = 2 WHERE order_pk = 1 AND sku = 'APPLE'");
    if (w->setup.second > 0)
        run(w, "INSERT INTO order_line (order_pk, channel, order_item_id, position, sku, name, quantity, open_us)"
               " VALUES (2, 'f', 'b2', 2, 'PEAR', 'A pear', 1, 102)");
}

void world_open(struct world *w, const struct world_setup *setup, const char *dir)
{
    static const char *const config = "[station]\nname = %s\nsign-in = %s\nsequence = %s\nacknowledge-notes = order, "
                                      "article\nlock-after = 0s\ncarrier = USPS\n[sender]\nname = "
                                      "Sample Shop\nline1 = 1 Road\ncity = Town\npostal-code = 97000\n"
                                      "country = US\n[store]\npath = world.db\n";
    static const char *const printers =
        "[printer slip]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = escpos\nprofile = TM-T88V\ndocuments = slip\n"
        "[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\nmedia = 2x1in\ndocuments = label\n";
    memset(w, 0, sizeof *w);
    w->setup = *setup;
    pw_clock_fixed_init(&w->clock, 1790000000000000);
    pw_buf_init(&w->before, 1 << 20);
    for (int b = 0; b < WORLD_BENCHES && b < setup->benches; b++) {
        struct pw_error err = { 0 };
        char text[1500];
        int n = snprintf(text, sizeof text, config, bench_names[b], setup->people ? "required" : "off",
                         setup->turns ? "forced" : "suggested");
        if (b == 0 && setup->printers)
            snprintf(text + n, sizeof text - (size_t)n, "%s", printers);
        CHECK_OK(pw_config_parse(text, "world.conf", dir, &w->config[b], &err), err);
        if (b == 0)
            keep_in_memory(w, &err);
        start(w, b);
    }
    CHECK(pw_badge_code(w->station[0]->key, "AAAAAAAA", w->badges[0]) &&
          pw_badge_code(w->station[0]->key, "BBBBBBBB", w->badges[1]));
    add_orders(w);
    add_events(w);
}

void world_close(struct world *w)
{
    for (int b = 0; b < w->setup.benches; b++) {
        pw_station_destroy(w->station[b]);
        pw_config_free(w->config[b]);
    }
    pw_db_close(w->held);
    pw_buf_finish(&w->before);
}

/* ---- states ---- */

/* A parcel is known by its order and its place among those that are not void: its id is when it was opened. */
#define PLACE(p)                                                                                                                 \
    "(SELECT count(*) FROM parcel r WHERE r.order_pk = " p ".order_pk AND r.status <> 'void' AND r.number <= " p ".number)"
#define PARCEL(id)                                                                                                               \
    "COALESCE((SELECT q.order_pk * 8 + " PLACE("q") " FROM parcel q WHERE q.id = " id " AND q.status <> 'void'), 0)"
/* What a lane has open, which somebody else may have taken apart. */
#define OPEN_BOX(id)                                                                                                             \
    "COALESCE((SELECT q.order_pk * 8 + CASE q.status WHEN 'void' THEN 7 ELSE " PLACE("q") " END FROM parcel q WHERE q.id = " id  \
                                                                                          "), 0)"
#define SETTLED "('printed', 'failed', 'void')"

static void save_rows(struct world *w, struct pw_buf *out, char letter, const char *sql, int64_t argument)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(w->station[0]->db, &err, sql, strstr(sql, "$1") != NULL ? "i" : "", argument);
    if (s == NULL)
        pw_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.text);
    while (pw_stmt_step(s, &err) == PW_ROW) {
        pw_buf_putc(out, (uint8_t)letter);
        pw_buf_puts(out, pw_stmt_text(s, 0));
        pw_buf_putc(out, '\n');
    }
    pw_stmt_done(s);
}

void world_save(struct world *w, struct pw_buf *out)
{
    save_rows(w, out, 'o',
              "SELECT id || '|' || status || '|' || held_from || '|' || bench || '|' || lane || '|' || address_version || '|' ||"
              " instructions FROM orders"
              " ORDER BY id",
              0);
    save_rows(w, out, 'l', "SELECT id || '|' || COALESCE(open_us, '') || '|' || quantity FROM order_line ORDER BY id", 0);
    save_rows(w, out, 'p',
              "SELECT " PARCEL("p.id") " || '|' || order_pk || '|' || " PLACE(
                  "p") " || '|' || status || '|' || carrier || '|' || service"
                       " || '|' || tracking_number || '|' || (bound_us > $1) || '|' || label_version || '|' ||"
                       " (SELECT MAX(superseded) FROM parcel_code c WHERE c.parcel_pk = p.id) || '|' || (packed_us IS NOT NULL)"
                       " FROM parcel p WHERE status <> 'void' ORDER BY order_pk, number",
              w->clock.wall_us - RECENT_US);
    save_rows(
        w, out, 'n',
        "SELECT bench || '|' || name || '|' || phase || '|' || order_pk || '|' || " OPEN_BOX("parcel_pk") " || '|' || " PARCEL(
            "subject_pk") " || '|' || pending || '|' || CASE WHEN pending IN ('serial', 'read') THEN "
                          "unit_line ELSE 0 END || '|' || person_pk || '|' || asked || '|' || approver_pk || '|' || pick_pk || "
                          "'|' ||"
                          " CASE pending WHEN 'read' THEN unit_units ELSE 1 END || '|' || shown FROM lane ORDER BY bench, name",
        0);
    save_rows(w, out, 'v',
              "SELECT " PARCEL(
                  "parcel_pk") " || '|' || line_pk || '|' || units || '|' || COALESCE((SELECT serial FROM capture c"
                               " WHERE c.verification_pk = v.id AND c.live = 1), '') || '|' || how || '|' || component || '|' ||"
                               " component_units FROM verification v WHERE undone = 0 ORDER BY id",
              0);
    if (w->setup.kits) {
        save_rows(w, out, 'b',
                  "SELECT " PARCEL("parcel_pk") " || '|' || line_pk || '|' || component || '|' || units FROM box_kit ORDER BY 1",
                  0);
        save_rows(w, out, 'k', "SELECT component || '|' || units FROM kit_component ORDER BY 1", 0);
    }
    save_rows(w, out, 'j',
              "SELECT document || '|' || order_pk || '|' || " PARCEL(
                  "parcel_pk") " || '|' || bench || '|' || printer || '|' || status || '|' || (reason <> '') || '|' ||"
                               " address_version FROM job j WHERE NOT (status IN " SETTLED
                               " AND EXISTS (SELECT 1 FROM job k WHERE k.id < j.id AND k.parcel_pk = j.parcel_pk"
                               " AND k.document = j.document AND k.status = j.status AND k.address_version = j.address_version"
                               " AND (k.reason <> '') = (j.reason <> ''))) ORDER BY id",
              0);
    save_rows(
        w, out, 'r',
        "SELECT DISTINCT order_pk || '|' || line_pk || '|' || digest || '|' || bench || '|' || lane FROM note_read ORDER BY 1",
        0);
    for (int b = 0; w->setup.notes && b < w->setup.benches; b++)
        pw_buf_printf(out, "m%d|%d|%d|%d\n", b, w->readers[b].shown, w->readers[b].read, w->readers[b].article);
    save_rows(w, out, 'x', "SELECT order_pk || '|' || " PARCEL("parcel_pk") " FROM outbox ORDER BY 1", 0);
    for (size_t i = 0; i < w->station[0]->printer_count; i++)
        pw_buf_printf(out, "s%d|%lld\n", w->station[0]->printers[i].ready,
                      (long long)number(w,
                                        "SELECT count(*) FROM job j WHERE id <= $1 AND NOT (status IN " SETTLED
                                        " AND EXISTS (SELECT 1 FROM job k WHERE k.id < j.id AND k.parcel_pk = j.parcel_pk"
                                        " AND k.document = j.document AND k.status = j.status"
                                        " AND k.address_version = j.address_version"
                                        " AND (k.reason <> '') = (j.reason <> '')))",
                                        w->station[0]->printers[i].busy));
}

enum { FIELDS = 14 };

static void load_row(struct world *w, char letter, char *const f[FIELDS], int job, size_t *slot)
{
    struct pw_error err = { 0 };
    struct pw_db *db = w->station[0]->db;
    char code[PW_PARCEL_CODE_SIZE], old[PW_PARCEL_CODE_SIZE];
    bool ok = true;
    switch (letter) {
    case 'o':
        ok = pw_db_run(db, &err,
                       "UPDATE orders SET status = $2, held_from = $3, bench = $4, lane = $5, address_version = $6, instructions"
                       " = $7 WHERE id = $1",
                       "ttttttt", f[0], f[1], f[2], f[3], f[4], f[5], f[6]);
        break;
    case 'l':
        ok = pw_db_run(db, &err, "UPDATE order_line SET open_us = $2, quantity = $3 WHERE id = $1", "ttt", f[0],
                       f[1][0] == '\0' ? NULL : f[1], f[2]);
        break;
    case 'p':
        ok = pw_parcel_code(w->station[0]->store_tag, atoi(f[0]) * 2, code) &&
             pw_parcel_code(w->station[0]->store_tag, atoi(f[0]) * 2 + 1, old) &&
             pw_db_run(db, &err,
                       "INSERT INTO parcel (id, order_pk, number, status, barcode, carrier, service, tracking_number, bound_us,"
                       " label_version, opened_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
                       "tttttttttt", f[0], f[1], f[2], f[3], code, f[4], f[5], f[6], "0", f[8]) &&
             (f[7][0] == '0' ||
              pw_db_run(db, &err, "UPDATE parcel SET bound_us = $2 WHERE id = $1", "ti", f[0], w->clock.wall_us)) &&
             pw_db_run(db, &err, "INSERT INTO parcel_code (code, parcel_pk) VALUES ($1, $2)", "tt", code, f[0]) &&
             (f[9][0] == '0' ||
              pw_db_run(db, &err, "INSERT INTO parcel_code (code, parcel_pk, superseded) VALUES ($1, $2, 1)", "tt", old, f[0])) &&
             (f[10][0] == '0' || pw_db_run(db, &err, "UPDATE parcel SET packed_us = 1 WHERE id = $1", "t", f[0]));
        break;
    case 'n':
        ok = (atoi(f[4]) % 8 != 7 || pw_db_run(db, &err,
                                               "INSERT INTO parcel (id, order_pk, number, status, opened_us) VALUES ($1, $2, 99,"
                                               " 'void', 1) ON CONFLICT DO NOTHING",
                                               "tt", f[4], f[3])) &&
             pw_db_run(db, &err,
                       "INSERT INTO lane (bench, name, phase, order_pk, parcel_pk, subject_pk, pending, unit_line, unit_units, "
                       "person_pk,"
                       " asked, approver_pk, pick_pk, asked_us, shown)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $14, $9, $10, $11, $12, $13, $15)",
                       "ttttttttttttitt", f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11],
                       f[9][0] == '\0' ? INT64_C(0) : w->clock.wall_us, f[12], f[13]);
        break;
    case 'v':
        ok = pw_db_run(
                 db, &err,
                 "INSERT INTO verification (parcel_pk, line_pk, units, journal_seq, how, why, who, component, component_units)"
                 " VALUES ($1, $2, $3, 0, $4, 'Damaged', 'Ana', $5, $6)",
                 "tttttt", f[0], f[1], f[2], f[4], f[5], f[6]) &&
             (f[3][0] == '\0' || pw_db_run(db, &err,
                                           "INSERT INTO capture (verification_pk, sku, serial) SELECT MAX(v.id), 'APPLE', $1 FROM"
                                           " verification v",
                                           "t", f[3]));
        break;
    case 'j':
        ok = pw_db_run(db, &err,
                       "INSERT INTO job (id, document, order_pk, parcel_pk, bench, printer, status, reason, address_version,"
                       " created_us, changed_us) VALUES ($1, $2, $3, $4, $5, $6, $7, CASE $8 WHEN '0' THEN '' ELSE 'asked' END,"
                       " $9, 1, 1)",
                       "itttttttt", (int64_t)job, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]);
        break;
    case 'r':
        ok = pw_db_run(
            db, &err,
            "INSERT INTO note_read (order_pk, line_pk, digest, bench, lane, journal_seq) VALUES ($1, $2, $3, $4, $5, 0)", "ttttt",
            f[0], f[1], f[2], f[3], f[4]);
        break;
    case 'm':
        w->readers[atoi(f[0])] = (struct world_reader){ atoi(f[1]), atoi(f[2]), atoi(f[3]) };
        break;
    case 'b':
        ok = pw_db_run(db, &err, "INSERT INTO box_kit (parcel_pk, line_pk, component, units) VALUES ($1, $2, $3, $4)", "tttt",
                       f[0], f[1], f[2], f[3]);
        break;
    case 'k':
        ok = pw_db_run(db, &err, "UPDATE kit_component SET units = $2 WHERE component = $1", "tt", f[0], f[1]);
        break;
    case 'x':
        ok = pw_db_run(db, &err,
                       "INSERT INTO outbox (channel, kind, order_pk, parcel_pk, key, payload, created_us)"
                       " VALUES ('f', 'confirm-shipment', $1, $2, 'k' || $2, '', 1)",
                       "tt", f[0], f[1]);
        break;
    default:
        w->station[0]->printers[*slot].ready = f[0][0] == '1';
        w->station[0]->printers[*slot].busy = atoi(f[1]);
        w->station[0]->printers[(*slot)++].owed.job = 0;
    }
    CHECK_OK(ok, err);
}

void world_load(struct world *w, const char *state)
{
    static const char *const clean[] = {
        "DELETE FROM note_read",
        "DELETE FROM outbox",
        "DELETE FROM job",
        "DELETE FROM capture",
        "DELETE FROM verification",
        "DELETE FROM box_kit",
        "DELETE FROM lane",
        "DELETE FROM parcel_code",
        "DELETE FROM parcel",
        "DELETE FROM journal",
        "DELETE FROM journal_facts",
        "UPDATE meta SET value = '1000' WHERE key = 'parcel-serial'",
        "DELETE FROM sqlite_sequence",
    };
    struct pw_error err = { 0 };
    char line[300];
    int jobs = 0;
    size_t slots = 0;
    CHECK_OK(pw_db_begin(w->station[0]->db, &err), err);
    for (size_t i = 0; i < PW_COUNT(clean); i++)
        CHECK_OK(pw_db_run(w->station[0]->db, &err, clean[i], ""), err);
    while (*state != '\0') {
        static char none[1];
        char *f[FIELDS];
        size_t len = strcspn(state, "\n");
        CHECK(len < sizeof line);
        memcpy(line, state, len);
        line[len] = '\0';
        state += len + 1;
        f[0] = line + 1;
        for (int i = 1; i < FIELDS; i++) { /* what a row doesn't have is empty */
            char *bar = strchr(f[i - 1], '|');
            f[i] = bar == NULL ? none : bar + 1;
            if (bar != NULL)
                *bar = '\0';
        }
        jobs += line[0] == 'j';
        load_row(w, line[0], f, jobs, &slots);
    }
    CHECK_OK(pw_db_commit(w->station[0]->db, &err), err);
}

/* ---- events ---- */

static bool scan(struct world *w, const struct world_event *e, const char *text)
{
    struct pw_station *s = w->station[e->bench];
    int64_t before = number(w, "SELECT count(*) FROM journal WHERE kind = 'scan'", 0);
    w->acting = e->bench + 1;
    for (int i = 0; i < 2; i++)
        w->owner[i] = (int)number(
            w, "SELECT CASE bench WHEN 'north' THEN 1 WHEN 'south' THEN 2 ELSE 0 END FROM orders WHERE id = $1", i + 1);
    bool ok = e->kind == WORLD_GARBAGE ? pw_station_garbage(s, "1", "hand", e->role, pw_bytes_str("400638"))
                                       : pw_station_scan(s, "1", "hand", e->role, pw_bytes_str(text), "");
    if (!ok)
        broke(w, "a scan was not taken");
    if (number(w, "SELECT count(*) FROM journal WHERE kind = 'scan'", 0) != before + 1)
        broke(w, "a scan was acknowledged that is not in the journal once");
    return true;
}

static bool scan_parcel(struct world *w, const struct world_event *e)
{
    struct pw_error err = { 0 };
    char code[64] = "";
    struct pw_stmt *s = pw_db_query(w->station[0]->db, &err,
                                    "SELECT c.code FROM parcel_code c JOIN parcel p ON p.id = c.parcel_pk WHERE p.order_pk = $1"
                                    " AND c.superseded = $2 AND p.status <> 'void' AND " PLACE("p") " = $3"
                                                                                                    " ORDER BY c.code LIMIT 1",
                                    "iii", (int64_t)e->number, (int64_t)(e->kind == WORLD_OLD), (int64_t)e->box + 1);
    CHECK(s != NULL);
    if (pw_stmt_step(s, &err) == PW_ROW)
        snprintf(code, sizeof code, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return code[0] != '\0' && scan(w, e, code);
}

static bool command(struct world *w, const struct world_event *e)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(w->station[e->bench]->key, (enum pw_command)e->number, code));
    return scan(w, e, code);
}

/* A printer that has told that it has every byte tells it no second time. */
static bool verdict(struct world *w, const struct world_event *e)
{
    int64_t job = w->station[0]->printers[e->number].busy;
    if (job == 0 || (e->status == PW_JOB_HANDED_OVER &&
                     number(w, "SELECT count(*) FROM job WHERE id = $1 AND status = 'handed-over'", job) != 0))
        return false;
    if (!pw_station_job(w->station[0], (size_t)e->number, job, e->status, 10, 10, "the world's printer"))
        broke(w, "a printer's word was not recorded");
    return true;
}

static bool office(struct world *w, const struct world_event *e)
{
    char sql[300];
    if (number(w,
               e->kind == WORLD_CANCELLED
                   ? "SELECT count(*) FROM orders WHERE id = $1 AND status IN ('ready', 'packing', 'packed', 'held')"
                   : "SELECT count(*) FROM orders WHERE id = $1 AND status IN ('ready', 'packing', 'packed', 'held')"
                     " AND address_version < 2",
               e->number) == 0)
        return false;
    if (e->kind == WORLD_CANCELLED)
        snprintf(sql, sizeof sql,
                 "UPDATE orders SET status = 'cancelled', bench = '', lane = '' WHERE id = %d;"
                 "UPDATE order_line SET open_us = NULL WHERE order_pk = %d",
                 e->number, e->number);
    else
        snprintf(sql, sizeof sql, "UPDATE orders SET address_version = address_version + 1 WHERE id = %d", e->number);
    run(w, sql);
    return true;
}

static bool more(struct world *w, const struct world_event *e)
{
    if (number(w,
               "SELECT count(*) FROM orders o JOIN order_line l ON l.order_pk = o.id WHERE o.id = $1 AND l.sku = 'PEAR'"
               " AND l.quantity = 0 AND o.status IN ('ready', 'packing')",
               e->number) == 0)
        return false;
    run(w, "UPDATE order_line SET quantity = 1 WHERE order_pk = 1 AND sku = 'PEAR'");
    return true;
}

/* As an import does it: what left stays wanted, and an order of which nothing is to come any more is as its boxes are. */
static bool other_number(struct world *w, const struct world_event *e)
{
    struct pw_error err = { 0 };
    bool fewer = e->kind == WORLD_FEWER;
    struct pw_db *db = w->station[0]->db;
    if (number(w,
               fewer
                   ? "SELECT count(*) FROM orders o JOIN order_line l ON l.order_pk = o.id WHERE o.id = $1 AND l.sku = 'APPLE'"
                     " AND o.status IN ('ready', 'packing', 'packed') AND l.quantity > (SELECT COALESCE(SUM(v.units), 0) FROM"
                     " verification v JOIN parcel p ON p.id = v.parcel_pk WHERE v.line_pk = l.id AND v.undone = 0 AND p.status ="
                     " 'shipped')"
                   : "SELECT count(*) FROM orders o JOIN order_line l ON l.order_pk = o.id WHERE o.id = $1 AND l.sku = 'APPLE'"
                     " AND o.status IN ('ready', 'packing', 'packed') AND l.quantity < 2",
               e->number) == 0)
        return false;
    CHECK_OK(pw_db_begin(db, &err), err);
    run(w, fewer ? "UPDATE order_line SET quantity = quantity - 1 WHERE order_pk = 1 AND sku = 'APPLE'"
                 : "UPDATE order_line SET quantity = quantity + 1 WHERE order_pk = 1 AND sku = 'APPLE'");
    CHECK_OK(pw_boxes_settle(db, e->number, &err), err);
    run(w,
        "UPDATE order_line SET open_us = CASE WHEN quantity > 0 AND (SELECT status FROM orders WHERE id = 1) = 'ready' THEN 101"
        " END WHERE order_pk = 1");
    CHECK_OK(pw_db_commit(db, &err), err);
    return true;
}

static bool noted(struct world *w, const struct world_event *e)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM orders WHERE id = $1 AND instructions = '%s' AND status IN ('ready', 'packing', 'packed')",
             notes[0]);
    if (number(w, sql, e->number) == 0)
        return false;
    snprintf(sql, sizeof sql, "UPDATE orders SET instructions = '%s' WHERE id = %d", notes[1], e->number);
    run(w, sql);
    return true;
}

/* Where nothing was on its way to a printer a start changes nothing. */
static bool power(struct world *w)
{
    if (number(w, "SELECT count(*) FROM job WHERE status IN ('sending', 'handed-over')", 0) == 0)
        return false;
    pw_station_destroy(w->station[0]);
    w->station[0] = NULL;
    start(w, 0);
    return true;
}

static bool happen(struct world *w, const struct world_event *e)
{
    switch (e->kind) {
    case WORLD_SCAN:
    case WORLD_AGAIN:
    case WORLD_GARBAGE:
        return scan(w, e, e->text);
    case WORLD_COMMAND:
        return command(w, e);
    case WORLD_PARCEL:
    case WORLD_OLD:
        return scan_parcel(w, e);
    case WORLD_VERDICT:
        return verdict(w, e);
    case WORLD_LINK: {
        bool ready = !w->station[0]->printers[e->number].ready;
        pw_station_printer(w->station[0], (size_t)e->number, ready, ready ? "ready" : "missing", "");
        return true;
    }
    case WORLD_CANCELLED:
    case WORLD_MOVED:
        return office(w, e);
    case WORLD_MORE:
        return more(w, e);
    case WORLD_FEWER:
    case WORLD_FURTHER:
        return other_number(w, e);
    case WORLD_NOTED:
        return noted(w, e);
    case WORLD_LISTED:
        run(w, "UPDATE kit_component SET units = 3 - units WHERE component = 'PEAR'");
        return true;
    case WORLD_POWER:
        return power(w);
    }
    return false;
}

/* Without the packers' own lines, which a refusal may change: its question is over, its parcel is looked at. */
static bool same_but_lanes(const char *a, const char *b)
{
    for (;;) {
        while (*a == 'n')
            a += strcspn(a, "\n") + 1;
        while (*b == 'n')
            b += strcspn(b, "\n") + 1;
        size_t n = strcspn(a, "\n");
        if (n != strcspn(b, "\n") || memcmp(a, b, n) != 0)
            return false;
        if (a[n] == '\0')
            return b[n] == '\0';
        a += n + 1;
        b += n + 1;
    }
}

/* ---- who has read what ---- */

struct lane_row {
    bool asks;    /* whether its notes were read */
    int64_t unit; /* the line of the unit in the hand */
    int64_t order;
};

static struct lane_row lane_of(struct world *w, int bench)
{
    struct pw_error err = { 0 };
    struct lane_row lane = { 0 };
    struct pw_stmt *s =
        pw_db_query(w->station[0]->db, &err, "SELECT pending = 'read', unit_line, order_pk FROM lane WHERE bench = $1", "t",
                    bench_names[bench]);
    CHECK(s != NULL);
    if (pw_stmt_step(s, &err) == PW_ROW)
        lane = (struct lane_row){ pw_stmt_int(s, 0) != 0, pw_stmt_int(s, 1), pw_stmt_int(s, 2) };
    pw_stmt_done(s);
    return lane;
}

/* What the screen shows is what may be said to have been read; who opens an order has read nothing of it. */
static void follow_reading(struct world *w, const struct world_event *e, const struct lane_row *was)
{
    struct world_reader *r = &w->readers[e->bench];
    struct lane_row is = lane_of(w, e->bench);
    int now = 1 + (int)number(w, "SELECT count(*) FROM orders WHERE id = 1 AND instructions LIKE 'Leave%'", 0);
    bool read = e->kind == WORLD_COMMAND && e->number == (int)PW_COMMAND_ACKNOWLEDGE && was->asks &&
                w->outcome != PW_OUTCOME_REFUSED && w->outcome != PW_OUTCOME_NOTE;
    if (w->outcome == PW_OUTCOME_NOTE && w->setup.benches == 1 && r->read == now && r->article != 0)
        broke(w, "a note that was read is asked for again");
    if (w->outcome == PW_OUTCOME_OPENED)
        *r = (struct world_reader){ 0 };
    if (read) {
        r->read = r->shown;
        r->article = r->article || was->unit == 1;
    }
    if (is.asks && w->outcome != PW_OUTCOME_REFUSED)
        r->shown = now;
    if (w->counted && was->order <= 1 && (r->read != now || r->article == 0))
        broke(w, "a unit was counted before its notes were read");
    for (int b = 0; b < w->setup.benches; b++)
        if (lane_of(w, b).order == 0)
            w->readers[b] = (struct world_reader){ 0 };
}

static bool is_scan(const struct world_event *e)
{
    return e->kind <= WORLD_GARBAGE;
}

bool world_do(struct world *w, const char *before, const struct world_event *e)
{
    struct lane_row was = { 0 };
    w->broken[0] = '\0';
    w->counted = false;
    w->outcome = PW_OUTCOME_NOTED;
    if (w->setup.notes)
        was = lane_of(w, e->bench);
    pw_clock_fixed_advance(&w->clock, e->kind == WORLD_AGAIN ? AT_ONCE_US : STEP_US);
    if (w->setup.tracking) { /* that a carrier's number was bound just now is over with the step */
        pw_buf_reset(&w->before);
        world_save(w, &w->before);
        before = pw_buf_text(&w->before);
    }
    if (!happen(w, e))
        return false;
    if (w->setup.notes && is_scan(e))
        follow_reading(w, e, &was);
    if (w->outcome == PW_OUTCOME_REFUSED) {
        struct pw_buf after;
        pw_buf_init(&after, 1 << 20);
        world_save(w, &after);
        if (!same_but_lanes(before, pw_buf_text(&after)))
            broke(w, "a refusal changed something");
        pw_buf_finish(&after);
    }
    return true;
}

/* ---- promises ---- */

const char *world_check(struct world *w)
{
    /* Each counts what breaks it. The first number is that of design's list. */
    static const struct {
        const char *promise, *sql;
    } promises[] = {
        { "1: a shipped parcel holds other units than its order wants",
          "SELECT count(*) FROM order_line l JOIN orders o ON o.id = l.order_pk WHERE o.status = 'shipped' AND l.quantity <>"
          " (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id AND v.undone = 0)" },
        { "1: more units in a box than the order wants",
          "SELECT count(*) FROM order_line l WHERE l.quantity < (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE"
          " v.line_pk = l.id AND v.undone = 0) AND l.quantity_ordered = 0" }, /* that is not one whose quantity changes */
        { "1: units left that the order doesn't want any more",
          "SELECT count(*) FROM order_line l WHERE l.quantity < (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel"
          " p ON p.id = v.parcel_pk WHERE v.line_pk = l.id AND v.undone = 0 AND p.status = 'shipped')" },
        { "1: an order is packed that lacks a unit",
          "SELECT count(*) FROM order_line l JOIN orders p ON p.id = l.order_pk WHERE p.status = 'packed' AND"
          " l.quantity_ordered = 0 AND l.quantity > (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id "
          "AND v.undone = 0)" },
        { "2: a parcel that left has no confirmation",
          "SELECT count(*) FROM parcel p WHERE p.status = 'shipped' AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.parcel_pk = "
          "p.id)" },
        { "2: a confirmation of a parcel that didn't leave",
          "SELECT count(*) FROM outbox x JOIN parcel p ON p.id = x.parcel_pk WHERE p.status <> 'shipped'" },
        { "2: a parcel is confirmed twice", "SELECT count(*) - count(DISTINCT parcel_pk) FROM outbox" },
        { "3: a second document of a kind without a reason",
          "SELECT count(*) FROM job j WHERE reason = '' AND EXISTS (SELECT 1 FROM job k WHERE k.parcel_pk = j.parcel_pk"
          " AND k.document = j.document AND k.id < j.id AND k.status NOT IN ('failed', 'void'))" },
        { "4: a parcel left with an old address",
          "SELECT count(*) FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE p.status = 'shipped' AND p.label_version <> 0"
          " AND p.label_version <> o.address_version" },
        { "5: an order is being packed by nobody",
          "SELECT count(*) FROM orders o WHERE o.status = 'packing' AND NOT EXISTS (SELECT 1 FROM lane l WHERE l.order_pk = o.id"
          " AND l.phase = 'packing' AND l.bench = o.bench AND l.name = o.lane)" },
        { "an order has two open boxes", "SELECT count(*) - count(DISTINCT order_pk) FROM parcel WHERE status = 'open'" },
        { "an empty box is closed", "SELECT count(*) FROM parcel p WHERE p.status IN ('packed', 'shipped') AND NOT EXISTS (SELECT"
                                    " 1 FROM verification v WHERE v.parcel_pk = p.id AND v.undone = 0)" },
        { "an order is shipped of which a box is here", "SELECT count(*) FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE"
                                                        " o.status = 'shipped' AND p.status IN ('open', 'packed')" },
        { "an order is ready of which everything left",
          "SELECT count(*) FROM orders o WHERE o.status = 'ready' AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = "
          "o.id"
          " AND l.quantity > (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.line_pk = l.id AND v.undone = 0))"
          " AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.order_pk = o.id AND p.status = 'open')" },
        { "a parcel has not one valid code", "SELECT count(*) FROM parcel p WHERE (SELECT count(*) FROM parcel_code c WHERE "
                                             "c.parcel_pk = p.id AND c.superseded = 0) "
                                             "<> CASE p.status WHEN 'void' THEN 0 ELSE 1 END" },
        { "two parcels have one carrier's number",
          "SELECT count(*) - count(DISTINCT tracking_number) FROM parcel WHERE tracking_number <> '' AND status <> 'void'" },
        { "a line can be opened of an order that can't",
          "SELECT count(*) FROM order_line l JOIN orders o ON o.id = l.order_pk WHERE l.open_us IS NOT NULL AND o.status <> "
          "'ready'" },
        { "an order is ready but none of its lines finds it",
          "SELECT count(*) FROM order_line l JOIN orders o ON o.id = l.order_pk WHERE l.open_us IS NULL AND l.quantity > 0 AND "
          "o.status = 'ready'" },
        { "a unit was packed without the serial number that its article has",
          "SELECT count(*) FROM verification v JOIN parcel p ON p.id = v.parcel_pk JOIN orders o ON o.id = p.order_pk JOIN "
          "order_line"
          " l ON l.id = v.line_pk JOIN article a ON a.sku = l.sku WHERE a.serial = 1 AND v.undone = 0 AND p.status <> 'void'"
          " AND o.status <> 'cancelled' AND (v.units <> 1 OR NOT EXISTS (SELECT 1 FROM capture c WHERE c.verification_pk = v.id"
          " AND c.live = 1 AND c.serial <> ''))" },
        { "1: a unit counts without a scan of it, and nobody's name or no reason stands for that",
          "SELECT count(*) FROM verification WHERE how <> '' AND (who = '' OR why = '')" },
        { "something was done at a lane where nobody was signed in",
          "SELECT count(*) FROM journal WHERE kind = 'scan' AND who = '' AND outcome <> 'refused' AND EXISTS (SELECT 1 FROM "
          "person)" },
        { "a packer without the right counted a unit without its barcode, and nobody allowed it",
          "SELECT count(*) FROM journal j JOIN verification v ON v.journal_seq = j.seq WHERE v.how <> '' AND j.who = 'Ana' AND"
          " j.approver <> 'Lea'" },
        { "two units have one serial number",
          "SELECT count(*) FROM (SELECT c.serial FROM capture c JOIN verification v ON v.id = c.verification_pk JOIN parcel p ON "
          "p.id"
          " = v.parcel_pk JOIN orders o ON o.id = p.order_pk WHERE v.undone = 0 AND c.live = 1 AND p.status <> 'void'"
          " AND o.status <> 'cancelled' GROUP BY c.sku, c.serial HAVING count(*) > 1)" },
        { "a kit counts that isn't whole, or one that is doesn't",
          "SELECT count(*) FROM (SELECT v.parcel_pk AS p, v.line_pk AS l, SUM(v.units) AS kits FROM verification v WHERE "
          "v.undone ="
          " 0 AND v.component <> '' GROUP BY v.parcel_pk, v.line_pk) q WHERE q.kits <> (SELECT MIN((SELECT"
          " COALESCE(SUM(u.component_units), 0) FROM verification u WHERE u.parcel_pk = q.p AND u.line_pk = q.l AND u.undone = 0"
          " AND u.component = k.component) / k.units) FROM box_kit k WHERE k.parcel_pk = q.p AND k.line_pk ="
          " q.l)" },
        { "1: components lie in a closed box that make no whole kit",
          "SELECT count(*) FROM parcel p JOIN order_line l ON l.order_pk = p.order_pk JOIN box_kit k ON k.line_pk = l.id AND "
          "k.parcel_pk = p.id"
          " WHERE p.status IN ('packed', 'shipped') AND (SELECT COALESCE(SUM(v.component_units), 0) FROM verification v WHERE"
          " v.parcel_pk = p.id AND v.line_pk = l.id AND v.undone = 0 AND v.component = k.component) <> k.units * (SELECT"
          " COALESCE(SUM(w.units), 0) FROM verification w WHERE w.parcel_pk = p.id AND w.line_pk = l.id AND w.undone = 0 AND"
          " w.component <> '')" },
        { "1: more of a component is in the boxes than the order's kits take",
          "SELECT count(*) FROM order_line l JOIN (SELECT line_pk, component, SUM((have + units - 1) / units) AS kits FROM "
          "(SELECT"
          " k.line_pk, k.component, k.units, (SELECT COALESCE(SUM(v.component_units), 0) FROM verification v WHERE v.parcel_pk ="
          " k.parcel_pk AND v.line_pk = k.line_pk AND v.undone = 0 AND v.component = k.component) AS have FROM box_kit k JOIN"
          " parcel p ON p.id = k.parcel_pk WHERE p.status <> 'void') r GROUP BY line_pk, component) q ON q.line_pk = l.id WHERE"
          " q.kits > l.quantity - (SELECT COALESCE(SUM(w.units), 0) FROM verification w JOIN parcel b ON b.id = w.parcel_pk WHERE"
          " w.line_pk = l.id AND w.undone = 0 AND b.status <> 'void' AND w.component = '')" },
        { "1: a component lies in a box, and nobody knows what it is part of",
          "SELECT count(*) FROM verification v JOIN parcel p ON p.id = v.parcel_pk WHERE v.undone = 0 AND v.component <> '' AND"
          " p.status <> 'void' AND NOT EXISTS (SELECT 1 FROM box_kit k WHERE k.parcel_pk = v.parcel_pk AND k.line_pk = v.line_pk"
          " AND k.component = v.component)" },
        { "a component too many for the kit in hand was taken",
          "SELECT count(*) FROM parcel p JOIN order_line l ON l.order_pk = p.order_pk JOIN box_kit k ON k.line_pk = l.id AND "
          "k.parcel_pk = p.id"
          " WHERE p.status = 'open' AND (SELECT COALESCE(SUM(v.component_units), 0) FROM verification v WHERE v.parcel_pk = p.id "
          "AND"
          " v.line_pk = l.id AND v.undone = 0 AND v.component = k.component) > k.units * (1 + (SELECT COALESCE(SUM(w.units), 0)"
          " FROM verification w WHERE w.parcel_pk = p.id AND w.line_pk = l.id AND w.undone = 0 AND w.component <> ''))" },
        { "a printer has two documents at once",
          "SELECT count(*) - count(DISTINCT printer) FROM job WHERE status IN ('sending', 'handed-over')" },
    };
    for (size_t i = 0; i < PW_COUNT(promises); i++)
        if (number(w, promises[i].sql, 0) != 0)
            return promises[i].promise;
    return NULL;
}

bool world_is_done(struct world *w)
{
    return number(w,
                  "SELECT (SELECT count(*) FROM orders WHERE status NOT IN ('shipped', 'cancelled')) + (SELECT count(*) FROM"
                  " lane WHERE phase <> 'idle' OR pending <> '')",
                  0) == 0;
}

const char *world_event_text(const struct world_event *e, char *room, size_t size)
{
    static const char *const roles[] = { "", " (packer's scanner)", " (door)" };
    switch (e->kind) {
    case WORLD_SCAN:
        snprintf(room, size, "%s scans %s", bench_names[e->bench], e->text);
        break;
    case WORLD_AGAIN:
        snprintf(room, size, "%s scans %s at once", bench_names[e->bench], e->text);
        break;
    case WORLD_COMMAND:
        snprintf(room, size, "%s scans %s", bench_names[e->bench], pw_command_info((enum pw_command)e->number)->name);
        break;
    case WORLD_PARCEL:
    case WORLD_OLD:
        snprintf(room, size, "%s scans %s of order %d, box %d%s", bench_names[e->bench],
                 e->kind == WORLD_OLD ? "an old code" : "the parcel", e->number, e->box + 1, roles[e->role]);
        break;
    case WORLD_GARBAGE:
        snprintf(room, size, "%s scans garbage", bench_names[e->bench]);
        break;
    case WORLD_VERDICT:
        snprintf(room, size, "printer %d says %s", e->number, pw_job_status_name(e->status));
        break;
    case WORLD_LINK:
        snprintf(room, size, "printer %d comes or goes", e->number);
        break;
    case WORLD_CANCELLED:
        snprintf(room, size, "order %d is cancelled", e->number);
        break;
    case WORLD_MOVED:
        snprintf(room, size, "order %d has another address", e->number);
        break;
    case WORLD_MORE:
        snprintf(room, size, "order %d wants a pear too", e->number);
        break;
    case WORLD_FEWER:
    case WORLD_FURTHER:
        snprintf(room, size, "order %d wants an apple %s", e->number, e->kind == WORLD_FEWER ? "fewer" : "more");
        break;
    case WORLD_NOTED:
        snprintf(room, size, "order %d has other instructions", e->number);
        break;
    case WORLD_LISTED:
        snprintf(room, size, "the kit is listed with another number of pears");
        break;
    case WORLD_POWER:
        snprintf(room, size, "the power goes");
        break;
    }
    return room;
}
