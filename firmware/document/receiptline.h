/* ReceiptLine, the published receipt mark-up: text to a document laid out for a paper of so many columns. No I/O. */
#ifndef PACKWRIGHT_RECEIPTLINE_H
#define PACKWRIGHT_RECEIPTLINE_H

#include "packwright/document.h"

#define PW_RECEIPT_MAX_TEXT (1u << 20)      /* bytes of mark-up */
#define PW_RECEIPT_MAX_DOCUMENT (16u << 20) /* bytes of a laid-out document */
#define PW_RECEIPT_MIN_COLUMNS 12
#define PW_RECEIPT_MAX_COLUMNS 120
#define PW_RECEIPT_MAX_IMAGE_WIDTH 2048
#define PW_RECEIPT_MAX_IMAGE_HEIGHT 4096

/* Pictures that were decoded before, so that a logo is decoded once and not for each slip. */
struct pw_receipt_images;
/** NULL: no memory. Thread: one at a time. */
struct pw_receipt_images *pw_receipt_images_create(void);
void pw_receipt_images_destroy(struct pw_receipt_images *images);

/**
 * Append text from outside so that ReceiptLine takes all of it for text, in a column as in a property's value.
 * Mark-up becomes hexadecimal escapes, blanks at the ends too (they would align the column), control characters visible
 * stand-ins, line breaks blanks.
 *
 * Thread:    any.
 * Source:    ReceiptLine's grammar, "Escape sequences"; composed first (NFC), because ReceiptLine composes a document,
 *            which makes mark-up of U+1FEF and U+037E; "\?", which says nothing, keeps a mark from the digit before it.
 */
void pw_receipt_escape(struct pw_bytes text, struct pw_buf *out);

/**
 * Lay mark-up out.
 *
 * Ownership: *ret_document is the caller's (pw_document_finish); images may be NULL.
 * Thread:    one at a time for the same images.
 * Errors:    PW_ERR_BAD_INPUT with line and column for an image that is no PNG or too large; PW_ERR_TOO_BIG; PW_ERR_MEMORY. What
 * the grammar doesn't know is left out, as the reference does; pw_receipt_check names it. Source:    npm receiptline 4.0.4,
 * README "Grammar"; its output is the tests' oracle.
 */
PW_MUST_CHECK bool pw_receipt_layout(struct pw_bytes markup, int columns, struct pw_receipt_images *images,
                                     struct pw_document *ret_document, struct pw_error *err);

/* Who watches a layout. Offsets are in the mark-up, in its lines as they came. */
struct pw_receipt_watch {
    /* Something that ReceiptLine would drop without a word; prints: only squeezed. what is valid during the call. */
    void (*fault)(void *user, size_t at, bool prints, const char *what);
    /* A line that begins at at has become these blocks; NULL: nobody looks. */
    void (*laid)(void *user, size_t at, const struct pw_block *blocks, size_t count);
    void *user;
};
/** pw_receipt_layout, watched: a picture that can't be read is a fault like others, and its line stays empty. */
PW_MUST_CHECK bool pw_receipt_layout_watched(struct pw_bytes markup, int columns, struct pw_receipt_images *images,
                                             const struct pw_receipt_watch *watch, struct pw_document *ret_document,
                                             struct pw_error *err);
/** The first thing that ReceiptLine would drop without a word (an unknown property, a stray brace), by line and column. */
PW_MUST_CHECK bool pw_receipt_check(struct pw_bytes markup, const char *name, struct pw_error *err);

/** Accepts a zeroed document. */
void pw_document_finish(struct pw_document *document);
/** What a person reads: a line of text for each line of paper, codes and pictures named in brackets. */
PW_MUST_CHECK bool pw_document_text(const struct pw_document *document, struct pw_buf *out, struct pw_error *err);

#endif
