#include "printer/ieee1284.h"

#include <strings.h>

enum { SHORTEST = 14 }; /* of a reply with its length: CUPS takes less for noise, too */

static struct pw_bytes trim(struct pw_bytes text)
{
    while (text.len > 0 && text.data[0] <= ' ') {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && text.data[text.len - 1] <= ' ')
        text.len--;
    return text;
}

/* Descriptors are a stranger's text: nothing but printable ASCII gets on. */
static void keep(struct pw_bytes value, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < value.len && n + 1 < size; i++) {
        char c = value.data[i] >= 0x20 && value.data[i] < 0x7f ? (char)value.data[i] : ' ';
        if (n > 0 || c != ' ')
            out[n++] = c;
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
}

static bool is_word(struct pw_bytes text, const char *word)
{
    return text.len == strlen(word) && strncasecmp((const char *)text.data, word, text.len) == 0;
}

static bool take_pair(struct pw_bytes pair, struct pw_device_id *id)
{
    static const struct {
        const char *key;
        size_t at, size;
    } keys[] = {
#define FIELD(key, field) { key, offsetof(struct pw_device_id, field), sizeof((struct pw_device_id *)0)->field }
        FIELD("MFG", manufacturer),    FIELD("MANUFACTURER", manufacturer),
        FIELD("MDL", model),           FIELD("MODEL", model),
        FIELD("CMD", commands),        FIELD("COMMAND SET", commands),
        FIELD("CLS", device_class),    FIELD("CLASS", device_class),
        FIELD("DES", description),     FIELD("DESCRIPTION", description),
        FIELD("SN", serial),           FIELD("SERN", serial),
        FIELD("SERIALNUMBER", serial),
#undef FIELD
    };
    const uint8_t *colon = pair.len == 0 ? NULL : memchr(pair.data, ':', pair.len);
    if (colon == NULL)
        return false;
    size_t key_len = (size_t)(colon - pair.data);
    struct pw_bytes key = trim(pw_bytes_of(pair.data, key_len));
    struct pw_bytes value = trim(pw_bytes_of(colon + 1, pair.len - key_len - 1));
    for (size_t i = 0; i < PW_COUNT(keys); i++) {
        char *field = (char *)id + keys[i].at;
        if (is_word(key, keys[i].key) && field[0] == '\0') /* said twice: the first counts */
            keep(value, field, keys[i].size);
    }
    return key.len > 0;
}

bool pw_1284_parse(struct pw_bytes reply, unsigned quirks, struct pw_device_id *ret_id, struct pw_error *err)
{
    struct pw_device_id id = { { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 } };
    struct pw_bytes text = reply;
    if ((quirks & PW_1284_NO_LENGTH) == 0) {
        if (reply.len < SHORTEST)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the printer's device id is %zu bytes: too short to be one", reply.len);
        size_t big = (size_t)reply.data[0] << 8 | reply.data[1], little = (size_t)reply.data[1] << 8 | reply.data[0];
        size_t claimed = (quirks & PW_1284_LITTLE_ENDIAN) != 0 ? little : big;
        if (claimed > reply.len || claimed < SHORTEST)
            claimed = claimed == big ? little : big;
        if (claimed > reply.len)
            claimed = reply.len;
        if (claimed < SHORTEST)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the printer's device id counts %zu or %zu bytes: neither can be", big,
                           little);
        text = pw_bytes_of(reply.data + 2, claimed - 2);
    }
    bool any = false;
    for (size_t at = 0; at < text.len;) {
        const uint8_t *end = memchr(text.data + at, ';', text.len - at);
        size_t len = end == NULL ? text.len - at : (size_t)(end - (text.data + at));
        any |= take_pair(pw_bytes_of(text.data + at, len), &id);
        at += len + 1;
    }
    if (!any)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the printer's device id holds no KEY:VALUE;");
    *ret_id = id;
    return true;
}

const char *pw_1284_language(const struct pw_device_id *id)
{
    static const struct {
        const char *word, *language;
    } words[] = {
        { "ESC/POS", "escpos" }, { "ESCPOS", "escpos" }, { "ESC-POS", "escpos" }, { "EPSON", "escpos" },
        { "ZPL", "zpl" },        { "ZPLII", "zpl" },     { "ZPL2", "zpl" },       { "TSPL", "tspl" },
        { "TSPL2", "tspl" },     { "TSC", "tspl" },      { "EPL", "epl" },        { "EPL2", "epl" },
    };
    const char *p = id->commands;
    while (*p != '\0') {
        size_t len = strcspn(p, ",");
        struct pw_bytes word = trim(pw_bytes_of(p, len));
        for (size_t i = 0; i < PW_COUNT(words); i++)
            if (is_word(word, words[i].word))
                return words[i].language;
        p += len + (p[len] == ',');
    }
    return NULL;
}
