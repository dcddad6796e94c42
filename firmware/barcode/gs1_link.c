/*
 * GS1 Digital Link URIs. From the end of the path backwards, pairs of an AI and its value, until one is a key: what stands before
 * it is the shop's own. Then the key's qualifiers in their order, then attributes in the query.
 */
#include "barcode/gs1.h"

#include "barcode/gs1_value.h"

struct store {
    char *data;
    size_t used;
};

struct pair {
    struct pw_bytes code, value;
};

#define MAX_PAIRS 5 /* a key and its qualifiers; no list has more than three */

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_uri(uint8_t c)
{
    return c > 0x20 && c < 0x7F && strchr("\"<>\\^`{|}", c) == NULL;
}

static bool is_host(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c != '\0' && strchr(".-:[]", c) != NULL);
}

static int hex(uint8_t c)
{
    return is_digit(c) ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* The AI that is exactly this text, or NULL. */
static const struct pw_gs1_ai *ai_of(struct pw_bytes code)
{
    const struct pw_gs1_ai *ai = pw_gs1_ai_at(code.data, code.len);
    return ai != NULL && ai->digits == code.len ? ai : NULL;
}

/* Percent-decoded into the store; a "%" without two hex digits stays. Room: never longer than the URI. False for a NUL. */
static bool decode(struct pw_bytes text, bool query, struct store *store, struct pw_bytes *ret)
{
    char *out = store->data + store->used;
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == '%' && i + 2 < text.len && hex(text.data[i + 1]) >= 0 && hex(text.data[i + 2]) >= 0) {
            c = (uint8_t)(hex(text.data[i + 1]) << 4 | hex(text.data[i + 2]));
            i += 2;
        } else if (c == '+' && query) {
            c = ' ';
        }
        if (c == '\0')
            return false;
        out[n++] = (char)c;
    }
    store->used += n;
    *ret = pw_bytes_of(out, n);
    return true;
}

static void fill_up(struct pw_bytes *gtin, struct store *store)
{
    if (gtin->len != 8 && gtin->len != 12 && gtin->len != 13)
        return;
    char *out = store->data + store->used;
    memset(out, '0', 14 - gtin->len);
    memcpy(out + 14 - gtin->len, gtin->data, gtin->len);
    store->used += 14;
    *gtin = pw_bytes_of(out, 14);
}

static bool add(struct pw_gs1 *ret, const struct pw_gs1_ai *ai, struct pair pair, bool query, bool short_gtin,
                struct store *store)
{
    const char *code = (const char *)pair.code.data;
    struct pw_bytes value;
    if (pair.value.len == 0)
        return pw_gs1_fail(ret, PW_GS1_TOO_SHORT, code, ai->digits);
    if (!decode(pair.value, query, store, &value))
        return pw_gs1_fail(ret, PW_GS1_BAD_CHARACTER, code, ai->digits);
    if (short_gtin && pair.code.len == 2 && memcmp(code, "01", 2) == 0)
        fill_up(&value, store);
    if (!pw_gs1_add(ret, ai, code, value))
        return false;
    for (size_t i = 0; i + 1 < ret->count; i++)
        if (strcmp(ret->fields[i].code, ret->fields[ret->count - 1].code) == 0)
            return pw_gs1_fail(ret, PW_GS1_REPEATED, code, ai->digits);
    return true;
}

/* True if the codes of pairs, in order, are some of one of the lists in link. */
static bool qualifiers_ok(const char *link, const struct pair *pairs, size_t count)
{
    for (const char *list = link;; list++) {
        size_t len = strcspn(list, "|"), at = 0, done = 0;
        while (at < len && done < count) {
            size_t word = strcspn(list + at, ",|");
            if (pairs[done].code.len == word && memcmp(pairs[done].code.data, list + at, word) == 0)
                done++;
            at += word + 1;
        }
        if (done == count)
            return true;
        list += len;
        if (*list == '\0')
            return false;
    }
}

static bool is_qualifier(const char *link, struct pw_bytes code)
{
    while (*link != '\0') {
        size_t len = strcspn(link, ",|");
        if (len == code.len && memcmp(link, code.data, len) == 0)
            return true;
        link += len + (link[len] != '\0');
    }
    return false;
}

/* The pairs at the end of the path, key first; 0 if there is no key. */
static size_t find_key(struct pw_bytes path, struct pair pairs[MAX_PAIRS])
{
    size_t end = path.len;
    for (size_t n = 0; n < MAX_PAIRS; n++) {
        size_t value = end;
        while (value > 0 && path.data[value - 1] != '/')
            value--;
        if (value < 2)
            return 0;
        size_t code = value - 1;
        while (code > 0 && path.data[code - 1] != '/')
            code--;
        if (code == 0)
            return 0;
        struct pair pair = { pw_bytes_of(path.data + code, value - 1 - code), pw_bytes_of(path.data + value, end - value) };
        const struct pw_gs1_ai *ai = ai_of(pair.code);
        if (ai == NULL)
            return 0;
        memmove(&pairs[1], &pairs[0], n * sizeof pairs[0]);
        pairs[0] = pair;
        if (ai->link != NULL)
            return n + 1;
        end = code - 1;
    }
    return 0;
}

static bool read_query(struct pw_bytes query, const char *link, struct pw_gs1 *ret, struct store *store)
{
    for (size_t at = 0; at < query.len;) {
        const uint8_t *p = query.data + at;
        const uint8_t *amp = memchr(p, '&', query.len - at);
        size_t len = amp != NULL ? (size_t)(amp - p) : query.len - at;
        at += len + 1;
        const uint8_t *equals = len > 0 ? memchr(p, '=', len) : NULL;
        size_t code_len = equals != NULL ? (size_t)(equals - p) : 0;
        bool digits = equals != NULL;
        for (size_t i = 0; i < code_len; i++)
            digits = digits && is_digit(p[i]);
        if (!digits) /* not ours: linkType and the like */
            continue;
        struct pair pair = { pw_bytes_of(p, code_len), pw_bytes_of(equals + 1, len - code_len - 1) };
        const struct pw_gs1_ai *ai = ai_of(pair.code);
        if (ai == NULL)
            return pw_gs1_fail(ret, PW_GS1_UNKNOWN_AI, (const char *)p, code_len);
        if (!ai->attribute || is_qualifier(link, pair.code))
            return pw_gs1_fail(ret, PW_GS1_NOT_A_LINK, (const char *)p, code_len);
        if (!add(ret, ai, pair, true, false, store))
            return false;
    }
    return true;
}

static struct pw_bytes cut(struct pw_bytes *text, uint8_t at)
{
    const uint8_t *p = text->len > 0 ? memchr(text->data, at, text->len) : NULL;
    if (p == NULL)
        return pw_bytes_of(text->data, 0);
    struct pw_bytes rest = pw_bytes_of(p + 1, text->len - (size_t)(p - text->data) - 1);
    text->len = (size_t)(p - text->data);
    return rest;
}

bool pw_gs1_link_parse(struct pw_bytes uri, bool short_gtin, struct pw_gs1 *ret, char store_data[PW_GS1_LINK_MAX])
{
    static const char *const schemes[] = { "https://", "http://", "HTTPS://", "HTTP://" };
    struct store store = { .data = store_data };
    ret->count = 0;
    ret->fault = PW_GS1_OK;
    ret->fault_code[0] = '\0';
    size_t scheme = 0;
    for (size_t i = 0; i < PW_COUNT(schemes) && scheme == 0; i++)
        if (uri.len > strlen(schemes[i]) && memcmp(uri.data, schemes[i], strlen(schemes[i])) == 0)
            scheme = strlen(schemes[i]);
    if (scheme == 0 || uri.len > PW_GS1_LINK_MAX - 16) /* 16: a GTIN filled up */
        return pw_gs1_fail(ret, PW_GS1_NOT_A_LINK, "", 0);
    for (size_t i = 0; i < uri.len; i++)
        if (!is_uri(uri.data[i]))
            return pw_gs1_fail(ret, PW_GS1_NOT_A_LINK, "", 0);
    struct pw_bytes path = pw_bytes_of(uri.data + scheme, uri.len - scheme);
    size_t host = 0;
    while (host < path.len && is_host(path.data[host]))
        host++;
    if (host == 0 || host == path.len || path.data[host] != '/')
        return pw_gs1_fail(ret, PW_GS1_NOT_A_LINK, "", 0);
    path.data += host;
    path.len -= host;
    (void)cut(&path, '#');
    struct pw_bytes query = cut(&path, '?');
    struct pair pairs[MAX_PAIRS];
    size_t count = find_key(path, pairs);
    if (count == 0)
        return pw_gs1_fail(ret, PW_GS1_NOT_A_LINK, "", 0);
    const struct pw_gs1_ai *key = ai_of(pairs[0].code);
    if (!qualifiers_ok(key->link, pairs + 1, count - 1))
        return pw_gs1_fail(ret, PW_GS1_NOT_A_LINK, key->first, key->digits);
    for (size_t i = 0; i < count; i++)
        if (!add(ret, ai_of(pairs[i].code), pairs[i], false, short_gtin, &store))
            return false;
    return read_query(query, key->link, ret, &store) && pw_gs1_relations(ret);
}
