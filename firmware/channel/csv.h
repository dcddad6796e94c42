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

enum { PW_CUSTOMS_NAME_MAX = 120 }; /* bytes */
enum { PW_UNSAID = -1 };

/* A line of a list of articles. Borrowed until the next call, and not to be copied. */
struct pw_article_record {
    int64_t line;
    const char *sku, *barcode, *name; /* barcode: "" where the line only says something else of the article */
    int64_t units;                    /* of the article that the barcode stands for: 12 for a case of 12 */
    /* of one unit, for customs; "", 0 and -1: the line doesn't say it */
    const char *customs_name, *hs_code, *origin, *currency;
    int64_t weight_g, value_milli;
    int serial, lot, expiry, transparency;                /* 1: captured of each unit, 0: not, PW_UNSAID */
    int minimum_days;                                     /* that a unit must keep, or PW_UNSAID */
    char hs_digits[16], origin_code[3], currency_code[4]; /* what the texts above point to */
};

/**
 * True if a header is that of a list of articles: sku, and barcode, hs-code or customs-name, and no order-id; or sku with origin,
 * weight, value or currency, and no column that such a list doesn't have.
 */
bool pw_articles_fit(const char *const *cells, size_t count);

struct pw_article_file;
/** As pw_order_file_open. Columns: sku, barcode (or ean, upc, gtin), and if wanted units and name; for customs customs-name,
 * hs-code, origin, weight, value, currency; serial, lot, expiry, minimum-days, transparency. */
PW_MUST_CHECK bool pw_article_file_open(struct pw_source source, enum pw_encoding encoding, enum pw_encoding otherwise,
                                        struct pw_article_file **ret_file, struct pw_error *err);
void pw_article_file_close(struct pw_article_file *file);
enum pw_order_answer pw_article_file_next(struct pw_article_file *file, struct pw_article_record *ret_record,
                                          struct pw_line_refusal *ret_refusal, struct pw_error *err);

#endif
