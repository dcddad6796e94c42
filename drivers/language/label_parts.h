/*
 * A page of dots as the fewest commands of a label language without compression: pictures of where there is something black,
 * and rectangles where rows repeat (the bars of a linear symbol, rules). Together they are the page, dot for dot.
 */
#ifndef PACKWRIGHT_LANGUAGE_LABEL_PARTS_H
#define PACKWRIGHT_LANGUAGE_LABEL_PARTS_H

#include "packwright/document.h"

#define PW_LABEL_SIDE_MAX 32000u /* dots */
/* Bytes of dots in one command at most: as many go ahead of the next document when one was cut off (pw_language::resync). */
#define PW_LABEL_DOTS_MAX 4096u

struct pw_label_parts {
    /** A picture: bytes x rows of page from the byte x_byte of row y. */
    void (*dots)(void *user, const struct pw_page *page, int x_byte, int y, int bytes, int rows);
    /** A black rectangle in dots. NULL: the language draws none. */
    void (*bar)(void *user, int x, int y, int width, int height);
    void *user;
    int dots_cost, bar_cost; /* bytes that either command takes besides its data */
};

/**
 * Tell parts of everything black on the page, no dot twice; a blank page is one picture of eight white dots at the top left.
 *
 * What lies right of page->width in its last byte is left out.
 *
 * Thread:    any.
 * Errors:    PW_ERR_TOO_BIG for a page over PW_LABEL_SIDE_MAX or of no size, PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_label_parts(const struct pw_page *page, const struct pw_label_parts *parts, struct pw_error *err);

/** The whole page as pictures one below the other, blank or not. */
PW_MUST_CHECK bool pw_label_whole(const struct pw_page *page, const struct pw_label_parts *parts, struct pw_error *err);

#endif
