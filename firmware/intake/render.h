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
 * Which printer a file goes to: request->printer names one, or "tag:WORD" any of those whose tags have the word; of these the one
 * with the fewest documents waiting. That the file can be drawn is found out when it is.
 *
 * Ownership: *ret_printer is the configuration's.
 * Thread:    the connection's.
 * Errors:    PW_ERR_NOT_FOUND: no such printer or tag, with those that there are; PW_ERR_UNSUPPORTED: neither ZPL nor PDF nor
 *            PNG; the store's.
 */
PW_MUST_CHECK bool pw_file_route(const struct pw_config *config, struct pw_db *db, const struct pw_file_request *request,
                                 const char **ret_printer, struct pw_error *err);
/**
 * Draw a file for a printer (the first that has the tag) and throw the result away: whether it can be printed there.
 *
 * Thread:    any; blocks while a PDF is drawn.
 * Errors:    as pw_file_render; PW_ERR_NOT_FOUND.
 */
PW_MUST_CHECK bool pw_file_try(const struct pw_config *config, const char *target, struct pw_bytes content, struct pw_error *err);
/** True for the name of a printer, or "tag:" and a tag that some printer has. Thread: any. */
bool pw_file_target_exists(const struct pw_config *config, const char *target);

#endif
