#include "test.h"

#include "packwright/clock.h"
#include "store/exports.h"
#include "store/import_file.h"
#include "store/orders.h"

#include <stdio.h>
#include <stdlib.h>

#define COLUMNS                                                                                                                  \
    "order-id\torder-item-id\tpurchase-date\tpromise-date\tbuyer-name\tsku\tproduct-name\tquantity-purchased\tquantity-"         \
    "shipped\t"                                                                                                                  \
    "quantity-to-ship\tship-service-level\trecipient-name\tship-address-1\tship-city\tship-postal-code\tship-country\n"
#define ROW(order, item, name, sku, quantity, street)                                                                            \
    order "\t" item "\t2026-11-20T10:00:00+00:00\t2026-11-23T23:59:59+00:00\t" name "\t" sku "\tThing\t" quantity                \
          "\t0\t" quantity "\tStandard\t" name "\t" street "\tSpringfield\t97477\tUS\n"
#define A "900-0000001-0000001"
#define B "900-0000002-0000002"
#define C "900-0000003-0000003"

struct world {
    struct pw_db *db;
    struct pw_config *config;
    int64_t now_us;
    struct pw_file_result result;
    char refusals[4000];
};

static void on_refusal(void *user, const char *file, const struct pw_line_refusal *r)
{
    struct world *w = user;
    size_t len = strlen(w->refusals);
    snprintf(w->refusals + len, sizeof w->refusals - len, "%s:%lld:%s: %s\n", file, (long long)r->line, r->column, r->reason);
}

static const char configuration[] =
    "[channel files]\ntype = amazon-files\n"
    "[channel shop]\ntype = csv\norder-id-column = Name\nsku-column = Lineitem sku\n"
    "quantity-column = Lineitem quantity\nship-country-column = Shipping Country\n"
    "recipient-name-column = Shipping Name\nship-by-column = Due\ndate-format = dmy\nstatus-column = State\n";

static void begin(struct world *w)
{
    char path[256];
    struct pw_error err = { 0 };
    *w = (struct world){ .now_us = INT64_C(1795300000000000) };
    snprintf(path, sizeof path, "%s/store.db", pw_test_tmp());
    CHECK_OK(pw_db_open(path, PW_DB_CREATE, &w->db, &err), err);
    CHECK_OK(pw_config_parse(configuration, "test.conf", "/tmp", &w->config, &err), err);
}

static void end(struct world *w)
{
    pw_db_close(w->db);
    pw_config_free(w->config);
}

/* counts: "new changed unchanged read refused" */
static void import_as(struct world *w, const char *name, const char *text, size_t len, const char *channel, const char *counts)
{
    char got[100];
    struct pw_error err = { 0 };
    w->now_us += 1000000;
    w->refusals[0] = '\0';
    struct pw_file_import import = { w->db, w->config, channel, "bench-1", w->now_us, 0, on_refusal, w };
    CHECK_OK(pw_import_bytes(&import, name, pw_bytes_of(text, len), &w->result, &err), err);
    const struct pw_import_counts *c = &w->result.counts;
    snprintf(got, sizeof got, "%lld %lld %lld %lld %lld", (long long)c->fresh, (long long)c->changed, (long long)c->unchanged,
             (long long)c->read, (long long)c->refused);
    CHECK_STR(got, counts);
}

static void import(struct world *w, const char *text, const char *counts)
{
    import_as(w, "o.txt", text, strlen(text), NULL, counts);
}

static const char *ask(struct world *w, const char *sql)
{
    static char answer[600];
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_prepare(w->db, &err, sql);
    if (s == NULL)
        pw_test_fail(__FILE__, __LINE__, "%s", err.text);
    snprintf(answer, sizeof answer, "%s", pw_stmt_step(s, &err) == PW_ROW ? pw_stmt_text(s, 0) : "(none)");
    pw_stmt_done(s);
    return answer;
}

static void run(struct world *w, const char *sql)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_prepare(w->db, &err, sql);
    CHECK(s != NULL);
    CHECK(pw_stmt_step(s, &err) != PW_ROW_FAILED);
    pw_stmt_done(s);
}

static const char base[] = COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
    ROW(A, "12", "Ada Sample", "SKU-2", "1", "1 Example Road") ROW(B, "21", "Bo Muster", "SKU-1", "1", "2 Example Road");

TEST(the_same_file_twice_changes_nothing)
{
    struct world w;
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    char before[600];
    static const char all[] =
        "SELECT group_concat(id || status || changed_us || fingerprint || address_version, ';') FROM orders";
    snprintf(before, sizeof before, "%s", ask(&w, all));
    import(&w, base, "0 0 2 3 0");
    CHECK_STR(ask(&w, all), before);
    CHECK_STR(ask(&w, "SELECT count(*) FROM order_line"), "3");
    CHECK_STR(ask(&w, "SELECT sum(open_us = 1795478399000000) FROM order_line"), "3");
    CHECK_STR(ask(&w, "SELECT group_concat(word, ' ') FROM (SELECT word FROM order_word ORDER BY word)"), "ada bo muster sample");
    CHECK_STR(ask(&w, "SELECT count(*) FROM import_open"), "0");
    end(&w);
}

TEST(lines_of_one_order_may_stand_apart)
{
    static const char mixed[] = COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
        ROW(B, "21", "Bo Muster", "SKU-1", "1", "2 Example Road") ROW(A, "12", "Ada Sample", "SKU-2", "1", "1 Example Road");
    struct world w;
    begin(&w);
    import(&w, mixed, "2 0 0 3 0");
    import(&w, mixed, "0 0 2 3 0");
    import(&w, base, "0 0 2 3 0");
    import(&w, mixed, "0 0 2 3 0");
    CHECK_STR(ask(&w, "SELECT count(*) FROM order_line WHERE quantity > 0"), "3");
    CHECK_STR(ask(&w, "SELECT count(*) FROM journal WHERE outcome = 'changed'"), "0");
    end(&w);
}

TEST(a_changed_order_is_updated_and_says_so)
{
    struct world w;
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    import(&w,
           COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "5", "1 Example Road")
               ROW(A, "12", "Ada Sample", "SKU-2", "1", "1 Example Road")
                   ROW(B, "21", "Bö Exempel", "SKU-1", "1", "9 Example Road"),
           "0 2 0 3 0");
    CHECK_STR(ask(&w, "SELECT quantity FROM order_line WHERE order_item_id = '11'"), "5");
    CHECK_STR(ask(&w, "SELECT address_1 || address_version FROM orders WHERE order_id = '" B "'"), "9 Example Road2");
    CHECK_STR(ask(&w, "SELECT address_version FROM orders WHERE order_id = '" A "'"), "1");
    CHECK_STR(ask(&w, "SELECT group_concat(word, ' ') FROM (SELECT word FROM order_word WHERE order_pk = 2 ORDER BY word)"),
              "bö exempel");
    CHECK_STR(ask(&w, "SELECT detail FROM journal WHERE outcome = 'changed' AND order_pk = 2"),
              "Changed by an import: buyer, recipient, address.");
    CHECK_STR(ask(&w, "SELECT notice FROM orders WHERE order_id = '" B "'"), "");
    end(&w);
}

TEST(an_address_that_changed_after_packing_is_noticed)
{
    struct world w;
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    run(&w, "UPDATE orders SET status = 'packed'");
    run(&w, "UPDATE order_line SET open_us = NULL");
    import(&w,
           COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "3", "1 Example Road")
               ROW(A, "12", "Ada Sample", "SKU-2", "1", "1 Example Road")
                   ROW(B, "21", "Bo Muster", "SKU-1", "1", "9 Example Road"),
           "0 2 0 3 0");
    CHECK_STR(ask(&w, "SELECT notice FROM orders WHERE order_id = '" B "'"),
              "The address changed after this order was packed: its label must be printed again.");
    CHECK_STR(ask(&w, "SELECT notice FROM orders WHERE order_id = '" A "'"), "The quantity of SKU-1 changed from 2 to 3.");
    CHECK_STR(ask(&w, "SELECT group_concat(status || address_version) FROM orders"), "packed1,packed2");
    CHECK_STR(ask(&w, "SELECT quantity FROM order_line WHERE order_item_id = '11'"), "3");
    CHECK_STR(ask(&w, "SELECT count(open_us) FROM order_line"), "0");
    end(&w);
}

TEST(a_shipped_order_stays_shipped)
{
    struct world w;
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    run(&w, "UPDATE orders SET status = 'shipped'");
    import(&w, COLUMNS "" ROW(B, "21", "Bo Muster", "SKU-1", "4", "9 Example Road"), "0 1 0 1 0");
    CHECK_STR(ask(&w, "SELECT status || quantity FROM orders o JOIN order_line l ON l.order_pk = o.id WHERE order_id = '" B "'"),
              "shipped1");
    CHECK_STR(ask(&w, "SELECT count(*) FROM order_line WHERE quantity > 0"), "3");
    end(&w);
}

TEST(a_line_that_vanished_is_cancelled_and_comes_back)
{
    struct world w;
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    static const char less[] = COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
        ROW(B, "21", "Bo Muster", "SKU-1", "1", "2 Example Road");
    import(&w, less, "0 1 1 2 0");
    CHECK_STR(ask(&w, "SELECT quantity || COALESCE(open_us, '-') FROM order_line WHERE order_item_id = '12'"), "0-");
    import(&w, less, "0 0 2 2 0");
    import(&w, base, "0 1 1 3 0");
    CHECK_STR(ask(&w, "SELECT quantity FROM order_line WHERE order_item_id = '12' AND open_us > 0"), "1");
    run(&w, "UPDATE orders SET status = 'packed'");
    import(&w, less, "0 1 1 2 0");
    CHECK_STR(ask(&w, "SELECT notice FROM orders WHERE id = 1"),
              "SKU-2 is no longer in the latest report, and not wanted any more.");
    CHECK_STR(ask(&w, "SELECT quantity FROM order_line WHERE order_item_id = '12'"), "0");
    import(&w, less, "0 0 2 2 0");
    CHECK_STR(ask(&w, "SELECT quantity FROM order_line WHERE order_item_id = '12'"), "0");
    end(&w);
}

TEST(nothing_vanishes_because_of_a_refused_line_or_a_cut_off_file)
{
    struct world w;
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    import(&w,
           COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
               ROW(A, "12", "Ada Sample", "SKU-2", "zwei", "1 Example Road")
                   ROW(B, "21", "Bo Muster", "SKU-1", "1", "2 Example Road"),
           "0 0 2 3 1");
    CHECK_STR(w.refusals, "o.txt:3:quantity-purchased: \"zwei\" is not a whole number\n");
    CHECK_STR(ask(&w, "SELECT quantity FROM order_line WHERE order_item_id = '12'"), "1");
    CHECK_STR(ask(&w, "SELECT notice FROM orders WHERE id = 1"),
              "It may be incomplete: line 3 of o.txt was refused (quantity-purchased).");
    bool missing = true;
    struct pw_error err = { 0 };
    for (size_t len = strlen(base) - 90; len < strlen(base) - 70; len++) {
        import_as(&w, "cut.txt", base, len, NULL, "0 0 1 3 1");
        CHECK_OK(pw_order_missing(w.db, 2, &missing, NULL, &err), err);
        CHECK(!missing);
    }
    end(&w);
}

TEST(an_order_that_is_not_in_the_latest_report_says_so_and_stays)
{
    struct world w;
    bool missing = true;
    struct pw_error err = { 0 };
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    CHECK_OK(pw_order_missing(w.db, 2, &missing, NULL, &err), err);
    CHECK(!missing);
    import(&w,
           COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
               ROW(A, "12", "Ada Sample", "SKU-2", "1", "1 Example Road"),
           "0 0 1 2 0");
    CHECK_INT(w.result.counts.missing, 1);
    CHECK_OK(pw_order_missing(w.db, 2, &missing, NULL, &err), err);
    CHECK(missing);
    CHECK_STR(ask(&w, "SELECT status FROM orders WHERE id = 2"), "ready");
    import(&w, base, "0 0 2 3 0");
    CHECK_OK(pw_order_missing(w.db, 2, &missing, NULL, &err), err);
    CHECK(!missing);
    end(&w);
}

TEST(an_item_stands_once_and_in_one_order)
{
    struct world w;
    begin(&w);
    import(&w,
           COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
               ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road"),
           "1 0 0 2 0");
    CHECK_INT(w.result.counts.duplicate, 1);
    static const char twice[] = COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
        ROW(A, "11", "Ada Sample", "SKU-1", "3", "1 Example Road") ROW(B, "11", "Bo Muster", "SKU-1", "1", "2 Example Road")
            ROW(C, "31", "Cy", "SKU-1", "1", "3 Example Road") ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road")
                ROW(A, "11", "Ada Sample", "SKU-9", "2", "1 Example Road");
    static const char why[] = "o.txt:3:order-item-id: 11 stands in line 2 already, with other content\n"
                              "o.txt:4:order-item-id: 11 stands in order " A " already; an item belongs to one order\n"
                              "o.txt:7:order-item-id: 11 stands in line 6 already, with other content\n";
    import(&w, twice, "1 0 1 6 3");
    CHECK_STR(w.refusals, why);
    import(&w, twice, "0 0 2 6 3"); /* and again, each time */
    CHECK_STR(w.refusals, why);
    CHECK_STR(ask(&w, "SELECT group_concat(order_id) FROM orders"), A "," C);
    CHECK_STR(ask(&w, "SELECT sum(quantity) FROM order_line"), "3");
    end(&w);
}

TEST(different_content_for_an_item_further_down_is_refused)
{
    struct world w;
    begin(&w);
    import(&w,
           COLUMNS ROW(A, "11", "Ada Sample", "SKU-1", "2", "1 Example Road") ROW(B, "21", "Bo", "SKU-1", "1", "2 Example Road")
               ROW(A, "11", "Ada Sample", "SKU-1", "7", "1 Example Road")
                   ROW(A, "11", "Ada Sample", "SKU-1", "7", "1 Example Road"),
           "2 0 0 4 1");
    CHECK_STR(w.refusals, "o.txt:4:order-item-id: 11 stands in this file already, with other content\n");
    CHECK_STR(ask(&w, "SELECT sum(quantity) FROM order_line"), "3");
    end(&w);
}

#define WISH                                                                                                                     \
    "order-id\torder-item-id\tsku\tquantity-to-ship\tship-country\tis-buyer-requested-cancellation\tbuyer-requested-cancel-"     \
    "reason\torder-status\n"
TEST(a_buyers_wish_to_cancel_holds_the_order_once)
{
    static const char asked[] = WISH A "\t11\tS\t1\tUS\ttrue\tChanged my mind\tUnshipped\n";
    static const char not_asked[] = WISH A "\t11\tS\t1\tUS\tfalse\t\tUnshipped\n";
    static const char held[] = "SELECT status || '/' || held_from || '/' || hold_reason FROM orders";
    struct world w;
    begin(&w);
    import(&w, asked, "1 0 0 1 0");
    CHECK_STR(ask(&w, held), "held/ready/the buyer asked to cancel: Changed my mind");
    CHECK_STR(ask(&w, "SELECT count(open_us) FROM order_line"), "0");
    run(&w, "UPDATE orders SET status = 'ready', held_from = '', hold_reason = ''"); /* a person released it */
    import(&w, asked, "0 0 1 1 0");
    CHECK_STR(ask(&w, held), "ready//");
    import(&w, WISH A "\t11\tS\t2\tUS\ttrue\tChanged my mind\tUnshipped\n", "0 1 0 1 0"); /* asked before: changed otherwise */
    CHECK_STR(ask(&w, held), "ready//");
    import(&w, not_asked, "0 1 0 1 0");
    run(&w, "UPDATE orders SET status = 'packed'");
    import(&w, asked, "0 1 0 1 0");
    CHECK_STR(ask(&w, held), "held/packed/the buyer asked to cancel: Changed my mind");
    import(&w, not_asked, "0 1 0 1 0");
    CHECK_STR(ask(&w, held), "packed//");
    end(&w);
}

TEST(an_order_cancelled_since_it_was_packed_is_noticed)
{
    struct world w;
    begin(&w);
    import(&w,
           WISH A "\t11\tS\t1\tUS\tfalse\t\tUnshipped\n" B "\t21\tS\t1\tUS\tfalse\t\tUnshipped\n" C
                  "\t31\tS\t1\tUS\tfalse\t\tUnshipped\n",
           "3 0 0 3 0");
    run(&w, "UPDATE orders SET status = 'packed' WHERE id = 1");
    run(&w, "UPDATE orders SET status = 'shipped' WHERE id = 2");
    import(&w,
           WISH A "\t11\tS\t0\tUS\tfalse\t\tCancelled\n" B "\t21\tS\t0\tUS\tfalse\t\tcanceled\n" C
                  "\t31\tS\t0\tUS\tfalse\t\tCancelled\n",
           "0 3 0 3 0");
    CHECK_STR(ask(&w, "SELECT group_concat(status || ': ' || notice, ';') FROM orders"),
              "cancelled: It was cancelled after it was packed.;shipped: It was cancelled after it was shipped.;cancelled: ");
    CHECK_STR(ask(&w, "SELECT count(open_us) FROM order_line WHERE order_pk = 3"), "0");
    import(&w, WISH C "\t31\tS\t2\tUS\tfalse\t\tUnshipped\n", "0 1 0 1 0");
    CHECK_STR(ask(&w, "SELECT status || ': ' || notice FROM orders WHERE id = 3"),
              "ready: It was cancelled and is not any more.");
    end(&w);
}

TEST(two_reports_in_turn_each_keep_what_the_other_lacks)
{
    static const char report[] = "order-id\torder-item-id\tsku\tquantity-purchased\tship-country\tgift-message-text\n" A
                                 "\t11\tSKU-1\t2\tUS\tHappy birthday\n" A "\t12\tSKU-2\t1\tUS\t\n";
    struct world w;
    begin(&w);
    import(&w, base, "2 0 0 3 0");
    import(&w, report, "0 1 0 2 0");
    import(&w, base, "0 0 2 3 0");
    import(&w, report, "0 0 1 2 0");
    CHECK_STR(ask(&w, "SELECT recipient_name || gift_message || ship_by_us FROM orders WHERE id = 1"),
              "Ada SampleHappy birthday1795478399000000");
    end(&w);
}

TEST(a_report_without_shipped_quantities_brings_nothing_back_that_left)
{
    struct world w;
    begin(&w);
    import(&w,
           "order-id\torder-item-id\tsku\tquantity-purchased\tquantity-shipped\tquantity-to-ship\tship-country\n" A
           "\t11\tS\t3\t1\t2\tUS\n",
           "1 0 0 1 0");
    import(&w, "order-id\torder-item-id\tsku\tquantity-purchased\tship-country\n" A "\t11\tS\t3\tUS\n", "0 0 1 1 0");
    CHECK_STR(ask(&w, "SELECT quantity FROM order_line"), "2");
    end(&w);
}

TEST(what_a_cut_off_report_did_not_reach_is_not_missing)
{
    struct world w;
    bool missing = true;
    struct pw_error err = { 0 };
    begin(&w);
    static const char all[] = COLUMNS ROW(A, "11", "Ada", "SKU-1", "2", "1 Road") ROW(B, "21", "Bo", "SKU-1", "1", "2 Road")
        ROW(C, "31", "Cy", "SKU-1", "1", "3 Road");
    import(&w, all, "3 0 0 3 0");
    import_as(&w, "cut.txt", all, sizeof COLUMNS ROW(A, "11", "Ada", "SKU-1", "2", "1 Road") + 60, NULL, "0 0 1 2 1");
    CHECK_OK(pw_order_missing(w.db, 3, &missing, NULL, &err), err);
    CHECK(!missing);
    end(&w);
}

TEST(a_csv_is_read_by_its_column_map_and_lines_inherit_the_address)
{
    static const char text[] =
        "\xEF\xBB\xBFName;Lineitem sku;Lineitem quantity;Shipping Name;Shipping Country;Due;State\r\n"
        "#1001;A-1;2;\"Muster; "
        "Maria\";DE;24.11.2026;paid\r\n#1001;A-2;1;;;;\r\n#1002;A-1;1;Bo;FR;;VOID\r\n#1003;A-1;0;Bo;FR;;paid\r\n";
    struct world w;
    begin(&w);
    import_as(&w, "shop.csv", text, sizeof text - 1, NULL, "2 0 0 4 1");
    CHECK_STR(w.refusals, "shop.csv:5:Lineitem quantity: 0: nothing was ordered\n");
    CHECK_STR(w.result.channel, "shop");
    CHECK_STR(ask(&w, "SELECT recipient_name || country || ship_by_us FROM orders WHERE order_id = '#1001'"),
              "Muster; MariaDE1795564799000000");
    CHECK_STR(ask(&w, "SELECT group_concat(order_item_id, ' ') FROM order_line WHERE order_pk = 1"), "#1001/A-1 #1001/A-2");
    CHECK_STR(ask(&w, "SELECT status FROM orders WHERE order_id = '#1002'"), "cancelled");
    import_as(&w, "shop.csv", text, sizeof text - 1, "shop", "0 0 2 4 1");
    end(&w);
}

static void whole(struct world *w, const char *text, size_t len, const char *why)
{
    import_as(w, "f", text, len, NULL, "0 0 0 0 1");
    if (strstr(w->refusals, why) == NULL)
        CHECK_STR(w->refusals, why);
    CHECK(strncmp(w->refusals, "f:0:: ", 6) == 0);
    CHECK_STR(ask(w, "SELECT count(*) FROM import"), "0");
}
#define WHOLE(text, why) whole(&w, text, sizeof text - 1, why)

TEST(files_that_hold_no_orders_are_refused_whole_with_the_reason)
{
    struct world w;
    begin(&w);
    WHOLE("", "the file is empty");
    WHOLE("\n\r\n \n", "the file is empty");
    WHOLE(COLUMNS, "a header and nothing below it");
    WHOLE("\x7F"
          "ELF\2\1\1\0\0\0",
          "this is a program");
    WHOLE("PK\3\4\24\0\6\0", "an Excel workbook");
    WHOLE("\xFF\xFEo\0r\0d\0", "text in UTF-16");
    WHOLE("\0\0\1\2\3garbage", "a binary file");
    WHOLE("Dear customer,\nhello\n", "of no known kind (first column \"Dear customer\")");
    WHOLE("order-id\torder-item-id\tsku\tquantity-to-ship\n1\t2\t3\t4\n", "the header has no column ship-country");
    WHOLE("order-id,order-item-id,sku,quantity-to-ship,ship-country\n1,2,3,4,5\n", "separated by \",\" instead of tabs");
    struct pw_error err = { 0 };
    struct pw_file_import import_none = { w.db, w.config, "nowhere", "b", 1, 0, on_refusal, &w };
    CHECK(!pw_import_bytes(&import_none, "f", pw_bytes_str(base), &w.result, &err));
    CHECK_STR(err.text, "the configuration has no [channel nowhere]");
    CHECK_OK(pw_import_file(&(struct pw_file_import){ w.db, w.config, NULL, "b", 1, 0, on_refusal, &w }, "/tmp", &w.result, &err),
             err);
    CHECK_INT(w.result.counts.refused, 1);
    end(&w);
}

TEST(articles_are_imported_under_their_keys)
{
    struct world w;
    begin(&w);
    static const char text[] =
        "sku,barcode,units,name\nA,036000291452,1,Tea\nA,X00ABCDEFG,,\nB,4006381333931,12,\"Pen, blue\"\nC,\x01,1,x\n";
    import_as(&w, "a.csv", text, sizeof text - 1, NULL, "3 0 0 4 1");
    import_as(&w, "a.csv", text, sizeof text - 1, NULL, "0 0 3 4 1");
    CHECK_STR(
        ask(&w, "SELECT group_concat(code || '=' || sku || '*' || units, ' ') FROM (SELECT * FROM article_code ORDER BY code)"),
        "00036000291452=A*1 04006381333931=B*12 X00ABCDEFG=A*1");
    CHECK_STR(ask(&w, "SELECT group_concat(name) FROM article"), "Tea,Pen, blue");
    end(&w);
}

TEST(what_customs_wants_is_kept_with_the_article_until_a_list_says_otherwise)
{
    struct world w;
    begin(&w);
    static const char all[] =
        "SELECT sku || customs_name || hs_code || origin || weight_g || '/' || value_milli || currency FROM article";
    static const char first[] = "sku,hs-code,origin,weight,value,currency,customs-name\nA,691200,CN,350,12.50,EUR,Mug\n";
    static const char second[] = "sku,barcode\nA,4006381333931\n";
    static const char third[] = "sku,hs-code,weight\nA,6912.00.10,\n";
    import_as(&w, "a.csv", first, sizeof first - 1, NULL, "0 1 0 1 0");
    import_as(&w, "a.csv", first, sizeof first - 1, NULL, "0 0 1 1 0");
    import_as(&w, "a.csv", second, sizeof second - 1, NULL, "1 0 0 1 0");
    CHECK_STR(ask(&w, all), "AMug691200CN350/12500EUR");
    import_as(&w, "a.csv", third, sizeof third - 1, NULL, "0 1 0 1 0");
    CHECK_STR(ask(&w, all), "AMug69120010CN350/12500EUR");
    end(&w);
}

/* ---- search ---- */

struct found {
    char ids[400];
};

static bool on_order(void *user, const struct pw_order_summary *o)
{
    struct found *f = user;
    snprintf(f->ids + strlen(f->ids), sizeof f->ids - strlen(f->ids), "%c", o->order_id[10]);
    return true;
}

static void finds(struct world *w, struct pw_order_filter filter, const char *want)
{
    struct found f = { "" };
    struct pw_error err = { 0 };
    bool more;
    CHECK_OK(pw_orders_search(w->db, &filter, on_order, &f, &more, &err), err);
    CHECK_STR(f.ids, want);
}

#define AT(s)                                                                                                                    \
    ({                                                                                                                           \
        int64_t us_;                                                                                                             \
        CHECK(pw_time_parse(s, &us_));                                                                                           \
        us_;                                                                                                                     \
    })

TEST(orders_are_found_by_each_filter_sorted_and_paged)
{
    static const char text[] =
        "order-id\torder-item-id\tpurchase-date\tpromise-date\tbuyer-name\tsku\tasin\tquantity-to-ship\tship-service-"
        "level\trecipient-name\tship-country\tsales-channel\n"
        "900-0000001-0000001\t1\t2026-11-20\t2026-11-25\tÉlodie Exemple\tS1\tB000000001\t1\tStandard\tÉlodie "
        "Exemple\tFR\tAmazon.fr\n"
        "900-0000002-0000001\t2\t2026-11-21\t2026-11-24\tBo Muster\tS2\tB000000002\t1\tNextDay\tEXEMPLE Zoé\tDE\tAmazon.de\n"
        "900-0000003-0000001\t3\t2026-11-22\t2026-11-23\t見本 太郎\tS1\tB000000001\t1\tStandard\tО'Нил Straße\tDE\tAmazon.de\n"
        "901-0000004-0000001\t4\t2026-11-23\t2026-11-26\tPercent %_\tS'; --\tB000000003\t1\tStandard\t100% "
        "Sample\tUS\tAmazon.com\n";
    struct world w;
    begin(&w);
    import(&w, text, "4 0 0 4 0");
    run(&w, "UPDATE orders SET status = 'packed' WHERE id = 2");
    run(&w, "INSERT INTO parcel (order_pk, number, status, tracking_number, opened_us) VALUES (2, 1, 'packed', '1Z999', 1)");
    finds(&w, (struct pw_order_filter){ 0 }, "3214");
    finds(&w, (struct pw_order_filter){ .descending = true }, "4123");
    finds(&w, (struct pw_order_filter){ .sort = PW_SORT_PURCHASE }, "1234");
    finds(&w, (struct pw_order_filter){ .sort = PW_SORT_ORDER_ID, .descending = true }, "4321");
    finds(&w, (struct pw_order_filter){ .sort = PW_SORT_STATUS }, "2314");
    finds(&w, (struct pw_order_filter){ .limit = 2 }, "32");
    finds(&w, (struct pw_order_filter){ .limit = 2, .offset = 2 }, "14");
    finds(&w, (struct pw_order_filter){ .order_id = "900-0000002-0000001" }, "2");
    finds(&w, (struct pw_order_filter){ .order_id = "900-" }, "321");
    finds(&w, (struct pw_order_filter){ .order_id = "%" }, "");
    finds(&w, (struct pw_order_filter){ .buyer = "exemple" }, "21");
    finds(&w, (struct pw_order_filter){ .buyer = "EXEM éLO" }, "1");
    finds(&w, (struct pw_order_filter){ .buyer = "e\xCC\x81lodie" }, "1"); /* decomposed */
    finds(&w, (struct pw_order_filter){ .buyer = "太郎" }, "3");
    finds(&w, (struct pw_order_filter){ .buyer = "STRASSE нил" }, "3");
    finds(&w, (struct pw_order_filter){ .buyer = "%" }, "");
    finds(&w, (struct pw_order_filter){ .sku = "S1" }, "31");
    finds(&w, (struct pw_order_filter){ .sku = "S'; --" }, "4");
    finds(&w, (struct pw_order_filter){ .asin = "B000000002" }, "2");
    finds(&w, (struct pw_order_filter){ .tracking = "1Z999" }, "2");
    finds(&w, (struct pw_order_filter){ .tracking = "" }, "");
    finds(&w, (struct pw_order_filter){ .status = "packed" }, "2");
    finds(&w, (struct pw_order_filter){ .service = "Standard" }, "314");
    finds(&w, (struct pw_order_filter){ .country = "DE" }, "32");
    finds(&w, (struct pw_order_filter){ .country = "DE", .service = "Standard", .sku = "S1" }, "3");
    finds(&w, (struct pw_order_filter){ .sales_channel = "Amazon.com" }, "4");
    finds(&w, (struct pw_order_filter){ .channel = "files" }, "3214");
    finds(&w, (struct pw_order_filter){ .channel = "shop" }, "");
    finds(&w, (struct pw_order_filter){ .purchase_from_us = AT("2026-11-21"), .purchase_to_us = AT("2026-11-23") }, "32");
    finds(&w, (struct pw_order_filter){ .ship_by_from_us = AT("2026-11-24"), .ship_by_to_us = AT("2026-11-26") }, "21");
    finds(&w, (struct pw_order_filter){ .ship_by_from_us = AT("2026-11-24"), .sort = PW_SORT_PURCHASE }, "124");
    finds(&w, (struct pw_order_filter){ .text = "1Z999" }, "2");
    finds(&w, (struct pw_order_filter){ .text = "B000000003" }, "4");
    finds(&w, (struct pw_order_filter){ .text = "901-00" }, "4");
    finds(&w, (struct pw_order_filter){ .text = "S1" }, "31");
    finds(&w, (struct pw_order_filter){ .text = "muster" }, "2");
    finds(&w, (struct pw_order_filter){ .text = "zoé exem" }, "2");
    finds(&w, (struct pw_order_filter){ .text = "nobody" }, "");
    finds(&w, (struct pw_order_filter){ .text = "' OR 1=1 --" }, "");
    end(&w);
}

struct collected {
    char ids[4000];
};

static bool on_any(void *user, const struct pw_order_summary *o)
{
    struct collected *c = user;
    snprintf(c->ids + strlen(c->ids), sizeof c->ids - strlen(c->ids), "%lld ", (long long)o->pk);
    return true;
}

/* The same question to SQLite itself, without any cleverness. */
static void agrees(struct world *w, struct pw_order_filter filter, const char *where, const char *order)
{
    char sql[600];
    struct collected c = { "" };
    struct pw_error err = { 0 };
    bool more;
    filter.limit = 20;
    filter.offset = 7;
    CHECK_OK(pw_orders_search(w->db, &filter, on_any, &c, &more, &err), err);
    snprintf(sql, sizeof sql,
             "SELECT group_concat(id, ' ') || ' ' FROM (SELECT id FROM orders o WHERE %s ORDER BY %s LIMIT 20 OFFSET 7)", where,
             order);
    CHECK_STR(c.ids, ask(w, sql));
    CHECK(more);
}

TEST(a_search_that_walks_finds_what_a_search_that_sorts_finds)
{
    struct world w;
    struct pw_buf text;
    begin(&w);
    pw_buf_init(&text, 1 << 20);
    pw_buf_puts(&text, "order-id\torder-item-id\tpurchase-date\tpromise-date\tbuyer-name\tsku\tquantity-to-ship\tship-service-"
                       "level\tship-country\n");
    for (unsigned i = 0; i < 5000; i++) {
        unsigned r = (i * 2654435761u) >> 8;
        pw_buf_printf(&text, "900-%07u-0000001\t%u\t2026-10-%02u\t2026-11-%02u\tAda %s\tS%u\t1\t%s\t%s\n", r % 9999999, i,
                      1 + r % 28, 1 + r / 28 % 30, r % 2 ? "Sample" : "Muster", r % 3, r % 5 ? "Standard" : "NextDay",
                      r % 7 ? "DE" : "FR");
    }
    import_as(&w, "o.txt", pw_buf_text(&text), text.len, NULL, "5000 0 0 5000 0");
    pw_buf_finish(&text);
    int64_t from = AT("2026-10-05"), to = AT("2026-10-28"), due = AT("2026-11-10");
#define BOUGHT "purchase_us >= 1791158400000000 AND purchase_us < 1793145600000000"
    agrees(&w, (struct pw_order_filter){ 0 }, "1", "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .buyer = "ada" }, "1", "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .buyer = "samp ad" }, "buyer_name = 'Ada Sample'", "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .country = "DE", .descending = true }, "country = 'DE'", "ship_by_us DESC, id DESC");
    agrees(&w, (struct pw_order_filter){ .country = "DE", .service = "Standard" }, "country = 'DE' AND service = 'Standard'",
           "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .country = "DE", .sort = PW_SORT_ORDER_ID }, "country = 'DE'", "order_id, id");
    agrees(&w, (struct pw_order_filter){ .country = "FR", .status = "ready" }, "country = 'FR'", "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .purchase_from_us = from, .purchase_to_us = to }, BOUGHT, "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .purchase_from_us = from, .purchase_to_us = to, .descending = true }, BOUGHT,
           "ship_by_us DESC, id DESC");
    agrees(&w, (struct pw_order_filter){ .purchase_from_us = from, .purchase_to_us = to, .country = "DE" },
           BOUGHT " AND country = 'DE'", "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .purchase_from_us = from, .purchase_to_us = to, .sort = PW_SORT_PURCHASE }, BOUGHT,
           "purchase_us, ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .ship_by_from_us = due }, "ship_by_us >= 1794268800000000", "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .ship_by_from_us = due, .sort = PW_SORT_STATUS }, "ship_by_us >= 1794268800000000",
           "status, ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .text = "900-" }, "1", "ship_by_us, id");
    agrees(&w, (struct pw_order_filter){ .sku = "S1" },
           "EXISTS (SELECT 1 FROM order_line l WHERE l.order_pk = o.id AND l.sku = 'S1')", "ship_by_us, id");
    end(&w);
}

/* ---- exports ---- */

static void put_confirmation(struct world *w, const char *key, const char *order_id, const char *tracking)
{
    struct pw_error err = { 0 };
    char payload[400];
    snprintf(payload, sizeof payload,
             "{\"order_id\":\"%s\",\"carrier_code\":\"USPS\",\"carrier_name\":\"\",\"tracking_number\":\"%s\",\"ship_method\":"
             "\"Ground\","
             "\"ship_date\":\"2026-11-23\",\"items\":[{\"order_item_id\":\"11\",\"quantity\":2},{\"order_item_id\":\"12\","
             "\"quantity\":1}]}",
             order_id, tracking);
    CHECK_OK(pw_db_run(w->db, &err,
                       "INSERT INTO outbox (channel, kind, order_pk, parcel_pk, key, payload, created_us) VALUES ('files', "
                       "'confirm-shipment', 1, 1,"
                       " $1, $2, 1000)",
                       "tt", key, payload),
             err);
}

static void on_refused(void *user, const char *order_id, const char *reason)
{
    struct world *w = user;
    (void)order_id;
    snprintf(w->refusals, sizeof w->refusals, "%s", reason);
}

TEST(each_confirmation_is_in_one_file_and_the_file_can_be_made_again)
{
    struct world w;
    struct pw_error err = { 0 };
    struct pw_export e, other;
    struct pw_buf first, again;
    char channel[64];
    begin(&w);
    pw_buf_init(&first, 1 << 16);
    pw_buf_init(&again, 1 << 16);
    put_confirmation(&w, "k1", A, "9400");
    put_confirmation(&w, "k2", B, "=9400");
    CHECK_OK(pw_export_take(w.db, "files", PW_CONFIRMATION_AMAZON, "c.txt", 0, 5, on_refused, &w, &first, &e, &err), err);
    CHECK_INT(e.rows, 2);
    CHECK_STR(strchr(pw_buf_text(&first), '\n') + 1,
              A "\t11\t2\t2026-11-23\tUSPS\t\t9400\tGround\r\n" A "\t12\t1\t2026-11-23\tUSPS\t\t9400\tGround\r\n");
    CHECK(strstr(w.refusals, "the tracking number") != NULL);
    CHECK_STR(ask(&w, "SELECT status FROM outbox WHERE key = 'k2'"), "waiting");
    /* A crash before the file was written: the same name and content are still there. */
    CHECK_OK(pw_export_unfinished(w.db, "files", &other, &err), err);
    CHECK_STR(other.name, "c.txt");
    CHECK_OK(pw_export_content(w.db, &other, PW_CONFIRMATION_AMAZON, &again, &err), err);
    CHECK_BYTES(pw_buf_peek(&again), pw_buf_peek(&first));
    CHECK_OK(pw_export_written(w.db, &other, &err), err);
    CHECK_OK(pw_export_unfinished(w.db, "files", &other, &err), err);
    CHECK_INT(other.id, 0);
    /* Nothing else waits, so there is no file. */
    pw_buf_reset(&again);
    CHECK_OK(pw_export_take(w.db, "files", PW_CONFIRMATION_AMAZON, "d.txt", 0, 6, NULL, NULL, &again, &other, &err), err);
    CHECK_INT(other.rows, 0);
    CHECK_STR(ask(&w, "SELECT count(*) FROM export"), "1");
    /* A name that is taken gets a number; --since leaves what is older. */
    put_confirmation(&w, "k3", C, "1Z");
    CHECK_OK(pw_export_take(w.db, "files", PW_CONFIRMATION_AMAZON, "c.txt", 1001, 7, NULL, NULL, &again, &other, &err), err);
    CHECK_INT(other.rows, 0);
    CHECK_OK(pw_export_take(w.db, "files", PW_CONFIRMATION_AMAZON, "c.txt", 1000, 7, NULL, NULL, &again, &other, &err), err);
    CHECK_STR(other.name, "c-2.txt");
    CHECK_OK(pw_export_find(w.db, "c.txt", &other, channel, &err), err);
    CHECK_STR(channel, "files");
    CHECK(!pw_export_find(w.db, "x.txt", &other, channel, &err));
    CHECK_INT(err.code, PW_ERR_NOT_FOUND);
    pw_buf_finish(&first);
    pw_buf_finish(&again);
    end(&w);
}

TEST(a_packed_order_that_was_cancelled_by_mistake_comes_back_packed)
{
    struct world w;
    begin(&w);
    import(&w, WISH A "\t11\tS\t1\tUS\tfalse\t\tUnshipped\n", "1 0 0 1 0");
    run(&w, "UPDATE orders SET status = 'packed'");
    run(&w, "UPDATE order_line SET open_us = NULL");
    run(&w, "INSERT INTO parcel (order_pk, number, status, opened_us) VALUES (1, 1, 'packed', 1)");
    run(&w, "INSERT INTO verification (parcel_pk, line_pk, units, journal_seq) SELECT 1, id, 1, 1 FROM order_line");
    import(&w, WISH A "\t11\tS\t0\tUS\tfalse\t\tCancelled\n", "0 1 0 1 0");
    CHECK_STR(ask(&w, "SELECT status FROM orders"), "cancelled");
    import(&w, WISH A "\t11\tS\t1\tUS\tfalse\t\tUnshipped\n", "0 1 0 1 0");
    CHECK_STR(ask(&w, "SELECT status || ': ' || notice FROM orders"), "packed: It was cancelled and is not any more.");
    CHECK_STR(ask(&w, "SELECT count(open_us) FROM order_line"), "0");
    end(&w);
}
