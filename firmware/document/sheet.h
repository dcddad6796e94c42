/* What the layouts of labels share: a sheet of a paper's size, lengths in millimetres as dots, blocks with captions. */
#ifndef PACKWRIGHT_SHEET_H
#define PACKWRIGHT_SHEET_H

#include "document/label_press.h"
#include "packwright/units.h"

/* Text is never smaller than this on paper, however small the label: about 5.5 points. */
#define PW_SHEET_SMALLEST_UM 1900

struct pw_sheet {
    struct pw_press *press;
    int width, height, dots_per_mm;
    int scale_permille;   /* of the design's lengths */
    int rule, thick, pad; /* dots of thin and thick rules, and between a rule and text */
    struct pw_area inner; /* within the margins */
};

/** A sheet of this paper with a margin of so much; scale_permille as yet 1000. Errors: PW_ERR_UNSUPPORTED: no head has such dots.
 */
PW_MUST_CHECK bool pw_sheet_init(struct pw_sheet *sheet, struct pw_press *press, struct pw_um width, struct pw_um height,
                                 int dots_per_mm, int margin_um, struct pw_error *err);
/** Dots of a length on paper, whatever the paper's size; of a length in the design. */
int pw_sheet_fixed(const struct pw_sheet *sheet, int um);
int pw_sheet_at(const struct pw_sheet *sheet, int um);
/** Sizes of letters in the design, never under PW_SHEET_SMALLEST_UM. */
struct pw_fit pw_sheet_fit(const struct pw_sheet *sheet, int largest_um, int comfortable_um, int smallest_um);
struct pw_area pw_area_shrunk(struct pw_area area, int left, int top, int right, int bottom);
/** A line across the inner area, thick dots high, its top at y. */
void pw_sheet_rule(const struct pw_sheet *sheet, int y, int thick);
/** One text, in one line, in the vertical middle of its area; "" draws nothing. */
PW_MUST_CHECK bool pw_sheet_text(const struct pw_sheet *sheet, struct pw_area area, const char *text, int largest_um, bool bold,
                                 enum pw_align align, const char *what, struct pw_error *err);
/** A small heading and its value below it; the value alone where the area is too low for both. "" draws nothing. */
PW_MUST_CHECK bool pw_sheet_captioned(const struct pw_sheet *sheet, struct pw_area area, const char *caption, const char *value,
                                      int largest_um, const char *what, struct pw_error *err);
/** An address under a heading (NULL: none). Large: the recipient's, which is read from further away. */
PW_MUST_CHECK bool pw_sheet_address(const struct pw_sheet *sheet, struct pw_area area, const struct pw_address *address,
                                    bool abroad, bool large, const char *heading, const struct pw_fit *fit, const char *what,
                                    struct pw_error *err);
bool pw_text_is(const char *text); /* there is one */
/** "101.6 x 152.4 mm". */
void pw_paper_name(struct pw_um width, struct pw_um height, char *out, size_t size);

#endif
