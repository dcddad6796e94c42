/* Whether a kit, a component or something else instead has room in its line. */
#include "test.h"

#include "station/decision.h"

#include <string.h>

/* Of two kits of two figs and a plum none is there; one is begun with a fig. */
static struct pw_line_fact line(enum pw_kit_scan scan, const char *component)
{
    struct pw_line_fact l = { .id = 1, .quantity = 2, .units = 1, .sku = "SET" };
    l.kit = (struct pw_kit_fact){ .size = 3, .scan = scan, .loose = 1, .begun = 1, .each = 2, .have = 1 };
    strcpy(l.kit.component, component);
    return l;
}

TEST(a_kit_is_scanned_in_the_way_that_its_list_says)
{
    static const struct {
        enum pw_kit_scan scan;
        enum pw_refusal whole, component;
    } ways[] = {
        { PW_KIT_EITHER, PW_REFUSAL_NONE, PW_REFUSAL_NONE },
        { PW_KIT_WHOLE, PW_REFUSAL_NONE, PW_REFUSAL_KIT_WHOLE },
        { PW_KIT_COMPONENTS, PW_REFUSAL_KIT_COMPONENTS, PW_REFUSAL_NONE },
    };
    for (size_t i = 0; i < PW_COUNT(ways); i++) {
        struct pw_line_fact whole = line(ways[i].scan, ""), component = line(ways[i].scan, "FIG");
        CHECK_INT(pw_decide_room(&whole), ways[i].whole);
        CHECK_INT(pw_decide_room(&component), ways[i].component);
    }
}

/* A kit that is begun, and another line with one that isn't. */
static void two(struct pw_facts *f, bool one)
{
    static const struct pw_rules any_order = { .sequence = PW_SEQUENCE_OFF };
    memset(f, 0, sizeof *f);
    f->rules = &any_order;
    f->line_count = 2;
    f->lines[0] = line(PW_KIT_EITHER, "FIG");
    f->lines[1] = line(PW_KIT_EITHER, "FIG");
    f->lines[0].quantity = f->lines[1].quantity = 1;
    f->lines[0].kit.have = f->lines[0].kit.loose = 2;
    f->lines[0].kit.one = f->lines[1].kit.one = one;
    f->lines[1].id = 2;
    f->lines[1].kit.have = f->lines[1].kit.loose = f->lines[1].kit.begun = 0;
    f->open.loose = 2;
}

TEST(one_kit_at_a_time_is_over_all_lines)
{
    struct pw_facts f;
    const struct pw_line_fact *about = NULL;
    two(&f, false);
    CHECK(pw_decide_line(&f) == &f.lines[1]);
    two(&f, true);
    CHECK(pw_decide_line(&f) == NULL);
    CHECK_INT(pw_decide_roomless(&f, &about), PW_REFUSAL_KIT_HAS_IT);
    CHECK(about == &f.lines[0]);        /* the one in hand says what it lacks */
    f.lines[1].kit.component[0] = '\0'; /* the other kit as a whole is no component */
    CHECK(pw_decide_line(&f) == &f.lines[1]);
    two(&f, true);
    f.lines[0].kit.one = false; /* its own list says nothing of it, the other's does */
    CHECK(pw_decide_line(&f) == NULL);
    f.lines[0] = f.lines[1]; /* the kit in hand hasn't got this component at all */
    f.line_count = 1;
    CHECK(pw_decide_line(&f) == NULL);
    f.open.loose = 0;
    CHECK(pw_decide_line(&f) == &f.lines[0]);
}

TEST(nothing_goes_instead_of_a_kit_that_is_begun)
{
    struct pw_unit scanned = { .units = 1 }, vouched = { .units = 1, .how = 1 + PW_HOW_NO_BARCODE },
                   instead = { .units = 1, .how = 1 + PW_HOW_SUBSTITUTE };
    struct pw_line_fact l = line(PW_KIT_COMPONENTS, "");
    CHECK_INT(pw_decide_room_of(&l, &scanned), PW_REFUSAL_KIT_COMPONENTS);
    CHECK_INT(pw_decide_room_of(&l, &vouched), PW_REFUSAL_KIT_COMPONENTS);
    CHECK_INT(pw_decide_room_of(&l, &instead), PW_REFUSAL_NONE); /* of the other one */
    l.verified = 1;
    CHECK_INT(pw_decide_room_of(&l, &instead), PW_REFUSAL_KIT_BEGUN);
    l.kit.scan = PW_KIT_EITHER;
    CHECK_INT(pw_decide_room_of(&l, &instead), PW_REFUSAL_KIT_BEGUN);
    l.verified = 2;
    CHECK_INT(pw_decide_room_of(&l, &instead), PW_REFUSAL_TOO_MANY);
}
