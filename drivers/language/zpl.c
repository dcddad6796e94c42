/*
 * ZPL II: one page of dots becomes one label format of graphics: what is black and no more, in the run lengths of ^GFA, or as a
 * zlib stream where the configuration says that the printer knows it and that is shorter.
 *
 * What a job before us may have left behind and would turn, mirror, invert or shift the picture is set back at the start.
 * Darkness, speed and (unless the configuration says it) the media type are the printer's own settings and are left as they are.
 */
#include "zpl.h"

#include "packwright/utf8.h"

#include <string.h>

/*
 * The manual gives 1 to 99999 for the sizes in ^GF; newer firmware takes more, older doesn't. So a larger page goes out as
 * bands, one ^GF below the other.
 */
#define GF_MAX_BYTES 99999
#define PAGE_MAX_DOTS 32000 /* ^PW, ^LL */

/* n times digit c. Letters add up: z is 400, g to y are 20 to 380, G to Y are 1 to 19. */
static uint8_t *put_run(uint8_t *out, size_t n, uint8_t c)
{
    if (n > 2) {
        for (; n >= 400; n -= 400)
            *out++ = 'z';
        if (n >= 20)
            *out++ = (uint8_t)('f' + n / 20);
        if (n % 20 != 0)
            *out++ = (uint8_t)('F' + n % 20);
        *out++ = c;
        return out;
    }
    while (n-- > 0)
        *out++ = c;
    return out;
}

static uint64_t word_at(const uint8_t *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

/* Bytes of the row up to and with the last that isn't zero. */
static size_t used_bytes(const uint8_t *row, size_t len)
{
    while (len >= 8 && word_at(row + len - 8) == 0)
        len -= 8;
    while (len > 0 && row[len - 1] == 0)
        len--;
    return len;
}

/* How many of the len bytes at p equal the first. */
static size_t same_bytes(const uint8_t *p, size_t len)
{
    size_t n = 1;
    uint64_t all = p[0] * UINT64_C(0x0101010101010101);
    while (n + 8 <= len && word_at(p + n) == all)
        n += 8;
    while (n < len && p[n] == p[0])
        n++;
    return n;
}

/*
 * One row into out, at most two digits a byte and one sign. What is blank at the end of the row becomes a comma, which begins
 * at a whole byte, as CUPS's driver has it.
 * "!" (fill with ones) is left out: run lengths say the same in two or three bytes, and not every reader knows it.
 */
static uint8_t *put_row(uint8_t *out, const uint8_t *row, size_t len)
{
    static const uint8_t digits[] = "0123456789ABCDEF";
    size_t used = used_bytes(row, len), run = 0;
    uint8_t held = 16; /* the digit that run counts; 16 is none */
    for (size_t i = 0; i < used;) {
        uint8_t high = row[i] >> 4, low = row[i] & 15;
        if (high != held) {
            out = held < 16 ? put_run(out, run, digits[held]) : out;
            held = high;
            run = 0;
        }
        if (high == low) {
            size_t n = same_bytes(row + i, used - i);
            run += 2 * n;
            i += n;
            continue;
        }
        out = put_run(out, run + 1, digits[high]);
        held = low;
        run = 1;
        i++;
    }
    out = held < 16 ? put_run(out, run, digits[held]) : out;
    if (used < len)
        *out++ = ',';
    return out;
}

/* Bytes across, rows down; the ends don't belong to it. */
struct area {
    int left, top, right, bottom;
};

static const uint8_t *row_at(const struct pw_page *page, int y)
{
    return page->bits + (size_t)y * (size_t)page->stride;
}

/* Where anything is black; one white byte when nothing is. */
static struct area black_area(const struct pw_page *page)
{
    int len = (page->width + 7) / 8, top = 0, bottom = page->height;
    uint8_t ink[PAGE_MAX_DOTS / 8] = { 0 };
    while (top < bottom - 1 && used_bytes(row_at(page, top), (size_t)len) == 0)
        top++;
    while (bottom > top + 1 && used_bytes(row_at(page, bottom - 1), (size_t)len) == 0)
        bottom--;
    for (int y = top; y < bottom; y++)
        for (int i = 0; i < len; i++)
            ink[i] |= row_at(page, y)[i];
    ink[len - 1] &= (uint8_t)(0xFF << ((8 - page->width % 8) % 8)); /* NOLINT(clang-analyzer-core.uninitialized.Assign) */
    int left = 0, right = (int)used_bytes(ink, (size_t)len);
    while (left < right - 1 && ink[left] == 0)
        left++;
    return (struct area){ left, top, right == 0 ? 1 : right, bottom };
}

/* The area's bytes of a row; a copy in scratch where there is black to the right of the page, which is none of it. */
static const uint8_t *clean_row(const struct pw_page *page, const struct area *a, int y, uint8_t *scratch)
{
    const uint8_t *row = row_at(page, y) + a->left;
    uint8_t beyond = (uint8_t)(0xFF >> (page->width % 8));
    int len = a->right - a->left;
    if (page->width % 8 == 0 || a->right * 8 < page->width || (row[len - 1] & beyond) == 0)
        return row;
    memcpy(scratch, row, (size_t)len);
    scratch[len - 1] &= (uint8_t)~beyond;
    return scratch;
}

/* scratch has room for two rows. */
static void put_runs(const struct pw_page *page, const struct area *a, uint8_t *scratch, struct pw_buf *out)
{
    size_t len = (size_t)(a->right - a->left);
    const uint8_t *before = NULL;
    for (int y = a->top; y < a->bottom; y++) {
        const uint8_t *row = clean_row(page, a, y, scratch + (y & 1 ? PAGE_MAX_DOTS / 8 : 0));
        uint8_t *room = pw_buf_room(out, 2 * len + 1);
        if (room == NULL)
            return;
        if (before != NULL && memcmp(before, row, len) == 0) {
            *room = ':';
            pw_buf_grew(out, 1);
        } else {
            pw_buf_grew(out, (size_t)(put_row(room, row, len) - room));
        }
        before = row;
    }
}

static void put_hex(const struct pw_page *page, const struct area *a, uint8_t *scratch, struct pw_buf *out)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t len = (size_t)(a->right - a->left);
    for (int y = a->top; y < a->bottom; y++) {
        const uint8_t *row = clean_row(page, a, y, scratch);
        uint8_t *room = pw_buf_room(out, 2 * len);
        for (size_t i = 0; room != NULL && i < len; i++) {
            room[2 * i] = (uint8_t)digits[row[i] >> 4];
            room[2 * i + 1] = (uint8_t)digits[row[i] & 15];
        }
        pw_buf_grew(out, room == NULL ? 0 : 2 * len);
    }
}

/* The rows packed one behind the other, as zlib, Base64 and CRC; false when there is no memory: run lengths always work. */
static bool put_zlib(const struct pw_page *page, const struct area *a, uint8_t *scratch, struct pw_buf *out)
{
    size_t len = (size_t)(a->right - a->left);
    struct pw_buf rows;
    pw_buf_init(&rows, GF_MAX_BYTES + 1);
    for (int y = a->top; y < a->bottom; y++)
        pw_buf_put(&rows, clean_row(page, a, y, scratch), len);
    bool ok = pw_buf_ok(&rows, NULL) && pw_zpl_z64(pw_buf_peek(&rows), out);
    pw_buf_finish(&rows);
    return ok;
}

/* One ^GF at its place. */
static void put_band(const struct pw_page *page, const struct area *a, enum pw_compression compression, uint8_t *scratch,
                     struct pw_buf *out)
{
    size_t len = (size_t)(a->right - a->left), total = len * (size_t)(a->bottom - a->top);
    pw_buf_printf(out, "^FO%d,%d^GFA,%zu,%zu,%zu,", a->left * 8, a->top, total, total, len);
    size_t start = out->len;
    if (compression == PW_COMPRESSION_NONE)
        put_hex(page, a, scratch, out);
    else
        put_runs(page, a, scratch, out);
    if (compression == PW_COMPRESSION_ZLIB && !out->failed) {
        struct pw_buf packed;
        pw_buf_init(&packed, out->len - start);
        if (put_zlib(page, a, scratch, &packed) && packed.len < out->len - start) {
            out->len = start;
            pw_buf_put(out, packed.data, packed.len);
        }
        pw_buf_finish(&packed);
    }
    pw_buf_puts(out, "^FS\n");
}

static void put_media(const struct pw_media *media, struct pw_buf *out)
{
    static const char *const tracking[] = { "", "^MNY\n", "^MNM\n", "^MNN\n" };
    static const char *const after[] = { "", "^MMT\n", "^MMP\n", "^MMC\n" };
    pw_buf_puts(out, tracking[media->tracking]);
    pw_buf_puts(out, after[media->after]);
}

static bool render_page(const struct pw_page *page, const struct pw_profile *profile, const struct pw_media *media,
                        struct pw_buf *out, struct pw_error *err)
{
    static const struct pw_media as_set = { 0 };
    (void)profile;
    media = media == NULL ? &as_set : media;
    if (page->bits == NULL || page->width <= 0 || page->height <= 0 || page->width > PAGE_MAX_DOTS ||
        page->height > PAGE_MAX_DOTS)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a page of %d x %d dots can't be a ZPL label: each side may have 1 to %d dots",
                       page->width, page->height, PAGE_MAX_DOTS);
    uint8_t scratch[2 * (PAGE_MAX_DOTS / 8)];
    struct area all = black_area(page);
    int band = GF_MAX_BYTES / (all.right - all.left);
    pw_buf_printf(out, "^XA\n^PON^PMN^LRN^LH0,0^LS0\n^PW%d\n^LL%d\n", page->width, page->height);
    put_media(media, out);
    for (int y = all.top; y < all.bottom; y += band) {
        struct area part = { all.left, y, all.right, all.bottom - y < band ? all.bottom : y + band };
        put_band(page, &part, media->compression, scratch, out);
    }
    pw_buf_puts(out, "^PQ1\n^XZ\n");
    return pw_buf_ok(out, err);
}

void pw_zpl_field(struct pw_bytes text, struct pw_buf *out)
{
    static const char hex[] = "0123456789ABCDEF";
    struct pw_buf visible;
    pw_buf_init(&visible, text.len * 3 + 1);
    pw_utf8_visible(text, &visible);
    if (!pw_buf_ok(&visible, NULL))
        out->failed = true;
    for (size_t i = 0; i < visible.len; i++) {
        uint8_t b = visible.data[i];
        if ((b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == ' ' || b == '.' || b == ',' ||
            b == '-')
            pw_buf_putc(out, b);
        else
            pw_buf_put(out, (const char[]){ '_', hex[b >> 4], hex[b & 15] }, 3);
    }
    pw_buf_finish(&visible);
}

static void ask_status(struct pw_buf *out)
{
    pw_buf_puts(out, "~HS\n");
}

/* No tickets: the answer's counters say whether anything is left to print. */
static void ask_proof(uint32_t ticket, struct pw_buf *out)
{
    (void)ticket;
    ask_status(out);
}

/*
 * A caret or tilde that was the last byte to arrive would make one command of itself and the next caret. What follows any other
 * beginning is ended by our ^XA, which also begins the label anew.
 */
static void resync(struct pw_buf *out)
{
    pw_buf_puts(out, "\n\n\n");
}

const struct pw_language pw_language_zpl = {
    .name = "zpl",
    .render = NULL,
    .render_page = render_page,
    .ask_proof = ask_proof,
    .resync = resync,
    .ask_status = ask_status,
    .status_parse = pw_zpl_status_parse,
};
