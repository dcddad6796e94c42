/* A page of dots as a PDF: one picture of one bit a dot, at its true size. */
#ifndef PACKWRIGHT_PDF_H
#define PACKWRIGHT_PDF_H

#include "packwright/document.h"

/**
 * Append a PDF of count pages; each is as large as its dots are on paper.
 *
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY; PW_ERR_TOO_BIG over out's ceiling; PW_ERR_BAD_INPUT without a page or without a resolution.
 * Source:    ISO 32000-1, 7.5 (file structure), 8.9 (images).
 */
PW_MUST_CHECK bool pw_page_write_pdf(const struct pw_page *pages, size_t count, struct pw_buf *out, struct pw_error *err);

#endif
