/*
 * ReceiptLine's grammar, a line at a time. Blanks around a column align it, towards the pipe; escapes come before everything
 * else:
 *
 *     \\ \| \{ \}   anywhere             \- \= \_ \" \` \^ \~ \n   in text             \; \n   in a property's value
 *     \xnn          a character by its number; control characters count only in a property's value
 */
#include "document/receipt_line.h"

#include "packwright/utf8.h"

#include <string.h>
#include <strings.h>

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static int hex(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static struct pw_bytes trim(struct pw_bytes s)
{
    while (s.len > 0 && is_blank(s.data[0]))
        s = pw_bytes_of(s.data + 1, s.len - 1);
    while (s.len > 0 && is_blank(s.data[s.len - 1]))
        s.len--;
    return s;
}

static size_t scalar_len(struct pw_bytes s, size_t at)
{
    size_t pos = at;
    pw_utf8_next(s, &pos);
    return pos - at;
}

void pw_receipt_state_init(struct pw_receipt_state *state)
{
    state->watched = false;
    state->wrap = true;
    state->border = 1;
    state->width_count = 0;
    state->align = PW_ALIGN_CENTRE;
    state->option.type = PW_BLOCK_BARCODE;
    state->option.symbology = PW_CODE_CODE128;
    state->option.module_dots = 2;
    state->option.height_dots = 72;
    state->option.cell_dots = 3;
    state->option.hri = false;
    state->option.level = 'L';
}

/* What \x... at s[at] (at the backslash) stands for: its length, and the character or -1. */
static size_t hex_escape(struct pw_bytes s, size_t at, int *ret_value)
{
    size_t len = 2;
    *ret_value = -1;
    if (at + 2 >= s.len)
        return s.len - at;
    int h = hex(s.data[at + 2]);
    len += scalar_len(s, at + 2);
    if (at + len >= s.len)
        return s.len - at;
    int l = hex(s.data[at + len]);
    len += scalar_len(s, at + len);
    if (h >= 0 && l >= 0)
        *ret_value = h * 16 + l;
    return len;
}

static void put_latin1(uint8_t *out, size_t *n, int c)
{
    if (c >= 0x80) {
        out[(*n)++] = (uint8_t)(0xC0 | c >> 6);
        out[(*n)++] = (uint8_t)(0x80 | (c & 0x3F));
    } else {
        out[(*n)++] = (uint8_t)c;
    }
}

/* The scalar at s[from, to), which is one ill-formed byte or the scalar's own bytes. */
static size_t put_scalar(uint8_t *out, struct pw_bytes s, size_t from, size_t to)
{
    if (to - from == 1) {
        memcpy(out, "\xEF\xBF\xBD", 3);
        return 3;
    }
    memcpy(out, s.data + from, to - from);
    return to - from;
}

/* Column text. */

struct pieces {
    struct pw_receipt_piece *at;
    size_t count;
    uint8_t *bytes; /* room for the whole column */
    size_t used, begun;
    unsigned style;
    uint8_t scale;
    bool broken;
};

static void end_piece(struct pieces *p, bool broken)
{
    if (p->used > p->begun || p->broken) {
        p->at[p->count++] =
            (struct pw_receipt_piece){ pw_bytes_of(p->bytes + p->begun, p->used - p->begun), p->style, p->scale, p->broken };
        p->begun = p->used;
    }
    p->broken = broken;
}

/* A character that starts or ends a style, "^" in any number, or a break: how many bytes; 0 when it is none of them. */
static size_t take_style(struct pw_bytes s, size_t i, struct pieces *p)
{
    size_t n = 1;
    switch (s.data[i]) {
    case '_':
    case '"':
    case '`':
        end_piece(p, false);
        p->style ^= s.data[i] == '_' ? PW_STYLE_UNDERLINE : s.data[i] == '"' ? PW_STYLE_BOLD : PW_STYLE_INVERT;
        return 1;
    case '^':
        while (i + n < s.len && s.data[i + n] == '^')
            n++;
        end_piece(p, false);
        p->scale = p->scale == (n < 7 ? n : 7) ? 0 : (uint8_t)(n < 7 ? n : 7);
        return n;
    default:
        return 0;
    }
}

static size_t take_escape(struct pw_bytes s, size_t i, struct pieces *p)
{
    int value;
    if (i + 1 >= s.len)
        return 1;
    if (s.data[i + 1] == 'x') {
        size_t len = hex_escape(s, i, &value);
        if (value >= 0x20 && !(value >= 0x7F && value < 0xA0))
            put_latin1(p->bytes, &p->used, value);
        return len;
    }
    if (s.data[i + 1] == 'n') {
        end_piece(p, true);
        return 2;
    }
    if (memchr("\\{|}-=_\"`^~", s.data[i + 1], 11) != NULL) {
        p->bytes[p->used++] = s.data[i + 1];
        return 2;
    }
    return 1 + scalar_len(s, i + 1);
}

static bool parse_text(struct pw_bytes s, struct pw_arena *arena, struct pw_receipt_column *column)
{
    size_t marks = 1;
    if (pw_receipt_has_odd_escape(s, false))
        s = pw_receipt_regular(s, false, arena);
    for (size_t i = 0; i < s.len; i++)
        marks += s.data[i] == '_' || s.data[i] == '"' || s.data[i] == '`' || s.data[i] == '^' || s.data[i] == '\\';
    struct pieces p = { .at = pw_arena_take(arena, marks * sizeof *p.at + 8), .bytes = pw_arena_take(arena, s.len * 3 + 4) };
    if (p.at == NULL || p.bytes == NULL)
        return false;
    for (size_t i = 0; i < s.len;) {
        uint8_t c = s.data[i];
        size_t n;
        if (c == '\\') {
            i += take_escape(s, i, &p);
        } else if (c == '~') {
            p.bytes[p.used++] = ' ';
            i++;
        } else if (c < 0x20 || c == 0x7F) {
            i++;
        } else if (c < 0x80) {
            n = take_style(s, i, &p);
            if (n == 0)
                p.bytes[p.used++] = c;
            i += n == 0 ? 1 : n;
        } else {
            size_t from = i;
            uint32_t u = pw_utf8_next(s, &i);
            if (!pw_utf8_is_control(u))
                p.used += put_scalar(p.bytes + p.used, s, from, i);
        }
    }
    end_piece(&p, false);
    column->pieces = p.at;
    column->count = p.count;
    return true;
}

/* Properties. */

/* A value with its escapes resolved. */
static struct pw_bytes value_text(struct pw_bytes s, struct pw_arena *arena)
{
    if (pw_receipt_has_odd_escape(s, true))
        s = pw_receipt_regular(s, true, arena);
    uint8_t *out = pw_arena_take(arena, s.len * 2 + 1);
    size_t n = 0;
    int value;
    if (out == NULL)
        return pw_bytes_of("", 0);
    for (size_t i = 0; i < s.len;) {
        if (s.data[i] != '\\') {
            out[n++] = s.data[i++];
        } else if (i + 1 < s.len && s.data[i + 1] == 'x') {
            i += hex_escape(s, i, &value);
            if (value >= 0)
                put_latin1(out, &n, value);
        } else if (i + 1 < s.len && s.data[i + 1] == 'n') {
            out[n++] = '\n';
            i += 2;
        } else if (i + 1 < s.len && memchr("\\{|};", s.data[i + 1], 5) != NULL) {
            out[n++] = s.data[i + 1];
            i += 2;
        } else {
            i += i + 1 < s.len ? 1 + scalar_len(s, i + 1) : 1;
        }
    }
    return pw_bytes_of(out, n);
}

static bool is_word(struct pw_bytes s, const char *word)
{
    return s.len == strlen(word) && strncasecmp((const char *)s.data, word, s.len) == 0;
}

/* -1 for anything but digits; else at most 9999. */
static int number(struct pw_bytes s)
{
    int n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return -1;
        n = n * 10 + s.data[i] - '0' > 9999 ? 9999 : n * 10 + s.data[i] - '0';
    }
    return s.len > 0 ? n : -1;
}

bool pw_receipt_next_word(struct pw_bytes *list, struct pw_bytes *ret_word)
{
    size_t n = 0, gap = 0;
    if (list->data == NULL)
        return false;
    while (n < list->len && !is_blank(list->data[n]) && list->data[n] != ',')
        n++;
    *ret_word = pw_bytes_of(list->data, n);
    if (n == list->len) {
        list->data = NULL;
        return true;
    }
    if (list->data[n] == ',')
        gap = 1;
    else
        while (n + gap < list->len && is_blank(list->data[n + gap]))
            gap++;
    *list = pw_bytes_of(list->data + n + gap, list->len - n - gap);
    return true;
}

static void set_widths(struct pw_receipt_state *state, struct pw_bytes value)
{
    struct pw_bytes word;
    state->width_count = 0;
    while (pw_receipt_next_word(&value, &word) && state->width_count < PW_RECEIPT_MAX_PARTS) {
        if (is_word(word, "auto")) {
            state->width_count = 0;
            return;
        }
        int n = number(word);
        state->widths[state->width_count++] = is_word(word, "*") ? -1 : n > 0 ? n : 0;
    }
}

/* The last two are ours: ReceiptLine has no words for them. receipt_faults.c has these words too. */
static const struct {
    const char *word;
    enum pw_block_type type;
    enum pw_symbology symbology;
    enum pw_matrix matrix;
} symbologies[] = {
    { "upc", PW_BLOCK_BARCODE, PW_CODE_UPC, 0 },
    { "ean", PW_BLOCK_BARCODE, PW_CODE_EAN, 0 },
    { "jan", PW_BLOCK_BARCODE, PW_CODE_EAN, 0 },
    { "code39", PW_BLOCK_BARCODE, PW_CODE_CODE39, 0 },
    { "itf", PW_BLOCK_BARCODE, PW_CODE_ITF, 0 },
    { "codabar", PW_BLOCK_BARCODE, PW_CODE_CODABAR, 0 },
    { "nw7", PW_BLOCK_BARCODE, PW_CODE_CODABAR, 0 },
    { "code93", PW_BLOCK_BARCODE, PW_CODE_CODE93, 0 },
    { "code128", PW_BLOCK_BARCODE, PW_CODE_CODE128, 0 },
    { "qrcode", PW_BLOCK_QR, PW_CODE_CODE128, 0 },
    { "datamatrix", PW_BLOCK_MATRIX, PW_CODE_CODE128, PW_MATRIX_DATAMATRIX },
    { "pdf417", PW_BLOCK_MATRIX, PW_CODE_CODE128, PW_MATRIX_PDF417 },
};

/* The first fitting word counts for each option; what isn't named goes back to the default. */
static void set_option(struct pw_receipt_state *state, struct pw_bytes value)
{
    struct pw_receipt_state fresh;
    struct pw_bytes word;
    bool type = false, module = false, height = false, cell = false, level = false;
    pw_receipt_state_init(&fresh);
    while (pw_receipt_next_word(&value, &word)) {
        int n = number(word);
        for (size_t i = 0; i < PW_COUNT(symbologies) && !type; i++) {
            if (is_word(word, symbologies[i].word)) {
                fresh.option.type = symbologies[i].type;
                fresh.option.symbology = symbologies[i].symbology;
                fresh.option.matrix = symbologies[i].matrix;
                type = true;
            }
        }
        if (n >= 2 && n <= 4 && !module) {
            fresh.option.module_dots = n;
            module = true;
        }
        if (n >= 24 && n <= 240 && !height) {
            fresh.option.height_dots = n;
            height = true;
        }
        if (n >= 3 && n <= 8 && !cell) {
            fresh.option.cell_dots = n;
            cell = true;
        }
        if (word.len == 1 && memchr("lmqhLMQH", word.data[0], 8) != NULL && !level) {
            fresh.option.level = (char)(word.data[0] & ~0x20);
            level = true;
        }
        fresh.option.hri |= is_word(word, "hri");
    }
    state->option = fresh.option;
}

struct value {
    struct pw_bytes text; /* data NULL: not there */
    const uint8_t *at;    /* in the line */
};

struct properties {
    struct value text, border, width, align, option, code, image, command;
};

static struct value *property(struct properties *p, struct pw_bytes key)
{
    static const struct {
        char abbreviation;
        const char *key;
    } keys[] = { { 't', "text" },   { 'b', "border" }, { 'w', "width" }, { 'a', "align" },
                 { 'o', "option" }, { 'c', "code" },   { 'i', "image" }, { 'x', "command" } };
    struct value *const slots[] = { &p->text, &p->border, &p->width, &p->align, &p->option, &p->code, &p->image, &p->command };
    for (size_t i = 0; i < PW_COUNT(keys); i++)
        if ((key.len == 1 && key.data[0] == keys[i].abbreviation) || pw_bytes_equal(key, pw_bytes_str(keys[i].key)))
            return slots[i];
    return NULL;
}

static bool is_comment(struct pw_bytes key)
{
    return pw_bytes_equal(key, pw_bytes_str("comment")) || pw_bytes_equal(key, pw_bytes_str("_"));
}

static bool is_key_char(uint8_t c, bool first)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
}

/* "key: value" */
static void take_member(struct pw_bytes member, struct properties *p, struct pw_arena *arena, struct pw_receipt_line *line)
{
    member = trim(member);
    size_t n = 0;
    while (n < member.len && is_key_char(member.data[n], n == 0))
        n++;
    struct pw_bytes key = pw_bytes_of(member.data, n);
    while (n < member.len && is_blank(member.data[n]))
        n++;
    if (key.len == 0 || n == member.len || member.data[n] != ':') {
        pw_receipt_line_fault(line, arena, member.data, "a property is written {name:value;name:value}");
        return;
    }
    struct pw_bytes value = trim(pw_bytes_of(member.data + n + 1, member.len - n - 1));
    if (value.len == 0) {
        pw_receipt_line_fault(line, arena, member.data, "\"%.*s\" has no value", (int)(key.len < 40 ? key.len : 40),
                              (const char *)key.data);
        return;
    }
    struct value *slot = property(p, key);
    if (slot != NULL)
        *slot = (struct value){ value_text(value, arena), value.data };
    else if (!is_comment(key))
        pw_receipt_watch_key(line, arena, key);
}

static void split_members(struct pw_bytes inside, struct properties *p, struct pw_arena *arena, struct pw_receipt_line *line)
{
    size_t from = 0;
    for (size_t i = 0; i <= inside.len; i++) {
        if (i < inside.len && inside.data[i] == '\\') {
            i++;
            continue;
        }
        if (i < inside.len && inside.data[i] != ';')
            continue;
        struct pw_bytes member = pw_bytes_of(inside.data + from, (i < inside.len ? i : inside.len) - from);
        if (trim(member).len > 0)
            take_member(member, p, arena, line);
        from = i + 1;
    }
}

static void apply(const struct properties *p, struct pw_receipt_state *state, struct pw_receipt_line *line)
{
    if (p->text.text.data != NULL)
        state->wrap = !is_word(p->text.text, "nowrap");
    if (p->border.text.data != NULL) {
        int previous = state->border, n = number(p->border.text);
        state->border = is_word(p->border.text, "line")                         ? -1
                        : is_word(p->border.text, "none")                       ? 0
                        : n >= 0 && n <= 2 && !is_word(p->border.text, "space") ? n
                                                                                : 1;
        line->frame = previous >= 0 && state->border < 0 ? 1 : previous < 0 && state->border >= 0 ? -1 : 0;
    }
    if (p->width.text.data != NULL)
        set_widths(state, p->width.text);
    if (p->align.text.data != NULL)
        state->align = is_word(p->align.text, "left")    ? PW_ALIGN_LEFT
                       : is_word(p->align.text, "right") ? PW_ALIGN_RIGHT
                                                         : PW_ALIGN_CENTRE;
    if (p->option.text.data != NULL)
        set_option(state, p->option.text);
    if (p->code.text.data != NULL)
        line->code = p->code.text;
    if (p->image.text.data != NULL)
        line->image = p->image.text;
    if (p->command.text.data != NULL)
        line->command = p->command.text;
}

static void watch_values(const struct properties *p, struct pw_arena *arena, struct pw_receipt_line *line)
{
    const struct value *v[] = { &p->text, &p->border, &p->width, &p->align, &p->option, &p->command };
    const enum pw_receipt_values what[] = { PW_RECEIPT_OF_TEXT,  PW_RECEIPT_OF_BORDER, PW_RECEIPT_OF_WIDTH,
                                            PW_RECEIPT_OF_ALIGN, PW_RECEIPT_OF_OPTION, PW_RECEIPT_OF_COMMAND };
    for (size_t i = 0; i < PW_COUNT(v); i++)
        if (v[i]->text.data != NULL)
            pw_receipt_watch_value(line, arena, what[i], v[i]->text, v[i]->at);
}

/* Columns. */

/* The next pipe that no backslash hides; s.len when there is none. */
static size_t next_pipe(struct pw_bytes s, size_t i)
{
    while (i < s.len && s.data[i] != '|')
        i += s.data[i] == '\\' && i + 1 < s.len && memchr("\\{|}", s.data[i + 1], 4) != NULL ? 2 : 1;
    return i < s.len ? i : s.len;
}

static bool is_all(struct pw_bytes s, uint8_t c)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] != c)
            return false;
    return s.len > 0;
}

/* 0 no brace, 1 one pair around everything, -1 anything else. */
static int braces(struct pw_bytes s)
{
    bool found = false, closed = false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '\\' && i + 1 < s.len && memchr("\\{|}", s.data[i + 1], 4) != NULL) {
            i++;
        } else if (s.data[i] == '{' || s.data[i] == '}') {
            if (!(i == 0 && s.data[i] == '{') && !(i == s.len - 1 && i > 0 && s.data[i] == '}' && s.data[0] == '{'))
                return -1;
            found = true;
            closed = s.data[i] == '}';
        }
    }
    return !found ? 0 : closed ? 1 : -1;
}

static bool parse_column(struct pw_bytes s, bool single, struct pw_receipt_state *state, struct pw_arena *arena,
                         struct pw_receipt_line *line, struct pw_receipt_column *column)
{
    struct pw_bytes element = trim(s);
    int brace = braces(element);
    struct properties p = { 0 };
    column->pieces = NULL;
    column->count = 0;
    column->kind = brace != 0                       ? brace > 0 ? PW_RECEIPT_PROPERTY : PW_RECEIPT_ERROR
                   : single && is_all(element, '-') ? PW_RECEIPT_RULE
                   : single && is_all(element, '=') ? PW_RECEIPT_CUT
                                                    : PW_RECEIPT_TEXT;
    if (column->kind == PW_RECEIPT_TEXT)
        return parse_text(element, arena, column);
    line->all_text = false;
    if (column->kind == PW_RECEIPT_ERROR) {
        const uint8_t *at = element.data;
        while (*at != '{' && *at != '}')
            at += *at == '\\' && at + 1 < element.data + element.len ? 2 : 1;
        pw_receipt_line_fault(line, arena, at, "a brace that is no property; write \\{ or \\} for the character");
    }
    if (column->kind == PW_RECEIPT_PROPERTY) {
        split_members(pw_bytes_of(element.data + 1, element.len - 2), &p, arena, line);
        if (single && state->watched)
            watch_values(&p, arena, line);
        if (single)
            apply(&p, state, line);
        else
            pw_receipt_line_fault(line, arena, element.data,
                                  "a property beside another column does nothing; give it a line of its own");
    }
    return true;
}

static int column_width(const struct pw_receipt_column *column, size_t index, const struct pw_receipt_state *state)
{
    int sum = 0, fixed = 0;
    if (state->width_count == 0)
        return -1;
    if (column->kind == PW_RECEIPT_TEXT)
        return index < state->width_count ? state->widths[index] : 0;
    for (size_t i = 0; i < state->width_count; i++) {
        if (state->widths[i] < 0)
            return -1;
        sum += state->widths[i];
        fixed += state->widths[i] > 0;
    }
    if (fixed == 0)
        return 0;
    return sum + (state->border < 0 ? fixed + 1 : (fixed - 1) * state->border);
}

bool pw_receipt_line_parse(struct pw_bytes s, struct pw_receipt_state *state, struct pw_arena *arena,
                           struct pw_receipt_line *ret_line)
{
    struct pw_bytes parts[PW_RECEIPT_MAX_PARTS];
    size_t n = 0, last = s.len;
    *ret_line = (struct pw_receipt_line){ .all_text = true };
    s = trim(s);
    bool lead = s.len > 0 && s.data[0] == '|';
    size_t first = next_pipe(s, 0);
    /* a column without a pipe at its outer side leans to the other one */
    bool lean_right = first > 0 && first < s.len && !is_blank(s.data[first - 1]);
    for (size_t i = first; i < s.len; i = next_pipe(s, i + 1))
        last = i;
    bool trail = first < s.len && last == s.len - 1 && !(lead && last == 0);
    bool lean_left = first < s.len && last + 1 < s.len && !is_blank(s.data[last + 1]);
    size_t from = lead ? 1 : 0, to = trail ? s.len - 1 : s.len;
    for (size_t i = from; n < PW_RECEIPT_MAX_PARTS;) {
        size_t pipe = next_pipe(s, i);
        if (pipe > to)
            pipe = to;
        parts[n++] = pw_bytes_of(s.data + i, pipe - i);
        if (pipe >= to)
            break;
        i = pipe + 1;
    }
    size_t room = n > state->width_count ? n : state->width_count;
    ret_line->columns = pw_arena_take(arena, room * sizeof *ret_line->columns);
    if (ret_line->columns == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct pw_receipt_column *column = &ret_line->columns[i];
        bool before = (i == 0 && lean_right) || (parts[i].len > 0 && is_blank(parts[i].data[0]));
        bool after = (i == n - 1 && lean_left) || (parts[i].len > 0 && is_blank(parts[i].data[parts[i].len - 1]));
        column->align = before == after ? PW_ALIGN_CENTRE : before ? PW_ALIGN_RIGHT : PW_ALIGN_LEFT;
        if (!parse_column(parts[i], n == 1, state, arena, ret_line, column))
            return false;
        column->width = column_width(column, i, state);
        if (state->watched && column->kind == PW_RECEIPT_TEXT && column->count > 0 && state->width_count > 0 &&
            i >= state->width_count)
            pw_receipt_line_fault(ret_line, arena, parts[i].data, "column %zu is left out: the property width has %zu", i + 1,
                                  state->width_count);
    }
    for (; ret_line->all_text && n < state->width_count; n++)
        ret_line->columns[n] = (struct pw_receipt_column){ .align = PW_ALIGN_CENTRE, .width = state->widths[n] };
    ret_line->count = n;
    return true;
}
