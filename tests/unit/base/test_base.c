#include "test.h"

#include "packwright/clock.h"
#include "packwright/units.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <stdlib.h>

TEST(an_emptied_buffer_has_no_text)
{
    struct pw_buf buf;
    pw_buf_init(&buf, 100);
    pw_buf_puts(&buf, "a buyer's name");
    pw_buf_reset(&buf);
    CHECK_STR(pw_buf_text(&buf), "");
    pw_buf_puts(&buf, "x");
    CHECK_STR(pw_buf_text(&buf), "x");
    pw_buf_drop(&buf, 1);
    CHECK_STR(pw_buf_text(&buf), "");
    pw_buf_finish(&buf);
}

TEST(a_buffer_never_passes_its_ceiling)
{
    struct pw_buf buf;
    pw_buf_init(&buf, 10);
    pw_buf_puts(&buf, "0123456789");
    CHECK(pw_buf_ok(&buf, NULL));
    pw_buf_putc(&buf, 'x');
    pw_buf_puts(&buf, "");
    struct pw_error err = { 0 };
    CHECK(!pw_buf_ok(&buf, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    CHECK_INT(buf.len, 10);
    pw_buf_finish(&buf);
}

TEST(a_reader_gives_zeros_past_the_end)
{
    uint8_t *data = pw_test_copy("\x01\x02\x03", 3);
    struct pw_reader r;
    pw_reader_init(&r, pw_bytes_of(data, 3));
    CHECK_INT(pw_reader_be16(&r), 0x0102);
    CHECK_INT(pw_reader_le16(&r), 0);
    CHECK(r.failed);
    CHECK_INT(pw_reader_left(&r), 0);
    free(data);
}

TEST(times_with_offsets_become_utc)
{
    /* Seconds from GNU date: date -u -d 2018-07-24T23:36:18+00:00 +%s */
    int64_t us;
    CHECK(pw_time_parse("2018-07-24T23:36:18+00:00", &us));
    CHECK_INT(us, 1532475378000000);
    CHECK(pw_time_parse("2018-07-24T16:36:18-07:00", &us));
    CHECK_INT(us, 1532475378000000);
    CHECK(pw_time_parse("2018-07-24T23:36:18.25Z", &us));
    CHECK_INT(us, 1532475378250000);
    CHECK(pw_time_parse("2024-02-29", &us));
    CHECK_INT(us, 1709164800000000);
    char text[21];
    pw_time_format(1532475378000000, text);
    CHECK_STR(text, "2018-07-24T23:36:18Z");
    pw_time_format(-1, text);
    CHECK_STR(text, "1969-12-31T23:59:59Z");
}

TEST(impossible_times_are_refused)
{
    static const char *const bad[] = { "",
                                       "2018",
                                       "2018-13-01",
                                       "2023-02-29",
                                       "2018-07-24T24:00:00Z",
                                       "2018-07-24T23:36:18+00:00x",
                                       "2018-07-24T23:36:18+99:00",
                                       "24/07/2018",
                                       "2018-07-24T",
                                       "2018-07-24T23:36:18." };
    int64_t us;
    for (size_t i = 0; i < PW_COUNT(bad); i++)
        if (pw_time_parse(bad[i], &us))
            pw_test_fail(__FILE__, __LINE__, "%s was taken", bad[i]);
}

TEST(every_day_of_eight_centuries_survives_the_calendar)
{
    for (int64_t day = -146097; day < 146097; day++) {
        int y, m, d;
        pw_civil_from_days(day, &y, &m, &d);
        CHECK_INT(pw_days_from_civil(y, m, d), day);
    }
}

TEST(length_to_dots_rounds_half_up_at_each_boundary)
{
    CHECK_INT(pw_dots_from_um((struct pw_um){ 101600 }, 8).dots, 813); /* 812.8 */
    CHECK_INT(pw_dots_from_um((struct pw_um){ 62 }, 8).dots, 0);       /* 0.496 */
    CHECK_INT(pw_dots_from_um((struct pw_um){ 63 }, 8).dots, 1);       /* 0.504 */
    CHECK_INT(pw_dots_from_um((struct pw_um){ -63 }, 8).dots, -1);
    CHECK_INT(pw_dots_from_um((struct pw_um){ 125 }, 12).dots, 2); /* 1.5 */
    CHECK_INT(pw_dots_from_um((struct pw_um){ 150000 }, 24).dots, 3600);
}

TEST(ill_formed_utf8_gives_one_replacement_a_byte)
{
    uint8_t *data = pw_test_copy("\xC0\xAF\xED\xA0\x80\xF5", 6);
    size_t pos = 0;
    for (int i = 0; i < 6; i++)
        CHECK_INT(pw_utf8_next(pw_bytes_of(data, 6), &pos), 0xFFFD);
    CHECK_INT(pos, 6);
    CHECK(!pw_utf8_valid(pw_bytes_of(data, 6)));
    free(data);
}

TEST(no_control_character_survives_being_made_visible)
{
    struct pw_buf in, out;
    pw_buf_init(&in, 1 << 24);
    pw_buf_init(&out, 1 << 24);
    for (uint32_t c = 1; c < 0x110000; c++)
        if (c < 0xD800 || c > 0xDFFF)
            pw_utf8_put(&in, c);
    pw_utf8_visible(pw_buf_peek(&in), &out);
    for (size_t pos = 0; pos < out.len;)
        CHECK(!pw_utf8_is_control(pw_utf8_next(pw_buf_peek(&out), &pos)));
    pw_buf_finish(&in);
    pw_buf_finish(&out);
}

TEST(marks_without_a_shape_are_left_off_paper_and_commands_are_not_let_through)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "abc \xE2\x80\xAEgnp.exe\xE2\x80\xAC x", "abc gnp.exe x" }, /* an override, and its end */
        { "\xE2\x81\xA6"
          "12\xE2\x81\xA9 \xE2\x80\x8F\xD7\xA9\xD8\x9C",
          "12 \xD7\xA9" },                                                          /* isolate, its end, and marks */
        { "\xEF\xBB\xBFZoe", "Zoe" },                                               /* of byte order */
        { "a\x1B[31m\x7F\xC2\x85z", "a\xE2\x90\x9B[31m\xE2\x90\xA1\xEF\xBF\xBDz" }, /* commands are seen */
        { "a\xE2\x80\xA8z\x80", "a\xEF\xBF\xBDz\xEF\xBF\xBD" },
        { "\xE2\x80\x8D\xE2\x80\x8C", "\xE2\x80\x8D\xE2\x80\x8C" }, /* joiners shape letters */
    };
    struct pw_buf out;
    pw_buf_init(&out, 1 << 24);
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        pw_buf_reset(&out);
        pw_utf8_on_paper(pw_bytes_str(cases[i].text), &out);
        CHECK_STR(pw_buf_text(&out), cases[i].want);
    }
    for (uint32_t c = 0; c < 0x110000; c++)
        if (c < 0xD800 || c > 0xDFFF) {
            struct pw_buf one;
            pw_buf_init(&one, 8);
            pw_utf8_put(&one, c);
            pw_buf_reset(&out);
            pw_utf8_on_paper(pw_buf_peek(&one), &out);
            for (size_t pos = 0; pos < out.len;)
                CHECK(!pw_utf8_is_control(pw_utf8_next(pw_buf_peek(&out), &pos)));
            pw_buf_finish(&one);
        }
    pw_buf_finish(&out);
}

TEST(mending_drops_what_is_no_utf8_and_nothing_else)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "" },
        { "caf\xC3\xA9", "caf\xC3\xA9" },
        { "caf\xC3", "caf" },                                 /* cut in a character */
        { "\xE6\x97\xA5\xE6\x97", "\xE6\x97\xA5" },           /* and in one of three bytes */
        { "\"\xE6\x97\xA5\xE6\": x", "\"\xE6\x97\xA5\": x" }, /* in the middle */
        { "\x80\xFF\xC0\xAF\xED\xA0\x80z", "z" },             /* overlong, a surrogate */
        { "a\xEF\xBF\xBD"
          "b",
          "a\xEF\xBF\xBD"
          "b" }, /* U+FFFD itself stays */
        { "\xF0\x9F\x8E\x81\xF0\x9F\x8E", "\xF0\x9F\x8E\x81" },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", cases[i].text);
        pw_utf8_mend(text);
        CHECK_STR(text, cases[i].want);
    }
}
