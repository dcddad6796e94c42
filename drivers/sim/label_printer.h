/* What the interpreters of TSPL and EPL2 share: the image buffer, the labels that come out of it, and numbers in commands. */
#ifndef PACKWRIGHT_SIM_LABEL_PRINTER_H
#define PACKWRIGHT_SIM_LABEL_PRINTER_H

#include "sim/paper.h"

enum {
    LABEL_LINE_MAX = 4096,       /* bytes of a command without its dots */
    LABEL_PICTURE_MAX = 8 << 20, /* bytes of one picture */
    LABEL_COPIES_MAX = 20,       /* papers that are drawn of one label */
    LABEL_NUMBERS = 8,
};

struct label_printer {
    struct pw_paper_setup setup;
    struct pw_paper_sink sink;
    struct pw_buf in;     /* not interpreted yet */
    size_t offset;        /* of in in the stream */
    struct pw_page image; /* of the whole paper; always there */
    int width, height;    /* of the label: what is beyond is not printed */
    int x, y;             /* where the language's 0, 0 is */
    bool turned;          /* comes out upside down */
    unsigned unknown;
    unsigned sensors;
    bool no_memory;
};

PW_MUST_CHECK bool label_printer_init(struct label_printer *p, const struct pw_paper_setup *setup,
                                      const struct pw_paper_sink *sink, struct pw_error *err);
void label_printer_finish(struct label_printer *p);
/** As after power on: no data, a white image, the whole paper as label. */
void label_printer_reset(struct label_printer *p);

void label_unknown(struct label_printer *p, struct pw_bytes command, const char *why);
void label_reply(struct label_printer *p, const void *bytes, size_t len);
void label_clear(struct label_printer *p);
void label_fill(struct label_printer *p, int x, int y, int width, int height, enum pw_paper_ink ink);

enum label_mode { LABEL_OVERWRITE, LABEL_OR, LABEL_XOR };
/** Dots where 0 is black, from x, y of the language on. False when black ones lie beyond the label's edge: they are not drawn. */
bool label_put(struct label_printer *p, int x, int y, int bytes, int rows, const uint8_t *dots, enum label_mode mode);
/** False when a thing of that size reaches beyond the label. */
bool label_holds(const struct label_printer *p, int x, int y, int width, int height);
/** The label comes out; the image stays. */
void label_print(struct label_printer *p, struct pw_bytes command, int copies);

/**
 * Whole numbers with commas between them, spaces around each allowed, nothing else. Returns how many, 0 when it is anything else.
 * Each is cut to +-1,000,000.
 */
int label_numbers(struct pw_bytes text, int out[LABEL_NUMBERS]);

/** The parser's loop: next says how many bytes of in it has used, 0 when it needs more. Errors: PW_ERR_MEMORY. */
PW_MUST_CHECK bool label_feed(struct label_printer *p, struct pw_bytes bytes,
                              size_t (*next)(struct label_printer *p, struct pw_bytes in), struct pw_error *err);

#endif
