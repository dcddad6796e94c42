/* The label of a shipment: Base64, gzip, and a file of which nothing is believed until it is looked at. */
#include "channel/amazon_postage.h"
#include "document/artwork.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { BASE64_MAX = 12 << 20, PIECE = 65536, MD5_SIZE = 16 };

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* RFC 4648, 4: whole groups alone, filled up with "=". */
bool pw_postage_base64(const char *text, size_t len, struct pw_buf *out)
{
    if (len == 0 || len % 4 != 0 || len > BASE64_MAX)
        return false;
    size_t fill = text[len - 1] != '=' ? 0 : text[len - 2] == '=' ? 2 : 1;
    for (size_t i = 0; i < len; i += 4) {
        uint32_t bits = 0;
        size_t take = i + 4 == len ? 4 - fill : 4;
        for (size_t k = 0; k < 4; k++) {
            int v = k < take ? value_of(text[i + k]) : 0;
            if (v < 0)
                return false;
            bits = bits << 6 | (uint32_t)v;
        }
        const uint8_t bytes[3] = { (uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits };
        pw_buf_put(out, bytes, take - 1);
    }
    return !out->failed;
}

/* False: see why. Its own CRC is checked by zlib. */
static bool gunzip(struct pw_bytes in, struct pw_buf *out, char why[160])
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)in.data, .avail_in = (uInt)in.len };
    int rc = inflateInit2(&z, 15 + 16); /* gzip alone */
    if (rc != Z_OK) {
        snprintf(why, 160, "there is no memory for it");
        return false;
    }
    uint8_t *room;
    while (rc == Z_OK && (room = pw_buf_room(out, PIECE)) != NULL) {
        z.next_out = room;
        z.avail_out = PIECE;
        rc = inflate(&z, Z_NO_FLUSH);
        pw_buf_grew(out, PIECE - z.avail_out);
        if (rc == Z_BUF_ERROR || (rc == Z_OK && z.avail_in == 0 && z.avail_out > 0))
            rc = Z_DATA_ERROR; /* it is cut */
    }
    inflateEnd(&z);
    if (rc == Z_STREAM_END)
        return true;
    snprintf(why, 160, "%s",
             rc == Z_OK ? "unpacked it is bigger than a label may be" : "it can't be unpacked: it is damaged or cut");
    return false;
}

static bool sum_is(struct pw_bytes of, const uint8_t sum[MD5_SIZE])
{
    GChecksum *c = g_checksum_new(G_CHECKSUM_MD5);
    uint8_t digest[MD5_SIZE];
    gsize len = sizeof digest;
    g_checksum_update(c, of.data, (gssize)of.len);
    g_checksum_get_digest(c, digest, &len);
    g_checksum_free(c);
    return memcmp(digest, sum, sizeof digest) == 0;
}

/* Over which bytes it is taken, nobody says: packed or unpacked, either will do. */
static bool sum_good(const char *checksum, struct pw_bytes packed, struct pw_bytes plain)
{
    struct pw_buf sum;
    pw_buf_init(&sum, MD5_SIZE);
    bool good = pw_postage_base64(checksum, strnlen(checksum, 64), &sum) && sum.len == MD5_SIZE &&
                (sum_is(plain, sum.data) || sum_is(packed, sum.data));
    pw_buf_finish(&sum);
    return good;
}

enum pw_postage_label pw_postage_label_read(const char *contents, const char *checksum, struct pw_buf *label, char why[160])
{
    struct pw_buf packed;
    enum pw_postage_label is = PW_POSTAGE_LABEL_BAD;
    size_t len = strlen(contents);
    why[0] = '\0';
    pw_buf_reset(label);
    if (len == 0)
        return PW_POSTAGE_LABEL_NONE;
    pw_buf_init(&packed, BASE64_MAX);
    if (!pw_postage_base64(contents, len, &packed))
        snprintf(why, 160, "it is no Base64");
    else if (gunzip(pw_buf_peek(&packed), label, why)) {
        if (pw_artwork_kind(pw_buf_peek(label)) == PW_ARTWORK_UNKNOWN)
            snprintf(why, 160, "it is neither ZPL, PDF nor PNG");
        else
            is = sum_good(checksum, pw_buf_peek(&packed), pw_buf_peek(label)) ? PW_POSTAGE_LABEL_GOOD : PW_POSTAGE_LABEL_ODD;
    }
    if (is == PW_POSTAGE_LABEL_BAD)
        pw_buf_reset(label);
    pw_buf_finish(&packed);
    return is;
}
