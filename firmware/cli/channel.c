/* packwright channel: what a marketplace says of this account, and what it has not been told yet. */
#include "cli/cli.h"

#include "channel/amazon_error.h"
#include "channel/amazon_keys.h"
#include "channel/amazon_orders.h"
#include "channel/web_curl.h"
#include "cli/when.h"
#include "loop.h"
#include "packwright/clock.h"

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 4 << 20, ASK_US = 20000000, CLOCK_OFF_US = 60000000 };

/* ---- check ---- */

struct check {
    const struct pw_section *section;
    struct pw_uv_loop *uv;
    struct pw_web *web;
    char marketplaces[200], endpoint[200], sign_in[200], agent[140], token[PW_AMAZON_TOKEN_MAX + 40];
    bool answered;
    struct pw_web_answer answer;
    struct pw_buf body;
    int wrong; /* things that a person must see to */
};

static void on_answer(void *user, const struct pw_web_answer *answer)
{
    struct check *c = user;
    c->answer = *answer;
    pw_buf_reset(&c->body);
    pw_buf_put(&c->body, answer->body.data, answer->body.len);
    c->answer.body = pw_buf_peek(&c->body);
    c->answered = true;
    pw_uv_loop_stop(c->uv);
}

/* False: it could not be asked. Waits for the answer. */
static bool ask(struct check *c, const char *method, const char *url, struct pw_bytes body, struct pw_error *err)
{
    const char *const form[] = { "content-type: application/x-www-form-urlencoded;charset=UTF-8", c->agent, NULL };
    const char *const read[] = { c->token, c->agent, "accept: application/json", NULL };
    const struct pw_web_request request = { .method = method,
                                            .url = url,
                                            .headers = body.len > 0 ? form : read,
                                            .body = body,
                                            .timeout_us = ASK_US,
                                            .most = ANSWER_MAX };
    c->answered = false;
    if (!c->web->impl->ask(c->web, &request, on_answer, c, err))
        return false;
    while (!c->answered)
        pw_uv_loop_run(c->uv);
    return true;
}

static void line(struct check *c, bool ok, const char *what, const char *words)
{
    printf("  %-14s %s%s%s\n", what, ok ? "ok" : "WRONG", *words == '\0' ? "" : ": ", words);
    c->wrong += !ok;
}

/* Whether what was asked was answered well; says why not. */
static bool well(struct check *c, const char *what)
{
    struct pw_amazon_meaning m;
    pw_amazon_meaning_of(&c->answer, &m);
    if (m.verdict != PW_AMAZON_DONE)
        line(c, false, what, m.words);
    return m.verdict == PW_AMAZON_DONE;
}

static void check_clock(struct check *c)
{
    char words[120];
    int64_t off = c->answer.date_us == 0 ? 0 : pw_clock_system.wall_us(&pw_clock_system) - c->answer.date_us;
    int64_t size = off < 0 ? -off : off;
    snprintf(words, sizeof words, "this machine's clock is %" PRId64 " s %s", size / 1000000, off < 0 ? "behind" : "ahead");
    line(c, size < CLOCK_OFF_US, "clock", c->answer.date_us == 0 ? "the server didn't tell the time" : words);
}

static bool check_sign_in(struct check *c, struct pw_error *err)
{
    struct pw_amazon_credentials credentials;
    struct pw_buf form;
    char token[PW_AMAZON_TOKEN_MAX + 1];
    int64_t seconds;
    if (!pw_amazon_credentials_of(c->section, &credentials, err)) {
        line(c, false, "credentials", err->text);
        return true;
    }
    line(c, true, "credentials", "");
    pw_buf_init(&form, 16384);
    pw_amazon_token_form(&credentials, &form);
    pw_amazon_forget(&credentials);
    bool asked = ask(c, "POST", c->sign_in, pw_buf_peek(&form), err);
    if (form.data != NULL)
        explicit_bzero(form.data, form.cap);
    pw_buf_finish(&form);
    if (!asked || !well(c, "signing in"))
        return asked;
    struct pw_error why = { 0 };
    bool ok = pw_amazon_token_read(c->answer.body, token, &seconds, &why);
    line(c, ok, "signing in", why.text);
    if (ok)
        snprintf(c->token, sizeof c->token, "x-amz-access-token: %s", token);
    explicit_bzero(token, sizeof token);
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
    snprintf(url, sizeof url, "%s/sellers/v1/marketplaceParticipations", c->endpoint);
    if (!ask(c, "GET", url, pw_bytes_of(NULL, 0), err))
        return false;
    if (!well(c, "marketplaces"))
        return true;
    json_t *root = json_loadb((const char *)c->answer.body.data, c->answer.body.len, JSON_ALLOW_NUL, NULL);
    const json_t *one;
    size_t i;
    for (const char *p = c->marketplaces; *p != '\0'; p += *p == ',') {
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
        c->endpoint, since, c->marketplaces);
    if (!ask(c, "GET", url, pw_bytes_of(NULL, 0), err))
        return false;
    if (!well(c, "orders"))
        return true;
    pw_buf_init(&lines, ANSWER_MAX);
    bool ok = pw_amazon_orders_read(c->answer.body, &lines, on_order, &seen, &page, &why);
    pw_buf_finish(&page.next);
    pw_buf_finish(&lines);
    snprintf(words, sizeof words, "%d of the last week are to be packed or waited for", seen.orders);
    line(c, ok, "orders", ok ? words : why.text);
    bool names = memmem(c->answer.body.data, c->answer.body.len, "\"deliveryAddress\"", 17) != NULL;
    if (ok && seen.orders > 0)
        line(c, names, "addresses",
             names ? "" : "Amazon gives none: ask for the role Direct-to-Consumer Shipping, and authorise the application anew");
    return true;
}

static int check_one(const struct pw_section *section)
{
    struct check c = { .section = section };
    struct pw_error err = { 0 };
    pw_buf_init(&c.body, ANSWER_MAX);
    char agent[120];
    pw_amazon_user_agent(agent, sizeof agent);
    snprintf(c.agent, sizeof c.agent, "user-agent: %s", agent);
    bool sandbox = strcmp(pw_section_get(section, "sandbox"), "yes") == 0;
    bool ok = pw_amazon_places(section, c.marketplaces, sizeof c.marketplaces, c.endpoint, sizeof c.endpoint, c.sign_in,
                               sizeof c.sign_in, &err) &&
              pw_uv_loop_create(&c.uv, &err) &&
              pw_web_curl_create(pw_uv_loop_base(c.uv), pw_section_get(section, "ca-file"), &c.web, &err);
    if (ok)
        printf("%s: Amazon%s at %s\n", section->name, sandbox ? "'s SANDBOX, nothing there is real," : "", c.endpoint);
    ok = ok && check_sign_in(&c, &err) && (c.token[0] == '\0' || (check_marketplaces(&c, &err) && check_orders(&c, &err)));
    if (c.web != NULL)
        c.web->impl->destroy(c.web);
    pw_uv_loop_destroy(c.uv);
    pw_buf_finish(&c.body);
    explicit_bzero(c.token, sizeof c.token);
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
    if (as_json) {
        json_t *root = json_pack("{s:o}", "outbox", list);
        json_dumpf(root, stdout, pw_cli_json(JSON_INDENT(2)));
        putchar('\n');
        json_decref(root);
        return PW_EXIT_OK;
    }
    json_array_foreach(list, i, one) print_row(one);
    if (json_array_size(list) == 0)
        printf("Everything is told.\n");
    json_decref(list);
    return PW_EXIT_OK;
}

/* A person has looked: what nobody could know is known now. */
static int settle(struct pw_db *db, const char *id, const char *word)
{
    struct pw_error err = { 0 };
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
        status = what[0] == 'o' ? outbox(db, name, as_json) : settle(db, name, argv[optind + 2]);
    } else {
        return pw_cli_usage("channel", "one of: check [NAME], outbox [NAME], settle ROW sent|again");
    }
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
