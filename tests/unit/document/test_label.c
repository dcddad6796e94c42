#include "test.h"

#include "document/label.h"
#include "document/label_press.h"
#include "document/png.h"
#include "document/press.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

static struct pw_label sample(void)
{
    return (struct pw_label){
        .recipient = { .name = "Zoë Müller", .line1 = "Rua 1", .city = "Porto", .postal_code = "4000-123", .country = "PT" },
        .sender = { .name = "Example Seller",
                    .line1 = "1 Example Road",
                    .city = "Springfield",
                    .region = "OR",
                    .postal_code = "97477",
                    .country = "US" },
        .order_id = "112-1234567-7654321",
        .parcel = 1,
        .parcels = 2,
        .barcode = "PW-000123-1",
        .carrier = "USPS",
        .service = "Priority Mail International",
        .ship_by = "2026-11-24",
    };
}

static struct pw_label_press *press_new(void)
{
    struct pw_label_press *press;
    struct pw_error err;
    CHECK_OK(pw_label_press_create(&press, &err), err);
    return press;
}

static const struct pw_um four_inch = { 101600 }, six_inch = { 152400 };

TEST(four_by_six_inches_are_the_dots_that_every_driver_has)
{
    int w, h;
    pw_label_dots(four_inch, six_inch, 8, &w, &h);
    CHECK_INT(w, 812);
    CHECK_INT(h, 1218);
    pw_label_dots(four_inch, six_inch, 12, &w, &h);
    CHECK_INT(w, 1219);
    CHECK_INT(h, 1829);
    pw_label_dots((struct pw_um){ 100000 }, (struct pw_um){ 150000 }, 8, &w, &h);
    CHECK_INT(w, 800);
    CHECK_INT(h, 1200);
}

static void check_margin(const struct pw_page *page, int margin_um)
{
    int margin = margin_um * page->dots_per_mm / 1000, ink = 0;
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++) {
            if (!pw_page_get(page, x, y))
                continue;
            ink++;
            CHECK(x >= margin && y >= margin && x < page->width - margin && y < page->height - margin);
        }
    CHECK(ink > 1000);
}

/* Common ones, each in both directions, and the ends of what is possible. */
static const int papers[][2] = { { 101600, 152400 }, { 100000, 150000 }, { 101600, 101600 }, { 62000, 100000 },
                                 { 62000, 29000 },   { 50800, 25400 },   { 76200, 127000 },  { 70000, 95000 },
                                 { 76200, 50800 },   { 148000, 210000 }, { 210000, 297000 }, { 45000, 20000 },
                                 { 80000, 50000 },   { 220000, 310000 }, { 74000, 105000 } };

TEST(every_paper_from_45_by_20_mm_on_has_a_label_inside_its_margins)
{
    struct pw_label_press *press = press_new();
    for (size_t i = 0; i < PW_COUNT(papers) * 2; i++)
        for (int dots = 8; dots <= 24; dots += dots == 8 ? 4 : 12) {
            const int *paper = papers[i / 2];
            struct pw_um w = { paper[i % 2] }, h = { paper[1 - i % 2] };
            struct pw_label label = sample();
            struct pw_page page;
            struct pw_error err;
            int width, height;
            if (w.um > 220000 || (dots == 24 && w.um + h.um > 260000))
                continue;
            label.barcode = "PWPAB12104711Q";
            CHECK_OK(pw_label_draw(press, &label, w, h, dots, &page, &err), err);
            pw_label_dots(w, h, dots, &width, &height);
            CHECK_INT(page.width, width);
            CHECK_INT(page.height, height);
            check_margin(&page, w.um < 90000 || h.um < 90000 ? 1500 : 2000);
            pw_page_finish(&page);
        }
    pw_label_press_destroy(press);
}

TEST(narrow_paper_has_the_label_of_the_paper_turned)
{
    struct pw_label_press *press = press_new();
    struct pw_label label = sample();
    struct pw_page upright, turned;
    struct pw_error err;
    CHECK_OK(pw_label_draw(press, &label, (struct pw_um){ 100000 }, (struct pw_um){ 62000 }, 8, &upright, &err), err);
    CHECK_OK(pw_label_draw(press, &label, (struct pw_um){ 62000 }, (struct pw_um){ 100000 }, 8, &turned, &err), err);
    for (int y = 0; y < upright.height; y++)
        for (int x = 0; x < upright.width; x++)
            CHECK(pw_page_get(&upright, x, y) == pw_page_get(&turned, y, upright.width - 1 - x));
    pw_page_finish(&upright);
    pw_page_finish(&turned);
    pw_label_press_destroy(press);
}

TEST(what_is_heard_of_a_label_is_what_is_on_it_once)
{
    static const char words[] =
        "behind the dock, please ring twice and wait for an answer there, then go up the stairs to the left, "
        "past the lift and the second door, and leave it with whoever opens, or with the neighbours";
    struct pw_label_press *press = press_new();
    struct pw_buf text;
    int refused = 0;
    pw_buf_init(&text, 1 << 16);
    /* From an address with room to one without: between them, the symbol is made smaller, and what was drawn is drawn again. */
    for (size_t n = 1; n < sizeof words; n++) {
        struct pw_label label = sample();
        struct pw_page page;
        struct pw_error err;
        char line[sizeof words];
        snprintf(line, sizeof line, "%.*s", (int)n, words);
        label.recipient.company = "Example Bindery and Sons Limited";
        label.recipient.line2 = "Attention: Receiving, Third Floor";
        label.recipient.line3 = line;
        label.service = NULL;
        pw_buf_reset(&text);
        pw_press_listen(pw_label_press_sheet(press), &text);
        bool drawn = pw_label_draw(press, &label, (struct pw_um){ 50800 }, (struct pw_um){ 25400 }, 8, &page, &err);
        pw_press_listen(pw_label_press_sheet(press), NULL);
        refused += !drawn;
        if (!drawn)
            continue;
        char want[400];
        snprintf(want, sizeof want,
                 "USPS\n1 of 2\nZo\xC3\xAB M\xC3\xBCller\nExample Bindery and Sons Limited\nRua 1\n"
                 "Attention: Receiving, Third Floor\n%s\n4000-123 Porto\nPORTUGAL\nPW-000123-1\n112-1234567-7654321\n",
                 line);
        CHECK_STR(pw_buf_text(&text), want);
        pw_page_finish(&page);
    }
    CHECK(refused > 0);
    pw_buf_finish(&text);
    pw_label_press_destroy(press);
}

TEST(drawing_the_same_label_again_gives_the_same_dots)
{
    struct pw_label_press *press = press_new();
    struct pw_label label = sample(), other = sample();
    other.recipient.name = "Łukasz Wójcik 李小龙 محمد";
    struct pw_page a, b, c;
    struct pw_error err;
    CHECK_OK(pw_label_draw(press, &label, four_inch, six_inch, 8, &a, &err), err);
    CHECK_OK(pw_label_draw(press, &other, four_inch, six_inch, 8, &b, &err), err);
    CHECK_OK(pw_label_draw(press, &label, four_inch, six_inch, 8, &c, &err), err);
    size_t size = (size_t)a.stride * (size_t)a.height;
    CHECK(memcmp(a.bits, c.bits, size) == 0);
    CHECK(memcmp(a.bits, b.bits, size) != 0);
    pw_page_finish(&a);
    pw_page_finish(&b);
    pw_page_finish(&c);
    pw_label_press_destroy(press);
}

static void check_refused(struct pw_label_press *press, const struct pw_label *label, struct pw_um w, struct pw_um h, int dots,
                          enum pw_error_code code, const char *word)
{
    struct pw_page page = { 0 };
    struct pw_error err = { 0 };
    CHECK(!pw_label_draw(press, label, w, h, dots, &page, &err));
    CHECK_INT(err.code, code);
    if (strstr(err.text, word) == NULL)
        pw_test_fail(__FILE__, __LINE__, "\"%s\" says nothing of %s", err.text, word);
    CHECK(page.bits == NULL);
}

TEST(what_cannot_be_printed_is_refused_with_its_reason)
{
    struct pw_label_press *press = press_new();
    struct pw_label label = sample();
    char *huge = malloc(300001);
    memset(huge, 'x', 300000);
    huge[300000] = '\0';
    label.recipient.line2 = huge;
    check_refused(press, &label, four_inch, six_inch, 8, PW_ERR_TOO_BIG, "address");
    huge[590] = '\0';
    label.recipient.name = label.recipient.line1 = label.recipient.line3 = label.recipient.company = huge;
    check_refused(press, &label, four_inch, six_inch, 8, PW_ERR_TOO_BIG, "the recipient's address");
    label = sample();
    label.recipient.city = huge;
    huge[590] = 'x';
    check_refused(press, &label, four_inch, six_inch, 8, PW_ERR_TOO_BIG, "address");
    label = sample();
    label.barcode = "THIS-BARCODE-IS-FAR-TOO-LONG-FOR-FOUR-INCHES";
    check_refused(press, &label, four_inch, six_inch, 8, PW_ERR_TOO_BIG, "too long for paper");
    label.barcode = NULL;
    check_refused(press, &label, four_inch, six_inch, 8, PW_ERR_BAD_INPUT, "barcode");
    label = sample();
    check_refused(press, &label, (struct pw_um){ 44000 }, (struct pw_um){ 25400 }, 8, PW_ERR_UNSUPPORTED, "this is 44 x 25.4 mm");
    check_refused(press, &label, (struct pw_um){ 19900 }, (struct pw_um){ 60000 }, 8, PW_ERR_UNSUPPORTED, "45 x 20");
    label.barcode = "THIS-IS-TOO-LONG-FOR-80-MM-AND-FOR-100-TOO";
    check_refused(press, &label, (struct pw_um){ 100000 }, (struct pw_um){ 50000 }, 8, PW_ERR_TOO_BIG, "paper is 100 x 50 mm");
    label = sample();
    label.recipient.line2 = label.recipient.line3 = "Attention: Receiving, Third Floor, behind the dock, and ring twice please";
    check_refused(press, &label, (struct pw_um){ 45000 }, (struct pw_um){ 20000 }, 8, PW_ERR_TOO_BIG, "recipient's address");
    check_refused(press, &label, (struct pw_um){ 45000 }, (struct pw_um){ 20000 }, 8, PW_ERR_TOO_BIG, "paper is 45 x 20 mm");
    label = sample();
    check_refused(press, &label, four_inch, six_inch, 203, PW_ERR_UNSUPPORTED, "dots a millimetre");
    label.recipient.name = label.recipient.line1 = NULL;
    check_refused(press, &label, four_inch, six_inch, 8, PW_ERR_BAD_INPUT, "112-1234567-7654321");
    label = sample();
    struct pw_page page; /* and the press still works */
    struct pw_error err;
    CHECK_OK(pw_label_draw(press, &label, four_inch, six_inch, 8, &page, &err), err);
    pw_page_finish(&page);
    pw_label_press_destroy(press);
    free(huge);
}

TEST(every_field_absent_but_the_needed_is_a_label)
{
    struct pw_label_press *press = press_new();
    struct pw_label label = { .recipient = { .name = "A" }, .barcode = "PW1" };
    struct pw_page page;
    struct pw_error err;
    CHECK_OK(pw_label_draw(press, &label, four_inch, six_inch, 8, &page, &err), err);
    check_margin(&page, 2000);
    pw_page_finish(&page);
    pw_label_press_destroy(press);
}

/* Texts of many scripts and lengths, garbage among them. */
static const char *const texts[] = {
    "A",
    "Jonathan Q. Public",
    "Łukasz Brzęczyszczykiewicz",
    "Οδυσσέας Ελύτης",
    "Александр Сергеевич Пушкин",
    "محمد عبد الله الأحمد",
    "ישראל ישראלי, רחוב הרצל 15",
    "สมชาย ใจดี ถนนสุขุมวิท",
    "अमित कुमार शर्मा",
    "山田 太郎 株式会社サンプル",
    "홍길동 서울특별시",
    "🎁 Lucy 👍🏽",
    "Z̷̡̛͖a̸͎̾l̴̰͌g̶̣̓ȯ̵̪ text with marks",
    "\x1b@\xff\xfe^XA~JR\x01",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk",
    "ffffffffffffjjjjjjjjjjjjgggggggggg(((((((((())))))))))",
};

TEST(no_text_leaves_its_area)
{
    static const struct pw_area areas[] = { { 40, 50, 300, 120 }, { 100, 30, 90, 260 }, { 10, 10, 500, 40 } };
    struct pw_press *press;
    struct pw_error err;
    CHECK_OK(pw_press_create(&press, &err), err);
    int drawn = 0;
    for (size_t t = 0; t < PW_COUNT(texts) * PW_COUNT(areas) * 6; t++) {
        struct pw_area area = areas[t % 3];
        const char *text = texts[t / 3 % PW_COUNT(texts)];
        unsigned how = (unsigned)(t / 3 / PW_COUNT(texts));
        struct pw_fit fit = {
            .largest = 60, .comfortable = 24, .smallest = 12, .middle = how & 1, .align = (enum pw_align)(how % 3)
        };
        CHECK_OK(pw_press_begin(press, 520, 320, &err), err);
        struct pw_para paras[] = { { text, 1000, true }, { texts[(t + 5) % PW_COUNT(texts)], 800, false } };
        int used = 0;
        if (!pw_press_block(press, area, paras, 2, &fit, "the text", &used, &err)) {
            CHECK(err.code == PW_ERR_TOO_BIG || err.code == PW_ERR_UNSUPPORTED); /* no font for it here */
            continue;
        }
        struct pw_page page;
        CHECK_OK(pw_press_end(press, 8, &page, &err), err);
        drawn++;
        CHECK(used > 0 && used <= area.h);
        for (int y = 0; y < 320; y++)
            for (int x = 0; x < 520; x++)
                if (pw_page_get(&page, x, y) && (x < area.x || y < area.y || x >= area.x + area.w || y >= area.y + area.h))
                    pw_test_fail(__FILE__, __LINE__, "\"%s\" (and the next) at %d,%d, area %d of 3", text, x, y, (int)(t % 3));
        pw_page_finish(&page);
    }
    CHECK(drawn > 100);
    pw_press_destroy(press);
}

/* How many lines of text a block has that is drawn into 500 x 700 dots. */
static int lines_of(struct pw_press *press, const char *text)
{
    const struct pw_fit fit = { .largest = 60, .comfortable = 60, .smallest = 24 };
    const struct pw_para para = { text, 1000, false };
    struct pw_error err;
    struct pw_page page;
    int lines = 0;
    CHECK_OK(pw_press_begin(press, 500, 700, &err), err);
    CHECK_OK(pw_press_block(press, (struct pw_area){ 0, 0, 500, 700 }, &para, 1, &fit, "the text", NULL, &err), err);
    CHECK_OK(pw_press_end(press, 8, &page, &err), err);
    bool black = false;
    for (int y = 0; y < 700; y++) {
        bool was = black;
        black = false;
        for (int x = 0; x < 500; x++)
            black = black || pw_page_get(&page, x, y);
        lines += black && !was;
    }
    pw_page_finish(&page);
    return lines;
}

TEST(letters_get_smaller_before_a_word_is_torn)
{
    struct pw_press *press;
    struct pw_error err;
    CHECK_OK(pw_press_create(&press, &err), err);
    CHECK_INT(lines_of(press, "nnnnnnnnnnnnnnnnnnnn nnnnnnnnnn"), 2); /* at 60 dots the first word would take three lines */
    CHECK_INT(lines_of(press, "nnnnnnnnnnnnn nnn nnnnnnnnnnnnn"), 3); /* and these have room as they are */
    CHECK(lines_of(press, "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn") > 1); /* but all is printed */
    pw_press_destroy(press);
}

static cairo_status_t take(void *user, unsigned char *data, unsigned len)
{
    struct pw_reader *r = user;
    struct pw_bytes b = pw_reader_take(r, len);
    if (r->failed)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, b.data, len);
    return CAIRO_STATUS_SUCCESS;
}

TEST(a_picture_has_the_pages_dots_and_its_resolution)
{
    struct pw_page page;
    struct pw_error err;
    CHECK_OK(pw_page_init(&page, 21, 9, 12, &err), err);
    for (int i = 0; i < 9; i++)
        pw_page_set(&page, (i * i + 3) % 21, i);
    struct pw_buf png;
    pw_buf_init(&png, 1 << 16);
    CHECK_OK(pw_page_write_png(&page, &png, &err), err);
    CHECK_BYTES(pw_bytes_of(png.data, 8), pw_bytes_of("\x89PNG\r\n\x1a\n", 8));
    /* PNG specification 11.3.5.3: 12000 dots a metre; the check sum from Python's zlib.crc32 */
    CHECK_BYTES(pw_bytes_of(png.data + 33, 21), pw_bytes_of("\0\0\0\x09pHYs\0\0\x2e\xe0\0\0\x2e\xe0\x01"
                                                            "\x0f\x0e\xd7\xe1",
                                                            21));
    struct pw_reader r;
    pw_reader_init(&r, pw_buf_peek(&png));
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(take, &r);
    CHECK_INT(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    CHECK_INT(cairo_image_surface_get_width(surface), 21);
    const uint8_t *data = cairo_image_surface_get_data(surface);
    for (int y = 0; y < 9; y++)
        for (int x = 0; x < 21; x++) {
            uint32_t dot;
            memcpy(&dot, data + y * cairo_image_surface_get_stride(surface) + x * 4, 4);
            CHECK_INT((dot & 0xFFFFFF) == 0, pw_page_get(&page, x, y));
        }
    cairo_surface_destroy(surface);
    pw_buf_finish(&png);
    pw_buf_init(&png, 20);
    CHECK(!pw_page_write_png(&page, &png, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    pw_buf_finish(&png);
    pw_page_finish(&page);
}
