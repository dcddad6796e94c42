/* What parent and child of document/pdf.h say to each other. Same program, same machine: plain structs. */
#ifndef PACKWRIGHT_PDF_TALK_H
#define PACKWRIGHT_PDF_TALK_H

#include "packwright/document.h"

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

/* The parent's ends of both sockets. */
struct pw_pdf_peer {
    int fd, font_fd;
    int fonts; /* opened for it */
};

enum pw_pdf_talk { PW_PDF_TALKED, PW_PDF_ENDED /* or it talks nonsense */, PW_PDF_TOO_LONG };

struct pw_pdf_request;
/**
 * Give the child a PDF and take its answer, opening fonts for it meanwhile.
 *
 * Units:     deadline_ms on the monotonic clock.
 * Ownership: *ret_page is the caller's; filled when it talked and ret_why, which comes in empty, is still so.
 * Thread:    any.
 * Errors:    ret_why: the child's own word, or PW_ERR_MEMORY.
 */
enum pw_pdf_talk pw_pdf_converse(struct pw_pdf_peer *peer, struct pw_bytes pdf, const struct pw_pdf_request *request,
                                 int64_t deadline_ms, struct pw_page *ret_page, struct pw_error *ret_why);
/** Answer one request for a font, if there is one. False: the child talks nonsense, or has closed its end. Thread: any. */
bool pw_pdf_serve_font(struct pw_pdf_peer *peer);

/**
 * Give everything up but the open descriptors: see pdf_sandbox.c. Opening a file asks the parent from here on.
 *
 * Thread:    the only one.
 * Errors:    PW_ERR_UNSUPPORTED where the kernel can't.
 */
bool pw_pdf_lock_in(struct pw_error *err);

#endif
