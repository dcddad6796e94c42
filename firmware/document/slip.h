/* The packing slip and the sheet of commands: data through a Mustache template to ReceiptLine, and laid out for a paper's
 * columns. */
#ifndef PACKWRIGHT_SLIP_H
#define PACKWRIGHT_SLIP_H

#include "document/address.h"
#include "document/value.h"
#include "packwright/document.h"

/* All text is UTF-8; NULL or "" is absent. Owned by whoever made it. */
struct pw_slip_line {
    const char *sku, *name, *asin;
    int64_t quantity;
};

/* Units of an article that are not in this parcel. */
struct pw_slip_other {
    int parcel; /* where they are; 0: they follow */
    const char *name;
    int64_t quantity;
};

/* What was captured of a unit. */
struct pw_slip_unit {
    size_t line; /* its index */
    const char *serial, *lot, *expiry;
};

struct pw_slip_order {
    const char *order_id;
    const char *ordered, *ship_by; /* as they are to be read */
    const char *service, *sales_channel;
    struct pw_address recipient, sender;
    const struct pw_slip_line *lines;
    size_t line_count;
    const struct pw_slip_unit *captured; /* by line */
    size_t captured_count;
    bool gift; /* the gift slip: says so in large type; no slip of ours has prices */
    const char *gift_message;
    int parcel, parcels;                /* n of m; m below zero: more follow, nobody knows how many */
    const struct pw_slip_other *others; /* what is in the order's other parcels */
    size_t other_count;
    const char *thanks;
};

struct pw_sheet_command {
    const char *title, *help, *code;
    bool reason;
};

/* Compiled templates and decoded pictures. */
struct pw_slip_press;

/**
 * Compile the templates. source: a seller's own slip template, or NULL for the one in the program; name stands in errors.
 *
 * Errors:    PW_ERR_BAD_INPUT with the template's line and column.
 */
PW_MUST_CHECK bool pw_slip_press_create(const struct pw_bytes *source, const char *name, struct pw_slip_press **ret_press,
                                        struct pw_error *err);
void pw_slip_press_destroy(struct pw_slip_press *press);

/**
 * Lay a slip out.
 *
 * Units:     columns of the printer's font A.
 * Ownership: *ret_document is the caller's (pw_document_finish).
 * Thread:    one at a time for the same press.
 * Errors:    PW_ERR_TOO_BIG, PW_ERR_MEMORY, PW_ERR_BAD_INPUT of a picture in the template.
 */
PW_MUST_CHECK bool pw_slip_lay_out(struct pw_slip_press *press, const struct pw_slip_order *order, int columns,
                                   struct pw_document *ret_document, struct pw_error *err);

/** What a slip's template is filled with; data is valid during the call. columns: texts are broken for. Thread: any. */
typedef bool (*pw_slip_use)(void *user, const struct pw_value *data, struct pw_error *err);
PW_MUST_CHECK bool pw_slip_data(const struct pw_slip_order *order, int columns, pw_slip_use use, void *user,
                                struct pw_error *err);

/* A text in rows that end between words; ReceiptLine by itself breaks anywhere. */
enum { PW_ROWS_MAX = 40 }; /* of one text; the rest stays in the last row, and the layout breaks it where it must */
struct pw_rows {
    struct pw_value row[PW_ROWS_MAX];
    size_t count;
};
/** Units: width in cells. Ownership: the rows borrow text. */
void pw_rows_break(const char *text, int width, struct pw_rows *out);

/* The station's own templates beside the slip's. */
enum pw_own_sheet { PW_SHEET_COMMANDS, PW_SHEET_HANDOVER, PW_SHEET_TEST_PAGE, PW_SHEET_SELF_TEST, PW_SHEET_BADGE, PW_SHEETS };
/** Lay one of them out. Errors: as pw_slip_lay_out. */
PW_MUST_CHECK bool pw_own_sheet_lay_out(struct pw_slip_press *press, enum pw_own_sheet sheet, const struct pw_value *data,
                                        int columns, struct pw_document *ret_document, struct pw_error *err);

PW_MUST_CHECK bool pw_sheet_lay_out(struct pw_slip_press *press, const char *bench, const struct pw_sheet_command *commands,
                                    size_t count, int columns, struct pw_document *ret_document, struct pw_error *err);

#endif
