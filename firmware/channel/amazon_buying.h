/*
 * Postage that parcels want, bought through Merchant Fulfillment: offers are asked for, one is chosen by the configuration's
 * rules, its purchase is committed and then asked for, its label is queued for the printer. One parcel at a time.
 *
 *     offers ──▶ (inputs) ──▶ commit ──▶ buy ──▶ label          look up, fetch the label again, cancel: each by what the store
 * says
 *
 * It is a part of a channel (amazon.h), which signs in for it.
 */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_BUYING_H
#define PACKWRIGHT_CHANNEL_AMAZON_BUYING_H

#include "channel/amazon.h"

struct pw_buying;

struct pw_buying_setup {
    const struct pw_amazon_setup *amazon;
    const char *endpoint, *agent; /* outlive it */
    /** The access token is taken no more. */
    void (*expired)(void *user);
    /** Whether an order is just being read again: nothing is bought for it before it is known what became of it. */
    bool (*reading)(void *user, const char *order_id);
    void *user;
};

/** What was asked before the station ended is looked up. Errors: PW_ERR_CONFIG; the store's. */
PW_MUST_CHECK bool pw_buying_create(const struct pw_buying_setup *setup, struct pw_buying **ret_buying, struct pw_error *err);
void pw_buying_destroy(struct pw_buying *buying); /* NULL is allowed */
/** Ask what is due, with a token that is good. Returns the wall clock's microseconds of the next turn; INT64_MAX: an answer
 * comes. */
int64_t pw_buying_turn(struct pw_buying *buying, const char *token);
/** A box was closed, opened or voided. A turn should follow. */
void pw_buying_look(struct pw_buying *buying);

#endif
