#include "channel/encoding.h"

#include "packwright/utf8.h"

#include <errno.h>
#include <iconv.h>

const char *pw_encoding_name(enum pw_encoding encoding)
{
    switch (encoding) {
    case PW_ENCODING_UTF_8:
        return "UTF-8";
    case PW_ENCODING_CP1252:
        return "CP1252";
    case PW_ENCODING_CP932:
        return "CP932";
    case PW_ENCODING_LATIN_1:
        return "ISO-8859-1";
    case PW_ENCODING_AUTO:
        break;
    }
    return "auto";
}

enum pw_encoding pw_encoding_find(const char *word)
{
    static const struct {
        const char *word;
        enum pw_encoding encoding;
    } words[] = {
        { "utf-8", PW_ENCODING_UTF_8 },
        { "cp1252", PW_ENCODING_CP1252 },
        { "shift-jis", PW_ENCODING_CP932 },
        { "iso-8859-1", PW_ENCODING_LATIN_1 },
    };
    for (size_t i = 0; i < PW_COUNT(words); i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].encoding;
    return PW_ENCODING_AUTO;
}

enum pw_encoding pw_encoding_of_marketplace(const char *id)
{
    static const char *const western[] = {
        "ATVPDKIKX0DER",  "A2EUQ1WTGCTBG2", "A1AM78C64UM0Y8", "A2Q3Y263D00KWC", /* US CA MX BR */
        "A1F83G8C2ARO7P", "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "APJ6JRA9NG5V4",  /* UK DE FR IT */
        "A1RKKUPIHCS9HS", "A1805IZSGTT6HS", "AMEN7PMS3EDWL",  "A28R8C7NBKEWEA", /* ES NL BE IE */
        "A2NODRKZP88ZB9", "A1C3SOZRARQ6R3", "A33AVAJ2PDY3EV", "A2VIGQ35RCS4UG", /* SE PL TR AE */
        "A17E79C6D8DWNP", "ARBP9OOSHTCHU",  "A21TJRUUN4KGV",  "AE08WJ6YKNBMC",  /* SA EG IN ZA */
    };
    if (strcmp(id, "A1VC38T7YXB528") == 0)
        return PW_ENCODING_CP932;
    for (size_t i = 0; i < PW_COUNT(western); i++)
        if (strcmp(western[i], id) == 0)
            return PW_ENCODING_CP1252;
    return PW_ENCODING_LATIN_1;
}

/* Bytes of ASCII at the front, eight at a time. */
static size_t ascii_run(const uint8_t *p, size_t len)
{
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, 8);
        if ((word & 0x8080808080808080u) != 0)
            break;
    }
    while (i < len && p[i] < 0x80)
        i++;
    return i;
}

bool pw_is_ascii(struct pw_bytes text)
{
    return ascii_run(text.data, text.len) == text.len;
}

bool pw_utf8_valid_fast(struct pw_bytes text)
{
    for (size_t pos = 0; pos < text.len;) {
        pos += ascii_run(text.data + pos, text.len - pos);
        size_t before = pos;
        if (pos < text.len && pw_utf8_next(text, &pos) == 0xFFFD && pos - before == 1)
            return false;
    }
    return true;
}

/* How long the character that begins with lead wants to be; 1 for what can't begin one. */
static size_t wanted(uint8_t lead)
{
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xC2 && lead <= 0xDF ? 2 : 1;
}

static void count(struct pw_encoding_probe *probe, struct pw_bytes text, size_t *pos)
{
    size_t before = *pos;
    uint32_t c = pw_utf8_next(text, pos);
    if (c >= 0x80) {
        if (c == 0xFFFD && *pos - before == 1)
            probe->bad++;
        else
            probe->good++;
    }
}

/* True if text is the beginning of a character and may still become one. */
static bool is_begun(const uint8_t *text, size_t len)
{
    if (len >= wanted(text[0]))
        return false;
    for (size_t i = 1; i < len; i++)
        if ((text[i] & 0xC0) != 0x80)
            return false;
    return true;
}

/* One byte more behind the start of a character that the last piece ended with. */
static void carry_on(struct pw_encoding_probe *probe, uint8_t byte)
{
    probe->carry[probe->carried++] = byte;
    while (probe->carried > 0 && !is_begun(probe->carry, probe->carried)) {
        size_t used = 0;
        count(probe, pw_bytes_of(probe->carry, probe->carried), &used);
        probe->carried -= used;
        memmove(probe->carry, probe->carry + used, probe->carried);
    }
}

void pw_encoding_probe_feed(struct pw_encoding_probe *probe, struct pw_bytes piece)
{
    size_t pos = 0;
    while (probe->carried > 0 && pos < piece.len)
        carry_on(probe, piece.data[pos++]);
    while (pos < piece.len) {
        pos += ascii_run(piece.data + pos, piece.len - pos);
        size_t left = piece.len - pos;
        if (left > 0 && left < 4 && is_begun(piece.data + pos, left)) {
            memcpy(probe->carry, piece.data + pos, left);
            probe->carried = left;
            return;
        }
        if (left > 0)
            count(probe, piece, &pos);
    }
}

enum pw_encoding pw_encoding_probe_answer(const struct pw_encoding_probe *probe, enum pw_encoding otherwise)
{
    return probe->bad == 0 || probe->good / 8 >= probe->bad ? PW_ENCODING_UTF_8 : otherwise;
}

void pw_decoder_init(struct pw_decoder *decoder, enum pw_encoding encoding)
{
    *decoder = (struct pw_decoder){ .encoding = encoding };
}

void pw_decoder_finish(struct pw_decoder *decoder)
{
    if (decoder->iconv != NULL)
        iconv_close(decoder->iconv);
    decoder->iconv = NULL;
}

bool pw_decoder_put(struct pw_decoder *decoder, struct pw_bytes text, struct pw_buf *out, size_t *ret_replaced,
                    struct pw_error *err)
{
    if (decoder->iconv == NULL) {
        iconv_t cd = iconv_open("UTF-8", pw_encoding_name(decoder->encoding));
        if (cd == (iconv_t)-1)
            return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "this system can't convert from %s (iconv has no module for it)",
                           pw_encoding_name(decoder->encoding));
        decoder->iconv = cd;
    }
    iconv(decoder->iconv, NULL, NULL, NULL, NULL);
    char *in = (char *)(uintptr_t)text.data; /* iconv only reads it */
    size_t left = text.len;
    while (left > 0) {
        size_t room = left * 4 + 16;
        uint8_t *to = pw_buf_room(out, room);
        if (to == NULL)
            return pw_buf_ok(out, err);
        char *end = (char *)to;
        size_t rc = iconv(decoder->iconv, &in, &left, &end, &room);
        pw_buf_grew(out, (size_t)(end - (char *)to));
        if (rc == (size_t)-1 && left > 0 && errno != E2BIG) {
            pw_buf_puts(out, "\xEF\xBF\xBD");
            (*ret_replaced)++;
            in++;
            left--;
        }
    }
    return true;
}
