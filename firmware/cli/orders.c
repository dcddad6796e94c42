/* packwright orders: search and list, as a table for a person, as JSON or CSV for a program. */
#include "cli/cli.h"
#include "cli/column.h"
#include "cli/rest.h"

#include "base/json.h"
#include "channel/confirmation_file.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"
#include "store/orders.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wchar.h>

enum form { FORM_TABLE, FORM_JSON, FORM_CSV };

struct listing {
    enum form form;
    int64_t count;
    struct pw_buf line;
};

enum {
    OPT_ORDER_ID = 256,
    OPT_BUYER,
    OPT_SKU,
    OPT_ASIN,
    OPT_TRACKING,
    OPT_STATUS,
    OPT_SERVICE,
    OPT_COUNTRY,
    OPT_SALES_CHANNEL,
    OPT_CHANNEL,
    OPT_PURCHASE_FROM,
    OPT_PURCHASE_TO,
    OPT_SHIP_BY_FROM,
    OPT_SHIP_BY_TO,
    OPT_SORT,
    OPT_DESC,
    OPT_LIMIT,
    OPT_PAGE,
    OPT_JSON,
    OPT_CSV,
};

static const struct option options[] = {
    { "order-id", required_argument, NULL, OPT_ORDER_ID },
    { "buyer", required_argument, NULL, OPT_BUYER },
    { "sku", required_argument, NULL, OPT_SKU },
    { "asin", required_argument, NULL, OPT_ASIN },
    { "tracking", required_argument, NULL, OPT_TRACKING },
    { "status", required_argument, NULL, OPT_STATUS },
    { "service", required_argument, NULL, OPT_SERVICE },
    { "country", required_argument, NULL, OPT_COUNTRY },
    { "sales-channel", required_argument, NULL, OPT_SALES_CHANNEL },
    { "channel", required_argument, NULL, OPT_CHANNEL },
    { "purchase-from", required_argument, NULL, OPT_PURCHASE_FROM },
    { "purchase-to", required_argument, NULL, OPT_PURCHASE_TO },
    { "ship-by-from", required_argument, NULL, OPT_SHIP_BY_FROM },
    { "ship-by-to", required_argument, NULL, OPT_SHIP_BY_TO },
    { "sort", required_argument, NULL, OPT_SORT },
    { "desc", no_argument, NULL, OPT_DESC },
    { "limit", required_argument, NULL, OPT_LIMIT },
    { "page", required_argument, NULL, OPT_PAGE },
    { "json", no_argument, NULL, OPT_JSON },
    { "csv", no_argument, NULL, OPT_CSV },
    { 0 },
};

static const char *const statuses[] = { "waiting", "ready", "packing", "packed", "shipped", "cancelled", "held" };
static const char *const sorts[] = { "ship-by", "purchase", "order-id", "status" };

/* ---- output ---- */

static void local_time(int64_t us, char *out, size_t size)
{
    time_t seconds = (time_t)(us / 1000000);
    struct tm tm;
    *out = '\0';
    if (us == 0 || us >= PW_SHIP_BY_UNKNOWN || localtime_r(&seconds, &tm) == NULL)
        return;
    strftime(out, size, "%Y-%m-%d %H:%M", &tm);
}

static const char *iso(int64_t us, char out[21])
{
    *out = '\0';
    if (us != 0 && us < PW_SHIP_BY_UNKNOWN)
        pw_time_format(us, out);
    return out;
}

static void table_row(struct listing *l, const struct pw_order_summary *o)
{
    char ship_by[32], units[32], rest[160], note[600];
    if (l->count == 0) {
        static const struct {
            const char *head;
            int cells;
        } heads[] = { { "ORDER", 19 },   { "STATUS", 9 }, { "SHIP BY", 16 }, { "UNITS", 5 },
                      { "SHIP TO", 24 }, { "", 3 },       { "SERVICE", 12 }, { "NOTE", 4 } };
        for (size_t i = 0; i < PW_COUNT(heads); i++)
            pw_cli_column(&l->line, heads[i].head, heads[i].cells, true);
        while (l->line.len > 0 && l->line.data[l->line.len - 1] == ' ')
            l->line.len--;
        pw_buf_putc(&l->line, '\n');
    }
    local_time(o->ship_by_us, ship_by, sizeof ship_by);
    snprintf(units, sizeof units, "%5" PRId64, o->units);
    pw_cli_column(&l->line, o->order_id, 19, false);
    pw_cli_column(&l->line, o->status, 9, true);
    pw_cli_column(&l->line, ship_by, 16, true);
    pw_cli_column(&l->line, units, 5, false);
    pw_cli_column(&l->line, *o->recipient_name == '\0' ? o->buyer_name : o->recipient_name, 24, true);
    pw_cli_column(&l->line, o->country, 3, true);
    pw_cli_column(&l->line, o->service, 12, true);
    const char *known = *o->hold_reason != '\0' ? o->hold_reason : o->notice;
    pw_rest_text(&o->rest, rest, sizeof rest);
    snprintf(note, sizeof note, "%s%s%s", rest, *rest == '\0' || *known == '\0' ? "" : "; ", known);
    pw_utf8_mend(note);
    pw_cli_column(&l->line, note, 0, false);
    while (l->line.len > 0 && l->line.data[l->line.len - 1] == ' ')
        l->line.len--;
    pw_buf_putc(&l->line, '\n');
}

static void json_row(struct listing *l, const struct pw_order_summary *o)
{
    char purchase[21], ship_by[21];
    json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s}", "id", o->order_id,
                            "channel", o->channel, "status", o->status, "purchase_date", iso(o->purchase_us, purchase), "ship_by",
                            iso(o->ship_by_us, ship_by), "buyer", o->buyer_name, "recipient", o->recipient_name, "country",
                            o->country, "service", o->service, "sales_channel", o->sales_channel, "lines", (json_int_t)o->lines,
                            "units", (json_int_t)o->units, "hold_reason", o->hold_reason, "notice", o->notice);
    json_object_set_new(row, "rest", pw_cli_rest(&o->rest));
    char *text = pw_json_text(row, pw_cli_json(JSON_COMPACT | JSON_PRESERVE_ORDER));
    if (text != NULL)
        pw_buf_printf(&l->line, "%s\n  %s", l->count == 0 ? "" : ",", text);
    free(text);
    json_decref(row);
}

static void csv_row(struct listing *l, const struct pw_order_summary *o)
{
    char purchase[21], ship_by[21];
    const char *cells[] = { o->order_id,
                            o->channel,
                            o->status,
                            iso(o->purchase_us, purchase),
                            iso(o->ship_by_us, ship_by),
                            o->buyer_name,
                            o->recipient_name,
                            o->country,
                            o->service,
                            o->sales_channel,
                            o->notice };
    struct pw_buf shown; /* a terminal or a spreadsheet gets no control characters */
    pw_buf_init(&shown, 1 << 20);
    for (size_t i = 0; i < PW_COUNT(cells); i++) {
        pw_buf_reset(&shown);
        pw_utf8_visible(pw_bytes_str(cells[i]), &shown);
        pw_csv_cell(&l->line, pw_buf_text(&shown));
        pw_buf_putc(&l->line, ',');
    }
    pw_buf_finish(&shown);
    pw_buf_printf(&l->line, "%" PRId64 ",%" PRId64 "\r\n", o->lines, o->units);
}

static bool on_order(void *user, const struct pw_order_summary *o)
{
    struct listing *l = user;
    pw_buf_reset(&l->line);
    if (l->form == FORM_TABLE)
        table_row(l, o);
    else if (l->form == FORM_JSON)
        json_row(l, o);
    else
        csv_row(l, o);
    l->count++;
    return fwrite(pw_buf_text(&l->line), 1, l->line.len, stdout) == l->line.len;
}

/* ---- options ---- */

/* A date alone means that day where the bench stands, as the table shows it; as the end of a range, the end of that day. */
struct range_end {
    int64_t us;
    bool is_day; /* us is the midnight of UTC until the zone is known */
};

static void to_filter(const struct range_end *end, int64_t *ret_us)
{
    time_t seconds = (time_t)(end->us / 1000000);
    struct tm day;
    *ret_us = end->us;
    if (!end->is_day || gmtime_r(&seconds, &day) == NULL)
        return;
    day.tm_isdst = -1;
    *ret_us = (int64_t)mktime(&day) * 1000000;
}

static bool take_date(const char *name, const char *text, bool end, struct range_end *ret_end, int *ret_status)
{
    int64_t *ret_us = &ret_end->us;
    ret_end->is_day = strlen(text) == 10;
    if (!pw_time_parse(text, ret_us)) {
        *ret_status = pw_cli_usage("orders", "--%s %s: must be a date such as 2026-11-22 or 2026-11-22T15:04:05Z", name, text);
        return false;
    }
    if (end)
        *ret_us += ret_end->is_day ? INT64_C(86400000000) : 1;
    return true;
}

static bool take_word(const char *name, const char *text, const char *const *words, size_t count, int *ret_index, int *ret_status)
{
    char list[200] = "";
    for (size_t i = 0; i < count; i++) {
        *ret_index = (int)i;
        if (strcmp(words[i], text) == 0)
            return true;
        size_t len = strlen(list);
        snprintf(list + len, sizeof list - len, "%s%s", i == 0 ? "" : ", ", words[i]);
    }
    *ret_status = pw_cli_usage("orders", "--%s %s: must be one of %s", name, text, list);
    return false;
}

static bool take_number(const char *name, const char *text, int64_t *ret_value, int *ret_status)
{
    char *end;
    long long n = strtoll(text, &end, 10);
    if (*text == '\0' || *end != '\0' || n < 1 || n > 100000000) {
        *ret_status = pw_cli_usage("orders", "--%s %s: must be a number from 1", name, text);
        return false;
    }
    *ret_value = n;
    return true;
}

/* False: *ret_status is how to end. */
static bool take_option(int option, int index, struct pw_order_filter *f, struct range_end *ends, enum form *form, int64_t *page,
                        int *ret_status)
{
    const char *name = options[index].name;
    int word = 0;
    switch (option) {
    case OPT_ORDER_ID:
        f->order_id = optarg;
        return true;
    case OPT_BUYER:
        f->buyer = optarg;
        return true;
    case OPT_SKU:
        f->sku = optarg;
        return true;
    case OPT_ASIN:
        f->asin = optarg;
        return true;
    case OPT_TRACKING:
        f->tracking = optarg;
        return true;
    case OPT_STATUS:
        f->status = optarg;
        return take_word(name, optarg, statuses, PW_COUNT(statuses), &word, ret_status);
    case OPT_SERVICE:
        f->service = optarg;
        return true;
    case OPT_COUNTRY:
        f->country = optarg;
        return true;
    case OPT_SALES_CHANNEL:
        f->sales_channel = optarg;
        return true;
    case OPT_CHANNEL:
        f->channel = optarg;
        return true;
    case OPT_PURCHASE_FROM:
        return take_date(name, optarg, false, &ends[0], ret_status);
    case OPT_PURCHASE_TO:
        return take_date(name, optarg, true, &ends[1], ret_status);
    case OPT_SHIP_BY_FROM:
        return take_date(name, optarg, false, &ends[2], ret_status);
    case OPT_SHIP_BY_TO:
        return take_date(name, optarg, true, &ends[3], ret_status);
    case OPT_SORT:
        if (!take_word(name, optarg, sorts, PW_COUNT(sorts), &word, ret_status))
            return false;
        f->sort = (enum pw_order_sort)word;
        return true;
    case OPT_DESC:
        f->descending = true;
        return true;
    case OPT_LIMIT:
        return take_number(name, optarg, &f->limit, ret_status);
    case OPT_PAGE:
        return take_number(name, optarg, page, ret_status);
    case OPT_JSON:
        *form = FORM_JSON;
        return true;
    case OPT_CSV:
        *form = FORM_CSV;
        return true;
    default:
        *ret_status = pw_cli_usage("orders", "unknown option");
        return false;
    }
}

static void print_begin(enum form form)
{
    if (form == FORM_JSON)
        printf("{\"orders\": [");
    if (form == FORM_CSV)
        printf(
            "\"order-id\",\"channel\",\"status\",\"purchase-date\",\"ship-by\",\"buyer\",\"recipient\",\"country\",\"service\","
            "\"sales-channel\",\"notice\",\"lines\",\"units\"\r\n");
}

static void print_end(const struct listing *l, const struct pw_order_filter *f, int64_t page, bool more)
{
    if (l->form == FORM_JSON)
        printf("%s], \"more\": %s}\n", l->count == 0 ? "" : "\n", more ? "true" : "false");
    if (l->form != FORM_TABLE)
        return;
    if (l->count == 0)
        printf("No order matches.\n");
    else if (more || page > 1)
        printf("\nOrders %" PRId64 " to %" PRId64 "%s\n", f->offset + 1, f->offset + l->count,
               more ? "; more with --page or --limit" : "");
}

int pw_cli_orders(struct pw_cli *cli, int argc, char **argv)
{
    struct pw_order_filter filter = { .limit = 0 };
    struct listing l = { .form = FORM_TABLE };
    struct range_end ends[4] = { 0 };
    int64_t page = 1;
    int option, index = 0, status = PW_EXIT_USAGE;
    char text[512] = "";
    optind = 0;
    while ((option = getopt_long(argc, argv, "", options, &index)) != -1)
        if (!take_option(option, index, &filter, ends, &l.form, &page, &status))
            return status;
    for (int i = optind; i < argc; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i == optind ? "" : " ", argv[i]);
    if (*text != '\0')
        filter.text = text;
    if (filter.limit == 0 && (l.form == FORM_TABLE || page > 1))
        filter.limit = 50;
    filter.offset = (page - 1) * filter.limit;
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_error err = { 0 };
    bool more = false;
    if (!pw_cli_open(cli, "orders", &config, &db))
        return PW_EXIT_FAILED;
    const char *zone = pw_section_get(pw_config_section(config, "station", ""), "timezone");
    if (zone != NULL)
        setenv("TZ", zone, 1);
    tzset();
    to_filter(&ends[0], &filter.purchase_from_us);
    to_filter(&ends[1], &filter.purchase_to_us);
    to_filter(&ends[2], &filter.ship_by_from_us);
    to_filter(&ends[3], &filter.ship_by_to_us);
    pw_buf_init(&l.line, 4 << 20);
    print_begin(l.form);
    bool ok = pw_orders_search(db, &filter, on_order, &l, &more, &err);
    if (ok)
        print_end(&l, &filter, page, more);
    pw_buf_finish(&l.line);
    pw_db_close(db);
    pw_config_free(config);
    return ok ? PW_EXIT_OK : pw_cli_fail("orders", "%s", err.text);
}
