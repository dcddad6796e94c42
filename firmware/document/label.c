/*
 * Which layout a paper gets:
 *
 *     from 76 x 95 mm, and tall    tall: 4 x 6 in, 100 x 150 mm, A5, A4
 *     from 80 x 50 mm              wide: 4 x 4 in, 100 x 62 mm, 6 x 4 in
 *     from 45 x 20 mm              tag: 2 x 1 in, 62 x 29 mm
 *
 * Longer than wide, but neither of the first two as it lies: turned, so that lines of text and the bars lie along the paper (62 x
 * 100 as 100 x 62 mm); also where the bars have no room across it.
 */
#include "document/label.h"

#include "document/artwork.h"
#include "document/label_layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The smallest paper of each layout, in micrometres; and how long paper is that never has a matrix code in place of bars. */
enum {
    TALL_W = 76000,
    TALL_H = 95000,
    WIDE_W = 80000,
    WIDE_H = 50000,
    TAG_W = 45000,
    TAG_H = 20000,
    LINEAR_FROM = 98000,
    ARMS_LENGTH_UM = 4200,  /* letters (12 points) that are read at arm's length: lines are broken before they get smaller */
    QUARTER_INCH_UM = 6250, /* less a dot of 8 a millimetre: 4 inches are 812 of them and not 812.8 */
};

struct pw_label_press {
    struct pw_press *press;
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

/* ---- what the layouts share ---- */

bool pw_label_has_sender(const struct pw_label *label)
{
    const struct pw_address *from = &label->sender;
    return pw_text_is(from->name) || pw_text_is(from->company) || pw_text_is(from->line1) || pw_text_is(from->city);
}

const char *pw_label_name(const struct pw_label *l)
{
    return pw_text_is(l->carrier) ? l->carrier : pw_text_is(l->service) ? l->service : l->order_id;
}

bool pw_label_service(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    struct pw_fit fit = pw_sheet_fit(s, 6800, 4000, 2400);
    fit.middle = fit.white = true;
    fit.align = PW_ALIGN_CENTRE;
    pw_press_fill(s->press, area, false);
    return pw_press_block(s->press, pw_area_shrunk(area, s->pad, s->thick, s->pad, s->thick),
                          &(struct pw_para){ l->label->service, 1000, true }, 1, &fit, "the service's name", NULL, err);
}

bool pw_label_ship_to(const struct pw_label_sheet *l, struct pw_area area, int tab_um, int gap_um, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    struct pw_area tab = area;
    tab.w = pw_sheet_at(s, tab_um);
    pw_press_fill(s->press, tab, false);
    /* Seven letters in bold are some five ems long. */
    int em = pw_sheet_at(s, tab_um * 5 / 8), longest = tab.h / 5;
    pw_press_upright(s->press, tab, "SHIP TO",
                     (struct pw_type){ .size = em < longest ? em : longest, .bold = true, .white = true });
    struct pw_fit fit = pw_sheet_fit(s, 8500, 4800, 2300);
    int arm = pw_sheet_fixed(s, ARMS_LENGTH_UM), nearly = fit.largest * 8 / 10;
    arm = arm < nearly ? arm : nearly;
    fit.comfortable = fit.comfortable > arm ? fit.comfortable : arm;
    fit.middle = true;
    return pw_sheet_address(s, pw_area_shrunk(area, tab.w + pw_sheet_at(s, gap_um), s->pad, s->pad, s->pad), &l->label->recipient,
                            l->international, true, NULL, &fit, "the recipient's address", err);
}

bool pw_label_from(const struct pw_label_sheet *l, struct pw_area area, struct pw_error *err)
{
    struct pw_fit fit = pw_sheet_fit(&l->sheet, 2900, 2300, PW_SHEET_SMALLEST_UM);
    return pw_sheet_address(&l->sheet, area, &l->label->sender, l->international, false, "FROM", &fit, "the return address", err);
}

bool pw_label_code_text(const struct pw_label_sheet *l, struct pw_area area, int largest_um, struct pw_error *err)
{
    char text[128];
    snprintf(text, sizeof text, "%s%s", l->label->barcode_kind == PW_BARS_SSCC ? "(00) " : "", l->label->barcode);
    return pw_sheet_text(&l->sheet, area, text, largest_um, true, PW_ALIGN_CENTRE, "the barcode's text", err);
}

/* ---- one label ---- */

enum layout { NONE, TALL, WIDE, TAG };

static enum layout layout_for(int width_um, int height_um)
{
    if (width_um >= TALL_W && height_um >= TALL_H && (int64_t)height_um * 5 >= (int64_t)width_um * 6)
        return TALL;
    return width_um >= WIDE_W && height_um >= WIDE_H ? WIDE : NONE;
}

/* Never under a third of a millimetre: at 8 dots a millimetre a module of two dots is lost to one dot of bleeding. */
static int smallest_module(int dots_per_mm)
{
    return (dots_per_mm * 330 + 999) / 1000;
}

/*
 * Dots a module, up to half a millimetre, on paper so wide; 0: there is no room. Quiet zones of ten modules may reach over the
 * rules' ends to the paper's edge less a millimetre; those of a quarter of an inch, which Amazon asks for, to the edge itself.
 */
static int module_for(const struct pw_bars *bars, int width_um, int dots_per_mm)
{
    int smallest = smallest_module(dots_per_mm), width = width_um / 100 * dots_per_mm / 10;
    for (int module = dots_per_mm / 2; module > smallest; module--)
        if ((bars->modules + 2 * PW_BARS_QUIET) * module <= width - 2 * dots_per_mm &&
            bars->modules * module + 2 * QUARTER_INCH_UM * dots_per_mm / 1000 <= width)
            return module;
    return (bars->modules + 2 * PW_BARS_QUIET) * smallest <= width - 2 * dots_per_mm ? smallest : 0;
}

/* Upright if the bars have room so, else turned, else with a matrix code if the paper is small. */
static enum layout choose(struct pw_label_sheet *l, struct pw_um width, struct pw_um height, bool *ret_turned,
                          struct pw_error *err)
{
    int longer = width.um > height.um ? width.um : height.um, dots = l->dots_per_mm;
    enum layout upright = layout_for(width.um, height.um), across = layout_for(height.um, width.um);
    *ret_turned = false;
    if (upright != NONE && (l->module = module_for(&l->bars, width.um, dots)) > 0)
        return upright;
    *ret_turned = height.um > width.um;
    if (*ret_turned && across != NONE && (l->module = module_for(&l->bars, height.um, dots)) > 0)
        return across;
    if ((upright == NONE && across == NONE) || longer < LINEAR_FROM)
        return TAG;
    pw_fail(err, PW_ERR_TOO_BIG, 0, "the barcode \"%.60s\" is too long for paper %d mm long: it would need %d mm",
            l->label->barcode, longer / 1000, ((l->bars.modules + 2 * PW_BARS_QUIET) * smallest_module(dots)) / dots + 3);
    return NONE;
}

static bool draw(struct pw_label_sheet *l, enum layout layout, struct pw_page *ret_page, struct pw_error *err)
{
    switch (layout) {
    case TALL:
        return pw_label_draw_tall(l, ret_page, err);
    case WIDE:
        return pw_label_draw_wide(l, ret_page, err);
    case TAG:
        return pw_label_draw_tag(l, ret_page, err);
    case NONE:
        break;
    }
    return false;
}

/* A quarter turn to the left: its first line lies along the paper's left edge. */
static bool draw_turned(struct pw_label_sheet *l, enum layout layout, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_page page = { 0 };
    if (!draw(l, layout, &page, err))
        return false;
    bool ok = pw_artwork_fit(&page, page.height, page.width, PW_TURN_LEFT, ret_page, err);
    pw_page_finish(&page);
    return ok;
}

static bool lay_out(struct pw_label_sheet *l, struct pw_um width, struct pw_um height, struct pw_page *ret_page,
                    struct pw_error *err)
{
    bool turned;
    if (!pw_bars_encode(l->label->barcode_kind, l->label->barcode, &l->bars, err))
        return false;
    enum layout layout = choose(l, width, height, &turned, err);
    l->width = turned ? height : width;
    l->height = turned ? width : height;
    return turned ? draw_turned(l, layout, ret_page, err) : draw(l, layout, ret_page, err);
}

bool pw_label_paper(struct pw_um width, struct pw_um height, const char *what, struct pw_error *err)
{
    char paper[40];
    int longer = width.um > height.um ? width.um : height.um, shorter = width.um + height.um - longer;
    if (longer >= TAG_W && shorter >= TAG_H && width.um <= 220000 && height.um <= 310000)
        return true;
    pw_paper_name(width, height, paper, sizeof paper);
    return pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                   "%s needs paper from 45 x 20 to 220 x 310 mm; this is %s: set media = 4x6in or 100x150mm", what, paper);
}

bool pw_label_draw(struct pw_label_press *press, const struct pw_label *label, struct pw_um width, struct pw_um height,
                   int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    char paper[40];
    pw_paper_name(width, height, paper, sizeof paper);
    if (!pw_text_is(label->recipient.name) && !pw_text_is(label->recipient.line1))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "order %.40s has neither a recipient nor a street: no label can be drawn",
                       pw_text_is(label->order_id) ? label->order_id : "without number");
    struct pw_label_sheet l = { .sheet = { .press = press->press }, .label = label, .dots_per_mm = dots_per_mm };
    if (dots_per_mm != 8 && dots_per_mm != 12 && dots_per_mm != 24)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "label printers have 8, 12 or 24 dots a millimetre, not %d", dots_per_mm);
    if (!pw_label_paper(width, height, "a shipping label", err))
        return false;
    int n = label->parcel > 0 ? label->parcel : 1, m = label->parcels > n ? label->parcels : n;
    if (label->parcels < 0)
        snprintf(l.number, sizeof l.number, "%d", n);
    else
        snprintf(l.number, sizeof l.number, "%d of %d", n, m);
    const char *to = label->recipient.country;
    l.international = pw_text_is(to) && !pw_address_same_country(to, label->sender.country);
    if (lay_out(&l, width, height, ret_page, err))
        return true;
    if (err != NULL && err->code == PW_ERR_TOO_BIG) {
        size_t len = strlen(err->text);
        snprintf(err->text + len, sizeof err->text - len, " (the paper is %s)", paper);
    }
    return false;
}
