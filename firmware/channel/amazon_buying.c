#include "channel/amazon_buying.h"

#include "channel/amazon_buying_parts.h"
#include "station/rules.h"
#include "store/outbox.h"

#include <stdio.h>
#include <stdlib.h>

/* All of Shipping v2. */
static const struct pw_rate shipping_rate = { "shipping-v2", 80000000, 100 };

static const struct pw_rate rates[] = {
    /* reference amazon, 3.2 */
    [STEP_RESTRICT] = { "createRestrictedDataToken", 1000000, 10 },
    [STEP_OFFERS] = { "getEligibleShipmentServices", 6000000, 12 },
    [STEP_INPUTS] = { "getAdditionalSellerInputs", 1000000, 1 },
    [STEP_BUY] = { "createShipment", 2000000, 2 },
    [STEP_CHECK] = { "getOrder", 500000, 30 },
    [STEP_LABEL] = { "getShipment", 1000000, 1 },
    [STEP_CANCEL] = { "cancelShipment", 1000000, 1 },
    [STEP_STATUS] = { "getShipment", 1000000, 1 },
};

static const struct pw_rate *rate_of(const struct pw_buying *b, enum pw_buying_step step)
{
    return b->place != NULL && step != STEP_CHECK ? &shipping_rate : &rates[step];
}

int64_t pw_buying_now(const struct pw_buying *b)
{
    return b->setup.amazon->clock->wall_us(b->setup.amazon->clock);
}

struct pw_db *pw_buying_db(const struct pw_buying *b)
{
    return b->setup.amazon->db;
}

void pw_buying_log(const struct pw_buying *b, enum pw_log_level level, const char *words)
{
    if (b->setup.amazon->log != NULL)
        pw_log(b->setup.amazon->log, level, "postage", "%s: %s", b->channel, words);
}

/* ---- the parcel in hand ---- */

void pw_buying_forget_offers(struct pw_buying *b)
{
    free(b->offers.list);
    free(b->verdicts);
    free(b->barred);
    b->offers = (struct pw_offers){ 0 };
    b->verdicts = NULL;
    b->barred = NULL;
}

void pw_buying_put_down(struct pw_buying *b)
{
    pw_buying_forget_offers(b);
    pw_postage_finish(&b->postage);
    pw_buf_reset(&b->inputs);
    memset(&b->row, 0, sizeof b->row);
    b->none[0] = '\0';
    b->step = STEP_NOTHING;
    b->due_us = 0;
}

/* What can't be written now is found by the next turn as it was before. */
void pw_buying_store_failed(struct pw_buying *b, const struct pw_error *err)
{
    pw_buying_log(b, PW_LOG_ERROR, err->text);
    pw_buying_put_down(b);
    b->astray = true;
    b->not_before = pw_buying_now(b) + BACKOFF_US;
}

void pw_buying_tell(struct pw_buying *b, const char *outcome, const char *tone, const char *title, const char *sentence)
{
    struct pw_error err = { 0 };
    const struct pw_purchase_words words = { outcome, tone, title, sentence };
    if (!pw_purchase_tell(pw_buying_db(b), &b->row, &words, b->setup.amazon->bench, pw_buying_now(b), &err))
        pw_buying_log(b, PW_LOG_WARN, err.text);
    if (b->setup.amazon->on_job != NULL)
        b->setup.amazon->on_job(b->setup.amazon->user);
}

void pw_buying_settle(struct pw_buying *b, enum pw_purchase_status status, int64_t due_us, const char *said,
                      const char *request_id)
{
    struct pw_error err = { 0 };
    const struct pw_purchase_news news = { b->row.status, status, due_us, said, request_id };
    if (!pw_purchase_settle(pw_buying_db(b), b->row.id, &news, pw_buying_now(b), &err)) {
        pw_buying_store_failed(b, &err);
        return;
    }
    if (pw_db_changes(pw_buying_db(b)) == 0) /* it was given up meanwhile */
        ;
    else if (status == PW_PURCHASE_REFUSED)
        pw_buying_tell(b, "refused", "attention", "No postage for this box", said);
    else if (status == PW_PURCHASE_UNCERTAIN)
        pw_buying_tell(b, "uncertain", "attention", "Nobody knows whether its postage is bought", said);
    else if (status == PW_PURCHASE_KEPT)
        pw_buying_tell(b, "kept", "attention", "Its label can't be cancelled", said);
    else if (status == PW_PURCHASE_CANCELLED)
        pw_buying_tell(b, "cancelled", "attention", "Its label is cancelled",
                       said[0] == '\0' ? "The label that was bought is cancelled." : said);
    pw_buying_put_down(b);
}

int64_t pw_buying_later(struct pw_buying *b, int64_t wait_us)
{
    int64_t us = BACKOFF_US;
    b->failures++;
    for (int i = 1; i < b->failures && us < BACKOFF_MAX_US; i++)
        us *= 2;
    us = us > BACKOFF_MAX_US ? BACKOFF_MAX_US : us;
    b->not_before = pw_buying_now(b) + (us > wait_us ? us : wait_us);
    return b->not_before;
}

/* It is tried again by itself; whoever waits for the label reads why, once. */
void pw_buying_wait_with(struct pw_buying *b, const struct pw_amazon_meaning *m, const char *request_id)
{
    bool tells = b->waits_told != b->row.id && b->failures >= 1 && b->row.status == PW_PURCHASE_WANTED;
    int64_t due = pw_buying_later(b, m->verdict == PW_AMAZON_FORBIDDEN && m->wait_us < FORBIDDEN_US ? FORBIDDEN_US : m->wait_us);
    if (tells) {
        b->waits_told = b->row.id;
        pw_buying_tell(b, "waiting", "attention", "Its label must wait", m->words);
    }
    pw_buying_settle(b, b->row.status == PW_PURCHASE_BUYING ? PW_PURCHASE_WANTED : b->row.status, due, m->words, request_id);
}

/* ---- asking ---- */

static void on_answer(void *user, const struct pw_web_answer *answer);

static bool restricted(const struct pw_buying *b, enum pw_buying_step step)
{
    if (b->place != NULL)
        return false;
    return step == STEP_BUY || step == STEP_LABEL || step == STEP_CANCEL || step == STEP_STATUS;
}

bool pw_buying_ask(struct pw_buying *b, enum pw_buying_step step, const char *method, const char *url, struct pw_bytes body)
{
    struct pw_error err = { 0 };
    struct pw_web *web = b->setup.amazon->web;
    char token[PW_AMAZON_TOKEN_MAX + 40], agent[160];
    snprintf(token, sizeof token, "x-amz-access-token: %s", restricted(b, step) ? b->restricted : b->token);
    snprintf(agent, sizeof agent, "user-agent: %s", b->setup.agent);
    const char *headers[7] = { token, agent, "accept: application/json" };
    char business[80], key[80];
    size_t n = 3;
    if (body.len > 0)
        headers[n++] = "content-type: application/json";
    if (b->place != NULL && step != STEP_CHECK) {
        snprintf(business, sizeof business, "x-amzn-shipping-business-id: %s", b->place->business);
        headers[n++] = business;
    }
    if (b->place != NULL && (step == STEP_BUY || step == STEP_AGAIN)) {
        snprintf(key, sizeof key, "x-amzn-IdempotencyKey: %s", b->row.request_key);
        headers[n++] = key;
    }
    const struct pw_web_request request = {
        .method = method, .url = url, .headers = headers, .body = body, .timeout_us = ASK_US, .most = ANSWER_MAX
    };
    b->asked = step;
    b->busy = web->impl->ask(web, &request, on_answer, b, &err);
    explicit_bzero(token, sizeof token);
    if (!b->busy) {
        pw_buying_log(b, PW_LOG_ERROR, err.text);
        pw_buying_later(b, 0);
    }
    return b->busy;
}

/* Whether it may be asked for now; else not_before says when. */
bool pw_buying_allowed(struct pw_buying *b, enum pw_buying_step step)
{
    struct pw_error err = { 0 };
    int64_t wait = 0;
    if (!pw_rate_take(pw_buying_db(b), b->channel, rate_of(b, step), pw_buying_now(b), &wait, &err)) {
        pw_buying_store_failed(b, &err);
        return false;
    }
    if (wait > 0)
        b->not_before = pw_buying_now(b) + wait;
    return wait == 0;
}

static bool ask_restricted(struct pw_buying *b)
{
    char url[300];
    snprintf(url, sizeof url, "%s/tokens/2021-03-01/restrictedDataToken", b->setup.endpoint);
    return pw_buying_allowed(b, STEP_RESTRICT) &&
           pw_buying_ask(b, STEP_RESTRICT, "POST", url, pw_bytes_str(pw_postage_restricted_body));
}

/* ---- answers ---- */

static void restricted_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    struct pw_amazon_meaning later_m = *m;
    int64_t seconds;
    if (m->verdict == PW_AMAZON_DONE && pw_amazon_restricted_read(answer->body, b->restricted, &seconds, &err)) {
        b->restricted_until_us = pw_buying_now(b) + seconds * 1000000;
        return;
    }
    b->restricted_until_us = 0;
    if (m->verdict == PW_AMAZON_DONE)
        snprintf(later_m.words, sizeof later_m.words, "%.300s", err.text);
    if (m->verdict == PW_AMAZON_REFUSED)
        later_m.wait_us = FORBIDDEN_US;
    pw_buying_wait_with(b, &later_m, answer->request_id);
}

static void dispatch(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    switch (b->asked) {
    case STEP_RESTRICT:
        restricted_answered(b, answer, m);
        return;
    case STEP_OFFERS:
        pw_buying_offers_answered(b, answer, m);
        return;
    case STEP_INPUTS:
        if (m->verdict == PW_AMAZON_DONE || m->verdict == PW_AMAZON_REFUSED || m->verdict == PW_AMAZON_MISSING)
            pw_buying_take_inputs(b, answer, m);
        else
            pw_buying_wait_with(b, m, answer->request_id);
        return;
    case STEP_BUY:
        pw_buying_buy_answered(b, answer, m);
        return;
    case STEP_AGAIN:
        pw_buying_again_answered(b, answer, m);
        return;
    case STEP_CHECK:
        pw_buying_check_answered(b, answer, m);
        return;
    case STEP_LABEL:
    case STEP_CANCEL:
    case STEP_STATUS:
        pw_buying_shipment_answered(b, answer, m);
        return;
    case STEP_NOTHING:
    case STEP_READY:
    case STEP_KEEP:
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
    if ((answer->status == 429 || told > 0) && !pw_rate_told(pw_buying_db(b), b->channel, rate_of(b, b->asked),
                                                             answer->status == 429 ? 0 : told, pw_buying_now(b), &err))
        pw_buying_log(b, PW_LOG_WARN, err.text);
    if (m.verdict == PW_AMAZON_SIGN_IN || m.verdict == PW_AMAZON_FORBIDDEN) {
        if (restricted(b, b->asked))
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
    pw_buf_init(&b->rates, ANSWER_MAX);
    find_printer(b);
    if (pw_shipping_place_of(setup->amazon->section, &b->place, err) &&
        pw_choose_rules_read(setup->amazon->config, &b->rules, err) &&
        pw_purchase_recover(pw_buying_db(b), b->channel, setup->amazon->bench, pw_buying_now(b) + LAG_US, err)) {
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
    pw_buying_put_down(b);
    pw_buf_finish(&b->inputs);
    pw_buf_finish(&b->file);
    pw_buf_finish(&b->rates);
    explicit_bzero(b->restricted, sizeof b->restricted);
    free(b);
}

static enum pw_buying_step first_step(const struct pw_purchase_row *row, int64_t now_us)
{
    switch (row->status) {
    case PW_PURCHASE_CHECKING:
        return row->repeats && now_us - row->asked_us < REPEAT_US ? STEP_AGAIN : STEP_CHECK;
    case PW_PURCHASE_BOUGHT:
        return row->unwanted ? STEP_CANCEL : STEP_LABEL;
    case PW_PURCHASE_CANCELLING:
        return STEP_STATUS;
    default:
        return STEP_NOTHING; /* wanted: first the parcel is loaded */
    }
}

static void take_row(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    if (b->due_us > pw_buying_now(b))
        return;
    if (b->astray && !pw_purchase_recover(pw_buying_db(b), b->channel, b->setup.amazon->bench, pw_buying_now(b) + LAG_US, &err)) {
        pw_buying_store_failed(b, &err);
        return;
    }
    b->astray = false;
    if (!pw_purchase_next(pw_buying_db(b), b->channel, b->setup.amazon->bench, pw_buying_now(b), &b->row, &b->due_us, &err)) {
        pw_buying_store_failed(b, &err);
        return;
    }
    if (b->row.id == 0) {
        if (b->due_us > pw_buying_now(b) + LOOK_US)
            b->due_us = pw_buying_now(b) + LOOK_US;
        return;
    }
    b->step = first_step(&b->row, pw_buying_now(b));
    if (b->step == STEP_NOTHING)
        pw_buying_start_offers(b);
}

static void do_step(struct pw_buying *b)
{
    if ((restricted(b, b->step) || (b->step == STEP_READY && b->place == NULL)) &&
        b->restricted_until_us - EARLY_US <= pw_buying_now(b)) {
        (void)ask_restricted(b);
        return;
    }
    switch (b->step) {
    case STEP_OFFERS:
        pw_buying_ask_offers(b);
        return;
    case STEP_INPUTS:
        pw_buying_ask_inputs(b);
        return;
    case STEP_READY:
        b->reads = b->setup.reading(b->setup.user, b->row.order_id); /* its answer brings the next turn, or time does */
        if (b->reads)
            return;
        if (pw_buying_allowed(b, STEP_BUY))
            pw_buying_buy(b);
        return;
    case STEP_KEEP:
        pw_buying_keep(b);
        return;
    case STEP_AGAIN:
        pw_buying_again(b);
        return;
    case STEP_CHECK:
        pw_buying_check(b);
        return;
    case STEP_LABEL:
    case STEP_CANCEL:
    case STEP_STATUS:
        pw_buying_ask_shipment(b, b->step);
        return;
    case STEP_NOTHING:
    case STEP_RESTRICT:
    case STEP_BUY:
        return;
    }
}

int64_t pw_buying_turn(struct pw_buying *b, const char *token)
{
    b->token = token;
    b->reads = false;
    /* Each pass asks, waits, or ends with a purchase that isn't due any more. */
    for (int i = 0; i < 20 && !b->busy && !b->reads && b->not_before <= pw_buying_now(b); i++) {
        if (b->row.id == 0)
            take_row(b);
        if (b->row.id == 0)
            break;
        do_step(b);
    }
    b->token = NULL;
    int64_t due = b->reads ? pw_buying_now(b) + READING_US : b->row.id != 0 ? pw_buying_now(b) : b->due_us;
    return b->busy ? INT64_MAX : due > b->not_before ? due : b->not_before;
}

void pw_buying_look(struct pw_buying *b)
{
    if (b != NULL && b->row.id == 0)
        b->due_us = 0;
}
