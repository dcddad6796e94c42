/*
 * TSPL: lines of commands, each with its name, a space and parameters; BITMAP has as many bytes behind its parameters as they
 * say; <ESC>! and ~! begin requests that are obeyed at once, but not within a bitmap.
 */
#include "sim/tspl_paper.h"

#include "sim/label_printer.h"

#include <errno.h>
#include <stdlib.h>

enum { ESC = 0x1B };

struct pw_tspl_paper {
    struct label_printer label;
};

bool pw_tspl_paper_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink,
                          struct pw_tspl_paper **ret_printer, struct pw_error *err)
{
    struct pw_tspl_paper *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "virtual TSPL printer");
    if (!label_printer_init(&p->label, setup, sink, err)) {
        pw_tspl_paper_destroy(p);
        return false;
    }
    *ret_printer = p;
    return true;
}

void pw_tspl_paper_destroy(struct pw_tspl_paper *p)
{
    if (p == NULL)
        return;
    label_printer_finish(&p->label);
    free(p);
}

void pw_tspl_paper_reset(struct pw_tspl_paper *p)
{
    label_printer_reset(&p->label);
}

void pw_tspl_paper_sensors(struct pw_tspl_paper *p, unsigned state)
{
    p->label.sensors = state;
}

/* One byte, or the frame of newer firmware: state, warning, two of errors. */
static void status(struct label_printer *p, uint8_t how)
{
    bool out = (p->sensors & PW_PAPER_OUT) != 0, open = (p->sensors & PW_PAPER_COVER) != 0;
    if (how == '?') {
        uint8_t answer = (uint8_t)((out ? 0x04 : 0) | (open ? 0x01 : 0));
        label_reply(p, &answer, 1);
        return;
    }
    uint8_t answer[] = { 2, out || open ? 'E' : '@', p->sensors & PW_PAPER_LOW ? 'A' : '@', '@', out ? 'A' : '@', 3, '\r', '\n' };
    label_reply(p, answer, sizeof answer);
}

void pw_tspl_paper_realtime(struct pw_tspl_paper *p, struct pw_bytes in)
{
    for (size_t i = 0; i + 2 < in.len; i++)
        if (in.data[i] == ESC && in.data[i + 1] == '!' && (in.data[i + 2] == '?' || in.data[i + 2] == 'S'))
            status(&p->label, in.data[i + 2]);
}

/* <ESC>!c and ~!c. */
static size_t at_once(struct label_printer *p, struct pw_bytes in)
{
    if (in.len < 2)
        return 0;
    if (in.data[1] != '!') {
        label_unknown(p, pw_bytes_of(in.data, 1), "a control character outside of any command");
        return 1;
    }
    if (in.len < 3)
        return 0;
    uint8_t c = in.data[2];
    if (in.data[0] == ESC && (c == '?' || c == 'S'))
        status(p, c);
    else if (in.data[0] == ESC && (c == 'R' || c == '.'))
        label_clear(p);
    else if (in.data[0] == '~' && c == 'T')
        label_reply(p, "VIRTUAL\r", 8);
    else if (strchr(in.data[0] == ESC ? "CFOPQ" : "@CEFIJZ", c) == NULL || c == 0)
        label_unknown(p, pw_bytes_of(in.data, 3), "a request that isn't known here");
    return 3;
}

/* A length with its unit in dots, rounded down; false when it is none. Moves *ret_used behind it. */
static bool length(struct pw_bytes text, int dots_per_mm, int *ret_dots, size_t *ret_used)
{
    size_t i = 0;
    long thousandths = 0, unit = 0;
    while (i < text.len && text.data[i] == ' ')
        i++;
    size_t first = i;
    for (; i < text.len && text.data[i] >= '0' && text.data[i] <= '9' && thousandths < 10000000; i++)
        thousandths = thousandths * 10 + (text.data[i] - '0') * 1000L;
    if (i == first)
        return false;
    if (i < text.len && text.data[i] == '.') {
        unit = 100;
        for (i++; i < text.len && text.data[i] >= '0' && text.data[i] <= '9'; i++, unit /= 10)
            thousandths += (text.data[i] - '0') * unit;
    }
    while (i < text.len && text.data[i] == ' ')
        i++;
    struct pw_bytes rest = pw_bytes_of(text.data + i, text.len - i);
    long long dots = (long long)thousandths * dots_per_mm * 254 / 10000; /* inches */
    if (rest.len >= 2 && memcmp(rest.data, "mm", 2) == 0) {
        dots = (long long)thousandths * dots_per_mm / 1000;
        i += 2;
    } else if (rest.len >= 3 && memcmp(rest.data, "dot", 3) == 0) {
        dots = thousandths / 1000;
        i += 3;
    }
    while (i < text.len && text.data[i] == ' ')
        i++;
    *ret_dots = dots > 1000000 ? 1000000 : (int)dots;
    *ret_used = i;
    return true;
}

static bool size(struct label_printer *p, struct pw_bytes rest)
{
    int width, height = 0;
    size_t used, more;
    if (!length(rest, p->setup.dots_per_mm, &width, &used))
        return false;
    if (used < rest.len &&
        (rest.data[used] != ',' ||
         !length(pw_bytes_of(rest.data + used + 1, rest.len - used - 1), p->setup.dots_per_mm, &height, &more) ||
         used + 1 + more != rest.len))
        return false;
    p->width = width < p->setup.width ? width : p->setup.width;
    p->height = height == 0 || height > p->setup.height ? p->setup.height : height;
    return width > 0;
}

static bool box(struct label_printer *p, const int n[LABEL_NUMBERS])
{
    int width = n[2] - n[0], height = n[3] - n[1], thick = n[4];
    if (width <= 0 || height <= 0 || thick <= 0)
        return false;
    label_fill(p, n[0], n[1], width, thick, PW_PAPER_BLACK);
    label_fill(p, n[0], n[3] - thick, width, thick, PW_PAPER_BLACK);
    label_fill(p, n[0], n[1], thick, height, PW_PAPER_BLACK);
    label_fill(p, n[2] - thick, n[1], thick, height, PW_PAPER_BLACK);
    return true;
}

static bool is(struct pw_bytes word, const char *name)
{
    return pw_bytes_equal(word, pw_bytes_str(name));
}

static bool is_among(struct pw_bytes word, const char *const *names)
{
    for (; *names != NULL; names++)
        if (is(word, *names))
            return true;
    return false;
}

/* NULL when it was done, else why not. */
static const char *run(struct label_printer *p, struct pw_bytes line, struct pw_bytes name, struct pw_bytes rest)
{
    static const char *const settings[] = { "GAP",      "BLINE",   "OFFSET",   "SPEED",    "DENSITY", "SET",
                                            "CODEPAGE", "COUNTRY", "SOUND",    "HOME",     "FEED",    "LIMITFEED",
                                            "DELAY",    "x",       "BACKFEED", "FORMFEED", NULL };
    static const char *const not_drawn[] = { "TEXT",    "BARCODE",  "QRCODE", "DMATRIX",   "PDF417", "MPDF417",
                                             "AZTEC",   "MAXICODE", "PUTBMP", "PUTPCX",    "BLOCK",  "CIRCLE",
                                             "ELLIPSE", "DIAGONAL", "RSS",    "CODABLOCK", "TLC39",  NULL };
    static const char wrong[] = "parameters that make no sense";
    int n[LABEL_NUMBERS] = { 0 }, count = label_numbers(rest, n);
    if (is(name, "CLS") && rest.len == 0) {
        label_clear(p);
    } else if (is(name, "SIZE")) {
        return size(p, rest) ? NULL : wrong;
    } else if (is(name, "BAR")) {
        if (count != 4 || n[2] <= 0 || n[3] <= 0 || !label_holds(p, n[0], n[1], n[2], n[3]))
            return count == 4 ? "a bar beyond the label's edge" : wrong;
        label_fill(p, n[0], n[1], n[2], n[3], PW_PAPER_BLACK);
    } else if (is(name, "ERASE") || is(name, "REVERSE")) {
        if (count != 4)
            return wrong;
        label_fill(p, n[0], n[1], n[2], n[3], name.data[0] == 'E' ? PW_PAPER_WHITE : PW_PAPER_INVERT);
    } else if (is(name, "BOX")) {
        return count == 5 && box(p, n) ? NULL : wrong;
    } else if (is(name, "DIRECTION")) {
        if (count < 1 || count > 2 || n[0] < 0 || n[0] > 1 || n[1] != 0)
            return n[1] == 1 ? "mirrored labels are not drawn here" : wrong;
        p->turned = n[0] == 1;
    } else if (is(name, "REFERENCE")) {
        if (count != 2)
            return wrong;
        p->x = n[0];
        p->y = n[1];
    } else if (is(name, "SHIFT")) {
        return n[0] == 0 && n[1] == 0 ? NULL : "shifted labels are not drawn here";
    } else if (is(name, "PRINT")) {
        int copies = count == 2 ? n[1] : 1;
        if (count < 1 || count > 2 || n[0] < 1 || copies < 1)
            return wrong;
        label_print(p, line, n[0] > LABEL_COPIES_MAX || copies > LABEL_COPIES_MAX ? LABEL_COPIES_MAX + 1 : n[0] * copies);
    } else if (is_among(name, not_drawn)) {
        return "the printer's own text, symbols and files are not drawn here";
    } else {
        return is_among(name, settings) ? NULL : "a command that isn't known here";
    }
    return NULL;
}

/* BITMAP x,y,width in bytes,rows,mode,dots. in begins with its name; 0: needs more. */
static size_t bitmap(struct label_printer *p, struct pw_bytes in)
{
    size_t i = 7, commas = 0;
    int n[LABEL_NUMBERS];
    while (i < in.len && commas < 5 && in.data[i] != '\r' && in.data[i] != '\n' && i < 80)
        commas += in.data[i++] == ',';
    if (commas < 5 && i == in.len && i < 80)
        return 0;
    if (commas < 5 || label_numbers(pw_bytes_of(in.data + 7, i - 8), n) != 5 || n[2] <= 0 || n[3] <= 0 || n[4] < 0 || n[4] > 2 ||
        (long)n[2] * n[3] > LABEL_PICTURE_MAX) {
        label_unknown(p, in, "a bitmap with parameters that make no sense");
        return i;
    }
    size_t len = (size_t)n[2] * (size_t)n[3];
    if (in.len - i < len)
        return 0;
    if (!label_put(p, n[0], n[1], n[2], n[3], in.data + i, (enum label_mode)n[4]))
        label_unknown(p, in, "a bitmap with black dots beyond the label's edge");
    return i + len;
}

static size_t next(struct label_printer *p, struct pw_bytes in)
{
    if (in.data[0] == '\r' || in.data[0] == '\n')
        return 1;
    if (in.data[0] == ESC || in.data[0] == '~')
        return at_once(p, in);
    if (in.len >= 7 && memcmp(in.data, "BITMAP ", 7) == 0)
        return bitmap(p, in);
    size_t len = 0, space = 0;
    while (len < in.len && in.data[len] != '\r' && in.data[len] != '\n' && len < LABEL_LINE_MAX)
        len++;
    if (len == in.len && len < LABEL_LINE_MAX)
        return 0;
    while (space < len && in.data[space] != ' ')
        space++;
    struct pw_bytes line = pw_bytes_of(in.data, len), name = pw_bytes_of(in.data, space);
    struct pw_bytes rest = pw_bytes_of(in.data + space, len - space);
    const char *why = run(p, line, name, rest.len == 0 ? rest : pw_bytes_of(rest.data + 1, rest.len - 1));
    if (why != NULL)
        label_unknown(p, line, why);
    return len;
}

bool pw_tspl_paper_feed(struct pw_tspl_paper *p, struct pw_bytes in, struct pw_error *err)
{
    return label_feed(&p->label, in, next, err);
}
