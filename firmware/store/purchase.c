#include "store/purchase.h"

#include "base/json.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {
    [PW_PURCHASE_WANTED] = "wanted",   [PW_PURCHASE_BUYING] = "buying",         [PW_PURCHASE_CHECKING] = "checking",
    [PW_PURCHASE_BOUGHT] = "bought",   [PW_PURCHASE_UNCERTAIN] = "uncertain",   [PW_PURCHASE_REFUSED] = "refused",
    [PW_PURCHASE_DROPPED] = "dropped", [PW_PURCHASE_CANCELLING] = "cancelling", [PW_PURCHASE_CANCELLED] = "cancelled",
    [PW_PURCHASE_KEPT] = "kept",
};

const char *pw_purchase_status_name(enum pw_purchase_status status)
{
    return names[status];
}

static enum pw_purchase_status status_of(const char *name)
{
    for (size_t i = 0; i < PW_COUNT(names); i++)
        if (strcmp(names[i], name) == 0)
            return (enum pw_purchase_status)i;
    return PW_PURCHASE_UNCERTAIN;
}

bool pw_purchase_want(struct pw_db *db, const char *channel, const char *bench, int64_t order, int64_t parcel, int64_t now_us,
                      struct pw_error *err)
{
    return pw_db_run(db, err,
                     "INSERT INTO purchase (channel, order_pk, parcel_pk, status, bench, created_us, due_us) SELECT $1, CAST($2 "
                     "AS BIGINT), CAST($3 AS BIGINT),"
                     " 'wanted', $4, CAST($5 AS BIGINT), CAST($5 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM purchase WHERE "
                     "parcel_pk = $3 AND " PW_PURCHASE_LIVE ")",
                     "tiiti", channel, order, parcel, bench, now_us);
}

/* The number on a label that is given up is the parcel's no longer. */
bool pw_purchase_give_up(struct pw_db *db, int64_t parcel, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE parcel SET tracking_number = '', bound_us = 0 WHERE id = $1 AND tracking_number <> '' AND"
                     " tracking_number IN (SELECT tracking_number FROM purchase WHERE parcel_pk = $1 AND unwanted = 0)",
                     "i", parcel) &&
           pw_db_run(db, err,
                     "UPDATE purchase SET unwanted = 1, due_us = CASE status WHEN 'checking' THEN due_us ELSE 0 END, status ="
                     " CASE status WHEN 'wanted' THEN 'dropped' ELSE status END WHERE parcel_pk = $1 AND unwanted = 0",
                     "i", parcel);
}

bool pw_purchase_handed(struct pw_db *db, int64_t parcel, int64_t now_us, enum pw_purchase_told *ret_told, struct pw_error *err)
{
    int64_t told = PW_PURCHASE_TELLS_NOTHING;
    bool ok = pw_db_number(db, err, &told,
                           "UPDATE purchase SET handed_us = $2 WHERE parcel_pk = $1 AND unwanted = 0 AND status = 'bought'"
                           " AND handed_us = 0 RETURNING CASE through WHEN '' THEN 1 ELSE 2 END",
                           "ii", parcel, now_us);
    *ret_told = (enum pw_purchase_told)told;
    return ok;
}

/* ---- what is to be done ---- */

static void read_row(struct pw_stmt *s, struct pw_purchase_row *row)
{
    row->id = pw_stmt_int(s, 0);
    row->order = pw_stmt_int(s, 1);
    row->parcel = pw_stmt_int(s, 2);
    row->tries = pw_stmt_int(s, 3);
    row->asked_us = pw_stmt_int(s, 4);
    row->labels = pw_stmt_int(s, 5);
    row->status = status_of(pw_stmt_text(s, 6));
    row->unwanted = pw_stmt_int(s, 7) != 0;
    snprintf(row->shipment, sizeof row->shipment, "%s", pw_stmt_text(s, 8));
    snprintf(row->order_id, sizeof row->order_id, "%s", pw_stmt_text(s, 9));
    snprintf(row->carrier, sizeof row->carrier, "%s", pw_stmt_text(s, 11));
    snprintf(row->service, sizeof row->service, "%s", pw_stmt_text(s, 12));
    snprintf(row->currency, sizeof row->currency, "%s", pw_stmt_text(s, 13));
    snprintf(row->request_key, sizeof row->request_key, "%s", pw_stmt_text(s, 14));
    row->price_milli = pw_stmt_int(s, 15);
    row->repeats = pw_stmt_int(s, 16) != 0;
}

bool pw_purchase_next(struct pw_db *db, const char *channel, const char *bench, int64_t now_us, struct pw_purchase_row *row,
                      int64_t *ret_due_us, struct pw_error *err)
{
    memset(row, 0, sizeof *row);
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT u.id, u.order_pk, u.parcel_pk, u.tries, u.asked_us, u.labels, u.status, u.unwanted, u.shipment_id, o.order_id,"
        " u.due_us, u.carrier, u.service, u.currency, u.request_key, u.price_milli, CASE u.request WHEN '' THEN 0 ELSE 1 END"
        " FROM purchase u JOIN orders o ON o.id = u.order_pk WHERE u.channel = $1 AND u.bench = $2 AND u.due_us <"
        " 9000000000000000 AND (u.status <> 'wanted' OR o.status NOT IN ('cancelled', 'held', 'waiting')) ORDER BY u.due_us, "
        "u.id LIMIT 1",
        "tt", channel, bench);
    if (s == NULL)
        return false;
    enum pw_row found = pw_stmt_step(s, err);
    *ret_due_us = found == PW_ROW ? pw_stmt_int(s, 10) : INT64_MAX;
    if (found == PW_ROW && *ret_due_us <= now_us)
        read_row(s, row);
    pw_stmt_done(s);
    return found != PW_ROW_FAILED;
}

/* Of a row: its parcel is packed and may leave, and of its order no purchase is under way whose fate nobody knows. */
#define MAY_BUY                                                                                                                  \
    "EXISTS (SELECT 1 FROM parcel p JOIN orders o ON o.id = p.order_pk WHERE p.id = purchase.parcel_pk AND p.status = 'packed'"  \
    " AND o.status NOT IN ('cancelled', 'held', 'waiting')) AND NOT EXISTS (SELECT 1 FROM purchase q WHERE q.order_pk ="         \
    " purchase.order_pk AND q.id <> purchase.id AND q.status IN ('buying', 'checking', 'uncertain'))"

bool pw_purchase_waits(struct pw_db *db, int64_t id, bool *ret_waits, struct pw_error *err)
{
    int64_t may = 0;
    bool ok = pw_db_number(db, err, &may, "SELECT count(*) FROM purchase WHERE id = $1 AND " MAY_BUY, "i", id);
    *ret_waits = may == 0;
    return ok;
}

bool pw_purchase_begin(struct pw_db *db, int64_t id, const struct pw_purchase_choice *c, int64_t now_us, bool *ret_buys,
                       struct pw_error *err)
{
    *ret_buys = false;
    if (!pw_db_run(db, err,
                   "UPDATE purchase SET status = 'buying', asked_us = $2, tries = tries + 1, carrier = $3, service = $4,"
                   " currency = $5, why = $6, price_milli = $7, protected = $8, due_us = $9, through = $10,"
                   " request = $11, request_key = $12 WHERE id = $1 AND status = 'wanted'"
                   " AND unwanted = 0 AND " MAY_BUY,
                   "iittttiiittt", id, now_us, c->carrier, c->service, c->currency, c->why, c->price_milli,
                   (int64_t)c->is_protected, PW_PURCHASE_NEVER_US, c->through, c->request, c->request_key))
        return false;
    *ret_buys = pw_db_changes(db) > 0;
    return true;
}

bool pw_purchase_request(struct pw_db *db, int64_t id, char **ret_request, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err, "SELECT request FROM purchase WHERE id = $1", "i", id);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    *ret_request = row == PW_ROW ? strdup(pw_stmt_text(s, 0)) : NULL;
    pw_stmt_done(s);
    return row != PW_ROW_FAILED && (*ret_request != NULL || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a request"));
}

bool pw_purchase_forget(struct pw_db *db, int64_t id, struct pw_error *err)
{
    return pw_db_run(db, err, "UPDATE purchase SET request = '' WHERE id = $1", "i", id);
}

/* What has ended, or waits for a person, is never due. */
static bool ends(enum pw_purchase_status status)
{
    return status == PW_PURCHASE_UNCERTAIN || status == PW_PURCHASE_REFUSED || status == PW_PURCHASE_DROPPED ||
           status == PW_PURCHASE_CANCELLED || status == PW_PURCHASE_KEPT;
}

bool pw_purchase_settle(struct pw_db *db, int64_t id, const struct pw_purchase_news *news, int64_t now_us, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE purchase SET status = CASE WHEN unwanted = 1 AND $2 = 'wanted' THEN 'dropped' ELSE $2 END, due_us ="
                     " CASE WHEN unwanted = 1 AND $2 = 'wanted' THEN $8 ELSE $3 END, said = $4, request_id = CASE $5 WHEN '' THEN"
                     " request_id ELSE $5 END, done_us = $6 WHERE id = $1 AND status = $7",
                     "itittiti", id, names[news->status], ends(news->status) ? PW_PURCHASE_NEVER_US : news->due_us,
                     news->said == NULL ? "" : news->said, news->request_id == NULL ? "" : news->request_id,
                     ends(news->status) ? now_us : INT64_C(0), names[news->from], PW_PURCHASE_NEVER_US);
}

bool pw_purchase_recover(struct pw_db *db, const char *channel, const char *bench, int64_t due_us, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE purchase SET status = 'checking', due_us = CASE request WHEN '' THEN $3 ELSE 0 END WHERE channel = "
                     "$1 AND status = 'buying' AND bench = $2",
                     "tti", channel, bench, due_us) &&
           pw_db_run(db, err, "UPDATE purchase SET due_us = 0 WHERE channel = $1 AND status = 'cancelling' AND bench = $2", "tt",
                     channel, bench);
}

bool pw_purchase_file(struct pw_db *db, int64_t parcel, int64_t *ret_file, struct pw_error *err)
{
    *ret_file = 0;
    return pw_db_number(db, err, ret_file,
                        "SELECT file_pk FROM purchase WHERE parcel_pk = $1 AND unwanted = 0 AND status = 'bought' AND file_pk > 0"
                        " ORDER BY id DESC LIMIT 1",
                        "i", parcel);
}

/* ---- it is bought ---- */

static bool put_file(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_label *l, int64_t now_us,
                     int64_t *ret_file, struct pw_error *err)
{
    char key[80], name[160];
    snprintf(key, sizeof key, "postage/%" PRId64 "/%" PRId64, row->id, row->labels);
    snprintf(name, sizeof name, "label of order %s", row->order_id);
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, l->file.data, l->file.len);
    bool ok = pw_db_number(
        db, err, ret_file,
        "INSERT INTO file (key, name, source, digest, content, created_us) VALUES ($1, $2, 'postage', $3, $4, $5) RETURNING id",
        "tttbi", key, name, digest, l->file, now_us);
    g_free(digest);
    return ok;
}

static bool put_job(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_label *l, int64_t file,
                    const char *bench, int64_t now_us, struct pw_error *err)
{
    return l->printer == NULL ||
           pw_db_run(db, err,
                     "INSERT INTO job (document, order_pk, parcel_pk, file_pk, bench, printer, status, address_version, total,"
                     " created_us, changed_us) VALUES ('label', $1, $2, $3, $4, $5, 'queued', (SELECT address_version FROM orders"
                     " WHERE id = $1), 0, $6, $6)",
                     "iiitti", row->order, row->parcel, file, bench, l->printer, now_us);
}

static bool put_parcel(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_label *l,
                       struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE parcel SET tracking_number = $2, bound_us = 0, carrier = CASE $3 WHEN '' THEN carrier ELSE $3 END,"
                     " service = $4, label_version = (SELECT address_version FROM orders WHERE id = $5) WHERE id = $1",
                     "ittti", row->parcel, l->tracking, l->carrier, l->service, row->order);
}

static bool put(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_label *l, const char *bench,
                int64_t now_us, struct pw_error *err)
{
    int64_t wanted = 0, file = 0;
    if (!pw_db_number(db, err, &wanted, "SELECT 1 - unwanted FROM purchase WHERE id = $1", "i", row->id))
        return false;
    bool keeps = wanted != 0, prints = keeps && l->file.len > 0;
    if ((keeps && !put_parcel(db, row, l, err)) || (prints && !put_file(db, row, l, now_us, &file, err)) ||
        (prints && !put_job(db, row, l, file, bench, now_us, err)))
        return false;
    return pw_db_run(
        db, err,
        "UPDATE purchase SET status = 'bought', shipment_id = $2, tracking_number = $3, price_milli = CASE WHEN $4 < 0"
        " THEN price_milli ELSE $4 END, file_pk = $5, labels = labels + 1, due_us = $6, said = $7, request_id = $8,"
        " bought_us = CASE bought_us WHEN 0 THEN $9 ELSE bought_us END WHERE id = $1",
        "ittiiitti", row->id, l->shipment, l->tracking, l->price_milli, file,
        !keeps            ? INT64_C(0)
        : l->file.len > 0 ? PW_PURCHASE_NEVER_US
                          : l->due_us,
        l->said, l->request_id, now_us);
}

bool pw_purchase_bought(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_label *label,
                        const char *bench, int64_t now_us, struct pw_error *err)
{
    if (!pw_db_begin(db, err))
        return false;
    if (put(db, row, label, bench, now_us, err) && pw_db_commit(db, err))
        return true;
    pw_db_rollback(db);
    return false;
}

/* ---- for people ---- */

static bool answer(struct pw_db *db, int64_t id, enum pw_purchase_answer answer, const char *tracking, int64_t now_us,
                   struct pw_error *err)
{
    if (answer == PW_PURCHASE_AGAIN) /* one that was given up has nothing to buy for */
        return pw_db_run(db, err,
                         "UPDATE purchase SET status = CASE unwanted WHEN 1 THEN 'dropped' ELSE 'wanted' END, due_us = CASE"
                         " unwanted WHEN 1 THEN $2 ELSE 0 END, said = '' WHERE id = $1 AND status IN ('uncertain', 'refused') AND"
                         " (status = 'uncertain' OR unwanted = 1 OR NOT EXISTS (SELECT 1 FROM purchase q WHERE q.parcel_pk ="
                         " purchase.parcel_pk AND q.id <> purchase.id AND q.unwanted = 0 AND q.status IN ('wanted', 'buying',"
                         " 'checking', 'uncertain', 'bought')))",
                         "ii", id, PW_PURCHASE_NEVER_US);
    if (answer == PW_PURCHASE_ELSEWHERE)
        return pw_db_run(db, err,
                         "UPDATE purchase SET status = 'dropped', unwanted = 1, said = 'a person says that its label comes from"
                         " elsewhere', done_us = $2, due_us = $3 WHERE id = $1 AND status IN ('wanted', 'uncertain', 'refused')",
                         "iii", id, now_us, PW_PURCHASE_NEVER_US);
    return pw_db_run(db, err,
                     "UPDATE purchase SET status = 'bought', tracking_number = $2, bought_us = $3, said = 'a person says that it"
                     " was bought; its label is in Seller Central', due_us = $4 WHERE id = $1 AND status = 'uncertain'",
                     "itii", id, tracking, now_us, PW_PURCHASE_NEVER_US);
}

/* The parcel has that number from now on. */
static bool bind(struct pw_db *db, int64_t id, const char *tracking, struct pw_error *err)
{
    return pw_db_run(
        db, err,
        "UPDATE parcel SET tracking_number = $2, bound_us = 0, carrier = CASE (SELECT carrier FROM purchase WHERE id ="
        " $1) WHEN '' THEN carrier ELSE (SELECT carrier FROM purchase WHERE id = $1) END, label_version = (SELECT"
        " o.address_version FROM orders o WHERE o.id = order_pk) WHERE id = (SELECT parcel_pk FROM purchase WHERE id ="
        " $1 AND unwanted = 0)",
        "it", id, tracking);
}

bool pw_purchase_answer(struct pw_db *db, int64_t id, enum pw_purchase_answer what, const char *tracking, int64_t now_us,
                        bool *ret_met, struct pw_error *err)
{
    if (!answer(db, id, what, tracking, now_us, err))
        return false;
    *ret_met = pw_db_changes(db) > 0;
    return !*ret_met || what != PW_PURCHASE_IT_WAS || bind(db, id, tracking, err);
}

bool pw_purchase_tell(struct pw_db *db, const struct pw_purchase_row *row, const struct pw_purchase_words *w, const char *bench,
                      int64_t now_us, struct pw_error *err)
{
    int64_t seq = 0;
    if (!pw_db_number(db, err, &seq,
                      "INSERT INTO journal (time_us, bench, device, kind, outcome, order_pk, parcel_pk, detail) VALUES ($1, $2,"
                      " '', 'postage', $3, $4, $5, $6) RETURNING seq",
                      "ittiit", now_us, bench, w->outcome, row->order, row->parcel, w->sentence))
        return false;
    json_t *packed = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s}", "n", (json_int_t)seq, "tone", w->tone, "title", w->title,
                               "detail", w->sentence, "expected", "", "came", "");
    char *message = pw_json_text(packed, JSON_COMPACT);
    json_decref(packed);
    if (message == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a message");
    /* Whoever packed it last reads it, unless they are at something else already. */
    bool ok = pw_db_run(db, err,
                        "UPDATE lane SET message = $3 WHERE bench = $1 AND subject_pk = $2 AND phase = 'idle' AND pending = ''"
                        " AND refusal = ''",
                        "tit", bench, row->parcel, message);
    free(message);
    return ok;
}
