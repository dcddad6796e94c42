/*
 * ZPL II: one page of dots becomes one label format of graphics, in the run lengths of ^GFA.
 *
 * What a job before us may have left behind and would turn, mirror, invert or shift the picture is set back at the start.
 * Darkness, speed, media type and the like are the printer's own settings and are left as they are.
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

static bool is_blank(const struct pw_page *page, int y)
{
    return used_bytes(page->bits + (size_t)y * (size_t)page->stride, (size_t)(page->width + 7) / 8) == 0;
}

/* The rows from first on, as one ^GF at their place. scratch has room for two rows. */
static void put_band(const struct pw_page *page, int first, int rows, uint8_t *scratch, struct pw_buf *out)
{
    size_t stride = (size_t)page->stride, len = (size_t)(page->width + 7) / 8;
    uint8_t last_mask = (uint8_t)(0xFF << ((8 - page->width % 8) % 8));
    size_t total = len * (size_t)rows;
    pw_buf_printf(out, "^FO0,%d^GFA,%zu,%zu,%zu,", first, total, total, len);
    const uint8_t *before = NULL;
    for (int y = first; y < first + rows; y++) {
        const uint8_t *row = page->bits + (size_t)y * stride;
        uint8_t *room = pw_buf_room(out, 2 * len + 1);
        if (room == NULL)
            return;
        if ((row[len - 1] & ~last_mask) != 0) { /* dots to the right of the page are none of it */
            uint8_t *clean = scratch + (y & 1 ? len : 0);
            memcpy(clean, row, len);
            clean[len - 1] &= last_mask; /* NOLINT(clang-analyzer-core.uninitialized.Assign) len is 1 or more */
            row = clean;
        }
        if (before != NULL && memcmp(before, row, len) == 0) {
            *room = ':';
            pw_buf_grew(out, 1);
        } else {
            pw_buf_grew(out, (size_t)(put_row(room, row, len) - room));
        }
        before = row;
    }
    pw_buf_puts(out, "^FS\n");
}

static bool render_page(const struct pw_page *page, const struct pw_profile *profile, struct pw_buf *out, struct pw_error *err)
{
    (void)profile;
    if (page->bits == NULL || page->width <= 0 || page->height <= 0 || page->width > PAGE_MAX_DOTS ||
        page->height > PAGE_MAX_DOTS)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a page of %d x %d dots can't be a ZPL label: each side may have 1 to %d dots",
                       page->width, page->height, PAGE_MAX_DOTS);
    uint8_t scratch[2 * (PAGE_MAX_DOTS / 8)];
    int band = GF_MAX_BYTES / ((page->width + 7) / 8);
    pw_buf_printf(out, "^XA\n^PON^PMN^LRN^LH0,0^LS0\n^PW%d\n^LL%d\n", page->width, page->height);
    int first = 0, end = page->height; /* blank rows above and below need not be sent; one row always is */
    while (first < end - 1 && is_blank(page, first))
        first++;
    while (end > first + 1 && is_blank(page, end - 1))
        end--;
    for (int y = first; y < end; y += band)
        put_band(page, y, end - y < band ? end - y : band, scratch, out);
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

const struct pw_language pw_language_zpl = {
    .name = "zpl",
    .render = NULL,
    .render_page = render_page,
    .ask_proof = ask_proof,
    .ask_status = ask_status,
    .status_parse = pw_zpl_status_parse,
};
