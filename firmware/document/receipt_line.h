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

/* What the grammar drops without a word. */
struct pw_receipt_fault {
    const uint8_t *at; /* in the line, or NULL: all of it */
    const char *what;  /* NUL-terminated */
};
#define PW_RECEIPT_MAX_FAULTS 8 /* of a line */

#define PW_RECEIPT_MAX_PARTS 128 /* columns of a line, widths of a property */

/* What a property line leaves for the lines below. */
struct pw_receipt_state {
    bool watched; /* lines tell their faults */
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
    struct pw_bytes code, image, command;                  /* empty: none */
    int frame;                                             /* 1 a border of lines begins, -1 it ends */
    struct pw_receipt_fault faults[PW_RECEIPT_MAX_FAULTS]; /* where state->watched */
    size_t fault_count;
};

void pw_receipt_state_init(struct pw_receipt_state *state);
/** Take one line apart; without its line break. Everything in *ret_line lives in arena. False: no room in arena. */
bool pw_receipt_line_parse(struct pw_bytes line, struct pw_receipt_state *state, struct pw_arena *arena,
                           struct pw_receipt_line *ret_line);

/* Values that are words from a list. */
enum pw_receipt_values {
    PW_RECEIPT_OF_TEXT,
    PW_RECEIPT_OF_BORDER,
    PW_RECEIPT_OF_WIDTH,
    PW_RECEIPT_OF_ALIGN,
    PW_RECEIPT_OF_OPTION,
    PW_RECEIPT_OF_COMMAND,
};
/** Fault what of a value is none of its words; at: where it stands in the line. */
void pw_receipt_watch_value(struct pw_receipt_line *line, struct pw_arena *arena, enum pw_receipt_values what,
                            struct pw_bytes value, const uint8_t *at);
/** Fault a key that there is none of. */
void pw_receipt_watch_key(struct pw_receipt_line *line, struct pw_arena *arena, struct pw_bytes key);
/** The next word of a list: a comma ends it, or blanks of any number. False at the end. */
bool pw_receipt_next_word(struct pw_bytes *list, struct pw_bytes *ret_word);
/** Note a fault of a line; the text is printf's. */
void pw_receipt_line_fault(struct pw_receipt_line *line, struct pw_arena *arena, const uint8_t *at, const char *fmt, ...)
    PW_PRINTF(4, 5);
/** Whether a column's text, or a property's value, holds escape sequences that are none; such goes through pw_receipt_regular. */
bool pw_receipt_has_odd_escape(struct pw_bytes s, bool value);
/** The same without those, as the reference drops them; lives in arena. Empty when there is no room. */
struct pw_bytes pw_receipt_regular(struct pw_bytes s, bool value, struct pw_arena *arena);

#endif
