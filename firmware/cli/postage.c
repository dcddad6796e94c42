/* packwright postage: what a parcel could be sent by, and which of it the rules choose. */
#include "cli/cli.h"

#include "base/amount.h"
#include "channel/shipping_v2.h"
#include "cli/asking.h"
#include "packwright/clock.h"
#include "station/postage.h"
#include "store/purchase.h"

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wanted {
    struct pw_db *db;
    const struct pw_config *config;
    const struct pw_section *section;
    int64_t order, parcel; /* parcel 0: what is in no box yet */
    bool packed;
    char channel[64], bench[40];
};

/* ---- which parcel ---- */

static bool find_order(struct wanted *w, const char *order_id, int64_t number, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(w->db, err,
                    "SELECT o.id, o.channel, COALESCE((SELECT p.id FROM parcel p WHERE p.order_pk = o.id AND p.status"
                    " IN ('packed', 'shipped') AND ($2 = 0 OR p.number = $2) ORDER BY p.number DESC LIMIT 1), 0)"
                    " FROM orders o WHERE o.order_id = $1 ORDER BY o.id DESC LIMIT 1",
                    "ti", order_id, number);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        w->order = pw_stmt_int(s, 0);
        snprintf(w->channel, sizeof w->channel, "%s", pw_stmt_text(s, 1));
        w->parcel = pw_stmt_int(s, 2);
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no order %.40s", order_id);
    if (row == PW_ROW && number > 0 && w->parcel == 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "order %.40s has no packed parcel %" PRId64, order_id, number);
    return row == PW_ROW;
}

static bool find_channel(struct wanted *w, struct pw_error *err)
{
    w->section = pw_config_section(w->config, "channel", w->channel);
    if (w->section != NULL && strcmp(pw_section_get(w->section, "type"), "amazon") == 0)
        return true;
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "its channel %.40s isn't one of type amazon: nobody there sells postage",
                   w->channel);
}

/* ---- asking ---- */

static bool ask_offers(struct pw_asking *a, const struct pw_shipping_place *place, const struct pw_postage *p,
                       struct pw_offers *ret, struct pw_buf *others, struct pw_error *err)
{
    char url[300];
    struct pw_buf body;
    pw_buf_init(&body, 1 << 20);
    snprintf(url, sizeof url, "%s%s", a->endpoint,
             place == NULL ? "/mfn/v0/eligibleShippingServices" : "/shipping/v2/shipments/rates");
    if (place != NULL)
        snprintf(a->business, sizeof a->business, "x-amzn-shipping-business-id: %s", place->business);
    bool ok = (place == NULL ? pw_postage_offers_body(&p->parcel, &body, err)
                             : pw_shipping_rates_body(&p->parcel, place->currency, &body, err)) &&
              pw_asking_ask(a, "POST", url, false, pw_buf_peek(&body), err) && pw_asking_well(a, err) &&
              (place == NULL ? pw_postage_offers_read(a->answer.body, ret, others, err)
                             : pw_shipping_rates_read(a->answer.body, ret, others, err));
    pw_buf_finish(&body);
    return ok;
}

struct judged {
    const struct pw_choose_rule *rule;
    struct pw_offers offers;
    struct pw_choose_verdict *verdicts;
    size_t taken; /* offers.count: none */
    char words[PW_CHOOSE_WORDS];
    struct pw_buf others;
};

/* The first rule that leaves something, as the station would find it. */
static bool judge(struct pw_asking *a, const struct pw_shipping_place *place, const struct pw_choose_rules *rules,
                  struct pw_postage *p, struct judged *j, struct pw_error *err)
{
    for (size_t at = pw_choose_rule(rules, &p->about, 0);; at = pw_choose_rule(rules, &p->about, at + 1)) {
        if (at == rules->count)
            return j->rule != NULL ||
                   pw_fail(err, PW_ERR_CONFIG, 0,
                           "no [choose NAME] of the configuration is for such a parcel; one without conditions, as"
                           " the last, takes all the rest");
        free(j->offers.list);
        free(j->verdicts);
        j->verdicts = NULL;
        pw_buf_reset(&j->others);
        j->rule = &rules->rule[at];
        pw_postage_by_rule(p, j->rule, pw_clock_system.wall_us(&pw_clock_system));
        if (!ask_offers(a, place, p, &j->offers, &j->others, err))
            return false;
        j->verdicts = calloc(j->offers.count + 1, sizeof *j->verdicts);
        if (j->verdicts == NULL)
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
        j->taken = pw_choose(j->rule, &p->about, &j->offers, NULL, j->verdicts);
        if (j->taken < j->offers.count) {
            pw_choose_words(j->rule, &p->about, &j->offers, j->verdicts, j->taken, j->words);
            return true;
        }
        if (j->words[0] == '\0')
            pw_choose_none_words(j->rule, &j->offers, j->verdicts, j->words);
    }
}

/* ---- telling ---- */

static void print_offer(const struct judged *j, size_t i)
{
    const struct pw_offer *o = &j->offers.list[i];
    const struct pw_choose_verdict *v = &j->verdicts[i];
    char name[200], price[24], arrives[21] = "?";
    pw_offer_name(o, name);
    pw_money_text(o->price_milli, o->currency, price);
    if (o->arrives_us > 0) {
        pw_time_format(o->arrives_us, arrives);
        arrives[10] = '\0';
    }
    printf("%c %10s %s  %-10s %-9s ", i == j->taken ? '*' : ' ', price, o->currency, arrives,
           o->is_protected ? "protected" : "-");
    pw_cli_print(name);
    if (!v->possible) {
        printf("\n      no: ");
        pw_cli_print(v->why);
    } else if (!v->in_time)
        printf("  (later than promised)");
    if (!o->is_protected && o->unprotected_why[0] != '\0') {
        printf("\n      no claim protection: ");
        pw_cli_print(o->unprotected_why);
    }
    if (o->wants_inputs)
        printf("\n      asks questions of its own before it is bought");
    printf("\n");
}

static void print(const struct pw_postage *p, const struct judged *j)
{
    printf("%" PRId64 " g, %" PRId64 "x%" PRId64 "x%" PRId64 " mm (%s)\n", p->parcel.weight_g, p->parcel.length_mm,
           p->parcel.width_mm, p->parcel.height_mm, p->measured);
    for (size_t i = 0; i < j->offers.count; i++)
        print_offer(j, i);
    printf("\n");
    pw_cli_print(j->words);
    printf("\n");
    if (j->others.len > 0) {
        printf("\nNot offered:\n");
        for (const char *line = pw_buf_text(&j->others); *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
            char text[500];
            snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
            printf("  ");
            pw_cli_print(text);
            printf("\n");
        }
    }
}

static void print_json(const struct pw_postage *p, const struct judged *j)
{
    json_t *list = json_array();
    for (size_t i = 0; i < j->offers.count; i++) {
        const struct pw_offer *o = &j->offers.list[i];
        char price[24], arrives[21] = "";
        pw_money_text(o->price_milli, o->currency, price);
        if (o->arrives_us > 0)
            pw_time_format(o->arrives_us, arrives);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:s, s:b}", "carrier", o->carrier,
                                              "service", o->service, "price", price, "currency", o->currency, "arrives", arrives,
                                              "protected", o->is_protected, "possible", j->verdicts[i].possible, "in_time",
                                              j->verdicts[i].in_time, "why_not", j->verdicts[i].why, "taken", i == j->taken));
    }
    json_t *root = json_pack("{s:I, s:I, s:I, s:I, s:s, s:s, s:s, s:o}", "weight_g", (json_int_t)p->parcel.weight_g, "length_mm",
                             (json_int_t)p->parcel.length_mm, "width_mm", (json_int_t)p->parcel.width_mm, "height_mm",
                             (json_int_t)p->parcel.height_mm, "measured", p->measured, "rule", j->rule->name, "why", j->words,
                             "offers", list);
    json_dumpf(root, stdout, pw_cli_json(JSON_INDENT(2)));
    putchar('\n');
    json_decref(root);
}

/* ---- the whole ---- */

static bool candidates(struct wanted *w, bool as_json, struct pw_error *err)
{
    struct pw_choose_rules *rules = calloc(1, sizeof *rules);
    struct pw_postage *p = calloc(1, sizeof *p);
    struct pw_asking a;
    struct judged j = { .words = "" };
    if (p == NULL || rules == NULL) {
        free(p);
        free(rules);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
    }
    const struct pw_shipping_place *place = NULL;
    pw_buf_init(&j.others, 1 << 20);
    bool ok = pw_shipping_place_of(w->section, &place, err) && pw_choose_rules_read(w->config, rules, err) &&
              pw_postage_load(w->db, w->config, w->section, w->order, w->parcel, p, err);
    if (ok) {
        ok = pw_asking_open(w->section, &a, err) && pw_asking_sign_in(&a, err) && judge(&a, place, rules, p, &j, err);
        pw_asking_close(&a);
    }
    if (ok && as_json)
        print_json(p, &j);
    else if (ok)
        print(p, &j);
    free(j.offers.list);
    free(j.verdicts);
    pw_buf_finish(&j.others);
    pw_postage_finish(p);
    free(p);
    free(rules);
    return ok;
}

/* A row for the running station, which chooses and buys. */
static bool want(struct wanted *w, struct pw_error *err)
{
    int64_t packed = 0;
    if (strcmp(pw_section_get(w->section, "postage"), "no") == 0)
        return pw_fail(err, PW_ERR_CONFIG, 0, "[channel %s] has no postage = on-request (or on-complete): the station buys none",
                       w->section->name);
    if (!pw_db_number(w->db, err, &packed, "SELECT count(*) FROM parcel WHERE id = $1 AND status = 'packed'", "i", w->parcel))
        return false;
    if (packed == 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "it has no packed parcel that is still here: pack it first");
    if (!pw_purchase_want(w->db, w->channel, w->bench, w->order, w->parcel, pw_clock_system.wall_us(&pw_clock_system), err))
        return false;
    return pw_db_changes(w->db) > 0 ||
           pw_fail(err, PW_ERR_BUSY, 0,
                   "its postage is bought or under way already: \"packwright channel outbox\" says how far it is");
}

int pw_cli_postage(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "json", no_argument, NULL, 'j' }, { "buy", no_argument, NULL, 'b' }, { "parcel", required_argument, NULL, 'p' }, { 0 }
    };
    bool as_json = false, buys = false;
    int64_t number = 0;
    char *end = NULL;
    int o;
    optind = 0;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'j')
            as_json = true;
        else if (o == 'b')
            buys = true;
        else if (o != 'p' || (number = strtoll(optarg, &end, 10)) < 1 || *end != '\0')
            return PW_EXIT_USAGE;
    }
    if (optind + 1 != argc)
        return pw_cli_usage("postage", "one order's number");
    struct pw_config *config = NULL;
    struct wanted w = { 0 };
    struct pw_error err = { 0 };
    if (!pw_cli_open(cli, "postage", &config, &w.db))
        return PW_EXIT_FAILED;
    w.config = config;
    snprintf(w.bench, sizeof w.bench, "%s", pw_section_get(pw_config_section(config, "station", ""), "name"));
    bool ok = find_order(&w, argv[optind], number, &err) && find_channel(&w, &err) &&
              (buys ? want(&w, &err) : candidates(&w, as_json, &err));
    if (ok && buys)
        printf("The station buys it, within a minute.\n");
    pw_db_close(w.db);
    pw_config_free(config);
    return ok ? PW_EXIT_OK : pw_cli_fail("postage", "%s", err.text);
}
