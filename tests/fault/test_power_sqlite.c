/*
 * SQLite in the store's settings, with the power going at every write and sync: what was said to be committed is there. And the
 * rig itself: the same with the settings that are known to lose must be seen losing.
 */
#include "test.h"

#include "fault/power_vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct setting {
    char path[300];
    const char *journal, *sync;
    int commits;
};

static void write_rows(void *user, int say_fd)
{
    const struct setting *s = user;
    sqlite3 *db;
    char sql[300];
    if (sqlite3_open_v2(s->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "power") != SQLITE_OK)
        _exit(1);
    snprintf(sql, sizeof sql,
             "PRAGMA journal_mode = %s; PRAGMA synchronous = %s; PRAGMA wal_autocheckpoint = 4;"
             "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, body BLOB)",
             s->journal, s->sync);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        _exit(1);
    for (int i = 0; i < s->commits; i++) {
        if (sqlite3_exec(db, "INSERT INTO t (body) VALUES (randomblob(3000))", NULL, NULL, NULL) != SQLITE_OK)
            _exit(1);
        int64_t id = sqlite3_last_insert_rowid(db);
        if (write(say_fd, &id, sizeof id) != sizeof id)
            _exit(1);
    }
    sqlite3_close(db);
}

/* Rows found, or -1 when the database is damaged. */
static int64_t count_rows(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *s = NULL;
    int64_t n = -1;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW &&
        strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0) {
        sqlite3_finalize(s);
        n = 0; /* a table that isn't there yet has no rows */
        if (sqlite3_prepare_v2(db, "SELECT count(*) FROM t", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
            n = sqlite3_column_int64(s, 0);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    return n;
}

static void remove_store(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    for (size_t i = 0; i < PW_COUNT(ends); i++) {
        char name[320];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

/* Cuts the power at every operation once; gives the number of cuts, and of those after which something was lost or damaged. */
static int cut_everywhere(const char *journal, const char *sync, int *ret_bad)
{
    struct setting s = { .journal = journal, .sync = sync, .commits = 12 };
    snprintf(s.path, sizeof s.path, "%s/t.db", pw_test_tmp());
    *ret_bad = 0;
    for (int fuse = 1; fuse < 100000; fuse++) {
        int64_t said[64];
        size_t len;
        remove_store(s.path);
        enum pw_power_end end = pw_power_run(write_rows, &s, fuse, 1, said, sizeof said, &len);
        CHECK(end != PW_POWER_CHILD_FAILED);
        int64_t promised = len == 0 ? 0 : said[len / sizeof said[0] - 1];
        *ret_bad += count_rows(s.path) < promised;
        if (end == PW_POWER_RAN_THROUGH)
            return fuse - 1;
    }
    return 0;
}

TEST(wal_with_full_sync_keeps_every_commit_it_has_said_whenever_the_power_goes)
{
    int bad, cuts = cut_everywhere("WAL", "FULL", &bad);
    CHECK(cuts > 100);
    CHECK_INT(bad, 0);
}

TEST(the_rig_sees_the_commits_that_wal_with_normal_sync_loses)
{
    int bad, cuts = cut_everywhere("WAL", "NORMAL", &bad);
    CHECK(cuts > 50);
    CHECK(bad > 10);
}

TEST(the_rig_sees_the_damage_that_no_sync_at_all_does)
{
    int bad, cuts = cut_everywhere("DELETE", "OFF", &bad);
    CHECK(cuts > 50);
    CHECK(bad > 10);
}
