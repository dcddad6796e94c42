/* A file's bytes become what its printer takes. */
#ifndef PACKWRIGHT_INTAKE_RENDER_H
#define PACKWRIGHT_INTAKE_RENDER_H

#include "config.h"
#include "packwright/bytes.h"
#include "printing.h"

struct pw_pdf_reader;

/**
 * Append the bytes for a printer: ZPL to a ZPL printer as it came (checked), everything else drawn on the printer's paper.
 *
 * pdf: a reader that keeps a child ready, or NULL: this PDF's own.
 *
 * Thread:    any, also several at once (one at a time for the same pdf); blocks while a PDF is drawn.
 * Errors:    as pw_artwork_draw and pw_zpl_check; PW_ERR_UNSUPPORTED: the printer's language takes no pictures.
 */
PW_MUST_CHECK bool pw_file_render(struct pw_bytes content, const struct pw_printing *printing, struct pw_pdf_reader *pdf,
                                  struct pw_buf *out, struct pw_error *err);

/**
 * Draw a file for a printer (one that pw_file_route might choose) and throw the result away: whether it can be printed there.
 *
 * Thread:    any; blocks while a PDF is drawn.
 * Errors:    as pw_file_render and pw_file_route.
 */
PW_MUST_CHECK bool pw_file_try(const struct pw_config *config, const char *target, struct pw_bytes content, struct pw_error *err);

#endif
