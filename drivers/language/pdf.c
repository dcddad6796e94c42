/*
 * Objects: 1 the catalogue, 2 the list of pages, then three for each page: the page, what is drawn on it (the picture, stretched
 * to the page), the picture. 1 bits are black by /Decode [1 0], so the dots go in as they are.
 */
#include "packwright/pdf.h"
#include "packwright/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { PAGES_MAX = 10000 };

struct pdf {
    struct pw_buf *out;
    size_t base; /* where the PDF begins in out */
    size_t *at;  /* of each object */
    size_t objects;
};

static void begin(struct pdf *p, size_t number)
{
    p->at[number] = p->out->len - p->base;
    pw_buf_printf(p->out, "%zu 0 obj\n", number);
}

/*
 * A thousandth of a dot less than it is: a rasteriser at the page's own resolution rounds its size up to whole dots, and a page
 * written as a hair too large is drawn stretched by a dot, which costs a Code 128 of 2-dot bars its life (pdftoppm of
 * poppler 22.12).
 */
static double points(int dots, int dots_per_mm)
{
    return dots * 72 / 25.4 / dots_per_mm - 0.0005;
}

static bool put_picture(struct pdf *p, size_t number, const struct pw_page *page, struct pw_error *err)
{
    uLong size = (uLong)page->stride * (uLong)page->height;
    uLongf len = compressBound(size);
    uint8_t *packed = malloc(len);
    if (packed == NULL || compress2(packed, &len, page->bits, size, 6) != Z_OK) {
        free(packed);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a PDF of %d x %d dots", page->width, page->height);
    }
    begin(p, number);
    pw_buf_printf(p->out,
                  "<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 "
                  "/Decode [1 0] /Filter /FlateDecode /Length %lu >>\nstream\n",
                  page->width, page->height, (unsigned long)len);
    pw_buf_put(p->out, packed, len);
    pw_buf_puts(p->out, "\nendstream\nendobj\n");
    free(packed);
    return true;
}

static bool put_page(struct pdf *p, size_t number, const struct pw_page *page, struct pw_error *err)
{
    char content[120];
    double w = points(page->width, page->dots_per_mm), h = points(page->height, page->dots_per_mm);
    int len = snprintf(content, sizeof content, "q %.4f 0 0 %.4f 0 0 cm /I Do Q\n", w, h);
    begin(p, number);
    pw_buf_printf(p->out,
                  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.4f %.4f] /Contents %zu 0 R "
                  "/Resources << /XObject << /I %zu 0 R >> >> >>\nendobj\n",
                  w, h, number + 1, number + 2);
    begin(p, number + 1);
    pw_buf_printf(p->out, "<< /Length %d >>\nstream\n%sendstream\nendobj\n", len, content);
    return put_picture(p, number + 2, page, err);
}

static void put_end(struct pdf *p)
{
    size_t start = p->out->len - p->base;
    pw_buf_printf(p->out, "xref\n0 %zu\n0000000000 65535 f \n", p->objects);
    for (size_t i = 1; i < p->objects; i++)
        pw_buf_printf(p->out, "%010zu 00000 n \n", p->at[i]);
    pw_buf_printf(p->out, "trailer\n<< /Size %zu /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", p->objects, start);
}

bool pw_page_write_pdf(const struct pw_page *pages, size_t count, struct pw_buf *out, struct pw_error *err)
{
    if (count == 0 || count > PAGES_MAX)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a PDF of %zu pages is not made", count);
    struct pdf p = { .out = out, .base = out->len, .objects = 3 + 3 * count };
    for (size_t i = 0; i < count; i++)
        if (pages[i].bits == NULL || pages[i].dots_per_mm <= 0)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "page %zu has no dots, or no resolution", i + 1);
    p.at = calloc(p.objects, sizeof *p.at);
    if (p.at == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a PDF of %zu pages", count);
    pw_buf_puts(out, "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n");
    begin(&p, 1);
    pw_buf_puts(out, "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
    begin(&p, 2);
    pw_buf_printf(out, "<< /Type /Pages /Count %zu /Kids [", count);
    for (size_t i = 0; i < count; i++)
        pw_buf_printf(out, " %zu 0 R", 3 + 3 * i);
    pw_buf_puts(out, " ] >>\nendobj\n");
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        ok = put_page(&p, 3 + 3 * i, &pages[i], err);
    if (ok)
        put_end(&p);
    free(p.at);
    return ok && pw_buf_ok(out, err);
}

/* ---- as a printer's language: office printers, through CUPS or to those that read PDF themselves ---- */

static bool render_page(const struct pw_page *page, const struct pw_profile *profile, const struct pw_media *media,
                        struct pw_buf *out, struct pw_error *err)
{
    (void)profile, (void)media;
    return pw_page_write_pdf(page, 1, out, err);
}

const struct pw_language pw_language_pdf = { .name = "pdf", .render_page = render_page, .render_pages = pw_page_write_pdf };
