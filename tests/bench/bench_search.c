/*
 * The search of "packwright orders", a page of 50, by each of its filters and by some together.
 *
 *   bench_search STORE [TIMES]
 *
 * What is searched for is taken from the store, so that it is found.
 */
#include "figures.h"
#include "store/orders.h"

#include <string.h>

enum { PAGE = 50, COLUMNS = 8 };

/* One order of the store, from its middle. */
enum sample { ORDER_ID, BUYER, SKU, TRACKING, SERVICE, COUNTRY, SALES_CHANNEL, ASIN };
struct samples {
    char text[COLUMNS][128], word[64], begins[128];
    int64_t purchase_us, ship_by_us;
};

static bool pick(struct pw_db *db, const char *sql, char *out, size_t size, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err, sql, "");
    bool ok = s != NULL && pw_stmt_step(s, err) != PW_ROW_FAILED;
    if (ok)
        snprintf(out, size, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return ok;
}

static bool pick_samples(struct pw_db *db, struct samples *s, struct pw_error *err)
{
    static const char *const queries[COLUMNS] = {
#define MIDDLE " FROM orders WHERE id >= (SELECT max(id) / 2 FROM orders) AND buyer_name LIKE '% %' LIMIT 1"
        [ORDER_ID] = "SELECT order_id" MIDDLE,
        [BUYER] = "SELECT buyer_name" MIDDLE,
        [SKU] = "SELECT sku FROM order_line WHERE id >= (SELECT max(id) / 2 FROM order_line) LIMIT 1",
        [TRACKING] = "SELECT tracking_number FROM parcel WHERE tracking_number <> '' ORDER BY id DESC LIMIT 1",
        [SERVICE] = "SELECT service" MIDDLE,
        [COUNTRY] = "SELECT country" MIDDLE,
        [SALES_CHANNEL] = "SELECT sales_channel" MIDDLE,
        [ASIN] = "SELECT 'B0NOSUCH00'",
    };
    for (int i = 0; i < COLUMNS; i++)
        if (!pick(db, queries[i], s->text[i], sizeof s->text[i], err))
            return false;
    snprintf(s->word, sizeof s->word, "%.*s", (int)strcspn(s->text[BUYER], " "), s->text[BUYER]);
    snprintf(s->begins, sizeof s->begins, "%.11s", s->text[ORDER_ID]);
    return pw_db_number(db, err, &s->purchase_us, "SELECT purchase_us" MIDDLE, "") &&
           pw_db_number(db, err, &s->ship_by_us, "SELECT ship_by_us" MIDDLE, "");
}

static bool count(void *user, const struct pw_order_summary *order)
{
    (void)order;
    ++*(int *)user;
    return true;
}

static bool measure(struct pw_db *db, const char *name, struct pw_order_filter filter, int times, struct pw_error *err)
{
    double us[100];
    int found = 0;
    bool more;
    char line[128];
    filter.limit = PAGE;
    for (int i = -1; i < times; i++) {
        double begin = now_us();
        found = 0;
        if (!pw_orders_search(db, &filter, count, &found, &more, err))
            return false;
        if (i >= 0)
            us[i] = now_us() - begin;
    }
    snprintf(line, sizeof line, "%s (%d%s)", name, found, more ? "+" : "");
    figures_print(line, us, (size_t)times);
    return true;
}

static bool measure_all(struct pw_db *db, const struct samples *s, int times, struct pw_error *err)
{
    const int64_t hour = INT64_C(3600000000), day = 24 * hour;
    const struct {
        const char *name;
        struct pw_order_filter filter;
    } searches[] = {
        { "all", { .limit = 0 } },
        { "order id", { .order_id = s->text[ORDER_ID] } },
        { "order id, its beginning", { .order_id = s->begins } },
        { "buyer, one word", { .buyer = s->word } },
        { "buyer, whole name", { .buyer = s->text[BUYER] } },
        { "buyer, nobody", { .buyer = "xqzzy" } },
        { "sku", { .sku = s->text[SKU] } },
        { "asin, none", { .asin = s->text[ASIN] } },
        { "tracking number", { .tracking = s->text[TRACKING] } },
        { "status ready", { .status = "ready" } },
        { "status shipped", { .status = "shipped" } },
        { "status held, none", { .status = "held" } },
        { "service", { .service = s->text[SERVICE] } },
        { "country", { .country = s->text[COUNTRY] } },
        { "country, none", { .country = "ZZ" } },
        { "sales channel", { .sales_channel = s->text[SALES_CHANNEL] } },
        { "channel", { .channel = "files" } },
        { "channel, none", { .channel = "nosuch" } },
        { "purchase date", { .purchase_from_us = s->purchase_us, .purchase_to_us = s->purchase_us + hour } },
        { "purchase date, by it", { .purchase_from_us = s->purchase_us, .sort = PW_SORT_PURCHASE, .descending = true } },
        { "ship-by date", { .ship_by_from_us = s->ship_by_us, .ship_by_to_us = s->ship_by_us + day } },
        { "any text: an order id", { .text = s->text[ORDER_ID] } },
        { "any text: a sku", { .text = s->text[SKU] } },
        { "any text: a word", { .text = s->word } },
        { "any text: a tracking number", { .text = s->text[TRACKING] } },
        { "country and sku", { .country = s->text[COUNTRY], .sku = s->text[SKU] } },
        { "buyer, country and service", { .buyer = s->text[BUYER], .country = s->text[COUNTRY], .service = s->text[SERVICE] } },
        { "status, country and purchase date",
          { .status = "ready", .country = s->text[COUNTRY], .purchase_from_us = s->purchase_us } },
        { "country, by order id", { .country = s->text[COUNTRY], .sort = PW_SORT_ORDER_ID } },
        { "all, by status", { .sort = PW_SORT_STATUS } },
        { "all, page 200", { .offset = 199 * PAGE } },
    };
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++)
        if (!measure(db, searches[i].name, searches[i].filter, times, err))
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct pw_db *db = NULL;
    struct pw_error err = { 0 };
    struct samples s = { 0 };
    int times = argc > 2 ? atoi(argv[2]) : 9;
    if (argc < 2 || times < 1 || times > 100) {
        fprintf(stderr, "usage: bench_search STORE [TIMES, at most 100]\n");
        return 2;
    }
    bool ok = pw_db_open(argv[1], PW_DB_EXISTING, &db, &err) && pick_samples(db, &s, &err) && measure_all(db, &s, times, &err);
    if (!ok)
        fprintf(stderr, "bench_search: %s\n", err.text);
    pw_db_close(db);
    return ok ? 0 : 1;
}
