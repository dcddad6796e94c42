/* What the two customs forms share: cells with captions, boxes to tick, the table's rows. */
#ifndef PACKWRIGHT_CUSTOMS_FORM_H
#define PACKWRIGHT_CUSTOMS_FORM_H

#include "document/customs.h"
#include "document/sheet.h"

struct pw_form {
    struct pw_sheet sheet;
    const struct pw_customs *customs;
};

/** A line from the top of area to its bottom, at its left edge. */
void pw_form_upright(const struct pw_form *f, struct pw_area area);
/** The heading, in English and French, and the form's name white on black at the right. */
PW_MUST_CHECK bool pw_form_head(const struct pw_form *f, struct pw_area area, const char *name, const char *note,
                                struct pw_error *err);
/** The boxes to tick, in so many columns; below them the explanation where there is one. */
PW_MUST_CHECK bool pw_form_categories(const struct pw_form *f, struct pw_area area, int columns, struct pw_error *err);
/** A box to tick and its words in one line; the shorter ones (NULL: none) where there is no room. */
PW_MUST_CHECK bool pw_form_tick(const struct pw_form *f, struct pw_area area, bool on, const char *words, const char *shorter,
                                struct pw_error *err);
/** "Total gross weight": with packaging where its weight is known, else what it is the weight of, and a line to write on. */
void pw_form_gross(const struct pw_customs *customs, char *out, size_t size);
void pw_form_kg(int64_t g, char out[24]);
/** What the sender declares, with the date and a line to sign on. */
PW_MUST_CHECK bool pw_form_signature(const struct pw_form *f, struct pw_area area, const char *date_caption,
                                     struct pw_error *err);
/** Text that may take several lines, in the vertical middle of its cell. */
PW_MUST_CHECK bool pw_form_cell(const struct pw_form *f, struct pw_area area, const char *text, int largest_um, bool bold,
                                enum pw_align align, const char *what, struct pw_error *err);
/** What is said of an item whose description is too long. */
void pw_form_item_name(const struct pw_customs_item *item, char *out, size_t size);

#endif
