/*
 * ESC/POS: the stream of commands. Each is looked at when all its bytes are there; what comes is one of
 *     a byte of text          to the line (escpos_text.c)
 *     a command with effect   on the modes, the line or the paper
 *     a command without one   (drawer, buzzer, speed), accepted
 *     anything else           named as unknown; its first byte is dropped as far as its length can be known
 */
#include "sim/escpos_printer.h"

#include <errno.h>
#include <stdlib.h>

void escpos_unknown(struct pw_escpos_paper *p, struct pw_bytes command, const char *why)
{
    p->unknown++;
    p->paper_unknown++;
    if (command.len > 16)
        command.len = 16;
    if (p->sink.unknown != NULL)
        p->sink.unknown(p->sink.user, p->offset, command, why);
}

void escpos_reply(struct pw_escpos_paper *p, const void *data, size_t len)
{
    if (p->sink.reply != NULL && len != 0)
        p->sink.reply(p->sink.user, pw_bytes_of(data, len));
}

/* ESC @ */
static void initialise(struct pw_escpos_paper *p)
{
    for (size_t i = 0; i < p->item_count; i++)
        pw_page_finish(&p->items[i].image);
    p->item_count = 0;
    p->pen = 0;
    p->style = (struct escpos_style){ .wide = 1, .high = 1 };
    p->kanji_style = p->style;
    p->unit_x = p->unit_y = 0;
    p->line_spacing = (p->setup.dots_per_mm * 254 / 10 + 5) / 6;
    p->left = 0;
    p->area = p->setup.width;
    p->tab_count = 0;
    for (int column = 8; column < 256 && p->tab_count < 32; column += 8)
        p->tabs[p->tab_count++] = (uint8_t)column;
    p->page = p->country = 0;
    p->kanji = p->utf8 = p->shift_jis = false;
    p->pending_count = 0;
    p->barcode.height = 162;
    p->barcode.module = 3;
    p->barcode.hri = p->barcode.hri_font = 0;
    p->qr.module = 3;
    p->qr.level = 48;
    p->qr.model = 50;
    p->pdf417.module = 3;
    p->pdf417.row = 3;
    p->pdf417.level = p->pdf417.columns = 0;
    p->matrix.module = p->aztec.module = 3;
    pw_page_finish(&p->graphic);
}

bool pw_escpos_paper_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink,
                            struct pw_escpos_paper **ret_printer, struct pw_error *err)
{
    struct pw_escpos_paper *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "virtual ESC/POS printer");
    p->setup = *setup;
    p->sink = *sink;
    p->table_page = -1;
    pw_buf_init(&p->in, COMMAND_MAX + 65536);
    pw_buf_init(&p->text, 1 << 20);
    pw_buf_init(&p->qr.data, CODE_MAX);
    pw_buf_init(&p->pdf417.data, CODE_MAX);
    pw_buf_init(&p->matrix.data, CODE_MAX);
    pw_buf_init(&p->aztec.data, CODE_MAX);
    p->items = calloc(LINE_ITEMS, sizeof *p->items);
    if (p->items == NULL || !pw_paper_font_create(&p->font, err)) {
        pw_escpos_paper_destroy(p);
        return pw_fail(err, PW_ERR_MEMORY, ENOMEM, "virtual ESC/POS printer");
    }
    initialise(p);
    *ret_printer = p;
    return true;
}

void pw_escpos_paper_reset(struct pw_escpos_paper *p)
{
    initialise(p);
    pw_buf_reset(&p->in);
    pw_buf_reset(&p->text);
    p->need = p->skip = 0;
    p->asb = 0;
    pw_page_finish(&p->paper);
    p->y = 0;
    p->marked = false;
}

void pw_escpos_paper_destroy(struct pw_escpos_paper *p)
{
    if (p == NULL)
        return;
    if (p->items != NULL)
        initialise(p);
    for (size_t i = 0; i < STORED_MAX; i++)
        pw_page_finish(&p->stored[i].page);
    pw_page_finish(&p->paper);
    pw_page_finish(&p->graphic);
    pw_buf_finish(&p->in);
    pw_buf_finish(&p->text);
    pw_buf_finish(&p->qr.data);
    pw_buf_finish(&p->pdf417.data);
    pw_buf_finish(&p->matrix.data);
    pw_buf_finish(&p->aztec.data);
    pw_paper_font_destroy(p->font);
    free(p->items);
    free(p);
}

const char *pw_escpos_paper_text(const struct pw_escpos_paper *p)
{
    return pw_buf_text(&p->text);
}

/* Status. Fixed bits and meanings: reference hardware E5 (Epson's DLE EOT and GS a). */

static uint8_t realtime_status(const struct pw_escpos_paper *p, uint8_t n)
{
    bool out = (p->sensors & PW_PAPER_OUT) != 0, cover = (p->sensors & PW_PAPER_COVER) != 0,
         low = (p->sensors & PW_PAPER_LOW) != 0;
    switch (n) {
    case 1:
        return (uint8_t)(0x12 | (out || cover ? 0x08 : 0));
    case 2:
        return (uint8_t)(0x12 | (cover ? 0x04 : 0) | (out ? 0x20 : 0));
    case 3:
        return 0x12;
    default:
        return (uint8_t)(0x12 | (low || out ? 0x0c : 0) | (out ? 0x60 : 0));
    }
}

static void automatic_status(struct pw_escpos_paper *p)
{
    bool out = (p->sensors & PW_PAPER_OUT) != 0, cover = (p->sensors & PW_PAPER_COVER) != 0,
         low = (p->sensors & PW_PAPER_LOW) != 0;
    const uint8_t status[4] = { (uint8_t)(0x10 | (out || cover ? 0x08 : 0) | (cover ? 0x20 : 0)), 0,
                                (uint8_t)((low || out ? 0x03 : 0) | (out ? 0x0c : 0)), 0 };
    escpos_reply(p, status, sizeof status);
}

void pw_escpos_paper_sensors(struct pw_escpos_paper *p, unsigned state)
{
    bool changed = state != p->sensors;
    p->sensors = state;
    if (changed && p->asb != 0)
        automatic_status(p);
}

void pw_escpos_paper_realtime(struct pw_escpos_paper *p, struct pw_bytes in)
{
    for (size_t i = 0; i + 2 < in.len; i++)
        if (in.data[i] == 0x10 && in.data[i + 1] == 0x04 && in.data[i + 2] >= 1 && in.data[i + 2] <= 4) {
            uint8_t status = realtime_status(p, in.data[i + 2]);
            escpos_reply(p, &status, 1);
        }
}

static void identify(struct pw_escpos_paper *p, uint8_t n)
{
    static const char *const words[] = { "_0.1 virtual", "_PACKWRIGHT", "_Virtual paper", "_SIM0001" };
    if (n >= 65 && n <= 68)
        escpos_reply(p, words[n - 65], strlen(words[n - 65]) + 1);
    else
        escpos_reply(p, n == 1 ? "\x20" : "\x02", 1);
}

/* Whether the command's first n bytes are here; if not, notes how many it takes. */
static bool have(struct pw_escpos_paper *p, struct pw_bytes in, size_t n)
{
    if (in.len >= n)
        return true;
    p->need = n;
    return false;
}

static struct pw_bytes first(struct pw_bytes in, size_t n)
{
    return pw_bytes_of(in.data, n < in.len ? n : in.len);
}

static size_t unknown(struct pw_escpos_paper *p, struct pw_bytes in, size_t len, const char *why)
{
    escpos_unknown(p, first(in, len), why);
    return len;
}

/* A command of n bytes that changes nothing on paper. */
static size_t accept(struct pw_escpos_paper *p, struct pw_bytes in, size_t n)
{
    return have(p, in, n) ? n : 0;
}

static size_t command_dle(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 3))
        return 0;
    uint8_t n = in.data[2];
    if (in.data[1] == 0x04 && n >= 1 && n <= 4) {
        uint8_t status = realtime_status(p, n);
        escpos_reply(p, &status, 1);
        return 3;
    }
    if (in.data[1] == 0x05 && n <= 2)
        return 3;
    if (in.data[1] == 0x14 && n == 1)
        return accept(p, in, 5);
    if (in.data[1] == 0x14 && n == 2)
        return accept(p, in, 5);
    if (in.data[1] == 0x14 && n == 8)
        return accept(p, in, 10);
    return unknown(p, in, 1, "DLE with this");
}

/* ESC with one parameter byte n; false when it isn't one of them. */
static bool escape_n(struct pw_escpos_paper *p, uint8_t letter, uint8_t n)
{
    struct escpos_style *s = &p->style;
    switch (letter) {
    case '!':
        s->font = n & 1;
        s->bold = (n & 8) != 0;
        s->high = n & 0x10 ? 2 : 1;
        s->wide = n & 0x20 ? 2 : 1;
        s->underline = n & 0x80 ? 1 : 0;
        return true;
    case '-':
        s->underline = (n & 0x0f) > 2 ? 0 : n & 0x0f;
        return n <= 2 || (n >= '0' && n <= '2');
    case '3':
        p->line_spacing = escpos_dots_y(p, n);
        return true;
    case 'E':
    case 'G':
        s->bold = n & 1;
        return true;
    case 'J':
        escpos_line(p, escpos_dots_y(p, n));
        return true;
    case 'd':
        escpos_line(p, n * p->line_spacing);
        return true;
    case 'M':
        s->font = n & 0x0f;
        return n <= 2 || (n >= '0' && n <= '2');
    case 'R':
        p->country = n;
        return n <= 13;
    case 'V':
        s->turned = n & 1;
        return n <= 1 || n == '0' || n == '1';
    case 'a':
        if (p->item_count != 0)
            return false; /* only at the start of a line */
        s->align = n & 3;
        return n <= 2 || (n >= '0' && n <= '2');
    case 't':
        p->page = n;
        return escpos_page_known(p, n);
    case ' ':
        s->spacing = n;
        return true;
    case '{':
        s->upside_down = n & 1;
        return p->item_count == 0;
    case '=': /* which device listens */
    case 'r': /* colour */
    case 'U':
    case '%':
    case 'e': /* back feed: not on these printers' paper */
        return letter != 'e' && (letter != '%' || (n & 1) == 0);
    case 'u':
    case 'v':
        escpos_reply(p, p->sensors & PW_PAPER_OUT ? "\x0c" : "\0", 1);
        return true;
    default:
        return false;
    }
}

static size_t set_tabs(struct pw_escpos_paper *p, struct pw_bytes in)
{
    size_t n = 2;
    while (n < in.len && in.data[n] != 0 && n < 2 + 32 && (n == 2 || in.data[n] > in.data[n - 1]))
        n++;
    if (n == in.len) {
        p->need = n + 1;
        return 0;
    }
    p->tab_count = (uint8_t)(n - 2);
    memcpy(p->tabs, in.data + 2, p->tab_count);
    return in.data[n] == 0 ? n + 1 : n;
}

/* A command of n bytes that the model may not have. */
static size_t known_or_not(struct pw_escpos_paper *p, struct pw_bytes in, size_t n)
{
    const char *why = have(p, in, n) ? escpos_lacks(p, in) : NULL;
    if (in.len < n)
        return 0;
    return why != NULL ? unknown(p, in, n, why) : n;
}

static size_t bit_image(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 5))
        return 0;
    int mode = in.data[2], columns = in.data[3] | in.data[4] << 8;
    if (mode != 0 && mode != 1 && mode != 32 && mode != 33)
        return unknown(p, in, 5, "ESC * with this mode");
    size_t len = 5 + (size_t)columns * (mode >= 32 ? 3 : 1);
    if (!have(p, in, len))
        return 0;
    if (escpos_lacks(p, in) != NULL)
        return unknown(p, in, len, escpos_lacks(p, in));
    escpos_column(p, mode, columns, in.data + 5);
    return len;
}

static void move_pen(struct pw_escpos_paper *p, int to)
{
    if (to >= 0 && to < p->area)
        p->pen = to;
}

static size_t command_esc(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 2))
        return 0;
    uint8_t letter = in.data[1];
    switch (letter) {
    case '@':
        initialise(p);
        return 2;
    case '2':
        p->line_spacing = (p->setup.dots_per_mm * 254 / 10 + 5) / 6;
        return 2;
    case 'i':
    case 'm':
        if (!escpos_has(p, PW_FEATURE_FULL_CUT | PW_FEATURE_PART_CUT))
            return unknown(p, in, 2, "a cut, and this model has no cutter");
        escpos_cut(p);
        return 2;
    case 0x1d: /* Star's code pages */
        if (!have(p, in, 4))
            return 0;
        p->page = in.data[3];
        return in.data[2] == 't' && p->setup.profile != NULL && escpos_has(p, PW_FEATURE_STAR) && escpos_page_known(p, in.data[3])
                   ? 4
                   : unknown(p, in, 4, "ESC GS with this");
    case '<':
        return 2;
    case 'D':
        return set_tabs(p, in);
    case '*':
        return bit_image(p, in);
    case '$':
    case '\\':
        if (!have(p, in, 4))
            return 0;
        int units = in.data[2] | in.data[3] << 8;
        if (letter == '\\' && units > 32767)
            units -= 65536;
        move_pen(p, escpos_dots_x(p, units) + (letter == '\\' ? p->pen : 0));
        return 4;
    case 'p':
        return known_or_not(p, in, 5);
    case 'B':
        return known_or_not(p, in, 4);
    case 'c':
        return accept(p, in, 4);
    case '(':
        if (!have(p, in, 5))
            return 0;
        return accept(p, in, 5 + (size_t)(in.data[3] | in.data[4] << 8));
    default:
        break;
    }
    if (!have(p, in, 3))
        return 0;
    if (escpos_lacks(p, in) != NULL)
        return unknown(p, in, 3, escpos_lacks(p, in));
    if (escape_n(p, letter, in.data[2]))
        return 3;
    bool one_parameter = letter != 0 && strchr("!-3EGJdMRVat {=rU%e", letter) != NULL;
    return unknown(p, in, one_parameter ? 3 : 2, "ESC with this");
}

static size_t command_fs(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 2))
        return 0;
    switch (in.data[1]) {
    case '&':
        p->kanji = true;
        return 2;
    case '.':
        p->kanji = false;
        return 2;
    case 'C':
        if (!have(p, in, 3))
            return 0;
        p->shift_jis = (in.data[2] & 0x0f) == 1;
        return in.data[2] <= 2 || (in.data[2] >= '0' && in.data[2] <= '2') ? 3 : unknown(p, in, 3, "FS C with this");
    case '!':
        if (!have(p, in, 3))
            return 0;
        p->kanji_style.wide = in.data[2] & 4 ? 2 : 1;
        p->kanji_style.high = in.data[2] & 8 ? 2 : 1;
        p->kanji_style.underline = in.data[2] & 0x80 ? 1 : 0;
        return 3;
    case '-':
        if (!have(p, in, 3))
            return 0;
        p->kanji_style.underline = in.data[2] & 3;
        return 3;
    case 'W':
        if (!have(p, in, 3))
            return 0;
        p->kanji_style.wide = p->kanji_style.high = in.data[2] & 1 ? 2 : 1;
        return 3;
    case 'S':
        return accept(p, in, 4);
    case '(': {
        if (!have(p, in, 5))
            return 0;
        size_t len = 5 + (size_t)(in.data[3] | in.data[4] << 8);
        if (!have(p, in, len))
            return 0;
        if (in.data[2] == 'A') /* which Kanji font */
            return len;
        if (in.data[2] == 'C' && len == 7 && in.data[5] == 48) {
            p->utf8 = (in.data[6] & 0x0f) == 2;
            return len;
        }
        if (in.data[2] == 'C' && len == 8 && in.data[5] == 60) /* font priority */
            return len;
        return unknown(p, in, len, "FS ( with this");
    }
    default:
        return unknown(p, in, 2, "FS with this");
    }
}

static size_t barcode(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 4))
        return 0;
    uint8_t m = in.data[2];
    if (m >= 65 && m <= 79) {
        size_t len = 4 + (size_t)in.data[3];
        if (!have(p, in, len))
            return 0;
        if (escpos_lacks(p, in) != NULL)
            return unknown(p, in, len, escpos_lacks(p, in));
        escpos_barcode(p, first(in, len), m, pw_bytes_of(in.data + 4, in.data[3]));
        return len;
    }
    if (m > 6)
        return unknown(p, in, 3, "GS k with this");
    const uint8_t *end = memchr(in.data + 3, 0, first(in, 3 + 256).len - 3);
    if (end == NULL && in.len < 3 + 256) {
        p->need = in.len + 1;
        return 0;
    }
    if (end == NULL)
        return unknown(p, in, 3, "GS k without the NUL at its end");
    size_t len = (size_t)(end - in.data);
    if (escpos_lacks(p, in) != NULL)
        return unknown(p, in, len + 1, escpos_lacks(p, in));
    escpos_barcode(p, first(in, len), m, pw_bytes_of(in.data + 3, len - 3));
    return len + 1;
}

static size_t raster(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 8))
        return 0;
    int mode = in.data[3] & 0x0f, bytes = in.data[4] | in.data[5] << 8, rows = in.data[6] | in.data[7] << 8;
    size_t len = 8 + (size_t)bytes * (size_t)rows;
    if (in.data[2] != '0' || mode > 3 || bytes == 0 || rows == 0)
        return unknown(p, in, 8, "GS v 0 with these values");
    if (len > COMMAND_MAX) {
        p->skip = len - 8;
        return unknown(p, in, 8, "GS v 0 larger than any printer's memory");
    }
    if (!have(p, in, len))
        return 0;
    if (escpos_lacks(p, in) != NULL)
        return unknown(p, in, len, escpos_lacks(p, in));
    escpos_raster(p, first(in, len), mode, bytes, rows, in.data + 8);
    return len;
}

static void process_id(struct pw_escpos_paper *p, struct pw_bytes command, struct pw_bytes parameters)
{
    if (parameters.len == 6 && parameters.data[0] == 48 && parameters.data[1] == 48) {
        uint8_t reply[7] = { 0x37, 0x22, 0, 0, 0, 0, 0 };
        memcpy(reply + 2, parameters.data + 2, 4);
        escpos_reply(p, reply, sizeof reply);
    } else if (parameters.len != 3 || parameters.data[0] != 49) { /* fn 49: off-line answers on or off */
        escpos_unknown(p, command, "GS ( H function or length");
    }
}

/* GS ( x pL pH ... and GS 8 x p1 p2 p3 p4 ... */
static size_t long_command(struct pw_escpos_paper *p, struct pw_bytes in, size_t head)
{
    if (!have(p, in, head))
        return 0;
    size_t count = in.data[3] | (size_t)in.data[4] << 8;
    if (head == 7)
        count |= (size_t)in.data[5] << 16 | (size_t)in.data[6] << 24;
    if (head + count > COMMAND_MAX) {
        p->skip = count;
        return unknown(p, in, head, "data larger than any printer's memory");
    }
    if (!have(p, in, head + count))
        return 0;
    struct pw_bytes command = first(in, head + count), parameters = pw_bytes_of(in.data + head, count);
    if (escpos_lacks(p, command) != NULL)
        return unknown(p, in, head + count, escpos_lacks(p, command));
    switch (in.data[2]) {
    case 'k':
        escpos_code2d(p, command, parameters);
        break;
    case 'L':
        escpos_graphics(p, command, parameters);
        break;
    case 'H':
        process_id(p, command, parameters);
        break;
    case 'A': /* test print */
    case 'C': /* user memory */
    case 'D': /* real-time commands on and off */
    case 'E': /* settings */
    case 'K': /* density, speed */
    case 'M': /* stored settings */
    case 'N': /* colours */
    case 'P':
        break;
    default:
        escpos_unknown(p, command, "GS ( with this");
    }
    return head + count;
}

static size_t cut(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 3))
        return 0;
    uint8_t m = in.data[2];
    if (escpos_lacks(p, in) != NULL)
        return have(p, in, 4) ? unknown(p, in, 4, escpos_lacks(p, in)) : 0;
    if (m == 0 || m == 1 || m == '0' || m == '1') {
        escpos_cut(p);
        return 3;
    }
    if (m != 65 && m != 66 && m != 97 && m != 98 && m != 103 && m != 104)
        return unknown(p, in, 3, "GS V with this");
    if (!have(p, in, 4))
        return 0;
    if (p->item_count != 0)
        escpos_line(p, 0);
    if (m < 97 && in.data[3] != 0)
        escpos_line(p, escpos_dots_y(p, in.data[3]));
    escpos_cut(p);
    return 4;
}

static size_t command_gs(struct pw_escpos_paper *p, struct pw_bytes in)
{
    if (!have(p, in, 3))
        return 0;
    uint8_t n = in.data[2];
    if ((in.data[1] == '!' || in.data[1] == 'B') && escpos_lacks(p, in) != NULL)
        return unknown(p, in, 3, escpos_lacks(p, in));
    switch (in.data[1]) {
    case '!':
        p->style.wide = (uint8_t)((n >> 4 & 7) + 1);
        p->style.high = (uint8_t)((n & 7) + 1);
        return (n & 0x88) == 0 ? 3 : unknown(p, in, 3, "GS ! with this");
    case 'B':
        p->style.invert = n & 1;
        return 3;
    case 'H':
        p->barcode.hri = n & 3;
        return 3;
    case 'f':
        p->barcode.hri_font = n & 1;
        return 3;
    case 'h':
        if (n == 0)
            return unknown(p, in, 3, "GS h 0");
        p->barcode.height = n;
        return 3;
    case 'w':
        if (n < 1 || n > 6)
            return unknown(p, in, 3, "GS w outside of 1 to 6");
        p->barcode.module = n;
        return 3;
    case 'k':
        return barcode(p, in);
    case 'v':
        return raster(p, in);
    case '(':
        return long_command(p, in, 5);
    case '8':
        return long_command(p, in, 7);
    case 'V':
        return cut(p, in);
    case 'I':
        identify(p, n);
        return 3;
    case 'a':
        p->asb = n;
        if (n != 0)
            automatic_status(p);
        return 3;
    case 'r':
        escpos_reply(p, p->sensors & PW_PAPER_LOW ? "\x03" : "\0", 1);
        return 3;
    case 'b': /* smoothing */
    case 'T': /* to the start of the line */
    case 'c':
        return 3;
    case 'L':
    case 'W':
    case 'P':
        if (!have(p, in, 4))
            return 0;
        if (in.data[1] == 'P') {
            p->unit_x = n;
            p->unit_y = in.data[3];
            return 4;
        }
        if (p->item_count != 0)
            return unknown(p, in, 4, "a margin in the middle of a line");
        int dots = escpos_dots_x(p, n | in.data[3] << 8);
        if (in.data[1] == 'L')
            p->left = dots < p->setup.width ? dots : 0;
        else
            p->area = dots;
        if (p->area == 0 || p->area > p->setup.width - p->left)
            p->area = p->setup.width - p->left;
        return 4;
    default:
        return unknown(p, in, 2, "GS with this");
    }
}

static void tab(struct pw_escpos_paper *p)
{
    int cell_w, cell_h;
    escpos_cell(p, &p->style, &cell_w, &cell_h);
    for (int i = 0; i < p->tab_count; i++)
        if (p->tabs[i] * (cell_w + p->style.spacing) > p->pen) {
            move_pen(p, p->tabs[i] * (cell_w + p->style.spacing));
            pw_buf_putc(&p->text, '\t');
            return;
        }
}

/* One command or one byte of text at the front; returns its length, 0 when more bytes are needed. */
static size_t step(struct pw_escpos_paper *p, struct pw_bytes in)
{
    uint8_t byte = in.data[0];
    if (byte >= 0x20 && byte != 0x7f) {
        escpos_text(p, byte);
        return 1;
    }
    if (p->pending_count != 0)
        escpos_text_break(p);
    switch (byte) {
    case 0x09:
        tab(p);
        return 1;
    case 0x0a:
        escpos_line(p, p->line_spacing);
        return 1;
    case 0x0d: /* ignored, as the printers do unless set otherwise */
    case 0x00:
        return 1;
    case 0x10:
        return command_dle(p, in);
    case 0x1b:
        return command_esc(p, in);
    case 0x1c:
        return command_fs(p, in);
    case 0x1d:
        return command_gs(p, in);
    default:
        return unknown(p, in, 1, "a control byte");
    }
}

bool pw_escpos_paper_feed(struct pw_escpos_paper *p, struct pw_bytes bytes, struct pw_error *err)
{
    p->fed = 0;
    while (bytes.len != 0) {
        size_t chunk = bytes.len < 65536 ? bytes.len : 65536;
        pw_buf_put(&p->in, bytes.data, chunk);
        bytes = pw_bytes_of(bytes.data + chunk, bytes.len - chunk);
        size_t pos = 0;
        while (pos < p->in.len) {
            struct pw_bytes in = pw_bytes_of(p->in.data + pos, p->in.len - pos);
            size_t used = p->skip < in.len ? p->skip : in.len;
            if (p->skip != 0) {
                p->skip -= used;
            } else {
                if (in.len < p->need)
                    break;
                p->need = 0;
                used = step(p, in);
                if (used == 0)
                    break;
                used = used < in.len ? used : in.len;
            }
            pos += used;
            p->offset += used;
        }
        pw_buf_drop(&p->in, pos);
    }
    if (p->in.failed || p->no_memory) {
        p->no_memory = false;
        pw_escpos_paper_reset(p);
        return pw_fail(err, PW_ERR_MEMORY, 0, "virtual printer: no memory for this document");
    }
    return true;
}

bool pw_escpos_paper_tear(struct pw_escpos_paper *p, struct pw_error *err)
{
    if (p->item_count != 0)
        escpos_line(p, p->line_spacing);
    if (p->marked)
        escpos_cut(p);
    if (p->no_memory) {
        p->no_memory = false;
        return pw_fail(err, PW_ERR_MEMORY, 0, "virtual printer: no memory for this paper");
    }
    return true;
}
