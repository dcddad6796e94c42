/* Customs: which parcels need a declaration, which form, and what is refused; the forms on paper. */
#include "base/amount.h"
#include "document/customs.h"
#include "document/label_press.h"

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
    { "US", "97477", "US", "09021", true },       { "US", "97477", "US", "34002-1234", true },
    { "US", "97477", "US", "96201", true },       { "US", "97477", "US", "96701", false },
    { "US", "09021", "US", "96201", false },      { "DE", "50667", "US", "09021", true },
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

/* ISO 4217, list one: the minor unit of yen and won is 0, of the Bahraini and the Kuwaiti dinar 3. */
TEST(money_has_as_many_decimals_as_its_currency)
{
    static const struct {
        int64_t milli;
        const char *currency, *text;
    } cases[] = {
        { 1500000, "JPY", "1500" },
        { 1500000, "krw", "1500" },
        { 1500500, "JPY", "1500.50" },
        { 12500, "USD", "12.50" },
        { 12500, "BHD", "12.500" },
        { 1234, "KWD", "1.234" },
        { 0, "JPY", "0" },
        { 12345, "EUR", "12.345" },
        { 12000, "XXX", "12.00" },
        { 12000, "", "12.00" },
        { 12000, NULL, "12.00" },
        { 12000, "YJP", "12.00" },
        { 999999999999000, "ISK", "999999999999" },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        char text[24];
        pw_money_text(cases[i].milli, cases[i].currency, text);
        CHECK_STR(text, cases[i].text);
    }
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

/* ---- on paper ---- */

static struct pw_label_press *make_press(void)
{
    struct pw_label_press *press = NULL;
    struct pw_error err = { 0 };
    CHECK_OK(pw_label_press_create(&press, &err), err);
    return press;
}

static long on_the_edge(const struct pw_page *page, int strip)
{
    long n = 0;
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (x < strip || y < strip || x >= page->width - strip || y >= page->height - strip)
                n += pw_page_get(page, x, y);
    return n;
}

static const struct {
    int width_um, height_um;
    bool cn22, cn23;
} papers[] = {
    { 74000, 105000, true, false },  { 105000, 74000, true, false }, { 101600, 152400, true, true },
    { 100000, 150000, true, true },  { 152400, 101600, true, true }, { 210000, 148000, true, true },
    { 148000, 210000, true, true },  { 210000, 297000, true, true }, { 62000, 100000, false, false },
    { 101600, 50800, false, false }, { 140000, 90000, true, true },
};

/* Names that are long, in scripts of their own, and full of what printers take for commands. */
static const char *const names[] = { "Stoneware mug",
                                     "Ceramic teapot with a bamboo handle, glazed, 1.2 l, hand painted with flowers and birds",
                                     "^XA^FDmug^FS \x1b@ \xC3\x84\xC3\x96\xC3\x9C",
                                     "\xE7\x83\x8F\xE9\xBE\x8D\xE8\x8C\xB6 \xD9\x83\xD9\x88\xD8\xA8",
                                     "Donaudampfschifffahrtselektrizit\xC3\xA4tenhauptbetriebswerk" };

TEST(both_forms_keep_their_margins_on_every_paper_and_refuse_what_is_too_small)
{
    struct pw_label_press *press = make_press();
    struct pw_customs_rules rules = rules_of("EUR 340");
    struct pw_customs_item items[60];
    for (size_t i = 0; i < PW_COUNT(items); i++) {
        items[i] = mug;
        items[i].description = names[i % PW_COUNT(names)];
        items[i].quantity = i % 3 == 0 ? 123456 : 1;
    }
    rules.explanation = "Sold and sent on behalf of somebody else";
    for (size_t p = 0; p < PW_COUNT(papers); p++)
        for (int dpmm = 8; dpmm <= 12; dpmm += 4)
            for (size_t n = 1; n <= PW_COUNT(items); n += n < 5 ? 1 : 11) {
                struct pw_page page = { 0 }, pages[PW_CN23_PAGES];
                struct pw_error err = { 0 };
                size_t count = 0;
                struct pw_customs c = parcel(&rules, items, n);
                struct pw_um w = { papers[p].width_um }, h = { papers[p].height_um };
                c.tracking = n % 2 == 0 ? "RR123456785DE" : "";
                if (n <= PW_CN22_ITEMS && pw_cn22_draw(press, &c, w, h, dpmm, &page, &err)) {
                    CHECK(papers[p].cn22);
                    CHECK_INT(on_the_edge(&page, 2 * dpmm), 0);
                    pw_page_finish(&page);
                } else if (n <= PW_CN22_ITEMS &&
                           (papers[p].cn22 ? err.code != PW_ERR_TOO_BIG || n < 4 || w.um * (int64_t)h.um > INT64_C(8000000000)
                                           : err.code != PW_ERR_UNSUPPORTED)) {
                    /* On the smallest paper five long descriptions have no room, and that is said. */
                    pw_test_fail(__FILE__, __LINE__, "CN22 on %d x %d, %zu: %s", w.um, h.um, n, err.text);
                }
                bool drawn = pw_cn23_draw(press, &c, w, h, dpmm, pages, &count, &err);
                if (drawn != papers[p].cn23)
                    pw_test_fail(__FILE__, __LINE__, "CN23 on %d x %d, %zu: %s", w.um, h.um, n, err.text);
                for (size_t i = 0; i < count; i++) {
                    CHECK_INT(on_the_edge(&pages[i], 2 * dpmm), 0);
                    pw_page_finish(&pages[i]);
                }
                CHECK(!drawn || count >= (w.um >= 140000 && h.um > 148000 ? 1 : (n + 19) / 20));
            }
    pw_label_press_destroy(press);
}

/* The form's words, a text a line, as they were drawn. */
static const char *words_of(struct pw_label_press *press, const struct pw_customs *c, struct pw_um w, struct pw_um h,
                            size_t *ret_pages)
{
    static char text[65536];
    struct pw_buf heard;
    struct pw_page pages[PW_CN23_PAGES];
    struct pw_error err = { 0 };
    size_t count = 0;
    pw_buf_init(&heard, sizeof text - 1);
    pw_press_listen(pw_label_press_sheet(press), &heard);
    CHECK_OK(pw_cn23_draw(press, c, w, h, 8, pages, &count, &err), err);
    pw_press_listen(pw_label_press_sheet(press), NULL);
    for (size_t i = 0; i < count; i++)
        pw_page_finish(&pages[i]);
    snprintf(text, sizeof text, "%s", pw_buf_text(&heard));
    pw_buf_finish(&heard);
    *ret_pages = count;
    return text;
}

TEST(no_article_is_lost_between_the_pages_of_a_CN23)
{
    struct pw_label_press *press = make_press();
    struct pw_customs_rules rules = rules_of("EUR 340");
    struct pw_customs_item items[37];
    char descriptions[37][24];
    size_t pages = 0;
    for (size_t i = 0; i < PW_COUNT(items); i++) {
        snprintf(descriptions[i], sizeof descriptions[i], "Article number %zu.", i);
        items[i] = mug;
        items[i].description = descriptions[i];
    }
    struct pw_customs c = parcel(&rules, items, PW_COUNT(items));
    const char *text = words_of(press, &c, (struct pw_um){ 101600 }, (struct pw_um){ 152400 }, &pages);
    CHECK(pages > 1);
    for (size_t i = 0; i < PW_COUNT(items); i++) {
        const char *first = strstr(text, descriptions[i]);
        CHECK(first != NULL && strstr(first + 1, descriptions[i]) == NULL);
    }
    size_t totals = 0;
    for (const char *at = text; (at = strstr(at, "925.00 EUR")) != NULL; at++)
        totals++;
    CHECK_INT(totals, (long long)pages); /* the whole parcel's, on each */
    pw_label_press_destroy(press);
}

TEST(a_description_that_cannot_be_read_on_the_paper_is_refused_and_says_what_to_shorten)
{
    struct pw_label_press *press = make_press();
    struct pw_customs_rules rules = rules_of("EUR 340");
    char longest[500];
    memset(longest, 'W', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    struct pw_customs_item item = mug;
    item.description = longest;
    struct pw_customs c = parcel(&rules, &item, 1);
    struct pw_page page, pages[PW_CN23_PAGES];
    struct pw_error err = { 0 };
    size_t count = 0;
    CHECK(!pw_cn22_draw(press, &c, (struct pw_um){ 74000 }, (struct pw_um){ 105000 }, 8, &page, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    CHECK(strstr(err.text, "the description of MUG (its customs-name may be shorter)") != NULL);
    CHECK(!pw_cn23_draw(press, &c, (struct pw_um){ 101600 }, (struct pw_um){ 152400 }, 8, pages, &count, &err));
    CHECK(strstr(err.text, "customs-name") != NULL);
    CHECK_INT(count, 0);
    pw_label_press_destroy(press);
}

TEST(a_weight_is_called_net_until_the_packaging_is_known)
{
    struct pw_label_press *press = make_press();
    struct pw_customs_rules rules = rules_of("EUR 340");
    struct pw_customs c = parcel(&rules, &mug, 1);
    size_t pages;
    const struct pw_um w = { 210000 }, h = { 148000 };
    CHECK(strstr(words_of(press, &c, w, h, &pages), "\n0.700 net\n") != NULL);
    rules.packaging_g = 55;
    CHECK(strstr(words_of(press, &c, w, h, &pages), "\n0.755\n") != NULL);
    pw_label_press_destroy(press);
}
