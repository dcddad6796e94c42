#include "document/receipt_image.h"

#include <png.h>
#include <stdlib.h>

enum { KEPT = 4 };

struct image {
    struct pw_bytes base64; /* own copy */
    struct pw_page page;
};

struct pw_receipt_images {
    struct image kept[KEPT];
    size_t next;
};

struct pw_receipt_images *pw_receipt_images_create(void)
{
    return calloc(1, sizeof(struct pw_receipt_images));
}

static void image_finish(struct image *image)
{
    free((void *)(uintptr_t)image->base64.data);
    pw_page_finish(&image->page);
    image->base64 = pw_bytes_of(NULL, 0);
}

void pw_receipt_images_destroy(struct pw_receipt_images *images)
{
    if (images == NULL)
        return;
    for (size_t i = 0; i < KEPT; i++)
        image_finish(&images->kept[i]);
    free(images);
}

static int base64_value(uint8_t c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

/* Decoded in place; out has room for base64.len bytes. */
static size_t decode_base64(struct pw_bytes base64, uint8_t *out)
{
    uint32_t bits = 0;
    size_t n = 0, count = 0;
    for (size_t i = 0; i < base64.len && base64.data[i] != '='; i++) {
        int v = base64_value(base64.data[i]);
        if (v < 0)
            continue;
        bits = bits << 6 | (uint32_t)v;
        if (++n % 4 != 1)
            out[count++] = (uint8_t)(bits >> (n % 4 == 2 ? 4 : n % 4 == 3 ? 2 : 0));
    }
    return count;
}

/* The size in the header, before anything is allocated for it. */
static bool check_png(struct pw_bytes png, struct pw_error *err)
{
    struct pw_reader r;
    pw_reader_init(&r, png);
    struct pw_bytes head = pw_reader_take(&r, 16);
    if (r.failed || memcmp(head.data, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) != 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the image is not a PNG in base64");
    uint32_t w = (uint32_t)pw_reader_be16(&r) << 16, h;
    w |= pw_reader_be16(&r);
    h = (uint32_t)pw_reader_be16(&r) << 16;
    h |= pw_reader_be16(&r);
    if (r.failed || w == 0 || h == 0 || w > PW_RECEIPT_MAX_IMAGE_WIDTH || h > PW_RECEIPT_MAX_IMAGE_HEIGHT)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the image has %u x %u dots; at most %d x %d can be printed", w, h,
                       PW_RECEIPT_MAX_IMAGE_WIDTH, PW_RECEIPT_MAX_IMAGE_HEIGHT);
    return true;
}

/* 0 black to 255 white, over white paper. */
static int grey(const uint8_t rgba[4])
{
    int ink = 255 - (299 * rgba[0] + 587 * rgba[1] + 114 * rgba[2]) / 1000;
    return 255 - ink * rgba[3] / 255;
}

/* Floyd and Steinberg's error diffusion; a picture of black and white comes out dot for dot. */
static bool to_dots(const uint8_t *rgba, struct pw_page *page, struct pw_error *err)
{
    int w = page->width, h = page->height;
    int *error = calloc((size_t)w + 2, sizeof *error);
    if (error == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for an image of %d x %d dots", w, h);
    for (int y = 0; y < h; y++) {
        int right = 0, corner = 0;
        for (int x = 0; x < w; x++, rgba += 4) {
            int want = grey(rgba) + (error[x + 1] + right) / 16;
            int left = want < 128 ? want : want - 255;
            if (want < 128)
                pw_page_set(page, x, y);
            error[x] += 3 * left;
            error[x + 1] = 5 * left + corner;
            corner = left;
            right = 7 * left;
        }
    }
    free(error);
    return true;
}

static bool decode(struct pw_bytes base64, struct pw_page *ret_page, struct pw_error *err)
{
    uint8_t *bytes = malloc(base64.len + 1), *pixels = NULL;
    bool ok = false;
    if (bytes == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for an image of %zu bytes", base64.len);
    png_image image = { .version = PNG_IMAGE_VERSION };
    struct pw_bytes png = pw_bytes_of(bytes, decode_base64(base64, bytes));
    if (!check_png(png, err))
        goto done;
    if (!png_image_begin_read_from_memory(&image, png.data, png.len)) {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the image can't be read, its PNG is damaged: %s", image.message);
        goto done;
    }
    image.format = PNG_FORMAT_RGBA;
    pixels = malloc(PNG_IMAGE_SIZE(image));
    if (pixels == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for an image of %u x %u dots", image.width, image.height);
        goto done;
    }
    if (!png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the image can't be read, its PNG is damaged: %s", image.message);
        goto done;
    }
    ok = pw_page_init(ret_page, (int)image.width, (int)image.height, 8, err);
    if (ok && !to_dots(pixels, ret_page, err)) {
        pw_page_finish(ret_page);
        ok = false;
    }
done:
    png_image_free(&image);
    free(pixels);
    free(bytes);
    return ok;
}

static bool give(const struct pw_page *page, struct pw_arena *arena, struct pw_page *ret_page, struct pw_error *err)
{
    size_t size = (size_t)page->stride * (size_t)page->height;
    *ret_page = *page;
    ret_page->bits = pw_arena_take(arena, size);
    if (ret_page->bits == NULL)
        return pw_arena_ok(arena, err);
    memcpy(ret_page->bits, page->bits, size); /* NOLINT(clang-analyzer-core.NonNullParamChecker) a page has bits */
    return true;
}

bool pw_receipt_image(struct pw_bytes base64, struct pw_receipt_images *images, struct pw_arena *arena, struct pw_page *ret_page,
                      struct pw_error *err)
{
    struct pw_page page = { 0 };
    for (size_t i = 0; images != NULL && i < KEPT; i++)
        if (images->kept[i].base64.data != NULL && pw_bytes_equal(images->kept[i].base64, base64))
            return give(&images->kept[i].page, arena, ret_page, err);
    if (!decode(base64, &page, err))
        return false;
    bool ok = give(&page, arena, ret_page, err);
    uint8_t *copy = ok && images != NULL ? malloc(base64.len + 1) : NULL;
    if (copy == NULL) {
        pw_page_finish(&page);
        return ok;
    }
    memcpy(copy, base64.data, base64.len);
    image_finish(&images->kept[images->next]);
    images->kept[images->next] = (struct image){ pw_bytes_of(copy, base64.len), page };
    images->next = (images->next + 1) % KEPT;
    return true;
}
