/*
 * A PDF's page becomes dots, drawn by poppler in a child process that can do nothing else: a PDF is a program from outside.
 *
 * The child is this program itself in a hidden mode. It gets the PDF and gives the dots by one socket. Before it sees the PDF it
 * has given up everything: no new files, no network, no other processes, no more memory or processor time than below, nothing
 * executable that was not there before. Fonts that the PDF doesn't bring are opened for it by its parent, from the folders of
 * fonts alone.
 */
#ifndef PACKWRIGHT_PDF_H
#define PACKWRIGHT_PDF_H

#include "packwright/document.h"

#define PW_PDF_CHILD "pdf-child" /* the hidden mode's word on the command line */

enum {
    PW_PDF_MAX_BYTES = 64 << 20,
    PW_PDF_MAX_MEMORY_MIB = 700, /* of the child: libraries, fonts, a letter page in colour at 24 dots a millimetre */
    PW_PDF_CPU_S = 10,
    PW_PDF_WALL_MS = 20000,
};

struct pw_pdf_request {
    int dots_per_mm;
    int page;   /* 1 is the first; 0: the only one, several are an error */
    bool photo; /* dither grey */
};

struct pw_pdf_reader;

/**
 * A reader that keeps a child ready, so that a PDF waits only for being drawn and not for libraries to load.
 *
 * Ownership: copies program; NULL is this program's own file.
 * Errors:    PW_ERR_IO, PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_pdf_reader_create(const char *program, struct pw_pdf_reader **ret_reader, struct pw_error *err);
void pw_pdf_reader_destroy(struct pw_pdf_reader *reader);

/**
 * Draw one page at dots_per_mm. A page that is one picture of nearly that resolution, or a whole multiple, is taken dot for dot.
 *
 * Ownership: *ret_page is the caller's. reader NULL: a child for this PDF alone.
 * Thread:    one at a time for the same reader; blocks up to PW_PDF_WALL_MS.
 * Errors:    PW_ERR_BAD_INPUT: damaged, encrypted, no such page, several pages and none chosen; PW_ERR_TOO_BIG: over a limit;
 *            PW_ERR_TIMEOUT: over the time; PW_ERR_UNSUPPORTED: poppler is not installed, or this kernel can't lock it in.
 */
PW_MUST_CHECK bool pw_pdf_draw(struct pw_pdf_reader *reader, struct pw_bytes pdf, const struct pw_pdf_request *request,
                               struct pw_page *ret_page, struct pw_error *err);

/** The child's whole life; its sockets are descriptors 3 and 4. Returns an exit status. */
int pw_pdf_child(void);

#endif
