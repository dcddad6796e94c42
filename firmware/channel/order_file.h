/*
 * A file of orders as records: one for each line, in the station's own words, whatever the file calls its columns. Text to
 * records, no store. Bad lines are refused with the column and the reason; the others come out.
 */
#ifndef PACKWRIGHT_CHANNEL_ORDER_FILE_H
#define PACKWRIGHT_CHANNEL_ORDER_FILE_H

#include "channel/table.h"

/* Ceilings: what is above them is a mistake, not an order. */
#define PW_QUANTITY_MAX 10000 /* units of one line */
#define PW_ID_MAX 64          /* bytes of an order-id or order-item-id */
#define PW_SKU_MAX 255        /* bytes */

enum pw_order_field {
    PW_OF_ORDER_ID,
    PW_OF_ITEM_ID,
    PW_OF_PURCHASE_DATE,
    PW_OF_PAYMENTS_DATE,
    PW_OF_SHIP_BY,
    PW_OF_BUYER_NAME,
    PW_OF_BUYER_EMAIL,
    PW_OF_BUYER_PHONE,
    PW_OF_SKU,
    PW_OF_ASIN,
    PW_OF_FNSKU,
    PW_OF_NAME, /* of the article */
    PW_OF_ORDERED,
    PW_OF_SHIPPED,
    PW_OF_TO_SHIP,
    PW_OF_SERVICE,
    PW_OF_RECIPIENT,
    PW_OF_ADDRESS_1,
    PW_OF_ADDRESS_2,
    PW_OF_ADDRESS_3,
    PW_OF_CITY,
    PW_OF_REGION,
    PW_OF_POSTAL_CODE,
    PW_OF_COUNTRY,
    PW_OF_SHIP_PHONE,
    PW_OF_SALES_CHANNEL,
    PW_OF_GIFT_MESSAGE,
    PW_OF_GIFT_WRAP,
    PW_OF_INSTRUCTIONS,
    PW_OF_STATUS,
    PW_OF_CANCEL_REQUESTED,
    PW_OF_CANCEL_REASON,
    PW_OF_COUNT,
};

enum pw_date_form { PW_DATE_ISO, PW_DATE_DMY, PW_DATE_MDY };

/* How one kind of file is written. Filled by amazon_files.c and csv.c. */
struct pw_order_format {
    const char *kind; /* unshipped-orders, order-report, csv: as in the store's table of imports */
    const char *name; /* for people: "Amazon's unshipped-orders report" */
    bool whole;       /* lists every order that is still to ship: an order missing from it has gone */
    bool amazon_ids;  /* order ids are 3-7-7 digits */
    bool inherit;     /* an order's second line may leave the order's own cells empty */
    bool end_of_day;  /* a ship-by date without a time means the end of that day */
    char delimiter;   /* 0: the likeliest */
    bool quotes;
    enum pw_encoding encoding, otherwise;
    enum pw_date_form dates;
    const char *cancelled_words;      /* of the status column, by comma */
    const char *pending_words;        /* of orders that aren't paid yet; NULL: none */
    const char *columns[PW_OF_COUNT]; /* what the file calls each field; NULL: it has none. Compared without case */
    const char *const *passing;       /* columns that say only when the report was made; not kept. NULL-terminated, or NULL */
    const char *const *of_order;      /* columns without a field of their own that belong to the order, not to the line */
};

/* One line of an order. Texts are UTF-8, trimmed, never NULL; borrowed until the next call. */
struct pw_order_record {
    int64_t line;
    const char *text[PW_OF_COUNT];
    int64_t purchase_us, payments_us, ship_by_us; /* PW_NO_TIME when the cell is empty or the file has no such column */
    int64_t ordered, shipped, quantity;           /* quantity: to ship */
    bool cancelled, cancel_requested, pending;
    const char *order_extra, *line_extra; /* the other columns: a JSON object, or "" */
    uint64_t hash[2];                     /* of everything that the line says; no order, no passing columns */
    size_t replaced;                      /* bytes that could not be read (U+FFFD stands for each) */
};
#define PW_NO_TIME INT64_MIN

/* Why a line, or (line 0) a file, isn't taken. */
struct pw_line_refusal {
    int64_t line;
    char column[80]; /* the header's own word; "" when it isn't about one */
    char reason[256];
    char order_id[PW_ID_MAX + 1]; /* of which order, as far as that can be read; "" */
    bool cut;                     /* the file ends within this line: more may be missing */
};

enum pw_order_answer { PW_ORDER_RECORD, PW_ORDER_REFUSED, PW_ORDER_END, PW_ORDER_FAILED };

struct pw_order_file;

/**
 * Start reading. The header is read at once.
 *
 * Ownership: format and what it points to must outlive the file; source.user too.
 * Errors:    PW_ERR_BAD_INPUT for an empty file, a header without the columns that every line needs, a column that stands twice:
 *            err->text is the reason.
 */
PW_MUST_CHECK bool pw_order_file_open(struct pw_source source, const struct pw_order_format *format,
                                      struct pw_order_file **ret_file, struct pw_error *err);
void pw_order_file_close(struct pw_order_file *file); /* accepts NULL */
/** FAILED: reading itself failed, see err. */
enum pw_order_answer pw_order_file_next(struct pw_order_file *file, struct pw_order_record *ret_record,
                                        struct pw_line_refusal *ret_refusal, struct pw_error *err);
/** Whether the file's header has a column for a field: an absent one leaves what is known. */
bool pw_order_file_has(const struct pw_order_file *file, enum pw_order_field field);
const struct pw_table *pw_order_file_table(const struct pw_order_file *file);

/** The neutral name of a field: "order-id", "ship-by". */
const char *pw_order_field_name(enum pw_order_field field);

/** True if every column that a line of format needs is among the header's cells. */
bool pw_order_format_fits(const struct pw_order_format *format, const char *const *cells, size_t count);

/** A date of a shop: 2026-11-22 with or without a time, 22.11.2026, 11/22/2026 3:05 PM. Without an offset: UTC. */
bool pw_date_parse(const char *text, enum pw_date_form form, bool end_of_day, int64_t *ret_us);
/** Three digits, seven digits, seven digits. */
bool pw_is_amazon_order_id(const char *text);

#endif
