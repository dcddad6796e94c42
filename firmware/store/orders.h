/* Orders to look at: searched, sorted, paged; and what a person must know of one. Changes nothing. */
#ifndef PACKWRIGHT_STORE_ORDERS_H
#define PACKWRIGHT_STORE_ORDERS_H

#include "store/boxes.h"
#include "store/db.h"

enum pw_order_sort { PW_SORT_SHIP_BY, PW_SORT_PURCHASE, PW_SORT_ORDER_ID, PW_SORT_STATUS };

/* NULL or 0: not asked. All that is asked must hold. */
struct pw_order_filter {
    const char *channel, *order_id; /* an order id, or how it begins */
    const char *buyer;              /* words of the buyer's or the recipient's name, or how they begin */
    const char *sku, *asin, *tracking, *status, *service, *country, *sales_channel;
    const char *text;                         /* any of: order id, name, SKU, ASIN, tracking number */
    int64_t purchase_from_us, purchase_to_us; /* to: excluded */
    int64_t ship_by_from_us, ship_by_to_us;   /* to: excluded */
    enum pw_order_sort sort;
    bool descending;
    int64_t limit, offset; /* limit 0: all */
};

/* Borrowed for the length of the call. */
struct pw_order_summary {
    int64_t pk;
    const char *order_id, *channel, *status, *hold_reason, *notice;
    const char *buyer_name, *recipient_name, *city, *country, *service, *sales_channel;
    int64_t purchase_us; /* 0: unknown */
    int64_t ship_by_us;  /* PW_SHIP_BY_UNKNOWN */
    int64_t lines, units;
    struct pw_rest rest; /* of one that left in part */
};
#define PW_SHIP_BY_UNKNOWN INT64_C(9000000000000000)

/** Return false to stop. */
typedef bool pw_order_fn(void *user, const struct pw_order_summary *order);

/** *ret_more: there are further orders after the limit. */
PW_MUST_CHECK bool pw_orders_search(struct pw_db *db, const struct pw_order_filter *filter, pw_order_fn *fn, void *user,
                                    bool *ret_more, struct pw_error *err);

/**
 * True if the latest whole report of the order's channel doesn't list it although it is still to ship: it may have been
 * cancelled, or sent from elsewhere. *ret_since_us: when that report was imported.
 */
PW_MUST_CHECK bool pw_order_missing(struct pw_db *db, int64_t order_pk, bool *ret_missing, int64_t *ret_since_us,
                                    struct pw_error *err);

#endif
