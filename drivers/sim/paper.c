/* Dots on paper: boxes, pictures in pictures, quarter turns, and the PNG that a person looks at. */
#include "sim/paper.h"

#include "late/pangocairo.h"

#include <errno.h>
#include <stdlib.h>

void pw_paper_box(struct pw_page *page, int x, int y, int width, int height)
{
    int right = width > page->width - x ? page->width : x + width;
    int bottom = height > page->height - y ? page->height : y + height;
    for (int row = y < 0 ? 0 : y; row < bottom; row++)
        for (int column = x < 0 ? 0 : x; column < right; column++)
            pw_page_set(page, column, row);
}

static void flip(struct pw_page *page, int x, int y)
{
    page->bits[(size_t)y * (size_t)page->stride + (size_t)(x >> 3)] ^= (uint8_t)(0x80 >> (x & 7));
}

/* Whole bytes at once: what a picture at an even place, unscaled, comes down to. */
static void blit_bytes(struct pw_page *page, int x, int y, const struct pw_page *from)
{
    int bytes = from->stride < page->stride - x / 8 ? from->stride : page->stride - x / 8;
    uint8_t tail = (uint8_t)(page->width % 8 == 0 ? 0xff : 0xff << (8 - page->width % 8));
    for (int row = 0; row < from->height && y + row < page->height; row++) {
        uint8_t *to = page->bits + (size_t)(y + row) * (size_t)page->stride + (size_t)(x / 8);
        const uint8_t *in = from->bits + (size_t)row * (size_t)from->stride;
        for (int i = 0; i < bytes; i++)
            to[i] |= in[i];
        if (x / 8 + bytes == page->stride)
            to[bytes - 1] &= tail;
    }
}

void pw_paper_blit(struct pw_page *page, int x, int y, const struct pw_page *from, int scale_x, int scale_y, bool invert)
{
    if (!invert && scale_x == 1 && scale_y == 1 && x >= 0 && y >= 0 && x % 8 == 0 && x < page->width) {
        blit_bytes(page, x, y, from);
        return;
    }
    for (int row = 0; row < from->height * scale_y; row++) {
        if (y + row < 0 || y + row >= page->height)
            continue;
        for (int column = 0; column < from->width * scale_x; column++) {
            if (x + column < 0 || x + column >= page->width || !pw_page_get(from, column / scale_x, row / scale_y))
                continue;
            if (invert)
                flip(page, x + column, y + row);
            else
                pw_page_set(page, x + column, y + row);
        }
    }
}

bool pw_paper_turn(struct pw_page *page, int quarters, struct pw_error *err)
{
    bool side = quarters % 2 != 0;
    struct pw_page turned;
    if (!pw_page_init(&turned, side ? page->height : page->width, side ? page->width : page->height, page->dots_per_mm, err))
        return false;
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (pw_page_get(page, x, y)) {
                if (quarters == 1)
                    pw_page_set(&turned, page->height - 1 - y, x);
                else if (quarters == 2)
                    pw_page_set(&turned, page->width - 1 - x, page->height - 1 - y);
                else
                    pw_page_set(&turned, y, page->width - 1 - x);
            }
    pw_page_finish(page);
    *page = turned;
    return true;
}

static cairo_status_t append(void *user, const unsigned char *data, unsigned int len)
{
    struct pw_buf *out = user;
    pw_buf_put(out, data, len);
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

bool pw_paper_png(const struct pw_page *page, int margin, struct pw_buf *out, struct pw_error *err)
{
    int width = page->width + 2 * margin, height = page->height + 2 * margin;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A1, width, height);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(surface);
        return pw_fail(err, PW_ERR_MEMORY, 0, "a picture of %d x %d dots", width, height);
    }
    /* In A1 a word's first pixel is its least significant bit on little-endian machines, its most significant on big-endian ones.
     */
    const union {
        uint16_t word;
        uint8_t first;
    } order = { 1 };
    cairo_surface_flush(surface);
    uint8_t *bits = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    memset(bits, 0xff, stride * (size_t)height);
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (pw_page_get(page, x, y)) {
                int at = x + margin;
                uint8_t mask = (uint8_t)(order.first == 1 ? 1 << (at & 7) : 0x80 >> (at & 7));
                bits[(size_t)(y + margin) * stride + (size_t)(at >> 3)] &= (uint8_t)~mask;
            }
    cairo_surface_mark_dirty(surface);
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, append, out);
    cairo_surface_destroy(surface);
    if (!pw_buf_ok(out, err))
        return false;
    if (status != CAIRO_STATUS_SUCCESS)
        return pw_fail(err, PW_ERR_MEMORY, 0, "a picture of %d x %d dots: %s", width, height, cairo_status_to_string(status));
    return true;
}
