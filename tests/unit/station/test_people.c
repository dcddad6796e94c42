/* Who works at a lane, what they may do, and what stands for a scan, as a function alone: facts in, decision out. */
#include "test.h"

#include "late/sodium.h"
#include "station/decision.h"
#include "station/pin.h"
#include "station/say.h"

#include <string.h>

static struct pw_rules rules;
static struct pw_facts facts;
static struct pw_state state;
static struct pw_decision d;
static int64_t now;

static struct pw_person_fact person(int64_t id, const char *name, const char *role)
{
    struct pw_person_fact p = { .id = id };
    snprintf(p.name, sizeof p.name, "%s", name);
    pw_role_rights(NULL, role, p.rights);
    return p;
}

/* An order of two mugs and a pen of which nothing is in its box; nobody is signed in. */
static void bench(enum pw_sign_in sign_in)
{
    now = 1790000000000000;
    memset(&facts, 0, sizeof facts);
    rules = (struct pw_rules){ .bench = "north", .sign_in = sign_in, .lock_after_us = 600000000 };
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
    facts.people.pick = (struct pw_line_fact){ .id = 31, .quantity = 2, .units = 1, .sku = "MUG" };
    state = (struct pw_state){ .phase = PW_PHASE_PACKING, .order = 7, .parcel = 12 };
}

/* Facts about people are looked up anew for each event. */
static void decide(const struct pw_event *event)
{
    struct pw_say say;
    pw_decide(&state, event, &facts, &d);
    CHECK(!d.impossible);
    pw_say(&d, event, &facts, &say);
    CHECK(say.title[0] != '\0' && say.sentence[0] != '\0');
    memset(&facts.people.badge, 0, sizeof facts.people.badge);
    facts.people.pin = PW_PIN_NONE;
}

static struct pw_event event_of(void)
{
    return (struct pw_event){ .kind = PW_EVENT_SCAN, .lane = "1", .time_us = now };
}

static void command(enum pw_command c)
{
    struct pw_event e = event_of();
    e.meaning.command = c;
    decide(&e);
}

static void badge(struct pw_person_fact whose)
{
    struct pw_event e = event_of();
    strcpy(e.meaning.badge, "ABCDEFGH");
    facts.people.badge = whose;
    decide(&e);
}

static void item(const char *sku)
{
    struct pw_event e = event_of();
    strcpy(e.meaning.text, sku);
    strcpy(e.meaning.articles[0], sku);
    e.meaning.article_count = 1;
    decide(&e);
}

static void go_on(void)
{
    state = d.next;
}

static void sign_in(struct pw_person_fact whose)
{
    badge(whose);
    CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_IN);
    go_on();
    facts.people.person = whose;
}

static void refused(enum pw_refusal why)
{
    CHECK_INT(d.outcome, PW_OUTCOME_REFUSED);
    CHECK_INT(d.refusal, why);
    CHECK_INT(d.effect_count, 0);
}

TEST(a_locked_lane_takes_nothing_but_a_badge)
{
    bench(PW_SIGN_IN_REQUIRED);
    for (size_t i = 0; pw_command_nth(i) != NULL; i++) {
        enum pw_command c = pw_command_nth(i)->command;
        if (pw_command_signs(c) && c != PW_COMMAND_SIGN_OUT)
            continue; /* a PIN */
        command(c);
        refused(PW_REFUSAL_NOT_SIGNED_IN);
        CHECK_INT(d.next.person, 0);
    }
    item("MUG");
    refused(PW_REFUSAL_NOT_SIGNED_IN);
    badge(person(1, "Ana", "packer"));
    CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_IN);
    CHECK_INT(d.next.person, 1);
    CHECK_INT(d.next.order, 7);
    CHECK_STR(d.who, "Ana");
}

TEST(a_weight_closes_no_box_at_a_locked_lane)
{
    bench(PW_SIGN_IN_REQUIRED);
    facts.open.missing = 0;
    facts.open.verified = 3;
    facts.scale = (struct pw_scale_fact){ .present = true, .ready = true, .settled = true, .mg = 900000, .step_mg = 1000 };
    struct pw_event e = { .kind = PW_EVENT_WEIGHT, .lane = "1", .time_us = now };
    pw_decide(&state, &e, &facts, &d);
    CHECK_INT(d.outcome, PW_OUTCOME_NOTED);
    CHECK_INT(d.effect_count, 0);
    facts.people.person = person(1, "Ana", "packer");
    state.person = 1;
    pw_decide(&state, &e, &facts, &d);
    CHECK_INT(d.outcome, PW_OUTCOME_COMPLETED);
    CHECK_STR(d.who, "Ana");
}

TEST(an_idle_lane_is_locked_whether_or_not_the_timer_came)
{
    const int64_t after = 600000000;
    bench(PW_SIGN_IN_REQUIRED);
    sign_in(person(1, "Ana", "packer"));
    now += after - 1;
    command(PW_COMMAND_CLEAR);
    CHECK_INT(d.outcome, PW_OUTCOME_CLEARED);
    go_on(); /* which is a scan */
    now += after;
    item("MUG");
    refused(PW_REFUSAL_NOT_SIGNED_IN);
    now -= 2 * after + 5; /* the clock was set back by more than that */
    item("MUG");
    refused(PW_REFUSAL_NOT_SIGNED_IN);
    now += 2 * after + 5;
    struct pw_event e = { .kind = PW_EVENT_LOCK, .lane = "1", .time_us = now };
    decide(&e);
    CHECK_INT(d.outcome, PW_OUTCOME_LOCKED);
    CHECK_INT(d.next.person, 0);
    CHECK_INT(d.next.order, 7);
    CHECK_STR(d.who, "Ana");
    e.time_us = state.person_us + 1;
    decide(&e);
    CHECK_INT(d.outcome, PW_OUTCOME_NOTED);
    CHECK_INT(d.next.person, 1);
}

TEST(ones_own_badge_signs_out_and_drops_nothing)
{
    bench(PW_SIGN_IN_REQUIRED);
    sign_in(person(1, "Ana", "packer"));
    badge(person(1, "Ana", "packer"));
    CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_OUT);
    CHECK_INT(d.next.person, 0);
    CHECK_INT(d.next.order, 7);
    CHECK_STR(d.who, "Ana");
}

/* Each command that needs a right, and a role that has it not. */
TEST(what_was_asked_leaves_with_whoever_was_asked)
{
    static const enum pw_pending questions[] = { PW_PENDING_TEACH,        PW_PENDING_TEACH_ITEM,    PW_PENDING_WEIGHT,
                                                 PW_PENDING_REPRINT_SLIP, PW_PENDING_REPRINT_LABEL, PW_PENDING_VOID_BOX,
                                                 PW_PENDING_HOLD,         PW_PENDING_RELEASE,       PW_PENDING_NO_BARCODE };
    for (size_t i = 0; i < PW_COUNT(questions); i++) {
        bench(PW_SIGN_IN_OPTIONAL);
        sign_in(person(3, "Lea", "lead"));
        state.pending = questions[i];
        badge(person(3, "Lea", "lead"));
        CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_OUT);
        CHECK_INT(d.next.pending, PW_PENDING_NONE);
        struct pw_event lock = { .kind = PW_EVENT_LOCK, .lane = "1", .time_us = now + 600000000 };
        state.person_us = now;
        decide(&lock);
        CHECK_INT(d.outcome, PW_OUTCOME_LOCKED);
        CHECK_INT(d.next.pending, PW_PENDING_NONE);
    }
    state.pending = PW_PENDING_WEIGH; /* the box still waits for the scale */
    badge(person(3, "Lea", "lead"));
    CHECK_INT(d.next.pending, PW_PENDING_WEIGH);
}

TEST(each_right_is_asked_for_and_allowed_once_by_a_badge_that_has_it)
{
    static const enum pw_command commands[] = { PW_COMMAND_REPRINT_SLIP, PW_COMMAND_HOLD,         PW_COMMAND_NO_BARCODE,
                                                PW_COMMAND_SUBSTITUTE,   PW_COMMAND_TEACH,        PW_COMMAND_VOID_BOX,
                                                PW_COMMAND_WEIGHT,       PW_COMMAND_REPRINT_LABEL };
    for (size_t i = 0; i < PW_COUNT(commands); i++) {
        bench(PW_SIGN_IN_REQUIRED);
        rules.printer_for[PW_DOC_SLIP] = rules.printer_for[PW_DOC_LABEL] = true;
        rules.label = PW_ON_OPEN;
        facts.open_parcel.slip_printed = facts.open_parcel.label_printed = true;
        facts.open_parcel.units = facts.open.verified = 1;
        if (commands[i] == PW_COMMAND_WEIGHT) {
            facts.open.missing = 0;
            facts.open.verified = 3;
        }
        sign_in(person(1, "Ana", "nobody's role"));
        command(commands[i]);
        refused(PW_REFUSAL_NOT_ALLOWED);
        go_on();
        badge(person(2, "Bo", "nobody's role"));
        CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_IN); /* allows nothing */
        now += 30000000;
        badge(person(3, "Lea", "lead"));
        CHECK_INT(d.outcome, PW_OUTCOME_ASKED);
        CHECK_STR(d.who, "Ana");
        CHECK_STR(d.approver, "Lea");
        CHECK_INT(d.next.person, 1);
        CHECK_INT(d.next.approver, 3);
        now += 1;
        badge(person(3, "Lea", "lead")); /* too late: signs in */
        CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_IN);
        CHECK_INT(d.next.approver, 0);
    }
}

TEST(what_is_allowed_and_done_at_once_is_no_word_for_what_is_asked_beside_it)
{
    bench(PW_SIGN_IN_REQUIRED);
    rules.printer_for[PW_DOC_SLIP] = facts.open_parcel.slip_printed = true;
    sign_in(person(1, "Ana", "packer"));
    state.pending = PW_PENDING_SERIAL;
    command(PW_COMMAND_REPRINT_SLIP);
    refused(PW_REFUSAL_NOT_ALLOWED);
    go_on();
    facts.open_parcel.slip_printed = false; /* the printer has said by now that it failed: no reason is asked for */
    badge(person(3, "Lea", "lead"));
    CHECK_INT(d.outcome, PW_OUTCOME_PRINTING);
    CHECK_STR(d.approver, "Lea");
    CHECK_INT(d.next.pending, PW_PENDING_SERIAL);
    CHECK_INT(d.next.approver, 0);
    state.approver = 4; /* allowed the unit whose serial number is asked for */
    badge(person(3, "Lea", "lead"));
    CHECK_INT(d.next.approver, 4);
}

TEST(the_first_print_needs_no_right)
{
    bench(PW_SIGN_IN_REQUIRED);
    rules.printer_for[PW_DOC_SLIP] = true;
    sign_in(person(1, "Ana", "packer"));
    command(PW_COMMAND_REPRINT_SLIP);
    CHECK_INT(d.outcome, PW_OUTCOME_PRINTING);
}

TEST(where_nobody_signs_in_everything_is_as_it_was_but_what_stands_for_a_scan)
{
    bench(PW_SIGN_IN_OFF);
    command(PW_COMMAND_HOLD);
    CHECK_INT(d.outcome, PW_OUTCOME_ASKED);
    CHECK_STR(d.who, "");
    command(PW_COMMAND_NO_BARCODE);
    refused(PW_REFUSAL_NOT_ALLOWED);
    go_on();
    badge(person(3, "Lea", "lead"));
    CHECK_INT(d.outcome, PW_OUTCOME_ASKED);
    CHECK_STR(d.who, "Lea");
    CHECK_STR(d.approver, "");
    go_on();
    facts.people.approver = person(3, "Lea", "lead");
    command(PW_COMMAND_REASON_DAMAGED);
    CHECK_INT(d.outcome, PW_OUTCOME_COUNTED);
    CHECK_STR(d.who, "Lea");
    CHECK_INT(d.effect_count, 2);
    CHECK_INT(d.effects[0].kind, PW_EFFECT_VERIFY);
    CHECK_INT(d.effects[0].line, 31);
    CHECK_INT(d.effects[1].kind, PW_EFFECT_OVERRIDE);
    CHECK_STR(d.effects[1].text, "Damaged");
    CHECK_INT(d.next.approver, 0);
}

TEST(what_one_was_allowed_is_not_the_next_ones)
{
    bench(PW_SIGN_IN_REQUIRED);
    sign_in(person(1, "Ana", "packer"));
    command(PW_COMMAND_NO_BARCODE);
    go_on();
    badge(person(3, "Lea", "lead"));
    go_on();
    CHECK_INT(state.pending, PW_PENDING_NO_BARCODE);
    facts.people.approver = person(3, "Lea", "lead");
    badge(person(2, "Bo", "packer"));
    CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_IN);
    CHECK_INT(d.next.pending, PW_PENDING_NONE);
    CHECK_INT(d.next.approver, 0);
    /* Disabled, or without the role by now. */
    facts.people.approver = (struct pw_person_fact){ .name = "Lea" };
    command(PW_COMMAND_REASON_DAMAGED);
    refused(PW_REFUSAL_NOT_ALLOWED);
    CHECK_INT(d.next.pending, PW_PENDING_NONE);
}

TEST(what_was_allowed_may_be_asked_for_again_and_nothing_else)
{
    static const enum pw_command commands[] = { PW_COMMAND_NO_BARCODE, PW_COMMAND_SUBSTITUTE };
    for (size_t i = 0; i < PW_COUNT(commands); i++) {
        bench(PW_SIGN_IN_REQUIRED);
        sign_in(person(1, "Ana", "packer"));
        command(commands[i]);
        go_on();
        badge(person(3, "Lea", "lead"));
        go_on();
        facts.people.approver = person(3, "Lea", "lead");
        command(commands[i]); /* for another line */
        CHECK_INT(d.outcome, PW_OUTCOME_ASKED);
        command(commands[1 - i]);
        refused(PW_REFUSAL_NOT_ALLOWED);
        command(PW_COMMAND_TEACH);
        refused(PW_REFUSAL_NOT_ALLOWED);
    }
}

TEST(no_unit_counts_without_its_barcode_where_none_is_to_come)
{
    bench(PW_SIGN_IN_REQUIRED);
    sign_in(person(3, "Lea", "lead"));
    facts.people.pick = (struct pw_line_fact){ 0 };
    command(PW_COMMAND_NO_BARCODE);
    refused(PW_REFUSAL_NOTHING_TO_COME);
    command(PW_COMMAND_SUBSTITUTE);
    refused(PW_REFUSAL_NOTHING_TO_COME);
    facts.people.pick.id = 31;
    facts.open.status = PW_ORDER_HELD;
    command(PW_COMMAND_NO_BARCODE);
    refused(PW_REFUSAL_ORDER_HELD);
    facts.open.status = PW_ORDER_CANCELLED;
    command(PW_COMMAND_SUBSTITUTE);
    refused(PW_REFUSAL_ORDER_CANCELLED);
    state.phase = PW_PHASE_IDLE;
    state.order = state.parcel = 0;
    command(PW_COMMAND_NO_BARCODE);
    refused(PW_REFUSAL_NOTHING_OPEN);
}

TEST(a_substitute_is_another_article_with_a_reason)
{
    bench(PW_SIGN_IN_REQUIRED);
    sign_in(person(3, "Lea", "lead"));
    command(PW_COMMAND_SUBSTITUTE);
    CHECK_INT(d.next.pending, PW_PENDING_SUBSTITUTE);
    go_on();
    item("NEVER");
    refused(PW_REFUSAL_WHICH_ARTICLE);
    strcpy(facts.item_sku, "MUG");
    item("MUG");
    refused(PW_REFUSAL_SAME_ARTICLE);
    strcpy(facts.item_sku, "CUP");
    item("CUP");
    CHECK_INT(d.next.pending, PW_PENDING_SUBSTITUTE_WHY);
    go_on();
    facts.item_sku[0] = '\0';
    facts.people.note_wants = PW_CAPTURE_CODE;
    command(PW_COMMAND_REASON_STOCK);
    refused(PW_REFUSAL_CAPTURE_NEEDED);
    facts.people.note_wants = 0;
    command(PW_COMMAND_REASON_STOCK);
    CHECK_INT(d.outcome, PW_OUTCOME_COUNTED);
    CHECK_INT(d.effects[1].number, PW_HOW_SUBSTITUTE);
    CHECK_STR(d.effects[1].text2, "CUP");
}

TEST(a_barcode_is_taught_that_nobody_knows_to_an_article_that_is_known)
{
    bench(PW_SIGN_IN_REQUIRED);
    sign_in(person(3, "Lea", "lead"));
    command(PW_COMMAND_TEACH);
    go_on();
    strcpy(facts.item_sku, "CUP");
    item("4012345678901");
    refused(PW_REFUSAL_CODE_TAKEN);
    facts.item_sku[0] = '\0';
    facts.order.id = 9;
    item("111");
    refused(PW_REFUSAL_CODE_UNFIT);
    facts.order.id = 0;
    item("5012345678900");
    CHECK_INT(d.next.pending, PW_PENDING_TEACH_ITEM);
    go_on();
    item("5012345678900");
    refused(PW_REFUSAL_WHICH_ARTICLE);
    memset(facts.item_sku, 'X', sizeof facts.item_sku - 1); /* as long as is kept of it: it may be longer */
    item("LONG");
    refused(PW_REFUSAL_WHICH_ARTICLE);
    memset(facts.item_sku, 0, sizeof facts.item_sku);
    strcpy(facts.item_sku, "PEN");
    item("PEN");
    CHECK_INT(d.outcome, PW_OUTCOME_TAUGHT);
    CHECK_INT(d.effects[0].kind, PW_EFFECT_TEACH);
    CHECK_STR(d.effects[0].text, "5012345678900");
    CHECK_STR(d.effects[0].text2, "PEN");
    facts.item_sku[0] = '\0';
    command(PW_COMMAND_TEACH); /* again: the line shown */
    CHECK_INT(d.outcome, PW_OUTCOME_TAUGHT);
    CHECK_STR(d.effects[0].text2, "MUG");
    state.note[0] = '\0'; /* wiped with what the screen showed */
    command(PW_COMMAND_TEACH);
    refused(PW_REFUSAL_CODE_UNFIT);
}

TEST(wrong_pins_wait_for_twice_as_long_each_and_no_badge_does)
{
    bench(PW_SIGN_IN_REQUIRED);
    int64_t wait = 1000000;
    for (int i = 0; i < 14; i++) {
        struct pw_event e = event_of();
        e.meaning.command = PW_COMMAND_PIN_ENTER;
        e.pin_part = 2;
        facts.people.pin = PW_PIN_WRONG;
        decide(&e);
        refused(PW_REFUSAL_PIN_WRONG);
        CHECK_INT(d.next.pin_wrong, i + 1);
        CHECK_INT(d.next.pin_us - now, wait);
        go_on();
        CHECK(pw_pin_waits(&state, now) && pw_pin_waits(&state, now + wait - 1) && !pw_pin_waits(&state, now + wait));
        CHECK(!pw_pin_waits(&state, now - 901000000)); /* the clock was set back: nobody waits for hours */
        wait = wait * 2 > 900000000 ? 900000000 : wait * 2;
    }
    badge(person(1, "Ana", "packer"));
    CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_IN);
    CHECK_INT(d.next.pin_wrong, 14);
    struct pw_event e = event_of();
    e.meaning.command = PW_COMMAND_PIN_ENTER;
    e.pin_part = 2;
    facts.people.pin = PW_PIN_RIGHT;
    facts.people.badge = person(1, "Ana", "packer");
    decide(&e);
    CHECK_INT(d.outcome, PW_OUTCOME_SIGNED_IN);
    CHECK_INT(d.next.pin_wrong, 0);
}

TEST(a_digit_tells_nothing_in_its_event)
{
    static struct pw_pins pins;
    const enum pw_command keys[] = { PW_COMMAND_PIN_7, PW_COMMAND_PIN_ENTER, PW_COMMAND_PIN_1, PW_COMMAND_PIN_2 };
    bench(PW_SIGN_IN_REQUIRED);
    for (size_t i = 0; i < PW_COUNT(keys); i++) {
        struct pw_event e = event_of();
        e.meaning.command = keys[i];
        strcpy(e.meaning.text, "PWCPIN7AAAAAAAA");
        pw_pin_take(&pins, &e);
        if (keys[i] != PW_COMMAND_PIN_ENTER) {
            CHECK_INT(e.meaning.command, PW_COMMAND_PIN_DIGIT);
            CHECK_STR(e.meaning.text, "");
        }
        now += 1000000;
    }
    CHECK_STR(pw_pin_entered(&pins, "1")->number, "7");
    CHECK_STR(pw_pin_entered(&pins, "1")->pin, "12");
    struct pw_event other = event_of();
    pw_pin_take(&pins, &other); /* an item */
    CHECK(pw_pin_entered(&pins, "1") == NULL);
    for (int i = 0; i < 40; i++) { /* more digits than a PIN has */
        struct pw_event e = event_of();
        e.meaning.command = PW_COMMAND_PIN_9;
        pw_pin_take(&pins, &e);
    }
    CHECK_INT(strlen(pw_pin_entered(&pins, "1")->number), PW_PIN_MOST + 1);
    now += 61000000; /* somebody else's by then */
    struct pw_event e = event_of();
    e.meaning.command = PW_COMMAND_PIN_9;
    pw_pin_take(&pins, &e);
    CHECK_STR(pw_pin_entered(&pins, "1")->number, "9");
}

/* libsodium's own check is the judge of the digest. */
TEST(a_pin_is_kept_as_a_digest_that_only_it_fits)
{
    struct pw_error err = { 0 };
    char digest[PW_PIN_DIGEST];
    bool right = true;
    CHECK_OK(pw_pin_digest("4711", digest, &err), err);
    CHECK(strstr(digest, "4711") == NULL);
    CHECK_INT(crypto_pwhash_str_verify(digest, "4711", 4), 0);
    CHECK_OK(pw_pin_check(digest, "4711", &right, &err), err);
    CHECK(right);
    CHECK_OK(pw_pin_check(digest, "4712", &right, &err), err);
    CHECK(!right);
    CHECK_OK(pw_pin_check("", "4711", &right, &err), err);
    CHECK(!right);
    CHECK_OK(pw_pin_check("garbage", "4711", &right, &err), err);
    CHECK(!right);
    CHECK(!pw_pin_digest("123", digest, &err) && !pw_pin_digest("12345678901234", digest, &err) &&
          !pw_pin_digest("12a4", digest, &err));
}
