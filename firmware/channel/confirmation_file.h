/*
 * The shipping-confirmation file that a seller uploads: Amazon's flat file POST_FLAT_FILE_FULFILLMENT_DATA, and for other shops
 * the same columns as CSV. Memory to memory.
 */
#ifndef PACKWRIGHT_CHANNEL_CONFIRMATION_FILE_H
#define PACKWRIGHT_CHANNEL_CONFIRMATION_FILE_H

#include "packwright/bytes.h"

enum pw_confirmation_form { PW_CONFIRMATION_AMAZON, PW_CONFIRMATION_CSV };

/* One row: one item of one parcel. Texts may be NULL for "". */
struct pw_confirmation {
    const char *order_id, *order_item_id;
    int64_t quantity;
    const char *ship_date; /* YYYY-MM-DD, or ISO 8601 with an offset */
    const char *carrier_code, *carrier_name, *tracking_number, *ship_method;
};

void pw_confirmation_header(enum pw_confirmation_form form, struct pw_buf *out);

/**
 * Append one row.
 *
 * A number that can't stand in the file as it is, is refused, never changed: ids and tracking numbers with control characters,
 * with bytes outside ASCII, over 50 characters, or with one of = + - @ in front, which a spreadsheet would run. In names, control
 * characters become blanks and such a front is dropped.
 *
 * Errors:    PW_ERR_BAD_INPUT, with nothing appended.
 * Source:    reference amazon 6.2: no quoting; no tab, CR, LF or leading "=" in a cell.
 */
PW_MUST_CHECK bool pw_confirmation_row(enum pw_confirmation_form form, const struct pw_confirmation *row, struct pw_buf *out,
                                       struct pw_error *err);

/**
 * One cell of a CSV file that people open in a spreadsheet: quoted after RFC 4180, and with an apostrophe in front of what a
 * spreadsheet would run as a formula (= + - @, their full-width forms, TAB, CR). Control characters stay as they are.
 *
 * Source:    reference reliability 1.10.
 */
void pw_csv_cell(struct pw_buf *out, const char *text);
/** True if text begins with what a spreadsheet would run. */
bool pw_is_formula(const char *text);

#endif
