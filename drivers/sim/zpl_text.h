/* A label printer's fonts: the scalable one by Pango, squeezed to the widths that its letters have; the fixed ones in their
 * cells. */
#ifndef PACKWRIGHT_SIM_ZPL_TEXT_H
#define PACKWRIGHT_SIM_ZPL_TEXT_H

#include "sim/paper.h"

struct zpl_text;

/* A font at a size. */
struct zpl_type {
    bool scalable;
    int height;   /* dots from the top of capitals to below the descenders: a line */
    int width;    /* scalable: as in ^A0; fixed: of a cell */
    int baseline; /* dots below the line's top */
};

/** Nothing is loaded before it is first used. */
PW_MUST_CHECK bool zpl_text_create(struct zpl_text **ret_text, struct pw_error *err);
void zpl_text_destroy(struct zpl_text *text);

/** The font named by ^A, ^CF; height and width 0: the other's, or the font's own. False: no such font. */
bool zpl_text_type(char font, int height, int width, struct zpl_type *ret_type);
/** Dots that a run of UTF-8 takes. */
int zpl_text_width(struct zpl_text *text, const struct zpl_type *type, struct pw_bytes run);
/** Or a run's dots onto page, its origin at x and its baseline at y. Errors: PW_ERR_UNSUPPORTED: a letter that no font has. */
PW_MUST_CHECK bool zpl_text_draw(struct zpl_text *text, const struct zpl_type *type, struct pw_bytes run, struct pw_page *page,
                                 int x, int y, struct pw_error *err);

#endif
