/* Files of any other shop: CSV with a column map in the configuration, and the list of articles and their barcodes. */
#ifndef PACKWRIGHT_CHANNEL_CSV_H
#define PACKWRIGHT_CHANNEL_CSV_H

#include "channel/order_file.h"
#include "packwright/section.h"

/**
 * The format that a [channel] of type csv describes.
 *
 * Ownership: ret_format borrows the section's texts.
 */
void pw_csv_format(const struct pw_section *channel, struct pw_order_format *ret_format);

enum { PW_CUSTOMS_NAME_MAX = 120, PW_INSTRUCTION_MAX = 200, PW_PICTURE_NAME_MAX = 120, PW_HAZMAT_MAX = 40 }; /* bytes */
enum { PW_UNSAID = -1 };

/* A line of a list of articles. Borrowed until the next call, and not to be copied. */
struct pw_article_record {
    int64_t line;
    const char *sku, *barcode, *name; /* barcode: "" where the line only says something else of the article */
    int64_t units;                    /* of the article that the barcode stands for: 12 for a case of 12 */
    /* of one unit, for customs; "", 0 and -1: the line doesn't say it */
    const char *customs_name, *hs_code, *origin, *currency;
    int64_t weight_g, value_milli;
    int serial, lot, expiry, transparency; /* 1: captured of each unit, 0: not, PW_UNSAID */
    int minimum_days;                      /* that a unit must keep, or PW_UNSAID */
    /* how it is packed */
    int64_t tolerance_g;               /* that one unit's weight may be off, or PW_UNSAID */
    const char *picture, *instruction; /* "none" for none, "" where the line doesn't say it */
    int fragile;                       /* 1, 0 or PW_UNSAID */
    const char *hazmat;                /* a UN number or another word, "no" for nothing, "" where the line doesn't say it */
    int64_t sequence;                  /* its place in the box, 0 for none, or PW_UNSAID */
    const char *kit_scan;              /* whole, components, either, or "" */
    int kit_one;                       /* 1, 0 or PW_UNSAID */
    char hs_digits[16], origin_code[3], currency_code[4]; /* what the texts above point to */
};

/**
 * True if a header is that of a list of articles: sku, and barcode, hs-code or customs-name, and no order-id; or sku with origin,
 * weight, value or currency, and no column that such a list doesn't have.
 */
bool pw_articles_fit(const char *const *cells, size_t count);

struct pw_article_file;
/** As pw_order_file_open. Columns: sku, barcode (or ean, upc, gtin), and if wanted units and name; for customs customs-name,
 * hs-code, origin, weight, value, currency; serial, lot, expiry, minimum-days, transparency; weight-tolerance, picture,
 * instruction, fragile, hazmat, sequence, kit-scan, one-kit-at-a-time. */
PW_MUST_CHECK bool pw_article_file_open(struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                                        struct pw_article_file **ret_file, struct pw_error *err);
void pw_article_file_close(struct pw_article_file *file);
enum pw_order_answer pw_article_file_next(struct pw_article_file *file, struct pw_article_record *ret_record,
                                          struct pw_line_refusal *ret_refusal, struct pw_error *err);

/* ---- what kits consist of ---- */

enum { PW_KIT_UNITS_MAX = 1000, PW_COMPONENT_SKU_MAX = 63 /* bytes */ };

/* A line of such a list. Borrowed until the next call. */
struct pw_kit_record {
    int64_t line;
    const char *kit, *component; /* SKUs */
    int64_t units;               /* of it in one kit */
};

/** True if a header is that of a list of kits: kit and component, and no order-id. */
bool pw_kits_fit(const char *const *cells, size_t count);

struct pw_kit_file;
/** As pw_order_file_open. Columns: kit, component, and if wanted quantity. */
PW_MUST_CHECK bool pw_kit_file_open(struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                                    struct pw_kit_file **ret_file, struct pw_error *err);
void pw_kit_file_close(struct pw_kit_file *file);
/** Of a refused line, record's kit is known all the same where the line has one, else it is "". */
enum pw_order_answer pw_kit_file_next(struct pw_kit_file *file, struct pw_kit_record *ret_record,
                                      struct pw_line_refusal *ret_refusal, struct pw_error *err);

#endif
