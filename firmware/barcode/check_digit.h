/*
 * Check digits and characters of article numbers and tracking numbers. Each function takes what stands before the check digit
 * (ASCII digits, or A-Z and 0-9 where it says so, checked by the caller) and returns the check digit as a character.
 */
#ifndef PACKWRIGHT_BARCODE_CHECK_DIGIT_H
#define PACKWRIGHT_BARCODE_CHECK_DIGIT_H

#include <stdbool.h>
#include <stddef.h>

/** GS1 modulo 10: weights 3, 1, 3 ... from the right. GTIN, SSCC, GLN; USPS, FedEx Ground, Canada Post, Hermes, Colissimo. */
char pw_check_gs1(const char *digits, size_t len);
/** UPS and OnTrac: weights 1, 2, 1 ... from the left; a letter counts (ASCII - 3) mod 10. Takes A-Z too. */
char pw_check_ups(const char *text, size_t len);
/** The number itself modulo 7: DHL Express, Yamato, Sagawa, Japan Post. */
char pw_check_mod7(const char *digits, size_t len);
/** UPU S10 over eight digits: weights 8 6 4 2 3 5 9 7, modulo 11. */
char pw_check_s10(const char digits[8]);
/** FedEx Express: weights 1, 3, 7, 1 ... from the right, modulo 11, then modulo 10. */
char pw_check_fedex(const char *digits, size_t len);
/** Deutsche Post Identcode and Leitcode: weights 4, 9, 4 ... from the left. */
char pw_check_leitcode(const char *digits, size_t len);
/** GLS: the GS1 sum plus one. */
char pw_check_gls(const char *digits, size_t len);
/** Luhn: Purolator, Old Dominion. */
char pw_check_luhn(const char *digits, size_t len);
/** ISO/IEC 7064 MOD 37,36 over 0-9 and A-Z: DPD, and this station's own parcel codes. */
char pw_check_mod37_36(const char *text, size_t len);

/** True for one or more ASCII digits and nothing else. */
bool pw_all_digits(const char *text, size_t len);
/** True if the last of len digits is the GS1 check digit of the others. */
bool pw_check_gs1_ok(const char *digits, size_t len);

#endif
