/* Each effect is one function here; each checks that the row was still as the decision saw it. */
#include "station/commit.h"

#include "barcode/parcel_code.h"
#include "base/json.h"
#include "station/box_types.h"
#include "station/commit_box.h"
#include "station/commit_confirm.h"
#include "station/commit_notes.h"
#include "station/commit_office.h"
#include "station/commit_people.h"
#include "station/commit_postage.h"
#include "station/commit_return.h"
#include "station/lane.h"
#include "station/resolve_weight.h"
#include "station/spare.h"
#include "store/box_kit.h"
#include "store/boxes.h"
#include "store/captures.h"
#include "store/purchase.h"
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
               pw_db_run(w->db, w->err,
                         "UPDATE parcel SET status = 'open', weight_mg = 0, weight_why = '' WHERE id = $1 AND status = 'packed'",
                         "i", e->parcel),
               "the parcel") &&
           pw_commit_postage_void(w->db, e->parcel, w->err);
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
           (e->text[0] == '\0' || pw_box_kit_begin(w->db, parcel_of(w, e), e->line, w->err)) &&
           (e->line != w->decision->unit.line || pw_capture_keep(w->db, &w->decision->unit, w->committed->seq, w->err)) &&
           changed(w, parcel_of(w, e));
}

static bool undo(struct work *w, const struct pw_effect *e)
{
    return met(w, pw_db_run(w->db, w->err, "UPDATE verification SET undone = 1 WHERE id = $1 AND undone = 0", "i", e->id),
               "that scan") &&
           pw_capture_drop(w->db, e->parcel, w->err) && pw_box_kit_settle(w->db, e->parcel, w->err) && changed(w, e->parcel);
}

static bool empty(struct work *w, const struct pw_effect *e)
{
    return pw_db_run(w->db, w->err, "UPDATE verification SET undone = 1 WHERE parcel_pk = $1", "i", e->parcel) &&
           pw_capture_drop(w->db, e->parcel, w->err) && pw_box_kit_settle(w->db, e->parcel, w->err) && changed(w, e->parcel);
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
               "the parcel") &&
           pw_commit_postage(w->db, w->setup->rules, w->event, e->order, parcel_of(w, e), w->err);
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
           pw_commit_confirmation(w->db, w->event, e, w->err);
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
    int64_t parcel = parcel_of(w, e), id = 0, queued = 0, file = 0;
    if (e->document == PW_DOC_LABEL && !pw_purchase_file(w->db, parcel, &file, w->err))
        return false;
    bool sending = file == 0 && printer->ready && printer->busy == 0 && !printer->diverted;
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
            " created_us, changed_us, file_pk) VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 > 0 THEN $8 WHEN $8 < 0 THEN"
            " (SELECT MAX(j.id) FROM job j WHERE j.parcel_pk = $3 AND j.document = $1) END,"
            " COALESCE((SELECT o.address_version FROM orders o WHERE o.id = $2), 0), $9, $9, CASE WHEN $10 > 0 THEN $10 END) "
            "RETURNING id",
            "tiittttiii", pw_doc_name(e->document), e->order, parcel, w->setup->rules->bench, printer->name,
            sending ? "sending" : "queued", e->text, e->id, w->event->time_us, file))
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
        return pw_commit_box(w->db, w->event, e, w->err) &&
               pw_commit_postage(w->db, w->setup->rules, w->event, e->order, e->parcel, w->err);
    case PW_EFFECT_VOID_BOX:
    case PW_EFFECT_OPEN_AGAIN:
        return pw_commit_box(w->db, w->event, e, w->err) && pw_commit_postage_void(w->db, e->parcel, w->err);
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

/* ---- the journal ---- */

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
    if (decision->next.phase == PW_PHASE_PACKING && decision->next.parcel == 0)
        decision->next.parcel = w.opened;
    if (decision->outcome == PW_OUTCOME_COMPLETED && decision->next.subject == 0)
        decision->next.subject = w.opened;
    if (event->lane[0] != '\0' && !decision->quiet &&
        !pw_lane_save(db, setup->rules->bench, event->lane, &decision->next, say, ret_committed->seq, err))
        return false;
    decision->parcel = decision->parcel != 0 ? decision->parcel : w.opened;
    return true;
}
