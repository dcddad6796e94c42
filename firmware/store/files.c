#include "store/files.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

static bool check(const struct pw_file_request *r, struct pw_error *err)
{
    if (r->content.len == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "%.100s is empty: there is nothing to print", r->name);
    if (r->content.len > PW_FILE_MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "%.100s has %zu bytes; at most %d can be printed", r->name, r->content.len,
                       PW_FILE_MAX);
    if (strlen(r->name) > PW_FILE_NAME_MAX)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the name %.60s... has more than %d bytes", r->name, PW_FILE_NAME_MAX);
    if (r->key != NULL && (r->key[0] == '\0' || strlen(r->key) > PW_FILE_KEY_MAX))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a key has 1 to %d bytes", PW_FILE_KEY_MAX);
    return true;
}

/* The first request's job, if this key was used. *ret_found false: it is free. */
static bool earlier(struct pw_db *db, const struct pw_file_request *r, const char *digest, struct pw_file_job *ret_job,
                    bool *ret_found, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT j.id, j.status, j.printer, f.digest FROM file f JOIN job j ON j.file_pk = f.id"
                                    " WHERE f.key = $1 ORDER BY j.id LIMIT 1",
                                    "t", r->key);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    *ret_found = row == PW_ROW;
    bool same = true;
    if (*ret_found) {
        *ret_job = (struct pw_file_job){ .job = pw_stmt_int(s, 0) };
        snprintf(ret_job->status, sizeof ret_job->status, "%s", pw_stmt_text(s, 1));
        snprintf(ret_job->printer, sizeof ret_job->printer, "%s", pw_stmt_text(s, 2));
        same = strcmp(pw_stmt_text(s, 3), digest) == 0;
    }
    pw_stmt_done(s);
    if (!same)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the key %.80s was used for another file (job %lld): give each file its own",
                       r->key, (long long)ret_job->job);
    return row != PW_ROW_FAILED;
}

static bool insert(struct pw_db *db, const struct pw_file_request *r, const char *key, const char *digest,
                   struct pw_file_job *ret_job, struct pw_error *err)
{
    int64_t file = 0;
    char detail[PW_FILE_NAME_MAX + 160];
    *ret_job = (struct pw_file_job){ .fresh = true, .status = "queued" };
    snprintf(ret_job->printer, sizeof ret_job->printer, "%s", r->printer);
    snprintf(detail, sizeof detail, "%s from %s waits for printer %s", r->name, r->source, r->printer);
    return pw_db_number(
               db, err, &file,
               "INSERT INTO file (key, name, source, digest, content, created_us) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
               "ttttbi", key, r->name, r->source, digest, r->content, r->now_us) &&
           pw_db_number(
               db, err, &ret_job->job,
               "INSERT INTO job (document, file_pk, priority, expires_us, bench, printer, status, total, created_us, changed_us)"
               " VALUES ('file', $1, $2, CASE WHEN $3 > 0 THEN $3 END, $4, $5, 'queued', 0, $6, $6) RETURNING id",
               "iiitti", file, r->priority, r->expires_us, r->bench, r->printer, r->now_us) &&
           pw_db_run(db, err,
                     "INSERT INTO journal (time_us, bench, device, kind, raw, outcome, detail) VALUES ($1, $2, $3, 'file', $4, "
                     "'queued', $5)",
                     "itttt", r->now_us, r->bench, r->source, r->name, detail);
}

bool pw_file_put(struct pw_db *db, const struct pw_file_request *r, struct pw_file_job *ret_job, struct pw_error *err)
{
    char own[33];
    const char *key = r->key;
    bool found = false;
    if (!check(r, err))
        return false;
    if (key == NULL) {
        uint8_t random[16];
        if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
            return pw_fail(err, PW_ERR_IO, 0, "the system gives no random numbers");
        for (size_t i = 0; i < sizeof random; i++)
            snprintf(own + 2 * i, 3, "%02x", random[i]);
        key = own;
    }
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, r->content.data, r->content.len);
    bool ok = pw_db_begin(db, err);
    if (ok) {
        ok = (r->key == NULL || earlier(db, r, digest, ret_job, &found, err)) &&
             (found || insert(db, r, key, digest, ret_job, err));
        if (ok)
            ok = pw_db_commit(db, err);
        else
            pw_db_rollback(db);
    }
    g_free(digest);
    return ok;
}

bool pw_file_job(struct pw_db *db, int64_t job, struct pw_file_job *ret_job, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT status, printer, evidence FROM job WHERE id = $1 AND file_pk IS NOT NULL", "i", job);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        *ret_job = (struct pw_file_job){ .job = job };
        snprintf(ret_job->status, sizeof ret_job->status, "%s", pw_stmt_text(s, 0));
        snprintf(ret_job->printer, sizeof ret_job->printer, "%s", pw_stmt_text(s, 1));
        snprintf(ret_job->evidence, sizeof ret_job->evidence, "%s", pw_stmt_text(s, 2));
    }
    pw_stmt_done(s);
    return row == PW_ROW ||
           (row == PW_ROW_END && pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no job %lld of a file", (long long)job));
}

bool pw_file_get(struct pw_db *db, int64_t job, struct pw_buf *content, char name[PW_FILE_NAME_MAX + 1], struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT f.name, f.content FROM job j JOIN file f ON f.id = j.file_pk WHERE j.id = $1", "i", job);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        struct pw_bytes bytes = pw_stmt_bytes(s, 1);
        snprintf(name, PW_FILE_NAME_MAX + 1, "%s", pw_stmt_text(s, 0));
        pw_buf_put(content, bytes.data, bytes.len);
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "job %lld prints no file", (long long)job);
    return row == PW_ROW && pw_buf_ok(content, err);
}
