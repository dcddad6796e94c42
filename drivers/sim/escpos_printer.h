/* The inside of the ESC/POS interpreter, shared by its files: escpos_paper.c (commands), escpos_line.c (lines and paper),
 * escpos_text.c (bytes to characters), escpos_symbols.c (bar codes and pictures). */
#ifndef PACKWRIGHT_SIM_ESCPOS_PRINTER_H
#define PACKWRIGHT_SIM_ESCPOS_PRINTER_H

#include "sim/escpos_paper.h"

enum {
    LINE_ITEMS = 1024,
    PAPER_ROWS_MAX = 4000 * 8, /* of one paper: 4 m at 8 dots/mm */
    FEED_ROWS_MAX = 10000 * 8, /* of one call: 10 m */
    COMMAND_MAX = 8 << 20,     /* bytes of one command */
    STORED_MAX = 16,           /* graphics in NV memory */
    CODE_MAX = 7092,
};

/* Something in the line being composed: a character or a band of dots. */
struct escpos_item {
    int x, width, height;
    uint32_t scalar;    /* 0: image */
    int cell_w, cell_h; /* of the font */
    uint8_t wide, high; /* magnification */
    uint8_t underline;  /* dots */
    bool bold, invert, turned;
    struct pw_page image;
};

struct escpos_style {
    uint8_t font;       /* 0 A, 1 B, 2 C */
    uint8_t wide, high; /* 1..8 */
    uint8_t underline;
    bool bold, invert, turned, upside_down;
    uint8_t align;
    uint8_t spacing; /* dots right of each character */
};

struct escpos_stored {
    uint8_t key[2];
    struct pw_page page;
};

struct pw_escpos_paper {
    struct pw_paper_setup setup;
    struct pw_paper_sink sink;
    struct pw_paper_font *font;
    bool no_memory;

    /* the stream */
    struct pw_buf in;
    size_t offset; /* of in's first byte in the stream */
    size_t need;   /* bytes that the command at the front takes; no point in looking before they are there */
    size_t skip;   /* bytes to drop */
    unsigned unknown;

    /* modes, all set back by ESC @ */
    struct escpos_style style;
    int line_spacing;   /* dots */
    int left, area;     /* printing area, dots */
    int unit_x, unit_y; /* units an inch; 0: a unit is a dot */
    uint8_t tabs[32];
    uint8_t tab_count;
    uint8_t page;    /* ESC t */
    uint8_t country; /* ESC R */
    bool kanji, utf8;
    bool shift_jis;
    struct escpos_style kanji_style;
    uint8_t pending[4]; /* bytes of a character not yet complete */
    uint8_t pending_count;
    uint16_t table[128]; /* of code page table_page */
    int table_page;
    struct {
        uint8_t height, module, hri, hri_font;
    } barcode;
    struct {
        uint8_t module, level, model;
        struct pw_buf data;
    } qr;
    struct {
        uint8_t module, row, level, columns;
        struct pw_buf data;
    } pdf417;
    struct {
        uint8_t module;
        struct pw_buf data;
    } matrix, aztec;
    struct pw_page graphic; /* GS ( L fn 112, to be printed by fn 50 */
    int graphic_x, graphic_y;
    struct escpos_stored stored[STORED_MAX];
    unsigned asb; /* GS a n */

    /* the line and the paper */
    struct escpos_item *items;
    size_t item_count;
    int pen;              /* from the left of the area */
    struct pw_page paper; /* height is capacity */
    int y;
    int fed;     /* rows fed in this call */
    bool marked; /* something black is on the paper */
    unsigned paper_unknown;
    struct pw_buf text;
    unsigned sensors;
};

/* escpos_model.c */
bool escpos_has(const struct pw_escpos_paper *p, unsigned features);
/** Why the model doesn't know the command that begins so; NULL when it does. command has 3 bytes or more. */
const char *escpos_lacks(const struct pw_escpos_paper *p, struct pw_bytes command);

/* escpos_paper.c */
void escpos_unknown(struct pw_escpos_paper *p, struct pw_bytes command, const char *why);
void escpos_reply(struct pw_escpos_paper *p, const void *data, size_t len);

/* escpos_line.c */
int escpos_dots_x(const struct pw_escpos_paper *p, int units);
int escpos_dots_y(const struct pw_escpos_paper *p, int units);
void escpos_cell(const struct pw_escpos_paper *p, const struct escpos_style *style, int *ret_width, int *ret_height);
void escpos_put(struct pw_escpos_paper *p, uint32_t scalar, const struct escpos_style *style);
/** A band of dots in the line (ESC *); takes image. */
void escpos_put_image(struct pw_escpos_paper *p, struct pw_page *image);
/** Print the line; the paper moves by at least its height and at least by feed dots. */
void escpos_line(struct pw_escpos_paper *p, int feed);
/** A picture or symbol by itself, at the line's alignment. False: it is wider than the area and isn't printed. */
bool escpos_picture(struct pw_escpos_paper *p, const struct pw_page *image, int scale_x, int scale_y);
void escpos_cut(struct pw_escpos_paper *p);

/* escpos_text.c */
void escpos_text(struct pw_escpos_paper *p, uint8_t byte);
/** Drop the bytes of a character that never became complete. */
void escpos_text_break(struct pw_escpos_paper *p);
bool escpos_page_known(const struct pw_escpos_paper *p, unsigned page);

/* escpos_symbols.c: each takes a whole command. */
void escpos_barcode(struct pw_escpos_paper *p, struct pw_bytes command, uint8_t m, struct pw_bytes data);
void escpos_code2d(struct pw_escpos_paper *p, struct pw_bytes command, struct pw_bytes parameters);
void escpos_raster(struct pw_escpos_paper *p, struct pw_bytes command, int mode, int row_bytes, int rows, const uint8_t *bits);
void escpos_column(struct pw_escpos_paper *p, int mode, int columns, const uint8_t *bits);
void escpos_graphics(struct pw_escpos_paper *p, struct pw_bytes command, struct pw_bytes parameters);

#endif
