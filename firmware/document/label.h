/* The station's own shipping label: its data becomes one page of dots. */
#ifndef PACKWRIGHT_LABEL_H
#define PACKWRIGHT_LABEL_H

#include "document/address.h"
#include "document/bars.h"
#include "packwright/document.h"
#include "packwright/units.h"

/* UTF-8 text from anywhere; NULL or "" is absent. Owned by whoever made it. */
struct pw_label {
    struct pw_address recipient, sender;
    const char *order_id;
    int parcel, parcels; /* n of m; parcels 0 or 1 and parcel 0 or 1: the only one; parcels below zero: m is not known */
    const char *barcode; /* what is scanned at the door */
    enum pw_bars_kind barcode_kind;
    const char *carrier, *service;
    const char *ship_by, *weight, *reference; /* as they are to be read; optional */
};

/* Fonts, shaped text and the sheet; made once per station. */
struct pw_label_press;

/**
 * A press for labels.
 *
 * Thread:    one at a time.
 * Errors:    PW_ERR_MEMORY; PW_ERR_NOT_FOUND when no font is installed.
 */
PW_MUST_CHECK bool pw_label_press_create(struct pw_label_press **ret_press, struct pw_error *err);
void pw_label_press_destroy(struct pw_label_press *press);

/**
 * How many dots a label of this size is drawn in.
 *
 * 4 x 6 inches at 8 dots a millimetre are 812 x 1218 dots, as every driver and carrier has them; else length times dots a
 * millimetre, rounded.
 *
 * Thread:    any.
 */
void pw_label_dots(struct pw_um width, struct pw_um height, int dots_per_mm, int *ret_width, int *ret_height);

/** True if what ("a shipping label") is laid out for paper of this size, turned or not. Thread: any. Errors: PW_ERR_UNSUPPORTED.
 */
PW_MUST_CHECK bool pw_label_paper(struct pw_um width, struct pw_um height, const char *what, struct pw_error *err);

/**
 * Draw a label, laid out for the paper.
 *
 * Units:     width and height of the paper; dots_per_mm 8, 12 or 24.
 * Ownership: *ret_page is the caller's, to be finished.
 * Thread:    that of the press.
 * Errors:    PW_ERR_BAD_INPUT for a barcode that can't be encoded and a label without recipient; PW_ERR_TOO_BIG for text that
 *            doesn't fit in a size that can be read, or a barcode too wide for the paper; PW_ERR_UNSUPPORTED for paper too
 *            small or large, or letters that no installed font has; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_label_draw(struct pw_label_press *press, const struct pw_label *label, struct pw_um width,
                                 struct pw_um height, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err);

#endif
