/* Looks up rows. A query is a literal here, so that each is prepared once; see store/db.h for the placeholders. */
#include "station/resolve.h"

#include "barcode/tracking.h"

#include "packwright/utf8.h"
#include "station/customs.h"
#include "station/resolve_box.h"
#include "station/resolve_item.h"
#include "station/resolve_kit.h"
#include "station/resolve_notes.h"
#include "station/resolve_packing.h"
#include "station/resolve_people.h"
#include "station/resolve_return.h"
#include "station/resolve_unit.h"
#include "station/resolve_weight.h"
#include "store/orders.h"

#include <stdio.h>
#include <string.h>

static void copy(char *out, size_t size, struct pw_stmt *s, int column)
{
    snprintf(out, size, "%s", pw_stmt_text(s, column));
    pw_utf8_mend(out);
}

/* ---- orders ---- */

#define ORDER_COLUMNS                                                                                                            \
    "o.id, o.order_id, o.channel, o.status, o.hold_reason, o.notice, o.bench, o.lane, o.address_version, o.gift_message,"        \
    " o.shelf, o.shelf_reason, o.pushed_us"

static void read_order(struct pw_stmt *s, struct pw_order_fact *o)
{
    memset(o, 0, sizeof *o);
    o->id = pw_stmt_int(s, 0);
    copy(o->order_id, sizeof o->order_id, s, 1);
    copy(o->channel, sizeof o->channel, s, 2);
    o->status = pw_order_status_parse(pw_stmt_text(s, 3));
    copy(o->hold_reason, sizeof o->hold_reason, s, 4);
    copy(o->notice, sizeof o->notice, s, 5);
    copy(o->bench, sizeof o->bench, s, 6);
    copy(o->lane, sizeof o->lane, s, 7);
    o->address_version = pw_stmt_int(s, 8);
    o->gift = pw_stmt_text(s, 9)[0] != '\0';
    copy(o->shelf, sizeof o->shelf, s, 10);
    copy(o->shelf_reason, sizeof o->shelf_reason, s, 11);
    o->pushed = pw_stmt_int(s, 12) > 0;
}

/* Units wanted and in boxes, over all lines. */
static bool count_units(struct pw_db *db, struct pw_order_fact *o, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT l.quantity, (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk"
                    " WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void'), l.gift_message, l.sku FROM"
                    " order_line l WHERE l.order_pk = $1 ORDER BY l.position, l.id",
                    "i", o->id);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        int64_t wanted = pw_stmt_int(s, 0), have = pw_stmt_int(s, 1);
        o->units += wanted;
        o->verified += have;
        if (have < wanted)
            o->missing += wanted - have;
        else {
            if (have > wanted && o->surplus == 0)
                copy(o->too_many, sizeof o->too_many, s, 3);
            o->surplus += have - wanted;
        }
        o->gift = o->gift || pw_stmt_text(s, 2)[0] != '\0';
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

/* Finishes a query that gives at most one order. */
static bool one_order(struct pw_db *db, struct pw_stmt *s, struct pw_order_fact *ret_order, struct pw_error *err)
{
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        read_order(s, ret_order);
    pw_stmt_done(s);
    return row != PW_ROW_FAILED &&
           (row == PW_ROW_END || (count_units(db, ret_order, err) && pw_resolve_order_boxes(db, ret_order, err) &&
                                  pw_resolve_loose(db, ret_order, err)));
}

bool pw_resolve_order(struct pw_db *db, int64_t id, struct pw_order_fact *ret_order, struct pw_error *err)
{
    memset(ret_order, 0, sizeof *ret_order);
    if (id == 0)
        return true;
    return one_order(db, pw_db_query(db, err, "SELECT " ORDER_COLUMNS " FROM orders o WHERE o.id = $1", "i", id), ret_order, err);
}

/* ---- parcels and their documents ---- */

#define PARCEL_COLUMNS                                                                                                           \
    "p.id, p.order_pk, p.number, p.status, p.barcode, p.carrier, p.tracking_number, p.label_version, p.bound_us,"                \
    " CASE WHEN p.packed_us IS NULL THEN 0 ELSE 1 END,"                                                                          \
    " (SELECT count(*) FROM parcel q WHERE q.order_pk = p.order_pk AND q.status <> 'void' AND q.number <= p.number),"            \
    " (SELECT COALESCE(SUM(v.units), 0) FROM verification v WHERE v.parcel_pk = p.id AND v.undone = 0), p.weight_why, p.box, "   \
    "p.tare_g, p.weight_mg, COALESCE(p.packed_us, 0), COALESCE((SELECT CASE WHEN u.status <> 'bought' THEN 1 WHEN u.file_pk = "  \
    "0 THEN 2 ELSE 3 END FROM purchase u"                                                                                        \
    " WHERE u.parcel_pk = p.id AND u.unwanted = 0 AND u.status IN ('wanted', 'buying', 'checking', 'uncertain', 'bought')), 0)"

static void read_parcel(struct pw_stmt *s, struct pw_parcel_fact *p)
{
    memset(p, 0, sizeof *p);
    p->id = pw_stmt_int(s, 0);
    p->order = pw_stmt_int(s, 1);
    p->number = pw_stmt_int(s, 2);
    p->status = pw_parcel_status_parse(pw_stmt_text(s, 3));
    copy(p->barcode, sizeof p->barcode, s, 4);
    copy(p->carrier, sizeof p->carrier, s, 5);
    copy(p->tracking, sizeof p->tracking, s, 6);
    p->label_version = pw_stmt_int(s, 7);
    p->bound_us = pw_stmt_int(s, 8);
    p->reopened = p->status == PW_PARCEL_OPEN && pw_stmt_int(s, 9) != 0;
    p->place = pw_stmt_int(s, 10);
    p->units = pw_stmt_int(s, 11);
    p->explained = pw_stmt_text(s, 12)[0] != '\0';
    copy(p->box, sizeof p->box, s, 13);
    p->tare_g = pw_stmt_int(s, 14);
    p->weight_mg = pw_stmt_int(s, 15);
    p->packed_us = pw_stmt_int(s, 16);
    p->postage = (enum pw_parcel_postage)pw_stmt_int(s, 17);
}

static enum pw_doc_kind document_of(const char *name)
{
    for (int k = 0; k < PW_DOC_KINDS; k++)
        if (strcmp(pw_doc_name((enum pw_doc_kind)k), name) == 0)
            return (enum pw_doc_kind)k;
    return PW_DOC_COMMANDS;
}

/* Which documents this parcel has had; those that failed for certain don't count. */
static bool add_jobs(struct pw_db *db, struct pw_parcel_fact *p, struct pw_error *err)
{
    if (p->id == 0)
        return true;
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT document FROM job WHERE parcel_pk = $1 AND status NOT IN ('failed', 'void')", "i", p->id);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        enum pw_doc_kind kind = document_of(pw_stmt_text(s, 0));
        p->label_printed = p->label_printed || kind == PW_DOC_LABEL;
        p->customs_printed = p->customs_printed || kind == PW_DOC_CN22 || kind == PW_DOC_CN23;
        p->content_printed = p->content_printed || kind == PW_DOC_CONTENT_LABEL;
        p->slip_printed = p->slip_printed || kind == PW_DOC_SLIP || kind == PW_DOC_GIFT_SLIP;
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

static bool one_parcel(struct pw_db *db, struct pw_stmt *s, struct pw_parcel_fact *ret_parcel, struct pw_error *err)
{
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        read_parcel(s, ret_parcel);
        ret_parcel->superseded = pw_stmt_int(s, 18) != 0;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED && add_jobs(db, ret_parcel, err);
}

static bool parcel_by_id(struct pw_db *db, int64_t id, struct pw_parcel_fact *ret_parcel, struct pw_error *err)
{
    if (id == 0)
        return true;
    return one_parcel(db, pw_db_query(db, err, "SELECT " PARCEL_COLUMNS ", 0 FROM parcel p WHERE p.id = $1", "i", id), ret_parcel,
                      err);
}

/* The box that an order goes on in: the open one; else the newest of those that are still here, else of all. */
/* The one to go on with: the open one, else one with what nobody wants any more, else the newest that is here. */
bool pw_resolve_newest_parcel(struct pw_db *db, int64_t order, struct pw_parcel_fact *ret_parcel, struct pw_error *err)
{
    if (order == 0)
        return true;
    return one_parcel(db,
                      pw_db_query(db, err,
                                  "SELECT " PARCEL_COLUMNS ", 0 FROM parcel p WHERE p.order_pk = $1 AND p.status <> 'void'"
                                  " ORDER BY CASE p.status WHEN 'open' THEN 0 WHEN 'packed' THEN 1 ELSE 2 END, CASE WHEN EXISTS"
                                  " (SELECT 1 FROM verification v JOIN order_line l ON l.id = v.line_pk WHERE v.parcel_pk = p.id"
                                  " AND v.undone = 0 AND v.units > 0 AND l.quantity < (SELECT SUM(w.units) FROM verification w"
                                  " JOIN parcel b ON b.id = w.parcel_pk WHERE w.line_pk = l.id AND w.undone = 0 AND b.status <>"
                                  " 'void')) THEN 0 ELSE 1 END, p.number DESC LIMIT 1",
                                  "i", order),
                      ret_parcel, err);
}

#define JOB_COLUMNS                                                                                                              \
    "j.id, j.order_pk, j.parcel_pk, j.document, j.status, j.printer, j.address_version,"                                         \
    " (SELECT count(*) FROM parcel b WHERE b.id = j.parcel_pk AND b.status = 'void')"

static bool one_job(struct pw_stmt *s, struct pw_job_fact *j, struct pw_error *err)
{
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        j->id = pw_stmt_int(s, 0);
        j->order = pw_stmt_int(s, 1);
        j->parcel = pw_stmt_int(s, 2);
        j->document = document_of(pw_stmt_text(s, 3));
        j->status = pw_job_status_parse(pw_stmt_text(s, 4));
        copy(j->printer, sizeof j->printer, s, 5);
        j->address_version = pw_stmt_int(s, 6);
        j->of_void_box = pw_stmt_int(s, 7) != 0;
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

/* ---- the lane ---- */

static bool resolve_lane(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err)
{
    if (!pw_resolve_order(db, state->order, &f->open, err) || !parcel_by_id(db, state->parcel, &f->open_parcel, err) ||
        !parcel_by_id(db, state->subject, &f->subject, err) || !pw_resolve_order(db, f->subject.order, &f->subject_order, err))
        return false;
    if (state->phase != PW_PHASE_PACKING)
        return true;
    return pw_resolve_expected(db, f->rules, state->order, &f->expected, err);
}

static bool resolve_undo(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err)
{
    if (state->phase != PW_PHASE_PACKING)
        return true;
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT v.id, l.id, v.units, l.quantity, l.sku, l.name, (SELECT COALESCE(SUM(w.units), 0) FROM verification w"
                    " WHERE w.line_pk = l.id AND w.parcel_pk = v.parcel_pk AND w.undone = 0), v.component FROM verification v"
                    " JOIN order_line l ON l.id = v.line_pk WHERE v.parcel_pk = $1 AND v.undone = 0 ORDER BY v.id DESC LIMIT 1",
                    "i", state->parcel);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        f->last_verification = pw_stmt_int(s, 0);
        f->undo_line = (struct pw_line_fact){
            .id = pw_stmt_int(s, 1), .units = pw_stmt_int(s, 2), .quantity = pw_stmt_int(s, 3), .verified = pw_stmt_int(s, 6)
        };
        copy(f->undo_line.sku, sizeof f->undo_line.sku, s, 4);
        copy(f->undo_line.name, sizeof f->undo_line.name, s, 5);
        copy(f->undo_line.kit.component, sizeof f->undo_line.kit.component, s, 7);
    }
    pw_stmt_done(s);
    return row == PW_ROW ? pw_resolve_loose_without(db, state->parcel, f->last_verification, &f->undo_line.kit.loose, err)
                         : row == PW_ROW_END;
}

static bool resolve_uncertain(struct pw_db *db, struct pw_facts *f, struct pw_error *err)
{
    return one_job(pw_db_query(db, err,
                               "SELECT " JOB_COLUMNS
                               " FROM job j WHERE j.bench = $1 AND j.status = 'uncertain' AND j." PW_JOB_OPEN
                               " ORDER BY j.id LIMIT 1",
                               "t", f->rules->bench),
                   &f->uncertain, err) &&
           pw_resolve_order(db, f->uncertain.order, &f->uncertain_order, err);
}

/* ---- what a scan names ---- */

static bool order_by_number(struct pw_db *db, const char *number, struct pw_facts *f, struct pw_error *err)
{
    /* The same number in two channels: the one that can still be worked on. */
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT " ORDER_COLUMNS " FROM orders o WHERE o.order_id = $1 ORDER BY CASE o.status WHEN 'packing' THEN 0"
                    " WHEN 'ready' THEN 1 WHEN 'packed' THEN 2 WHEN 'held' THEN 3 ELSE 4 END, o.id LIMIT 1",
                    "t", number);
    if (!one_order(db, s, &f->order, err) || !pw_resolve_newest_parcel(db, f->order.id, &f->order_parcel, err))
        return false;
    if (f->order.id == 0)
        return true;
    if (!pw_order_missing(db, f->order.id, &f->order.unlisted, NULL, err))
        return false;
    return one_job(
        pw_db_query(db, err,
                    "SELECT " JOB_COLUMNS " FROM job j WHERE j.order_pk = $1 AND j.document IN ('slip', 'gift-slip')"
                    " AND j.status IN ('uncertain', 'handed-over') AND NOT EXISTS (SELECT 1 FROM job k WHERE k.order_pk ="
                    " j.order_pk AND k.document IN ('slip', 'gift-slip') AND k.parcel_pk <> j.parcel_pk AND k.status"
                    " NOT IN ('failed', 'void')) ORDER BY j.id DESC LIMIT 1", /* of several boxes it doesn't tell which */
                    "i", f->order.id),
        &f->order_slip, err);
}

/* The order is looked at already: another scan of it looks at its next box. */
static bool next_packed_parcel(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err)
{
    if (state->phase != PW_PHASE_IDLE || f->order.status != PW_ORDER_PACKED || f->order.boxes < 2 || f->order.missing > 0 ||
        f->order.surplus > 0 || f->subject.order != f->order.id || f->subject.status != PW_PARCEL_PACKED)
        return true;
    return one_parcel(db,
                      pw_db_query(db, err,
                                  "SELECT " PARCEL_COLUMNS ", 0 FROM parcel p WHERE p.order_pk = $1 AND p.status = 'packed'"
                                  " ORDER BY CASE WHEN p.number < $2 THEN 0 ELSE 1 END, p.number DESC LIMIT 1",
                                  "ii", f->order.id, f->subject.number),
                      &f->order_parcel, err);
}

static bool parcel_by_code(struct pw_db *db, const char *code, struct pw_facts *f, struct pw_error *err)
{
    return one_parcel(db,
                      pw_db_query(db, err,
                                  "SELECT " PARCEL_COLUMNS ", c.superseded FROM parcel_code c JOIN parcel p ON p.id = c.parcel_pk"
                                  " WHERE c.code = $1",
                                  "t", code),
                      &f->parcel, err);
}

static bool parcel_by_tracking(struct pw_db *db, const char *number, struct pw_facts *f, struct pw_error *err)
{
    if (!one_parcel(db,
                    pw_db_query(db, err,
                                "SELECT " PARCEL_COLUMNS
                                ", 0 FROM parcel p WHERE p.tracking_number = $1 AND p.tracking_number <> ''"
                                " AND p.status <> 'void' ORDER BY p.id DESC LIMIT 1",
                                "t", number),
                    &f->parcel, err))
        return false;
    f->by_tracking = f->parcel.id != 0;
    return true;
}

static bool complete_parcel(struct pw_db *db, struct pw_facts *f, struct pw_error *err)
{
    if (f->parcel.id == 0)
        return true;
    return pw_resolve_order(db, f->parcel.order, &f->parcel_order, err) &&
           one_job(pw_db_query(db, err,
                               "SELECT " JOB_COLUMNS " FROM job j WHERE j.parcel_pk = $1 AND j.document = 'label'"
                               " AND j.status IN ('uncertain', 'handed-over') ORDER BY j.id DESC LIMIT 1",
                               "i", f->parcel.id),
                   &f->parcel_label, err);
}

static bool resolve_scan(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, struct pw_facts *f,
                         struct pw_error *err)
{
    const struct pw_meaning *m = &event->meaning;
    if (m->garbled || m->forged || m->shelf[0] != '\0' || m->cage[0] != '\0')
        return pw_resolve_box(db, state, event, f, err);
    if (m->command != PW_COMMAND_NONE || m->badge[0] != '\0')
        return resolve_undo(db, state, f, err) && resolve_uncertain(db, f, err) && pw_resolve_box(db, state, event, f, err);
    const char *code = m->parcel_code[0] != '\0' ? m->parcel_code : m->sscc;
    if (code[0] != '\0' && !parcel_by_code(db, code, f, err))
        return false;
    if (f->parcel.id == 0 && m->text[0] != '\0' &&
        !(order_by_number(db, m->text, f, err) && next_packed_parcel(db, state, f, err)))
        return false;
    for (size_t i = 0; f->parcel.id == 0 && f->order.id == 0 && i < m->tracking_count; i++)
        if (!parcel_by_tracking(db, m->tracking[i].number, f, err))
            return false;
    char number[PW_TRACKING_MAX + 1]; /* one in an unusual form, as it is kept when it is bound */
    if (f->parcel.id == 0 && f->order.id == 0 && pw_tracking_free_text(pw_bytes_str(m->text), number) &&
        !parcel_by_tracking(db, number, f, err))
        return false;
    if (!complete_parcel(db, f, err) || !pw_resolve_box(db, state, event, f, err))
        return false;
    return f->parcel.id != 0 || f->order.id != 0 || f->box_type.scanned || pw_resolve_item(db, state, m, f, err);
}

/* Which customs form a full box of the order needs. What can't be found out is said when the form is made. */
static bool resolve_customs(struct pw_db *db, const struct pw_rules *rules, const struct pw_parcel_fact *box, bool closing,
                            struct pw_order_fact *o, struct pw_error *err)
{
    struct pw_error why = { 0 };
    enum pw_doc_kind form;
    if (o->id == 0 || rules->config == NULL || (!rules->printer_for[PW_DOC_CN22] && !rules->printer_for[PW_DOC_CN23]))
        return true;
    if (pw_customs_form_of(rules->config, db, o->id, box->number, closing, &form, &why))
        o->customs = (int)form;
    else if (why.code != PW_ERR_NOT_FOUND && why.code != PW_ERR_TOO_BIG)
        return why.code == PW_ERR_BAD_INPUT || pw_fail(err, why.code, 0, "%s", why.text);
    return true;
}

/* The order whose box this event may fill, or that is full. */
static bool resolve_weight(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, struct pw_facts *f,
                           struct pw_error *err)
{
    bool packing = state->phase == PW_PHASE_PACKING;
    const struct pw_order_fact *o = packing ? &f->open : &f->wanted;
    int64_t units = packing ? 0 : f->wanted_line.units;
    if (f->unit_line.id != 0)
        units = f->unit_line.units;
    for (size_t i = 0; packing && i < f->line_count; i++)
        units = f->lines[i].units > units ? f->lines[i].units : units;
    bool command = event->kind == PW_EVENT_SCAN && (event->meaning.command != PW_COMMAND_NONE || event->meaning.badge[0] != '\0');
    bool closing = pw_box_closes(state, event);
    if (!f->scale.present || f->rules->weigh == PW_WEIGH_NEVER || o->id == 0 || (o->missing > units && !closing) ||
        (command && !packing))
        return true;
    int64_t parcel = packing ? f->open_parcel.id : f->wanted_parcel.status == PW_PARCEL_OPEN ? f->wanted_parcel.id : 0;
    const struct pw_parcel_fact *begun = packing ? &f->open_parcel : &f->wanted_parcel;
    struct pw_weight_box box = { begun->box, begun->tare_g };
    if (f->box_type.name[0] != '\0' && (f->box_type.scanned || parcel == 0)) /* it will be that one's */
        box = (struct pw_weight_box){ f->box_type.name, f->box_type.tare_g };
    if (box.name[0] == '\0' || box.tare_g < 0)
        box.tare_g = f->rules->packaging_g;
    return pw_weight_resolve(db, o->id, parcel, closing, &box, &f->weight, err);
}

/* The box that was closed last, before anything was known of its weight. */
static bool resolve_seen(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err)
{
    const struct pw_parcel_fact *p = &f->subject;
    if (state->phase != PW_PHASE_IDLE || f->rules->weigh != PW_WEIGH_KNOWN || p->status != PW_PARCEL_PACKED || p->weight_mg > 0)
        return true;
    struct pw_weight_box box = { p->box, p->box[0] == '\0' || p->tare_g < 0 ? f->rules->packaging_g : p->tare_g };
    return pw_weight_resolve(db, p->order, p->id, true, &box, &f->weight, err);
}

bool pw_resolve(struct pw_db *db, const struct pw_rules *rules, const struct pw_state *state, const struct pw_event *event,
                struct pw_facts *ret_facts, struct pw_error *err)
{
    const struct pw_scale_fact scale = ret_facts->scale; /* the station put it in */
    memset(ret_facts, 0, sizeof *ret_facts);
    ret_facts->rules = rules;
    ret_facts->scale = scale;
    if (event->kind == PW_EVENT_OFFICE)
        return order_by_number(db, event->meaning.text, ret_facts, err);
    if (event->kind == PW_EVENT_LOCK)
        return pw_resolve_people(db, state, event, ret_facts, err);
    if (event->kind == PW_EVENT_WEIGHT)
        return pw_resolve_people(db, state, event, ret_facts, err) && resolve_lane(db, state, ret_facts, err) &&
               resolve_weight(db, state, event, ret_facts, err) && resolve_seen(db, state, ret_facts, err) &&
               resolve_customs(db, rules, &ret_facts->open_parcel, false, &ret_facts->open, err);
    if (event->kind == PW_EVENT_SCAN)
        return pw_resolve_people(db, state, event, ret_facts, err) && resolve_lane(db, state, ret_facts, err) &&
               resolve_scan(db, state, event, ret_facts, err) && pw_resolve_units(db, state, event, ret_facts, err) &&
               pw_resolve_packing(db, ret_facts, err) && pw_resolve_notes(db, state, event, ret_facts, err) &&
               resolve_weight(db, state, event, ret_facts, err) &&
               resolve_customs(db, rules, &ret_facts->open_parcel, pw_box_closes(state, event), &ret_facts->open, err) &&
               resolve_customs(db, rules, &ret_facts->wanted_parcel, false, &ret_facts->wanted, err) &&
               resolve_customs(db, rules, &ret_facts->subject, false, &ret_facts->subject_order, err) &&
               pw_resolve_return(db, state, ret_facts, err);
    return one_job(pw_db_query(db, err, "SELECT " JOB_COLUMNS " FROM job j WHERE j.id = $1", "i", event->job), &ret_facts->job,
                   err) &&
           (event->lane[0] == '\0' || pw_resolve_order(db, ret_facts->job.order, &ret_facts->parcel_order, err));
}
