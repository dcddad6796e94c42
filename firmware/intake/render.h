/* A file's bytes become what its printer takes. */
#ifndef PACKWRIGHT_INTAKE_RENDER_H
#define PACKWRIGHT_INTAKE_RENDER_H

#include "config.h"
#include "packwright/bytes.h"
#include "printing.h"
#include "store/files.h"

/**
 * Append the bytes for a printer: ZPL to a ZPL printer as it came (checked), everything else drawn on the printer's paper.
 *
 * Thread:    any, also several at once; blocks while a PDF is drawn.
 * Errors:    as pw_artwork_draw and pw_zpl_check; PW_ERR_UNSUPPORTED: the printer's language takes no pictures.
 */
PW_MUST_CHECK bool pw_file_render(struct pw_bytes content, const struct pw_printing *printing, struct pw_buf *out,
                                  struct pw_error *err);

/**
 * Whether a file may be queued at all: the printer is one of the configuration's, and the content something that this program
 * prints. That it can be drawn is found out when it is.
 *
 * Errors:    PW_ERR_NOT_FOUND: no such printer, with those that there are; PW_ERR_UNSUPPORTED: neither ZPL nor PDF nor PNG.
 */
PW_MUST_CHECK bool pw_file_check(const struct pw_config *config, const struct pw_file_request *request, struct pw_error *err);

#endif
