/*
 * The CN22, 74 x 105 mm to 4 x 6 in:
 *
 *     CUSTOMS DECLARATION                      #CN22#
 *     [ ] Gift            [ ] Commercial sample
 *     [ ] Documents       [ ] Returned goods
 *     [X] Sale of goods   [ ] Other
 *     quantity and description (1)  | kg (2) | value (3)
 *       HS tariff number (4), country of origin (5)
 *     total                         | kg (6) | value (7)
 *     what the sender certifies
 *     date (8)    signature
 *     order                                    parcel
 *
 * Source: the form CN 22 of the Universal Postal Union's Convention Manual, 74 x 105 mm, by the fields that posts ask for it
 * (post.japanpost.jp customs_en; the numbers in brackets are the form's own).
 */
#include "base/amount.h"
#include "document/artwork.h"
#include "document/customs_form.h"

#include <stdio.h>
#include <string.h>

enum { SMALLEST_W = 70000, SMALLEST_H = 95000, LARGEST_W = 101600, LARGEST_H = 152400 };

struct columns {
    struct pw_area what, weight, value;
};

static struct columns columns_of(const struct pw_form *f, struct pw_area row)
{
    int weight = pw_sheet_at(&f->sheet, 20000), value = pw_sheet_at(&f->sheet, 23000), w = row.w - weight - value;
    return (struct columns){ { row.x, row.y, w, row.h },
                             { row.x + w, row.y, weight, row.h },
                             { row.x + w + weight, row.y, value, row.h } };
}

static struct pw_area padded(const struct pw_form *f, struct pw_area area)
{
    int pad = f->sheet.pad * 2 / 3;
    return pw_area_shrunk(area, pad + f->sheet.rule, f->sheet.rule, pad, 0);
}

static void uprights(const struct pw_form *f, const struct columns *c)
{
    pw_form_upright(f, c->weight);
    pw_form_upright(f, c->value);
}

static bool draw_table_head(const struct pw_form *f, struct pw_area row, struct pw_error *err)
{
    struct columns c = columns_of(f, row);
    char value[40];
    snprintf(value, sizeof value, "Value, %.3s (3)", f->customs->items[0].currency);
    uprights(f, &c);
    static const char *const what[] = {
        "Quantity and detailed description of contents (1); HS tariff number (4) and country of origin (5)",
        "Quantity and description (1); HS number (4), origin (5)",
    };
    struct pw_fit fit = pw_sheet_fit(&f->sheet, 2500, 2500, 2300);
    bool room = pw_press_fits(f->sheet.press, padded(f, c.what), &(struct pw_para){ what[0], 1000, false }, 1, &fit, NULL);
    return pw_form_cell(f, padded(f, c.what), what[room ? 0 : 1], 2500, false, PW_ALIGN_LEFT, "a heading", err) &&
           pw_form_cell(f, padded(f, c.weight), "Net weight, kg (2)", 2500, false, PW_ALIGN_RIGHT, "a heading", err) &&
           pw_form_cell(f, padded(f, c.value), value, 2500, false, PW_ALIGN_RIGHT, "a heading", err);
}

static bool draw_item(const struct pw_form *f, struct pw_area row, const struct pw_customs_item *item, struct pw_error *err)
{
    struct columns c = columns_of(f, row);
    char text[PW_PARA_MAX_BYTES + 1], origin[120], kg[24], value[24], name[100];
    const char *country = pw_country_name(item->origin);
    bool hs = pw_text_is(item->hs_code);
    snprintf(text, sizeof text, "%lld \xC3\x97 %s", (long long)item->quantity, item->description);
    snprintf(origin, sizeof origin, "%s%s%s%s%s", hs ? "HS " : "", hs ? item->hs_code : "", hs && country != NULL ? ", " : "",
             country != NULL ? "origin " : "", country != NULL ? country : "");
    pw_form_kg(item->weight_g, kg);
    pw_money_text(item->value_milli, item->currency, value);
    pw_form_item_name(item, name, sizeof name);
    const struct pw_para paras[] = { { text, 1000, true }, { origin, 850, false } };
    struct pw_fit fit = pw_sheet_fit(&f->sheet, 3400, 3300, PW_SHEET_SMALLEST_UM);
    fit.middle = true;
    uprights(f, &c);
    return pw_press_block(f->sheet.press, padded(f, c.what), paras, 2, &fit, name, NULL, err) &&
           pw_sheet_text(&f->sheet, padded(f, c.weight), kg, 3400, false, PW_ALIGN_RIGHT, "a weight", err) &&
           pw_sheet_text(&f->sheet, padded(f, c.value), value, 3400, false, PW_ALIGN_RIGHT, "a value", err);
}

static bool draw_items(const struct pw_form *f, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    int n = (int)f->customs->item_count, most = pw_sheet_at(s, 15000), h = area.h / n < most ? area.h / n : most;
    for (int i = 0; i < n; i++) {
        struct pw_area row = { area.x, area.y + i * h, area.w, h };
        if (!draw_item(f, row, &f->customs->items[i], err))
            return false;
        if (i + 1 < n)
            pw_sheet_rule(s, row.y + h, s->rule);
    }
    /* The columns go on to the totals. */
    struct pw_area rest = { area.x, area.y + n * h, area.w, area.h - n * h };
    struct columns c = columns_of(f, rest);
    uprights(f, &c);
    if (rest.h > 2 * s->pad)
        pw_sheet_rule(s, rest.y, s->rule);
    return true;
}

static bool draw_totals(const struct pw_form *f, struct pw_area row, struct pw_error *err)
{
    struct columns c = columns_of(f, row);
    char kg[40], amount[24], value[40];
    pw_form_gross(f->customs, kg, sizeof kg);
    pw_money_text(pw_customs_value(f->customs), f->customs->items[0].currency, amount);
    snprintf(value, sizeof value, "%s %.3s", amount, f->customs->items[0].currency);
    uprights(f, &c);
    const struct pw_para paras[] = { { "Total", 1000, true }, { "gross weight, kg (6); value (7)", 700, false } };
    struct pw_fit fit = pw_sheet_fit(&f->sheet, 3600, 2900, 2800);
    fit.middle = true;
    return pw_press_block(f->sheet.press, padded(f, c.what), paras, 2, &fit, "a heading", NULL, err) &&
           pw_sheet_text(&f->sheet, padded(f, c.weight), kg, 3400, true, PW_ALIGN_RIGHT, "the total weight", err) &&
           pw_sheet_text(&f->sheet, padded(f, c.value), value, 3400, true, PW_ALIGN_RIGHT, "the total value", err);
}

static bool draw_foot(const struct pw_form *f, struct pw_area row, struct pw_error *err)
{
    char order[120], parcel[40];
    int n = f->customs->parcel > 0 ? f->customs->parcel : 1, m = f->customs->parcels > n ? f->customs->parcels : n;
    snprintf(order, sizeof order, "Order %.80s", f->customs->order_id);
    if (f->customs->parcels < 0)
        snprintf(parcel, sizeof parcel, "parcel %d", n);
    else
        snprintf(parcel, sizeof parcel, "parcel %d of %d", n, m);
    return pw_sheet_text(&f->sheet, (struct pw_area){ row.x, row.y, row.w * 2 / 3, row.h }, order, 2600, false, PW_ALIGN_LEFT,
                         "the order number", err) &&
           pw_sheet_text(&f->sheet, (struct pw_area){ row.x + row.w * 2 / 3, row.y, row.w - row.w * 2 / 3, row.h }, parcel, 2600,
                         false, PW_ALIGN_RIGHT, "the parcel's number", err);
}

static bool draw(const struct pw_form *f, struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    bool explained = pw_text_is(f->customs->rules->explanation);
    int head = pw_sheet_at(s, 17000), ticks = pw_sheet_at(s, explained ? 23000 : 18000), heading = pw_sheet_at(s, 10000),
        totals = pw_sheet_at(s, 10000), sign = pw_sheet_at(s, 27000), foot = pw_sheet_at(s, 5000);
    struct pw_area a = s->inner, row = { a.x, a.y, a.w, head };
    pw_press_frame(s->press, (struct pw_area){ a.x, a.y, a.w, a.h - foot }, s->rule + 1);
    if (!pw_form_head(f, row, "CN22", "May be opened officially / Peut \xC3\xAAtre ouvert d'office", err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, ticks };
    pw_sheet_rule(s, row.y, s->rule);
    if (!pw_form_categories(f, pw_area_shrunk(row, s->pad, s->rule + s->pad / 2, s->pad / 2, s->pad / 2), 2, err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, heading };
    pw_sheet_rule(s, row.y, s->thick / 2);
    if (!draw_table_head(f, pw_area_shrunk(row, 0, s->rule, 0, 0), err))
        return false;
    int bottom = a.y + a.h - foot - sign - totals;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, bottom - row.y - row.h };
    pw_sheet_rule(s, row.y, s->rule);
    if (!draw_items(f, row, err))
        return false;
    row = (struct pw_area){ a.x, bottom, a.w, totals };
    pw_sheet_rule(s, row.y, s->thick / 2);
    if (!draw_totals(f, row, err))
        return false;
    row = (struct pw_area){ a.x, row.y + row.h, a.w, sign };
    pw_sheet_rule(s, row.y, s->thick / 2);
    return pw_form_signature(f, pw_area_shrunk(row, s->pad, s->pad / 2, s->pad, s->pad), "Date and sender's signature (8)",
                             err) &&
           draw_foot(f, (struct pw_area){ a.x, a.y + a.h - foot, a.w, foot }, err);
}

static bool draw_upright(struct pw_form *f, struct pw_um width, struct pw_um height, int dots_per_mm, struct pw_page *ret_page,
                         struct pw_error *err)
{
    struct pw_sheet *s = &f->sheet;
    if (!pw_sheet_init(s, s->press, width, height, dots_per_mm, 3000, err))
        return false;
    int margin = pw_sheet_fixed(s, 3000), w = width.um < LARGEST_W ? width.um : LARGEST_W,
        h = height.um < LARGEST_H ? height.um : LARGEST_H;
    s->inner = (struct pw_area){ margin, margin, pw_sheet_fixed(s, w) - 2 * margin, pw_sheet_fixed(s, h) - 2 * margin };
    int by_width = (int)((int64_t)w * 1000 / LARGEST_W), by_height = (int)((int64_t)h * 1000 / LARGEST_H);
    s->scale_permille = by_width < by_height ? by_width : by_height;
    s->pad = pw_sheet_at(s, 1500);
    return pw_press_begin(s->press, s->width, s->height, err) && draw(f, err) &&
           pw_press_end(s->press, dots_per_mm, ret_page, err);
}

static bool is_turned(struct pw_um width, struct pw_um height)
{
    return height.um < SMALLEST_H && width.um >= SMALLEST_H;
}

bool pw_cn22_paper(struct pw_um width, struct pw_um height, struct pw_error *err)
{
    char paper[40];
    bool turned = is_turned(width, height);
    if ((turned ? height.um : width.um) >= SMALLEST_W && (turned ? width.um : height.um) >= SMALLEST_H && width.um <= 310000 &&
        height.um <= 310000)
        return true;
    pw_paper_name(width, height, paper, sizeof paper);
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a CN22 needs paper from 74 x 105 mm; this is %s: set media = 4x6in", paper);
}

bool pw_cn22_draw(struct pw_label_press *press, const struct pw_customs *customs, struct pw_um width, struct pw_um height,
                  int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_form f = { .sheet = { .press = pw_label_press_sheet(press) }, .customs = customs };
    if (!pw_cn22_paper(width, height, err))
        return false;
    if (!is_turned(width, height))
        return draw_upright(&f, width, height, dots_per_mm, ret_page, err);
    struct pw_page page = { 0 };
    const struct pw_um short_side = height, long_side = width; /* it is drawn upright, and turned */
    bool ok = draw_upright(&f, short_side, long_side, dots_per_mm, &page, err) &&
              pw_artwork_fit(&page, page.height, page.width, PW_TURN_LEFT, ret_page, err);
    pw_page_finish(&page);
    return ok;
}
