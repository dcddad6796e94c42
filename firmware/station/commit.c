/* Each effect is one function here; each checks that the row was still as the decision saw it. */
#include "station/commit.h"

#include "barcode/carriers.h"
#include "barcode/parcel_code.h"
#include "base/json.h"
#include "packwright/clock.h"
#include "station/box_types.h"
#include "station/commit_box.h"
#include "station/commit_notes.h"
#include "station/commit_office.h"
#include "station/commit_people.h"
#include "station/commit_return.h"
#include "station/resolve_weight.h"
#include "station/spare.h"
#include "store/boxes.h"
#include "store/captures.h"
#include "store/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct work {
    struct pw_db *db;
    const struct pw_commit_setup *setup;
    const struct pw_event *event;
    struct pw_decision *decision;
    struct pw_committed *committed;
    int64_t opened; /* the parcel that this decision opens */
    struct pw_error *err;
};

/* After an update that must have met its row. */
static bool met(struct work *w, bool ok, const char *what)
{
    if (!ok)
        return false;
    if (pw_db_changes(w->db) > 0)
        return true;
    return pw_fail(w->err, PW_ERR_BUSY, 0, "%s was changed by somebody else", what);
}

static int64_t parcel_of(const struct work *w, const struct pw_effect *e)
{
    return e->parcel != 0 ? e->parcel : w->opened;
}

static bool claim(struct work *w, const struct pw_effect *e)
{
    const char *bench = w->setup->rules->bench;
    return met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE orders SET status = 'packing', bench = $2, lane = $3, changed_us = $4, " PW_OFF_SHELF
                         " WHERE id = $1"
                         " AND status IN ('ready', 'packed')",
                         "itti", e->order, bench, w->event->lane, w->event->time_us),
               "the order") &&
           pw_db_run(w->db, w->err, "UPDATE order_line SET open_us = NULL WHERE order_pk = $1", "i", e->order) &&
           pw_commit_notes_opened(w->db, w->setup->rules, e->order, w->err);
}

/* Whoever had the order open has nothing open now, and reads why. */
static bool leave(struct work *w, int64_t order)
{
    const char *bench = w->setup->rules->bench, *lane = w->event->lane;
    char title[200];
    snprintf(title, sizeof title, "Taken over at %s, lane %s", bench, lane);
    json_t *packed = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "n", (json_int_t)w->committed->seq, "tone", "attention", "title",
                               title, "detail", "The order that was open here is packed there now. Its box goes there too.",
                               "expected", "", "came", "");
    char *message = pw_json_text(packed, JSON_COMPACT);
    json_decref(packed);
    if (message == NULL)
        return pw_fail(w->err, PW_ERR_MEMORY, 0, "no memory for a message");
    bool ok = pw_db_run(w->db, w->err,
                        "UPDATE lane SET phase = 'idle', order_pk = 0, parcel_pk = 0, subject_pk = 0, pending = '', refusal = '',"
                        " message = $4 WHERE order_pk = $1 AND NOT (bench = $2 AND name = $3)",
                        "ittt", order, bench, lane, message);
    free(message);
    return ok;
}

static bool take_over(struct work *w, const struct pw_effect *e)
{
    return met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE orders SET bench = $2, lane = $3, changed_us = $4 WHERE id = $1 AND status = 'packing'", "itti",
                         e->order, w->setup->rules->bench, w->event->lane, w->event->time_us),
               "the order") &&
           leave(w, e->order) && pw_commit_notes_opened(w->db, w->setup->rules, e->order, w->err);
}

static bool reopen(struct work *w, const struct pw_effect *e)
{
    w->opened = e->parcel;
    return claim(w, e) &&
           met(w,
               pw_db_run(w->db, w->err, "UPDATE parcel SET status = 'open' WHERE id = $1 AND status = 'packed'", "i", e->parcel),
               "the parcel");
}

static bool unclaim(struct work *w, const struct pw_effect *e)
{
    return met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE orders SET status = 'ready', bench = '', lane = '', changed_us = $2 WHERE id = $1 AND status = "
                         "'packing'",
                         "ii", e->order, w->event->time_us),
               "the order") &&
           pw_db_run(w->db, w->err,
                     "UPDATE order_line SET open_us = (SELECT " PW_OPEN_US
                     " FROM orders o WHERE o.id = order_pk) WHERE order_pk = $1",
                     "i", e->order) &&
           pw_boxes_settle(w->db, e->order, w->err);
}

/* A code for a parcel: an SSCC with a company prefix, else the station's own. */
static bool new_code(struct work *w, int64_t parcel)
{
    int64_t serial = 0;
    if (!pw_db_run(w->db, w->err, "INSERT INTO meta (key, value) VALUES ('parcel-serial', '0') ON CONFLICT DO NOTHING", "") ||
        !pw_db_number(w->db, w->err, &serial,
                      "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = 'parcel-serial'"
                      " RETURNING CAST(value AS BIGINT)",
                      ""))
        return false;
    char code[PW_PARCEL_CODE_SIZE];
    const char *prefix = w->setup->rules->sscc_prefix;
    if (prefix[0] != '\0' ? !pw_sscc(prefix, serial, code) : !pw_parcel_code(w->setup->store_tag, serial, code))
        return pw_fail(w->err, PW_ERR_CONFIG, 0, "no more parcel numbers under the company prefix %s", prefix);
    return pw_db_run(w->db, w->err, "UPDATE parcel_code SET superseded = 1 WHERE parcel_pk = $1", "i", parcel) &&
           pw_db_run(w->db, w->err, "INSERT INTO parcel_code (code, parcel_pk) VALUES ($1, $2)", "ti", code, parcel) &&
           pw_db_run(w->db, w->err, "UPDATE parcel SET barcode = $2, label_version = 0 WHERE id = $1", "it", parcel, code);
}

static bool open_parcel(struct work *w, const struct pw_effect *e)
{
    const struct pw_rules *r = w->setup->rules;
    return pw_db_number(
               w->db, w->err, &w->opened,
               "INSERT INTO parcel (order_pk, number, status, carrier, service, bench, opened_us)"
               " VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM parcel WHERE order_pk = $1), 'open', $2, $3, $4, $5)"
               " RETURNING id",
               "ittti", e->order, r->carrier, r->service, r->bench, w->event->time_us) &&
           new_code(w, w->opened);
}

/* Why its weight was right is no reason any more. */
static bool changed(struct work *w, int64_t parcel)
{
    return pw_db_run(w->db, w->err, "UPDATE parcel SET weight_mg = 0, weight_why = '' WHERE id = $1 AND weight_why <> ''", "i",
                     parcel);
}

static bool verify(struct work *w, const struct pw_effect *e)
{
    return pw_db_run(w->db, w->err,
                     "INSERT INTO verification (parcel_pk, line_pk, units, journal_seq, component, component_units) VALUES ($1, "
                     "$2, $3, $4, $5, $6)",
                     "iiiiti", parcel_of(w, e), e->line, e->number, w->committed->seq, e->text, e->id) &&
           (e->line != w->decision->unit.line || pw_capture_keep(w->db, &w->decision->unit, w->committed->seq, w->err)) &&
           changed(w, parcel_of(w, e));
}

static bool undo(struct work *w, const struct pw_effect *e)
{
    return met(w, pw_db_run(w->db, w->err, "UPDATE verification SET undone = 1 WHERE id = $1 AND undone = 0", "i", e->id),
               "that scan") &&
           pw_capture_drop(w->db, e->parcel, w->err) && changed(w, e->parcel);
}

static bool empty(struct work *w, const struct pw_effect *e)
{
    return pw_db_run(w->db, w->err, "UPDATE verification SET undone = 1 WHERE parcel_pk = $1", "i", e->parcel) &&
           pw_capture_drop(w->db, e->parcel, w->err) && changed(w, e->parcel);
}

static bool hold(struct work *w, const struct pw_effect *e)
{
    return met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE orders SET held_from = CASE status WHEN 'packing' THEN 'ready' ELSE status END, status = 'held',"
                         " hold_reason = $2, bench = '', lane = '', changed_us = $3 WHERE id = $1 AND status IN ('ready', "
                         "'packing', 'packed')",
                         "iti", e->order, e->text, w->event->time_us),
               "the order") &&
           pw_db_run(w->db, w->err, "UPDATE order_line SET open_us = NULL WHERE order_pk = $1", "i", e->order);
}

static bool release(struct work *w, const struct pw_effect *e)
{
    return met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE orders SET status = CASE held_from WHEN '' THEN 'ready' ELSE held_from END, held_from = '',"
                         " hold_reason = '', changed_us = $2 WHERE id = $1 AND status = 'held'",
                         "ii", e->order, w->event->time_us),
               "the order") &&
           pw_db_run(w->db, w->err,
                     "UPDATE order_line SET open_us = (SELECT " PW_OPEN_US
                     " FROM orders o WHERE o.id = order_pk) WHERE order_pk = $1"
                     " AND (SELECT o.status FROM orders o WHERE o.id = order_pk) = 'ready'",
                     "i", e->order) &&
           pw_boxes_settle(w->db, e->order, w->err);
}

static bool pack(struct work *w, const struct pw_effect *e)
{
    return met(w,
               pw_db_run(
                   w->db, w->err,
                   "UPDATE orders SET status = 'packed', bench = '', lane = '', packed_us = $2, changed_us = $2 WHERE id = $1"
                   " AND status = 'packing'",
                   "ii", e->order, w->event->time_us),
               "the order") &&
           met(w,
               pw_db_run(w->db, w->err, "UPDATE parcel SET status = 'packed', packed_us = $2 WHERE id = $1 AND status = 'open'",
                         "ii", parcel_of(w, e), w->event->time_us),
               "the parcel");
}

static bool bind(struct work *w, const struct pw_effect *e)
{
    return met(
        w,
        pw_db_run(w->db, w->err,
                  "UPDATE parcel SET tracking_number = $2, bound_us = $4, carrier = CASE $3 WHEN '' THEN carrier ELSE $3 END,"
                  " service = CASE WHEN $3 = '' OR $3 = carrier THEN service ELSE '' END WHERE id = $1 AND status = 'packed'",
                  "itti", e->parcel, e->text, e->text2, w->event->time_us),
        "the parcel");
}

/* ---- the confirmation ---- */

static json_t *items_of(struct work *w, int64_t parcel)
{
    struct pw_stmt *s =
        pw_db_query(w->db, w->err,
                    "SELECT l.order_item_id, SUM(v.units) FROM verification v JOIN order_line l ON l.id = v.line_pk"
                    " WHERE v.parcel_pk = $1 AND v.undone = 0 GROUP BY l.id, l.order_item_id ORDER BY l.id",
                    "i", parcel);
    if (s == NULL)
        return NULL;
    json_t *items = json_array();
    bool whole = items != NULL;
    enum pw_row row;
    while ((row = pw_stmt_step(s, w->err)) == PW_ROW)
        whole = json_array_append_new(items, json_pack("{s:s, s:I}", "order_item_id", pw_stmt_text(s, 0), "quantity",
                                                       (json_int_t)pw_stmt_int(s, 1))) == 0 &&
                whole;
    pw_stmt_done(s);
    if (row == PW_ROW_END && whole && pw_capture_codes(w->db, parcel, items, w->err))
        return items;
    json_decref(items);
    return NULL;
}

static bool confirm(struct work *w, const struct pw_effect *e)
{
    struct pw_stmt *s =
        pw_db_query(w->db, w->err,
                    "SELECT o.channel, o.order_id, p.number, p.carrier, p.service, p.tracking_number FROM parcel p"
                    " JOIN orders o ON o.id = p.order_pk WHERE p.id = $1",
                    "i", e->parcel);
    if (s == NULL)
        return false;
    if (pw_stmt_step(s, w->err) != PW_ROW) {
        pw_stmt_done(s);
        return pw_fail(w->err, PW_ERR_BUSY, 0, "the parcel was changed by somebody else");
    }
    char channel[64], key[200], when[21];
    snprintf(channel, sizeof channel, "%s", pw_stmt_text(s, 0));
    snprintf(key, sizeof key, "confirm/%s/%s/%lld", channel, pw_stmt_text(s, 1), (long long)pw_stmt_int(s, 2));
    pw_time_format(w->event->time_us, when);
    const char *carrier = pw_stmt_text(s, 3);
    bool known = pw_carrier_code_valid(carrier);
    json_t *payload = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "order_id", pw_stmt_text(s, 1), "carrier_code",
                                known ? carrier : "Other", "carrier_name", known ? "" : carrier, "tracking_number",
                                pw_stmt_text(s, 5), "ship_method", pw_stmt_text(s, 4), "ship_date", when);
    pw_stmt_done(s);
    json_t *items = items_of(w, e->parcel);
    bool ok = payload != NULL && items != NULL && json_object_set_new(payload, "items", items) == 0;
    char *text = ok ? pw_json_text(payload, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(payload);
    if (text == NULL)
        return pw_fail(w->err, PW_ERR_MEMORY, 0, "no memory for a confirmation");
    ok = pw_db_run(w->db, w->err,
                   "INSERT INTO outbox (channel, kind, order_pk, parcel_pk, key, payload, created_us)"
                   " VALUES ($1, 'confirm-shipment', $2, $3, $4, $5, $6)",
                   "tiitti", channel, e->order, e->parcel, key, text, w->event->time_us);
    free(text);
    return ok;
}

static bool ship(struct work *w, const struct pw_effect *e)
{
    return met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE parcel SET status = 'shipped', shipped_us = $2 WHERE id = $1 AND status = 'packed'", "ii",
                         e->parcel, w->event->time_us),
               "the parcel") &&
           met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE orders SET shipped_us = $2, changed_us = $2 WHERE id = $1 AND status IN ('ready', 'packing', "
                         "'packed')",
                         "ii", e->order, w->event->time_us),
               "the order") &&
           /* the last of its boxes, and nothing to come */
           pw_db_run(w->db, w->err,
                     "UPDATE orders SET status = 'shipped', " PW_OFF_SHELF " WHERE id = $1 AND status = 'packed' AND NOT EXISTS"
                     " (SELECT 1 FROM parcel p WHERE p.order_pk = orders.id AND p.status IN ('open', 'packed'))",
                     "i", e->order) &&
           confirm(w, e);
}

/* ---- the spool ---- */

static struct pw_printer_slot *printer_for(const struct work *w, enum pw_doc_kind document)
{
    for (size_t i = 0; i < w->setup->printer_count; i++)
        if (w->setup->printers[i].prints[document])
            return &w->setup->printers[i];
    return NULL;
}

/* Where the printer waits for work, the job is born "sending": its first byte needs no second commit. */
static bool print(struct work *w, const struct pw_effect *e)
{
    struct pw_printer_slot *printer = printer_for(w, e->document);
    if (printer == NULL || w->committed->job_count == PW_MAX_NEW_JOBS)
        return pw_fail(w->err, PW_ERR_CONFIG, 0, "no printer prints a %s", pw_doc_name(e->document));
    int64_t parcel = parcel_of(w, e), id = 0, queued = 0;
    bool sending = printer->ready && printer->busy == 0 && !printer->diverted;
    for (size_t i = 0; i < w->committed->job_count; i++)
        sending = sending && w->committed->jobs[i].printer != printer;
    if (sending) {
        if (!pw_db_number(w->db, w->err, &queued,
                          "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status IN ('queued', 'sending', "
                          "'handed-over') AND " PW_JOB_OPEN,
                          "tt", w->setup->rules->bench, printer->name))
            return false;
        sending = queued == 0;
    }
    if (!pw_db_number(
            w->db, w->err, &id,
            "INSERT INTO job (document, order_pk, parcel_pk, bench, printer, status, reason, reprint_of, address_version,"
            " created_us, changed_us) VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 > 0 THEN $8 WHEN $8 < 0 THEN"
            " (SELECT MAX(j.id) FROM job j WHERE j.parcel_pk = $3 AND j.document = $1) END,"
            " COALESCE((SELECT o.address_version FROM orders o WHERE o.id = $2), 0), $9, $9) RETURNING id",
            "tiittttii", pw_doc_name(e->document), e->order, parcel, w->setup->rules->bench, printer->name,
            sending ? "sending" : "queued", e->text, e->id, w->event->time_us))
        return false;
    if (e->document == PW_DOC_LABEL &&
        !pw_db_run(
            w->db, w->err,
            "UPDATE parcel SET label_version = (SELECT o.address_version FROM orders o WHERE o.id = order_pk) WHERE id = $1", "i",
            parcel))
        return false;
    w->committed->jobs[w->committed->job_count++] = (struct pw_new_job){
        .id = id, .order = e->order, .parcel = parcel, .document = e->document, .printer = printer, .sending = sending
    };
    return true;
}

/* The same file or sheet for the same printer; whoever asks for the first job is told of this one. */
static bool again(struct work *w, const struct pw_effect *e)
{
    int64_t id = 0;
    char told[160];
    if (!pw_db_number(w->db, w->err, &id,
                      "INSERT INTO job (document, file_pk, priority, bench, printer, status, reason, reprint_of, created_us,"
                      " changed_us) SELECT document, file_pk, priority, bench, printer, 'queued', $2, id, $3, $3 FROM job"
                      " WHERE id = $1 RETURNING id",
                      "iti", e->id, e->text, w->event->time_us))
        return false;
    snprintf(told, sizeof told, "a person said that it did not come out; job %lld prints it again", (long long)id);
    return pw_db_run(w->db, w->err, "UPDATE job SET evidence = $2 WHERE id = $1", "it", e->id, told);
}

static bool divert(struct work *w, const struct pw_effect *e, bool back)
{
    const struct pw_printer_slot *from = &w->setup->printers[e->number], *to = &w->setup->printers[from->spare - 1];
    return pw_spare_keep(w->db, w->setup->rules->bench, from->name, !back, w->err) &&
           (back ? pw_spare_return(w->db, w->setup->rules->bench, from, to, w->event->time_us, w->err)
                 : pw_spare_give(w->db, w->setup->rules->bench, from, to, "which rests, as somebody asked", w->event->time_us,
                                 w->err));
}

static bool set_job(struct work *w, const struct pw_effect *e)
{
    return pw_db_run(w->db, w->err,
                     "UPDATE job SET status = $2, accepted = CASE WHEN $3 > accepted THEN $3 ELSE accepted END,"
                     " total = CASE WHEN $4 > 0 THEN $4 ELSE total END, evidence = $5, changed_us = $6 WHERE id = $1",
                     "itiiti", e->id, pw_job_status_name(e->job_status), e->number, e->line, e->text, w->event->time_us);
}

/* What it weighed, for those with the same content; not where somebody had to say why it is right. */
static bool weigh(struct work *w, const struct pw_effect *e)
{
    int64_t parcel = parcel_of(w, e);
    return pw_db_run(w->db, w->err, "UPDATE parcel SET weight_mg = $2, weight_why = $3 WHERE id = $1", "iit", parcel, e->number,
                     e->text) &&
           (e->text[0] != '\0' || e->number <= 0 || pw_weight_learn(w->db, e->text2, parcel, e->number, w->err));
}

/* The measures as they are now: the configuration may change. */
static bool box_type(struct work *w, const struct pw_effect *e)
{
    struct pw_box_type type = { .tare_g = -1 };
    pw_box_type_named(w->setup->rules->config, e->text, &type);
    return met(w,
               pw_db_run(w->db, w->err,
                         "UPDATE parcel SET box = $2, tare_g = $3, length_mm = $4, width_mm = $5, height_mm = $6 WHERE id = $1",
                         "itiiii", parcel_of(w, e), e->text, type.tare_g, type.length_mm, type.width_mm, type.height_mm),
               "the parcel") &&
           changed(w, parcel_of(w, e));
}

static bool apply(struct work *w, const struct pw_effect *e)
{
    switch (e->kind) {
    case PW_EFFECT_CLAIM:
        return claim(w, e);
    case PW_EFFECT_REOPEN:
        return reopen(w, e);
    case PW_EFFECT_TAKE_OVER:
        return take_over(w, e);
    case PW_EFFECT_OPEN_PARCEL:
        return open_parcel(w, e);
    case PW_EFFECT_VERIFY:
        return verify(w, e);
    case PW_EFFECT_UNDO:
        return undo(w, e);
    case PW_EFFECT_EMPTY:
        return empty(w, e);
    case PW_EFFECT_UNCLAIM:
        return unclaim(w, e);
    case PW_EFFECT_HOLD:
        return hold(w, e);
    case PW_EFFECT_RELEASE:
        return release(w, e);
    case PW_EFFECT_PACK:
        return pack(w, e);
    case PW_EFFECT_BOX:
        return box_type(w, e);
    case PW_EFFECT_CLOSE_BOX:
    case PW_EFFECT_VOID_BOX:
    case PW_EFFECT_OPEN_AGAIN:
        return pw_commit_box(w->db, w->event, e, w->err);
    case PW_EFFECT_BIND:
        return bind(w, e);
    case PW_EFFECT_SHIP:
        return ship(w, e);
    case PW_EFFECT_PRINT:
        return print(w, e);
    case PW_EFFECT_NEW_CODE:
        return new_code(w, parcel_of(w, e));
    case PW_EFFECT_JOB:
        return set_job(w, e);
    case PW_EFFECT_AGAIN:
        return again(w, e);
    case PW_EFFECT_RETURN_OPEN:
    case PW_EFFECT_RETURN_UNIT:
    case PW_EFFECT_RETURN_STATE:
    case PW_EFFECT_RETURN_UNDO:
    case PW_EFFECT_RETURN_LEAVE:
    case PW_EFFECT_RETURN_CLOSE:
        return pw_commit_return(w->db, w->setup->rules->bench, w->committed->seq, w->event, e, w->err);
    case PW_EFFECT_SHELVE:
    case PW_EFFECT_SHELF_WHY:
    case PW_EFFECT_UNSHELVE:
    case PW_EFFECT_PUSH:
    case PW_EFFECT_PUSH_BACK:
        return pw_commit_office(w->db, w->setup->rules->bench, w->event, w->decision->who, e, w->err);
    case PW_EFFECT_WEIGH:
        return weigh(w, e);
    case PW_EFFECT_SIGN_IN:
    case PW_EFFECT_OVERRIDE:
    case PW_EFFECT_TEACH:
        return pw_commit_people(w->db, w->setup->rules->bench, w->committed->seq, parcel_of(w, e), w->event, w->decision, e,
                                w->err);
    case PW_EFFECT_ACKNOWLEDGE:
        return pw_commit_notes_read(w->db, w->setup->rules->bench, w->committed->seq, w->event, w->decision, e, w->err);
    case PW_EFFECT_DIVERT:
    case PW_EFFECT_RETURN:
        return divert(w, e, e->kind == PW_EFFECT_RETURN);
    }
    return false;
}

/* ---- the journal and the lane ---- */

static bool write_journal(struct work *w, const struct pw_say *say)
{
    static const char *const kinds[] = { [PW_EVENT_SCAN] = "scan",     [PW_EVENT_JOB] = "print",     [PW_EVENT_START] = "start",
                                         [PW_EVENT_OFFICE] = "office", [PW_EVENT_WEIGHT] = "weight", [PW_EVENT_LOCK] = "lock" };
    const struct pw_decision *d = w->decision;
    return pw_db_number(
        w->db, w->err, &w->committed->seq,
        "INSERT INTO journal (time_us, bench, lane, device, kind, raw, outcome, reason, order_pk, parcel_pk, line_pk, detail, "
        "who,"
        " approver) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULLIF($9, 0), NULLIF($10, 0), NULLIF($11, 0), $12, $13, $14)"
        " RETURNING seq",
        "itttttttiiittt", w->event->time_us, w->setup->rules->bench, w->event->lane, w->event->device, kinds[w->event->kind],
        w->event->shown, pw_outcome_name(d->outcome), pw_refusal_name(d->refusal), d->order, d->parcel, d->line,
        d->impossible ? "This should not be possible: please report it with this order's history." : say->sentence, d->who,
        d->approver);
}

static bool write_lane(struct work *w, const struct pw_say *say)
{
    struct pw_state *n = &w->decision->next;
    if (w->event->lane[0] == '\0' || w->decision->quiet)
        return true;
    if (n->phase == PW_PHASE_PACKING && n->parcel == 0)
        n->parcel = w->opened;
    if (w->decision->outcome == PW_OUTCOME_COMPLETED && n->subject == 0)
        n->subject = w->opened;
    json_t *packed =
        json_pack("{s:I, s:b, s:s, s:s, s:s, s:s, s:s}", "n", (json_int_t)w->committed->seq, "open", say->open, "tone", say->tone,
                  "title", say->title, "detail", say->detail, "expected", say->expected, "came", say->came);
    char *message = pw_json_text(packed, JSON_COMPACT);
    json_decref(packed);
    if (message == NULL)
        return pw_fail(w->err, PW_ERR_MEMORY, 0, "no memory for a message");
    bool ok = pw_db_run(
        w->db, w->err,
        "INSERT INTO lane (bench, name, phase, order_pk, parcel_pk, subject_pk, pending, refusal, message, box, cage, person_pk,"
        " person_us, asked, asked_us, approver_pk, pick_pk, note, pin_wrong, pin_us, shown)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) ON CONFLICT "
        "(bench, "
        "name) DO "
        "UPDATE SET phase = excluded.phase,"
        " order_pk = excluded.order_pk, parcel_pk = excluded.parcel_pk, subject_pk = excluded.subject_pk,"
        " pending = excluded.pending, refusal = excluded.refusal, message = excluded.message, box ="
        " excluded.box, cage = excluded.cage, person_pk = excluded.person_pk, person_us = excluded.person_us, asked ="
        " excluded.asked, asked_us = excluded.asked_us, approver_pk = excluded.approver_pk, pick_pk = excluded.pick_pk,"
        " note = excluded.note, pin_wrong = excluded.pin_wrong, pin_us = excluded.pin_us, shown = excluded.shown",
        "tttiiitttttiitiiitiit", w->setup->rules->bench, w->event->lane, pw_phase_name(n->phase), n->order, n->parcel, n->subject,
        pw_pending_name(n->pending), pw_refusal_name(n->standing), message, n->box, n->cage, n->person, n->person_us,
        n->asked == PW_COMMAND_NONE ? "" : pw_command_info(n->asked)->name, n->asked_us, n->approver, n->pick, n->note,
        n->pin_wrong, n->pin_us, n->shown);
    free(message);
    return ok && (!pw_pending_unit(n) || pw_unit_save(w->db, w->setup->rules->bench, w->event->lane, &n->unit, w->err));
}

bool pw_commit(struct pw_db *db, const struct pw_commit_setup *setup, const struct pw_event *event, struct pw_decision *decision,
               const struct pw_say *say, struct pw_committed *ret_committed, struct pw_error *err)
{
    struct work w = { .db = db, .setup = setup, .event = event, .decision = decision, .committed = ret_committed, .err = err };
    memset(ret_committed, 0, sizeof *ret_committed);
    if (!write_journal(&w, say))
        return false;
    for (size_t i = 0; i < decision->effect_count; i++)
        if (!apply(&w, &decision->effects[i]))
            return false;
    if (w.opened != 0 && decision->parcel == 0 &&
        !pw_db_run(db, err, "UPDATE journal SET parcel_pk = $2 WHERE seq = $1", "ii", ret_committed->seq, w.opened))
        return false;
    if (!write_lane(&w, say))
        return false;
    decision->parcel = decision->parcel != 0 ? decision->parcel : w.opened;
    return true;
}

bool pw_lane_load(struct pw_db *db, const char *bench, const char *lane, struct pw_state *ret_state, struct pw_error *err)
{
    memset(ret_state, 0, sizeof *ret_state);
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT phase, order_pk, parcel_pk, subject_pk, pending, refusal, box, cage, person_pk, person_us, asked, asked_us,"
        " approver_pk, pick_pk, note, pin_wrong, pin_us, shown FROM lane WHERE bench = $1 AND name = $2",
        "tt", bench, lane);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        ret_state->phase = pw_phase_parse(pw_stmt_text(s, 0));
        ret_state->order = pw_stmt_int(s, 1);
        ret_state->parcel = pw_stmt_int(s, 2);
        ret_state->subject = pw_stmt_int(s, 3);
        ret_state->pending = pw_pending_parse(pw_stmt_text(s, 4));
        ret_state->standing = pw_refusal_parse(pw_stmt_text(s, 5));
        snprintf(ret_state->box, sizeof ret_state->box, "%s", pw_stmt_text(s, 6));
        snprintf(ret_state->cage, sizeof ret_state->cage, "%s", pw_stmt_text(s, 7));
        ret_state->person = pw_stmt_int(s, 8);
        ret_state->person_us = pw_stmt_int(s, 9);
        ret_state->asked = pw_command_named(pw_stmt_text(s, 10));
        ret_state->asked_us = pw_stmt_int(s, 11);
        ret_state->approver = pw_stmt_int(s, 12);
        ret_state->pick = pw_stmt_int(s, 13);
        snprintf(ret_state->note, sizeof ret_state->note, "%s", pw_stmt_text(s, 14));
        ret_state->pin_wrong = pw_stmt_int(s, 15);
        ret_state->pin_us = pw_stmt_int(s, 16);
        snprintf(ret_state->shown, sizeof ret_state->shown, "%s", pw_stmt_text(s, 17));
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED && (!pw_pending_unit(ret_state) || pw_unit_load(db, bench, lane, &ret_state->unit, err));
}
