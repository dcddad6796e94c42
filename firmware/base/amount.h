/* Amounts as people write them in tables: money, weights. */
#ifndef PACKWRIGHT_AMOUNT_H
#define PACKWRIGHT_AMOUNT_H

#include "packwright/attr.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * "12.50", "12,50", "12" in thousandths.
 *
 * Thread:    any.
 * Errors:    false for anything else, and where nobody can know what is meant: "1,200" and "1.200" may be one or a thousand.
 */
PW_MUST_CHECK bool pw_amount_parse(const char *text, int64_t *ret_milli);
/** "12.50"; with three decimals where it takes them. */
void pw_amount_text(int64_t milli, char out[24]);
/**
 * With as many decimals as the currency has: "1500" yen, "1.500" dinars; more where an amount takes them.
 *
 * Source: ISO 4217, the minor units of its list of currencies. One that isn't known, and NULL, has two.
 */
void pw_money_text(int64_t milli, const char *currency, char out[24]);

/** "3 %", "2.5%" in thousandths; -1 for anything else, and for more than half. */
int64_t pw_permille(const char *text);

/** "350", "350 g", "0.35kg", "12 oz", "1.5 lb" in grams, rounded; false for anything else, and for nothing or over a tonne. */
PW_MUST_CHECK bool pw_weight_parse(const char *text, int64_t *ret_g);

#endif
