#include "station/commit_people.h"

#include "base/json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* Where they were signed in, nobody is now; the screen there and the journal say so. */
static bool sign_in(struct pw_db *db, const char *bench, int64_t seq, const struct pw_event *event, const struct pw_effect *e,
                    struct pw_error *err)
{
    char detail[200];
    snprintf(detail, sizeof detail, "%.60s signed in at %s, lane %s", e->text, bench, event->lane);
    json_t *packed = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "n", (json_int_t)seq, "tone", "idle", "title", "Scan your badge",
                               "detail", detail, "expected", "", "came", "");
    char *message = pw_json_text(packed, JSON_COMPACT);
    json_decref(packed);
    if (message == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a message");
    bool ok =
        pw_db_run(db, err,
                  "INSERT INTO journal (time_us, bench, lane, device, who, kind, outcome, order_pk, parcel_pk, detail)"
                  " SELECT $4, bench, name, $5, $6, 'lock', 'signed-out', NULLIF(order_pk, 0), NULLIF(parcel_pk, 0), $7 FROM lane"
                  " WHERE person_pk = $1 AND NOT (bench = $2 AND name = $3)",
                  "ittittt", e->id, bench, event->lane, event->time_us, event->device, e->text, detail) &&
        pw_db_run(db, err,
                  "UPDATE lane SET person_pk = 0, person_us = 0, approver_pk = 0, allowed_pk = 0, asked = '', asked_us = 0, "
                  "message = $4"
                  " WHERE person_pk = $1 AND NOT (bench = $2 AND name = $3)",
                  "ittt", e->id, bench, event->lane, message);
    free(message);
    return ok;
}

static bool override(struct pw_db *db, int64_t seq, int64_t parcel, const struct pw_decision *d, const struct pw_effect *e,
                     struct pw_error *err)
{
    if (!pw_db_run(db, err,
                   "UPDATE verification SET how = $4, why = $5, who = $6, approver = $7, substitute = $8 WHERE journal_seq = $1"
                   " AND parcel_pk = $2 AND line_pk = $3",
                   "iiittttt", seq, parcel, e->line, e->number == PW_HOW_SUBSTITUTE ? "substitute" : "no-barcode", e->text,
                   d->who, d->approver, e->text2))
        return false;
    return pw_db_changes(db) == 1 || pw_fail(err, PW_ERR_IO, 0, "the unit that was counted without a scan is not there");
}

/* Another bench may have taught it meanwhile. */
static bool teach(struct pw_db *db, const struct pw_event *event, const struct pw_decision *d, const struct pw_effect *e,
                  struct pw_error *err)
{
    int64_t others = 0;
    if (!pw_db_number(db, err, &others, "SELECT count(*) FROM article_code WHERE code = $1 AND sku <> $2", "tt", e->text,
                      e->text2))
        return false;
    if (others != 0)
        return pw_fail(err, PW_ERR_BUSY, 0, "the barcode was changed by somebody else");
    return pw_db_run(db, err, "INSERT INTO article (sku) VALUES ($1) ON CONFLICT DO NOTHING", "t", e->text2) &&
           pw_db_run(db, err,
                     "INSERT INTO article_code (code, sku, units, taught_by, taught_us) VALUES ($1, $2, 1, $3, $4)"
                     " ON CONFLICT (code, sku) DO NOTHING",
                     "ttti", e->text, e->text2, d->who, event->time_us);
}

bool pw_commit_people(struct pw_db *db, const char *bench, int64_t seq, int64_t parcel, const struct pw_event *event,
                      const struct pw_decision *d, const struct pw_effect *e, struct pw_error *err)
{
    switch (e->kind) {
    case PW_EFFECT_SIGN_IN:
        return sign_in(db, bench, seq, event, e, err);
    case PW_EFFECT_OVERRIDE:
        return override(db, seq, parcel, d, e, err);
    case PW_EFFECT_TEACH:
        return teach(db, event, d, e, err);
    default:
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "no effect about people");
    }
}
