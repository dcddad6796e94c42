/* The child that draws PDFs: loads poppler and fonts, gives everything up, takes one PDF, answers, ends. */
#include "document/pdf.h"
#include "document/pdf_talk.h"
#include "document/picture.h"
#include "late/pangocairo.h"
#include "late/poppler.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the page goes on the dots. */
struct placing {
    double scale; /* dots a point */
    double x, y;  /* dots */
    int width, height;
};

static bool read_all(void *to, size_t len)
{
    uint8_t *at = to;
    while (len > 0) {
        ssize_t n = read(PW_PDF_FD, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool write_all(const void *from, size_t len)
{
    const uint8_t *at = from;
    while (len > 0) {
        ssize_t n = write(PW_PDF_FD, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* A page with text in fonts that it doesn't bring: drawn before any PDF is here, so that libraries and fonts are open. */
static const char warm_pdf[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 36 36]/Contents 4 0 R/Resources<</Font<<"
    "/A<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>/B<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>>>>>>>endobj\n"
    "4 0 obj<</Length 53>>stream\n"
    "BT /A 9 Tf 2 2 Td (a) Tj /B 9 Tf (b) Tj 0 0 4 4 re f ET\n"
    "endstream endobj\n"
    "trailer<</Root 1 0 R/Size 5>>\n";

static cairo_surface_t *render(PopplerPage *page, const struct placing *p)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p->width, p->height);
    cairo_t *cr = cairo_create(surface);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_NONE);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(cr, options);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_translate(cr, p->x, p->y);
    cairo_scale(cr, p->scale, p->scale);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    poppler_page_render_for_printing(page, cr);
    cairo_surface_flush(surface);
    bool ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    cairo_font_options_destroy(options);
    cairo_destroy(cr);
    if (ok && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_destroy(surface);
    return NULL;
}

static void warm(void)
{
    const struct placing small = { .scale = 1, .width = 36, .height = 36 };
    PopplerDocument *document = poppler_document_new_from_bytes(g_bytes_new_static(warm_pdf, sizeof warm_pdf - 1), NULL, NULL);
    PopplerPage *page = document == NULL ? NULL : poppler_document_get_page(document, 0);
    cairo_surface_t *surface = page == NULL ? NULL : render(page, &small);
    (void)surface; /* all of it stays: what it opened is wanted later */
}

/* How many dots of a picture go to one of ours, when that is nearly a whole number; 0 when not. */
static int whole_ratio(double from, double to)
{
    for (int n = 1; n <= 8; n++)
        if (from > to * n * 0.96 && from < to * n * 1.04)
            return n;
    return 0;
}

/*
 * The picture's dots a point. poppler says where it lies in whole points, rounded outwards: exact where the picture is the page;
 * else the usual resolution that the rounding leaves possible, else 0.
 */
static double picture_scale(double dots, double length, double page)
{
    static const double usual[] = { 203, 203.2, 200, 300, 304.8, 600, 609, 609.6, 150, 72, 96, 100 };
    if (length > page - 1.5 && length < page + 1.5)
        return dots / page;
    for (size_t i = 0; i < PW_COUNT(usual); i++)
        if (dots * 72 / usual[i] < length + 0.01 && dots * 72 / usual[i] > length - 2)
            return usual[i] / 72;
    return 0;
}

/* A page that is one picture: placed so that the picture's dots fall on ours. */
static void place_picture(PopplerPage *page, double width, double height, struct placing *p)
{
    GList *list = poppler_page_get_image_mapping(page);
    const PopplerImageMapping *map = list != NULL && list->next == NULL ? list->data : NULL;
    double w = map == NULL ? 0 : map->area.x2 - map->area.x1, h = map == NULL ? 0 : map->area.y2 - map->area.y1;
    if (map != NULL && w * h > width * height / 4 && w > 1 && h > 1) {
        cairo_surface_t *picture = poppler_page_get_image(page, map->image_id);
        double pw = picture == NULL ? 0 : cairo_image_surface_get_width(picture);
        double ph = picture == NULL ? 0 : cairo_image_surface_get_height(picture);
        if ((pw > ph) != (w > h)) { /* the page is turned */
            double t = pw;
            pw = ph;
            ph = t;
        }
        double sx = picture_scale(pw, w, width), sy = picture_scale(ph, h, height);
        int n = sx > 0 && sy > 0 && sx > sy * 0.995 && sx < sy * 1.005 ? whole_ratio(sx, p->scale) : 0;
        if (n != 0)
            p->scale = sx / n;
        if (picture != NULL)
            cairo_surface_destroy(picture);
    }
    poppler_page_free_image_mapping(list);
}

static bool place(PopplerPage *page, int dots_per_mm, struct placing *ret, struct pw_error *err)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    if (!(width > 0 && height > 0 && width < 1e5 && height < 1e5))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF's page has no sensible size");
    struct placing p = { .scale = dots_per_mm * 25.4 / 72 };
    if (width * height * p.scale * p.scale < PW_PICTURE_MAX_DOTS)
        place_picture(page, width, height, &p);
    double w = ceil(width * p.scale - 0.01), h = ceil(height * p.scale - 0.01);
    if (w > PW_PICTURE_MAX_SIDE || h > PW_PICTURE_MAX_SIDE || w * h > PW_PICTURE_MAX_DOTS)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "the PDF's page is %.0f x %.0f mm, which is too large to be drawn",
                       width / 72 * 25.4, height / 72 * 25.4);
    p.width = (int)w < 1 ? 1 : (int)w;
    p.height = (int)h < 1 ? 1 : (int)h;
    *ret = p;
    return true;
}

/* Colours to grey, on which the rest works. */
static bool to_grey(cairo_surface_t *surface, struct pw_grey *ret_grey, struct pw_error *err)
{
    int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface);
    const uint8_t *data = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    *ret_grey = (struct pw_grey){ .width = w, .height = h, .dots = malloc((size_t)w * (size_t)h) };
    if (ret_grey->dots == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a page of %d x %d dots", w, h);
    uint8_t *to = ret_grey->dots;
    for (int y = 0; y < h; y++) {
        const uint32_t *row = (const uint32_t *)(const void *)(data + (size_t)y * stride);
        for (int x = 0; x < w; x++) {
            uint32_t c = row[x] & 0xffffff;
            *to++ = c == 0xffffff ? 255
                    : c == 0      ? 0
                                  : (uint8_t)((299 * (c >> 16) + 587 * (c >> 8 & 255) + 114 * (c & 255)) / 1000);
        }
    }
    return true;
}

static bool open_page(struct pw_bytes pdf, int number, PopplerPage **ret_page, struct pw_error *err)
{
    GError *error = NULL;
    PopplerDocument *document = poppler_document_new_from_bytes(g_bytes_new_static(pdf.data, pdf.len), NULL, &error);
    if (document == NULL) {
        if (error != NULL && strstr(error->message, "ncrypted") != NULL)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF is locked with a password: ask for one without");
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF is damaged and can't be opened: %.100s",
                       error == NULL ? "no reason given" : error->message);
    }
    int pages = poppler_document_get_n_pages(document);
    if (pages <= 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF has no pages");
    if (number == 0 && pages > 1)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF has %d pages: say which one is the label", pages);
    if (number > pages)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF has %d page%s, there is no page %d", pages, pages == 1 ? "" : "s",
                       number);
    *ret_page = poppler_document_get_page(document, number == 0 ? 0 : number - 1);
    return *ret_page != NULL || pw_fail(err, PW_ERR_BAD_INPUT, 0, "page %d of the PDF is damaged", number == 0 ? 1 : number);
}

static bool draw(struct pw_bytes pdf, const struct pw_pdf_ask *ask, struct pw_page *ret_page, struct pw_error *err)
{
    PopplerPage *page = NULL;
    struct placing p = { 0 };
    struct pw_grey grey = { 0 };
    if (!open_page(pdf, ask->page, &page, err) || !place(page, ask->dots_per_mm, &p, err))
        return false;
    cairo_surface_t *surface = render(page, &p);
    if (surface == NULL)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the PDF's page can't be drawn");
    return to_grey(surface, &grey, err) &&
           pw_grey_to_page(&grey, grey.width, grey.height, ask->photo != 0, ask->dots_per_mm, ret_page, err);
}

static void answer(const struct pw_error *err, const struct pw_page *page)
{
    struct pw_pdf_answer a = { .magic = PW_PDF_ANSWER, .code = (int32_t)err->code };
    snprintf(a.text, sizeof a.text, "%s", err->text);
    if (err->code == PW_OK) {
        a.width = page->width;
        a.height = page->height;
    }
    if (write_all(&a, sizeof a) && err->code == PW_OK)
        (void)!write_all(page->bits, (size_t)page->stride * (size_t)page->height);
}

int pw_pdf_child(void)
{
    struct pw_error err = { 0 };
    struct pw_pdf_ask ask;
    struct pw_page page = { 0 };
    bool ok = pw_late_poppler_load(&err) && pw_late_pangocairo_load(&err);
    if (ok) {
        warm();
        ok = pw_pdf_lock_in(&err);
    }
    if (!read_all(&ask, sizeof ask) || ask.magic != PW_PDF_ASK || ask.bytes > PW_PDF_MAX_BYTES)
        _exit(0); /* nobody wants anything any more */
    uint8_t *pdf = malloc((size_t)ask.bytes + 1);
    if (pdf == NULL || !read_all(pdf, ask.bytes))
        _exit(1);
    if (ok && !draw(pw_bytes_of(pdf, ask.bytes), &ask, &page, &err) && err.code == PW_OK)
        err.code = PW_ERR_BAD_INPUT;
    answer(&err, &page);
    _exit(0); /* nothing to tidy: the process is what is thrown away */
}
