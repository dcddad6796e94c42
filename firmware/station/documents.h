/* A print job becomes bytes: loads what the document shows, lays it out, speaks the printer's language. */
#ifndef PACKWRIGHT_DOCUMENTS_H
#define PACKWRIGHT_DOCUMENTS_H

#include "config.h"
#include "packwright/language.h"
#include "packwright/units.h"
#include "station/rules.h"
#include "store/handover.h"

struct pw_self_test;

struct pw_composer;

/**
 * Read templates and printers' sections once; fonts are opened when first needed.
 *
 * Ownership: keeps config, which must outlive it; copies key, with which command barcodes are signed.
 * Errors:    PW_ERR_CONFIG names a template's line and column; PW_ERR_NOT_FOUND.
 */
PW_MUST_CHECK bool pw_composer_create(const struct pw_config *config, const uint8_t key[32], struct pw_composer **ret_composer,
                                      struct pw_error *err);
void pw_composer_destroy(struct pw_composer *composer);

/**
 * The bytes of a job for the printer of this index, with what asks for proof at the end where the printer can answer.
 *
 * Units:     title is for spoolers, [A-Za-z0-9._-].
 * Thread:    the connection's.
 * Errors:    PW_ERR_BAD_INPUT and PW_ERR_TOO_BIG say what of the document can't be printed.
 */
PW_MUST_CHECK bool pw_composer_job(struct pw_composer *composer, struct pw_db *db, int64_t job, size_t printer,
                                   struct pw_buf *out, char *title, size_t title_size, struct pw_error *err);

/**
 * Draw a sample label for no printer: finding and opening the first fonts takes some ten milliseconds, which should not
 * be the first packer's. Those of rarer scripts wait until somebody who writes so orders something: they take memory.
 *
 * Thread:    the connection's, while it has nothing else to do.
 */
void pw_composer_warm(struct pw_composer *composer);

/* Formats of the command line beside the languages of printers. */
enum pw_format {
    PW_FORMAT_PRINTER, /* what the printer speaks that it is for */
    PW_FORMAT_ESCPOS,
    PW_FORMAT_ZPL,
    PW_FORMAT_TSPL,
    PW_FORMAT_EPL,
    PW_FORMAT_PNG,
    PW_FORMAT_PDF,
    PW_FORMAT_TEXT,
};

/* A document that is wanted without a job. */
struct pw_document_request {
    enum pw_doc_kind document;
    enum pw_format format;
    int64_t order;
    int64_t parcel;      /* its number within the order; 0: the newest */
    const char *printer; /* for whose paper it is; NULL: the first whose documents name it, else a usual one */
    int64_t handover;    /* a list that was made; 0: what the query would make */
    const struct pw_handover_query *query;
    const struct pw_self_test *self_test; /* what it found */
    struct {
        const char *name, *role, *code;
    } badge;                    /* PW_DOC_COMMANDS: this person's badge instead of the sheet; code NULL: the sheet */
    struct pw_um width, length; /* of a label; 0: the printer's */
    int dots_per_mm;            /* 0: the printer's */
};

/** Errors: as pw_composer_job, PW_ERR_UNSUPPORTED for a format that it doesn't have. Thread: the connection's. */
PW_MUST_CHECK bool pw_composer_document(struct pw_composer *composer, struct pw_db *db, const struct pw_document_request *request,
                                        struct pw_buf *out, struct pw_error *err);

/** True for a document of lines on receipt paper, with the model that it is laid out for: its picture is made of its bytes. */
PW_MUST_CHECK bool pw_composer_lines(const struct pw_composer *composer, const struct pw_document_request *request,
                                     const struct pw_profile **ret_profile);

#endif
