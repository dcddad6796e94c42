#include "store/figures_sum.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SINGLE, MULTI, MIXED, KINDS };
enum { SIZES = 5 };

struct pw_figures_sum {
    GHashTable *groups;              /* key -> struct pw_figures_group */
    struct pw_figures_group *newest; /* mostly asked for again */
    struct pw_figures_parcel *parcels;
    size_t count, cap;
};

/* Times, sorted when they are asked. */
struct times {
    int64_t *us;
    size_t count;
};

bool pw_figures_sum_create(struct pw_figures_sum **ret_sum, struct pw_error *err)
{
    struct pw_figures_sum *sum = calloc(1, sizeof *sum);
    if (sum == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the figures");
    sum->groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free);
    *ret_sum = sum;
    return true;
}

void pw_figures_sum_destroy(struct pw_figures_sum *sum)
{
    if (sum == NULL)
        return;
    g_hash_table_destroy(sum->groups);
    free(sum->parcels);
    free(sum);
}

struct pw_figures_group *pw_figures_sum_group(struct pw_figures_sum *sum, const char *key, struct pw_error *err)
{
    if (sum->newest != NULL && strcmp(sum->newest->key, key) == 0)
        return sum->newest;
    struct pw_figures_group *g = g_hash_table_lookup(sum->groups, key);
    if (g == NULL) {
        g = calloc(1, sizeof *g);
        if (g == NULL) {
            pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the figures");
            return NULL;
        }
        snprintf(g->key, sizeof g->key, "%s", key);
        g_hash_table_insert(sum->groups, g->key, g);
    }
    sum->newest = g;
    return g;
}

bool pw_figures_sum_parcel(struct pw_figures_sum *sum, const struct pw_figures_parcel *parcel, struct pw_error *err)
{
    if (sum->count == sum->cap) {
        size_t cap = sum->cap == 0 ? 1024 : sum->cap * 2;
        struct pw_figures_parcel *more = realloc(sum->parcels, cap * sizeof *more);
        if (more == NULL)
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the figures of %zu parcels", sum->count);
        sum->parcels = more;
        sum->cap = cap;
    }
    sum->parcels[sum->count++] = *parcel;
    parcel->group->row.parcels++;
    parcel->group->row.units += parcel->units;
    parcel->group->row.orders += parcel->order_done;
    return true;
}

/* ---- medians ---- */

static int by_us(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double median_s(const struct times *t)
{
    if (t->count == 0)
        return -1;
    return ((double)t->us[(t->count - 1) / 2] + (double)t->us[t->count / 2]) / 2e6;
}

static double percentile_90_s(const struct times *t)
{
    return t->count == 0 ? -1 : (double)t->us[(t->count * 9 + 9) / 10 - 1] / 1e6;
}

/* ---- what is expected ---- */

static int kind_of(const struct pw_figures_parcel *p)
{
    return p->articles > 1 ? MIXED : p->units > 1 ? MULTI : SINGLE;
}

static int size_of(const struct pw_figures_parcel *p)
{
    return p->units < 2 ? 0 : p->units < 4 ? 1 : p->units < 8 ? 2 : p->units < 16 ? 3 : 4;
}

struct expectation {
    double cell_s[KINDS][SIZES], kind_s[KINDS]; /* below zero: too little is known */
};

/* The median cycle of the parcels of a kind, of one size or (-1) of all. */
static double expected_of(const struct pw_figures_sum *sum, int kind, int size, struct times *scratch)
{
    scratch->count = 0;
    for (size_t i = 0; i < sum->count; i++) {
        const struct pw_figures_parcel *p = &sum->parcels[i];
        if (p->cycle_us >= 0 && kind_of(p) == kind && (size < 0 || size_of(p) == size))
            scratch->us[scratch->count++] = p->cycle_us;
    }
    if (scratch->count < PW_FIGURES_CELL)
        return -1;
    qsort(scratch->us, scratch->count, sizeof *scratch->us, by_us);
    return median_s(scratch);
}

static void expect(const struct pw_figures_sum *sum, struct times *scratch, struct expectation *ret)
{
    for (int k = 0; k < KINDS; k++) {
        ret->kind_s[k] = expected_of(sum, k, -1, scratch);
        for (int z = 0; z < SIZES; z++)
            ret->cell_s[k][z] = expected_of(sum, k, z, scratch);
    }
}

static double expected_s(const struct expectation *e, const struct pw_figures_parcel *p)
{
    double cell = e->cell_s[kind_of(p)][size_of(p)];
    return cell >= 0 ? cell : e->kind_s[kind_of(p)];
}

/* ---- rows ---- */

static int by_group(const void *a, const void *b)
{
    const struct pw_figures_parcel *x = a, *y = b;
    return x->group == y->group ? 0 : strcmp(x->group->key, y->group->key);
}

static double per_hour(int64_t n, double worked_s)
{
    return worked_s < PW_FIGURES_LEAST_WORKED_S ? -1 : (double)n * 3600 / worked_s;
}

/* The times of a row's parcels. ret_ratio: expected to taken; below zero when no cycle is known. */
static void time_row(struct pw_figures_row *row, const struct pw_figures_parcel *parcels, size_t count,
                     const struct expectation *expectation, struct times *scratch, double *ret_ratio)
{
    double expected = 0, taken = 0;
    scratch->count = 0;
    for (size_t i = 0; i < count; i++)
        scratch->us[scratch->count++] = parcels[i].packed_us;
    qsort(scratch->us, scratch->count, sizeof *scratch->us, by_us);
    row->packed_median_s = median_s(scratch);
    row->packed_90_s = percentile_90_s(scratch);
    scratch->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (parcels[i].cycle_us < 0)
            continue;
        scratch->us[scratch->count++] = parcels[i].cycle_us;
        double e = expected_s(expectation, &parcels[i]);
        if (e < 0)
            continue;
        expected += e;
        taken += (double)parcels[i].cycle_us / 1e6;
        row->indexed++;
    }
    qsort(scratch->us, scratch->count, sizeof *scratch->us, by_us);
    row->cycle_median_s = median_s(scratch);
    row->cycle_90_s = percentile_90_s(scratch);
    *ret_ratio = taken > 0 ? expected / taken : -1;
}

static void rate_row(struct pw_figures_row *row, double ratio, double everybody)
{
    row->orders_per_hour = per_hour(row->orders, row->worked_s);
    row->units_per_hour = per_hour(row->units, row->worked_s);
    row->parcels_per_hour = per_hour(row->parcels, row->worked_s);
    row->refused_per_100 = row->scans == 0 ? -1 : 100.0 * (double)row->refused / (double)row->scans;
    row->index = row->indexed < PW_FIGURES_PARCELS || ratio <= 0 || everybody <= 0 ? -1 : 100 * ratio / everybody;
}

static int by_key(const void *a, const void *b)
{
    const struct pw_figures_row *x = a, *y = b;
    return strcmp(x->key, y->key);
}

static bool fill_rows(struct pw_figures_sum *sum, struct pw_figures *f, struct times *scratch)
{
    GHashTableIter each;
    gpointer value;
    struct expectation expectation;
    double everybody;
    expect(sum, scratch, &expectation);
    g_hash_table_iter_init(&each, sum->groups);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        struct pw_figures_group *g = value;
        struct pw_figures_row *row = &f->rows[f->count];
        *row = g->row;
        row->worked_s = (double)g->worked_us / 1e6;
        row->key = strdup(g->key);
        if (row->key == NULL)
            return false;
        f->count++;
        f->total.scans += row->scans;
        f->total.refused += row->refused;
        f->total.orders += row->orders;
        f->total.parcels += row->parcels;
        f->total.units += row->units;
        f->total.worked_s += row->worked_s;
    }
    if (f->count > 0)
        qsort(f->rows, f->count, sizeof *f->rows, by_key);
    time_row(&f->total, sum->parcels, sum->count, &expectation, scratch, &everybody);
    rate_row(&f->total, everybody, everybody);
    if (sum->count > 0)
        qsort(sum->parcels, sum->count, sizeof *sum->parcels, by_group);
    size_t at = 0;
    for (size_t i = 0; i < f->count; i++) {
        size_t first = at;
        double ratio;
        while (at < sum->count && strcmp(sum->parcels[at].group->key, f->rows[i].key) == 0)
            at++;
        time_row(&f->rows[i], sum->parcels + first, at - first, &expectation, scratch, &ratio);
        rate_row(&f->rows[i], ratio, everybody);
    }
    return true;
}

bool pw_figures_sum_finish(struct pw_figures_sum *sum, struct pw_figures **ret_figures, struct pw_error *err)
{
    struct times scratch = { .us = calloc(sum->count + 1, sizeof *scratch.us) };
    struct pw_figures *f = calloc(1, sizeof *f);
    if (f != NULL)
        f->rows = calloc(g_hash_table_size(sum->groups) + 1, sizeof *f->rows);
    bool ok = scratch.us != NULL && f != NULL && f->rows != NULL && fill_rows(sum, f, &scratch);
    free(scratch.us);
    if (ok) {
        *ret_figures = f;
        return true;
    }
    pw_figures_free(f);
    return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the figures");
}

void pw_figures_free(struct pw_figures *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < f->count; i++)
        free(f->rows[i].key);
    free(f->rows);
    free(f);
}
