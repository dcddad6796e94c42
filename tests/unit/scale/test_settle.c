#include "settle.h"
#include "test.h"

static struct pw_settle s;
static int64_t now;

static enum pw_settle_news say(enum pw_weigh status, int64_t g)
{
    struct pw_reading r = { .status = status, .ug = g * 1000000, .step_ug = 1000000, .at_us = now += 100000 };
    return pw_settle_take(&s, &r);
}

static void fresh(void)
{
    pw_settle_init(&s, 300000, 3000000);
    now = 0;
}

/* Loads it and stands still until there is news. */
static int load(int64_t g)
{
    int n = 1;
    while (say(PW_WEIGH_STABLE, g) != PW_SETTLE_NEWS_SETTLED && n < 50)
        n++;
    return n;
}

TEST(a_weight_is_stable_for_a_while_on_a_scale_that_was_empty)
{
    fresh();
    CHECK_INT(say(PW_WEIGH_ZERO, 0), PW_SETTLE_NEWS_EMPTY);
    CHECK_INT(say(PW_WEIGH_MOTION, 200), PW_SETTLE_NEWS_MOVING);
    CHECK_INT(load(350), 4); /* the first and 300 ms more */
    CHECK_INT(s.ug, 350000000);
    CHECK_INT(s.visit, 1);
    CHECK_INT(say(PW_WEIGH_STABLE, 350), PW_SETTLE_NOTHING);
    CHECK_INT(say(PW_WEIGH_STABLE, 352), PW_SETTLE_NOTHING);
    CHECK_INT(say(PW_WEIGH_STABLE, 450), PW_SETTLE_NEWS_MOVING);
    CHECK_INT(say(PW_WEIGH_ZERO, 0), PW_SETTLE_NEWS_EMPTY);
}

TEST(what_lies_there_at_the_start_is_no_weight)
{
    fresh();
    for (int i = 0; i < 20; i++)
        CHECK_INT(say(PW_WEIGH_STABLE, 350), PW_SETTLE_NOTHING);
    say(PW_WEIGH_ZERO, 0);
    CHECK_INT(load(350), 4);
}

TEST(what_was_not_lifted_off_is_the_same_visit)
{
    fresh();
    say(PW_WEIGH_ZERO, 0);
    load(350);
    CHECK_INT(say(PW_WEIGH_MOTION, 100), PW_SETTLE_NEWS_MOVING); /* swapped quickly: it never stood at zero */
    load(500);
    CHECK_INT(s.visit, 1);
    say(PW_WEIGH_ZERO, 1); /* a step off is near enough */
    load(500);
    CHECK_INT(s.visit, 2);
}

TEST(moving_swinging_over_and_under_never_settle)
{
    fresh();
    say(PW_WEIGH_ZERO, 0);
    for (int i = 0; i < 30; i++) {
        CHECK(say(PW_WEIGH_MOTION, 350) != PW_SETTLE_NEWS_SETTLED);
        CHECK(say(PW_WEIGH_OVER, 0) != PW_SETTLE_NEWS_SETTLED);
        CHECK(say(PW_WEIGH_UNDER, -50) != PW_SETTLE_NEWS_SETTLED);
    }
    for (int i = 0; i < 30; i++)
        CHECK(say(PW_WEIGH_STABLE, i % 2 == 0 ? 350 : 360) != PW_SETTLE_NEWS_SETTLED);
}

TEST(after_silence_a_fault_or_a_plug_the_scale_must_stand_at_zero_again)
{
    fresh();
    say(PW_WEIGH_ZERO, 0);
    load(350);
    CHECK_INT(pw_settle_time(&s, now + 2999999), PW_SETTLE_NOTHING);
    CHECK_INT(pw_settle_time(&s, now + 3000000), PW_SETTLE_NEWS_LOST);
    CHECK_INT(load(350), 50);
    say(PW_WEIGH_ZERO, 0);
    load(350);
    now += 5000000; /* nobody looked at the clock */
    CHECK_INT(say(PW_WEIGH_STABLE, 350), PW_SETTLE_NEWS_LOST);
    say(PW_WEIGH_ZERO, 0);
    load(350);
    CHECK_INT(say(PW_WEIGH_FAULT, 0), PW_SETTLE_NEWS_LOST);
    say(PW_WEIGH_ZERO, 0);
    load(350);
    CHECK_INT(pw_settle_lost(&s), PW_SETTLE_NEWS_LOST);
    CHECK_INT(load(350), 50);
}
