/*
 * Article numbers: UPC-A, UPC-E, EAN-8, EAN-13, ITF-14 and ISBN as one number of 14 digits, and the key by which an article's
 * barcode is stored and found. No I/O, no allocation.
 */
#ifndef PACKWRIGHT_BARCODE_UPC_H
#define PACKWRIGHT_BARCODE_UPC_H

#include "packwright/bytes.h"

#define PW_GTIN_SIZE 15         /* 14 digits and a NUL */
#define PW_ARTICLE_KEY_SIZE 128 /* the longest key and its NUL */

enum pw_article_form {
    PW_ARTICLE_GTIN_14, /* 14 digits */
    PW_ARTICLE_EAN_13,
    PW_ARTICLE_UPC_A, /* 12 digits */
    PW_ARTICLE_EAN_8,
    PW_ARTICLE_UPC_E, /* 8 digits, expanded here */
    PW_ARTICLE_ISBN_10,
};

struct pw_article_number {
    char gtin[PW_GTIN_SIZE];
    enum pw_article_form form;
};

/**
 * What article numbers text may be: none, one, or two (eight digits that are right as EAN-8 and as UPC-E).
 *
 * Takes the digits alone; blanks around them, and hyphens and blanks within an ISBN, are allowed. Only right check digits count.
 * Of two, the likelier stands first: a leading 0 is UPC-E, because GS1 keeps EAN-8 numbers that begin with 0 for a shop's own
 * use.
 *
 * Thread:    any.
 * Source:    reference hardware D4; GS1 General Specifications 1.4.3 (prefixes of GTIN-8).
 */
size_t pw_article_numbers(struct pw_bytes text, struct pw_article_number ret_numbers[2]);

/**
 * The key of an article's barcode: 14 digits for an article number with a right check digit, else the trimmed text as it is.
 *
 * Errors:    false (key is "") for nothing but blanks, for more than PW_ARTICLE_KEY_SIZE - 1 bytes, and for text with control
 *            characters: no barcode of an article.
 * Thread:    any.
 */
bool pw_article_key(struct pw_bytes text, char ret_key[PW_ARTICLE_KEY_SIZE]);

/**
 * Every key that text may stand for, the one of pw_article_key first: two for eight digits that are both EAN-8 and UPC-E, else
 * one or none. An import stores all of them, a scan looks all of them up.
 */
size_t pw_article_keys(struct pw_bytes text, char ret_keys[2][PW_ARTICLE_KEY_SIZE]);

/** The eight digits of a UPC-E (number system 0 or 1) as the 12 of its UPC-A. False if they are none or the check digit is wrong.
 */
bool pw_upc_e_expand(const char digits[8], char ret_upc_a[13]);

/** The ISBN-10 (for books Amazon's ASIN) of a 978 number. False for any other. */
bool pw_isbn_10(const char gtin[PW_GTIN_SIZE], char ret_isbn[11]);

/** The number of the single unit inside a case (indicator digit 1 to 8). False if gtin is no case. It is never the same article.
 */
bool pw_gtin_of_unit(const char gtin[PW_GTIN_SIZE], char ret_unit[PW_GTIN_SIZE]);

/** True for numbers that mean something else in each shop: 02 and 20 to 29 (weight, price), EAN-8 beginning with 0 or 2. */
bool pw_gtin_is_internal(const char gtin[PW_GTIN_SIZE]);

#endif
