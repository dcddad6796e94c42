/* Deadlines. The expected seconds are Python's zoneinfo's: datetime(..., tzinfo=ZoneInfo(zone)).timestamp(). */
#include "test.h"

#include "station/deadline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct pw_cutoffs cutoffs;

static void setup(const char *zone, const char *text)
{
    struct pw_config *config = NULL;
    struct pw_error err = { 0 };
    setenv("TZ", zone, 1);
    tzset();
    CHECK_OK(pw_config_parse(text, "test.conf", "/", &config, &err), err);
    CHECK_OK(pw_cutoffs_read(config, &cutoffs, &err), err);
    pw_config_free(config);
}

static int64_t last(int64_t ship_by)
{
    return pw_deadline(&cutoffs, "UPS", ship_by * 1000000) / 1000000;
}

#define WORKDAYS "[cutoff ups]\ncarrier = UPS\n"
#define EVERY_DAY "[cutoff ups]\ncarrier = UPS\ndays = sun-sat\n"

TEST(a_sunday_in_los_angeles_goes_back_to_friday_across_the_change_of_clocks)
{
    setup("America/Los_Angeles", WORKDAYS);
    CHECK(last(1773039599) == 1772845200); /* 2026-03-08T23:59:59 -> 2026-03-06T17:00 */
    CHECK(last(1793606399) == 1793404800); /* 2026-11-01T23:59:59 -> 2026-10-30T17:00 */
    CHECK(last(1793667599) == 1793404800); /* a second before Monday's pickup */
    CHECK(last(1793667600) == 1793667600); /* at it */
}

TEST(on_the_day_of_the_change_a_pickup_is_at_its_time_by_the_clock)
{
    setup("America/Los_Angeles", EVERY_DAY);
    CHECK(last(1773039599) == 1773014400);
    CHECK(last(1793606399) == 1793581200);
    setup("Europe/Berlin", EVERY_DAY);
    CHECK(last(1774818000) == 1774796400); /* 2026-03-29 */
    setup("Asia/Kolkata", WORKDAYS);
    CHECK(last(1795437000) == 1795433400); /* half an hour beside the full one */
}

TEST(a_time_that_is_skipped_or_comes_twice_is_one_moment)
{
    setup("America/Los_Angeles", EVERY_DAY "time = 02:30\n");
    CHECK(last(1773039599) == 1772965800); /* 02:30 is not there: 03:30, as long after midnight */
    setup("America/Los_Angeles", EVERY_DAY "time = 01:30\n");
    CHECK(last(1793606399) == 1793521800); /* the first of two: fold = 0 */
}

TEST(holidays_have_no_pickup)
{
    setup("Europe/Berlin", WORKDAYS "holidays = 2026-12-25, 2026-12-28\n");
    CHECK(last(1798455600) == 1798128000); /* Monday noon, 28 December -> Thursday 24, 17:00 */
}

TEST(without_a_pickup_the_deadline_is_the_ship_by_time)
{
    setup("UTC", WORKDAYS);
    CHECK(pw_deadline(&cutoffs, "USPS", 1000000000000000) == 1000000000000000);
    CHECK(pw_deadline(&cutoffs, "UPS", 9000000000000000) == 9000000000000000);
    CHECK(pw_deadline(&cutoffs, "UPS", 0) == 0);
}

TEST(deadlines_come_in_the_order_of_ship_by_times)
{
    setup("America/Los_Angeles", WORKDAYS "holidays = 2026-11-02\n[cutoff two]\ncarrier = UPS\ndays = sat\ntime = 01:30\n");
    int64_t before = 0;
    for (int64_t s = 1793000000; s < 1794300000; s += 977) {
        CHECK(last(s) >= before && last(s) <= s);
        before = last(s);
    }
}

TEST(what_is_no_pickup_is_refused_by_its_line)
{
    static const char *const wrong[] = { "days = mon-xyz\n", "days = , ,\n", "time = 24:00\n",      "time = 9:00\n",
                                         "time = 17:60\n",   "days = mo\n",  "holidays = 25.12.\n", "holidays = 2026-13-01\n" };
    for (size_t i = 0; i < PW_COUNT(wrong); i++) {
        char text[200];
        struct pw_config *config = NULL;
        struct pw_error err = { 0 };
        snprintf(text, sizeof text, WORKDAYS "%s", wrong[i]);
        CHECK_OK(pw_config_parse(text, "test.conf", "/", &config, &err), err);
        CHECK(!pw_cutoffs_read(config, &cutoffs, &err) && strstr(err.text, "test.conf:1: [cutoff ups]") != NULL);
        pw_config_free(config);
    }
}
