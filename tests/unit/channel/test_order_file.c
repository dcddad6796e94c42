#include "test.h"

#include "channel/amazon_files.h"
#include "channel/csv.h"
#include "packwright/clock.h"

#include <stdio.h>
#include <stdlib.h>

struct feed {
    struct pw_bytes data;
    size_t pos;
};

static ssize_t feed_read(void *user, void *into, size_t len)
{
    struct feed *f = user;
    size_t left = f->data.len - f->pos, n = left < len ? left : len;
    if (n > 0)
        memcpy(into, f->data.data + f->pos, n);
    f->pos += n;
    return (ssize_t)n;
}

static struct feed feed;

/* The columns of the unshipped report in the order of the reference, 7.2. */
#define HEAD                                                                                                                     \
    "order-id\torder-item-id\tpurchase-date\tpayments-date\treporting-date\tpromise-date\tdays-past-promise\tbuyer-email\t"      \
    "buyer-name\tbuyer-phone-number\tsku\tproduct-name\tquantity-purchased\tquantity-shipped\tquantity-to-ship\t"                \
    "ship-service-level\trecipient-name\tship-address-1\tship-address-2\tship-address-3\tship-city\tship-state\t"                \
    "ship-postal-code\tship-country\tis-business-order\tpurchase-order-number\tprice-designation\tis-prime\n"
#define LINE(order, item, sku, bought, shipped, left)                                                                            \
    order "\t" item                                                                                                              \
          "\t2026-11-20T10:00:00-07:00\t2026-11-20T17:01:00+00:00\t2026-11-22T00:00:00Z\t2026-11-23T06:59:59+00:00\t-1\t"        \
          "x@example.invalid\tMaria Muster\t555-0100\t" sku "\tMug\t" bought "\t" shipped "\t" left                              \
          "\tStandard\tMaria Muster\tMusterstr. 1\t\t\tMusterstadt\t\t12345\tDE\tfalse\t\t\tfalse\n"

static const struct pw_order_format *unshipped(void)
{
    static const char *const cells[] = { "order-id", "ORDER-ITEM-ID", "Quantity-To-Ship" };
    return pw_amazon_format(cells, 3);
}

static struct pw_order_file *open_text(const char *text, size_t len, const struct pw_order_format *format, struct pw_error *err)
{
    struct pw_order_file *file = NULL;
    feed = (struct feed){ pw_bytes_of(text, len), 0 };
    return pw_order_file_open((struct pw_source){ feed_read, &feed }, format, &file, err) ? file : NULL;
}

/* The first line of text (a header, then lines) must be refused so. */
static void refused(const char *text, const char *column, const char *reason)
{
    struct pw_error err = { 0 };
    struct pw_order_record record;
    struct pw_line_refusal refusal;
    struct pw_order_file *file = open_text(text, strlen(text), unshipped(), &err);
    if (file == NULL)
        pw_test_fail(__FILE__, __LINE__, "%s", err.text);
    CHECK_INT(pw_order_file_next(file, &record, &refusal, &err), PW_ORDER_REFUSED);
    CHECK_STR(refusal.column, column);
    if (strstr(refusal.reason, reason) == NULL)
        CHECK_STR(refusal.reason, reason);
    CHECK_INT(refusal.line, 2);
    pw_order_file_close(file);
}

TEST(a_line_of_the_unshipped_report_comes_out_whole)
{
    static const char text[] = HEAD LINE("902-3159896-1390916", "79039765272157", "MUG-1", "3", "1", "2");
    struct pw_error err = { 0 };
    struct pw_order_record r;
    struct pw_line_refusal refusal;
    struct pw_order_file *file = open_text(text, sizeof text - 1, unshipped(), &err);
    CHECK(file != NULL);
    CHECK_INT(pw_order_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    CHECK_STR(r.text[PW_OF_ORDER_ID], "902-3159896-1390916");
    CHECK_STR(r.text[PW_OF_ITEM_ID], "79039765272157");
    CHECK_STR(r.text[PW_OF_BUYER_NAME], "Maria Muster");
    CHECK_STR(r.text[PW_OF_COUNTRY], "DE");
    CHECK_INT(r.quantity, 2);
    CHECK_INT(r.ordered, 3);
    CHECK_INT(r.shipped, 1);
    /* date -u -d '2026-11-20T10:00:00-07:00' +%s, and so on */
    CHECK_INT(r.purchase_us, INT64_C(1795194000) * 1000000);
    CHECK_INT(r.ship_by_us, INT64_C(1795417199) * 1000000);
    CHECK_STR(r.order_extra, "{\"is-business-order\":\"false\",\"is-prime\":\"false\"}");
    CHECK_STR(r.line_extra, "");
    CHECK_INT(pw_order_file_next(file, &r, &refusal, &err), PW_ORDER_END);
    pw_order_file_close(file);
}

TEST(columns_go_by_name_in_any_case_and_order_and_unknown_ones_are_kept)
{
    static const char text[] = "Ship-Country\tSKU\tNew \"Thing\"\tQuantity-Purchased\tOrder-Item-Id\tORDER-ID\tis-prime\r\n"
                               "US\tA\ttab\\slash\t4\t1\t902-3159896-1390916\ttrue\r\n";
    struct pw_error err = { 0 };
    struct pw_order_record r;
    struct pw_line_refusal refusal;
    struct pw_order_file *file = open_text(text, sizeof text - 1, unshipped(), &err);
    CHECK(file != NULL);
    CHECK(!pw_order_file_has(file, PW_OF_BUYER_NAME));
    CHECK_INT(pw_order_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    CHECK_INT(r.quantity, 4);
    CHECK_STR(r.line_extra, "{\"New \\\"Thing\\\"\":\"tab\\\\slash\"}");
    CHECK_STR(r.order_extra, "{\"is-prime\":\"true\"}");
    CHECK_INT(r.ship_by_us, PW_NO_TIME);
    pw_order_file_close(file);
}

TEST(the_header_says_which_report_it_is)
{
    static const char *const report[] = { "order-id", "order-item-id", "purchase-date", "sku", "quantity-purchased" };
    static const char *const other[] = { "order-id", "sku", "quantity" };
    CHECK_STR(unshipped()->kind, "unshipped-orders");
    CHECK_STR(pw_amazon_format(report, 5)->kind, "order-report");
    CHECK(pw_amazon_format(other, 3) == NULL);
}

TEST(a_header_without_a_needed_column_refuses_the_file)
{
    static const char *const heads[][2] = { { "order-item-id\tsku\tquantity-to-ship\tship-country\n", "order-id" },
                                            { "order-id\tsku\tquantity-to-ship\tship-country\n", "order-item-id" },
                                            { "order-id\torder-item-id\tquantity-to-ship\tship-country\n", "sku" },
                                            { "order-id\torder-item-id\tsku\tship-country\n", "quantity-purchased" },
                                            { "order-id\torder-item-id\tsku\tquantity-to-ship\n", "ship-country" } };
    for (size_t i = 0; i < PW_COUNT(heads); i++) {
        struct pw_error err = { 0 };
        char want[100];
        CHECK(open_text(heads[i][0], strlen(heads[i][0]), unshipped(), &err) == NULL);
        CHECK_INT(err.code, PW_ERR_BAD_INPUT);
        snprintf(want, sizeof want, "has no column %s,", heads[i][1]);
        CHECK(strstr(err.text, want) != NULL);
    }
    struct pw_error err = { 0 };
    static const char twice[] = "order-id\tsku\tSKU\torder-item-id\tship-country\tquantity-to-ship\n";
    CHECK(open_text(twice, sizeof twice - 1, unshipped(), &err) == NULL);
    CHECK_STR(err.text, "the column sku stands twice in the header");
    CHECK(open_text("", 0, unshipped(), &err) == NULL);
    CHECK_STR(err.text, "the file is empty");
}

#define GOOD "902-3159896-1390916"
TEST(ids_that_a_spreadsheet_destroyed_are_refused)
{
    refused(HEAD LINE("9.02E+11", "1", "A", "1", "0", "1"), "order-id", "written by a spreadsheet");
    refused(HEAD LINE("9,02e+18", "1", "A", "1", "0", "1"), "order-id", "written by a spreadsheet");
    refused(HEAD LINE("902-3159896-139091", "1", "A", "1", "0", "1"), "order-id", "no Amazon order id");
    refused(HEAD LINE("902-3159896-13909166", "1", "A", "1", "0", "1"), "order-id", "no Amazon order id");
    refused(HEAD LINE("90231598961390916", "1", "A", "1", "0", "1"), "order-id", "no Amazon order id");
    refused(HEAD LINE("", "1", "A", "1", "0", "1"), "order-id", "is empty");
    refused(HEAD LINE(GOOD, "7.90398E+13", "A", "1", "0", "1"), "order-item-id", "written by a spreadsheet");
    refused(HEAD LINE(GOOD, "", "A", "1", "0", "1"), "order-item-id", "is empty");
    refused(HEAD LINE(GOOD, "1\x1b[2J", "A", "1", "0", "1"), "order-item-id", "control character");
    refused(HEAD LINE(GOOD, "1", "  ", "1", "0", "1"), "sku", "is empty");
}

TEST(quantities_that_make_no_sense_are_refused)
{
    refused(HEAD LINE(GOOD, "1", "A", "2", "2", "0"), "quantity-to-ship",
            "nothing is left to ship (2 ordered, 2 shipped already)");
    refused(HEAD LINE(GOOD, "1", "A", "0", "0", "0"), "quantity-purchased", "0: nothing was ordered");
    refused(HEAD LINE(GOOD, "1", "A", "1", "0", "-1"), "quantity-to-ship", "can't be negative");
    refused(HEAD LINE(GOOD, "1", "A", "1", "0", "10001"), "quantity-to-ship", "more than the 10000 units");
    refused(HEAD LINE(GOOD, "1", "A", "99999999999999999999", "0", "1"), "quantity-purchased", "more than the 10000 units");
    refused(HEAD LINE(GOOD, "1", "A", "1", "0", "two"), "quantity-to-ship", "\"two\" is not a whole number");
    refused(HEAD LINE(GOOD, "1", "A", "1", "0", "1.5"), "quantity-to-ship", "not a whole number");
    refused(HEAD LINE(GOOD, "1", "A", "", "", ""), "quantity-purchased", "is empty");
}

TEST(a_date_that_is_none_is_refused)
{
    refused("order-id\torder-item-id\tsku\tquantity-to-ship\tship-country\tpromise-date\n" GOOD
            "\t1\tA\t1\tUS\t2026-02-30T00:00:00Z\n",
            "promise-date", "is no date");
    refused("order-id\torder-item-id\tsku\tquantity-to-ship\tship-country\tpurchase-date\n" GOOD "\t1\tA\t1\tUS\t11/22/26\n",
            "purchase-date", "is no date");
    refused("order-id\torder-item-id\tsku\tquantity-to-ship\tship-country\n" GOOD "\t1\tA\t1\t\n", "ship-country", "is empty");
}

#define SHORT "order-id\torder-item-id\tsku\tquantity-to-ship\tship-country\tsales-channel\tgift-message-text\n"
TEST(a_wrong_number_of_tabs_is_refused)
{
    refused(SHORT GOOD "\t1\tA\t1\tUS\tx\ty\tz\n", "gift-message-text", "this line has 8 cells, the header has 7");
    refused(SHORT GOOD "\t1\tA\t1\n", "ship-country", "this line has 4 cells, the header has 7");
}

TEST(optional_columns_may_be_missing_at_the_end_of_a_whole_line)
{
    static const char text[] = SHORT GOOD "\t1\tA\t1\tUS\n";
    struct pw_error err = { 0 };
    struct pw_order_record r;
    struct pw_line_refusal refusal;
    struct pw_order_file *file = open_text(text, sizeof text - 1, unshipped(), &err);
    CHECK_INT(pw_order_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    pw_order_file_close(file);
}

TEST(a_file_cut_off_at_any_byte_gives_whole_lines_or_a_refusal)
{
    static const char text[] = HEAD LINE(GOOD, "11", "A", "3", "1", "2") LINE(GOOD, "12", "B", "1", "0", "1");
    size_t head = sizeof HEAD - 1, first = sizeof HEAD LINE(GOOD, "11", "A", "3", "1", "2") - 1;
    size_t cells = 27; /* tabs of a line */
    for (size_t len = head; len < sizeof text; len++) {
        struct pw_error err = { 0 };
        struct pw_order_record r;
        struct pw_line_refusal refusal = { 0 };
        struct pw_order_file *file = open_text(text, len, unshipped(), &err);
        int records = 0, refusals = 0;
        enum pw_order_answer a;
        while ((a = pw_order_file_next(file, &r, &refusal, &err)) != PW_ORDER_END) {
            records += a == PW_ORDER_RECORD;
            refusals += a == PW_ORDER_REFUSED;
            CHECK(a != PW_ORDER_REFUSED || refusal.cut);
        }
        /* The line being cut is taken only when its last cell has begun: nothing tells then that it was cut. */
        size_t begin = len < first ? head : first, tabs = 0;
        for (size_t i = begin; i < len; i++)
            tabs += text[i] == '\t';
        CHECK_INT(records, (len >= first) + (len > begin && tabs == cells));
        CHECK_INT(refusals, len > begin && tabs < cells);
        pw_order_file_close(file);
    }
}

TEST(what_says_only_when_the_report_was_made_does_not_change_a_line)
{
    static const char text[] =
        "order-id\torder-item-id\tsku\tquantity-to-ship\tship-country\treporting-date\tdays-past-promise\tcity\n" GOOD
        "\t1\tA\t1\tUS\t2026-11-21\t-1\tx\n" GOOD "\t1\tA\t1\tUS\t2026-11-22\t0\tx\n" GOOD
        "\t1\tA\t1\tUS\t2026-11-22\t0\ty\n" GOOD "\t1\tA\t1\tx\t2026-11-22\t0\tUS\n";
    struct pw_error err = { 0 };
    struct pw_order_record r[4];
    struct pw_line_refusal refusal;
    struct pw_order_file *file = open_text(text, sizeof text - 1, unshipped(), &err);
    for (int i = 0; i < 4; i++)
        CHECK_INT(pw_order_file_next(file, &r[i], &refusal, &err), PW_ORDER_RECORD);
    CHECK(r[0].hash[0] == r[1].hash[0] && r[0].hash[1] == r[1].hash[1]);
    CHECK(r[1].hash[0] != r[2].hash[0] && r[1].hash[1] != r[2].hash[1]);
    CHECK(r[1].hash[0] != r[3].hash[0] && r[1].hash[1] != r[3].hash[1]);
    pw_order_file_close(file);
}

TEST(a_buyers_wish_to_cancel_and_a_cancelled_order_are_seen)
{
    static const char text[] = "order-id\torder-item-id\tsku\tquantity-purchased\tship-country\tis-buyer-requested-cancellation\t"
                               "buyer-requested-cancel-reason\torder-status\n" GOOD
                               "\t1\tA\t1\tUS\ttrue\tBought by mistake\tUnshipped\n" GOOD "\t2\tA\t0\t\tfalse\t\tCancelled\n";
    struct pw_error err = { 0 };
    struct pw_order_record r;
    struct pw_line_refusal refusal;
    struct pw_order_file *file = open_text(text, sizeof text - 1, unshipped(), &err);
    CHECK_INT(pw_order_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    CHECK(r.cancel_requested && !r.cancelled);
    CHECK_STR(r.text[PW_OF_CANCEL_REASON], "Bought by mistake");
    CHECK_INT(pw_order_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    CHECK(!r.cancel_requested && r.cancelled);
    CHECK_INT(r.quantity, 0);
    pw_order_file_close(file);
}

TEST(dates_of_other_shops_are_read)
{
    static const struct {
        const char *text;
        enum pw_date_form form;
        const char *iso; /* NULL: no date */
    } cases[] = {
        { "22.11.2026", PW_DATE_DMY, "2026-11-22T00:00:00Z" },
        { "22/11/26 15:04", PW_DATE_DMY, "2026-11-22T15:04:00Z" },
        { "11/22/2026 3:04 PM", PW_DATE_MDY, "2026-11-22T15:04:00Z" },
        { "11/22/2026 12:00 am", PW_DATE_MDY, "2026-11-22T00:00:00Z" },
        { "1-2-2026 01:02:03 +02:00", PW_DATE_DMY, "2026-01-31T23:02:03Z" },
        { "31.02.2026", PW_DATE_DMY, NULL },
        { "22/11/2026", PW_DATE_MDY, NULL },
        { "22.11/2026", PW_DATE_DMY, NULL },
        { "22.11.202", PW_DATE_DMY, NULL },
        { "22.11.2026 25:00", PW_DATE_DMY, NULL },
        { "2026-11-22", PW_DATE_DMY, NULL },
        { "", PW_DATE_DMY, NULL },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        int64_t us = 0, want = 0;
        bool ok = pw_date_parse(cases[i].text, cases[i].form, false, &us);
        if (cases[i].iso == NULL) {
            if (ok)
                pw_test_fail(__FILE__, __LINE__, "%s is taken for a date", cases[i].text);
            continue;
        }
        CHECK(pw_time_parse(cases[i].iso, &want));
        if (!ok || us != want)
            pw_test_fail(__FILE__, __LINE__, "%s is not %s", cases[i].text, cases[i].iso);
    }
    int64_t us = 0, want = 1;
    CHECK(pw_date_parse("2026-11-22", PW_DATE_ISO, true, &us) && pw_time_parse("2026-11-22T23:59:59Z", &want));
    CHECK_INT(us, want);
}

TEST(a_list_of_articles_is_read_and_its_faults_are_named)
{
    static const char text[] =
        "SKU;Barcode;Units;Name\nA;4006381333931;;\"Pen; blue\"\nB;4.00E+12;1;x\nC;;1;x\n;1;1;x\nD;99;0;x\nE;98;12;y\n";
    struct pw_article_file *file = NULL;
    struct pw_error err = { 0 };
    struct pw_article_record r;
    struct pw_line_refusal refusal;
    feed = (struct feed){ pw_bytes_of(text, sizeof text - 1), 0 };
    CHECK_OK(pw_article_file_open((struct pw_source){ feed_read, &feed }, PW_ENCODING_AUTO, PW_ENCODING_CP1252, &file, &err),
             err);
    CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    CHECK_STR(r.name, "Pen; blue");
    CHECK_INT(r.units, 1);
    static const char *const columns[] = { "barcode", "barcode", "sku", "units" };
    for (size_t i = 0; i < 4; i++) {
        CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_REFUSED);
        CHECK_STR(refusal.column, columns[i]);
        CHECK_INT(refusal.line, (int)i + 3);
    }
    CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    CHECK_INT(r.units, 12);
    CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_END);
    pw_article_file_close(file);
}

/* What a refused declaration asks for is enough: sku and the columns that were missing. */
TEST(a_list_that_only_says_what_customs_lacks_is_a_list_of_articles)
{
    static const struct {
        const char *cells[5];
        bool fits;
    } cases[] = {
        { { "sku", "value", "currency" }, true },
        { { "sku", "weight" }, true },
        { { "SKU", "origin", "" }, true },
        { { "sku", "weight", "name", "ean" }, true },
        { { "sku", "weight", "order" }, false },
        { { "sku", "quantity" }, false },
        { { "weight", "value", "currency" }, false },
        { { "order-id", "sku", "weight" }, false },
        { { "sku", "value", "number", "to" }, false },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        size_t count = 0;
        while (count < 5 && cases[i].cells[count] != NULL)
            count++;
        if (pw_articles_fit(cases[i].cells, count) != cases[i].fits)
            pw_test_fail(__FILE__, __LINE__, "header %zu, %s,%s", i, cases[i].cells[0], cases[i].cells[1]);
    }
}

TEST(what_customs_wants_to_know_is_read_with_an_article_and_its_faults_are_named)
{
    static const char text[] =
        "sku,hs-code,origin,weight,value,currency,customs-name,barcode\n"
        "A,6912.00.23,cn,0.35 kg,\"12,50\",eur,Stoneware mug,4006381333931\n"
        "B,,,12 oz,,,,\nC,,,,,,,\nD,69120,CN,1,1,EUR,x,\nE,691200,China,1,1,EUR,x,\nF,691200,CN,heavy,1,EUR,x,\n"
        "G,691200,CN,1,\"1,200\",EUR,x,\nH,691200,CN,1,5,,x,\nI,691200,CN,1,5,EURO,x,\n";
    static const char *const columns[] = { "barcode", "hs-code", "origin", "weight", "value", "currency", "currency" };
    struct pw_article_file *file = NULL;
    struct pw_error err = { 0 };
    struct pw_article_record r;
    struct pw_line_refusal refusal;
    feed = (struct feed){ pw_bytes_of(text, sizeof text - 1), 0 };
    CHECK_OK(pw_article_file_open((struct pw_source){ feed_read, &feed }, PW_ENCODING_AUTO, PW_ENCODING_CP1252, &file, &err),
             err);
    CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD);
    CHECK_STR(r.hs_code, "69120023");
    CHECK_STR(r.origin, "CN");
    CHECK_STR(r.currency, "EUR");
    CHECK_STR(r.customs_name, "Stoneware mug");
    CHECK_INT(r.weight_g, 350);
    CHECK_INT(r.value_milli, 12500);
    CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_RECORD); /* without a barcode */
    CHECK_INT(r.weight_g, 340);
    CHECK_INT(r.value_milli, -1);
    CHECK_STR(r.hs_code, "");
    for (size_t i = 0; i < PW_COUNT(columns); i++) {
        CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_REFUSED);
        CHECK_STR(refusal.column, columns[i]);
    }
    CHECK_INT(pw_article_file_next(file, &r, &refusal, &err), PW_ORDER_END);
    pw_article_file_close(file);
}
