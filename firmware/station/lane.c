#include "station/lane.h"

#include "barcode/command.h"
#include "base/json.h"
#include "store/captures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool pw_lane_save(struct pw_db *db, const char *bench, const char *lane, const struct pw_state *n, const struct pw_say *say,
                  int64_t seq, struct pw_error *err)
{
    json_t *packed = json_pack("{s:I, s:b, s:s, s:s, s:s, s:s, s:s}", "n", (json_int_t)seq, "open", say->open, "tone", say->tone,
                               "title", say->title, "detail", say->detail, "expected", say->expected, "came", say->came);
    char *message = pw_json_text(packed, JSON_COMPACT);
    json_decref(packed);
    if (message == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a message");
    bool ok = pw_db_run(
        db, err,
        "INSERT INTO lane (bench, name, phase, order_pk, parcel_pk, subject_pk, pending, refusal, message, box, cage, person_pk,"
        " person_us, asked, asked_us, approver_pk, pick_pk, note, pin_wrong, pin_us, shown, allowed_pk, allowed_us)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) ON "
        "CONFLICT "
        "(bench, "
        "name) DO "
        "UPDATE SET phase = excluded.phase,"
        " order_pk = excluded.order_pk, parcel_pk = excluded.parcel_pk, subject_pk = excluded.subject_pk,"
        " pending = excluded.pending, refusal = excluded.refusal, message = excluded.message, box ="
        " excluded.box, cage = excluded.cage, person_pk = excluded.person_pk, person_us = excluded.person_us, asked ="
        " excluded.asked, asked_us = excluded.asked_us, approver_pk = excluded.approver_pk, pick_pk = excluded.pick_pk,"
        " note = excluded.note, pin_wrong = excluded.pin_wrong, pin_us = excluded.pin_us, shown = excluded.shown,"
        " allowed_pk = excluded.allowed_pk, allowed_us = excluded.allowed_us",
        "tttiiitttttiitiiitiitii", bench, lane, pw_phase_name(n->phase), n->order, n->parcel, n->subject,
        pw_pending_name(n->pending), pw_refusal_name(n->standing), message, n->box, n->cage, n->person, n->person_us,
        n->asked == PW_COMMAND_NONE ? "" : pw_command_info(n->asked)->name, n->asked_us, n->approver, n->pick, n->note,
        n->pin_wrong, n->pin_us, n->shown, n->allowed, n->allowed_us);
    free(message);
    return ok && (!pw_pending_keeps_unit(n) || pw_unit_save(db, bench, lane, &n->unit, err));
}

bool pw_lane_load(struct pw_db *db, const char *bench, const char *lane, struct pw_state *ret_state, struct pw_error *err)
{
    memset(ret_state, 0, sizeof *ret_state);
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT phase, order_pk, parcel_pk, subject_pk, pending, refusal, box, cage, person_pk, person_us, asked, asked_us,"
        " approver_pk, pick_pk, note, pin_wrong, pin_us, shown, allowed_pk, allowed_us FROM lane WHERE bench = $1 AND name = $2",
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
        ret_state->allowed = pw_stmt_int(s, 18);
        ret_state->allowed_us = pw_stmt_int(s, 19);
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED && (!pw_pending_keeps_unit(ret_state) || pw_unit_load(db, bench, lane, &ret_state->unit, err));
}
