#include "sim/zpl_text.h"

#include "late/pangocairo.h"
#include "packwright/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { EM = 200 }; /* units that text is measured at */

struct zpl_text {
    PangoContext *context; /* NULL: not loaded yet */
    PangoFontMap *map;
    PangoLayout *layout;
    double digit, capital; /* a digit's advance and a capital's height, in EMths */
    struct pw_paper_font *fixed;
};

bool zpl_text_create(struct zpl_text **ret_text, struct pw_error *err)
{
    struct zpl_text *t = calloc(1, sizeof *t);
    if (t == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "virtual printer's fonts");
    if (!pw_paper_font_create(&t->fixed, err)) {
        free(t);
        return false;
    }
    *ret_text = t;
    return true;
}

void zpl_text_destroy(struct zpl_text *t)
{
    if (t == NULL)
        return;
    if (t->context != NULL) {
        g_object_unref(t->layout);
        g_object_unref(t->context);
        g_object_unref(t->map);
    }
    pw_paper_font_destroy(t->fixed);
    free(t);
}

static void load(struct zpl_text *t)
{
    PangoRectangle ink, logical;
    PangoFontDescription *description = pango_font_description_new();
    t->map = pango_cairo_font_map_new();
    t->context = pango_font_map_create_context(t->map);
    pango_cairo_context_set_resolution(t->context, 72);
    t->layout = pango_layout_new(t->context);
    pango_font_description_set_family_static(description, "Noto Sans, DejaVu Sans, sans");
    pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD);
    pango_font_description_set_absolute_size(description, EM * PANGO_SCALE);
    pango_layout_set_font_description(t->layout, description);
    pango_layout_set_single_paragraph_mode(t->layout, TRUE);
    pango_layout_set_text(t->layout, "0123456789", 10);
    pango_layout_get_extents(t->layout, NULL, &logical);
    pango_layout_set_text(t->layout, "H", 1);
    pango_layout_get_extents(t->layout, &ink, NULL);
    t->digit = logical.width / 10.0 / PANGO_SCALE;
    t->capital = ink.height / (double)PANGO_SCALE;
    t->digit = t->digit < 1 ? EM / 2.0 : t->digit;
    t->capital = t->capital < 1 ? EM * 0.7 : t->capital;
    pango_font_description_free(description);
}

/* Matrices of the fixed fonts in dots, and the gap between letters. Source: ZPL II Programming Guide, "Fonts and bar codes". */
static const struct {
    char name;
    uint8_t height, width, gap;
} matrices[] = { { 'A', 9, 5, 1 },   { 'B', 11, 7, 2 },  { 'C', 18, 10, 2 }, { 'D', 18, 10, 2 },
                 { 'E', 28, 15, 5 }, { 'F', 26, 13, 3 }, { 'G', 60, 40, 8 }, { 'H', 21, 13, 6 } };

/* The proportional ones; where a printer has them as outlines they scale like font 0. */
static const struct {
    char name;
    uint8_t height, width;
} outlines[] = { { '0', 15, 12 }, { 'P', 20, 18 }, { 'Q', 28, 24 }, { 'R', 35, 31 },
                 { 'S', 40, 35 }, { 'T', 48, 42 }, { 'U', 59, 53 }, { 'V', 80, 71 } };

bool zpl_text_type(char font, int height, int width, struct zpl_type *ret_type)
{
    for (size_t i = 0; i < PW_COUNT(matrices); i++) {
        if (matrices[i].name != font)
            continue;
        int h = matrices[i].height, w = matrices[i].width;
        int up = (height + h / 2) / h, across = (width + w / 2) / w;
        up = height == 0 ? (width == 0 ? 1 : across) : up;
        across = width == 0 ? up : across;
        up = up < 1 ? 1 : up > 10 ? 10 : up;
        across = across < 1 ? 1 : across > 10 ? 10 : across;
        *ret_type = (struct zpl_type){ false, h * up, (w + matrices[i].gap) * across, h * up * 79 / 100 };
        return true;
    }
    for (size_t i = 0; i < PW_COUNT(outlines); i++) {
        if (outlines[i].name != font)
            continue;
        if (height == 0 && width == 0) {
            height = outlines[i].height;
            width = outlines[i].width;
        }
        height = height == 0 ? width : height;
        width = width == 0 ? height : width;
        height = height < 6 ? 6 : height > 2000 ? 2000 : height;
        width = width < 4 ? 4 : width > 2000 ? 2000 : width;
        *ret_type = (struct zpl_type){ true, height, width, (height * 3 + 2) / 4 };
        return true;
    }
    return false;
}

static int fixed_width(const struct zpl_type *type, struct pw_bytes run)
{
    int width = 0;
    for (size_t pos = 0; pos < run.len && width < 100000;)
        width += pw_paper_font_is_wide(pw_utf8_next(run, &pos)) ? 2 * type->width : type->width;
    return width;
}

static double stretch(const struct zpl_text *t, const struct zpl_type *type)
{
    return 0.48 * type->width / t->digit; /* a digit of font 0 is 0.49 wide, and our small letters are a little wide for that */
}

/* A run's width may be wanted many times while lines are broken; Pango keeps no copy of the text it has. */
static void set_run(struct zpl_text *t, struct pw_bytes run)
{
    if (t->context == NULL)
        load(t);
    pango_layout_set_text(t->layout, run.len == 0 ? "" : (const char *)run.data, (int)run.len);
}

int zpl_text_width(struct zpl_text *t, const struct zpl_type *type, struct pw_bytes run)
{
    PangoRectangle logical;
    if (!type->scalable)
        return fixed_width(type, run);
    set_run(t, run);
    pango_layout_get_extents(t->layout, NULL, &logical);
    double width = logical.width / (double)PANGO_SCALE * stretch(t, type);
    return width > 100000 ? 100000 : (int)ceil(width);
}

static void draw_fixed(struct zpl_text *t, const struct zpl_type *type, struct pw_bytes run, struct pw_page *page, int x, int y)
{
    for (size_t pos = 0; pos < run.len && x < page->width;) {
        uint32_t scalar = pw_utf8_next(run, &pos);
        const struct pw_page *glyph = pw_paper_font_glyph(t->fixed, scalar, type->width, type->height, true);
        if (glyph != NULL && scalar > ' ')
            pw_paper_blit(page, x, y - type->baseline, glyph, 1, 1, false);
        x += pw_paper_font_is_wide(scalar) ? 2 * type->width : type->width;
    }
}

bool zpl_text_draw(struct zpl_text *t, const struct zpl_type *type, struct pw_bytes run, struct pw_page *page, int x, int y,
                   struct pw_error *err)
{
    if (!type->scalable) {
        draw_fixed(t, type, run, page, x, y);
        return true;
    }
    PangoRectangle ink;
    set_run(t, run);
    if (pango_layout_get_unknown_glyphs_count(t->layout) != 0)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "text with a letter that no installed font has");
    pango_layout_get_extents(t->layout, &ink, NULL);
    double sx = stretch(t, type), sy = 0.75 * type->height / t->capital, unit = PANGO_SCALE;
    int left = (int)floor(ink.x / unit * sx) - 1,
        top = (int)floor((ink.y - pango_layout_get_baseline(t->layout)) / unit * sy) - 1;
    int width = (int)ceil(ink.width / unit * sx) + 3, height = (int)ceil(ink.height / unit * sy) + 3;
    if (ink.width <= 0 || ink.height <= 0)
        return true;
    if (width > 16000 || height > 8000)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "text of %d x %d dots", width, height);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
    cairo_t *cr = cairo_create(surface);
    cairo_translate(cr, -left, -top - pango_layout_get_baseline(t->layout) / unit * sy);
    cairo_scale(cr, sx, sy);
    pango_cairo_show_layout(cr, t->layout);
    cairo_surface_flush(surface);
    bool ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    const uint8_t *grey = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (int v = 0; ok && v < height; v++)
        for (int h = 0; h < width; h++) {
            int px = x + left + h, py = y + top + v;
            if (grey[(size_t)v * stride + (size_t)h] >= 0x80 && px >= 0 && py >= 0 && px < page->width && py < page->height)
                pw_page_set(page, px, py);
        }
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return ok || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for text");
}
