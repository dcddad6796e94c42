#include "channel/amazon_buying.h"

#include "barcode/carriers.h"
#include "barcode/tracking.h"
#include "base/amount.h"
#include "channel/amazon_auth.h"
#include "channel/amazon_error.h"
#include "station/postage.h"
#include "station/rules.h"
#include "store/outbox.h"
#include "store/purchase.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ASK_US = 30000000,        /* for one answer */
    ANSWER_MAX = 16 << 20,    /* bytes */
    LAG_US = 60000000,        /* what was done may be read as late as that */
    SURE_US = 300000000,      /* after that, what can't be read was not done: reference amazon, 8.4 */
    UNCLEAR_US = 900000000,   /* for so long it may become clear by itself */
    EARLY_US = 60000000,      /* before its end a token is renewed */
    FORBIDDEN_US = 300000000, /* until what isn't allowed is tried again */
    BACKOFF_US = 2000000,     /* the first, doubled with each try */
    BACKOFF_MAX_US = 600000000,
    LOOK_US = 60000000, /* at most, until the store is looked at again: somebody may have asked for one */
    READING_US = 50000, /* an order is being read again */
    LABELS = 6,         /* tries to get one label */
};

static const char waits_words[] =
    "It waits: its order is held, or it isn't known yet whether the postage of another of its parcels is bought.";

enum step { NOTHING, RESTRICT, OFFERS, INPUTS, READY, BUY, KEEP, CHECK, LABEL, CANCEL, STATUS };

static const struct pw_rate rates[] = {
    /* reference amazon, 3.2 */
    [RESTRICT] = { "createRestrictedDataToken", 1000000, 10 },
    [OFFERS] = { "getEligibleShipmentServices", 6000000, 12 },
    [INPUTS] = { "getAdditionalSellerInputs", 1000000, 1 },
    [BUY] = { "createShipment", 2000000, 2 },
    [CHECK] = { "getOrder", 500000, 30 },
    [LABEL] = { "getShipment", 1000000, 1 },
    [CANCEL] = { "cancelShipment", 1000000, 1 },
    [STATUS] = { "getShipment", 1000000, 1 },
};

struct pw_buying {
    struct pw_buying_setup setup;
    const char *channel, *token; /* of this turn */
    char restricted[PW_AMAZON_TOKEN_MAX + 1];
    int64_t restricted_until_us; /* wall clock; 0: there is none */
    bool busy;
    enum step asked;            /* under way */
    enum step step;             /* of the row, to be done next */
    int failures;               /* in a row */
    int64_t not_before, due_us; /* wall clock */
    const char *printer;        /* of labels; NULL: none */
    int zpl_dpi;                /* 0: it speaks no ZPL */
    struct pw_choose_rules rules;
    /* of the parcel in hand */
    struct pw_purchase_row row; /* id 0: none */
    struct pw_postage postage;
    size_t rule, taken;
    struct pw_offers offers;
    struct pw_choose_verdict *verdicts;
    char (*barred)[160]; /* by offer: why it can't be bought; "" */
    struct pw_buf inputs;
    char none[PW_CHOOSE_WORDS];          /* why the first rule left nothing */
    struct pw_postage_shipment shipment; /* bought, and not kept yet */
    struct pw_buf file;
    char request_id[PW_WEB_HEADER];
    bool astray;               /* the store failed: what it has as under way may be nobody's */
    int64_t waits_told, plain; /* the purchase whose packer knows that it waits; whose label is taken as it comes */
};

static int64_t now_of(const struct pw_buying *b)
{
    return b->setup.amazon->clock->wall_us(b->setup.amazon->clock);
}

static struct pw_db *db_of(const struct pw_buying *b)
{
    return b->setup.amazon->db;
}

static void log_line(const struct pw_buying *b, enum pw_log_level level, const char *words)
{
    if (b->setup.amazon->log != NULL)
        pw_log(b->setup.amazon->log, level, "postage", "%s: %s", b->channel, words);
}

/* ---- the parcel in hand ---- */

static void forget_offers(struct pw_buying *b)
{
    free(b->offers.list);
    free(b->verdicts);
    free(b->barred);
    b->offers = (struct pw_offers){ 0 };
    b->verdicts = NULL;
    b->barred = NULL;
}

static void put_down(struct pw_buying *b)
{
    forget_offers(b);
    pw_postage_finish(&b->postage);
    pw_buf_reset(&b->inputs);
    memset(&b->row, 0, sizeof b->row);
    b->none[0] = '\0';
    b->step = NOTHING;
    b->due_us = 0;
}

/* What can't be written now is found by the next turn as it was before. */
static void store_failed(struct pw_buying *b, const struct pw_error *err)
{
    log_line(b, PW_LOG_ERROR, err->text);
    put_down(b);
    b->astray = true;
    b->not_before = now_of(b) + BACKOFF_US;
}

static void tell(struct pw_buying *b, const char *outcome, const char *tone, const char *title, const char *sentence)
{
    struct pw_error err = { 0 };
    const struct pw_purchase_words words = { outcome, tone, title, sentence };
    if (!pw_purchase_tell(db_of(b), &b->row, &words, b->setup.amazon->bench, now_of(b), &err))
        log_line(b, PW_LOG_WARN, err.text);
    if (b->setup.amazon->on_job != NULL)
        b->setup.amazon->on_job(b->setup.amazon->user);
}

static void settle(struct pw_buying *b, enum pw_purchase_status status, int64_t due_us, const char *said, const char *request_id)
{
    struct pw_error err = { 0 };
    const struct pw_purchase_news news = { b->row.status, status, due_us, said, request_id };
    if (!pw_purchase_settle(db_of(b), b->row.id, &news, now_of(b), &err)) {
        store_failed(b, &err);
        return;
    }
    if (pw_db_changes(db_of(b)) == 0) /* it was given up meanwhile */
        ;
    else if (status == PW_PURCHASE_REFUSED)
        tell(b, "refused", "attention", "No postage for this box", said);
    else if (status == PW_PURCHASE_UNCERTAIN)
        tell(b, "uncertain", "attention", "Nobody knows whether its postage is bought", said);
    else if (status == PW_PURCHASE_KEPT)
        tell(b, "kept", "attention", "Its label can't be cancelled", said);
    else if (status == PW_PURCHASE_CANCELLED)
        tell(b, "cancelled", "attention", "Its label is cancelled",
             said[0] == '\0' ? "The label that was bought is cancelled." : said);
    put_down(b);
}

static int64_t later(struct pw_buying *b, int64_t wait_us)
{
    int64_t us = BACKOFF_US;
    b->failures++;
    for (int i = 1; i < b->failures && us < BACKOFF_MAX_US; i++)
        us *= 2;
    us = us > BACKOFF_MAX_US ? BACKOFF_MAX_US : us;
    b->not_before = now_of(b) + (us > wait_us ? us : wait_us);
    return b->not_before;
}

/* It is tried again by itself; whoever waits for the label reads why, once. */
static void wait_with(struct pw_buying *b, const struct pw_amazon_meaning *m, const char *request_id)
{
    bool tells = b->waits_told != b->row.id && b->failures >= 1 && b->row.status == PW_PURCHASE_WANTED;
    int64_t due = later(b, m->verdict == PW_AMAZON_FORBIDDEN && m->wait_us < FORBIDDEN_US ? FORBIDDEN_US : m->wait_us);
    if (tells) {
        b->waits_told = b->row.id;
        tell(b, "waiting", "attention", "Its label must wait", m->words);
    }
    settle(b, b->row.status == PW_PURCHASE_BUYING ? PW_PURCHASE_WANTED : b->row.status, due, m->words, request_id);
}

/* ---- asking ---- */

static void on_answer(void *user, const struct pw_web_answer *answer);

static bool restricted(enum step step)
{
    return step == BUY || step == LABEL || step == CANCEL || step == STATUS;
}

static bool ask(struct pw_buying *b, enum step step, const char *method, const char *url, struct pw_bytes body)
{
    struct pw_error err = { 0 };
    struct pw_web *web = b->setup.amazon->web;
    char token[PW_AMAZON_TOKEN_MAX + 40], agent[160];
    snprintf(token, sizeof token, "x-amz-access-token: %s", restricted(step) ? b->restricted : b->token);
    snprintf(agent, sizeof agent, "user-agent: %s", b->setup.agent);
    const char *const read[] = { token, agent, "accept: application/json", NULL };
    const char *const write[] = { token, agent, "accept: application/json", "content-type: application/json", NULL };
    const struct pw_web_request request = { .method = method,
                                            .url = url,
                                            .headers = body.len > 0 ? write : read,
                                            .body = body,
                                            .timeout_us = ASK_US,
                                            .most = ANSWER_MAX };
    b->asked = step;
    b->busy = web->impl->ask(web, &request, on_answer, b, &err);
    explicit_bzero(token, sizeof token);
    if (!b->busy) {
        log_line(b, PW_LOG_ERROR, err.text);
        later(b, 0);
    }
    return b->busy;
}

/* Whether it may be asked for now; else not_before says when. */
static bool allowed(struct pw_buying *b, enum step step)
{
    struct pw_error err = { 0 };
    int64_t wait = 0;
    if (!pw_rate_take(db_of(b), b->channel, &rates[step], now_of(b), &wait, &err)) {
        store_failed(b, &err);
        return false;
    }
    if (wait > 0)
        b->not_before = now_of(b) + wait;
    return wait == 0;
}

static bool ask_restricted(struct pw_buying *b)
{
    char url[300];
    snprintf(url, sizeof url, "%s/tokens/2021-03-01/restrictedDataToken", b->setup.endpoint);
    return allowed(b, RESTRICT) && ask(b, RESTRICT, "POST", url, pw_bytes_str(pw_postage_restricted_body));
}

/* ---- offers, and the choice ---- */

/* What the configuration or the parcel lacks, nobody needs to be asked. */
static void refuse(struct pw_buying *b, const struct pw_error *err)
{
    if (err->code == PW_ERR_BAD_INPUT || err->code == PW_ERR_UNSUPPORTED || err->code == PW_ERR_TOO_BIG ||
        err->code == PW_ERR_NOT_FOUND)
        settle(b, PW_PURCHASE_REFUSED, 0, err->text, "");
    else
        store_failed(b, err);
}

static void ask_offers(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    struct pw_buf body;
    char url[300];
    pw_postage_by_rule(&b->postage, &b->rules.rule[b->rule]);
    pw_buf_init(&body, 1 << 20);
    snprintf(url, sizeof url, "%s/mfn/v0/eligibleShippingServices", b->setup.endpoint);
    if (!pw_postage_offers_body(&b->postage.parcel, &body, &err))
        refuse(b, &err);
    else if (allowed(b, OFFERS))
        (void)ask(b, OFFERS, "POST", url, pw_buf_peek(&body));
    pw_buf_finish(&body);
}

static void start_offers(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    const struct pw_amazon_setup *a = b->setup.amazon;
    bool waits;
    if (!pw_purchase_waits(a->db, b->row.id, &waits, &err)) {
        store_failed(b, &err);
        return;
    }
    if (waits) {
        settle(b, PW_PURCHASE_WANTED, now_of(b) + LAG_US, waits_words, "");
        return;
    }
    pw_postage_finish(&b->postage);
    if (!pw_postage_load(a->db, a->config, a->section, b->row.order, b->row.parcel, &b->postage, &err)) {
        refuse(b, &err);
        return;
    }
    struct pw_buf body; /* what is missing is said before any rule is held against what isn't known */
    pw_buf_init(&body, 1 << 20);
    bool whole = pw_postage_offers_body(&b->postage.parcel, &body, &err);
    pw_buf_finish(&body);
    if (!whole) {
        refuse(b, &err);
        return;
    }
    b->rule = pw_choose_rule(&b->rules, &b->postage.about, 0);
    if (b->rule == b->rules.count) {
        settle(b, PW_PURCHASE_REFUSED, 0,
               "No [choose NAME] of the configuration is for such a parcel. One without conditions, as the last,"
               " takes all the rest.",
               "");
        return;
    }
    b->step = OFFERS;
}

/* The next rule that is for the parcel; where it asks for something else, its offers must be asked for. */
static void next_rule(struct pw_buying *b)
{
    enum pw_choose_signature had = b->rules.rule[b->rule].signature;
    b->rule = pw_choose_rule(&b->rules, &b->postage.about, b->rule + 1);
    if (b->rule == b->rules.count)
        settle(b, PW_PURCHASE_REFUSED, 0, b->none, "");
    else if (b->rules.rule[b->rule].signature != had) {
        forget_offers(b);
        b->step = OFFERS;
    }
}

static void choose(struct pw_buying *b)
{
    const char *barred[PW_OFFERS_MAX];
    for (size_t i = 0; i < b->offers.count; i++)
        barred[i] = b->barred[i][0] == '\0' ? NULL : b->barred[i];
    while (b->row.id != 0 && b->step != OFFERS) {
        const struct pw_choose_rule *rule = &b->rules.rule[b->rule];
        b->taken = pw_choose(rule, &b->postage.about, &b->offers, barred, b->verdicts);
        if (b->taken < b->offers.count) {
            b->step = b->offers.list[b->taken].wants_inputs && b->inputs.len == 0 ? INPUTS : READY;
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
    forget_offers(b);
    bool ok = pw_postage_offers_read(answer->body, &b->offers, &others, &err);
    pw_buf_finish(&others);
    if (!ok) {
        snprintf(m.words, sizeof m.words, "%.300s", err.text);
        wait_with(b, &m, answer->request_id);
        return;
    }
    b->verdicts = calloc(b->offers.count + 1, sizeof *b->verdicts);
    b->barred = calloc(b->offers.count + 1, sizeof *b->barred);
    if (b->verdicts == NULL || b->barred == NULL) {
        pw_fail(&err, PW_ERR_MEMORY, 0, "no memory for offers");
        store_failed(b, &err);
        return;
    }
    b->step = READY;
    choose(b);
}

static void ask_inputs(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    struct pw_buf body;
    char url[300];
    pw_buf_init(&body, 1 << 16);
    snprintf(url, sizeof url, "%s/mfn/v0/additionalSellerInputs", b->setup.endpoint);
    if (!pw_postage_inputs_body(&b->postage.parcel, b->offers.list[b->taken].service_id, &body, &err))
        refuse(b, &err);
    else if (allowed(b, INPUTS))
        (void)ask(b, INPUTS, "POST", url, pw_buf_peek(&body));
    pw_buf_finish(&body);
}

static void take_inputs(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    pw_buf_reset(&b->inputs);
    if (m->verdict == PW_AMAZON_DONE && pw_postage_inputs_read(answer->body, &b->inputs, &err)) {
        b->step = READY;
        return;
    }
    snprintf(b->barred[b->taken], sizeof b->barred[0], "%.150s", m->verdict == PW_AMAZON_DONE ? err.text : m->words);
    pw_buf_reset(&b->inputs);
    b->step = READY;
    choose(b);
}

/* ---- the purchase ---- */

static void buy(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    struct pw_buf body;
    char url[300], why[PW_CHOOSE_WORDS];
    const struct pw_offer *o = &b->offers.list[b->taken];
    const struct pw_choose_rule *rule = &b->rules.rule[b->rule];
    bool buys = false;
    pw_choose_words(rule, &b->postage.about, &b->offers, b->verdicts, b->taken, why);
    const struct pw_purchase_choice choice = { o->carrier, o->service, o->currency, why, o->price_milli, o->is_protected };
    enum pw_label_format format = b->plain == b->row.id ? PW_LABEL_AS_IT_COMES : pw_postage_format(o->formats, b->zpl_dpi);
    pw_buf_init(&body, 1 << 20);
    snprintf(url, sizeof url, "%s/mfn/v0/shipments", b->setup.endpoint);
    if (!pw_postage_buy_body(&b->postage.parcel, o, format, pw_buf_text(&b->inputs), &body, &err))
        refuse(b, &err);
    else if (!pw_purchase_begin(db_of(b), b->row.id, &choice, now_of(b), &buys, &err))
        store_failed(b, &err);
    else if (!buys) /* the box is open again, the order is stopped, or another of its parcels' postage isn't known yet */
        settle(b, PW_PURCHASE_WANTED, now_of(b) + LAG_US, waits_words, "");
    else {
        b->row.status = PW_PURCHASE_BUYING; /* from here on it may be bought */
        if (!ask(b, BUY, "POST", url, pw_buf_peek(&body)))
            settle(b, PW_PURCHASE_WANTED, b->not_before, "", "");
    }
    pw_buf_finish(&body);
}

/* As the marketplace spells carriers. */
static const char *carrier_code(const char *name)
{
    const char *near = pw_carrier_code_valid(name) ? name : pw_carrier_code_nearest(name);
    return near == NULL ? name : near;
}

/* What was bought is kept, however often the store must be asked. */
static void keep(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    const struct pw_postage_shipment *s = &b->shipment;
    struct pw_bytes file = pw_buf_peek(&b->file);
    char number[PW_TRACKING_MAX + 1], said[300] = "", title[160], price[24], sentence[PW_CHOOSE_WORDS + 200];
    bool last = b->row.labels + 1 >= LABELS, again = b->row.status != PW_PURCHASE_BUYING;
    if (!pw_tracking_free_text(pw_bytes_str(s->tracking), number))
        snprintf(number, sizeof number, "%s", "");
    if (file.len == 0)
        snprintf(said, sizeof said, "It is bought, but its label can't be used (%s). %s", s->label_why,
                 last ? "Print it in Seller Central." : "It is fetched again.");
    else if (s->label == PW_POSTAGE_LABEL_ODD)
        log_line(b, PW_LOG_WARN, "a label is whole, but its checksum is of something else");
    const struct pw_purchase_label label = { .shipment = s->id,
                                             .tracking = number,
                                             .carrier = carrier_code(s->carrier),
                                             .service = s->service,
                                             .price_milli = s->price_milli,
                                             .file = file,
                                             .due_us = last ? PW_PURCHASE_NEVER_US : now_of(b) + (LAG_US >> (again ? 0 : 5)),
                                             .printer = b->printer,
                                             .said = said,
                                             .request_id = b->request_id };
    if (!pw_purchase_bought(db_of(b), &b->row, &label, b->setup.amazon->bench, now_of(b), &err)) {
        log_line(b, PW_LOG_ERROR, err.text);
        b->not_before = now_of(b) + BACKOFF_US;
        return;
    }
    pw_money_text(s->price_milli, s->currency, price);
    snprintf(title, sizeof title, file.len == 0 ? "Bought, and its label is missing" : "Its label prints: %.100s", s->service);
    snprintf(sentence, sizeof sentence, "%.80s of %.40s was bought for %s %s. %s", s->service, s->carrier, price, s->currency,
             said);
    if (!again || file.len > 0 || last)
        tell(b, "bought", file.len == 0 ? "attention" : "complete", title, sentence);
    pw_buf_reset(&b->file);
    put_down(b);
}

static void bought(struct pw_buying *b, const struct pw_web_answer *answer)
{
    struct pw_error err = { 0 };
    if (!pw_postage_shipment_read(answer->body, &b->shipment, &b->file, &err)) {
        settle(b, PW_PURCHASE_CHECKING, now_of(b) + LAG_US, err.text, answer->request_id);
        return;
    }
    snprintf(b->request_id, sizeof b->request_id, "%s", answer->request_id);
    b->step = KEEP;
    keep(b);
}

static void buy_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    switch (m->verdict) {
    case PW_AMAZON_DONE:
        bought(b, answer);
        return;
    case PW_AMAZON_UNKNOWN:
    case PW_AMAZON_NOT_SO:
        settle(b, PW_PURCHASE_CHECKING, now_of(b) + LAG_US, m->words, answer->request_id);
        return;
    case PW_AMAZON_MISSING:
    case PW_AMAZON_REFUSED:
        if (strcasestr(m->words, "label format") != NULL && b->plain != b->row.id) {
            b->plain = b->row.id;
            settle(b, PW_PURCHASE_WANTED, now_of(b), m->words, answer->request_id);
            return;
        }
        settle(b, PW_PURCHASE_REFUSED, 0, m->words, answer->request_id);
        return;
    case PW_AMAZON_SIGN_IN:
    case PW_AMAZON_LATER:
    case PW_AMAZON_FORBIDDEN:
        wait_with(b, m, answer->request_id);
        return;
    }
}

/* ---- what became of it ---- */

static void check(struct pw_buying *b)
{
    char url[400];
    snprintf(url, sizeof url, "%s/orders/2026-01-01/orders/%s?includedData=FULFILLMENT,PACKAGES", b->setup.endpoint,
             b->row.order_id);
    if (allowed(b, CHECK))
        (void)ask(b, CHECK, "GET", url, pw_bytes_of(NULL, 0));
}

static void known(struct pw_buying *b, enum pw_postage_known what, const char *tracking, const char *request_id)
{
    char said[400];
    int64_t since = now_of(b) - b->row.asked_us;
    if (what == PW_POSTAGE_BOUGHT) {
        snprintf(
            said, sizeof said,
            "It was bought: Amazon has a parcel with the number %s. Its label is in Seller Central alone; print it there, then"
            " \"packwright channel settle P%" PRId64 " bought %s\".",
            tracking, b->row.id, tracking);
        settle(b, PW_PURCHASE_UNCERTAIN, 0, said, request_id);
    } else if (what == PW_POSTAGE_LACKS && since >= SURE_US)
        settle(b, PW_PURCHASE_WANTED, now_of(b), "Amazon has not sold it: it is bought again", request_id);
    else if (what == PW_POSTAGE_LACKS || since < UNCLEAR_US)
        settle(b, PW_PURCHASE_CHECKING, now_of(b) + LAG_US, "Amazon doesn't say yet whether it was bought: it is looked up again",
               request_id);
    else {
        snprintf(
            said, sizeof said,
            "Amazon has this order as shipped, and not by which parcel. Look at it in Seller Central, then \"packwright channel"
            " settle P%" PRId64 " again\", or \"bought NUMBER\".",
            b->row.id);
        settle(b, PW_PURCHASE_UNCERTAIN, 0, said, request_id);
    }
}

static void check_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    enum pw_postage_known what;
    char tracking[64];
    const struct pw_amazon_setup *a = b->setup.amazon;
    if (m->verdict == PW_AMAZON_MISSING || m->verdict == PW_AMAZON_REFUSED) {
        settle(b, PW_PURCHASE_UNCERTAIN, 0, m->words, answer->request_id);
        return;
    }
    if (m->verdict != PW_AMAZON_DONE) {
        settle(b, PW_PURCHASE_CHECKING, later(b, m->wait_us), m->words, answer->request_id);
        return;
    }
    pw_postage_finish(&b->postage);
    if (!pw_postage_load(a->db, a->config, a->section, b->row.order, b->row.parcel, &b->postage, &err) &&
        err.code != PW_ERR_UNSUPPORTED)
        store_failed(b, &err);
    else if (!pw_postage_known(answer->body, b->postage.tracking, &what, tracking, &err))
        settle(b, PW_PURCHASE_CHECKING, later(b, 0), err.text, answer->request_id);
    else
        known(b, what, tracking, answer->request_id);
}

/* ---- a shipment that is known ---- */

static void ask_shipment(struct pw_buying *b, enum step step)
{
    char url[400];
    snprintf(url, sizeof url, "%s/mfn/v0/shipments/%s", b->setup.endpoint, b->row.shipment);
    if (!pw_postage_is_id(b->row.shipment)) {
        settle(b, b->row.unwanted ? PW_PURCHASE_KEPT : b->row.status, PW_PURCHASE_NEVER_US,
               "Its number at Amazon isn't known: what is to be done with it is done in Seller Central.", "");
        return;
    }
    if (!allowed(b, step))
        return;
    if (step == CANCEL && b->row.status == PW_PURCHASE_BOUGHT) { /* that it may be cancelled is known before it is */
        struct pw_error err = { 0 };
        const struct pw_purchase_news news = { PW_PURCHASE_BOUGHT, PW_PURCHASE_CANCELLING, PW_PURCHASE_NEVER_US, "", "" };
        if (!pw_purchase_settle(db_of(b), b->row.id, &news, now_of(b), &err)) {
            store_failed(b, &err);
            return;
        }
        b->row.status = PW_PURCHASE_CANCELLING;
    }
    if (!ask(b, step, step == CANCEL ? "DELETE" : "GET", url, pw_bytes_of(NULL, 0)) && step == CANCEL)
        settle(b, PW_PURCHASE_BOUGHT, b->not_before, "", "");
}

/* Of a cancelled one the label is empty. */
static void refunded(struct pw_buying *b, const struct pw_postage_shipment *s, const char *request_id)
{
    if (s->status == PW_POSTAGE_REFUND_REJECTED)
        settle(b, PW_PURCHASE_KEPT, 0,
               "Amazon gives the money for the label not back: its carrier has the parcel, or it is too late.", request_id);
    else
        settle(b, PW_PURCHASE_CANCELLED, 0, "", request_id);
}

static void shipment_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    const struct pw_postage_shipment *s = &b->shipment;
    enum step step = b->asked;
    if (m->verdict == PW_AMAZON_REFUSED || m->verdict == PW_AMAZON_MISSING) {
        settle(b, step == LABEL ? PW_PURCHASE_BOUGHT : PW_PURCHASE_KEPT, PW_PURCHASE_NEVER_US, m->words, answer->request_id);
        return;
    }
    if (m->verdict == PW_AMAZON_UNKNOWN && step == CANCEL) {
        settle(b, PW_PURCHASE_CANCELLING, now_of(b) + LAG_US, m->words, answer->request_id);
        return;
    }
    if (m->verdict != PW_AMAZON_DONE) { /* nothing was done, or nothing but reading */
        settle(b, step == CANCEL ? PW_PURCHASE_BOUGHT : b->row.status, later(b, m->wait_us), m->words, answer->request_id);
        return;
    }
    if (!pw_postage_shipment_read(answer->body, &b->shipment, &b->file, &err))
        settle(b, b->row.status, now_of(b) + LAG_US, err.text, answer->request_id);
    else if (s->status != PW_POSTAGE_PURCHASED)
        refunded(b, s, answer->request_id);
    else if (step == LABEL) {
        snprintf(b->request_id, sizeof b->request_id, "%s", answer->request_id);
        b->step = KEEP;
        keep(b);
    } else /* not cancelled yet */
        settle(b, step == CANCEL ? PW_PURCHASE_CANCELLING : PW_PURCHASE_BOUGHT, now_of(b) + LAG_US, "", answer->request_id);
}

/* ---- answers ---- */

static void restricted_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    struct pw_amazon_meaning later_m = *m;
    int64_t seconds;
    if (m->verdict == PW_AMAZON_DONE && pw_amazon_restricted_read(answer->body, b->restricted, &seconds, &err)) {
        b->restricted_until_us = now_of(b) + seconds * 1000000;
        return;
    }
    b->restricted_until_us = 0;
    if (m->verdict == PW_AMAZON_DONE)
        snprintf(later_m.words, sizeof later_m.words, "%.300s", err.text);
    if (m->verdict == PW_AMAZON_REFUSED)
        later_m.wait_us = FORBIDDEN_US;
    wait_with(b, &later_m, answer->request_id);
}

static void offers_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    if (m->verdict == PW_AMAZON_DONE)
        take_offers(b, answer);
    else if (m->verdict == PW_AMAZON_REFUSED || m->verdict == PW_AMAZON_MISSING || m->verdict == PW_AMAZON_NOT_SO)
        settle(b, PW_PURCHASE_REFUSED, 0, m->words, answer->request_id);
    else
        wait_with(b, m, answer->request_id);
}

static void dispatch(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    switch (b->asked) {
    case RESTRICT:
        restricted_answered(b, answer, m);
        return;
    case OFFERS:
        offers_answered(b, answer, m);
        return;
    case INPUTS:
        if (m->verdict == PW_AMAZON_DONE || m->verdict == PW_AMAZON_REFUSED || m->verdict == PW_AMAZON_MISSING)
            take_inputs(b, answer, m);
        else
            wait_with(b, m, answer->request_id);
        return;
    case BUY:
        buy_answered(b, answer, m);
        return;
    case CHECK:
        check_answered(b, answer, m);
        return;
    case LABEL:
    case CANCEL:
    case STATUS:
        shipment_answered(b, answer, m);
        return;
    case NOTHING:
    case READY:
    case KEEP:
        return;
    }
}

static void on_answer(void *user, const struct pw_web_answer *answer)
{
    struct pw_buying *b = user;
    struct pw_amazon_meaning m;
    struct pw_error err = { 0 };
    int64_t told = (int64_t)(answer->rate_limit * 1e6);
    pw_amazon_meaning_of(answer, &m);
    b->busy = false;
    if ((answer->status == 429 || told > 0) &&
        !pw_rate_told(db_of(b), b->channel, &rates[b->asked], answer->status == 429 ? 0 : told, now_of(b), &err))
        log_line(b, PW_LOG_WARN, err.text);
    if (m.verdict == PW_AMAZON_SIGN_IN || m.verdict == PW_AMAZON_FORBIDDEN) {
        if (restricted(b->asked))
            b->restricted_until_us = 0;
        else if (m.verdict == PW_AMAZON_SIGN_IN)
            b->setup.expired(b->setup.user);
    }
    if (m.verdict == PW_AMAZON_DONE)
        b->failures = 0;
    dispatch(b, answer, &m);
    b->setup.amazon->on_changed(b->setup.amazon->user);
    b->setup.amazon->on_due(b->setup.amazon->user);
}

/* ---- the whole ---- */

static void find_printer(struct pw_buying *b)
{
    const struct pw_config *config = b->setup.amazon->config;
    const struct pw_section *s;
    for (size_t i = 0; b->printer == NULL && (s = pw_config_nth(config, "printer", i)) != NULL; i++) {
        if (!pw_printer_prints(config, s, PW_DOC_LABEL))
            continue;
        b->printer = s->name;
        int64_t dpi = pw_section_int(s, "dpi", 203);
        if (strcmp(pw_section_get(s, "language"), "zpl") == 0)
            b->zpl_dpi = dpi == 203 ? 203 : dpi == 300 || dpi == 305 ? 300 : 0;
    }
}

bool pw_buying_create(const struct pw_buying_setup *setup, struct pw_buying **ret, struct pw_error *err)
{
    struct pw_buying *b = calloc(1, sizeof *b);
    if (b == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory to buy postage");
    b->setup = *setup;
    b->channel = setup->amazon->section->name;
    pw_buf_init(&b->inputs, 1 << 16);
    pw_buf_init(&b->file, PW_LABEL_MAX);
    find_printer(b);
    if (pw_choose_rules_read(setup->amazon->config, &b->rules, err) &&
        pw_purchase_recover(db_of(b), b->channel, setup->amazon->bench, now_of(b) + LAG_US, err)) {
        *ret = b;
        return true;
    }
    pw_buying_destroy(b);
    return false;
}

void pw_buying_destroy(struct pw_buying *b)
{
    if (b == NULL)
        return;
    put_down(b);
    pw_buf_finish(&b->inputs);
    pw_buf_finish(&b->file);
    explicit_bzero(b->restricted, sizeof b->restricted);
    free(b);
}

static enum step first_step(const struct pw_purchase_row *row)
{
    switch (row->status) {
    case PW_PURCHASE_CHECKING:
        return CHECK;
    case PW_PURCHASE_BOUGHT:
        return row->unwanted ? CANCEL : LABEL;
    case PW_PURCHASE_CANCELLING:
        return STATUS;
    default:
        return NOTHING; /* wanted: first the parcel is loaded */
    }
}

static void take_row(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    if (b->due_us > now_of(b))
        return;
    if (b->astray && !pw_purchase_recover(db_of(b), b->channel, b->setup.amazon->bench, now_of(b) + LAG_US, &err)) {
        store_failed(b, &err);
        return;
    }
    b->astray = false;
    if (!pw_purchase_next(db_of(b), b->channel, b->setup.amazon->bench, now_of(b), &b->row, &b->due_us, &err)) {
        store_failed(b, &err);
        return;
    }
    if (b->row.id == 0) {
        if (b->due_us > now_of(b) + LOOK_US)
            b->due_us = now_of(b) + LOOK_US;
        return;
    }
    b->step = first_step(&b->row);
    if (b->step == NOTHING)
        start_offers(b);
}

static void do_step(struct pw_buying *b)
{
    if ((restricted(b->step) || b->step == READY) && b->restricted_until_us - EARLY_US <= now_of(b)) {
        (void)ask_restricted(b);
        return;
    }
    switch (b->step) {
    case OFFERS:
        ask_offers(b);
        return;
    case INPUTS:
        ask_inputs(b);
        return;
    case READY:
        if (b->setup.reading(b->setup.user, b->row.order_id))
            b->not_before = now_of(b) + READING_US;
        else if (allowed(b, BUY))
            buy(b);
        return;
    case KEEP:
        keep(b);
        return;
    case CHECK:
        check(b);
        return;
    case LABEL:
    case CANCEL:
    case STATUS:
        ask_shipment(b, b->step);
        return;
    case NOTHING:
    case RESTRICT:
    case BUY:
        return;
    }
}

int64_t pw_buying_turn(struct pw_buying *b, const char *token)
{
    b->token = token;
    /* Each pass asks, waits, or ends with a purchase that isn't due any more. */
    for (int i = 0; i < 20 && !b->busy && b->not_before <= now_of(b); i++) {
        if (b->row.id == 0)
            take_row(b);
        if (b->row.id == 0)
            break;
        do_step(b);
    }
    b->token = NULL;
    int64_t due = b->row.id != 0 ? now_of(b) : b->due_us;
    return b->busy ? INT64_MAX : due > b->not_before ? due : b->not_before;
}

void pw_buying_look(struct pw_buying *b)
{
    if (b != NULL && b->row.id == 0)
        b->due_us = 0;
}
