/*
 * From top to bottom:
 *
 *     ##CONTENTS##            2 of 3
 *     ===============================
 *      2 x  Blue mug, 0.3 l
 *      1 x  Lamp with a name that takes
 *           two lines
 *     -------------------------------
 *     3 units   0.850 kg     order id
 *
 * All rows have one size of letters, the largest in which all fit, names broken between words, in two columns where that makes
 * them larger. Where they don't fit in the smallest, names lose their ends, and the last row says how many are not named.
 */
#include "document/content_label.h"

#include "document/artwork.h"
#include "document/sheet.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    LARGEST_UM = 12000,
    SMALLEST_UM = 2000,
    UPRIGHT_UM = 45000, /* narrower paper is turned */
    LINES_OF_A_NAME = 4,
    ROWS_MAX = 60,
    MEASURED_MAX = 200,      /* lines; of more, nobody could read all on a label */
    LEADING_PERMILLE = 1250, /* of a row in the smallest letters */
};

struct list {
    struct pw_sheet sheet;
    const struct pw_content_label *label;
    int strip;  /* height of head and foot */
    int digits; /* of the largest quantity */
};

static const char *name_of(const struct pw_content_line *line)
{
    return pw_text_is(line->name) ? line->name : pw_text_is(line->sku) ? line->sku : "(no name)";
}

static bool put(const struct pw_sheet *s, struct pw_area area, const char *text, int em, bool bold, bool white,
                enum pw_align align, const char *what, struct pw_error *err)
{
    int smallest = pw_sheet_fixed(s, 1500);
    const struct pw_fit fit = { .largest = em > smallest ? em : smallest,
                                .comfortable = smallest,
                                .smallest = smallest,
                                .middle = true,
                                .one_line = true,
                                .white = white,
                                .align = align };
    return pw_press_block(s->press, area, &(struct pw_para){ text, 1000, bold }, 1, &fit, what, NULL, err);
}

static bool draw_head(const struct list *l, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    char parcel[48];
    int m = l->label->parcels, n = l->label->parcel > 0 ? l->label->parcel : 1, title = s->inner.w * 3 / 5,
        em = l->strip * 7 / 10;
    struct pw_area left = { s->inner.x, s->inner.y, title, l->strip };
    struct pw_area right = { left.x + title, left.y, s->inner.w - title, l->strip };
    pw_press_fill(s->press, left, false);
    pw_sheet_rule(s, left.y + l->strip, s->thick);
    if (m < 0)
        snprintf(parcel, sizeof parcel, "parcel %d", n);
    else
        snprintf(parcel, sizeof parcel, "%d of %d", n, m > n ? m : n);
    return put(s, left, "CONTENTS", em, true, true, PW_ALIGN_CENTRE, "the heading", err) &&
           (m == 0 || m == 1 || put(s, right, parcel, em, true, false, PW_ALIGN_RIGHT, "the parcel's number", err));
}

static bool draw_foot(const struct list *l, int64_t units, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    char left[80];
    bool weight = pw_text_is(l->label->weight);
    int y = s->inner.y + s->inner.h - l->strip, half = s->inner.w / 2, em = l->strip * 55 / 100,
        least = pw_sheet_fixed(s, SMALLEST_UM);
    snprintf(left, sizeof left, "%lld unit%s%s%s", (long long)units, units == 1 ? "" : "s", weight ? "  " : "",
             weight ? l->label->weight : "");
    em = em > least ? em : least;
    pw_sheet_rule(s, y, s->rule);
    return put(s, (struct pw_area){ s->inner.x, y, half - s->pad, l->strip }, left, em, true, false, PW_ALIGN_LEFT,
               "the number of units", err) &&
           put(s, (struct pw_area){ s->inner.x + half, y, s->inner.w - half, l->strip }, l->label->order_id, em, false, false,
               PW_ALIGN_RIGHT, "the order number", err);
}

/* ---- rows ---- */

/* A row's two columns at this size; bold digits are some 0.6 em wide. */
static void columns_of(const struct list *l, struct pw_area row, int em, struct pw_area *ret_quantity, struct pw_area *ret_name)
{
    int column = em * (l->digits * 65 + 170) / 100;
    *ret_quantity = (struct pw_area){ row.x, row.y, column - em / 2, row.h };
    *ret_name = (struct pw_area){ row.x + column, row.y, row.w - column, row.h };
}

static struct pw_fit in_size(int em)
{
    return (struct pw_fit){ .largest = em, .comfortable = em, .smallest = em };
}

/* The quantity and its name begin at the same height. */
static bool draw_row(const struct list *l, struct pw_area row, int em, const char *quantity, const char *name,
                     struct pw_error *err)
{
    struct pw_area left, right;
    struct pw_fit fit = in_size(em), number = in_size(em);
    columns_of(l, row, em, &left, &right);
    number.one_line = true;
    number.align = PW_ALIGN_RIGHT;
    return pw_press_block(l->sheet.press, left, &(struct pw_para){ quantity, 1000, true }, 1, &number, "a quantity", NULL, err) &&
           pw_press_block(l->sheet.press, right, &(struct pw_para){ name, 1000, false }, 1, &fit, "an article's name", NULL, err);
}

static void quantity_text(int64_t units, char out[32])
{
    snprintf(out, 32, "%lld \xC3\x97", (long long)units);
}

/* What a row takes at this size with its name in whole; 0: the name is too long for that. */
static int row_height(const struct list *l, struct pw_area area, int em, const struct pw_content_line *line)
{
    struct pw_area left, right;
    const struct pw_fit fit = in_size(em);
    int used = 0;
    columns_of(l, area, em, &left, &right);
    right.h = em * 3 / 2 * LINES_OF_A_NAME;
    return strlen(name_of(line)) <= PW_PARA_MAX_BYTES &&
                   pw_press_fits(l->sheet.press, right, &(struct pw_para){ name_of(line), 1000, false }, 1, &fit, &used)
               ? used
               : 0;
}

/* Of one of the columns of rows. */
static int width_of(struct pw_area area, int columns, int em)
{
    return (area.w - em * (columns - 1)) / columns;
}

/* Where the next row stands: below the last one, or at the head of the next column. False: there is no room any more. */
static bool next_place(struct pw_area area, int columns, int em, int h, struct pw_area *at)
{
    int width = width_of(area, columns, em);
    if (at->w == 0)
        *at = (struct pw_area){ area.x, area.y, width, 0 };
    else
        at->y += at->h + em / 4;
    at->h = h;
    if (at->y + h > area.y + area.h && at->y > area.y) {
        at->x += width + em;
        at->y = area.y;
    }
    return at->y + h <= area.y + area.h && at->x + width <= area.x + area.w;
}

/* All rows fit at this size. */
static bool all_fit(const struct list *l, struct pw_area area, int columns, int em)
{
    struct pw_area at = { 0 }, cell = area;
    cell.w = width_of(area, columns, em);
    for (size_t i = 0; i < l->label->line_count; i++) {
        int h = row_height(l, cell, em, &l->label->lines[i]);
        if (h == 0 || !next_place(area, columns, em, h, &at))
            return false;
    }
    return true;
}

static bool draw_whole(const struct list *l, struct pw_area area, int columns, int em, struct pw_error *err)
{
    struct pw_area at = { 0 }, cell = area;
    cell.w = width_of(area, columns, em);
    for (size_t i = 0; i < l->label->line_count; i++) {
        const struct pw_content_line *line = &l->label->lines[i];
        char quantity[32];
        quantity_text(line->quantity, quantity);
        if (!next_place(area, columns, em, row_height(l, cell, em, line), &at) ||
            !draw_row(l, at, em, quantity, name_of(line), err))
            return false;
    }
    return true;
}

/* A name too long for its row loses its end: the slip has it whole. */
static void shorten(const struct list *l, struct pw_area row, int em, const char *name, char out[PW_PARA_MAX_BYTES + 4])
{
    struct pw_area left, right;
    struct pw_fit fit = in_size(em);
    columns_of(l, row, em, &left, &right);
    fit.one_line = true;
    size_t len = strlen(name) < PW_PARA_MAX_BYTES - 4 ? strlen(name) : PW_PARA_MAX_BYTES - 4;
    snprintf(out, PW_PARA_MAX_BYTES + 4, "%.*s%s", (int)len, name, name[len] == '\0' ? "" : "\xE2\x80\xA6");
    for (;;) {
        pw_utf8_mend(out);
        if (len < 4 || pw_press_fits(l->sheet.press, right, &(struct pw_para){ out, 1000, false }, 1, &fit, NULL))
            return;
        len -= len > 40 ? len / 5 : 1;
        while (len > 0 && ((unsigned char)name[len] & 0xC0) == 0x80)
            len--;
        snprintf(out, PW_PARA_MAX_BYTES + 4, "%.*s\xE2\x80\xA6", (int)len, name);
    }
}

/* In as many words as have room. */
static void name_of_rest(const struct list *l, struct pw_area row, int em, size_t articles, char out[PW_PARA_MAX_BYTES + 4])
{
    static const char *const words[][2] = { { "units of ", " more articles: see the packing slip" },
                                            { "of ", " more: see the slip" },
                                            { "of ", " more" } };
    struct pw_area left, right;
    struct pw_fit fit = in_size(em);
    columns_of(l, row, em, &left, &right);
    fit.one_line = true;
    for (size_t i = 0; i < PW_COUNT(words); i++) {
        snprintf(out, PW_PARA_MAX_BYTES, "%s%zu%s", words[i][0], articles, words[i][1]);
        if (pw_press_fits(l->sheet.press, right, &(struct pw_para){ out, 1000, false }, 1, &fit, NULL))
            return;
    }
}

/* As many as have room, in the smallest letters; the last row stands for all others. */
static bool draw_some(const struct list *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_content_label *label = l->label;
    int em = pw_sheet_fixed(&l->sheet, SMALLEST_UM), least = em * LEADING_PERMILLE / 1000;
    size_t room = (size_t)(area.h / least), rows = label->line_count < room ? label->line_count : room;
    rows = rows < ROWS_MAX ? rows : ROWS_MAX;
    if (rows == 0)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a content label needs paper from 45 x 20 mm");
    for (size_t i = 0; i < rows; i++) {
        int top = area.h * (int)i / (int)rows, bottom = area.h * (int)(i + 1) / (int)rows;
        struct pw_area row = { area.x, area.y + top, area.w, bottom - top };
        row.h = row.h > em * 3 / 2 ? row.h : em * 3 / 2; /* letters of tall scripts reach between the next ones */
        char quantity[32], name[PW_PARA_MAX_BYTES + 4];
        int64_t units = label->lines[i].quantity;
        if (i + 1 == rows && rows < label->line_count) {
            for (size_t k = i + 1; k < label->line_count; k++)
                units += label->lines[k].quantity;
            name_of_rest(l, row, em, label->line_count - i, name);
        } else {
            shorten(l, row, em, name_of(&label->lines[i]), name);
        }
        quantity_text(units, quantity);
        if (!draw_row(l, row, em, quantity, name, err))
            return false;
    }
    return true;
}

/* About how high all rows are at this size: to measure them is a thousand times as much work. */
static int64_t guessed_height(const struct list *l, const int *widths, int width, int em)
{
    int64_t lines = 0;
    struct pw_area left, right;
    columns_of(l, (struct pw_area){ 0, 0, width, em }, em, &left, &right);
    for (size_t i = 0; i < l->label->line_count; i++)
        lines += right.w < em ? LINES_OF_A_NAME : 1 + (int64_t)widths[i] * em / 1000 * 105 / 100 / right.w;
    return lines * em * LEADING_PERMILLE / 1000 + (int64_t)l->label->line_count * em / 4;
}

static int guess(const struct list *l, const int *widths, struct pw_area area, int columns, int smallest, int largest)
{
    int em = largest;
    while (em > smallest && guessed_height(l, widths, width_of(area, columns, em), em) > (int64_t)area.h * columns)
        em--;
    return em;
}

/* The largest letters in which all rows fit, looked for around the guess; 0: there are none. */
static int size_near(const struct list *l, struct pw_area area, int columns, int em, int smallest, int largest)
{
    if (!all_fit(l, area, columns, em)) {
        while (em > smallest && !all_fit(l, area, columns, em - 1))
            em--;
        return em > smallest ? em - 1 : 0;
    }
    while (em < largest && all_fit(l, area, columns, em + 1))
        em++;
    return em;
}

static bool draw_lines(const struct list *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    int widths[MEASURED_MAX];
    size_t count = l->label->line_count;
    int smallest = pw_sheet_fixed(s, SMALLEST_UM), largest = pw_sheet_fixed(s, LARGEST_UM);
    largest = s->width / 9 < largest ? s->width / 9 : largest;
    bool two = area.w >= pw_sheet_fixed(s, 70000) && count > 3;
    if (count > MEASURED_MAX || count > (size_t)(area.h / smallest * (two ? 2 : 1)))
        return draw_some(l, area, err);
    for (size_t i = 0; i < count; i++) {
        widths[i] = pw_press_width(s->press, name_of(&l->label->lines[i]), false);
        if (widths[i] == 0)
            return draw_some(l, area, err);
    }
    int em = guess(l, widths, area, 1, smallest, largest), em_of_two = two ? guess(l, widths, area, 2, smallest, largest) : 0;
    int columns = em_of_two > em ? 2 : 1;
    em = size_near(l, area, columns, columns == 2 ? em_of_two : em, smallest, largest);
    if (em == 0 && two) {
        columns = 3 - columns;
        em = size_near(l, area, columns, smallest, smallest, largest);
    }
    return em == 0 ? draw_some(l, area, err) : draw_whole(l, area, columns, em, err);
}

static bool draw(struct pw_press *press, const struct pw_content_label *label, struct pw_um width, struct pw_um height,
                 int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    struct list l = { .label = label };
    struct pw_sheet *s = &l.sheet;
    int64_t units = 0;
    for (size_t i = 0; i < label->line_count; i++)
        units += label->lines[i].quantity;
    for (int64_t n = units; n > 0; n /= 10) /* the last row may sum up several */
        l.digits++;
    if (units == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "there is nothing in the box of order %.40s yet", label->order_id);
    bool small = width.um < 70000 || height.um < 50000;
    if (!pw_sheet_init(s, press, width, height, dots_per_mm, small ? 1500 : 2500, err))
        return false;
    int part = s->height / 9 < s->width / 9 ? s->height / 9 : s->width / 9, least = pw_sheet_fixed(s, 3400);
    l.strip = pw_sheet_fixed(s, 9000);
    l.strip = l.strip < part ? l.strip : part > least ? part : least;
    s->thick = pw_sheet_fixed(s, small ? 250 : 500);
    int pad = pw_sheet_fixed(s, small ? 700 : 2000);
    struct pw_area lines = pw_area_shrunk(s->inner, 0, l.strip + s->thick + pad, 0, l.strip + pad / 2);
    return pw_press_begin(s->press, s->width, s->height, err) && draw_head(&l, err) && draw_lines(&l, lines, err) &&
           draw_foot(&l, units, err) && pw_press_end(s->press, dots_per_mm, ret_page, err);
}

bool pw_content_label_draw(struct pw_label_press *press, const struct pw_content_label *label, struct pw_um width,
                           struct pw_um height, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_press *sheet = pw_label_press_sheet(press);
    struct pw_page page = { 0 };
    bool turned = width.um < UPRIGHT_UM && height.um > width.um;
    struct pw_um w = turned ? height : width, h = turned ? width : height;
    if (!pw_label_paper(width, height, "a content label", err))
        return false;
    if (!turned)
        return draw(sheet, label, w, h, dots_per_mm, ret_page, err);
    if (!draw(sheet, label, w, h, dots_per_mm, &page, err))
        return false;
    bool ok = pw_artwork_fit(&page, page.height, page.width, PW_TURN_LEFT, ret_page, err);
    pw_page_finish(&page);
    return ok;
}
