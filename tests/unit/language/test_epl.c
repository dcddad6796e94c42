#include "test.h"

#include "language/epl.h"

#include <stdio.h>
#include <stdlib.h>

static struct pw_page page_of(int width, int height, int dots_per_mm)
{
    struct pw_page page;
    struct pw_error err;
    CHECK_OK(pw_page_init(&page, width, height, dots_per_mm, &err), err);
    return page;
}

static void render(const struct pw_page *page, const struct pw_media *media, struct pw_buf *out)
{
    struct pw_error err = { 0 };
    pw_buf_init(out, 16 << 20);
    CHECK_OK(pw_language_epl.render_page(page, NULL, media, out, &err), err);
}

TEST(a_page_is_one_label_with_its_size_and_its_dots)
{
    struct pw_page page = page_of(12, 2, 8);
    page.bits[0] = 0x80;
    page.bits[3] = 0x10;
    struct pw_buf out;
    render(&page, NULL, &out);
    static const char want[] = "\nq16\nZT\nN\nGW0,0,2,2\n\x7F\xFF\xFF\xEF\nP1\n"; /* typed from the guide */
    CHECK_BYTES(pw_buf_peek(&out), pw_bytes_of(want, sizeof want - 1));
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(zebras_box_is_sent_as_zebra_has_it)
{
    /* Zebra's support page on GW: a box of 16 x 16 dots at 100,100; ours begins at a whole byte, 96 */
    static const uint8_t box[] = {
        0x00, 0x00, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE,
        0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x7F, 0xFE, 0x00, 0x00
    };
    struct pw_page page = page_of(832, 300, 8);
    for (int i = 0; i < 32; i++)
        page.bits[(100 + i / 2) * page.stride + 12 + i % 2] = (uint8_t)~box[i];
    struct pw_buf out;
    render(&page, NULL, &out);
    const char *at = strstr(pw_buf_text(&out), "GW96,100,2,16\n");
    CHECK(at != NULL);
    CHECK_BYTES(pw_bytes_of(at + 14, 32), pw_bytes_of(box, 32));
    CHECK_BYTES(pw_bytes_of(at + 46, 4), pw_bytes_str("\nP1\n"));
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

static void check_media(const struct pw_media *media, const char *want)
{
    struct pw_page page = page_of(812, 1218, 8);
    struct pw_buf out;
    page.bits[0] = 1;
    render(&page, media, &out);
    char head[300];
    const char *end = strstr(pw_buf_text(&out), "ZT");
    CHECK(end != NULL);
    snprintf(head, sizeof head, "%.*s", (int)(end - pw_buf_text(&out)), pw_buf_text(&out));
    CHECK_STR(head, want);
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(how_labels_lie_is_told_only_when_the_configuration_says_it)
{
    check_media(NULL, "\nq816\n");
    check_media(&(struct pw_media){ .tracking = PW_TRACKING_GAP }, "\nq816\nQ1218,24\n");
    check_media(&(struct pw_media){ .tracking = PW_TRACKING_GAP, .length = { 152400 }, .gap = { 2000 } }, "\nq816\nQ1219,16\n");
    check_media(&(struct pw_media){ .tracking = PW_TRACKING_MARK }, "\nq816\nQ1218,B24\n");
    check_media(&(struct pw_media){ .tracking = PW_TRACKING_CONTINUOUS }, "\nq816\nQ1218,0\n");
    check_media(&(struct pw_media){ .after = PW_AFTER_TEAR }, "\nq816\nJF\n");
}

/* Feeds text in pieces of each size; how the first answer is understood. */
static enum pw_parse parse(const char *text, size_t *ret_used, struct pw_status *ret_status)
{
    enum pw_parse how = PW_PARSE_MORE;
    for (size_t len = 0; len <= strlen(text) && how == PW_PARSE_MORE; len++) {
        uint8_t *exact = pw_test_copy(text, len);
        how = pw_language_epl.status_parse(pw_bytes_of(exact, len), ret_used, ret_status);
        free(exact);
    }
    return how;
}

TEST(each_answer_of_the_manuals_is_understood)
{
    static const struct {
        const char *answer;
        unsigned conditions;
    } table[] = { { "00\r\n", 0 },
                  { "07\r\n", PW_COND_PAPER_OUT },
                  { "11\r\n", PW_COND_COVER_OPEN },
                  { "01,11\r\n", PW_COND_COVER_OPEN }, /* after a wrong command; the manual's example */
                  { "01\r\n", 0 },
                  { "07,11,01\n", PW_COND_PAPER_OUT | PW_COND_COVER_OPEN } };
    for (size_t i = 0; i < PW_COUNT(table); i++) {
        struct pw_status status = { .kind = PW_STATUS_OTHER };
        size_t used = 0;
        CHECK_INT(parse(table[i].answer, &used, &status), PW_PARSE_DONE);
        CHECK_INT(used, strlen(table[i].answer));
        CHECK_INT(status.kind, PW_STATUS_CONDITION);
        CHECK_INT(status.conditions, table[i].conditions);
        CHECK(!status.idle); /* it never says that all is printed */
    }
}

TEST(anything_else_is_dropped_up_to_its_end)
{
    static const struct {
        const char *text;
        size_t used;
    } table[] = { { "\r\n00\r\n", 2 },
                  { "0\r\n", 3 },
                  { "000\r\n", 5 },
                  { "00,\r\n", 5 },
                  { "UKQ1935HLU V3.29\n", 17 },
                  { "1x\r\n", 4 },
                  { "00;11\r\n", 7 },
                  { "\x15"
                    "11\r\n",
                    5 } };
    struct pw_status status;
    size_t used = 0;
    for (size_t i = 0; i < PW_COUNT(table); i++) {
        CHECK_INT(parse(table[i].text, &used, &status), PW_PARSE_BAD);
        CHECK_INT(used, table[i].used);
    }
    char endless[200];
    memset(endless, '0', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    CHECK_INT(parse(endless, &used, &status), PW_PARSE_BAD);
    CHECK(used > 0 && used < 100);
}

TEST(the_request_is_the_manuals_and_no_proof_is_asked_for)
{
    struct pw_buf out;
    pw_buf_init(&out, 100);
    pw_language_epl.ask_status(&out);
    CHECK_BYTES(pw_buf_peek(&out), pw_bytes_str("^ee\n"));
    pw_buf_finish(&out);
    CHECK(pw_language_epl.ask_proof == NULL);
    CHECK(pw_language_find("epl") == &pw_language_epl);
}
