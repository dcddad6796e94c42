/* Shipping v2: what is asked, and what the answers say. */
#include "test.h"

#include "channel/shipping_v2.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char rates[] =
    "{\"payload\":{\"requestToken\":\"amzn1.rq.1\",\"rates\":[{\"rateId\":\"r-1\",\"carrierId\":\"UPS\",\"carrierName\":"
    "\"UPS\xC2\xAE\","
    "\"serviceId\":\"UPS_GND\",\"serviceName\":\"UPS Ground\",\"totalCharge\":{\"value\":8.29,\"unit\":\"USD\"},\"promise\":{"
    "\"deliveryWindow\":{\"start\":\"2026-11-24T06:00:00Z\",\"end\":\"2026-11-24T07:59:59Z\"}},\"requiresAdditionalInputs\":true,"
    "\"supportedDocumentSpecifications\":[{\"format\":\"ZPL\",\"size\":{\"width\":8,\"length\":11,\"unit\":\"INCH\"},"
    "\"printOptions\":[{"
    "\"supportedDPIs\":[203]}]},{\"format\":\"ZPL\",\"size\":{\"width\":4,\"length\":6,\"unit\":\"INCH\"},\"printOptions\":[{"
    "\"supportedDPIs\":[203],\"supportedPageLayouts\":[\"LEFT\",\"RIGHT\"],\"supportedFileJoiningOptions\":[true,false],"
    "\"supportedDocumentDetails\":[{\"name\":\"LABEL\",\"isMandatory\":true},{\"name\":\"CUSTOM_FORM\",\"isMandatory\":true},{"
    "\"name\":"
    "\"PACKSLIP\",\"isMandatory\":false}]}]},{\"format\":\"PDF\",\"size\":{\"width\":10.16,\"length\":15.24,\"unit\":"
    "\"CENTIMETER\"},"
    "\"printOptions\":[{}]}],\"benefits\":{\"includedBenefits\":[],\"excludedBenefits\":[{\"benefit\":\"CLAIMS_PROTECTED\","
    "\"reasonCodes\":"
    "[\"LATE_DELIVERY_RISK\"]}]}},{\"rateId\":\"r-2\",\"carrierName\":\"X\"}],\"ineligibleRates\":[{\"carrierName\":\"DHL\","
    "\"serviceName\":\"DHL Express\",\"ineligibilityReasons\":[{\"code\":\"NO_COVERAGE\"}]}]}}";

static struct pw_postage_parcel sample(json_t **ret_items)
{
    *ret_items = json_loads("[{\"order_item_id\":\"0501\",\"quantity\":2}]", 0, NULL);
    return (struct pw_postage_parcel){
        .order_id = "903-5563053-5647845",
        .items = *ret_items,
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
        .value_milli = 29970,
        .currency = "USD",
        .reference = "17",
        .experience = "DeliveryConfirmationWithoutSignature",
    };
}

static const char *text(const json_t *root, const char *a, const char *b)
{
    const json_t *at = json_object_get(root, a);
    const char *value = json_string_value(b == NULL ? at : json_object_get(at, b));
    return value == NULL ? "(none)" : value;
}

TEST(rates_are_asked_for_an_order_of_the_marketplace)
{
    json_t *items;
    struct pw_postage_parcel p = sample(&items);
    struct pw_error err = { 0 };
    struct pw_buf body;
    pw_buf_init(&body, 1 << 20);
    CHECK_OK(pw_shipping_rates_body(&p, "EUR", &body, &err), err);
    json_t *root = json_loadb((const char *)body.data, body.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *package = json_array_get(json_object_get(root, "packages"), 0), *item;
    CHECK_STR(text(json_object_get(root, "channelDetails"), "amazonOrderDetails", "orderId"), "903-5563053-5647845");
    CHECK_STR(text(root, "channelDetails", "channelType"), "AMAZON");
    CHECK_STR(text(root, "shipFrom", "phoneNumber"), "555-0100");
    CHECK_STR(text(package, "packageClientReferenceId", NULL), "17");
    CHECK(json_number_value(json_object_get(json_object_get(package, "dimensions"), "length")) == 30.5);
    CHECK_STR(text(package, "weight", "unit"), "GRAM");
    CHECK(json_number_value(json_object_get(json_object_get(package, "insuredValue"), "value")) == 29.97);
    item = json_array_get(json_object_get(package, "items"), 0);
    CHECK_STR(text(item, "itemIdentifier", NULL), "0501");
    json_decref(root);
    pw_buf_reset(&body);
    p.value_milli = -1; /* not known: nothing is insured, in the place's money */
    CHECK_OK(pw_shipping_rates_body(&p, "EUR", &body, &err), err);
    CHECK(strstr(pw_buf_text(&body), "\"insuredValue\":{\"value\":0.0,\"unit\":\"EUR\"}") != NULL);
    p.weight_g = 0;
    CHECK(!pw_shipping_rates_body(&p, "EUR", &body, &err) && strstr(err.text, "weighs") != NULL);
    pw_buf_finish(&body);
    json_decref(items);
    CHECK_STR(pw_shipping_place("US")->business, "AmazonShipping_US");
    CHECK(pw_shipping_place("DE") == NULL);
}

TEST(rates_say_price_date_protection_and_formats)
{
    struct pw_offers o;
    struct pw_buf others;
    struct pw_error err = { 0 };
    pw_buf_init(&others, 1 << 16);
    CHECK_OK(pw_shipping_rates_read(pw_bytes_str(rates), &o, &others, &err), err);
    CHECK_INT(o.count, 1);
    CHECK_STR(o.list[0].carrier, "UPS");
    CHECK_STR(o.list[0].offer_id, "r-1");
    CHECK_INT(o.list[0].price_milli, 8290);
    CHECK_INT(o.list[0].arrives_us, INT64_C(1795507199000000));
    CHECK_INT(o.list[0].formats, PW_LABEL_ZPL203 | PW_LABEL_PDF);
    CHECK(!o.list[0].is_protected && o.list[0].wants_inputs);
    CHECK_STR(pw_buf_text(&others), "X: it is offered without a price or an id\nDHL Express: NO_COVERAGE\n");
    free(o.list);
    CHECK(!pw_shipping_rates_read(pw_bytes_str("{\"payload\":{\"rates\":[]}}"), &o, &others,
                                  &err)); /* without its token nothing can be bought */
    CHECK(!pw_shipping_rates_read(pw_bytes_str("[]"), &o, &others, &err));
    pw_buf_finish(&others);
}

TEST(a_purchase_asks_for_what_its_rate_offers)
{
    struct pw_buf body;
    struct pw_error err = { 0 };
    pw_buf_init(&body, 1 << 16);
    CHECK_OK(pw_shipping_buy_body(pw_bytes_str(rates), "r-1", 203, &body, &err), err);
    CHECK_STR(pw_buf_text(&body), "{\"requestToken\":\"amzn1.rq.1\",\"rateId\":\"r-1\",\"requestedDocumentSpecification\":{"
                                  "\"format\":\"ZPL\",\"size\":{\"width\":4,"
                                  "\"length\":6,\"unit\":\"INCH\"},\"needFileJoining\":true,\"requestedDocumentTypes\":["
                                  "\"LABEL\",\"CUSTOM_FORM\"],\"dpi\":203,"
                                  "\"pageLayout\":\"LEFT\"}}");
    pw_buf_reset(&body);
    CHECK_OK(pw_shipping_buy_body(pw_bytes_str(rates), "r-1", 300, &body, &err), err); /* dots of another size: the PDF */
    CHECK(strstr(pw_buf_text(&body), "\"format\":\"PDF\"") != NULL && strstr(pw_buf_text(&body), "dpi") == NULL);
    CHECK(!pw_shipping_buy_body(pw_bytes_str(rates), "r-2", 203, &body, &err)); /* it gives no label */
    CHECK(!pw_shipping_buy_body(pw_bytes_str(rates), "r-3", 203, &body, &err));
    pw_buf_finish(&body);
}

TEST(a_shipment_has_its_label_plain)
{
    struct pw_postage_shipment s;
    struct pw_buf label;
    struct pw_error err = { 0 };
    pw_buf_init(&label, PW_LABEL_MAX);
    /* python3 -c "import base64; print(base64.b64encode(b'^XA^FDa^FS^XZ'))" */
    CHECK_OK(
        pw_shipping_shipment_read(
            pw_bytes_str("{\"payload\":{\"shipmentId\":\"amzn1-sid-1\",\"packageDocumentDetails\":[{\"trackingId\":\"TBA1\","
                         "\"packageDocuments\":[{\"type\":\"CUSTOM_FORM\",\"contents\":\"eA==\"},{\"type\":\"LABEL\",\"format\":"
                         "\"ZPL\",\"contents\":\"XlhBXkZEYV5GU15YWg==\"}]}]}}"),
            &s, &label, &err),
        err);
    CHECK_STR(s.id, "amzn1-sid-1");
    CHECK_STR(s.tracking, "TBA1");
    CHECK_INT(s.label, PW_POSTAGE_LABEL_GOOD);
    CHECK_STR(pw_buf_text(&label), "^XA^FDa^FS^XZ");
    CHECK_OK(pw_shipping_shipment_read(
                 pw_bytes_str("{\"payload\":{\"shipmentId\":\"a\",\"packageDocumentDetail\":{\"trackingId\":\"T\","
                              "\"packageDocuments\":[{\"type\":\"LABEL\",\"contents\":\"XlhBXkZEYV5G\"}]}}}"),
                 &s, &label, &err),
             err);
    CHECK_INT(s.label, PW_POSTAGE_LABEL_GOOD); /* of the documents' own answer */
    CHECK_OK(pw_shipping_shipment_read(pw_bytes_str("{\"payload\":{\"shipmentId\":\"a\"}}"), &s, &label, &err), err);
    CHECK(s.label == PW_POSTAGE_LABEL_BAD && s.label_why[0] != '\0' && label.len == 0);
    CHECK(!pw_shipping_shipment_read(pw_bytes_str("{\"payload\":{\"shipmentId\":\"../x\"}}"), &s, &label, &err));
    pw_buf_finish(&label);
}
