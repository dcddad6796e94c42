#include "channel/amazon_orders.h"
#include "base/json.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* The columns, in the words of Amazon's reports where those have one. */
/* clang-format off */
#define FIELDS(X) \
    X("order-id") X("order-item-id") X("purchase-date") X("promise-date") X("buyer-name") X("buyer-email") X("sku") X("asin") \
    X("product-name") X("quantity-purchased") X("quantity-shipped") X("quantity-to-ship") X("ship-service-level") \
    X("recipient-name") X("ship-address-1") X("ship-address-2") X("ship-address-3") X("ship-city") X("ship-state") \
    X("ship-postal-code") X("ship-country") X("ship-phone-number") X("sales-channel") X("gift-message-text") X("gift-wrap-type") \
    X("delivery-instructions") X("order-status") X("is-buyer-requested-cancellation") X("buyer-requested-cancel-reason") \
    X("item-price") X("currency") X("item-programs") X("signature-confirmation") X("ioss-number") \
    X("marketplace-id") X("programs") X("is-prime") X("is-business-order") X("purchase-order-number") \
    X("buyer-company-name") X("ship-company-name") X("address-type") X("label-not-before") X("deliver-by")
/* clang-format on */

#define NAME(name) name,
static const char *const header[] = { FIELDS(NAME) };
enum { COLUMNS = sizeof header / sizeof header[0] };

static const char *const of_order[] = {
    "marketplace-id",
    "programs",
    "is-prime",
    "is-business-order",
    "purchase-order-number",
    "buyer-company-name",
    "ship-company-name",
    "address-type",
    "label-not-before",
    "deliver-by",
    NULL,
};

const struct pw_order_format pw_amazon_api_format = {
    .kind = "amazon-orders",
    .name = "Amazon's orders",
    .amazon_ids = true,
    .delimiter = '\t',
    .encoding = PW_ENCODING_UTF_8,
    .cancelled_words = "CANCELLED",
    .pending_words = "PENDING, PENDING_AVAILABILITY",
    .columns = { [PW_OF_ORDER_ID] = "order-id",
                 [PW_OF_ITEM_ID] = "order-item-id",
                 [PW_OF_PURCHASE_DATE] = "purchase-date",
                 [PW_OF_SHIP_BY] = "promise-date",
                 [PW_OF_BUYER_NAME] = "buyer-name",
                 [PW_OF_BUYER_EMAIL] = "buyer-email",
                 [PW_OF_SKU] = "sku",
                 [PW_OF_ASIN] = "asin",
                 [PW_OF_NAME] = "product-name",
                 [PW_OF_ORDERED] = "quantity-purchased",
                 [PW_OF_SHIPPED] = "quantity-shipped",
                 [PW_OF_TO_SHIP] = "quantity-to-ship",
                 [PW_OF_SERVICE] = "ship-service-level",
                 [PW_OF_RECIPIENT] = "recipient-name",
                 [PW_OF_ADDRESS_1] = "ship-address-1",
                 [PW_OF_ADDRESS_2] = "ship-address-2",
                 [PW_OF_ADDRESS_3] = "ship-address-3",
                 [PW_OF_CITY] = "ship-city",
                 [PW_OF_REGION] = "ship-state",
                 [PW_OF_POSTAL_CODE] = "ship-postal-code",
                 [PW_OF_COUNTRY] = "ship-country",
                 [PW_OF_SHIP_PHONE] = "ship-phone-number",
                 [PW_OF_SALES_CHANNEL] = "sales-channel",
                 [PW_OF_GIFT_MESSAGE] = "gift-message-text",
                 [PW_OF_GIFT_WRAP] = "gift-wrap-type",
                 [PW_OF_INSTRUCTIONS] = "delivery-instructions",
                 [PW_OF_STATUS] = "order-status",
                 [PW_OF_CANCEL_REQUESTED] = "is-buyer-requested-cancellation",
                 [PW_OF_CANCEL_REASON] = "buyer-requested-cancel-reason" },
    .of_order = of_order,
};

/* ---- a line ---- */

enum { NUMBERS = 3, WORDS = 1000, ADDRESS_LINES = 6 };

struct line {
    const char *cells[COLUMNS];
    char numbers[NUMBERS][24], programs[WORDS], address[3][600];
};

static void put(struct line *l, const char *column, const char *text)
{
    for (int i = 0; i < COLUMNS; i++)
        if (strcmp(header[i], column) == 0) {
            l->cells[i] = text == NULL ? "" : text;
            return;
        }
}

static const json_t *at(const json_t *object, const char *path)
{
    char key[64];
    while (object != NULL && *path != '\0') {
        size_t n = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, path);
        object = json_object_get(object, key);
        path += n + (path[n] == '.');
    }
    return object;
}

static const char *text(const json_t *object, const char *path)
{
    const char *value = json_string_value(at(object, path));
    return value == NULL ? "" : value;
}

/* A list of words as one cell. */
static const char *words(const json_t *list, char *out, size_t size)
{
    const json_t *word;
    size_t i, n = 0;
    out[0] = '\0';
    json_array_foreach(list, i, word) if (json_is_string(word) && n + 1 < size) n +=
        (size_t)snprintf(out + n, size - n, "%s%s", n == 0 ? "" : ",", json_string_value(word));
    return out;
}

static bool has_word(const json_t *list, const char *wanted)
{
    const json_t *word;
    size_t i;
    json_array_foreach(list, i, word) if (json_is_string(word) && strcmp(json_string_value(word), wanted) == 0) return true;
    return false;
}

/* No quantity is no number: the cell stays empty, and the line is refused for it. */
static const char *number(const json_t *object, const char *path, char out[24])
{
    const json_t *value = at(object, path);
    out[0] = '\0';
    if (json_is_integer(value))
        snprintf(out, 24, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return out;
}

/* What the lines say already isn't said again. */
static const char *unless_said(const char *part, const char *const *said, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasestr(said[i], part) != NULL)
            return "";
    return part;
}

/* The company first, then the lines, then quarter and district; what is more than three lines is joined to the third, so that
 * nothing of an address is left out. */
static void put_address(struct line *l, const json_t *address)
{
    const char *parts[ADDRESS_LINES] = { text(address, "companyName"),  text(address, "addressLine1"),
                                         text(address, "addressLine2"), text(address, "addressLine3"),
                                         text(address, "city"),         text(address, "stateOrRegion") };
    parts[4] = unless_said(text(address, "extendedFields.neighborhood"), parts, 6);
    parts[5] = text(address, "stateOrRegion")[0] == '\0' ? "" : unless_said(text(address, "districtOrCounty"), parts, 5);
    static const char *const columns[] = { "ship-address-1", "ship-address-2", "ship-address-3" };
    size_t n = 0;
    for (int i = 0; i < 3; i++)
        l->address[i][0] = '\0';
    for (int i = 0; i < ADDRESS_LINES; i++) {
        size_t slot = n < 3 ? n : 2, len = strlen(l->address[slot]);
        if (parts[i][0] == '\0')
            continue;
        snprintf(l->address[slot] + len, sizeof l->address[slot] - len, "%s%s", len == 0 ? "" : ", ", parts[i]);
        n++;
    }
    for (int i = 0; i < 3; i++)
        put(l, columns[i], l->address[i]);
    put(l, "recipient-name", text(address, "name"));
    put(l, "ship-company-name", text(address, "companyName"));
    put(l, "ship-city", text(address, "city")[0] != '\0' ? text(address, "city") : text(address, "municipality"));
    put(l, "ship-state",
        text(address, "stateOrRegion")[0] != '\0' ? text(address, "stateOrRegion") : text(address, "districtOrCounty"));
    put(l, "ship-postal-code", text(address, "postalCode"));
    put(l, "ship-country", text(address, "countryCode"));
    put(l, "ship-phone-number", text(address, "phone"));
    put(l, "address-type", text(address, "addressType"));
}

static void put_order(struct line *l, const json_t *order)
{
    const json_t *programs = at(order, "programs");
    put(l, "order-id", text(order, "orderId"));
    put(l, "purchase-date", text(order, "createdTime"));
    put(l, "promise-date", text(order, "fulfillment.shipByWindow.latestDateTime"));
    put(l, "deliver-by", text(order, "fulfillment.deliverByWindow.latestDateTime"));
    put(l, "label-not-before", text(order, "fulfillment.labelPrintingWindow.earliestDateTime"));
    put(l, "buyer-name", text(order, "buyer.buyerName"));
    put(l, "buyer-email", text(order, "buyer.buyerEmail"));
    put(l, "buyer-company-name", text(order, "buyer.buyerCompanyName"));
    put(l, "purchase-order-number", text(order, "buyer.buyerPurchaseOrderNumber"));
    put(l, "ship-service-level", text(order, "fulfillment.fulfillmentServiceLevel"));
    put(l, "sales-channel", text(order, "salesChannel.marketplaceName"));
    put(l, "marketplace-id", text(order, "salesChannel.marketplaceId"));
    put(l, "order-status", text(order, "fulfillment.fulfillmentStatus"));
    put(l, "delivery-instructions", text(order, "recipient.deliveryPreference.addressInstruction"));
    put(l, "programs", words(programs, l->programs, sizeof l->programs));
    put(l, "is-prime", has_word(programs, "PRIME") ? "true" : "");
    put(l, "is-business-order", has_word(programs, "AMAZON_BUSINESS") ? "true" : "");
    put_address(l, at(order, "recipient.deliveryAddress"));
}

/* What was asked for the item itself: the price of all units, as the reports have it. */
static void put_price(struct line *l, const json_t *item)
{
    const json_t *part, *list = at(item, "proceeds.breakdowns");
    size_t i;
    json_array_foreach(list, i, part) if (strcmp(text(part, "type"), "ITEM") == 0)
    {
        put(l, "item-price", text(part, "subtotal.amount"));
        put(l, "currency", text(part, "subtotal.currencyCode"));
        return;
    }
    put(l, "item-price", "");
    put(l, "currency", "");
}

static void put_item(struct line *l, const json_t *item, char programs[WORDS])
{
    const json_t *gift = at(item, "fulfillment.packing.giftOption"), *request = at(item, "cancellation.cancellationRequest");
    const char *wrap = text(gift, "giftWrapLevel");
    put(l, "order-item-id", text(item, "orderItemId"));
    put(l, "sku", text(item, "product.sellerSku"));
    put(l, "asin", text(item, "product.asin"));
    put(l, "product-name", text(item, "product.title"));
    put(l, "quantity-purchased", number(item, "quantityOrdered", l->numbers[0]));
    put(l, "quantity-shipped", number(item, "fulfillment.quantityFulfilled", l->numbers[1]));
    put(l, "quantity-to-ship", number(item, "fulfillment.quantityUnfulfilled", l->numbers[2]));
    put(l, "gift-message-text", text(gift, "giftMessage"));
    put(l, "gift-wrap-type", gift != NULL && wrap[0] == '\0' ? "gift" : wrap); /* that it is one is all that is known */
    put(l, "is-buyer-requested-cancellation", request != NULL ? "true" : "");
    put(l, "buyer-requested-cancel-reason", text(request, "cancelReason"));
    put(l, "item-programs", words(at(item, "programs"), programs, WORDS));
    put(l, "signature-confirmation", text(item, "fulfillment.shipping.shippingConstraints.signatureConfirmation"));
    put(l, "ioss-number", text(item, "fulfillment.shipping.internationalShipping.iossNumber"));
    put_price(l, item);
}

/* A cell is on one line of a file: what would end it is a blank. */
static void put_cell(struct pw_buf *out, const char *cell)
{
    for (; *cell != '\0'; cell++)
        pw_buf_putc(out, *cell == '\t' || *cell == '\n' || *cell == '\r' ? ' ' : (uint8_t)*cell);
}

static void write_row(struct pw_buf *out, const char *const cells[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++) {
        if (i > 0)
            pw_buf_putc(out, '\t');
        put_cell(out, cells[i]);
    }
    pw_buf_putc(out, '\n');
}

/* ---- an order ---- */

static enum pw_amazon_fate fate_of(const json_t *order)
{
    const char *status = text(order, "fulfillment.fulfillmentStatus");
    if (text(order, "orderId")[0] == '\0' || status[0] == '\0' || json_array_size(at(order, "orderItems")) == 0)
        return PW_AMAZON_ORDER_BAD;
    if (strcmp(text(order, "fulfillment.fulfilledBy"), "AMAZON") == 0 || strcmp(status, "UNFULFILLABLE") == 0)
        return PW_AMAZON_ORDER_OTHERS;
    const json_t *programs = at(order, "programs");
    if (has_word(programs, "IN_STORE_PICK_UP") || has_word(programs, "AMAZON_EASY_SHIP") ||
        has_word(programs, "DELIVERY_BY_AMAZON"))
        return PW_AMAZON_ORDER_OTHERS; /* no parcel of ours, or none that whoever packs it confirms */
    return strcmp(status, "SHIPPED") == 0 ? PW_AMAZON_ORDER_SHIPPED : PW_AMAZON_ORDER_LINES;
}

/* What has left of a line that is else complete is said by the others: a line with nothing to come is none. */
static bool is_over(const json_t *order, const json_t *item)
{
    const json_t *left = at(item, "fulfillment.quantityUnfulfilled");
    return strcmp(text(order, "fulfillment.fulfillmentStatus"), "CANCELLED") != 0 && json_is_integer(left) &&
           json_integer_value(left) == 0 && json_integer_value(at(item, "quantityOrdered")) > 0;
}

static void write_order(const json_t *order, struct pw_buf *out)
{
    struct line l;
    char programs[WORDS];
    const json_t *item;
    size_t i;
    memset(&l, 0, sizeof l);
    for (int c = 0; c < COLUMNS; c++)
        l.cells[c] = "";
    put_order(&l, order);
    json_array_foreach(at(order, "orderItems"), i, item)
    {
        if (is_over(order, item))
            continue;
        put_item(&l, item, programs);
        write_row(out, l.cells);
    }
}

bool pw_amazon_orders_read(struct pw_bytes body, struct pw_buf *lines, pw_amazon_order_fn *fn, void *user,
                           struct pw_amazon_page *ret, struct pw_error *err)
{
    json_error_t where;
    memset(ret, 0, sizeof *ret);
    pw_buf_init(&ret->next, 8192);
    json_t *root = pw_json_load(body, JSON_ALLOW_NUL, &where);
    const json_t *list = at(root, "orders"), *one = at(root, "order"), *order;
    if (root == NULL || (!json_is_array(list) && !json_is_object(one))) {
        json_decref(root);
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer holds no orders");
    }
    write_row(lines, header);
    size_t count = json_is_array(list) ? json_array_size(list) : 1;
    for (size_t i = 0; i < count; i++) {
        order = json_is_array(list) ? json_array_get(list, i) : one;
        enum pw_amazon_fate fate = fate_of(order);
        if (fate == PW_AMAZON_ORDER_LINES)
            write_order(order, lines);
        fn(user, text(order, "orderId"), fate);
        ret->orders++;
    }
    pw_buf_puts(&ret->next, text(root, "pagination.nextToken"));
    snprintf(ret->updated_before, sizeof ret->updated_before, "%s", text(root, "lastUpdatedBefore"));
    json_decref(root);
    return pw_buf_ok(lines, err) && pw_buf_ok(&ret->next, err);
}
