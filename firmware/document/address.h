/* A postal address in the order of lines that its country reads. */
#ifndef PACKWRIGHT_ADDRESS_H
#define PACKWRIGHT_ADDRESS_H

#include "packwright/bytes.h"

/* UTF-8; NULL or "" is absent. */
struct pw_address {
    const char *name, *company;
    const char *line1, *line2, *line3;
    const char *city, *region, *postal_code;
    const char *country; /* ISO 3166 alpha-2, or a name */
};

enum pw_address_part { PW_ADDRESS_NAME, PW_ADDRESS_COMPANY, PW_ADDRESS_STREET, PW_ADDRESS_PLACE, PW_ADDRESS_COUNTRY };

#define PW_ADDRESS_LINES 10

struct pw_address_line {
    enum pw_address_part part;
    const char *text;
};

struct pw_address_text {
    struct pw_address_line lines[PW_ADDRESS_LINES];
    size_t count;
    struct pw_buf buf; /* holds the texts that were put together */
};

/**
 * The lines of an address; nothing of it is left out.
 *
 * with_country adds the country's name in English capitals as the last line, as the Universal Postal Union asks for post that
 * leaves a country.
 *
 * Ownership: *ret points into address and into its own memory; pw_address_text_finish frees that.
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY; PW_ERR_TOO_BIG over 4 KiB.
 */
PW_MUST_CHECK bool pw_address_format(const struct pw_address *address, bool with_country, struct pw_address_text *ret,
                                     struct pw_error *err);
void pw_address_text_finish(struct pw_address_text *text);
/** True when the two countries are known to be the same; codes and names in any case. Thread: any. */
bool pw_address_same_country(const char *a, const char *b);

/** The country's name in English capitals, NULL for an unknown code. Any case. Thread: any. Source: ISO 3166-1 codes. */
const char *pw_country_name(const char *code);

/* How city, region and postal code are written. */
enum pw_place_order {
    PW_PLACE_CITY_REGION_POSTAL, /* Springfield OR 97477; others "City, Region 1234" */
    PW_PLACE_POSTAL_CITY,        /* 4000-123 Porto */
    PW_PLACE_LINES,              /* city, region and postal code on a line each */
    PW_PLACE_CITY_POSTAL,        /* Singapore 018956; the region on a line of its own */
    PW_PLACE_EAST_ASIA,          /* from large to small where written in Han, Kana or Hangul */
};
enum pw_place_order pw_country_place_order(const char *code);

#endif
