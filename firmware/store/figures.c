#include "store/figures.h"

#include "store/figures_sum.h"
#include "store/journal.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One packer's place, as far as the scans so far tell. */
struct lane {
    char bench[64], name[32];
    int64_t last_us;  /* of its scan before; -1: none */
    int64_t order;    /* open there; 0: none */
    int64_t cycle_us; /* since the parcel before; -1: not known */
};

struct reading {
    struct pw_db *db;
    const struct pw_figures_query *query;
    struct pw_figures_sum *sum;
    struct lane *lanes;
    size_t lane_count;
    GHashTable *open; /* order -> the order, and microseconds worked on it so far */
    struct pw_error *err;
};

static struct lane *lane_of(struct reading *r, const char *bench, const char *name)
{
    for (size_t i = 0; i < r->lane_count; i++)
        if (strcmp(r->lanes[i].name, name) == 0 && strcmp(r->lanes[i].bench, bench) == 0)
            return &r->lanes[i];
    struct lane *more = realloc(r->lanes, (r->lane_count + 1) * sizeof *more);
    if (more == NULL) {
        pw_fail(r->err, PW_ERR_MEMORY, 0, "no memory for the figures");
        return NULL;
    }
    r->lanes = more;
    struct lane *l = &more[r->lane_count++];
    *l = (struct lane){ .last_us = -1, .cycle_us = -1 };
    snprintf(l->bench, sizeof l->bench, "%s", bench);
    snprintf(l->name, sizeof l->name, "%s", name);
    return l;
}

static int64_t worked_on(struct reading *r, int64_t order)
{
    const int64_t *us = g_hash_table_lookup(r->open, &order);
    return us == NULL ? 0 : us[1];
}

static bool work_on(struct reading *r, int64_t order, int64_t us)
{
    int64_t *entry = g_hash_table_lookup(r->open, &order);
    if (entry == NULL) {
        entry = malloc(2 * sizeof *entry);
        if (entry == NULL)
            return pw_fail(r->err, PW_ERR_MEMORY, 0, "no memory for the figures");
        entry[0] = order;
        entry[1] = 0;
        g_hash_table_insert(r->open, entry, entry);
    }
    entry[1] += us;
    return true;
}

/* Outcomes that close no parcel. A word that isn't here is looked up. */
static bool closes_none(const char *outcome)
{
    static const char *const words[] = { "counted",  "refused",   "opened",    "shipped", "selected",    "bound",
                                         "undone",   "put-aside", "asked",     "cleared", "printing",    "proved",
                                         "settled",  "noted",     "emptied",   "held",    "released",    "diverted",
                                         "reopened", "box-void",  "explained", "note",    "acknowledged" };
    for (size_t i = 0; i < PW_COUNT(words); i++)
        if (strcmp(words[i], outcome) == 0)
            return true;
    return false;
}

/* The parcel that this scan closed, if it did and no later one closed it again. */
static bool closed_by(struct reading *r, int64_t parcel, int64_t time_us, struct pw_figures_parcel *ret_parcel, bool *ret_closed)
{
    *ret_closed = false;
    struct pw_stmt *s = pw_db_query(
        r->db, r->err,
        "SELECT COALESCE(o.packed_us, 0), (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.parcel_pk = p.id"
        " AND v.undone = 0), (SELECT COUNT(DISTINCT l.sku) FROM verification v JOIN order_line l ON l.id = v.line_pk"
        " WHERE v.parcel_pk = p.id AND v.undone = 0) FROM parcel p JOIN orders o ON o.id = p.order_pk"
        " WHERE p.id = $1 AND p.packed_us = $2 AND p.status <> 'void'",
        "ii", parcel, time_us);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, r->err);
    if (row == PW_ROW) {
        *ret_closed = true;
        ret_parcel->order_done = pw_stmt_int(s, 0) == time_us;
        ret_parcel->units = pw_stmt_int(s, 1);
        ret_parcel->articles = pw_stmt_int(s, 2);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* A scan; or a weight, which closes a box that waited for it. */
static bool take_event(struct reading *r, struct pw_stmt *s)
{
    int64_t time_us = pw_stmt_int(s, 0), order = pw_stmt_int(s, 5), parcel = pw_stmt_int(s, 6), scans = pw_stmt_int(s, 7);
    const char *outcome = pw_stmt_text(s, 4);
    char key[PW_FIGURES_KEY];
    struct lane *l = lane_of(r, pw_stmt_text(s, 1), pw_stmt_text(s, 2));
    if (l == NULL)
        return false;
    r->query->key(r->query->user, pw_stmt_text(s, 3), l->bench, l->name, time_us, key, sizeof key);
    struct pw_figures_group *group = pw_figures_sum_group(r->sum, key, r->err);
    if (group == NULL)
        return false;
    int64_t gap = l->last_us < 0 ? -1 : time_us - l->last_us;
    bool worked = gap >= 0 && gap <= r->query->pause_us;
    l->last_us = time_us;
    group->row.scans += scans;
    group->row.refused += scans != 0 && is(outcome, "refused");
    if (worked) {
        group->worked_us += gap;
        l->cycle_us = l->cycle_us < 0 ? -1 : l->cycle_us + gap;
        if (l->order != 0 && !work_on(r, l->order, gap))
            return false;
    } else {
        l->cycle_us = -1;
    }
    if (is(outcome, "refused"))
        return true;
    if (is(outcome, "opened") || is(outcome, "counted") || is(outcome, "undone"))
        l->order = order;
    else if (is(outcome, "put-aside") || is(outcome, "held"))
        l->order = 0;
    if (closes_none(outcome) || parcel == 0)
        return true;
    struct pw_figures_parcel p = { .group = group, .cycle_us = l->cycle_us, .packed_us = worked_on(r, order) };
    bool closed;
    if (!closed_by(r, parcel, time_us, &p, &closed))
        return false;
    if (!closed && !is(outcome, "completed"))
        return true;
    l->order = 0;
    g_hash_table_remove(r->open, &order);
    l->cycle_us = 0;
    return !closed || pw_figures_sum_parcel(r->sum, &p, r->err);
}

static bool take_all(struct reading *r)
{
    int64_t first, last;
    const struct pw_figures_query *q = r->query;
    if (!pw_journal_range(r->db, q->from_us, q->to_us, &first, &last, r->err))
        return false;
    struct pw_stmt *s = pw_db_query(
        r->db, r->err,
        "SELECT time_us, bench, lane, who, outcome, COALESCE(order_pk, 0), COALESCE(parcel_pk, 0),"
        " CASE kind WHEN 'scan' THEN 1 ELSE 0 END FROM journal WHERE seq >= $1 AND seq <= $2 AND time_us >= $3 AND time_us < $4"
        " AND (kind = 'scan' OR (kind = 'weight' AND outcome <> 'refused' AND parcel_pk IS NOT NULL)) ORDER BY seq",
        "iiii", first, last, q->from_us, q->to_us);
    if (s == NULL)
        return false;
    enum pw_row row;
    bool ok = true;
    while (ok && (row = pw_stmt_step(s, r->err)) == PW_ROW)
        ok = take_event(r, s);
    pw_stmt_done(s);
    return ok && row == PW_ROW_END;
}

bool pw_figures_read(struct pw_db *db, const struct pw_figures_query *query, struct pw_figures **ret_figures,
                     struct pw_error *err)
{
    struct reading r = { .db = db, .query = query, .err = err };
    r.open = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free);
    bool ok = pw_figures_sum_create(&r.sum, err) && take_all(&r) && pw_figures_sum_finish(r.sum, ret_figures, err);
    pw_figures_sum_destroy(r.sum);
    g_hash_table_destroy(r.open);
    free(r.lanes);
    return ok;
}
