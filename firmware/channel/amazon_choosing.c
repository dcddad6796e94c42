/* Offers for the parcel in hand, and the rules that choose one. */
#include "channel/amazon_buying_parts.h"

#include <stdio.h>
#include <stdlib.h>

const char pw_buying_waits[] =
    "It waits: its order is held, or it isn't known yet whether the postage of another of its parcels is bought.";

/* What the configuration or the parcel lacks, nobody needs to be asked. */
void pw_buying_refuse(struct pw_buying *b, const struct pw_error *err)
{
    if (err->code == PW_ERR_BAD_INPUT || err->code == PW_ERR_UNSUPPORTED || err->code == PW_ERR_TOO_BIG ||
        err->code == PW_ERR_NOT_FOUND)
        pw_buying_settle(b, PW_PURCHASE_REFUSED, 0, err->text, "");
    else
        pw_buying_store_failed(b, err);
}

void pw_buying_ask_offers(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    struct pw_buf body;
    char url[300];
    pw_postage_by_rule(&b->postage, &b->rules.rule[b->rule], pw_buying_now(b));
    pw_buf_init(&body, 1 << 20);
    snprintf(url, sizeof url, "%s%s", b->setup.endpoint,
             b->place == NULL ? "/mfn/v0/eligibleShippingServices" : "/shipping/v2/shipments/rates");
    if (b->place != NULL && b->rules.rule[b->rule].signature != PW_SIGNATURE_NO)
        pw_buying_settle(
            b, PW_PURCHASE_REFUSED, 0,
            "The rule wants a signature, which is bought through Merchant Fulfillment alone: buy this postage in Seller"
            " Central.",
            "");
    else if (b->place == NULL ? !pw_postage_offers_body(&b->postage.parcel, &body, &err)
                              : !pw_shipping_rates_body(&b->postage.parcel, b->place->currency, &body, &err))
        pw_buying_refuse(b, &err);
    else if (pw_buying_allowed(b, STEP_OFFERS))
        (void)pw_buying_ask(b, STEP_OFFERS, "POST", url, pw_buf_peek(&body));
    pw_buf_finish(&body);
}

void pw_buying_start_offers(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    const struct pw_amazon_setup *a = b->setup.amazon;
    bool waits;
    if (b->printer == NULL) {
        pw_buying_settle(
            b, PW_PURCHASE_REFUSED, 0,
            "No printer of this bench prints labels (documents = label), so none is bought. Give it one, then \"packwright"
            " channel settle\" with again.",
            "");
        return;
    }
    if (!pw_purchase_waits(a->db, b->row.id, &waits, &err)) {
        pw_buying_store_failed(b, &err);
        return;
    }
    if (waits) {
        pw_buying_settle(b, PW_PURCHASE_WANTED, pw_buying_now(b) + LAG_US, pw_buying_waits, "");
        return;
    }
    pw_postage_finish(&b->postage);
    if (!pw_postage_load(a->db, a->config, a->section, b->row.order, b->row.parcel, &b->postage, &err)) {
        pw_buying_refuse(b, &err);
        return;
    }
    struct pw_buf body; /* what is missing is said before any rule is held against what isn't known */
    pw_buf_init(&body, 1 << 20);
    bool whole = pw_postage_offers_body(&b->postage.parcel, &body, &err);
    pw_buf_finish(&body);
    if (!whole) {
        pw_buying_refuse(b, &err);
        return;
    }
    b->rule = pw_choose_rule(&b->rules, &b->postage.about, 0);
    if (b->rule == b->rules.count) {
        pw_buying_settle(b, PW_PURCHASE_REFUSED, 0,
                         "No [choose NAME] of the configuration is for such a parcel. One without conditions, as the last,"
                         " takes all the rest.",
                         "");
        return;
    }
    b->step = STEP_OFFERS;
}

/* The next rule that is for the parcel; where it asks for something else, its offers must be asked for. */
static void next_rule(struct pw_buying *b)
{
    enum pw_choose_signature had = b->rules.rule[b->rule].signature;
    b->rule = pw_choose_rule(&b->rules, &b->postage.about, b->rule + 1);
    if (b->rule == b->rules.count)
        pw_buying_settle(b, PW_PURCHASE_REFUSED, 0, b->none, "");
    else if (b->rules.rule[b->rule].signature != had) {
        pw_buying_forget_offers(b);
        b->step = STEP_OFFERS;
    }
}

static void choose(struct pw_buying *b)
{
    const char *barred[PW_OFFERS_MAX];
    for (size_t i = 0; i < b->offers.count; i++)
        barred[i] = b->barred[i][0] == '\0' ? NULL : b->barred[i];
    while (b->row.id != 0 && b->step != STEP_OFFERS) {
        const struct pw_choose_rule *rule = &b->rules.rule[b->rule];
        b->taken = pw_choose(rule, &b->postage.about, &b->offers, barred, b->verdicts);
        if (b->taken < b->offers.count) {
            b->step = b->offers.list[b->taken].wants_inputs && b->inputs.len == 0 ? STEP_INPUTS : STEP_READY;
            return;
        }
        if (b->none[0] == '\0')
            pw_choose_none_words(rule, &b->offers, b->verdicts, b->none);
        next_rule(b);
    }
}

static void take_offers(struct pw_buying *b, const struct pw_web_answer *answer)
{
    struct pw_error err = { 0 };
    struct pw_buf others;
    struct pw_amazon_meaning m = { .verdict = PW_AMAZON_LATER };
    pw_buf_init(&others, 1 << 20);
    pw_buying_forget_offers(b);
    bool ok = b->place == NULL ? pw_postage_offers_read(answer->body, &b->offers, &others, &err)
                               : pw_shipping_rates_read(answer->body, &b->offers, &others, &err);
    pw_buf_reset(&b->rates);
    if (b->place != NULL)
        pw_buf_put(&b->rates, answer->body.data, answer->body.len);
    pw_buf_finish(&others);
    if (!ok) {
        snprintf(m.words, sizeof m.words, "%.300s", err.text);
        pw_buying_wait_with(b, &m, answer->request_id);
        return;
    }
    b->verdicts = calloc(b->offers.count + 1, sizeof *b->verdicts);
    b->barred = calloc(b->offers.count + 1, sizeof *b->barred);
    if (b->verdicts == NULL || b->barred == NULL) {
        pw_fail(&err, PW_ERR_MEMORY, 0, "no memory for offers");
        pw_buying_store_failed(b, &err);
        return;
    }
    for (size_t i = 0; b->place != NULL && i < b->offers.count; i++)
        if (b->offers.list[i].wants_inputs)
            snprintf(b->barred[i], sizeof b->barred[0], "it asks questions of its own, which the station can't answer");
    b->step = STEP_READY;
    choose(b);
}

void pw_buying_ask_inputs(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    struct pw_buf body;
    char url[300];
    pw_buf_init(&body, 1 << 16);
    snprintf(url, sizeof url, "%s/mfn/v0/additionalSellerInputs", b->setup.endpoint);
    if (!pw_postage_inputs_body(&b->postage.parcel, b->offers.list[b->taken].service_id, &body, &err))
        pw_buying_refuse(b, &err);
    else if (pw_buying_allowed(b, STEP_INPUTS))
        (void)pw_buying_ask(b, STEP_INPUTS, "POST", url, pw_buf_peek(&body));
    pw_buf_finish(&body);
}

void pw_buying_take_inputs(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    pw_buf_reset(&b->inputs);
    if (m->verdict == PW_AMAZON_DONE && pw_postage_inputs_read(answer->body, &b->inputs, &err)) {
        b->step = STEP_READY;
        return;
    }
    snprintf(b->barred[b->taken], sizeof b->barred[0], "%.150s", m->verdict == PW_AMAZON_DONE ? err.text : m->words);
    pw_buf_reset(&b->inputs);
    b->step = STEP_READY;
    choose(b);
}

void pw_buying_offers_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    if (m->verdict == PW_AMAZON_DONE)
        take_offers(b, answer);
    else if (m->verdict == PW_AMAZON_REFUSED || m->verdict == PW_AMAZON_MISSING || m->verdict == PW_AMAZON_NOT_SO)
        pw_buying_settle(b, PW_PURCHASE_REFUSED, 0, m->words, answer->request_id);
    else
        pw_buying_wait_with(b, m, answer->request_id);
}
