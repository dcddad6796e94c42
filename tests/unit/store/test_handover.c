/* Lists for carriers: each parcel that was scanned out is on one. */
#include "test.h"

#include "store/handover.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 1000000 };

static struct pw_db *open_with(int parcels)
{
    char path[300], sql[500];
    struct pw_error err = { 0 };
    struct pw_db *db = NULL;
    snprintf(path, sizeof path, "%s/store.db", pw_test_tmp());
    remove(path);
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &db, &err), err);
    CHECK_OK(
        db->impl->script(db,
                         "INSERT INTO orders (id, channel, order_id, imported_us, changed_us) VALUES (1, 'files', '112-1', 1, 1);"
                         "INSERT INTO order_line (id, order_pk, channel, order_item_id, position, sku, quantity) VALUES"
                         " (1, 1, 'files', '1', 1, 'MUG', 5), (2, 1, 'files', '2', 2, 'PEN', 5);"
                         "INSERT INTO article (sku, weight_g) VALUES ('MUG', 350)",
                         &err),
        err);
    for (int i = 1; i <= parcels; i++) {
        snprintf(
            sql, sizeof sql,
            "INSERT INTO parcel (id, order_pk, number, status, barcode, carrier, tracking_number, opened_us, shipped_us) VALUES"
            " (%d, 1, %d, 'shipped', 'PW%d', '%s', 'T%d', 1, %d)",
            i, i, i, i % 3 == 0 ? "UPS" : "USPS", i, DAY + i);
        CHECK_OK(db->impl->script(db, sql, &err), err);
    }
    return db;
}

struct listed {
    char text[8192];
    int count;
    int64_t weight_g;
};

static void on_parcel(void *user, const struct pw_handover_parcel *p)
{
    struct listed *l = user;
    size_t len = strlen(l->text);
    snprintf(l->text + len, sizeof l->text - len, "%s ", p->tracking);
    l->count++;
    l->weight_g = p->weight_g;
}

static struct listed read_list(struct pw_db *db, int64_t id, const struct pw_handover_query *q, struct pw_handover *ret)
{
    struct listed l = { .count = 0 };
    struct pw_error err = { 0 };
    CHECK_OK(pw_handover_read(db, id, q, ret, on_parcel, &l, &err), err);
    return l;
}

static int64_t close_list(struct pw_db *db, const struct pw_handover_query *q, int64_t *ret_parcels)
{
    int64_t id = 0;
    struct pw_error err = { 0 };
    CHECK_OK(pw_db_begin(db, &err), err);
    CHECK_OK(pw_handover_close(db, q, "b1", 2 * DAY, &id, ret_parcels, &err), err);
    CHECK_OK(pw_db_commit(db, &err), err);
    return id;
}

TEST(every_parcel_is_on_one_list_and_the_list_stays_as_it_was)
{
    struct pw_db *db = open_with(7);
    const struct pw_handover_query usps = { "USPS", -1, DAY }, ups = { "UPS", -1, DAY };
    struct pw_handover head;
    int64_t parcels = 0;
    struct pw_error err = { 0 };
    CHECK_STR(read_list(db, 0, &usps, &head).text, "T1 T2 T4 T5 T7 ");
    int64_t first = close_list(db, &usps, &parcels);
    CHECK_INT(parcels, 5);
    CHECK_STR(read_list(db, 0, &usps, &head).text, "");
    CHECK_STR(read_list(db, 0, &ups, &head).text, "T3 T6 ");
    CHECK_OK(db->impl->script(db,
                              "INSERT INTO parcel (id, order_pk, number, status, barcode, carrier, tracking_number, opened_us,"
                              " shipped_us) VALUES (90, 1, 90, 'shipped', 'PW90', 'USPS', 'T90', 1, 3000000)",
                              &err),
             err);
    int64_t second = close_list(db, &usps, &parcels);
    CHECK_INT(parcels, 1);
    CHECK(second > first);
    CHECK_STR(read_list(db, first, NULL, &head).text, "T1 T2 T4 T5 T7 ");
    CHECK_STR(head.carrier, "USPS");
    CHECK_INT(head.created_us, 2 * DAY);
    CHECK_STR(read_list(db, second, NULL, &head).text, "T90 ");
    CHECK(!pw_handover_read(db, 99, NULL, &head, NULL, NULL, &err));
    CHECK_INT(err.code, PW_ERR_NOT_FOUND);
    CHECK_OK(pw_db_begin(db, &err), err);
    CHECK(!pw_handover_close(db, &usps, "b1", 3 * DAY, &first, &parcels, &err)); /* nothing left: no empty list */
    CHECK_INT(err.code, PW_ERR_NOT_FOUND);
    pw_db_rollback(db);
    pw_db_close(db);
}

TEST(the_first_list_begins_with_the_day_and_says_how_many_are_older)
{
    struct pw_db *db = open_with(4);
    struct pw_handover head;
    int64_t parcels = 0;
    const struct pw_handover_query today = { "USPS", -1, DAY + 3 }, all = { "USPS", 0, DAY + 3 };
    CHECK_STR(read_list(db, 0, &today, &head).text, "T4 ");
    CHECK_INT(head.left, 2);
    CHECK_STR(read_list(db, 0, &all, &head).text, "T1 T2 T4 ");
    CHECK_INT(head.left, 0);
    close_list(db, &today, &parcels);
    CHECK_INT(parcels, 1);
    /* Tomorrow's looks back to where the first one began, so that what was scanned out at night is not forgotten. */
    const struct pw_handover_query tomorrow = { "USPS", -1, 10 * DAY };
    struct pw_error err = { 0 };
    CHECK_OK(db->impl->script(db,
                              "INSERT INTO parcel (id, order_pk, number, status, barcode, carrier, tracking_number, opened_us,"
                              " shipped_us) VALUES (90, 1, 90, 'shipped', 'PW90', 'USPS', 'T90', 1, 2000000)",
                              &err),
             err);
    CHECK_STR(read_list(db, 0, &tomorrow, &head).text, "T90 ");
    pw_db_close(db);
}

TEST(a_carrier_is_found_in_any_case_and_several_must_be_told_apart)
{
    struct pw_db *db = open_with(7);
    struct pw_handover_carrier carrier;
    struct pw_error err = { 0 };
    const struct pw_handover_query any = { NULL, -1, DAY }, lower = { "usps", -1, DAY }, other = { "DHL", -1, DAY },
                                   later = { NULL, 5 * DAY, DAY };
    CHECK(!pw_handover_carrier_find(db, &any, &carrier, &err));
    CHECK_STR(err.text, "parcels wait for several carriers: UPS (2), USPS (5); say which with --carrier NAME");
    CHECK_OK(pw_handover_carrier_find(db, &lower, &carrier, &err), err);
    CHECK_STR(carrier.name, "USPS");
    CHECK_INT(carrier.parcels, 5);
    CHECK(!pw_handover_carrier_find(db, &other, &carrier, &err));
    CHECK_STR(err.text, "no parcel waits for DHL; others do: UPS (2), USPS (5)");
    CHECK(!pw_handover_carrier_find(db, &later, &carrier, &err));
    CHECK_INT(err.code, PW_ERR_NOT_FOUND);
    pw_db_close(db);
}

TEST(a_weight_is_known_only_where_each_articles_is)
{
    struct pw_db *db = open_with(1);
    struct pw_handover head;
    struct pw_error err = { 0 };
    const struct pw_handover_query q = { "USPS", -1, DAY };
    CHECK_INT(read_list(db, 0, &q, &head).weight_g, -1); /* nothing was scanned into it */
    CHECK_OK(db->impl->script(db, "INSERT INTO verification (parcel_pk, line_pk, units, journal_seq) VALUES (1, 1, 3, 1)", &err),
             err);
    CHECK_INT(read_list(db, 0, &q, &head).weight_g, 1050);
    CHECK_OK(db->impl->script(db, "INSERT INTO verification (parcel_pk, line_pk, units, journal_seq) VALUES (1, 2, 1, 1)", &err),
             err);
    CHECK_INT(read_list(db, 0, &q, &head).weight_g, -1);
    CHECK_OK(db->impl->script(db, "UPDATE verification SET undone = 1 WHERE line_pk = 2", &err), err);
    CHECK_INT(read_list(db, 0, &q, &head).weight_g, 1050);
    pw_db_close(db);
}

TEST(a_list_has_its_ceiling_and_the_rest_waits_for_the_next)
{
    struct pw_db *db = open_with(1);
    struct pw_error err = { 0 };
    int64_t parcels = 0;
    const struct pw_handover_query q = { "USPS", -1, DAY };
    struct pw_handover head;
    CHECK_OK(
        db->impl->script(db,
                         "INSERT INTO parcel (order_pk, number, status, carrier, opened_us, shipped_us) WITH RECURSIVE n(i) AS"
                         " (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1010) SELECT 1, i, 'shipped', 'USPS', 1,"
                         " 1000000 + i FROM n",
                         &err),
        err);
    CHECK_INT(read_list(db, 0, &q, &head).count, PW_HANDOVER_MAX);
    close_list(db, &q, &parcels);
    CHECK_INT(parcels, PW_HANDOVER_MAX);
    close_list(db, &q, &parcels);
    CHECK_INT(parcels, 10);
    pw_db_close(db);
}
