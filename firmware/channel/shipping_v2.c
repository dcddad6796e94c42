#include "channel/shipping_v2.h"

#include "base/json.h"
#include "channel/amazon_auth.h"
#include "document/artwork.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { NOTES_MAX = 200 };

static const struct pw_shipping_place places[] = {
    { "US", "AmazonShipping_US", "USD" }, { "IN", "AmazonShipping_IN", "INR" },  { "UK", "AmazonShipping_UK", "GBP" },
    { "GB", "AmazonShipping_UK", "GBP" }, { "AE", "AmazonShipping_UAE", "AED" }, { "SA", "AmazonShipping_SA", "SAR" },
    { "EG", "AmazonShipping_EG", "EGP" }, { "IT", "AmazonShipping_IT", "EUR" },  { "ES", "AmazonShipping_ES", "EUR" },
    { "FR", "AmazonShipping_FR", "EUR" }, { "JP", "AmazonShipping_JP", "JPY" },
};

const struct pw_shipping_place *pw_shipping_place(const char *country)
{
    for (size_t i = 0; i < PW_COUNT(places); i++)
        if (strcmp(places[i].country, country) == 0)
            return &places[i];
    return NULL;
}

bool pw_shipping_place_of(const struct pw_section *s, const struct pw_shipping_place **ret_place, struct pw_error *err)
{
    const char *ids = pw_section_get(s, "marketplace");
    char id[32];
    *ret_place = NULL;
    if (strcmp(pw_section_get(s, "postage-through"), "shipping-v2") != 0)
        return true;
    snprintf(id, sizeof id, "%.*s", (int)strcspn(ids, ", "), ids);
    const struct pw_amazon_place *place = pw_amazon_marketplace(id);
    *ret_place = place == NULL ? NULL : pw_shipping_place(place->country);
    return *ret_place != NULL ||
           pw_fail(err, PW_ERR_CONFIG, 0, "[channel %s] postage-through = shipping-v2: it isn't offered in %s", s->name,
                   place == NULL ? "that marketplace" : place->country);
}

bool pw_shipping_is_id(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len < PW_POSTAGE_ID &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

/* ---- what is asked ---- */

static void put_text(json_t *object, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        json_object_set_new(object, key, json_string(value));
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

static json_t *items_of(const json_t *all)
{
    json_t *items = json_array(), *one;
    size_t i;
    json_array_foreach(all, i, one)
    {
        json_array_append_new(items, json_pack("{s:O, s:O}", "itemIdentifier", json_object_get(one, "order_item_id"), "quantity",
                                               json_object_get(one, "quantity")));
    }
    return items;
}

bool pw_shipping_rates_body(const struct pw_postage_parcel *p, const char *currency, struct pw_buf *out, struct pw_error *err)
{
    struct pw_buf unused; /* both APIs want the same of a parcel and its sender */
    pw_buf_init(&unused, 1 << 20);
    bool whole = pw_postage_offers_body(p, &unused, err);
    pw_buf_finish(&unused);
    if (!whole)
        return false;
    json_t *from = json_object();
    put_text(from, "name", p->from.name);
    put_text(from, "addressLine1", p->from.line1);
    put_text(from, "addressLine2", p->from.line2);
    put_text(from, "city", p->from.city);
    put_text(from, "stateOrRegion", p->from.region);
    put_text(from, "postalCode", p->from.postal_code);
    put_text(from, "countryCode", p->from.country);
    put_text(from, "email", p->from.email);
    put_text(from, "phoneNumber", p->from.phone);
    bool known = p->value_milli >= 0 && p->currency[0] != '\0';
    json_t *package = json_pack("{s:{s:f, s:f, s:f, s:s}, s:{s:I, s:s}, s:{s:f, s:s}, s:s, s:o}", "dimensions", "length",
                                (double)p->length_mm / 10, "width", (double)p->width_mm / 10, "height", (double)p->height_mm / 10,
                                "unit", "CENTIMETER", "weight", "value", (json_int_t)p->weight_g, "unit", "GRAM", "insuredValue",
                                "value", known ? (double)p->value_milli / 1000 : 0.0, "unit", known ? p->currency : currency,
                                "packageClientReferenceId", p->reference, "items", items_of(p->items));
    return put(json_pack("{s:o, s:[o], s:{s:s, s:{s:s}}}", "shipFrom", from, "packages", package, "channelDetails", "channelType",
                         "AMAZON", "amazonOrderDetails", "orderId", p->order_id),
               out, err);
}

/* ---- rates ---- */

static const char *member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* NULL, with *err: it is no answer of this API's. Errors beside a payload win. */
static json_t *load(struct pw_bytes body, const json_t **ret_payload, struct pw_error *err)
{
    json_t *root = pw_json_load(body, JSON_ALLOW_NUL, NULL);
    *ret_payload = json_object_get(root, "payload");
    if (json_is_object(*ret_payload) && json_array_size(json_object_get(root, "errors")) == 0)
        return root;
    json_decref(root);
    pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer about postage can't be read");
    return NULL;
}

static bool has(const json_t *list, int64_t number)
{
    const json_t *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        if (json_is_number(one) && (int64_t)json_number_value(one) == number)
            return true;
    }
    return false;
}

/* The print option of a specification with this resolution; 0: the first that there is. NULL: none. */
static const json_t *option_of(const json_t *spec, int64_t dpi)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(spec, "printOptions"), i, one)
    {
        if (dpi == 0 || has(json_object_get(one, "supportedDPIs"), dpi))
            return one;
    }
    return NULL;
}

static unsigned formats_of(const json_t *rate)
{
    const json_t *spec;
    size_t i;
    unsigned all = 0;
    json_array_foreach(json_object_get(rate, "supportedDocumentSpecifications"), i, spec)
    {
        const char *format = member(spec, "format");
        if (strcmp(format, "ZPL") == 0)
            all |= (option_of(spec, 203) != NULL ? PW_LABEL_ZPL203 : 0U) | (option_of(spec, 300) != NULL ? PW_LABEL_ZPL300 : 0U);
        else if (strcmp(format, "PNG") == 0)
            all |= PW_LABEL_PNG;
        else if (strcmp(format, "PDF") == 0)
            all |= PW_LABEL_PDF;
    }
    return all;
}

static void copy_benefits(const json_t *benefits, struct pw_offer *o)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(benefits, "includedBenefits"), i, one)
    {
        o->is_protected = o->is_protected || (json_is_string(one) && strcmp(json_string_value(one), "CLAIMS_PROTECTED") == 0);
    }
    json_array_foreach(json_object_get(benefits, "excludedBenefits"), i, one)
    {
        const char *why = json_string_value(json_array_get(json_object_get(one, "reasonCodes"), 0));
        if (strcmp(member(one, "benefit"), "CLAIMS_PROTECTED") == 0 && why != NULL)
            pw_postage_copy(o->unprotected_why, sizeof o->unprotected_why, why);
    }
}

static bool read_rate(const json_t *rate, struct pw_offer *o)
{
    const json_t *charge = json_object_get(rate, "totalCharge");
    double value = json_number_value(json_object_get(charge, "value"));
    const char *id = member(rate, "rateId"), *service = member(rate, "serviceId"), *unit = member(charge, "unit");
    memset(o, 0, sizeof *o);
    pw_postage_copy(o->carrier, sizeof o->carrier, member(rate, "carrierName"));
    pw_postage_copy(o->service, sizeof o->service, member(rate, "serviceName"));
    if (id[0] == '\0' || strlen(id) >= sizeof o->offer_id || service[0] == '\0' || strlen(service) >= sizeof o->service_id ||
        o->carrier[0] == '\0' || !json_is_number(json_object_get(charge, "value")) || !(value >= 0 && value < 1e9) ||
        strlen(unit) != 3)
        return false;
    strcpy(o->offer_id, id);
    strcpy(o->service_id, service);
    if (o->service[0] == '\0')
        pw_postage_copy(o->service, sizeof o->service, service);
    o->price_milli = llround(value * 1000);
    pw_postage_copy(o->currency, sizeof o->currency, unit);
    if (!pw_time_parse(member(json_object_get(json_object_get(rate, "promise"), "deliveryWindow"), "end"), &o->arrives_us))
        o->arrives_us = 0;
    o->formats = formats_of(rate);
    o->wants_inputs = json_is_true(json_object_get(rate, "requiresAdditionalInputs"));
    copy_benefits(json_object_get(rate, "benefits"), o);
    return true;
}

static void note(struct pw_buf *others, const json_t *rate, const char *why)
{
    char a[64], b[120], c[240];
    pw_postage_copy(a, sizeof a, member(rate, "carrierName"));
    pw_postage_copy(b, sizeof b, member(rate, "serviceName"));
    pw_postage_copy(c, sizeof c, why);
    bool has = strncasecmp(b, a, strlen(a)) == 0 && b[0] != '\0'; /* "USPS Media Mail" names its carrier */
    pw_buf_printf(others, "%s%s%s: %s\n", has ? "" : a, has || b[0] == '\0' ? "" : " ", b, c);
}

static bool read_rates(const json_t *payload, struct pw_offers *ret, struct pw_buf *others, struct pw_error *err)
{
    const json_t *rates = json_object_get(payload, "rates"), *one;
    size_t i, count = json_array_size(rates);
    ret->list = calloc((count > PW_OFFERS_MAX ? PW_OFFERS_MAX : count) + 1, sizeof *ret->list);
    if (ret->list == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for %zu offers", count);
    json_array_foreach(rates, i, one)
    {
        if (ret->count == PW_OFFERS_MAX)
            break;
        if (read_rate(one, &ret->list[ret->count]))
            ret->count++;
        else
            note(others, one, "it is offered without a price or an id");
    }
    json_array_foreach(json_object_get(payload, "ineligibleRates"), i, one)
    {
        const json_t *reason = json_array_get(json_object_get(one, "ineligibilityReasons"), 0);
        if (i < NOTES_MAX)
            note(others, one, member(reason, "message")[0] != '\0' ? member(reason, "message") : member(reason, "code"));
    }
    return pw_buf_ok(others, err);
}

bool pw_shipping_rates_read(struct pw_bytes body, struct pw_offers *ret, struct pw_buf *others, struct pw_error *err)
{
    const json_t *payload;
    *ret = (struct pw_offers){ 0 };
    json_t *root = load(body, &payload, err);
    if (root == NULL)
        return false;
    bool ok = member(payload, "requestToken")[0] != '\0' && json_is_array(json_object_get(payload, "rates"))
                  ? read_rates(payload, ret, others, err)
                  : pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer about postage holds no rates");
    json_decref(root);
    if (!ok) {
        free(ret->list);
        *ret = (struct pw_offers){ 0 };
    }
    return ok;
}

/* ---- the purchase ---- */

static bool is_4x6(const json_t *spec)
{
    const json_t *size = json_object_get(spec, "size");
    double w = json_number_value(json_object_get(size, "width")), l = json_number_value(json_object_get(size, "length"));
    bool inches = strcmp(member(size, "unit"), "INCH") == 0;
    double k = inches ? 1.0 : 1 / 2.54;
    return fabs(w * k - 4) < 0.1 && fabs(l * k - 6) < 0.1;
}

/* One in this format (and resolution), of the usual size where there is one. */
static const json_t *find_spec(const json_t *rate, const char *format, int64_t dpi)
{
    const json_t *spec, *found = NULL;
    size_t i;
    json_array_foreach(json_object_get(rate, "supportedDocumentSpecifications"), i, spec)
    {
        if (strcmp(member(spec, "format"), format) != 0 || option_of(spec, dpi) == NULL)
            continue;
        if (found == NULL || (is_4x6(spec) && !is_4x6(found)))
            found = spec;
    }
    return found;
}

/* Every value must be one that is offered. */
static json_t *wanted(const json_t *spec, int64_t dpi)
{
    const json_t *option = option_of(spec, dpi), *one;
    const json_t *first = json_array_get(json_object_get(option, "supportedDPIs"), 0);
    const char *layout = json_string_value(json_array_get(json_object_get(option, "supportedPageLayouts"), 0));
    const json_t *joining = json_array_get(json_object_get(option, "supportedFileJoiningOptions"), 0);
    json_t *types = json_array();
    size_t i;
    json_array_append_new(types, json_string("LABEL"));
    json_array_foreach(json_object_get(option, "supportedDocumentDetails"), i, one)
    {
        const char *name = member(one, "name");
        if (json_is_true(json_object_get(one, "isMandatory")) && name[0] != '\0' && strcmp(name, "LABEL") != 0)
            json_array_append_new(types, json_string(name));
    }
    json_t *spec_wanted =
        json_pack("{s:s, s:O, s:b, s:o}", "format", member(spec, "format"), "size", json_object_get(spec, "size"),
                  "needFileJoining", json_is_true(joining), "requestedDocumentTypes", types);
    if (dpi != 0 || json_is_number(first))
        json_object_set_new(spec_wanted, "dpi", json_integer(dpi != 0 ? dpi : (json_int_t)json_number_value(first)));
    put_text(spec_wanted, "pageLayout", layout);
    return spec_wanted;
}

static json_t *choose_spec(const json_t *rate, int zpl_dpi)
{
    const json_t *spec = zpl_dpi == 0 ? NULL : find_spec(rate, "ZPL", zpl_dpi);
    if (spec != NULL)
        return wanted(spec, zpl_dpi);
    static const int64_t dpis[] = { 203, 300, 0 };
    for (size_t i = 0; i < PW_COUNT(dpis); i++)
        if ((spec = find_spec(rate, "PNG", dpis[i])) != NULL)
            return wanted(spec, dpis[i]);
    spec = find_spec(rate, "PDF", 0);
    return spec == NULL ? NULL : wanted(spec, 0);
}

bool pw_shipping_buy_body(struct pw_bytes rates, const char *rate_id, int zpl_dpi, struct pw_buf *out, struct pw_error *err)
{
    const json_t *payload, *one, *rate = NULL;
    size_t i;
    json_t *root = load(rates, &payload, err);
    if (root == NULL)
        return false;
    json_array_foreach(json_object_get(payload, "rates"), i, one)
    {
        if (strcmp(member(one, "rateId"), rate_id) == 0)
            rate = one;
    }
    json_t *spec = rate == NULL ? NULL : choose_spec(rate, zpl_dpi);
    bool ok = spec != NULL ? put(json_pack("{s:s, s:s, s:o}", "requestToken", member(payload, "requestToken"), "rateId", rate_id,
                                           "requestedDocumentSpecification", spec),
                                 out, err)
                           : pw_fail(err, PW_ERR_BAD_INPUT, 0, "this rate gives no label as ZPL, PNG or PDF");
    json_decref(root);
    return ok;
}

/* ---- what was bought ---- */

static void read_label(const json_t *detail, struct pw_postage_shipment *s, struct pw_buf *label)
{
    const json_t *one;
    size_t i;
    s->label = PW_POSTAGE_LABEL_BAD;
    snprintf(s->label_why, sizeof s->label_why, "the answer holds none");
    pw_buf_reset(label);
    json_array_foreach(json_object_get(detail, "packageDocuments"), i, one)
    {
        const char *contents = member(one, "contents");
        if (strcmp(member(one, "type"), "LABEL") != 0)
            continue;
        pw_buf_reset(label);
        bool plain = pw_postage_base64(contents, strlen(contents), label);
        if (plain && pw_artwork_kind(pw_buf_peek(label)) != PW_ARTWORK_UNKNOWN) {
            s->label = PW_POSTAGE_LABEL_GOOD;
            s->label_why[0] = '\0';
            return;
        }
        snprintf(s->label_why, sizeof s->label_why, plain ? "it is neither ZPL, PDF nor PNG" : "it is no Base64");
    }
    pw_buf_reset(label);
}

bool pw_shipping_shipment_read(struct pw_bytes body, struct pw_postage_shipment *s, struct pw_buf *label, struct pw_error *err)
{
    const json_t *payload;
    json_t *root = load(body, &payload, err);
    if (root == NULL)
        return false;
    const json_t *details = json_object_get(payload, "packageDocumentDetails");
    const json_t *detail =
        json_is_array(details) ? json_array_get(details, 0) : json_object_get(payload, "packageDocumentDetail");
    memset(s, 0, sizeof *s);
    s->price_milli = -1;
    bool ok = pw_shipping_is_id(member(payload, "shipmentId"));
    if (ok) {
        snprintf(s->id, sizeof s->id, "%s", member(payload, "shipmentId"));
        pw_postage_copy(s->tracking, sizeof s->tracking, member(detail, "trackingId"));
        read_label(detail, s, label);
    }
    json_decref(root);
    return ok || pw_fail(err, PW_ERR_BAD_INPUT, 0, "Amazon's answer names no shipment");
}
