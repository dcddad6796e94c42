/*
 * Tall paper, from 76 x 95 mm:
 *
 *     carrier                 | parcel n of m
 *     ######### service, white on black #########
 *     from: return address    | ship by, weight, reference
 *     #S|  recipient, as large as it goes:
 *     #H|  what the carrier's people read at arm's length;
 *     #I|  takes all the room that the others leave
 *     #P|
 *     order                              parcel's number
 *         ||||||||||||||||||||||||||||
 *             the barcode in letters
 *
 * Lengths are those of a 4 x 6 inch label and shrink with the paper; the barcode's modules are whole dots and don't.
 */
#include "document/label_layout.h"

static bool draw_head(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    int side = pw_sheet_at(s, 31000);
    struct pw_area right = { area.x + area.w - side, area.y, side, area.h };
    pw_press_fill(s->press, (struct pw_area){ right.x, area.y, s->rule, area.h }, false);
    if (!pw_sheet_captioned(s, pw_area_shrunk(right, s->rule + s->pad, s->pad, s->pad, s->pad / 2), "PARCEL", l->number, 8200,
                            "the parcel's number", err))
        return false;
    struct pw_fit fit = pw_sheet_fit(s, 13000, 5500, 2600);
    fit.middle = true;
    struct pw_area left = { area.x, area.y, area.w - side, area.h };
    return pw_press_block(s->press, pw_area_shrunk(left, s->pad, s->pad / 2, s->pad, s->pad / 2),
                          &(struct pw_para){ pw_label_name(l->label), 1000, true }, 1, &fit, "the carrier's name", NULL, err);
}

#define FACTS 3

static bool has_facts(const struct pw_label *l)
{
    return pw_text_is(l->ship_by) || pw_text_is(l->weight) || pw_text_is(l->reference);
}

/* Below each other, each a caption with its value below; the value alone where the paper is small. */
static bool draw_facts(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    const struct {
        const char *caption, *value, *what;
    } facts[FACTS] = {
        { "SHIP BY", l->label->ship_by, "the ship-by date" },
        { "WEIGHT", l->label->weight, "the weight" },
        { "REFERENCE", l->label->reference, "the reference" },
    };
    int count = 0, row = 0;
    for (size_t i = 0; i < FACTS; i++)
        count += pw_text_is(facts[i].value);
    for (size_t i = 0; i < FACTS; i++) {
        if (!pw_text_is(facts[i].value))
            continue;
        int top = area.h * row / count, bottom = area.h * (row + 1) / count;
        struct pw_area cell = { area.x, area.y + top, area.w, bottom - top };
        row++;
        if (!pw_sheet_captioned(s, cell, facts[i].caption, facts[i].value, 3900, facts[i].what, err))
            return false;
    }
    return true;
}

/* The return address, and beside it what else there is to say of the parcel; no taller than what is in it. */
static bool draw_middle(const struct pw_label_sheet *l, struct pw_area *row, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    bool facts = has_facts(l->label), sender = pw_label_has_sender(l->label);
    int side = facts ? pw_sheet_at(s, 36000) : 0;
    row->h = sender || facts ? pw_sheet_at(s, 22000) : 0;
    if (sender && !pw_label_from(l, pw_area_shrunk(*row, s->pad, s->pad, side + s->pad, s->pad / 2), err))
        return false;
    if (!facts)
        return true;
    pw_press_fill(s->press, (struct pw_area){ row->x + row->w - side, row->y, s->rule, row->h }, false);
    return draw_facts(l, pw_area_shrunk(*row, row->w - side + s->pad + s->rule, s->pad, s->pad, s->pad / 2), err);
}

static bool draw_order(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    if (!pw_text_is(l->label->order_id))
        return true;
    struct pw_para paras[] = { { "ORDER", 1000, false }, { l->label->order_id, 1000, true } };
    struct pw_fit small = pw_sheet_fit(s, 2600, 2600, PW_SHEET_SMALLEST_UM),
                  large = pw_sheet_fit(s, 5000, 3200, PW_SHEET_SMALLEST_UM);
    small.middle = large.middle = true;
    large.align = PW_ALIGN_RIGHT;
    int caption = pw_sheet_at(s, 16000);
    return pw_press_block(s->press, (struct pw_area){ area.x, area.y, caption, area.h }, paras, 1, &small, "the order number",
                          NULL, err) &&
           pw_press_block(s->press, pw_area_shrunk(area, caption, 0, 0, 0), paras + 1, 1, &large, "the order number", NULL, err);
}

static bool draw_all(const struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    struct pw_area row = s->inner;
    int bottom = row.y + row.h;
    int text_h = pw_sheet_at(s, 6000), bars_h = pw_sheet_at(s, 26000);
    if (l->label->barcode_kind == PW_BARS_SSCC) /* GS1's logistic label: bars of 31.75 mm, on the paper that it is made for */
        bars_h = l->height.um >= 140000 ? pw_sheet_fixed(s, 32000) : pw_sheet_at(s, 32000);
    int bars_y = bottom - text_h - pw_sheet_fixed(s, 500) - bars_h;
    int order_h = pw_text_is(l->label->order_id) ? pw_sheet_at(s, 8500) : 0;
    int order_y = bars_y - pw_sheet_at(s, 2200) - s->rule - order_h;

    row.h = pw_sheet_at(s, 15500);
    if (!draw_head(l, row, err))
        return false;
    row.y += row.h;
    if (pw_text_is(l->label->carrier) && pw_text_is(l->label->service)) {
        row.h = pw_sheet_at(s, 9500);
        if (!pw_label_service(l, row, err))
            return false;
    } else {
        row.h = s->thick;
        pw_sheet_rule(s, row.y, row.h);
    }
    row.y += row.h;
    if (!draw_middle(l, &row, err))
        return false;
    row.y += row.h;
    pw_sheet_rule(s, row.y, s->thick);
    row.y += s->thick;
    row.h = order_y - s->thick - row.y;
    if (!pw_label_ship_to(l, row, 8000, 3500, err))
        return false;
    pw_sheet_rule(s, order_y - s->thick, s->thick);
    if (!draw_order(l, (struct pw_area){ row.x + s->pad, order_y, row.w - 2 * s->pad, order_h }, err))
        return false;
    if (order_h > 0)
        pw_sheet_rule(s, order_y + order_h, s->rule);
    if (!pw_label_code_text(l, (struct pw_area){ row.x, bottom - text_h, row.w, text_h }, 4600, err) ||
        !pw_press_end(s->press, s->dots_per_mm, ret_page, err))
        return false;
    pw_bars_draw(&l->bars, ret_page, (s->width - l->bars.modules * l->module) / 2, bars_y, l->module, bars_h);
    return true;
}

bool pw_label_draw_tall(struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_sheet *s = &l->sheet;
    if (!pw_sheet_init(s, s->press, l->width, l->height, l->dots_per_mm, 3000, err))
        return false;
    int by_width = (int)((int64_t)l->width.um * 1000 / 101600), by_height = (int)((int64_t)l->height.um * 1000 / 152400);
    s->scale_permille = by_width < by_height ? by_width : by_height;
    s->pad = pw_sheet_at(s, 1500);
    return pw_press_begin(s->press, s->width, s->height, err) && draw_all(l, ret_page, err);
}
