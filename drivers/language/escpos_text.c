/* Lines in the printer's own font: characters to bytes of its code pages, with few changes of page. */
#include "escpos.h"

#include "packwright/utf8.h"

static void put(struct pw_escpos *e, const char *bytes, size_t len)
{
    pw_buf_put(e->out, bytes, len);
}

static void blanks(struct pw_escpos *e, int n)
{
    uint8_t *at = n > 0 ? pw_buf_room(e->out, (size_t)n) : NULL;
    if (at != NULL) {
        memset(at, ' ', (size_t)n);
        pw_buf_grew(e->out, (size_t)n);
    }
}

bool pw_escpos_can_style(const struct pw_profile *profile, unsigned style, int wide, int high)
{
    if ((style & PW_STYLE_INVERT) != 0 && (profile->features & PW_FEATURE_INVERT) == 0)
        return false;
    return (profile->features & PW_FEATURE_SIZES) != 0 || (wide <= 2 && high <= 2);
}

/* ESC ! sets everything at once. */
static void set_mode(struct pw_escpos *e, unsigned style, uint8_t size)
{
    uint8_t mode[3] = { 0x1b, '!',
                        (uint8_t)((style & PW_STYLE_BOLD ? 0x08 : 0) | (size & 0x0F ? 0x10 : 0) | (size & 0xF0 ? 0x20 : 0) |
                                  (style & PW_STYLE_UNDERLINE ? 0x80 : 0)) };
    if (style != e->style || size != e->size)
        pw_buf_put(e->out, mode, sizeof mode);
}

void pw_escpos_style(struct pw_escpos *e, unsigned style, uint8_t size)
{
    unsigned changed = style ^ e->style;
    uint8_t ul[3] = { 0x1b, '-', style & PW_STYLE_UNDERLINE ? 1 : 0 };
    uint8_t em[3] = { 0x1b, 'E', style & PW_STYLE_BOLD ? 1 : 0 };
    uint8_t iv[3] = { 0x1d, 'B', style & PW_STYLE_INVERT ? 1 : 0 };
    uint8_t wh[3] = { 0x1d, '!', size };
    if ((e->profile->features & PW_FEATURE_SIZES) == 0) {
        set_mode(e, style, size);
    } else {
        if (changed & PW_STYLE_UNDERLINE)
            pw_buf_put(e->out, ul, 3);
        if (changed & PW_STYLE_BOLD)
            pw_buf_put(e->out, em, 3);
        if (changed & PW_STYLE_INVERT)
            pw_buf_put(e->out, iv, 3);
        if (size != e->size)
            pw_buf_put(e->out, wh, 3);
    }
    e->style = style;
    e->size = size;
}

/* How many of the characters from pos on, ASCII not counted, a page has in one go. */
static size_t reach(const struct pw_codepage *page, struct pw_bytes text, size_t pos)
{
    size_t n = 0;
    while (pos < text.len) {
        if (text.data[pos] < 0x80) {
            pos++;
            continue;
        }
        if (pw_codepage_byte(page, pw_utf8_next(text, &pos)) == 0)
            break;
        n++;
    }
    return n;
}

/* Change to the page that goes furthest from pos on; false when none has even the first character. */
static bool change_page(struct pw_escpos *e, struct pw_bytes text, size_t pos)
{
    const struct pw_profile_page *best = NULL;
    size_t furthest = 0;
    for (size_t i = 0; i < e->profile->page_count; i++) {
        size_t n = reach(&pw_codepages[e->profile->pages[i].encoding], text, pos);
        if (n > furthest) {
            best = &e->profile->pages[i];
            furthest = n;
        }
    }
    if (best == NULL)
        return false;
    uint8_t epson[3] = { 0x1b, 't', best->number }, star[4] = { 0x1b, 0x1d, 't', best->number };
    if (e->profile->features & PW_FEATURE_STAR)
        pw_buf_put(e->out, star, 4);
    else
        pw_buf_put(e->out, epson, 3);
    e->page = &pw_codepages[best->encoding];
    return true;
}

static bool put_run(struct pw_escpos *e, const struct pw_run *run)
{
    struct pw_bytes text = run->text;
    int cells = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t from = pos;
        uint8_t byte = text.data[pos];
        if (byte < 0x80) {
            if (byte < 0x20 || byte == 0x7F)
                return false;
            while (pos < text.len && text.data[pos] >= 0x20 && text.data[pos] < 0x7F)
                pos++;
            pw_buf_put(e->out, text.data + from, pos - from);
            cells += (int)(pos - from);
            continue;
        }
        uint32_t scalar = pw_utf8_next(text, &pos);
        byte = e->page != NULL ? pw_codepage_byte(e->page, scalar) : 0;
        if (byte == 0) {
            if (!change_page(e, text, from))
                return false;
            byte = pw_codepage_byte(e->page, scalar);
        }
        pw_buf_putc(e->out, byte);
        cells++;
    }
    return cells * run->wide == run->cells; /* else a character is wider on paper than in the line */
}

bool pw_escpos_text(struct pw_escpos *e, const struct pw_block *block)
{
    struct pw_escpos before = *e;
    size_t len = e->out->len;
    int at = 0;
    pw_escpos_align(e, PW_ALIGN_LEFT);
    for (size_t i = 0; i < block->u.text.count; i++) {
        const struct pw_run *run = &block->u.text.runs[i];
        if (run->column > at) {
            pw_escpos_style(e, 0, 0);
            blanks(e, run->column - at);
        }
        pw_escpos_style(e, run->style, (uint8_t)((run->wide - 1) << 4 | (run->high - 1)));
        if (!pw_escpos_can_style(e->profile, run->style, run->wide, run->high) || !put_run(e, run)) {
            *e = before;
            if (e->out->len > len)
                e->out->len = len;
            return false;
        }
        at = run->column + run->cells;
    }
    pw_escpos_style(e, 0, 0);
    put(e, "\n", 1);
    return true;
}

void pw_escpos_rule(struct pw_escpos *e, int left, int width)
{
    uint8_t dash = e->page != NULL ? pw_codepage_byte(e->page, 0x2500) : 0;
    pw_escpos_align(e, PW_ALIGN_LEFT);
    if (dash == 0 && change_page(e, pw_bytes_str("\xE2\x94\x80"), 0))
        dash = pw_codepage_byte(e->page, 0x2500);
    blanks(e, left);
    for (int i = 0; i < width; i++)
        pw_buf_putc(e->out, dash == 0 ? '-' : dash);
    put(e, "\n", 1);
}
