/* What the interpreters of printer languages share: where paper, answers and unknown commands go. */
#ifndef PACKWRIGHT_SIM_PAPER_H
#define PACKWRIGHT_SIM_PAPER_H

#include "packwright/document.h"
#include "packwright/profile.h"

/* What the interpreted printer looks like. */
struct pw_paper_setup {
    int width;       /* dots that the head can print */
    int height;      /* dots of a label; 0: endless paper */
    int dots_per_mm; /* 8, 12, 24 (7 for the 180 dpi heads) */
    const struct pw_profile
        *profile; /* ESC/POS: the model, which knows its own commands and no others; NULL: a TM that knows all */
};

/* Called while bytes are being interpreted. Any of them may be NULL. */
struct pw_paper_sink {
    /** A finished paper; page is the sink's from now on (pw_page_finish). unknown: see pw_sim_paper. */
    void (*paper)(void *user, struct pw_page *page, unsigned unknown);
    /** What the printer would send back. */
    void (*reply)(void *user, struct pw_bytes reply);
    /** A command that isn't known or makes no sense, up to 16 of its bytes, and where it began in the stream. */
    void (*unknown)(void *user, size_t offset, struct pw_bytes command, const char *why);
    void *user;
};

/* What the printer's sensors see: enum pw_paper_state, or'ed. */
enum pw_paper_state { PW_PAPER_OUT = 1, PW_PAPER_LOW = 2, PW_PAPER_COVER = 4 };

enum pw_paper_ink { PW_PAPER_BLACK, PW_PAPER_WHITE, PW_PAPER_INVERT };
/** What ink does where bits, one row of width dots, are 1 (NULL: all are); clipped to the page. Thread: any. */
void pw_paper_row(struct pw_page *page, int x, int y, const uint8_t *bits, int width, enum pw_paper_ink ink);
/** Black rectangle, clipped to the page. Thread: any. */
void pw_paper_box(struct pw_page *page, int x, int y, int width, int height);
/** Or (or exclusive-or) from's dots onto page, each as a square of scale x scale dots; clipped. */
void pw_paper_blit(struct pw_page *page, int x, int y, const struct pw_page *from, int scale_x, int scale_y, bool invert);
/** The same page turned clockwise by quarter turns (1..3), in place. False: memory. */
PW_MUST_CHECK bool pw_paper_turn(struct pw_page *page, int quarters, struct pw_error *err);

/**
 * Append a PNG of page (1 bit of grey) with a white margin on each side.
 *
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY, PW_ERR_TOO_BIG.
 */
PW_MUST_CHECK bool pw_paper_png(const struct pw_page *page, int margin, struct pw_buf *out, struct pw_error *err);

/* A printer's built-in font: monospaced glyphs as dots, drawn by Pango when first needed. */
struct pw_paper_font;

PW_MUST_CHECK bool pw_paper_font_create(struct pw_paper_font **ret_font, struct pw_error *err);
void pw_paper_font_destroy(struct pw_paper_font *font);
/**
 * A character's dots in a cell of width x height (twice the width for wide characters). Borrowed until the font is destroyed or
 * the cache of 4,096 glyphs overflows (then until the next call). NULL: memory.
 */
const struct pw_page *pw_paper_font_glyph(struct pw_paper_font *font, uint32_t scalar, int width, int height, bool bold);
/** True for characters that take two cells (East Asian wide and full-width). */
bool pw_paper_font_is_wide(uint32_t scalar);

/* Symbols that a printer's own engine draws. Modules are 1 dot; rows of a linear symbol are 1 dot high. Freed with
 * pw_page_finish. */
enum pw_paper_code {
    PW_PAPER_UPCA,
    PW_PAPER_UPCE,
    PW_PAPER_EAN13,
    PW_PAPER_EAN8,
    PW_PAPER_CODE39,
    PW_PAPER_ITF,
    PW_PAPER_CODABAR,
    PW_PAPER_CODE93,
    PW_PAPER_CODE128, /* sets chosen by the printer */
    PW_PAPER_DATABAR,
    PW_PAPER_DATABAR_LIMITED,
    PW_PAPER_DATABAR_EXPANDED,
    PW_PAPER_PDF417,
    PW_PAPER_DATAMATRIX,
    PW_PAPER_AZTEC,
};

/** Errors: PW_ERR_BAD_INPUT when the data doesn't fit the symbology. level, columns: 2D only, 0 = automatic. */
PW_MUST_CHECK bool pw_paper_symbol(enum pw_paper_code code, struct pw_bytes data, int level, int columns,
                                   struct pw_page *ret_symbol, struct pw_error *err);
/** A QR code (model 2, byte mode unless all fits a denser one); level is 'L' 'M' 'Q' 'H'. */
PW_MUST_CHECK bool pw_paper_qr(struct pw_bytes data, char level, bool micro, struct pw_page *ret_symbol, struct pw_error *err);
/**
 * Code 128 from code words that somebody chose (start code first, without check word and stop), so that a wrong choice of code
 * sets is drawn as wrong as it is.
 */
PW_MUST_CHECK bool pw_paper_code128(const uint8_t *words, size_t count, struct pw_page *ret_symbol, struct pw_error *err);

/** GS1-128: FNC1 in front by itself, sets chosen; "{1" is FNC1, parentheses and spaces are for people. */
PW_MUST_CHECK bool pw_paper_gs1_128(struct pw_bytes data, struct pw_page *ret_symbol, struct pw_error *err);

#endif
