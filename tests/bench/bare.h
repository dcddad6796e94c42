/*
 * The least that a program has to wait for that forgets nothing: one durable commit of a row of 200 bytes, in an SQLite file of
 * its own beside the store, set up as the store is, its log neither growing nor moved meanwhile.
 */
#ifndef PACKWRIGHT_BARE_H
#define PACKWRIGHT_BARE_H

#include "figures.h"

#include <sqlite3.h>
#include <stdbool.h>

enum { BARE_LOG_PAGES = 500 };

struct bare {
    sqlite3 *db;
    int commits;
};

static inline bool bare_sql(struct bare *b, const char *text)
{
    return sqlite3_exec(b->db, text, NULL, NULL, NULL) == SQLITE_OK;
}

static inline bool bare_commit(struct bare *b, double *ret_us)
{
    if (b->commits++ % (BARE_LOG_PAGES / 4) == 0 && !bare_sql(b, "PRAGMA wal_checkpoint(RESTART)"))
        return false;
    double begin = now_us();
    bool ok = bare_sql(b, "INSERT INTO t VALUES (randomblob(200))");
    *ret_us = now_us() - begin;
    return ok;
}

/* Its log has been written once already, as that of a station that has run for a while. */
static inline bool bare_open(const char *store, struct bare *b)
{
    char path[600];
    snprintf(path, sizeof path, "%s.bare", store);
    *b = (struct bare){ 0 };
    if (sqlite3_open(path, &b->db) != SQLITE_OK ||
        !bare_sql(b, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                     "CREATE TABLE IF NOT EXISTS t (b BLOB)"))
        return false;
    for (int i = 0; i < BARE_LOG_PAGES; i++)
        if (!bare_sql(b, "INSERT INTO t VALUES (randomblob(200))"))
            return false;
    return true;
}

static inline void bare_close(struct bare *b)
{
    sqlite3_close(b->db);
}

#endif
