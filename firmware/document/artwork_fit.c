/* A page onto paper: the ink's box, quarter turns, the middle. No dot is added, left out or moved against another. */
#include "document/artwork.h"

#include "document/press.h"

#include <string.h>

/* The box of all black dots; false when there are none. */
static bool ink_of(const struct pw_page *page, struct pw_area *ret_ink)
{
    int left = page->width, right = -1, top = -1, bottom = -1;
    for (int y = 0; y < page->height; y++) {
        const uint8_t *row = page->bits + (size_t)y * (size_t)page->stride;
        int first = 0, last = page->stride - 1;
        while (first < page->stride && row[first] == 0)
            first++;
        if (first == page->stride)
            continue;
        while (row[last] == 0)
            last--;
        int l = first * 8 + __builtin_clz((unsigned)row[first]) - 24, r = last * 8 + 7 - __builtin_ctz((unsigned)row[last]);
        left = l < left ? l : left;
        right = r > right ? r : right;
        top = top < 0 ? y : top;
        bottom = y;
    }
    *ret_ink = (struct pw_area){ left, top, right - left + 1, bottom - top + 1 };
    return right >= 0;
}

/* Where a dot of a w x h page is after quarter turns clockwise. */
static void turned(int w, int h, int turns, int x, int y, int *ret_x, int *ret_y)
{
    *ret_x = turns == 0 ? x : turns == 1 ? h - 1 - y : turns == 2 ? w - 1 - x : y;
    *ret_y = turns == 0 ? y : turns == 1 ? x : turns == 2 ? h - 1 - y : w - 1 - x;
}

static struct pw_area area_turned(int w, int h, int turns, struct pw_area a)
{
    int x1, y1, x2, y2;
    turned(w, h, turns, a.x, a.y, &x1, &y1);
    turned(w, h, turns, a.x + a.w - 1, a.y + a.h - 1, &x2, &y2);
    return (struct pw_area){ x1 < x2 ? x1 : x2, y1 < y2 ? y1 : y2, turns % 2 == 0 ? a.w : a.h, turns % 2 == 0 ? a.h : a.w };
}

/* The upright copy, a byte at a time. */
static void copy_upright(const struct pw_page *from, struct pw_area ink, int dx, int dy, struct pw_page *to)
{
    int shift = ((ink.x / 8 * 8 + dx) % 8 + 8) % 8;
    for (int y = ink.y; y < ink.y + ink.h; y++) {
        const uint8_t *in = from->bits + (size_t)y * (size_t)from->stride;
        uint8_t *out = to->bits + (size_t)(y + dy) * (size_t)to->stride;
        for (int b = ink.x / 8; b <= (ink.x + ink.w - 1) / 8; b++) {
            int at = b * 8 + dx, byte = (at - shift) / 8;
            unsigned bits = (unsigned)in[b] << 8 >> shift;
            if ((bits >> 8) != 0 && byte >= 0)
                out[byte] |= (uint8_t)(bits >> 8);
            if ((bits & 0xff) != 0 && byte + 1 < to->stride)
                out[byte + 1] |= (uint8_t)bits;
        }
    }
}

static void copy_turned(const struct pw_page *from, struct pw_area ink, int turns, int dx, int dy, struct pw_page *to)
{
    for (int y = ink.y; y < ink.y + ink.h; y++) {
        const uint8_t *row = from->bits + (size_t)y * (size_t)from->stride;
        for (int b = ink.x / 8; b <= (ink.x + ink.w - 1) / 8; b++)
            for (unsigned bits = row[b]; bits != 0; bits &= bits - 1) {
                int x, v;
                turned(from->width, from->height, turns, b * 8 + 7 - __builtin_ctz(bits), y, &x, &v);
                pw_page_set(to, x + dx, v + dy);
            }
    }
}

/* Dots that a page may be larger than the paper and still count as made for it: a millimetre and a half. */
static int slack_of(const struct pw_page *page)
{
    return page->dots_per_mm * 3 / 2;
}

/* How far to move the page so that it stands in the middle and all of its ink is on the paper. */
static int shift_of(int paper, int page, int slack, int ink_at, int ink)
{
    int shift = (paper - page) / 2;
    if (page > paper + slack) /* cropped: the ink in the middle */
        shift = (paper - ink) / 2 - ink_at;
    if (shift + ink_at < 0)
        shift = -ink_at;
    if (shift + ink_at + ink > paper)
        shift = paper - ink - ink_at;
    return shift;
}

static bool page_fits(const struct pw_page *page, int turns, int width, int height)
{
    int slack = slack_of(page);
    int w = turns % 2 == 0 ? page->width : page->height, h = turns % 2 == 0 ? page->height : page->width;
    return w <= width + slack && h <= height + slack;
}

static bool choose_turn(const struct pw_page *page, struct pw_area ink, int width, int height, enum pw_artwork_turn turn,
                        int *ret_turns)
{
    bool upright = ink.w <= width && ink.h <= height, side = ink.h <= width && ink.w <= height;
    if (turn != PW_TURN_AUTO) {
        *ret_turns = (int)turn - PW_TURN_NONE;
        return *ret_turns % 2 == 0 ? upright : side;
    }
    *ret_turns = upright && page_fits(page, 0, width, height) ? 0
                 : side && page_fits(page, 1, width, height)  ? 1
                 : upright                                    ? 0
                                                              : 1;
    return upright || side;
}

bool pw_artwork_fit(const struct pw_page *page, int width, int height, enum pw_artwork_turn turn, struct pw_page *ret_page,
                    struct pw_error *err)
{
    struct pw_area ink;
    int turns, per_mm = page->dots_per_mm > 0 ? page->dots_per_mm : 8;
    if (!ink_of(page, &ink))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "nothing is on the page: all of it is white");
    if (!choose_turn(page, ink, width, height, turn, &turns))
        return pw_fail(
            err, PW_ERR_TOO_BIG, 0,
            "what is on the page is %d x %d mm and doesn't fit the paper of %d x %d mm; it is not made smaller, because "
            "barcodes would suffer: ask the carrier for a label of this size, or set media to the paper it is made for",
            (ink.w + per_mm - 1) / per_mm, (ink.h + per_mm - 1) / per_mm, width / per_mm, height / per_mm);
    struct pw_area to = area_turned(page->width, page->height, turns, ink);
    int dx = shift_of(width, turns % 2 == 0 ? page->width : page->height, slack_of(page), to.x, to.w);
    int dy = shift_of(height, turns % 2 == 0 ? page->height : page->width, slack_of(page), to.y, to.h);
    if (!pw_page_init(ret_page, width, height, page->dots_per_mm, err))
        return false;
    if (turns == 0)
        copy_upright(page, ink, dx, dy, ret_page);
    else
        copy_turned(page, ink, turns, dx, dy, ret_page);
    return true;
}
