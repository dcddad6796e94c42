/* Every page comes out of TSPL, EPL2 and ZPL dot for dot: what the encoders write, read by the interpreters of drivers/sim. */
#include "test.h"

#include "language/label_parts.h"
#include "language/zpl.h"
#include "packwright/language.h"
#include "sim/speech.h"

#include <stdio.h>

struct seen {
    unsigned papers, unknown;
    struct pw_page page;
    char why[100];
};

static void paper(void *user, struct pw_page *page, unsigned unknown)
{
    struct seen *s = user;
    (void)unknown;
    s->papers++;
    pw_page_finish(&s->page);
    s->page = *page;
    *page = (struct pw_page){ 0 };
}

static void unknown(void *user, size_t offset, struct pw_bytes command, const char *why)
{
    struct seen *s = user;
    (void)offset, (void)command;
    s->unknown++;
    snprintf(s->why, sizeof s->why, "%s", why);
}

static struct pw_page page_of(int width, int height, int dots_per_mm)
{
    struct pw_page page;
    struct pw_error err;
    CHECK_OK(pw_page_init(&page, width, height, dots_per_mm, &err), err);
    return page;
}

static size_t bits_of(const struct pw_page *page)
{
    return (size_t)page->stride * (size_t)page->height;
}

static const struct {
    const struct pw_language *language;
    enum pw_compression compression;
} ways[] = {
    { &pw_language_tspl, PW_COMPRESSION_STANDARD }, { &pw_language_tspl, PW_COMPRESSION_NONE },
    { &pw_language_epl, PW_COMPRESSION_STANDARD },  { &pw_language_epl, PW_COMPRESSION_NONE },
    { &pw_language_zpl, PW_COMPRESSION_STANDARD },  { &pw_language_zpl, PW_COMPRESSION_ZLIB },
};

/* Prints and compares; sets *ret_bytes of each way. */
static void check_page(const struct pw_page *page, size_t ret_bytes[PW_COUNT(ways)])
{
    bool blank = true;
    for (int y = 0; blank && y < page->height; y++)
        for (int x = 0; blank && x < page->width; x++)
            blank = !pw_page_get(page, x, y);
    for (size_t w = 0; w < PW_COUNT(ways); w++) {
        struct pw_buf out;
        struct pw_error err = { 0 };
        struct seen seen = { 0 };
        void *printer;
        const struct pw_media media = { .compression = ways[w].compression };
        const struct pw_sim_speech *speech = pw_sim_speech_find(ways[w].language->name);
        struct pw_paper_setup setup = { .width = page->width, .height = page->height, .dots_per_mm = page->dots_per_mm };
        struct pw_paper_sink sink = { paper, NULL, unknown, &seen };
        pw_buf_init(&out, 64 << 20);
        CHECK_OK(ways[w].language->render_page(page, NULL, &media, &out, &err), err);
        CHECK_OK(speech->create(&setup, &sink, &printer, &err), err);
        CHECK_OK(speech->feed(printer, pw_buf_peek(&out), &err), err);
        ret_bytes[w] = out.len;
        pw_buf_finish(&out);
        if (seen.unknown != 0)
            pw_test_fail(__FILE__, __LINE__, "%s: %s", ways[w].language->name, seen.why);
        CHECK_INT(seen.papers, blank && ways[w].language == &pw_language_zpl ? 0 : 1); /* ZPL prints no blank format */
        for (int y = 0; seen.papers == 1 && y < page->height; y++)
            for (int x = 0; x < page->width; x++)
                if (pw_page_get(&seen.page, x, y) != pw_page_get(page, x, y))
                    pw_test_fail(__FILE__, __LINE__, "%s (%d): the dot %d,%d of %d x %d is wrong", ways[w].language->name,
                                 ways[w].compression, x, y, page->width, page->height);
        pw_page_finish(&seen.page);
        speech->destroy(printer);
    }
}

static uint8_t noise(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (uint8_t)(*seed >> 24);
}

TEST(every_page_comes_out_as_it_is)
{
    /* 4x6 inch, 100x150 mm, 4x4 inch, 62 mm square, 2x1 inch at 203 and 300 dpi; then odd ones */
    static const int sizes[][3] = { { 812, 1218, 8 }, { 800, 1200, 8 },   { 813, 813, 8 },  { 496, 496, 8 }, { 406, 203, 8 },
                                    { 744, 744, 12 }, { 1218, 1828, 12 }, { 610, 305, 12 }, { 1, 1, 8 },     { 7, 3, 8 },
                                    { 8, 1, 8 },      { 9, 300, 8 },      { 3000, 2, 24 } };
    uint32_t seed = 7;
    size_t bytes[PW_COUNT(ways)];
    for (size_t i = 0; i < PW_COUNT(sizes); i++) {
        struct pw_page page = page_of(sizes[i][0], sizes[i][1], sizes[i][2]);
        check_page(&page, bytes); /* all white */
        const int edges[][2] = { { 0, 0 },
                                 { page.width - 1, 0 },
                                 { 0, page.height - 1 },
                                 { page.width - 1, page.height - 1 },
                                 { page.width / 2, page.height / 2 } };
        for (size_t e = 0; e < PW_COUNT(edges); e++) {
            memset(page.bits, 0, bits_of(&page));
            pw_page_set(&page, edges[e][0], edges[e][1]);
            check_page(&page, bytes);
        }
        memset(page.bits, 0xFF, bits_of(&page)); /* all black, and beyond the page's edge too */
        check_page(&page, bytes);
        for (size_t b = 0; b < bits_of(&page); b++)
            page.bits[b] = noise(&seed);
        check_page(&page, bytes);
        pw_page_finish(&page);
    }
}

TEST(pages_with_gaps_rules_and_bars_come_out_as_they_are)
{
    uint32_t seed = 3;
    size_t bytes[PW_COUNT(ways)];
    for (int round = 0; round < 150; round++) {
        struct pw_page page = page_of(40 + noise(&seed) * 3, 20 + noise(&seed), 8);
        for (int things = noise(&seed) % 12; things >= 0; things--) {
            int left = noise(&seed) % page.stride, top = noise(&seed) % page.height;
            int width = 1 + noise(&seed) % (page.stride - left), height = 1 + noise(&seed) % (page.height - top);
            int kind = noise(&seed) % 4;
            for (int y = top; y < top + height; y++)
                for (int x = left; x < left + width; x++) {
                    uint8_t *at = page.bits + (size_t)y * (size_t)page.stride + x;
                    bool first = y == top;
                    *at = kind == 0 ? 0xFF : kind == 1 ? noise(&seed) : kind == 2 ? 0 : first ? noise(&seed) : at[-page.stride];
                }
        }
        check_page(&page, bytes);
        CHECK(bytes[1] + 100 > bytes[0]); /* cutting never costs much */
        CHECK(bytes[3] + 100 > bytes[2]);
        pw_page_finish(&page);
    }
}

/* The bytes of TSPL's bitmaps that look like a request that a printer obeys wherever it stands. */
TEST(dots_never_look_like_an_immediate_command)
{
    static const uint8_t pairs[][2] = { { 0x1B, '!' }, { '~', '!' } };
    struct pw_page page = page_of(812, 40, 8);
    size_t bytes[PW_COUNT(ways)];
    for (size_t i = 0; i < PW_COUNT(pairs); i++)
        for (int shift = 0; shift < 3; shift++) {
            for (size_t b = 0; b < bits_of(&page); b++)
                page.bits[b] = (uint8_t) ~(shift == 2 ? (b * 7 % 3 == 0 ? '!' : pairs[i][0]) : pairs[i][(b + (size_t)shift) & 1]);
            struct pw_buf out;
            struct pw_error err = { 0 };
            pw_buf_init(&out, 1 << 20);
            CHECK_OK(pw_language_tspl.render_page(&page, NULL, NULL, &out, &err), err);
            for (size_t b = 0; b + 1 < out.len; b++)
                CHECK(out.data[b + 1] != '!' || (out.data[b] != 0x1B && out.data[b] != '~'));
            pw_buf_finish(&out);
            check_page(&page, bytes);
        }
    pw_page_finish(&page);
    page = page_of(16, 30, 8); /* from the end of one row to the beginning of the next */
    for (size_t b = 0; b < bits_of(&page); b++)
        page.bits[b] = (uint8_t) ~(b % 2 == 0 ? '!' : 0x1B);
    page.bits[20] ^= 0x7C; /* no two rows are a rectangle */
    for (int y = 1; y < 30; y += 2)
        page.bits[2 * y] = (uint8_t)~y;
    struct pw_buf out;
    struct pw_error err = { 0 };
    pw_buf_init(&out, 1 << 20);
    CHECK_OK(pw_language_tspl.render_page(&page, NULL, NULL, &out, &err), err);
    CHECK(memmem(out.data, out.len, "\x1B!", 2) == NULL);
    pw_buf_finish(&out);
    check_page(&page, bytes);
    pw_page_finish(&page);
}

/* A document cut off at each byte, then what goes ahead of the next one: the next label comes out, the broken one doesn't. */
TEST(a_document_that_was_cut_off_spoils_nothing)
{
    static const struct pw_language *const languages[] = { &pw_language_tspl, &pw_language_epl };
    struct pw_page first = page_of(64, 48, 8), second = page_of(64, 48, 8);
    uint32_t seed = 5;
    for (size_t b = 0; b < bits_of(&first); b++)
        first.bits[b] = noise(&seed);
    pw_page_set(&second, 3, 4);
    for (size_t l = 0; l < PW_COUNT(languages); l++) {
        struct pw_buf one, two;
        struct pw_error err = { 0 };
        pw_buf_init(&one, 1 << 20);
        pw_buf_init(&two, 1 << 20);
        CHECK_OK(languages[l]->render_page(&first, NULL, NULL, &one, &err), err);
        languages[l]->resync(&two);
        CHECK(two.len <= 8192); /* the room that a sender leaves for it */
        CHECK_OK(languages[l]->render_page(&second, NULL, NULL, &two, &err), err);
        const struct pw_sim_speech *speech = pw_sim_speech_find(languages[l]->name);
        for (size_t cut = 0; cut < one.len; cut++) {
            struct seen seen = { 0 };
            struct pw_paper_setup setup = { .width = 64, .height = 48, .dots_per_mm = 8 };
            struct pw_paper_sink sink = { paper, NULL, unknown, &seen };
            void *printer;
            CHECK_OK(speech->create(&setup, &sink, &printer, &err), err);
            CHECK_OK(speech->feed(printer, pw_bytes_of(one.data, cut), &err), err);
            unsigned early = seen.papers; /* its last line break, or half of it, may be what was cut off */
            CHECK(early == 0 || cut + 2 >= one.len);
            CHECK_OK(speech->feed(printer, pw_buf_peek(&two), &err), err);
            CHECK_INT(seen.papers, early + 1);
            CHECK(memcmp(seen.page.bits, second.bits, bits_of(&second)) == 0);
            pw_page_finish(&seen.page);
            speech->destroy(printer);
        }
        pw_buf_finish(&one);
        pw_buf_finish(&two);
    }
    pw_page_finish(&first);
    pw_page_finish(&second);
}

TEST(no_page_of_a_wrong_size_becomes_a_label)
{
    static const struct pw_language *const languages[] = { &pw_language_tspl, &pw_language_epl, &pw_language_zpl };
    uint8_t dot = 0;
    const struct pw_page wrong[] = { { .width = 0, .height = 1, .stride = 1, .dots_per_mm = 8, .bits = &dot },
                                     { .width = 1, .height = 0, .stride = 1, .dots_per_mm = 8, .bits = &dot },
                                     { .width = 32001, .height = 1, .stride = 4001, .dots_per_mm = 8, .bits = &dot },
                                     { .width = 1, .height = 32001, .stride = 1, .dots_per_mm = 8, .bits = &dot },
                                     { .width = 1, .height = 1, .stride = 1, .dots_per_mm = 8 } };
    for (size_t l = 0; l < PW_COUNT(languages); l++)
        for (size_t i = 0; i < PW_COUNT(wrong); i++) {
            struct pw_buf out;
            struct pw_error err = { 0 };
            pw_buf_init(&out, 4096);
            CHECK(!languages[l]->render_page(&wrong[i], NULL, NULL, &out, &err));
            CHECK_INT(err.code, PW_ERR_TOO_BIG);
            CHECK_INT(out.len, 0);
            pw_buf_finish(&out);
        }
}
