#include "sim/label_printer.h"

#include <stdlib.h>

bool label_printer_init(struct label_printer *p, const struct pw_paper_setup *setup, const struct pw_paper_sink *sink,
                        struct pw_error *err)
{
    *p = (struct label_printer){ .setup = *setup, .sink = *sink };
    pw_buf_init(&p->in, 2 * LABEL_PICTURE_MAX);
    if (!pw_page_init(&p->image, setup->width, setup->height, setup->dots_per_mm, err))
        return false;
    label_printer_reset(p);
    return true;
}

void label_printer_finish(struct label_printer *p)
{
    pw_page_finish(&p->image);
    pw_buf_finish(&p->in);
}

void label_printer_reset(struct label_printer *p)
{
    pw_buf_reset(&p->in);
    p->width = p->setup.width;
    p->height = p->setup.height;
    p->x = p->y = 0;
    p->turned = false;
    label_clear(p);
}

void label_unknown(struct label_printer *p, struct pw_bytes command, const char *why)
{
    p->unknown++;
    if (command.len > 16)
        command.len = 16;
    if (p->sink.unknown != NULL)
        p->sink.unknown(p->sink.user, p->offset, command, why);
}

void label_reply(struct label_printer *p, const void *bytes, size_t len)
{
    if (p->sink.reply != NULL)
        p->sink.reply(p->sink.user, pw_bytes_of(bytes, len));
}

void label_clear(struct label_printer *p)
{
    memset(p->image.bits, 0, (size_t)p->image.stride * (size_t)p->image.height);
}

void label_fill(struct label_printer *p, int x, int y, int width, int height, enum pw_paper_ink ink)
{
    int top = y + p->y, bottom = top + height < p->image.height ? top + height : p->image.height;
    for (int row = top < 0 ? 0 : top; row < bottom; row++)
        pw_paper_row(&p->image, x + p->x, row, NULL, width, ink);
}

static bool any_black(const uint8_t *dots, int from, int to)
{
    for (int i = from; i < to; i++)
        if (i % 8 == 0 && i + 8 <= to && dots[i / 8] == 0xff)
            i += 7;
        else if ((dots[i / 8] >> (7 - i % 8) & 1) == 0)
            return true;
    return false;
}

/* The dots from first to end of a row. */
static void put_row(struct label_printer *p, int x, int y, const uint8_t *dots, int first, int end, enum label_mode mode)
{
    uint8_t black[64];
    if (mode == LABEL_OVERWRITE)
        pw_paper_row(&p->image, x + first, y, NULL, end - first, PW_PAPER_WHITE);
    for (int at = first; at < end;) {
        int byte = at / 8, n = 0;
        for (; n < (int)sizeof black && (byte + n) * 8 < end; n++)
            black[n] = (uint8_t)(~dots[byte + n] & (n == 0 ? 0xff >> at % 8 : 0xff));
        int next = (byte + n) * 8 < end ? (byte + n) * 8 : end;
        pw_paper_row(&p->image, x + byte * 8, y, black, next - byte * 8, mode == LABEL_XOR ? PW_PAPER_INVERT : PW_PAPER_BLACK);
        at = next;
    }
}

bool label_put(struct label_printer *p, int x, int y, int bytes, int rows, const uint8_t *dots, enum label_mode mode)
{
    bool all = true;
    int width = bytes * 8;
    for (int row = 0; row < rows; row++, dots += bytes) {
        /* The dots of this row that lie on the label. */
        bool inside = y + row >= 0 && y + row < p->height;
        int first = inside && x < 0 ? -x : 0, end = !inside ? 0 : width < p->width - x ? width : p->width - x;
        if (first > width)
            first = width;
        if (end < first)
            end = first;
        all = all && !any_black(dots, 0, first) && !any_black(dots, end, width);
        put_row(p, x + p->x, y + p->y + row, dots, first, end, mode);
    }
    return all;
}

bool label_holds(const struct label_printer *p, int x, int y, int width, int height)
{
    return x >= 0 && y >= 0 && x + width <= p->width && y + height <= p->height;
}

/* What lies beyond the label's edge is not printed, and comes on none of the next labels either. */
static bool copy_label(struct label_printer *p, struct pw_page *ret_page)
{
    struct pw_error err;
    if (!pw_page_init(ret_page, p->image.width, p->image.height, p->image.dots_per_mm, &err))
        return false;
    int rows = p->height < p->image.height ? p->height : p->image.height;
    memcpy(ret_page->bits, p->image.bits, (size_t)ret_page->stride * (size_t)rows);
    int left = p->width < p->setup.width ? p->x : 0;
    for (int y = 0; p->width < p->image.width && y < rows; y++)
        for (int x = 0; x < p->image.width; x++)
            if (x < left || x >= left + p->width)
                ret_page->bits[(size_t)y * (size_t)ret_page->stride + (size_t)(x >> 3)] &= (uint8_t) ~(0x80 >> (x & 7));
    if (!p->turned || pw_paper_turn(ret_page, 2, &err))
        return true;
    pw_page_finish(ret_page);
    return false;
}

void label_print(struct label_printer *p, struct pw_bytes command, int copies)
{
    if (copies > LABEL_COPIES_MAX) {
        label_unknown(p, command, "more copies than are drawn");
        copies = LABEL_COPIES_MAX;
    }
    for (int i = 0; i < copies; i++) {
        struct pw_page page;
        if (!copy_label(p, &page)) {
            p->no_memory = true;
            return;
        }
        if (p->sink.paper != NULL)
            p->sink.paper(p->sink.user, &page, p->unknown);
        pw_page_finish(&page);
    }
    p->unknown = 0;
}

int label_numbers(struct pw_bytes text, int out[LABEL_NUMBERS])
{
    size_t i = 0;
    for (int n = 0; n < LABEL_NUMBERS; n++) {
        int value = 0;
        while (i < text.len && text.data[i] == ' ')
            i++;
        bool minus = i < text.len && text.data[i] == '-';
        i += minus;
        size_t first = i;
        for (; i < text.len && text.data[i] >= '0' && text.data[i] <= '9'; i++)
            value = value < 100000 ? value * 10 + text.data[i] - '0' : 1000000;
        if (i == first)
            return 0;
        out[n] = minus ? -value : value;
        while (i < text.len && text.data[i] == ' ')
            i++;
        if (i == text.len)
            return n + 1;
        if (text.data[i++] != ',')
            return 0;
    }
    return 0;
}

bool label_feed(struct label_printer *p, struct pw_bytes bytes, size_t (*next)(struct label_printer *p, struct pw_bytes in),
                struct pw_error *err)
{
    pw_buf_put(&p->in, bytes.data, bytes.len);
    size_t at = 0;
    while (at < p->in.len && !p->in.failed) {
        size_t used = next(p, pw_bytes_of(p->in.data + at, p->in.len - at));
        if (used == 0)
            break;
        at += used;
        p->offset += used;
    }
    pw_buf_drop(&p->in, at);
    if (!p->in.failed && !p->no_memory)
        return true;
    p->no_memory = false;
    label_printer_reset(p);
    return pw_fail(err, PW_ERR_MEMORY, 0, "virtual printer: no memory for this document");
}
