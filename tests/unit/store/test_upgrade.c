/* Stores of older programs: brought up without loss, or left as they are. */
#include "test.h"

#include "store/db.h"
#include "store/upgrade.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct old {
    const char *file, *version;
} olds[] = {
    { "schema-1-first.sql", "1" },
    { "schema-1-before-customs.sql", "1" },
    { "schema-1-last.sql", "1" },
    { "schema-2-last.sql", "2" },
};

/* Rows in the tables that every version had. */
static const char rows[] =
    "INSERT INTO meta VALUES ('command-key', 'abc');"
    "INSERT INTO orders (id, channel, order_id, recipient_name, gift_message, imported_us, changed_us) VALUES"
    " (7, 'files', '111-1', 'Zo\xC3\xAB', 'it''s', 1, 2);"
    "INSERT INTO order_line (id, order_pk, channel, order_item_id, position, sku, name, quantity) VALUES"
    " (8, 7, 'files', '501', 1, 'APPLE', 'An apple', 2);"
    "INSERT INTO article (sku, name) VALUES ('APPLE', 'An apple'), ('PEAR', '');"
    "INSERT INTO article_code (code, sku, units) VALUES ('04006381333931', 'APPLE', 12);"
    "INSERT INTO parcel (id, order_pk, number, status, barcode, carrier, tracking_number, opened_us, shipped_us) VALUES"
    " (9, 7, 1, 'shipped', 'PWPAB12', 'USPS', '9400', 3, 4);"
    "INSERT INTO job (id, document, order_pk, parcel_pk, bench, printer, status, created_us, changed_us) VALUES"
    " (10, 'label', 7, 9, 'b1', 'label', 'printed', 5, 6);"
    "INSERT INTO journal (seq, time_us, bench, kind, outcome, detail) VALUES (11, 12, 'b1', 'scan', 'opened', 'x');";

static sqlite3 *open_raw(const char *path)
{
    sqlite3 *db = NULL;
    CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void run_raw(sqlite3 *db, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        pw_test_fail("run_raw", 0, "%s: %.100s", why, sql);
}

/* As the program of that day made it. */
static void make_old(const char *path, const struct old *old)
{
    char file[300];
    size_t len;
    struct pw_buf sql;
    snprintf(file, sizeof file, "tests/golden/store/%s", old->file);
    char *text = pw_test_read(file, &len);
    pw_buf_init(&sql, 1 << 20);
    for (const char *p = text; *p != '\0';) {
        if (strncmp(p, "@ID@", 4) == 0) {
            pw_buf_puts(&sql, "INTEGER PRIMARY KEY AUTOINCREMENT");
            p += 4;
        } else if (strncmp(p, "@BYTES@", 7) == 0) {
            pw_buf_puts(&sql, "BLOB");
            p += 7;
        } else {
            pw_buf_putc(&sql, (uint8_t)*p++);
        }
    }
    sqlite3 *db = open_raw(path);
    run_raw(db, "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
    run_raw(db, pw_buf_text(&sql));
    run_raw(db, rows);
    pw_buf_reset(&sql);
    pw_buf_printf(&sql, "INSERT INTO meta VALUES ('schema', '%s')", old->version);
    run_raw(db, pw_buf_text(&sql));
    sqlite3_close(db);
    pw_buf_finish(&sql);
    free(text);
}

/* Every answer of a query, a row a line. */
static void dump(sqlite3 *db, const char *sql, struct pw_buf *out)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        pw_test_fail("dump", 0, "%s: %s", sqlite3_errmsg(db), sql);
    while (sqlite3_step(s) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(s); i++)
            pw_buf_printf(out, "%s|", (const char *)sqlite3_column_text(s, i));
        pw_buf_putc(out, '\n');
    }
    sqlite3_finalize(s);
}

/* What tables, columns and indexes there are, whatever their order. */
static void dump_schema(const char *path, struct pw_buf *out)
{
    sqlite3 *db = open_raw(path);
    dump(db,
         "SELECT m.name, c.name, upper(c.type), c.\"notnull\", c.dflt_value, c.pk FROM sqlite_master m, "
         "pragma_table_info(m.name) c"
         " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2",
         out);
    dump(db,
         "SELECT m.tbl_name, m.name, group_concat(c.name), m.sql LIKE '%WHERE%' FROM sqlite_master m, pragma_index_info(m.name) c"
         " WHERE m.type = 'index' AND m.sql IS NOT NULL GROUP BY m.name ORDER BY 1, 2",
         out);
    dump(db,
         "SELECT m.name, k.\"table\", k.\"from\", k.\"to\", k.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) k"
         " WHERE m.type = 'table' ORDER BY 1, 2, 3",
         out);
    sqlite3_close(db);
}

static void dump_rows(const char *path, struct pw_buf *out)
{
    sqlite3 *db = open_raw(path);
    dump(db, "SELECT key, value FROM meta WHERE key <> 'schema'", out);
    dump(db, "SELECT id, channel, order_id, recipient_name, gift_message, imported_us, changed_us FROM orders", out);
    dump(db, "SELECT id, order_pk, channel, order_item_id, position, sku, name, quantity FROM order_line", out);
    dump(db, "SELECT sku, name FROM article ORDER BY sku", out);
    dump(db, "SELECT code, sku, units FROM article_code", out);
    dump(db, "SELECT id, order_pk, number, status, barcode, carrier, tracking_number, opened_us, shipped_us FROM parcel", out);
    dump(db, "SELECT id, document, order_pk, parcel_pk, bench, printer, status, created_us, changed_us FROM job", out);
    dump(db, "SELECT seq, time_us, bench, kind, outcome, detail FROM journal", out);
    sqlite3_close(db);
}

TEST(a_store_of_every_older_version_becomes_what_a_fresh_one_is_and_loses_nothing)
{
    char fresh[300];
    struct pw_error err = { 0 };
    struct pw_db *db = NULL;
    struct pw_buf want, got, before, after;
    pw_buf_init(&want, 1 << 20);
    pw_buf_init(&got, 1 << 20);
    pw_buf_init(&before, 1 << 20);
    pw_buf_init(&after, 1 << 20);
    snprintf(fresh, sizeof fresh, "%s/fresh.db", pw_test_tmp());
    CHECK_OK(pw_db_open(fresh, PW_DB_CREATE, &db, &err), err);
    pw_db_close(db);
    dump_schema(fresh, &want);
    CHECK(strstr(pw_buf_text(&want), "article|hs_code|") != NULL && strstr(pw_buf_text(&want), "handover|carrier|") != NULL);
    for (size_t i = 0; i < PW_COUNT(olds); i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/old-%zu.db", pw_test_tmp(), i);
        make_old(path, &olds[i]);
        pw_buf_reset(&before);
        pw_buf_reset(&after);
        pw_buf_reset(&got);
        dump_rows(path, &before);
        for (int again = 0; again < 2; again++) {
            int64_t version = 0, unknown = 0;
            CHECK_OK(pw_db_open(path, PW_DB_EXISTING, &db, &err), err);
            CHECK_OK(pw_db_number(db, &err, &version, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'schema'", ""), err);
            CHECK_INT(version, PW_STORE_VERSION);
            CHECK_OK(pw_db_number(db, &err, &unknown,
                                  "SELECT count(*) FROM article WHERE hs_code = '' AND origin = '' AND weight_g = 0 AND"
                                  " value_milli = -1 AND currency = ''",
                                  ""),
                     err);
            CHECK_INT(unknown, 2);
            pw_db_close(db);
        }
        dump_rows(path, &after);
        CHECK_STR(pw_buf_text(&after), pw_buf_text(&before));
        dump_schema(path, &got);
        CHECK_STR(pw_buf_text(&got), pw_buf_text(&want));
    }
    pw_buf_finish(&want);
    pw_buf_finish(&got);
    pw_buf_finish(&before);
    pw_buf_finish(&after);
}

TEST(a_step_that_fails_leaves_the_store_as_it_was)
{
    char path[300];
    struct pw_error err = { 0 };
    struct pw_db *db = NULL;
    struct pw_buf before, after;
    pw_buf_init(&before, 1 << 20);
    pw_buf_init(&after, 1 << 20);
    snprintf(path, sizeof path, "%s/odd.db", pw_test_tmp());
    make_old(path, &olds[1]);
    sqlite3 *raw = open_raw(path);
    run_raw(raw, "CREATE TABLE handover (mine TEXT)"); /* somebody's own: the step that makes ours must fail */
    sqlite3_close(raw);
    dump_schema(path, &before);
    CHECK(!pw_db_open(path, PW_DB_EXISTING, &db, &err));
    CHECK(strstr(err.text, "handover") != NULL);
    dump_schema(path, &after);
    CHECK_STR(pw_buf_text(&after), pw_buf_text(&before));
    pw_buf_finish(&before);
    pw_buf_finish(&after);
}

TEST(a_store_of_a_newer_program_is_refused_and_left_as_it_is)
{
    char path[300];
    struct pw_error err = { 0 };
    struct pw_db *db = NULL;
    snprintf(path, sizeof path, "%s/newer.db", pw_test_tmp());
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &db, &err), err);
    CHECK_OK(pw_db_run(db, &err, "UPDATE meta SET value = '1000' WHERE key = 'schema'", ""), err);
    pw_db_close(db);
    CHECK(!pw_db_open(path, PW_DB_CREATE, &db, &err));
    CHECK_INT(err.code, PW_ERR_UNSUPPORTED);
    CHECK(strstr(err.text, "schema 1000") != NULL);
}
