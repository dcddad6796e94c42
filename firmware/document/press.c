#include "document/press.h"

#include "late/pangocairo.h"
#include "packwright/utf8.h"

#include <stdlib.h>
#include <string.h>

/* The first family that is installed gives the Latin letters; fontconfig finds the others. */
#define FAMILIES "Noto Sans,DejaVu Sans,Liberation Sans,sans-serif"
#define LINES_MAX 64 /* in a block */
/*
 * Text is shaped at this em and scaled when it is drawn: to look for a font in a new size takes fontconfig milliseconds. Glyphs
 * are hinted in the size in which they are drawn.
 */
#define SHAPED_EM 64

/* Cairo's A1 has its first dot in the least significant bit on little-endian machines, in the most significant on others. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define FIRST_BIT(x) (uint8_t)(1 << ((x)&7))
#else
#define FIRST_BIT(x) (uint8_t)(0x80 >> ((x)&7))
#endif

struct pw_press {
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *regular, *bold;
    PangoLayout *layouts[PW_PARA_MAX];
    struct pw_buf text;   /* of the paragraph being set */
    struct pw_buf *heard; /* see pw_press_listen; borrowed */
    size_t heard_len;     /* of finished sheets */
    cairo_surface_t *surface;
    cairo_t *cr;
    int width, height;
};

/* One line of a block where it will stand. */
struct line {
    PangoLayoutLine *line; /* borrowed from its layout */
    int em;                /* dots */
    int width;             /* dots, ink and advance, whichever is more */
    int left;              /* dots that ink begins left of the origin */
    int up, down;          /* dots above and below the base line */
    bool rtl;
};

struct setting {
    struct line lines[LINES_MAX];
    size_t count;
    int height, widest;
    bool torn; /* some line ends within a word */
    bool complete;
};

bool pw_press_create(struct pw_press **ret_press, struct pw_error *err)
{
    if (!pw_late_pangocairo_load(err))
        return false;
    struct pw_press *press = calloc(1, sizeof *press);
    if (press == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for drawing labels");
    pw_buf_init(&press->text, PW_PARA_MAX_BYTES * 3 + 1);
    press->map = pango_cairo_font_map_new();
    press->context = pango_font_map_create_context(press->map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_NONE);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_FULL);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(press->context, options);
    cairo_font_options_destroy(options);
    press->regular = pango_font_description_from_string(FAMILIES);
    press->bold = pango_font_description_from_string(FAMILIES " Bold");
    pango_font_description_set_absolute_size(press->regular, SHAPED_EM * PANGO_SCALE);
    pango_font_description_set_absolute_size(press->bold, SHAPED_EM * PANGO_SCALE);
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE)); /* a hyphen would change an address */
    for (size_t i = 0; i < PW_PARA_MAX; i++) {
        press->layouts[i] = pango_layout_new(press->context);
        pango_layout_set_attributes(press->layouts[i], attributes);
    }
    pango_attr_list_unref(attributes);
    PangoFont *font = pango_font_map_load_font(press->map, press->context, press->regular);
    if (font == NULL) {
        pw_press_destroy(press);
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "no font is installed: install fonts-dejavu-core or fonts-noto-core");
    }
    g_object_unref(font);
    *ret_press = press;
    return true;
}

static void drop_sheet(struct pw_press *press)
{
    if (press->cr != NULL)
        cairo_destroy(press->cr);
    if (press->surface != NULL)
        cairo_surface_destroy(press->surface);
    press->cr = NULL;
    press->surface = NULL;
}

void pw_press_destroy(struct pw_press *press)
{
    if (press == NULL)
        return;
    drop_sheet(press);
    for (size_t i = 0; i < PW_PARA_MAX; i++)
        if (press->layouts[i] != NULL)
            g_object_unref(press->layouts[i]);
    if (press->regular != NULL)
        pango_font_description_free(press->regular);
    if (press->bold != NULL)
        pango_font_description_free(press->bold);
    if (press->context != NULL)
        g_object_unref(press->context);
    if (press->map != NULL)
        g_object_unref(press->map);
    pw_buf_finish(&press->text);
    free(press);
}

bool pw_press_begin(struct pw_press *press, int width, int height, struct pw_error *err)
{
    if (press->heard != NULL && press->heard->len > press->heard_len)
        press->heard->len = press->heard_len;
    if (press->surface == NULL || press->width != width || press->height != height) {
        drop_sheet(press);
        if (width <= 0 || height <= 0 || width > 16000 || height > 16000)
            return pw_fail(err, PW_ERR_TOO_BIG, 0, "a label of %d x %d dots is not possible", width, height);
        press->surface = cairo_image_surface_create(CAIRO_FORMAT_A1, width, height);
        press->cr = cairo_create(press->surface);
        press->width = width;
        press->height = height;
        if (cairo_status(press->cr) != CAIRO_STATUS_SUCCESS) {
            drop_sheet(press);
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a label of %d x %d dots", width, height);
        }
        cairo_set_antialias(press->cr, CAIRO_ANTIALIAS_NONE);
        return true;
    }
    cairo_surface_flush(press->surface);
    memset(cairo_image_surface_get_data(press->surface), 0,
           (size_t)cairo_image_surface_get_stride(press->surface) * (size_t)press->height);
    cairo_surface_mark_dirty(press->surface);
    return true;
}

static void ink(struct pw_press *press, bool white)
{
    cairo_set_operator(press->cr, white ? CAIRO_OPERATOR_DEST_OUT : CAIRO_OPERATOR_OVER);
}

void pw_press_fill(struct pw_press *press, struct pw_area area, bool white)
{
    ink(press, white);
    cairo_rectangle(press->cr, area.x, area.y, area.w, area.h);
    cairo_fill(press->cr);
}

void pw_press_frame(struct pw_press *press, struct pw_area a, int thick)
{
    pw_press_fill(press, (struct pw_area){ a.x, a.y, a.w, thick }, false);
    pw_press_fill(press, (struct pw_area){ a.x, a.y + a.h - thick, a.w, thick }, false);
    pw_press_fill(press, (struct pw_area){ a.x, a.y, thick, a.h }, false);
    pw_press_fill(press, (struct pw_area){ a.x + a.w - thick, a.y, thick, a.h }, false);
}

/* What a length of text shaped at SHAPED_EM takes at this em, rounded up. */
static int dots(int pango_units, int em)
{
    int64_t per_dot = (int64_t)PANGO_SCALE * SHAPED_EM;
    return pango_units <= 0 ? 0 : (int)(((int64_t)pango_units * em + per_dot - 1) / per_dot);
}

/* The first letter or digit that no installed font has, 0 when there is none. Signs and emoji may be missing: a box stands for
 * them. */
static gunichar missing_letter(PangoLayout *layout)
{
    if (pango_layout_get_unknown_glyphs_count(layout) == 0)
        return 0;
    for (int n = 0; n < pango_layout_get_line_count(layout); n++)
        for (GSList *next = pango_layout_get_line_readonly(layout, n)->runs; next != NULL; next = next->next) {
            const PangoGlyphString *glyphs = ((PangoLayoutRun *)next->data)->glyphs;
            for (int i = 0; i < glyphs->num_glyphs; i++) {
                PangoGlyph glyph = glyphs->glyphs[i].glyph;
                gunichar c = glyph & ~(PangoGlyph)PANGO_GLYPH_UNKNOWN_FLAG;
                if ((glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0 && g_unichar_isalnum(c))
                    return c;
            }
        }
    return 0;
}

/* The texts into the layouts, once a block. */
static bool set_texts(struct pw_press *press, const struct pw_para *paras, size_t count, const char *what, struct pw_error *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = paras[i].text == NULL ? 0 : strlen(paras[i].text);
        if (len > PW_PARA_MAX_BYTES)
            return pw_fail(err, PW_ERR_TOO_BIG, 0, "%s doesn't fit on the label: a line of it has %zu bytes, %d are possible",
                           what, len, PW_PARA_MAX_BYTES);
        pw_buf_reset(&press->text);
        pw_utf8_on_paper(pw_bytes_of(paras[i].text, len), &press->text);
        if (!pw_buf_ok(&press->text, err))
            return false;
        pango_layout_set_font_description(press->layouts[i], paras[i].bold ? press->bold : press->regular);
        pango_layout_set_text(press->layouts[i], pw_buf_text(&press->text), (int)press->text.len);
        pango_layout_set_single_paragraph_mode(press->layouts[i], TRUE);
        pango_layout_set_wrap(press->layouts[i], PANGO_WRAP_WORD_CHAR);
        gunichar missing = missing_letter(press->layouts[i]);
        if (missing != 0)
            return pw_fail(err, PW_ERR_UNSUPPORTED, 0,
                           "no installed font has the letter U+%04X of %s: install fonts-noto-core (fonts-noto-cjk for Chinese, "
                           "Japanese, Korean)",
                           (unsigned)missing, what);
    }
    return true;
}

/* A line takes at least what its size asks for, and more where its script is taller; hinting may add a dot on each side. */
static void measure(PangoLayoutLine *pango_line, int em, struct line *ret)
{
    PangoRectangle black, logical;
    pango_layout_line_get_extents(pango_line, &black, &logical);
    int left = dots(-black.x, em) + 1;
    int right = dots(black.x + black.width > logical.width ? black.x + black.width : logical.width, em) + 1;
    int up = dots(-black.y, em) + 1, down = dots(black.y + black.height, em) + 1;
    *ret = (struct line){
        .line = pango_line,
        .em = em,
        .width = left + right,
        .left = left,
        .up = up > em * 9 / 10 ? up : em * 9 / 10,
        .down = down > em * 3 / 10 ? down : em * 3 / 10,
        .rtl = pango_layout_line_get_resolved_direction(pango_line) == PANGO_DIRECTION_RTL,
    };
}

/* One of the lines after the first begins where Unicode's line breaking has no place for it. */
static bool is_torn(PangoLayout *layout, int lines)
{
    int count;
    const char *text = pango_layout_get_text(layout);
    const PangoLogAttr *places = pango_layout_get_log_attrs_readonly(layout, &count);
    for (int n = 1; n < lines; n++) {
        long at = g_utf8_pointer_to_offset(text, text + pango_layout_get_line_readonly(layout, n)->start_index);
        if (at < count && !places[at].is_line_break)
            return true;
    }
    return false;
}

/* Lay all paragraphs out at one size; width 0 breaks no line. */
static void set_block(struct pw_press *press, const struct pw_para *paras, size_t count, int em, int width, struct setting *ret)
{
    ret->count = 0;
    ret->height = ret->widest = 0;
    ret->torn = false;
    ret->complete = true;
    for (size_t i = 0; i < count; i++) {
        if (paras[i].text == NULL || paras[i].text[0] == '\0')
            continue;
        int size = em * paras[i].permille / 1000;
        pango_layout_set_width(press->layouts[i], width > 2 ? (int)((int64_t)(width - 2) * PANGO_SCALE * SHAPED_EM / size) : -1);
        int lines = pango_layout_get_line_count(press->layouts[i]);
        ret->torn = ret->torn || (lines > 1 && is_torn(press->layouts[i], lines));
        for (int n = 0; n < lines; n++) {
            if (ret->count == LINES_MAX) {
                ret->complete = false;
                return;
            }
            struct line *line = &ret->lines[ret->count++];
            measure(pango_layout_get_line_readonly(press->layouts[i], n), size, line);
            ret->height += line->up + line->down;
            ret->widest = line->width > ret->widest ? line->width : ret->widest;
        }
    }
}

static bool fits(const struct setting *set, struct pw_area area)
{
    return set->complete && set->height <= area.h && set->widest <= area.w;
}

/* The largest size at which the block fits. */
static bool find_size(struct pw_press *press, const struct pw_para *paras, size_t count, struct pw_area area,
                      const struct pw_fit *fit, struct setting *ret)
{
    int em = fit->largest, least = fit->one_line ? fit->smallest : fit->comfortable;
    while (em >= least) {
        set_block(press, paras, count, em, 0, ret);
        if (fits(ret, area))
            return true;
        /* Text scales nearly evenly: jump to where it should fit, at least one dot on. */
        /* NOLINTBEGIN(clang-analyzer-core.DivideZero) an area is 0 or more wide and high */
        int by_width = ret->widest > area.w ? (int)((int64_t)em * area.w / ret->widest) : em;
        int by_height = ret->height > area.h ? (int)((int64_t)em * area.h / ret->height) : em;
        /* NOLINTEND(clang-analyzer-core.DivideZero) */
        int next = by_width < by_height ? by_width : by_height;
        em = next < em ? next : em - 1;
    }
    /* Smaller letters before a torn word. */
    for (int torn = 0; torn < 2 && !fit->one_line; torn++)
        for (em = fit->comfortable; em >= fit->smallest; em -= em > 24 ? em / 12 : 1) {
            set_block(press, paras, count, em, area.w, ret);
            if (fits(ret, area) && (torn == 1 || !ret->torn))
                return true;
        }
    return false;
}

/* True for fonts of coloured pictures, which would come out as black blots. */
static bool is_coloured(PangoFont *font)
{
    hb_face_t *face = hb_font_get_face(pango_font_get_hb_font(font));
    return hb_ot_color_has_png(face) || hb_ot_color_has_layers(face);
}

static bool is_opaque(const uint32_t *dots, int width, int height, int x, int y)
{
    return x >= 0 && y >= 0 && x < width && y < height && dots[y * width + x] >> 24 >= 128;
}

/* Coloured glyphs as a line drawing: their outline, and what is dark inside. Origin at x, y. */
static void draw_coloured(struct pw_press *press, PangoFont *font, PangoGlyphString *glyphs, int em, int x, int y)
{
    PangoRectangle shaped;
    pango_glyph_string_extents(glyphs, font, &shaped, NULL);
    struct pw_area black = { (int)((int64_t)shaped.x * em / PANGO_SCALE / SHAPED_EM), -dots(-shaped.y, em),
                             dots(shaped.width, em) + 1, dots(shaped.height, em) + 1 };
    if (black.w <= 0 || black.h <= 0 || black.w > press->width || black.h > press->height)
        return;
    cairo_surface_t *colours = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, black.w, black.h);
    cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A1, black.w, black.h);
    cairo_t *cr = cairo_create(colours);
    cairo_translate(cr, -black.x, -black.y);
    cairo_scale(cr, (double)em / SHAPED_EM, (double)em / SHAPED_EM);
    cairo_move_to(cr, 0, 0);
    pango_cairo_show_glyph_string(cr, font, glyphs);
    cairo_surface_flush(colours);
    if (cairo_status(cr) == CAIRO_STATUS_SUCCESS && cairo_surface_status(mask) == CAIRO_STATUS_SUCCESS) {
        const uint32_t *dot = (const uint32_t *)(const void *)cairo_image_surface_get_data(colours);
        uint8_t *bits = cairo_image_surface_get_data(mask);
        int edge = black.h / 24 + 1;
        for (int v = 0; v < black.h; v++)
            for (int h = 0; h < black.w; h++) {
                if (!is_opaque(dot, black.w, black.h, h, v))
                    continue;
                uint32_t c = dot[v * black.w + h];
                unsigned light = (299 * (c >> 16 & 255) + 587 * (c >> 8 & 255) + 114 * (c & 255)) / 1000;
                bool inside = is_opaque(dot, black.w, black.h, h - edge, v) && is_opaque(dot, black.w, black.h, h + edge, v) &&
                              is_opaque(dot, black.w, black.h, h, v - edge) && is_opaque(dot, black.w, black.h, h, v + edge);
                if (!inside || light < 110)
                    bits[v * cairo_image_surface_get_stride(mask) + (h >> 3)] |= FIRST_BIT(h);
            }
        cairo_surface_mark_dirty(mask);
        cairo_mask_surface(press->cr, mask, x + black.x, y + black.y);
    }
    cairo_destroy(cr);
    cairo_surface_destroy(mask);
    cairo_surface_destroy(colours);
}

static void draw_line(struct pw_press *press, const struct line *line, int x, int y)
{
    int along = 0;
    for (GSList *next = line->line->runs; next != NULL; next = next->next) {
        PangoLayoutRun *run = next->data;
        PangoFont *font = run->item->analysis.font;
        int at = x + (int)((int64_t)along * line->em / PANGO_SCALE / SHAPED_EM);
        if (is_coloured(font)) {
            draw_coloured(press, font, run->glyphs, line->em, at, y);
        } else {
            cairo_save(press->cr);
            cairo_translate(press->cr, at, y);
            cairo_scale(press->cr, (double)line->em / SHAPED_EM, (double)line->em / SHAPED_EM);
            cairo_move_to(press->cr, 0, 0);
            pango_cairo_show_glyph_string(press->cr, font, run->glyphs);
            cairo_restore(press->cr);
        }
        along += pango_glyph_string_get_width(run->glyphs);
    }
}

static void draw(struct pw_press *press, const struct setting *set, struct pw_area area, const struct pw_fit *fit)
{
    int y = area.y + (fit->middle ? (area.h - set->height) / 2 : 0);
    ink(press, fit->white);
    for (size_t i = 0; i < set->count; i++) {
        const struct line *line = &set->lines[i];
        bool right = fit->align == PW_ALIGN_RIGHT || (fit->align == PW_ALIGN_LEFT && line->rtl);
        int x = area.x + (right ? area.w - line->width : fit->align == PW_ALIGN_CENTRE ? (area.w - line->width) / 2 : 0);
        draw_line(press, line, x + line->left, y + line->up);
        y += line->up + line->down;
    }
}

bool pw_press_fits(struct pw_press *press, struct pw_area area, const struct pw_para *paras, size_t count,
                   const struct pw_fit *fit, int *ret_used)
{
    struct setting set;
    if (count > PW_PARA_MAX || !set_texts(press, paras, count, "", NULL) || !find_size(press, paras, count, area, fit, &set))
        return false;
    if (ret_used != NULL)
        *ret_used = set.height;
    return true;
}

int pw_press_width(struct pw_press *press, const char *text, bool bold)
{
    struct setting set;
    const struct pw_para para = { text, 1000, bold };
    if (!set_texts(press, &para, 1, "", NULL))
        return 0;
    set_block(press, &para, 1, 1000, 0, &set);
    return set.widest;
}

bool pw_press_block(struct pw_press *press, struct pw_area area, const struct pw_para *paras, size_t count,
                    const struct pw_fit *fit, const char *what, int *ret_used, struct pw_error *err)
{
    struct setting set;
    if (count > PW_PARA_MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "%s doesn't fit on the label: it has %zu lines", what, count);
    if (!set_texts(press, paras, count, what, err))
        return false;
    if (!find_size(press, paras, count, area, fit, &set))
        return pw_fail(err, PW_ERR_TOO_BIG, 0,
                       "%s doesn't fit on the label in a size that can be read: shorten it or use larger labels", what);
    draw(press, &set, area, fit);
    for (size_t i = 0; press->heard != NULL && i < count; i++)
        if (paras[i].text != NULL && paras[i].text[0] != '\0') {
            pw_utf8_on_paper(pw_bytes_str(paras[i].text), press->heard);
            pw_buf_putc(press->heard, '\n');
        }
    if (ret_used != NULL)
        *ret_used = set.height;
    return true;
}

void pw_press_listen(struct pw_press *press, struct pw_buf *text)
{
    press->heard = text;
    press->heard_len = text == NULL ? 0 : text->len;
}

void pw_press_upright(struct pw_press *press, struct pw_area area, const char *text, struct pw_type type)
{
    PangoLayout *layout = press->layouts[0];
    pango_layout_set_font_description(layout, type.bold ? press->bold : press->regular);
    pango_layout_set_width(layout, -1);
    pango_layout_set_text(layout, text, -1);
    PangoRectangle black;
    pango_layout_get_pixel_extents(layout, &black, NULL);
    double scale = (double)type.size / SHAPED_EM;
    cairo_save(press->cr);
    ink(press, type.white);
    cairo_rectangle(press->cr, area.x, area.y, area.w, area.h);
    cairo_clip(press->cr);
    cairo_translate(press->cr, area.x + area.w / 2, area.y + area.h / 2);
    cairo_rotate(press->cr, -G_PI / 2);
    cairo_scale(press->cr, scale, scale);
    cairo_move_to(press->cr, -black.x - black.width / 2, -black.y - black.height / 2);
    pango_cairo_show_layout(press->cr, layout);
    cairo_restore(press->cr);
}

/* A row of cairo's A1 as a row of a page. */
static void copy_row(uint8_t *to, const uint8_t *from, size_t len)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t w;
        memcpy(&w, from + i, sizeof w);
        w = (w >> 1 & UINT64_C(0x5555555555555555)) | (w & UINT64_C(0x5555555555555555)) << 1;
        w = (w >> 2 & UINT64_C(0x3333333333333333)) | (w & UINT64_C(0x3333333333333333)) << 2;
        w = (w >> 4 & UINT64_C(0x0F0F0F0F0F0F0F0F)) | (w & UINT64_C(0x0F0F0F0F0F0F0F0F)) << 4;
        memcpy(to + i, &w, sizeof w);
    }
    for (; i < len; i++) {
        unsigned b = from[i];
        b = (b >> 1 & 0x55) | (b & 0x55) << 1;
        b = (b >> 2 & 0x33) | (b & 0x33) << 2;
        to[i] = (uint8_t)(b >> 4 | b << 4);
    }
#else
    memcpy(to, from, len);
#endif
}

bool pw_press_end(struct pw_press *press, int dots_per_mm, struct pw_page *ret_page, struct pw_error *err)
{
    struct pw_page page;
    if (cairo_status(press->cr) != CAIRO_STATUS_SUCCESS) {
        const char *why = cairo_status_to_string(cairo_status(press->cr));
        drop_sheet(press);
        return pw_fail(err, PW_ERR_MEMORY, 0, "the label could not be drawn: %s", why);
    }
    if (!pw_page_init(&page, press->width, press->height, dots_per_mm, err))
        return false;
    cairo_surface_flush(press->surface);
    const uint8_t *data = cairo_image_surface_get_data(press->surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(press->surface);
    uint8_t last_mask = (uint8_t)(0xFF << ((8 - page.width % 8) % 8));
    for (int y = 0; y < page.height; y++) {
        uint8_t *row = page.bits + (size_t)y * (size_t)page.stride;
        copy_row(row, data + (size_t)y * stride, (size_t)page.stride);
        row[page.stride - 1] &= last_mask;
    }
    press->heard_len = press->heard == NULL ? 0 : press->heard->len;
    *ret_page = page;
    return true;
}
