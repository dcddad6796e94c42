/*
 * Cuts a page where white rows, then white columns, then white rows of what is left and so on are worth the bytes of one more
 * command. What can't be cut any more is looked through for rows that rectangles say in fewer bytes.
 */
#include "label_parts.h"

#include <stdlib.h>

enum {
    DEPTH_MAX = 12,
    STRIDE_MAX = PW_LABEL_SIDE_MAX / 8,
    WORTH = 64, /* bytes that rectangles must save: a printer has more work with a command than with as many dots */
};

/* Bytes across, rows down; the ends don't belong to it. */
struct area {
    int left, top, right, bottom;
};

struct cutting {
    const struct pw_page *page;
    const struct pw_label_parts *parts;
    bool any;
};

static const uint8_t *row_at(const struct cutting *c, int y)
{
    return c->page->bits + (size_t)y * (size_t)c->page->stride;
}

static uint64_t word_at(const uint8_t *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

static bool is_blank(const uint8_t *p, int len)
{
    int i = 0;
    for (; i + 8 <= len; i += 8)
        if (word_at(p + i) != 0)
            return false;
    for (; i < len; i++)
        if (p[i] != 0)
            return false;
    return true;
}

/* Everything black of the area's columns in one row. */
static void or_rows(const struct cutting *c, const struct area *a, uint8_t *out)
{
    int len = a->right - a->left;
    memset(out, 0, (size_t)len);
    for (int y = a->top; y < a->bottom; y++) {
        const uint8_t *row = row_at(c, y) + a->left;
        for (int i = 0; i < len; i++)
            out[i] |= row[i];
    }
}

static void put_dots(struct cutting *c, const struct area *a)
{
    int bytes = a->right - a->left, band = (int)PW_LABEL_DOTS_MAX / bytes;
    c->any = true;
    for (int y = a->top; y < a->bottom; y += band)
        c->parts->dots(c->parts->user, c->page, a->left, y, bytes, a->bottom - y < band ? a->bottom - y : band);
}

/* Runs of black in a row: dots that are black and the one before isn't. */
static int count_bars(const uint8_t *row, int len)
{
    int n = 0, i = 0;
    uint64_t carry = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t w = __builtin_bswap64(word_at(row + i)); /* little-endian machines: the first byte becomes the highest */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        w = word_at(row + i);
#endif
        n += __builtin_popcountll(w & ~(w >> 1 | carry << 63));
        carry = w & 1;
    }
    for (; i < len; i++) {
        unsigned b = row[i];
        n += __builtin_popcount(b & ~(b >> 1 | (unsigned)carry << 7));
        carry = b & 1;
    }
    return n;
}

static void put_bars(struct cutting *c, const struct area *a, int y, int rows)
{
    const uint8_t *row = row_at(c, y);
    int end = a->right * 8;
    c->any = true;
    for (int x = a->left * 8; x < end; x++) {
        if ((row[x >> 3] >> (7 - (x & 7)) & 1) == 0)
            continue;
        int from = x;
        while (x < end && (row[x >> 3] >> (7 - (x & 7)) & 1) != 0)
            x++;
        c->parts->bar(c->parts->user, from, y, x - from, rows);
    }
}

static void cut_rows(struct cutting *c, struct area a, int depth);

/* What is left when nothing can be cut: rows that repeat as rectangles, the rest as pictures. */
static void put_area(struct cutting *c, const struct area *a, int depth)
{
    int bytes = a->right - a->left, pending = a->top;
    for (int y = a->top; c->parts->bar != NULL && depth < 2 * DEPTH_MAX && y < a->bottom;) {
        const uint8_t *row = row_at(c, y) + a->left;
        int rows = 1;
        while (y + rows < a->bottom && memcmp(row, row_at(c, y + rows) + a->left, (size_t)bytes) == 0)
            rows++;
        if (count_bars(row, bytes) * c->parts->bar_cost + c->parts->dots_cost + WORTH < rows * bytes) {
            if (pending < y)
                cut_rows(c, (struct area){ a->left, pending, a->right, y }, depth + 1);
            put_bars(c, a, y, rows);
            pending = y + rows;
        }
        y += rows;
    }
    if (pending == a->top)
        put_dots(c, a);
    else if (pending < a->bottom)
        cut_rows(c, (struct area){ a->left, pending, a->right, a->bottom }, depth + 1);
}

/* One cut along columns; whole: rows could not be cut before. */
static void cut_columns(struct cutting *c, struct area a, int depth, bool whole)
{
    uint8_t ink[STRIDE_MAX];
    or_rows(c, &a, ink);
    int width = a.right - a.left, rows = a.bottom - a.top, first = 0, end = 0;
    while (width > 0 && ink[width - 1] == 0)
        width--;
    while (first < width && ink[first] == 0)
        first++;
    whole = whole && first == 0 && width == a.right - a.left;
    for (int x = first; x < width; x = end) {
        int gap = 0;
        for (end = x; end < width && gap * rows <= c->parts->dots_cost; end++)
            gap = ink[end] == 0 ? gap + 1 : 0;
        int stop = end - gap; /* at width gap is 0: its last column is black */
        while (end < width && ink[end] == 0)
            end++;
        whole = whole && x == first && end == width;
        struct area part = { a.left + x, a.top, a.left + stop, a.bottom };
        if (whole || depth >= DEPTH_MAX)
            put_area(c, &part, depth);
        else
            cut_rows(c, part, depth + 1);
    }
}

static void cut_rows(struct cutting *c, struct area a, int depth)
{
    int width = a.right - a.left;
    while (a.top < a.bottom && is_blank(row_at(c, a.top) + a.left, width))
        a.top++;
    while (a.top < a.bottom && is_blank(row_at(c, a.bottom - 1) + a.left, width))
        a.bottom--;
    for (int y = a.top, end; y < a.bottom; y = end) {
        int gap = 0;
        for (end = y; end < a.bottom && gap * width <= c->parts->dots_cost; end++)
            gap = is_blank(row_at(c, end) + a.left, width) ? gap + 1 : 0;
        int stop = end - gap;
        while (end < a.bottom && is_blank(row_at(c, end) + a.left, width))
            end++;
        cut_columns(c, (struct area){ a.left, y, a.right, stop }, depth, y == a.top && end == a.bottom);
    }
}

/* A page whose last bytes hold black beyond its width is looked at as a copy without it. */
static bool clean(const struct pw_page *page, struct pw_page *ret_copy, const struct pw_page **ret_page, struct pw_error *err)
{
    *ret_copy = (struct pw_page){ 0 };
    *ret_page = page;
    if (page->bits == NULL || page->width <= 0 || page->height <= 0 || page->width > (int)PW_LABEL_SIDE_MAX ||
        page->height > (int)PW_LABEL_SIDE_MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a page of %d x %d dots can't be a label: each side may have 1 to %u dots",
                       page->width, page->height, PW_LABEL_SIDE_MAX);
    size_t stride = (size_t)page->stride, last = (size_t)(page->width - 1) / 8;
    uint8_t beyond = (uint8_t)(0xFF >> (page->width % 8));
    int y = page->width % 8 == 0 ? page->height : 0;
    while (y < page->height && (page->bits[(size_t)y * stride + last] & beyond) == 0)
        y++;
    if (y == page->height)
        return true;
    if (!pw_page_init(ret_copy, page->width, page->height, page->dots_per_mm, err))
        return false;
    for (y = 0; y < page->height; y++) {
        uint8_t *row = ret_copy->bits + (size_t)y * (size_t)ret_copy->stride;
        memcpy(row, page->bits + (size_t)y * stride, last + 1);
        row[last] &= (uint8_t)~beyond;
    }
    *ret_page = ret_copy;
    return true;
}

bool pw_label_parts(const struct pw_page *page, const struct pw_label_parts *parts, struct pw_error *err)
{
    struct pw_page copy;
    struct cutting c = { .parts = parts };
    if (!clean(page, &copy, &c.page, err))
        return false;
    cut_rows(&c, (struct area){ 0, 0, (page->width + 7) / 8, page->height }, 0);
    if (!c.any)
        put_dots(&c, &(struct area){ 0, 0, 1, 1 });
    pw_page_finish(&copy);
    return true;
}

bool pw_label_whole(const struct pw_page *page, const struct pw_label_parts *parts, struct pw_error *err)
{
    struct pw_page copy;
    struct cutting c = { .parts = parts };
    if (!clean(page, &copy, &c.page, err))
        return false;
    put_dots(&c, &(struct area){ 0, 0, (page->width + 7) / 8, page->height });
    pw_page_finish(&copy);
    return true;
}
