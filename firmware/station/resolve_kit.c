#include "station/resolve_kit.h"

#include "packwright/utf8.h"
#include "store/box_kit.h"

#include <stdio.h>
#include <string.h>

static void copy(char *out, size_t size, struct pw_stmt *s, int column)
{
    snprintf(out, size, "%s", pw_stmt_text(s, column));
    pw_utf8_mend(out);
}

struct flags {
    enum pw_kit_scan scan;
    bool one, own; /* something is captured of the kit itself */
};

static bool read_flags(struct pw_db *db, int64_t line, struct flags *ret, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT a.kit_scan, a.kit_one, a.serial + a.lot + a.expiry + a.transparency FROM order_line l"
                                    " JOIN article a ON a.sku = l.sku WHERE l.id = $1",
                                    "i", line);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        const char *scan = pw_stmt_text(s, 0);
        ret->scan = strcmp(scan, "whole") == 0 || pw_stmt_int(s, 2) > 0 ? PW_KIT_WHOLE
                    : strcmp(scan, "components") == 0                   ? PW_KIT_COMPONENTS
                                                                        : PW_KIT_EITHER;
        ret->one = pw_stmt_int(s, 1) != 0;
        ret->own = pw_stmt_int(s, 2) > 0;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

/* Kits of the line that its components made whole in this box. */
static bool count_made(struct pw_db *db, int64_t parcel, int64_t line, int64_t *ret_made, struct pw_error *err)
{
    return parcel == 0 || pw_db_number(db, err, ret_made,
                                       "SELECT COALESCE(SUM(units), 0) FROM verification WHERE parcel_pk = $1 AND line_pk = $2"
                                       " AND undone = 0 AND component <> ''",
                                       "ii", parcel, line);
}

/* In the store's order of SKUs; the rows end with the kit. pick: the first that the kit in hand lacks is taken for scanned. */
static bool read_components(struct pw_db *db, int64_t parcel, int64_t made, bool pick, struct pw_line_fact *line,
                            struct pw_error *err)
{
    struct pw_kit_fact *k = &line->kit;
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT k.component, k.units, COALESCE(a.name, ''), (SELECT COALESCE(SUM(v.component_units), 0) FROM verification v"
        " WHERE v.parcel_pk = $2 AND v.line_pk = $1 AND v.undone = 0 AND v.component = k.component), COALESCE(a.serial +"
        " a.lot + a.expiry + a.transparency, 0) FROM " PW_BOX_KIT(
            "$2", "$1") " k LEFT JOIN article a ON a.sku = k.component ORDER BY k.component",
        "ii", line->id, parcel);
    if (s == NULL)
        return false;
    bool picked = !pick;
    enum pw_row row;
    k->others = INT64_MAX;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        const char *sku = pw_stmt_text(s, 0);
        int64_t each = pw_stmt_int(s, 1), loose = pw_stmt_int(s, 3) - each * made, whole, begun;
        whole = loose / each;
        begun = (loose + each - 1) / each;
        k->size += each;
        k->loose += loose;
        k->begun = begun > k->begun ? begun : k->begun;
        if (pw_stmt_int(s, 4) > 0 && k->captures[0] == '\0')
            copy(k->captures, sizeof k->captures, s, 0);
        if (!picked && loose < each) {
            copy(k->component, sizeof k->component, s, 0);
            picked = true;
        }
        if (strcmp(sku, k->component) == 0) {
            k->each = each;
            k->have = loose;
            copy(k->component_name, sizeof k->component_name, s, 2);
            continue;
        }
        k->others = whole < k->others ? whole : k->others;
        if (loose < each && k->next[0] == '\0') {
            copy(k->next, sizeof k->next, s, 0);
            k->next_units = each - loose;
        }
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

static bool read_kit(struct pw_db *db, int64_t parcel, bool pick, struct pw_line_fact *line, struct pw_error *err)
{
    struct flags flags = { .scan = PW_KIT_EITHER };
    int64_t made = 0, any = 0;
    char component[sizeof line->kit.component];
    memcpy(component, line->kit.component, sizeof component);
    memset(&line->kit, 0, sizeof line->kit);
    memcpy(line->kit.component, component, sizeof component);
    if (!pw_db_number(db, err, &any, "SELECT count(*) FROM (SELECT 1 AS n FROM " PW_BOX_KIT("$2", "$1") " k LIMIT 1) q", "ii",
                      line->id, parcel))
        return false;
    if (any == 0)
        return true;
    if (!read_flags(db, line->id, &flags, err) || !count_made(db, parcel, line->id, &made, err) ||
        !read_components(db, parcel, made, false, line, err))
        return false;
    if (!flags.own && line->kit.captures[0] != '\0') /* as a whole it could not say that */
        flags.scan = PW_KIT_COMPONENTS;
    if (pick && (line->kit.loose > 0 || flags.scan == PW_KIT_COMPONENTS)) {
        memset(&line->kit, 0, sizeof line->kit);
        if (!read_components(db, parcel, made, true, line, err))
            return false;
    }
    line->kit.scan = flags.scan;
    if (flags.own)
        line->kit.captures[0] = '\0';
    line->kit.one = flags.one;
    return true;
}

bool pw_resolve_kit(struct pw_db *db, int64_t parcel, struct pw_line_fact *line, struct pw_error *err)
{
    return read_kit(db, parcel, false, line, err);
}

bool pw_resolve_kit_pick(struct pw_db *db, int64_t parcel, struct pw_line_fact *line, struct pw_error *err)
{
    return read_kit(db, parcel, true, line, err);
}

bool pw_resolve_loose_without(struct pw_db *db, int64_t parcel, int64_t verification, int64_t *ret_loose, struct pw_error *err)
{
    return pw_db_number(
        db, err, ret_loose,
        "SELECT COALESCE(SUM(q.have - q.each * q.made), 0) FROM (SELECT k.units AS each, (SELECT COALESCE(SUM(v.component_units),"
        " 0) FROM verification v WHERE v.parcel_pk = $1 AND v.line_pk = k.line_pk AND v.undone = 0 AND v.component = k.component"
        " AND v.id <> $2) AS have, (SELECT COALESCE(SUM(w.units), 0) FROM verification w WHERE w.parcel_pk = $1 AND w.line_pk ="
        " k.line_pk AND w.undone = 0 AND w.component <> '' AND w.id <> $2) AS made FROM box_kit k WHERE k.parcel_pk = $1) q",
        "ii", parcel, verification);
}

/* Components in the open box beyond those that the kits take which are still wanted: the order changed since. */
static bool add_surplus(struct pw_db *db, struct pw_order_fact *order, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT q.component, q.have - q.each * (q.made + CASE WHEN q.wanted > q.all_made THEN q.wanted - q.all_made ELSE 0 END) "
        "AS"
        " over FROM (SELECT k.component, k.units AS each, l.quantity AS wanted, l.position, l.id, (SELECT COALESCE(SUM("
        "v.component_units), 0) FROM verification v WHERE v.parcel_pk = $1 AND v.line_pk = k.line_pk AND v.undone = 0 AND"
        " v.component = k.component) AS have, (SELECT COALESCE(SUM(w.units), 0) FROM verification w WHERE w.parcel_pk = $1 AND"
        " w.line_pk = k.line_pk AND w.undone = 0 AND w.component <> '') AS made, (SELECT COALESCE(SUM(a.units), 0) FROM"
        " verification a JOIN parcel p ON p.id = a.parcel_pk WHERE a.line_pk = k.line_pk AND a.undone = 0 AND p.status <> 'void')"
        " AS all_made FROM box_kit k JOIN order_line l ON l.id = k.line_pk WHERE k.parcel_pk = $1) q ORDER BY q.position, q.id,"
        " q.component",
        "i", order->box.id);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        int64_t over = pw_stmt_int(s, 1);
        if (over > 0 && order->surplus == 0)
            snprintf(order->too_many, sizeof order->too_many, "%s", pw_stmt_text(s, 0));
        order->surplus += over > 0 ? over : 0;
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

bool pw_resolve_loose(struct pw_db *db, struct pw_order_fact *order, struct pw_error *err)
{
    order->loose = 0;
    return order->box.id == 0 || (pw_resolve_loose_without(db, order->box.id, 0, &order->loose, err) &&
                                  (order->loose == 0 || add_surplus(db, order, err)));
}

bool pw_resolve_kit_lines(struct pw_db *db, int64_t order, int64_t parcel, const char *sku, int64_t units,
                          struct pw_line_fact *lines, size_t *count, struct pw_error *err)
{
    if (*sku == '\0')
        return true;
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT id, quantity, have, sku, name FROM (SELECT l.id, l.quantity, (SELECT COALESCE(SUM(v.units), 0) FROM"
        " verification v JOIN parcel p ON p.id = v.parcel_pk WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void') AS"
        " have, l.sku, l.name, l.position, k.begun, k.units * l.quantity AS most, (SELECT COALESCE(SUM(CASE x.component WHEN '' "
        "THEN"
        " x.units * k.units WHEN $2 THEN x.component_units ELSE 0 END), 0) FROM verification x JOIN parcel y ON y.id ="
        " x.parcel_pk WHERE x.line_pk = l.id AND x.undone = 0 AND y.status <> 'void') AS there FROM (SELECT b.line_pk,"
        " b.units, 0 AS begun FROM box_kit b WHERE b.parcel_pk = $3 AND b.component = $2 UNION ALL SELECT o.id, c.units, 1 FROM "
        "kit_component c"
        " JOIN order_line o ON o.sku = c.kit AND o.order_pk = $1 WHERE c.component = $2 AND NOT EXISTS (SELECT 1 FROM box_kit d"
        " WHERE d.parcel_pk = $3 AND d.line_pk = o.id)) k JOIN order_line l ON l.id = k.line_pk) q"
        " ORDER BY CASE WHEN there < most THEN 0 ELSE 1 END, begun, position, id", /* those that lack it: only some are looked at
                                                                                    */
        "iti", order, sku, parcel);
    if (s == NULL)
        return false;
    enum pw_row row = PW_ROW_END;
    while (*count < PW_FACT_LINES && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct pw_line_fact *l = &lines[*count];
        bool known = false;
        for (size_t i = 0; i < *count; i++)
            known = known || (lines[i].id == pw_stmt_int(s, 0) && strcmp(lines[i].kit.component, sku) == 0);
        if (known)
            continue;
        *l = (struct pw_line_fact){
            .id = pw_stmt_int(s, 0), .quantity = pw_stmt_int(s, 1), .verified = pw_stmt_int(s, 2), .units = units
        };
        copy(l->sku, sizeof l->sku, s, 3);
        copy(l->name, sizeof l->name, s, 4);
        snprintf(l->kit.component, sizeof l->kit.component, "%s", sku);
        (*count)++;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}
