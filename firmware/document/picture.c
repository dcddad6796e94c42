#include "document/picture.h"

#include <png.h>
#include <stdlib.h>

void pw_grey_finish(struct pw_grey *grey)
{
    free(grey->dots);
    *grey = (struct pw_grey){ 0 };
}

static uint32_t be32(struct pw_reader *r)
{
    uint32_t high = pw_reader_be16(r);
    return high << 16 | pw_reader_be16(r);
}

/* The size and resolution from the chunks before the picture, before anything is allocated for it. */
static bool read_head(struct pw_bytes png, struct pw_grey *ret_grey, struct pw_error *err)
{
    struct pw_reader r;
    pw_reader_init(&r, png);
    struct pw_bytes head = pw_reader_take(&r, 16);
    uint32_t w = be32(&r), h = be32(&r);
    if (r.failed || memcmp(head.data, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) != 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the picture is not a PNG, or cut off in its head");
    if (w == 0 || h == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the picture has %u x %u dots", w, h);
    if (w > PW_PICTURE_MAX_SIDE || h > PW_PICTURE_MAX_SIDE || (uint64_t)w * h > PW_PICTURE_MAX_DOTS)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "the picture has %u x %u dots; at most %d on a side and %d million can be printed",
                       w, h, PW_PICTURE_MAX_SIDE, PW_PICTURE_MAX_DOTS / 1000000);
    *ret_grey = (struct pw_grey){ .width = (int)w, .height = (int)h };
    pw_reader_take(&r, 9); /* the rest of IHDR, and its CRC */
    while (!r.failed && pw_reader_left(&r) >= 8) {
        uint32_t len = be32(&r);
        struct pw_bytes name = pw_reader_take(&r, 4);
        if (memcmp(name.data, "IDAT", 4) == 0)
            break;
        if (memcmp(name.data, "pHYs", 4) == 0 && len == 9) {
            uint32_t x = be32(&r), y = be32(&r);
            bool metre = pw_reader_u8(&r) == 1;
            if (!r.failed && metre && x == y && x <= 1000000)
                ret_grey->dots_per_m = (int)x;
            break;
        }
        pw_reader_take(&r, (size_t)len + 4);
    }
    return true;
}

bool pw_picture_read_png(struct pw_bytes png, struct pw_grey *ret_grey, struct pw_error *err)
{
    struct pw_grey grey = { 0 };
    png_image image = { .version = PNG_IMAGE_VERSION };
    if (!read_head(png, &grey, err))
        return false;
    bool ok = png_image_begin_read_from_memory(&image, png.data, png.len) != 0;
    if (ok) {
        image.format = PNG_FORMAT_GRAY;
        grey.dots = malloc(PNG_IMAGE_SIZE(image));
        if (grey.dots == NULL) {
            png_image_free(&image);
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a picture of %d x %d dots", grey.width, grey.height);
        }
        png_color white = { 255, 255, 255 };
        ok = png_image_finish_read(&image, &white, grey.dots, 0, NULL) != 0;
    }
    /* A warning (a bad ancillary chunk) is none of ours; what libpng calls an error leaves the picture half read. */
    if (!ok) {
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the picture can't be read, its PNG is damaged: %s", image.message);
        pw_grey_finish(&grey);
    }
    png_image_free(&image);
    if (ok)
        *ret_grey = grey;
    return ok;
}

/*
 * One row of output: the mean grey of what each of its dots covers. The source is seen through lengths in 1/65536 of a source
 * dot; sums are kept for one row of columns.
 */
struct scaler {
    const struct pw_grey *grey;
    int width, height;
    uint64_t *sums; /* of the columns before each, in grey times 65536ths of a row */
    uint8_t *row;   /* the result */
};

static void scale_row(struct scaler *s, int y)
{
    const struct pw_grey *g = s->grey;
    uint64_t top = (uint64_t)y * (uint64_t)g->height * 65536 / (uint64_t)s->height;
    uint64_t bottom = (uint64_t)(y + 1) * (uint64_t)g->height * 65536 / (uint64_t)s->height;
    memset(s->sums, 0, ((size_t)g->width + 1) * sizeof *s->sums);
    for (uint64_t at = top; at < bottom;) {
        uint64_t next = (at / 65536 + 1) * 65536, weight = (next < bottom ? next : bottom) - at;
        const uint8_t *from = g->dots + at / 65536 * (uint64_t)g->width;
        for (int x = 0; x < g->width; x++)
            s->sums[x + 1] += from[x] * weight;
        at += weight;
    }
    for (int x = 0; x < g->width; x++)
        s->sums[x + 1] += s->sums[x];
    uint64_t left = 0, before = 0;
    for (int x = 0; x < s->width; x++) {
        uint64_t right = (uint64_t)(x + 1) * (uint64_t)g->width * 65536 / (uint64_t)s->width;
        uint64_t column = right / 65536, part = right % 65536;
        uint64_t sum = s->sums[column];
        if (part != 0) /* the sums stay below 2^48, their parts below 2^40: divide first */
            sum += (s->sums[column + 1] - s->sums[column]) / 256 * part / 256;
        uint64_t area = (right - left) * (bottom - top) / 65536;
        uint64_t mean = (sum - before) / (area == 0 ? 1 : area);
        s->row[x] = (uint8_t)(mean > 255 ? 255 : mean);
        left = right;
        before = sum;
    }
}

/* Floyd and Steinberg's error diffusion of one row; error has a place more on each side. */
static void dither_row(const uint8_t *row, int *error, struct pw_page *page, int y)
{
    int right = 0, corner = 0;
    for (int x = 0; x < page->width; x++) {
        int want = row[x] + (error[x + 1] + right) / 16;
        int left = want < 128 ? want : want - 255;
        if (want < 128)
            pw_page_set(page, x, y);
        error[x] += 3 * left;
        error[x + 1] = 5 * left + corner;
        corner = left;
        right = 7 * left;
    }
}

static void threshold_row(const uint8_t *row, struct pw_page *page, int y)
{
    uint8_t *to = page->bits + (size_t)y * (size_t)page->stride;
    for (int x = 0; x < page->width; x++)
        to[x >> 3] |= (uint8_t)((row[x] < 128 ? 0x80 : 0) >> (x & 7));
}

bool pw_grey_to_page(const struct pw_grey *grey, int width, int height, bool dither, int dots_per_mm, struct pw_page *ret_page,
                     struct pw_error *err)
{
    struct pw_page page;
    if (!pw_page_init(&page, width, height, dots_per_mm, err))
        return false;
    bool same = width == grey->width && height == grey->height;
    struct scaler s = { .grey = grey, .width = width, .height = height };
    int *error = dither ? calloc((size_t)width + 2, sizeof *error) : NULL;
    s.sums = same ? NULL : malloc(((size_t)grey->width + 1) * sizeof *s.sums);
    s.row = same ? NULL : calloc((size_t)width, 1);
    if ((dither && error == NULL) || (!same && (s.sums == NULL || s.row == NULL))) {
        free(error);
        free(s.sums);
        free(s.row);
        pw_page_finish(&page);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a picture of %d x %d dots", width, height);
    }
    for (int y = 0; y < height; y++) {
        const uint8_t *row = same ? grey->dots + (size_t)y * (size_t)width : s.row;
        if (!same)
            scale_row(&s, y);
        if (dither)
            dither_row(row, error, &page, y);
        else
            threshold_row(row, &page, y);
    }
    free(error);
    free(s.sums);
    free(s.row);
    *ret_page = page;
    return true;
}
