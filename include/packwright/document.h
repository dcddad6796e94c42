/*
 * What goes on paper, before any printer language: a document is a list of blocks (receipt paper), a page is one picture of dots
 * (labels). Made by firmware/document, rendered by drivers/language.
 */
#ifndef PACKWRIGHT_DOCUMENT_H
#define PACKWRIGHT_DOCUMENT_H

#include "packwright/bytes.h"
#include "packwright/units.h"

#include <stdbool.h>
#include <stdint.h>

/* A picture of dots: 1 is black, the most significant bit is left, rows are stride bytes. */
struct pw_page {
    int width, height; /* dots */
    int stride;        /* bytes; (width + 7) / 8 */
    int dots_per_mm;   /* 8, 12, 24 */
    uint8_t *bits;
};

/** A white page. pw_page_finish accepts a zeroed page. Errors: PW_ERR_MEMORY; PW_ERR_TOO_BIG over 64 MiB. */
PW_MUST_CHECK bool pw_page_init(struct pw_page *page, int width, int height, int dots_per_mm, struct pw_error *err);
void pw_page_finish(struct pw_page *page);
static inline bool pw_page_get(const struct pw_page *page, int x, int y)
{
    return (page->bits[(size_t)y * (size_t)page->stride + (size_t)(x >> 3)] >> (7 - (x & 7)) & 1) != 0;
}
static inline void pw_page_set(struct pw_page *page, int x, int y)
{
    page->bits[(size_t)y * (size_t)page->stride + (size_t)(x >> 3)] |= (uint8_t)(0x80 >> (x & 7));
}

struct pw_arena;

enum pw_style {
    PW_STYLE_UNDERLINE = 1,
    PW_STYLE_BOLD = 2, /* ReceiptLine's emphasis */
    PW_STYLE_INVERT = 4,
};

enum pw_align { PW_ALIGN_LEFT, PW_ALIGN_CENTRE, PW_ALIGN_RIGHT };

/* A run of text at a place in a line. Positions and widths are in character cells of the printer's font A. */
struct pw_run {
    int column;           /* cells from the left edge of the paper */
    int cells;            /* cells that it takes, magnification included */
    unsigned style;       /* enum pw_style, or'ed */
    uint8_t wide, high;   /* magnification, 1..8 */
    struct pw_bytes text; /* UTF-8, no control characters; owned by the document */
};

enum pw_block_type {
    PW_BLOCK_TEXT,    /* one line of runs, from left to right, not overlapping; none: an empty line */
    PW_BLOCK_RULE,    /* a horizontal line over the block's area */
    PW_BLOCK_BARCODE, /* linear */
    PW_BLOCK_QR,
    PW_BLOCK_MATRIX, /* the other codes of two dimensions */
    PW_BLOCK_IMAGE,
    PW_BLOCK_CUT,
    PW_BLOCK_DRAWER, /* opens the cash drawer that is plugged into the printer; nothing where there is no socket */
    PW_BLOCK_BEEP,   /* nothing where there is no beeper */
};

enum pw_matrix { PW_MATRIX_DATAMATRIX, PW_MATRIX_PDF417 };

enum pw_symbology {
    PW_CODE_UPC,
    PW_CODE_EAN,
    PW_CODE_JAN = PW_CODE_EAN,
    PW_CODE_CODE39,
    PW_CODE_ITF,
    PW_CODE_CODABAR,
    PW_CODE_CODE93,
    PW_CODE_CODE128,
};

struct pw_block {
    enum pw_block_type type;
    enum pw_align align; /* BARCODE, QR, MATRIX, IMAGE: within the area */
    int left, width;     /* the printing area in cells from the paper's left edge, and its width (ReceiptLine columns) */
    union {
        struct {
            struct pw_run *runs;
            size_t count;
            bool tight; /* no gap to the next line: part of a frame drawn with box characters */
        } text;
        struct {
            enum pw_symbology symbology;
            struct pw_bytes data; /* UTF-8 as the template gave it; a language refuses what the symbol can't hold */
            int module_dots;      /* width of the narrowest bar, 2..4 */
            int height_dots;      /* 24..240 */
            bool hri;             /* print the data below */
        } barcode;
        struct {
            struct pw_bytes data; /* any bytes */
            int cell_dots;        /* 3..8 */
            char level;           /* L M Q H */
        } qr;
        struct {
            enum pw_matrix kind;
            struct pw_bytes data; /* any bytes */
            int cell_dots;        /* 2..8: of the narrowest module */
        } matrix;
        int drawer;           /* 1 or 2: pin 2 or pin 5 */
        int beeps;            /* 1..8 */
        struct pw_page image; /* bits owned by the document: never pw_page_finish it */
    } u;
};

/* Owns everything in it. */
struct pw_document {
    struct pw_block *blocks;
    size_t count;
    int columns;            /* cells of font A a line was laid out for */
    struct pw_arena *arena; /* of firmware/document/arena.h, where everything above lives; NULL: the maker's own memory */
};

#endif
