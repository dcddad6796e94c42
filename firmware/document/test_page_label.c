/*
 * The test page of a label printer, from the outside to the inside:
 *
 *     corner marks in the very corners: what is cut off is missing
 *     a frame 2 mm from the edge, with millimetres along its top and left
 *     name, model, size, beside QR and Data Matrix; white on black; grey squares
 *     Code 128 at 2, 3 and 4 dots a module
 *     a line in each script
 */
#include "document/bars.h"
#include "document/datamatrix.h"
#include "document/qr.h"
#include "document/sheet.h"
#include "document/test_page.h"

#include <stdio.h>
#include <string.h>

enum { CODES = 3, MATRICES_UM = 24000 };

/* What is drawn on the page of dots once the press is done with it. */
struct bars_at {
    struct pw_bars bars;
    int x, y, module, height;
};

struct test {
    struct pw_sheet sheet;
    const struct pw_test_page *page;
    struct pw_area rest; /* what is still free */
    struct bars_at codes[CODES];
    size_t code_count;
    struct pw_area squares, matrices; /* h 0: none */
};

static void corners(const struct pw_sheet *s)
{
    int length = pw_sheet_fixed(s, 4000), thick = s->rule;
    for (int i = 0; i < 4; i++) {
        int x = i % 2 == 0 ? 0 : s->width, y = i / 2 == 0 ? 0 : s->height, dx = i % 2, dy = i / 2;
        pw_press_fill(s->press, (struct pw_area){ x - dx * length, y - dy * thick, length, thick }, false);
        pw_press_fill(s->press, (struct pw_area){ x - dx * thick, y - dy * length, thick, length }, false);
    }
}

/* From the paper's edge, so that it can be held against a real one. */
static bool rulers(const struct pw_sheet *s, struct pw_error *err)
{
    int top = pw_sheet_fixed(s, 2000), thin = s->rule / 2 > 0 ? s->rule / 2 : 1;
    struct pw_fit fit = { .largest = pw_sheet_fixed(s, 2000),
                          .comfortable = pw_sheet_fixed(s, 1500),
                          .smallest = pw_sheet_fixed(s, 1500),
                          .one_line = true,
                          .align = PW_ALIGN_CENTRE };
    for (int down = 0; down < 2; down++) {
        int end = (down ? s->height : s->width) - top;
        for (int mm = 3; pw_sheet_fixed(s, mm * 1000) < end; mm++) {
            int at = pw_sheet_fixed(s, mm * 1000), length = pw_sheet_fixed(s, mm % 10 == 0 ? 2500 : mm % 5 == 0 ? 1800 : 1000);
            struct pw_area tick = down ? (struct pw_area){ top, at, length, thin } : (struct pw_area){ at, top, thin, length };
            char text[16];
            pw_press_fill(s->press, tick, false);
            snprintf(text, sizeof text, "%d", mm);
            int room = pw_sheet_fixed(s, 4000);
            struct pw_area number = down ? (struct pw_area){ top + length, at - room / 2, room, room }
                                         : (struct pw_area){ at - room, top + length, 2 * room, room };
            fit.middle = down != 0;
            if (mm % 10 == 0 && at + room < end &&
                !pw_press_block(s->press, number, &(struct pw_para){ text, 1000, false }, 1, &fit, "the ruler", NULL, err))
                return false;
        }
    }
    return true;
}

/* A strip of the free area's top; false where there is no room. */
static bool strip(struct test *t, int um, struct pw_area *ret)
{
    int h = pw_sheet_fixed(&t->sheet, um);
    if (t->rest.h < h)
        return false;
    *ret = (struct pw_area){ t->rest.x, t->rest.y, t->rest.w, h };
    t->rest.y += h;
    t->rest.h -= h;
    return true;
}

static bool heading(struct test *t, struct pw_error *err)
{
    const struct pw_sheet *s = &t->sheet;
    struct pw_area a;
    char size[80], dots[80];
    pw_paper_name((struct pw_um){ (int32_t)((int64_t)s->width * 1000 / s->dots_per_mm) },
                  (struct pw_um){ (int32_t)((int64_t)s->height * 1000 / s->dots_per_mm) }, dots, sizeof dots);
    snprintf(size, sizeof size, "%d x %d dots, %d a mm: %s", s->width, s->height, s->dots_per_mm, dots);
    const struct pw_para paras[] = {
        { "TEST PAGE", 1000, true },   { t->page->name, 1200, true }, { t->page->model, 700, false },
        { t->page->link, 700, false }, { size, 700, false },          { t->page->made, 700, false }
    };
    struct pw_fit fit = pw_sheet_fit(s, 5000, 2900, 2000);
    bool small = t->rest.h < pw_sheet_fixed(s, 40000);
    int all = t->rest.h * 1000 / s->dots_per_mm, beside = pw_sheet_fixed(s, MATRICES_UM);
    if (!strip(t, !small ? 24000 : all < 11500 ? all - 200 : 11500, &a))
        return true;
    if (a.w >= 2 * beside && a.h >= pw_sheet_fixed(s, 11000)) {
        t->matrices = (struct pw_area){ a.x + a.w - beside, a.y, beside, a.h };
        a.w -= beside + s->pad;
    }
    return pw_press_block(s->press, a, paras, small ? 2 : PW_COUNT(paras), &fit, "the printer's name", NULL, err);
}

static bool polarity(struct test *t, struct pw_error *err)
{
    const struct pw_sheet *s = &t->sheet;
    struct pw_area a;
    struct pw_fit fit = pw_sheet_fit(s, 3500, 1900, 1900);
    if (t->rest.h < pw_sheet_fixed(s, 19000) || !strip(t, 7000, &a))
        return true;
    a.h -= s->pad;
    struct pw_area left = { a.x, a.y, a.w / 2, a.h }, right = { a.x + a.w / 2, a.y, a.w - a.w / 2, a.h };
    fit.middle = fit.one_line = true;
    fit.align = PW_ALIGN_CENTRE;
    pw_press_frame(s->press, a, s->rule);
    pw_press_fill(s->press, left, false);
    bool ok = pw_press_block(s->press, right, &(struct pw_para){ "black on white", 1000, true }, 1, &fit, "a heading", NULL, err);
    fit.white = true;
    return ok &&
           pw_press_block(s->press, left, &(struct pw_para){ "white on black", 1000, true }, 1, &fit, "a heading", NULL, err);
}

/* Modules of 2, 3 and 4 dots: what is too wide for the paper is left away. */
static bool codes(struct test *t, struct pw_error *err)
{
    const struct pw_sheet *s = &t->sheet;
    for (int module = t->rest.h < pw_sheet_fixed(s, 24000) ? 3 : 2; module <= 4; module++) {
        char text[24];
        struct bars_at *c = &t->codes[t->code_count];
        struct pw_area a;
        snprintf(text, sizeof text, "%d-DOTS", module);
        if (!pw_bars_encode(PW_BARS_CODE128, text, &c->bars, err))
            return false;
        if ((c->bars.modules + 2 * PW_BARS_QUIET) * module > t->rest.w ||
            !strip(t, t->rest.h < pw_sheet_fixed(s, 12000) ? 7500 : 12000, &a))
            continue;
        c->module = module;
        c->x = a.x + PW_BARS_QUIET * module;
        c->y = a.y;
        c->height = a.h - pw_sheet_fixed(s, 3500);
        t->code_count++;
        struct pw_area words = { a.x, a.y + c->height, a.w, pw_sheet_fixed(s, 2800) };
        if (!pw_sheet_text(s, words, text, 2600, false, PW_ALIGN_LEFT, "a barcode's text", err))
            return false;
    }
    return true;
}

static bool scripts(struct test *t, struct pw_error *err)
{
    struct pw_area a;
    for (size_t i = 0; i < PW_TEST_SCRIPTS && strip(t, 4600, &a); i++) {
        struct pw_error why;
        a.w = a.w * 3 / 5;
        if (pw_sheet_text(&t->sheet, a, pw_test_scripts[i], 3300, false, PW_ALIGN_LEFT, "a line of the test page", &why))
            continue;
        /* No font for it: that is what the test is for. */
        if (why.code != PW_ERR_UNSUPPORTED)
            return pw_fail(err, why.code, 0, "%s", why.text);
        char text[60];
        snprintf(text, sizeof text, "(script %zu: no font is installed)", i + 1);
        if (!pw_sheet_text(&t->sheet, a, text, 2600, false, PW_ALIGN_LEFT, "a line of the test page", err))
            return false;
    }
    return true;
}

static bool draw_matrices(const struct test *t, struct pw_page *page, struct pw_error *err)
{
    struct pw_datamatrix matrix;
    if (t->matrices.h == 0)
        return true;
    int side = 0, module = pw_sheet_fixed(&t->sheet, 500);
    if (!pw_datamatrix_encode(PW_BARS_CODE128, "PACKWRIGHT DATA MATRIX", &matrix, err) ||
        !pw_qr_put("PACKWRIGHT QR", page, t->matrices.x, t->matrices.y, module, &side, err))
        return false;
    pw_datamatrix_draw(&matrix, page, t->matrices.x + side + 8 * module, t->matrices.y, module);
    return true;
}

static bool draw(struct test *t, struct pw_error *err)
{
    const struct pw_sheet *s = &t->sheet;
    pw_press_frame(s->press, s->inner, s->rule);
    corners(s);
    if (!rulers(s, err) || !heading(t, err) || !polarity(t, err))
        return false;
    if (t->rest.h >= pw_sheet_fixed(s, 21000) && strip(t, 9000, &t->squares))
        t->squares.h = pw_sheet_fixed(s, 7000);
    return codes(t, err) && scripts(t, err);
}

bool pw_test_page_draw(struct pw_label_press *press, const struct pw_test_page *page, struct pw_um width, struct pw_um height,
                       int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    struct test t = { .page = page };
    struct pw_sheet *s = &t.sheet;
    if (width.um < 40000 || height.um < 20000 || width.um > 310000 || height.um > 310000)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "a test page needs paper from 40 x 20 mm to 310 x 310 mm");
    if (!pw_sheet_init(s, pw_label_press_sheet(press), width, height, dots_per_mm, 2000, err))
        return false;
    int ruler = pw_sheet_fixed(s, 7000);
    t.rest = pw_area_shrunk(s->inner, ruler, ruler, s->pad, s->pad);
    if (!pw_press_begin(s->press, s->width, s->height, err) || !draw(&t, err) ||
        !pw_press_end(s->press, dots_per_mm, ret_page, err))
        return false;
    for (size_t i = 0; i < t.code_count; i++)
        pw_bars_draw(&t.codes[i].bars, ret_page, t.codes[i].x, t.codes[i].y, t.codes[i].module, t.codes[i].height);
    if (t.squares.h > 0) {
        int side = t.squares.w / 7 - s->pad, most = t.squares.h;
        pw_test_greys(ret_page, t.squares.x, t.squares.y, side < most ? side : most, s->pad);
    }
    if (draw_matrices(&t, ret_page, err))
        return true;
    pw_page_finish(ret_page);
    return false;
}
