/* Buying postage: what is asked, and what the answers say. Labels are packed here with Python's words in mind:
 * base64(gzip(bytes)), base64(md5(...)); Amazon's own sandbox answers are read where they are. */
#include "test.h"

#include "channel/amazon_auth.h"
#include "channel/amazon_error.h"
#include "channel/amazon_postage.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static struct pw_postage_parcel sample(void)
{
    static json_t *items; /* one of two, with the codes of both */
    json_decref(items);
    items = json_loads("[{\"order_item_id\":\"0052986411826454\",\"quantity\":2,\"transparency_codes\":[\"AZ:1\",\"AZ:2\"]}]", 0,
                       NULL);
    return (struct pw_postage_parcel){
        .order_id = "903-5563053-5647845",
        .items = items,
        .from = { .name = "Sample Shop",
                  .line1 = "1 Sample Road",
                  .city = "Springfield",
                  .region = "OR",
                  .postal_code = "97477",
                  .country = "US",
                  .email = "shop@example.com",
                  .phone = "555-0100" },
        .weight_g = 412,
        .length_mm = 305,
        .width_mm = 229,
        .height_mm = 100,
        .arrive_by_us = INT64_C(1795507199000000),
        .experience = "DeliveryConfirmationWithoutSignature",
    };
}

static json_t *asked(const struct pw_buf *body)
{
    json_t *root = json_loadb((const char *)body->data, body->len, JSON_REJECT_DUPLICATES, NULL);
    CHECK(root != NULL);
    return root;
}

static const char *text(const json_t *root, const char *a, const char *b, const char *c)
{
    const json_t *at = json_object_get(root, a);
    at = b == NULL ? at : json_object_get(at, b);
    at = c == NULL ? at : json_object_get(at, c);
    const char *value = json_string_value(at);
    return value == NULL ? "(none)" : value;
}

/* ---- what is asked ---- */

TEST(offers_are_asked_for_in_the_units_of_the_api)
{
    struct pw_postage_parcel p = sample();
    struct pw_error err = { 0 };
    struct pw_buf body;
    pw_buf_init(&body, 1 << 20);
    CHECK_OK(pw_postage_offers_body(&p, &body, &err), err);
    json_t *root = asked(&body), *d = json_object_get(root, "ShipmentRequestDetails");
    CHECK_STR(text(d, "AmazonOrderId", NULL, NULL), "903-5563053-5647845");
    const json_t *item = json_array_get(json_object_get(d, "ItemList"), 0);
    CHECK_STR(text(item, "OrderItemId", NULL, NULL), "0052986411826454"); /* a text: its zeros count */
    CHECK_INT(json_integer_value(json_object_get(item, "Quantity")), 2);
    CHECK_INT(json_array_size(json_object_get(item, "TransparencyCodeList")), 2); /* no confirmation will tell them */
    const json_t *size = json_object_get(d, "PackageDimensions"), *weight = json_object_get(d, "Weight");
    CHECK(json_number_value(json_object_get(size, "Length")) == 30.5);
    CHECK(json_number_value(json_object_get(size, "Width")) == 22.9);
    CHECK(json_number_value(json_object_get(size, "Height")) == 10.0);
    CHECK_STR(text(size, "Unit", NULL, NULL), "centimeters");
    CHECK_INT(json_integer_value(json_object_get(weight, "Value")), 412);
    CHECK_STR(text(weight, "Unit", NULL, NULL), "g");
    CHECK_STR(text(d, "ShipFromAddress", "Email", NULL), "shop@example.com");
    CHECK_STR(text(d, "ShipFromAddress", "StateOrProvinceCode", NULL), "OR");
    CHECK_STR(text(d, "ShipFromAddress", "AddressLine2", NULL), "(none)");
    CHECK_STR(text(d, "MustArriveByDate", NULL, NULL), "2026-11-24T07:59:59Z");
    CHECK_STR(text(d, "ShippingServiceOptions", "DeliveryExperience", NULL), "DeliveryConfirmationWithoutSignature");
    CHECK(json_is_false(json_object_get(json_object_get(d, "ShippingServiceOptions"), "CarrierWillPickUp")));
    CHECK_STR(text(d, "ShippingServiceOptions", "LabelFormat", NULL), "(none)");
    json_decref(root);
    pw_buf_finish(&body);
}

TEST(a_purchase_names_the_offer_and_a_format_that_it_has)
{
    struct pw_postage_parcel p = sample();
    struct pw_offer o = { .service_id = "UPS_PTP_GND", .offer_id = "WHgx+/=", .formats = PW_LABEL_PDF | PW_LABEL_ZPL203 };
    struct pw_error err = { 0 };
    struct pw_buf body;
    pw_buf_init(&body, 1 << 20);
    CHECK_OK(
        pw_postage_buy_body(&p, &o, pw_postage_format(o.formats, 203), "[{\"AdditionalInputFieldName\":\"X\"}]", &body, &err),
        err);
    json_t *root = asked(&body);
    CHECK_STR(text(root, "ShippingServiceId", NULL, NULL), "UPS_PTP_GND");
    CHECK_STR(text(root, "ShippingServiceOfferId", NULL, NULL), "WHgx+/=");
    CHECK_STR(text(root, "ShipmentRequestDetails", "ShippingServiceOptions", "LabelFormat"), "ZPL203");
    CHECK_INT(json_array_size(json_object_get(root, "ShipmentLevelSellerInputsList")), 1);
    json_decref(root);
    pw_buf_finish(&body);
    CHECK_INT(pw_postage_format(PW_LABEL_PDF | PW_LABEL_ZPL203, 300), PW_LABEL_PDF); /* dots of another size */
    CHECK_INT(pw_postage_format(PW_LABEL_PDF | PW_LABEL_PNG | PW_LABEL_ZPL300, 0), PW_LABEL_PNG);
    CHECK_INT(pw_postage_format(PW_LABEL_ZPL300, 300), PW_LABEL_ZPL300);
    CHECK_INT(pw_postage_format(0, 203), PW_LABEL_AS_IT_COMES);
}

TEST(what_is_missing_is_named_before_anybody_is_asked)
{
    struct pw_error err = { 0 };
    struct pw_buf body;
    pw_buf_init(&body, 1 << 20);
    struct pw_postage_parcel p = sample();
    p.from.email = "";
    CHECK(!pw_postage_offers_body(&p, &body, &err) && strstr(err.text, "no email") != NULL);
    p = sample();
    p.from.name = "A shop whose name has more than thirty";
    CHECK(!pw_postage_offers_body(&p, &body, &err) && strstr(err.text, "more than 30") != NULL);
    p.from.name = "\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3\x84\xC3"
                  "\x84\xC3\x84\xC3\x84";
    CHECK(pw_postage_offers_body(&p, &body, &err)); /* characters, not bytes */
    p = sample();
    p.weight_g = 0;
    CHECK(!pw_postage_offers_body(&p, &body, &err) && strstr(err.text, "weighs") != NULL);
    p = sample();
    p.height_mm = 0;
    CHECK(!pw_postage_offers_body(&p, &body, &err) && strstr(err.text, "how big") != NULL);
    p = sample();
    p.items = NULL;
    CHECK(!pw_postage_offers_body(&p, &body, &err));
    pw_buf_finish(&body);
}

/* ---- offers ---- */

static bool offers(const char *json, struct pw_offers *ret, struct pw_buf *others, struct pw_error *err)
{
    return pw_postage_offers_read(pw_bytes_str(json), ret, others, err);
}

TEST(offers_say_price_date_protection_and_formats)
{
    struct pw_offers o;
    struct pw_error err = { 0 };
    struct pw_buf others;
    pw_buf_init(&others, 1 << 16);
    CHECK_OK(
        offers("{\"payload\":{\"ShippingServiceList\":[{\"ShippingServiceName\":\"UPS Ground\xC2\xAE\",\"CarrierName\":"
               "\"UPS\xC2\xAE\",\"ShippingServiceId\":\"UPS_PTP_GND\",\"ShippingServiceOfferId\":\"abc\",\"LatestEstimated"
               "DeliveryDate\":\"2026-11-24T07:59:59Z\",\"Rate\":{\"CurrencyCode\":\"USD\",\"Amount\":9.19},\"RateWith"
               "Adjustments\":{\"CurrencyCode\":\"USD\",\"Amount\":8.29},\"AvailableFormatOptionsForLabel\":[{\"LabelFormat\":"
               "\"ZPL203\"},{\"LabelFormat\":\"PNG\"},{\"LabelFormat\":\"\"}],\"RequiresAdditionalSellerInputs\":true,"
               "\"Benefits\":{\"IncludedBenefits\":[],\"ExcludedBenefits\":[{\"Benefit\":\"CLAIMS_PROTECTED\",\"ReasonCodes\":"
               "[\"LATE_DELIVERY_RISK\"]}]}},{\"CarrierName\":\"X\",\"ShippingServiceId\":\"Y\"}],\"RejectedShippingService"
               "List\":[{\"CarrierName\":\"USPS\",\"ShippingServiceName\":\"Media Mail\",\"ShippingServiceId\":\"M\","
               "\"RejectionReasonCode\":\"CARRIER_CANNOT_SHIP_TO_POBOX\"}],\"TemporarilyUnavailableCarrierList\":[{\"Carrier"
               "Name\":\"FEDEX\"}],\"TermsAndConditionsNotAcceptedCarrierList\":[{\"CarrierName\":\"YANWEN\"}]}}",
               &o, &others, &err),
        err);
    CHECK_INT(o.count, 1);
    CHECK_STR(o.list[0].carrier, "UPS");
    CHECK_STR(o.list[0].service, "UPS Ground");
    CHECK_INT(o.list[0].price_milli, 8290);
    CHECK_STR(o.list[0].currency, "USD");
    CHECK_INT(o.list[0].arrives_us, INT64_C(1795507199000000));
    CHECK(!o.list[0].is_protected && o.list[0].wants_inputs);
    CHECK_STR(o.list[0].unprotected_why, "LATE_DELIVERY_RISK");
    CHECK_INT(o.list[0].formats, PW_LABEL_ZPL203 | PW_LABEL_PNG);
    CHECK(strstr(pw_buf_text(&others), "USPS Media Mail: CARRIER_CANNOT_SHIP_TO_POBOX\n") != NULL);
    CHECK(strstr(pw_buf_text(&others), "FEDEX: for the moment") != NULL);
    CHECK(strstr(pw_buf_text(&others), "YANWEN: its terms") != NULL);
    CHECK(strstr(pw_buf_text(&others), "X: it is offered without a price") != NULL);
    free(o.list);
    CHECK(!offers("{\"payload\":{}}", &o, &others, &err) && err.code == PW_ERR_BAD_INPUT);
    CHECK(!offers("nothing", &o, &others, &err) && o.list == NULL);
    CHECK(!offers("{\"payload\":{\"ShippingServiceList\":[]},\"errors\":[{\"message\":\"no\"}]}", &o, &others, &err));
    pw_buf_finish(&others);
}

TEST(what_a_service_wants_to_know_is_answered_or_named)
{
    struct pw_error err = { 0 };
    struct pw_buf out;
    pw_buf_init(&out, 1 << 16);
    const char *kept =
        "{\"payload\":{\"ShipmentLevelFields\":[{\"AdditionalInputFieldName\":\"SHIPPER_TAX_ID\",\"SellerInput"
        "Definition\":{\"IsRequired\":true,\"DataType\":\"String\",\"InputDisplayText\":\"Tax id\",\"Constraints\":[],"
        "\"StoredValue\":{\"DataType\":\"String\",\"ValueAsString\":\"12-345\"}}}]}}";
    CHECK_OK(pw_postage_inputs_read(pw_bytes_str(kept), &out, &err), err);
    CHECK_STR(pw_buf_text(&out), "[{\"AdditionalInputFieldName\":\"SHIPPER_TAX_ID\",\"AdditionalSellerInput\":{\"DataType\":"
                                 "\"String\",\"ValueAsString\":\"12-345\"}}]");
    const char *open =
        "{\"payload\":{\"ItemLevelFieldsList\":[{\"Asin\":\"B0\",\"AdditionalInputs\":[{\"AdditionalInputFieldName\":"
        "\"N\",\"SellerInputDefinition\":{\"IsRequired\":true,\"InputDisplayText\":\"Non\\u001bdelivery\","
        "\"StoredValue\":{\"DataType\":\"String\"}}}]}]}}";
    CHECK(!pw_postage_inputs_read(pw_bytes_str(open), &out, &err) && err.code == PW_ERR_UNSUPPORTED);
    CHECK(strstr(err.text, "\"Non delivery\"") != NULL);
    pw_buf_finish(&out);
}

/* ---- labels ---- */

static char *base64(const uint8_t *data, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = calloc(len / 3 + 2, 4), *p = out;
    CHECK(out != NULL);
    for (size_t i = 0; i < len; i += 3) {
        unsigned v = (unsigned)data[i] << 16 | (i + 1 < len ? (unsigned)data[i + 1] << 8 : 0) | (i + 2 < len ? data[i + 2] : 0U);
        *p++ = digits[v >> 18];
        *p++ = digits[v >> 12 & 63];
        *p++ = i + 1 < len ? digits[v >> 6 & 63] : '=';
        *p++ = i + 2 < len ? digits[v & 63] : '=';
    }
    return out;
}

static char *packed(const void *data, size_t len)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)len };
    size_t room = len / 100 + len + 100;
    uint8_t *out = malloc(room);
    CHECK(out != NULL && deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_out = out;
    z.avail_out = (uInt)room;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    char *text64 = base64(out, z.total_out);
    deflateEnd(&z);
    free(out);
    return text64;
}

/* printf '^XA^FDa^FS^XZ' | md5sum: python3 -c "import base64, hashlib;
 * print(base64.b64encode(hashlib.md5(b'^XA^FDa^FS^XZ').digest()))" */
static const char zpl[] = "^XA^FDa^FS^XZ", zpl_sum[] = "k2qoqC8GKvtNJStZcMcOLg==";

TEST(a_label_is_unpacked_and_its_checksum_held_against_it)
{
    char why[160], *in = packed(zpl, strlen(zpl));
    struct pw_buf out;
    pw_buf_init(&out, PW_LABEL_MAX);
    CHECK_INT(pw_postage_label_read(in, zpl_sum, &out, why), PW_POSTAGE_LABEL_GOOD);
    CHECK_STR(pw_buf_text(&out), zpl);
    CHECK_INT(pw_postage_label_read(in, "1B2M2Y8AsgTpgAmY7PhCfg==", &out, why), PW_POSTAGE_LABEL_ODD); /* of nothing */
    CHECK_INT(pw_postage_label_read(in, "", &out, why), PW_POSTAGE_LABEL_ODD);
    CHECK_INT(pw_postage_label_read("", "", &out, why), PW_POSTAGE_LABEL_NONE);
    /* cut anywhere, or with anything changed, it is no label */
    for (size_t n = 1; n < strlen(in); n++) {
        char *cut = strndup(in, n);
        CHECK_INT(pw_postage_label_read(cut, zpl_sum, &out, why), PW_POSTAGE_LABEL_BAD);
        CHECK(out.len == 0 && why[0] != '\0');
        free(cut);
    }
    in[4] = '*';
    CHECK_INT(pw_postage_label_read(in, zpl_sum, &out, why), PW_POSTAGE_LABEL_BAD);
    free(in);
    in = packed("<html>", 6);
    CHECK_INT(pw_postage_label_read(in, "", &out, why), PW_POSTAGE_LABEL_BAD);
    CHECK_STR(why, "it is neither ZPL, PDF nor PNG");
    free(in);
    pw_buf_finish(&out);
}

TEST(a_label_that_grows_without_end_is_stopped)
{
    size_t len = (size_t)64 << 20;
    char *zeros = calloc(1, len), why[160];
    struct pw_buf out;
    pw_buf_init(&out, PW_LABEL_MAX);
    CHECK(zeros != NULL);
    memcpy(zeros, "^XA", 3);
    char *in = packed(zeros, len);
    CHECK(strlen(in) < 200000); /* a small answer */
    CHECK_INT(pw_postage_label_read(in, "", &out, why), PW_POSTAGE_LABEL_BAD);
    CHECK_STR(why, "unpacked it is bigger than a label may be");
    free(in);
    free(zeros);
    pw_buf_finish(&out);
}

TEST(a_shipment_is_bought_even_where_its_label_cannot_be_read)
{
    struct pw_postage_shipment s;
    struct pw_error err = { 0 };
    struct pw_buf label;
    pw_buf_init(&label, PW_LABEL_MAX);
    const char *json =
        "{\"payload\":{\"ShipmentId\":\"be7a0a53-00c3-4f6f-a63a-639f76ee9253\",\"Status\":\"Purchased\",\"TrackingId\":"
        "\"1Z17E2100217295733\",\"ShippingService\":{\"CarrierName\":\"UPS\xC2\xAE\",\"ShippingServiceName\":\"UPS "
        "Ground\",\"Rate\":{\"CurrencyCode\":\"USD\",\"Amount\":34.73}},\"Label\":{\"FileContents\":{\"Contents\":"
        "\"H4sI\",\"FileType\":\"image/png\",\"Checksum\":\"d+eUxK5WTGxkGsTF0pmefQ==\"}}}}";
    CHECK_OK(pw_postage_shipment_read(pw_bytes_str(json), &s, &label, &err), err);
    CHECK_STR(s.id, "be7a0a53-00c3-4f6f-a63a-639f76ee9253");
    CHECK_STR(s.tracking, "1Z17E2100217295733");
    CHECK_STR(s.carrier, "UPS");
    CHECK_INT(s.price_milli, 34730);
    CHECK_INT(s.label, PW_POSTAGE_LABEL_BAD);
    CHECK(!pw_postage_shipment_read(pw_bytes_str("{\"payload\":{\"ShipmentId\":\"../../x\",\"Status\":\"Purchased\"}}"), &s,
                                    &label, &err));
    CHECK(!pw_postage_is_id("be7a0a53-00c3-4f6f-a63a-639f76ee925") && !pw_postage_is_id("be7a0a53-00c3-4f6f-a63a-639f76ee92531"));
    pw_buf_finish(&label);
}

/* ---- the fate of a purchase ---- */

static enum pw_postage_known fate(const char *status, const char *packages, const char *ours, char tracking[64])
{
    char json[800];
    enum pw_postage_known known = PW_POSTAGE_UNCLEAR;
    struct pw_error err = { 0 };
    snprintf(json, sizeof json, "{\"order\":{\"fulfillment\":{\"fulfillmentStatus\":\"%s\"},\"packages\":[%s]}}", status,
             packages);
    CHECK_OK(pw_postage_known(pw_bytes_str(json), ours, &known, tracking, &err), err);
    return known;
}

TEST(a_purchase_that_was_not_answered_is_known_by_one_parcel_more)
{
    char tracking[64];
    struct pw_error err = { 0 };
    enum pw_postage_known known;
    CHECK_INT(fate("UNSHIPPED", "", "", tracking), PW_POSTAGE_LACKS);
    CHECK_INT(fate("SHIPPED", "{\"trackingNumber\":\"1Z1\"}", "", tracking), PW_POSTAGE_BOUGHT);
    CHECK_STR(tracking, "1Z1");
    CHECK_INT(fate("PARTIALLY_SHIPPED", "{\"trackingNumber\":\"1Z1\"}", "1Z1\n", tracking), PW_POSTAGE_LACKS);
    CHECK_INT(fate("PARTIALLY_SHIPPED", "{\"trackingNumber\":\"1Z1\"}", "1Z12\n2Z1\n", tracking), PW_POSTAGE_BOUGHT);
    CHECK_INT(fate("SHIPPED", "{\"trackingNumber\":\"1Z1\"},{\"trackingNumber\":\"1Z2\"}", "1Z0\n1Z1", tracking),
              PW_POSTAGE_BOUGHT);
    CHECK_STR(tracking, "1Z2");
    CHECK_INT(fate("SHIPPED", "", "", tracking), PW_POSTAGE_UNCLEAR);
    CHECK_INT(fate("SHIPPED", "{\"trackingNumber\":\"1Z1\"}", "1Z1", tracking), PW_POSTAGE_UNCLEAR);
    CHECK_INT(fate("CANCELLED", "", "", tracking), PW_POSTAGE_UNCLEAR);
    CHECK(!pw_postage_known(pw_bytes_str("{}"), "", &known, tracking, &err));
}

TEST(a_restricted_token_is_asked_for_and_read)
{
    char token[PW_AMAZON_TOKEN_MAX + 1];
    int64_t seconds;
    struct pw_error err = { 0 };
    json_t *root = json_loads(pw_postage_restricted_body, JSON_REJECT_DUPLICATES, NULL);
    CHECK_INT(json_array_size(json_object_get(root, "restrictedResources")), 3);
    json_decref(root);
    CHECK_OK(pw_amazon_restricted_read(pw_bytes_str("{\"restrictedDataToken\":\"Atz.sprdt|a\",\"expiresIn\":3600}"), token,
                                       &seconds, &err),
             err);
    CHECK_STR(token, "Atz.sprdt|a");
    CHECK(!pw_amazon_restricted_read(pw_bytes_str("{\"restrictedDataToken\":\"a\\r\\nb\",\"expiresIn\":3600}"), token, &seconds,
                                     &err));
}

/* ---- Amazon's own answers ---- */

static json_t *sandbox(void)
{
    const char *shared = getenv("PACKWRIGHT_SHARED");
    char path[400];
    if (shared == NULL)
        return NULL;
    snprintf(path, sizeof path, "%s/amazon/sandbox-cases.json", shared);
    return json_load_file(path, 0, NULL);
}

/* One case against what a person reads in it. */
static int read_case(const char *operation, struct pw_bytes body)
{
    struct pw_error err = { 0 };
    struct pw_buf out;
    int seen = 1;
    pw_buf_init(&out, PW_LABEL_MAX);
    if (strcmp(operation, "getEligibleShipmentServices") == 0) {
        struct pw_offers o;
        CHECK_OK(pw_postage_offers_read(body, &o, &out, &err), err);
        CHECK_INT(o.count, 2);
        CHECK_STR(o.list[0].service, "UPS 2nd Day Air");
        CHECK_INT(o.list[0].price_milli, 33730);
        CHECK(o.list[0].is_protected && !o.list[1].is_protected && o.list[0].wants_inputs);
        CHECK_INT(o.list[0].formats, PW_LABEL_ZPL203 | PW_LABEL_PNG | PW_LABEL_PDF | PW_LABEL_AS_IT_COMES);
        CHECK_STR(o.list[1].unprotected_why, "LATE_DELIVERY_RISK");
        CHECK_INT(o.list[1].arrives_us, INT64_C(1572415200000000)); /* date -u -d 2019-10-30T06:00 +%s */
        CHECK(strstr(pw_buf_text(&out), "CHINA_POST: its terms") != NULL &&
              strstr(pw_buf_text(&out), "DHLECOMMERCE: for") != NULL);
        free(o.list);
    } else if (strcmp(operation, "getAdditionalSellerInputs") == 0) {
        CHECK_OK(pw_postage_inputs_read(body, &out, &err), err);
        CHECK_STR(pw_buf_text(&out), "[]");
    } else if (strstr(operation, "Shipment") != NULL) {
        struct pw_postage_shipment s;
        bool cancelled = strcmp(operation, "cancelShipment") == 0;
        CHECK_OK(pw_postage_shipment_read(body, &s, &out, &err), err);
        CHECK_STR(s.carrier, "UPS");
        CHECK_INT(s.price_milli, 33730);
        CHECK_INT(s.status, cancelled ? PW_POSTAGE_REFUND_PENDING : PW_POSTAGE_PURCHASED);
        CHECK_INT(s.label, cancelled ? PW_POSTAGE_LABEL_NONE : PW_POSTAGE_LABEL_BAD); /* they are shortened */
    } else {
        seen = 0;
    }
    pw_buf_finish(&out);
    return seen;
}

TEST(every_answer_of_the_sandbox_about_postage_means_something)
{
    json_t *root = sandbox(), *one;
    size_t i;
    int good = 0, bad = 0;
    if (root == NULL) {
        pw_test_skip("PACKWRIGHT_SHARED has no sandbox cases");
        return;
    }
    json_array_foreach(json_object_get(root, "cases"), i, one)
    {
        const char *operation = json_string_value(json_object_get(one, "operation"));
        if (strcmp(json_string_value(json_object_get(one, "api")), "merchantFulfillmentV0") != 0)
            continue;
        int status = (int)json_integer_value(json_object_get(one, "status"));
        char *body = json_dumps(json_object_get(one, "response"), JSON_COMPACT);
        CHECK(body != NULL);
        struct pw_web_answer a = { .status = status, .body = pw_bytes_str(body) };
        struct pw_amazon_meaning m;
        pw_amazon_meaning_of(&a, &m);
        if (status == 200) {
            CHECK_INT(m.verdict, PW_AMAZON_DONE);
            good += read_case(operation, a.body);
        } else {
            CHECK(m.verdict == PW_AMAZON_REFUSED && m.words[0] != '\0');
            bad++;
        }
        free(body);
    }
    CHECK_INT(good, 5);
    CHECK_INT(bad, 5);
    json_decref(root);
}
