#include "station/board.h"

#include "base/json.h"
#include "station/board_lines.h"
#include "station/board_notes.h"
#include "station/deadline.h"
#include "station/lane.h"
#include "station/resolve_people.h"
#include "station/spare.h"
#include "store/queue.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUEUE_ROWS = 8, WAITING_MAX = 1000 }; /* listed; counted */

static json_t *text_or_null(const char *text)
{
    return text[0] == '\0' ? json_null() : json_string(text);
}

static json_t *time_or_null(int64_t us)
{
    char text[21];
    if (us <= 0 || us >= 9000000000000000) /* unknown */
        return json_null();
    pw_time_format(us, text);
    return json_string(text);
}

/* ---- the open order, or the one that was packed last ---- */

static json_t *order_json(struct pw_station *s, int64_t order, int64_t box, struct pw_error *err)
{
    struct pw_stmt *q = pw_db_query(
        s->db, err, "SELECT order_id, ship_by_us, service, recipient_name, gift_message, status FROM orders WHERE id = $1", "i",
        order);
    if (q == NULL)
        return NULL;
    json_t *out = NULL;
    if (pw_stmt_step(q, err) == PW_ROW)
        out = json_pack("{s:s, s:o, s:s, s:s, s:b, s:s}", "id", pw_stmt_text(q, 0), "ship_by", time_or_null(pw_stmt_int(q, 1)),
                        "service", pw_stmt_text(q, 2), "recipient", pw_stmt_text(q, 3), "gift", pw_stmt_text(q, 4)[0] != '\0',
                        "status", pw_stmt_text(q, 5));
    pw_stmt_done(q);
    json_t *lines = json_array();
    if (out == NULL || lines == NULL || !pw_board_lines(s, order, box, out, lines, err)) {
        json_decref(lines);
        json_decref(out);
        return NULL;
    }
    json_object_set_new(out, "lines", lines);
    return out;
}

static json_t *parcel_json(struct pw_station *s, int64_t parcel, int64_t *ret_order, struct pw_error *err)
{
    struct pw_stmt *q = pw_db_query(
        s->db, err,
        "SELECT p.barcode, p.status, p.tracking_number, p.carrier, p.service, p.order_pk, p.box, (SELECT count(*) FROM parcel r"
        " WHERE r.order_pk = p.order_pk AND r.status <> 'void' AND r.number <= p.number), (SELECT count(*) FROM parcel r WHERE"
        " r.order_pk = p.order_pk AND r.status <> 'void') FROM parcel p WHERE p.id = $1",
        "i", parcel);
    if (q == NULL)
        return NULL;
    json_t *out = NULL;
    if (pw_stmt_step(q, err) == PW_ROW) {
        out = json_pack("{s:s, s:s, s:o, s:s, s:s}", "barcode", pw_stmt_text(q, 0), "status", pw_stmt_text(q, 1), "tracking",
                        text_or_null(pw_stmt_text(q, 2)), "carrier", pw_stmt_text(q, 3), "service", pw_stmt_text(q, 4));
        *ret_order = pw_stmt_int(q, 5);
        json_object_set_new(out, "box", text_or_null(pw_stmt_text(q, 6)));
        json_object_set_new(out, "place", json_integer(pw_stmt_int(q, 7)));
        json_object_set_new(out, "boxes", json_integer(pw_stmt_int(q, 8)));
    }
    pw_stmt_done(q);
    return out;
}

/* Who is signed in; true if the lane is locked, or that can't be found out. */
static bool locked(struct pw_station *s, const struct pw_state *state, char *who, size_t size, struct pw_error *err)
{
    struct pw_event now = { .kind = PW_EVENT_LOCK, .time_us = s->clock->wall_us(s->clock) };
    struct pw_facts *f = &s->facts; /* scratch */
    who[0] = '\0';
    if (s->rules.sign_in == PW_SIGN_IN_OFF)
        return false;
    memset(f, 0, sizeof *f);
    f->rules = &s->rules;
    if (!pw_resolve_people(s->db, state, &now, f, err))
        return true;
    if (pw_decide_present(state, &now, f))
        snprintf(who, size, "%s", f->people.person.name);
    return pw_decide_locked(state, &now, f);
}

/* What the lane was told last; *ret_message is NULL if nothing. */
static bool read_message(struct pw_station *s, const char *lane, json_t **ret_message, struct pw_error *err)
{
    struct pw_stmt *q =
        pw_db_query(s->db, err, "SELECT message FROM lane WHERE bench = $1 AND name = $2", "tt", s->rules.bench, lane);
    enum pw_row row = q == NULL ? PW_ROW_FAILED : pw_stmt_step(q, err);
    *ret_message = NULL;
    bool ok = row != PW_ROW_FAILED && (row == PW_ROW_END || pw_json_read(pw_stmt_text(q, 0), 0, ret_message, err));
    pw_stmt_done(q);
    return ok;
}

/* A locked lane shows nobody's data, and nothing of what was scanned. */
static json_t *locked_json(struct pw_station *s, const char *lane, struct pw_error *err)
{
    json_t *message;
    if (!read_message(s, lane, &message, err))
        return NULL;
    bool open = json_is_true(json_object_get(message, "open"));
    const char *tone = open ? json_string_value(json_object_get(message, "tone")) : NULL;
    const char *title = open ? json_string_value(json_object_get(message, "title")) : NULL;
    const char *detail = open ? json_string_value(json_object_get(message, "detail")) : NULL;
    json_t *out = json_pack("{s:s, s:n, s:b, s:b, s:{s:I, s:s, s:s, s:s, s:s, s:s}}", "phase", "idle", "pending", "refused",
                            false, "locked", true, "message", "n", json_integer_value(json_object_get(message, "n")), "tone",
                            tone == NULL ? "idle" : tone, "title", title == NULL ? "Scan your badge" : title, "detail",
                            detail == NULL ? "Nobody is signed in here." : detail, "expected", "", "came", "");
    json_decref(message);
    return out;
}

/* NULL: what stands there could not be read. */
static json_t *lane_json(struct pw_station *s, const char *lane, struct pw_state *ret_state, bool *ret_locked,
                         struct pw_error *err)
{
    char who[44];
    json_t *out = json_object();
    *ret_locked = s->rules.sign_in == PW_SIGN_IN_REQUIRED;
    if (!pw_lane_load(s->db, s->rules.bench, lane, ret_state, err))
        return out;
    *ret_locked = locked(s, ret_state, who, sizeof who, err);
    if (*ret_locked) {
        json_decref(out);
        return locked_json(s, lane, err);
    }
    if (who[0] != '\0')
        json_object_set_new(out, "person", json_string(who));
    json_t *message;
    if (!read_message(s, lane, &message, err)) {
        json_decref(out);
        return NULL;
    }
    if (message == NULL)
        message = json_pack("{s:i, s:s, s:s, s:s}", "n", 0, "tone", "idle", "title", "Scan an order or an item", "detail",
                            "The slip's barcode, the order number, or any item of an order.");
    const char *tone = json_string_value(json_object_get(message, "tone"));
    bool complete = ret_state->phase == PW_PHASE_IDLE && tone != NULL && strcmp(tone, "complete") == 0;
    int64_t order = ret_state->order, parcel = ret_state->parcel != 0 ? ret_state->parcel : ret_state->subject;
    json_t *box = parcel == 0 ? NULL : parcel_json(s, parcel, &order, err);
    json_object_set_new(out, "phase",
                        json_string(ret_state->phase != PW_PHASE_IDLE ? pw_phase_name(ret_state->phase)
                                    : complete                        ? "complete"
                                                                      : "idle"));
    json_object_set_new(out, "cage", text_or_null(ret_state->cage));
    json_object_set_new(out, "pending", text_or_null(pw_pending_name(ret_state->pending)));
    json_object_set_new(out, "refused", json_boolean(ret_state->standing != PW_REFUSAL_NONE));
    json_object_set_new(out, "message", message);
    if (box != NULL)
        json_object_set_new(out, "parcel", box);
    json_t *open = order == 0 ? NULL : order_json(s, order, ret_state->parcel, err);
    if (open != NULL)
        json_object_set_new(out, "order", open);
    if (open != NULL && ret_state->phase == PW_PHASE_PACKING)
        json_object_set_new(out, "notes", pw_board_notes(s, lane, ret_state, err));
    return out;
}

/* ---- beside it ---- */

struct queue {
    struct pw_cutoffs cutoffs;
    const char *carrier;
    json_t *rows;
};

static bool queue_row(void *user, const struct pw_queue_order *o)
{
    struct queue *q = user;
    json_array_append_new(q->rows,
                          json_pack("{s:s, s:o, s:o, s:b, s:I, s:I}", "id", o->order_id, "ship_by", time_or_null(o->ship_by_us),
                                    "deadline", time_or_null(pw_deadline(&q->cutoffs, q->carrier, o->ship_by_us)), "pushed",
                                    o->pushed_us > 0, "units", (json_int_t)o->units, "lines", (json_int_t)o->lines));
    return true;
}

static json_t *queue_json(struct pw_station *s, struct pw_error *err)
{
    struct queue q = { .carrier = s->rules.carrier, .rows = json_array() };
    if (pw_cutoffs_read(s->config, &q.cutoffs, err) && !pw_queue_each(s->db, QUEUE_ROWS, queue_row, &q, err))
        json_array_clear(q.rows);
    return q.rows;
}

/* What lies aside, the longest first. */
static json_t *shelf_json(struct pw_station *s, struct pw_error *err)
{
    json_t *out = json_array();
    struct pw_stmt *q = pw_db_query(
        s->db, err,
        "SELECT shelf, order_id, shelf_reason, shelf_us, status FROM orders WHERE shelf <> '' ORDER BY shelf_us, id LIMIT $1",
        "i", (int64_t)QUEUE_ROWS);
    while (q != NULL && pw_stmt_step(q, err) == PW_ROW)
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:o, s:s}", "place", pw_stmt_text(q, 0), "order",
                                             pw_stmt_text(q, 1), "reason", pw_stmt_text(q, 2), "since",
                                             time_or_null(pw_stmt_int(q, 3)), "status", pw_stmt_text(q, 4)));
    pw_stmt_done(q);
    return out;
}

static json_int_t count(struct pw_station *s, const char *sql, int64_t argument, struct pw_error *err)
{
    int64_t n = 0;
    if (!pw_db_number(s->db, err, &n, sql, "i", argument))
        return 0;
    return (json_int_t)n;
}

/* When the day began that it is at the bench. */
static int64_t local_midnight(int64_t now_us)
{
    time_t now = (time_t)(now_us / 1000000);
    struct tm day;
    if (localtime_r(&now, &day) == NULL)
        return now_us - now_us % INT64_C(86400000000);
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_isdst = -1;
    return (int64_t)mktime(&day) * 1000000;
}

static json_t *today_json(struct pw_station *s, struct pw_error *err)
{
    int64_t midnight = local_midnight(s->clock->wall_us(s->clock));
    struct pw_stmt *q = pw_db_query(s->db, err,
                                    "SELECT SUM(CASE WHEN outcome = 'completed' THEN 1 ELSE 0 END),"
                                    " SUM(CASE WHEN outcome = 'shipped' THEN 1 ELSE 0 END),"
                                    " SUM(CASE WHEN outcome = 'refused' THEN 1 ELSE 0 END) FROM journal WHERE time_us >= $1",
                                    "i", midnight);
    int64_t n[3] = { 0 };
    if (q != NULL && pw_stmt_step(q, err) == PW_ROW)
        for (int i = 0; i < 3; i++)
            n[i] = pw_stmt_int(q, i);
    pw_stmt_done(q);
    return json_pack("{s:I, s:I, s:I}", "orders", (json_int_t)n[0], "parcels", (json_int_t)n[1], "refusals", (json_int_t)n[2]);
}

static json_t *outbox_json(struct pw_station *s, struct pw_error *err)
{
    return json_pack("{s:I, s:I}", "waiting",
                     count(s, "SELECT count(*) FROM outbox WHERE status = 'waiting' AND $1 = $1", 0, err), "exported",
                     count(s, "SELECT count(*) FROM outbox WHERE status = 'exported' AND created_us >= $1",
                           s->clock->wall_us(s->clock) - 86400000000, err));
}

static json_t *printers_json(struct pw_station *s, struct pw_error *err)
{
    json_t *out = json_array();
    for (size_t i = 0; i < s->printer_count; i++) {
        const struct pw_printer_slot *p = &s->printers[i];
        int64_t queue = 0, uncertain = 0;
        if (!pw_db_number(s->db, err, &queue,
                          "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status IN ('queued', 'sending', "
                          "'handed-over') AND " PW_JOB_OPEN,
                          "tt", s->rules.bench, p->name) ||
            !pw_db_number(s->db, err, &uncertain,
                          "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status = 'uncertain' AND " PW_JOB_OPEN,
                          "tt", s->rules.bench, p->name))
            break;
        char words[100];
        snprintf(words, sizeof words, "%s", p->words);
        if (p->diverted)
            snprintf(words, sizeof words, "rests: its documents go to %s", s->printers[p->spare - 1].name);
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:I, s:I}", "name", p->name, "state", p->state, "words", words,
                                             "queue", (json_int_t)queue, "uncertain", (json_int_t)uncertain));
    }
    return out;
}

/* The oldest print that nobody can vouch for. */
static json_t *uncertain_json(struct pw_station *s, struct pw_error *err)
{
    json_t *out = NULL;
    struct pw_stmt *q = pw_db_query(
        s->db, err,
        "SELECT j.id, j.document, j.printer, COALESCE(o.order_id, ''), j.evidence FROM job j LEFT JOIN orders o"
        " ON o.id = j.order_pk WHERE j.bench = $1 AND j.status = 'uncertain' AND j." PW_JOB_OPEN " ORDER BY j.id LIMIT 1",
        "t", s->rules.bench);
    if (q != NULL && pw_stmt_step(q, err) == PW_ROW)
        out = json_pack("{s:I, s:s, s:s, s:s, s:s}", "job", (json_int_t)pw_stmt_int(q, 0), "document", pw_stmt_text(q, 1),
                        "printer", pw_stmt_text(q, 2), "order", pw_stmt_text(q, 3), "evidence", pw_stmt_text(q, 4));
    pw_stmt_done(q);
    return out == NULL ? json_null() : out;
}

/* Which commands make sense now: those are shown large. */
static bool applies(enum pw_command command, const struct pw_state *state, bool uncertain, const struct pw_spares_fact *spares)
{
    bool packing = state->phase == PW_PHASE_PACKING, returning = state->phase == PW_PHASE_RETURNING;
    bool subject = packing || state->subject != 0;
    bool asked = state->pending == PW_PENDING_REPRINT_LABEL || state->pending == PW_PENDING_REPRINT_SLIP ||
                 state->pending == PW_PENDING_HOLD || state->pending == PW_PENDING_WEIGHT ||
                 state->pending == PW_PENDING_NO_BARCODE || state->pending == PW_PENDING_SUBSTITUTE_WHY;
    if (pw_command_info(command)->reason)
        return asked;
    switch (command) {
    case PW_COMMAND_RETURN_DONE:
    case PW_COMMAND_UNIT_GOOD:
    case PW_COMMAND_UNIT_DAMAGED:
    case PW_COMMAND_UNIT_WRONG:
    case PW_COMMAND_UNIT_PARTS:
    case PW_COMMAND_RESTOCK:
    case PW_COMMAND_NO_RESTOCK:
        return returning;
    case PW_COMMAND_UNDO:
    case PW_COMMAND_ASIDE:
        return packing || returning;
    case PW_COMMAND_EMPTY:
        return packing;
    case PW_COMMAND_HOLD:
    case PW_COMMAND_REPRINT_SLIP:
        return subject;
    case PW_COMMAND_REPRINT_LABEL:
    case PW_COMMAND_TRACKING:
        return !packing && subject;
    case PW_COMMAND_RELEASE:
    case PW_COMMAND_TAKE_OVER:
        return !packing;
    case PW_COMMAND_PUSH:
    case PW_COMMAND_PUSH_BACK:
    case PW_COMMAND_RETURN:
        return false; /* on the sheet; the screen has the more frequent ones */
    case PW_COMMAND_WEIGHT:
        return state->pending == PW_PENDING_WEIGH;
    case PW_COMMAND_ACKNOWLEDGE:
        return state->pending == PW_PENDING_READ;
    case PW_COMMAND_SIGN_OUT:
        return state->person != 0;
    case PW_COMMAND_NO_BARCODE:
    case PW_COMMAND_SUBSTITUTE:
    case PW_COMMAND_TEACH:
        return false; /* on the sheet */
    case PW_COMMAND_CLEAR:
        return state->standing != PW_REFUSAL_NONE;
    case PW_COMMAND_CANCEL_PENDING:
        return state->pending != PW_PENDING_NONE;
    case PW_COMMAND_PRINTED_YES:
    case PW_COMMAND_PRINTED_NO:
        return uncertain;
    case PW_COMMAND_SPARE:
        return spares->down && spares->divert.ready;
    case PW_COMMAND_SPARE_BACK:
        return spares->back.found && spares->back.ready;
    default:
        return false;
    }
}

/* Those about a spare are no commands where no printer has one. */
static json_t *commands_json(struct pw_station *s, const struct pw_state *state, bool uncertain, struct pw_error *err)
{
    struct pw_spares_fact spares = { 0 };
    bool any = pw_spare_any(s->config) && pw_spare_resolve(s, &spares, err);
    json_t *out = json_array();
    for (size_t i = 0; pw_command_nth(i) != NULL; i++) {
        const struct pw_command_info *c = pw_command_nth(i);
        char code[PW_COMMAND_CODE_SIZE];
        if ((any || !c->spare) && (!pw_command_signs(c->command) || s->rules.sign_in != PW_SIGN_IN_OFF) &&
            pw_command_code(s->key, c->command, code))
            json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:b}", "name", c->name, "title", c->title, "code", code,
                                                 "applies", applies(c->command, state, uncertain, &spares)));
    }
    return out;
}

bool pw_board_write(struct pw_station *s, const char *lane, const struct pw_board_device *devices, size_t device_count,
                    struct pw_buf *out, struct pw_error *err)
{
    char now[21];
    struct pw_state state = { 0 };
    bool closed;
    json_t *at_lane = lane_json(s, lane, &state, &closed, err);
    if (at_lane == NULL)
        return false;
    pw_time_format(s->clock->wall_us(s->clock), now);
    json_t *root = json_pack("{s:s, s:s}", "bench", s->rules.bench, "time", now);
    json_t *list = json_array(), *uncertain;
    for (size_t i = 0; i < device_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "kind", devices[i].kind, "name", devices[i].name, "state",
                                              devices[i].state, "words", devices[i].words));
    json_object_set_new(root, "lane", at_lane);
    uncertain = closed ? json_null() : uncertain_json(s, err);
    if (closed)
        memset(&state, 0, sizeof state);
    json_object_set_new(root, "devices", list);
    json_object_set_new(root, "printers", printers_json(s, err));
    json_object_set_new(root, "queue", closed ? json_array() : queue_json(s, err));
    json_object_set_new(root, "shelf", closed ? json_array() : shelf_json(s, err));
    json_object_set_new(
        root, "waiting",
        json_integer(
            count(s, "SELECT count(*) FROM (SELECT id FROM orders WHERE status = 'ready' LIMIT $1) AS ready", WAITING_MAX, err)));
    json_object_set_new(root, "outbox", outbox_json(s, err));
    json_object_set_new(root, "today", today_json(s, err));
    json_object_set_new(root, "commands", commands_json(s, &state, !json_is_null(uncertain), err));
    json_object_set_new(root, "uncertain", uncertain);
    char *text = pw_json_text(root, JSON_COMPACT);
    json_decref(root);
    if (text == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the screen");
    pw_buf_puts(out, text);
    free(text);
    return pw_buf_ok(out, err) && pw_db_ok(s->db, err);
}
