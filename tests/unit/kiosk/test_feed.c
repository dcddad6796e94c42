#include "kiosk/feed.h"

#include "test.h"

#include <stdio.h>

TEST(an_event_goes_over_the_wire_as_the_standard_says)
{
    /* HTML standard, 9.2.6: fields a line each, an empty line ends the event; line breaks in data become further data lines */
    static struct pw_feed feed;
    struct pw_error err;
    pw_feed_init(&feed, "abc");
    CHECK_OK(pw_feed_add(&feed, "state", "{\"a\":1}", &err), err);
    CHECK_OK(pw_feed_add(&feed, "paper", "{\n\"id: 7\":\r\n\"event: x\"\r}", &err), err);
    CHECK_STR(pw_feed_next(&feed, 0)->text, "id: abc-1\nevent: state\ndata: {\"a\":1}\n\n");
    CHECK_STR(pw_feed_next(&feed, 1)->text,
              "id: abc-2\nevent: paper\ndata: {\ndata: \"id: 7\":\ndata: \"event: x\"\ndata: }\n\n");
    CHECK(pw_feed_next(&feed, 2) == NULL);
    pw_feed_finish(&feed);
}

TEST(an_events_name_cannot_end_its_line)
{
    static struct pw_feed feed;
    struct pw_error err;
    pw_feed_init(&feed, "abc");
    CHECK(!pw_feed_add(&feed, "state\ndata: x", "{}", &err));
    CHECK_INT(err.code, PW_ERR_BAD_INPUT);
    CHECK(!pw_feed_add(&feed, "", "{}", &err));
    CHECK(!pw_feed_add(&feed, "a-name-that-is-far-too-long-for-it", "{}", &err));
    CHECK_INT(feed.last, 0);
    pw_feed_finish(&feed);
}

TEST(a_page_that_comes_back_gets_what_it_missed)
{
    static struct pw_feed feed;
    struct pw_error err;
    uint64_t after;
    pw_feed_init(&feed, "abc");
    for (int i = 0; i < 300; i++)
        CHECK_OK(pw_feed_add(&feed, "state", "{}", &err), err);
    CHECK(pw_feed_resume(&feed, "abc-290", &after));
    CHECK_INT(after, 290);
    CHECK_INT(pw_feed_next(&feed, after)->number, 291);
    CHECK(pw_feed_resume(&feed, "abc-300", &after));
    CHECK(pw_feed_next(&feed, after) == NULL);
    CHECK(pw_feed_resume(&feed, "abc-44", &after)); /* 300 - 256: the oldest kept comes next */
    CHECK_INT(pw_feed_next(&feed, after)->number, 45);
    pw_feed_finish(&feed);
}

TEST(what_is_gone_or_of_another_process_asks_for_the_whole_state)
{
    static const char *const ids[] = { NULL,      "",        "abc",      "abc-",   "abc-43",
                                       "abc-301", "abd-299", "abc-299x", "abc--1", "abc-99999999999999999999",
                                       "299" };
    static struct pw_feed feed;
    struct pw_error err;
    pw_feed_init(&feed, "abc");
    for (int i = 0; i < 300; i++)
        CHECK_OK(pw_feed_add(&feed, "state", "{}", &err), err);
    for (size_t i = 0; i < PW_COUNT(ids); i++) {
        uint64_t after = 0;
        if (pw_feed_resume(&feed, ids[i], &after) || after != 300)
            pw_test_fail(__FILE__, __LINE__, "%s was taken up", ids[i] == NULL ? "(none)" : ids[i]);
    }
    pw_feed_finish(&feed);
}
