/* Rows of dots that go onto paper byte by byte are what they are dot by dot. */
#include "sim/paper.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 45, HEIGHT = 9, LONGEST = 60 };

static uint32_t random_next(uint32_t *r)
{
    return (*r = *r * 1664525u + 1013904223u) >> 8;
}

static void fill_randomly(uint8_t *bytes, size_t len, uint32_t *r)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)random_next(r);
}

static bool get(const struct pw_page *page, int x, int y)
{
    return (page->bits[y * page->stride + x / 8] >> (7 - x % 8) & 1) != 0;
}

static bool inked(bool was, enum pw_paper_ink ink)
{
    return ink == PW_PAPER_BLACK ? true : ink == PW_PAPER_WHITE ? false : !was;
}

TEST(a_row_of_dots_at_any_place_is_clipped_and_changes_only_its_own_dots)
{
    struct pw_error err;
    struct pw_page page, before;
    uint32_t r = 1;
    CHECK_OK(pw_page_init(&page, WIDTH, HEIGHT, 8, &err), err);
    CHECK_OK(pw_page_init(&before, WIDTH, HEIGHT, 8, &err), err);
    for (int x = -LONGEST - 2; x < WIDTH + 2; x++)
        for (int width = 0; width <= LONGEST; width++)
            for (int way = 0; way < 6; way++) {
                uint8_t dots[(LONGEST + 7) / 8], *exact = NULL;
                enum pw_paper_ink ink = (enum pw_paper_ink)(way % 3);
                fill_randomly(dots, sizeof dots, &r);
                fill_randomly(page.bits, (size_t)page.stride * HEIGHT, &r);
                memcpy(before.bits, page.bits, (size_t)page.stride * HEIGHT);
                if (way < 3)
                    exact = pw_test_copy(dots, (size_t)(width + 7) / 8);
                pw_paper_row(&page, x, 4, exact, width, ink);
                for (int y = 0; y < HEIGHT; y++)
                    for (int i = 0; i < page.stride * 8; i++) {
                        bool on = y == 4 && i < WIDTH && i >= x && i < x + width &&
                                  (way >= 3 || (dots[(i - x) / 8] >> (7 - (i - x) % 8) & 1) != 0);
                        bool was = get(&before, i, y);
                        CHECK_INT(get(&page, i, y), on ? inked(was, ink) : was);
                    }
                free(exact);
            }
    pw_page_finish(&page);
    pw_page_finish(&before);
}

TEST(a_picture_in_a_picture_is_scaled_and_clipped_dot_by_dot)
{
    struct pw_error err;
    struct pw_page page, small;
    uint32_t r = 7;
    CHECK_OK(pw_page_init(&page, WIDTH, HEIGHT, 8, &err), err);
    CHECK_OK(pw_page_init(&small, 11, 5, 8, &err), err);
    for (int x = -30; x < WIDTH + 2; x++)
        for (int y = -12; y < HEIGHT + 2; y++)
            for (int way = 0; way < 8; way++) {
                int wide = 1 + way % 2, high = 1 + way / 2 % 2;
                for (int row = 0; row < small.height; row++)
                    for (int i = 0; i < small.width; i++)
                        if (random_next(&r) % 2 == 0)
                            pw_page_set(&small, i, row);
                memset(page.bits, 0, (size_t)page.stride * HEIGHT);
                pw_paper_box(&page, 3, 2, 20, 4);
                pw_paper_blit(&page, x, y, &small, wide, high, way >= 4);
                for (int row = 0; row < HEIGHT; row++)
                    for (int i = 0; i < WIDTH; i++) {
                        bool was = i >= 3 && i < 23 && row >= 2 && row < 6, on = false;
                        if (i >= x && row >= y && (i - x) / wide < small.width && (row - y) / high < small.height)
                            on = get(&small, (i - x) / wide, (row - y) / high);
                        CHECK_INT(get(&page, i, row), on ? (way >= 4 ? !was : true) : was);
                    }
                memset(small.bits, 0, (size_t)small.stride * 5);
            }
    pw_page_finish(&page);
    pw_page_finish(&small);
}
