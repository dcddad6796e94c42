/* packwright queue: what is to be packed, in its order, with deadlines, and what will be late at the pace of the last hour. */
#include "store/queue.h"
#include "cli/cli.h"
#include "cli/rest.h"
#include "cli/when.h"
#include "packwright/clock.h"
#include "station/deadline.h"
#include "store/orders.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

struct listing {
    struct pw_cutoffs cutoffs;
    const char *carrier;
    int64_t now_us, pace, n, limit; /* rows; all orders are counted */
    int64_t late, over;             /* at this pace; past their deadline already */
    json_t *orders;
};

static json_t *time_json(int64_t us)
{
    char text[21];
    if (us <= 0 || us >= PW_SHIP_BY_UNKNOWN)
        return json_null();
    pw_time_format(us, text);
    return json_string(text);
}

static bool on_order(void *user, const struct pw_queue_order *o)
{
    struct listing *l = user;
    int64_t deadline = pw_deadline(&l->cutoffs, l->carrier, o->ship_by_us);
    bool known = deadline > 0 && deadline < PW_SHIP_BY_UNKNOWN, over = known && deadline < l->now_us;
    l->n++;
    int64_t packed = l->pace == 0 ? 0 : pw_queue_packed_us(l->now_us, l->pace, l->n);
    bool late = over || (known && l->pace > 0 && packed > deadline);
    l->over += over;
    l->late += late && !over;
    if (l->n > l->limit)
        return true;
    json_t *row =
        json_pack("{s:s, s:o, s:o, s:I, s:I, s:b, s:s, s:s, s:o, s:o}", "id", o->order_id, "ship_by", time_json(o->ship_by_us),
                  "deadline", time_json(deadline), "units", (json_int_t)o->units, "lines", (json_int_t)o->lines, "pushed",
                  o->pushed_us > 0, "pushed_by", o->pushed_by, "pushed_reason", o->pushed_reason, "packed_at", time_json(packed),
                  "late", over || (known && l->pace > 0) ? json_boolean(late) : json_null());
    json_object_set_new(row, "rest", pw_cli_rest(&o->rest));
    json_array_append_new(l->orders, row);
    return true;
}

static void show_time(const json_t *time, char out[40])
{
    int64_t us = 0;
    if (json_is_string(time) && pw_time_parse(json_string_value(time), &us))
        pw_cli_local(us, PW_CLI_SECOND, out);
    else
        snprintf(out, 40, "not known");
}

static void print_table(const struct listing *l)
{
    const json_t *row;
    size_t i;
    printf("%-20s  %-19s  %-19s  %5s  %-5s  %s\n", "ORDER", "DEADLINE", "SHIP BY", "UNITS", "LATE", "PUSHED, REST");
    json_array_foreach(l->orders, i, row)
    {
        char line[700], deadline[40], ship_by[40], rest[160] = "";
        const json_t *late = json_object_get(row, "late");
        show_time(json_object_get(row, "deadline"), deadline);
        show_time(json_object_get(row, "ship_by"), ship_by);
        const json_t *left = json_object_get(row, "rest");
        if (json_is_object(left))
            snprintf(rest, sizeof rest, "%s%.150s", *json_string_value(json_object_get(row, "pushed_by")) == '\0' ? "" : "; ",
                     json_string_value(json_object_get(left, "text")));
        snprintf(line, sizeof line, "%-20s  %-19s  %-19s  %5lld  %-5s  %.60s%s%.100s%s",
                 json_string_value(json_object_get(row, "id")), deadline, ship_by,
                 (long long)json_integer_value(json_object_get(row, "units")),
                 json_is_null(late)   ? "?"
                 : json_is_true(late) ? "late"
                                      : "",
                 json_string_value(json_object_get(row, "pushed_by")),
                 *json_string_value(json_object_get(row, "pushed_reason")) == '\0' ? "" : ": ",
                 json_string_value(json_object_get(row, "pushed_reason")), rest);
        pw_cli_print(line);
        putchar('\n');
    }
    if (l->n > l->limit)
        printf("\n%lld more are not shown; --limit N shows more.\n", (long long)(l->n - l->limit));
    if (l->pace == 0)
        printf("\n%lld past their deadline. What else will be late can't be known: fewer than %d parcels were packed in the last "
               "hour.\n",
               (long long)l->over, PW_PACE_LEAST);
    else
        printf("\n%lld past their deadline, %lld more will be at the pace of the last hour, %lld parcels.\n", (long long)l->over,
               (long long)l->late, (long long)l->pace);
}

int pw_cli_queue(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "limit", required_argument, NULL, 'l' },
                                             { 0 } };
    struct pw_config *config;
    struct pw_db *db;
    struct pw_error err = { 0 };
    bool json = false;
    int64_t limit = 1000;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        char *end = NULL;
        if (o == 'j')
            json = true;
        else if (o == 'l' && (limit = strtoll(optarg, &end, 10)) > 0 && *end == '\0')
            continue;
        else
            return pw_cli_usage("queue", o == 'l' ? "--limit must be a number above 0" : "that is no option of queue");
    }
    if (optind != argc)
        return pw_cli_usage("queue", "queue takes no argument");
    if (!pw_cli_open(cli, "queue", &config, &db))
        return PW_EXIT_FAILED;
    struct listing l = { .carrier = pw_section_get(pw_config_section(config, "station", ""), "carrier"),
                         .now_us = pw_clock_system.wall_us(&pw_clock_system),
                         .limit = limit,
                         .orders = json_array() };
    bool ok = pw_cutoffs_read(config, &l.cutoffs, &err) && pw_queue_pace(db, l.now_us, &l.pace, &err) &&
              pw_queue_each(db, INT64_MAX, on_order, &l, &err);
    if (!ok)
        pw_cli_fail("queue", "%s", err.text);
    else if (json) {
        json_t *out = json_pack("{s:o, s:I, s:I, s:O}", "pace_per_hour", l.pace == 0 ? json_null() : json_integer(l.pace), "late",
                                (json_int_t)l.late, "past_deadline", (json_int_t)l.over, "orders", l.orders);
        json_dumpf(out, stdout, pw_cli_json(JSON_INDENT(2)));
        putchar('\n');
        json_decref(out);
    } else
        print_table(&l);
    json_decref(l.orders);
    pw_db_close(db);
    pw_config_free(config);
    return ok ? PW_EXIT_OK : PW_EXIT_FAILED;
}
