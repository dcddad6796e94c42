/*
 * The built-in font of the virtual printers: the system's monospaced family, drawn so that its cell is exactly the printer's cell
 * and columns align. Line-drawing characters are stretched to fill their cell, so that boxes join.
 */
#include "sim/paper.h"

#include "late/pangocairo.h"

#include <errno.h>
#include <stdlib.h>

enum { CACHE = 4096 };

struct glyph {
    uint32_t scalar;
    uint16_t width, height;
    bool bold, used;
    struct pw_page dots;
};

struct pw_paper_font {
    PangoFontMap *map;
    PangoContext *context;
    struct glyph *cache; /* open addressing */
    size_t count;
};

bool pw_paper_font_create(struct pw_paper_font **ret_font, struct pw_error *err)
{
    struct pw_paper_font *font = calloc(1, sizeof *font);
    if (font == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "virtual printer's font");
    font->cache = calloc(CACHE, sizeof *font->cache);
    font->map = pango_cairo_font_map_new();
    font->context = font->map == NULL ? NULL : pango_font_map_create_context(font->map);
    if (font->cache == NULL || font->context == NULL) {
        pw_paper_font_destroy(font);
        return pw_fail(err, PW_ERR_MEMORY, errno, "virtual printer's font");
    }
    pango_cairo_context_set_resolution(font->context, 72);
    *ret_font = font;
    return true;
}

static void forget(struct pw_paper_font *font)
{
    for (size_t i = 0; i < CACHE; i++)
        pw_page_finish(&font->cache[i].dots);
    memset(font->cache, 0, CACHE * sizeof *font->cache);
    font->count = 0;
}

void pw_paper_font_destroy(struct pw_paper_font *font)
{
    if (font == NULL)
        return;
    if (font->cache != NULL)
        forget(font);
    free(font->cache);
    if (font->context != NULL)
        g_object_unref(font->context);
    if (font->map != NULL)
        g_object_unref(font->map);
    free(font);
}

bool pw_paper_font_is_wide(uint32_t scalar)
{
    return scalar >= 0x1100 && g_unichar_iswide(scalar);
}

static bool fills_cell(uint32_t scalar)
{
    return scalar >= 0x2500 && scalar <= 0x259f;
}

/* Draws one scalar into cell, black on white. */
static bool draw(struct pw_paper_font *font, uint32_t scalar, bool bold, struct pw_page *cell)
{
    char text[8];
    int len = g_unichar_to_utf8(scalar, text);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, cell->width, cell->height);
    cairo_t *cr = cairo_create(surface);
    PangoLayout *layout = pango_layout_new(font->context);
    PangoFontDescription *description = pango_font_description_new();
    pango_font_description_set_family_static(description, "monospace");
    pango_font_description_set_weight(description, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM);
    /* A cell of 12 x 24 takes letters of 20 units; DejaVu Sans Mono is then 12.04 wide. Others are squeezed below. */
    double size = cell->height * 20.0 / 24;
    pango_font_description_set_absolute_size(description, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, description);
    pango_layout_set_text(layout, text, len);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    double width = logical.width / (double)PANGO_SCALE, height = logical.height / (double)PANGO_SCALE;
    double baseline = pango_layout_get_baseline(layout) / (double)PANGO_SCALE;
    if (width > 0 && height > 0) {
        double sx = fills_cell(scalar) || width > cell->width ? cell->width / width : 1;
        double sy = fills_cell(scalar) ? cell->height / height : 1;
        double x = (cell->width - width * sx) / 2;
        double y = fills_cell(scalar) ? 0 : (int)(cell->height * 0.79 + 0.5) - baseline;
        cairo_translate(cr, x, y);
        cairo_scale(cr, sx, sy);
        pango_cairo_show_layout(cr, layout);
    }
    cairo_surface_flush(surface);
    bool drawn = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    const uint8_t *grey = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    for (int row = 0; drawn && row < cell->height; row++)
        for (int column = 0; column < cell->width; column++)
            if (grey[row * stride + column] >= 0x70)
                pw_page_set(cell, column, row);
    pango_font_description_free(description);
    g_object_unref(layout);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return drawn;
}

const struct pw_page *pw_paper_font_glyph(struct pw_paper_font *font, uint32_t scalar, int width, int height, bool bold)
{
    if (pw_paper_font_is_wide(scalar))
        width *= 2;
    if (font->count > CACHE * 3 / 4)
        forget(font);
    size_t at = (scalar * 2654435761u ^ (uint32_t)width * 40503u ^ (uint32_t)height * 97u ^ (bold ? 7919u : 0)) % CACHE;
    for (; font->cache[at].used; at = (at + 1) % CACHE) {
        const struct glyph *g = &font->cache[at];
        if (g->scalar == scalar && g->width == width && g->height == height && g->bold == bold)
            return &g->dots;
    }
    struct glyph *glyph = &font->cache[at];
    if (!pw_page_init(&glyph->dots, width, height, 8, NULL))
        return NULL;
    if (!draw(font, scalar, bold, &glyph->dots)) {
        pw_page_finish(&glyph->dots);
        return NULL;
    }
    glyph->scalar = scalar;
    glyph->width = (uint16_t)width;
    glyph->height = (uint16_t)height;
    glyph->bold = bold;
    glyph->used = true;
    font->count++;
    return &glyph->dots;
}
