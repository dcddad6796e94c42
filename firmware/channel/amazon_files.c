#include "channel/amazon_files.h"

#include <strings.h>

/* What changes with every download though the order doesn't. */
static const char *const passing[] = {
    "reporting-date", "days-past-promise", "verge-of-cancellation", "verge-of-lateShipment", NULL,
};

static const char *const of_order[] = {
    "is-business-order",
    "purchase-order-number",
    "is-prime",
    "is-premium-order",
    "is-replacement-order",
    "payment-method",
    "payment-method-details",
    "payment-method-fee",
    "cod-collectible-amount",
    "already-paid",
    "number-of-items",
    "scheduled-delivery-start-date",
    "scheduled-delivery-end-date",
    "delivery-start-date",
    "delivery-end-date",
    "delivery-time-zone",
    "signature-confirmation-recommended",
    "buyer-identification-number",
    "buyer-company-name",
    "bill-name",
    "bill-address-1",
    "bill-address-2",
    "bill-address-3",
    "bill-city",
    "bill-state",
    "bill-postal-code",
    "bill-country",
    "ioss-number",
    "is-ispu-order",
    "store-chain-store-id",
    "actual-ship-from-address-1",
    NULL,
};

/* clang-format off */
#define COLUMNS { \
    [PW_OF_ORDER_ID] = "order-id", [PW_OF_ITEM_ID] = "order-item-id", \
    [PW_OF_PURCHASE_DATE] = "purchase-date", [PW_OF_PAYMENTS_DATE] = "payments-date", [PW_OF_SHIP_BY] = "promise-date", \
    [PW_OF_BUYER_NAME] = "buyer-name", [PW_OF_BUYER_EMAIL] = "buyer-email", [PW_OF_BUYER_PHONE] = "buyer-phone-number", \
    [PW_OF_SKU] = "sku", [PW_OF_ASIN] = "asin", [PW_OF_FNSKU] = "fnsku", [PW_OF_NAME] = "product-name", \
    [PW_OF_ORDERED] = "quantity-purchased", [PW_OF_SHIPPED] = "quantity-shipped", [PW_OF_TO_SHIP] = "quantity-to-ship", \
    [PW_OF_SERVICE] = "ship-service-level", [PW_OF_RECIPIENT] = "recipient-name", \
    [PW_OF_ADDRESS_1] = "ship-address-1", [PW_OF_ADDRESS_2] = "ship-address-2", [PW_OF_ADDRESS_3] = "ship-address-3", \
    [PW_OF_CITY] = "ship-city", [PW_OF_REGION] = "ship-state", [PW_OF_POSTAL_CODE] = "ship-postal-code", \
    [PW_OF_COUNTRY] = "ship-country", [PW_OF_SHIP_PHONE] = "ship-phone-number", [PW_OF_SALES_CHANNEL] = "sales-channel", \
    [PW_OF_GIFT_MESSAGE] = "gift-message-text", [PW_OF_GIFT_WRAP] = "gift-wrap-type", \
    [PW_OF_INSTRUCTIONS] = "delivery-instructions", [PW_OF_STATUS] = "order-status", \
    [PW_OF_CANCEL_REQUESTED] = "is-buyer-requested-cancellation", [PW_OF_CANCEL_REASON] = "buyer-requested-cancel-reason", \
}
/* clang-format on */

static const struct pw_order_format unshipped = {
    .kind = "unshipped-orders",
    .name = "Amazon's unshipped-orders report",
    .whole = true,
    .amazon_ids = true,
    .delimiter = '\t',
    .cancelled_words = "cancelled, canceled",
    .pending_words = "pending, pendingavailability",
    .columns = COLUMNS,
    .passing = passing,
    .of_order = of_order,
};

static const struct pw_order_format order_report = {
    .kind = "order-report",
    .name = "Amazon's order report",
    .amazon_ids = true,
    .delimiter = '\t',
    .cancelled_words = "cancelled, canceled",
    .pending_words = "pending, pendingavailability",
    .columns = COLUMNS,
    .passing = passing,
    .of_order = of_order,
};

static bool has(const char *const *cells, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(cells[i], name) == 0)
            return true;
    return false;
}

const struct pw_order_format *pw_amazon_format(const char *const *cells, size_t count)
{
    if (!has(cells, count, "order-id") || !has(cells, count, "order-item-id"))
        return NULL;
    /* Only the unshipped report says when to ship; with options and age its other columns come and go. */
    if (has(cells, count, "quantity-to-ship") || has(cells, count, "promise-date") || has(cells, count, "days-past-promise"))
        return &unshipped;
    return has(cells, count, "quantity-purchased") || has(cells, count, "sku") ? &order_report : NULL;
}
