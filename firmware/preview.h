/* A receipt's bytes as a person would see the paper: for --format png and pdf. Drawn by the virtual printer, so it shows what the
 * bytes say. */
#ifndef PACKWRIGHT_PREVIEW_H
#define PACKWRIGHT_PREVIEW_H

#include "packwright/bytes.h"
#include "packwright/profile.h"

/**
 * Append a PNG, or a PDF page of true size, of the first paper that comes out.
 *
 * Errors:    PW_ERR_BAD_INPUT when nothing comes out; PW_ERR_MEMORY, PW_ERR_TOO_BIG.
 */
PW_MUST_CHECK bool pw_preview_escpos(struct pw_bytes receipt, const struct pw_profile *profile, bool pdf, struct pw_buf *out,
                                     struct pw_error *err);

#endif
