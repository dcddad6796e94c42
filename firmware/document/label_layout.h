/* One shipping label being laid out; each kind of paper has its layout in a file of its own. */
#ifndef PACKWRIGHT_LABEL_LAYOUT_H
#define PACKWRIGHT_LABEL_LAYOUT_H

#include "document/label.h"
#include "document/sheet.h"

struct pw_label_sheet {
    struct pw_sheet sheet;
    const struct pw_label *label;
    struct pw_um width, height; /* of the sheet as it is read, turned or not */
    int dots_per_mm;
    bool international;
    struct pw_bars bars;
    int module;      /* dots of the bars' modules */
    char number[48]; /* "2 of 3" */
};

/**
 * Draw all of it and end the press into *ret_page.
 *
 * Tall paper (4 x 6 in): one below the other. Wide or low paper (4 x 4 in, 100 x 62 mm): address and sender beside each other
 * above the bars. A tag (2 x 1 in): a matrix code beside the address.
 */
PW_MUST_CHECK bool pw_label_draw_tall(struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err);
PW_MUST_CHECK bool pw_label_draw_wide(struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err);
PW_MUST_CHECK bool pw_label_draw_tag(struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err);

/* ---- what tall and wide paper have in common ---- */

bool pw_label_has_sender(const struct pw_label *label);
/** The heading of whose label it is: the carrier, else the service, else the order. */
const char *pw_label_name(const struct pw_label *label);
/** White on black. */
PW_MUST_CHECK bool pw_label_service(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err);
/** "SHIP TO" from below to above in a black tab that wide, and the recipient beside it, as large as it goes. */
PW_MUST_CHECK bool pw_label_ship_to(const struct pw_label_sheet *l, struct pw_area area, int tab_um, int gap_um,
                                    struct pw_error *err);
PW_MUST_CHECK bool pw_label_from(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err);
/** What a person reads below the bars. */
PW_MUST_CHECK bool pw_label_code_text(const struct pw_label_sheet *l, struct pw_area area, int largest_um, struct pw_error *err);

#endif
