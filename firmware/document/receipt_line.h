/* One line of ReceiptLine taken apart: its columns, their text in runs, and the properties that stay for the lines below. */
#ifndef PACKWRIGHT_RECEIPT_LINE_H
#define PACKWRIGHT_RECEIPT_LINE_H

#include "document/arena.h"
#include "document/receiptline.h"

/* A piece of a column's text in one style; a line break before it where broken is true. */
struct pw_receipt_piece {
    struct pw_bytes text;
    unsigned style; /* enum pw_style */
    uint8_t scale;  /* 0 normal, 1 wide, 2 high, 3.. both: ReceiptLine's ^ count */
    bool broken;
};

enum pw_receipt_kind {
    PW_RECEIPT_TEXT,
    PW_RECEIPT_PROPERTY,
    PW_RECEIPT_RULE,
    PW_RECEIPT_CUT,
    PW_RECEIPT_ERROR, /* braces out of place */
};

struct pw_receipt_column {
    enum pw_receipt_kind kind;
    enum pw_align align;
    struct pw_receipt_piece *pieces;
    size_t count;
    int width; /* -1: what is left */
};

#define PW_RECEIPT_MAX_PARTS 128 /* columns of a line, widths of a property */

/* What a property line leaves for the lines below. */
struct pw_receipt_state {
    bool wrap;
    int border; /* -1 line, else cells */
    int widths[PW_RECEIPT_MAX_PARTS];
    size_t width_count; /* 0: auto */
    enum pw_align align;
    struct {
        enum pw_block_type type; /* BARCODE, QR, MATRIX */
        enum pw_symbology symbology;
        enum pw_matrix matrix;
        int module_dots, height_dots, cell_dots;
        bool hri;
        char level;
    } option;
};

struct pw_receipt_line {
    struct pw_receipt_column *columns;
    size_t count;
    bool all_text;
    /* of a single property column */
    struct pw_bytes code, image, command; /* empty: none */
    int frame;                            /* 1 a border of lines begins, -1 it ends */
    size_t bad_member;                    /* 1 + offset in the line of a property that can't be read, 0: none */
    const char *unknown_key;              /* a key that the grammar doesn't have, NUL-terminated */
};

void pw_receipt_state_init(struct pw_receipt_state *state);
/** Take one line apart; without its line break. Everything in *ret_line lives in arena. False: no room in arena. */
bool pw_receipt_line_parse(struct pw_bytes line, struct pw_receipt_state *state, struct pw_arena *arena,
                           struct pw_receipt_line *ret_line);

/** Whether a column's text, or a property's value, holds escape sequences that are none; such goes through pw_receipt_regular. */
bool pw_receipt_has_odd_escape(struct pw_bytes s, bool value);
/** The same without those, as the reference drops them; lives in arena. Empty when there is no room. */
struct pw_bytes pw_receipt_regular(struct pw_bytes s, bool value, struct pw_arena *arena);

#endif
