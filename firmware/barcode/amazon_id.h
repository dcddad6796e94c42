/* Amazon's own identifiers: order ids, ASIN, FNSKU, Transparency codes. By form alone; whether they exist the store knows. */
#ifndef PACKWRIGHT_BARCODE_AMAZON_ID_H
#define PACKWRIGHT_BARCODE_AMAZON_ID_H

#include "packwright/bytes.h"

#define PW_AMAZON_ORDER_ID_LEN 19 /* 3-7-7 digits */

/** True for 3-7-7 digits with their hyphens. Thread: any. */
bool pw_amazon_order_id(struct pw_bytes text);
/** True for an FNSKU: X00 and 7 of A-Z and 0-9. */
bool pw_amazon_fnsku(struct pw_bytes text);
/** True for an ASIN that is no ISBN: B0 and 8 of A-Z and 0-9. */
bool pw_amazon_asin(struct pw_bytes text);

enum pw_transparency {
    PW_TRANSPARENCY_NONE,
    PW_TRANSPARENCY_AZ,     /* 29 characters beginning AZ or ZA */
    PW_TRANSPARENCY_SGTIN,  /* 38 characters: (01) GTIN (21) serial number of 20 */
    PW_TRANSPARENCY_URL,    /* perhaps: a URL; only for an item that needs a code */
    PW_TRANSPARENCY_SERIAL, /* perhaps: 7 to 20 letters and digits; only for an item that needs a code */
};

/**
 * Which form of a Transparency code text may be. The last two are what many other barcodes look like.
 *
 * Takes the data without its AIM identifier. The code is stored and sent as it was scanned.
 * Thread:    any.
 * Source:    reference amazon 4.6.
 */
enum pw_transparency pw_amazon_transparency(struct pw_bytes text);

#endif
