#include "document/customs_form.h"

#include <stdio.h>
#include <string.h>

void pw_form_upright(const struct pw_form *f, struct pw_area area)
{
    pw_press_fill(f->sheet.press, (struct pw_area){ area.x, area.y, f->sheet.rule, area.h }, false);
}

bool pw_form_cell(const struct pw_form *f, struct pw_area area, const char *text, int largest_um, bool bold, enum pw_align align,
                  const char *what, struct pw_error *err)
{
    struct pw_fit fit = pw_sheet_fit(&f->sheet, largest_um, PW_SHEET_SMALLEST_UM, PW_SHEET_SMALLEST_UM);
    fit.middle = true;
    fit.align = align;
    fit.comfortable = fit.largest; /* more lines before smaller letters */
    return !pw_text_is(text) ||
           pw_press_block(f->sheet.press, area, &(struct pw_para){ text, 1000, bold }, 1, &fit, what, NULL, err);
}

bool pw_form_head(const struct pw_form *f, struct pw_area area, const char *name, const char *note, struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    int side = pw_sheet_at(s, 26000);
    struct pw_area left = { area.x, area.y, area.w - side, area.h }, right = { area.x + area.w - side, area.y, side, area.h };
    const struct pw_para paras[] = {
        { "CUSTOMS DECLARATION", 1000, true },
        { "D\xC3\x89"
          "CLARATION EN DOUANE",
          700, false },
        { note, 560, false },
    };
    struct pw_fit fit = pw_sheet_fit(s, 4600, 2800, 2800), big = pw_sheet_fit(s, 9000, 3000, 3000);
    fit.largest = fit.largest < area.h * 3 / 10 ? fit.largest : area.h * 3 / 10;
    fit.comfortable = fit.smallest < fit.largest ? fit.smallest : fit.largest;
    fit.middle = big.middle = true;
    big.one_line = big.white = true;
    big.align = PW_ALIGN_CENTRE;
    pw_press_fill(s->press, right, false);
    return pw_press_block(s->press, pw_area_shrunk(left, s->pad, 0, s->pad, 0), paras, PW_COUNT(paras), &fit, "the heading", NULL,
                          err) &&
           pw_press_block(s->press, pw_area_shrunk(right, s->pad, 0, s->pad, 0), &(struct pw_para){ name, 1000, true }, 1, &big,
                          "the form's name", NULL, err);
}

bool pw_form_tick(const struct pw_form *f, struct pw_area area, bool on, const char *words, const char *shorter,
                  struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    int side = area.h * 7 / 10, most = pw_sheet_at(s, 4200), thick = s->rule + 1;
    side = side < most ? side : most;
    struct pw_area box = { area.x, area.y + (area.h - side) / 2, side, side };
    struct pw_fit cross = pw_sheet_fit(s, 4200, 1900, 1900);
    cross.largest = side * 9 / 10;
    cross.smallest = cross.comfortable = side / 3;
    cross.middle = cross.one_line = true;
    cross.align = PW_ALIGN_CENTRE;
    pw_press_frame(s->press, box, thick);
    struct pw_area over = { box.x - side, box.y - side, 3 * side, 3 * side }; /* a letter's line is higher than the letter */
    if (on && !pw_press_block(s->press, over, &(struct pw_para){ "X", 1000, true }, 1, &cross, "a tick", NULL, err))
        return false;
    struct pw_area rest = pw_area_shrunk(area, side + s->pad, 0, 0, 0);
    struct pw_fit fit = pw_sheet_fit(s, 3000, PW_SHEET_SMALLEST_UM, PW_SHEET_SMALLEST_UM);
    fit.middle = fit.one_line = true;
    bool room = shorter == NULL || pw_press_fits(s->press, rest, &(struct pw_para){ words, 1000, on }, 1, &fit, NULL);
    return pw_press_block(s->press, rest, &(struct pw_para){ room ? words : shorter, 1000, on }, 1, &fit, "a category", NULL,
                          err);
}

bool pw_form_categories(const struct pw_form *f, struct pw_area area, int columns, struct pw_error *err)
{
    static const struct {
        enum pw_customs_category category;
        const char *words, *shorter;
    } boxes[] = {
        { PW_CUSTOMS_GIFT, "Gift / Cadeau", "Gift" },
        { PW_CUSTOMS_SAMPLE,
          "Commercial sample / \xC3\x89"
          "chantillon",
          "Commercial sample" },
        { PW_CUSTOMS_DOCUMENTS, "Documents", "Documents" },
        { PW_CUSTOMS_RETURNED, "Returned goods / Retour", "Returned goods" },
        { PW_CUSTOMS_SALE, "Sale of goods / Vente", "Sale of goods" },
        { PW_CUSTOMS_OTHER, "Other / Autre", "Other" },
    };
    const struct pw_customs_rules *rules = f->customs->rules;
    bool explained = pw_text_is(rules->explanation);
    int rows = ((int)PW_COUNT(boxes) + columns - 1) / columns, all = rows + explained, w = area.w / columns;
    for (int i = 0; i < (int)PW_COUNT(boxes); i++) {
        int top = area.h * (i / columns) / all, bottom = area.h * (i / columns + 1) / all;
        struct pw_area cell = { area.x + i % columns * w, area.y + top, w - f->sheet.pad, bottom - top };
        if (!pw_form_tick(f, cell, boxes[i].category == rules->category, boxes[i].words, boxes[i].shorter, err))
            return false;
    }
    struct pw_area rest = { area.x, area.y + area.h * rows / all, area.w, area.h - area.h * rows / all };
    return !explained || pw_form_cell(f, rest, rules->explanation, 2800, false, PW_ALIGN_LEFT, "the explanation", err);
}

void pw_form_kg(int64_t g, char out[24])
{
    snprintf(out, 24, "%lld.%03lld", (long long)(g / 1000), (long long)(g % 1000));
}

void pw_form_gross(const struct pw_customs *c, char *out, size_t size)
{
    char kg[24];
    int64_t net = pw_customs_net_g(c);
    pw_form_kg(c->rules->packaging_g >= 0 ? net + c->rules->packaging_g : net, kg);
    snprintf(out, size, c->rules->packaging_g >= 0 ? "%s" : "%s net", kg);
}

/* The sentence is the Universal Postal Union's: it is what the sender signs. */
static const char certificate[] = "I certify that the particulars given in this customs declaration are correct and that this "
                                  "item does not contain any dangerous "
                                  "article or articles prohibited by legislation or by postal or customs regulations.";

bool pw_form_signature(const struct pw_form *f, struct pw_area area, const char *date_caption, struct pw_error *err)
{
    const struct pw_sheet *s = &f->sheet;
    char signer[160];
    int line_h = area.h * 45 / 100;
    struct pw_area text = { area.x, area.y, area.w, area.h - line_h }, sign = { area.x, area.y + text.h, area.w, line_h };
    const char *by = pw_text_is(f->customs->rules->signed_by) ? f->customs->rules->signed_by : f->customs->sender.name;
    snprintf(signer, sizeof signer, "%.150s", by == NULL ? "" : by);
    if (!pw_form_cell(f, text, certificate, 2600, false, PW_ALIGN_LEFT, "the certificate", err))
        return false;
    int caption = pw_sheet_fixed(s, PW_SHEET_SMALLEST_UM) * 13 / 10, split = sign.w * 9 / 20, date = sign.w * 2 / 5;
    caption = caption > sign.h / 3 ? caption : sign.h / 3;
    struct pw_area line = { sign.x + date, sign.y + sign.h - s->rule, sign.w - date, s->rule };
    pw_press_fill(s->press, line, false);
    return pw_sheet_text(s, (struct pw_area){ sign.x, sign.y, sign.w - split + s->pad, caption }, date_caption, 2400, false,
                         PW_ALIGN_LEFT, "a heading", err) &&
           pw_sheet_text(s, (struct pw_area){ sign.x + sign.w - split + 2 * s->pad, sign.y, split - 2 * s->pad, caption }, signer,
                         2400, false, PW_ALIGN_RIGHT, "the sender's name", err) &&
           pw_sheet_text(s, (struct pw_area){ sign.x, sign.y + caption, date - s->pad, sign.h - caption }, f->customs->date, 3800,
                         true, PW_ALIGN_LEFT, "the date", err);
}

void pw_form_item_name(const struct pw_customs_item *item, char *out, size_t size)
{
    snprintf(out, size, "the description of %.40s (its customs-name may be shorter)", item->sku);
}
