/* What is in the box, for its outside: articles and their quantities, on paper of any size from 45 x 20 mm. */
#ifndef PACKWRIGHT_CONTENT_LABEL_H
#define PACKWRIGHT_CONTENT_LABEL_H

#include "document/label.h"

struct pw_content_line {
    const char *name, *sku; /* UTF-8 from anywhere; the SKU stands where there is no name */
    int64_t quantity;
};

struct pw_content_label {
    const char *order_id;
    const struct pw_content_line *lines;
    size_t line_count;
    int parcel, parcels; /* n of m; m below zero: not known */
    const char *weight;  /* as it is to be read; NULL: not known */
};

/**
 * Draw it. Where not every line can be read on the paper, the last row says how many articles and units are not named.
 *
 * Thread:    that of the press.
 * Errors:    as pw_label_draw; PW_ERR_BAD_INPUT when there is nothing in the box.
 */
PW_MUST_CHECK bool pw_content_label_draw(struct pw_label_press *press, const struct pw_content_label *label, struct pw_um width,
                                         struct pw_um height, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err);

#endif
