/*
 * Wide or low paper, from 80 x 50 mm:
 *
 *     carrier | #### service #### | parcel n of m
 *     #S|                         | from: return address
 *     #H|  recipient, as large    |
 *     #I|  as it goes             | order
 *     #P|                         | ship by, weight
 *             ||||||||||||||||||||||||||||
 *                 the barcode in letters
 *
 * Rows are parts of the paper's height; letters are those of a 4 x 4 inch label and shrink with the paper.
 */
#include "document/label_layout.h"

enum {
    FACT_UM = 5200,  /* a caption and its value, in the smallest letters */
    VALUE_UM = 2700, /* the value alone */
};

static bool draw_head(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    bool both = pw_text_is(l->label->carrier) && pw_text_is(l->label->service);
    int number_w = area.w * 17 / 100, name_w = both ? area.w * 33 / 100 : area.w - number_w;
    struct pw_area name = { area.x, area.y, name_w, area.h };
    struct pw_area service = { area.x + name_w, area.y, area.w - name_w - number_w, area.h };
    struct pw_area number = { area.x + area.w - number_w, area.y, number_w, area.h };
    struct pw_fit fit = pw_sheet_fit(s, 10000, 4500, 2400);
    fit.middle = true;
    if (both && !pw_label_service(l, service, err))
        return false;
    if (!both)
        pw_press_fill(s->press, (struct pw_area){ number.x, area.y, s->rule, area.h }, false);
    return pw_press_block(s->press, pw_area_shrunk(name, 0, s->thick, s->pad, s->thick),
                          &(struct pw_para){ pw_label_name(l->label), 1000, true }, 1, &fit, "the carrier's name", NULL, err) &&
           pw_sheet_captioned(s, pw_area_shrunk(number, s->pad, s->thick, 0, 0), "PARCEL", l->number, 6400, "the parcel's number",
                              err);
}

/* Rows of facts from the bottom up: ship by and weight beside each other, the reference, the order. */
static bool draw_facts(const struct pw_label_sheet *l, struct pw_area area, int h, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    const struct pw_label *label = l->label;
    const struct {
        const char *caption, *value, *what;
    } rows[] = { { "REFERENCE", label->reference, "the reference" }, { "ORDER", label->order_id, "the order number" } };
    bool ship_by = pw_text_is(label->ship_by), weight = pw_text_is(label->weight);
    struct pw_area row = { area.x, area.y + area.h, area.w, h };
    if (ship_by || weight) {
        row.y -= h;
        struct pw_area left = row, right = row;
        left.w = ship_by && weight ? area.w * 56 / 100 - s->pad : area.w;
        right.x += area.w * 56 / 100 * (ship_by && weight);
        right.w -= right.x - row.x;
        if (!pw_sheet_captioned(s, left, "SHIP BY", label->ship_by, 3600, "the ship-by date", err) ||
            !pw_sheet_captioned(s, right, "WEIGHT", label->weight, 3600, "the weight", err))
            return false;
    }
    for (size_t i = 0; i < PW_COUNT(rows); i++) {
        if (!pw_text_is(rows[i].value))
            continue;
        row.y -= h;
        if (!pw_sheet_captioned(s, row, rows[i].caption, rows[i].value, 3600, rows[i].what, err))
            return false;
    }
    return true;
}

/* The return address above the facts; where it has no room, the facts do without their captions. */
static bool draw_side(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    const struct pw_label *label = l->label;
    bool sender = pw_label_has_sender(label);
    int rows =
        (pw_text_is(label->ship_by) || pw_text_is(label->weight)) + pw_text_is(label->reference) + pw_text_is(label->order_id);
    int h = pw_sheet_at(s, 8000), least = pw_sheet_fixed(s, FACT_UM),
        most = area.h * (sender ? 55 : 100) / 100 / (rows > 0 ? rows : 1);
    h = h > most ? most : h;
    h = h > least ? h : least;
    while (sender && !pw_label_from(l, pw_area_shrunk(area, 0, 0, 0, rows * h + s->thick), err)) {
        if (err == NULL || err->code != PW_ERR_TOO_BIG || h == pw_sheet_fixed(s, VALUE_UM))
            return false;
        h = pw_sheet_fixed(s, VALUE_UM);
    }
    return draw_facts(l, area, h, err);
}

static bool draw_all(const struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    const struct pw_label *label = l->label;
    struct pw_area in = s->inner;
    bool side = pw_label_has_sender(label) || pw_text_is(label->order_id) || pw_text_is(label->ship_by) ||
                pw_text_is(label->weight) || pw_text_is(label->reference);
    /* A GS1 logistic label wants its bars 31.75 mm high; on lower paper the address comes first. */
    bool tall_bars = label->barcode_kind == PW_BARS_SSCC && l->height.um >= 95000;
    int head_h = pw_sheet_at(s, 12500), text_h = pw_sheet_at(s, 6000),
        bars_h = tall_bars ? pw_sheet_fixed(s, 32000) : pw_sheet_at(s, 23000);
    int smallest_text = pw_sheet_fixed(s, 3800);
    text_h = text_h > smallest_text ? text_h : smallest_text;
    int text_y = in.y + in.h - text_h, bars_y = text_y - pw_sheet_fixed(s, 400) - bars_h, body_y = in.y + head_h + s->thick;
    struct pw_area body = { in.x, body_y, in.w, bars_y - pw_sheet_at(s, 2200) - s->thick - body_y };
    int side_w = in.w * 34 / 100, side_least = pw_sheet_fixed(s, 30000);
    side_w = !side ? 0 : side_w > side_least ? side_w : side_least;

    struct pw_area to = { body.x, body.y, body.w - side_w, body.h };
    struct pw_area beside = { to.x + to.w + s->rule, body.y, side_w - s->rule, body.h };
    if (!draw_head(l, (struct pw_area){ in.x, in.y, in.w, head_h }, err) || !pw_label_ship_to(l, to, 7000, 2500, err))
        return false;
    pw_sheet_rule(s, in.y + head_h, s->thick);
    pw_sheet_rule(s, body.y + body.h, s->thick);
    if (side) {
        pw_press_fill(s->press, (struct pw_area){ to.x + to.w, body.y, s->rule, body.h }, false);
        if (!draw_side(l, pw_area_shrunk(beside, s->pad, s->pad * 2 / 3, 0, s->pad / 3), err))
            return false;
    }
    if (!pw_label_code_text(l, (struct pw_area){ in.x, text_y, in.w, text_h }, 4600, err) ||
        !pw_press_end(s->press, s->dots_per_mm, ret_page, err))
        return false;
    pw_bars_draw(&l->bars, ret_page, (s->width - l->bars.modules * l->module) / 2, bars_y, l->module, bars_h);
    return true;
}

bool pw_label_draw_wide(struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_sheet *s = &l->sheet;
    int least = l->width.um < l->height.um ? l->width.um : l->height.um;
    if (!pw_sheet_init(s, s->press, l->width, l->height, l->dots_per_mm, least < 90000 ? 2000 : 3000, err))
        return false;
    s->scale_permille = (int)((int64_t)least * 1000 / 101600);
    s->thick = pw_sheet_fixed(s, least < 90000 ? 500 : 750);
    s->pad = pw_sheet_at(s, 1800);
    return pw_press_begin(s->press, s->width, s->height, err) && draw_all(l, ret_page, err);
}
