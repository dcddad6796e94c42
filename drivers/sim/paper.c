/* Dots on paper: boxes, pictures in pictures, quarter turns, and the PNG that a person looks at. */
#include "sim/paper.h"

#include "late/pangocairo.h"

#include <errno.h>
#include <stdlib.h>

/* Eight dots of a row from its dot at on; what lies outside of its len bytes is white. */
static uint8_t eight(const uint8_t *bits, int len, int at)
{
    int i = at >= 0 ? at / 8 : -((7 - at) / 8), shift = at - i * 8;
    unsigned left = i >= 0 && i < len ? bits[i] : 0, right = i + 1 >= 0 && i + 1 < len ? bits[i + 1] : 0;
    return (uint8_t)((left << 8 | right) >> (8 - shift));
}

static void ink_byte(uint8_t *byte, unsigned dots, enum pw_paper_ink ink)
{
    if (ink == PW_PAPER_WHITE)
        *byte &= (uint8_t)~dots;
    else if (ink == PW_PAPER_INVERT)
        *byte ^= (uint8_t)dots;
    else
        *byte |= (uint8_t)dots;
}

/* The bytes of a row that are all within it: loops that a compiler makes wide. */
static void ink_bytes(uint8_t *row, const uint8_t *bits, int shift, int count, enum pw_paper_ink ink)
{
    if (bits == NULL && ink != PW_PAPER_INVERT)
        memset(row, ink == PW_PAPER_BLACK ? 0xff : 0, (size_t)count);
    else if (bits == NULL || ink == PW_PAPER_WHITE)
        for (int i = 0; i < count; i++)
            ink_byte(row + i, bits == NULL ? 0xff : (unsigned)(bits[i] << 8 | (shift == 0 ? 0 : bits[i + 1])) >> (8 - shift),
                     ink);
    else if (shift == 0 && ink == PW_PAPER_BLACK)
        for (int i = 0; i < count; i++)
            row[i] |= bits[i];
    else if (shift == 0)
        for (int i = 0; i < count; i++)
            row[i] ^= bits[i];
    else if (ink == PW_PAPER_BLACK)
        for (int i = 0; i < count; i++)
            row[i] |= (uint8_t)((bits[i] << 8 | bits[i + 1]) >> (8 - shift));
    else
        for (int i = 0; i < count; i++)
            row[i] ^= (uint8_t)((bits[i] << 8 | bits[i + 1]) >> (8 - shift));
}

void pw_paper_row(struct pw_page *page, int x, int y, const uint8_t *bits, int width, enum pw_paper_ink ink)
{
    int from = x < 0 ? 0 : x, to = width > page->width - x ? page->width : x + width, len = (width + 7) / 8;
    if (y < 0 || y >= page->height || from >= to)
        return;
    uint8_t *row = page->bits + (size_t)y * (size_t)page->stride;
    for (int i = from / 8; i * 8 < to; i++) {
        unsigned mask = (i * 8 < from ? 0xffu >> (from - i * 8) : 0xffu) & (i * 8 + 8 > to ? 0xffu << (i * 8 + 8 - to) : 0xffu);
        int whole = mask == 0xff ? to / 8 - i : 0;
        if (whole > 1) {
            int at = i * 8 - x;
            ink_bytes(row + i, bits == NULL ? NULL : bits + at / 8, at % 8, whole, ink);
            i += whole - 1;
        } else
            ink_byte(row + i, (bits == NULL ? 0xffu : eight(bits, len, i * 8 - x)) & mask, ink);
    }
}

void pw_paper_box(struct pw_page *page, int x, int y, int width, int height)
{
    int bottom = height > page->height - y ? page->height : y + height;
    for (int row = y < 0 ? 0 : y; row < bottom; row++)
        pw_paper_row(page, x, row, NULL, width, PW_PAPER_BLACK);
}

static void blit_scaled(struct pw_page *page, int x, int y, const struct pw_page *from, int scale_x, int scale_y,
                        enum pw_paper_ink ink)
{
    for (int row = 0; row < from->height && y + row * scale_y < page->height; row++) {
        const uint8_t *bits = from->bits + (size_t)row * (size_t)from->stride;
        int top = y + row * scale_y, bottom = top + scale_y < page->height ? top + scale_y : page->height;
        for (int column = 0; column < from->width;) {
            if (column % 8 == 0 && bits[column / 8] == 0) {
                column += 8;
                continue;
            }
            int first = column;
            while (column < from->width && (bits[column / 8] >> (7 - column % 8) & 1) != 0)
                column++;
            for (int i = top < 0 ? 0 : top; i < bottom && column > first; i++)
                pw_paper_row(page, x + first * scale_x, i, NULL, (column - first) * scale_x, ink);
            column += column == first;
        }
    }
}

void pw_paper_blit(struct pw_page *page, int x, int y, const struct pw_page *from, int scale_x, int scale_y, bool invert)
{
    enum pw_paper_ink ink = invert ? PW_PAPER_INVERT : PW_PAPER_BLACK;
    if (scale_x != 1 || scale_y != 1) {
        blit_scaled(page, x, y, from, scale_x, scale_y, ink);
        return;
    }
    for (int row = y < 0 ? -y : 0; row < from->height && y + row < page->height; row++)
        pw_paper_row(page, x, y + row, from->bits + (size_t)row * (size_t)from->stride, from->width, ink);
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
