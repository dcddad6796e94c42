/* What is decided of notes that are to be read, and of what goes in first, as a function alone: facts in, decision out. */
#include "test.h"

#include "station/decision.h"

#include <stdio.h>
#include <string.h>

static struct pw_rules rules;
static struct pw_facts facts;
static struct pw_state state;
static struct pw_decision d;

/* An order of two mugs and a card; nothing is in its box. */
static void packing(void)
{
    memset(&facts, 0, sizeof facts);
    memset(&state, 0, sizeof state);
    rules = (struct pw_rules){ .bench = "north", .weigh = PW_WEIGH_NEVER };
    rules.acknowledge[PW_NOTE_ORDER] = rules.acknowledge[PW_NOTE_ARTICLE] = true;
    facts.rules = &rules;
    facts.open = (struct pw_order_fact){ .id = 7,
                                         .order_id = "111",
                                         .status = PW_ORDER_PACKING,
                                         .bench = "north",
                                         .lane = "1",
                                         .units = 3,
                                         .missing = 3,
                                         .boxes = 1 };
    facts.open_parcel = (struct pw_parcel_fact){ .id = 12, .order = 7, .number = 1, .place = 1, .status = PW_PARCEL_OPEN };
    state = (struct pw_state){ .phase = PW_PHASE_PACKING, .order = 7, .parcel = 12 };
}

static void note(struct pw_note_fact *list, size_t *count, enum pw_note kind, const char *digest, bool read)
{
    struct pw_note_fact *n = &list[(*count)++];
    *n = (struct pw_note_fact){ .kind = kind, .read = read };
    snprintf(n->digest, sizeof n->digest, "%s", digest);
}

static void item(int64_t line, int64_t sequence)
{
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1" };
    facts.lines[0].id = line;
    facts.lines[0].quantity = line == 1 ? 2 : 1;
    facts.lines[0].units = 1;
    facts.lines[0].sequence = sequence;
    facts.line_count = 1;
    strcpy(event.meaning.text, "X");
    pw_decide(&state, &event, &facts, &d);
    CHECK(!d.impossible);
}

static void read_it(void)
{
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1" };
    event.meaning.command = PW_COMMAND_ACKNOWLEDGE;
    facts.line_count = 0;
    pw_decide(&state, &event, &facts, &d);
    CHECK(!d.impossible);
}

static int effects(enum pw_effect_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < d.effect_count; i++)
        n += d.effects[i].kind == kind;
    return n;
}

TEST(the_unit_of_an_article_with_a_note_waits_in_the_hand)
{
    packing();
    note(facts.lines[0].notes, &facts.lines[0].note_count, PW_NOTE_ARTICLE, "aaaaaaaaaaaaaaaa", false);
    item(1, 0);
    CHECK_INT(d.outcome, PW_OUTCOME_NOTE);
    CHECK_INT(d.next.pending, PW_PENDING_READ);
    CHECK_INT(d.next.unit.line, 1);
    CHECK_STR(d.next.shown, "aaaaaaaaaaaaaaaa");
    CHECK_INT(d.effect_count, 0);
    state = d.next;
    item(2, 0);
    CHECK_INT(d.refusal, PW_REFUSAL_NOTE_UNREAD);
    CHECK_INT(d.next.unit.line, 1);
    facts.unit_line = facts.lines[0];
    facts.unit_line.id = 1;
    facts.unit_line.quantity = 2;
    read_it();
    CHECK_INT(d.outcome, PW_OUTCOME_COUNTED);
    CHECK_INT(effects(PW_EFFECT_ACKNOWLEDGE), 1);
    CHECK_INT(effects(PW_EFFECT_VERIFY), 1);
    CHECK_INT(d.next.pending, PW_PENDING_NONE);
    CHECK_INT(d.next.unit.line, 0);
    CHECK_STR(d.next.shown, "");
}

TEST(what_was_not_shown_was_not_read)
{
    packing();
    note(facts.notes, &facts.note_count, PW_NOTE_ORDER, "bbbbbbbbbbbbbbbb", false);
    state.pending = PW_PENDING_READ;
    strcpy(state.shown, "aaaaaaaaaaaaaaaa");
    read_it();
    CHECK_INT(d.outcome, PW_OUTCOME_NOTE);
    CHECK_INT(effects(PW_EFFECT_ACKNOWLEDGE), 0);
    CHECK_STR(d.next.shown, "bbbbbbbbbbbbbbbb");
    state = d.next;
    read_it();
    CHECK_INT(d.outcome, PW_OUTCOME_ACKNOWLEDGED);
    CHECK_STR(d.effects[0].text, "bbbbbbbbbbbbbbbb");
}

TEST(a_unit_for_which_there_is_no_room_any_more_is_left_out_and_the_note_is_read)
{
    packing();
    note(facts.unit_line.notes, &facts.unit_line.note_count, PW_NOTE_ARTICLE, "aaaaaaaaaaaaaaaa", false);
    facts.unit_line.id = 1;
    facts.unit_line.quantity = facts.unit_line.verified = facts.unit_line.units = 1;
    state.pending = PW_PENDING_READ;
    state.unit = (struct pw_unit){ .line = 1, .units = 1 };
    strcpy(state.shown, "aaaaaaaaaaaaaaaa");
    read_it();
    CHECK_INT(d.outcome, PW_OUTCOME_ACKNOWLEDGED);
    CHECK_INT(effects(PW_EFFECT_ACKNOWLEDGE), 1);
    CHECK_INT(effects(PW_EFFECT_VERIFY), 0);
    CHECK_INT(d.doubt, PW_REFUSAL_TOO_MANY);
}

TEST(a_note_that_asks_for_nothing_asks_nothing)
{
    packing();
    note(facts.notes, &facts.note_count, PW_NOTE_GIFT, "cccccccccccccccc", false);
    note(facts.notes, &facts.note_count, PW_NOTE_ORDER, "dddddddddddddddd", true);
    item(1, 0);
    CHECK_INT(d.outcome, PW_OUTCOME_COUNTED);
    read_it();
    CHECK_INT(d.refusal, PW_REFUSAL_NOTHING_TO_READ);
}

TEST(all_notes_of_an_order_and_a_kit_fit_what_is_shown)
{
    packing();
    for (int i = 0; i < PW_ORDER_NOTES; i++)
        note(facts.notes, &facts.note_count, PW_NOTE_ORDER, "0123456789abcdef", false);
    for (int i = 0; i < PW_LINE_NOTES; i++)
        note(facts.lines[0].notes, &facts.lines[0].note_count, PW_NOTE_ARTICLE, "fedcba9876543210", false);
    item(1, 0);
    CHECK_INT(strlen(d.next.shown), (PW_ORDER_NOTES + PW_LINE_NOTES) * (PW_NOTE_DIGEST - 1));
}

TEST(only_a_forced_sequence_refuses_and_never_the_line_that_is_next)
{
    static const struct {
        enum pw_sequence_rule rule;
        int64_t next, line;
        bool refused;
    } cases[] = {
        { PW_SEQUENCE_OFF, 1, 2, false },    { PW_SEQUENCE_SUGGESTED, 1, 0, false }, { PW_SEQUENCE_FORCED, 1, 2, true },
        { PW_SEQUENCE_FORCED, 1, 0, true },  { PW_SEQUENCE_FORCED, 2, 1, false },    { PW_SEQUENCE_FORCED, 2, 2, false },
        { PW_SEQUENCE_FORCED, 0, 0, false }, { PW_SEQUENCE_FORCED, 0, 3, false },    { PW_SEQUENCE_FORCED, 999, 0, true },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        packing();
        rules.sequence = cases[i].rule;
        facts.expected = (struct pw_line_fact){ .id = 2, .quantity = 1, .sequence = cases[i].next };
        item(1, cases[i].line);
        CHECK_INT(d.refusal == PW_REFUSAL_OUT_OF_TURN, cases[i].refused);
        CHECK_INT(d.outcome == PW_OUTCOME_COUNTED, !cases[i].refused);
    }
}
