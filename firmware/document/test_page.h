/*
 * The test page of a printer: what shows at once a wrong width, resolution, polarity or code page. Receipt printers get lines and
 * pictures, label printers one page of dots.
 */
#ifndef PACKWRIGHT_TEST_PAGE_H
#define PACKWRIGHT_TEST_PAGE_H

#include "document/label.h"
#include "document/slip.h"
#include "packwright/profile.h"

struct pw_test_page {
    const char *name;                 /* of the printer in the configuration */
    const char *model, *link;         /* "Epson TM-T88V, ESC/POS", "tcp 192.0.2.10:9100" */
    const char *made;                 /* when */
    const struct pw_profile *profile; /* of a receipt printer, or NULL */
};

/** On receipt paper. Errors: as pw_slip_lay_out, pw_label_draw. Thread: that of both presses. */
PW_MUST_CHECK bool pw_test_page_lay_out(struct pw_slip_press *press, struct pw_label_press *drawing,
                                        const struct pw_test_page *test, int columns, struct pw_document *ret_document,
                                        struct pw_error *err);
/** On a label of any size from 40 x 20 mm; what has no room is left away. Errors: as pw_label_draw. Thread: the press's. */
PW_MUST_CHECK bool pw_test_page_draw(struct pw_label_press *press, const struct pw_test_page *test, struct pw_um width,
                                     struct pw_um height, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err);

/* Shared by the two, each in its own file. */
#define PW_TEST_SCRIPTS 6
extern const char *const pw_test_scripts[PW_TEST_SCRIPTS];
/** Grey squares of so many dots from x, y: 25, 50, 75 and 100 per cent, then lines of one, two and three dots. Nothing is drawn
 * outside the page. */
void pw_test_greys(struct pw_page *page, int x, int y, int side, int gap);

#endif
