#include "station/resolve_unit.h"

#include "packwright/utf8.h"
#include "station/decision.h"
#include "station/resolve_kit.h"
#include "store/captures.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void copy(char *out, size_t size, struct pw_stmt *s, int column)
{
    snprintf(out, size, "%s", pw_stmt_text(s, column));
    pw_utf8_mend(out);
}

static void local_date(int64_t us, char out[11])
{
    time_t seconds = (time_t)(us / 1000000);
    struct tm tm;
    if (localtime_r(&seconds, &tm) != NULL)
        snprintf(out, 11, "%04u-%02u-%02u", (unsigned)(tm.tm_year + 1900) % 10000, (unsigned)(tm.tm_mon + 1) % 100,
                 (unsigned)tm.tm_mday % 100);
}

/* The article that lies in the hand: the line's, or the component of its kit. */
#define SKU_OF "CASE $2 WHEN '' THEN (SELECT l.sku FROM order_line l WHERE l.id = $1) ELSE $2 END"

static bool article(struct pw_db *db, struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT serial, lot, expiry, transparency, minimum_days, CASE WHEN weight_g > 0 THEN "
                                    "weight_g ELSE COALESCE((SELECT CASE WHEN MIN(c.weight_g) > 0"
                                    " THEN SUM(k.units * c.weight_g) ELSE 0 END FROM kit_component k JOIN article c ON c.sku = "
                                    "k.component WHERE k.kit = article.sku), 0)"
                                    " END FROM article WHERE sku = " SKU_OF,
                                    "it", line->id, line->kit.component);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        line->unit.wants = (pw_stmt_int(s, 0) != 0 ? PW_CAPTURE_SERIAL : 0) | (pw_stmt_int(s, 1) != 0 ? PW_CAPTURE_LOT : 0) |
                           (pw_stmt_int(s, 2) != 0 ? PW_CAPTURE_EXPIRY : 0) | (pw_stmt_int(s, 3) != 0 ? PW_CAPTURE_CODE : 0);
        line->unit.min_days = pw_stmt_int(s, 4);
        line->unit.weight_mg = pw_stmt_int(s, 5) * 1000;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

/* The order that has a unit with this serial number: this one before others. Of one whose units came back, as many may be packed
 * again: which of them it was nobody wrote down. A kit that came back as a whole brought as many of each component as it has. */
static bool serial_seen(struct pw_db *db, int64_t order, const char *serial, struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT o.id, o.order_id, (SELECT COALESCE(SUM(CASE r.article WHEN '' THEN r.units * CASE v.component WHEN '' THEN 1 ELSE"
        " (SELECT CASE WHEN SUM(k.units) > 0 THEN CAST(SUM(CASE k.component WHEN v.component THEN k.component_units ELSE 0 END) "
        "AS"
        " BIGINT) / CAST(SUM(k.units) AS BIGINT) ELSE 0 END FROM verification k WHERE k.line_pk = w.id AND k.undone = 0 AND"
        " k.component <> '') END WHEN v.component THEN r.pieces ELSE 0 END), 0) FROM return_line r WHERE r.line_pk = w.id AND"
        " r.undone = 0), (SELECT count(*) FROM verification x JOIN capture y ON y.verification_pk = x.id WHERE x.line_pk = w.id"
        " AND x.undone = 0 AND y.live = 0 AND y.sku = c.sku) FROM capture c JOIN verification v ON v.id = c.verification_pk JOIN "
        "parcel p ON p.id = v.parcel_pk"
        " JOIN order_line w ON w.id = v.line_pk JOIN orders o ON o.id = w.order_pk WHERE c.sku = " SKU_OF " AND c.serial = $4"
        " AND c.serial <> '' AND c.live = 1 AND NOT " PW_CAPTURE_FREE
        " ORDER BY CASE o.id WHEN $3 THEN 0 ELSE 1 END, c.id DESC LIMIT 1",
        "itit", line->id, line->kit.component, order, serial);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW && pw_stmt_int(s, 2) <= pw_stmt_int(s, 3)) {
        line->unit.serial_order = pw_stmt_int(s, 0);
        copy(line->unit.serial_order_id, sizeof line->unit.serial_order_id, s, 1);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool code_seen(struct pw_db *db, const char *code, struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT o.id, o.order_id FROM capture c JOIN verification v ON v.id = c.verification_pk JOIN parcel p"
                    " ON p.id = v.parcel_pk JOIN orders o ON o.id = p.order_pk WHERE c.code = $1 AND c.code <> '' AND c.live = 1"
                    " AND NOT " PW_CAPTURE_FREE " LIMIT 1",
                    "t", code);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        line->unit.code_order = pw_stmt_int(s, 0);
        copy(line->unit.code_order_id, sizeof line->unit.code_order_id, s, 1);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool lot_blocked(struct pw_db *db, const char *lot, struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err, "SELECT reason FROM lot_block WHERE lot = $3 AND sku = " SKU_OF, "itt", line->id,
                                    line->kit.component, lot);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        line->unit.lot_blocked = true;
        copy(line->unit.lot_reason, sizeof line->unit.lot_reason, s, 0);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

/* One lookup, and more only where something is captured. */
static bool add(struct pw_db *db, const struct pw_unit *unit, int64_t order, struct pw_line_fact *line, struct pw_error *err)
{
    return (unit->serial[0] == '\0' || serial_seen(db, order, unit->serial, line, err)) &&
           (unit->code[0] == '\0' || code_seen(db, unit->code, line, err)) &&
           (unit->lot[0] == '\0' || lot_blocked(db, unit->lot, line, err));
}

static bool add_scanned(struct pw_db *db, const struct pw_meaning *m, int64_t order, int64_t parcel, const char *today,
                        struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_unit unit = { 0 };
    if (!article(db, line, err) || !pw_resolve_kit(db, parcel, line, err))
        return false;
    pw_unit_read(m, line->unit.wants, today, &unit);
    return add(db, &unit, order, line, err);
}

/* The unit in the hand, with what the scan answers. */
static bool add_in_hand(struct pw_db *db, const struct pw_state *state, const struct pw_meaning *m, const char *today,
                        struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_unit unit = state->unit;
    int asked = pw_pending_capture(state->pending);
    if (!article(db, line, err) || !pw_resolve_kit(db, state->parcel, line, err))
        return false;
    if (asked != 0)
        (void)pw_unit_answer(m, line->unit.wants, asked, today, &unit);
    return add(db, &unit, state->order, line, err);
}

static bool asked_line(struct pw_db *db, const struct pw_state *state, struct pw_line_fact *line, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT l.quantity, (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk"
        " WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void'), l.sku, l.name FROM order_line l WHERE l.id = $1"
        " AND l.order_pk = $2",
        "ii", state->unit.line, state->order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        *line = (struct pw_line_fact){
            .id = state->unit.line, .quantity = pw_stmt_int(s, 0), .verified = pw_stmt_int(s, 1), .units = state->unit.units
        };
        copy(line->sku, sizeof line->sku, s, 2);
        copy(line->name, sizeof line->name, s, 3);
        snprintf(line->kit.component, sizeof line->kit.component, "%s", state->unit.component);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

/* Of kits that were scanned as a whole, before a code of each of some component was wanted. */
static bool codeless_kits(struct pw_db *db, int64_t parcel, struct pw_contents_fact *f, struct pw_error *err)
{
    return pw_db_number(db, err, &f->codeless,
                        "SELECT COALESCE(SUM(v.units * k.units), 0) FROM verification v JOIN order_line l ON l.id = v.line_pk"
                        " JOIN kit_component k ON k.kit = l.sku JOIN article a ON a.sku = k.component AND a.transparency <> 0"
                        " WHERE v.parcel_pk = $1 AND v.undone = 0 AND v.component = '' AND v.how <> 'substitute' AND NOT EXISTS"
                        " (SELECT 1 FROM article b WHERE b.sku = l.sku AND b.serial + b.lot + b.expiry + b.transparency > 0)",
                        "i", parcel);
}

/* What has come up since it was packed: a lot was blocked, or codes are captured now. */
static bool parcel_contents(struct pw_db *db, int64_t parcel, struct pw_contents_fact *f, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT b.sku, b.lot, b.reason FROM verification v JOIN capture c ON c.verification_pk = v.id"
                                    " JOIN lot_block b ON b.sku = c.sku AND b.lot = c.lot WHERE v.parcel_pk = $1 AND v.undone = 0"
                                    " LIMIT 1",
                                    "i", parcel);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        copy(f->sku, sizeof f->sku, s, 0);
        copy(f->lot, sizeof f->lot, s, 1);
        copy(f->reason, sizeof f->reason, s, 2);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED &&
           pw_db_number(
               db, err, &f->codeless,
               "SELECT COALESCE(SUM(CASE v.component WHEN '' THEN v.units ELSE v.component_units END), 0) FROM verification v"
               " JOIN order_line l ON l.id = v.line_pk JOIN article a ON a.sku = CASE v.component WHEN '' THEN l.sku ELSE"
               " v.component END AND a.transparency <> 0 WHERE v.parcel_pk = $1 AND v.undone = 0 AND NOT EXISTS (SELECT 1"
               " FROM capture c WHERE c.verification_pk = v.id AND c.code <> '')",
               "i", parcel) &&
           (f->codeless > 0 || codeless_kits(db, parcel, f, err));
}

/* Without its barcode, a component of the kit in hand may count, and it is what a new barcode may be of; something else instead
 * goes for a whole kit. */
static bool picks_component(const struct pw_state *state, const struct pw_event *event)
{
    return state->pending == PW_PENDING_NO_BARCODE || event->meaning.command == PW_COMMAND_NO_BARCODE ||
           state->pending == PW_PENDING_TEACH || state->pending == PW_PENDING_TEACH_ITEM;
}

bool pw_resolve_units(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, struct pw_facts *f,
                      struct pw_error *err)
{
    const struct pw_meaning *m = &event->meaning;
    bool asked = pw_pending_capture(state->pending) != 0 || m->command == PW_COMMAND_ACKNOWLEDGE;
    bool in_hand = asked && pw_pending_unit(state) && state->unit.line != 0;
    if (f->parcel.id != 0 && f->parcel.status == PW_PARCEL_PACKED && !parcel_contents(db, f->parcel.id, &f->parcel_contents, err))
        return false;
    /* a unit may count without its barcode */
    if (f->people.pick.id != 0 && (!(picks_component(state, event) ? pw_resolve_kit_pick(db, state->parcel, &f->people.pick, err)
                                                                   : pw_resolve_kit(db, state->parcel, &f->people.pick, err)) ||
                                   !article(db, &f->people.pick, err)))
        return false;
    if (state->phase == PW_PHASE_RETURNING || m->garbled || m->forged || (m->command != PW_COMMAND_NONE && !in_hand) ||
        m->shelf[0] != '\0' || (!in_hand && f->line_count == 0 && f->wanted.id == 0))
        return true;
    local_date(event->time_us, f->today);
    if (in_hand)
        return asked_line(db, state, &f->unit_line, err) &&
               (f->unit_line.id == 0 || add_in_hand(db, state, m, f->today, &f->unit_line, err));
    for (size_t i = 0; i < f->line_count; i++)
        if (!add_scanned(db, m, state->order, state->parcel, f->today, &f->lines[i], err))
            return false;
    int64_t begun = f->wanted_parcel.status == PW_PARCEL_OPEN ? f->wanted_parcel.id : 0;
    return f->wanted.id == 0 || add_scanned(db, m, f->wanted.id, begun, f->today, &f->wanted_line, err);
}
