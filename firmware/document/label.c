/*
 * The layout, from top to bottom, on any paper from about 70 x 100 mm:
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
#include "document/label.h"

#include "document/label_press.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pw_label_press {
    struct pw_press *press;
};

/* One label being drawn. */
struct sheet {
    struct pw_press *press;
    const struct pw_label *label;
    int width, height, dots_per_mm;
    int scale_permille; /* of the design's lengths */
    int rule, thick;    /* dots of thin and thick rules */
    int pad;            /* between a rule and text */
    struct pw_area inner;
    bool international;
    struct pw_bars bars;
    int module_dots;
};

bool pw_label_press_create(struct pw_label_press **ret_press, struct pw_error *err)
{
    struct pw_label_press *press = calloc(1, sizeof *press);
    if (press == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for drawing labels");
    if (!pw_press_create(&press->press, err)) {
        free(press);
        return false;
    }
    *ret_press = press;
    return true;
}

struct pw_press *pw_label_press_sheet(struct pw_label_press *press)
{
    return press->press;
}

void pw_label_press_destroy(struct pw_label_press *press)
{
    if (press == NULL)
        return;
    pw_press_destroy(press->press);
    free(press);
}

void pw_label_dots(struct pw_um width, struct pw_um height, int dots_per_mm, int *ret_width, int *ret_height)
{
    bool four_by_six = width.um == 101600 && height.um == 152400 && dots_per_mm == 8;
    *ret_width = four_by_six ? 812 : pw_dots_from_um(width, dots_per_mm).dots;
    *ret_height = four_by_six ? 1218 : pw_dots_from_um(height, dots_per_mm).dots;
}

static bool has(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* Dots of a length on paper, whatever the paper's size. */
static int fixed(const struct sheet *s, int um)
{
    return pw_dots_from_um((struct pw_um){ um }, s->dots_per_mm).dots;
}

/* Dots of a length in the design. */
static int at(const struct sheet *s, int um)
{
    return fixed(s, (int)((int64_t)um * s->scale_permille / 1000));
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Text is never smaller than this on paper, however small the label: about 5.5 points. */
#define SMALLEST_UM 1900

static struct pw_fit fit_of(const struct sheet *s, int largest_um, int comfortable_um, int smallest_um)
{
    int smallest = fixed(s, smallest_um > SMALLEST_UM ? smallest_um : SMALLEST_UM), largest = at(s, largest_um);
    largest = largest > smallest ? largest : smallest;
    int comfortable = at(s, comfortable_um);
    comfortable = comfortable > smallest ? comfortable : smallest;
    return (struct pw_fit){ .largest = largest, .comfortable = comfortable, .smallest = smallest };
}

static struct pw_area shrunk(struct pw_area a, int left, int top, int right, int bottom)
{
    return (struct pw_area){ a.x + left, a.y + top, a.w - left - right, a.h - top - bottom };
}

/* A line across, thick dots high, its top at y. */
static void rule(const struct sheet *s, int y, int thick)
{
    pw_press_fill(s->press, (struct pw_area){ s->inner.x, y, s->inner.w, thick }, false);
}

/* A small heading and its value below it. */
static bool draw_captioned(const struct sheet *s, struct pw_area area, const char *caption, const char *value, int largest_um,
                           const char *what, struct pw_error *err)
{
    struct pw_fit small = fit_of(s, 2300, 2300, SMALLEST_UM), large = fit_of(s, largest_um, 3000, SMALLEST_UM);
    small.one_line = true;
    int used = 0;
    if (!pw_press_block(s->press, area, &(struct pw_para){ caption, 1000, false }, 1, &small, what, &used, err))
        return false;
    return pw_press_block(s->press, shrunk(area, 0, used, 0, 0), &(struct pw_para){ value, 1000, true }, 1, &large, what, NULL,
                          err);
}

static bool draw_head(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    const struct pw_label *l = s->label;
    char parcel[48];
    int n = l->parcel > 0 ? l->parcel : 1, m = l->parcels > n ? l->parcels : n;
    snprintf(parcel, sizeof parcel, "%d of %d", n, m);
    int side = at(s, 31000);
    struct pw_area right = { area.x + area.w - side, area.y, side, area.h };
    pw_press_fill(s->press, (struct pw_area){ right.x, area.y, s->rule, area.h }, false);
    if (!draw_captioned(s, shrunk(right, s->rule + s->pad, s->pad, s->pad, s->pad / 2), "PARCEL", parcel, 8200,
                        "the parcel's number", err))
        return false;
    const char *name = has(l->carrier) ? l->carrier : has(l->service) ? l->service : l->order_id;
    struct pw_fit fit = fit_of(s, 13000, 5500, 2600);
    fit.middle = true;
    struct pw_area left = { area.x, area.y, area.w - side, area.h };
    return pw_press_block(s->press, shrunk(left, s->pad, s->pad / 2, s->pad, s->pad / 2), &(struct pw_para){ name, 1000, true },
                          1, &fit, "the carrier's name", NULL, err);
}

static bool draw_banner(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    struct pw_fit fit = fit_of(s, 6800, 4000, 2400);
    fit.middle = fit.white = true;
    fit.align = PW_ALIGN_CENTRE;
    pw_press_fill(s->press, area, false);
    return pw_press_block(s->press, shrunk(area, s->pad, s->thick, s->pad, s->thick),
                          &(struct pw_para){ s->label->service, 1000, true }, 1, &fit, "the service's name", NULL, err);
}

/* An address as paragraphs; returns how many. */
static size_t paras_of(const struct pw_address_text *text, bool large, struct pw_para *paras)
{
    for (size_t i = 0; i < text->count; i++) {
        enum pw_address_part part = text->lines[i].part;
        bool strong = part == PW_ADDRESS_NAME || part == PW_ADDRESS_COUNTRY || (large && part == PW_ADDRESS_PLACE);
        paras[i] = (struct pw_para){ text->lines[i].text, large && !strong ? 900 : 1000, strong };
    }
    return text->count;
}

static bool draw_sender(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    struct pw_address_text text;
    if (!pw_address_format(&s->label->sender, s->international, &text, err))
        return false;
    struct pw_para paras[PW_ADDRESS_LINES + 1] = { { "FROM", 850, false } };
    size_t count = 1 + paras_of(&text, false, paras + 1);
    struct pw_fit fit = fit_of(s, 2900, 2300, SMALLEST_UM);
    bool ok = text.count == 0 || pw_press_block(s->press, area, paras, count, &fit, "the return address", NULL, err);
    pw_address_text_finish(&text);
    return ok;
}

#define FACTS 3

static bool has_facts(const struct pw_label *l)
{
    return has(l->ship_by) || has(l->weight) || has(l->reference);
}

/* Below each other, each a caption with its value below; the value alone where the paper is small. */
static bool draw_facts(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    const struct {
        const char *caption, *value, *what;
    } facts[FACTS] = {
        { "SHIP BY", s->label->ship_by, "the ship-by date" },
        { "WEIGHT", s->label->weight, "the weight" },
        { "REFERENCE", s->label->reference, "the reference" },
    };
    int count = 0, row = 0;
    for (size_t i = 0; i < FACTS; i++)
        count += has(facts[i].value);
    for (size_t i = 0; i < FACTS; i++) {
        if (!has(facts[i].value))
            continue;
        int top = area.h * row / count, bottom = area.h * (row + 1) / count;
        struct pw_area cell = { area.x, area.y + top, area.w, bottom - top };
        row++;
        if (cell.h >= fixed(s, SMALLEST_UM * 3)) {
            if (!draw_captioned(s, cell, facts[i].caption, facts[i].value, 3900, facts[i].what, err))
                return false;
            continue;
        }
        struct pw_fit fit = fit_of(s, 2600, SMALLEST_UM, SMALLEST_UM);
        if (!pw_press_block(s->press, cell, &(struct pw_para){ facts[i].value, 1000, true }, 1, &fit, facts[i].what, NULL, err))
            return false;
    }
    return true;
}

/* The return address, and beside it what else there is to say of the parcel; no taller than what is in it. */
static bool draw_middle(const struct sheet *s, struct pw_area *row, struct pw_error *err)
{
    const struct pw_address *from = &s->label->sender;
    bool facts = has_facts(s->label), sender = has(from->name) || has(from->company) || has(from->line1) || has(from->city);
    int side = facts ? at(s, 36000) : 0;
    row->h = sender || facts ? at(s, 22000) : 0;
    if (sender && !draw_sender(s, shrunk(*row, s->pad, s->pad, side + s->pad, s->pad / 2), err))
        return false;
    if (!facts)
        return true;
    pw_press_fill(s->press, (struct pw_area){ row->x + row->w - side, row->y, s->rule, row->h }, false);
    return draw_facts(s, shrunk(*row, row->w - side + s->pad + s->rule, s->pad, s->pad, s->pad / 2), err);
}

static bool draw_recipient(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    int tab = at(s, 8000);
    pw_press_fill(s->press, (struct pw_area){ area.x, area.y, tab, area.h }, false);
    struct pw_type type = { .size = at(s, 5000), .bold = true, .white = true };
    pw_press_upright(s->press, (struct pw_area){ area.x, area.y, tab, area.h }, "SHIP TO", type);
    struct pw_address_text text;
    if (!pw_address_format(&s->label->recipient, s->international, &text, err))
        return false;
    struct pw_para paras[PW_ADDRESS_LINES];
    size_t count = paras_of(&text, true, paras);
    struct pw_fit fit = fit_of(s, 7200, 4200, 2300);
    fit.middle = true;
    bool ok = pw_press_block(s->press, shrunk(area, tab + at(s, 3500), s->pad, s->pad, s->pad), paras, count, &fit,
                             "the recipient's address", NULL, err);
    pw_address_text_finish(&text);
    return ok;
}

static bool draw_order(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    if (!has(s->label->order_id))
        return true;
    struct pw_para paras[] = { { "ORDER", 1000, false }, { s->label->order_id, 1000, true } };
    struct pw_fit small = fit_of(s, 2600, 2600, SMALLEST_UM), large = fit_of(s, 5000, 3200, SMALLEST_UM);
    small.middle = large.middle = true;
    large.align = PW_ALIGN_RIGHT;
    int caption = at(s, 16000);
    return pw_press_block(s->press, (struct pw_area){ area.x, area.y, caption, area.h }, paras, 1, &small, "the order number",
                          NULL, err) &&
           pw_press_block(s->press, shrunk(area, caption, 0, 0, 0), paras + 1, 1, &large, "the order number", NULL, err);
}

/* What a person reads below the bars. */
static bool draw_barcode_text(const struct sheet *s, struct pw_area area, struct pw_error *err)
{
    char text[128];
    snprintf(text, sizeof text, "%s%s", s->label->barcode_kind == PW_BARS_SSCC ? "(00) " : "", s->label->barcode);
    struct pw_fit fit = fit_of(s, 4600, 4600, SMALLEST_UM);
    fit.one_line = fit.middle = true;
    fit.align = PW_ALIGN_CENTRE;
    return pw_press_block(s->press, area, &(struct pw_para){ text, 1000, true }, 1, &fit, "the barcode's text", NULL, err);
}

/*
 * Modules as wide as the paper allows, up to half a millimetre, and never under a third of one: at 8 dots a millimetre a module
 * of two dots is lost to one dot of bleeding. Quiet zones may reach over the rules' ends to the paper's edge less a millimetre.
 */
static bool choose_module(struct sheet *s, struct pw_error *err)
{
    int largest = fixed(s, 500), smallest = (s->dots_per_mm * 330 + 999) / 1000;
    int room = s->width - 2 * fixed(s, 1000);
    s->module_dots = least(largest, room / (s->bars.modules + 2 * PW_BARS_QUIET));
    if (s->module_dots >= smallest)
        return true;
    return pw_fail(err, PW_ERR_TOO_BIG, 0, "the barcode \"%.60s\" is too long for paper %d mm wide: it would need %d mm",
                   s->label->barcode, s->width / s->dots_per_mm,
                   ((s->bars.modules + 2 * PW_BARS_QUIET) * smallest) / s->dots_per_mm + 3);
}

static bool measure(struct sheet *s, struct pw_um width, struct pw_um height, struct pw_error *err)
{
    if (s->dots_per_mm != 8 && s->dots_per_mm != 12 && s->dots_per_mm != 24)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "label printers have 8, 12 or 24 dots a millimetre, not %d", s->dots_per_mm);
    if (width.um < 70000 || height.um < 95000 || width.um > 220000 || height.um > 310000)
        return pw_fail(
            err, PW_ERR_UNSUPPORTED, 0,
            "a shipping label needs paper from 70 x 95 to 220 x 310 mm; this is %d x %d mm: set media = 4x6in or 100x150mm",
            (int)(width.um / 1000), (int)(height.um / 1000));
    pw_label_dots(width, height, s->dots_per_mm, &s->width, &s->height);
    int by_width = (int)((int64_t)width.um * 1000 / 101600), by_height = (int)((int64_t)height.um * 1000 / 152400);
    s->scale_permille = least(by_width, by_height);
    s->rule = fixed(s, 250);
    s->thick = fixed(s, 750);
    s->pad = at(s, 1500);
    int margin = fixed(s, 3000);
    s->inner = (struct pw_area){ margin, margin, s->width - 2 * margin, s->height - 2 * margin };
    const struct pw_address *to = &s->label->recipient, *from = &s->label->sender;
    s->international = has(to->country) && !pw_address_same_country(to->country, from->country);
    return true;
}

static bool draw_all(struct sheet *s, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_area row = s->inner;
    int bottom = row.y + row.h;
    int text_h = at(s, 6000), bars_h = at(s, s->label->barcode_kind == PW_BARS_SSCC ? 32000 : 26000), bars_gap = at(s, 2200);
    int bars_y = bottom - text_h - bars_h;
    int order_h = has(s->label->order_id) ? at(s, 8500) : 0;
    int order_y = bars_y - bars_gap - s->rule - order_h;

    row.h = at(s, 15500);
    if (!draw_head(s, row, err))
        return false;
    row.y += row.h;
    if (has(s->label->carrier) && has(s->label->service)) {
        row.h = at(s, 9500);
        if (!draw_banner(s, row, err))
            return false;
    } else {
        row.h = s->thick;
        rule(s, row.y, row.h);
    }
    row.y += row.h;
    if (!draw_middle(s, &row, err))
        return false;
    row.y += row.h;
    rule(s, row.y, s->thick);
    row.y += s->thick;
    row.h = order_y - s->thick - row.y;
    if (!draw_recipient(s, row, err))
        return false;
    rule(s, order_y - s->thick, s->thick);
    if (!draw_order(s, (struct pw_area){ row.x + s->pad, order_y, row.w - 2 * s->pad, order_h }, err))
        return false;
    if (order_h > 0)
        rule(s, order_y + order_h, s->rule);
    if (!draw_barcode_text(s, (struct pw_area){ row.x, bottom - text_h, row.w, text_h }, err))
        return false;
    if (!pw_press_end(s->press, s->dots_per_mm, ret_page, err))
        return false;
    pw_bars_draw(&s->bars, ret_page, (s->width - s->bars.modules * s->module_dots) / 2, bars_y, s->module_dots, bars_h);
    return true;
}

bool pw_label_draw(struct pw_label_press *press, const struct pw_label *label, struct pw_um width, struct pw_um height,
                   int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    struct sheet s = { .press = press->press, .label = label, .dots_per_mm = dots_per_mm };
    if (!has(label->recipient.name) && !has(label->recipient.line1))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "order %.40s has neither a recipient nor a street: no label can be drawn",
                       has(label->order_id) ? label->order_id : "without number");
    return measure(&s, width, height, err) && pw_bars_encode(label->barcode_kind, label->barcode, &s.bars, err) &&
           choose_module(&s, err) && pw_press_begin(s.press, s.width, s.height, err) && draw_all(&s, ret_page, err);
}
