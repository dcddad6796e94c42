/* What the subcommands share that make a document: the formats, writing it out, queueing it. */
#ifndef PACKWRIGHT_CLI_DOCUMENT_H
#define PACKWRIGHT_CLI_DOCUMENT_H

#include "station/documents.h"
#include "store/jobs.h"

/** "escpos", "zpl", ...: false for another word. */
PW_MUST_CHECK bool pw_cli_format(const char *word, enum pw_format *ret_format);
/** To a file, or NULL and "-": standard output. False: said already, in the subcommand's name. */
PW_MUST_CHECK bool pw_cli_write(const char *name, const char *output, struct pw_bytes bytes);
/** A receipt's picture is what its bytes would print. */
PW_MUST_CHECK bool pw_cli_compose(struct pw_composer *composer, struct pw_db *db, const struct pw_document_request *request,
                                  struct pw_buf *out, struct pw_error *err);
/** The composer of this store. */
PW_MUST_CHECK bool pw_cli_composer(const struct pw_config *config, struct pw_db *db, struct pw_composer **ret_composer,
                                   struct pw_error *err);

#endif
