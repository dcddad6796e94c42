/* Carrier and service by the seller's rules, and the words why. */
#include "test.h"

#include "station/choose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pw_config *config;
static struct pw_choose_rules rules;

static void with(const char *sections)
{
    struct pw_error err = { 0 };
    char text[4000];
    snprintf(text, sizeof text, "[station]\nname = north\n%s", sections);
    pw_config_free(config);
    config = NULL;
    CHECK_OK(pw_config_parse(text, "choose.conf", pw_test_tmp(), &config, &err), err);
    CHECK_OK(pw_choose_rules_read(config, &rules, &err), err);
}

#define DAY INT64_C(86400000000)
#define MONDAY INT64_C(1795392000000000) /* date -u -d 2026-11-23 +%s */

static struct pw_offer list[] = {
    { .carrier = "USPS", .service = "USPS Media Mail", .price_milli = 4130, .currency = "USD", .arrives_us = MONDAY + 9 * DAY },
    { .carrier = "USPS",
      .service = "Ground Advantage",
      .price_milli = 5250,
      .currency = "USD",
      .arrives_us = MONDAY + 5 * DAY,
      .unprotected_why = "LATE_DELIVERY_RISK" },
    { .carrier = "UPS",
      .service = "UPS Ground",
      .price_milli = 8290,
      .currency = "USD",
      .arrives_us = MONDAY + 3 * DAY,
      .is_protected = true },
    { .carrier = "UPS",
      .service = "UPS Next Day Air",
      .price_milli = 34730,
      .currency = "USD",
      .arrives_us = MONDAY + DAY,
      .is_protected = true },
    { .carrier = "FedEx",
      .service = "Ground Economy",
      .price_milli = 7000,
      .currency = "USD",
      .arrives_us = 0,
      .is_protected = true },
};
static const struct pw_offers offers = { list, PW_COUNT(list) };
static struct pw_choose_verdict verdicts[PW_COUNT(list)];

static struct pw_choose_parcel parcel(void)
{
    static const char *const skus[] = { "MUG", "GLASS-12" };
    return (struct pw_choose_parcel){ .weight_g = 412,
                                      .length_mm = 229,
                                      .width_mm = 100,
                                      .height_mm = 305,
                                      .value_milli = 29970,
                                      .currency = "USD",
                                      .country = "US",
                                      .region = "OR",
                                      .postal_code = "97477",
                                      .level = "STANDARD",
                                      .promised_us = MONDAY + 4 * DAY,
                                      .fragile = true,
                                      .skus = skus,
                                      .sku_count = 2 };
}

/* What the first rule that fits takes; -1: none. */
static int taken(const struct pw_choose_parcel *p)
{
    size_t rule = pw_choose_rule(&rules, p, 0);
    if (rule == rules.count)
        return -2;
    size_t at = pw_choose(&rules.rule[rule], p, &offers, NULL, verdicts);
    return at == offers.count ? -1 : (int)at;
}

TEST(without_a_rule_it_is_the_cheapest_that_is_in_time_and_protected)
{
    struct pw_choose_parcel p = parcel();
    with("");
    CHECK_INT(taken(&p), 2);
    p.promised_us = MONDAY + DAY / 2; /* nobody can: then the cheapest that is protected */
    CHECK_INT(taken(&p), 4);
    p.promised_us = 0; /* nothing was promised */
    CHECK_INT(taken(&p), 4);
}

TEST(the_first_rule_whose_conditions_hold_is_the_one)
{
    struct pw_choose_parcel p = parcel();
    with("[choose heavy]\nweight-least = 2 kg\n[choose dear]\nvalue-least = 100\n[choose far]\ncountries = CA, MX\n"
         "[choose islands]\ncountries = US\nregions = AK, HI\n[choose coast]\npostal-codes = 995*, 974*\nlevels = nextday\n"
         "[choose glass]\ncontents = hazmat, glass-*\nfits = 12x9.1x4in\nweight-most = 412 g\n[choose rest]\n");
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 5); /* 305x229x100 mm, however it is turned */
    CHECK_INT(pw_choose_rule(&rules, &p, 6), 6);
    CHECK_INT(pw_choose_rule(&rules, &p, 7), 7);
    p.weight_g = 413;
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 6);
    p.weight_g = 2000;
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 0);
    p.weight_g = 1999;
    p.value_milli = 100000;
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 1);
    p.value_milli = -1; /* what isn't known meets no condition */
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 6);
    p.country = "ca";
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 2);
    p.country = "US";
    p.region = "HI";
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 3);
    p.region = "OR";
    p.level = "NextDay";
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 4);
    p = parcel();
    p.height_mm = 306;
    CHECK_INT(pw_choose_rule(&rules, &p, 0), 6);
    with("[choose heavy]\nweight-least = 2 kg\n");
    CHECK_INT(taken(&p), -2); /* no rule is for it */
}

TEST(what_a_rule_demands_rules_offers_out_with_the_figure)
{
    struct pw_choose_parcel p = parcel();
    with("[choose a]\nnever = *media*\nallow = USPS, UPS*\nprice-most = 30\nin-time = required\nprotected = required\n");
    CHECK_INT(taken(&p), 2);
    CHECK_STR(verdicts[0].why, "never = *media*");
    CHECK_STR(verdicts[1].why, "it arrives by 2026-11-28 00:00 UTC, too late");
    CHECK_STR(verdicts[3].why, "it costs 34.73 USD, more than 30.00");
    CHECK_STR(verdicts[4].why, "it isn't among allow = USPS, UPS*");
    with("[choose a]\nprotected = required\nin-time = no\n");
    CHECK_INT(taken(&p), 4);
    CHECK_STR(verdicts[1].why, "it keeps no claim protection: LATE_DELIVERY_RISK");
    with("[choose a]\nin-time = required\n");
    CHECK_INT(taken(&p), 2);
    CHECK_STR(verdicts[4].why, "nobody says when it arrives");
    with("[choose a]\nin-time = no\nprotected = no\n");
    CHECK_INT(taken(&p), 0);
    with("[choose a]\ntake = fastest\n");
    CHECK_INT(taken(&p), 3);
    with("[choose a]\ntake = fastest\nprice-most = 8.29\n");
    CHECK_INT(taken(&p), 2);
    with("[choose a]\nprice-most = 1\n");
    CHECK_INT(taken(&p), -1);
    const char *barred[PW_COUNT(list)] = { NULL, NULL, "it wants to know \"Tax id\"", NULL, NULL };
    with("");
    CHECK_INT(pw_choose(&rules.rule[0], &p, &offers, barred, verdicts), 3);
    CHECK_STR(verdicts[2].why, "it wants to know \"Tax id\"");
}

TEST(a_choice_says_which_rule_and_which_figures_led_to_it)
{
    struct pw_choose_parcel p = parcel();
    char words[PW_CHOOSE_WORDS];
    with("[choose small]\nweight-most = 450 g\nvalue-most = 50\ncountries = US\nnever = *media mail\n");
    CHECK_INT(taken(&p), 2);
    pw_choose_words(&rules.rule[0], &p, &offers, verdicts, 2, words);
    CHECK_STR(words,
              "Rule \"small\" (412 g up to 450 g, worth 29.97 up to 50.00, to US): UPS Ground for 8.29 USD, there by 2026-11-26"
              " 00:00 UTC, in time, claims protected; the cheapest of 4 that it allows (5 offered), before UPS Next Day Air for"
              " 34.73.");
    with("[choose none]\nallow = DHL\n");
    CHECK_INT(taken(&p), -1);
    pw_choose_none_words(&rules.rule[0], &offers, verdicts, words);
    CHECK_STR(words,
              "Rule \"none\": none of 5 offers is left: USPS Media Mail: it isn't among allow = DHL; USPS Ground Advantage: it"
              " isn't among allow = DHL; UPS Ground: it isn't among allow = DHL; and more.");
    with("");
    p.promised_us = MONDAY;
    struct pw_offers one = { list + 1, 1 };
    CHECK_INT(pw_choose(&rules.rule[0], &p, &one, NULL, verdicts), 0);
    pw_choose_words(&rules.rule[0], &p, &one, verdicts, 0, words);
    CHECK(strstr(words, "Without a rule: USPS Ground Advantage for 5.25 USD") != NULL &&
          strstr(words, "LATER THAN PROMISED") != NULL && strstr(words, "NOT claims protected") != NULL);
}

TEST(words_stay_within_their_room)
{
    static struct pw_offer big[PW_OFFERS_MAX];
    static struct pw_choose_verdict v[PW_OFFERS_MAX];
    struct pw_offers all = { big, PW_OFFERS_MAX };
    struct pw_choose_parcel p = parcel();
    char words[PW_CHOOSE_WORDS];
    with("[choose a]\nallow = X\n");
    for (size_t i = 0; i < PW_OFFERS_MAX; i++) {
        memset(big[i].carrier, 'C', sizeof big[i].carrier - 1);
        memset(big[i].service, 'S', sizeof big[i].service - 1);
        strcpy(big[i].currency, "USD");
    }
    CHECK_INT(pw_choose(&rules.rule[0], &p, &all, NULL, v), PW_OFFERS_MAX);
    pw_choose_none_words(&rules.rule[0], &all, v, words);
    CHECK(strlen(words) < sizeof words);
    with("");
    size_t at = pw_choose(&rules.rule[0], &p, &all, NULL, v);
    pw_choose_words(&rules.rule[0], &p, &all, v, at, words);
    CHECK(strlen(words) < sizeof words);
}

TEST(what_is_wrong_in_a_rule_is_named_by_its_line)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "[choose a]\nweight-most = much\n", "choose.conf:2: weight-most = much: must be a weight such as" },
        { "[choose a]\n\nprice-most = -1\n", "choose.conf:3: price-most = -1: must be an amount" },
        { "[choose a]\nfits = 3x4in\n", "choose.conf:2: fits = 3x4in: must be a size" },
        { "[choose a]\nin-time = always\n", "choose.conf:2: in-time = always" },
        { "[choose]\n", "needs a name" },
    };
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        struct pw_config *c = NULL;
        struct pw_error err = { 0 };
        CHECK(!pw_config_parse(cases[i].text, "choose.conf", pw_test_tmp(), &c, &err));
        if (strstr(err.text, cases[i].says) == NULL)
            pw_test_fail(__FILE__, __LINE__, "%s", err.text);
        pw_config_free(c);
    }
}
