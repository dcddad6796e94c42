/*
 * What one scan may be: a command, a parcel, an order, an article, a tracking number. By form alone: what of it exists the store
 * knows. What is ambiguous stays a list. No I/O; no allocation but for text of a command's form (its HMAC).
 */
#ifndef PACKWRIGHT_BARCODE_MEANING_H
#define PACKWRIGHT_BARCODE_MEANING_H

#include "barcode/aim.h"
#include "barcode/amazon_id.h"
#include "barcode/badge.h"
#include "barcode/command.h"
#include "barcode/gs1.h"
#include "barcode/parcel_code.h"
#include "barcode/place_code.h"
#include "barcode/tracking.h"
#include "barcode/upc.h"

#define PW_MEANING_TEXT 384    /* bytes of the text and its NUL */
#define PW_MEANING_ARTICLES 4  /* keys */
#define PW_MEANING_TRACKING 12 /* candidates */

struct pw_meaning {
    struct pw_aim aim; /* which symbology, if the scanner said */

    /*
     * The text without its AIM identifier and the blanks around it, UTF-8, control characters as visible stand-ins; ends in
     * U+2026 if it was cut. Never empty but for an empty scan. Text that is no UTF-8 is taken for ISO 8859-1, the barcodes' own.
     */
    char text[PW_MEANING_TEXT];

    /* It holds bytes that no barcode here should hold (control characters but GS, and RS and EOT in ISO 15434 messages): only
     * text is set. */
    bool garbled;

    enum pw_command command;          /* and nothing else is set but text */
    char shelf[PW_SHELF_NAME_SIZE];   /* a place of the problem shelf, and nothing else is set but text */
    char cage[PW_SHELF_NAME_SIZE];    /* a carrier's cage, and nothing else is set but text */
    char badge[PW_BADGE_NUMBER_SIZE]; /* a badge's number, and nothing else is set: not the text, which would be a key */
    bool forged;                      /* a command or badge with a wrong tag: nothing else is set but text */

    char parcel_code[PW_PARCEL_CODE_SIZE]; /* of this kind of station ("PWP..."), upper case; and nothing else is set */
    char sscc[PW_SSCC_SIZE];               /* 18 digits; may be this station's own parcel or a carrier's number */
    char order_id[PW_AMAZON_ORDER_ID_LEN + 1];

    /* Keys of the article (pw_article_key), likelier ones first. The text itself may also be a SKU, an ASIN or an FNSKU. */
    char articles[PW_MEANING_ARTICLES][PW_ARTICLE_KEY_SIZE];
    size_t article_count;
    char isbn_10[11]; /* of a book's 978 number: its ASIN */
    bool fnsku, asin; /* the text has that form */
    enum pw_transparency transparency;

    /* GS1 element string or Digital Link. */
    bool gs1;                    /* the fields below were read from one */
    bool gs1_sure;               /* the symbology says so; else it only looks like one */
    enum pw_gs1_fault gs1_fault; /* the symbology says GS1, but what follows the fields read is wrong */
    char gtin[PW_GTIN_SIZE];     /* AI 01 */
    char content[PW_GTIN_SIZE];  /* AI 02: what a case or pallet holds */
    char serial[21], lot[21];    /* AI 21, 10 */
    char expiry[7];              /* AI 17, else 15, YYMMDD; pw_gs1_date */
    int64_t count;               /* AI 30 or 37; 0: not said */
    char ship_to_post[21];       /* AI 420 or 421 */

    /* Best first; empty for what is certainly something else. */
    struct pw_tracking_candidate tracking[PW_MEANING_TRACKING];
    size_t tracking_count;
};

/**
 * Everything that a scan may be.
 *
 * raw:       what the scanner sent, without its terminator.
 * aim:       "]C1" if the scanner said it apart, else "" or NULL.
 * key:       the station's secret key for commands; NULL: no text is a command.
 * Ownership: keeps nothing of raw.
 * Thread:    any.
 */
void pw_meaning_of(struct pw_bytes raw, const char *aim, const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_meaning *ret_meaning);

#endif
