/* What parent and child of document/pdf.h say to each other. Same program, same machine: plain structs. */
#ifndef PACKWRIGHT_PDF_TALK_H
#define PACKWRIGHT_PDF_TALK_H

#include <stdbool.h>
#include <stdint.h>

enum { PW_PDF_FD = 3, PW_PDF_FONT_FD = 4, PW_PDF_PATH_MAX = 512 };

#define PW_PDF_ASK UINT32_C(0x50574144)
#define PW_PDF_ANSWER UINT32_C(0x50574441)

/* Followed by the PDF. */
struct pw_pdf_ask {
    uint32_t magic, bytes;
    int32_t dots_per_mm, page, photo;
};

/* Followed by the dots, where code is 0. */
struct pw_pdf_answer {
    uint32_t magic;
    int32_t code; /* enum pw_error_code */
    int32_t width, height;
    char text[240];
};

/**
 * Give everything up but the open descriptors: see pdf_sandbox.c. Opening a file asks the parent from here on.
 *
 * Thread:    the only one.
 * Errors:    PW_ERR_UNSUPPORTED where the kernel can't.
 */
struct pw_error;
bool pw_pdf_lock_in(struct pw_error *err);

#endif
