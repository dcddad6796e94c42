/* What an item's scan stands for: lines of the open order, or the order that needs it and must leave first. */
#include "station/resolve_item.h"

#include "packwright/utf8.h"
#include "station/decision.h"
#include "station/resolve.h"
#include "station/resolve_kit.h"
#include "station/resolve_return.h"
#include "store/orders.h"

#include <stdio.h>
#include <string.h>

static void copy(char *out, size_t size, struct pw_stmt *s, int column)
{
    snprintf(out, size, "%s", pw_stmt_text(s, column));
    pw_utf8_mend(out);
}

static bool add_lines(struct pw_db *db, int64_t order, const char *sku, const char *code, int64_t units,
                      struct pw_line_fact *lines, size_t *count, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT id, quantity, have, sku, name FROM (SELECT l.id, l.quantity, (SELECT COALESCE(SUM(v.units), 0) FROM verification "
        "v"
        " JOIN parcel p ON p.id = v.parcel_pk WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void') AS have, l.sku,"
        " l.name, l.position FROM order_line l"
        " WHERE l.order_pk = $1 AND ((l.sku = $2 AND l.sku <> '') OR ($3 <> '' AND (l.asin = $3 OR l.fnsku = $3)))) q"
        " ORDER BY CASE WHEN have < quantity THEN 0 ELSE 1 END, position, id",
        "itt", order, sku, code);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW && *count < PW_FACT_LINES) {
        struct pw_line_fact *l = &lines[*count];
        bool known = false;
        for (size_t i = 0; i < *count; i++)
            known = known || (lines[i].id == pw_stmt_int(s, 0) && lines[i].kit.component[0] == '\0');
        if (known)
            continue;
        *l = (struct pw_line_fact){
            .id = pw_stmt_int(s, 0), .quantity = pw_stmt_int(s, 1), .verified = pw_stmt_int(s, 2), .units = units
        };
        copy(l->sku, sizeof l->sku, s, 3);
        copy(l->name, sizeof l->name, s, 4);
        (*count)++;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

enum { CANDIDATES = 16, PAGES = 16 }; /* so many orders are looked into at once, and so often */

struct candidates {
    int64_t order[CANDIDATES], us[CANDIDATES];
    size_t count;
};

/* Puts an order in its place by ship-by. */
static void insert(struct candidates *c, int64_t order, int64_t us)
{
    size_t at = c->count;
    for (size_t i = 0; i < c->count; i++)
        if (c->order[i] == order)
            return;
    while (at > 0 && (c->us[at - 1] > us || (c->us[at - 1] == us && c->order[at - 1] > order)))
        at--;
    if (at == CANDIDATES)
        return;
    if (c->count < CANDIDATES)
        c->count++;
    for (size_t i = c->count - 1; i > at; i--) {
        c->order[i] = c->order[i - 1];
        c->us[i] = c->us[i - 1];
    }
    c->order[at] = order;
    c->us[at] = us;
}

/* The next ones after those that had no room: us and order are the last of them. */
static bool candidates_for(struct pw_db *db, const char *sku, const char *code, int64_t us, int64_t order, struct candidates *c,
                           struct pw_error *err)
{
    static const char *const by_sku =
        "SELECT order_pk, open_us FROM order_line WHERE sku = $1 AND open_us IS NOT NULL AND quantity > 0"
        " AND (open_us, order_pk) > ($2, $3) ORDER BY open_us, order_pk LIMIT 16";
    static const char *const by_asin =
        "SELECT order_pk, open_us FROM order_line WHERE asin = $1 AND asin <> '' AND open_us IS NOT NULL"
        " AND quantity > 0 AND (open_us, order_pk) > ($2, $3) ORDER BY open_us, order_pk LIMIT 16";
    static const char *const by_fnsku =
        "SELECT order_pk, open_us FROM order_line WHERE fnsku = $1 AND fnsku <> '' AND open_us IS NOT NULL"
        " AND quantity > 0 AND (open_us, order_pk) > ($2, $3) ORDER BY open_us, order_pk LIMIT 16";
    static const char *const by_component =
        "SELECT l.order_pk, l.open_us FROM kit_component k JOIN order_line l ON l.sku = k.kit WHERE k.component = $1"
        " AND l.open_us IS NOT NULL AND l.quantity > 0 AND (l.open_us, l.order_pk) > ($2, $3) AND NOT EXISTS (SELECT 1 FROM "
        "article a WHERE a.sku = k.kit AND"
        " (a.serial + a.lot + a.expiry + a.transparency > 0 OR (a.kit_scan = 'whole' AND NOT EXISTS (SELECT 1 FROM kit_component "
        "d"
        " JOIN article e ON e.sku = d.component WHERE d.kit = k.kit AND e.serial + e.lot + e.expiry + e.transparency > 0)))) "
        "ORDER BY l.open_us, l.order_pk LIMIT 16";
    const char *const queries[4] = { by_sku, by_component, by_asin, by_fnsku };
    for (int q = 0; q < 4; q++) {
        const char *text = q < 2 ? sku : code;
        if (*text == '\0')
            continue;
        struct pw_stmt *s = pw_db_query(db, err, queries[q], "tii", text, us, order);
        if (s == NULL)
            return false;
        enum pw_row row;
        while ((row = pw_stmt_step(s, err)) == PW_ROW)
            insert(c, pw_stmt_int(s, 0), pw_stmt_int(s, 1));
        pw_stmt_done(s);
        if (row == PW_ROW_FAILED)
            return false;
    }
    return true;
}

/* A line that wants a kit which is scanned as a whole, and has this as a component: it opens nothing, and that is why. */
static bool wanted_in_whole(struct pw_db *db, const char *sku, int64_t units, struct pw_facts *f, struct pw_error *err)
{
    struct pw_line_fact lines[PW_FACT_LINES];
    int64_t order = 0;
    size_t count = 0;
    if (*sku == '\0' || f->wanted_line.id != 0)
        return true;
    if (!pw_db_number(db, err, &order,
                      "SELECT COALESCE(MIN(l.order_pk), 0) FROM kit_component k JOIN order_line l ON l.sku = k.kit WHERE"
                      " k.component = $1 AND l.open_us IS NOT NULL AND l.quantity > 0",
                      "t", sku))
        return false;
    if (order == 0)
        return true;
    if (!pw_resolve_kit_lines(db, order, 0, sku, units, lines, &count, err))
        return false;
    for (size_t l = 0; l < count; l++) {
        if (!pw_resolve_kit(db, 0, &lines[l], err))
            return false;
        if (pw_decide_room(&lines[l]) == PW_REFUSAL_KIT_WHOLE) {
            f->wanted_line = lines[l];
            return true;
        }
    }
    return true;
}

/* The order that needs this article and must leave first. Held and packing orders have no open lines. One whose box was put aside
 * with this article in it already, or that wants fewer than the case holds, is passed over. */
static bool has_room(struct pw_db *db, const struct candidates *c, const char *sku, const char *code, int64_t units,
                     struct pw_facts *f, struct pw_error *err)
{
    for (size_t i = 0; i < c->count; i++) {
        struct pw_line_fact lines[PW_FACT_LINES];
        struct pw_parcel_fact box = { 0 };
        size_t count = 0;
        int64_t loose = 0;
        if (!pw_resolve_newest_parcel(db, c->order[i], &box, err) ||
            (box.status == PW_PARCEL_OPEN && box.id != 0 && !pw_resolve_loose_without(db, box.id, 0, &loose, err)) ||
            !add_lines(db, c->order[i], sku, code, units, lines, &count, err) ||
            !pw_resolve_kit_lines(db, c->order[i], box.status == PW_PARCEL_OPEN ? box.id : 0, sku, units, lines, &count, err))
            return false;
        for (size_t l = 0; l < count; l++) {
            if (!pw_resolve_kit(db, box.status == PW_PARCEL_OPEN ? box.id : 0, &lines[l], err))
                return false;
            enum pw_refusal why = pw_decide_room(&lines[l]);
            if (why == PW_REFUSAL_KIT_COMPONENTS && f->wanted_line.id == 0)
                f->wanted_line = lines[l];
            if (why != PW_REFUSAL_NONE || pw_decide_begins_another(&lines[l], loose))
                continue;
            f->wanted_line = lines[l];
            f->wanted_parcel = box;
            return pw_resolve_order(db, c->order[i], &f->wanted, err) &&
                   pw_order_missing(db, c->order[i], &f->wanted.unlisted, NULL, err);
        }
    }
    return true;
}

static bool wanted_by(struct pw_db *db, const char *sku, const char *code, int64_t units, struct pw_facts *f,
                      struct pw_error *err)
{
    struct candidates c = { .count = 0 };
    int64_t us = INT64_MIN, order = 0;
    for (int page = 0; page < PAGES; page++) {
        c.count = 0;
        if (!candidates_for(db, sku, code, us, order, &c, err) || !has_room(db, &c, sku, code, units, f, err))
            return false;
        if (f->wanted.id != 0)
            return true;
        if (c.count < CANDIDATES)
            break;
        us = c.us[c.count - 1];
        order = c.order[c.count - 1];
    }
    return wanted_in_whole(db, sku, units, f, err);
}

static bool note_item(struct pw_db *db, const char *sku, const char *code, struct pw_facts *f, struct pw_error *err)
{
    if (f->item_sku[0] != '\0')
        return true;
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT sku, name FROM order_line WHERE sku = $1 AND sku <> ''"
                    " UNION ALL SELECT sku, name FROM article WHERE sku = $1 AND sku <> ''"
                    " UNION ALL SELECT sku, name FROM order_line WHERE asin = $2 AND asin <> '' AND open_us IS NOT NULL"
                    " UNION ALL SELECT sku, name FROM order_line WHERE fnsku = $2 AND fnsku <> '' AND open_us IS NOT NULL"
                    " LIMIT 1",
                    "tt", sku, code);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        copy(f->item_sku, sizeof f->item_sku, s, 0);
        copy(f->item_name, sizeof f->item_name, s, 1);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool resolve_code(struct pw_db *db, const struct pw_state *state, const char *sku, const char *code, int64_t units,
                         struct pw_facts *f, struct pw_error *err)
{
    if (!note_item(db, sku, code, f, err))
        return false;
    if (state->phase != PW_PHASE_IDLE)
        return add_lines(db, state->order, sku, code, units, f->lines, &f->line_count, err) &&
               (state->phase == PW_PHASE_PACKING
                    ? pw_resolve_kit_lines(db, state->order, state->parcel, sku, units, f->lines, &f->line_count, err)
                    : pw_resolve_return_lines(db, state->order, sku, units, f->lines, &f->line_count, err));
    return f->wanted.id != 0 || wanted_by(db, sku, code, units, f, err);
}

/* The text itself as SKU, ASIN or FNSKU; then each article that one of its keys stands for. */
bool pw_resolve_item(struct pw_db *db, const struct pw_state *state, const struct pw_meaning *m, struct pw_facts *f,
                     struct pw_error *err)
{
    if (m->text[0] != '\0' && !resolve_code(db, state, m->text, m->text, 1, f, err))
        return false;
    if (m->isbn_10[0] != '\0' && !resolve_code(db, state, "", m->isbn_10, 1, f, err)) /* a book's ASIN */
        return false;
    for (size_t k = 0; k < m->article_count; k++) {
        char skus[PW_FACT_LINES][256]; /* as long as an import lets them be */
        int64_t units[PW_FACT_LINES];
        size_t n = 0;
        struct pw_stmt *s =
            pw_db_query(db, err, "SELECT sku, units FROM article_code WHERE code = $1 ORDER BY sku LIMIT 8", "t", m->articles[k]);
        if (s == NULL)
            return false;
        enum pw_row row;
        while (n < PW_FACT_LINES && (row = pw_stmt_step(s, err)) == PW_ROW) {
            copy(skus[n], sizeof skus[n], s, 0);
            units[n++] = pw_stmt_int(s, 1);
        }
        pw_stmt_done(s);
        if (n < PW_FACT_LINES && row == PW_ROW_FAILED)
            return false;
        for (size_t i = 0; i < n; i++)
            if (!resolve_code(db, state, skus[i], "", units[i], f, err))
                return false;
    }
    return true;
}
