#include "channel/amazon_postage.h"

#include "base/json.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { NOTES_MAX = 200 };

const char pw_postage_restricted_body[] =
    "{\"restrictedResources\":[{\"method\":\"POST\",\"path\":\"/mfn/v0/shipments\"},{\"method\":\"GET\",\"path\":"
    "\"/mfn/v0/shipments/{shipmentId}\"},{\"method\":\"DELETE\",\"path\":\"/mfn/v0/shipments/{shipmentId}\"}]}";

static const struct {
    enum pw_label_format format;
    const char *name;
} formats[] = {
    { PW_LABEL_AS_IT_COMES, "ShippingServiceDefault" },
    { PW_LABEL_PDF, "PDF" },
    { PW_LABEL_PNG, "PNG" },
    { PW_LABEL_ZPL203, "ZPL203" },
    { PW_LABEL_ZPL300, "ZPL300" },
};

/* ---- what is asked ---- */

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static bool whole(const struct pw_postage_parcel *p, struct pw_error *err)
{
    const struct {
        const char *value, *name;
        size_t most;
    } needed[] = {
        { p->from.name, "name", 30 },
        { p->from.line1, "line1", 180 },
        { p->from.city, "city", 30 },
        { p->from.country, "country", 2 },
        { p->from.postal_code, "postal-code", 30 },
        { p->from.email, "email", 320 },
        { p->from.phone, "phone", 30 },
    };
    for (size_t i = 0; i < PW_COUNT(needed); i++) {
        if (needed[i].value == NULL || needed[i].value[0] == '\0')
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "[sender] has no %s, without which no postage is sold", needed[i].name);
        if (characters(needed[i].value) > needed[i].most)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "[sender] %s has more than %zu characters, which postage is not sold for",
                           needed[i].name, needed[i].most);
    }
    if (json_array_size(p->items) == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "there is nothing in this parcel");
    if (p->weight_g <= 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0,
                       "nobody knows what this parcel weighs: put it on the scale, or give its articles"
                       " (and the box) a weight");
    if (p->length_mm <= 0 || p->width_mm <= 0 || p->height_mm <= 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "nobody knows how big this parcel is: scan its box, and give that [box] a size");
    return true;
}

static void put_text(json_t *object, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        json_object_set_new(object, key, json_string(value));
}

static json_t *sender_of(const struct pw_postage_parcel *p)
{
    json_t *from = json_object();
    put_text(from, "Name", p->from.name);
    put_text(from, "AddressLine1", p->from.line1);
    put_text(from, "AddressLine2", p->from.line2);
    put_text(from, "Email", p->from.email);
    put_text(from, "City", p->from.city);
    put_text(from, "StateOrProvinceCode", p->from.region);
    put_text(from, "PostalCode", p->from.postal_code);
    put_text(from, "CountryCode", p->from.country);
    put_text(from, "Phone", p->from.phone);
    return from;
}

/* Centimetres with one decimal: a millimetre is one. */
static json_t *cm(int64_t mm)
{
    return json_real((double)mm / 10);
}

static json_t *items_of(const json_t *all)
{
    json_t *items = json_array(), *one;
    size_t i;
    json_array_foreach(all, i, one)
    {
        json_t *item = json_pack("{s:O, s:O}", "OrderItemId", json_object_get(one, "order_item_id"), "Quantity",
                                 json_object_get(one, "quantity"));
        json_t *codes = json_object_get(one, "transparency_codes");
        if (json_array_size(codes) > 0)
            json_object_set(item, "TransparencyCodeList", codes);
        json_array_append_new(items, item);
    }
    return items;
}

static json_t *details_of(const struct pw_postage_parcel *p, enum pw_label_format format)
{
    json_t *options = json_pack("{s:s, s:b, s:s}", "DeliveryExperience", p->experience, "CarrierWillPickUp", p->picked_up,
                                "CarrierWillPickUpOption", p->picked_up ? "CarrierWillPickUp" : "ShipperWillDropOff");
    for (size_t i = 0; i < PW_COUNT(formats); i++)
        if (formats[i].format == format)
            json_object_set_new(options, "LabelFormat", json_string(formats[i].name));
    json_t *details = json_pack("{s:s, s:o, s:o, s:o, s:{s:I, s:s}, s:o}", "AmazonOrderId", p->order_id, "ItemList",
                                items_of(p->items), "ShipFromAddress", sender_of(p), "PackageDimensions",
                                json_pack("{s:o, s:o, s:o, s:s}", "Length", cm(p->length_mm), "Width", cm(p->width_mm), "Height",
                                          cm(p->height_mm), "Unit", "centimeters"),
                                "Weight", "Value", (json_int_t)p->weight_g, "Unit", "g", "ShippingServiceOptions", options);
    if (p->arrive_by_us > 0) {
        char when[21];
        pw_time_format(p->arrive_by_us, when);
        put_text(details, "MustArriveByDate", when);
    }
    return details;
}

/* Takes body. */
static bool put(json_t *body, struct pw_buf *out, struct pw_error *err)
{
    char *text = body == NULL ? NULL : pw_json_text(body, JSON_COMPACT | JSON_REAL_PRECISION(10));
    json_decref(body);
    if (text == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory to ask for postage");
    pw_buf_puts(out, text);
    free(text);
    return pw_buf_ok(out, err);
}

bool pw_postage_offers_body(const struct pw_postage_parcel *p, struct pw_buf *out, struct pw_error *err)
{
    return whole(p, err) && put(json_pack("{s:o}", "ShipmentRequestDetails", details_of(p, 0)), out, err);
}

bool pw_postage_inputs_body(const struct pw_postage_parcel *p, const char *service_id, struct pw_buf *out, struct pw_error *err)
{
    return whole(p, err) && put(json_pack("{s:s, s:o, s:s}", "ShippingServiceId", service_id, "ShipFromAddress", sender_of(p),
                                          "OrderId", p->order_id),
                                out, err);
}

enum pw_label_format pw_postage_format(unsigned offered, int zpl_dpi)
{
    unsigned own = zpl_dpi == 203 ? PW_LABEL_ZPL203 : zpl_dpi == 300 ? PW_LABEL_ZPL300 : 0;
    return (offered & own) != 0            ? (enum pw_label_format)own
           : (offered & PW_LABEL_PNG) != 0 ? PW_LABEL_PNG
           : (offered & PW_LABEL_PDF) != 0 ? PW_LABEL_PDF
                                           : PW_LABEL_AS_IT_COMES;
}

bool pw_postage_buy_body(const struct pw_postage_parcel *p, const struct pw_offer *offer, enum pw_label_format format,
                         const char *inputs, struct pw_buf *out, struct pw_error *err)
{
    json_t *answers = NULL;
    if (!whole(p, err) || (inputs[0] != '\0' && !pw_json_read(inputs, 0, &answers, err)))
        return false;
    json_t *body =
        json_pack("{s:o, s:s}", "ShipmentRequestDetails", details_of(p, format), "ShippingServiceId", offer->service_id);
    put_text(body, "ShippingServiceOfferId", offer->offer_id);
    if (json_array_size(answers) > 0)
        json_object_set(body, "ShipmentLevelSellerInputsList", answers);
    json_decref(answers);
    return put(body, out, err);
}

/* ---- what is answered ---- */

static const char *member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* For people, and for a carrier's name: without the sign of a registered mark, on one line. */
void pw_postage_copy(char *out, size_t size, const char *text)
{
    size_t n = 0;
    for (const char *p = text; *p != '\0' && n + 1 < size; p++) {
        if (strncmp(p, "\xC2\xAE", 2) == 0 || strncmp(p, "\xE2\x84\xA2", 3) == 0) {
            p += *p == '\xC2' ? 1 : 2;
            continue;
        }
        out[n++] = (unsigned char)*p < 0x20 || *p == 0x7F ? ' ' : *p;
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    pw_utf8_mend(out);
}

static bool read_money(const json_t *money, int64_t *ret_milli, char ret_currency[4])
{
    const json_t *amount = json_object_get(money, "Amount");
    double value = json_number_value(amount);
    if (!json_is_number(amount) || !(value >= 0 && value < 1e9) || strlen(member(money, "CurrencyCode")) != 3)
        return false;
    *ret_milli = llround(value * 1000);
    snprintf(ret_currency, 4, "%s", member(money, "CurrencyCode"));
    return true;
}

/* What the seller pays in the end. */
static bool read_price(const json_t *service, int64_t *ret_milli, char ret_currency[4])
{
    return read_money(json_object_get(service, "RateWithAdjustments"), ret_milli, ret_currency) ||
           read_money(json_object_get(service, "Rate"), ret_milli, ret_currency);
}

static unsigned format_named(const char *name)
{
    for (size_t i = 0; i < PW_COUNT(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return (unsigned)formats[i].format;
    return 0;
}

static unsigned read_formats(const json_t *service)
{
    const json_t *one;
    size_t i;
    unsigned all = 0;
    json_array_foreach(json_object_get(service, "AvailableLabelFormats"), i, one)
    {
        all |= json_is_string(one) ? format_named(json_string_value(one)) : 0;
    }
    json_array_foreach(json_object_get(service, "AvailableFormatOptionsForLabel"), i, one)
    {
        all |= format_named(member(one, "LabelFormat"));
    }
    return all;
}

static void read_benefits(const json_t *benefits, struct pw_offer *o)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(benefits, "IncludedBenefits"), i, one)
    {
        o->is_protected = o->is_protected || (json_is_string(one) && strcmp(json_string_value(one), "CLAIMS_PROTECTED") == 0);
    }
    json_array_foreach(json_object_get(benefits, "ExcludedBenefits"), i, one)
    {
        const char *why = json_string_value(json_array_get(json_object_get(one, "ReasonCodes"), 0));
        if (strcmp(member(one, "Benefit"), "CLAIMS_PROTECTED") == 0 && why != NULL)
            pw_postage_copy(o->unprotected_why, sizeof o->unprotected_why, why);
    }
}

/* False: it can't be bought as it is. */
static bool read_offer(const json_t *service, struct pw_offer *o)
{
    memset(o, 0, sizeof *o);
    pw_postage_copy(o->carrier, sizeof o->carrier, member(service, "CarrierName"));
    pw_postage_copy(o->service, sizeof o->service, member(service, "ShippingServiceName"));
    const char *id = member(service, "ShippingServiceId"), *offer = member(service, "ShippingServiceOfferId");
    if (o->carrier[0] == '\0' || id[0] == '\0' || strlen(id) >= sizeof o->service_id || strlen(offer) >= sizeof o->offer_id ||
        !read_price(service, &o->price_milli, o->currency))
        return false;
    strcpy(o->service_id, id);
    strcpy(o->offer_id, offer);
    if (o->service[0] == '\0')
        pw_postage_copy(o->service, sizeof o->service, id);
    if (!pw_time_parse(member(service, "LatestEstimatedDeliveryDate"), &o->arrives_us))
        o->arrives_us = 0;
    o->formats = read_formats(service);
    o->wants_inputs = json_is_true(json_object_get(service, "RequiresAdditionalSellerInputs"));
    read_benefits(json_object_get(service, "Benefits"), o);
    return true;
}

static void note(struct pw_buf *others, const char *carrier, const char *service, const char *why)
{
    char a[64], b[120], c[240];
    pw_postage_copy(a, sizeof a, carrier);
    pw_postage_copy(b, sizeof b, service);
    pw_postage_copy(c, sizeof c, why);
    bool has = strncasecmp(b, a, strlen(a)) == 0 && b[0] != '\0'; /* "USPS Media Mail" names its carrier */
    pw_buf_printf(others, "%s%s%s: %s\n", has ? "" : a, has || b[0] == '\0' ? "" : " ", b, c);
}

/* In the order that the marketplace has them, and no more than anybody would read. */
static void note_others(const json_t *payload, struct pw_buf *others)
{
    static const struct {
        const char *list, *why;
    } lists[] = {
        { "RejectedShippingServiceList", NULL },
        { "TemporarilyUnavailableCarrierList", "for the moment it can't be reached" },
        { "TermsAndConditionsNotAcceptedCarrierList", "its terms are not accepted: do that in Seller Central" },
    };
    for (size_t k = 0; k < PW_COUNT(lists); k++) {
        const json_t *one;
        size_t i;
        json_array_foreach(json_object_get(payload, lists[k].list), i, one)
        {
            if (i == NOTES_MAX)
                break;
            const char *message = member(one, "RejectionReasonMessage");
            note(others, member(one, "CarrierName"), member(one, "ShippingServiceName"),
                 lists[k].why != NULL ? lists[k].why
                 : message[0] != '\0' ? message
                                      : member(one, "RejectionReasonCode"));
        }
    }
}

static bool read_list(const json_t *payload, struct pw_offers *ret, struct pw_buf *others, struct pw_error *err)
{
    const json_t *services = json_object_get(payload, "ShippingServiceList"), *one;
    size_t i, count = json_array_size(services);
    ret->list = calloc((count > PW_OFFERS_MAX ? PW_OFFERS_MAX : count) + 1, sizeof *ret->list);
    if (ret->list == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for %zu offers", count);
    json_array_foreach(services, i, one)
    {
        if (ret->count == PW_OFFERS_MAX)
            break;
        if (read_offer(one, &ret->list[ret->count]))
            ret->count++;
        else
            note(others, member(one, "CarrierName"), member(one, "ShippingServiceName"),
                 "it is offered without a price or an id");
    }
    note_others(payload, others);
    return pw_buf_ok(others, err);
}

/* NULL, with *err: it is no answer of this API's. */
static json_t *load(struct pw_bytes body, const json_t **ret_payload, struct pw_error *err)
{
    json_t *root = pw_json_load(body, JSON_ALLOW_NUL, NULL);
    const json_t *first = json_array_get(json_object_get(root, "errors"), 0);
    *ret_payload = json_object_get(root, "payload");
    if (json_is_object(*ret_payload) && first == NULL)
        return root;
    if (first != NULL) { /* beside a payload they win: reference amazon, 3.1 */
        char what[200];
        pw_postage_copy(what, sizeof what, member(first, "message"));
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon doesn't take it: %s", what);
    } else {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer about postage can't be read");
    }
    json_decref(root);
    return NULL;
}

bool pw_postage_offers_read(struct pw_bytes body, struct pw_offers *ret, struct pw_buf *others, struct pw_error *err)
{
    const json_t *payload;
    *ret = (struct pw_offers){ 0 };
    json_t *root = load(body, &payload, err);
    if (root == NULL)
        return false;
    bool ok = json_is_array(json_object_get(payload, "ShippingServiceList"))
                  ? read_list(payload, ret, others, err)
                  : pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer about postage holds no services");
    json_decref(root);
    if (!ok) {
        free(ret->list);
        *ret = (struct pw_offers){ 0 };
    }
    return ok;
}

/* What one question is answered with; false: it isn't, and must be. */
static bool answer_input(const json_t *input, bool of_item, json_t *answers, struct pw_error *err)
{
    const json_t *what = json_object_get(input, "SellerInputDefinition"), *stored = json_object_get(what, "StoredValue");
    const char *name = member(input, "AdditionalInputFieldName");
    bool kept = json_is_object(stored) && json_object_size(stored) > 1; /* more than its DataType */
    if (kept && !of_item) {
        json_t *copied = json_deep_copy(stored);
        json_array_append_new(answers,
                              json_pack("{s:s, s:o}", "AdditionalInputFieldName", name, "AdditionalSellerInput", copied));
        return true;
    }
    if (!json_is_true(json_object_get(what, "IsRequired")))
        return true;
    char words[120];
    pw_postage_copy(words, sizeof words, member(what, "InputDisplayText")[0] != '\0' ? member(what, "InputDisplayText") : name);
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "it wants to know \"%s\", which the station can't answer", words);
}

static bool read_inputs(const json_t *payload, json_t *answers, struct pw_error *err)
{
    const json_t *one, *item;
    size_t i, k;
    json_array_foreach(json_object_get(payload, "ShipmentLevelFields"), i, one)
    {
        if (!answer_input(one, false, answers, err))
            return false;
    }
    json_array_foreach(json_object_get(payload, "ItemLevelFieldsList"), k, item)
    {
        json_array_foreach(json_object_get(item, "AdditionalInputs"), i, one)
        {
            if (!answer_input(one, true, answers, err))
                return false;
        }
    }
    return true;
}

bool pw_postage_inputs_read(struct pw_bytes body, struct pw_buf *out, struct pw_error *err)
{
    const json_t *payload;
    json_t *root = load(body, &payload, err);
    if (root == NULL)
        return false;
    json_t *answers = json_array();
    bool ok = read_inputs(payload, answers, err);
    json_decref(root);
    if (ok)
        return put(answers, out, err);
    json_decref(answers);
    return false;
}

bool pw_postage_is_id(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; i < sizeof form; i++)
        if (form[i] == 'x' ? text[i] == '\0' || strchr("0123456789abcdefABCDEF", text[i]) == NULL : text[i] != form[i])
            return false;
    return true;
}

static bool read_shipment(const json_t *payload, struct pw_postage_shipment *s, struct pw_buf *label, struct pw_error *err)
{
    static const char *const statuses[] = { "Purchased", "RefundPending", "RefundRejected", "RefundApplied" };
    const char *id = member(payload, "ShipmentId"), *tracking = member(payload, "TrackingId");
    const json_t *service = json_object_get(payload, "ShippingService");
    const json_t *file = json_object_get(json_object_get(payload, "Label"), "FileContents");
    size_t status = 0;
    while (status < PW_COUNT(statuses) && strcmp(member(payload, "Status"), statuses[status]) != 0)
        status++;
    if (!pw_postage_is_id(id) || status == PW_COUNT(statuses))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer names no shipment");
    memset(s, 0, sizeof *s);
    s->status = (enum pw_postage_status)status;
    snprintf(s->id, sizeof s->id, "%s", id);
    pw_postage_copy(s->tracking, sizeof s->tracking, tracking);
    pw_postage_copy(s->carrier, sizeof s->carrier, member(service, "CarrierName"));
    pw_postage_copy(s->service, sizeof s->service, member(service, "ShippingServiceName"));
    if (!read_price(service, &s->price_milli, s->currency))
        s->price_milli = -1;
    s->label = pw_postage_label_read(member(file, "Contents"), member(file, "Checksum"), label, s->label_why);
    return true;
}

bool pw_postage_shipment_read(struct pw_bytes body, struct pw_postage_shipment *ret, struct pw_buf *label, struct pw_error *err)
{
    const json_t *payload;
    json_t *root = load(body, &payload, err);
    bool ok = root != NULL && read_shipment(payload, ret, label, err);
    json_decref(root);
    return ok;
}

/* ---- after a purchase that was not answered ---- */

static bool is_ours(const char *ours, const char *tracking)
{
    size_t len = strlen(tracking);
    for (const char *p = ours; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n')
        if (strncmp(p, tracking, len) == 0 && (p[len] == '\n' || p[len] == '\0'))
            return true;
    return false;
}

bool pw_postage_known(struct pw_bytes body, const char *ours, enum pw_postage_known *ret_known, char ret_tracking[64],
                      struct pw_error *err)
{
    json_t *root = pw_json_load(body, JSON_ALLOW_NUL, NULL);
    const json_t *order = json_object_get(root, "order"), *fulfillment = json_object_get(order, "fulfillment"), *one;
    const char *status = member(fulfillment, "fulfillmentStatus");
    size_t i;
    ret_tracking[0] = '\0';
    *ret_known =
        strcmp(status, "UNSHIPPED") == 0 || strcmp(status, "PARTIALLY_SHIPPED") == 0 ? PW_POSTAGE_LACKS : PW_POSTAGE_UNCLEAR;
    json_array_foreach(json_object_get(order, "packages"), i, one)
    {
        char tracking[64];
        pw_postage_copy(tracking, sizeof tracking, member(one, "trackingNumber"));
        if (tracking[0] != '\0' && is_ours(ours, tracking))
            continue;
        *ret_known = tracking[0] == '\0' ? PW_POSTAGE_UNCLEAR : PW_POSTAGE_BOUGHT;
        snprintf(ret_tracking, 64, "%s", tracking);
    }
    bool ok = json_is_object(fulfillment) && status[0] != '\0';
    json_decref(root);
    return ok || pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer holds no order");
}
