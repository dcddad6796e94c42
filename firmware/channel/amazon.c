#include "channel/amazon.h"

#include "channel/amazon_auth.h"
#include "channel/amazon_buying.h"
#include "channel/amazon_confirm.h"
#include "channel/amazon_error.h"
#include "channel/amazon_keys.h"
#include "channel/amazon_orders.h"
#include "store/elsewhere.h"
#include "store/import_file.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ASK_US = 30000000,        /* for one answer */
    ANSWER_MAX = 16 << 20,    /* bytes: a page of a hundred orders has 1 MB at most */
    LAG_US = 60000000,        /* what was written may be read as late as that */
    EARLY_US = 60000000,      /* before its end an access token is renewed */
    FORBIDDEN_US = 300000000, /* until credentials that aren't taken are tried again */
    BACKOFF_US = 2000000,     /* the first, doubled with each try */
    BACKOFF_MAX_US = 600000000,
    OUTBOX_US = 300000000,  /* at most, until the outbox is looked at again */
    OVERLAP_US = 120000000, /* looked at twice, so that nothing is missed */
    FIRST_DAYS = 30,        /* that are looked back at first */
};

enum question { SIGN_IN, ORDERS, CONFIRM, REREAD, QUESTIONS };
enum { REREADS = 8, ORDER_ID = 40 };

static const struct pw_rate rates[] = {
    /* reference amazon, 3.2 */
    [ORDERS] = { "searchOrders", 5600, 20 },
    [CONFIRM] = { "confirmShipment", 2000000, 10 },
};
static const struct pw_rate read_rate = { "getOrder", 500000, 30 };

struct under_way {
    struct pw_amazon *amazon;
    enum question question;
    bool busy;
    int failures;       /* in a row */
    int64_t not_before; /* wall clock */
};

struct pw_amazon {
    struct pw_amazon_setup setup;
    struct pw_amazon_credentials credentials;
    const char *channel;
    char marketplaces[200]; /* by comma */
    char endpoint[200], sign_in[200], agent[120], token[PW_AMAZON_TOKEN_MAX + 1];
    int64_t token_until_us; /* wall clock; 0: there is none */
    struct under_way asked[QUESTIONS];
    struct pw_outbox_row row;  /* being sent or looked up; id 0: none */
    struct pw_buf next;        /* the token of the page that comes next */
    char since[40], bound[40]; /* of the search under way; its answer's own bound */
    int64_t poll_us, poll_due_us, polled_us, outbox_due_us;
    char rereads[REREADS][ORDER_ID]; /* orders to be read again, the first first */
    int reread_count;
    struct pw_buying *buying; /* NULL: no postage is bought */
    bool trouble;
    char words[400];
};

static int64_t now_of(const struct pw_amazon *a)
{
    return a->setup.clock->wall_us(a->setup.clock);
}

/* What the channel says of itself; "" when all is well. */
static void say(struct pw_amazon *a, const char *words)
{
    if (strcmp(a->words, words) == 0)
        return;
    snprintf(a->words, sizeof a->words, "%s", words);
    a->trouble = words[0] != '\0';
    if (a->setup.log != NULL)
        pw_log(a->setup.log, a->trouble ? PW_LOG_WARN : PW_LOG_INFO, "channel", "%s: %s", a->channel,
               a->trouble ? a->words : "Amazon answers again");
    a->setup.on_changed(a->setup.user);
}

static int64_t backoff(const struct under_way *u, int64_t wait_us)
{
    int64_t us = BACKOFF_US;
    for (int i = 1; i < u->failures && us < BACKOFF_MAX_US; i++)
        us *= 2;
    us = us > BACKOFF_MAX_US ? BACKOFF_MAX_US : us;
    return us > wait_us ? us : wait_us;
}

/* A question failed and will be asked again. */
static void later(struct pw_amazon *a, enum question q, int64_t wait_us)
{
    struct under_way *u = &a->asked[q];
    u->failures++;
    u->not_before = now_of(a) + backoff(u, wait_us);
}

static void store_failed(struct pw_amazon *a, enum question q, const struct pw_error *err)
{
    char words[400];
    snprintf(words, sizeof words, "The store can't take what Amazon says: %.300s", err->text);
    say(a, words);
    later(a, q, 0);
}

/* ---- asking ---- */

static void on_answer(void *user, const struct pw_web_answer *answer);

static bool ask(struct pw_amazon *a, enum question q, const char *method, const char *url, struct pw_bytes body)
{
    struct under_way *u = &a->asked[q];
    struct pw_error err = { 0 };
    char token[PW_AMAZON_TOKEN_MAX + 40], agent[160];
    snprintf(token, sizeof token, "x-amz-access-token: %s", a->token);
    snprintf(agent, sizeof agent, "user-agent: %s", a->agent);
    const char *const form[] = { "content-type: application/x-www-form-urlencoded;charset=UTF-8", agent, NULL };
    const char *const read[] = { token, agent, "accept: application/json", NULL };
    const char *const write[] = { token, agent, "accept: application/json", "content-type: application/json", NULL };
    const struct pw_web_request request = {
        .method = method,
        .url = url,
        .headers = q == SIGN_IN   ? form
                   : body.len > 0 ? write
                                  : read,
        .body = body,
        .timeout_us = ASK_US,
        .most = ANSWER_MAX,
    };
    u->busy = a->setup.web->impl->ask(a->setup.web, &request, on_answer, u, &err);
    explicit_bzero(token, sizeof token);
    if (!u->busy)
        store_failed(a, q, &err);
    return u->busy;
}

static void sign_in(struct pw_amazon *a)
{
    struct pw_buf form;
    pw_buf_init(&form, 16384);
    pw_amazon_token_form(&a->credentials, &form);
    if (!form.failed)
        ask(a, SIGN_IN, "POST", a->sign_in, pw_buf_peek(&form));
    if (form.data != NULL)
        explicit_bzero(form.data, form.cap);
    pw_buf_finish(&form);
}

/* Whether an operation may be asked for now; else when. */
static bool allowed(struct pw_amazon *a, enum question q, const struct pw_rate *rate)
{
    struct pw_error err = { 0 };
    int64_t wait = 0;
    if (!pw_rate_take(a->setup.db, a->channel, rate, now_of(a), &wait, &err)) {
        store_failed(a, q, &err);
        return false;
    }
    if (wait > 0)
        a->asked[q].not_before = now_of(a) + wait;
    return wait == 0;
}

/* ---- orders ---- */

static bool load_since(struct pw_amazon *a, struct pw_error *err)
{
    char first[21];
    if (!pw_channel_state_get(a->setup.db, a->channel, "orders-since", a->since, sizeof a->since, err))
        return false;
    if (a->since[0] != '\0')
        return true;
    pw_time_format(now_of(a) - INT64_C(86400000000) * FIRST_DAYS, first);
    snprintf(a->since, sizeof a->since, "%s", first);
    return true;
}

static void ask_orders(struct pw_amazon *a)
{
    struct pw_buf url;
    struct pw_error err = { 0 };
    if (a->next.len == 0 && !load_since(a, &err)) {
        store_failed(a, ORDERS, &err);
        return;
    }
    if (!allowed(a, ORDERS, &rates[ORDERS]))
        return;
    pw_buf_init(&url, 16384);
    pw_buf_printf(&url, "%s/orders/2026-01-01/orders?lastUpdatedAfter=", a->endpoint);
    pw_amazon_put_encoded(&url, a->since, "");
    pw_buf_puts(&url, "&marketplaceIds=");
    pw_amazon_put_encoded(&url, a->marketplaces, ",");
    pw_buf_puts(&url, "&fulfilledBy=MERCHANT&maxResultsPerPage=100&includedData=" PW_AMAZON_INCLUDED);
    if (a->next.len > 0) {
        pw_buf_puts(&url, "&paginationToken=");
        pw_amazon_put_encoded(&url, pw_buf_text(&a->next), "");
    }
    if (!url.failed)
        ask(a, ORDERS, "GET", pw_buf_text(&url), pw_bytes_of(NULL, 0));
    pw_buf_finish(&url);
}

static void on_order(void *user, const char *order_id, enum pw_amazon_fate fate)
{
    struct pw_amazon *a = user;
    struct pw_error err = { 0 };
    bool held = false;
    if (fate == PW_AMAZON_ORDER_SHIPPED) {
        if (!pw_order_shipped_elsewhere(a->setup.db, a->channel, order_id, a->setup.bench, now_of(a), &held, &err))
            store_failed(a, ORDERS, &err);
        if (held)
            a->setup.on_changed(a->setup.user);
        return;
    }
    if (fate == PW_AMAZON_ORDER_BAD && a->setup.log != NULL)
        pw_log(a->setup.log, PW_LOG_WARN, "channel", "%s: order %.40s came without a number, a status or items", a->channel,
               order_id);
}

static void on_refusal(void *user, const char *file, const struct pw_line_refusal *refusal)
{
    struct pw_amazon *a = user;
    (void)file;
    if (a->setup.log != NULL)
        pw_log(a->setup.log, PW_LOG_WARN, "channel", "%s: order %.40s isn't taken: %s %s", a->channel, refusal->order_id,
               refusal->column, refusal->reason);
}

/* The next search begins where this one ended, and a little before. */
static bool advance(struct pw_amazon *a, struct pw_error *err)
{
    int64_t end;
    char from[21];
    if (!pw_time_parse(a->bound, &end))
        end = now_of(a) - OVERLAP_US;
    pw_time_format(end - OVERLAP_US, from);
    a->polled_us = now_of(a);
    a->poll_due_us = a->polled_us + a->poll_us;
    return pw_channel_state_put(a->setup.db, a->channel, "orders-since", from, err);
}

/* Orders of an answer into the store; ret_page is NULL for one order alone. */
static bool import_orders(struct pw_amazon *a, struct pw_bytes body, struct pw_amazon_page *ret_page, bool *ret_changed,
                          struct pw_error *err)
{
    struct pw_buf lines;
    struct pw_amazon_page page;
    struct pw_file_result result = { .kind = "" };
    const struct pw_file_import import = { .db = a->setup.db,
                                           .config = a->setup.config,
                                           .channel = a->channel,
                                           .bench = a->setup.bench,
                                           .now_us = now_of(a),
                                           .on_refusal = on_refusal,
                                           .user = a };
    pw_buf_init(&lines, ANSWER_MAX);
    bool ok = pw_amazon_orders_read(body, &lines, on_order, a, &page, err) &&
              pw_import_lines(&import, a->channel, &pw_amazon_api_format, pw_buf_peek(&lines), &result, err);
    *ret_changed = ok && result.counts.fresh + result.counts.changed > 0;
    if (ret_page != NULL)
        *ret_page = page;
    else
        pw_buf_finish(&page.next);
    pw_buf_finish(&lines);
    return ok;
}

static bool take_orders(struct pw_amazon *a, struct pw_bytes body, struct pw_error *err)
{
    struct pw_amazon_page page;
    bool changed, ok = import_orders(a, body, &page, &changed, err);
    if (ok && a->next.len == 0) /* the first page's bound: what changes while the others are read comes again */
        snprintf(a->bound, sizeof a->bound, "%s", page.updated_before);
    if (ok) {
        pw_buf_reset(&a->next);
        pw_buf_put(&a->next, page.next.data, page.next.len);
        ok = a->next.len > 0 || advance(a, err);
    }
    pw_buf_finish(&page.next);
    if (ok && changed)
        a->setup.on_changed(a->setup.user);
    return ok;
}

static void orders_answered(struct pw_amazon *a, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    if (m->verdict != PW_AMAZON_DONE) {      /* reading is asked again, whatever became of it */
        if (m->verdict == PW_AMAZON_REFUSED) /* a page's token is valid for a day */
            pw_buf_reset(&a->next);
        later(a, ORDERS, m->wait_us);
        say(a, m->words);
        return;
    }
    if (!take_orders(a, answer->body, &err)) {
        pw_buf_reset(&a->next);
        store_failed(a, ORDERS, &err);
        return;
    }
    a->asked[ORDERS].failures = 0;
    say(a, "");
}

/* ---- an order that somebody packs ---- */

static void next_reread(struct pw_amazon *a)
{
    char url[400];
    if (!allowed(a, REREAD, &read_rate))
        return;
    snprintf(url, sizeof url, "%s/orders/2026-01-01/orders/%s?includedData=" PW_AMAZON_INCLUDED, a->endpoint, a->rereads[0]);
    memmove(a->rereads, a->rereads + 1, sizeof a->rereads - sizeof a->rereads[0]);
    a->reread_count--;
    ask(a, REREAD, "GET", url, pw_bytes_of(NULL, 0));
}

/* What can't be read now comes with the next search. */
static void reread_answered(struct pw_amazon *a, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    bool changed = false;
    if (m->verdict == PW_AMAZON_DONE && !import_orders(a, answer->body, NULL, &changed, &err))
        store_failed(a, REREAD, &err);
    if (changed)
        a->setup.on_changed(a->setup.user);
}

/* ---- confirmations ---- */

static void settle(struct pw_amazon *a, enum pw_outbox_status status, int64_t due_us, const char *said, const char *request_id)
{
    struct pw_error err = { 0 };
    const struct pw_outbox_news news = { status, due_us, said, request_id };
    if (!pw_outbox_settle(a->setup.db, a->row.id, &news, now_of(a), &err))
        store_failed(a, CONFIRM, &err); /* it stays as it was taken, and is looked up later */
    free(a->row.payload);
    memset(&a->row, 0, sizeof a->row);
    a->outbox_due_us = 0;
    a->setup.on_changed(a->setup.user);
}

static void send_confirmation(struct pw_amazon *a)
{
    struct pw_buf url, body;
    struct pw_error err = { 0 };
    const char *marketplace = a->row.marketplace;
    char first[32];
    snprintf(first, sizeof first, "%.*s", (int)strcspn(a->marketplaces, ", "), a->marketplaces);
    pw_buf_init(&url, 1000);
    pw_buf_init(&body, 1 << 20);
    pw_buf_printf(&url, "%s/orders/v0/orders/%s/shipmentConfirmation", a->endpoint, a->row.order_id);
    if (!pw_amazon_confirm_body(a->row.payload, marketplace[0] == '\0' ? first : marketplace, a->row.package, &body, &err))
        settle(a, err.code == PW_ERR_BAD_INPUT ? PW_OUTBOX_REFUSED : PW_OUTBOX_WAITING, now_of(a) + BACKOFF_MAX_US, err.text, "");
    else if (!ask(a, CONFIRM, "POST", pw_buf_text(&url), pw_buf_peek(&body)))
        settle(a, PW_OUTBOX_WAITING, now_of(a) + BACKOFF_US, "", "");
    pw_buf_finish(&url);
    pw_buf_finish(&body);
}

static void look_up(struct pw_amazon *a)
{
    char url[400];
    snprintf(url, sizeof url, "%s/orders/2026-01-01/orders/%s?includedData=FULFILLMENT,PACKAGES", a->endpoint, a->row.order_id);
    if (!ask(a, CONFIRM, "GET", url, pw_bytes_of(NULL, 0)))
        settle(a, PW_OUTBOX_CHECKING, now_of(a) + BACKOFF_US, "", "");
}

static void next_confirmation(struct pw_amazon *a)
{
    struct pw_error err = { 0 };
    int64_t now = now_of(a);
    if (a->row.id != 0 || a->outbox_due_us > now)
        return;
    if (!pw_outbox_take(a->setup.db, a->channel, a->setup.bench, now, &a->row, &a->outbox_due_us, &err)) {
        store_failed(a, CONFIRM, &err);
        return;
    }
    if (a->row.id == 0) {
        if (a->outbox_due_us > now + OUTBOX_US) /* somebody may settle one elsewhere */
            a->outbox_due_us = now + OUTBOX_US;
        return;
    }
    bool sends = a->row.status == PW_OUTBOX_SENDING;
    if (!allowed(a, CONFIRM, sends ? &rates[CONFIRM] : &read_rate))
        settle(a, sends ? PW_OUTBOX_WAITING : PW_OUTBOX_CHECKING, a->asked[CONFIRM].not_before, "", "");
    else if (sends)
        send_confirmation(a);
    else
        look_up(a);
}

/* It was sent. */
static void sent(struct pw_amazon *a, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    int64_t now = now_of(a);
    switch (m->verdict) {
    case PW_AMAZON_DONE:
        settle(a, PW_OUTBOX_ACKNOWLEDGED, 0, "", answer->request_id);
        return;
    case PW_AMAZON_UNKNOWN:
    case PW_AMAZON_NOT_SO:
        settle(a, PW_OUTBOX_CHECKING, now + LAG_US, m->words, answer->request_id);
        return;
    case PW_AMAZON_MISSING:
    case PW_AMAZON_REFUSED:
        settle(a, PW_OUTBOX_REFUSED, 0, m->words, answer->request_id);
        return;
    case PW_AMAZON_SIGN_IN: /* one token after the other that is taken no more must not become a storm */
    case PW_AMAZON_LATER:
    case PW_AMAZON_FORBIDDEN:
        later(a, CONFIRM, m->wait_us);
        settle(a, PW_OUTBOX_WAITING, a->asked[CONFIRM].not_before, m->words, answer->request_id);
        return;
    }
}

/* It was looked up. */
static void looked_up(struct pw_amazon *a, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    enum pw_amazon_known known;
    if (m->verdict == PW_AMAZON_MISSING || m->verdict == PW_AMAZON_REFUSED) {
        settle(a, PW_OUTBOX_UNCERTAIN, 0, m->words, answer->request_id);
        return;
    }
    if (m->verdict != PW_AMAZON_DONE || !pw_amazon_confirm_known(answer->body, a->row.payload, a->row.package, &known, &err)) {
        later(a, CONFIRM, m->wait_us);
        settle(a, PW_OUTBOX_CHECKING, a->asked[CONFIRM].not_before, m->verdict == PW_AMAZON_DONE ? err.text : m->words, "");
        return;
    }
    switch (known) {
    case PW_AMAZON_KNOWS:
        settle(a, PW_OUTBOX_ACKNOWLEDGED, 0, "", answer->request_id);
        return;
    case PW_AMAZON_LACKS:
        settle(a, PW_OUTBOX_WAITING, now_of(a), "Amazon doesn't have it: it is sent again", answer->request_id);
        return;
    case PW_AMAZON_OTHERWISE:
        settle(
            a, PW_OUTBOX_UNCERTAIN, 0,
            "Amazon has this order as sent, but not this parcel with this tracking number. Look at the order in Seller Central.",
            answer->request_id);
        return;
    }
}

static void confirmation_answered(struct pw_amazon *a, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    if (m->verdict == PW_AMAZON_DONE) {
        a->asked[CONFIRM].failures = 0;
        say(a, "");
    }
    if (a->row.status == PW_OUTBOX_SENDING)
        sent(a, answer, m);
    else
        looked_up(a, answer, m);
}

/* ---- answers ---- */

static void signed_in(struct pw_amazon *a, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    int64_t seconds;
    if (m->verdict == PW_AMAZON_DONE && pw_amazon_token_read(answer->body, a->token, &seconds, &err)) {
        a->token_until_us = now_of(a) + seconds * 1000000;
        a->asked[SIGN_IN].failures = 0;
        return;
    }
    a->token_until_us = 0;
    later(a, SIGN_IN, m->verdict == PW_AMAZON_FORBIDDEN || m->verdict == PW_AMAZON_REFUSED ? FORBIDDEN_US : m->wait_us);
    say(a, m->verdict == PW_AMAZON_DONE ? err.text : m->words);
}

static void on_answer(void *user, const struct pw_web_answer *answer)
{
    struct under_way *u = user;
    struct pw_amazon *a = u->amazon;
    struct pw_amazon_meaning meaning;
    struct pw_error err = { 0 };
    pw_amazon_meaning_of(answer, &meaning);
    u->busy = false;
    if (u->question == SIGN_IN) {
        signed_in(a, answer, &meaning);
        a->setup.on_due(a->setup.user);
        return;
    }
    if (meaning.verdict == PW_AMAZON_SIGN_IN)
        a->token_until_us = 0;
    if (meaning.verdict == PW_AMAZON_FORBIDDEN) {
        say(a, meaning.words);
        meaning.wait_us = meaning.wait_us > FORBIDDEN_US ? meaning.wait_us : FORBIDDEN_US;
    }
    bool reads = u->question == REREAD || (u->question == CONFIRM && a->row.status == PW_OUTBOX_CHECKING);
    const struct pw_rate *rate = reads ? &read_rate : &rates[u->question];
    int64_t told = (int64_t)(answer->rate_limit * 1e6);
    if ((answer->status == 429 || told > 0) &&
        !pw_rate_told(a->setup.db, a->channel, rate, answer->status == 429 ? 0 : told, now_of(a), &err))
        store_failed(a, u->question, &err);
    if (u->question == ORDERS)
        orders_answered(a, answer, &meaning);
    else if (u->question == REREAD)
        reread_answered(a, answer, &meaning);
    else
        confirmation_answered(a, answer, &meaning);
    a->setup.on_due(a->setup.user);
}

/* ---- postage ---- */

static void token_expired(void *user)
{
    struct pw_amazon *a = user;
    a->token_until_us = 0;
}

static bool is_read(void *user, const char *order_id)
{
    const struct pw_amazon *a = user;
    bool waits = a->asked[REREAD].busy;
    for (int i = 0; i < a->reread_count; i++)
        waits = waits || strcmp(a->rereads[i], order_id) == 0;
    return waits;
}

static bool open_buying(struct pw_amazon *a, struct pw_error *err)
{
    const struct pw_buying_setup setup = {
        .amazon = &a->setup, .endpoint = a->endpoint, .agent = a->agent, .expired = token_expired, .reading = is_read, .user = a
    };
    return strcmp(pw_section_get(a->setup.section, "postage"), "no") == 0 || pw_buying_create(&setup, &a->buying, err);
}

/* ---- the whole ---- */

bool pw_amazon_create(const struct pw_amazon_setup *setup, struct pw_amazon **ret_amazon, struct pw_error *err)
{
    struct pw_amazon *a = calloc(1, sizeof *a);
    if (a == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a channel");
    a->setup = *setup;
    a->channel = setup->section->name;
    a->poll_us = pw_section_us(setup->section, "poll", 0);
    for (int i = 0; i < QUESTIONS; i++)
        a->asked[i] = (struct under_way){ .amazon = a, .question = (enum question)i };
    pw_buf_init(&a->next, 8192);
    pw_amazon_user_agent(a->agent, sizeof a->agent);
    if (pw_amazon_places(setup->section, a->marketplaces, sizeof a->marketplaces, a->endpoint, sizeof a->endpoint, a->sign_in,
                         sizeof a->sign_in, err) &&
        pw_amazon_credentials_of(setup->section, &a->credentials, err) &&
        pw_outbox_recover(setup->db, a->channel, setup->bench, now_of(a) + LAG_US, err) && open_buying(a, err)) {
        *ret_amazon = a;
        return true;
    }
    pw_amazon_destroy(a);
    return false;
}

void pw_amazon_destroy(struct pw_amazon *a)
{
    if (a == NULL)
        return;
    pw_buying_destroy(a->buying);
    pw_amazon_forget(&a->credentials);
    explicit_bzero(a->token, sizeof a->token);
    free(a->row.payload);
    pw_buf_finish(&a->next);
    free(a);
}

static bool may(const struct pw_amazon *a, enum question q)
{
    return !a->asked[q].busy && a->asked[q].not_before <= now_of(a);
}

int64_t pw_amazon_turn(struct pw_amazon *a)
{
    int64_t now = now_of(a);
    if (a->token_until_us - EARLY_US <= now) {
        if (may(a, SIGN_IN))
            sign_in(a);
        int64_t wait = a->asked[SIGN_IN].not_before - now;
        return a->asked[SIGN_IN].busy ? INT64_MAX : wait > 0 ? wait : 0;
    }
    if (may(a, CONFIRM))
        next_confirmation(a);
    if (may(a, REREAD) && a->reread_count > 0)
        next_reread(a);
    if (may(a, ORDERS) && a->poll_us > 0 && (a->next.len > 0 || a->poll_due_us <= now))
        ask_orders(a);
    int64_t next = a->buying == NULL ? INT64_MAX : pw_buying_turn(a->buying, a->token),
            due[] = { a->outbox_due_us,
                      a->next.len > 0  ? now
                      : a->poll_us > 0 ? a->poll_due_us
                                       : INT64_MAX,
                      a->reread_count > 0 ? now : INT64_MAX };
    static const enum question whose[] = { CONFIRM, ORDERS, REREAD };
    for (size_t i = 0; i < PW_COUNT(whose); i++) {
        const struct under_way *u = &a->asked[whose[i]];
        int64_t at = due[i] > u->not_before ? due[i] : u->not_before;
        if (!u->busy && at < next)
            next = at;
    }
    return next == INT64_MAX ? next : next > now ? next - now : 0;
}

void pw_amazon_shipped(struct pw_amazon *a)
{
    a->outbox_due_us = 0;
}

void pw_amazon_boxed(struct pw_amazon *a)
{
    pw_buying_look(a->buying);
}

void pw_amazon_reread(struct pw_amazon *a, const char *order_id)
{
    for (int i = 0; i < a->reread_count; i++)
        if (strcmp(a->rereads[i], order_id) == 0)
            return;
    if (a->reread_count < REREADS && pw_is_amazon_order_id(order_id)) /* else the next search has it */
        snprintf(a->rereads[a->reread_count++], ORDER_ID, "%s", order_id);
}

void pw_amazon_poll(struct pw_amazon *a)
{
    a->poll_due_us = 0;
}

void pw_amazon_status(const struct pw_amazon *a, struct pw_amazon_status *ret)
{
    ret->well = !a->trouble;
    ret->polled_us = a->polled_us;
    snprintf(ret->words, sizeof ret->words, "%s", a->words);
}
