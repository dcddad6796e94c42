/*
 * Orders of the Selling Partner API (Orders 2026-01-01) as lines of a file of orders: what reads Amazon's reports reads, checks
 * and refuses them, and an order that comes both ways is one order.
 *
 * Source: reference amazon, section 4.
 */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_ORDERS_H
#define PACKWRIGHT_CHANNEL_AMAZON_ORDERS_H

#include "channel/order_file.h"

/* The data that the station asks for. Without FULFILLMENT an order has no status. */
#define PW_AMAZON_INCLUDED "BUYER,RECIPIENT,CANCELLATION,FULFILLMENT,PACKAGES,PROCEEDS"

/* How the lines are written. */
extern const struct pw_order_format pw_amazon_api_format;

enum pw_amazon_fate {
    PW_AMAZON_ORDER_LINES,   /* it has lines in the file */
    PW_AMAZON_ORDER_SHIPPED, /* all of it has left, by whatever hand */
    PW_AMAZON_ORDER_OTHERS,  /* Amazon sends it itself, or it can't be sent */
    PW_AMAZON_ORDER_BAD,     /* it has no number, no status or no items */
};
typedef void pw_amazon_order_fn(void *user, const char *order_id, enum pw_amazon_fate fate);

struct pw_amazon_page {
    struct pw_buf next;      /* the token of the next page; empty: this is the last */
    char updated_before[40]; /* the bound that was really used, ISO 8601; "" when not told */
    int64_t orders;
};

/**
 * The answer of searchOrders, or of getOrder. lines gets a header and the lines of all orders that have some; fn is told of each
 * order.
 *
 * Ownership: pw_buf_finish(&ret_page->next), also after a failure.
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT when it is no such answer; PW_ERR_MEMORY, PW_ERR_TOO_BIG.
 */
PW_MUST_CHECK bool pw_amazon_orders_read(struct pw_bytes json, struct pw_buf *lines, pw_amazon_order_fn *fn, void *user,
                                         struct pw_amazon_page *ret_page, struct pw_error *err);

#endif
