/* The store in one SQLite file: write-ahead log, every commit synced before it returns. */
#include "store/db.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

_Thread_local const char *pw_db_sqlite_vfs;

enum {
    SCRUB_MS = 50, /* a reader is waited for so long: a scan may wait behind it */
    BUSY_MS = 10000,
    IDLE_PAGES = 500,   /* of the log: moved into the file when the station has nothing to do */
    BUSY_PAGES = 10000, /* of the log: moved even by a commit, so that it can't grow for ever (40 MB) */
};

struct sqlite_db {
    struct pw_db base;
    sqlite3 *conn;
    int log_pages;
};

struct sqlite_stmt {
    struct pw_stmt base;
    sqlite3_stmt *stmt;
    struct sqlite_db *owner;
};

static struct sqlite_db *db_from(struct pw_db *db)
{
    return pw_container_of(db, struct sqlite_db, base);
}

static struct sqlite_stmt *stmt_from(struct pw_stmt *stmt)
{
    return pw_container_of(stmt, struct sqlite_stmt, base);
}

static bool failed(struct sqlite_db *db, struct pw_error *err)
{
    int rc = db->conn == NULL ? SQLITE_NOMEM : sqlite3_extended_errcode(db->conn);
    const char *what = db->conn == NULL ? "no memory" : sqlite3_errmsg(db->conn);
    switch (rc & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return pw_fail(err, PW_ERR_BUSY, 0, "store: another program has been writing for too long (%s)", what);
    case SQLITE_FULL:
        return pw_fail(err, PW_ERR_IO, ENOSPC, "store: the disk is full; this was not recorded. Free some space and do it again");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return pw_fail(err, PW_ERR_IO, 0, "store: the file is damaged or not a store (%s)", what);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return pw_fail(err, PW_ERR_ACCESS, 0, "store: may not be written (%s)", what);
    case SQLITE_NOMEM:
        return pw_fail(err, PW_ERR_MEMORY, 0, "store: no memory");
    default:
        return pw_fail(err, PW_ERR_IO, 0, "store: %s (SQLite error %d)", what, rc);
    }
}

/* Instead of SQLite's own, which moves the log in the commit that fills it, with two more syncs: a packer would wait for them. */
static int on_commit(void *user, sqlite3 *conn, const char *name, int pages)
{
    struct sqlite_db *db = user;
    db->log_pages = pages;
    if (pages >= BUSY_PAGES)
        sqlite3_wal_checkpoint_v2(conn, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

static void sqlite_idle(struct pw_db *base)
{
    struct sqlite_db *db = db_from(base);
    if (db->log_pages < IDLE_PAGES)
        return;
    db->log_pages = 0;
    sqlite3_wal_checkpoint_v2(db->conn, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* secure_delete has put zeros over it in the pages; their older states are in the log until that is cut off. */
static bool sqlite_scrub(struct pw_db *base, struct pw_error *err)
{
    struct sqlite_db *db = db_from(base);
    sqlite3_busy_timeout(db->conn, SCRUB_MS);
    int rc = sqlite3_wal_checkpoint_v2(db->conn, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(db->conn, BUSY_MS);
    if (rc == SQLITE_OK)
        db->log_pages = 0;
    return rc == SQLITE_OK || failed(db, err);
}

static void sqlite_close(struct pw_db *base)
{
    struct sqlite_db *db = db_from(base);
    sqlite3_close(db->conn);
    free(db);
}

/* A file with tables in it and no schema of ours is somebody else's: it is left as it is. */
static bool check_owner(struct sqlite_db *db, const char *where, struct pw_error *err)
{
    static const char ours[] = "SELECT 1 FROM meta WHERE key = 'schema'";
    static const char theirs[] = "SELECT 1 FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND tbl_name <> 'meta'";
    sqlite3_stmt *stmt = NULL;
    bool is_ours = sqlite3_prepare_v2(db->conn, ours, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW;
    sqlite3_finalize(stmt);
    if (is_ours)
        return true;
    bool readable = sqlite3_prepare_v2(db->conn, theirs, -1, &stmt, NULL) == SQLITE_OK;
    int rc = readable ? sqlite3_step(stmt) : SQLITE_ERROR;
    bool is_theirs = rc == SQLITE_ROW;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        failed(db, err);
    sqlite3_finalize(stmt);
    if (is_theirs)
        return pw_fail(err, PW_ERR_CONFIG, 0, "store %.200s: this is another program's database; give a file of its own as path",
                       where);
    return rc == SQLITE_DONE;
}

static bool sqlite_open(const char *where, enum pw_db_mode mode, struct pw_db **ret_db, struct pw_error *err)
{
    struct sqlite_db *db = calloc(1, sizeof *db);
    if (db == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "store: no memory");
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == PW_DB_CREATE ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(where, &db->conn, flags, pw_db_sqlite_vfs) != SQLITE_OK) {
        int sys = db->conn == NULL ? 0 : sqlite3_system_errno(db->conn);
        enum pw_error_code code = sys == ENOENT ? PW_ERR_NOT_FOUND : sys == EACCES ? PW_ERR_ACCESS : PW_ERR_IO;
        pw_fail(err, code, sys, "store %s can't be opened", where);
        sqlite_close(&db->base);
        return false;
    }
    sqlite3_busy_timeout(db->conn, BUSY_MS);
    if (!check_owner(db, where, err)) {
        sqlite_close(&db->base);
        return false;
    }
    /* Durable at every commit; a big checkpoint interval keeps the fsync of one commit to the log alone. */
    static const char *const pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                                       "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000;";
    if (sqlite3_exec(db->conn, pragmas, NULL, NULL, NULL) != SQLITE_OK) {
        failed(db, err);
        sqlite_close(&db->base);
        return false;
    }
    sqlite3_wal_hook(db->conn, on_commit, db);
    *ret_db = &db->base;
    return true;
}

/* @ID@ and @BYTES@ are the two words that PostgreSQL spells otherwise. */
static char *spelled(const char *sql)
{
    struct pw_buf out;
    pw_buf_init(&out, 1 << 20);
    for (const char *p = sql; *p != '\0';) {
        if (strncmp(p, "@ID@", 4) == 0) {
            pw_buf_puts(&out, "INTEGER PRIMARY KEY AUTOINCREMENT");
            p += 4;
        } else if (strncmp(p, "@BYTES@", 7) == 0) {
            pw_buf_puts(&out, "BLOB");
            p += 7;
        } else {
            pw_buf_putc(&out, (uint8_t)*p++);
        }
    }
    if (!out.failed)
        return (char *)out.data;
    pw_buf_finish(&out); /* its beginning alone would be another script */
    return NULL;
}

static bool sqlite_script(struct pw_db *base, const char *sql, struct pw_error *err)
{
    struct sqlite_db *db = db_from(base);
    char *text = spelled(sql);
    if (text == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "store: no memory");
    int rc = sqlite3_exec(db->conn, text, NULL, NULL, NULL);
    free(text);
    return rc == SQLITE_OK || failed(db, err);
}

static struct pw_stmt *sqlite_prepare(struct pw_db *base, const char *sql, struct pw_error *err)
{
    struct sqlite_db *db = db_from(base);
    struct sqlite_stmt *stmt = calloc(1, sizeof *stmt);
    if (stmt == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "store: no memory");
        return NULL;
    }
    if (sqlite3_prepare_v3(db->conn, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->stmt, NULL) != SQLITE_OK) {
        failed(db, err);
        free(stmt);
        return NULL;
    }
    stmt->owner = db;
    stmt->base.db = &db->base;
    return &stmt->base;
}

/* "$3" is a name to SQLite, numbered by first appearance; to PostgreSQL it is the third argument. Look it up by name. */
static int index_of(struct sqlite_stmt *stmt, int n)
{
    char name[8] = { '$' };
    if (n < 10) {
        name[1] = (char)('0' + n);
    } else {
        name[1] = (char)('0' + n / 10);
        name[2] = (char)('0' + n % 10);
    }
    return sqlite3_bind_parameter_index(stmt->stmt, name);
}

static void took(struct pw_stmt *base, int rc)
{
    if (rc == SQLITE_NOMEM)
        base->db->starved = true;
}

static void sqlite_bind_int(struct pw_stmt *base, int n, int64_t value)
{
    struct sqlite_stmt *stmt = stmt_from(base);
    took(base, sqlite3_bind_int64(stmt->stmt, index_of(stmt, n), value));
}

static void sqlite_bind_text(struct pw_stmt *base, int n, const char *value, bool copy)
{
    struct sqlite_stmt *stmt = stmt_from(base);
    if (value == NULL)
        took(base, sqlite3_bind_null(stmt->stmt, index_of(stmt, n)));
    else
        took(base, sqlite3_bind_text(stmt->stmt, index_of(stmt, n), value, -1, copy ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

static void sqlite_bind_bytes(struct pw_stmt *base, int n, struct pw_bytes value)
{
    struct sqlite_stmt *stmt = stmt_from(base);
    if (value.data == NULL)
        took(base, sqlite3_bind_zeroblob(stmt->stmt, index_of(stmt, n), 0));
    else
        took(base, sqlite3_bind_blob64(stmt->stmt, index_of(stmt, n), value.data, value.len, SQLITE_TRANSIENT));
}

static enum pw_row sqlite_step(struct pw_stmt *base, struct pw_error *err)
{
    struct sqlite_stmt *stmt = stmt_from(base);
    switch (sqlite3_step(stmt->stmt)) {
    case SQLITE_ROW:
        return PW_ROW;
    case SQLITE_DONE:
        return PW_ROW_END;
    default:
        failed(stmt->owner, err);
        base->db->gone = base->db->in_transaction && sqlite3_get_autocommit(stmt->owner->conn) != 0;
        return PW_ROW_FAILED;
    }
}

static int64_t sqlite_get_int(struct pw_stmt *base, int column)
{
    return sqlite3_column_int64(stmt_from(base)->stmt, column);
}

static const char *sqlite_get_text(struct pw_stmt *base, int column)
{
    sqlite3_stmt *stmt = stmt_from(base)->stmt;
    int type = sqlite3_column_type(stmt, column); /* before: a text that could not be copied is NULL afterwards */
    const unsigned char *text = sqlite3_column_text(stmt, column);
    if (text == NULL && type != SQLITE_NULL)
        base->db->starved = true;
    return text == NULL ? "" : (const char *)text;
}

static struct pw_bytes sqlite_get_bytes(struct pw_stmt *base, int column)
{
    struct sqlite_stmt *stmt = stmt_from(base);
    size_t len = (size_t)sqlite3_column_bytes(stmt->stmt, column);
    const void *data = sqlite3_column_blob(stmt->stmt, column);
    if (data == NULL && len > 0)
        base->db->starved = true;
    return pw_bytes_of(data, data == NULL ? 0 : len);
}

static bool sqlite_is_null(struct pw_stmt *base, int column)
{
    return sqlite3_column_type(stmt_from(base)->stmt, column) == SQLITE_NULL;
}

static void sqlite_reset(struct pw_stmt *base)
{
    struct sqlite_stmt *stmt = stmt_from(base);
    sqlite3_reset(stmt->stmt);
    sqlite3_clear_bindings(stmt->stmt); /* a kept statement must not keep a buyer's name alive */
}

static void sqlite_finalize(struct pw_stmt *base)
{
    struct sqlite_stmt *stmt = stmt_from(base);
    sqlite3_finalize(stmt->stmt);
    free(stmt);
}

static int64_t sqlite_changes(struct pw_db *base)
{
    return sqlite3_changes(db_from(base)->conn);
}

const struct pw_db_impl pw_db_sqlite = {
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .script = sqlite_script,
    .prepare = sqlite_prepare,
    .bind_int = sqlite_bind_int,
    .bind_text = sqlite_bind_text,
    .bind_bytes = sqlite_bind_bytes,
    .step = sqlite_step,
    .get_int = sqlite_get_int,
    .get_text = sqlite_get_text,
    .get_bytes = sqlite_get_bytes,
    .is_null = sqlite_is_null,
    .reset = sqlite_reset,
    .finalize = sqlite_finalize,
    .changes = sqlite_changes,
    .idle = sqlite_idle,
    .scrub = sqlite_scrub,
    .bulk = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000;",
    .begin = "BEGIN IMMEDIATE",
};
