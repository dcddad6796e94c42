#include "test.h"

#include "language/zpl.h"

#include <stdlib.h>

/* The manual's form of an answer, with the fields that matter left open. */
#define LINE1(b, c, eee, f, g, h, j, k, l)                                                                                       \
    "\x02"                                                                                                                       \
    "030," b "," c ",1218," eee "," f "," g "," h ",000," j "," k "," l "\x03\r\n"
#define LINE2(o, p, u)                                                                                                           \
    "\x02"                                                                                                                       \
    "001,0," o "," p ",0,2,4,0," u ",1,000\x03\r\n"
#define LINE3                                                                                                                    \
    "\x02"                                                                                                                       \
    "1234,0\x03\r\n"
#define READY LINE1("0", "0", "000", "0", "0", "0", "0", "0", "0") LINE2("0", "0", "00000000") LINE3

struct seen {
    struct pw_status statuses[64];
    int count, bad;
};

/* Feeds in pieces of at most step bytes, as a driver would. */
static void feed(const char *text, size_t len, size_t step, struct seen *seen)
{
    struct pw_buf held;
    pw_buf_init(&held, 1 << 20);
    *seen = (struct seen){ .count = 0 };
    for (size_t at = 0; at < len; at += step) {
        pw_buf_put(&held, text + at, len - at < step ? len - at : step);
        for (;;) {
            uint8_t *exact = pw_test_copy(held.data, held.len);
            struct pw_status status = { 0 };
            size_t used = 0;
            enum pw_parse how = pw_language_zpl.status_parse(pw_bytes_of(exact, held.len), &used, &status);
            free(exact);
            if (how == PW_PARSE_MORE)
                break;
            CHECK(used > 0 && used <= held.len);
            pw_buf_drop(&held, used);
            seen->bad += how == PW_PARSE_BAD;
            if (how == PW_PARSE_DONE && seen->count < 64)
                seen->statuses[seen->count++] = status;
        }
    }
    CHECK(held.len < 1200);
    pw_buf_finish(&held);
}

static void check_conditions(const char *text, unsigned conditions, bool idle)
{
    for (size_t step = 1; step < strlen(text) + 2; step++) {
        struct seen seen;
        feed(text, strlen(text), step, &seen);
        CHECK_INT(seen.bad, 0);
        CHECK_INT(seen.count, 1);
        CHECK_INT(seen.statuses[0].kind, PW_STATUS_CONDITION);
        CHECK_INT(seen.statuses[0].conditions, conditions);
        CHECK_INT(seen.statuses[0].idle, idle);
    }
}

TEST(a_ready_printer_is_idle_however_its_answer_is_split)
{
    check_conditions(READY, 0, true);
}

TEST(each_condition_has_its_field)
{
    check_conditions(LINE1("1", "0", "000", "0", "0", "0", "0", "0", "0") LINE2("0", "0", "00000000") LINE3, PW_COND_PAPER_OUT,
                     false);
    check_conditions(LINE1("0", "1", "000", "0", "0", "0", "0", "0", "0") LINE2("0", "0", "00000000") LINE3, PW_COND_PAUSED,
                     false);
    check_conditions(LINE1("0", "0", "002", "0", "0", "0", "0", "0", "0") LINE2("0", "0", "00000000") LINE3, PW_COND_BUSY, false);
    check_conditions(LINE1("0", "0", "000", "1", "0", "0", "0", "0", "0") LINE2("0", "0", "00000000") LINE3, PW_COND_BUSY, false);
    check_conditions(LINE1("0", "0", "000", "0", "1", "0", "0", "0", "0") LINE2("0", "0", "00000000") LINE3, PW_COND_ERROR, true);
    check_conditions(LINE1("0", "0", "000", "0", "0", "1", "0", "0", "0") LINE2("0", "0", "00000000") LINE3, PW_COND_BUSY, false);
    check_conditions(LINE1("0", "0", "000", "0", "0", "0", "1", "0", "0") LINE2("0", "0", "00000000") LINE3, PW_COND_ERROR, true);
    check_conditions(LINE1("0", "0", "000", "0", "0", "0", "0", "0", "1") LINE2("0", "0", "00000000") LINE3, PW_COND_HOT, true);
    check_conditions(LINE1("0", "0", "000", "0", "0", "0", "0", "0", "0") LINE2("1", "0", "00000000") LINE3, PW_COND_COVER_OPEN,
                     false);
    check_conditions(LINE1("0", "0", "000", "0", "0", "0", "0", "0", "0") LINE2("0", "1", "00000000") LINE3, PW_COND_RIBBON_OUT,
                     false);
    check_conditions(LINE1("0", "0", "000", "0", "0", "0", "0", "0", "0") LINE2("0", "0", "00000003") LINE3, PW_COND_BUSY, false);
    check_conditions(LINE1("1", "1", "001", "0", "0", "0", "0", "0", "0") LINE2("1", "0", "00000001") LINE3,
                     PW_COND_PAPER_OUT | PW_COND_PAUSED | PW_COND_COVER_OPEN | PW_COND_BUSY, false);
}

TEST(garbage_before_between_and_after_loses_no_whole_answer)
{
    static const char noise[] = "hello\r\n\x02half\x02" READY "\xff\x00\x03zz" READY "\x02"
                                "030,0,0,1218";
    for (size_t step = 1; step < sizeof noise + 1; step++) {
        struct seen seen;
        feed(noise, sizeof noise - 1, step, &seen);
        CHECK_INT(seen.count, 2);
        CHECK(seen.bad > 0);
        CHECK(seen.statuses[0].idle && seen.statuses[1].idle);
    }
}

TEST(an_answer_that_was_cut_off_is_not_mixed_with_the_next)
{
    /* paper out in the first line, then the printer is ready again: nothing of the torn answer may stay */
    static const char torn[] = LINE1("1", "0", "000", "0", "0", "0", "0", "0", "0") READY;
    struct seen seen;
    feed(torn, sizeof torn - 1, 7, &seen);
    CHECK_INT(seen.count, 1);
    CHECK_INT(seen.statuses[0].conditions, 0);
    static const char torn_later[] = LINE1("1", "0", "000", "0", "0", "0", "0", "0", "0") LINE2("1", "0", "00000000") READY;
    feed(torn_later, sizeof torn_later - 1, 7, &seen);
    CHECK_INT(seen.statuses[seen.count - 1].conditions, 0);
    CHECK(seen.statuses[seen.count - 1].idle);
}

TEST(other_answers_are_of_no_interest)
{
    /* forms of ~HI and ~HQES as the manual has them */
    static const char hi[] = "\x02"
                             "ZD420-203dpi,V84.20.15Z,8,16384KB\x03\r\n";
    static const char hqes[] = "\x02\r\n\r\n  PRINTER STATUS                              \r\n"
                               "   ERRORS:         1 00000000 00000005          \r\n"
                               "   WARNINGS:       1 00000000 00000002          \r\n\r\n\x03\r\n";
    struct seen seen;
    feed(hi, sizeof hi - 1, 3, &seen);
    CHECK_INT(seen.count, 1);
    CHECK_INT(seen.statuses[0].kind, PW_STATUS_OTHER);
    feed(hqes, sizeof hqes - 1, 3, &seen);
    CHECK_INT(seen.count, 1);
    CHECK_INT(seen.statuses[0].kind, PW_STATUS_OTHER);
}

TEST(a_frame_without_end_is_dropped)
{
    char flood[2000];
    memset(flood, '0', sizeof flood);
    flood[0] = 2;
    struct seen seen;
    feed(flood, sizeof flood, 1, &seen);
    CHECK_INT(seen.count, 0);
    CHECK(seen.bad > 0);
}

TEST(the_question_is_host_status)
{
    struct pw_buf out;
    pw_buf_init(&out, 100);
    pw_language_zpl.ask_status(&out);
    CHECK_STR(pw_buf_text(&out), "~HS\n");
    pw_buf_finish(&out);
}
