/* The lines of a group into those of an order that is in the store: quantities, and what left of them already. */
#include "store/order_merge_parts.h"

#include <inttypes.h>
#include <stdlib.h>

/* Units of our parcels that the channel counts as shipped by now: what it says to be shipped since our first one, or, where it
 * says nothing of that, what it wants fewer. */
static int64_t known_of_ours(const struct pw_merge *m, const struct pw_stored_line *l, const struct pw_stored_line *after)
{
    bool silent = m->im->setup.has[PW_OF_TO_SHIP] && !m->im->setup.has[PW_OF_SHIPPED];
    int64_t known = silent ? l->quantity - after->quantity : after->shipped - l->before;
    return known < 0 ? 0 : known < l->ours ? known : l->ours;
}

static void merge_line(struct pw_merge *m, const struct pw_group_line *g, struct pw_stored_line *l,
                       struct pw_stored_line *ret_after)
{
    struct pw_order_import *im = m->im;
#define EITHER(field, known) pw_merge_either(m, field, pw_group_text(im, g, field), known)
    *ret_after = *l;
    ret_after->sku = EITHER(PW_OF_SKU, l->sku);
    ret_after->asin = EITHER(PW_OF_ASIN, l->asin);
    ret_after->fnsku = EITHER(PW_OF_FNSKU, l->fnsku);
    ret_after->name = EITHER(PW_OF_NAME, l->name);
    ret_after->gift_message = EITHER(PW_OF_GIFT_MESSAGE, l->gift_message);
    ret_after->gift_wrap = EITHER(PW_OF_GIFT_WRAP, l->gift_wrap);
#undef EITHER
    ret_after->ordered = g->ordered;
    if (im->setup.has[PW_OF_SHIPPED])
        ret_after->shipped = g->shipped;
    /* A report that says only what was ordered must not bring back what left already. */
    ret_after->quantity = g->quantity;
    if (!g->cancelled && !im->setup.has[PW_OF_TO_SHIP] && !im->setup.has[PW_OF_SHIPPED])
        ret_after->quantity = l->shipped < g->ordered ? g->ordered - l->shipped : 0;
    /* What left in parcels of ours is in the order's boxes: to ship is what is to come, and that. */
    if (l->ours == 0)
        ret_after->before = ret_after->shipped;
    else if (!g->cancelled)
        ret_after->quantity += known_of_ours(m, l, ret_after);
    if (ret_after->quantity < l->ours) /* nobody takes that out any more */
        ret_after->quantity = l->ours;
    if (!im->setup.has[PW_OF_ORDERED] && g->ordered < l->ordered)
        ret_after->ordered = l->ordered;
}

static bool same_line(const struct pw_stored_line *a, const struct pw_stored_line *b)
{
    return strcmp(a->sku, b->sku) == 0 && strcmp(a->asin, b->asin) == 0 && strcmp(a->fnsku, b->fnsku) == 0 &&
           strcmp(a->name, b->name) == 0 && strcmp(a->gift_message, b->gift_message) == 0 &&
           strcmp(a->gift_wrap, b->gift_wrap) == 0 && a->quantity == b->quantity && a->ordered == b->ordered &&
           a->shipped == b->shipped && a->before == b->before;
}

static bool write_line(struct pw_merge *m, const struct pw_stored_line *l, const char *extra, struct pw_error *err)
{
    return pw_db_run(m->im->db, err,
                     "UPDATE order_line SET sku = $2, asin = $3, fnsku = $4, name = $5, gift_message = $6, gift_wrap = $7,"
                     " quantity = $8, quantity_ordered = $9, quantity_shipped = $10, extra = $11, shipped_before = $12 WHERE id"
                     " = $1",
                     "ittt"
                     "ttt"
                     "iiiti",
                     l->id, l->sku, l->asin, l->fnsku, l->name, l->gift_message, l->gift_wrap, l->quantity, l->ordered,
                     l->shipped, extra, l->before);
}

static bool take_line(struct pw_merge *m, const struct pw_group_line *g, struct pw_stored_line *l, struct pw_error *err)
{
    const struct pw_stored_order *o = &m->order;
    struct pw_stored_line after;
    merge_line(m, g, l, &after);
    if (pw_merge_is(o->status, "shipped") && after.quantity != l->quantity) {
        pw_merge_changed(m, "quantity");
        after.quantity = l->quantity;
    }
    if (pw_merge_under_way(o) && after.quantity != l->quantity && !pw_group_cancelled(&m->im->group)) {
        if (g->cancelled)
            pw_merge_note(m, "%.60s was cancelled after this order was %s.", l->sku,
                          pw_merge_is(o->status, "packing") ? "opened" : "packed");
        else
            pw_merge_note(m, "The quantity of %.60s changed from %" PRId64 " to %" PRId64 ".", l->sku, l->quantity,
                          after.quantity);
    }
    char *extra;
    bool ok = pw_merge_extra(l->extra, pw_group_at(m->im, g->line_extra), NULL, NULL, &extra, err);
    if (ok && (extra != NULL || !same_line(&after, l))) {
        pw_merge_changed(m, after.quantity != l->quantity ? "quantity" : "items");
        ok = write_line(m, &after, extra == NULL ? l->extra : extra, err);
    }
    free(extra);
    return ok;
}

static int64_t open_since(const struct pw_stored_order *o, int64_t ship_by)
{
    return pw_merge_is(o->status, "ready") ? ship_by : 0;
}

/* A line that the file shows a second time, or a further one of an order that it showed before. */
static bool was_waited_for(struct pw_merge *m, const struct pw_stored_line *l, bool *ret_waited, struct pw_error *err)
{
    if (!pw_db_run(m->im->db, err,
                   "DELETE FROM import_open WHERE import_pk = $1 AND order_id = (SELECT o.order_id FROM orders o"
                   " WHERE o.id = $2) AND line_pk = $3",
                   "iii", m->im->id, m->order.id, l->id))
        return false;
    *ret_waited = pw_db_changes(m->im->db) > 0;
    return true;
}

static struct pw_stored_line *find_line(struct pw_merge *m, const char *item_id)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->lines[i].item_id, item_id) == 0)
            return &m->lines[i];
    return NULL;
}

/* The line, as it now is in the store, joins those that were loaded. */
static bool append(struct pw_merge *m, const struct pw_group_line *g, int64_t id, int64_t position, struct pw_error *err)
{
    bool failed = false;
    struct pw_stored_line *more = realloc(m->lines, (m->count + 1) * sizeof *more);
    if (more == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "importing orders");
    m->lines = more;
#define TEXT(field) pw_merge_copy(pw_group_text(m->im, g, field), &failed)
    m->lines[m->count++] = (struct pw_stored_line){ .id = id,
                                                    .position = position,
                                                    .quantity = g->quantity,
                                                    .ordered = g->ordered,
                                                    .shipped = g->shipped,
                                                    .item_id = TEXT(PW_OF_ITEM_ID),
                                                    .sku = TEXT(PW_OF_SKU),
                                                    .asin = TEXT(PW_OF_ASIN),
                                                    .fnsku = TEXT(PW_OF_FNSKU),
                                                    .name = TEXT(PW_OF_NAME),
                                                    .gift_message = TEXT(PW_OF_GIFT_MESSAGE),
                                                    .gift_wrap = TEXT(PW_OF_GIFT_WRAP),
                                                    .extra = pw_merge_copy(pw_group_at(m->im, g->line_extra), &failed),
                                                    .met = true };
#undef TEXT
    return !failed || pw_fail(err, PW_ERR_MEMORY, 0, "importing orders");
}

static bool add_line(struct pw_merge *m, const struct pw_group_line *g, bool *ret_taken, struct pw_error *err)
{
    const struct pw_stored_order *o = &m->order;
    int64_t id = 0, position = m->count == 0 ? 1 : m->lines[m->count - 1].position + 1;
    if (!pw_import_insert_line(m->im, o->id, g, position, open_since(o, o->ship_by_us), &id, err))
        return false;
    *ret_taken = id != 0;
    if (id == 0)
        return pw_import_flaw(m->im, pw_group_text(m->im, g, PW_OF_ORDER_ID), PW_FLAW_REFUSED, err);
    pw_merge_changed(m, "items");
    if (pw_merge_under_way(o) || pw_merge_is(o->status, "shipped"))
        pw_merge_note(m, "%.60s was added after this order was packed.", pw_group_text(m->im, g, PW_OF_SKU));
    return append(m, g, id, position, err);
}

/* A line that this file had before: the same again counts once. */
static bool again_the_same(struct pw_merge *m, const struct pw_group_line *g, struct pw_stored_line *l, struct pw_error *err)
{
    struct pw_stored_line after;
    merge_line(m, g, l, &after);
    if (same_line(&after, l)) {
        m->im->counts.duplicate++;
        return true;
    }
    pw_import_refuse(m->im, g, "order-item-id", "%.64s stands in this file already, with other content", l->item_id);
    return pw_import_flaw(m->im, pw_group_text(m->im, g, PW_OF_ORDER_ID), PW_FLAW_REFUSED, err);
}

bool pw_merge_take_lines(struct pw_merge *m, uint64_t hash[2], struct pw_error *err)
{
    struct pw_group *g = &m->im->group;
    hash[0] = hash[1] = 0;
    for (size_t i = 0; i < g->count; i++) {
        const struct pw_group_line *line = &g->lines[i];
        struct pw_stored_line *known = find_line(m, pw_group_text(m->im, line, PW_OF_ITEM_ID));
        bool waited = true, taken = true, ok;
        if (known != NULL && m->again && !was_waited_for(m, known, &waited, err))
            return false;
        if (known == NULL) {
            ok = add_line(m, line, &taken, err);
        } else if (!waited) {
            taken = false;
            ok = again_the_same(m, line, known, err);
        } else {
            known->met = true;
            ok = take_line(m, line, known, err);
        }
        if (!ok)
            return false;
        if (taken) {
            hash[0] += line->hash[0];
            hash[1] += line->hash[1];
        }
    }
    return true;
}

bool pw_merge_wait_for_others(struct pw_merge *m, const char *order_id, struct pw_error *err)
{
    for (size_t i = 0; i < m->count; i++)
        if (!m->lines[i].met && m->lines[i].quantity > m->lines[i].ours && /* what left is in no report of the unshipped */
            !pw_db_run(m->im->db, err,
                       "INSERT INTO import_open (import_pk, order_id, line_pk) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", "iti",
                       m->im->id, order_id, m->lines[i].id))
            return false;
    return true;
}
