/* packwright channel: what a marketplace says of this account, and what it has not been told yet. */
#include "cli/cli.h"

#include "base/json.h"
#include "channel/amazon_keys.h"
#include "channel/amazon_orders.h"
#include "cli/asking.h"
#include "cli/purchases.h"
#include "cli/when.h"
#include "packwright/clock.h"

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 4 << 20, CLOCK_OFF_US = 60000000 };

/* ---- check ---- */

struct check {
    struct pw_asking a;
    int wrong; /* things that a person must see to */
};

static void line(struct check *c, bool ok, const char *what, const char *words)
{
    printf("  %-14s %s%s%s\n", what, ok ? "ok" : "WRONG", *words == '\0' ? "" : ": ", words);
    c->wrong += !ok;
}

/* Whether what was asked was answered well; says why not. */
static bool well(struct check *c, const char *what)
{
    struct pw_error why = { 0 };
    bool ok = pw_asking_well(&c->a, &why);
    if (!ok)
        line(c, false, what, why.text);
    return ok;
}

static void check_clock(struct check *c)
{
    char words[120];
    int64_t off = c->a.answer.date_us == 0 ? 0 : pw_clock_system.wall_us(&pw_clock_system) - c->a.answer.date_us;
    int64_t size = off < 0 ? -off : off;
    snprintf(words, sizeof words, "this machine's clock is %" PRId64 " s %s", size / 1000000, off < 0 ? "behind" : "ahead");
    line(c, size < CLOCK_OFF_US, "clock", c->a.answer.date_us == 0 ? "the server didn't tell the time" : words);
}

static bool check_sign_in(struct check *c, struct pw_error *err)
{
    struct pw_error why = { 0 };
    if (!pw_asking_credentials(&c->a, err)) {
        bool theirs = err->code == PW_ERR_CONFIG || err->code == PW_ERR_NOT_FOUND || err->code == PW_ERR_ACCESS;
        if (theirs)
            line(c, false, "credentials", err->text);
        return theirs;
    }
    line(c, true, "credentials", "");
    if (!well(c, "signing in"))
        return true;
    bool ok = pw_asking_token(&c->a, &why);
    line(c, ok, "signing in", why.text);
    check_clock(c);
    return true;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* Each marketplace of the configuration is one that the account takes part in. */
static bool check_marketplaces(struct check *c, struct pw_error *err)
{
    char url[300];
    snprintf(url, sizeof url, "%s/sellers/v1/marketplaceParticipations", c->a.endpoint);
    if (!pw_asking_ask(&c->a, "GET", url, false, pw_bytes_of(NULL, 0), err))
        return false;
    if (!well(c, "marketplaces"))
        return true;
    json_t *root = pw_json_load(c->a.answer.body, JSON_ALLOW_NUL, NULL);
    const json_t *one;
    size_t i;
    for (const char *p = c->a.marketplaces; *p != '\0'; p += *p == ',') {
        char id[32], words[120];
        snprintf(id, sizeof id, "%.*s", (int)strcspn(p, ","), p);
        p += strlen(id);
        bool takes_part = false;
        json_array_foreach(json_object_get(root, "payload"), i, one)
        {
            const json_t *part = json_object_get(one, "participation");
            takes_part = takes_part || (strcmp(text_of(json_object_get(one, "marketplace"), "id"), id) == 0 &&
                                        json_is_true(json_object_get(part, "isParticipating")));
        }
        const struct pw_amazon_place *place = pw_amazon_marketplace(id);
        snprintf(words, sizeof words, "%s (%s)%s", id, place == NULL ? "?" : place->country,
                 takes_part ? "" : ": this account doesn't sell there");
        line(c, takes_part, "marketplace", words);
    }
    json_decref(root);
    return true;
}

struct seen {
    int orders;
};

static void on_order(void *user, const char *order_id, enum pw_amazon_fate fate)
{
    struct seen *s = user;
    (void)order_id;
    s->orders += fate == PW_AMAZON_ORDER_LINES;
}

/* Orders can be read, with where they go. */
static bool check_orders(struct check *c, struct pw_error *err)
{
    char url[700], since[21], words[200];
    struct pw_buf lines;
    struct pw_amazon_page page;
    struct pw_error why = { 0 };
    struct seen seen = { 0 };
    pw_time_format(pw_clock_system.wall_us(&pw_clock_system) - INT64_C(86400000000) * 7, since);
    snprintf(
        url, sizeof url,
        "%s/orders/2026-01-01/"
        "orders?lastUpdatedAfter=%s&marketplaceIds=%s&fulfilledBy=MERCHANT&maxResultsPerPage=20&includedData=" PW_AMAZON_INCLUDED,
        c->a.endpoint, since, c->a.marketplaces);
    if (!pw_asking_ask(&c->a, "GET", url, false, pw_bytes_of(NULL, 0), err))
        return false;
    if (!well(c, "orders"))
        return true;
    pw_buf_init(&lines, ANSWER_MAX);
    bool ok = pw_amazon_orders_read(c->a.answer.body, &lines, on_order, &seen, &page, &why);
    pw_buf_finish(&page.next);
    pw_buf_finish(&lines);
    snprintf(words, sizeof words, "%d of the last week are to be packed or waited for", seen.orders);
    line(c, ok, "orders", ok ? words : why.text);
    bool names = memmem(c->a.answer.body.data, c->a.answer.body.len, "\"deliveryAddress\"", 17) != NULL;
    if (ok && seen.orders > 0)
        line(c, names, "addresses",
             names ? "" : "Amazon gives none: ask for the role Direct-to-Consumer Shipping, and authorise the application anew");
    return true;
}

static int check_one(const struct pw_section *section)
{
    struct check c = { .wrong = 0 };
    struct pw_error err = { 0 };
    bool sandbox = strcmp(pw_section_get(section, "sandbox"), "yes") == 0;
    bool ok = pw_asking_open(section, &c.a, &err);
    if (ok)
        printf("%s: Amazon%s at %s\n", section->name, sandbox ? "'s SANDBOX, nothing there is real," : "", c.a.endpoint);
    ok = ok && check_sign_in(&c, &err) && (c.a.token[0] == '\0' || (check_marketplaces(&c, &err) && check_orders(&c, &err)));
    pw_asking_close(&c.a);
    if (!ok)
        return pw_cli_fail("channel", "%s", err.text);
    return c.wrong == 0 ? PW_EXIT_OK : PW_EXIT_FAILED;
}

static int check(const struct pw_config *config, const char *name)
{
    const struct pw_section *section;
    int status = PW_EXIT_OK, found = 0;
    for (size_t i = 0; (section = pw_config_nth(config, "channel", i)) != NULL; i++) {
        if (strcmp(pw_section_get(section, "type"), "amazon") != 0 || (name != NULL && strcmp(section->name, name) != 0))
            continue;
        found++;
        status = check_one(section) == PW_EXIT_OK ? status : PW_EXIT_FAILED;
    }
    if (found > 0)
        return status;
    return name == NULL ? pw_cli_fail("channel", "the configuration has no [channel NAME] of type = amazon")
                        : pw_cli_fail("channel", "there is no [channel %s] of type = amazon", name);
}

/* ---- outbox ---- */

static json_t *row_of(struct pw_stmt *s)
{
    char created[21], due[21] = "";
    pw_time_format(pw_stmt_int(s, 6), created);
    if (pw_stmt_int(s, 7) > 0)
        pw_time_format(pw_stmt_int(s, 7), due);
    return json_pack("{s:I, s:s, s:s, s:I, s:s, s:s, s:s, s:I, s:s}", "id", (json_int_t)pw_stmt_int(s, 0), "channel",
                     pw_stmt_text(s, 1), "order", pw_stmt_text(s, 2), "parcel", (json_int_t)pw_stmt_int(s, 3), "status",
                     pw_stmt_text(s, 4), "said", pw_stmt_text(s, 5), "since", created, "tries", (json_int_t)pw_stmt_int(s, 8),
                     "ship_by", due);
}

static void print_row(const json_t *row)
{
    printf("%-6" JSON_INTEGER_FORMAT " %-10s ", json_integer_value(json_object_get(row, "id")), text_of(row, "status"));
    pw_cli_print(text_of(row, "order"));
    printf("  since %s", text_of(row, "since"));
    if (*text_of(row, "ship_by") != '\0')
        printf(", ship by %s", text_of(row, "ship_by"));
    if (*text_of(row, "said") != '\0')
        printf("\n       ");
    pw_cli_print(text_of(row, "said"));
    putchar('\n');
}

static int outbox(struct pw_db *db, const char *name, bool as_json)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(
        db, &err,
        "SELECT x.id, x.channel, o.order_id, p.number, x.status, x.said, x.created_us, CASE WHEN o.ship_by_us < 9000000000000000"
        " THEN o.ship_by_us ELSE 0 END, x.tries FROM outbox x JOIN orders o ON o.id = x.order_pk JOIN parcel p ON p.id ="
        " x.parcel_pk WHERE x.status IN ('waiting', 'sending', 'checking', 'uncertain', 'refused') AND ($1 = '' OR x.channel ="
        " $1) ORDER BY o.ship_by_us, x.id",
        "t", name == NULL ? "" : name);
    enum pw_row row = PW_ROW_FAILED;
    json_t *list = json_array();
    while (s != NULL && (row = pw_stmt_step(s, &err)) == PW_ROW)
        json_array_append_new(list, row_of(s));
    pw_stmt_done(s);
    if (row != PW_ROW_END) {
        json_decref(list);
        return pw_cli_fail("channel", "%s", err.text);
    }
    const json_t *one;
    size_t i;
    json_t *postage;
    if (!pw_cli_purchases(db, name, &postage, &err)) {
        json_decref(list);
        return pw_cli_fail("channel", "%s", err.text);
    }
    if (as_json) {
        json_t *root = json_pack("{s:o, s:o}", "outbox", list, "postage", postage);
        json_dumpf(root, stdout, pw_cli_json(JSON_INDENT(2)));
        putchar('\n');
        json_decref(root);
        return PW_EXIT_OK;
    }
    json_array_foreach(list, i, one) print_row(one);
    pw_cli_purchases_print(postage);
    if (json_array_size(list) == 0 && json_array_size(postage) == 0)
        printf("Everything is told.\n");
    json_decref(postage);
    json_decref(list);
    return PW_EXIT_OK;
}

/* A person has looked: what nobody could know is known now. */
static int settle(struct pw_db *db, const char *id, const char *word, const char *number)
{
    struct pw_error err = { 0 };
    if (id[0] == 'P' || id[0] == 'p')
        return pw_cli_purchase_settle(db, id + 1, word, number);
    char *end;
    int64_t n = strtoll(id, &end, 10);
    bool sent = strcmp(word, "sent") == 0, again = strcmp(word, "again") == 0;
    if (*end != '\0' || n <= 0 || (!sent && !again))
        return pw_cli_usage("channel", "settle wants the number of a row of \"packwright channel outbox\", and sent or again");
    if (!pw_db_run(db, &err,
                   "UPDATE outbox SET status = $2, due_us = 0, done_us = $3, said = $4 WHERE id = $1 AND status IN ('uncertain',"
                   " 'refused')",
                   "itit", n, sent ? "acknowledged" : "waiting", sent ? pw_clock_system.wall_us(&pw_clock_system) : INT64_C(0),
                   sent ? "a person says that the marketplace has it" : ""))
        return pw_cli_fail("channel", "%s", err.text);
    if (pw_db_changes(db) == 0)
        return pw_cli_fail("channel", "row %" PRId64 " is none that waits for a person; \"packwright channel outbox\" lists them",
                           n);
    printf(sent ? "Row %" PRId64 " counts as told.\n" : "Row %" PRId64 " is sent again, within minutes.\n", n);
    return PW_EXIT_OK;
}

int pw_cli_channel(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { 0 } };
    bool as_json = false;
    int o;
    optind = 0;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o != 'j')
            return PW_EXIT_USAGE;
        as_json = true;
    }
    const char *what = optind < argc ? argv[optind] : "", *name = optind + 1 < argc ? argv[optind + 1] : NULL;
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    int status;
    if (strcmp(what, "check") == 0) {
        if (!pw_cli_config(cli, "channel", &config))
            return PW_EXIT_FAILED;
        status = check(config, name);
    } else if (strcmp(what, "outbox") == 0 || (strcmp(what, "settle") == 0 && optind + 2 < argc)) {
        if (!pw_cli_open(cli, "channel", &config, &db))
            return PW_EXIT_FAILED;
        status = what[0] == 'o' ? outbox(db, name, as_json)
                                : settle(db, name, argv[optind + 2], optind + 3 < argc ? argv[optind + 3] : NULL);
    } else {
        return pw_cli_usage(
            "channel", "one of: check [NAME], outbox [NAME], settle ROW sent|again, settle PROW bought NUMBER|again|elsewhere");
    }
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
