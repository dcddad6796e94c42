#include "store/outbox.h"

#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOKEN = 1000000, LOST_US = 600000000 }; /* another bench that sends for so long has ended */

static const char *const names[] = {
    [PW_OUTBOX_WAITING] = "waiting",           [PW_OUTBOX_SENDING] = "sending",     [PW_OUTBOX_CHECKING] = "checking",
    [PW_OUTBOX_ACKNOWLEDGED] = "acknowledged", [PW_OUTBOX_UNCERTAIN] = "uncertain", [PW_OUTBOX_REFUSED] = "refused",
};

/* Of an order that came over the network it is known. */
static bool marketplace_of(const char *extra, char *out, size_t size, struct pw_error *err)
{
    json_t *root = NULL;
    out[0] = '\0';
    if (*extra != '\0' && !pw_json_read(extra, 0, &root, err))
        return false;
    const char *id = json_string_value(json_object_get(root, "marketplace-id"));
    snprintf(out, size, "%s", id == NULL ? "" : id);
    json_decref(root);
    return true;
}

static bool take(struct pw_db *db, struct pw_stmt *s, const char *bench, int64_t now_us, struct pw_outbox_row *row,
                 struct pw_error *err)
{
    row->id = pw_stmt_int(s, 0);
    row->tries = pw_stmt_int(s, 2);
    row->status = strcmp(pw_stmt_text(s, 1), "checking") == 0 ? PW_OUTBOX_CHECKING : PW_OUTBOX_SENDING;
    row->package = pw_stmt_int(s, 3);
    snprintf(row->order_id, sizeof row->order_id, "%s", pw_stmt_text(s, 4));
    if (!marketplace_of(pw_stmt_text(s, 5), row->marketplace, sizeof row->marketplace, err))
        return false;
    row->payload = strdup(pw_stmt_text(s, 6));
    if (row->payload == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a confirmation");
    return pw_db_run(db, err, "UPDATE outbox SET status = $2, bench = $3, tries = tries + $4, due_us = $5 WHERE id = $1", "ittii",
                     row->id, names[row->status], bench, (int64_t)(row->status == PW_OUTBOX_SENDING), now_us + LOST_US);
}

static bool take_next(struct pw_db *db, const char *channel, const char *bench, int64_t now_us, struct pw_outbox_row *row,
                      int64_t *ret_due_us, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT x.id, CASE x.status WHEN 'waiting' THEN 'waiting' ELSE 'checking' END, x.tries, p.number, o.order_id, o.extra,"
        " x.payload, x.due_us FROM outbox x JOIN orders o ON o.id = x.order_pk JOIN parcel p ON p.id = x.parcel_pk"
        " WHERE x.channel = $1 AND x.status IN ('waiting', 'checking', 'sending') ORDER BY x.due_us, x.id LIMIT 1",
        "t", channel);
    if (s == NULL)
        return false;
    enum pw_row found = pw_stmt_step(s, err);
    bool ok = found != PW_ROW_FAILED;
    *ret_due_us = found == PW_ROW ? pw_stmt_int(s, 7) : INT64_MAX;
    if (found == PW_ROW && *ret_due_us <= now_us)
        ok = take(db, s, bench, now_us, row, err);
    pw_stmt_done(s);
    return ok;
}

bool pw_outbox_take(struct pw_db *db, const char *channel, const char *bench, int64_t now_us, struct pw_outbox_row *ret_row,
                    int64_t *ret_due_us, struct pw_error *err)
{
    memset(ret_row, 0, sizeof *ret_row);
    if (!pw_db_begin(db, err))
        return false;
    if (take_next(db, channel, bench, now_us, ret_row, ret_due_us, err) && pw_db_commit(db, err))
        return true;
    pw_db_rollback(db);
    free(ret_row->payload);
    memset(ret_row, 0, sizeof *ret_row);
    return false;
}

bool pw_outbox_settle(struct pw_db *db, int64_t id, const struct pw_outbox_news *news, int64_t now_us, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "UPDATE outbox SET status = $2, due_us = $3, said = $4, request_id = CASE $5 WHEN '' THEN request_id ELSE $5"
                     " END, done_us = $6 WHERE id = $1 AND status IN ('sending', 'checking')",
                     "ititti", id, names[news->status], news->due_us, news->said == NULL ? "" : news->said,
                     news->request_id == NULL ? "" : news->request_id,
                     news->status == PW_OUTBOX_ACKNOWLEDGED ? now_us : INT64_C(0));
}

bool pw_outbox_recover(struct pw_db *db, const char *channel, const char *bench, int64_t due_us, struct pw_error *err)
{
    return pw_db_run(
        db, err, "UPDATE outbox SET status = 'checking', due_us = $3 WHERE channel = $1 AND status = 'sending' AND bench = $2",
        "tti", channel, bench, due_us);
}

bool pw_channel_state_get(struct pw_db *db, const char *channel, const char *name, char *out, size_t size, struct pw_error *err)
{
    out[0] = '\0';
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT value FROM channel_state WHERE channel = $1 AND name = $2", "tt", channel, name);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        snprintf(out, size, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

bool pw_channel_state_put(struct pw_db *db, const char *channel, const char *name, const char *value, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "INSERT INTO channel_state (channel, name, value) VALUES ($1, $2, $3) ON CONFLICT (channel, name) DO UPDATE"
                     " SET value = excluded.value",
                     "ttt", channel, name, value);
}

/* ---- how many requests are allowed ---- */

struct bucket {
    int64_t tokens, at_us, per_second;
};

static bool load(struct pw_db *db, const char *channel, const struct pw_rate *rate, int64_t now_us, struct bucket *b,
                 struct pw_error *err)
{
    *b = (struct bucket){ rate->burst * TOKEN, now_us, rate->per_second };
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT tokens, at_us, per_second FROM rate_bucket WHERE channel = $1 AND operation = $2", "tt",
                    channel, rate->operation);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        *b = (struct bucket){ pw_stmt_int(s, 0), pw_stmt_int(s, 1), pw_stmt_int(s, 2) };
    pw_stmt_done(s);
    int64_t since = now_us > b->at_us ? now_us - b->at_us : 0, most = rate->burst * TOKEN;
    double grown = (double)b->tokens + (double)since / 1e6 * (double)b->per_second;
    b->tokens = grown > (double)most ? most : (int64_t)grown;
    b->at_us = now_us;
    return row != PW_ROW_FAILED;
}

static bool save(struct pw_db *db, const char *channel, const struct pw_rate *rate, const struct bucket *b, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "INSERT INTO rate_bucket (channel, operation, tokens, at_us, per_second) VALUES ($1, $2, $3, $4, $5)"
                     " ON CONFLICT (channel, operation) DO UPDATE SET tokens = excluded.tokens, at_us = excluded.at_us,"
                     " per_second = excluded.per_second",
                     "ttiii", channel, rate->operation, b->tokens, b->at_us, b->per_second);
}

static bool change(struct pw_db *db, const char *channel, const struct pw_rate *rate, int64_t told, bool tells, int64_t now_us,
                   int64_t *ret_wait_us, struct pw_error *err)
{
    struct bucket b;
    if (!load(db, channel, rate, now_us, &b, err))
        return false;
    *ret_wait_us = 0;
    if (tells && told == 0)
        b.tokens = 0;
    else if (tells)
        b.per_second = told;
    else if (b.tokens < TOKEN)
        *ret_wait_us = b.per_second <= 0 ? INT64_C(3600000000) : (TOKEN - b.tokens) * 1000000 / b.per_second + 1;
    else
        b.tokens -= TOKEN;
    return *ret_wait_us > 0 || save(db, channel, rate, &b, err);
}

static bool in_transaction(struct pw_db *db, const char *channel, const struct pw_rate *rate, int64_t told, bool tells,
                           int64_t now_us, int64_t *ret_wait_us, struct pw_error *err)
{
    if (!pw_db_begin(db, err))
        return false;
    if (change(db, channel, rate, told, tells, now_us, ret_wait_us, err) && pw_db_commit(db, err))
        return true;
    pw_db_rollback(db);
    return false;
}

bool pw_rate_take(struct pw_db *db, const char *channel, const struct pw_rate *rate, int64_t now_us, int64_t *ret_wait_us,
                  struct pw_error *err)
{
    return in_transaction(db, channel, rate, 0, false, now_us, ret_wait_us, err);
}

bool pw_rate_told(struct pw_db *db, const char *channel, const struct pw_rate *rate, int64_t per_second, int64_t now_us,
                  struct pw_error *err)
{
    int64_t unused;
    return in_transaction(db, channel, rate, per_second, true, now_us, &unused, err);
}
