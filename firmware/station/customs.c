#include "station/customs.h"

#include "base/amount.h"

#include <string.h>

/* 300 SDR are some 410 US dollars; these are what posts ask for, or a little less than 300 SDR were in 2024 to 2026. */
#define LIMITS                                                                                                                   \
    "USD 400, EUR 340, GBP 270, CHF 320, CAD 500, AUD 500, NZD 600, JPY 50000, CNY 2800, HKD 3000, SGD 500, KRW 500000, "        \
    "SEK 3800, NOK 4000, DKK 2500, PLN 1400, CZK 8000"

const struct pw_key pw_customs_keys[] = {
    { "category", PW_KEY_WORD, "sale-of-goods", pw_customs_categories, 0, 0, "what the parcels are" },
    { "explanation", PW_KEY_TEXT, "", NULL, 0, 0, "of category = other, or to any category" },
    { "cn22-limit", PW_KEY_TEXT, LIMITS, NULL, 0, 0,
      "up to which value the CN22 is enough, for each currency: a little under 300 SDR; a currency that isn't here gets the "
      "CN23" },
    { "cn22-weight", PW_KEY_TEXT, "2 kg", NULL, 0, 0, "up to which weight the CN22 is enough" },
    { "packaging-weight", PW_KEY_TEXT, "", NULL, 0, 0,
      "of box and filling, for the gross weight: 120 g; without it the forms say that their weight is net" },
    { "reference", PW_KEY_TEXT, "", NULL, 0, 0, "the sender's customs reference (EORI or tax number), on the CN23" },
    { "signed-by", PW_KEY_TEXT, "", NULL, 0, 0, "whose name stands by the signature; else the sender's" },
    { "free-countries", PW_KEY_TEXT, "", NULL, 0, 0,
      "countries' codes to which parcels need no declaration, beside those of one customs area with the sender's" },
    { 0 },
};

void pw_sender_read(const struct pw_config *config, struct pw_address *out)
{
    const struct pw_section *s = pw_config_section(config, "sender", "");
    *out = (struct pw_address){ .name = pw_section_get(s, "name"),
                                .line1 = pw_section_get(s, "line1"),
                                .line2 = pw_section_get(s, "line2"),
                                .city = pw_section_get(s, "city"),
                                .region = pw_section_get(s, "region"),
                                .postal_code = pw_section_get(s, "postal-code"),
                                .country = pw_section_get(s, "country") };
}

static bool weight(const struct pw_section *s, const char *key, int64_t otherwise, int64_t *ret_g, struct pw_error *err)
{
    const char *text = pw_section_get(s, key);
    *ret_g = otherwise;
    return *text == '\0' || pw_weight_parse(text, ret_g) ||
           pw_fail(err, PW_ERR_CONFIG, 0, "%s = %.40s: must be a weight such as 120 g or 2 kg", key, text);
}

bool pw_customs_section_read(const struct pw_section *s, struct pw_customs_rules *r, const char **ret_key, struct pw_error *err)
{
    const char *category = pw_section_get(s, "category");
    *r = (struct pw_customs_rules){ .explanation = pw_section_get(s, "explanation"),
                                    .reference = pw_section_get(s, "reference"),
                                    .signed_by = pw_section_get(s, "signed-by"),
                                    .free_countries = pw_section_get(s, "free-countries") };
    for (int i = 0; i < PW_CUSTOMS_CATEGORIES; i++)
        if (strcmp(pw_customs_categories[i], category) == 0)
            r->category = (enum pw_customs_category)i;
    *ret_key = "category";
    if (r->category == PW_CUSTOMS_OTHER && *r->explanation == '\0')
        return pw_fail(err, PW_ERR_CONFIG, 0, "category = other needs an explanation = in [customs]");
    *ret_key = "cn22-limit";
    if (!pw_customs_limits_parse(pw_section_get(s, "cn22-limit"), r, err))
        return false;
    *ret_key = "cn22-weight";
    if (!weight(s, "cn22-weight", 2000, &r->cn22_weight_g, err))
        return false;
    *ret_key = "packaging-weight";
    return weight(s, "packaging-weight", -1, &r->packaging_g, err);
}

bool pw_customs_rules_read(const struct pw_config *config, struct pw_customs_rules *r, struct pw_error *err)
{
    const char *key;
    return pw_customs_section_read(pw_config_section(config, "customs", ""), r, &key, err);
}

void pw_customs_of(const struct pw_customs_rules *rules, const struct pw_address *sender, const struct pw_contents *l,
                   struct pw_customs_item *items, struct pw_customs *ret)
{
    for (size_t i = 0; i < l->line_count; i++) {
        const struct pw_contents_line *line = &l->lines[i];
        items[i] = (struct pw_customs_item){ .sku = line->sku,
                                             .description = line->goods[0] != '\0' ? line->goods : line->name,
                                             .hs_code = line->hs_code,
                                             .origin = line->origin,
                                             .currency = line->currency,
                                             .quantity = line->quantity,
                                             .weight_g = line->weight_g,
                                             .value_milli = line->value_milli };
    }
    *ret = (struct pw_customs){ .rules = rules,
                                .sender = *sender,
                                .recipient = l->recipient,
                                .phone = l->phone,
                                .tracking = l->tracking,
                                .order_id = l->order_id,
                                .parcel = (int)l->parcel,
                                .parcels = (int)l->parcels,
                                .items = items,
                                .item_count = l->line_count };
}

bool pw_customs_form_of(const struct pw_config *config, struct pw_db *db, int64_t order, int64_t parcel, bool closing,
                        enum pw_doc_kind *ret_document, struct pw_error *err)
{
    struct pw_customs_item items[PW_CONTENTS_LINES];
    struct pw_contents contents = { 0 };
    struct pw_customs_rules rules;
    struct pw_address sender;
    struct pw_customs customs;
    pw_sender_read(config, &sender);
    bool ok = pw_customs_rules_read(config, &rules, err) && pw_contents_load(db, order, 0, parcel, closing, &contents, err);
    if (ok && !pw_customs_needed(&rules, &sender, &contents.recipient))
        ok = pw_fail(
            err, PW_ERR_BAD_INPUT, 0,
            "order %.40s goes from %.20s to %.20s, and no customs lie between: --form cn22 or cn23 makes one all the same",
            contents.order_id, sender.country, contents.recipient.country);
    if (ok) {
        pw_customs_of(&rules, &sender, &contents, items, &customs);
        *ret_document = pw_customs_choose(&customs) == PW_CUSTOMS_CN22 ? PW_DOC_CN22 : PW_DOC_CN23;
    }
    pw_contents_finish(&contents);
    return ok;
}
