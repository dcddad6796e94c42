#include "document/png.h"

#include <png.h>

/* libpng never goes on after an error: both jump back. */
static void take(png_structp png, png_bytep data, size_t len)
{
    struct pw_buf *out = png_get_io_ptr(png);
    pw_buf_put(out, data, len);
    if (out->failed)
        png_error(png, "no room");
}

static void flush(png_structp png)
{
    (void)png;
}

static void failed(png_structp png, png_const_charp why)
{
    (void)why;
    png_longjmp(png, 1);
}

static void warned(png_structp png, png_const_charp why)
{
    (void)png;
    (void)why;
}

static bool write_page(png_structp png, png_infop info, const struct pw_page *page)
{
    if (setjmp(png_jmpbuf(png)) != 0) // NOLINT(cert-err52-cpp) libpng's way of failing
        return false;
    png_set_IHDR(png, info, (png_uint_32)page->width, (png_uint_32)page->height, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (page->dots_per_mm > 0)
        png_set_pHYs(png, info, (png_uint_32)page->dots_per_mm * 1000, (png_uint_32)page->dots_per_mm * 1000,
                     PNG_RESOLUTION_METER);
    png_write_info(png, info);
    png_set_invert_mono(png); /* a dot that is set is black */
    for (int y = 0; y < page->height; y++)
        png_write_row(png, page->bits + (size_t)y * page->stride);
    png_write_end(png, NULL);
    return true;
}

bool pw_page_write_png(const struct pw_page *page, struct pw_buf *out, struct pw_error *err)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, failed, warned);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    bool ok = false;
    if (info != NULL) {
        png_set_write_fn(png, out, take, flush);
        ok = write_page(png, info, page);
    }
    png_destroy_write_struct(&png, &info);
    if (!pw_buf_ok(out, err))
        return false;
    return ok || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a picture of %d x %d dots", page->width, page->height);
}
