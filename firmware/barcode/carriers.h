/* The carrier names that Amazon accepts (carrierCode): spelled exactly so, including case and blanks. */
#ifndef PACKWRIGHT_BARCODE_CARRIERS_H
#define PACKWRIGHT_BARCODE_CARRIERS_H

#include <stdbool.h>
#include <stddef.h>

/** True if name is one of Amazon's carrier codes, letter for letter. Thread: any. */
bool pw_carrier_code_valid(const char *name);
/**
 * The carrier code nearest to name (case, blanks and hyphens apart, then the fewest changed letters), or NULL when none is near.
 * For the sentence "did you mean ...". Thread: any.
 */
const char *pw_carrier_code_nearest(const char *name);
/** The nth carrier code in order, or NULL at the end. Thread: any. */
const char *pw_carrier_code_nth(size_t n);
/** The code of the post that issues S10 numbers for a country ("GB" is "Royal Mail"); "Other" where Amazon has none. */
const char *pw_carrier_of_post(const char country[2]);
/** True if a post with this ISO 3166 country code issues S10 numbers. */
bool pw_s10_country_known(const char country[2]);

#endif
