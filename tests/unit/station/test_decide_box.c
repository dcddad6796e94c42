/* What is decided of an order's boxes, as a function alone: facts in, decision out. */
#include "test.h"

#include "station/decision.h"

#include <string.h>

static struct pw_rules rules;
static struct pw_facts facts;
static struct pw_state state;
static struct pw_decision d;

/* An order of five units of which two are in the open box and one is in another. */
static void packing(void)
{
    memset(&facts, 0, sizeof facts);
    memset(&state, 0, sizeof state);
    rules = (struct pw_rules){
        .bench = "north", .weigh = PW_WEIGH_KNOWN, .weight_permille = 30, .slip = PW_ON_COMPLETE, .label = PW_ON_COMPLETE
    };
    rules.printer_for[PW_DOC_SLIP] = rules.printer_for[PW_DOC_LABEL] = true;
    facts.rules = &rules;
    facts.open = (struct pw_order_fact){ .id = 7,
                                         .order_id = "111",
                                         .status = PW_ORDER_PACKING,
                                         .bench = "north",
                                         .lane = "1",
                                         .units = 5,
                                         .verified = 3,
                                         .missing = 2,
                                         .boxes = 2,
                                         .address_version = 1,
                                         .box = { .id = 12, .number = 2, .units = 2 } };
    facts.open_parcel =
        (struct pw_parcel_fact){ .id = 12, .order = 7, .number = 2, .place = 2, .units = 2, .status = PW_PARCEL_OPEN };
    state = (struct pw_state){ .phase = PW_PHASE_PACKING, .order = 7, .parcel = 12 };
}

static void scan(enum pw_command command)
{
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1", .role = PW_ROLE_BOTH };
    event.meaning.command = command;
    pw_decide(&state, &event, &facts, &d);
    CHECK(!d.impossible);
}

/* A parcel's label. */
static void scan_label(enum pw_role role)
{
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1" };
    event.role = role;
    strcpy(event.meaning.parcel_code, "PWPAAAA1X");
    pw_decide(&state, &event, &facts, &d);
    CHECK(!d.impossible);
}

static void scan_cage(enum pw_role role)
{
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1" };
    event.role = role;
    strcpy(event.meaning.cage, "A1");
    pw_decide(&state, &event, &facts, &d);
    CHECK(!d.impossible);
}

static int count(enum pw_effect_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < d.effect_count; i++)
        n += d.effects[i].kind == kind;
    return n;
}

#define REFUSED(why)                                                                                                             \
    do {                                                                                                                         \
        CHECK_STR(pw_refusal_name(d.refusal), pw_refusal_name(why));                                                             \
        CHECK_INT(d.effect_count, 0);                                                                                            \
    } while (0)

TEST(next_box_closes_this_one_and_opens_another)
{
    packing();
    scan(PW_COMMAND_NEXT_BOX);
    CHECK_INT(d.outcome, PW_OUTCOME_BOX_CLOSED);
    CHECK_INT(count(PW_EFFECT_CLOSE_BOX), 1);
    CHECK_INT(count(PW_EFFECT_OPEN_PARCEL), 1);
    CHECK_INT(count(PW_EFFECT_PACK), 0); /* the order isn't complete */
    CHECK_INT(count(PW_EFFECT_PRINT), 2);
    for (size_t i = 0; i < d.effect_count; i++)
        CHECK(d.effects[i].kind != PW_EFFECT_PRINT || d.effects[i].parcel == 12);
    CHECK_INT(d.next.parcel, 0);
    CHECK_INT(d.next.subject, 12);
    CHECK_INT(d.next.phase, PW_PHASE_PACKING);
}

TEST(what_keeps_a_box_open_keeps_it_open)
{
    static const enum pw_command both[] = { PW_COMMAND_NEXT_BOX, PW_COMMAND_SHORT };
    for (size_t i = 0; i < PW_COUNT(both); i++) {
        packing();
        facts.open.status = PW_ORDER_CANCELLED;
        scan(both[i]);
        REFUSED(PW_REFUSAL_ORDER_CANCELLED);
        packing();
        facts.open.status = PW_ORDER_HELD;
        scan(both[i]);
        REFUSED(PW_REFUSAL_ORDER_HELD);
        packing();
        facts.open.surplus = 1;
        scan(both[i]);
        REFUSED(PW_REFUSAL_NOT_PACKED);
        packing();
        strcpy(facts.open.bench, "south");
        scan(both[i]);
        REFUSED(PW_REFUSAL_ORDER_ELSEWHERE);
        packing();
        rules.box_required = true;
        scan(both[i]);
        REFUSED(PW_REFUSAL_BOX_NEEDED);
        packing();
        state = (struct pw_state){ .phase = PW_PHASE_IDLE };
        scan(both[i]);
        REFUSED(PW_REFUSAL_NOTHING_OPEN);
    }
    packing();
    facts.open_parcel.units = 0;
    scan(PW_COMMAND_NEXT_BOX);
    REFUSED(PW_REFUSAL_BOX_EMPTY);
    facts.open.boxes = 1;
    scan(PW_COMMAND_SHORT);
    REFUSED(PW_REFUSAL_BOX_EMPTY);
    packing();
    facts.open.missing = 0;
    facts.open.verified = 5;
    scan(PW_COMMAND_SHORT);
    REFUSED(PW_REFUSAL_NO_UNIT_LEFT);
    scan(PW_COMMAND_NEXT_BOX);
    CHECK_INT(d.outcome, PW_OUTCOME_COMPLETED);
    CHECK_INT(count(PW_EFFECT_PACK), 1);
}

TEST(a_box_that_is_not_the_last_is_weighed_where_full_ones_are)
{
    packing();
    facts.scale = (struct pw_scale_fact){ .present = true, .ready = true, .step_mg = 1000 };
    facts.weight = (struct pw_weight_fact){ .known = true, .expected_mg = 1000000 };
    scan(PW_COMMAND_NEXT_BOX);
    REFUSED(PW_REFUSAL_WEIGHT_WANTED);
    facts.scale.settled = true;
    facts.scale.mg = 1100000;
    scan(PW_COMMAND_NEXT_BOX);
    REFUSED(PW_REFUSAL_WEIGHT_OFF);
    facts.scale.mg = 1010000;
    scan(PW_COMMAND_NEXT_BOX);
    CHECK_INT(d.outcome, PW_OUTCOME_BOX_CLOSED);
    CHECK_INT(count(PW_EFFECT_WEIGH), 1);
    facts.scale.used = true; /* it is another parcel's */
    scan(PW_COMMAND_NEXT_BOX);
    REFUSED(PW_REFUSAL_WEIGHT_WANTED);
    facts.open_parcel.explained = true;
    scan(PW_COMMAND_NEXT_BOX);
    CHECK_INT(d.outcome, PW_OUTCOME_BOX_CLOSED);
    CHECK_INT(count(PW_EFFECT_WEIGH), 0);
    packing();
    facts.scale = (struct pw_scale_fact){ .present = true };
    rules.weigh = PW_WEIGH_REQUIRED;
    scan(PW_COMMAND_NEXT_BOX);
    REFUSED(PW_REFUSAL_WEIGHT_WANTED);
    rules.weigh = PW_WEIGH_NEVER;
    scan(PW_COMMAND_NEXT_BOX);
    CHECK_INT(d.outcome, PW_OUTCOME_BOX_CLOSED);
}

TEST(the_rest_waits_for_a_reason_and_an_empty_box_behind_others_is_taken_back)
{
    packing();
    scan(PW_COMMAND_SHORT);
    CHECK_INT(d.outcome, PW_OUTCOME_ASKED);
    state = d.next;
    scan(PW_COMMAND_REASON_STOCK);
    CHECK_INT(d.outcome, PW_OUTCOME_SHORT);
    CHECK_INT(count(PW_EFFECT_CLOSE_BOX), 1);
    CHECK_INT(count(PW_EFFECT_UNCLAIM), 1);
    CHECK_STR(d.effects[0].text, "Stock");
    CHECK_INT(d.next.phase, PW_PHASE_IDLE);
    CHECK_INT(d.next.subject, 12);
    facts.open_parcel.units = 0;
    scan(PW_COMMAND_REASON_LATER);
    CHECK_INT(count(PW_EFFECT_VOID_BOX), 1);
    CHECK_INT(count(PW_EFFECT_CLOSE_BOX), 0);
    CHECK_INT(count(PW_EFFECT_UNCLAIM), 1);
    facts.open.status = PW_ORDER_CANCELLED; /* between the question and the answer */
    scan(PW_COMMAND_REASON_STOCK);
    REFUSED(PW_REFUSAL_ORDER_CANCELLED);
    CHECK_INT(d.next.pending, PW_PENDING_NONE);
}

/* Nothing open; a packed box was looked at. */
static void idle(enum pw_order_status order, enum pw_parcel_status parcel)
{
    packing();
    state = (struct pw_state){ .phase = PW_PHASE_IDLE, .subject = 11 };
    memset(&facts.open, 0, sizeof facts.open);
    memset(&facts.open_parcel, 0, sizeof facts.open_parcel);
    facts.subject_order = (struct pw_order_fact){
        .id = 7, .order_id = "111", .status = order, .units = 3, .verified = 3, .boxes = 2, .address_version = 1
    };
    facts.subject = (struct pw_parcel_fact){ .id = 11, .order = 7, .number = 1, .place = 1, .units = 1, .status = parcel };
}

TEST(what_left_or_is_void_or_cancelled_is_not_opened_again)
{
    static const struct {
        enum pw_order_status order;
        enum pw_parcel_status parcel;
        enum pw_refusal reopen, voids;
    } cases[] = {
        { PW_ORDER_PACKED, PW_PARCEL_PACKED, PW_REFUSAL_NONE, PW_REFUSAL_NONE },
        { PW_ORDER_READY, PW_PARCEL_PACKED, PW_REFUSAL_NONE, PW_REFUSAL_NONE },
        { PW_ORDER_PACKED, PW_PARCEL_SHIPPED, PW_REFUSAL_ALREADY_SHIPPED, PW_REFUSAL_ALREADY_SHIPPED },
        { PW_ORDER_READY, PW_PARCEL_VOID, PW_REFUSAL_SUPERSEDED, PW_REFUSAL_SUPERSEDED },
        { PW_ORDER_READY, PW_PARCEL_OPEN, PW_REFUSAL_BOX_OPEN, PW_REFUSAL_NONE },
        { PW_ORDER_PACKING, PW_PARCEL_PACKED, PW_REFUSAL_ORDER_ELSEWHERE, PW_REFUSAL_ORDER_ELSEWHERE },
        { PW_ORDER_CANCELLED, PW_PARCEL_PACKED, PW_REFUSAL_ORDER_CANCELLED, PW_REFUSAL_NONE },
        { PW_ORDER_HELD, PW_PARCEL_PACKED, PW_REFUSAL_ORDER_HELD, PW_REFUSAL_NONE },
        { PW_ORDER_WAITING, PW_PARCEL_PACKED, PW_REFUSAL_ORDER_WAITING, PW_REFUSAL_NONE },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        idle(cases[i].order, cases[i].parcel);
        state.pending = PW_PENDING_REOPEN;
        scan(PW_COMMAND_REASON_OTHER);
        CHECK_STR(pw_refusal_name(d.refusal), pw_refusal_name(cases[i].reopen));
        CHECK_INT(count(PW_EFFECT_OPEN_AGAIN), cases[i].reopen == PW_REFUSAL_NONE);
        CHECK_INT(count(PW_EFFECT_NEW_CODE), cases[i].reopen == PW_REFUSAL_NONE);
        CHECK_INT(count(PW_EFFECT_CLAIM), cases[i].reopen == PW_REFUSAL_NONE);
        state.pending = PW_PENDING_VOID_BOX;
        scan(PW_COMMAND_REASON_OTHER);
        CHECK_STR(pw_refusal_name(d.refusal), pw_refusal_name(cases[i].voids));
        CHECK_INT(count(PW_EFFECT_VOID_BOX), cases[i].voids == PW_REFUSAL_NONE);
    }
}

TEST(an_order_has_one_open_box)
{
    idle(PW_ORDER_READY, PW_PARCEL_PACKED);
    facts.subject_order.box = (struct pw_box_fact){ .id = 12, .number = 2, .units = 1 };
    state.pending = PW_PENDING_REOPEN;
    scan(PW_COMMAND_REASON_OTHER);
    REFUSED(PW_REFUSAL_OTHER_BOX_OPEN);
    facts.subject_order.box.units = 0; /* an empty one is taken back */
    scan(PW_COMMAND_REASON_OTHER);
    CHECK_INT(d.outcome, PW_OUTCOME_REOPENED);
    CHECK_INT(d.effects[0].kind, PW_EFFECT_VOID_BOX);
    CHECK_INT(d.effects[0].parcel, 12);
    CHECK_INT(d.next.parcel, 11);
}

TEST(a_label_names_the_box_and_ships_nothing_meanwhile_but_at_the_door)
{
    idle(PW_ORDER_PACKED, PW_PARCEL_PACKED);
    facts.parcel = facts.subject;
    facts.parcel.id = 13;
    strcpy(facts.parcel.carrier, "USPS");
    facts.parcel_order = facts.subject_order;
    state.pending = PW_PENDING_REOPEN;
    scan_label(PW_ROLE_BOTH);
    CHECK_INT(d.outcome, PW_OUTCOME_ASKED);
    CHECK_INT(d.next.subject, 13);
    CHECK_INT(d.effect_count, 0);
    scan_label(PW_ROLE_DOOR);
    CHECK_INT(d.outcome, PW_OUTCOME_SHIPPED);
}

TEST(a_box_leaves_before_the_others_and_not_where_the_order_changed)
{
    idle(PW_ORDER_PACKING, PW_PARCEL_PACKED);
    facts.parcel = facts.subject;
    strcpy(facts.parcel.carrier, "USPS");
    facts.parcel_order = facts.subject_order;
    facts.parcel_order.missing = 2;
    static const enum pw_order_status leave[] = { PW_ORDER_PACKING, PW_ORDER_READY };
    for (size_t i = 0; i < PW_COUNT(leave); i++) {
        facts.parcel_order.status = leave[i];
        scan_label(PW_ROLE_DOOR);
        CHECK_INT(d.outcome, PW_OUTCOME_SHIPPED);
    }
    facts.parcel_order.status = PW_ORDER_PACKED; /* the order grew after its last box was closed */
    scan_label(PW_ROLE_DOOR);
    REFUSED(PW_REFUSAL_NOT_PACKED);
    facts.parcel_order.status = PW_ORDER_READY;
    facts.parcel_order.surplus = 1; /* what is too much may be in this one */
    scan_label(PW_ROLE_DOOR);
    REFUSED(PW_REFUSAL_NOT_PACKED);
    facts.parcel_order.surplus = 0;
    facts.parcel_order.status = PW_ORDER_WAITING;
    scan_label(PW_ROLE_DOOR);
    REFUSED(PW_REFUSAL_ORDER_WAITING);
    facts.parcel_order.status = PW_ORDER_READY;
    facts.parcel.status = PW_PARCEL_OPEN;
    scan_label(PW_ROLE_DOOR);
    REFUSED(PW_REFUSAL_NOT_PACKED);
}

TEST(a_cage_takes_the_parcels_of_its_carrier_alone)
{
    idle(PW_ORDER_PACKED, PW_PARCEL_PACKED);
    scan_cage(PW_ROLE_DOOR);
    REFUSED(PW_REFUSAL_UNKNOWN_CAGE);
    strcpy(facts.cage.name, "A1");
    strcpy(facts.cage.carrier, "UPS");
    scan_cage(PW_ROLE_PACK);
    REFUSED(PW_REFUSAL_WRONG_SCANNER);
    scan_cage(PW_ROLE_DOOR);
    CHECK_INT(d.outcome, PW_OUTCOME_CAGE);
    CHECK_STR(d.next.cage, "A1");
    state = d.next;
    facts.parcel = facts.subject;
    facts.parcel_order = facts.subject_order;
    strcpy(facts.parcel.carrier, "USPS");
    scan_label(PW_ROLE_DOOR);
    REFUSED(PW_REFUSAL_WRONG_CAGE);
    CHECK_STR(d.next.cage, "A1");
    facts.parcel_order.status = PW_ORDER_HELD; /* what is worse is said first */
    scan_label(PW_ROLE_DOOR);
    REFUSED(PW_REFUSAL_ORDER_HELD);
    facts.parcel_order.status = PW_ORDER_PACKED;
    strcpy(facts.parcel.carrier, "ups");
    scan_label(PW_ROLE_DOOR);
    CHECK_INT(d.outcome, PW_OUTCOME_SHIPPED);
    scan(PW_COMMAND_CAGE_DONE);
    CHECK_STR(d.next.cage, "");
    state = d.next;
    scan(PW_COMMAND_CAGE_DONE);
    REFUSED(PW_REFUSAL_NO_CAGE);
}

TEST(a_carriers_number_scanned_while_packing_is_that_of_the_box_closed_last)
{
    packing();
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1", .role = PW_ROLE_BOTH };
    event.meaning.tracking_count = 1;
    event.meaning.tracking[0].carrier = "UPS";
    strcpy(event.meaning.tracking[0].number, "1Z5R89390357567127");
    pw_decide(&state, &event, &facts, &d);
    REFUSED(PW_REFUSAL_NOT_PACKED);
    state.subject = 11;
    facts.subject = (struct pw_parcel_fact){ .id = 11, .order = 7, .status = PW_PARCEL_PACKED };
    facts.subject_order = facts.open;
    pw_decide(&state, &event, &facts, &d);
    CHECK_INT(d.outcome, PW_OUTCOME_BOUND);
    CHECK_INT(d.effects[0].parcel, 11);
    facts.subject.order = 8;
    pw_decide(&state, &event, &facts, &d);
    REFUSED(PW_REFUSAL_NOT_PACKED);
}

/* It was held and released while it was open here; another bench opened it then and closed its box. */
TEST(a_box_that_somebody_else_closed_is_not_touched)
{
    static const enum pw_order_status states[] = { PW_ORDER_READY, PW_ORDER_PACKED, PW_ORDER_HELD, PW_ORDER_CANCELLED,
                                                   PW_ORDER_SHIPPED };
    static const enum pw_command commands[] = { PW_COMMAND_EMPTY, PW_COMMAND_UNDO, PW_COMMAND_NEXT_BOX, PW_COMMAND_SHORT };
    for (size_t i = 0; i < PW_COUNT(states); i++)
        for (size_t c = 0; c < PW_COUNT(commands); c++) {
            packing();
            facts.open.status = states[i];
            facts.open_parcel.status = PW_PARCEL_PACKED;
            facts.last_verification = 5;
            scan(commands[c]);
            REFUSED(PW_REFUSAL_ORDER_ELSEWHERE);
            scan(PW_COMMAND_ASIDE);
            CHECK_INT(d.outcome, PW_OUTCOME_PUT_ASIDE);
            CHECK_INT(d.effect_count, 0);
        }
}
