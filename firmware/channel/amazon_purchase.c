/* The purchase itself, what became of it, and what is done with a shipment that is known. */
#include "channel/amazon_buying_parts.h"

#include "barcode/carriers.h"
#include "barcode/tracking.h"
#include "base/amount.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

/* ---- the purchase ---- */

/* It must be another for each purchase, also of another store's. */
static bool make_key(char *out, size_t size, struct pw_error *err)
{
    uint64_t random[2];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return pw_fail(err, PW_ERR_IO, 0, "the system gives no random numbers");
    snprintf(out, size, "pw-%016" PRIx64 "%016" PRIx64, random[0], random[1]);
    return true;
}

void pw_buying_buy(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    struct pw_buf body;
    char url[300], why[PW_CHOOSE_WORDS];
    const struct pw_offer *o = &b->offers.list[b->taken];
    const struct pw_choose_rule *rule = &b->rules.rule[b->rule];
    bool buys = false;
    pw_choose_words(rule, &b->postage.about, &b->offers, b->verdicts, b->taken, why);
    struct pw_purchase_choice choice = { o->carrier, o->service, o->currency, why, o->price_milli, o->is_protected, "", "", "" };
    enum pw_label_format format = b->plain == b->row.id ? PW_LABEL_AS_IT_COMES : pw_postage_format(o->formats, b->zpl_dpi);
    pw_buf_init(&body, 1 << 20);
    snprintf(url, sizeof url, "%s%s", b->setup.endpoint, b->place == NULL ? "/mfn/v0/shipments" : "/shipping/v2/shipments");
    bool made = b->place == NULL ? pw_postage_buy_body(&b->postage.parcel, o, format, pw_buf_text(&b->inputs), &body, &err)
                                 : pw_shipping_buy_body(pw_buf_peek(&b->rates), o->offer_id, b->zpl_dpi, &body, &err) &&
                                       make_key(b->row.request_key, sizeof b->row.request_key, &err);
    if (made && b->place != NULL) {
        choice.through = "shipping-v2";
        choice.request = pw_buf_text(&body);
        choice.request_key = b->row.request_key;
    }
    if (!made)
        pw_buying_refuse(b, &err);
    else if (!pw_purchase_begin(pw_buying_db(b), b->row.id, &choice, pw_buying_now(b), &buys, &err))
        pw_buying_store_failed(b, &err);
    else if (!buys) /* the box is open again, the order is stopped, or another of its parcels' postage isn't known yet */
        pw_buying_settle(b, PW_PURCHASE_WANTED, pw_buying_now(b) + LAG_US, pw_buying_waits, "");
    else {
        b->row.status = PW_PURCHASE_BUYING; /* from here on it may be bought */
        snprintf(b->row.carrier, sizeof b->row.carrier, "%s", o->carrier);
        snprintf(b->row.service, sizeof b->row.service, "%s", o->service);
        snprintf(b->row.currency, sizeof b->row.currency, "%s", o->currency);
        b->row.price_milli = o->price_milli;
        if (!pw_buying_ask(b, STEP_BUY, "POST", url, pw_buf_peek(&body)))
            pw_buying_settle(b, PW_PURCHASE_WANTED, b->not_before, "", "");
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
void pw_buying_keep(struct pw_buying *b)
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
        pw_buying_log(b, PW_LOG_WARN, "a label is whole, but its checksum is of something else");
    const struct pw_purchase_label label = { .shipment = s->id,
                                             .tracking = number,
                                             .carrier = carrier_code(s->carrier),
                                             .service = s->service,
                                             .price_milli = s->price_milli,
                                             .file = file,
                                             .due_us =
                                                 last ? PW_PURCHASE_NEVER_US : pw_buying_now(b) + (LAG_US >> (again ? 0 : 5)),
                                             .printer = b->printer,
                                             .said = said,
                                             .request_id = b->request_id };
    if (!pw_purchase_bought(pw_buying_db(b), &b->row, &label, b->setup.amazon->bench, pw_buying_now(b), &err)) {
        pw_buying_log(b, PW_LOG_ERROR, err.text);
        b->not_before = pw_buying_now(b) + BACKOFF_US;
        return;
    }
    pw_money_text(s->price_milli, s->currency, price);
    snprintf(title, sizeof title, file.len == 0 ? "Bought, and its label is missing" : "Its label prints: %.100s", s->service);
    snprintf(sentence, sizeof sentence, "%.80s of %.40s was bought for %s %s. %s", s->service, s->carrier, price, s->currency,
             said);
    if (!again || file.len > 0 || last)
        pw_buying_tell(b, "bought", file.len == 0 ? "attention" : "complete", title, sentence);
    pw_buf_reset(&b->file);
    pw_buying_put_down(b);
}

/* What wasn't answered: with its key it may be asked for at once; else the order is read, when it shows what was done. */
static int64_t ask_after(const struct pw_buying *b)
{
    return b->place != NULL ? BACKOFF_US : LAG_US;
}

/* What Shipping v2 doesn't say again is as it was chosen. */
static bool read_shipment(struct pw_buying *b, struct pw_bytes body, struct pw_error *err)
{
    struct pw_postage_shipment *s = &b->shipment;
    if (b->place == NULL)
        return pw_postage_shipment_read(body, s, &b->file, err);
    if (!pw_shipping_shipment_read(body, s, &b->file, err))
        return false;
    snprintf(s->carrier, sizeof s->carrier, "%s", b->row.carrier);
    snprintf(s->service, sizeof s->service, "%s", b->row.service);
    snprintf(s->currency, sizeof s->currency, "%s", b->row.currency);
    s->price_milli = b->row.price_milli;
    return true;
}

static void bought(struct pw_buying *b, const struct pw_web_answer *answer)
{
    struct pw_error err = { 0 };
    if (!read_shipment(b, answer->body, &err)) {
        pw_buying_settle(b, PW_PURCHASE_CHECKING, pw_buying_now(b) + ask_after(b), err.text, answer->request_id);
        return;
    }
    snprintf(b->request_id, sizeof b->request_id, "%s", answer->request_id);
    b->step = STEP_KEEP;
    pw_buying_keep(b);
}

void pw_buying_buy_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    switch (m->verdict) {
    case PW_AMAZON_DONE:
        bought(b, answer);
        return;
    case PW_AMAZON_UNKNOWN:
    case PW_AMAZON_NOT_SO:
        pw_buying_settle(b, PW_PURCHASE_CHECKING, pw_buying_now(b) + ask_after(b), m->words, answer->request_id);
        return;
    case PW_AMAZON_MISSING:
    case PW_AMAZON_REFUSED:
        if (strcasestr(m->words, "label format") != NULL && b->plain != b->row.id) {
            b->plain = b->row.id;
            pw_buying_settle(b, PW_PURCHASE_WANTED, pw_buying_now(b), m->words, answer->request_id);
            return;
        }
        pw_buying_settle(b, PW_PURCHASE_REFUSED, 0, m->words, answer->request_id);
        return;
    case PW_AMAZON_SIGN_IN:
    case PW_AMAZON_LATER:
    case PW_AMAZON_FORBIDDEN:
        pw_buying_wait_with(b, m, answer->request_id);
        return;
    }
}

/* ---- the same once more, with its key ---- */

void pw_buying_again(struct pw_buying *b)
{
    struct pw_error err = { 0 };
    char url[300], *request = NULL;
    snprintf(url, sizeof url, "%s/shipping/v2/shipments", b->setup.endpoint);
    if (!pw_purchase_request(pw_buying_db(b), b->row.id, &request, &err))
        pw_buying_store_failed(b, &err);
    else if (pw_buying_allowed(b, STEP_AGAIN))
        (void)pw_buying_ask(b, STEP_AGAIN, "POST", url, pw_bytes_str(request));
    free(request);
}

void pw_buying_again_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    if (m->verdict == PW_AMAZON_DONE) {
        bought(b, answer);
        return;
    }
    /* Its key is taken no more: what became of it, the order says. */
    if ((m->verdict == PW_AMAZON_REFUSED || m->verdict == PW_AMAZON_MISSING || m->verdict == PW_AMAZON_NOT_SO) &&
        !pw_purchase_forget(pw_buying_db(b), b->row.id, &err)) {
        pw_buying_store_failed(b, &err);
        return;
    }
    pw_buying_settle(b, PW_PURCHASE_CHECKING, pw_buying_later(b, m->wait_us), m->words, answer->request_id);
}

/* ---- what became of it ---- */

void pw_buying_check(struct pw_buying *b)
{
    char url[400];
    snprintf(url, sizeof url, "%s/orders/2026-01-01/orders/%s?includedData=FULFILLMENT,PACKAGES", b->setup.endpoint,
             b->row.order_id);
    if (pw_buying_allowed(b, STEP_CHECK))
        (void)pw_buying_ask(b, STEP_CHECK, "GET", url, pw_bytes_of(NULL, 0));
}

static void known(struct pw_buying *b, enum pw_postage_known what, const char *tracking, const char *request_id)
{
    char said[400];
    int64_t since = pw_buying_now(b) - b->row.asked_us;
    if (what == PW_POSTAGE_BOUGHT) {
        snprintf(
            said, sizeof said,
            "It was bought: Amazon has a parcel with the number %s. Its label is in Seller Central alone; print it there, then"
            " \"packwright channel settle P%" PRId64 " bought %s\".",
            tracking, b->row.id, tracking);
        pw_buying_settle(b, PW_PURCHASE_UNCERTAIN, 0, said, request_id);
    } else if (what == PW_POSTAGE_LACKS && since >= SURE_US && (b->place == NULL || !b->row.repeats))
        pw_buying_settle(b, PW_PURCHASE_WANTED, pw_buying_now(b), "Amazon has not sold it: it is bought again", request_id);
    else if ((what == PW_POSTAGE_LACKS && !b->row.repeats) || since < UNCLEAR_US)
        pw_buying_settle(b, PW_PURCHASE_CHECKING, pw_buying_now(b) + LAG_US,
                         "Amazon doesn't say yet whether it was bought: it is looked up again", request_id);
    else {
        snprintf(said, sizeof said,
                 "Amazon doesn't say whether it was bought. Look at the order in Seller Central, then \"packwright channel"
                 " settle P%" PRId64 " again\", or \"bought NUMBER\".",
                 b->row.id);
        pw_buying_settle(b, PW_PURCHASE_UNCERTAIN, 0, said, request_id);
    }
}

void pw_buying_check_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    enum pw_postage_known what;
    char tracking[64];
    const struct pw_amazon_setup *a = b->setup.amazon;
    if (m->verdict == PW_AMAZON_MISSING || m->verdict == PW_AMAZON_REFUSED) {
        pw_buying_settle(b, PW_PURCHASE_UNCERTAIN, 0, m->words, answer->request_id);
        return;
    }
    if (m->verdict != PW_AMAZON_DONE) {
        pw_buying_settle(b, PW_PURCHASE_CHECKING, pw_buying_later(b, m->wait_us), m->words, answer->request_id);
        return;
    }
    pw_postage_finish(&b->postage);
    if (!pw_postage_load(a->db, a->config, a->section, b->row.order, b->row.parcel, &b->postage, &err) &&
        err.code != PW_ERR_UNSUPPORTED)
        pw_buying_store_failed(b, &err);
    else if (!pw_postage_known(answer->body, b->postage.tracking, &what, tracking, &err))
        pw_buying_settle(b, PW_PURCHASE_CHECKING, pw_buying_later(b, 0), err.text, answer->request_id);
    else
        known(b, what, tracking, answer->request_id);
}

/* ---- a shipment that is known ---- */

void pw_buying_ask_shipment(struct pw_buying *b, enum pw_buying_step step)
{
    char url[400];
    bool good = b->place == NULL ? pw_postage_is_id(b->row.shipment) : pw_shipping_is_id(b->row.shipment);
    if (b->place == NULL)
        snprintf(url, sizeof url, "%s/mfn/v0/shipments/%s", b->setup.endpoint, b->row.shipment);
    else if (step == STEP_LABEL)
        snprintf(url, sizeof url, "%s/shipping/v2/shipments/%s/documents?packageClientReferenceId=%" PRId64, b->setup.endpoint,
                 b->row.shipment, b->row.parcel);
    else
        snprintf(url, sizeof url, "%s/shipping/v2/shipments/%s/cancel", b->setup.endpoint, b->row.shipment);
    if (!good) {
        pw_buying_settle(b, b->row.unwanted ? PW_PURCHASE_KEPT : b->row.status, PW_PURCHASE_NEVER_US,
                         "Its number at Amazon isn't known: what is to be done with it is done in Seller Central.", "");
        return;
    }
    if (!pw_buying_allowed(b, step))
        return;
    if (step == STEP_CANCEL && b->row.status == PW_PURCHASE_BOUGHT) { /* that it may be cancelled is known before it is */
        struct pw_error err = { 0 };
        const struct pw_purchase_news news = { PW_PURCHASE_BOUGHT, PW_PURCHASE_CANCELLING, PW_PURCHASE_NEVER_US, "", "" };
        if (!pw_purchase_settle(pw_buying_db(b), b->row.id, &news, pw_buying_now(b), &err)) {
            pw_buying_store_failed(b, &err);
            return;
        }
        b->row.status = PW_PURCHASE_CANCELLING;
    }
    if (!pw_buying_ask(b, step,
                       step == STEP_LABEL || (b->place == NULL && step == STEP_STATUS) ? "GET"
                       : b->place == NULL                                              ? "DELETE"
                                                                                       : "PUT",
                       url, pw_bytes_of(NULL, 0)) &&
        step == STEP_CANCEL)
        pw_buying_settle(b, PW_PURCHASE_BOUGHT, b->not_before, "", "");
}

/* Of a cancelled one the label is empty. */
static void refunded(struct pw_buying *b, const struct pw_postage_shipment *s, const char *request_id)
{
    if (s->status == PW_POSTAGE_REFUND_REJECTED)
        pw_buying_settle(b, PW_PURCHASE_KEPT, 0,
                         "Amazon gives the money for the label not back: its carrier has the parcel, or it is too late.",
                         request_id);
    else
        pw_buying_settle(b, PW_PURCHASE_CANCELLED, 0, "", request_id);
}

void pw_buying_shipment_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m)
{
    struct pw_error err = { 0 };
    const struct pw_postage_shipment *s = &b->shipment;
    enum pw_buying_step step = b->asked;
    if (m->verdict == PW_AMAZON_REFUSED || m->verdict == PW_AMAZON_MISSING) {
        pw_buying_settle(b, step == STEP_LABEL ? PW_PURCHASE_BOUGHT : PW_PURCHASE_KEPT, PW_PURCHASE_NEVER_US, m->words,
                         answer->request_id);
        return;
    }
    if (m->verdict == PW_AMAZON_UNKNOWN && step == STEP_CANCEL) {
        pw_buying_settle(b, PW_PURCHASE_CANCELLING, pw_buying_now(b) + LAG_US, m->words, answer->request_id);
        return;
    }
    if (m->verdict != PW_AMAZON_DONE) { /* nothing was done, or nothing but reading */
        pw_buying_settle(b, step == STEP_CANCEL ? PW_PURCHASE_BOUGHT : b->row.status, pw_buying_later(b, m->wait_us), m->words,
                         answer->request_id);
        return;
    }
    if (b->place != NULL && step != STEP_LABEL) /* cancelled; asked twice, it is no more so */
        pw_buying_settle(b, PW_PURCHASE_CANCELLED, 0, "", answer->request_id);
    else if (!read_shipment(b, answer->body, &err))
        pw_buying_settle(b, b->row.status, pw_buying_now(b) + LAG_US, err.text, answer->request_id);
    else if (s->status != PW_POSTAGE_PURCHASED)
        refunded(b, s, answer->request_id);
    else if (step == STEP_LABEL) {
        snprintf(b->request_id, sizeof b->request_id, "%s", answer->request_id);
        b->step = STEP_KEEP;
        pw_buying_keep(b);
    } else /* not cancelled yet */
        pw_buying_settle(b, step == STEP_CANCEL ? PW_PURCHASE_CANCELLING : PW_PURCHASE_BOUGHT, pw_buying_now(b) + LAG_US, "",
                         answer->request_id);
}
