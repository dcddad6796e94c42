#include "document/artwork_size.h"

#include "document/artwork.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    STREAMS_MAX = 32,        /* object streams of a PDF that are looked into */
    UNPACKED_MAX = 1 << 20,  /* of each */
    SIDE_UM_MAX = 5000000,   /* nothing that is printed here is as long */
    SCREEN_DOTS_PER_M = 7000 /* what is coarser was never meant for a printer: 72 and 96 dpi */
};

static bool is_size(double width_um, double length_um)
{
    return width_um >= 1000 && width_um <= SIDE_UM_MAX && (length_um == 0 || (length_um >= 1000 && length_um <= SIDE_UM_MAX));
}

/* ---- PDF ---- */

static const uint8_t *find(struct pw_bytes in, const char *word)
{
    return in.len == 0 ? NULL : memmem(in.data, in.len, word, strlen(word));
}

static bool is_white(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

/* A number of at most some digits, with a sign and a fraction. */
static bool read_number(struct pw_bytes in, size_t *at, double *ret)
{
    char text[24];
    size_t n = 0;
    while (*at < in.len && is_white(in.data[*at]))
        (*at)++;
    while (*at < in.len && n < sizeof text - 1 && (strchr("+-.0123456789", in.data[*at]) != NULL) && in.data[*at] != '\0')
        text[n++] = (char)in.data[(*at)++];
    text[n] = '\0';
    char *end = text;
    *ret = strtod(text, &end);
    return n > 0 && *end == '\0';
}

/* "/MediaBox [0 0 288 432]" anywhere in plain text; one that refers to another object is passed over. */
static bool read_box(struct pw_bytes in, const char *name, double *ret_width, double *ret_length)
{
    const uint8_t *hit;
    for (; (hit = find(in, name)) != NULL; in.data += strlen(name), in.len -= strlen(name)) {
        size_t skip = (size_t)(hit - in.data), at = skip + strlen(name);
        double n[4];
        int count = 0;
        in.data += skip;
        in.len -= skip;
        at -= skip;
        while (at < in.len && is_white(in.data[at]))
            at++;
        if (at == in.len || in.data[at++] != '[')
            continue;
        while (count < 4 && read_number(in, &at, &n[count]))
            count++;
        double width = count < 4 ? 0 : n[2] > n[0] ? n[2] - n[0] : n[0] - n[2];
        double length = count < 4 ? 0 : n[3] > n[1] ? n[3] - n[1] : n[1] - n[3];
        if (count == 4 && length > 0 && is_size(width * 25400 / 72, length * 25400 / 72)) {
            *ret_width = width * 25400 / 72;
            *ret_length = length * 25400 / 72;
            return true;
        }
    }
    return false;
}

/* The crop box is what a person sees. */
static bool read_boxes(struct pw_bytes in, double *ret_width, double *ret_length)
{
    return read_box(in, "/CropBox", ret_width, ret_length) || read_box(in, "/MediaBox", ret_width, ret_length);
}

static bool unpack(struct pw_bytes packed, uint8_t *out, size_t *ret_len)
{
    z_stream z = { .avail_out = UNPACKED_MAX, .next_out = out };
    union {
        const uint8_t *in;
        Bytef *zlib;
    } from = { packed.data };
    z.next_in = from.zlib;
    z.avail_in = (uInt)packed.len;
    if (inflateInit(&z) != Z_OK)
        return false;
    int end = inflate(&z, Z_FINISH);
    *ret_len = UNPACKED_MAX - z.avail_out;
    inflateEnd(&z);
    return (end == Z_STREAM_END || end == Z_BUF_ERROR) && *ret_len > 0;
}

/* Pages may lie packed, many objects in one stream. */
static bool read_packed_boxes(struct pw_bytes in, double *ret_width, double *ret_length)
{
    uint8_t *out = malloc(UNPACKED_MAX);
    const uint8_t *hit;
    bool found = false;
    for (int i = 0; out != NULL && !found && i < STREAMS_MAX && (hit = find(in, "/ObjStm")) != NULL; i++) {
        in = pw_bytes_of(hit + 7, in.len - (size_t)(hit + 7 - in.data));
        const uint8_t *begin = find(pw_bytes_of(in.data, in.len < 1000 ? in.len : 1000), "stream");
        size_t len = 0, at = begin == NULL ? in.len : (size_t)(begin - in.data) + 6;
        at += at < in.len && in.data[at] == '\r';
        at += at < in.len && in.data[at] == '\n';
        if (at < in.len && unpack(pw_bytes_of(in.data + at, in.len - at), out, &len))
            found = read_boxes(pw_bytes_of(out, len), ret_width, ret_length);
    }
    free(out);
    return found;
}

/* ---- PNG ---- */

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool size_of_png(struct pw_bytes in, int dots_per_mm, double *ret_width, double *ret_length)
{
    uint32_t per_m[2] = { 0, 0 };
    if (in.len < 33 || memcmp(in.data + 12, "IHDR", 4) != 0)
        return false;
    for (size_t at = 33; in.len - at >= 21 && memcmp(in.data + at + 4, "IDAT", 4) != 0;) {
        uint32_t len = big_endian(in.data + at);
        if (memcmp(in.data + at + 4, "pHYs", 4) == 0 && len == 9 && in.data[at + 16] == 1) {
            per_m[0] = big_endian(in.data + at + 8);
            per_m[1] = big_endian(in.data + at + 12);
        }
        if (len > in.len - at - 12)
            break;
        at += 12 + (size_t)len;
        if (at > in.len)
            break;
    }
    for (int i = 0; i < 2; i++)
        if (per_m[i] < SCREEN_DOTS_PER_M || per_m[i] > 50000)
            per_m[i] = (uint32_t)dots_per_mm * 1000;
    *ret_width = (double)big_endian(in.data + 16) * 1e6 / per_m[0];
    *ret_length = (double)big_endian(in.data + 20) * 1e6 / per_m[1];
    return *ret_length > 0;
}

/* ---- ZPL ---- */

/* The number behind a command of the first label; 0: it isn't there. */
static double zpl_number(struct pw_bytes in, const char *upper, const char *lower)
{
    const uint8_t *end = find(in, "^XZ"), *hit;
    double n = 0;
    if (end != NULL)
        in.len = (size_t)(end - in.data);
    hit = find(in, upper);
    if (hit == NULL)
        hit = find(in, lower);
    if (hit == NULL)
        return 0;
    size_t at = (size_t)(hit - in.data) + strlen(upper);
    return at < in.len && in.data[at] >= '0' && in.data[at] <= '9' && read_number(in, &at, &n) ? n : 0;
}

bool pw_artwork_size(struct pw_bytes in, int dots_per_mm, struct pw_um *ret_width, struct pw_um *ret_length)
{
    double width = 0, length = 0;
    bool said = false;
    switch (pw_artwork_kind(in)) {
    case PW_ARTWORK_PDF:
        said = read_boxes(in, &width, &length) || read_packed_boxes(in, &width, &length);
        break;
    case PW_ARTWORK_PNG:
        said = size_of_png(in, dots_per_mm, &width, &length);
        break;
    case PW_ARTWORK_ZPL:
        width = zpl_number(in, "^PW", "^pw") * 1000 / dots_per_mm;
        length = zpl_number(in, "^LL", "^ll") * 1000 / dots_per_mm;
        said = width > 0;
        break;
    case PW_ARTWORK_UNKNOWN:
        break;
    }
    if (!said || !is_size(width, length))
        return false;
    ret_width->um = (int32_t)(width + 0.5);
    ret_length->um = (int32_t)(length + 0.5);
    return true;
}
