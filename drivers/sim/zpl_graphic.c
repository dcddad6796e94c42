/* ZPL: pictures. ^GF and ~DG in hexadecimal with run lengths (ZPL II Programming Guide, "Alternative Data Compression Scheme"),
 * in Base64 and in Base64 of zlib with their CRC-16, and in plain bytes; ^XG, ^ID, ^GB. */
#include "sim/zpl_printer.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

static int hex_digit(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Nibbles of an image, row by row. */
struct nibbles {
    uint8_t *bits;
    size_t row_bytes, rows;
    size_t row, at; /* at in nibbles within the row */
};

static void nibbles_put(struct nibbles *n, int value, size_t times)
{
    while (times-- > 0 && n->row < n->rows) {
        uint8_t *byte = n->bits + n->row * n->row_bytes + n->at / 2;
        *byte |= (uint8_t)(n->at % 2 == 0 ? value << 4 : value);
        if (++n->at == n->row_bytes * 2) {
            n->at = 0;
            n->row++;
        }
    }
}

static const char *from_hex(struct pw_bytes data, struct nibbles *n)
{
    size_t times = 0;
    for (size_t i = 0; i < data.len && n->row < n->rows; i++) {
        uint8_t c = data.data[i];
        if (hex_digit(c) >= 0 && (c < 'a' || c > 'f')) {
            nibbles_put(n, hex_digit(c), times == 0 ? 1 : times);
            times = 0;
        } else if (c >= 'G' && c <= 'Y') {
            times += (size_t)(c - 'G' + 1);
        } else if (c >= 'g' && c <= 'z') {
            times += (size_t)(c - 'g' + 1) * 20;
        } else if (c >= 'a' && c <= 'f') {
            nibbles_put(n, hex_digit(c), times == 0 ? 1 : times);
            times = 0;
        } else if (c == ',' || c == '!') {
            nibbles_put(n, c == ',' ? 0 : 15, n->row_bytes * 2 - n->at);
            times = 0;
        } else if (c == ':') {
            if (n->at != 0)
                nibbles_put(n, 0, n->row_bytes * 2 - n->at);
            if (n->row > 0 && n->row < n->rows)
                memcpy(n->bits + n->row * n->row_bytes, n->bits + (n->row - 1) * n->row_bytes, n->row_bytes);
            n->row++;
            times = 0;
        } else if (c != '\r' && c != '\n' && c != ' ') {
            return "a picture with something else than hexadecimal digits";
        }
    }
    return NULL;
}

static int base64_digit(uint8_t c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == 0 ? NULL : strchr(digits, c);
    return at == NULL ? -1 : (int)(at - digits);
}

/* CRC-16/XMODEM over the Base64 characters. */
static unsigned crc_of(struct pw_bytes text)
{
    unsigned crc = 0;
    for (size_t i = 0; i < text.len; i++) {
        crc ^= (unsigned)text.data[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
    }
    return crc;
}

/* :B64:data:crc or :Z64:data:crc into bits. */
static const char *from_base64(struct pw_bytes data, uint8_t *bits, size_t size)
{
    bool zipped = data.data[1] == 'Z';
    struct pw_bytes text = pw_bytes_of(data.data + 5, data.len - 5);
    const uint8_t *colon = memchr(text.data, ':', text.len);
    if (colon == NULL)
        return "a Base64 picture without its CRC";
    struct pw_bytes crc = pw_bytes_of(colon + 1, (size_t)(text.data + text.len - colon - 1));
    text.len = (size_t)(colon - text.data);
    unsigned want = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < crc.len ? hex_digit(crc.data[i]) : -1;
        if (digit < 0)
            return "a Base64 picture whose CRC is not four hexadecimal digits";
        want = want << 4 | (unsigned)digit;
    }
    if (want != crc_of(text))
        return "a Base64 picture with a wrong CRC";
    uint8_t *raw = malloc(text.len == 0 ? 1 : text.len);
    if (raw == NULL)
        return "a picture too large for the memory";
    size_t len = 0;
    uint32_t group = 0;
    int have = 0;
    for (size_t i = 0; i < text.len && text.data[i] != '='; i++) {
        int digit = base64_digit(text.data[i]);
        if (digit < 0) {
            free(raw);
            return "a Base64 picture with something else in it";
        }
        group = group << 6 | (unsigned)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            raw[len++] = (uint8_t)(group >> have);
        }
    }
    const char *wrong = NULL;
    if (zipped) {
        uLongf out = size;
        int status = uncompress(bits, &out, raw, len);
        wrong = status == Z_OK || status == Z_BUF_ERROR ? NULL : "a compressed picture that can't be decompressed";
    } else {
        memcpy(bits, raw, len < size ? len : size);
    }
    free(raw);
    return wrong;
}

/* The picture, or why there is none. */
static const char *decode(char kind, int total, int row_bytes, struct pw_bytes data, int dots_per_mm, struct pw_page *ret_page)
{
    if (total <= 0 || row_bytes <= 0 || row_bytes > total || total > ZPL_IMAGE_MAX)
        return "a picture whose size makes no sense";
    if (!pw_page_init(ret_page, row_bytes * 8, total / row_bytes, dots_per_mm, NULL))
        return "a picture too large for the memory";
    size_t size = (size_t)ret_page->stride * (size_t)ret_page->height;
    struct nibbles n = { .bits = ret_page->bits, .row_bytes = (size_t)row_bytes, .rows = (size_t)ret_page->height };
    const char *wrong = NULL;
    if (kind == 'B')
        memcpy(ret_page->bits, data.data, data.len < size ? data.len : size);
    else if (data.len > 5 && (memcmp(data.data, ":Z64:", 5) == 0 || memcmp(data.data, ":B64:", 5) == 0))
        wrong = from_base64(data, ret_page->bits, size);
    else if (kind == 'A')
        wrong = from_hex(data, &n);
    else
        wrong = "a picture in this compression";
    if (wrong != NULL)
        pw_page_finish(ret_page);
    return wrong;
}

static void place(struct pw_zpl_paper *p, const struct pw_page *page, int mx, int my)
{
    struct zpl_field *f = &p->field;
    pw_paper_blit(&p->page, f->x + p->home_x - p->shift, f->y + p->home_y + p->top - (f->typeset ? page->height * my : 0), page,
                  mx, my, f->reverse || p->reverse);
}

void zpl_graphic_field(struct pw_zpl_paper *p, struct pw_bytes command, char kind, int total, int row_bytes, struct pw_bytes data)
{
    struct pw_page page = { 0 };
    const char *wrong = decode(kind, total, row_bytes, data, p->setup.dots_per_mm, &page);
    if (wrong != NULL)
        zpl_unknown(p, command, wrong);
    else if (p->open)
        place(p, &page, 1, 1);
    pw_page_finish(&page);
}

/* "R:NAME.GRF", drive and extension added where they are left out. */
static bool full_name(struct pw_bytes name, char out[20])
{
    bool drive = name.len > 1 && name.data[1] == ':', dot = name.len > 0 && memchr(name.data, '.', name.len) != NULL;
    if (name.len == 0 || name.len > 14)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] <= ' ' || name.data[i] > '~')
            return false;
    snprintf(out, 20, "%s%.*s%s", drive ? "" : "R:", (int)name.len, (const char *)name.data, dot ? "" : ".GRF");
    return true;
}

static struct zpl_stored *find(struct pw_zpl_paper *p, struct pw_bytes name, bool make)
{
    char full[20];
    if (!full_name(name, full))
        return NULL;
    struct zpl_stored *empty = NULL;
    for (size_t i = 0; i < ZPL_STORED_MAX; i++) {
        if (p->stored[i].page.bits == NULL)
            empty = &p->stored[i];
        else if (strcmp(p->stored[i].name, full) == 0)
            return &p->stored[i];
    }
    if (!make || empty == NULL)
        return NULL;
    memcpy(empty->name, full, sizeof empty->name);
    return empty;
}

void zpl_graphic_download(struct pw_zpl_paper *p, struct pw_bytes command, struct pw_bytes name, int total, int row_bytes,
                          struct pw_bytes data)
{
    struct pw_page page = { 0 };
    const char *wrong = decode('A', total, row_bytes, data, p->setup.dots_per_mm, &page);
    struct zpl_stored *stored = wrong == NULL ? find(p, name, true) : NULL;
    if (stored == NULL) {
        pw_page_finish(&page);
        zpl_unknown(p, command, wrong != NULL ? wrong : "no room for, or no sense in, the name of a picture");
        return;
    }
    pw_page_finish(&stored->page);
    stored->page = page;
}

void zpl_graphic_recall(struct pw_zpl_paper *p, struct pw_bytes command, struct pw_bytes name, int mx, int my)
{
    struct zpl_stored *stored = find(p, name, false);
    if (stored == NULL)
        zpl_unknown(p, command, "a picture that was not downloaded");
    else if (p->open)
        place(p, &stored->page, mx, my);
}

void zpl_graphic_delete(struct pw_zpl_paper *p, struct pw_bytes name)
{
    struct zpl_stored *stored = find(p, name, false);
    if (stored != NULL)
        pw_page_finish(&stored->page);
}

static void whiten(struct pw_page *page, int x, int y, int width, int height)
{
    for (int row = y < 0 ? 0 : y; row < y + height && row < page->height; row++)
        for (int column = x < 0 ? 0 : x; column < x + width && column < page->width; column++)
            page->bits[(size_t)row * (size_t)page->stride + (size_t)(column >> 3)] &= (uint8_t) ~(0x80 >> (column & 7));
}

void zpl_graphic_box(struct pw_zpl_paper *p, int width, int height, int thick, bool white)
{
    const struct zpl_field *f = &p->field;
    width = width < thick ? thick : width;
    height = height < thick ? thick : height;
    int x = f->x + p->home_x - p->shift, y = f->y + p->home_y + p->top - (f->typeset ? height : 0);
    int inner_h = height - 2 * thick;
    const int parts[4][4] = { { x, y, width, inner_h > 0 ? thick : height },
                              { x, y + height - thick, width, inner_h > 0 ? thick : 0 },
                              { x, y + thick, thick, inner_h },
                              { x + width - thick, y + thick, width > thick ? thick : 0, inner_h } };
    for (int i = 0; i < 4; i++) {
        const int *b = parts[i];
        if (b[2] <= 0 || b[3] <= 0)
            continue;
        if (white) {
            whiten(&p->page, b[0], b[1], b[2], b[3]);
        } else if (!f->reverse && !p->reverse) {
            pw_paper_box(&p->page, b[0], b[1], b[2], b[3]);
        } else {
            struct pw_page dot;
            if (!pw_page_init(&dot, 1, 1, p->setup.dots_per_mm, NULL))
                return;
            pw_page_set(&dot, 0, 0);
            int w = b[2] < p->page.width ? b[2] : p->page.width, h = b[3] < p->page.height ? b[3] : p->page.height;
            pw_paper_blit(&p->page, b[0], b[1], &dot, w, h, true);
            pw_page_finish(&dot);
        }
    }
}

/* A dot of a shape: black, white, or turned round by ^FR. */
static void dot(struct pw_zpl_paper *p, int x, int y, bool white)
{
    if (x < 0 || y < 0 || x >= p->page.width || y >= p->page.height)
        return;
    uint8_t *byte = p->page.bits + (size_t)y * (size_t)p->page.stride + (size_t)(x >> 3), bit = (uint8_t)(0x80 >> (x & 7));
    *byte = p->field.reverse || p->reverse ? *byte ^ bit : white ? (uint8_t)(*byte & ~bit) : (uint8_t)(*byte | bit);
}

/* The drawn part of 0..size of a shape whose origin is at, so that what is off the page takes no time. */
static void visible(int at, int size, int page, int *ret_from, int *ret_to)
{
    *ret_from = at < 0 ? -at : 0;
    *ret_to = at + size > page ? page - at : size;
}

void zpl_graphic_diagonal(struct pw_zpl_paper *p, int width, int height, int thick, bool white, bool left)
{
    const struct zpl_field *f = &p->field;
    int x = f->x + p->home_x - p->shift, y = f->y + p->home_y + p->top - (f->typeset ? height : 0), from, to;
    visible(y, height, p->page.height, &from, &to);
    for (int v = from; v < to; v++) {
        int at = (int)((int64_t)(left ? v : height - 1 - v) * width / height);
        int begin = x + at < 0 ? -(x + at) : 0;
        for (int h = begin; h < thick && x + at + h < p->page.width; h++)
            dot(p, x + at + h, y + v, white);
    }
}

void zpl_graphic_ellipse(struct pw_zpl_paper *p, int width, int height, int thick, bool white)
{
    const struct zpl_field *f = &p->field;
    int x = f->x + p->home_x - p->shift, y = f->y + p->home_y + p->top - (f->typeset ? height : 0), top, bottom, first, last;
    double a = width / 2.0, b = height / 2.0, ia = a - thick, ib = b - thick;
    visible(y, height, p->page.height, &top, &bottom);
    visible(x, width, p->page.width, &first, &last);
    for (int v = top; v < bottom; v++)
        for (int h = first; h < last; h++) {
            double dx = h + 0.5 - a, dy = v + 0.5 - b;
            bool inside = dx * dx / (a * a) + dy * dy / (b * b) <= 1;
            bool hole = ia > 0 && ib > 0 && dx * dx / (ia * ia) + dy * dy / (ib * ib) < 1;
            if (inside && !hole)
                dot(p, x + h, y + v, white);
        }
}
