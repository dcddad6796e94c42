/*
 * ZPL II: the stream of commands. A command is "^" or "~", two letters, and its parameters up to the next "^" or "~"; what the
 * interpreter does with it is one of: draw into the open format, set something, answer, accept without effect, name as unknown.
 */
#include "sim/zpl_printer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void zpl_unknown(struct pw_zpl_paper *p, struct pw_bytes command, const char *why)
{
    p->unknown++;
    if (command.len > 16)
        command.len = 16;
    if (p->sink.unknown != NULL)
        p->sink.unknown(p->sink.user, p->offset, command, why);
}

static void field_reset(struct pw_zpl_paper *p)
{
    struct pw_buf data = p->field.data;
    pw_buf_reset(&data);
    p->field = (struct zpl_field){ .data = data,
                                   .turn = p->turn,
                                   .font = p->font,
                                   .height = p->font_height,
                                   .width = p->font_width,
                                   .mode = 'N',
                                   .block_align = 'L',
                                   .block_lines = 1 };
}

bool pw_zpl_paper_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink, struct pw_zpl_paper **ret_printer,
                         struct pw_error *err)
{
    struct pw_zpl_paper *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "virtual ZPL printer");
    p->setup = *setup;
    p->sink = *sink;
    pw_buf_init(&p->in, 3 * ZPL_IMAGE_MAX);
    pw_buf_init(&p->field.data, ZPL_FIELD_MAX);
    if (!zpl_text_create(&p->text, err)) {
        pw_zpl_paper_destroy(p);
        return false;
    }
    p->print_width = setup->width;
    p->font = 'A';
    p->turn = 'N';
    p->font_height = 9;
    p->ratio = 30;
    p->encoding = 0;
    p->module = 2;
    p->bar_height = 10;
    field_reset(p);
    *ret_printer = p;
    return true;
}

void pw_zpl_paper_reset(struct pw_zpl_paper *p)
{
    pw_buf_reset(&p->in);
    pw_page_finish(&p->page);
    p->open = false;
    field_reset(p);
}

void pw_zpl_paper_destroy(struct pw_zpl_paper *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < ZPL_STORED_MAX; i++)
        pw_page_finish(&p->stored[i].page);
    pw_page_finish(&p->page);
    pw_buf_finish(&p->in);
    pw_buf_finish(&p->field.data);
    zpl_text_destroy(p->text);
    free(p);
}

void pw_zpl_paper_sensors(struct pw_zpl_paper *p, unsigned state)
{
    p->sensors = state;
}

int zpl_number(const struct zpl_parameters *parameters, int n, int otherwise, int min, int max)
{
    if (n >= parameters->count || parameters->text[n].len == 0)
        return otherwise;
    struct pw_bytes text = parameters->text[n];
    size_t i = text.data[0] == '-' || text.data[0] == '+' ? 1 : 0;
    bool minus = text.data[0] == '-';
    long value = 0;
    while (i < text.len && text.data[i] == ' ')
        i++;
    for (; i < text.len && text.data[i] >= '0' && text.data[i] <= '9' && value < 100000000; i++)
        value = value * 10 + text.data[i] - '0';
    value = minus ? -value : value;
    return value < min ? min : value > max ? max : (int)value;
}

char zpl_letter(const struct zpl_parameters *parameters, int n, char otherwise)
{
    return n < parameters->count && parameters->text[n].len != 0 ? (char)parameters->text[n].data[0] : otherwise;
}

/* At most the first count - 1 commas split; line breaks at the ends don't count. */
static struct zpl_parameters split(struct pw_bytes text, int most)
{
    struct zpl_parameters p = { .count = 0 };
    while (text.len != 0 && (text.data[text.len - 1] == '\r' || text.data[text.len - 1] == '\n'))
        text.len--;
    while (p.count < ZPL_PARAMETERS) {
        const uint8_t *comma = text.len == 0 || p.count == most - 1 ? NULL : memchr(text.data, ',', text.len);
        size_t len = comma == NULL ? text.len : (size_t)(comma - text.data);
        p.text[p.count++] = pw_bytes_of(text.data, len);
        if (comma == NULL)
            break;
        text = pw_bytes_of(comma + 1, text.len - len - 1);
    }
    return p;
}

/* Answers: reference hardware G2 (ZPL II Programming Guide, ~HS, ~HI, ~HQ). */

static void reply_text(struct pw_zpl_paper *p, const char *text)
{
    if (p->sink.reply != NULL)
        p->sink.reply(p->sink.user, pw_bytes_str(text));
}

static void host_status(struct pw_zpl_paper *p, unsigned formats, bool partial)
{
    char text[200];
    snprintf(text, sizeof text,
             "\x02"
             "030,%d,0,%04d,%03u,0,0,%d,000,0,0,0\x03\r\n"
             "\x02"
             "000,0,%d,0,1,2,6,0,00000000,1,000\x03\r\n"
             "\x02"
             "1234,0\x03\r\n",
             p->sensors & PW_PAPER_OUT ? 1 : 0, p->setup.height > 9999 ? 9999 : p->setup.height, formats > 999 ? 999 : formats,
             partial, p->sensors & PW_PAPER_COVER ? 1 : 0);
    reply_text(p, text);
}

static void error_status(struct pw_zpl_paper *p)
{
    char text[200];
    unsigned errors = (p->sensors & PW_PAPER_OUT ? 1u : 0) | (p->sensors & PW_PAPER_COVER ? 4u : 0);
    unsigned warnings = p->sensors & PW_PAPER_LOW ? 8u : 0;
    snprintf(text, sizeof text,
             "\x02\r\n\r\n  PRINTER STATUS                             \r\n   ERRORS:         %d 00000000 %08X\r\n"
             "   WARNINGS:       %d 00000000 %08X\r\n\x03",
             errors != 0, errors, warnings != 0, warnings);
    reply_text(p, text);
}

void pw_zpl_paper_realtime(struct pw_zpl_paper *p, struct pw_bytes in, unsigned formats_waiting)
{
    for (size_t i = 0; i + 2 < in.len; i++) {
        if (memcmp(in.data + i, "~HS", 3) == 0)
            host_status(p, formats_waiting, false);
        else if (i + 4 < in.len && memcmp(in.data + i, "~HQES", 5) == 0)
            error_status(p);
    }
}

/* ^XZ: the label comes out. */
static void print_label(struct pw_zpl_paper *p)
{
    struct pw_error err;
    if (!p->open)
        return;
    p->open = false;
    for (int y = 0; p->print_width < p->page.width && y < p->page.height; y++)
        for (int x = p->print_width; x < p->page.width; x++)
            p->page.bits[(size_t)y * (size_t)p->page.stride + (size_t)(x >> 3)] &= (uint8_t) ~(0x80 >> (x & 7));
    bool blank = true;
    for (size_t i = 0; blank && i < (size_t)p->page.stride * (size_t)p->page.height; i++)
        blank = p->page.bits[i] == 0;
    if (p->upside_down && !pw_paper_turn(&p->page, 2, &err))
        p->no_memory = true;
    for (int i = 0; i < p->copies && !blank; i++) {
        struct pw_page copy;
        if (!pw_page_init(&copy, p->page.width, p->page.height, p->page.dots_per_mm, &err)) {
            p->no_memory = true;
            break;
        }
        memcpy(copy.bits, p->page.bits, (size_t)copy.stride * (size_t)copy.height);
        if (p->sink.paper != NULL)
            p->sink.paper(p->sink.user, &copy, p->unknown);
        pw_page_finish(&copy);
    }
    p->unknown = 0;
    pw_page_finish(&p->page);
}

static void open_label(struct pw_zpl_paper *p)
{
    pw_page_finish(&p->page);
    field_reset(p);
    p->copies = 1;
    p->open = pw_page_init(&p->page, p->setup.width, p->setup.height, p->setup.dots_per_mm, NULL);
    p->no_memory |= !p->open;
}

/* Where a bar code's parameters stand: height, readable, above, check digit, and two more. Source: each command's page. */
static const struct {
    char code[3];
    signed char height, readable, above, check, extra, more;
    bool shown; /* readable unless said otherwise */
} linear[] = {
    { "BC", 1, 2, 3, 4, 5, -1, true },   { "B2", 1, 2, 3, 4, -1, -1, true },  { "B3", 2, 3, 4, 1, -1, -1, true },
    { "BA", 1, 2, 3, 4, -1, -1, true },  { "BE", 1, 2, 3, -1, -1, -1, true }, { "B8", 1, 2, 3, -1, -1, -1, true },
    { "BU", 1, 2, 3, 4, -1, -1, true },  { "B9", 1, 2, 3, 4, -1, -1, true },  { "BK", 2, 3, 4, 1, 5, 6, true },
    { "BZ", 1, 2, 3, -1, 4, -1, false },
};

/* The parameters of ^B?; false when the symbology isn't drawn here. */
static bool bar_code(struct pw_zpl_paper *p, const char *code, const struct zpl_parameters *a)
{
    struct zpl_field *f = &p->field;
    memcpy(f->code, code, 2);
    f->code[2] = '\0';
    snprintf(f->named, sizeof f->named, "^%s", code);
    f->turn = zpl_letter(a, 0, p->turn);
    for (size_t i = 0; i < PW_COUNT(linear); i++) {
        if (strcmp(linear[i].code, code) != 0)
            continue;
        f->bar_height = zpl_number(a, linear[i].height, p->bar_height, 1, 4000);
        f->readable = zpl_letter(a, linear[i].readable, linear[i].shown ? 'Y' : 'N') == 'Y';
        f->readable_above = zpl_letter(a, linear[i].above, 'N') == 'Y';
        f->check = linear[i].check >= 0 && zpl_letter(a, linear[i].check, 'N') == 'Y';
        f->mode = linear[i].extra < 0 ? 'N' : zpl_letter(a, linear[i].extra, code[1] == 'K' ? 'A' : 'N');
        f->escape = linear[i].more < 0 ? 0 : zpl_letter(a, linear[i].more, 'A');
        f->level = code[1] == 'Z' ? zpl_number(a, linear[i].extra, 0, 0, 9) : 0;
        return true;
    }
    if (code[1] == 'Q') {
        f->turn = 'N'; /* it has no other */
        f->bar_height = zpl_number(a, 2, p->setup.dots_per_mm <= 6 ? 1 : p->setup.dots_per_mm <= 8 ? 2 : 3, 1, 100);
    } else if (code[1] == 'O' || code[1] == '0') {
        f->bar_height = zpl_number(a, 1, 4, 1, 100);
        return zpl_letter(a, 2, 'N') == 'N' && zpl_number(a, 3, 0, 0, 999) < 100 && zpl_letter(a, 4, 'N') == 'N';
    } else if (code[1] == 'X') {
        f->bar_height = zpl_number(a, 1, p->module, 1, 400);
        f->level = zpl_number(a, 2, 200, 0, 200);
        f->columns = zpl_number(a, 3, 0, 0, 144);
        f->rows = zpl_number(a, 4, 0, 0, 144);
        f->escape = zpl_letter(a, 6, '\0');
    } else if (code[1] == '7') {
        f->bar_height = zpl_number(a, 1, 0, 0, 400);
        f->level = zpl_number(a, 2, 0, 0, 8);
        f->columns = zpl_number(a, 3, 0, 0, 30);
        f->check = zpl_letter(a, 5, 'N') == 'Y'; /* truncated */
    } else if (code[1] == 'D') {
        f->turn = 'N';
        f->level = zpl_number(a, 0, 2, 0, 9);
        return zpl_number(a, 1, 1, 0, 9) <= 1 && zpl_number(a, 2, 1, 0, 9) <= 1; /* one symbol alone */
    } else {
        return false;
    }
    return true;
}

static bool turn_of(struct pw_zpl_paper *p, char letter, char *ret_turn)
{
    (void)p;
    if (letter != 'N' && letter != 'R' && letter != 'I' && letter != 'B')
        return false;
    *ret_turn = letter;
    return true;
}

/* Formats and settings; false when the command isn't known. */
static bool run(struct pw_zpl_paper *p, const char *name, struct pw_bytes command, struct pw_bytes rest)
{
    struct zpl_parameters a = split(rest, ZPL_PARAMETERS);
    struct zpl_field *f = &p->field;
    static const char quiet[] = "FX LL MM MN MT MD PR MF MC MP ML MW SS SZ JU JM JZ JB JS PF PP SP SX XB LF "
                                "HH HW WD KL KN KP NB NC ND NI SC SD SI ST PN";
    if (name[0] == 'A') {
        f->font = name[1] == '@' ? '0' : name[1]; /* a font by its file's name: text is drawn in ours */
        f->height = zpl_number(&a, 1, 0, 0, 2000);
        f->width = zpl_number(&a, 2, 0, 0, 2000);
        if (f->height == 0 && f->width == 0) {
            f->height = p->font_height;
            f->width = p->font_width;
        }
        return turn_of(p, zpl_letter(&a, 0, p->turn), &f->turn);
    } else if (strcmp(name, "PW") == 0) {
        p->print_width = zpl_number(&a, 0, p->setup.width, 2, 32000);
    } else if (strcmp(name, "LH") == 0) {
        p->home_x = zpl_number(&a, 0, 0, 0, 32000);
        p->home_y = zpl_number(&a, 1, 0, 0, 32000);
    } else if (strcmp(name, "LS") == 0) {
        p->shift = zpl_number(&a, 0, 0, -9999, 9999);
    } else if (strcmp(name, "LT") == 0) {
        p->top = zpl_number(&a, 0, 0, -120, 120);
    } else if (strcmp(name, "PO") == 0) {
        p->upside_down = zpl_letter(&a, 0, 'N') == 'I';
    } else if (strcmp(name, "PQ") == 0) {
        p->copies = zpl_number(&a, 0, 1, 1, 99999999);
        if (p->copies > ZPL_COPIES_MAX) {
            zpl_unknown(p, command, "more copies than are drawn");
            p->copies = ZPL_COPIES_MAX;
        }
    } else if (strcmp(name, "CF") == 0) {
        p->font = zpl_letter(&a, 0, p->font);
        p->font_height = zpl_number(&a, 1, 0, 0, 2000);
        p->font_width = zpl_number(&a, 2, 0, 0, 2000);
        f->font = p->font;
        f->height = p->font_height;
        f->width = p->font_width;
    } else if (strcmp(name, "CI") == 0) {
        p->encoding = zpl_number(&a, 0, 0, 0, 99);
        return a.count == 1;
    } else if (strcmp(name, "BY") == 0) {
        p->module = zpl_number(&a, 0, p->module, 1, 100);
        p->bar_height = zpl_number(&a, 2, p->bar_height, 1, 4000);
        if (a.count > 1 && a.text[1].len != 0) { /* 2.0 to 3.0 */
            const uint8_t *t = a.text[1].data;
            int tenths = a.text[1].len > 2 && t[1] == '.' ? t[2] - '0' : 0;
            p->ratio = t[0] == '2' && tenths >= 0 && tenths <= 9 ? 20 + tenths : 30;
        }
    } else if (strcmp(name, "FO") == 0 || strcmp(name, "FT") == 0) {
        f->x = zpl_number(&a, 0, 0, 0, 32000);
        f->y = zpl_number(&a, 1, 0, 0, 32000);
        f->typeset = name[1] == 'T';
        f->right = zpl_number(&a, 2, 0, 0, 2) == 1;
        return !(f->typeset && (a.count < 2 || f->right)); /* ^FT alone: behind the field before */
    } else if (strcmp(name, "FW") == 0) {
        bool known = turn_of(p, zpl_letter(&a, 0, 'N'), &p->turn) && zpl_number(&a, 1, 0, 0, 2) == 0;
        f->turn = p->turn;
        return known;
    } else if (strcmp(name, "LR") == 0) {
        p->reverse = zpl_letter(&a, 0, 'N') == 'Y';
    } else if (strcmp(name, "FP") == 0) {
        return zpl_letter(&a, 0, 'H') == 'H' && zpl_number(&a, 1, 0, 0, 9999) == 0;
    } else if (strcmp(name, "PM") == 0) {
        return zpl_letter(&a, 0, 'N') == 'N';
    } else if (strcmp(name, "MU") == 0) {
        return zpl_letter(&a, 0, 'D') == 'D' && a.count == 1;
    } else if (strcmp(name, "FN") == 0 || strcmp(name, "PA") == 0 || strcmp(name, "SE") == 0 || strcmp(name, "CV") == 0) {
        return true; /* FN: its data comes with it, or the field stays empty; the others change no dot here */
    } else if (strcmp(name, "SN") == 0) { /* one label: the first number */
        pw_buf_reset(&f->data);
        pw_buf_put(&f->data, a.text[0].data, a.text[0].len);
        f->any = true;
    } else if (strcmp(name, "FB") == 0) {
        f->block_width = zpl_number(&a, 0, 0, 0, 9999);
        f->block_lines = zpl_number(&a, 1, 1, 1, 9999);
        f->block_spacing = zpl_number(&a, 2, 0, -999, 999);
        f->block_align = zpl_letter(&a, 3, 'L');
        f->block_indent = zpl_number(&a, 4, 0, 0, 9999);
    } else if (strcmp(name, "FR") == 0) {
        f->reverse = true;
    } else if (strcmp(name, "FH") == 0) {
        f->hex = zpl_letter(&a, 0, '_');
    } else if (strcmp(name, "FD") == 0 || strcmp(name, "FV") == 0) {
        pw_buf_reset(&f->data);
        pw_buf_put(&f->data, rest.data, rest.len);
        f->any = true;
        if (f->data.failed)
            zpl_unknown(p, command, "a field of more than 8,192 bytes");
    } else if (strcmp(name, "FS") == 0) {
        if (p->open && f->any)
            zpl_field_draw(p, command);
        field_reset(p);
    } else if (strcmp(name, "GB") == 0) {
        int thick = zpl_number(&a, 2, 1, 1, 32000);
        if (p->open)
            zpl_graphic_box(p, zpl_number(&a, 0, thick, 1, 32000), zpl_number(&a, 1, thick, 1, 32000), thick,
                            zpl_letter(&a, 3, 'B') == 'W');
    } else if (strcmp(name, "GD") == 0 && p->open) {
        int thick = zpl_number(&a, 2, 1, 1, 32000);
        zpl_graphic_diagonal(p, zpl_number(&a, 0, thick, 1, 32000), zpl_number(&a, 1, thick, 1, 32000), thick,
                             zpl_letter(&a, 3, 'B') == 'W', zpl_letter(&a, 4, 'R') == 'L');
    } else if (strcmp(name, "GE") == 0 && p->open) {
        int thick = zpl_number(&a, 2, 1, 1, 4095);
        zpl_graphic_ellipse(p, zpl_number(&a, 0, thick, 3, 4095), zpl_number(&a, 1, thick, 3, 4095), thick,
                            zpl_letter(&a, 3, 'B') == 'W');
    } else if (strcmp(name, "GC") == 0 && p->open) {
        int thick = zpl_number(&a, 1, 1, 1, 4095), across = zpl_number(&a, 0, 3, 3, 4095);
        zpl_graphic_ellipse(p, across, across, thick, zpl_letter(&a, 2, 'B') == 'W');
    } else if (strcmp(name, "GF") == 0) {
        a = split(rest, 5);
        zpl_graphic_field(p, command, zpl_letter(&a, 0, 'A'), zpl_number(&a, 2, 0, 0, 99999999),
                          zpl_number(&a, 3, 0, 0, 99999999), a.count == 5 ? a.text[4] : pw_bytes_of("", 0));
    } else if (strcmp(name, "XG") == 0) {
        zpl_graphic_recall(p, command, a.text[0], zpl_number(&a, 1, 1, 1, 10), zpl_number(&a, 2, 1, 1, 10));
    } else if (strcmp(name, "IM") == 0) {
        zpl_graphic_recall(p, command, a.text[0], 1, 1);
    } else if (strcmp(name, "ID") == 0) {
        zpl_graphic_delete(p, a.text[0]);
    } else if (name[0] == 'B') {
        return bar_code(p, name, &a);
    } else {
        return strstr(quiet, name) != NULL;
    }
    return true;
}

/* "~" commands; false when not known. */
static bool run_now(struct pw_zpl_paper *p, const char *name, struct pw_bytes command, struct pw_bytes rest)
{
    if (strcmp(name, "HS") == 0) {
        host_status(p, 0, p->open);
    } else if (strcmp(name, "HQ") == 0 && rest.len >= 2 && memcmp(rest.data, "ES", 2) == 0) {
        error_status(p);
    } else if (strcmp(name, "HI") == 0) {
        reply_text(p, p->setup.dots_per_mm == 12 ? "\x02VIRTUAL-300DPI,V1.0,12,8192KB\x03\r\n"
                                                 : "\x02VIRTUAL-200DPI,V1.0,8,8192KB\x03\r\n");
    } else if (strcmp(name, "DG") == 0) {
        struct zpl_parameters a = split(rest, 4);
        zpl_graphic_download(p, command, a.text[0], zpl_number(&a, 1, 0, 0, 99999999), zpl_number(&a, 2, 0, 0, 99999999),
                             a.count == 4 ? a.text[3] : pw_bytes_of("", 0));
    } else if (strcmp(name, "JA") == 0) {
        pw_page_finish(&p->page);
        p->open = false;
    } else {
        return strstr("HQ SD TA JS JC JL JP PP PS EG HB HD HM HU", name) != NULL;
    }
    return true;
}

static bool is_prefix(uint8_t c)
{
    return c == '^' || c == '~';
}

/* Length of the command at the front, 0 when its end isn't here yet. in begins with a prefix. */
static size_t command_length(struct pw_bytes in)
{
    static const char at_once[] = "^XA^XZ^FS^FR~HS~HI~JA";
    if (in.len < 3)
        return 0;
    for (size_t i = 0; i + 3 < sizeof at_once; i += 3)
        if (memcmp(in.data, at_once + i, 3) == 0)
            return 3;
    if (in.len >= 5 && memcmp(in.data, "~HQES", 5) == 0)
        return 5;
    if (in.len < 5 && memcmp(in.data, "~HQES", in.len) == 0)
        return 0;
    if (in.data[1] == 'G' && in.data[2] == 'F' && in.len > 3 && in.data[3] == 'B') {
        struct zpl_parameters a = split(pw_bytes_of(in.data + 3, in.len - 3 > 64 ? 64 : in.len - 3), 5);
        if (a.count < 5)
            return in.len > 80 ? 4 : 0;
        size_t len = (size_t)(a.text[4].data - in.data) + (size_t)zpl_number(&a, 1, 0, 0, ZPL_IMAGE_MAX);
        return len <= in.len ? len : 0;
    }
    size_t n = 3;
    while (n < in.len && !is_prefix(in.data[n]))
        n++;
    return n < in.len ? n : 0;
}

static void command(struct pw_zpl_paper *p, struct pw_bytes in)
{
    char name[3] = { (char)in.data[1], (char)in.data[2], '\0' };
    bool font = in.data[0] == '^' && name[0] == 'A' && name[1] != '@';
    struct pw_bytes rest = pw_bytes_of(in.data + 3, in.len - 3);
    bool known;
    for (int i = 0; i < 2; i++)
        if (name[i] < '0' || name[i] > 'Z') {
            zpl_unknown(p, in, "no command");
            return;
        }
    if (in.data[0] == '~')
        known = run_now(p, name, in, rest);
    else if (strcmp(name, "XA") == 0)
        known = (open_label(p), true);
    else if (strcmp(name, "XZ") == 0)
        known = (print_label(p), true);
    else
        known = (font || name[0] != 'A') && run(p, name, in, rest);
    if (!known)
        zpl_unknown(p, in, "this program does not draw it");
}

bool pw_zpl_paper_feed(struct pw_zpl_paper *p, struct pw_bytes bytes, struct pw_error *err)
{
    pw_buf_put(&p->in, bytes.data, bytes.len);
    size_t pos = 0;
    while (pos < p->in.len) {
        struct pw_bytes in = pw_bytes_of(p->in.data + pos, p->in.len - pos);
        size_t used = 0;
        if (is_prefix(in.data[0])) {
            used = command_length(in);
            if (used == 0)
                break;
            command(p, pw_bytes_of(in.data, used));
        } else {
            bool text = false;
            while (used < in.len && !is_prefix(in.data[used]))
                text |= in.data[used++] > ' ';
            if (text)
                zpl_unknown(p, in, "text outside of any command");
        }
        pos += used;
        p->offset += used;
    }
    pw_buf_drop(&p->in, pos);
    if (p->in.failed || p->no_memory) {
        p->no_memory = false;
        pw_zpl_paper_reset(p);
        return pw_fail(err, PW_ERR_MEMORY, 0, "virtual printer: no memory for this document");
    }
    return true;
}
