/* packwright report: figures of the work, by person, bench, lane, hour or day. What they mean stands in store/figures.h. */
#include "channel/confirmation_file.h"
#include "cli/cli.h"
#include "cli/column.h"
#include "cli/when.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"
#include "store/figures.h"

#include <getopt.h>
#include <glib.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BY_PERSON, BY_BENCH, BY_LANE, BY_HOUR, BY_DAY, BY_WORDS };
enum { MOST_KEYS = BY_WORDS, BETWEEN = '\x1f' }; /* what stands between the parts of a key */
enum { QUARTER_US = 900000000 };                 /* a time zone's hours begin at one */
static const char *const by_words[] = { "person", "bench", "lane", "hour", "day" };

struct report {
    int by[MOST_KEYS];
    size_t by_count;
    struct pw_cli_when from, to;
    int64_t from_us, to_us, pause_us;
    bool json, csv;
    struct pw_figures *figures;
    /* the last hour or day that was asked for, for it is mostly asked for again */
    int64_t quarter;
    char hour[40], day[40];
};

static void write_key(void *user, const char *who, const char *bench, const char *lane, int64_t time_us, char *out, size_t size)
{
    struct report *r = user;
    size_t len = 0;
    if (time_us / QUARTER_US != r->quarter) {
        r->quarter = time_us / QUARTER_US;
        pw_cli_local(time_us, PW_CLI_HOUR, r->hour);
        pw_cli_local(time_us, PW_CLI_DAY, r->day);
    }
    *out = '\0';
    for (size_t i = 0; i < r->by_count && len < size; i++) {
        const char *part[] = { who, bench, lane, r->hour, r->day };
        int n = snprintf(out + len, size - len, "%s%.60s", i == 0 ? "" : "\x1f", part[r->by[i]]);
        len += n < 0 ? 0 : (size_t)n;
    }
    pw_utf8_mend(out);
}

/* The n-th part of a row's key. */
static const char *key_part(const struct pw_figures_row *row, size_t n, char out[PW_FIGURES_KEY])
{
    const char *p = row->key;
    while (n-- > 0 && (p = strchr(p, BETWEEN)) != NULL)
        p++;
    snprintf(out, PW_FIGURES_KEY, "%.*s", p == NULL ? 0 : (int)strcspn(p, "\x1f"), p == NULL ? "" : p);
    return out;
}

/* ---- the columns, one list for the three forms ---- */

struct column {
    const char *name, *head; /* for programs, and for a person */
    int cells, digits;       /* digits after the point; -1: a count */
    size_t at;
};

#define AT(m) offsetof(struct pw_figures_row, m)
static const struct column columns[] = {
    { "orders", "ORDERS", 7, -1, AT(orders) },
    { "parcels", "PARCELS", 7, -1, AT(parcels) },
    { "units", "UNITS", 7, -1, AT(units) },
    { "hours_worked", "HOURS", 7, 2, AT(worked_s) },
    { "orders_per_hour", "ORD/H", 6, 1, AT(orders_per_hour) },
    { "parcels_per_hour", "PARC/H", 6, 1, AT(parcels_per_hour) },
    { "units_per_hour", "UNIT/H", 6, 1, AT(units_per_hour) },
    { "scans", "SCANS", 7, -1, AT(scans) },
    { "refused", "REFUSED", 7, -1, AT(refused) },
    { "refused_per_100_scans", "PER 100", 7, 2, AT(refused_per_100) },
    { "to_packed_median_s", "PACK s", 7, 1, AT(packed_median_s) },
    { "to_packed_90th_s", "90th", 7, 1, AT(packed_90_s) },
    { "cycle_median_s", "CYCLE s", 7, 1, AT(cycle_median_s) },
    { "cycle_90th_s", "90th", 7, 1, AT(cycle_90_s) },
    { "index", "INDEX", 5, 0, AT(index) },
    { "parcels_in_index", NULL, 0, -1, AT(indexed) },
};

static double value_of(const struct column *c, const struct pw_figures_row *row)
{
    double value;
    memcpy(&value, (const char *)row + c->at, sizeof value);
    return c->at == AT(worked_s) ? value / 3600 : value;
}

/* "" when it isn't known. */
static const char *text_of(const struct column *c, const struct pw_figures_row *row, char out[32])
{
    *out = '\0';
    if (c->digits < 0) {
        int64_t count;
        memcpy(&count, (const char *)row + c->at, sizeof count);
        snprintf(out, 32, "%" PRId64, count);
    } else if (value_of(c, row) >= 0) {
        snprintf(out, 32, "%.*f", c->digits, value_of(c, row));
    }
    return out;
}

/* ---- for a person ---- */

static const char *shown_part(const struct report *r, const struct pw_figures_row *row, size_t n, char out[PW_FIGURES_KEY])
{
    key_part(row, n, out);
    if (*out == '\0')
        snprintf(out, PW_FIGURES_KEY, "%s", r->by[n] == BY_PERSON ? "(nobody signed in)" : "-");
    return out;
}

static void put_number(struct pw_buf *line, const char *text, int cells)
{
    char padded[64];
    snprintf(padded, sizeof padded, "%*s", cells, *text == '\0' ? "-" : text);
    pw_cli_column(line, padded, cells, false);
}

static void print_row(const struct report *r, const struct pw_figures_row *row, const int *widths)
{
    struct pw_buf line;
    char part[PW_FIGURES_KEY], text[32];
    pw_buf_init(&line, 1 << 16);
    for (size_t k = 0; k < r->by_count; k++)
        pw_cli_column(&line, row->key == NULL ? (k == 0 ? "all" : "") : shown_part(r, row, k, part), widths[k], true);
    for (size_t i = 0; i < PW_COUNT(columns) && columns[i].head != NULL; i++)
        put_number(&line, text_of(&columns[i], row, text), columns[i].cells);
    pw_cli_line_end(&line);
    fwrite(line.data, 1, line.len, stdout);
    pw_buf_finish(&line);
}

static void print_table(const struct report *r)
{
    const struct pw_figures *f = r->figures;
    int widths[MOST_KEYS];
    char part[PW_FIGURES_KEY], from[40], to[40];
    struct pw_buf line;
    pw_cli_local(r->from_us, PW_CLI_SECOND, from);
    pw_cli_local(r->to_us - 1, PW_CLI_SECOND, to);
    printf("From %s to %s. Hours leave out pauses of more than %" PRId64 " s.\n\n", from, to, r->pause_us / 1000000);
    pw_buf_init(&line, 1 << 16);
    for (size_t k = 0; k < r->by_count; k++) {
        char head[16];
        widths[k] = r->by[k] == BY_HOUR ? 22 : 10;
        for (size_t i = 0; i < f->count; i++) {
            int len = (int)g_utf8_strlen(shown_part(r, &f->rows[i], k, part), -1);
            widths[k] = len > widths[k] ? (len < 30 ? len : 30) : widths[k];
        }
        snprintf(head, sizeof head, "%s", by_words[r->by[k]]);
        for (char *c = head; *c != '\0'; c++)
            *c = (char)(*c - 'a' + 'A');
        pw_cli_column(&line, head, widths[k], true);
    }
    for (size_t i = 0; i < PW_COUNT(columns) && columns[i].head != NULL; i++)
        put_number(&line, columns[i].head, columns[i].cells);
    pw_cli_line_end(&line);
    fwrite(line.data, 1, line.len, stdout);
    pw_buf_finish(&line);
    bool no_index = false;
    for (size_t i = 0; i < f->count; i++) {
        print_row(r, &f->rows[i], widths);
        no_index = no_index || f->rows[i].index < 0;
    }
    print_row(r, &f->total, widths);
    if (f->total.scans == 0)
        puts("\nNothing was scanned in that time.");
    else if (no_index)
        printf("\nNo index: it takes %d parcels whose time from the parcel before is known without a pause, of a kind that\n"
               "everybody together packed %d of.\n",
               PW_FIGURES_PARCELS, PW_FIGURES_CELL);
}

/* ---- for programs ---- */

static void print_csv_row(const struct report *r, const struct pw_figures_row *row)
{
    struct pw_buf line;
    char part[PW_FIGURES_KEY], text[32];
    pw_buf_init(&line, 1 << 16);
    for (size_t k = 0; k < r->by_count; k++) {
        struct pw_buf shown;
        pw_buf_init(&shown, 4096);
        pw_utf8_visible(pw_bytes_str(key_part(row, k, part)), &shown);
        pw_csv_cell(&line, pw_buf_text(&shown));
        pw_buf_putc(&line, ',');
        pw_buf_finish(&shown);
    }
    for (size_t i = 0; i < PW_COUNT(columns); i++)
        pw_buf_printf(&line, "%s%s", i == 0 ? "" : ",", text_of(&columns[i], row, text));
    pw_buf_puts(&line, "\r\n");
    fwrite(line.data, 1, line.len, stdout);
    pw_buf_finish(&line);
}

static void print_csv(const struct report *r)
{
    for (size_t k = 0; k < r->by_count; k++)
        printf("\"%s\",", by_words[r->by[k]]);
    for (size_t i = 0; i < PW_COUNT(columns); i++)
        printf("%s\"%s\"", i == 0 ? "" : ",", columns[i].name);
    fputs("\r\n", stdout);
    for (size_t i = 0; i < r->figures->count; i++)
        print_csv_row(r, &r->figures->rows[i]);
}

static json_t *row_json(const struct report *r, const struct pw_figures_row *row)
{
    json_t *o = json_object();
    char part[PW_FIGURES_KEY];
    for (size_t k = 0; k < r->by_count && row->key != NULL; k++)
        json_object_set_new(o, by_words[r->by[k]], json_string(key_part(row, k, part)));
    for (size_t i = 0; i < PW_COUNT(columns); i++) {
        int64_t count;
        memcpy(&count, (const char *)row + columns[i].at, sizeof count);
        double value = columns[i].digits < 0 ? 0 : value_of(&columns[i], row);
        json_object_set_new(o, columns[i].name,
                            columns[i].digits < 0 ? json_integer(count)
                            : value < 0           ? json_null()
                                                  : json_real(round(value * 1e6) / 1e6));
    }
    return o;
}

static void print_json(const struct report *r)
{
    char from[21], to[21];
    pw_time_format(r->from_us, from);
    pw_time_format(r->to_us, to);
    json_t *rows = json_array(), *by = json_array();
    for (size_t k = 0; k < r->by_count; k++)
        json_array_append_new(by, json_string(by_words[r->by[k]]));
    for (size_t i = 0; i < r->figures->count; i++)
        json_array_append_new(rows, row_json(r, &r->figures->rows[i]));
    json_t *root =
        json_pack("{s:s, s:s, s:I, s:o, s:o, s:o}", "from", from, "to", to, "pause_s", (json_int_t)(r->pause_us / 1000000), "by",
                  by, "rows", rows, "total", row_json(r, &r->figures->total));
    json_dumpf(root, stdout, pw_cli_json(JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12)));
    putchar('\n');
    json_decref(root);
}

/* ---- options ---- */

static int take_by(struct report *r, const char *list)
{
    r->by_count = 0;
    while (*list != '\0') {
        size_t len = strcspn(list, ",");
        int found = -1;
        for (int i = 0; i < BY_WORDS; i++)
            if (strlen(by_words[i]) == len && memcmp(by_words[i], list, len) == 0)
                found = i;
        if (found < 0)
            return pw_cli_usage("report", "--by %.*s: must be of person, bench, lane, hour, day", (int)len, list);
        for (size_t k = 0; k < r->by_count; k++)
            if (r->by[k] == found)
                return pw_cli_usage("report", "--by names %s twice", by_words[found]);
        r->by[r->by_count++] = found;
        list += len + (list[len] == ',');
    }
    return r->by_count > 0 ? PW_EXIT_OK : pw_cli_usage("report", "--by what? (person, bench, lane, hour, day)");
}

static int take_pause(struct report *r, const char *text)
{
    char *unit;
    long long n = strtoll(text, &unit, 10);
    if (unit == text || n < 1 || n > 86400 || (strcmp(unit, "s") != 0 && strcmp(unit, "min") != 0))
        return pw_cli_usage("report", "--pause %s: must be a time such as 90s or 5min", text);
    r->pause_us = n * (*unit == 's' ? 1000000 : 60000000);
    return PW_EXIT_OK;
}

static int take_options(struct report *r, int argc, char **argv)
{
    static const struct option options[] = { { "from", required_argument, NULL, 'f' },
                                             { "to", required_argument, NULL, 't' },
                                             { "by", required_argument, NULL, 'b' },
                                             { "pause", required_argument, NULL, 'p' },
                                             { "json", no_argument, NULL, 'j' },
                                             { "csv", no_argument, NULL, 'c' },
                                             { 0 } };
    int option, status = PW_EXIT_OK;
    optind = 0;
    while (status == PW_EXIT_OK && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'j')
            r->json = true;
        else if (option == 'c')
            r->csv = true;
        else if (option == 'b')
            status = take_by(r, optarg);
        else if (option == 'p')
            status = take_pause(r, optarg);
        else if (option == 'f' || option == 't')
            status = pw_cli_when_take("report", option == 'f' ? "from" : "to", optarg, option == 't',
                                      option == 'f' ? &r->from : &r->to)
                         ? PW_EXIT_OK
                         : PW_EXIT_USAGE;
        else
            status = pw_cli_usage("report", "unknown option");
    }
    if (status == PW_EXIT_OK && optind != argc)
        status = pw_cli_usage("report", "%s? It takes options only", argv[optind]);
    if (status == PW_EXIT_OK && r->json && r->csv)
        status = pw_cli_usage("report", "--json or --csv?");
    return status;
}

int pw_cli_report(struct pw_cli *cli, int argc, char **argv)
{
    struct report r = { .by = { BY_PERSON }, .by_count = 1, .pause_us = 300000000, .quarter = INT64_MIN };
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_error err = { 0 };
    int status = take_options(&r, argc, argv);
    if (status != PW_EXIT_OK)
        return status;
    if (!pw_cli_open(cli, "report", &config, &db))
        return PW_EXIT_FAILED;
    int64_t now = pw_clock_system.wall_us(&pw_clock_system);
    r.from_us = pw_cli_when_us(&r.from, r.to.given ? 0 : pw_cli_midnight(now, 0));
    r.to_us = pw_cli_when_us(&r.to, now + 1);
    const struct pw_figures_query query = {
        .from_us = r.from_us, .to_us = r.to_us, .pause_us = r.pause_us, .key = write_key, .user = &r
    };
    if (r.to_us <= r.from_us)
        status = pw_cli_usage("report", "--to is before --from");
    else if (!pw_figures_read(db, &query, &r.figures, &err))
        status = pw_cli_fail("report", "%s", err.text);
    else if (r.json)
        print_json(&r);
    else if (r.csv)
        print_csv(&r);
    else
        print_table(&r);
    pw_figures_free(r.figures);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
