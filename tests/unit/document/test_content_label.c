/* The label that says what is in the box. */
#include "document/content_label.h"
#include "document/label_press.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static struct pw_label_press *make_press(void)
{
    struct pw_label_press *press = NULL;
    struct pw_error err = { 0 };
    CHECK_OK(pw_label_press_create(&press, &err), err);
    return press;
}

/* Black dots in a strip along each edge. */
static long on_the_edge(const struct pw_page *page, int strip)
{
    long n = 0;
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (x < strip || y < strip || x >= page->width - strip || y >= page->height - strip)
                n += pw_page_get(page, x, y);
    return n;
}

static long black_rows(const struct pw_page *page)
{
    long n = 0;
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (pw_page_get(page, x, y)) {
                n++;
                break;
            }
    return n;
}

static const struct {
    int width_um, height_um;
} papers[] = { { 101600, 152400 }, { 100000, 150000 }, { 101600, 101600 }, { 62000, 100000 },
               { 62000, 29000 },   { 50800, 25400 },   { 45000, 20000 },   { 25400, 50800 } };

TEST(every_paper_is_laid_out_within_its_edges)
{
    struct pw_label_press *press = make_press();
    struct pw_content_line lines[40];
    for (size_t i = 0; i < 40; i++)
        lines[i] = (struct pw_content_line){
            .name = i % 4 == 0 ? "Blue mug with a very long name that says everything about it, its size, its colour and its use"
                    : i % 4 == 1 ? "\xD7\xA1\xD7\xA4\xD7\x9C \xD7\x9B\xD7\x97\xD7\x95\xD7\x9C"
                    : i % 4 == 2 ? "\xE9\x9D\x92\xE3\x81\x84\xE3\x83\x9E\xE3\x82\xB0"
                                 : "Lamp",
            .quantity = i % 3 == 0 ? 1 : 12345,
        };
    for (size_t p = 0; p < PW_COUNT(papers); p++)
        for (int dpmm = 8; dpmm <= 12; dpmm += 4)
            for (size_t n = 1; n <= 40; n = n * 3 - 1 > n ? n * 3 - 1 : n + 1) {
                struct pw_page page = { 0 };
                struct pw_error err = { 0 };
                const struct pw_content_label label = { .order_id = "111-2222222-3333333",
                                                        .lines = lines,
                                                        .line_count = n,
                                                        .parcel = 2,
                                                        .parcels = 3,
                                                        .weight = "0.850 kg" };
                CHECK_OK(pw_content_label_draw(press, &label, (struct pw_um){ papers[p].width_um },
                                               (struct pw_um){ papers[p].height_um }, dpmm, &page, &err),
                         err);
                CHECK_INT(on_the_edge(&page, dpmm), 0); /* a millimetre */
                CHECK(black_rows(&page) > page.height / 12);
                pw_page_finish(&page);
            }
    pw_label_press_destroy(press);
}

TEST(an_article_without_a_name_has_its_sku_and_none_is_left_out)
{
    struct pw_label_press *press = make_press();
    struct pw_error err = { 0 };
    struct pw_page with = { 0 }, without = { 0 };
    const struct pw_content_line named = { .name = "MUG-7", .quantity = 1 },
                                 only_sku = { .name = "", .sku = "MUG-7", .quantity = 1 };
    struct pw_content_label label = { .order_id = "1", .lines = &named, .line_count = 1 };
    const struct pw_um w = { 62000 }, h = { 29000 };
    CHECK_OK(pw_content_label_draw(press, &label, w, h, 8, &with, &err), err);
    label.lines = &only_sku;
    CHECK_OK(pw_content_label_draw(press, &label, w, h, 8, &without, &err), err);
    size_t size = (size_t)with.stride * (size_t)with.height;
    CHECK_BYTES(pw_bytes_of(with.bits, size), pw_bytes_of(without.bits, size));
    pw_page_finish(&with);
    pw_page_finish(&without);
    pw_label_press_destroy(press);
}

TEST(what_can_not_be_drawn_says_why)
{
    struct pw_label_press *press = make_press();
    struct pw_error err = { 0 };
    struct pw_page page = { 0 };
    const struct pw_content_line line = { .name = "Lamp", .quantity = 1 };
    struct pw_content_label label = { .order_id = "111-2222222-3333333", .lines = &line, .line_count = 0 };
    CHECK(!pw_content_label_draw(press, &label, (struct pw_um){ 62000 }, (struct pw_um){ 29000 }, 8, &page, &err));
    CHECK_STR(err.text, "there is nothing in the box of order 111-2222222-3333333 yet");
    label.line_count = 1;
    CHECK(!pw_content_label_draw(press, &label, (struct pw_um){ 40000 }, (struct pw_um){ 29000 }, 8, &page, &err));
    CHECK_STR(err.text, "a content label needs paper from 45 x 20 to 220 x 310 mm; this is 40 x 29 mm: set media = "
                        "4x6in or 100x150mm");
    pw_label_press_destroy(press);
}

/* What a label says, a line each, of one name and quantity repeated. */
static void hear(struct pw_label_press *press, const char *name, size_t count, int width_um, int height_um, struct pw_buf *text)
{
    struct pw_content_line lines[200];
    struct pw_error err = { 0 };
    struct pw_page page = { 0 };
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct pw_content_line){ .name = name, .quantity = 2 };
    const struct pw_content_label label = { .order_id = "1", .lines = lines, .line_count = count };
    pw_buf_reset(text);
    pw_press_listen(pw_label_press_sheet(press), text);
    CHECK_OK(pw_content_label_draw(press, &label, (struct pw_um){ width_um }, (struct pw_um){ height_um }, 8, &page, &err), err);
    pw_press_listen(pw_label_press_sheet(press), NULL);
    pw_page_finish(&page);
}

TEST(a_name_is_whole_where_it_has_room_and_loses_its_end_where_it_has_not)
{
    struct pw_label_press *press = make_press();
    struct pw_buf text;
    static const char name[] = "Desk lamp with a long neck, a heavy foot and a shade of folded paper, white, without a bulb";
    pw_buf_init(&text, 1 << 16);
    hear(press, name, 4, 101600, 152400, &text);
    CHECK(strstr(pw_buf_text(&text), name) != NULL);
    hear(press, name, 4, 50800, 25400, &text);
    CHECK(strstr(pw_buf_text(&text), name) == NULL);
    CHECK(strstr(pw_buf_text(&text), "Desk lamp with a") != NULL && strstr(pw_buf_text(&text), "\xE2\x80\xA6\n") != NULL);
    pw_buf_finish(&text);
    pw_label_press_destroy(press);
}

TEST(what_has_no_row_is_summed_up_in_the_last_one)
{
    struct pw_label_press *press = make_press();
    struct pw_buf text;
    pw_buf_init(&text, 1 << 16);
    hear(press, "Mug", 200, 50800, 25400, &text);
    int rows = 0, more = 0, units = 0;
    for (const char *at = pw_buf_text(&text); (at = strstr(at, "\nMug\n")) != NULL; at++)
        rows++;
    const char *last = strstr(pw_buf_text(&text), " more");
    CHECK(last != NULL && rows >= 4);
    while (last[-1] >= '0' && last[-1] <= '9')
        last--;
    CHECK_INT(sscanf(last, "%d more", &more), 1);
    CHECK_INT(rows + more, 200);
    const char *sum = strstr(pw_buf_text(&text), " \xC3\x97\nof ");
    CHECK(sum != NULL);
    while (sum[-1] >= '0' && sum[-1] <= '9')
        sum--;
    CHECK_INT(sscanf(sum, "%d", &units), 1);
    CHECK_INT(units, 2 * more);
    CHECK(strstr(pw_buf_text(&text), "400 units") != NULL);
    pw_buf_finish(&text);
    pw_label_press_destroy(press);
}
