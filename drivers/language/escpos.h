/* The parts of the ESC/POS language; whoever uses it needs only pw_language_escpos. */
#ifndef PACKWRIGHT_ESCPOS_H
#define PACKWRIGHT_ESCPOS_H

#include "codepage.h"
#include "packwright/language.h"

#define PW_ESCPOS_LONGEST 2048 /* data bytes of one command, so that so many NULs end whatever was cut off */

/* What the printer was last told, so that it isn't told twice. */
struct pw_escpos {
    const struct pw_profile *profile; /* columns and cell are those of the font in use */
    struct pw_buf *out;
    struct pw_error *err;
    const struct pw_codepage *page; /* NULL: whichever the printer wakes up with */
    unsigned style;
    uint8_t size; /* operand of GS ! */
    enum pw_align align;
    bool tight;
    bool picture; /* what is sent as dots may be worth keeping */
};

/** Tell the printer what changes. size is GS !'s operand; pw_escpos_can_style first. */
void pw_escpos_style(struct pw_escpos *e, unsigned style, uint8_t size);
/** Whether the printer's own font can be so; else the line is drawn. */
bool pw_escpos_can_style(const struct pw_profile *profile, unsigned style, int wide, int high);
/** ESC a, where it changes. */
void pw_escpos_align(struct pw_escpos *e, enum pw_align align);

/** A line of text in the printer's own font; false, and nothing written, when its code pages lack a character. */
bool pw_escpos_text(struct pw_escpos *e, const struct pw_block *block);
/** A rule of width cells at left. */
void pw_escpos_rule(struct pw_escpos *e, int left, int width);
/** Dots, in strips, aligned on the paper; false with *e->err when the printer can't print any. */
PW_MUST_CHECK bool pw_escpos_dots(struct pw_escpos *e, const struct pw_page *page, enum pw_align align);
/** Dots within the block's area. */
PW_MUST_CHECK bool pw_escpos_dots_in(struct pw_escpos *e, const struct pw_block *block, const struct pw_page *page);
PW_MUST_CHECK bool pw_escpos_barcode(struct pw_escpos *e, const struct pw_block *block);
PW_MUST_CHECK bool pw_escpos_qr(struct pw_escpos *e, const struct pw_block *block);
PW_MUST_CHECK bool pw_escpos_matrix(struct pw_escpos *e, const struct pw_block *block);

/** The tickets that a process identifier tells apart: 95 to the fourth. */
#define PW_ESCPOS_TICKETS 81450625u
void pw_escpos_ask_proof(uint32_t ticket, struct pw_buf *out);
void pw_escpos_ask_status(struct pw_buf *out);
enum pw_parse pw_escpos_status_parse(struct pw_bytes in, size_t *ret_used, struct pw_status *ret_status);

bool pw_escpos_shorten(struct pw_bytes document, const struct pw_profile *profile, struct pw_kept *kept, struct pw_buf *out);

#endif
