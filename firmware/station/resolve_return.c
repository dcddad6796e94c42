/*
 * What came back. A line's units left under its own barcode, as a substitute, or as the components of a kit; the store's rows of
 * what was verified say which, whatever the lists of articles and kits say today.
 *
 *     SQL's word    rows of verification, in parcels that left    rows of return_line
 *     own           no substitute, no component                   no article
 *     substitute    substitute                                    article, no pieces
 *     component     component                                     article, pieces
 *
 * A kit is back when all its components are; until then it is begun. One of which something else came back in place of a
 * component is not back.
 */
#include "station/resolve_return.h"

#include "packwright/utf8.h"

#include <stdio.h>
#include <string.h>

#define LEFT " JOIN parcel p ON p.id = v.parcel_pk AND p.status = 'shipped' WHERE v.undone = 0"

static void copy(char *out, size_t size, struct pw_stmt *s, int column)
{
    snprintf(out, size, "%s", pw_stmt_text(s, column));
    pw_utf8_mend(out);
}

static bool open_return(struct pw_db *db, int64_t order, struct pw_return_fact *r, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT r.id, r.bench, r.lane, (SELECT COALESCE(SUM(CASE WHEN u.pieces > 0 THEN u.pieces ELSE u.units END), 0) FROM"
        " return_line u WHERE u.return_pk = r.id AND u.undone = 0), (SELECT MAX(u.id) FROM return_line u WHERE u.return_pk ="
        " r.id AND u.undone = 0), (SELECT COALESCE(SUM(u.units), 0) FROM return_line u WHERE u.return_pk = r.id AND u.undone = 0"
        " AND u.condition <> 'wrong-item') FROM return r WHERE r.order_pk = $1 AND r.closed_us = 0",
        "i", order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        r->id = pw_stmt_int(s, 0);
        copy(r->bench, sizeof r->bench, s, 1);
        copy(r->lane, sizeof r->lane, s, 2);
        r->units = pw_stmt_int(s, 3);
        r->last = pw_stmt_int(s, 4);
        r->proposed = pw_stmt_int(s, 5);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool last_unit(struct pw_db *db, struct pw_return_fact *r, struct pw_error *err)
{
    if (r->last == 0)
        return true;
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT u.condition, u.restock, CASE u.article WHEN '' THEN l.sku ELSE u.article END FROM"
                                    " return_line u JOIN order_line l ON l.id = u.line_pk WHERE u.id = $1",
                                    "i", r->last);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        r->condition = pw_goods_parse(pw_stmt_text(s, 0));
        r->restock = pw_stmt_int(s, 1) != 0;
        copy(r->sku, sizeof r->sku, s, 2);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

bool pw_resolve_return_lines(struct pw_db *db, int64_t order, const char *sku, int64_t units, struct pw_line_fact *lines,
                             size_t *count, struct pw_error *err)
{
    if (*sku == '\0')
        return true;
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT DISTINCT l.id, l.quantity, l.sku, l.name, l.position, CASE v.component WHEN $2 THEN 1 ELSE 0 END AS"
                    " part FROM order_line l JOIN verification v ON v.line_pk = l.id" LEFT
                    " AND l.order_pk = $1 AND (v.component = $2 OR v.substitute = $2) ORDER BY l.position, l.id, part",
                    "it", order, sku);
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    while (*count < PW_FACT_LINES && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct pw_line_fact *l = &lines[*count];
        bool known = false, component = pw_stmt_int(s, 5) != 0;
        *l = (struct pw_line_fact){ .id = pw_stmt_int(s, 0), .quantity = pw_stmt_int(s, 1), .units = units };
        copy(l->sku, sizeof l->sku, s, 2);
        copy(l->name, sizeof l->name, s, 3);
        l->back.component = component;
        snprintf(l->back.article, sizeof l->back.article, "%s", sku);
        pw_utf8_mend(l->back.article);
        for (size_t i = 0; i < *count; i++)
            known = known || (lines[i].id == l->id && lines[i].back.component == component &&
                              strcmp(lines[i].back.article, l->back.article) == 0);
        if (!known)
            (*count)++;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

/* Units of a line under its own barcode, and kits of it by their components. */
struct whole {
    int64_t own, kits; /* that left */
    int64_t back;      /* under its own barcode */
    int64_t made;      /* kits that components made whole again */
};

static bool read_whole(struct pw_db *db, int64_t line, struct whole *w, struct pw_error *err)
{
    return pw_db_number(db, err, &w->own,
                        "SELECT COALESCE(SUM(v.units), 0) FROM verification v" LEFT
                        " AND v.line_pk = $1 AND v.substitute = '' AND v.component = ''",
                        "i", line) &&
           pw_db_number(db, err, &w->kits,
                        "SELECT COALESCE(SUM(v.units), 0) FROM verification v" LEFT " AND v.line_pk = $1 AND v.component <> ''",
                        "i", line) &&
           pw_db_number(db, err, &w->back,
                        "SELECT COALESCE(SUM(units), 0) FROM return_line WHERE line_pk = $1 AND undone = 0 AND article = ''", "i",
                        line) &&
           pw_db_number(db, err, &w->made,
                        "SELECT COALESCE(SUM(units), 0) FROM return_line WHERE line_pk = $1 AND undone = 0 AND pieces > 0"
                        " AND condition <> 'wrong-item'",
                        "i", line);
}

/* The components of the line's kits, one row each: of all its kits it has so many. */
struct piece {
    char sku[64];
    int64_t left, back, right; /* of these, not something else instead */
};

enum { PIECES_MAX = 256 }; /* a kit has at most 100 different ones, and may have been listed anew */

static bool read_pieces(struct pw_db *db, int64_t line, struct piece *pieces, size_t *ret_count, struct pw_error *err)
{
    *ret_count = 0;
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT q.sku, q.n, (SELECT COALESCE(SUM(r.pieces), 0) FROM return_line r WHERE r.line_pk = $1 AND r.undone = 0 AND"
        " r.article = q.sku), (SELECT COALESCE(SUM(r.pieces), 0) FROM return_line r WHERE r.line_pk = $1 AND r.undone = 0 AND"
        " r.article = q.sku AND r.condition <> 'wrong-item') FROM (SELECT v.component AS sku, SUM(v.component_units) AS n FROM"
        " verification v" LEFT " AND v.line_pk = $1 AND v.component <> '' GROUP BY v.component) q ORDER BY q.sku",
        "i", line);
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    while (*ret_count < PIECES_MAX && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct piece *p = &pieces[(*ret_count)++];
        copy(p->sku, sizeof p->sku, s, 0);
        p->left = pw_stmt_int(s, 1);
        p->back = pw_stmt_int(s, 2);
        p->right = pw_stmt_int(s, 3);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static int64_t up(int64_t n, int64_t by)
{
    return by <= 0 ? 0 : (n + by - 1) / by;
}

/* Of how many kits something is back, and how many are back whole. */
static void count_kits(const struct piece *pieces, size_t count, int64_t kits, int64_t *ret_begun, int64_t *ret_whole)
{
    *ret_begun = 0;
    *ret_whole = count == 0 ? 0 : kits;
    for (size_t i = 0; i < count; i++) {
        int64_t begun = up(pieces[i].back * kits, pieces[i].left);
        int64_t whole = pieces[i].left <= 0 ? kits : pieces[i].right * kits / pieces[i].left;
        *ret_begun = begun > *ret_begun ? begun : *ret_begun;
        *ret_whole = whole < *ret_whole ? whole : *ret_whole;
    }
}

/* What a begun kit lacks. */
static void lacking(const struct piece *pieces, size_t count, int64_t kits, char *out, size_t size, int64_t *ret_units)
{
    int64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t begun = up(pieces[i].right * kits, pieces[i].left);
        most = begun > most ? begun : most;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t need = up(pieces[i].left * most, kits) - pieces[i].right;
        if (need <= 0)
            continue;
        snprintf(out, size, "%s", pieces[i].sku);
        *ret_units = need;
        return;
    }
}

static bool read_component(struct pw_db *db, const struct whole *w, struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_back_fact *b = &line->back;
    struct piece pieces[PIECES_MAX];
    size_t count, at = 0;
    int64_t begun, whole;
    if (!read_pieces(db, line->id, pieces, &count, err))
        return false;
    while (at < count && strcmp(pieces[at].sku, b->article) != 0)
        at++;
    if (at == count)
        return true;
    /* kits that came back under their own barcode: first those that left so */
    int64_t over = w->back > w->own ? w->back - w->own : 0;
    b->left = pieces[at].left - (w->kits > 0 ? over * pieces[at].left / w->kits : 0);
    b->back = pieces[at].back;
    pieces[at].back += line->units;
    pieces[at].right += line->units;
    count_kits(pieces, count, w->kits, &begun, &whole);
    b->makes = whole > w->made ? whole - w->made : 0;
    lacking(pieces, count, w->kits, b->next, sizeof b->next, &b->next_units);
    return true;
}

static bool read_substitute(struct pw_db *db, struct pw_line_fact *line, struct pw_error *err)
{
    line->back.makes = line->units;
    return pw_db_number(db, err, &line->back.left,
                        "SELECT COALESCE(SUM(v.units), 0) FROM verification v" LEFT " AND v.line_pk = $1 AND v.substitute = $2",
                        "it", line->id, line->back.article) &&
           pw_db_number(db, err, &line->back.back,
                        "SELECT COALESCE(SUM(units), 0) FROM return_line WHERE line_pk = $1 AND undone = 0 AND article = $2"
                        " AND pieces = 0",
                        "it", line->id, line->back.article);
}

static bool read_own(struct pw_db *db, const struct whole *w, struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_back_fact *b = &line->back;
    struct piece pieces[PIECES_MAX];
    size_t count;
    int64_t begun = 0, whole;
    if (w->kits > 0) {
        if (!read_pieces(db, line->id, pieces, &count, err))
            return false;
        count_kits(pieces, count, w->kits, &begun, &whole);
    }
    b->left = w->own + w->kits;
    b->back = w->back + begun;
    b->makes = line->units;
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT v.substitute FROM verification v" LEFT
                                    " AND v.line_pk = $1 AND v.substitute <> '' ORDER BY v.id DESC LIMIT 1",
                                    "i", line->id);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        copy(b->instead, sizeof b->instead, s, 0);
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool read_line(struct pw_db *db, struct pw_line_fact *line, struct pw_error *err)
{
    struct whole w;
    if (line->back.article[0] != '\0' && !line->back.component)
        return read_substitute(db, line, err);
    return read_whole(db, line->id, &w, err) &&
           (line->back.component ? read_component(db, &w, line, err) : read_own(db, &w, line, err));
}

/* A kit that something of came back with this return, and that isn't back whole. */
static bool find_lacking(struct pw_db *db, struct pw_return_fact *r, struct pw_error *err)
{
    int64_t lines[PW_FACT_LINES];
    char skus[PW_FACT_LINES][64];
    size_t n = 0;
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT DISTINCT l.id, l.sku FROM return_line u JOIN order_line l ON l.id = u.line_pk WHERE"
                                    " u.return_pk = $1 AND u.undone = 0 AND u.pieces > 0 ORDER BY l.id LIMIT 8",
                                    "i", r->id);
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    while (n < PW_FACT_LINES && (row = pw_stmt_step(s, err)) == PW_ROW) {
        lines[n] = pw_stmt_int(s, 0);
        copy(skus[n], sizeof skus[n], s, 1);
        n++;
    }
    pw_stmt_done(s);
    if (row == PW_ROW_FAILED)
        return false;
    for (size_t i = 0; i < n && r->lacks[0] == '\0'; i++) {
        struct piece pieces[PIECES_MAX];
        struct whole w;
        size_t count;
        if (!read_whole(db, lines[i], &w, err) || !read_pieces(db, lines[i], pieces, &count, err))
            return false;
        lacking(pieces, count, w.kits, r->lacks, sizeof r->lacks, &r->lacks_units);
        if (r->lacks[0] != '\0')
            memcpy(r->kit, skus[i], sizeof r->kit);
    }
    return true;
}

/* Nothing of the order left under that name; but a kit may have, that has it inside. */
static bool find_whole(struct pw_db *db, int64_t order, const char *sku, struct pw_return_fact *r, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT l.sku FROM order_line l JOIN kit_component k ON k.kit = l.sku WHERE l.order_pk = $1"
                                    " AND k.component = $2 ORDER BY l.position, l.id LIMIT 1",
                                    "it", order, sku);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        copy(r->part_of, sizeof r->part_of, s, 0);
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

bool pw_resolve_return(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err)
{
    bool returning = state->phase == PW_PHASE_RETURNING;
    int64_t order = returning ? state->order : f->parcel_order.id != 0 ? f->parcel_order.id : f->order.id;
    if ((!returning && state->pending != PW_PENDING_RETURN && state->pending != PW_PENDING_TAKE_OVER) || order == 0)
        return true;
    if (!open_return(db, order, &f->ret, err) || !last_unit(db, &f->ret, err) ||
        !pw_db_number(db, err, &f->ret_shipped, "SELECT count(*) FROM parcel WHERE order_pk = $1 AND status = 'shipped'", "i",
                      order))
        return false;
    if (returning && f->ret.id != 0 && !find_lacking(db, &f->ret, err))
        return false;
    if (returning && f->line_count == 0 && f->item_sku[0] != '\0' && !find_whole(db, order, f->item_sku, &f->ret, err))
        return false;
    for (size_t i = 0; returning && i < f->line_count; i++)
        if (!read_line(db, &f->lines[i], err))
            return false;
    return true;
}
