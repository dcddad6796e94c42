/*
 * What is captured of a unit, and what of it is refused. Dates: Python's datetime.date; GS1's days 00 and centuries: GS1 General
 * Specifications 7.12. Codes: reference amazon 4.6.
 */
#include "station/decision.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

#define TODAY "2026-11-23"

TEST(days_between_dates_are_pythons)
{
    CHECK_INT(pw_days_between("2026-11-23", "2026-11-23"), 0);
    CHECK_INT(pw_days_between("2026-11-23", "2027-02-21"), 90);
    CHECK_INT(pw_days_between("2028-02-28", "2028-03-01"), 2); /* a leap year */
    CHECK_INT(pw_days_between("2026-11-23", "1999-01-01"), -10188);
    CHECK_INT(pw_days_between("", "2026-11-23"), 0);
}

TEST(an_expiry_date_is_read_in_the_forms_that_mean_one_day)
{
    static const char *const good[][2] = { { "2026-12-31", "2026-12-31" }, { "20280229", "2028-02-29" },
                                           { "261231", "2026-12-31" },     { "270200", "2027-02-28" },
                                           { "280200", "2028-02-29" },     { "760101", "2076-01-01" },
                                           { "770101", "1977-01-01" } };
    static const char *const bad[] = { "",           "31.12.2026", "12/31/26",    "2026-13-01", "2026-02-29",
                                       "20260230",   "261301",     "26123",       "2612311",    "2026-1-01",
                                       "2026_12_31", "202a1231",   "2026-12-31x", "99999999",   "00000000",
                                       "1231",       "261232",     "-26-12-31",   "2026-00-10", "20261200" };
    char iso[11];
    for (size_t i = 0; i < PW_COUNT(good); i++) {
        CHECK(pw_expiry_parse(good[i][0], TODAY, iso));
        CHECK_STR(iso, good[i][1]);
    }
    for (size_t i = 0; i < PW_COUNT(bad); i++)
        if (pw_expiry_parse(bad[i], TODAY, iso))
            pw_test_fail(__FILE__, __LINE__, "\"%s\" was read as %s", bad[i], iso);
}

static struct pw_meaning meaning(const char *text)
{
    struct pw_meaning m;
    pw_meaning_of(pw_bytes_str(text), "", NULL, &m);
    return m;
}

static struct pw_unit read(const char *text, int64_t wants)
{
    struct pw_meaning m = meaning(text);
    struct pw_unit unit = { .line = 1, .units = 1 };
    pw_unit_read(&m, wants, TODAY, &unit);
    return unit;
}

TEST(an_element_string_brings_what_it_holds)
{
    struct pw_unit u = read("]d2010952123454321317261200"
                            "10LOT-7\x1D"
                            "21SN 1",
                            0);
    CHECK_STR(u.expiry, "2026-12-31");
    u = read("]d2010952123454321317261200"
             "10LOT-7\x1D"
             "21SN1",
             0);
    CHECK_STR(u.serial, "SN1");
    CHECK_STR(u.lot, "LOT-7");
    CHECK_STR(u.code, "");
    u = read("]d201095212345432131527070110LOT", 0);
    CHECK_STR(u.expiry, "2027-07-01"); /* best before */
    u = read("]d201095212345432131527070117270601", 0);
    CHECK_STR(u.expiry, "2027-06-01"); /* use by comes first */
    u = read("https://example.com/01/09521234543213/10/ABC/21/99?17=261231", 0);
    CHECK_STR(u.serial, "99");
    CHECK_STR(u.lot, "ABC");
    CHECK_STR(u.expiry, "2026-12-31");
    u = read("9521234543213", 0);
    CHECK_INT(pw_unit_has(&u), 0);
}

TEST(a_code_that_names_its_article_is_a_transparency_code_where_one_is_wanted)
{
    static const char sgtin[] = "010952123454321321ABCDEFGHIJ0123456789";
    struct pw_unit u = read(sgtin, PW_CAPTURE_CODE);
    CHECK_INT(strlen(sgtin), 38);
    CHECK_STR(u.code, sgtin);
    CHECK_STR(u.serial, ""); /* the code's, not the maker's */
    u = read(sgtin, PW_CAPTURE_SERIAL);
    CHECK_STR(u.serial, "ABCDEFGHIJ0123456789");
    CHECK_STR(u.code, "");
}

static int answer(const char *text, int64_t wants, int asked, struct pw_unit *unit)
{
    struct pw_meaning m = meaning(text);
    return pw_unit_answer(&m, wants, asked, TODAY, unit);
}

TEST(an_answer_brings_what_was_asked_and_what_else_is_wanted)
{
    struct pw_unit u = { .line = 1, .units = 1 };
    int64_t wants = PW_CAPTURE_SERIAL | PW_CAPTURE_LOT | PW_CAPTURE_EXPIRY;
    CHECK_INT(answer("]d2010952123454321310L1\x1D"
                     "17270101",
                     wants, PW_CAPTURE_SERIAL, &u),
              PW_CAPTURE_LOT | PW_CAPTURE_EXPIRY);
    CHECK_INT(answer("]d201095212345432131127010110L2", wants, PW_CAPTURE_SERIAL, &u),
              0); /* the lot is known, 11 is another date */
    CHECK_STR(u.lot, "L1");
    CHECK_INT(answer("SN-9", wants, PW_CAPTURE_SERIAL, &u), PW_CAPTURE_SERIAL);
    CHECK_INT(pw_unit_has(&u), wants);
}

TEST(a_transparency_code_has_one_of_its_forms)
{
    static const char *const good[] = { "AZABCDEFGHIJKLMNOPQRSTUVWXYZ0", "ZA:0123456789ABCDEFGHIJKLMNOP", "ABCDEF7",
                                        "0123456789ABCDEFGHIJ", "https://example.com/t/x" };
    static const char *const bad[] = { "ABCDE6",    "AZABCDEFGHIJKLMNOPQRSTUVWXYZ", "A B C D E F G",
                                       "ABC-DEF-G", "0123456789ABCDEFGHIJK",        "" };
    for (size_t i = 0; i < PW_COUNT(good); i++) {
        struct pw_unit u = { .line = 1 };
        CHECK_INT(answer(good[i], PW_CAPTURE_CODE, PW_CAPTURE_CODE, &u), PW_CAPTURE_CODE);
        CHECK_STR(u.code, good[i]);
    }
    for (size_t i = 0; i < PW_COUNT(bad); i++) {
        struct pw_unit u = { .line = 1 };
        if (answer(bad[i], PW_CAPTURE_CODE, PW_CAPTURE_CODE, &u) != 0)
            pw_test_fail(__FILE__, __LINE__, "\"%s\" was taken", bad[i]);
    }
}

TEST(a_code_too_long_to_keep_is_none)
{
    char text[1200] = "https://example.com/";
    struct pw_unit u = { .line = 1 };
    memset(text + strlen(text), 'a', 1000);
    CHECK_INT(answer(text, PW_CAPTURE_CODE, PW_CAPTURE_CODE, &u), 0);
    CHECK_STR(u.code, "");
}

/* ---- decisions ---- */

struct scene {
    struct pw_rules rules;
    struct pw_facts f;
    struct pw_state state;
    struct pw_event event;
    struct pw_decision d;
};

/* An order of two units of SKU 1 is open, none is in the box. */
static void begin(struct scene *s, const char *text, int64_t wants)
{
    memset(s, 0, sizeof *s);
    s->f.rules = &s->rules;
    snprintf(s->f.today, sizeof s->f.today, "%s", TODAY);
    s->state = (struct pw_state){ .phase = PW_PHASE_PACKING, .order = 7, .parcel = 8 };
    s->f.open = (struct pw_order_fact){ .id = 7, .status = PW_ORDER_PACKING, .units = 2, .missing = 2 };
    s->f.open_parcel = (struct pw_parcel_fact){ .id = 8, .order = 7, .status = PW_PARCEL_OPEN };
    s->f.lines[0] = (struct pw_line_fact){ .id = 9, .quantity = 2, .units = 1, .sku = "SKU", .unit = { .wants = wants } };
    s->f.line_count = 1;
    s->event.meaning = meaning(text);
}

static const char *decide(struct scene *s)
{
    pw_decide(&s->state, &s->event, &s->f, &s->d);
    CHECK(!s->d.impossible);
    return s->d.outcome == PW_OUTCOME_REFUSED ? pw_refusal_name(s->d.refusal) : pw_outcome_name(s->d.outcome);
}

static bool counted(const struct scene *s)
{
    for (size_t i = 0; i < s->d.effect_count; i++)
        if (s->d.effects[i].kind == PW_EFFECT_VERIFY)
            return true;
    return false;
}

/* The answer to what s asked. */
static void reply(struct scene *s, const char *text)
{
    s->state = s->d.next;
    s->f.unit_line = s->f.lines[0];
    s->f.line_count = 0;
    s->event.meaning = meaning(text);
}

TEST(nothing_counts_before_all_is_known)
{
    struct scene s;
    begin(&s, "SKU", PW_CAPTURE_SERIAL | PW_CAPTURE_LOT | PW_CAPTURE_EXPIRY | PW_CAPTURE_CODE);
    static const struct {
        const char *text;
        enum pw_pending asked;
    } answers[] = { { "SN1", PW_PENDING_SERIAL },
                    { "L1", PW_PENDING_LOT },
                    { "20270101", PW_PENDING_EXPIRY },
                    { "CODE123", PW_PENDING_TRANSPARENCY } };
    for (size_t i = 0; i < PW_COUNT(answers); i++) {
        CHECK_STR(decide(&s), "asked");
        CHECK(!counted(&s));
        CHECK_INT(s.d.next.pending, answers[i].asked);
        reply(&s, answers[i].text);
    }
    CHECK_STR(decide(&s), "counted");
    CHECK(counted(&s));
    CHECK_INT(s.d.next.pending, PW_PENDING_NONE);
    CHECK_INT(s.d.next.unit.line, 0);
    CHECK_STR(s.d.unit.serial, "SN1");
    CHECK_STR(s.d.unit.lot, "L1");
    CHECK_STR(s.d.unit.expiry, "2027-01-01");
    CHECK_STR(s.d.unit.code, "CODE123");
}

TEST(a_refused_answer_keeps_the_question_and_what_is_known)
{
    struct scene s;
    begin(&s, "SKU", PW_CAPTURE_LOT | PW_CAPTURE_EXPIRY);
    decide(&s);
    reply(&s, "L1");
    CHECK_STR(decide(&s), "asked");
    reply(&s, "soon");
    CHECK_STR(decide(&s), "expiry-bad");
    CHECK_INT(s.d.effect_count, 0);
    CHECK_INT(s.d.next.pending, PW_PENDING_EXPIRY);
    CHECK_STR(s.d.next.unit.lot, "L1");
}

TEST(any_command_drops_the_question_and_undo_no_more_than_that)
{
    const struct pw_command_info *command;
    for (size_t c = 0; (command = pw_command_nth(c)) != NULL; c++) {
        struct scene s;
        if (command->command >= PW_COMMAND_PIN_0 && command->command <= PW_COMMAND_PIN_ENTER)
            continue; /* who it is, not what is done */
        begin(&s, "SKU", PW_CAPTURE_SERIAL);
        decide(&s);
        reply(&s, "");
        s.event.meaning.command = command->command;
        s.f.last_verification = 5;
        decide(&s);
        bool kept = pw_pending_capture(s.d.next.pending) != 0;
        CHECK(!kept || s.d.outcome == PW_OUTCOME_REFUSED);
        CHECK(kept == (s.d.next.unit.line != 0));
        if (command->command == PW_COMMAND_UNDO)
            CHECK(s.d.outcome == PW_OUTCOME_CLEARED && s.d.effect_count == 0);
    }
}

TEST(what_must_not_leave_is_refused_whether_it_was_asked_for_or_not)
{
    for (int64_t wants = 0; wants <= 15; wants++) {
        struct scene s;
        begin(&s,
              "]d2010952123454321310L1\x1D"
              "17261122",
              wants);
        CHECK_STR(decide(&s), "expired"); /* yesterday */
        s.f.lines[0].unit.lot_blocked = true;
        CHECK_STR(decide(&s), "lot-blocked");
        s.f.lines[0].unit.serial_order = 7;
        CHECK_STR(decide(&s), "same-unit");
        CHECK_INT(s.d.effect_count, 0);
    }
}

TEST(the_days_that_a_unit_must_keep_are_counted_from_today)
{
    static const struct {
        const char *text, *said;
    } cases[] = { { "]d2010952123454321317261123", "expires-too-soon" },
                  { "]d2010952123454321317270220", "expires-too-soon" },
                  { "]d2010952123454321317270221", "counted" },
                  { "]d2010952123454321317261122", "expired" } };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        struct scene s;
        begin(&s, cases[i].text, PW_CAPTURE_EXPIRY);
        s.f.lines[0].unit.min_days = 90;
        CHECK_STR(decide(&s), cases[i].said);
    }
}

TEST(a_serial_number_seen_elsewhere_counts_only_where_none_is_captured)
{
    struct scene s;
    begin(&s, "]d2010952123454321321SN1", PW_CAPTURE_SERIAL);
    s.f.lines[0].unit.serial_order = 99;
    CHECK_STR(decide(&s), "serial-seen");
    s.f.lines[0].unit.wants = 0;
    CHECK_STR(decide(&s), "counted");
    s.f.lines[0].unit.serial_order = 7;
    CHECK_STR(decide(&s), "same-unit");
}

TEST(a_transparency_code_seen_anywhere_is_refused)
{
    struct scene s;
    begin(&s, "SKU", PW_CAPTURE_CODE);
    decide(&s);
    reply(&s, "CODE123");
    s.f.unit_line.unit.code_order = 99;
    CHECK_STR(decide(&s), "transparency-seen");
    s.f.unit_line.unit.code_order = 7;
    CHECK_STR(decide(&s), "same-unit");
}

TEST(a_case_is_no_unit_where_each_has_its_own_number)
{
    static const int64_t each[] = { PW_CAPTURE_SERIAL, PW_CAPTURE_CODE };
    struct scene s;
    for (size_t i = 0; i < PW_COUNT(each); i++) {
        begin(&s, "CASE", each[i]);
        s.f.lines[0].units = 2;
        CHECK_STR(decide(&s), "scan-each-unit");
    }
    begin(&s, "]d2010952123454321310L1", PW_CAPTURE_LOT);
    s.f.lines[0].units = 2;
    s.f.open.missing = 3;
    CHECK_STR(decide(&s), "counted"); /* all of a case are of its lot */
}

TEST(an_answer_for_a_line_that_has_no_room_any_more_drops_the_question)
{
    struct scene s;
    begin(&s, "SKU", PW_CAPTURE_SERIAL);
    decide(&s);
    reply(&s, "SN1");
    s.f.unit_line.quantity = 0;
    CHECK_STR(decide(&s), "too-many");
    CHECK_INT(s.d.next.pending, PW_PENDING_NONE);
    CHECK_INT(s.d.next.unit.line, 0);
}

TEST(the_doors_scanner_answers_nothing)
{
    struct scene s;
    begin(&s, "SKU", PW_CAPTURE_SERIAL);
    decide(&s);
    reply(&s, "SN1");
    s.event.role = PW_ROLE_DOOR;
    CHECK_STR(decide(&s), "wrong-scanner");
    CHECK_INT(s.d.next.pending, PW_PENDING_SERIAL);
}
