/* What the files of amazon_buying share: the parcel in hand, and how it is put down. Nobody else includes it. */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_BUYING_PARTS_H
#define PACKWRIGHT_CHANNEL_AMAZON_BUYING_PARTS_H

#include "channel/amazon_auth.h"
#include "channel/amazon_buying.h"
#include "channel/amazon_error.h"
#include "channel/shipping_v2.h"
#include "station/postage.h"
#include "store/purchase.h"

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
    LOOK_US = 60000000,    /* at most, until the store is looked at again: somebody may have asked for one */
    READING_US = 50000,    /* an order is being read again */
    REPEAT_US = 540000000, /* a rate is valid for ten minutes; so long its purchase may be asked for again with its key */
    LABELS = 6,            /* tries to get one label */
};

/* What is asked, or to be done, for the parcel in hand. */
enum pw_buying_step {
    STEP_NOTHING,
    STEP_RESTRICT,
    STEP_OFFERS,
    STEP_INPUTS,
    STEP_READY,
    STEP_BUY,
    STEP_AGAIN, /* what was not answered, with its key */
    STEP_KEEP,
    STEP_CHECK,
    STEP_LABEL,
    STEP_CANCEL,
    STEP_STATUS
};

struct pw_buying {
    struct pw_buying_setup setup;
    const char *channel, *token; /* of this turn */
    char restricted[PW_AMAZON_TOKEN_MAX + 1];
    int64_t restricted_until_us; /* wall clock; 0: there is none */
    bool busy;
    enum pw_buying_step asked;             /* under way */
    enum pw_buying_step step;              /* of the row, to be done next */
    int failures;                          /* in a row */
    int64_t not_before, due_us;            /* wall clock */
    const struct pw_shipping_place *place; /* it goes through Shipping v2; NULL: Merchant Fulfillment */
    const char *printer;                   /* of labels; NULL: none */
    int zpl_dpi;                           /* 0: it speaks no ZPL */
    struct pw_choose_rules rules;
    /* of the parcel in hand */
    struct pw_purchase_row row; /* id 0: none */
    struct pw_postage postage;
    size_t rule, taken;
    struct pw_offers offers;
    struct pw_choose_verdict *verdicts;
    char (*barred)[160]; /* by offer: why it can't be bought; "" */
    struct pw_buf inputs;
    struct pw_buf rates;                 /* of Shipping v2: the answer that the offers came in */
    char none[PW_CHOOSE_WORDS];          /* why the first rule left nothing */
    struct pw_postage_shipment shipment; /* bought, and not kept yet */
    struct pw_buf file;
    char request_id[PW_WEB_HEADER];
    bool reads;                /* the order is being read again: its purchase waits for that */
    bool astray;               /* the store failed: what it has as under way may be nobody's */
    int64_t waits_told, plain; /* the purchase whose packer knows that it waits; whose label is taken as it comes */
};

/* amazon_buying.c */
int64_t pw_buying_now(const struct pw_buying *b);
struct pw_db *pw_buying_db(const struct pw_buying *b);
void pw_buying_log(const struct pw_buying *b, enum pw_log_level level, const char *words);
void pw_buying_forget_offers(struct pw_buying *b);
void pw_buying_put_down(struct pw_buying *b);
void pw_buying_store_failed(struct pw_buying *b, const struct pw_error *err);
void pw_buying_tell(struct pw_buying *b, const char *outcome, const char *tone, const char *title, const char *sentence);
void pw_buying_settle(struct pw_buying *b, enum pw_purchase_status status, int64_t due_us, const char *said,
                      const char *request_id);
int64_t pw_buying_later(struct pw_buying *b, int64_t wait_us);
void pw_buying_wait_with(struct pw_buying *b, const struct pw_amazon_meaning *m, const char *request_id);
bool pw_buying_ask(struct pw_buying *b, enum pw_buying_step step, const char *method, const char *url, struct pw_bytes body);
bool pw_buying_allowed(struct pw_buying *b, enum pw_buying_step step);

/* amazon_choosing.c */
extern const char pw_buying_waits[];
void pw_buying_refuse(struct pw_buying *b, const struct pw_error *err);
void pw_buying_ask_offers(struct pw_buying *b);
void pw_buying_start_offers(struct pw_buying *b);
void pw_buying_ask_inputs(struct pw_buying *b);
void pw_buying_take_inputs(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m);
void pw_buying_offers_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m);

/* amazon_purchase.c */
void pw_buying_buy(struct pw_buying *b);
void pw_buying_keep(struct pw_buying *b);
void pw_buying_again(struct pw_buying *b);
void pw_buying_again_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m);
void pw_buying_buy_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m);
void pw_buying_check(struct pw_buying *b);
void pw_buying_check_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m);
void pw_buying_ask_shipment(struct pw_buying *b, enum pw_buying_step step);
void pw_buying_shipment_answered(struct pw_buying *b, const struct pw_web_answer *answer, const struct pw_amazon_meaning *m);

#endif
