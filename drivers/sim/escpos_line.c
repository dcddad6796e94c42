/* ESC/POS: the line being composed, and the paper that it is printed on. */
#include "sim/escpos_printer.h"

#include "packwright/utf8.h"

#include <stdlib.h>

int escpos_dots_x(const struct pw_escpos_paper *p, int units)
{
    return p->unit_x == 0 ? units : units * p->setup.dots_per_mm * 254 / 10 / p->unit_x;
}

int escpos_dots_y(const struct pw_escpos_paper *p, int units)
{
    return p->unit_y == 0 ? units : units * p->setup.dots_per_mm * 254 / 10 / p->unit_y;
}

void escpos_cell(const struct pw_escpos_paper *p, const struct escpos_style *style, int *ret_width, int *ret_height)
{
    const struct pw_profile *model = p->setup.profile;
    *ret_width = style->font == 0 ? 12 : 9;
    if (model != NULL && (style->font == 0 || model->cell_b != 0))
        *ret_width = style->font == 0 ? model->cell : model->cell_b;
    *ret_height = style->font == 0 ? 24 : 17;
}

/* Rows for the next height dots; false when the paper has come to its end. */
static bool room(struct pw_escpos_paper *p, int height)
{
    int want = p->y + height;
    if (p->no_memory || want > PAPER_ROWS_MAX || p->fed > FEED_ROWS_MAX)
        return false;
    if (want <= p->paper.height)
        return true;
    int rows = want < 512 ? 512 : want + want / 2;
    struct pw_page longer;
    if (!pw_page_init(&longer, p->setup.width, rows, p->setup.dots_per_mm, NULL)) {
        p->no_memory = true;
        return false;
    }
    if (p->paper.bits != NULL)
        memcpy(longer.bits, p->paper.bits, (size_t)p->paper.stride * (size_t)p->paper.height);
    pw_page_finish(&p->paper);
    p->paper = longer;
    return true;
}

static void feed(struct pw_escpos_paper *p, int dots)
{
    if (dots <= 0)
        return;
    if (p->y + dots > PAPER_ROWS_MAX || p->fed > FEED_ROWS_MAX) {
        if (p->y < PAPER_ROWS_MAX)
            escpos_unknown(p, pw_bytes_of("", 0), "more paper than any slip has; the rest is not drawn");
        p->y = PAPER_ROWS_MAX;
        return;
    }
    p->y += dots;
    p->fed += dots;
}

static struct escpos_item *add(struct pw_escpos_paper *p, int width, int height)
{
    if (p->pen + width > p->area || p->item_count == LINE_ITEMS) {
        if (width > p->area)
            return NULL; /* never fits */
        escpos_line(p, p->line_spacing);
    }
    struct escpos_item *item = &p->items[p->item_count++];
    *item = (struct escpos_item){ .x = p->pen, .width = width, .height = height };
    p->pen += width;
    return item;
}

void escpos_put(struct pw_escpos_paper *p, uint32_t scalar, const struct escpos_style *style)
{
    int cell_w, cell_h;
    escpos_cell(p, style, &cell_w, &cell_h);
    int width = (cell_w * (pw_paper_font_is_wide(scalar) ? 2 : 1) + style->spacing) * style->wide, height = cell_h * style->high;
    /* NOLINTNEXTLINE(readability-suspicious-call-argument) a quarter turn */
    struct escpos_item *item = style->turned ? add(p, height, width) : add(p, width, height);
    if (item == NULL)
        return;
    item->scalar = scalar;
    item->cell_w = cell_w;
    item->cell_h = cell_h;
    item->wide = style->wide;
    item->high = style->high;
    item->underline = style->turned || style->invert ? 0 : style->underline;
    item->bold = style->bold;
    item->invert = style->invert;
    item->turned = style->turned;
    pw_utf8_put(&p->text, scalar);
}

void escpos_put_image(struct pw_escpos_paper *p, struct pw_page *image)
{
    struct escpos_item *item = add(p, image->width, image->height);
    if (item == NULL) {
        pw_page_finish(image);
        return;
    }
    item->image = *image;
    *image = (struct pw_page){ 0 };
}

static void draw_character(struct pw_escpos_paper *p, struct pw_page *to, int x, int y, const struct escpos_item *item)
{
    if (item->invert)
        pw_paper_box(to, x, y, item->width, item->height);
    if (item->underline != 0)
        pw_paper_box(to, x, y + item->height - item->underline, item->width, item->underline);
    if (item->scalar == ' ' || item->scalar == 0xa0)
        return;
    const struct pw_page *glyph = pw_paper_font_glyph(p->font, item->scalar, item->cell_w, item->cell_h, item->bold);
    if (glyph == NULL) {
        p->no_memory = true;
        return;
    }
    if (!item->turned) {
        pw_paper_blit(to, x, y, glyph, item->wide, item->high, item->invert);
        return;
    }
    struct pw_page turned;
    if (!pw_page_init(&turned, glyph->width, glyph->height, glyph->dots_per_mm, NULL))
        return;
    pw_paper_blit(&turned, 0, 0, glyph, 1, 1, false);
    if (pw_paper_turn(&turned, 1, NULL))
        pw_paper_blit(to, x, y, &turned, item->high, item->wide, item->invert);
    pw_page_finish(&turned);
}

static int aligned(const struct pw_escpos_paper *p, int width)
{
    int left = p->style.align == 1 ? (p->area - width) / 2 : p->style.align == 2 ? p->area - width : 0;
    return p->left + (left < 0 ? 0 : left);
}

static bool is_empty_item(const struct escpos_item *item)
{
    return item->image.bits == NULL && item->scalar == ' ' && !item->invert && item->underline == 0;
}

static void draw_line(struct pw_escpos_paper *p, int width, int height)
{
    struct pw_page upside_down = { 0 };
    struct pw_page *to = &p->paper;
    int left = aligned(p, width), top = p->y;
    if (p->style.upside_down) {
        if (!pw_page_init(&upside_down, width, height, p->setup.dots_per_mm, NULL))
            return;
        to = &upside_down;
        left = top = 0;
    }
    for (size_t i = 0; i < p->item_count; i++) {
        const struct escpos_item *item = &p->items[i];
        int y = top + height - item->height;
        if (item->image.bits != NULL)
            pw_paper_blit(to, left + item->x, y, &item->image, 1, 1, false);
        else
            draw_character(p, to, left + item->x, y, item);
        p->marked |= !is_empty_item(item);
    }
    if (p->style.upside_down) {
        if (pw_paper_turn(&upside_down, 2, NULL))
            pw_paper_blit(&p->paper, aligned(p, width), p->y, &upside_down, 1, 1, false);
        pw_page_finish(&upside_down);
    }
}

void escpos_line(struct pw_escpos_paper *p, int feed_dots)
{
    int width = p->pen, height = 0;
    bool text = false;
    for (size_t i = 0; i < p->item_count; i++) {
        if (p->items[i].height > height)
            height = p->items[i].height;
        text |= p->items[i].scalar != 0;
    }
    if (p->item_count != 0 && room(p, height))
        draw_line(p, width, height);
    for (size_t i = 0; i < p->item_count; i++)
        pw_page_finish(&p->items[i].image);
    if (text || p->item_count == 0)
        pw_buf_putc(&p->text, '\n');
    p->item_count = 0;
    p->pen = 0;
    feed(p, feed_dots > height ? feed_dots : height);
}

bool escpos_picture(struct pw_escpos_paper *p, const struct pw_page *image, int scale_x, int scale_y)
{
    int width = image->width * scale_x, height = image->height * scale_y;
    bool fits = width <= p->area;
    if (fits && room(p, height)) {
        pw_paper_blit(&p->paper, aligned(p, width), p->y, image, scale_x, scale_y, false);
        p->marked = true;
    }
    feed(p, height);
    return fits;
}

void escpos_cut(struct pw_escpos_paper *p)
{
    struct pw_page out = { 0 };
    if (p->y != 0 && room(p, 0)) {
        int rows = p->y < PAPER_ROWS_MAX ? p->y : PAPER_ROWS_MAX;
        if (!pw_page_init(&out, p->setup.width, rows, p->setup.dots_per_mm, NULL)) {
            p->no_memory = true;
        } else {
            int drawn = rows < p->paper.height ? rows : p->paper.height;
            if (p->paper.bits != NULL)
                memcpy(out.bits, p->paper.bits, (size_t)out.stride * (size_t)drawn);
            if (p->sink.paper != NULL)
                p->sink.paper(p->sink.user, &out, p->paper_unknown);
            pw_page_finish(&out);
        }
    }
    pw_page_finish(&p->paper);
    p->y = 0;
    p->marked = false;
    p->paper_unknown = 0;
}
