/*
 * Small paper, from 45 x 20 mm, where no linear barcode would have bars wide enough:
 *
 *     []][]  carrier, service    n of m
 *     [[[]]  recipient, as large
 *     ][[]]  as it goes
 *     -------------------------------
 *     the code in letters       order
 *
 * The return address, the ship-by date, the weight and the reference have no room; service and order number where there is some.
 * The matrix code is as large as it may be, and smaller only where the address needs the room.
 */
#include "document/label_layout.h"

#include "document/datamatrix.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    LARGEST_MODULE_UM = 1016, /* on 2 x 1 inches; what Amazon asks of a matrix code on a box */
    SMALLEST_MODULE_UM = 370, /* three dots at 8 a millimetre */
};

/* Where two texts stand in one row: each has its share of the width. */
static void split(const struct pw_sheet *s, struct pw_area row, const char *left, const char *right, struct pw_area ret[2])
{
    size_t l = left != NULL ? strlen(left) : 0, r = right != NULL ? strlen(right) : 0;
    int right_w = r == 0 ? 0 : l == 0 ? row.w : (int)((size_t)row.w * (r + 1) / (l + r + 2));
    ret[0] = (struct pw_area){ row.x, row.y, row.w - right_w - (r == 0 || l == 0 ? 0 : s->pad), row.h };
    ret[1] = (struct pw_area){ row.x + row.w - right_w, row.y, right_w, row.h };
}

#define LARGEST_UM 3000

static bool has_room(const struct pw_sheet *s, struct pw_area area, const char *text, bool bold)
{
    struct pw_fit fit = pw_sheet_fit(s, LARGEST_UM, PW_SHEET_SMALLEST_UM, PW_SHEET_SMALLEST_UM);
    fit.one_line = true;
    return !pw_text_is(text) || pw_press_fits(s->press, area, &(struct pw_para){ text, 1000, bold }, 1, &fit, NULL);
}

/* The service is left out before the carrier. */
static bool draw_head(const struct pw_label_sheet *l, struct pw_area row, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    const char *carrier = l->label->carrier, *service = l->label->service;
    char both[200];
    struct pw_area at[2];
    snprintf(both, sizeof both, "%s%s%s", pw_text_is(carrier) ? carrier : "",
             pw_text_is(carrier) && pw_text_is(service) ? " " : "", pw_text_is(service) ? service : "");
    pw_utf8_mend(both);
    const char *how = both;
    split(s, row, how, l->number, at);
    if (pw_text_is(carrier) && !has_room(s, at[0], both, false))
        split(s, row, how = carrier, l->number, at);
    return pw_sheet_text(s, at[0], how, LARGEST_UM, false, PW_ALIGN_LEFT, "the carrier's name", err) &&
           pw_sheet_text(s, at[1], l->number, LARGEST_UM, true, PW_ALIGN_RIGHT, "the parcel's number", err);
}

/* The code must be there for a camera that can't read the symbol; the order where it has room. */
static bool draw_foot(const struct pw_label_sheet *l, struct pw_area row, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    const char *order = l->label->order_id, *code = l->label->barcode;
    struct pw_area at[2];
    split(s, row, code, order, at);
    if (!has_room(s, at[0], code, true) || !has_room(s, at[1], order, false))
        split(s, row, code, order = NULL, at);
    return pw_sheet_text(s, at[0], code, LARGEST_UM, true, PW_ALIGN_LEFT, "the barcode's text", err) &&
           pw_sheet_text(s, at[1], order, LARGEST_UM, false, PW_ALIGN_RIGHT, "the order number", err);
}

static bool draw_texts(const struct pw_label_sheet *l, int matrix_w, int row, struct pw_error *err)
{
    const struct pw_sheet *s = &l->sheet;
    struct pw_area in = s->inner, right = { in.x + matrix_w, in.y, in.w - matrix_w, in.h - row - s->rule };
    struct pw_fit fit = pw_sheet_fit(s, 5200, 2600, PW_SHEET_SMALLEST_UM);
    fit.middle = true;
    pw_sheet_rule(s, right.y + right.h, s->rule);
    return draw_head(l, (struct pw_area){ right.x, right.y, right.w, row }, err) &&
           pw_sheet_address(s, pw_area_shrunk(right, 0, row, 0, 0), &l->label->recipient, l->international, true, NULL, &fit,
                            "the recipient's address", err) &&
           draw_foot(l, (struct pw_area){ in.x, in.y + in.h - row, in.w, row }, err);
}

bool pw_label_draw_tag(struct pw_label_sheet *l, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_sheet *s = &l->sheet;
    struct pw_datamatrix matrix;
    if (!pw_sheet_init(s, s->press, l->width, l->height, l->dots_per_mm, 1500, err) ||
        !pw_datamatrix_encode(l->label->barcode_kind, l->label->barcode, &matrix, err))
        return false;
    int by_width = (int)((int64_t)l->width.um * 1000 / 50800), by_height = (int)((int64_t)l->height.um * 1000 / 25400);
    s->scale_permille = by_width < by_height ? by_width : by_height;
    s->pad = pw_sheet_fixed(s, 1000);
    s->rule = pw_sheet_fixed(s, 200);
    int row = pw_sheet_at(s, 2900), least = pw_sheet_fixed(s, 2600);
    row = row > least ? row : least;
    int largest = pw_sheet_at(s, LARGEST_MODULE_UM), smallest = pw_sheet_fixed(s, SMALLEST_MODULE_UM);
    int height = s->inner.h - row - s->rule; /* above the foot */
    int room_h = height / (matrix.size + PW_DATAMATRIX_QUIET), room_w = s->inner.w * 40 / 100 / (matrix.size + 2);
    int module = room_h < room_w ? room_h : room_w;
    module = module < largest ? module : largest;
    if (module < smallest)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "the barcode \"%.60s\" is too long for the label", l->label->barcode);
    for (;; module--) {
        int size = matrix.size * module, quiet = PW_DATAMATRIX_QUIET * module;
        if (!pw_press_begin(s->press, s->width, s->height, err))
            return false;
        if (draw_texts(l, size + quiet + s->pad / 2, row, err)) {
            if (!pw_press_end(s->press, s->dots_per_mm, ret_page, err))
                return false;
            pw_datamatrix_draw(&matrix, ret_page, s->inner.x, s->inner.y + (height - quiet - size) / 2, module);
            return true;
        }
        if (err == NULL || err->code != PW_ERR_TOO_BIG || module <= smallest)
            return false;
    }
}
