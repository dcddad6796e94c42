/*
 * Dots in strips, each a command of its own, so that what is cut off costs one strip and not the printer's place in the bytes.
 *
 *     GS v 0            where the profile has it: the oldest, and the one that clones know
 *     GS ( L 112, 50    else, on printers with graphics memory; and for pictures on printers that can keep them (escpos_keep.c)
 *     ESC *             else, in columns: 24 dots high, or 8 on printers with needles
 */
#include "escpos.h"

#include "raster.h"

enum { STRIP_ROWS = 24 };

/* DLE followed by EOT, ENQ or DC4 is carried out at once, even inside of dots: one more dot is the smaller evil. */
static void disarm(uint8_t *data, size_t len)
{
    for (size_t i = 0; i + 1 < len; i++)
        if (data[i] == 0x10 && (data[i + 1] == 0x04 || data[i + 1] == 0x05 || data[i + 1] == 0x14))
            data[i] |= 0x08;
}

/* Bytes of the widest of some rows; at least one. White to the right need not be sent where the picture stands at the left. */
static int used_stride(const struct pw_page *page, int y, int rows)
{
    int used = 1;
    for (int i = y; i < y + rows; i++) {
        const uint8_t *row = page->bits + (size_t)i * (size_t)page->stride;
        int n = page->stride;
        while (n > used && row[n - 1] == 0)
            n--;
        used = n > used ? n : used;
    }
    return used;
}

/* GS 8 L, for more bytes than the two of a length can say, is never needed: strips are short, so that little is lost with one. */
_Static_assert(PW_ESCPOS_LONGEST + 16 <= UINT16_MAX, "a strip with its parameters has a length of two bytes");

/* Pictures go to printers that can keep them in the form that escpos_keep.c finds again; drawn lines don't. */
static bool keepable(const struct pw_escpos *e)
{
    return e->picture && (e->profile->features & PW_FEATURE_NV_LOGO) != 0;
}

static void put_strip(struct pw_escpos *e, const struct pw_page *page, int y, int rows)
{
    int stride = e->align == PW_ALIGN_LEFT ? used_stride(page, y, rows) : page->stride;
    int width = stride * 8 < page->width ? stride * 8 : page->width;
    size_t len = (size_t)stride * (size_t)rows, p = len + 10;
    const uint8_t *from = page->bits + (size_t)y * (size_t)page->stride;
    bool raster = (e->profile->features & PW_FEATURE_RASTER) != 0 && !keepable(e);
    if (raster) {
        uint8_t head[8] = { 0x1d, 'v', '0', 0, (uint8_t)stride, (uint8_t)(stride >> 8), (uint8_t)rows, (uint8_t)(rows >> 8) };
        pw_buf_put(e->out, head, sizeof head);
    } else {
        uint8_t head[15] = { 0x1d,
                             '(',
                             'L',
                             (uint8_t)p,
                             (uint8_t)(p >> 8),
                             48,
                             112,
                             48,
                             1,
                             1,
                             49,
                             (uint8_t)width,
                             (uint8_t)(width >> 8),
                             (uint8_t)rows,
                             (uint8_t)(rows >> 8) };
        pw_buf_put(e->out, head, sizeof head);
    }
    uint8_t *to = pw_buf_room(e->out, len);
    if (to == NULL)
        return;
    for (int i = 0; i < rows; i++, from += page->stride)
        memcpy(to + (size_t)i * (size_t)stride, from, (size_t)stride);
    disarm(to, len);
    pw_buf_grew(e->out, len);
    if (!raster)
        pw_buf_put(e->out, "\x1d(L\2\0\x30\x32", 7);
}

/* A band of columns; high is 24 or 8. With needles a dot is twice as high as wide, so two rows become one. */
static void put_band(struct pw_escpos *e, const struct pw_page *page, int y, int high, int step)
{
    uint8_t head[5] = { 0x1b, '*', high == 24 ? 33 : 1, (uint8_t)page->width, (uint8_t)(page->width >> 8) };
    pw_buf_put(e->out, head, sizeof head);
    size_t at = e->out->len;
    for (int x = 0; x < page->width; x++) {
        for (int b = 0; b < high / 8; b++) {
            uint8_t byte = 0;
            for (int i = 0; i < 8 * step; i++) {
                int row = y + b * 8 * step + i;
                if (row < page->height && pw_page_get(page, x, row))
                    byte |= (uint8_t)(0x80 >> i / step);
            }
            pw_buf_putc(e->out, byte);
        }
    }
    if (!e->out->failed)
        disarm(e->out->data + at, e->out->len - at);
    pw_buf_putc(e->out, '\n');
}

static void put_bands(struct pw_escpos *e, const struct pw_page *page)
{
    int step = e->profile->dpi < PW_RASTER_NEEDLES_DPI ? 2 : 1, high = pw_raster_band(e->profile) / step;
    pw_buf_put(e->out,
               "\x1b"
               "3\0",
               3); /* as high as what was printed, no gap */
    for (int y = 0; y < page->height; y += high * step)
        put_band(e, page, y, high, step);
    if (!e->tight)
        pw_buf_put(e->out,
                   "\x1b"
                   "2",
                   2);
}

bool pw_escpos_dots(struct pw_escpos *e, const struct pw_page *page, enum pw_align align)
{
    int longest = e->profile->strip < PW_ESCPOS_LONGEST ? e->profile->strip : PW_ESCPOS_LONGEST;
    int rows = longest / page->stride;
    rows = rows > STRIP_ROWS ? STRIP_ROWS : rows;
    if (page->width > e->profile->dots || rows == 0)
        return pw_fail(e->err, PW_ERR_TOO_BIG, 0, "a picture of %d dots is too wide for %s with %d", page->width,
                       e->profile->name, e->profile->dots);
    if ((e->profile->features & (PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS | PW_FEATURE_COLUMN)) == 0)
        return pw_fail(e->err, PW_ERR_UNSUPPORTED, 0,
                       "the printer %s can't print pictures, and a line of this document needs one", e->profile->name);
    pw_escpos_align(e, align);
    if ((e->profile->features & (PW_FEATURE_RASTER | PW_FEATURE_GRAPHICS)) == 0) {
        put_bands(e, page);
        return true;
    }
    for (int y = 0; y < page->height; y += rows)
        put_strip(e, page, y, page->height - y < rows ? page->height - y : rows);
    return true;
}

bool pw_escpos_dots_in(struct pw_escpos *e, const struct pw_block *block, const struct pw_page *page)
{
    int cell = e->profile->cell, area = block->width * cell;
    struct pw_page whole;
    if (block->left == 0 && block->width >= e->profile->columns)
        return pw_escpos_dots(e, page, block->align);
    int spare = area > page->width ? area - page->width : 0;
    int x = block->left * cell + spare * (int)block->align / 2;
    if (!pw_page_init(&whole, x + page->width, page->height, page->dots_per_mm, e->err))
        return false;
    pw_raster_copy(page, &whole, x, 0);
    bool ok = pw_escpos_dots(e, &whole, PW_ALIGN_LEFT);
    pw_page_finish(&whole);
    return ok;
}
