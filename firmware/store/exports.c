#include "store/exports.h"

#include "base/json.h"

#include <stdio.h>

#define CONFIRMATIONS_MAX 20000 /* in one file; the rest goes into the next */

static const char *member(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* One confirmation of the outbox as rows. False with PW_ERR_BAD_INPUT and nothing appended: it can't be written. */
static bool put(const char *payload, enum pw_confirmation_form form, struct pw_buf *out, int64_t *ret_rows, struct pw_error *err)
{
    json_t *root, *item;
    if (!pw_json_read(payload, 0, &root, err))
        return false;
    json_t *items = json_object_get(root, "items");
    size_t before = out->len, i;
    int64_t rows = 0;
    bool ok = json_is_object(root) && json_array_size(items) > 0;
    if (!ok)
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the confirmation names no items");
    struct pw_confirmation row = { .order_id = member(root, "order_id"),
                                   .ship_date = member(root, "ship_date"),
                                   .carrier_code = member(root, "carrier_code"),
                                   .carrier_name = member(root, "carrier_name"),
                                   .tracking_number = member(root, "tracking_number"),
                                   .ship_method = member(root, "ship_method") };
    json_array_foreach(items, i, item)
    {
        row.order_item_id = member(item, "order_item_id");
        row.quantity = json_integer_value(json_object_get(item, "quantity"));
        if (row.quantity == 0 && json_is_integer(json_object_get(item, "quantity")))
            continue; /* a line of which nothing is in the parcel, as rows of early days have it */
        ok = ok && pw_confirmation_row(form, &row, out, err);
        rows++;
    }
    json_decref(root);
    if (ok && rows == 0)
        ok = pw_fail(err, PW_ERR_BAD_INPUT, 0, "the confirmation names no units");
    if (!ok && !out->failed)
        out->len = before;
    else
        *ret_rows += rows;
    return ok;
}

/* A row for the file, under a name that no other has. */
static bool insert_export(struct pw_db *db, const char *channel, const char *name, int64_t now_us, struct pw_export *e,
                          struct pw_error *err)
{
    const char *dot = strrchr(name, '.');
    int stem = dot == NULL ? (int)strlen(name) : (int)(dot - name);
    for (int n = 1; n < 1000; n++) {
        if (n == 1)
            snprintf(e->name, sizeof e->name, "%s", name);
        else
            snprintf(e->name, sizeof e->name, "%.*s-%d%s", stem, name, n, name + stem);
        if (!pw_db_number(db, err, &e->id,
                          "INSERT INTO export (channel, name, status, rows, created_us) VALUES ($1, $2, 'writing', 0, $3)"
                          " ON CONFLICT (name) DO NOTHING RETURNING id",
                          "tti", channel, e->name, now_us))
            return false;
        if (e->id != 0)
            return true;
    }
    return pw_fail(err, PW_ERR_BUSY, 0, "there are a thousand files named like %s", name);
}

struct taking {
    struct pw_db *db;
    enum pw_confirmation_form form;
    pw_export_refused_fn *refused;
    void *user;
    struct pw_buf *out;
    struct pw_export *e;
};

static bool take_one(struct taking *t, int64_t id, const char *payload, const char *order_id, struct pw_error *err)
{
    struct pw_error why = { 0 };
    if (put(payload, t->form, t->out, &t->e->rows, &why))
        return pw_db_run(t->db, err, "UPDATE outbox SET status = 'exported', export_pk = $2 WHERE id = $1 AND status = 'waiting'",
                         "ii", id, t->e->id);
    if (why.code != PW_ERR_BAD_INPUT) {
        *err = why;
        return false;
    }
    if (t->refused != NULL)
        t->refused(t->user, order_id, why.text);
    return true;
}

static bool take_all(struct taking *t, const char *channel, int64_t since_us, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(t->db, err,
                                    "SELECT b.id, b.payload, COALESCE(o.order_id, '?') FROM outbox b"
                                    " LEFT JOIN orders o ON o.id = b.order_pk WHERE b.channel = $1 AND b.status = 'waiting'"
                                    " AND b.kind = 'confirm-shipment' AND b.created_us >= $2 ORDER BY b.id LIMIT $3",
                                    "tii", channel, since_us, (int64_t)CONFIRMATIONS_MAX);
    if (s == NULL)
        return false;
    /* Read first, then change: a row must not leave the index that is being walked. */
    json_t *rows = json_array();
    enum pw_row row;
    bool whole = rows != NULL;
    while ((row = pw_stmt_step(s, err)) == PW_ROW)
        whole = json_array_append_new(
                    rows, json_pack("[I, s, s]", (json_int_t)pw_stmt_int(s, 0), pw_stmt_text(s, 1), pw_stmt_text(s, 2))) == 0 &&
                whole;
    pw_stmt_done(s);
    bool ok = row == PW_ROW_END && (whole || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for confirmations"));
    for (size_t i = 0; ok && i < json_array_size(rows); i++) {
        json_t *one = json_array_get(rows, i);
        ok = take_one(t, json_integer_value(json_array_get(one, 0)), json_string_value(json_array_get(one, 1)),
                      json_string_value(json_array_get(one, 2)), err);
    }
    json_decref(rows);
    return ok;
}

bool pw_export_take(struct pw_db *db, const char *channel, enum pw_confirmation_form form, const char *name, int64_t since_us,
                    int64_t now_us, pw_export_refused_fn *refused, void *user, struct pw_buf *out, struct pw_export *ret_export,
                    struct pw_error *err)
{
    struct pw_export e = { 0 };
    struct taking t = { db, form, refused, user, out, &e };
    if (!pw_db_begin(db, err))
        return false;
    pw_confirmation_header(form, out);
    bool ok = insert_export(db, channel, name, now_us, &e, err) && take_all(&t, channel, since_us, err) && pw_buf_ok(out, err);
    if (!ok || e.rows == 0) {
        pw_db_rollback(db); /* nothing waits: no file, no name used */
        *ret_export = (struct pw_export){ 0 };
        return ok;
    }
    ok = pw_db_run(db, err, "UPDATE export SET rows = $2 WHERE id = $1", "ii", e.id, e.rows);
    if (!ok) {
        pw_db_rollback(db);
        return false;
    }
    *ret_export = e;
    return pw_db_commit(db, err);
}

static bool one_export(struct pw_stmt *s, struct pw_export *ret_export, char *ret_channel, struct pw_error *err)
{
    *ret_export = (struct pw_export){ 0 };
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        ret_export->id = pw_stmt_int(s, 0);
        ret_export->rows = pw_stmt_int(s, 1);
        snprintf(ret_export->name, sizeof ret_export->name, "%s", pw_stmt_text(s, 2));
        if (ret_channel != NULL)
            snprintf(ret_channel, 64, "%s", pw_stmt_text(s, 3));
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

bool pw_export_unfinished(struct pw_db *db, const char *channel, struct pw_export *ret_export, struct pw_error *err)
{
    return one_export(pw_db_query(db, err,
                                  "SELECT id, rows, name, channel FROM export WHERE status = 'writing' AND channel = $1"
                                  " ORDER BY id LIMIT 1",
                                  "t", channel),
                      ret_export, NULL, err);
}

bool pw_export_find(struct pw_db *db, const char *name, struct pw_export *ret_export, char ret_channel[64], struct pw_error *err)
{
    if (!one_export(pw_db_query(db, err, "SELECT id, rows, name, channel FROM export WHERE name = $1", "t", name), ret_export,
                    ret_channel, err))
        return false;
    return ret_export->id != 0 || pw_fail(err, PW_ERR_NOT_FOUND, 0, "no file %s was ever written", name);
}

bool pw_export_content(struct pw_db *db, const struct pw_export *e, enum pw_confirmation_form form, struct pw_buf *out,
                       struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err, "SELECT payload FROM outbox WHERE export_pk = $1 ORDER BY id", "i", e->id);
    int64_t rows = 0;
    enum pw_row row = PW_ROW_FAILED;
    if (s == NULL)
        return false;
    pw_confirmation_header(form, out);
    bool ok = true;
    while (ok && (row = pw_stmt_step(s, err)) == PW_ROW)
        ok = put(pw_stmt_text(s, 0), form, out, &rows, err);
    pw_stmt_done(s);
    return ok && row == PW_ROW_END && pw_buf_ok(out, err);
}

bool pw_export_written(struct pw_db *db, const struct pw_export *e, struct pw_error *err)
{
    return pw_db_run(db, err, "UPDATE export SET status = 'written' WHERE id = $1", "i", e->id);
}
