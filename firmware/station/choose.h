/*
 * Which carrier and service takes a parcel: the [choose NAME] sections of the configuration, the first that fits the parcel
 * first.
 *
 *     parcel ──▶ rule (the first whose conditions hold) ──▶ offers that it allows ──▶ the cheapest, or the fastest
 *
 * A rule that leaves no offer hands on to the next one that fits. Without a [choose] the cheapest is taken that arrives in time
 * and keeps the marketplace's claim protection, as far as there is one. Each verdict says in words which rule and which figures
 * led to it.
 */
#ifndef PACKWRIGHT_STATION_CHOOSE_H
#define PACKWRIGHT_STATION_CHOOSE_H

#include "channel/offer.h"
#include "config.h"

enum { PW_CHOOSE_RULES = 40, PW_CHOOSE_WHY = 200, PW_CHOOSE_WORDS = 600 };

enum pw_choose_demand { PW_CHOOSE_NO, PW_CHOOSE_PREFERRED, PW_CHOOSE_REQUIRED };
enum pw_choose_signature { PW_SIGNATURE_NO, PW_SIGNATURE_YES, PW_SIGNATURE_ADULT };

/* Texts are the configuration's: lists by comma, in which * stands for anything. "" and -1: it doesn't matter. */
struct pw_choose_rule {
    const char *name; /* "" of the one that stands where there is none */
    int64_t weight_least_g, weight_most_g;
    int64_t value_least_milli, value_most_milli;
    int64_t fits_mm[3]; /* the longest first; 0: any size */
    const char *countries, *regions, *postal_codes, *levels, *contents;
    /* what it allows */
    const char *allow, *never;
    int64_t price_most_milli;
    enum pw_choose_demand in_time, is_protected;
    bool fastest;
    enum pw_choose_signature signature;
};

struct pw_choose_rules {
    struct pw_choose_rule rule[PW_CHOOSE_RULES + 1];
    size_t count; /* one at least */
};

/* What of a parcel rules may ask for. */
struct pw_choose_parcel {
    int64_t weight_g, length_mm, width_mm, height_mm; /* 0: not known */
    int64_t value_milli;                              /* -1: not known */
    char currency[4];
    const char *country, *region, *postal_code;
    const char *level;   /* the order's service level */
    int64_t promised_us; /* when it must be there; 0: nothing is promised */
    bool fragile, hazmat;
    const char *const *skus;
    size_t sku_count;
};

/* Of one offer, under one rule. */
struct pw_choose_verdict {
    bool possible;
    bool in_time, is_protected;
    char why[PW_CHOOSE_WHY]; /* not possible: the figure that rules it out */
};

extern const struct pw_key pw_choose_keys[];

/** Check one section. ret_key: the key that is wrong. Errors: PW_ERR_CONFIG. Thread: any. */
PW_MUST_CHECK bool pw_choose_section_check(const struct pw_section *section, const char **ret_key, struct pw_error *err);

/**
 * The rules in the order of the configuration, the standard one where there is none.
 *
 * Ownership: borrows the configuration's texts.
 * Errors:    PW_ERR_CONFIG.
 */
PW_MUST_CHECK bool pw_choose_rules_read(const struct pw_config *config, struct pw_choose_rules *ret_rules, struct pw_error *err);

/** The first rule from there on whose conditions the parcel meets; rules->count: none. Pure. */
size_t pw_choose_rule(const struct pw_choose_rules *rules, const struct pw_choose_parcel *parcel, size_t from);

/**
 * Judge each offer under a rule, and take one; offers->count: none is left. Pure.
 *
 * verdicts: as many as there are offers. barred: for each offer why it can't be bought whatever a rule says, or NULL; may be
 * NULL.
 */
size_t pw_choose(const struct pw_choose_rule *rule, const struct pw_choose_parcel *parcel, const struct pw_offers *offers,
                 const char *const *barred, struct pw_choose_verdict *verdicts);

/** The choice as a person reads it: the rule with the figures that met it, what was taken and before what. */
void pw_choose_words(const struct pw_choose_rule *rule, const struct pw_choose_parcel *parcel, const struct pw_offers *offers,
                     const struct pw_choose_verdict *verdicts, size_t taken, char out[PW_CHOOSE_WORDS]);
/** Why a rule left nothing: how many offers were ruled out by what, the first figure of each kind. */
void pw_choose_none_words(const struct pw_choose_rule *rule, const struct pw_offers *offers,
                          const struct pw_choose_verdict *verdicts, char out[PW_CHOOSE_WORDS]);
/** "UPS Ground": the carrier's name once. */
void pw_offer_name(const struct pw_offer *offer, char out[200]);

#endif
