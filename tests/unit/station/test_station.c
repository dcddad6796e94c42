/* The flow at the bench, through the real beats on a real store; printers and clock are the test's. */
#include "test.h"

#include "barcode/command.h"
#include "station/station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sent {
    size_t printer;
    int64_t job;
};

static struct world {
    struct pw_config *config;
    struct pw_clock_fixed clock;
    struct pw_station *s;
    struct sent sent[64];
    size_t sent_count;
    enum pw_outcome outcome;
    enum pw_refusal refusal;
    char dir[200];
    int unrecorded; /* events that the store could not take */
    bool full;      /* it can't just now */
} w;

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    (void)user, (void)title;
    CHECK(bytes.len > 0);
    w.sent[w.sent_count++ % 64] = (struct sent){ printer, job };
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user, (void)beats;
    if (event->kind != PW_EVENT_SCAN)
        return;
    CHECK(!decision->impossible);
    w.outcome = decision->outcome;
    w.refusal = decision->refusal;
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event;
    w.unrecorded++;
    if (!w.full)
        pw_test_fail("station", 0, "%s", error->text);
}

static void on_changed(void *user)
{
    (void)user;
}

static void sql(const char *text)
{
    struct pw_error err = { 0 };
    CHECK_OK(pw_db_sqlite.script(w.s->db, text, &err), err);
}

static int64_t number(const char *text)
{
    struct pw_error err = { 0 };
    int64_t n = -1;
    struct pw_stmt *s = pw_db_prepare(w.s->db, &err, text);
    if (s == NULL)
        pw_test_fail("number", 0, "%s: %s", text, err.text);
    if (pw_stmt_step(s, &err) == PW_ROW)
        n = pw_stmt_int(s, 0);
    pw_stmt_done(s);
    return n;
}

static const char *word(const char *text)
{
    static char out[400];
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_prepare(w.s->db, &err, text);
    if (s == NULL)
        pw_test_fail("word", 0, "%s: %s", text, err.text);
    out[0] = '\0';
    if (pw_stmt_step(s, &err) == PW_ROW)
        snprintf(out, sizeof out, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return out;
}

static void start(void)
{
    struct pw_error err = { 0 };
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, NULL, NULL };
    CHECK_OK(pw_station_create(w.config, &w.clock.base, NULL, &on, &w.s, &err), err);
}

/* Two orders: A wants 2 apples and 1 pear, B (due earlier) 1 apple. Apples have an EAN and a case of 2. */
static void begin(const char *station)
{
    struct pw_error err = { 0 };
    char text[1500];
    memset(&w, 0, sizeof w);
    snprintf(w.dir, sizeof w.dir, "%s", pw_test_tmp());
    snprintf(text, sizeof text,
             "[station]\nname = b1\ncarrier = USPS\nservice = Ground Advantage\n%s\n[sender]\nname = Sample Shop\nline1 = 1 "
             "Road\ncity = Town\n"
             "postal-code = 97000\ncountry = US\n[printer slip]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = "
             "escpos\nprofile = TM-T88V\n"
             "documents = slip\n[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\ndocuments = label\n",
             station);
    CHECK_OK(pw_config_parse(text, "test.conf", w.dir, &w.config, &err), err);
    pw_clock_fixed_init(&w.clock, 1790000000000000);
    start();
    sql("INSERT INTO orders (id, channel, order_id, ship_by_us, recipient_name, address_1, city, region, postal_code, country, "
        "imported_us,"
        " changed_us) VALUES (1, 'files', '111-0000001-0000001', 200, 'Ada Sample', '1 Lane', 'Springfield', 'OR', '97477', "
        "'US', 1, 1),"
        " (2, 'files', '111-0000002-0000002', 100, 'Bo Sample', '2 Lane', 'Springfield', 'OR', '97477', 'US', 1, 1);"
        "INSERT INTO order_line (id, order_pk, channel, order_item_id, position, sku, asin, name, quantity, open_us) VALUES"
        " (1, 1, 'files', '501', 1, 'APPLE', 'B000APPLE1', 'An apple', 2, 200), (2, 1, 'files', '502', 2, 'PEAR', '', 'A pear', "
        "1, 200),"
        " (3, 2, 'files', '503', 1, 'APPLE', 'B000APPLE1', 'An apple', 1, 100);"
        "INSERT INTO article (sku, name) VALUES ('APPLE', 'An apple'), ('PLUM', 'A plum');"
        "INSERT INTO article_code (code, sku, units) VALUES ('04006381333931', 'APPLE', 1), ('14006381333938', 'APPLE', 2)");
    pw_station_printer(w.s, 0, true, "ready", "");
    pw_station_printer(w.s, 1, true, "ready", "");
}

static void end(void)
{
    pw_station_destroy(w.s);
    pw_config_free(w.config);
}

static void scan_as(enum pw_role role, const char *text)
{
    CHECK(pw_station_scan(w.s, "1", "hand", role, pw_bytes_str(text), ""));
}

/* A packer's next scan is some seconds away. */
static void scan(const char *text)
{
    w.clock.wall_us += 3000000;
    scan_as(PW_ROLE_BOTH, text);
}

static void command(enum pw_command c)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(w.s->key, c, code));
    scan(code);
}

static void refused(enum pw_refusal why)
{
    if (w.outcome != PW_OUTCOME_REFUSED || w.refusal != why)
        pw_test_fail("refused", 0, "%s/%s, not refused/%s", pw_outcome_name(w.outcome), pw_refusal_name(w.refusal),
                     pw_refusal_name(why));
}

static void came(enum pw_outcome outcome)
{
    if (w.outcome != outcome)
        pw_test_fail("came", 0, "%s/%s, not %s", pw_outcome_name(w.outcome), pw_refusal_name(w.refusal),
                     pw_outcome_name(outcome));
}

static void pack_a(void)
{
    scan("111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    scan("APPLE");
    scan("4006381333931");
    came(PW_OUTCOME_COUNTED);
    scan("PEAR");
    came(PW_OUTCOME_COMPLETED);
}

static void finish_prints(void)
{
    for (size_t i = 0; i < w.sent_count; i++)
        pw_station_job(w.s, w.sent[i].printer, w.sent[i].job, PW_JOB_PRINTED, 10, 10, "the test's printer");
    w.sent_count = 0;
}

static const char *barcode_of(int order)
{
    char text[100];
    snprintf(text, sizeof text, "SELECT barcode FROM parcel WHERE order_pk = %d ORDER BY id DESC LIMIT 1", order);
    return word(text);
}

TEST(an_order_is_packed_labelled_and_shipped_without_a_touch)
{
    begin("");
    pack_a();
    CHECK_INT(w.sent_count, 2);
    CHECK_INT(number("SELECT count(*) FROM job WHERE document IN ('slip', 'label') AND status = 'sending'"), 2);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "packed");
    CHECK_INT(number("SELECT count(*) FROM outbox"), 0);
    finish_prints();
    scan(barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "shipped");
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE status = 'waiting'"), 1);
    CHECK_STR(
        word("SELECT payload FROM outbox"),
        "{\"carrier_code\":\"USPS\",\"carrier_name\":\"\",\"items\":[{\"order_item_id\":\"501\",\"quantity\":2},"
        "{\"order_item_id\":\"502\",\"quantity\":1}],\"order_id\":\"111-0000001-0000001\",\"ship_date\":\"2026-09-21T14:13:35Z\","
        "\"ship_method\":\"Ground Advantage\",\"tracking_number\":\"\"}");
    CHECK_INT(number("SELECT count(*) FROM job"), 2);
    end();
}

TEST(a_second_scan_out_confirms_nothing)
{
    begin("");
    pack_a();
    scan(barcode_of(1));
    scan(barcode_of(1));
    refused(PW_REFUSAL_ALREADY_SHIPPED);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 1);
    scan("111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_SHIPPED);
    end();
}

TEST(an_item_opens_the_order_that_must_leave_first)
{
    begin("");
    scan("4006381333931");
    came(PW_OUTCOME_COMPLETED); /* B wants one apple, and is due before A */
    CHECK_STR(word("SELECT status FROM orders WHERE id = 2"), "packed");
    CHECK_INT(number("SELECT subject_pk FROM lane"), number("SELECT id FROM parcel WHERE order_pk = 2"));
    scan("B000APPLE1");
    came(PW_OUTCOME_COUNTED); /* A is open, with one apple */
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "packing");
    end();
}

TEST(a_wrong_item_one_too_many_and_an_unknown_code_change_nothing)
{
    begin("");
    scan("111-0000001-0000001");
    scan("PLUM");
    refused(PW_REFUSAL_WRONG_ITEM);
    scan("5012345678900");
    refused(PW_REFUSAL_UNKNOWN_CODE);
    scan("PEAR");
    came(PW_OUTCOME_COUNTED);
    scan("PEAR");
    refused(PW_REFUSAL_TOO_MANY);
    CHECK_INT(number("SELECT SUM(units) FROM verification WHERE undone = 0"), 1);
    scan("14006381333938"); /* a case of two apples */
    came(PW_OUTCOME_COMPLETED);
    CHECK_INT(number("SELECT count(*) FROM journal WHERE outcome = 'refused'"), 3);
    end();
}

TEST(a_case_that_holds_more_than_is_wanted_is_one_too_many)
{
    begin("");
    scan("111-0000001-0000001");
    scan("APPLE");
    scan("14006381333938");
    refused(PW_REFUSAL_TOO_MANY);
    CHECK_INT(number("SELECT SUM(units) FROM verification WHERE undone = 0"), 1);
    end();
}

TEST(cancelled_held_waiting_shipped_and_foreign_orders_do_not_open)
{
    begin("");
    sql("UPDATE orders SET status = 'cancelled' WHERE id = 1");
    scan("111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_CANCELLED);
    sql("UPDATE orders SET status = 'waiting' WHERE id = 1");
    scan("111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_WAITING);
    sql("UPDATE orders SET status = 'held', hold_reason = 'x' WHERE id = 1");
    scan("111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_HELD);
    sql("UPDATE orders SET status = 'packing', bench = 'b2' WHERE id = 1");
    scan("111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    sql("UPDATE orders SET status = 'shipped' WHERE id = 1");
    scan("111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_SHIPPED);
    sql("UPDATE orders SET status = 'ready' WHERE id = 1; UPDATE order_line SET quantity = 0 WHERE order_pk = 1");
    scan("111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_EMPTY);
    scan("111-9999999-9999999");
    refused(PW_REFUSAL_UNKNOWN_CODE);
    CHECK_INT(number("SELECT count(*) FROM parcel"), 0);
    end();
}

TEST(two_lanes_never_have_the_same_order)
{
    begin("");
    scan("111-0000001-0000001");
    CHECK(pw_station_scan(w.s, "2", "other", PW_ROLE_BOTH, pw_bytes_str("111-0000001-0000001"), ""));
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    CHECK(pw_station_scan(w.s, "2", "other", PW_ROLE_BOTH, pw_bytes_str("111-0000002-0000002"), ""));
    came(PW_OUTCOME_OPENED);
    scan("111-0000002-0000002");
    refused(PW_REFUSAL_ANOTHER_OPEN);
    end();
}

TEST(an_order_cancelled_while_packed_stops_the_packer_and_the_door)
{
    begin("");
    scan("111-0000001-0000001");
    scan("APPLE");
    sql("UPDATE orders SET status = 'cancelled' WHERE id = 1");
    scan("PEAR");
    refused(PW_REFUSAL_ORDER_CANCELLED);
    command(PW_COMMAND_ASIDE);
    came(PW_OUTCOME_PUT_ASIDE);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "cancelled");
    scan("111-0000002-0000002");
    scan("APPLE");
    came(PW_OUTCOME_COMPLETED);
    sql("UPDATE orders SET status = 'cancelled' WHERE id = 2");
    scan(barcode_of(2));
    refused(PW_REFUSAL_ORDER_CANCELLED);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 0);
    end();
}

TEST(no_document_of_a_cancelled_or_held_order_leaves_the_spool)
{
    begin("");
    pw_station_printer(w.s, 0, false, "missing", "");
    pw_station_printer(w.s, 1, false, "missing", "");
    pack_a();
    CHECK_INT(w.sent_count, 0);
    sql("UPDATE orders SET status = 'cancelled' WHERE id = 1");
    pw_station_printer(w.s, 0, true, "ready", "");
    pw_station_printer(w.s, 1, true, "ready", "");
    CHECK_INT(w.sent_count, 0);
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'void'"), 2);
    end();
}

TEST(undo_takes_back_the_last_unit_only)
{
    begin("");
    scan("111-0000001-0000001");
    command(PW_COMMAND_UNDO);
    refused(PW_REFUSAL_NOTHING_TO_UNDO);
    scan("APPLE");
    scan("PEAR");
    command(PW_COMMAND_UNDO);
    came(PW_OUTCOME_UNDONE);
    CHECK_INT(number("SELECT SUM(units) FROM verification WHERE undone = 0"), 1);
    CHECK_INT(number("SELECT line_pk FROM verification WHERE undone = 0"), 1);
    command(PW_COMMAND_EMPTY);
    came(PW_OUTCOME_EMPTIED);
    CHECK_INT(number("SELECT count(*) FROM verification WHERE undone = 0"), 0);
    end();
}

TEST(an_order_put_aside_keeps_its_box)
{
    begin("");
    scan("111-0000001-0000001");
    scan("APPLE");
    command(PW_COMMAND_ASIDE);
    came(PW_OUTCOME_PUT_ASIDE);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "ready");
    scan("111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    CHECK_INT(number("SELECT count(*) FROM parcel"), 1);
    scan("APPLE");
    scan("PEAR");
    came(PW_OUTCOME_COMPLETED);
    end();
}

TEST(hold_asks_why_and_release_brings_back)
{
    begin("");
    scan("111-0000001-0000001");
    scan("APPLE");
    command(PW_COMMAND_HOLD);
    came(PW_OUTCOME_ASKED);
    scan("APPLE");
    refused(PW_REFUSAL_REASON_NEEDED);
    command(PW_COMMAND_REASON_STOCK);
    came(PW_OUTCOME_HELD);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "held");
    CHECK(number("SELECT count(*) FROM order_line WHERE order_pk = 1 AND open_us IS NOT NULL") == 0);
    command(PW_COMMAND_RELEASE);
    came(PW_OUTCOME_ASKED);
    scan("111-0000002-0000002");
    refused(PW_REFUSAL_NOT_HELD);
    scan("111-0000001-0000001");
    came(PW_OUTCOME_RELEASED);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "ready");
    command(PW_COMMAND_REASON_STOCK);
    refused(PW_REFUSAL_REASON_UNASKED);
    end();
}

TEST(a_held_parcel_does_not_leave_until_it_is_released)
{
    begin("");
    pack_a();
    command(PW_COMMAND_HOLD);
    command(PW_COMMAND_REASON_QUESTION);
    came(PW_OUTCOME_HELD);
    scan(barcode_of(1));
    refused(PW_REFUSAL_ORDER_HELD);
    command(PW_COMMAND_RELEASE);
    scan("111-0000001-0000001");
    came(PW_OUTCOME_RELEASED);
    scan(barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(a_carriers_number_binds_to_the_parcel_packed_last)
{
    begin("");
    scan("1Z5R89390357567127"); /* a UPS number of the public collection */
    refused(PW_REFUSAL_NO_PARCEL);
    pack_a();
    scan("1Z5R89390357567127");
    came(PW_OUTCOME_BOUND);
    CHECK_STR(word("SELECT carrier || ' ' || tracking_number FROM parcel WHERE order_pk = 1"), "UPS 1Z5R89390357567127");
    end();
}

TEST(a_bound_number_ships_its_parcel_and_no_other)
{
    begin("");
    pack_a();
    scan("1Z5R89390357567127");
    scan("111-0000002-0000002");
    scan("APPLE");
    came(PW_OUTCOME_COMPLETED);
    scan("1Z5R89390357567127");
    came(PW_OUTCOME_SHIPPED);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "shipped");
    CHECK_STR(word("SELECT status FROM orders WHERE id = 2"), "packed");
    end();
}

TEST(a_trigger_pulled_twice_binds_and_does_not_ship)
{
    begin("");
    pack_a();
    scan("1Z5R89390357567127");
    came(PW_OUTCOME_BOUND);
    w.clock.wall_us += 700000;
    scan_as(PW_ROLE_BOTH, "1Z5R89390357567127");
    came(PW_OUTCOME_PROVED);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "packed");
    scan_as(PW_ROLE_DOOR, "1Z5R89390357567127"); /* at the door somebody means it */
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(a_number_in_no_known_form_is_taken_only_after_its_command)
{
    begin("");
    pack_a();
    scan("XQ77-ZZ-1");
    refused(PW_REFUSAL_UNKNOWN_CODE);
    command(PW_COMMAND_TRACKING);
    came(PW_OUTCOME_ASKED);
    scan("XQ77-ZZ-1");
    came(PW_OUTCOME_BOUND);
    CHECK_STR(word("SELECT carrier FROM parcel WHERE order_pk = 1"), "USPS");
    end();
}

TEST(a_label_with_an_old_address_does_not_ship_and_a_new_one_has_a_new_code)
{
    char old[40];
    begin("");
    pack_a();
    finish_prints();
    snprintf(old, sizeof old, "%s", barcode_of(1));
    sql("UPDATE orders SET address_1 = '9 New Street', address_version = 2 WHERE id = 1");
    scan(old);
    refused(PW_REFUSAL_ADDRESS_CHANGED);
    command(PW_COMMAND_REPRINT_LABEL);
    came(PW_OUTCOME_ASKED);
    command(PW_COMMAND_REASON_ADDRESS);
    came(PW_OUTCOME_PRINTING);
    CHECK_INT(w.sent_count, 1);
    finish_prints();
    scan(old);
    refused(PW_REFUSAL_SUPERSEDED);
    scan(barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 1);
    end();
}

TEST(a_reprint_has_a_reason_and_names_what_it_repeats)
{
    begin("");
    pack_a();
    finish_prints();
    command(PW_COMMAND_REPRINT_SLIP);
    command(PW_COMMAND_REASON_DAMAGED);
    came(PW_OUTCOME_PRINTING);
    CHECK_INT(number("SELECT count(*) FROM job WHERE document = 'slip'"), 2);
    CHECK_INT(number("SELECT reprint_of FROM job ORDER BY id DESC LIMIT 1"),
              number("SELECT MIN(id) FROM job WHERE document = 'slip'"));
    CHECK(word("SELECT reason FROM job ORDER BY id DESC LIMIT 1")[0] != '\0');
    end();
}

TEST(what_was_on_its_way_when_the_station_stopped_is_uncertain_and_never_sent_again_by_itself)
{
    begin("");
    pack_a();
    CHECK_INT(w.sent_count, 2);
    w.sent_count = 0;
    pw_station_destroy(w.s);
    start();
    pw_station_printer(w.s, 0, true, "ready", "");
    pw_station_printer(w.s, 1, true, "ready", "");
    CHECK_INT(w.sent_count, 0);
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'uncertain'"), 2);
    command(PW_COMMAND_PRINTED_YES); /* the slip */
    came(PW_OUTCOME_SETTLED);
    command(PW_COMMAND_PRINTED_NO); /* the label */
    came(PW_OUTCOME_SETTLED);
    CHECK_INT(w.sent_count, 1);
    CHECK_INT(number("SELECT count(*) FROM job WHERE document = 'label'"), 2);
    finish_prints();
    command(PW_COMMAND_PRINTED_NO);
    refused(PW_REFUSAL_NOTHING_UNCERTAIN);
    end();
}

TEST(scanning_the_paper_proves_an_uncertain_print)
{
    begin("");
    pack_a();
    pw_station_destroy(w.s);
    start();
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'uncertain'"), 2);
    scan("111-0000001-0000001");
    came(PW_OUTCOME_SELECTED);
    CHECK_STR(word("SELECT status FROM job WHERE document = 'slip'"), "printed");
    scan_as(PW_ROLE_PACK, barcode_of(1));
    came(PW_OUTCOME_PROVED);
    CHECK_STR(word("SELECT status FROM job WHERE document = 'label'"), "printed");
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "packed");
    end();
}

TEST(a_scanner_at_the_door_ships_and_does_nothing_else)
{
    begin("");
    scan_as(PW_ROLE_DOOR, "111-0000001-0000001");
    refused(PW_REFUSAL_WRONG_SCANNER);
    pack_a();
    scan_as(PW_ROLE_DOOR, barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(a_box_that_is_not_complete_does_not_leave)
{
    begin("");
    scan("111-0000001-0000001");
    scan("APPLE");
    scan(barcode_of(1));
    refused(PW_REFUSAL_NOT_PACKED);
    end();
}

TEST(an_order_that_grew_after_packing_is_opened_again)
{
    begin("");
    pack_a();
    finish_prints();
    sql("UPDATE order_line SET quantity = 2 WHERE id = 2");
    scan(barcode_of(1));
    refused(PW_REFUSAL_NOT_PACKED);
    scan("111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    scan("PEAR");
    came(PW_OUTCOME_COMPLETED);
    CHECK_INT(number("SELECT count(*) FROM job WHERE document = 'label'"), 1);
    CHECK_INT(number("SELECT count(*) FROM job WHERE document = 'slip'"), 2);
    scan(barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(a_command_of_another_station_is_no_command)
{
    uint8_t other[32] = { 1 };
    char code[PW_COMMAND_CODE_SIZE];
    begin("");
    scan("111-0000001-0000001");
    CHECK(pw_command_code(other, PW_COMMAND_EMPTY, code));
    scan(code);
    refused(PW_REFUSAL_FORGED);
    end();
}

TEST(a_strict_station_wants_the_clear_code_after_a_refusal)
{
    begin("acknowledge = clear-code");
    scan("111-0000001-0000001");
    scan("PLUM");
    refused(PW_REFUSAL_WRONG_ITEM);
    scan("APPLE");
    refused(PW_REFUSAL_CLEAR_FIRST);
    command(PW_COMMAND_CLEAR);
    came(PW_OUTCOME_CLEARED);
    scan("APPLE");
    came(PW_OUTCOME_COUNTED);
    end();
}

TEST(a_company_prefix_gives_parcels_an_sscc)
{
    begin("sscc-prefix = 0614141");
    pack_a();
    const char *code = barcode_of(1);
    CHECK_INT(strlen(code), 18);
    CHECK(strncmp(code + 1, "0614141", 7) == 0);
    char scanned[32];
    snprintf(scanned, sizeof scanned, "]C100%s", code);
    scan(scanned);
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(a_printer_without_paper_keeps_its_documents_in_order)
{
    begin("");
    pw_station_printer(w.s, 1, false, "waiting", "out of paper");
    pack_a();
    scan("111-0000002-0000002");
    scan("APPLE");
    CHECK_INT(w.sent_count, 1); /* the slip of A; that of B waits for it */
    CHECK_INT(w.sent[0].printer, 0);
    pw_station_printer(w.s, 1, true, "ready", "");
    CHECK_INT(w.sent_count, 2);
    CHECK_INT(w.sent[1].printer, 1);
    int64_t first = w.sent[1].job;
    pw_station_job(w.s, 1, first, PW_JOB_PRINTED, 1, 1, "");
    CHECK_INT(w.sent_count, 3);
    CHECK(w.sent[2].job > first);
    end();
}

/* The bench of begin() with a second label printer, which is the first one's spare. */
static void begin_with_spare(void)
{
    struct pw_error err = { 0 };
    char text[900];
    begin("");
    pw_station_destroy(w.s);
    pw_config_free(w.config);
    snprintf(text, sizeof text,
             "[station]\nname = b1\ncarrier = USPS\nservice = Ground Advantage\n[sender]\nname = Sample Shop\nline1 = 1 Road\n"
             "city = Town\npostal-code = 97000\ncountry = US\n[printer slip]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = "
             "escpos\nprofile = TM-T88V\ndocuments = slip\n[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = "
             "zpl\ndocuments = label\nspare = other\nspare-after = 2min\n[printer other]\ntransport = tcp\naddress = "
             "127.0.0.1:9\nlanguage = tspl\n");
    CHECK_OK(pw_config_parse(text, "test.conf", w.dir, &w.config, &err), err);
    start();
    for (size_t i = 0; i < 3; i++)
        pw_station_printer(w.s, i, true, "ready", "");
}

TEST(a_spare_printer_takes_over_what_waits_after_its_time)
{
    begin_with_spare();
    pw_station_printer(w.s, 1, false, "missing", "unplugged");
    pack_a();
    CHECK_INT(w.sent_count, 1); /* the slip */
    w.clock.mono_us += 119000000;
    pw_station_pump(w.s);
    CHECK_INT(w.sent_count, 1);
    w.clock.mono_us += 2000000;
    pw_station_pump(w.s);
    CHECK_INT(w.sent_count, 2);
    CHECK_INT(w.sent[1].printer, 2);
    CHECK_STR(word("SELECT printer FROM job WHERE document = 'label'"), "other");
    pw_station_job(w.s, 2, w.sent[1].job, PW_JOB_PRINTED, 1, 1, "it says so");
    pw_station_printer(w.s, 1, true, "ready", "");
    CHECK_INT(w.sent_count, 2); /* not once more */
    end();
}

TEST(what_an_order_needs_goes_to_the_spare_of_a_printer_that_rests)
{
    begin_with_spare();
    command(PW_COMMAND_SPARE);
    came(PW_OUTCOME_DIVERTED);
    pack_a();
    CHECK_INT(w.sent_count, 2);
    CHECK_INT(w.sent[1].printer, 2);
    finish_prints();
    scan(barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(nothing_moves_to_a_spare_while_a_print_is_uncertain)
{
    begin_with_spare();
    pack_a();
    CHECK_INT(w.sent_count, 2);
    pw_station_printer(w.s, 1, false, "missing", "unplugged");
    pw_station_job(w.s, 1, w.sent[1].job, PW_JOB_UNCERTAIN, 40, 100, "cut off");
    sql("INSERT INTO job (document, order_pk, parcel_pk, bench, printer, status, created_us, changed_us) SELECT document, "
        "order_pk,"
        " parcel_pk, bench, printer, 'queued', 1, 1 FROM job WHERE document = 'label'");
    w.clock.mono_us += 200000000;
    pw_station_pump(w.s);
    CHECK_INT(w.sent_count, 2);
    pw_station_job(w.s, 1, w.sent[1].job, PW_JOB_PRINTED, 100, 100, "the printer said later that all of it is on paper");
    CHECK_INT(w.sent_count, 3);
    CHECK_INT(w.sent[2].printer, 2);
    end();
}

TEST(a_spare_that_is_no_printer_or_of_another_kind_is_refused)
{
    static const struct {
        const char *spare, *why;
    } bad[] = { { "nobody", "no such printer" }, { "label", "its own spare" }, { "slip", "the other one labels" } };
    for (size_t i = 0; i < PW_COUNT(bad); i++) {
        struct pw_error err = { 0 };
        struct pw_config *config;
        struct pw_station *s = NULL;
        char text[500];
        const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, NULL, NULL };
        snprintf(text, sizeof text,
                 "[printer slip]\ntransport = tcp\naddress = 127.0.0.1:9\n[printer label]\ntransport = tcp\naddress = "
                 "127.0.0.1:9\nlanguage = zpl\nspare = %s\n",
                 bad[i].spare);
        memset(&w, 0, sizeof w);
        pw_clock_fixed_init(&w.clock, 1790000000000000);
        CHECK_OK(pw_config_parse(text, "test.conf", pw_test_tmp(), &config, &err), err);
        CHECK(!pw_station_create(config, &w.clock.base, NULL, &on, &s, &err));
        CHECK_INT(err.code, PW_ERR_CONFIG);
        CHECK(strstr(err.text, bad[i].why) != NULL);
        pw_config_free(config);
    }
}

TEST(a_job_of_which_nothing_left_is_sent_again_and_one_cut_off_is_not)
{
    begin("");
    pack_a();
    int64_t slip = w.sent[0].job, label = w.sent[1].job;
    w.sent_count = 0;
    pw_station_job(w.s, 0, slip, PW_JOB_QUEUED, 0, 100, "refused");
    CHECK_INT(w.sent_count, 1);
    pw_station_job(w.s, 1, label, PW_JOB_UNCERTAIN, 40, 100, "cut off");
    CHECK_INT(w.sent_count, 1);
    CHECK_INT(number("SELECT accepted FROM job WHERE document = 'label'"), 40);
    end();
}

/* Nothing can be written from here on, or everything again. */
static void disk_full(bool full)
{
    w.full = full;
    sql(full ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF");
}

TEST(a_scan_that_can_not_be_recorded_acts_on_nothing)
{
    begin("");
    scan("111-0000001-0000001");
    scan("APPLE");
    scan("APPLE");
    disk_full(true);
    CHECK(!pw_station_scan(w.s, "1", "hand", PW_ROLE_BOTH, pw_bytes_str("PEAR"), ""));
    CHECK_INT(w.unrecorded, 1);
    CHECK_INT(w.sent_count, 0);
    CHECK(!pw_station_garbage(w.s, "1", "hand", PW_ROLE_BOTH, pw_bytes_str("PE")));
    disk_full(false);
    CHECK_INT(number("SELECT count(*) FROM job"), 0);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "packing");
    scan("PEAR");
    came(PW_OUTCOME_COMPLETED);
    CHECK_INT(w.sent_count, 2);
    end();
}

TEST(what_became_of_a_print_is_recorded_once_the_store_takes_it_and_the_printer_waits_for_that)
{
    begin("");
    pack_a();
    scan("111-0000002-0000002");
    scan("APPLE");
    CHECK_INT(w.sent_count, 2);
    disk_full(true);
    for (size_t i = 0; i < 2; i++) {
        CHECK(!pw_station_job(w.s, w.sent[i].printer, w.sent[i].job, PW_JOB_HANDED_OVER, 10, 10, "every byte"));
        CHECK(!pw_station_job(w.s, w.sent[i].printer, w.sent[i].job, PW_JOB_PRINTED, 10, 10, "the printer's word"));
    }
    CHECK_INT(w.sent_count, 2);
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'sending'"), 2);
    disk_full(false);
    pw_station_pump(w.s);
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'printed' AND evidence = 'the printer''s word'"), 2);
    CHECK_INT(w.sent_count, 4); /* and the next ones went out */
    finish_prints();
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'printed'"), 4);
    end();
}

TEST(a_print_of_which_nothing_left_is_not_lost_when_that_could_not_be_recorded)
{
    begin("");
    pack_a();
    disk_full(true);
    CHECK(!pw_station_job(w.s, 0, w.sent[0].job, PW_JOB_QUEUED, 0, 0, "the printer was not there"));
    disk_full(false);
    w.sent_count = 0;
    pw_station_pump(w.s);
    CHECK_INT(w.sent_count, 1);
    CHECK_INT(w.sent[0].printer, 0);
    end();
}

static void scan_at(const char *lane, const char *text)
{
    CHECK(pw_station_scan(w.s, lane, "hand", PW_ROLE_BOTH, pw_bytes_str(text), ""));
}

static void command_at(const char *lane, enum pw_command c)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(w.s->key, c, code));
    scan_at(lane, code);
}

TEST(an_order_taken_away_and_opened_elsewhere_is_no_longer_packed_here)
{
    begin("");
    scan_at("1", "111-0000001-0000001");
    scan_at("1", "APPLE");
    /* What an import does: the buyer asks to cancel, and thinks better of it. */
    sql("UPDATE orders SET status = 'held', held_from = 'ready', bench = '', lane = '' WHERE id = 1");
    scan_at("1", "APPLE");
    refused(PW_REFUSAL_ORDER_HELD);
    scan_at("1", "111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_HELD);
    command_at("2", PW_COMMAND_RELEASE);
    scan_at("2", "111-0000001-0000001");
    came(PW_OUTCOME_RELEASED);
    scan_at("2", "111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    scan_at("1", "APPLE");
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    command_at("1", PW_COMMAND_UNDO);
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    command_at("1", PW_COMMAND_EMPTY);
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    command_at("1", PW_COMMAND_HOLD);
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    CHECK_INT(number("SELECT SUM(units) FROM verification WHERE undone = 0"), 1);
    scan_at("2", "APPLE");
    scan_at("2", "PEAR");
    came(PW_OUTCOME_COMPLETED);
    scan_at("1", "APPLE");
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    command_at("1", PW_COMMAND_UNDO);
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    command_at("1", PW_COMMAND_ASIDE);
    came(PW_OUTCOME_PUT_ASIDE);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "packed");
    CHECK_INT(number("SELECT SUM(units) FROM verification WHERE undone = 0"), 3);
    end();
}

TEST(putting_aside_an_order_that_is_packed_elsewhere_leaves_it_there)
{
    begin("");
    scan_at("1", "111-0000001-0000001");
    sql("UPDATE orders SET status = 'packing', bench = 'b2', lane = '1' WHERE id = 1"); /* another bench, after a release */
    command_at("1", PW_COMMAND_ASIDE);
    came(PW_OUTCOME_PUT_ASIDE);
    CHECK_STR(word("SELECT status || ' ' || bench FROM orders WHERE id = 1"), "packing b2");
    end();
}

TEST(an_order_that_was_taken_away_and_is_free_again_goes_on_where_it_lay)
{
    begin("");
    scan_at("1", "111-0000001-0000001");
    scan_at("1", "APPLE");
    sql("UPDATE orders SET status = 'ready', bench = '', lane = '' WHERE id = 1; UPDATE order_line SET open_us = 200 WHERE "
        "order_pk = 1");
    scan_at("1", "APPLE");
    came(PW_OUTCOME_COUNTED);
    CHECK_STR(word("SELECT status || ' ' || bench || ' ' || lane FROM orders WHERE id = 1"), "packing b1 1");
    scan_at("2", "111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    scan_at("1", "PEAR");
    came(PW_OUTCOME_COMPLETED);
    end();
}

TEST(an_article_on_many_lines_of_one_order_is_counted_on_each)
{
    begin("");
    char text[300];
    for (int i = 0; i < 12; i++) {
        snprintf(text, sizeof text,
                 "INSERT INTO order_line (id, order_pk, channel, order_item_id, position, sku, quantity) VALUES"
                 " (%d, 1, 'files', '%d', %d, 'APPLE', 1)",
                 100 + i, 600 + i, 3 + i);
        sql(text);
    }
    scan("111-0000001-0000001");
    for (int i = 0; i < 14; i++) {
        scan("APPLE");
        came(PW_OUTCOME_COUNTED);
    }
    scan("APPLE");
    refused(PW_REFUSAL_TOO_MANY);
    scan("PEAR");
    came(PW_OUTCOME_COMPLETED);
    end();
}

TEST(a_printer_that_has_not_given_its_word_gets_no_second_document)
{
    begin("");
    pack_a();
    for (size_t i = 0; i < 2; i++)
        pw_station_job(w.s, w.sent[i].printer, w.sent[i].job, PW_JOB_HANDED_OVER, 10, 10, "every byte was taken");
    w.sent_count = 0;
    scan("111-0000002-0000002");
    scan("APPLE");
    came(PW_OUTCOME_COMPLETED);
    CHECK_INT(w.sent_count, 0);
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'queued'"), 2);
    end();
}

TEST(a_box_with_more_in_it_than_the_order_wants_does_not_leave)
{
    begin("");
    pack_a();
    finish_prints();
    sql("UPDATE order_line SET quantity = 1 WHERE id = 1");
    scan(barcode_of(1));
    refused(PW_REFUSAL_NOT_PACKED);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 0);
    scan("111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    end();
}

TEST(a_decision_about_rows_that_somebody_changed_is_not_committed)
{
    static const struct {
        enum pw_effect_kind kind;
        const char *before, *then; /* the rows as it was decided, and as they are */
    } cases[] = {
        { PW_EFFECT_CLAIM, "ready", "packing" },   { PW_EFFECT_CLAIM, "ready", "cancelled" },
        { PW_EFFECT_UNCLAIM, "packing", "held" },  { PW_EFFECT_HOLD, "packed", "shipped" },
        { PW_EFFECT_RELEASE, "held", "ready" },    { PW_EFFECT_PACK, "packing", "held" },
        { PW_EFFECT_SHIP, "packed", "cancelled" }, { PW_EFFECT_SHIP, "packed", "shipped" },
        { PW_EFFECT_BIND, "packed", "shipped" },   { PW_EFFECT_REOPEN, "packed", "shipped" },
        { PW_EFFECT_UNDO, "packing", "packing" },
    };
    begin("");
    pack_a();
    sql("UPDATE verification SET undone = 1 WHERE id = (SELECT MAX(id) FROM verification)");
    int64_t parcel = number("SELECT id FROM parcel"), undone = number("SELECT MAX(id) FROM verification");
    const struct pw_commit_setup setup = { &w.s->rules, w.s->printers, w.s->printer_count, w.s->store_tag };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        struct pw_error err = { 0 };
        struct pw_committed committed;
        struct pw_decision d = { .outcome = PW_OUTCOME_NOTED, .effect_count = 1 };
        struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1", .device = "hand" };
        const struct pw_say say = { .tone = "right" };
        d.effects[0] = (struct pw_effect){ .kind = cases[i].kind, .order = 1, .parcel = parcel, .id = undone, .text = "9" };
        for (int changed = 0; changed < 2; changed++) {
            char text[200];
            const char *status = changed != 0 ? cases[i].then : cases[i].before;
            snprintf(
                text, sizeof text,
                "BEGIN; UPDATE orders SET status = '%s'; UPDATE parcel SET status = '%s'; UPDATE verification SET undone = %d",
                status,
                strcmp(status, "packing") == 0   ? "open"
                : strcmp(status, "shipped") == 0 ? status
                                                 : "packed",
                changed);
            sql(text);
            bool ok = pw_commit(w.s->db, &setup, &event, &d, &say, &committed, &err);
            pw_db_rollback(w.s->db);
            if (ok == (changed != 0) || (!ok && err.code != PW_ERR_BUSY))
                pw_test_fail("commit", 0, "effect %d on %s: %d %s", (int)cases[i].kind, status, ok, err.text);
        }
    }
    end();
}

TEST(what_a_packer_must_know_of_an_order_is_said_however_it_is_opened)
{
    static const char *const said = "SELECT json_extract(message, '$.detail') FROM lane";
    begin("");
    sql("UPDATE orders SET notice = 'It was changed.'; INSERT INTO order_line (id, order_pk, channel, order_item_id, position, "
        "sku,"
        " quantity, open_us) VALUES (9, 2, 'files', '509', 2, 'PLUM', 1, 100);"
        "INSERT INTO import (id, channel, kind, file, time_us, counts) VALUES (5, 'files', 'unshipped-orders', 'o.txt', 1, "
        "'{}')");
    scan("PLUM");
    came(PW_OUTCOME_COUNTED);
    CHECK_STR(word(said), "It was changed. It is not in the latest report of its channel.");
    scan("APPLE");
    came(PW_OUTCOME_COMPLETED);
    CHECK(strncmp(word(said), "It was changed. The slip", 24) == 0);
    scan("111-0000002-0000002");
    came(PW_OUTCOME_SELECTED);
    CHECK(strncmp(word(said), "It was changed. It is not", 25) == 0);
    scan("111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    CHECK_STR(word(said), "It was changed. It is not in the latest report of its channel.");
    sql("UPDATE orders SET last_import = 5, notice = ''");
    command(PW_COMMAND_ASIDE);
    scan("111-0000001-0000001");
    CHECK_STR(word(said), "");
    end();
}

TEST(from_each_state_of_a_job_a_printer_can_lead_it_only_where_it_may_go)
{
    /* printed, failed and void are the end; what may be on paper never goes back to the queue */
    static const char *const states[] = { "queued", "sending", "handed-over", "printed", "failed", "uncertain", "void" };
    static const enum pw_job_status to[] = { PW_JOB_QUEUED, PW_JOB_SENDING,   PW_JOB_HANDED_OVER, PW_JOB_PRINTED,
                                             PW_JOB_FAILED, PW_JOB_UNCERTAIN, PW_JOB_VOID };
    /* u: uncertain, for the printer has had every byte */
    static const char may[7][8] = { ".x....x", "x.xxxx.", "...xux.", ".......", ".......", "...xx..", "......." };
    begin("");
    pw_station_printer(w.s, 0, false, "missing", "");
    pw_station_printer(w.s, 1, false, "missing", "");
    pack_a();
    for (size_t i = 0; i < 7; i++)
        for (size_t k = 0; k < 7; k++) {
            char text[100];
            snprintf(text, sizeof text, "UPDATE job SET status = '%s'", states[i]);
            sql(text);
            int64_t job = number("SELECT MIN(id) FROM job");
            CHECK(pw_station_job(w.s, 0, job, to[k], 1, 2, "the test"));
            const char *now = word("SELECT status FROM job ORDER BY id LIMIT 1");
            if (strcmp(now, may[i][k] == 'u' ? "uncertain" : states[may[i][k] == 'x' ? k : i]) != 0)
                pw_test_fail("job", 0, "%s told to be %s is %s", states[i], states[k], now);
        }
    end();
}

TEST(a_lost_print_of_an_order_that_was_cancelled_is_not_printed_again)
{
    begin("");
    pack_a();
    for (size_t i = 0; i < 2; i++)
        pw_station_job(w.s, w.sent[i].printer, w.sent[i].job, PW_JOB_UNCERTAIN, 5, 10, "cut off");
    w.sent_count = 0;
    sql("UPDATE orders SET status = 'cancelled' WHERE id = 1");
    command(PW_COMMAND_PRINTED_NO);
    came(PW_OUTCOME_SETTLED);
    sql("UPDATE orders SET status = 'held', held_from = 'packed' WHERE id = 1");
    command(PW_COMMAND_PRINTED_NO);
    came(PW_OUTCOME_SETTLED);
    CHECK_INT(w.sent_count, 0);
    CHECK_INT(number("SELECT count(*) FROM job"), 2);
    CHECK_INT(number("SELECT count(*) FROM job WHERE status = 'failed'"), 2);
    end();
}

TEST(control_characters_in_a_scan_are_said_as_such)
{
    begin("");
    static const char *const scans[] = { "APP\x01LE", "\x1b[31mAPPLE", "APPLE\x7F",
                                         "PWC\x10"
                                         "UNDO",
                                         "111-0000001-0000001\x02" };
    for (size_t i = 0; i < PW_COUNT(scans); i++) {
        scan(scans[i]);
        refused(PW_REFUSAL_GARBLED);
    }
    static const char nul[] = "APPLE\0APPLE";
    CHECK(pw_station_scan(w.s, "1", "hand", PW_ROLE_BOTH, pw_bytes_of(nul, sizeof nul - 1), ""));
    refused(PW_REFUSAL_GARBLED);
    CHECK_INT(number("SELECT count(*) FROM journal WHERE reason = 'garbled'"), 6);
    end();
}

TEST(a_document_that_can_not_be_drawn_is_told_to_the_packer_and_can_be_asked_for_again)
{
    begin("");
    sql("UPDATE orders SET recipient_name = '', address_1 = ''");
    pack_a();
    CHECK_INT(w.sent_count, 1); /* the slip */
    CHECK_STR(word("SELECT status FROM job WHERE document = 'label'"), "failed");
    CHECK_STR(word("SELECT json_extract(message, '$.title') FROM lane"), "The label was not printed");
    CHECK_STR(word("SELECT json_extract(message, '$.tone') FROM lane"), "attention");
    CHECK(strstr(word("SELECT json_extract(message, '$.detail') FROM lane"), "111-0000001-0000001") != NULL);
    CHECK_STR(word("SELECT phase || subject_pk FROM lane"), word("SELECT 'idle' || id FROM parcel"));
    sql("UPDATE orders SET recipient_name = 'Ada Sample'");
    command(PW_COMMAND_REPRINT_LABEL);
    came(PW_OUTCOME_PRINTING);
    CHECK_INT(w.sent_count, 2);
    end();
}

TEST(a_lost_label_with_an_old_address_that_comes_out_after_all_does_not_ship)
{
    begin("");
    pack_a();
    finish_prints();
    sql("UPDATE job SET status = 'uncertain' WHERE document = 'label'; UPDATE orders SET address_1 = '9 New Street',"
        " address_version = address_version + 1 WHERE id = 1");
    char old[64];
    snprintf(old, sizeof old, "%s", barcode_of(1));
    command(PW_COMMAND_PRINTED_NO);
    came(PW_OUTCOME_SETTLED);
    CHECK_INT(w.sent_count, 1);
    finish_prints();
    scan(old);
    refused(PW_REFUSAL_SUPERSEDED);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 0);
    scan(barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(a_lost_label_with_the_right_address_keeps_its_code)
{
    begin("");
    pack_a();
    finish_prints();
    sql("UPDATE job SET status = 'uncertain' WHERE document = 'label'");
    char old[64];
    snprintf(old, sizeof old, "%s", barcode_of(1));
    command(PW_COMMAND_PRINTED_NO);
    CHECK_STR(barcode_of(1), old);
    end();
}

TEST(a_number_that_another_parcel_has_is_not_bound_a_second_time)
{
    begin("");
    pack_a();
    scan("9400111899223197428497");
    came(PW_OUTCOME_BOUND);
    scan("111-0000002-0000002");
    scan("APPLE");
    came(PW_OUTCOME_COMPLETED);
    command(PW_COMMAND_TRACKING);
    came(PW_OUTCOME_ASKED);
    scan("9400111899223197428497");
    refused(PW_REFUSAL_TRACKING_USED);
    CHECK_INT(number("SELECT count(*) FROM parcel WHERE tracking_number <> ''"), 1);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 0);
    end();
}

TEST(a_parcel_without_a_carrier_does_not_leave_and_its_number_names_one)
{
    begin("");
    pack_a();
    sql("UPDATE parcel SET carrier = ''");
    scan(barcode_of(1));
    refused(PW_REFUSAL_NO_CARRIER);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 0);
    scan("9400111899223197428497");
    came(PW_OUTCOME_BOUND);
    scan(barcode_of(1));
    came(PW_OUTCOME_SHIPPED);
    end();
}

TEST(a_carriers_label_proves_nothing_of_our_own)
{
    begin("");
    pack_a();
    pw_station_job(w.s, 1, w.sent[1].job, PW_JOB_UNCERTAIN, 5, 10, "cut off");
    scan("9400111899223197428497");
    came(PW_OUTCOME_BOUND);
    scan("9400111899223197428497");
    came(PW_OUTCOME_SHIPPED);
    CHECK_STR(word("SELECT status FROM job WHERE document = 'label'"), "uncertain");
    end();
}

TEST(an_empty_box_can_not_be_emptied)
{
    begin("");
    scan("111-0000001-0000001");
    command(PW_COMMAND_EMPTY);
    refused(PW_REFUSAL_NOTHING_TO_UNDO);
    end();
}

TEST(a_slip_asked_for_while_packing_is_not_printed_again_when_the_box_is_complete)
{
    begin("");
    scan("111-0000001-0000001");
    scan("APPLE");
    command(PW_COMMAND_REPRINT_SLIP);
    came(PW_OUTCOME_PRINTING);
    scan("APPLE");
    scan("PEAR");
    came(PW_OUTCOME_COMPLETED);
    CHECK_INT(number("SELECT count(*) FROM job WHERE document = 'slip'"), 1);
    CHECK_INT(number("SELECT count(*) FROM job WHERE document = 'label'"), 1);
    finish_prints();
    /* But it is when the order changed after it was packed, also when the box lay aside in between. */
    sql("UPDATE order_line SET quantity = 2 WHERE id = 2");
    scan("111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    command(PW_COMMAND_ASIDE);
    scan("111-0000001-0000001");
    scan("PEAR");
    came(PW_OUTCOME_COMPLETED);
    CHECK_STR(word("SELECT reason FROM job WHERE document = 'slip' ORDER BY id DESC LIMIT 1"),
              "the order changed after it was packed");
    end();
}

TEST(a_carriers_number_of_unusual_form_is_one_parcels_and_ships_it)
{
    begin("");
    pack_a();
    command(PW_COMMAND_TRACKING);
    scan("xq77-zz-1");
    came(PW_OUTCOME_BOUND);
    scan("111-0000002-0000002");
    scan("APPLE");
    came(PW_OUTCOME_COMPLETED);
    command(PW_COMMAND_TRACKING);
    scan("XQ77-ZZ-1");
    refused(PW_REFUSAL_TRACKING_USED);
    command(PW_COMMAND_CANCEL_PENDING);
    scan("XQ77-ZZ-1");
    came(PW_OUTCOME_SHIPPED);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "shipped");
    end();
}

TEST(what_the_station_knows_as_something_else_is_no_tracking_number)
{
    begin("");
    pack_a();
    command(PW_COMMAND_TRACKING);
    scan("111-0000002-0000002"); /* an order */
    refused(PW_REFUSAL_TRACKING_BAD);
    scan("APPLE"); /* an article's SKU, and its EAN */
    refused(PW_REFUSAL_TRACKING_BAD);
    scan("4006381333931");
    refused(PW_REFUSAL_TRACKING_BAD);
    scan(barcode_of(1)); /* the parcel itself */
    refused(PW_REFUSAL_TRACKING_BAD);
    CHECK_INT(number("SELECT count(*) FROM parcel WHERE tracking_number <> ''"), 0);
    scan("1Z5R89390357567127");
    came(PW_OUTCOME_BOUND);
    end();
}

TEST(an_order_is_taken_over_with_its_box_from_a_packer_who_walked_off)
{
    begin("");
    scan_at("1", "111-0000001-0000001");
    scan_at("1", "APPLE");
    scan_at("2", "111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    command_at("2", PW_COMMAND_TAKE_OVER);
    came(PW_OUTCOME_ASKED);
    scan_at("2", "PEAR"); /* no order */
    refused(PW_REFUSAL_NOT_ELSEWHERE);
    scan_at("2", "111-0000002-0000002"); /* nobody has that one */
    refused(PW_REFUSAL_NOT_ELSEWHERE);
    scan_at("2", "111-0000001-0000001");
    came(PW_OUTCOME_OPENED);
    CHECK_STR(word("SELECT lane FROM orders WHERE id = 1"), "2");
    CHECK_STR(word("SELECT detail FROM journal ORDER BY seq DESC LIMIT 1"),
              "Taken over from b1, lane 1 with 1 of 3 units in the box");
    CHECK(strstr(word("SELECT message FROM lane WHERE name = '1'"), "Taken over at b1, lane 2") != NULL);
    scan_at("1", "PEAR"); /* the first one comes back: nothing is open there */
    refused(PW_REFUSAL_NO_ORDER_NEEDS);
    scan_at("1", "111-0000001-0000001");
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    CHECK_STR(word("SELECT status FROM orders WHERE id = 1"), "packing");
    scan_at("2", "APPLE");
    scan_at("2", "PEAR");
    came(PW_OUTCOME_COMPLETED);
    CHECK_INT(number("SELECT count(*) FROM parcel WHERE order_pk = 1"), 1);
    end();
}

TEST(an_order_open_at_a_bench_that_is_no_more_can_be_taken_over)
{
    begin("");
    scan("111-0000002-0000002");
    sql("UPDATE orders SET bench = 'old name' WHERE id = 2; UPDATE lane SET bench = 'old name'");
    scan("111-0000002-0000002");
    refused(PW_REFUSAL_ORDER_ELSEWHERE);
    command(PW_COMMAND_TAKE_OVER);
    scan("111-0000002-0000002");
    came(PW_OUTCOME_OPENED);
    scan("APPLE");
    came(PW_OUTCOME_COMPLETED);
    /* A command while an order is open keeps that one. */
    scan("111-0000001-0000001");
    command(PW_COMMAND_TAKE_OVER);
    refused(PW_REFUSAL_ANOTHER_OPEN);
    end();
}
