#include "document/png.h"

#include <cairo.h>
#include <zlib.h>

#define HEAD_LEN 33 /* signature and IHDR: pHYs comes after them */

/* What cairo writes, with pHYs put in behind the first HEAD_LEN bytes. */
struct writer {
    struct pw_buf *out;
    size_t written;
    int dots_per_mm;
};

static void put_be32(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 24);
    p[1] = (uint8_t)(v >> 16);
    p[2] = (uint8_t)(v >> 8);
    p[3] = (uint8_t)v;
}

static void put_resolution(struct writer *w)
{
    uint8_t chunk[21] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's' };
    put_be32(chunk + 8, (uint32_t)w->dots_per_mm * 1000);
    put_be32(chunk + 12, (uint32_t)w->dots_per_mm * 1000);
    chunk[16] = 1; /* the metre */
    put_be32(chunk + 17, (uint32_t)crc32(0, chunk + 4, 13));
    pw_buf_put(w->out, chunk, sizeof chunk);
}

static cairo_status_t take(void *user, const unsigned char *data, unsigned len)
{
    struct writer *w = user;
    size_t head = w->written < HEAD_LEN ? HEAD_LEN - w->written : 0;
    if (head > len)
        head = len;
    pw_buf_put(w->out, data, head);
    w->written += head;
    if (head > 0 && w->written == HEAD_LEN && w->dots_per_mm > 0)
        put_resolution(w);
    pw_buf_put(w->out, data + head, len - head);
    w->written += len - head;
    return w->out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Cairo writes an A1 surface as grey with 1 as white: so white dots are set. */
static void set_white(const struct pw_page *page, uint8_t *data, size_t stride)
{
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (!pw_page_get(page, x, y)) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
                data[(size_t)y * stride + (size_t)(x >> 3)] |= (uint8_t)(1 << (x & 7));
#else
                data[(size_t)y * stride + (size_t)(x >> 3)] |= (uint8_t)(0x80 >> (x & 7));
#endif
            }
}

bool pw_page_write_png(const struct pw_page *page, struct pw_buf *out, struct pw_error *err)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A1, page->width, page->height);
    cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        struct writer w = { .out = out, .dots_per_mm = page->dots_per_mm };
        set_white(page, cairo_image_surface_get_data(surface), (size_t)cairo_image_surface_get_stride(surface));
        cairo_surface_mark_dirty(surface);
        status = cairo_surface_write_to_png_stream(surface, take, &w);
    }
    cairo_surface_destroy(surface);
    if (!pw_buf_ok(out, err))
        return false;
    if (status != CAIRO_STATUS_SUCCESS)
        return pw_fail(err, PW_ERR_MEMORY, 0, "a picture of %d x %d dots could not be written: %s", page->width, page->height,
                       cairo_status_to_string(status));
    return true;
}
