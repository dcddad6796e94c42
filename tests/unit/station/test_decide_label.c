/* A label that was said not to have come out: should it lie there after all, it must not ship an order to its old address. */
#include "test.h"

#include "station/decision.h"

#include <string.h>

static struct pw_rules rules;
static struct pw_facts facts;
static struct pw_state state;
static struct pw_decision d;

/* The last unit of an order's box is scanned; its label of address version 1 failed, the order's address has this version. */
static void completes(enum pw_moment moment, int64_t label_version, int64_t address_version)
{
    memset(&facts, 0, sizeof facts);
    rules = (struct pw_rules){ .bench = "north", .label = moment, .weigh = PW_WEIGH_NEVER };
    rules.printer_for[PW_DOC_LABEL] = true;
    facts.rules = &rules;
    facts.open = (struct pw_order_fact){ .id = 7,
                                         .status = PW_ORDER_PACKING,
                                         .bench = "north",
                                         .lane = "1",
                                         .units = 1,
                                         .missing = 1,
                                         .boxes = 1,
                                         .address_version = address_version };
    facts.open_parcel = (struct pw_parcel_fact){
        .id = 12, .order = 7, .number = 1, .place = 1, .status = PW_PARCEL_OPEN, .label_version = label_version
    };
    facts.lines[0] = (struct pw_line_fact){ .id = 1, .quantity = 1, .units = 1 };
    facts.line_count = 1;
    state = (struct pw_state){ .phase = PW_PHASE_PACKING, .order = 7, .parcel = 12 };
    struct pw_event event = { .kind = PW_EVENT_SCAN, .lane = "1", .role = PW_ROLE_BOTH };
    pw_decide(&state, &event, &facts, &d);
    CHECK_INT(d.outcome, PW_OUTCOME_COMPLETED);
}

static int position(enum pw_effect_kind kind)
{
    for (size_t i = 0; i < d.effect_count; i++)
        if (d.effects[i].kind == kind)
            return (int)i;
    return -1;
}

TEST(a_label_after_a_failed_one_has_another_code_where_the_address_changed)
{
    static const enum pw_moment moments[] = { PW_ON_OPEN, PW_ON_COMPLETE };
    for (size_t i = 0; i < PW_COUNT(moments); i++) {
        completes(moments[i], 1, 2);
        CHECK(position(PW_EFFECT_NEW_CODE) >= 0);
        CHECK(position(PW_EFFECT_NEW_CODE) < position(PW_EFFECT_PRINT));
    }
}

TEST(it_keeps_its_code_where_the_address_is_the_same_and_where_none_was_printed)
{
    completes(PW_ON_COMPLETE, 1, 1);
    CHECK_INT(position(PW_EFFECT_NEW_CODE), -1);
    completes(PW_ON_COMPLETE, 0, 2);
    CHECK_INT(position(PW_EFFECT_NEW_CODE), -1);
    CHECK(position(PW_EFFECT_PRINT) >= 0);
}
