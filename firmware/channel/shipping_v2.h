/*
 * Buying postage through Shipping v2: rates, a purchase with an idempotency key, its documents, its end. What is asked, and what
 * the answers say; nothing here asks or keeps anything. A purchase that was not answered may be asked for again with its key.
 *
 * Source: reference amazon, 8.5.
 */
#ifndef PACKWRIGHT_CHANNEL_SHIPPING_V2_H
#define PACKWRIGHT_CHANNEL_SHIPPING_V2_H

#include "channel/amazon_postage.h"
#include "packwright/section.h"

/* Where it is offered, by country. */
struct pw_shipping_place {
    const char *country, *business, *currency; /* business: x-amzn-shipping-business-id */
};
/** NULL: it isn't offered there. */
const struct pw_shipping_place *pw_shipping_place(const char *country);

/** Of a channel whose postage goes through it; *ret_place NULL: through Merchant Fulfillment. Errors: PW_ERR_CONFIG: it isn't
 * offered. */
PW_MUST_CHECK bool pw_shipping_place_of(const struct pw_section *section, const struct pw_shipping_place **ret_place,
                                        struct pw_error *err);

/** Errors: PW_ERR_BAD_INPUT says what the parcel or the sender lacks. Thread: any. */
PW_MUST_CHECK bool pw_shipping_rates_body(const struct pw_postage_parcel *parcel, const char *currency, struct pw_buf *out,
                                          struct pw_error *err);
/** As pw_postage_offers_read; an offer's offer_id is its rate's. */
PW_MUST_CHECK bool pw_shipping_rates_read(struct pw_bytes json, struct pw_offers *ret_offers, struct pw_buf *others,
                                          struct pw_error *err);
/**
 * The purchase of one of the rates of an answer. Its label comes as the printer can take it best, of what that rate offers.
 *
 * Errors: PW_ERR_BAD_INPUT: there is no such rate, or it gives no label.
 */
PW_MUST_CHECK bool pw_shipping_buy_body(struct pw_bytes rates, const char *rate_id, int zpl_dpi, struct pw_buf *out,
                                        struct pw_error *err);
/** An answer to the purchase, or to the question for its documents. Of the shipment id, tracking and label are filled. */
PW_MUST_CHECK bool pw_shipping_shipment_read(struct pw_bytes json, struct pw_postage_shipment *ret_shipment, struct pw_buf *label,
                                             struct pw_error *err);
/** Whether it may stand in an address. */
bool pw_shipping_is_id(const char *text);

#endif
