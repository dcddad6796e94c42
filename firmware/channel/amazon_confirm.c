#include "channel/amazon_confirm.h"

#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

static bool check(const json_t *payload, struct pw_error *err)
{
    const char *what = member(payload, "tracking_number")[0] == '\0' ? "tracking number"
                       : member(payload, "carrier_code")[0] == '\0'  ? "carrier"
                       : strcmp(member(payload, "carrier_code"), "Other") == 0 && member(payload, "carrier_name")[0] == '\0'
                           ? "carrier"
                       : json_array_size(json_object_get(payload, "items")) == 0 ? "item"
                                                                                 : NULL;
    if (what == NULL)
        return true;
    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "this parcel has no %s, without which Amazon takes no confirmation", what);
}

static json_t *items_of(const json_t *payload)
{
    json_t *items = json_array(), *item;
    size_t i;
    json_array_foreach(json_object_get(payload, "items"), i, item)
    {
        if (json_integer_value(json_object_get(item, "quantity")) == 0) /* nothing of that line is in the parcel */
            continue;
        json_t *one = json_pack("{s:s, s:I}", "orderItemId", member(item, "order_item_id"), "quantity",
                                json_integer_value(json_object_get(item, "quantity")));
        json_t *codes = json_object_get(item, "transparency_codes");
        if (json_array_size(codes) > 0)
            json_object_set(one, "transparencyCodes", codes);
        json_array_append_new(items, one);
    }
    return items;
}

static bool put_body(const json_t *payload, const char *marketplace, int64_t package, struct pw_buf *out, struct pw_error *err)
{
    char reference[24];
    snprintf(reference, sizeof reference, "%" PRId64, package);
    json_t *detail = json_pack("{s:s, s:s, s:s, s:s, s:o}", "packageReferenceId", reference, "carrierCode",
                               member(payload, "carrier_code"), "trackingNumber", member(payload, "tracking_number"), "shipDate",
                               member(payload, "ship_date"), "orderItems", items_of(payload));
    if (member(payload, "carrier_name")[0] != '\0')
        json_object_set(detail, "carrierName", json_object_get(payload, "carrier_name"));
    if (member(payload, "ship_method")[0] != '\0')
        json_object_set(detail, "shippingMethod", json_object_get(payload, "ship_method"));
    json_t *body = json_pack("{s:s, s:o}", "marketplaceId", marketplace, "packageDetail", detail);
    char *text = pw_json_text(body, JSON_COMPACT);
    json_decref(body);
    if (text == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a confirmation");
    pw_buf_puts(out, text);
    free(text);
    return pw_buf_ok(out, err);
}

bool pw_amazon_confirm_body(const char *payload, const char *marketplace, int64_t package, struct pw_buf *out,
                            struct pw_error *err)
{
    json_t *root;
    if (!pw_json_read(payload, 0, &root, err))
        return false;
    bool ok = check(root, err) && put_body(root, marketplace, package, out, err);
    json_decref(root);
    return ok;
}

/* Written with blanks or dashes it is the same number. */
static bool same_number(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " -");
        b += strspn(b, " -");
        if (*a != *b)
            return false;
        if (*a == '\0')
            return true;
    }
}

/* by_postage: the label that was bought may have told it already, under a reference of its own. */
static enum pw_amazon_known known(const json_t *order, const char *tracking, bool by_postage, int64_t package)
{
    const json_t *one;
    size_t i;
    const char *status = member(json_object_get(order, "fulfillment"), "fulfillmentStatus");
    json_array_foreach(json_object_get(order, "packages"), i, one)
    {
        if (by_postage && same_number(member(one, "trackingNumber"), tracking))
            return PW_AMAZON_KNOWS;
    }
    json_array_foreach(json_object_get(order, "packages"), i, one)
    {
        if (strtoll(member(one, "packageReferenceId"), NULL, 10) != package)
            continue;
        return same_number(member(one, "trackingNumber"), tracking) ? PW_AMAZON_KNOWS : PW_AMAZON_OTHERWISE;
    }
    return strcmp(status, "UNSHIPPED") == 0 || strcmp(status, "PARTIALLY_SHIPPED") == 0 ? PW_AMAZON_LACKS : PW_AMAZON_OTHERWISE;
}

bool pw_amazon_confirm_known(struct pw_bytes body, const char *payload, int64_t package, enum pw_amazon_known *ret_known,
                             struct pw_error *err)
{
    json_t *sent, *root = pw_json_load(body, JSON_ALLOW_NUL, NULL);
    const json_t *order = json_object_get(root, "order");
    bool ok = json_is_object(order) && json_is_object(json_object_get(order, "fulfillment"));
    if (!ok)
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer holds no order");
    if (ok && (ok = pw_json_read(payload, 0, &sent, err))) {
        *ret_known = known(order, member(sent, "tracking_number"), json_is_true(json_object_get(sent, "by_postage")), package);
        json_decref(sent);
    }
    json_decref(root);
    return ok;
}
