/* What is wrong in a packing slip's template, before an order needs it. */
#ifndef PACKWRIGHT_TEMPLATE_CHECK_H
#define PACKWRIGHT_TEMPLATE_CHECK_H

#include "packwright/language.h"

struct pw_template_fault {
    int line, column; /* from 1, in characters */
    bool note;        /* prints all the same, but maybe not as meant */
    const char *text; /* UTF-8, may hold what stands in the template: for a terminal through pw_utf8_visible */
};

struct pw_template_paper {
    int columns;
    const struct pw_language *language; /* NULL: what a model can't print isn't looked for */
    const struct pw_profile *profile;
};

/**
 * Every fault of a slip's template, in its order: Mustache, names that a slip has none of, ReceiptLine, and what the paper can't
 * take. It is filled with a sample order that has everything and with one that has next to nothing.
 *
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY, PW_ERR_TOO_BIG. Not the faults.
 */
PW_MUST_CHECK bool pw_slip_template_check(struct pw_bytes source, const struct pw_template_paper *paper,
                                          void (*tell)(void *user, const struct pw_template_fault *fault), void *user,
                                          struct pw_error *err);

/** The first fault that is no note, as "name:line:column: what"; true when there is none. */
PW_MUST_CHECK bool pw_slip_template_good(struct pw_bytes source, const char *name, const struct pw_template_paper *paper,
                                         struct pw_error *err);

struct pw_slip_order;
/** A made-up order: with everything that a slip can say, or bare. */
const struct pw_slip_order *pw_slip_sample(bool bare);

#endif
