#include "raster.h"

#include "packwright/utf8.h"

#include "late/pangocairo.h"

/* Of a font's rows, how many stand above the base line: 19 of 24 in font A. */
static int baseline(int rows)
{
    return (rows * 19 + 12) / 24;
}

struct canvas {
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *layout;
};

static void canvas_finish(struct canvas *c)
{
    if (c->layout != NULL)
        g_object_unref(c->layout);
    if (c->cr != NULL)
        cairo_destroy(c->cr);
    if (c->surface != NULL)
        cairo_surface_destroy(c->surface);
}

static bool canvas_init(struct canvas *c, int width, int height)
{
    *c = (struct canvas){ .surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height) };
    c->cr = cairo_create(c->surface);
    if (cairo_status(c->cr) != CAIRO_STATUS_SUCCESS)
        return false;
    cairo_set_source_rgb(c->cr, 1, 1, 1);
    cairo_paint(c->cr);
    /* Advances rounded to dots would be rounded before they are scaled into their cells, and the end of a word be cut off. */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(c->cr, options);
    cairo_font_options_destroy(options);
    c->layout = pango_cairo_create_layout(c->cr);
    pango_layout_set_single_paragraph_mode(c->layout, TRUE);
    return c->layout != NULL;
}

static void set_font(PangoLayout *layout, int cell, bool bold)
{
    PangoFontDescription *font =
        pango_font_description_from_string("Noto Sans Mono,DejaVu Sans Mono,Noto Sans Mono CJK SC,monospace");
    pango_font_description_set_absolute_size(font, cell * PANGO_SCALE / 0.6); /* these fonts are 0.6 em wide */
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

static bool is_bar(const struct pw_run *run)
{
    return run->text.len == 3 && memcmp(run->text.data, "\xE2\x94\x82", 3) == 0;
}

/* Letters that are drawn reach below their row, in a frame too; its lines alone stand row on row. */
static bool has_letters(const struct pw_block *line)
{
    for (size_t i = 0; i < line->u.text.count; i++)
        if (!is_bar(&line->u.text.runs[i]))
            return true;
    return false;
}

/* A frame's bar stands where the printer's own would: in the middle of its cell, from line to line. */
static bool draw_bar(struct canvas *c, const struct pw_run *run, int cell, int y, int height)
{
    if (!is_bar(run))
        return false;
    cairo_set_source_rgb(c->cr, 0, 0, 0);
    cairo_rectangle(c->cr, run->column * cell + cell / 2 - 1, y, 2, height);
    cairo_fill(c->cr);
    return true;
}

static void use_text(struct canvas *c, struct pw_bytes text, int cell, bool bold)
{
    set_font(c->layout, cell, bold);
    pango_layout_set_text(c->layout, (const char *)text.data, (int)text.len);
}

/*
 * How large a run may be: marks above and below (Thai, Devanagari, Vietnamese) reach further than the letters that a row is made
 * for, and must stay in it (and in the gap to the next line, but not in the line above); Han and Kana may fill their two cells.
 */
static double fitting(struct canvas *c, int above, int below, double wanted)
{
    PangoRectangle ink;
    pango_layout_get_pixel_extents(c->layout, &ink, NULL);
    int base = pango_layout_get_baseline(c->layout) / PANGO_SCALE;
    int up = base - ink.y, down = ink.y + ink.height - base;
    double s = wanted > 1 ? wanted : 1;
    if (ink.height > 0 && up * s > above)
        s = (double)above / up;
    if (ink.height > 0 && down * s > below)
        s = (double)below / down;
    return s;
}

/* Where a run is drawn, in dots: its cells, and the rows below y; free is blank to its left and right, gap below it. */
struct place {
    int cell, rows, y, gap;
    bool needles; /* so few dots that bold closes what is open in a letter: Han and Hangul become blots, so it is left out */
    int free_left, free_right;
};

/*
 * Conjuncts and wide letters (Tamil, Bengali, Malayalam) take more than a cell; where there is blank paper beside them they take
 * some of that before they are squeezed.
 */
static void widen(const struct place *at, double natural, int *x, int *room)
{
    int more = (int)natural + 1 - *room;
    if (more <= *room / 20)
        return;
    int right = more < at->free_right ? more : at->free_right;
    int left = more - right < at->free_left ? more - right : at->free_left;
    *x -= left;
    *room += left + right;
}

/* One run into its cells. */
static void draw_run(struct canvas *c, const struct pw_run *run, const struct place *at)
{
    int cell = at->cell, rows = at->rows, y = at->y, gap = at->gap;
    int x = run->column * cell, room = run->cells * cell, w, h, base = baseline(rows);
    double high = run->high, wide = run->wide;
    bool invert = (run->style & PW_STYLE_INVERT) != 0;
    use_text(c, run->text, cell, (run->style & PW_STYLE_BOLD) != 0 && !at->needles);
    pango_layout_get_pixel_size(c->layout, &w, &h);
    if (invert) {
        cairo_set_source_rgb(c->cr, 0, 0, 0);
        cairo_rectangle(c->cr, x, y, room, rows * high);
        cairo_fill(c->cr);
    } else if ((run->style & PW_STYLE_UNDERLINE) == 0) {
        widen(at, w * wide, &x, &room);
    }
    double natural = w * wide, fill = natural > room * 0.8 && natural > 0 ? room / natural : 1; /* so that columns stay columns */
    double fit = fitting(c, base, rows - base + (run->high == 1 ? gap : 0), fill), squeeze = 1;
    natural *= fit;
    if (natural > room * 0.8)
        squeeze = natural > 0 ? room / natural : 1;
    bool to_left = pango_layout_get_direction(c->layout, 0) == PANGO_DIRECTION_RTL;
    cairo_save(c->cr);
    cairo_set_source_rgb(c->cr, invert, invert, invert);
    cairo_rectangle(c->cr, x, 0, room, 65536);
    cairo_clip(c->cr);
    cairo_translate(c->cr, to_left ? x + room - natural * squeeze : x, y + base * high);
    cairo_scale(c->cr, wide * squeeze * fit, high * fit);
    cairo_translate(c->cr, 0, -pango_layout_get_baseline(c->layout) / (double)PANGO_SCALE);
    /* Pango isn't told of the scale: told of one that is wider than high it sets letters apart or into each other (1.50). */
    pango_cairo_show_layout(c->cr, c->layout);
    cairo_restore(c->cr);
    if (run->style & PW_STYLE_UNDERLINE) {
        cairo_set_source_rgb(c->cr, invert, invert, invert);
        cairo_rectangle(c->cr, x, y + rows * high - 2, room, 2);
        cairo_fill(c->cr);
    }
}

/*
 * A character for which no font is installed. A letter or a mark that is missing makes a name or an address unreadable: the
 * document is refused, and the error says what to install. A sign or an emoji costs no meaning that a packer needs: Pango draws
 * it as a box that holds its code point.
 */
static bool all_drawn(struct canvas *c, const struct pw_run *run, int cell, struct pw_error *err)
{
    use_text(c, run->text, cell, false);
    if (pango_layout_get_unknown_glyphs_count(c->layout) == 0)
        return true;
    for (size_t pos = 0; pos < run->text.len;) {
        size_t from = pos;
        uint32_t scalar = pw_utf8_next(run->text, &pos);
        if (!g_unichar_isalpha(scalar) && !g_unichar_ismark(scalar) && !g_unichar_isdigit(scalar))
            continue;
        pango_layout_set_text(c->layout, (const char *)run->text.data + from, (int)(pos - from));
        if (pango_layout_get_unknown_glyphs_count(c->layout) != 0)
            return pw_fail(
                err, PW_ERR_UNSUPPORTED, 0,
                "no font here has U+%04X (%.*s), so the line can't be drawn: install fonts-noto-core and fonts-noto-cjk",
                (unsigned)scalar, (int)(pos - from), (const char *)run->text.data + from);
    }
    return true;
}

/* Grey by a threshold, which keeps letters sharp; colours (emoji) by an ordered pattern. */
static bool is_black(uint32_t rgb, int x, int y)
{
    static const uint8_t pattern[4][4] = {
        { 15, 135, 45, 165 }, { 195, 75, 225, 105 }, { 60, 180, 30, 150 }, { 240, 120, 210, 90 }
    };
    int r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255, light = (299 * r + 587 * g + 114 * b) / 1000;
    bool colour = r - g > 24 || g - r > 24 || g - b > 24 || b - g > 24;
    return light < (colour ? 40 + pattern[y & 3][x & 3] * 3 / 4 : 144);
}

static void to_dots(cairo_surface_t *surface, struct pw_page *page)
{
    cairo_surface_flush(surface);
    const uint8_t *data = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (int y = 0; y < page->height; y++) {
        for (int x = 0; x < page->width; x++) {
            uint32_t rgb;
            memcpy(&rgb, data + (size_t)y * stride + (size_t)x * 4, 4);
            if ((rgb & 0xFFFFFF) != 0xFFFFFF && is_black(rgb, x, y))
                pw_page_set(page, x, y);
        }
    }
}

/* Up to half a cell from the neighbours. */
static void free_beside(const struct pw_block *line, size_t i, const struct pw_profile *profile, struct place *at)
{
    const struct pw_run *run = &line->u.text.runs[i], *before = i > 0 ? run - 1 : NULL;
    const struct pw_run *after = i + 1 < line->u.text.count ? run + 1 : NULL;
    int left = run->column - (before != NULL ? before->column + before->cells : 0);
    int right = (after != NULL ? after->column : profile->columns) - run->column - run->cells;
    at->free_left = left > 0 ? left * profile->cell - (before != NULL ? profile->cell / 2 : 0) : 0;
    at->free_right = right > 0 ? right * profile->cell - (after != NULL ? profile->cell / 2 : 0) : 0;
}

int pw_raster_band(const struct pw_profile *profile)
{
    if (profile->features & (PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS))
        return 1;
    return profile->dpi < PW_RASTER_NEEDLES_DPI ? 16 : 24; /* 8 needles, two rows each: escpos_dots.c */
}

bool pw_line_raster(const struct pw_block *line, const struct pw_profile *profile, struct pw_page *ret_page, struct pw_error *err)
{
    struct canvas c;
    int high = 1, rows = profile->cell < 12 && profile->dpi >= 100 ? PW_RASTER_FONT_B_HEIGHT : PW_RASTER_FONT_HEIGHT;
    for (size_t i = 0; i < line->u.text.count; i++)
        high = line->u.text.runs[i].high > high ? line->u.text.runs[i].high : high;
    /* A printer feeds by the line spacing or by the line's height, whichever is more; the letters stand at the top of that. */
    int text = high * rows, pitch = line->u.text.tight && !has_letters(line) ? 0 : profile->dpi / 6,
        height = text > pitch ? text : pitch, band = pw_raster_band(profile);
    if (line->u.text.tight) /* a last band that isn't full would be a gap in the frame */
        height += (band - height % band) % band;
    if (!pw_page_init(ret_page, profile->columns * profile->cell, height, profile->dpi >= 300 ? 12 : 8, err))
        return false;
    bool ok = canvas_init(&c, ret_page->width, height) || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for drawing a line");
    for (size_t i = 0; ok && i < line->u.text.count; i++) {
        const struct pw_run *run = &line->u.text.runs[i];
        int y = text - run->high * rows; /* all on one base line, as the printer does */
        if (line->u.text.tight ? draw_bar(&c, run, profile->cell, 0, height)
                               : draw_bar(&c, run, profile->cell, y, rows * run->high))
            continue;
        ok = all_drawn(&c, run, profile->cell, err);
        struct place at = { profile->cell, rows, y, height - text, profile->dpi < PW_RASTER_NEEDLES_DPI, 0, 0 };
        free_beside(line, i, profile, &at);
        if (ok)
            draw_run(&c, run, &at);
    }
    if (ok)
        to_dots(c.surface, ret_page);
    else
        pw_page_finish(ret_page);
    canvas_finish(&c);
    return ok;
}

bool pw_raster_fit(const struct pw_page *source, int width, struct pw_page *ret_page, struct pw_error *err)
{
    int w = source->width < width ? source->width : width;
    int h = (int)((int64_t)source->height * w / source->width);
    if (!pw_page_init(ret_page, w, h > 0 ? h : 1, source->dots_per_mm, err))
        return false;
    if (w == source->width) {
        memcpy(ret_page->bits, source->bits, (size_t)source->stride * (size_t)source->height);
        return true;
    }
    for (int y = 0; y < ret_page->height; y++)
        for (int x = 0; x < w; x++)
            if (pw_page_get(source, (int)((int64_t)x * source->width / w), (int)((int64_t)y * source->height / ret_page->height)))
                pw_page_set(ret_page, x, y);
    return true;
}

void pw_raster_copy(const struct pw_page *source, struct pw_page *page, int x, int y)
{
    for (int v = 0; v < source->height; v++)
        for (int u = 0; u < source->width; u++)
            if (x + u >= 0 && x + u < page->width && y + v >= 0 && y + v < page->height && pw_page_get(source, u, v))
                pw_page_set(page, x + u, y + v);
}
