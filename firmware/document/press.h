/*
 * Text and rules as dots: a sheet of the printer's own resolution, drawn by Pango and Cairo without anti-aliasing.
 * Fonts are found, shaped text is laid out and glyphs are drawn once and kept, so a press is made once per station.
 */
#ifndef PACKWRIGHT_PRESS_H
#define PACKWRIGHT_PRESS_H

#include "packwright/document.h"

struct pw_press;

/* A rectangle in dots. */
struct pw_area {
    int x, y, w, h;
};

/* How a piece of text looks. */
struct pw_type {
    int size; /* em in dots */
    bool bold;
    bool white; /* on black */
    enum pw_align align;
};

/* One paragraph of a block; its em is the block's, times permille. NULL or empty texts take no room. */
struct pw_para {
    const char *text; /* UTF-8 from anywhere; control characters become visible stand-ins */
    int permille;
    bool bold;
};

/* A block of paragraphs below each other, fitted to an area: first smaller, then on more lines, then smaller still. */
struct pw_fit {
    int largest;     /* em in dots to begin with */
    int comfortable; /* no line is broken above this */
    int smallest;
    bool middle; /* stands in the vertical middle of its area; else at the top */
    bool one_line;
    bool white;
    enum pw_align align; /* of left-to-right lines; LEFT turns right-to-left ones to the right */
};

#define PW_PARA_MAX 12        /* paragraphs in a block */
#define PW_PARA_MAX_BYTES 600 /* longer text can't be on a label and is refused before it is shaped */

/**
 * A press, with its own font map.
 *
 * Thread:    one at a time; it holds no state of other presses.
 * Errors:    PW_ERR_MEMORY; PW_ERR_NOT_FOUND when not one font is installed.
 */
PW_MUST_CHECK bool pw_press_create(struct pw_press **ret_press, struct pw_error *err);
void pw_press_destroy(struct pw_press *press);

/** A white sheet; the last one is forgotten, its memory used again. Errors: PW_ERR_TOO_BIG, PW_ERR_MEMORY. */
PW_MUST_CHECK bool pw_press_begin(struct pw_press *press, int width, int height, struct pw_error *err);
/** A filled rectangle, black or white. */
void pw_press_fill(struct pw_press *press, struct pw_area area, bool white);
/** The outline of area, inside it. */
void pw_press_frame(struct pw_press *press, struct pw_area area, int thick);
/**
 * Fit a block into area and draw it; nothing of it is drawn outside.
 *
 * Units:     ret_used, if not NULL, is the height taken in dots.
 * Errors:    PW_ERR_TOO_BIG when it doesn't fit in the smallest size; the sentence begins with what ("the address").
 *            PW_ERR_UNSUPPORTED when no installed font has one of its letters: nobody could read the boxes in their place.
 */
PW_MUST_CHECK bool pw_press_block(struct pw_press *press, struct pw_area area, const struct pw_para *paras, size_t count,
                                  const struct pw_fit *fit, const char *what, int *ret_used, struct pw_error *err);
/** True if pw_press_block would draw it there, with the height that it would take (ret_used may be NULL). */
bool pw_press_fits(struct pw_press *press, struct pw_area area, const struct pw_para *paras, size_t count,
                   const struct pw_fit *fit, int *ret_used);
/** How wide text is in one line, in thousandths of its em; 0 when it can't be drawn. */
int pw_press_width(struct pw_press *press, const char *text, bool bold);
/** From here on the text of each block is also appended to text, a paragraph a line; NULL: no more. A sheet begun anew takes
 * back what the unfinished one said. */
void pw_press_listen(struct pw_press *press, struct pw_buf *text);
/** One short line of our own words read from below to above, in the middle of area. */
void pw_press_upright(struct pw_press *press, struct pw_area area, const char *text, struct pw_type type);
/** The sheet as a page of dots. */
PW_MUST_CHECK bool pw_press_end(struct pw_press *press, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err);

#endif
