#include "test.h"

#include "language/tspl.h"

#include <stdio.h>

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
    CHECK_OK(pw_language_tspl.render_page(page, NULL, media, out, &err), err);
}

TEST(a_page_is_one_label_with_its_size_and_its_dots)
{
    struct pw_page page = page_of(16, 2, 8);
    page.bits[0] = 0x80;
    page.bits[3] = 0x01;
    struct pw_buf out;
    render(&page, NULL, &out);
    /* typed from the manual's pages of the commands; 0.25 mm is 0.3, never less */
    static const char want[] = "SIZE 2.0 mm,0.3 mm\r\nDIRECTION 0,0\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,2,2,0,"
                               "\x7F\xFF\xFF\xFE\r\nPRINT 1,1\r\n";
    CHECK_BYTES(pw_buf_peek(&out), pw_bytes_of(want, sizeof want - 1));
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(the_manuals_picture_is_sent_as_the_manual_has_it)
{
    /* the sample of BITMAP in the TSPL/TSPL2 manual: 2 bytes x 16 rows at 200,200; a bit that is 0 prints */
    static const char dots[] = "\x00\x00\x00\x00\x00\x00\x07\xFF\x03\xFF\x11\xFF\x18\xFF\x1C\x7F\x1E\x3F\x1F\x1F\x1F\x8F\x1F\xC7"
                               "\x1F\xE3\x1F\xE7\x1F\xFF\x1F\xFF";
    static const char sample[] = "BITMAP 200,200,2,16,0,";
    struct pw_page page = page_of(832, 406, 8);
    for (int i = 0; i < 32; i++)
        page.bits[(200 + i / 2) * page.stride + 25 + i % 2] = (uint8_t)~dots[i];
    struct pw_buf out;
    render(&page, NULL, &out);
    const char *at = strstr(pw_buf_text(&out), sample);
    CHECK(at != NULL);
    CHECK_BYTES(pw_bytes_of(at + sizeof sample - 1, 32), pw_bytes_of(dots, 32));
    CHECK_BYTES(pw_bytes_of(at + sizeof sample - 1 + 32, 13), pw_bytes_str("\r\nPRINT 1,1\r\n"));
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
    const char *end = strstr(pw_buf_text(&out), "DIRECTION");
    CHECK(end != NULL);
    snprintf(head, sizeof head, "%.*s", (int)(end - pw_buf_text(&out)), pw_buf_text(&out));
    CHECK_STR(head, want);
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

TEST(how_labels_lie_is_told_only_when_the_configuration_says_it)
{
    const struct pw_um w = { 101600 }, l = { 152400 };
    check_media(NULL, "SIZE 101.5 mm,152.3 mm\r\n");
    check_media(&(struct pw_media){ .width = w, .length = l }, "SIZE 101.6 mm,152.4 mm\r\n");
    check_media(&(struct pw_media){ .width = w, .length = l, .tracking = PW_TRACKING_GAP },
                "SIZE 101.6 mm,152.4 mm\r\nGAP 3.0 mm,0 mm\r\n");
    check_media(&(struct pw_media){ .width = w, .length = l, .tracking = PW_TRACKING_MARK, .gap = { 2540 } },
                "SIZE 101.6 mm,152.4 mm\r\nBLINE 2.5 mm,0 mm\r\n");
    check_media(&(struct pw_media){ .tracking = PW_TRACKING_CONTINUOUS }, "SIZE 101.5 mm,152.3 mm\r\nGAP 0 mm,0 mm\r\n");
    check_media(&(struct pw_media){ .after = PW_AFTER_TEAR },
                "SIZE 101.5 mm,152.3 mm\r\nSET PEEL OFF\r\nSET CUTTER OFF\r\nSET TEAR ON\r\n");
    check_media(&(struct pw_media){ .after = PW_AFTER_CUT },
                "SIZE 101.5 mm,152.3 mm\r\nSET PEEL OFF\r\nSET TEAR OFF\r\nSET CUTTER 1\r\n");
}

TEST(a_rule_is_a_bar_and_a_far_dot_a_bitmap_of_its_own)
{
    struct pw_page page = page_of(800, 400, 8);
    for (int x = 0; x < 800; x++)
        pw_page_set(&page, x, 10), pw_page_set(&page, x, 11);
    pw_page_set(&page, 799, 300);
    struct pw_buf out;
    render(&page, NULL, &out);
    const char *after = strstr(pw_buf_text(&out), "CLS\r\n");
    CHECK(after != NULL);
    CHECK_STR(after, "CLS\r\nBAR 0,10,800,2\r\nBITMAP 792,300,1,1,0,\xFE\r\nPRINT 1,1\r\n");
    pw_buf_finish(&out);
    pw_page_finish(&page);
}

/* The manual's table of answers to <ESC>!?, each byte of it. */
TEST(each_answer_of_the_manual_is_understood)
{
    static const struct {
        uint8_t byte;
        unsigned conditions;
    } table[] = {
        { 0x00, 0 },
        { 0x01, PW_COND_COVER_OPEN },
        { 0x02, PW_COND_ERROR },
        { 0x03, PW_COND_ERROR | PW_COND_COVER_OPEN },
        { 0x04, PW_COND_PAPER_OUT },
        { 0x05, PW_COND_PAPER_OUT | PW_COND_COVER_OPEN },
        { 0x08, PW_COND_RIBBON_OUT },
        { 0x09, PW_COND_RIBBON_OUT | PW_COND_COVER_OPEN },
        { 0x0A, PW_COND_RIBBON_OUT | PW_COND_ERROR },
        { 0x0B, PW_COND_RIBBON_OUT | PW_COND_ERROR | PW_COND_COVER_OPEN },
        { 0x0C, PW_COND_RIBBON_OUT | PW_COND_PAPER_OUT },
        { 0x0D, PW_COND_RIBBON_OUT | PW_COND_PAPER_OUT | PW_COND_COVER_OPEN },
        { 0x10, PW_COND_PAUSED },
        { 0x20, PW_COND_BUSY },
        { 0x80, PW_COND_ERROR },
    };
    for (size_t i = 0; i < PW_COUNT(table); i++) {
        struct pw_status status = { .kind = PW_STATUS_OTHER };
        size_t used = 0;
        CHECK_INT(pw_language_tspl.status_parse(pw_bytes_of(&table[i].byte, 1), &used, &status), PW_PARSE_DONE);
        CHECK_INT(used, 1);
        CHECK_INT(status.kind, PW_STATUS_CONDITION);
        CHECK_INT(status.conditions, table[i].conditions);
        CHECK_INT(status.idle, table[i].byte == 0);
    }
}

TEST(text_is_no_status)
{
    for (const char *p = "PRINTERp~\xC0\xFF"; *p != '\0'; p++) {
        struct pw_status status;
        size_t used = 0;
        enum pw_parse how = pw_language_tspl.status_parse(pw_bytes_of(p, 1), &used, &status);
        CHECK_INT(used, 1);
        CHECK_INT(how, *p == 'I' || *p == 'N' || *p == 'E' ? PW_PARSE_DONE : PW_PARSE_BAD);
    }
    size_t used = 9;
    struct pw_status status;
    CHECK_INT(pw_language_tspl.status_parse(pw_bytes_of("", 0), &used, &status), PW_PARSE_MORE);
    CHECK_INT(used, 0);
}

TEST(the_request_is_the_manuals)
{
    struct pw_buf out;
    pw_buf_init(&out, 100);
    pw_language_tspl.ask_status(&out);
    CHECK_BYTES(pw_buf_peek(&out), pw_bytes_of("\x1B\x21\x3F", 3));
    pw_buf_finish(&out);
    CHECK(pw_language_find("tspl") == &pw_language_tspl);
}
