/*
 * Confirming a shipment: what is asked, and what the order's packages say of it afterwards.
 *
 * Source: reference amazon, section 5.
 */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_CONFIRM_H
#define PACKWRIGHT_CHANNEL_AMAZON_CONFIRM_H

#include "packwright/bytes.h"

/**
 * The body of confirmShipment. payload: the confirmation as the outbox has it; package: the parcel's number in its order, which
 * is its reference for ever.
 *
 * Errors: PW_ERR_BAD_INPUT says what the confirmation lacks (no tracking number, no items, no carrier).
 * Thread: any.
 */
PW_MUST_CHECK bool pw_amazon_confirm_body(const char *payload, const char *marketplace, int64_t package, struct pw_buf *out,
                                          struct pw_error *err);

enum pw_amazon_known {
    PW_AMAZON_KNOWS,     /* the package is there, with our tracking number */
    PW_AMAZON_LACKS,     /* it isn't, and something of the order is still to be sent */
    PW_AMAZON_OTHERWISE, /* it is there with another number, or all has been sent without it: a person must look */
};
/**
 * What an answer of getOrder (with FULFILLMENT and PACKAGES) says of our package.
 *
 * Errors: PW_ERR_BAD_INPUT when it is no such answer.
 */
PW_MUST_CHECK bool pw_amazon_confirm_known(struct pw_bytes json, const char *payload, int64_t package,
                                           enum pw_amazon_known *ret_known, struct pw_error *err);

#endif
