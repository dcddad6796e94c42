/*
 * The stream is cut into commands: a prefix, two letters, parameters up to the next prefix (^GFB and ~DY carry counted bytes).
 *
 *     command         what happens
 *     draws           let through inside ^XA...^XZ
 *     holds on        let through, and set back after the last label
 *     sets up         left out, with a note: darkness, speed, media and mode are the station's
 *     asks            left out: an answer would be taken for the answer to the station's own question
 *     stores in R:    let through; in flash memory: refused, it wears out and outlives the label
 *     anything else   refused by name
 */
#include "document/zpl_check.h"

#include <stdio.h>
#include <string.h>

enum action { DRAWS, HOLDS, LEFT_OUT, STORES, REFUSED };

struct rule {
    char name[3]; /* "?" stands for any sign */
    enum action action;
    const char *text; /* why; of what holds on, the command that sets it back */
};

static const char set_up[] = "setting up the printer is the station's";
static const char asks[] = "answers would be mixed with the station's own";
static const char for_good[] = "it changes the printer for good";

/* The first that fits. */
static const struct rule format_rules[] = {
    { "BY", HOLDS, "^BY2,3,10" },
    { "B?", DRAWS, NULL },
    { "A?", DRAWS, NULL },
    { "FW", HOLDS, "^FWN" },
    { "FC", DRAWS, NULL },
    { "F?", DRAWS, NULL },
    { "G?", DRAWS, NULL },
    { "CF", HOLDS, "^CFA,9,5" },
    { "CI", HOLDS, "^CI0" },
    { "CV", HOLDS, "^CVN" },
    { "CW", REFUSED, "it gives another font to a letter, also for later labels" },
    { "LH", HOLDS, "^LH0,0" },
    { "LS", HOLDS, "^LS0" },
    { "LR", HOLDS, "^LRN" },
    { "LL", DRAWS, NULL }, /* these two every label of ours says itself */
    { "PW", DRAWS, NULL },
    { "PO", HOLDS, "^PON" },
    { "PM", HOLDS, "^PMN" },
    { "PA", DRAWS, NULL },
    { "MU", HOLDS, "^MUD" },
    { "SN", DRAWS, NULL },
    { "SF", DRAWS, NULL },
    { "SE", DRAWS, NULL },
    { "TB", DRAWS, NULL },
    { "XG", DRAWS, NULL },
    { "XF", DRAWS, NULL },
    { "XB", LEFT_OUT, "feeding and cutting is the station's" },
    { "IM", DRAWS, NULL },
    { "IL", DRAWS, NULL },
    { "DF", STORES, "storing a format in the printer's flash memory" },
    { "DG", STORES, "storing a picture in the printer's flash memory" },
    { "IS", STORES, "storing a picture in the printer's flash memory" },
    { "ID", STORES, "deleting from the printer's flash memory" },
    { "PQ", DRAWS, NULL }, /* more than one is looked at by itself */
    { "MN", LEFT_OUT, set_up },
    { "MT", LEFT_OUT, set_up },
    { "MD", LEFT_OUT, set_up },
    { "MM", LEFT_OUT, set_up },
    { "ML", LEFT_OUT, set_up },
    { "MF", LEFT_OUT, set_up },
    { "MP", LEFT_OUT, set_up },
    { "MC", LEFT_OUT, "a label's picture is never kept for the next" },
    { "PR", LEFT_OUT, set_up },
    { "LT", LEFT_OUT, "where a label begins is set up on the station" },
    { "LF", LEFT_OUT, set_up },
    { "JZ", LEFT_OUT, set_up },
    { "JS", LEFT_OUT, set_up },
    { "SS", LEFT_OUT, set_up },
    { "SZ", LEFT_OUT, set_up },
    { "SP", LEFT_OUT, "a label is printed when all of it is there" },
    { "PF", LEFT_OUT, "feeding and cutting is the station's" },
    { "PH", LEFT_OUT, "feeding and cutting is the station's" },
    { "PP", LEFT_OUT, "a paused printer would wait for somebody to press its key" },
    { "CN", LEFT_OUT, "feeding and cutting is the station's" },
    { "CP", LEFT_OUT, "feeding and cutting is the station's" },
    { "H?", LEFT_OUT, asks },
    { "WD", LEFT_OUT, "it prints a list of what is stored" },
    { "R?", REFUSED, "it writes RFID tags" },
    { "JM", REFUSED, "it halves the printer's resolution, also for later labels" },
    { "J?", REFUSED, for_good },
    { "K?", REFUSED, for_good },
    { "N?", REFUSED, for_good },
    { "W?", REFUSED, for_good },
    { "S?", REFUSED, for_good },
    { "CC", REFUSED, "it changes the sign that commands begin with, also for later labels" },
    { "CT", REFUSED, "it changes the sign that commands begin with, also for later labels" },
    { "CD", REFUSED, "it changes the sign between parameters, also for later labels" },
    { "CM", REFUSED, for_good },
    { "TO", REFUSED, "it copies files in the printer" },
    { "MA", REFUSED, for_good },
    { "MI", REFUSED, for_good },
};

static const struct rule now_rules[] = {
    { "DG", STORES, "storing a picture in the printer's flash memory" },
    { "DY", STORES, "storing a file in the printer's flash memory" },
    { "SD", LEFT_OUT, set_up },
    { "TA", LEFT_OUT, set_up },
    { "JS", LEFT_OUT, set_up },
    { "PS", LEFT_OUT, "the printer is started by the station" },
    { "PP", LEFT_OUT, "a paused printer would wait for somebody to press its key" },
    { "PH", LEFT_OUT, "feeding and cutting is the station's" },
    { "PR", LEFT_OUT, "it prints the last label again" },
    { "H?", LEFT_OUT, asks },
    { "WC", LEFT_OUT, "it prints the printer's settings" },
    { "JA", REFUSED, "it cancels what is being printed" },
    { "JX", REFUSED, "it cancels what is being printed" },
    { "JR", REFUSED, "it restarts the printer" },
    { "J?", REFUSED, for_good },
    { "EG", REFUSED, "it erases every picture in the printer" },
    { "CC", REFUSED, "it changes the sign that commands begin with, also for later labels" },
    { "CT", REFUSED, "it changes the sign that commands begin with, also for later labels" },
    { "CD", REFUSED, "it changes the sign between parameters, also for later labels" },
    { "D?", REFUSED, "fonts and tables that are stored outlive the label" },
    { "K?", REFUSED, for_good },
    { "N?", REFUSED, for_good },
    { "R?", REFUSED, for_good },
};

struct check {
    struct pw_bytes in;
    size_t pos;
    struct pw_buf *out;
    struct pw_zpl_report *report;
    bool open, drew;
    bool held[PW_COUNT(format_rules)];
};

static bool is_prefix(uint8_t c)
{
    return c == '^' || c == '~';
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

static uint8_t upper(uint8_t c)
{
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
}

static const struct rule *find(const struct rule *rules, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (rules[i].name[0] == name[0] && (rules[i].name[1] == '?' || rules[i].name[1] == name[1]))
            return &rules[i];
    return NULL;
}

static void note(struct pw_zpl_report *report, const char *command, const char *why)
{
    size_t len = strlen(report->notes);
    char prefixed[8];
    snprintf(prefixed, sizeof prefixed, "%s:", command);
    report->changed = true;
    if (strstr(report->notes, prefixed) != NULL)
        return;
    bool said = strstr(report->notes, why) != NULL;
    snprintf(report->notes + len, sizeof report->notes - len, "%s%s left out%s%s", len == 0 ? "" : "; ", prefixed,
             said ? "" : ", ", said ? "" : why);
}

static long number_at(struct pw_bytes text, long otherwise)
{
    long value = 0;
    size_t i = 0;
    while (i < text.len && text.data[i] == ' ')
        i++;
    size_t first = i;
    for (; i < text.len && text.data[i] >= '0' && text.data[i] <= '9' && value < 1000000000; i++)
        value = value * 10 + text.data[i] - '0';
    return i == first ? otherwise : value;
}

/* The n-th parameter of text, up to the next comma or the end. */
static struct pw_bytes parameter(struct pw_bytes text, int n)
{
    const uint8_t *comma;
    for (; n > 0; n--) {
        comma = text.len == 0 ? NULL : memchr(text.data, ',', text.len);
        if (comma == NULL)
            return pw_bytes_of(text.data + text.len, 0);
        text = pw_bytes_of(comma + 1, text.len - (size_t)(comma + 1 - text.data));
    }
    comma = text.len == 0 ? NULL : memchr(text.data, ',', text.len);
    return comma == NULL ? text : pw_bytes_of(text.data, (size_t)(comma - text.data));
}

/* Where the command at the front ends: at the next prefix, or after its counted bytes. 0: it is cut off. */
static size_t command_end(struct pw_bytes in)
{
    size_t n = 3;
    bool binary = in.len > 4 && upper(in.data[1]) == 'G' && upper(in.data[2]) == 'F' && upper(in.data[3]) == 'B';
    bool file = in.len > 4 && in.data[0] == '~' && upper(in.data[1]) == 'D' && upper(in.data[2]) == 'Y';
    if (binary || file) {
        struct pw_bytes head = pw_bytes_of(in.data + 3, in.len - 3 > 100 ? 100 : in.len - 3);
        long count = number_at(parameter(head, binary ? 1 : 3), -1);
        struct pw_bytes data = parameter(head, binary ? 4 : 5);
        bool counted = binary || upper(parameter(head, 1).len > 0 ? parameter(head, 1).data[0] : 0) == 'B' ||
                       upper(parameter(head, 1).len > 0 ? parameter(head, 1).data[0] : 0) == 'P';
        size_t start = (size_t)(data.data - in.data);
        if (counted)
            return count < 0 || start >= in.len || (size_t)count > in.len - start ? 0 : start + (size_t)count;
    }
    while (n < in.len && !is_prefix(in.data[n]))
        n++;
    return n;
}

/* True for a name without a drive, and R:, the memory that a printer forgets. */
static bool in_ram(struct pw_bytes rest)
{
    struct pw_bytes name = parameter(rest, 0);
    while (name.len > 0 && name.data[0] == ' ')
        name = pw_bytes_of(name.data + 1, name.len - 1);
    return name.len < 2 || name.data[1] != ':' || upper(name.data[0]) == 'R';
}

static bool refuse(const struct check *c, const char *command, const char *why, struct pw_error *err)
{
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "the label has %s at byte %zu, which is not sent to a printer: %s", command,
                   c->pos, why);
}

static bool boundary(struct check *c, bool begin, struct pw_bytes command, struct pw_error *err)
{
    if (begin == c->open)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the label is not whole ZPL: %s at byte %zu",
                       begin ? "^XA before ^XZ" : "^XZ before ^XA", c->pos);
    for (size_t i = 3; i < command.len; i++)
        if (!is_space(command.data[i]))
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the label is not whole ZPL: text outside of any command at byte %zu",
                           c->pos + i);
    if (begin)
        c->drew = false;
    else if (c->drew)
        c->report->labels++;
    c->open = begin;
    pw_buf_put(c->out, command.data, command.len);
    return true;
}

static bool take(struct check *c, struct pw_bytes command, struct pw_error *err)
{
    char name[3] = { (char)upper(command.data[1]), (char)upper(command.data[2]), '\0' };
    char shown[5] = { (char)command.data[0], name[0], name[1], '\0' };
    bool now = command.data[0] == '~';
    struct pw_bytes rest = pw_bytes_of(command.data + 3, command.len - 3);
    for (int i = 0; i < 2; i++)
        if ((name[i] < 'A' || name[i] > 'Z') && (name[i] < '0' || name[i] > '9') && strcmp(name, "A@") != 0)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the label is not whole ZPL: a lone %c at byte %zu", command.data[0],
                           c->pos);
    if (!now && name[0] == 'X' && (name[1] == 'A' || name[1] == 'Z'))
        return boundary(c, name[1] == 'A', command, err);
    const struct rule *rule = now ? find(now_rules, PW_COUNT(now_rules), name) : find(format_rules, PW_COUNT(format_rules), name);
    if (rule == NULL)
        return refuse(c, shown, "this program doesn't know the command", err);
    if (!now && !c->open && strcmp(name, "FX") != 0 && strcmp(name, "FS") != 0 && rule->action != LEFT_OUT)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the label is not whole ZPL: %s outside ^XA...^XZ at byte %zu", shown, c->pos);
    if (rule->action == REFUSED || (rule->action == STORES && !in_ram(rest)))
        return refuse(c, shown, rule->text, err);
    if (rule->action == LEFT_OUT) {
        note(c->report, shown, rule->text);
        return true;
    }
    if (!now && strcmp(name, "PQ") == 0 && number_at(parameter(rest, 0), 1) != 1) {
        note(c->report, shown, "each label is printed once");
        return true;
    }
    if (!now && strcmp(name, "PW") == 0 && c->report->width == 0)
        c->report->width = (int)number_at(rest, 0);
    if (!now && strcmp(name, "LL") == 0 && c->report->length == 0)
        c->report->length = (int)number_at(rest, 0);
    if (rule->action == HOLDS)
        c->held[rule - format_rules] = true;
    static const char drawing[] = "FD FV GB GC GD GE GF GS XG XF IM IL SN";
    c->drew |= !now && strstr(drawing, name) != NULL;
    pw_buf_put(c->out, command.data, command.len);
    return true;
}

/* Settings alone: no label comes out of it. */
static void set_back(struct check *c)
{
    bool any = false;
    for (size_t i = 0; i < PW_COUNT(format_rules); i++) {
        if (!c->held[i])
            continue;
        pw_buf_puts(c->out, any ? "" : "\n^XA");
        pw_buf_puts(c->out, format_rules[i].text);
        any = true;
    }
    if (any) {
        pw_buf_puts(c->out, "^XZ\n");
        c->report->changed = true;
    }
}

bool pw_zpl_check(struct pw_bytes in, struct pw_buf *out, struct pw_zpl_report *ret_report, struct pw_error *err)
{
    struct pw_zpl_report report = { 0 };
    struct check c = { .in = in, .out = out, .report = &report };
    if (in.len >= 3 && memcmp(in.data, "\xEF\xBB\xBF", 3) == 0)
        c.pos = 3;
    while (c.pos < in.len) {
        struct pw_bytes left = pw_bytes_of(in.data + c.pos, in.len - c.pos);
        if (!is_prefix(left.data[0])) {
            if (!is_space(left.data[0]))
                return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the label is not whole ZPL: text outside of any command at byte %zu",
                               c.pos);
            c.pos++;
            continue;
        }
        size_t len = left.len < 3 ? 0 : command_end(left);
        if (len == 0)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the label is not whole ZPL: it is cut off at byte %zu", c.pos);
        if (!take(&c, pw_bytes_of(left.data, len), err))
            return false;
        c.pos += len;
    }
    if (c.open)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the label is not whole ZPL: its last ^XA has no ^XZ");
    if (report.labels == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "there is no label in this ZPL: no ^XA...^XZ with anything to print");
    set_back(&c);
    *ret_report = report;
    return pw_buf_ok(out, err);
}
