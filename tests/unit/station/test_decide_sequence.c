/* Which unit may go into the box, as a function alone: facts in, decision out. */
#include "test.h"

#include "station/decision.h"

#include <string.h>

static struct pw_rules rules;
static struct pw_facts facts;
static struct pw_state state;
static struct pw_decision d;

static struct pw_line_fact line(int64_t id, int64_t sequence)
{
    return (struct pw_line_fact){ .id = id, .quantity = 2, .units = 1, .sequence = sequence };
}

/* An order of two lines of two; the one that is next has this sequence, and the barcode scanned is of the other, which has that.
 */
static void packing(enum pw_sequence_rule rule, int64_t next, int64_t scanned)
{
    memset(&facts, 0, sizeof facts);
    rules = (struct pw_rules){ .bench = "north", .sequence = rule, .weigh = PW_WEIGH_NEVER };
    facts.rules = &rules;
    facts.open = (struct pw_order_fact){
        .id = 7, .status = PW_ORDER_PACKING, .bench = "north", .lane = "1", .units = 4, .missing = 4, .boxes = 1
    };
    facts.open_parcel = (struct pw_parcel_fact){ .id = 12, .order = 7, .number = 1, .place = 1, .status = PW_PARCEL_OPEN };
    facts.expected = line(1, next);
    facts.lines[0] = line(2, scanned);
    facts.line_count = 1;
    state = (struct pw_state){ .phase = PW_PHASE_PACKING, .order = 7, .parcel = 12 };
}

/* Nothing is open, and the unit scanned is of an order like that. */
static void idle(enum pw_sequence_rule rule, int64_t next, int64_t scanned)
{
    packing(rule, next, scanned);
    facts.wanted = facts.open;
    facts.wanted.status = PW_ORDER_READY;
    facts.wanted_line = facts.lines[0];
    facts.open = (struct pw_order_fact){ 0 };
    facts.open_parcel = (struct pw_parcel_fact){ 0 };
    facts.line_count = 0;
    state = (struct pw_state){ .phase = PW_PHASE_IDLE };
}

static void scan(enum pw_command command)
{
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1", .role = PW_ROLE_BOTH };
    event.meaning.command = command;
    pw_decide(&state, &event, &facts, &d);
    CHECK(!d.impossible);
}

static int64_t counted(void)
{
    int64_t n = 0;
    for (size_t i = 0; i < d.effect_count; i++)
        if (d.effects[i].kind == PW_EFFECT_VERIFY)
            n += d.effects[i].number;
    return n;
}

TEST(a_forced_sequence_refuses_what_comes_later)
{
    static const struct {
        int64_t next, scanned;
        bool refused;
    } cases[] = { { 1, 2, true },  { 1, 0, true },    { 5, 9999, true }, { 2, 2, false }, { 1, 1, false },
                  { 0, 0, false }, { 9999, 0, true }, { 3, 1, false },   { 0, 4, false } };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        packing(PW_SEQUENCE_FORCED, cases[i].next, cases[i].scanned);
        scan(PW_COMMAND_NONE);
        CHECK_STR(pw_refusal_name(d.refusal), cases[i].refused ? "out-of-turn" : "");
        CHECK_INT(counted(), cases[i].refused ? 0 : 1);
        CHECK_INT(d.next.phase, PW_PHASE_PACKING);
    }
}

TEST(a_suggested_sequence_refuses_nothing)
{
    static const enum pw_sequence_rule free_ones[] = { PW_SEQUENCE_OFF, PW_SEQUENCE_SUGGESTED };
    for (size_t i = 0; i < PW_COUNT(free_ones); i++) {
        packing(free_ones[i], 1, 2);
        scan(PW_COMMAND_NONE);
        CHECK_INT(counted(), 1);
        idle(free_ones[i], 1, 2);
        scan(PW_COMMAND_NONE);
        CHECK_INT(counted(), 1);
    }
}

TEST(a_line_that_is_next_is_never_refused_for_its_turn)
{
    packing(PW_SEQUENCE_FORCED, 1, 2);
    facts.lines[0] = facts.expected;
    scan(PW_COMMAND_NONE);
    CHECK_INT(counted(), 1);
    packing(PW_SEQUENCE_FORCED, 1, 2); /* every line has its units: nothing is next */
    facts.expected = (struct pw_line_fact){ 0 };
    scan(PW_COMMAND_NONE);
    CHECK_INT(counted(), 1);
}

TEST(of_several_lines_with_one_barcode_the_one_in_turn_counts)
{
    packing(PW_SEQUENCE_FORCED, 1, 2);
    facts.lines[1] = facts.expected;
    facts.line_count = 2;
    scan(PW_COMMAND_NONE);
    CHECK_INT(counted(), 1);
    CHECK_INT(d.line, 1);
}

TEST(too_many_is_that_whoever_is_next)
{
    packing(PW_SEQUENCE_FORCED, 1, 2);
    facts.lines[0].verified = 2;
    scan(PW_COMMAND_NONE);
    CHECK_STR(pw_refusal_name(d.refusal), "too-many");
}

TEST(a_unit_that_comes_too_early_opens_its_order_and_is_not_counted)
{
    idle(PW_SEQUENCE_FORCED, 1, 2);
    scan(PW_COMMAND_NONE);
    CHECK_STR(pw_outcome_name(d.outcome), "opened");
    CHECK_INT(counted(), 0);
    CHECK_INT(d.next.order, 7);
    CHECK_INT(d.next.standing, PW_REFUSAL_NONE);
    CHECK_STR(pw_refusal_name(d.doubt), "out-of-turn");
    idle(PW_SEQUENCE_FORCED, 2, 1);
    scan(PW_COMMAND_NONE);
    CHECK_INT(counted(), 1);
}

/* The question was about a unit that isn't next any more: a report brought an earlier line meanwhile. */
TEST(an_answer_about_a_unit_out_of_turn_drops_the_question)
{
    packing(PW_SEQUENCE_FORCED, 1, 2);
    state.pending = PW_PENDING_SERIAL;
    state.unit = (struct pw_unit){ .line = 2, .units = 1 };
    facts.unit_line = facts.lines[0];
    facts.unit_line.unit.wants = PW_CAPTURE_SERIAL;
    facts.line_count = 0;
    strcpy(facts.today, "2026-11-23");
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1", .role = PW_ROLE_BOTH };
    strcpy(event.meaning.text, "S1234");
    pw_decide(&state, &event, &facts, &d);
    CHECK_STR(pw_refusal_name(d.refusal), "out-of-turn");
    CHECK_INT(d.next.pending, PW_PENDING_NONE);
    CHECK_INT(d.next.unit.line, 0);
    facts.expected = facts.unit_line; /* it is: then it counts */
    pw_decide(&state, &event, &facts, &d);
    CHECK_INT(counted(), 1);
}
