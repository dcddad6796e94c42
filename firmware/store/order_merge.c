/*
 * A group of lines into an order that is in the store already. A field that the file has no column for stays as it is; so the
 * unshipped report and the order report can be imported in turn, and each adds what the other lacks.
 *
 * What changes depends on how far the order is:
 *
 *   ready, waiting, held   everything; what left in parcels of ours stays wanted, whether the channel knows of it or not
 *   packing, packed        everything, and a notice: a box leaves only without what nobody wants any more
 *   shipped                names and notes; a cancelled or a further line goes into the notice
 *   cancelled              everything; comes back when its channel says that it isn't cancelled any more, packed if its box was
 */
#include "store/order_merge.h"

#include "base/json.h"
#include "packwright/utf8.h"
#include "store/boxes.h"
#include "store/purchase.h"
#include "store/queue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { AT_LABEL = 1, AT_NAME = 2 };

/* The order's texts that come from one column each, as the SELECT and the UPDATE below have them. */
static const struct {
    enum pw_order_field field;
    const char *what; /* in the history */
    unsigned at;      /* AT_LABEL: stands on the label; AT_NAME: is searched by its words */
} texts[] = {
    { PW_OF_BUYER_NAME, "buyer", AT_NAME },    { PW_OF_BUYER_EMAIL, "buyer's e-mail", 0 },
    { PW_OF_BUYER_PHONE, "buyer's phone", 0 }, { PW_OF_RECIPIENT, "recipient", AT_LABEL | AT_NAME },
    { PW_OF_ADDRESS_1, "address", AT_LABEL },  { PW_OF_ADDRESS_2, "address", AT_LABEL },
    { PW_OF_ADDRESS_3, "address", AT_LABEL },  { PW_OF_CITY, "city", AT_LABEL },
    { PW_OF_REGION, "region", AT_LABEL },      { PW_OF_POSTAL_CODE, "postal code", AT_LABEL },
    { PW_OF_COUNTRY, "country", AT_LABEL },    { PW_OF_SHIP_PHONE, "phone", 0 },
    { PW_OF_SERVICE, "service", 0 },           { PW_OF_SALES_CHANNEL, "sales channel", 0 },
    { PW_OF_GIFT_MESSAGE, "gift message", 0 }, { PW_OF_INSTRUCTIONS, "instructions", 0 },
};
#define TEXTS PW_COUNT(texts)

#define SELECT_ORDER                                                                                                             \
    "SELECT id, status, notice, fingerprint, last_import, imported_us, changed_us, COALESCE(purchase_us, 0),"                    \
    " COALESCE(payments_us, 0), ship_by_us, held_from, hold_reason, extra, buyer_name, buyer_email, buyer_phone, "               \
    "recipient_name,"                                                                                                            \
    " address_1, address_2, address_3, city, region, postal_code, country, ship_phone, service, sales_channel, gift_message,"    \
    " instructions, wiped_us FROM orders WHERE channel = $1 AND order_id = $2"

struct stored_line {
    int64_t id, quantity, ordered, shipped, position;
    int64_t before,
        ours; /* of shipped: before our first parcel; and what left in parcels of ours, whether the channel knows or not */
    const char *item_id, *sku, *asin, *fnsku, *name, *gift_message, *gift_wrap, *extra;
    bool met; /* the group has it */
};

struct stored_order {
    int64_t wiped_us, id, last_import, imported_us, changed_us, purchase_us, payments_us, ship_by_us;
    const char *status, *notice, *fingerprint, *held_from, *hold_reason, *extra, *text[TEXTS];
};

/* What the merge comes to. */
struct merge {
    struct pw_order_import *im;
    struct stored_order order;
    struct stored_line *lines;
    size_t count;
    bool again;      /* the file had lines of this order before */
    bool changed;    /* anything */
    bool relabel;    /* what stands on the label */
    bool renamed;    /* a name that is searched */
    char notes[400]; /* what a packer must know */
    char what[200];  /* what changed, for the history; no buyer's data */
};

bool pw_same_place(const struct pw_order_import *im, const struct pw_group_line *a, const struct pw_group_line *b)
{
    for (size_t i = 0; i < TEXTS; i++) {
        const char *x = pw_group_text(im, a, texts[i].field), *y = pw_group_text(im, b, texts[i].field);
        if ((texts[i].at & AT_LABEL) != 0 && *x != '\0' && *y != '\0' && strcmp(x, y) != 0)
            return false;
    }
    return true;
}

static bool is(const char *status, const char *word)
{
    return strcmp(status, word) == 0;
}

static bool under_way(const struct stored_order *o)
{
    return is(o->status, "packing") || is(o->status, "packed") || (is(o->status, "held") && is(o->held_from, "packed"));
}

static void note(struct merge *m, const char *fmt, ...) PW_PRINTF(2, 3);
static void note(struct merge *m, const char *fmt, ...)
{
    char text[200];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    pw_utf8_mend(text);
    size_t len = strlen(m->notes);
    if (strstr(m->notes, text) == NULL)
        snprintf(m->notes + len, sizeof m->notes - len, "%s%s", len == 0 ? "" : " ", text);
}

static void did_change(struct merge *m, const char *what)
{
    size_t len = strlen(m->what);
    m->changed = true;
    if (strstr(m->what, what) == NULL)
        snprintf(m->what + len, sizeof m->what - len, "%s%s", len == 0 ? "" : ", ", what);
}

/* ---- what is there ---- */

/* An offset into im->stored, turned into a pointer once everything is in. */
static size_t save(struct pw_order_import *im, const char *text)
{
    size_t at = im->stored.len;
    pw_buf_put(&im->stored, text, strlen(text) + 1);
    return at;
}

static bool load_order(struct merge *m, const char *order_id, bool *ret_known, struct pw_error *err)
{
    struct pw_order_import *im = m->im;
    struct stored_order *o = &m->order;
    struct pw_stmt *s = pw_db_query(im->db, err, SELECT_ORDER, "tt", im->setup.channel, order_id);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    *ret_known = row == PW_ROW;
    if (row == PW_ROW) {
        size_t at[6 + TEXTS];
        static const int columns[6] = { 1, 2, 3, 10, 11, 12 };
        pw_buf_reset(&im->stored);
        o->id = pw_stmt_int(s, 0);
        o->last_import = pw_stmt_int(s, 4);
        o->imported_us = pw_stmt_int(s, 5);
        o->changed_us = pw_stmt_int(s, 6);
        o->purchase_us = pw_stmt_int(s, 7);
        o->payments_us = pw_stmt_int(s, 8);
        o->ship_by_us = pw_stmt_int(s, 9);
        o->wiped_us = pw_stmt_int(s, 13 + (int)TEXTS);
        for (size_t i = 0; i < 6; i++)
            at[i] = save(im, pw_stmt_text(s, columns[i]));
        for (size_t i = 0; i < TEXTS; i++)
            at[6 + i] = save(im, pw_stmt_text(s, 13 + (int)i));
        const char *base = (const char *)im->stored.data;
        if (!im->stored.failed) {
            o->status = base + at[0];
            o->notice = base + at[1];
            o->fingerprint = base + at[2];
            o->held_from = base + at[3];
            o->hold_reason = base + at[4];
            o->extra = base + at[5];
            for (size_t i = 0; i < TEXTS; i++)
                o->text[i] = base + at[6 + i];
        }
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED && pw_buf_ok(&im->stored, err);
}

static char *copy(const char *text, bool *failed)
{
    char *c = strdup(text);
    *failed = *failed || c == NULL;
    return c;
}

static void free_lines(struct merge *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const char *all[] = { m->lines[i].item_id, m->lines[i].sku,          m->lines[i].asin,      m->lines[i].fnsku,
                              m->lines[i].name,    m->lines[i].gift_message, m->lines[i].gift_wrap, m->lines[i].extra };
        for (size_t t = 0; t < PW_COUNT(all); t++)
            free((void *)(uintptr_t)all[t]);
    }
    free(m->lines);
}

static bool load_lines(struct merge *m, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(m->im->db, err,
                    "SELECT id, position, quantity, quantity_ordered, quantity_shipped, order_item_id, sku, asin, fnsku, name,"
                    " gift_message, gift_wrap, extra, shipped_before, (SELECT COALESCE(SUM(v.units), 0) FROM verification v"
                    " JOIN parcel p ON p.id = v.parcel_pk WHERE v.line_pk = order_line.id AND v.undone = 0"
                    " AND " PW_PARCEL_COUNTED_SHIPPED ") FROM order_line WHERE order_pk = $1 ORDER BY position",
                    "i", m->order.id);
    if (s == NULL)
        return false;
    enum pw_row row;
    bool failed = false;
    while (!failed && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct stored_line *more = realloc(m->lines, (m->count + 1) * sizeof *more);
        if (more == NULL) {
            failed = true;
            break;
        }
        m->lines = more;
        m->lines[m->count++] = (struct stored_line){ .id = pw_stmt_int(s, 0),
                                                     .position = pw_stmt_int(s, 1),
                                                     .quantity = pw_stmt_int(s, 2),
                                                     .ordered = pw_stmt_int(s, 3),
                                                     .shipped = pw_stmt_int(s, 4),
                                                     .before = pw_stmt_int(s, 13),
                                                     .ours = pw_stmt_int(s, 14),
                                                     .item_id = copy(pw_stmt_text(s, 5), &failed),
                                                     .sku = copy(pw_stmt_text(s, 6), &failed),
                                                     .asin = copy(pw_stmt_text(s, 7), &failed),
                                                     .fnsku = copy(pw_stmt_text(s, 8), &failed),
                                                     .name = copy(pw_stmt_text(s, 9), &failed),
                                                     .gift_message = copy(pw_stmt_text(s, 10), &failed),
                                                     .gift_wrap = copy(pw_stmt_text(s, 11), &failed),
                                                     .extra = copy(pw_stmt_text(s, 12), &failed) };
    }
    pw_stmt_done(s);
    if (failed)
        return pw_fail(err, PW_ERR_MEMORY, 0, "importing orders");
    return row == PW_ROW_END;
}

/* ---- merging ---- */

/* The value after the import: the file's if it has the column, else what is known. */
static const char *either(const struct merge *m, enum pw_order_field field, const char *file, const char *known)
{
    return m->im->setup.has[field] ? file : known;
}

/* Two JSON objects as one; the second's keys win. *ret_text NULL: nothing changes. free() it. */
static bool merge_extra(const char *known, const char *more, const char *set_key, const char *set_value, char **ret_text,
                        struct pw_error *err)
{
    json_t *a = NULL, *b = NULL;
    *ret_text = NULL;
    if ((*more == '\0' || strcmp(known, more) == 0) && set_key == NULL)
        return true;
    bool ok = pw_json_read(*known == '\0' ? "{}" : known, JSON_ALLOW_NUL, &a, err) &&
              pw_json_read(*more == '\0' ? "{}" : more, JSON_ALLOW_NUL, &b, err);
    if (ok && a == NULL)
        a = json_object();
    json_t *before = ok ? json_deep_copy(a) : NULL;
    if (ok && json_is_object(b)) {
        ok = before != NULL && json_object_update(a, b) == 0;
        if (ok && set_key != NULL && set_value != NULL)
            ok = json_object_set_new(a, set_key, json_string(set_value)) == 0;
        else if (ok && set_key != NULL)
            json_object_del(a, set_key);
        if (ok && !json_equal(a, before))
            ok = (*ret_text = pw_json_text(a, JSON_COMPACT)) != NULL;
        if (!ok)
            pw_fail(err, PW_ERR_MEMORY, 0, "no memory for an order's columns");
    }
    json_decref(before);
    json_decref(a);
    json_decref(b);
    return ok;
}

static bool had_request(const struct stored_order *o)
{
    return strstr(o->extra, "\"" PW_CANCEL_KEY "\":\"true\"") != NULL;
}

/* Units of our parcels that the channel counts as shipped by now: what it says to be shipped since our first one, or, where it
 * says nothing of that, what it wants fewer. */
static int64_t known_of_ours(const struct merge *m, const struct stored_line *l, const struct stored_line *after)
{
    bool silent = m->im->setup.has[PW_OF_TO_SHIP] && !m->im->setup.has[PW_OF_SHIPPED];
    int64_t known = silent ? l->quantity - after->quantity : after->shipped - l->before;
    return known < 0 ? 0 : known < l->ours ? known : l->ours;
}

static void merge_line(struct merge *m, const struct pw_group_line *g, struct stored_line *l, struct stored_line *ret_after)
{
    struct pw_order_import *im = m->im;
#define EITHER(field, known) either(m, field, pw_group_text(im, g, field), known)
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

static bool same_line(const struct stored_line *a, const struct stored_line *b)
{
    return strcmp(a->sku, b->sku) == 0 && strcmp(a->asin, b->asin) == 0 && strcmp(a->fnsku, b->fnsku) == 0 &&
           strcmp(a->name, b->name) == 0 && strcmp(a->gift_message, b->gift_message) == 0 &&
           strcmp(a->gift_wrap, b->gift_wrap) == 0 && a->quantity == b->quantity && a->ordered == b->ordered &&
           a->shipped == b->shipped && a->before == b->before;
}

static bool write_line(struct merge *m, const struct stored_line *l, const char *extra, struct pw_error *err)
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

static bool take_line(struct merge *m, const struct pw_group_line *g, struct stored_line *l, struct pw_error *err)
{
    const struct stored_order *o = &m->order;
    struct stored_line after;
    merge_line(m, g, l, &after);
    if (is(o->status, "shipped") && after.quantity != l->quantity) {
        did_change(m, "quantity");
        after.quantity = l->quantity;
    }
    if (under_way(o) && after.quantity != l->quantity && !pw_group_cancelled(&m->im->group)) {
        if (g->cancelled)
            note(m, "%.60s was cancelled after this order was %s.", l->sku, is(o->status, "packing") ? "opened" : "packed");
        else
            note(m, "The quantity of %.60s changed from %" PRId64 " to %" PRId64 ".", l->sku, l->quantity, after.quantity);
    }
    char *extra;
    bool ok = merge_extra(l->extra, pw_group_at(m->im, g->line_extra), NULL, NULL, &extra, err);
    if (ok && (extra != NULL || !same_line(&after, l))) {
        did_change(m, after.quantity != l->quantity ? "quantity" : "items");
        ok = write_line(m, &after, extra == NULL ? l->extra : extra, err);
    }
    free(extra);
    return ok;
}

static int64_t open_since(const struct stored_order *o, int64_t ship_by)
{
    return is(o->status, "ready") ? ship_by : 0;
}

/* A line that the file shows a second time, or a further one of an order that it showed before. */
static bool was_waited_for(struct merge *m, const struct stored_line *l, bool *ret_waited, struct pw_error *err)
{
    if (!pw_db_run(m->im->db, err,
                   "DELETE FROM import_open WHERE import_pk = $1 AND order_id = (SELECT o.order_id FROM orders o"
                   " WHERE o.id = $2) AND line_pk = $3",
                   "iii", m->im->id, m->order.id, l->id))
        return false;
    *ret_waited = pw_db_changes(m->im->db) > 0;
    return true;
}

static struct stored_line *find_line(struct merge *m, const char *item_id)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->lines[i].item_id, item_id) == 0)
            return &m->lines[i];
    return NULL;
}

/* The line, as it now is in the store, joins those that were loaded. */
static bool append(struct merge *m, const struct pw_group_line *g, int64_t id, int64_t position, struct pw_error *err)
{
    bool failed = false;
    struct stored_line *more = realloc(m->lines, (m->count + 1) * sizeof *more);
    if (more == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "importing orders");
    m->lines = more;
#define TEXT(field) copy(pw_group_text(m->im, g, field), &failed)
    m->lines[m->count++] = (struct stored_line){ .id = id,
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
                                                 .extra = copy(pw_group_at(m->im, g->line_extra), &failed),
                                                 .met = true };
#undef TEXT
    return !failed || pw_fail(err, PW_ERR_MEMORY, 0, "importing orders");
}

static bool add_line(struct merge *m, const struct pw_group_line *g, bool *ret_taken, struct pw_error *err)
{
    const struct stored_order *o = &m->order;
    int64_t id = 0, position = m->count == 0 ? 1 : m->lines[m->count - 1].position + 1;
    if (!pw_import_insert_line(m->im, o->id, g, position, open_since(o, o->ship_by_us), &id, err))
        return false;
    *ret_taken = id != 0;
    if (id == 0)
        return pw_import_flaw(m->im, pw_group_text(m->im, g, PW_OF_ORDER_ID), PW_FLAW_REFUSED, err);
    did_change(m, "items");
    if (under_way(o) || is(o->status, "shipped"))
        note(m, "%.60s was added after this order was packed.", pw_group_text(m->im, g, PW_OF_SKU));
    return append(m, g, id, position, err);
}

/* A line that this file had before: the same again counts once. */
static bool again_the_same(struct merge *m, const struct pw_group_line *g, struct stored_line *l, struct pw_error *err)
{
    struct stored_line after;
    merge_line(m, g, l, &after);
    if (same_line(&after, l)) {
        m->im->counts.duplicate++;
        return true;
    }
    pw_import_refuse(m->im, g, "order-item-id", "%.64s stands in this file already, with other content", l->item_id);
    return pw_import_flaw(m->im, pw_group_text(m->im, g, PW_OF_ORDER_ID), PW_FLAW_REFUSED, err);
}

/* hash: the sum of the lines that count. */
static bool take_lines(struct merge *m, uint64_t hash[2], struct pw_error *err)
{
    struct pw_group *g = &m->im->group;
    hash[0] = hash[1] = 0;
    for (size_t i = 0; i < g->count; i++) {
        const struct pw_group_line *line = &g->lines[i];
        struct stored_line *known = find_line(m, pw_group_text(m->im, line, PW_OF_ITEM_ID));
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

/* Stored lines that the file hasn't shown so far. */
static bool wait_for_others(struct merge *m, const char *order_id, struct pw_error *err)
{
    for (size_t i = 0; i < m->count; i++)
        if (!m->lines[i].met && m->lines[i].quantity > m->lines[i].ours && /* what left is in no report of the unshipped */
            !pw_db_run(m->im->db, err,
                       "INSERT INTO import_open (import_pk, order_id, line_pk) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", "iti",
                       m->im->id, order_id, m->lines[i].id))
            return false;
    return true;
}

static void take_texts(struct merge *m, const char *text[TEXTS])
{
    const struct pw_group_line *first = &m->im->group.lines[0];
    for (size_t i = 0; i < TEXTS; i++) {
        const char *file = pw_group_text(m->im, first, texts[i].field);
        for (size_t k = 1; texts[i].field == PW_OF_GIFT_MESSAGE && *file == '\0' && k < m->im->group.count; k++)
            file = pw_group_text(m->im, &m->im->group.lines[k], texts[i].field);
        text[i] = m->again ? m->order.text[i] : either(m, texts[i].field, file, m->order.text[i]);
        if (strcmp(text[i], m->order.text[i]) == 0)
            continue;
        did_change(m, texts[i].what);
        m->relabel = m->relabel || (texts[i].at & AT_LABEL) != 0;
        m->renamed = m->renamed || (texts[i].at & AT_NAME) != 0;
    }
    if (m->relabel && is(m->order.status, "shipped"))
        note(m, "The address changed after this order was shipped.");
    else if (m->relabel && under_way(&m->order))
        note(m, "The address changed after this order was packed: its label must be printed again.");
}

static int64_t time_after(const struct merge *m, enum pw_order_field field, int64_t file, int64_t known)
{
    return m->again || !m->im->setup.has[field] || file == PW_NO_TIME ? known : file;
}

/* Cancelled, wanted to be cancelled, or neither any more. Texts of status are literals or the order's own. */
static void take_status(struct merge *m, const char **status, const char **held_from, char *reason, size_t size)
{
    struct stored_order *o = &m->order;
    const struct pw_import_setup *setup = &m->im->setup;
    const struct pw_group_line *request = pw_group_cancel_request(&m->im->group);
    bool cancelled = !m->again && setup->has[PW_OF_STATUS] && pw_group_cancelled(&m->im->group);
    *status = o->status;
    *held_from = o->held_from;
    snprintf(reason, size, "%s", o->hold_reason);
    if (is(o->status, "shipped")) {
        if (cancelled || (request != NULL && !had_request(o)))
            note(m, cancelled ? "It was cancelled after it was shipped." : "The buyer asked to cancel after it was shipped.");
        return;
    }
    if (cancelled && !is(o->status, "cancelled")) {
        if (under_way(o))
            note(m, "It was cancelled after it was packed.");
        *status = "cancelled";
        *held_from = "";
        *reason = '\0';
    } else if (!cancelled && is(o->status, "cancelled") && setup->has[PW_OF_STATUS] && !pw_group_cancelled(&m->im->group)) {
        note(m, "It was cancelled and is not any more.");
        *status = "ready";
    } else if (request != NULL && !had_request(o) && !is(o->status, "cancelled") && !is(o->status, "held")) {
        *held_from = is(o->status, "packing") ? "ready" : o->status; /* as the station holds */
        *status = "held";
        pw_cancel_reason(reason, size, pw_group_text(m->im, request, PW_OF_CANCEL_REASON));
    } else if (request == NULL && had_request(o) && !m->again && setup->has[PW_OF_CANCEL_REQUESTED] && is(o->status, "held") &&
               strncmp(reason, "the buyer asked to cancel", 25) == 0) {
        *status = *o->held_from == '\0' ? "ready" : o->held_from;
        *held_from = "";
        *reason = '\0';
    }
    bool pending = pw_group_pending(&m->im->group);
    if (is(*status, "ready") && pending && !m->again)
        *status = "waiting";
    else if (is(*status, "waiting") && !pending &&
             (setup->has[PW_OF_STATUS] || setup->whole)) /* only what is paid is in a whole report */
        *status = "ready";
    if (*status != o->status)
        did_change(m, *status);
}

static void notice_after(const struct merge *m, char *out, size_t size)
{
    bool keep = under_way(&m->order) || is(m->order.status, "shipped");
    if (*m->notes == '\0')
        snprintf(out, size, "%s", keep ? m->order.notice : "");
    else if (!keep || *m->order.notice == '\0' || strstr(m->order.notice, m->notes) != NULL)
        snprintf(out, size, "%s", keep && *m->order.notice != '\0' ? m->order.notice : m->notes);
    else
        snprintf(out, size, "%s %s", m->order.notice, m->notes);
    pw_utf8_mend(out);
}

static bool journal(struct merge *m, struct pw_error *err)
{
    char detail[400];
    snprintf(detail, sizeof detail, "Changed by an import: %s.", m->what);
    return pw_db_run(m->im->db, err,
                     "INSERT INTO journal (time_us, bench, kind, raw, outcome, order_pk, detail)"
                     " VALUES ($1, $2, 'import', $3, 'changed', $4, $5)",
                     "ittit", m->im->setup.now_us, m->im->setup.bench, m->im->setup.file_name, m->order.id, detail);
}

static bool write_order(struct merge *m, const char *fingerprint, struct pw_error *err)
{
    struct stored_order *o = &m->order;
    const struct pw_group *g = &m->im->group;
    const struct pw_group_line *first = &g->lines[0];
    const char *text[TEXTS], *status, *held_from;
    char reason[256], notice[1000];
    bool request = pw_group_cancel_request(g) != NULL;
    int64_t purchase = time_after(m, PW_OF_PURCHASE_DATE, first->purchase_us, o->purchase_us);
    int64_t payments = time_after(m, PW_OF_PAYMENTS_DATE, first->payments_us, o->payments_us);
    int64_t ship_by = time_after(m, PW_OF_SHIP_BY, pw_group_ship_by(g), o->ship_by_us);
    take_texts(m, text);
    take_status(m, &status, &held_from, reason, sizeof reason);
    if (ship_by != o->ship_by_us)
        did_change(m, "ship-by date");
    if (purchase != o->purchase_us || payments != o->payments_us)
        did_change(m, "dates");
    bool key = request != had_request(o) && (request || (!m->again && m->im->setup.has[PW_OF_CANCEL_REQUESTED]));
    char *extra;
    if (!merge_extra(o->extra, pw_group_at(m->im, first->order_extra), key ? PW_CANCEL_KEY : NULL, request ? "true" : NULL,
                     &extra, err))
        return false;
    if (extra != NULL)
        did_change(m, "other columns");
    if (!m->changed) {
        free(extra);
        return pw_db_run(m->im->db, err, "UPDATE orders SET last_import = $2, fingerprint = $3 WHERE id = $1", "iit", o->id,
                         m->im->id, fingerprint);
    }
    notice_after(m, notice, sizeof notice);
    bool ok =
        pw_db_run(m->im->db, err,
                  "UPDATE orders SET status = $2, held_from = $3, hold_reason = $4, notice = $5, "
                  "purchase_us = NULLIF($6, 0),"
                  " payments_us = NULLIF($7, 0), ship_by_us = $8, buyer_name = $9, buyer_email = $10, buyer_phone = $11,"
                  " recipient_name = $12, address_1 = $13, address_2 = $14, address_3 = $15, city = $16, region = $17,"
                  " postal_code = $18, country = $19, ship_phone = $20, service = $21, sales_channel = $22, gift_message = $23,"
                  " instructions = $24, extra = $25, fingerprint = $26, last_import = $27, changed_us = $28,"
                  " address_version = address_version + $29,"
                  " bench = CASE $2 WHEN 'held' THEN '' ELSE bench END, lane = CASE $2 WHEN 'held' THEN '' ELSE lane END"
                  " WHERE id = $1",
                  "itttt"
                  "iii"
                  "tttttttttttttttt"
                  "tt"
                  "iii",
                  o->id, status, held_from, reason, notice, purchase, payments, ship_by, text[0], text[1], text[2], text[3],
                  text[4], text[5], text[6], text[7], text[8], text[9], text[10], text[11], text[12], text[13], text[14],
                  text[15], extra == NULL ? o->extra : extra, fingerprint, m->im->id, m->im->setup.now_us, (int64_t)m->relabel) &&
        pw_boxes_settle(m->im->db, o->id, err) &&
        pw_db_run(
            m->im->db, err,
            "UPDATE order_line SET open_us = CASE WHEN quantity > 0 AND (SELECT o.status FROM orders o WHERE o.id = $1) = 'ready'"
            " THEN (SELECT " PW_OPEN_US " FROM orders o WHERE o.id = $1) END WHERE order_pk = $1",
            "i", o->id) &&
        (!m->renamed || (pw_db_run(m->im->db, err, "DELETE FROM order_word WHERE order_pk = $1", "i", o->id) &&
                         pw_import_put_words(m->im, o->id, text[0], text[3], err))) &&
        (o->imported_us == m->im->setup.now_us || journal(m, err));
    free(extra);
    return ok;
}

/* new, changed or unchanged: each order is one of them once, however often the file comes back to it. */
static void count_order(struct merge *m)
{
    struct pw_import_counts *c = &m->im->counts;
    if (!m->again) {
        c->changed += m->changed;
        c->unchanged += !m->changed;
    } else if (m->changed && m->order.imported_us != m->im->setup.now_us && m->order.changed_us != m->im->setup.now_us) {
        c->changed++;
        c->unchanged--;
    }
}

static void added_fingerprint(const struct merge *m, const uint64_t hash[2], char out[PW_FINGERPRINT_SIZE])
{
    uint64_t known[2] = { 0, 0 };
    if (m->again && sscanf(m->order.fingerprint, "%16" SCNx64 "%16" SCNx64, &known[0], &known[1]) != 2) {
        out[0] = '\0'; /* there was none on purpose */
        return;
    }
    known[0] += hash[0];
    known[1] += hash[1];
    pw_fingerprint_text(known, out);
}

/* Further lines of an order should go where the first ones go. */
static bool check_place(struct merge *m, const char *order_id, struct pw_error *err)
{
    for (size_t l = 0; l < m->im->group.count; l++)
        for (size_t i = 0; i < TEXTS; i++) {
            const char *x = pw_group_text(m->im, &m->im->group.lines[l], texts[i].field), *y = m->order.text[i];
            if ((texts[i].at & AT_LABEL) != 0 && *x != '\0' && *y != '\0' && strcmp(x, y) != 0)
                return pw_import_flaw(m->im, order_id, PW_FLAW_SCATTERED, err);
        }
    return true;
}

bool pw_import_merge(struct pw_order_import *im, bool *ret_known, struct pw_error *err)
{
    struct merge m = { .im = im };
    struct pw_group *g = &im->group;
    char fingerprint[PW_FINGERPRINT_SIZE], order_id[PW_ID_MAX + 1];
    uint64_t hash[2];
    snprintf(order_id, sizeof order_id, "%s", pw_group_text(im, &g->lines[0], PW_OF_ORDER_ID));
    if (!load_order(&m, order_id, ret_known, err))
        return false;
    if (!*ret_known)
        return true;
    m.again = m.order.last_import == im->id;
    pw_fingerprint_text(g->hash, fingerprint);
    /* What was wiped is over, and its buyer's data doesn't come back. */
    if (m.order.wiped_us != 0 || (!m.again && strcmp(fingerprint, m.order.fingerprint) == 0)) {
        im->counts.unchanged++;
        return pw_db_run(im->db, err, "UPDATE orders SET last_import = $2 WHERE id = $1", "ii", m.order.id, im->id);
    }
    bool ok = load_lines(&m, err) && (!m.again || check_place(&m, order_id, err));
    if (ok) {
        ok = take_lines(&m, hash, err) && (m.again || wait_for_others(&m, order_id, err));
        added_fingerprint(&m, hash, fingerprint);
        ok = ok && write_order(&m, fingerprint, err);
        count_order(&m);
    }
    free_lines(&m);
    return ok;
}

/* ---- the end ---- */

/* The first order of those that import_open still holds. False in *ret_found: none is left. */
static bool next_open(struct pw_order_import *im, const char *sql, char order_id[PW_ID_MAX + 1], char *detail, size_t size,
                      bool *ret_found, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(im->db, err, sql, "i", im->id);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    *ret_found = row == PW_ROW;
    if (row == PW_ROW) {
        snprintf(order_id, PW_ID_MAX + 1, "%s", pw_stmt_text(s, 0));
        snprintf(detail, size, "%s", pw_stmt_text(s, 1));
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool forget(struct pw_order_import *im, const char *order_id, struct pw_error *err)
{
    return pw_db_run(im->db, err, "DELETE FROM import_open WHERE import_pk = $1 AND order_id = $2", "it", im->id, order_id);
}

/* An order of which a line was refused: it says so when it is opened, and it was seen. */
static bool settle_flawed(struct pw_order_import *im, const char *order_id, const char *detail, struct pw_error *err)
{
    struct merge m = { .im = im };
    char notice[1000];
    bool known = false;
    if (!load_order(&m, order_id, &known, err))
        return false;
    if (!known)
        return true;
    if (is(m.order.status, "shipped") || is(m.order.status, "cancelled") || strstr(m.order.notice, detail) != NULL)
        return pw_db_run(im->db, err, "UPDATE orders SET last_import = $2 WHERE id = $1", "ii", m.order.id, im->id);
    snprintf(notice, sizeof notice, "%s%s%s", m.order.notice, *m.order.notice == '\0' ? "" : " ", detail);
    return pw_db_run(im->db, err, "UPDATE orders SET last_import = $2, notice = $3 WHERE id = $1", "iit", m.order.id, im->id,
                     notice);
}

/* For who has the order in the hand. */
static bool note_vanished(struct merge *m, const char *order_id, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(m->im->db, err,
                                    "SELECT l.sku FROM import_open i JOIN order_line l ON l.id = i.line_pk WHERE i.import_pk = $1"
                                    " AND i.order_id = $2 ORDER BY l.position LIMIT 3",
                                    "it", m->im->id, order_id);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW)
        note(m, "%.60s is no longer in the latest report, and not wanted any more.", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

/* An order of which lines have gone: cancelled or sent from elsewhere. */
static bool settle_vanished(struct pw_order_import *im, const char *order_id, struct pw_error *err)
{
    struct merge m = { .im = im, .again = true };
    bool known = false;
    if (!load_order(&m, order_id, &known, err))
        return false;
    if (!known || is(m.order.status, "shipped") || m.order.wiped_us != 0)
        return true;
    did_change(&m, "an item is no longer in it");
    count_order(&m);
    if ((under_way(&m.order) && !note_vanished(&m, order_id, err)) ||
        !pw_db_run(im->db, err,
                   "UPDATE order_line SET quantity = (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON"
                   " p.id = v.parcel_pk WHERE v.line_pk = order_line.id AND v.undone = 0 AND " PW_PARCEL_COUNTED_SHIPPED "),"
                   " open_us = NULL WHERE id IN (SELECT i.line_pk FROM import_open i"
                   " WHERE i.import_pk = $1 AND i.order_id = $2)",
                   "it", im->id, order_id) ||
        !pw_boxes_settle(im->db, m.order.id, err))
        return false;
    char notice[1000];
    notice_after(&m, notice, sizeof notice);
    return pw_db_run(im->db, err, "UPDATE orders SET notice = $2, changed_us = $3 WHERE id = $1", "iti", m.order.id,
                     *m.notes == '\0' ? m.order.notice : notice, im->setup.now_us) &&
           (m.order.imported_us == im->setup.now_us || journal(&m, err));
}

bool pw_import_settle(struct pw_order_import *im, struct pw_error *err)
{
    static const char flawed[] = "SELECT order_id, detail FROM import_open WHERE import_pk = $1 AND line_pk = 0 LIMIT 1";
    static const char rest[] = "SELECT order_id, detail FROM import_open WHERE import_pk = $1 LIMIT 1";
    char order_id[PW_ID_MAX + 1], detail[200];
    for (int pass = 0; pass < 2; pass++) {
        for (bool found = true; found;) {
            if (!pw_import_step(im, err) ||
                !next_open(im, pass == 0 ? flawed : rest, order_id, detail, sizeof detail, &found, err))
                return false;
            bool vanished = found && pass == 1 && !im->blind;
            if ((found && pass == 0 && !settle_flawed(im, order_id, detail, err)) ||
                (vanished && !settle_vanished(im, order_id, err)) || (found && !forget(im, order_id, err)) ||
                !pw_import_stepped(im, err))
                return false;
        }
    }
    return true;
}
