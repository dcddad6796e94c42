#include "document/sheet.h"

#include <stdio.h>
#include <string.h>

bool pw_text_is(const char *text)
{
    return text != NULL && text[0] != '\0';
}

void pw_paper_name(struct pw_um width, struct pw_um height, char *out, size_t size)
{
    snprintf(out, size, "%.4g x %.4g mm", width.um / 1000.0, height.um / 1000.0);
}

int pw_sheet_fixed(const struct pw_sheet *s, int um)
{
    return pw_dots_from_um((struct pw_um){ um }, s->dots_per_mm).dots;
}

int pw_sheet_at(const struct pw_sheet *s, int um)
{
    return pw_sheet_fixed(s, (int)((int64_t)um * s->scale_permille / 1000));
}

bool pw_sheet_init(struct pw_sheet *s, struct pw_press *press, struct pw_um width, struct pw_um height, int dots_per_mm,
                   int margin_um, struct pw_error *err)
{
    *s = (struct pw_sheet){ .press = press, .dots_per_mm = dots_per_mm, .scale_permille = 1000 };
    if (dots_per_mm != 8 && dots_per_mm != 12 && dots_per_mm != 24)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "label printers have 8, 12 or 24 dots a millimetre, not %d", dots_per_mm);
    pw_label_dots(width, height, dots_per_mm, &s->width, &s->height);
    s->rule = pw_sheet_fixed(s, 250);
    s->thick = pw_sheet_fixed(s, 750);
    s->pad = pw_sheet_fixed(s, 1500);
    int margin = pw_sheet_fixed(s, margin_um);
    s->inner = (struct pw_area){ margin, margin, s->width - 2 * margin, s->height - 2 * margin };
    return true;
}

struct pw_fit pw_sheet_fit(const struct pw_sheet *s, int largest_um, int comfortable_um, int smallest_um)
{
    int smallest = pw_sheet_fixed(s, smallest_um > PW_SHEET_SMALLEST_UM ? smallest_um : PW_SHEET_SMALLEST_UM);
    int largest = pw_sheet_at(s, largest_um), comfortable = pw_sheet_at(s, comfortable_um);
    return (struct pw_fit){ .largest = largest > smallest ? largest : smallest,
                            .comfortable = comfortable > smallest ? comfortable : smallest,
                            .smallest = smallest };
}

struct pw_area pw_area_shrunk(struct pw_area a, int left, int top, int right, int bottom)
{
    return (struct pw_area){ a.x + left, a.y + top, a.w - left - right, a.h - top - bottom };
}

void pw_sheet_rule(const struct pw_sheet *s, int y, int thick)
{
    pw_press_fill(s->press, (struct pw_area){ s->inner.x, y, s->inner.w, thick }, false);
}

bool pw_sheet_text(const struct pw_sheet *s, struct pw_area area, const char *text, int largest_um, bool bold,
                   enum pw_align align, const char *what, struct pw_error *err)
{
    struct pw_fit fit = pw_sheet_fit(s, largest_um, PW_SHEET_SMALLEST_UM, PW_SHEET_SMALLEST_UM);
    fit.one_line = fit.middle = true;
    fit.align = align;
    return !pw_text_is(text) || pw_press_block(s->press, area, &(struct pw_para){ text, 1000, bold }, 1, &fit, what, NULL, err);
}

bool pw_sheet_captioned(const struct pw_sheet *s, struct pw_area area, const char *caption, const char *value, int largest_um,
                        const char *what, struct pw_error *err)
{
    struct pw_fit small = pw_sheet_fit(s, 2300, 2300, PW_SHEET_SMALLEST_UM),
                  large = pw_sheet_fit(s, largest_um, 3000, PW_SHEET_SMALLEST_UM);
    int used = 0;
    if (!pw_text_is(value))
        return true;
    small.one_line = true;
    if (area.h >= pw_sheet_fixed(s, PW_SHEET_SMALLEST_UM * 26 / 10) &&
        !pw_press_block(s->press, area, &(struct pw_para){ caption, 1000, false }, 1, &small, what, &used, err))
        return false;
    return pw_press_block(s->press, pw_area_shrunk(area, 0, used, 0, 0), &(struct pw_para){ value, 1000, true }, 1, &large, what,
                          NULL, err);
}

bool pw_sheet_address(const struct pw_sheet *s, struct pw_area area, const struct pw_address *address, bool abroad, bool large,
                      const char *heading, const struct pw_fit *fit, const char *what, struct pw_error *err)
{
    struct pw_address_text text;
    if (!pw_address_format(address, abroad, &text, err))
        return false;
    struct pw_para paras[PW_ADDRESS_LINES + 1];
    size_t count = 0;
    if (heading != NULL)
        paras[count++] = (struct pw_para){ heading, 850, false };
    for (size_t i = 0; i < text.count; i++) {
        enum pw_address_part part = text.lines[i].part;
        bool strong = part == PW_ADDRESS_NAME || part == PW_ADDRESS_COUNTRY || (large && part == PW_ADDRESS_PLACE);
        paras[count++] = (struct pw_para){ text.lines[i].text, large && !strong ? 900 : 1000, strong };
    }
    bool ok = text.count == 0 || pw_press_block(s->press, area, paras, count, fit, what, NULL, err);
    pw_address_text_finish(&text);
    return ok;
}
