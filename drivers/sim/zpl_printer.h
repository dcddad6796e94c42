/* The inside of the ZPL interpreter, shared by its files: zpl_paper.c (commands), zpl_field.c (text and symbols), zpl_graphic.c.
 */
#ifndef PACKWRIGHT_SIM_ZPL_PRINTER_H
#define PACKWRIGHT_SIM_ZPL_PRINTER_H

#include "sim/zpl_paper.h"
#include "sim/zpl_text.h"

enum {
    ZPL_STORED_MAX = 32,
    ZPL_IMAGE_MAX = 4 << 20, /* bytes of one picture */
    ZPL_COPIES_MAX = 20,     /* papers that are drawn of one format */
    ZPL_FIELD_MAX = 8192,    /* bytes of field data */
    ZPL_PARAMETERS = 12,
};

struct zpl_stored {
    char name[20]; /* "R:CUPS.GRF" */
    struct pw_page page;
};

/* What a field is going to be, until its ^FS. */
struct zpl_field {
    int x, y;
    bool typeset;  /* ^FT: y is the baseline or the lower edge */
    bool reverse;  /* ^FR */
    char turn;     /* N R I B */
    bool right;    /* ^FO with its third parameter: x is the right edge */
    char code[3];  /* "" text, else "BC", "BQ", ... */
    char named[4]; /* "^BC": for what is said of it */
    char font;
    int height, width;
    int block_width, block_lines, block_spacing, block_indent; /* ^FB */
    char block_align;
    int bar_height, level, columns, rows;
    bool readable, readable_above, check;
    char mode, escape;
    char hex; /* ^FH; 0: none */
    struct pw_buf data;
    bool any;
};

struct pw_zpl_paper {
    struct pw_paper_setup setup;
    struct pw_paper_sink sink;
    struct zpl_text *text;
    bool no_memory;
    struct pw_buf in;
    size_t offset;
    unsigned unknown;
    unsigned sensors;

    /* until changed, also over formats */
    int print_width, home_x, home_y, shift, top;
    bool upside_down, reverse;
    char font, turn;
    int font_height, font_width;
    int module, bar_height, ratio; /* ratio of wide to narrow in tenths */
    int encoding;                  /* ^CI */
    unsigned paused;

    /* the format */
    bool open;
    struct pw_page page;
    struct zpl_field field;
    int copies;
    struct zpl_stored stored[ZPL_STORED_MAX];
};

/* Parameters of a command, split at commas; numbers are 0 where they are none. */
struct zpl_parameters {
    struct pw_bytes text[ZPL_PARAMETERS];
    int count;
};

void zpl_unknown(struct pw_zpl_paper *p, struct pw_bytes command, const char *why);
int zpl_number(const struct zpl_parameters *parameters, int n, int otherwise, int min, int max);
char zpl_letter(const struct zpl_parameters *parameters, int n, char otherwise);

/* zpl_symbol.c: the symbol of the field's command, upright; readable: what is printed with it. */
PW_MUST_CHECK bool zpl_symbol(struct pw_zpl_paper *p, struct pw_bytes data, struct pw_page *ret_page, struct pw_buf *readable,
                              struct pw_error *err);

/* zpl_field.c: draw the field that ^FS ends. */
void zpl_field_draw(struct pw_zpl_paper *p, struct pw_bytes command);

/* zpl_graphic.c */
/** ^GF, whole: kind A, B or C. */
void zpl_graphic_field(struct pw_zpl_paper *p, struct pw_bytes command, char kind, int total, int row_bytes,
                       struct pw_bytes data);
void zpl_graphic_download(struct pw_zpl_paper *p, struct pw_bytes command, struct pw_bytes name, int total, int row_bytes,
                          struct pw_bytes data);
void zpl_graphic_recall(struct pw_zpl_paper *p, struct pw_bytes command, struct pw_bytes name, int mx, int my);
void zpl_graphic_delete(struct pw_zpl_paper *p, struct pw_bytes name);
void zpl_graphic_box(struct pw_zpl_paper *p, int width, int height, int thick, bool white);
/** ^GD: leaning right (/) or left (\\). ^GE, ^GC: an ellipse's line. */
void zpl_graphic_diagonal(struct pw_zpl_paper *p, int width, int height, int thick, bool white, bool left);
void zpl_graphic_ellipse(struct pw_zpl_paper *p, int width, int height, int thick, bool white);

#endif
