/* The part of the store's connection that is the same for every backend: the statement cache and binding. */
#include "store/db.h"

#include "store/upgrade.h"

#include <stdlib.h>
#include <string.h>

static const struct pw_db_impl *impl_for(const char *where)
{
    if (strncmp(where, "postgresql:", 11) == 0 || strncmp(where, "postgres:", 9) == 0)
        return NULL;
    return &pw_db_sqlite;
}

bool pw_db_open(const char *where, enum pw_db_mode mode, struct pw_db **ret_db, struct pw_error *err)
{
    const struct pw_db_impl *impl = impl_for(where);
    if (impl == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                       "store %.*s: this program was built without PostgreSQL; give a file's path instead",
                       (int)strcspn(where, ":"), where);
    struct pw_db *db = NULL;
    if (!impl->open(where, mode, &db, err))
        return false;
    db->impl = impl;
    if (!pw_store_bring_up(db, err)) {
        pw_db_close(db);
        return false;
    }
    *ret_db = db;
    return true;
}

void pw_db_close(struct pw_db *db)
{
    if (db == NULL)
        return;
    for (size_t i = 0; i < db->kept_cap; i++)
        if (db->kept[i].stmt != NULL)
            db->impl->finalize(db->kept[i].stmt);
    free(db->kept);
    db->kept = NULL;
    db->impl->close(db);
}

void pw_db_expect_bulk(struct pw_db *db)
{
    struct pw_error ignored; /* without it everything works, only slower */
    if (db->impl->bulk != NULL && !db->impl->script(db, db->impl->bulk, &ignored))
        return;
}

bool pw_db_begin(struct pw_db *db, struct pw_error *err)
{
    if (db->in_transaction) /* there was no memory to take it back */
        pw_db_rollback(db);
    if (db->in_transaction)
        return pw_fail(err, PW_ERR_MEMORY, 0, "store: no memory");
    db->starved = false;
    db->in_transaction = pw_db_run(db, err, db->impl->begin, "");
    return db->in_transaction;
}

bool pw_db_commit(struct pw_db *db, struct pw_error *err)
{
    if (!pw_db_run(db, err, "COMMIT", "")) {
        pw_db_rollback(db);
        return false;
    }
    db->in_transaction = false;
    return true;
}

void pw_db_rollback(struct pw_db *db)
{
    struct pw_error err = { 0 };
    db->starved = db->gone = false;
    /* Any other failure says that no transaction is active: it was rolled back already. */
    if (pw_db_run(db, &err, "ROLLBACK", "") || err.code != PW_ERR_MEMORY)
        db->in_transaction = db->gone = false;
}

bool pw_db_ok(struct pw_db *db, struct pw_error *err)
{
    if (db->gone)
        return pw_fail(err, PW_ERR_IO, 0, "store: the transaction was taken back; nothing of it is recorded");
    if (!db->starved)
        return true;
    db->starved = false;
    return pw_fail(err, PW_ERR_MEMORY, 0, "store: no memory");
}

static size_t slot_of(const struct pw_db *db, const char *sql)
{
    uintptr_t hash = (uintptr_t)sql >> 3;
    hash ^= hash >> 9;
    return (size_t)hash & (db->kept_cap - 1);
}

static bool keep(struct pw_db *db, const char *sql, struct pw_stmt *stmt)
{
    if (db->kept_count * 2 >= db->kept_cap) {
        size_t cap = db->kept_cap == 0 ? 128 : db->kept_cap * 2;
        struct pw_db_kept *old = db->kept, *fresh = calloc(cap, sizeof *fresh);
        size_t old_cap = db->kept_cap;
        if (fresh == NULL)
            return false;
        db->kept = fresh;
        db->kept_cap = cap;
        for (size_t i = 0; i < old_cap; i++)
            if (old[i].stmt != NULL) {
                size_t s = slot_of(db, old[i].sql);
                while (db->kept[s].stmt != NULL)
                    s = (s + 1) & (cap - 1);
                db->kept[s] = old[i];
            }
        free(old);
    }
    size_t s = slot_of(db, sql);
    while (db->kept[s].stmt != NULL)
        s = (s + 1) & (db->kept_cap - 1);
    db->kept[s] = (struct pw_db_kept){ sql, stmt };
    db->kept_count++;
    return true;
}

/* Every text given here is a literal of this program, so its address names it. */
static struct pw_stmt *prepared(struct pw_db *db, const char *sql, struct pw_error *err)
{
    if (db->kept_cap != 0)
        for (size_t s = slot_of(db, sql); db->kept[s].stmt != NULL; s = (s + 1) & (db->kept_cap - 1))
            if (db->kept[s].sql == sql && !db->kept[s].stmt->busy)
                return db->kept[s].stmt;
    struct pw_stmt *stmt = db->impl->prepare(db, sql, err);
    if (stmt == NULL)
        return NULL;
    stmt->db = db;
    stmt->kept = keep(db, sql, stmt);
    return stmt;
}

static struct pw_stmt *query(struct pw_db *db, struct pw_error *err, const char *sql, const char *types, va_list args)
{
    struct pw_stmt *stmt = prepared(db, sql, err);
    if (stmt == NULL)
        return NULL;
    stmt->busy = true;
    for (int n = 1; types[n - 1] != '\0'; n++) {
        switch (types[n - 1]) {
        case 'i':
            db->impl->bind_int(stmt, n, va_arg(args, int64_t));
            break;
        case 't':
            db->impl->bind_text(stmt, n, va_arg(args, const char *), true);
            break;
        default:
            db->impl->bind_bytes(stmt, n, va_arg(args, struct pw_bytes));
            break;
        }
    }
    return stmt;
}

struct pw_stmt *pw_db_query(struct pw_db *db, struct pw_error *err, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    struct pw_stmt *stmt = query(db, err, sql, types, args);
    va_end(args);
    return stmt;
}

bool pw_db_run(struct pw_db *db, struct pw_error *err, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    struct pw_stmt *stmt = query(db, err, sql, types, args);
    va_end(args);
    if (stmt == NULL)
        return false;
    enum pw_row row = pw_stmt_step(stmt, err);
    pw_stmt_done(stmt);
    return row != PW_ROW_FAILED;
}

bool pw_db_number(struct pw_db *db, struct pw_error *err, int64_t *ret_value, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    struct pw_stmt *stmt = query(db, err, sql, types, args);
    va_end(args);
    if (stmt == NULL)
        return false;
    enum pw_row row = pw_stmt_step(stmt, err);
    if (row == PW_ROW)
        *ret_value = pw_stmt_int(stmt, 0);
    pw_stmt_done(stmt);
    return row != PW_ROW_FAILED;
}

int64_t pw_db_changes(struct pw_db *db)
{
    return db->impl->changes(db);
}

void pw_db_idle(struct pw_db *db)
{
    db->impl->idle(db);
}

bool pw_db_scrub(struct pw_db *db, struct pw_error *err)
{
    return db->impl->scrub(db, err);
}

struct pw_stmt *pw_db_prepare(struct pw_db *db, struct pw_error *err, const char *sql)
{
    struct pw_stmt *stmt = db->impl->prepare(db, sql, err);
    if (stmt != NULL) {
        stmt->db = db;
        stmt->busy = true;
    }
    return stmt;
}

void pw_stmt_bind_int(struct pw_stmt *stmt, int n, int64_t value)
{
    stmt->db->impl->bind_int(stmt, n, value);
}

void pw_stmt_bind_text(struct pw_stmt *stmt, int n, const char *value)
{
    stmt->db->impl->bind_text(stmt, n, value, true);
}

enum pw_row pw_stmt_step(struct pw_stmt *stmt, struct pw_error *err)
{
    return pw_db_ok(stmt->db, err) ? stmt->db->impl->step(stmt, err) : PW_ROW_FAILED;
}

int64_t pw_stmt_int(struct pw_stmt *stmt, int column)
{
    return stmt->db->impl->get_int(stmt, column);
}

const char *pw_stmt_text(struct pw_stmt *stmt, int column)
{
    return stmt->db->impl->get_text(stmt, column);
}

struct pw_bytes pw_stmt_bytes(struct pw_stmt *stmt, int column)
{
    return stmt->db->impl->get_bytes(stmt, column);
}

bool pw_stmt_null(struct pw_stmt *stmt, int column)
{
    return stmt->db->impl->is_null(stmt, column);
}

void pw_stmt_done(struct pw_stmt *stmt)
{
    if (stmt == NULL)
        return;
    stmt->busy = false;
    if (stmt->kept)
        stmt->db->impl->reset(stmt);
    else
        stmt->db->impl->finalize(stmt);
}
