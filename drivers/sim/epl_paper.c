/*
 * EPL2: lines of commands, a letter or two and parameters with commas between; GW has as many bytes behind its parameters as
 * they say. q and Q size the image buffer and clear it; q also centres the label under the head, R moves its origin and gives
 * the whole head back.
 */
#include "sim/epl_paper.h"

#include "sim/label_printer.h"

#include <errno.h>
#include <stdlib.h>

struct pw_epl_paper {
    struct label_printer label;
};

bool pw_epl_paper_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink, struct pw_epl_paper **ret_printer,
                         struct pw_error *err)
{
    struct pw_epl_paper *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "virtual EPL printer");
    if (!label_printer_init(&p->label, setup, sink, err)) {
        pw_epl_paper_destroy(p);
        return false;
    }
    *ret_printer = p;
    return true;
}

void pw_epl_paper_destroy(struct pw_epl_paper *p)
{
    if (p == NULL)
        return;
    label_printer_finish(&p->label);
    free(p);
}

void pw_epl_paper_reset(struct pw_epl_paper *p)
{
    label_printer_reset(&p->label);
}

void pw_epl_paper_sensors(struct pw_epl_paper *p, unsigned state)
{
    p->label.sensors = state;
}

static void status(struct label_printer *p)
{
    bool out = (p->sensors & PW_PAPER_OUT) != 0, open = (p->sensors & PW_PAPER_COVER) != 0;
    const char *answer = out && open ? "07,11\r\n" : out ? "07\r\n" : open ? "11\r\n" : "00\r\n";
    label_reply(p, answer, strlen(answer));
}

void pw_epl_paper_realtime(struct pw_epl_paper *p, struct pw_bytes in)
{
    for (size_t i = 0; i + 3 < in.len; i++)
        if (memcmp(in.data + i, "^ee", 3) == 0 && (in.data[i + 3] == '\n' || in.data[i + 3] == '\r'))
            status(&p->label);
}

static void set_width(struct label_printer *p, int width)
{
    p->width = width < p->setup.width ? width : p->setup.width;
    p->x = (p->setup.width - p->width) / 2;
    p->y = 0;
    label_clear(p);
}

/* Q length,gap | Q length,Bmark | Q length,0: the second says how the end is found, and is of no interest on a picture. */
static bool set_length(struct label_printer *p, struct pw_bytes rest)
{
    int n[LABEL_NUMBERS];
    uint8_t text[32];
    if (rest.len >= sizeof text)
        return false;
    memcpy(text, rest.data, rest.len);
    for (size_t i = 1; i < rest.len; i++)
        if (text[i] == 'B' && text[i - 1] == ',')
            text[i] = ' ';
    int count = label_numbers(pw_bytes_of(text, rest.len), n);
    if (count < 1 || count > 3 || n[0] < 1)
        return false;
    p->height = n[0] < p->setup.height ? n[0] : p->setup.height;
    label_clear(p);
    return true;
}

static bool box(struct label_printer *p, const int n[LABEL_NUMBERS])
{
    int thick = n[2], width = n[3] - n[0], height = n[4] - n[1];
    if (width <= 0 || height <= 0 || thick <= 0)
        return false;
    label_fill(p, n[0], n[1], width, thick, PW_PAPER_BLACK);
    label_fill(p, n[0], n[4] - thick, width, thick, PW_PAPER_BLACK);
    label_fill(p, n[0], n[1], thick, height, PW_PAPER_BLACK);
    label_fill(p, n[3] - thick, n[1], thick, height, PW_PAPER_BLACK);
    return true;
}

static bool begins(struct pw_bytes line, const char *name)
{
    size_t len = strlen(name);
    return line.len >= len && memcmp(line.data, name, len) == 0;
}

static bool is_setting(struct pw_bytes line)
{
    static const char *const settings[] = { "D", "S", "JF", "JB", "JC", "O", "oM", "oR", "oE", "oW", "I", "f", "r", ";", NULL };
    for (size_t i = 0; settings[i] != NULL; i++)
        if (begins(line, settings[i]))
            return true;
    return pw_bytes_equal(line, pw_bytes_str("x"));
}

/* NULL when it was done, else why not. */
static const char *run(struct label_printer *p, struct pw_bytes line)
{
    static const char wrong[] = "parameters that make no sense";
    int n[LABEL_NUMBERS] = { 0 };
    struct pw_bytes one = pw_bytes_of(line.data + 1, line.len - 1);
    struct pw_bytes two = pw_bytes_of(line.data + 2, line.len < 2 ? 0 : line.len - 2);
    if (pw_bytes_equal(line, pw_bytes_str("N"))) {
        label_clear(p);
    } else if (begins(line, "LO") || begins(line, "LW") || begins(line, "LE")) {
        int count = label_numbers(two, n);
        if (count != 4 || n[2] <= 0 || n[3] <= 0 || !label_holds(p, n[0], n[1], n[2], n[3]))
            return count == 4 ? "a line beyond the label's edge" : wrong;
        label_fill(p, n[0], n[1], n[2], n[3],
                   line.data[1] == 'O'   ? PW_PAPER_BLACK
                   : line.data[1] == 'W' ? PW_PAPER_WHITE
                                         : PW_PAPER_INVERT);
    } else if (line.data[0] == 'q') {
        if (label_numbers(one, n) != 1 || n[0] < 1)
            return wrong;
        set_width(p, n[0]);
    } else if (line.data[0] == 'Q') {
        return set_length(p, one) ? NULL : wrong;
    } else if (line.data[0] == 'R') {
        if (label_numbers(one, n) != 2 || n[0] < 0 || n[1] < 0)
            return wrong;
        p->width = p->setup.width;
        p->x = n[0];
        p->y = n[1];
        label_clear(p);
    } else if (pw_bytes_equal(line, pw_bytes_str("ZT")) || pw_bytes_equal(line, pw_bytes_str("ZB"))) {
        p->turned = line.data[1] == 'B';
    } else if (line.data[0] == 'X') {
        return label_numbers(one, n) == 5 && box(p, n) ? NULL : wrong;
    } else if (line.data[0] == 'P' && (line.len == 1 || line.data[1] != 'A')) {
        int count = line.len == 1 ? 0 : label_numbers(one, n);
        if ((line.len > 1 && count == 0) || count > 2 || (count > 0 && n[0] < 1) || (count > 1 && n[1] < 1))
            return wrong;
        int sets = count > 0 ? n[0] : 1, copies = count > 1 ? n[1] : 1;
        label_print(p, line, sets > LABEL_COPIES_MAX || copies > LABEL_COPIES_MAX ? LABEL_COPIES_MAX + 1 : sets * copies);
    } else if (pw_bytes_equal(line, pw_bytes_str("^ee"))) {
        status(p);
    } else if (line.data[0] == 'A' || line.data[0] == 'B' || line.data[0] == 'b' || begins(line, "GG") || begins(line, "LS")) {
        return "the printer's own text, symbols, files and slanted lines are not drawn here";
    } else {
        return is_setting(line) ? NULL : "a command that isn't known here";
    }
    return NULL;
}

/* GWx,y,width in bytes,rows, and the dots behind a comma or a line break. 0: needs more. */
static size_t graphic(struct label_printer *p, struct pw_bytes in)
{
    size_t i = 2, commas = 0;
    int n[LABEL_NUMBERS];
    while (i < in.len && i < 80 && in.data[i] != '\n' && !(in.data[i] == ',' && commas == 3))
        commas += in.data[i++] == ',';
    if (i == in.len && i < 80)
        return 0;
    size_t end = i;
    while (end > 2 && in.data[end - 1] == '\r')
        end--;
    if (i == 80 || label_numbers(pw_bytes_of(in.data + 2, end - 2), n) != 4 || n[2] <= 0 || n[3] <= 0 ||
        (long)n[2] * n[3] > LABEL_PICTURE_MAX) {
        label_unknown(p, in, "a picture with parameters that make no sense");
        return i;
    }
    size_t len = (size_t)n[2] * (size_t)n[3];
    if (in.len - ++i < len)
        return 0;
    if (!label_put(p, n[0], n[1], n[2], n[3], in.data + i, LABEL_OVERWRITE))
        label_unknown(p, in, "a picture with black dots beyond the label's edge");
    return i + len;
}

static size_t next(struct label_printer *p, struct pw_bytes in)
{
    if (in.data[0] == '\r' || in.data[0] == '\n')
        return 1;
    if (in.len >= 2 && memcmp(in.data, "GW", 2) == 0)
        return graphic(p, in);
    size_t len = 0;
    while (len < in.len && in.data[len] != '\n' && len < LABEL_LINE_MAX)
        len++;
    if (len == in.len && len < LABEL_LINE_MAX)
        return 0;
    struct pw_bytes line = pw_bytes_of(in.data, len > 0 && in.data[len - 1] == '\r' ? len - 1 : len);
    const char *why = run(p, line);
    if (why != NULL)
        label_unknown(p, line, why);
    return len;
}

bool pw_epl_paper_feed(struct pw_epl_paper *p, struct pw_bytes in, struct pw_error *err)
{
    return label_feed(&p->label, in, next, err);
}
