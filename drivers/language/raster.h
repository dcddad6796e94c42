/* Lines of a receipt as dots, for what a printer's own font can't express. Shared by the languages. */
#ifndef PACKWRIGHT_RASTER_H
#define PACKWRIGHT_RASTER_H

#include "packwright/document.h"
#include "packwright/profile.h"

enum { PW_RASTER_FONT_HEIGHT = 24, PW_RASTER_FONT_B_HEIGHT = 17 }; /* dots of fonts A and B */
enum { PW_RASTER_NEEDLES_DPI = 100 };                              /* below that a printer has needles */

/**
 * Draw a line of text in the same cells that the printer's own font would take: any script, right to left too.
 *
 * Units:     the page is profile->columns cells wide and as high as the line with its gap (1/6 inch). A frame's line fills whole
 *            bands, and its bars stand from edge to edge.
 * Ownership: *ret_page is the caller's.
 * Thread:    any; Pango keeps its fonts per thread, so the first line of a thread costs some 30 ms, the others 0.2.
 * Errors:    PW_ERR_UNSUPPORTED names a letter for which no font is installed; PW_ERR_MEMORY; PW_ERR_TOO_BIG.
 */
PW_MUST_CHECK bool pw_line_raster(const struct pw_block *line, const struct pw_profile *profile, struct pw_page *ret_page,
                                  struct pw_error *err);

/** The rows that a printer takes at once and can't take less of: 1, where it isn't sent columns. Thread: any. */
int pw_raster_band(const struct pw_profile *profile);

/** source, at most width dots wide (made smaller where it is wider). *ret_page is the caller's. Thread: any. */
PW_MUST_CHECK bool pw_raster_fit(const struct pw_page *source, int width, struct pw_page *ret_page, struct pw_error *err);
/** Black where source is, with its left edge at x; nothing outside the page. */
void pw_raster_copy(const struct pw_page *source, struct pw_page *page, int x, int y);

#endif
