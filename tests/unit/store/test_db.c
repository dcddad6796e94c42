#include "test.h"

#include "store/db.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct pw_db *open_fresh(void)
{
    char path[256];
    struct pw_error err = { 0 };
    struct pw_db *db = NULL;
    snprintf(path, sizeof path, "%s/store.db", pw_test_tmp());
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &db, &err), err);
    return db;
}

TEST(a_fresh_store_has_its_schema_and_opens_again)
{
    struct pw_error err = { 0 };
    char path[256];
    snprintf(path, sizeof path, "%s/store.db", pw_test_tmp());
    for (int i = 0; i < 2; i++) {
        struct pw_db *db = NULL;
        CHECK_OK(pw_db_open(path, PW_DB_CREATE, &db, &err), err);
        int64_t n = -1;
        CHECK_OK(pw_db_number(db, &err, &n, "SELECT count(*) FROM orders", ""), err);
        CHECK_INT(n, 0);
        pw_db_close(db);
    }
}

TEST(placeholders_are_numbers_not_an_order_of_appearance)
{
    struct pw_error err = { 0 };
    struct pw_db *db = open_fresh();
    struct pw_stmt *s = pw_db_query(db, &err, "SELECT $2, $1, $2", "it", (int64_t)7, "seven");
    CHECK(s != NULL);
    CHECK_INT(pw_stmt_step(s, &err), PW_ROW);
    CHECK_STR(pw_stmt_text(s, 0), "seven");
    CHECK_INT(pw_stmt_int(s, 1), 7);
    CHECK_STR(pw_stmt_text(s, 2), "seven");
    pw_stmt_done(s);
    pw_db_close(db);
}

TEST(the_log_is_cleared_once_nobody_reads_it)
{
    struct pw_error err = { 0 };
    struct pw_db *db = NULL, *reader = NULL;
    struct stat log;
    char path[256], wal[270];
    snprintf(path, sizeof path, "%s/store.db", pw_test_tmp());
    snprintf(wal, sizeof wal, "%s-wal", path);
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &db, &err), err);
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &reader, &err), err);
    CHECK_OK(pw_db_run(db, &err, "INSERT INTO meta (key, value) VALUES ('k', 'a name')", ""), err);
    struct pw_stmt *s = pw_db_query(reader, &err, "SELECT key FROM meta", "");
    CHECK(s != NULL && pw_stmt_step(s, &err) == PW_ROW);
    CHECK(!pw_db_scrub(db, &err));
    pw_stmt_done(s);
    CHECK_OK(pw_db_scrub(db, &err), err);
    CHECK(stat(wal, &log) == 0 && log.st_size == 0);
    pw_db_close(reader);
    pw_db_close(db);
}

TEST(a_rolled_back_transaction_leaves_nothing)
{
    struct pw_error err = { 0 };
    struct pw_db *db = open_fresh();
    CHECK_OK(pw_db_begin(db, &err), err);
    CHECK_OK(pw_db_run(db, &err, "INSERT INTO article (sku) VALUES ($1)", "t", "A'; DROP TABLE orders; --"), err);
    CHECK_INT(pw_db_changes(db), 1);
    pw_db_rollback(db);
    int64_t n = -1;
    CHECK_OK(pw_db_number(db, &err, &n, "SELECT count(*) FROM article", ""), err);
    CHECK_INT(n, 0);
    pw_db_close(db);
}

/* SQLite takes a transaction back by itself when memory, the disk or the file fails it; what is asked for afterwards must not be
 * recorded alone. */
TEST(nothing_is_written_after_the_store_took_the_transaction_back_by_itself)
{
    struct pw_error err = { 0 };
    struct pw_db *db = open_fresh();
    int64_t n = -1;
    CHECK_OK(pw_db_begin(db, &err), err);
    CHECK_OK(pw_db_run(db, &err, "INSERT INTO article (sku) VALUES ('A1')", ""), err);
    CHECK(!pw_db_run(db, &err, "INSERT OR ROLLBACK INTO article (sku) VALUES ('A1')", ""));
    CHECK(!pw_db_run(db, &err, "INSERT INTO article (sku) VALUES ('A2')", ""));
    CHECK(strstr(err.text, "taken back") != NULL);
    CHECK(!pw_db_number(db, &err, &n, "SELECT count(*) FROM article", ""));
    CHECK(!pw_db_commit(db, &err));
    CHECK_OK(pw_db_number(db, &err, &n, "SELECT count(*) FROM article", ""), err);
    CHECK_INT(n, 0);
    CHECK_OK(pw_db_begin(db, &err), err);
    CHECK_OK(pw_db_run(db, &err, "INSERT INTO article (sku) VALUES ('A3')", ""), err);
    CHECK_OK(pw_db_commit(db, &err), err);
    pw_db_close(db);
}

TEST(a_file_that_is_no_store_is_refused_and_kept)
{
    struct pw_error err = { 0 };
    struct pw_db *db = NULL;
    char path[256];
    snprintf(path, sizeof path, "%s/store.db", pw_test_tmp());
    FILE *f = fopen(path, "w");
    fputs("This is a letter to my aunt, and it is quite long enough to be no database at all.\n", f);
    fclose(f);
    CHECK(!pw_db_open(path, PW_DB_CREATE, &db, &err));
    CHECK_INT(err.code, PW_ERR_IO);
    size_t len;
    char *text = pw_test_read(path, &len);
    CHECK_INT(len, 83);
    free(text);
}

TEST(another_programs_database_is_refused_and_left_as_it_is)
{
    static const char *const theirs[] = { "CREATE TABLE t (a); INSERT INTO t VALUES (1)",
                                          "CREATE TABLE meta (key TEXT, value TEXT); CREATE TABLE other (b)" };
    for (size_t i = 0; i < PW_COUNT(theirs); i++) {
        char path[300];
        struct pw_db *db = NULL;
        struct pw_error err = { 0 };
        sqlite3 *other = NULL;
        struct stat before, after;
        snprintf(path, sizeof path, "%s/other-%zu.db", pw_test_tmp(), i);
        CHECK_INT(sqlite3_open(path, &other), SQLITE_OK);
        CHECK_INT(sqlite3_exec(other, theirs[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(other);
        CHECK(stat(path, &before) == 0);
        CHECK(!pw_db_open(path, PW_DB_CREATE, &db, &err));
        CHECK_INT(err.code, PW_ERR_CONFIG);
        CHECK(strstr(err.text, "another program's database") != NULL);
        CHECK(stat(path, &after) == 0);
        CHECK_INT(after.st_size, before.st_size);
        CHECK_INT(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
    }
}

TEST(a_missing_store_is_not_made_when_it_should_exist)
{
    struct pw_error err = { 0 };
    struct pw_db *db = NULL;
    CHECK(!pw_db_open("/nonexistent/store.db", PW_DB_EXISTING, &db, &err));
    CHECK_INT(err.code, PW_ERR_NOT_FOUND);
}

TEST(who_began_a_transaction_is_the_only_one_that_writes)
{
    struct pw_error err = { 0 };
    char path[256];
    struct pw_db *db = NULL;
    sqlite3 *other;
    snprintf(path, sizeof path, "%s/store.db", pw_test_tmp());
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &db, &err), err);
    CHECK(sqlite3_open(path, &other) == SQLITE_OK); /* another program, without patience */
    CHECK_OK(pw_db_begin(db, &err), err);
    CHECK_INT(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_BUSY);
    CHECK_OK(pw_db_commit(db, &err), err);
    CHECK_INT(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    pw_db_close(db);
}
