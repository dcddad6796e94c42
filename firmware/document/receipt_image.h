/* A PNG in base64 becomes dots. */
#ifndef PACKWRIGHT_RECEIPT_IMAGE_H
#define PACKWRIGHT_RECEIPT_IMAGE_H

#include "document/arena.h"
#include "document/receiptline.h"

/**
 * Decode base64 (other characters are skipped, "=" ends it), then the PNG; grey becomes dots by error diffusion, clear is white.
 *
 * Ownership: ret_page's bits live in arena; images may be NULL.
 * Thread:    one at a time for the same images.
 * Errors:    PW_ERR_BAD_INPUT: no PNG, cut off, or over PW_RECEIPT_MAX_IMAGE_*; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_receipt_image(struct pw_bytes base64, struct pw_receipt_images *images, struct pw_arena *arena,
                                    struct pw_page *ret_page, struct pw_error *err);

#endif
