/* Customs: which parcels need a declaration, which form, and what is refused; the forms on paper. */
#include "document/customs.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static struct pw_customs_rules rules_of(const char *limits)
{
    struct pw_customs_rules rules = { .cn22_weight_g = 2000, .packaging_g = -1 };
    struct pw_error err = { 0 };
    CHECK_OK(pw_customs_limits_parse(limits, &rules, &err), err);
    return rules;
}

static struct pw_address at(const char *country, const char *postal_code)
{
    return (struct pw_address){
        .name = "Ada Sample", .line1 = "1 Lane", .city = "Town", .postal_code = postal_code, .country = country
    };
}

/* Regulation (EU) 952/2013, article 4; Directive 2006/112/EC, article 6. */
static const struct {
    const char *from, *from_code, *to, *to_code;
    bool needed;
} ways[] = {
    { "US", "97477", "US", "97000", false },      { "US", "97477", "DE", "50667", true },
    { "US", "97477", "PR", "00901", false },      { "DE", "50667", "FR", "75001", false },
    { "DE", "50667", "IE", "D02", false },        { "de", "50667", "fr", "75001", false },
    { "DE", "50667", "CH", "8001", true },        { "CH", "8001", "LI", "9490", false },
    { "DE", "50667", "GB", "SW1A 1AA", true },    { "DE", "50667", "GB", "BT1 5GS", false },
    { "GB", "SW1A 1AA", "GB", "BT1 5GS", false }, { "GB", "SW1A 1AA", "UK", "EH1", false },
    { "GB", "SW1A 1AA", "JE", "JE2", true },      { "GB", "SW1A 1AA", "IM", "IM1", false },
    { "ES", "28001", "ES", "35001", true },       { "ES", "28001", "ES", "28002", false },
    { "FR", "75001", "ES", "38 001", true },      { "FR", "75001", "MC", "98000", false },
    { "FR", "75001", "FR", "97400", true },       { "FR", "75001", "RE", "97400", true },
    { "DE", "50667", "DE", "27498", true },       { "IT", "00100", "IT", "23041", true },
    { "SE", "11122", "FI", "22100", true },       { "SE", "11122", "FI", "00100", false },
    { "DE", "50667", "NO", "0150", true },        { "DE", "50667", "Germany", "50667", false },
    { "DE", "50667", "Atlantis", "1", true },     { "DE", "50667", "", "", false },
};

TEST(a_declaration_is_needed_between_customs_areas_and_not_within_one)
{
    struct pw_customs_rules rules = rules_of("EUR 300");
    for (size_t i = 0; i < PW_COUNT(ways); i++) {
        struct pw_address from = at(ways[i].from, ways[i].from_code), to = at(ways[i].to, ways[i].to_code);
        if (pw_customs_needed(&rules, &from, &to) != ways[i].needed)
            pw_test_fail(__FILE__, __LINE__, "%s %s to %s %s", ways[i].from, ways[i].from_code, ways[i].to, ways[i].to_code);
    }
    rules.free_countries = "NO, IS";
    struct pw_address from = at("SE", "11122"), norway = at("NO", "0150"), swiss = at("CH", "8001");
    CHECK(!pw_customs_needed(&rules, &from, &norway));
    CHECK(pw_customs_needed(&rules, &from, &swiss));
}

static const struct pw_customs_item mug = { .sku = "MUG",
                                            .description = "Stoneware mug",
                                            .hs_code = "691200",
                                            .origin = "PT",
                                            .currency = "EUR",
                                            .quantity = 2,
                                            .weight_g = 700,
                                            .value_milli = 25000 };

static struct pw_customs parcel(const struct pw_customs_rules *rules, const struct pw_customs_item *items, size_t count)
{
    return (struct pw_customs){ .rules = rules,
                                .sender = at("DE", "50667"),
                                .recipient = at("CH", "8001"),
                                .order_id = "112-1",
                                .date = "2026-11-23",
                                .items = items,
                                .item_count = count };
}

static enum pw_customs_form form(const struct pw_customs_rules *rules, int64_t value_milli, int64_t weight_g,
                                 const char *currency)
{
    struct pw_customs_item item = mug;
    item.value_milli = value_milli;
    item.weight_g = weight_g;
    item.currency = currency;
    struct pw_customs c = parcel(rules, &item, 1);
    return pw_customs_choose(&c);
}

TEST(the_form_is_chosen_by_value_and_weight)
{
    struct pw_customs_rules rules = rules_of("EUR 340, usd 400.50");
    CHECK_INT(form(&rules, 340000, 2000, "EUR"), PW_CUSTOMS_CN22);
    CHECK_INT(form(&rules, 340010, 100, "EUR"), PW_CUSTOMS_CN23);
    CHECK_INT(form(&rules, 1000, 2001, "EUR"), PW_CUSTOMS_CN23);
    CHECK_INT(form(&rules, 400500, 100, "USD"), PW_CUSTOMS_CN22);
    CHECK_INT(form(&rules, 400510, 100, "USD"), PW_CUSTOMS_CN23);
    CHECK_INT(form(&rules, 1, 100, "XYZ"), PW_CUSTOMS_CN23); /* nothing is known of it */
    CHECK_INT(form(&rules, -1, -1, ""), PW_CUSTOMS_CN22);    /* and refused for that */
    rules.packaging_g = 150;
    CHECK_INT(form(&rules, 1000, 1850, "EUR"), PW_CUSTOMS_CN22);
    CHECK_INT(form(&rules, 1000, 1851, "EUR"), PW_CUSTOMS_CN23);
    struct pw_customs_item many[PW_CN22_ITEMS + 1];
    for (size_t i = 0; i <= PW_CN22_ITEMS; i++)
        many[i] = mug;
    struct pw_customs c = parcel(&rules, many, PW_CN22_ITEMS);
    rules.cn22_weight_g = 100000;
    CHECK_INT(pw_customs_choose(&c), PW_CUSTOMS_CN22);
    c.item_count++;
    CHECK_INT(pw_customs_choose(&c), PW_CUSTOMS_CN23);
}

static const char *refusal(const struct pw_customs *c)
{
    static struct pw_error err;
    err = (struct pw_error){ 0 };
    if (pw_customs_check(c, &err))
        return "";
    return err.text;
}

TEST(what_a_declaration_lacks_is_refused_by_name_and_it_says_how_to_give_it)
{
    struct pw_customs_rules rules = rules_of("EUR 340");
    struct pw_customs_item items[60];
    for (size_t i = 0; i < PW_COUNT(items); i++)
        items[i] = mug;
    struct pw_customs c = parcel(&rules, items, 2);
    CHECK_STR(refusal(&c), "");
    items[0].hs_code = "";
    CHECK_STR(refusal(&c), "customs: MUG lacks an HS code. Import a list of articles with sku, hs-code");
    items[1] = (struct pw_customs_item){ .sku = "LAMP", .quantity = 1, .weight_g = -1, .value_milli = -1 };
    CHECK_STR(refusal(&c),
              "customs: MUG lacks an HS code; LAMP lacks a description, a weight, a value, an HS code and a country of "
              "origin. Import a list of articles with sku, customs-name, weight, value and currency, hs-code, origin");
    rules.category = PW_CUSTOMS_GIFT; /* HS code and origin are for commercial items */
    CHECK_STR(refusal(&c),
              "customs: LAMP lacks a description, a weight and a value. Import a list of articles with sku, customs-name, "
              "weight, value and currency");
    items[1] = mug;
    CHECK_STR(refusal(&c), "");
    rules.category = PW_CUSTOMS_SALE;
    items[0] = mug;
    items[0].value_milli = 0;
    CHECK(strstr(refusal(&c), "MUG lacks a value") != NULL);
    rules.category = PW_CUSTOMS_DOCUMENTS;
    CHECK_STR(refusal(&c), "");
    rules.category = PW_CUSTOMS_SALE;
    items[0] = mug;
    items[1].sku = "LAMP";
    items[1].currency = "USD";
    CHECK(strstr(refusal(&c), "MUG is in EUR and LAMP in USD") != NULL);
    items[1] = mug;
    items[1].origin = "Portugal";
    CHECK(strstr(refusal(&c), "lacks a country of origin") != NULL);
    for (size_t i = 0; i < PW_COUNT(items); i++)
        items[i] = (struct pw_customs_item){ .sku = "A-RATHER-LONG-STOCK-KEEPING-UNIT", .weight_g = -1, .value_milli = -1 };
    c.item_count = PW_COUNT(items);
    CHECK(strstr(refusal(&c), "; and 59 more. Import") != NULL);
    c.item_count = 0;
    CHECK(strstr(refusal(&c), "nothing in the box") != NULL);
}

TEST(addresses_that_customs_could_not_read_are_refused)
{
    struct pw_customs_rules rules = rules_of("EUR 340");
    struct pw_customs c = parcel(&rules, &mug, 1);
    c.sender.line1 = "";
    CHECK_STR(refusal(&c), "customs: the sender has no street: set line1 in [sender]");
    c.sender = at("Nowhere", "1");
    CHECK_STR(refusal(&c), "customs: the sender has no known country: set country in [sender]");
    c.sender = at("DE", "1");
    c.recipient.city = NULL;
    CHECK_STR(refusal(&c), "customs: the recipient of order 112-1 has no city");
}

TEST(limits_are_amounts_by_currency_or_refused)
{
    struct pw_customs_rules rules = { 0 };
    struct pw_error err = { 0 };
    static const char *const wrong[] = { "400", "USD", "US 400", "USD 1,200.00", "USD 4x", "EUR 300; USD 400" };
    for (size_t i = 0; i < PW_COUNT(wrong); i++)
        CHECK(!pw_customs_limits_parse(wrong[i], &rules, &err));
    CHECK_OK(pw_customs_limits_parse("", &rules, &err), err);
    CHECK_INT(rules.limit_count, 0);
}
