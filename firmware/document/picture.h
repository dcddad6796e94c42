/* Pictures in grey, from PNG files, and how they become dots. */
#ifndef PACKWRIGHT_PICTURE_H
#define PACKWRIGHT_PICTURE_H

#include "packwright/document.h"

/* 0 is black, 255 white. */
struct pw_grey {
    int width, height;
    int dots_per_m; /* as the file says; 0: it doesn't */
    uint8_t *dots;  /* width * height */
};

#define PW_PICTURE_MAX_SIDE 16000
#define PW_PICTURE_MAX_DOTS 40000000 /* a letter page at 24 dots a millimetre has 35 million */

/**
 * Read a PNG of any kind (grey, colour, palette, 16 bits, interlaced); what is clear is white paper.
 *
 * Ownership: ret_grey's dots are the caller's (pw_grey_finish).
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT: no PNG, or damaged; PW_ERR_TOO_BIG over PW_PICTURE_MAX_*, before anything is decoded;
 * PW_ERR_MEMORY. Source:    PNG specification, 11.2.2 IHDR, 11.3.5.3 pHYs.
 */
PW_MUST_CHECK bool pw_picture_read_png(struct pw_bytes png, struct pw_grey *ret_grey, struct pw_error *err);
void pw_grey_finish(struct pw_grey *grey);

/**
 * A picture as dots, width x height of them.
 *
 * A dot is black where at least half of what it covers is (dither false), so edges move by at most half a dot and a picture of
 * the page's own size comes out dot for dot; with dither, grey is spread as dots by error diffusion, for photographs.
 *
 * Ownership: *ret_page is the caller's.
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY, PW_ERR_TOO_BIG.
 */
PW_MUST_CHECK bool pw_grey_to_page(const struct pw_grey *grey, int width, int height, bool dither, int dots_per_mm,
                                   struct pw_page *ret_page, struct pw_error *err);

#endif
