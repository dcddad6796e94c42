/* A page of dots as a PNG picture, for previews. */
#ifndef PACKWRIGHT_PNG_H
#define PACKWRIGHT_PNG_H

#include "packwright/document.h"

/**
 * Append the page to out as a PNG, one bit a dot, with its resolution in it.
 *
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY; PW_ERR_TOO_BIG over out's ceiling.
 * Source:    PNG specification, 11.3.5.3 pHYs.
 */
PW_MUST_CHECK bool pw_page_write_png(const struct pw_page *page, struct pw_buf *out, struct pw_error *err);

#endif
