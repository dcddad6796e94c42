/* What the station prints on a parcel: a code of its own, or an SSCC where it has a GS1 company prefix. */
#ifndef PACKWRIGHT_BARCODE_PARCEL_CODE_H
#define PACKWRIGHT_BARCODE_PARCEL_CODE_H

#include "packwright/bytes.h"

#define PW_STORE_TAG_SIZE 5    /* 4 of A-Z and 0-9, and a NUL */
#define PW_PARCEL_CODE_SIZE 32 /* room for a code and its NUL */
#define PW_SSCC_SIZE 19        /* 18 digits and a NUL */

/**
 * "PWP", the store's tag, the parcel's number, and an ISO/IEC 7064 MOD 37,36 check character. A-Z and 0-9 only.
 *
 * Errors:    false for a tag that is not 4 of A-Z and 0-9, and for a number below 1.
 * Thread:    any.
 */
PW_MUST_CHECK bool pw_parcel_code(const char *store_tag, int64_t number, char ret_code[PW_PARCEL_CODE_SIZE]);
/** The tag and the number of a parcel code; false for anything else, also with a wrong check character. */
bool pw_parcel_code_parse(struct pw_bytes text, char ret_store_tag[PW_STORE_TAG_SIZE], int64_t *ret_number);

/**
 * A serial shipping container code: extension digit, company prefix, serial reference, check digit; 18 digits.
 *
 * The serial fills the 16 digits that the prefix leaves, and runs over into the extension digit.
 *
 * Errors:    false for a prefix that is not 4 to 12 digits, a negative serial, and one that is used up (10 times the room).
 * Thread:    any.
 * Source:    GS1 General Specifications 3.2 (AI 00).
 */
PW_MUST_CHECK bool pw_sscc(const char *company_prefix, int64_t serial, char ret_sscc[PW_SSCC_SIZE]);
/** The 18 digits of an SSCC, scanned with or without its 00 in front, check digit right. False for anything else. */
bool pw_sscc_parse(struct pw_bytes text, char ret_sscc[PW_SSCC_SIZE]);

#endif
