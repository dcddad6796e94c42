/*
 * A barcode is a stack of equal rows, at least three millimetres high, in which at least 24 bars and spaces follow each other
 * that are small multiples of one width. Rows are looked at as lists of edges; equal neighbouring rows are found once. Barcodes
 * that stand on their end are found in the page turned by a quarter.
 */
#include "document/bars_snap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_MIN = 24, MODULES_MAX = 4, EDGES_MAX = 4096, MODULE_MIN = 2, MODULE_MAX = 12, QUIET = 7, TRIES_MAX = 200 };

struct row {
    int edges[EDGES_MAX]; /* where the colour changes; black begins at even ones */
    int count;
};

static void edges_of(const struct pw_page *page, int y, struct row *row)
{
    const uint8_t *bits = page->bits + (size_t)y * (size_t)page->stride;
    bool black = false;
    row->count = 0;
    for (int b = 0; b < page->stride && row->count < EDGES_MAX - 9; b++) {
        if (bits[b] == (black ? 0xff : 0))
            continue;
        for (int i = 0; i < 8; i++) {
            bool now = (bits[b] >> (7 - i) & 1) != 0;
            if (now != black)
                row->edges[row->count++] = b * 8 + i;
            black = now;
        }
    }
    if (black)
        row->edges[row->count++] = page->width;
}

/* The end of the runs from first on that may be bars and spaces of nearly m dots a module: an edge that ends a bar. */
static int follow(const struct row *row, int first, int m)
{
    int last = first, most = m * MODULES_MAX + m / 4 + 1;
    while (last + 1 < row->count && row->edges[last + 1] - row->edges[last] <= most)
        last++;
    return (last - first) % 2 == 1 ? last : last - 1;
}

/* Quiet zones on both sides: a part alone of a barcode would fit many modules. */
static bool quiet(const struct row *row, int first, int last, int m)
{
    return (first == 0 || row->edges[first] - row->edges[first - 1] >= m * QUIET) &&
           (last + 1 >= row->count || row->edges[last + 1] - row->edges[last] >= m * QUIET);
}

/* What a stretch of edges would be as a barcode. */
struct bars {
    int first, last;
    double module, origin; /* dots; where module 0 begins */
};

static int place_of(const struct row *row, const struct bars *b, int e)
{
    return (int)floor((row->edges[e] - b->origin) / b->module + 0.5);
}

/*
 * Edges on a grid of m dots: how far the worst of them is from it, with the grid where it suits all best. Each edge was rounded
 * to a dot by itself, so half a dot is to be expected, whatever the length of the barcode.
 */
static double misfit(const struct row *row, struct bars *b)
{
    double least = 0, most = 0;
    for (int e = b->first; e <= b->last; e++) {
        double at = row->edges[e] - row->edges[b->first], off = at - floor(at / b->module + 0.5) * b->module;
        least = off < least ? off : least;
        most = off > most ? off : most;
    }
    b->origin = row->edges[b->first] + (least + most) / 2;
    return (most - least) / 2;
}

/* Bars and spaces of one to four modules, single ones among them. */
static bool sensible(const struct row *row, const struct bars *b)
{
    bool single = false;
    for (int e = b->first; e < b->last; e++) {
        int n = place_of(row, b, e + 1) - place_of(row, b, e);
        if (n < 1 || n > MODULES_MAX)
            return false;
        single |= n == 1;
    }
    return single;
}

/* A stretch that is a barcode of nearly guess dots a module; false when there is none from first on. */
static bool find(const struct row *row, int first, int guess, struct bars *ret)
{
    struct bars best = { 0 };
    double worst = 0.62; /* half a dot, and what the steps below leave */
    int last = follow(row, first, guess);
    if (last - first + 1 < RUNS_MIN || !quiet(row, first, last, guess))
        return false;
    for (int step = -50; step <= 50; step++) {
        struct bars b = { first, last, guess * (1 + step * 0.001), 0 };
        double off = misfit(row, &b);
        if (off < worst && sensible(row, &b)) {
            worst = off;
            best = b;
        }
    }
    *ret = best;
    return best.last != 0;
}

static void blacken(struct pw_page *page, int y, int from, int to)
{
    for (int x = from; x < to; x++)
        pw_page_set(page, x, y);
}

static void whiten(struct pw_page *page, int y, int from, int to)
{
    for (int x = from; x < to; x++)
        page->bits[(size_t)y * (size_t)page->stride + (size_t)(x >> 3)] &= (uint8_t) ~(0x80 >> (x & 7));
}

/* New edges for a barcode, about its own middle; false when it would touch what is beside it. */
static bool snap(struct row *row, const struct bars *b, int width)
{
    int module = (int)floor(b->module + 0.5), first = place_of(row, b, b->first);
    int old = row->edges[b->last] - row->edges[b->first], total = (place_of(row, b, b->last) - first) * module;
    int begin = row->edges[b->first] - (total - old) / 2;
    int before = b->first == 0 ? 0 : row->edges[b->first - 1],
        after = b->last + 1 == row->count ? width : row->edges[b->last + 1];
    if (begin < before || begin + total > after)
        return false;
    for (int e = b->first; e <= b->last; e++)
        row->edges[e] = begin + (place_of(row, b, e) - first) * module;
    return true;
}

/* All barcodes of one row; true when an edge moved. */
static bool snap_row(struct row *row, int width)
{
    bool moved = false;
    int tries = TRIES_MAX; /* a page full of hatching is not worth more */
    for (int first = 0; first + RUNS_MIN <= row->count && tries > 0; first += 2)
        for (int guess = MODULE_MIN; guess <= MODULE_MAX && tries > 0; guess++) {
            struct bars b;
            if (follow(row, first, guess) - first + 1 < RUNS_MIN)
                continue;
            tries--;
            if (!find(row, first, guess, &b))
                continue;
            moved |= snap(row, &b, width);
            first = b.last - 1;
            break;
        }
    return moved;
}

static bool same_row(const struct pw_page *page, int a, int b)
{
    size_t stride = (size_t)page->stride;
    return memcmp(page->bits + (size_t)a * stride, page->bits + (size_t)b * stride, stride) == 0;
}

static void snap_rows(struct pw_page *page, struct row *row)
{
    int least = page->dots_per_mm * 3;
    for (int y = 0, end; y < page->height; y = end) {
        for (end = y + 1; end < page->height && same_row(page, y, end);)
            end++;
        if (end - y < least)
            continue;
        edges_of(page, y, row);
        if (row->count < RUNS_MIN || !snap_row(row, page->width))
            continue;
        for (int v = y; v < end; v++) {
            whiten(page, v, 0, page->width);
            for (int e = 0; e + 1 < row->count; e += 2)
                blacken(page, v, row->edges[e], row->edges[e + 1]);
        }
    }
}

/* from's dots with rows and columns changed for each other. */
static void mirror(const struct pw_page *from, struct pw_page *to)
{
    memset(to->bits, 0, (size_t)to->stride * (size_t)to->height);
    for (int y = 0; y < from->height; y++) {
        const uint8_t *row = from->bits + (size_t)y * (size_t)from->stride;
        for (int b = 0; b < from->stride; b++)
            for (unsigned bits = row[b]; bits != 0; bits &= bits - 1)
                pw_page_set(to, y, b * 8 + 7 - __builtin_ctz(bits));
    }
}

bool pw_page_snap_bars(struct pw_page *page, struct pw_error *err)
{
    struct pw_page other;
    struct row *row = malloc(sizeof *row);
    if (row == NULL || !pw_page_init(&other, page->height, page->width, page->dots_per_mm, err)) {
        free(row);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a page of %d x %d dots", page->width, page->height);
    }
    snap_rows(page, row);
    mirror(page, &other);
    snap_rows(&other, row);
    mirror(&other, page);
    pw_page_finish(&other);
    free(row);
    return true;
}
