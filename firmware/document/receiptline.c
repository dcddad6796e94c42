/*
 * Lines of mark-up become blocks. Beside the properties that stay, there is the state of a frame ({border:line}):
 *
 *     state        text line                      ---                  ===                       border:line / other
 *     WAITING      printed                        a rule               cut                       -> READY / -
 *     READY        frame's top, -> RUNNING        nothing              cut                       - / -> WAITING
 *     RUNNING      printed between bars           -> HORIZONTAL        bottom, cut, -> READY     - / bottom, -> WAITING
 *     HORIZONTAL   frame's inner rule, RUNNING    nothing              bottom, cut, -> READY     - / bottom, -> WAITING
 */
#include "document/receiptline.h"

#include "document/cells.h"
#include "document/receipt_image.h"
#include "document/receipt_line.h"
#include "packwright/utf8.h"

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum frame_state { WAITING, READY, RUNNING, HORIZONTAL };

struct frame {
    int left, width;
    int *widths;
    size_t count;
};

struct layout {
    struct pw_arena *arena;
    struct pw_receipt_images *images;
    struct pw_receipt_state state;
    enum frame_state frame_state;
    struct frame frame;
    int columns;
    struct pw_block *blocks; /* malloc'ed while it grows */
    size_t count, cap;
    int line;
    const struct pw_receipt_watch *watch; /* NULL: nobody */
    size_t at;                            /* where the line begins in the mark-up */
    struct pw_error *err;
};

/* A row of a column: where its runs begin, relative to the column. */
struct row {
    struct pw_run *runs;
    size_t count;
    int margin, high;
};

struct cell {
    struct row *rows;
    size_t count;
    int width;
};

static bool no_room(struct layout *l)
{
    return pw_arena_ok(l->arena, l->err) && pw_fail(l->err, PW_ERR_MEMORY, 0, "no memory for the document");
}

static struct pw_block *add_block(struct layout *l, enum pw_block_type type, int left, int width)
{
    if (l->count == l->cap) {
        size_t cap = l->cap == 0 ? 64 : l->cap * 2;
        struct pw_block *grown = cap * sizeof *grown > PW_RECEIPT_MAX_DOCUMENT ? NULL : realloc(l->blocks, cap * sizeof *grown);
        if (grown == NULL) {
            pw_fail(l->err, PW_ERR_TOO_BIG, 0, "the document has more than %zu lines", l->cap);
            return NULL;
        }
        l->blocks = grown;
        l->cap = cap;
    }
    struct pw_block *block = &l->blocks[l->count++];
    memset(block, 0, sizeof *block);
    block->type = type;
    block->left = left;
    block->width = width;
    return block;
}

static int scale_wide(uint8_t scale)
{
    return scale < 2 ? scale + 1 : scale - 1;
}

static int scale_high(uint8_t scale)
{
    return scale < 2 ? 1 : scale == 2 ? 2 : scale - 1;
}

/* Frames. */

static const char *const box[16] = { " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼" };

static bool is_bar(const struct frame *f, int x)
{
    int at = f->left;
    if (f->widths == NULL)
        return false;
    for (size_t i = 0; i < f->count; i++) {
        if (x == at)
            return true;
        at += f->widths[i] + 1;
    }
    return x == at;
}

static bool is_inside(const struct frame *f, int x)
{
    return f->widths != NULL && x >= f->left && x < f->left + f->width;
}

/* A line of the frame between what is above and what is below; one of them may be nothing (no widths). */
static bool add_frame_line(struct layout *l, const struct frame *above, const struct frame *below, bool tight)
{
    static const struct frame nothing = { 0 };
    const struct frame *a = above != NULL ? above : &nothing, *b = below != NULL ? below : &nothing;
    struct pw_block *block = add_block(l, PW_BLOCK_TEXT, 0, l->columns);
    uint8_t *text = pw_arena_take(l->arena, (size_t)l->columns * 3 + 1);
    struct pw_run *run = pw_arena_take(l->arena, sizeof *run);
    int first = l->columns, last = -1;
    size_t n = 0;
    if (block == NULL)
        return false;
    if (text == NULL || run == NULL)
        return no_room(l);
    for (int x = 0; x < l->columns; x++) {
        if (is_inside(a, x) || is_inside(b, x)) {
            first = x < first ? x : first;
            last = x;
        }
    }
    for (int x = first; x <= last; x++) {
        bool here = is_inside(a, x) || is_inside(b, x);
        bool west = here && x > 0 && ((is_inside(a, x) && is_inside(a, x - 1)) || (is_inside(b, x) && is_inside(b, x - 1)));
        bool east = here && ((is_inside(a, x) && is_inside(a, x + 1)) || (is_inside(b, x) && is_inside(b, x + 1)));
        const char *c = box[(is_bar(a, x) ? 1 : 0) | (is_bar(b, x) ? 2 : 0) | (west ? 4 : 0) | (east ? 8 : 0)];
        n += (size_t)snprintf((char *)text + n, 4, "%s", c);
    }
    *run = (struct pw_run){ .column = first, .cells = last - first + 1, .wide = 1, .high = 1, .text = pw_bytes_of(text, n) };
    block->u.text.runs = run;
    block->u.text.count = last >= first;
    block->u.text.tight = tight;
    return true;
}

static bool end_frame(struct layout *l)
{
    return (l->frame_state != RUNNING && l->frame_state != HORIZONTAL) || add_frame_line(l, &l->frame, NULL, false);
}

/* Text. */

struct wrapping {
    struct layout *l;
    struct cell *cell;
    size_t row_cap, run_cap;
    int space, high;
    struct row row;
    enum pw_align align;
};

static bool end_row(struct wrapping *w)
{
    if (w->cell->count == w->row_cap) {
        size_t cap = w->row_cap == 0 ? 2 : w->row_cap * 2;
        struct row *grown = pw_arena_take(w->l->arena, cap * sizeof *grown);
        if (grown == NULL)
            return no_room(w->l);
        if (w->cell->count > 0)
            memcpy(grown, w->cell->rows, w->cell->count * sizeof *grown);
        w->cell->rows = grown;
        w->row_cap = cap;
    }
    w->row.margin = w->align == PW_ALIGN_LEFT ? 0 : w->align == PW_ALIGN_RIGHT ? w->space : (w->space + 1) / 2;
    w->row.high = w->high;
    w->cell->rows[w->cell->count++] = w->row;
    w->row = (struct row){ 0 };
    w->run_cap = 0;
    w->space = w->cell->width;
    w->high = 1;
    return true;
}

static bool add_run(struct wrapping *w, struct pw_run run)
{
    if (w->row.count == w->run_cap) {
        size_t cap = w->run_cap == 0 ? 2 : w->run_cap * 2;
        struct pw_run *grown = pw_arena_take(w->l->arena, cap * sizeof *grown);
        if (grown == NULL)
            return no_room(w->l);
        if (w->row.count > 0)
            memcpy(grown, w->row.runs, w->row.count * sizeof *grown);
        w->row.runs = grown;
        w->run_cap = cap;
    }
    w->row.runs[w->row.count++] = run;
    return true;
}

static bool wrap_piece(struct wrapping *w, const struct pw_receipt_piece *piece)
{
    int wide = scale_wide(piece->scale), high = scale_high(piece->scale), cells = 0;
    size_t at = 0;
    while (at < piece->text.len) {
        size_t end = at, next = at;
        int taken = 0, needs = 0;
        while (end < piece->text.len) {
            next = pw_cells_next(piece->text, end, &cells);
            needs = cells * wide;
            if (needs > w->space)
                break;
            w->space -= needs;
            taken += needs;
            needs = 0;
            end = next;
        }
        if (end > at) {
            struct pw_run run = { .column = w->cell->width - w->space - taken,
                                  .cells = taken,
                                  .style = piece->style,
                                  .wide = (uint8_t)wide,
                                  .high = (uint8_t)high,
                                  .text = pw_bytes_of(piece->text.data + at, end - at) };
            if (!add_run(w, run))
                return false;
            w->high = high > w->high ? high : w->high;
            at = end;
        }
        if (needs > w->cell->width) { /* doesn't fit in any row of this column */
            at = next;
            continue;
        }
        if ((needs > w->space || w->space == 0) && !end_row(w))
            return false;
    }
    return true;
}

static bool wrap_column(struct layout *l, const struct pw_receipt_column *column, struct cell *cell)
{
    struct wrapping w = { .l = l, .cell = cell, .space = column->width, .high = 1, .align = column->align };
    cell->width = column->width;
    for (size_t i = 0; i < column->count; i++) {
        if (column->pieces[i].broken && !end_row(&w))
            return false;
        if (!wrap_piece(&w, &column->pieces[i]))
            return false;
    }
    return w.row.count == 0 || end_row(&w);
}

static void fault(struct layout *l, bool prints, const char *fmt, ...) PW_PRINTF(3, 4);
static void fault(struct layout *l, bool prints, const char *fmt, ...)
{
    char text[300];
    va_list args;
    if (l->watch == NULL)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    l->watch->fault(l->watch->user, l->at, prints, text);
}

/* The widths of a line's columns, and where the line stands. */
static void allot(struct layout *l, struct pw_receipt_line *line, int *ret_left, int *ret_width)
{
    int border = l->state.border, used = 0, variable = 0, i = 0;
    size_t n = 0;
    for (size_t k = 0; k < line->count; k++)
        if (line->columns[k].width != 0)
            line->columns[n++] = line->columns[k];
    if (line->all_text) {
        size_t most = (size_t)(border < 0 ? (l->columns - 1) / 2 : (l->columns + border) / (border + 1));
        if (n > most)
            fault(l, false, "%zu columns are more than fit on a paper of %d characters: %zu do", n, l->columns, most);
        n = n < most ? n : most;
    }
    line->count = n;
    bool too_wide = false;
    for (size_t k = 0; k < n; k++) {
        struct pw_receipt_column *c = &line->columns[k];
        too_wide |= c->width > l->columns;
        c->width = c->width > l->columns ? l->columns : c->width;
        used += c->width > 0 ? c->width : 0;
        variable += c->width < 0;
    }
    int left_over = l->columns - used;
    if (line->all_text && n > 0)
        left_over -= border < 0 ? (int)n + 1 : (int)(n - 1) * border;
    if (line->all_text && (too_wide || variable > left_over))
        fault(l, true, "the columns' widths are more than the paper's %d characters", l->columns);
    while (variable > left_over) {
        struct pw_receipt_column *widest = NULL;
        for (size_t k = 0; k < n; k++)
            if (line->columns[k].width > 0 && (widest == NULL || line->columns[k].width >= widest->width))
                widest = &line->columns[k];
        if (widest == NULL)
            break;
        widest->width--;
        left_over++;
    }
    for (size_t k = 0; k < n && variable > 0; k++)
        if (line->columns[k].width < 0)
            line->columns[k].width = (left_over + i++) / variable;
    if (variable > 0 || left_over < 0)
        left_over = 0;
    *ret_left = left_over * (int)l->state.align / 2;
    *ret_width = l->columns - left_over;
}

static void add_bar(struct pw_run *runs, size_t *n, int column, int high)
{
    runs[(*n)++] =
        (struct pw_run){ .column = column, .cells = 1, .wide = 1, .high = (uint8_t)high, .text = pw_bytes_of("│", strlen("│")) };
}

static bool add_row(struct layout *l, const struct cell *cells, size_t count, size_t row, int left, int width)
{
    bool bars = l->frame_state == RUNNING && count > 0; /* no columns, no bars: they would stand beside the paper */
    size_t most = bars ? count + 1 : 0, n = 0;
    int high = 1, at = left;
    for (size_t i = 0; i < count; i++) {
        if (row < cells[i].count) {
            most += cells[i].rows[row].count;
            high = cells[i].rows[row].high > high ? cells[i].rows[row].high : high;
        }
    }
    struct pw_block *block = add_block(l, PW_BLOCK_TEXT, left, width);
    struct pw_run *runs = pw_arena_take(l->arena, most * sizeof *runs + 1);
    if (block == NULL)
        return false;
    if (runs == NULL)
        return no_room(l);
    if (bars)
        add_bar(runs, &n, at++, high);
    for (size_t i = 0; i < count; i++) {
        const struct row *r = row < cells[i].count ? &cells[i].rows[row] : NULL;
        for (size_t k = 0; r != NULL && k < r->count; k++) {
            runs[n] = r->runs[k];
            runs[n++].column += at + r->margin;
        }
        at += cells[i].width;
        if (bars)
            add_bar(runs, &n, at++, high);
        else
            at += l->state.border > 0 ? l->state.border : 0;
    }
    block->u.text.runs = runs;
    block->u.text.count = n;
    block->u.text.tight = bars;
    return true;
}

static bool begin_frame(struct layout *l, int left, int width, const struct cell *cells, size_t count)
{
    struct frame frame = { left, width, pw_arena_take(l->arena, (count + 1) * sizeof(int)), count };
    if (frame.widths == NULL)
        return no_room(l);
    for (size_t i = 0; i < count; i++)
        frame.widths[i] = cells[i].width;
    if (l->frame_state == READY && !add_frame_line(l, NULL, &frame, true))
        return false;
    if (l->frame_state == HORIZONTAL && !add_frame_line(l, &l->frame, &frame, true))
        return false;
    l->frame_state = RUNNING;
    l->frame = frame;
    return true;
}

static bool add_text(struct layout *l, const struct pw_receipt_line *line, int left, int width)
{
    struct cell *cells = pw_arena_take(l->arena, (line->count + 1) * sizeof *cells);
    size_t rows = 1;
    if (cells == NULL)
        return no_room(l);
    memset(cells, 0, (line->count + 1) * sizeof *cells);
    for (size_t i = 0; i < line->count; i++) {
        if (!wrap_column(l, &line->columns[i], &cells[i]))
            return false;
        if (l->state.wrap && cells[i].count > rows)
            rows = cells[i].count;
    }
    if (l->frame_state != WAITING && !begin_frame(l, left, width, cells, line->count))
        return false;
    for (size_t row = 0; row < rows; row++)
        if (!add_row(l, cells, line->count, row, left, width))
            return false;
    return true;
}

/* What isn't text. */

static bool add_cut(struct layout *l)
{
    if (!end_frame(l) || add_block(l, PW_BLOCK_CUT, 0, l->columns) == NULL)
        return false;
    if (l->frame_state != WAITING)
        l->frame_state = READY;
    return true;
}

static bool add_rule(struct layout *l, int left, int width)
{
    if (l->frame_state == RUNNING)
        l->frame_state = HORIZONTAL;
    return l->frame_state != WAITING || add_block(l, PW_BLOCK_RULE, left, width) != NULL;
}

static bool change_frame(struct layout *l, int frame)
{
    if (frame < 0 && !end_frame(l))
        return false;
    if (frame != 0)
        l->frame_state = frame > 0 ? READY : WAITING;
    return true;
}

static bool add_code(struct layout *l, struct pw_bytes data, enum pw_align align, int left, int width)
{
    struct pw_block *block = add_block(l, l->state.option.type, left, width);
    if (block == NULL)
        return false;
    block->align = align;
    if (block->type == PW_BLOCK_QR) {
        block->u.qr.data = data;
        block->u.qr.cell_dots = l->state.option.cell_dots;
        block->u.qr.level = l->state.option.level;
        return true;
    }
    if (block->type == PW_BLOCK_MATRIX) {
        block->u.matrix.kind = l->state.option.matrix;
        block->u.matrix.data = data;
        block->u.matrix.cell_dots = l->state.option.cell_dots;
        return true;
    }
    block->u.barcode.symbology = l->state.option.symbology;
    block->u.barcode.data = data;
    block->u.barcode.module_dots = l->state.option.module_dots;
    block->u.barcode.height_dots = l->state.option.height_dots;
    block->u.barcode.hri = l->state.option.hri;
    return true;
}

/*
 * A command by its name, never by its bytes: which those are is the printer language's affair. ReceiptLine sends raw bytes here;
 * those print nothing.
 */
static bool add_command(struct layout *l, struct pw_bytes command)
{
    static const struct {
        const char *word;
        enum pw_block_type type;
        int n;
    } words[] = { { "drawer", PW_BLOCK_DRAWER, 1 },
                  { "drawer 2", PW_BLOCK_DRAWER, 2 },
                  { "beep", PW_BLOCK_BEEP, 1 },
                  { "beep 2", PW_BLOCK_BEEP, 2 },
                  { "beep 3", PW_BLOCK_BEEP, 3 } };
    for (size_t i = 0; i < PW_COUNT(words); i++) {
        if (!pw_bytes_equal(command, pw_bytes_str(words[i].word)))
            continue;
        struct pw_block *block = add_block(l, words[i].type, 0, l->columns);
        if (block != NULL && block->type == PW_BLOCK_DRAWER)
            block->u.drawer = words[i].n;
        else if (block != NULL)
            block->u.beeps = words[i].n;
        return block != NULL;
    }
    return true;
}

static bool add_image(struct layout *l, struct pw_bytes base64, enum pw_align align, int left, int width)
{
    struct pw_page page;
    struct pw_error why = { 0 };
    if (!pw_receipt_image(base64, l->images, l->arena, &page, &why) && l->watch != NULL && why.code != PW_ERR_MEMORY) {
        fault(l, false, "%s", why.text);
        return true;
    }
    if (why.code != PW_OK)
        return pw_fail(l->err, why.code, 0, "line %d: %.200s", l->line, why.text);
    struct pw_block *block = add_block(l, PW_BLOCK_IMAGE, left, width);
    if (block == NULL)
        return false;
    block->align = align;
    block->u.image = page;
    return true;
}

/* raw: the line as it came, before it was composed. */
static void tell_faults(const struct layout *l, const struct pw_receipt_line *line, struct pw_bytes raw)
{
    for (size_t i = 0; i < line->fault_count; i++) {
        const uint8_t *at = line->faults[i].at;
        size_t offset = at != NULL && at >= raw.data && at <= raw.data + raw.len ? (size_t)(at - raw.data) : 0;
        l->watch->fault(l->watch->user, l->at + offset, false, line->faults[i].what);
    }
}

static bool add_line(struct layout *l, struct pw_bytes text, struct pw_bytes raw)
{
    struct pw_receipt_line line;
    int left, width;
    if (!pw_receipt_line_parse(text, &l->state, l->arena, &line))
        return no_room(l);
    if (l->watch != NULL)
        tell_faults(l, &line, raw);
    enum pw_receipt_kind kind = line.columns[0].kind;
    enum pw_align align = line.columns[0].align;
    bool single = line.count == 1;
    allot(l, &line, &left, &width);
    if (line.all_text)
        return add_text(l, &line, left, width);
    if (!single)
        return true;
    if (kind == PW_RECEIPT_CUT)
        return add_cut(l);
    if (kind == PW_RECEIPT_RULE)
        return add_rule(l, left, width);
    return change_frame(l, line.frame) && (line.image.len == 0 || add_image(l, line.image, align, left, width)) &&
           (line.code.len == 0 || add_code(l, line.code, align, left, width)) &&
           (line.command.len == 0 || add_command(l, line.command));
}

/* One line in its composed form; most need no look-up, since nothing below U+0300 composes. */
static struct pw_bytes composed(struct layout *l, struct pw_bytes line)
{
    bool needs = false;
    for (size_t i = 0; i < line.len && !needs; i++)
        needs = line.data[i] >= 0xCC;
    if (!needs || !pw_utf8_valid(line) || memchr(line.data, 0, line.len) != NULL)
        return line;
    char *nfc = g_utf8_normalize((const char *)line.data, (gssize)line.len, G_NORMALIZE_NFC);
    if (nfc == NULL)
        return line;
    struct pw_bytes copy = pw_bytes_equal(pw_bytes_str(nfc), line) ? line : pw_arena_copy(l->arena, pw_bytes_str(nfc));
    g_free(nfc);
    return copy;
}

/* The next line without its break; false at the end. */
static bool next_line(struct pw_bytes *rest, struct pw_bytes *ret_line)
{
    size_t n = 0, end;
    if (rest->data == NULL)
        return false;
    while (n < rest->len && rest->data[n] != '\n' && rest->data[n] != '\r')
        n++;
    *ret_line = pw_bytes_of(rest->data, n);
    if (n == rest->len) {
        *rest = pw_bytes_of(NULL, 0);
        return true;
    }
    end = n + (rest->data[n] == '\r' && n + 1 < rest->len && rest->data[n + 1] == '\n' ? 2 : 1);
    *rest = pw_bytes_of(rest->data + end, rest->len - end);
    return true;
}

static struct pw_bytes without_bom(struct pw_bytes text)
{
    bool bom = text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0;
    return bom ? pw_bytes_of(text.data + 3, text.len - 3) : text.data == NULL ? pw_bytes_of("", 0) : text;
}

static bool lay_out(struct layout *l, struct pw_bytes markup)
{
    struct pw_bytes rest = without_bom(markup), line;
    while (next_line(&rest, &line)) {
        if (rest.data != NULL && rest.len == 0)
            rest.data = NULL; /* what ends in a line break has no line after it */
        l->line++;
        l->at = (size_t)(line.data - markup.data);
        size_t before = l->count;
        if (!add_line(l, composed(l, line), line))
            return false;
        if (l->watch != NULL && l->watch->laid != NULL)
            l->watch->laid(l->watch->user, l->at, l->blocks + before, l->count - before);
    }
    return end_frame(l) && pw_arena_ok(l->arena, l->err);
}

bool pw_receipt_layout_watched(struct pw_bytes markup, int columns, struct pw_receipt_images *images,
                               const struct pw_receipt_watch *watch, struct pw_document *ret_document, struct pw_error *err)
{
    struct layout l = { .images = images, .columns = columns, .watch = watch, .err = err };
    if (columns < PW_RECEIPT_MIN_COLUMNS || columns > PW_RECEIPT_MAX_COLUMNS)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a receipt can have %d to %d columns, not %d", PW_RECEIPT_MIN_COLUMNS,
                       PW_RECEIPT_MAX_COLUMNS, columns);
    if (markup.len > PW_RECEIPT_MAX_TEXT)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a receipt's text may have %u bytes, this one has %zu", PW_RECEIPT_MAX_TEXT,
                       markup.len);
    l.arena = pw_arena_create(PW_RECEIPT_MAX_DOCUMENT);
    if (l.arena == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a document");
    pw_receipt_state_init(&l.state);
    l.state.watched = watch != NULL;
    bool ok = lay_out(&l, markup);
    struct pw_block *blocks = ok ? pw_arena_take(l.arena, l.count * sizeof *blocks + 1) : NULL;
    if (ok && blocks == NULL)
        ok = no_room(&l);
    if (ok && l.count > 0)
        /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker) no_room() is false */
        memcpy(blocks, l.blocks, l.count * sizeof *blocks);
    free(l.blocks);
    if (!ok) {
        pw_arena_destroy(l.arena);
        return false;
    }
    *ret_document = (struct pw_document){ .blocks = blocks, .count = l.count, .columns = columns, .arena = l.arena };
    return true;
}

bool pw_receipt_layout(struct pw_bytes markup, int columns, struct pw_receipt_images *images, struct pw_document *ret_document,
                       struct pw_error *err)
{
    return pw_receipt_layout_watched(markup, columns, images, NULL, ret_document, err);
}

void pw_document_finish(struct pw_document *document)
{
    pw_arena_destroy(document->arena);
    *document = (struct pw_document){ 0 };
}

struct first_fault {
    struct pw_bytes markup;
    const char *name;
    bool found;
    struct pw_error *err;
};

static void take_first(void *user, size_t at, bool prints, const char *what)
{
    (void)prints;
    struct first_fault *f = user;
    int line = 1, column = 1;
    if (f->found)
        return;
    for (size_t i = 0; i < at && i < f->markup.len; i++) {
        uint8_t c = f->markup.data[i];
        bool ends = c == '\n' || (c == '\r' && (i + 1 == f->markup.len || f->markup.data[i + 1] != '\n'));
        line += ends;
        column = ends ? 1 : column + ((c & 0xC0) != 0x80);
    }
    f->found = true;
    pw_fail(f->err, PW_ERR_BAD_INPUT, 0, "%s:%d:%d: %s", f->name, line, column, what);
}

bool pw_receipt_check(struct pw_bytes markup, const char *name, struct pw_error *err)
{
    struct pw_document document = { 0 };
    struct first_fault first = { markup, name, false, err };
    const struct pw_receipt_watch watch = { .fault = take_first, .user = &first };
    if (!pw_receipt_layout_watched(markup, PW_RECEIPT_MAX_COLUMNS, NULL, &watch, &document, err))
        return false;
    pw_document_finish(&document);
    return !first.found;
}
