/*
 * From top to bottom:
 *
 *     ##CONTENTS##            2 of 3
 *      2 x  Blue mug, 0.3 l
 *      1 x  Lamp
 *     -------------------------------
 *     3 units   0.850 kg     order id
 *
 * All rows have one size of letters, so that the quantities stand below each other.
 */
#include "document/content_label.h"

#include "document/label_press.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <string.h>

enum { LARGEST_UM = 9000, SMALLEST_UM = 2000, MARGIN_UM = 2000, LEADING_PERMILLE = 1350, ROWS_MAX = 60 };

struct sheet {
    struct pw_press *press;
    const struct pw_content_label *label;
    int width, height, dots_per_mm;
    struct pw_area inner;
    int strip;   /* height of head and foot */
    int largest; /* em of the rows */
    int digits;  /* of the largest quantity */
};

static int dots(const struct sheet *s, int um)
{
    return pw_dots_from_um((struct pw_um){ um }, s->dots_per_mm).dots;
}

static const char *name_of(const struct pw_content_line *line)
{
    return line->name != NULL && line->name[0] != '\0' ? line->name : line->sku != NULL && line->sku[0] != '\0' ? line->sku : "?";
}

static bool put(const struct sheet *s, struct pw_area area, const char *text, int em, bool bold, bool white, enum pw_align align,
                const char *what, struct pw_error *err)
{
    int smallest = dots(s, 1500);
    const struct pw_fit fit = { .largest = em > smallest ? em : smallest,
                                .comfortable = smallest,
                                .smallest = smallest,
                                .middle = true,
                                .one_line = true,
                                .white = white,
                                .align = align };
    return pw_press_block(s->press, area, &(struct pw_para){ text, 1000, bold }, 1, &fit, what, NULL, err);
}

static bool draw_head(const struct sheet *s, struct pw_error *err)
{
    char parcel[48];
    int m = s->label->parcels, n = s->label->parcel > 0 ? s->label->parcel : 1, title = s->inner.w * 3 / 5;
    struct pw_area left = { s->inner.x, s->inner.y, title, s->strip }, right = left;
    right.x += title;
    right.w = s->inner.w - title;
    pw_press_fill(s->press, left, false);
    snprintf(parcel, sizeof parcel, "%d of %d", n, m > n ? m : n);
    return put(s, left, "CONTENTS", s->strip * 7 / 10, true, true, PW_ALIGN_CENTRE, "the heading", err) &&
           (m <= 1 || put(s, right, parcel, s->strip * 7 / 10, true, false, PW_ALIGN_RIGHT, "the parcel's number", err));
}

static bool draw_foot(const struct sheet *s, int64_t units, struct pw_error *err)
{
    char left[80];
    const char *weight = s->label->weight;
    int y = s->inner.y + s->inner.h - s->strip, half = s->inner.w / 2;
    snprintf(left, sizeof left, "%lld unit%s%s%s", (long long)units, units == 1 ? "" : "s",
             weight == NULL || *weight == '\0' ? "" : "  ", weight == NULL ? "" : weight);
    pw_press_fill(s->press, (struct pw_area){ s->inner.x, y, s->inner.w, dots(s, 250) }, false);
    return put(s, (struct pw_area){ s->inner.x, y, half, s->strip }, left, s->strip / 2, true, false, PW_ALIGN_LEFT,
               "the number of units", err) &&
           put(s, (struct pw_area){ s->inner.x + half, y, s->inner.w - half, s->strip }, s->label->order_id, s->strip / 2, false,
               false, PW_ALIGN_RIGHT, "the order number", err);
}

/* A name too long for its row loses its end: the slip has it whole. */
static bool draw_name(const struct sheet *s, struct pw_area area, int em, const char *name, struct pw_error *err)
{
    const struct pw_fit fit = { .largest = em, .comfortable = em, .smallest = dots(s, 1500), .middle = true };
    char cut[PW_PARA_MAX_BYTES + 4];
    size_t len = strlen(name) < PW_PARA_MAX_BYTES - 4 ? strlen(name) : PW_PARA_MAX_BYTES - 4;
    snprintf(cut, sizeof cut, "%.*s%s", (int)len, name, name[len] == '\0' ? "" : "\xE2\x80\xA6");
    for (;;) {
        pw_utf8_mend(cut);
        if (pw_press_block(s->press, area, &(struct pw_para){ cut, 1000, false }, 1, &fit, "an article's name", NULL, err))
            return true;
        if (err->code != PW_ERR_TOO_BIG || len < 8)
            return false;
        len -= len / 5 + 1;
        snprintf(cut + len, sizeof cut - len, "\xE2\x80\xA6");
    }
}

static bool draw_row(const struct sheet *s, struct pw_area row, int em, const char *quantity, const char *name,
                     struct pw_error *err)
{
    int column = em * (s->digits * 65 + 170) / 100; /* bold digits are some 0.6 em wide */
    struct pw_area left = { row.x, row.y, column - em / 2, row.h }, right = { row.x + column, row.y, row.w - column, row.h };
    return put(s, left, quantity, em, true, false, PW_ALIGN_RIGHT, "a quantity", err) && draw_name(s, right, em, name, err);
}

static bool draw_lines(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    const struct pw_content_label *l = s->label;
    int least = dots(s, SMALLEST_UM) * LEADING_PERMILLE / 1000, most = s->largest * LEADING_PERMILLE / 1000 * 3 / 2;
    size_t room = (size_t)(area.h / least), rows = l->line_count < room ? l->line_count : room;
    if (rows > ROWS_MAX)
        rows = ROWS_MAX;
    if (rows == 0)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a content label needs paper from 45 x 20 mm");
    bool all = rows == l->line_count;
    int h = area.h / (int)rows < most ? area.h / (int)rows : most, em = h * 1000 / LEADING_PERMILLE;
    em = em < s->largest ? em : s->largest;
    for (size_t i = 0; i < rows; i++) {
        struct pw_area row = { area.x, area.y + (int)i * h, area.w, h };
        char quantity[32], more[80];
        const char *name = name_of(&l->lines[i]);
        int64_t units = l->lines[i].quantity;
        if (!all && i + 1 == rows) {
            for (size_t k = i + 1; k < l->line_count; k++)
                units += l->lines[k].quantity;
            snprintf(more, sizeof more, "units of %zu more articles: see the packing slip", l->line_count - i);
            name = more;
        }
        snprintf(quantity, sizeof quantity, "%lld \xC3\x97", (long long)units);
        if (!draw_row(s, row, em, quantity, name, err))
            return false;
    }
    return true;
}

bool pw_content_label_draw(struct pw_label_press *press, const struct pw_content_label *label, struct pw_um width,
                           struct pw_um height, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    struct sheet s = { .press = pw_label_press_sheet(press), .label = label, .dots_per_mm = dots_per_mm };
    int64_t units = 0;
    for (size_t i = 0; i < label->line_count; i++)
        units += label->lines[i].quantity;
    for (int64_t n = units; n > 0; n /= 10) /* the last row may sum up several */
        s.digits++;
    if (units == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "there is nothing in the box of order %.40s yet", label->order_id);
    if (width.um < 45000 || height.um < 20000 || width.um > 220000 || height.um > 310000)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a content label needs paper from 45 x 20 to 220 x 310 mm; this is %d x %d mm",
                       (int)(width.um / 1000), (int)(height.um / 1000));
    pw_label_dots(width, height, dots_per_mm, &s.width, &s.height);
    int margin = dots(&s, MARGIN_UM), tenth = s.height / 6;
    s.strip = tenth < dots(&s, 9000) ? tenth : dots(&s, 9000);
    s.largest = s.width / 13 < dots(&s, LARGEST_UM) ? s.width / 13 : dots(&s, LARGEST_UM);
    s.inner = (struct pw_area){ margin, margin, s.width - 2 * margin, s.height - 2 * margin };
    struct pw_area lines = { s.inner.x, s.inner.y + s.strip, s.inner.w, s.inner.h - 2 * s.strip };
    return pw_press_begin(s.press, s.width, s.height, err) && draw_head(&s, err) && draw_lines(&s, lines, err) &&
           draw_foot(&s, units, err) && pw_press_end(s.press, dots_per_mm, ret_page, err);
}
