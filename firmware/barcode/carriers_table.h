/* Tables made by tables.py from published lists; see PROVENANCE. */
#ifndef PACKWRIGHT_BARCODE_CARRIERS_TABLE_H
#define PACKWRIGHT_BARCODE_CARRIERS_TABLE_H

#include <stddef.h>

extern const char *const pw_carrier_codes[]; /* Amazon's carrierCode, sorted by byte */
extern const size_t pw_carrier_code_count;
extern const char pw_s10_countries[][3]; /* posts that issue S10 numbers, sorted */
extern const size_t pw_s10_country_count;

#endif
