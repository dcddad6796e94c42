/*
 * The store's connection: SQL text in, rows out. Written once for SQLite and PostgreSQL: placeholders are $1, $2, ...; inserts
 * that may meet their like say ON CONFLICT; ids come back by RETURNING. Text is UTF-8 without NUL, times are microseconds since
 * 1970 UTC.
 *
 * Thread: a connection belongs to one thread at a time.
 */
#ifndef PACKWRIGHT_DB_H
#define PACKWRIGHT_DB_H

#include "packwright/bytes.h"
#include "packwright/error.h"

#include <stdbool.h>
#include <stdint.h>

struct pw_db;
struct pw_stmt; /* borrowed from the connection until pw_stmt_done */

enum pw_row { PW_ROW, PW_ROW_END, PW_ROW_FAILED };

enum pw_db_mode {
    PW_DB_CREATE,   /* made and brought to this program's schema if need be */
    PW_DB_EXISTING, /* PW_ERR_NOT_FOUND when it isn't there */
};

/**
 * Open a store: a file's path, or "postgresql://user@host/database".
 *
 * Errors:    PW_ERR_NOT_FOUND, PW_ERR_ACCESS, PW_ERR_UNSUPPORTED (a newer program's schema, or no such backend), PW_ERR_IO.
 */
PW_MUST_CHECK bool pw_db_open(const char *where, enum pw_db_mode mode, struct pw_db **ret_db, struct pw_error *err);
void pw_db_close(struct pw_db *db);

/** This connection is about to write a lot: more memory for it where that helps. Changes nothing else. */
void pw_db_expect_bulk(struct pw_db *db);

/** Start a transaction that will write. Waits up to 10 s for another process's; then PW_ERR_BUSY. */
PW_MUST_CHECK bool pw_db_begin(struct pw_db *db, struct pw_error *err);
/** Durable when it returns true. After false the transaction is gone. */
PW_MUST_CHECK bool pw_db_commit(struct pw_db *db, struct pw_error *err);
void pw_db_rollback(struct pw_db *db);

/**
 * Prepare (once for each text: statements are kept by the address and content of sql), bind, and be ready to step.
 * types has one letter for each argument: i int64_t, t const char * (NULL is SQL's NULL), b struct pw_bytes.
 *
 * Ownership: give it back with pw_stmt_done, after which text and bytes read from it are gone. NULL: see err.
 */
struct pw_stmt *pw_db_query(struct pw_db *db, struct pw_error *err, const char *sql, const char *types, ...);
/** The same for SQL that gives no rows. */
PW_MUST_CHECK bool pw_db_run(struct pw_db *db, struct pw_error *err, const char *sql, const char *types, ...);
/** The same for SQL that gives one row with one number; *ret_value stays as it is when there is no row. */
PW_MUST_CHECK bool pw_db_number(struct pw_db *db, struct pw_error *err, int64_t *ret_value, const char *sql, const char *types,
                                ...);
/** Rows changed by the last pw_db_run. */
int64_t pw_db_changes(struct pw_db *db);
/** For SQL that is put together at run time: an unbound, unkept statement. */
struct pw_stmt *pw_db_prepare(struct pw_db *db, struct pw_error *err, const char *sql);
void pw_stmt_bind_int(struct pw_stmt *stmt, int n, int64_t value);      /* n counts from 1 */
void pw_stmt_bind_text(struct pw_stmt *stmt, int n, const char *value); /* copied */

/** Errors: the store's; PW_ERR_MEMORY too where a text read or bound before was lost for want of memory. */
enum pw_row pw_stmt_step(struct pw_stmt *stmt, struct pw_error *err);
int64_t pw_stmt_int(struct pw_stmt *stmt, int column);      /* from 0; NULL is 0 */
const char *pw_stmt_text(struct pw_stmt *stmt, int column); /* "" for NULL; until the next step */
struct pw_bytes pw_stmt_bytes(struct pw_stmt *stmt, int column);
bool pw_stmt_null(struct pw_stmt *stmt, int column);
void pw_stmt_done(struct pw_stmt *stmt); /* NULL is allowed */

/**
 * That no text was lost for want of memory (it reads as ""): asked after the last row, where no further step or commit would say
 * so. Errors: PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_db_ok(struct pw_db *db, struct pw_error *err);

/** House-keeping that a commit should not have to wait for (SQLite: the write-ahead log goes into the file). Call when idle. */
void pw_db_idle(struct pw_db *db);

/**
 * What was deleted or overwritten is gone from the store's files too. Waits for nobody.
 *
 * Errors:    PW_ERR_BUSY when somebody reads an older state: do it again later.
 */
PW_MUST_CHECK bool pw_db_scrub(struct pw_db *db, struct pw_error *err);

/* What the index of the spool's open jobs stands on. A query that says it too is answered from that index, which holds the few
 * jobs that aren't over; one that only names a status reads every job that ever was. */
#define PW_JOB_OPEN "status IN ('queued', 'sending', 'handed-over', 'uncertain')"

/* The two texts that differ between the backends are replaced in the schema: @ID@ and @BYTES@. */
struct pw_db_impl {
    const char *name;
    bool (*open)(const char *where, enum pw_db_mode mode, struct pw_db **ret_db, struct pw_error *err);
    void (*close)(struct pw_db *db);
    bool (*script)(struct pw_db *db, const char *sql, struct pw_error *err); /* several statements, no rows */
    struct pw_stmt *(*prepare)(struct pw_db *db, const char *sql, struct pw_error *err);
    void (*bind_int)(struct pw_stmt *stmt, int n, int64_t value);
    void (*bind_text)(struct pw_stmt *stmt, int n, const char *value, bool copy);
    void (*bind_bytes)(struct pw_stmt *stmt, int n, struct pw_bytes value);
    enum pw_row (*step)(struct pw_stmt *stmt, struct pw_error *err);
    int64_t (*get_int)(struct pw_stmt *stmt, int column);
    const char *(*get_text)(struct pw_stmt *stmt, int column);
    struct pw_bytes (*get_bytes)(struct pw_stmt *stmt, int column);
    bool (*is_null)(struct pw_stmt *stmt, int column);
    void (*reset)(struct pw_stmt *stmt);
    void (*finalize)(struct pw_stmt *stmt);
    int64_t (*changes)(struct pw_db *db);
    void (*idle)(struct pw_db *db);
    bool (*scrub)(struct pw_db *db, struct pw_error *err);
    const char *bulk;  /* SQL that gives a connection more memory, or NULL */
    const char *begin; /* the text that starts a writing transaction */
};

struct pw_stmt {
    struct pw_db *db; /* set by prepare */
    bool kept;        /* in the cache: reset instead of finalized */
    bool busy;
};

struct pw_db_kept {
    const char *sql;
    struct pw_stmt *stmt;
};

struct pw_db {
    const struct pw_db_impl *impl;
    struct pw_db_kept *kept; /* open addressing by the address of sql */
    size_t kept_count, kept_cap;
    bool in_transaction;
    bool gone;    /* the store took the open transaction back by itself; until the rollback nothing is done, lest a half be */
    bool starved; /* a text could not be read or bound, and nobody has been told yet */
};

extern const struct pw_db_impl pw_db_sqlite;
/** The name of the SQLite VFS to use, NULL for the standard one: for tests that cut the power. Set before pw_db_open. */
extern _Thread_local const char *pw_db_sqlite_vfs;

#endif
