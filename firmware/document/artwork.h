/*
 * Finished artwork: a carrier's label as it comes (ZPL, PDF, PNG) becomes one page of dots for the printer's paper, cropped and
 * turned where the paper needs it, never stretched; or is passed on to a ZPL printer as it is.
 */
#ifndef PACKWRIGHT_ARTWORK_H
#define PACKWRIGHT_ARTWORK_H

#include "document/zpl_check.h"
#include "packwright/document.h"

enum pw_artwork_kind { PW_ARTWORK_UNKNOWN, PW_ARTWORK_ZPL, PW_ARTWORK_PDF, PW_ARTWORK_PNG };

enum pw_artwork_turn {
    PW_TURN_AUTO, /* by a quarter clockwise where it fits only so */
    PW_TURN_NONE,
    PW_TURN_RIGHT,
    PW_TURN_HALF,
    PW_TURN_LEFT,
};

struct pw_pdf_reader;

/* How it is wanted. Zero is the default of everything but the paper. */
struct pw_artwork_setup {
    struct pw_um width, length; /* of the paper */
    int dots_per_mm;
    int page; /* of a PDF, label of a ZPL stream: 1 is the first; 0: the only one */
    enum pw_artwork_turn turn;
    bool photo;                /* dither grey instead of deciding each dot; not for barcodes */
    struct pw_pdf_reader *pdf; /* NULL: a child process is started for this PDF alone */
};

/** By content, never by name. Thread: any. */
enum pw_artwork_kind pw_artwork_kind(struct pw_bytes in);
/** "ZPL", "PDF", "PNG", "unknown". */
const char *pw_artwork_name(enum pw_artwork_kind kind);

/**
 * Draw artwork as one page of the paper's size.
 *
 * Ownership: *ret_page is the caller's.
 * Thread:    one at a time for the same setup->pdf. Blocks while a PDF is drawn (within the limits of document/pdf.h): on a
 *            worker, or where nothing else waits.
 * Errors:    PW_ERR_BAD_INPUT: neither kind, or damaged; PW_ERR_TOO_BIG: it doesn't fit the paper, or is over a limit;
 *            PW_ERR_UNSUPPORTED: names what this program doesn't draw; PW_ERR_TIMEOUT; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_artwork_draw(struct pw_bytes in, const struct pw_artwork_setup *setup, struct pw_page *ret_page,
                                   struct pw_error *err);

/**
 * Put a page on paper of width x height dots: as it is where it fits, else its ink alone, else turned; in the middle.
 *
 * Ownership: page stays the caller's; *ret_page is the caller's.
 * Errors:    PW_ERR_TOO_BIG: doesn't fit, with both sizes; PW_ERR_BAD_INPUT: nothing on it; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_artwork_fit(const struct pw_page *page, int width, int height, enum pw_artwork_turn turn,
                                  struct pw_page *ret_page, struct pw_error *err);

#endif
