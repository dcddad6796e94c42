/*
 * One scan, read in every way it can be read. In this order, because the first ones are certain:
 *     control characters -> garbled, nothing else
 *     a command or a badge, or a forged one -> nothing else
 *     this station's parcel code -> nothing else
 *     Amazon's order id, FNSKU, ASIN; GS1; article numbers
 *     tracking numbers, unless one of the certain ones above was met
 */
#include "barcode/meaning.h"

#include "packwright/utf8.h"

#define RS 0x1E
#define EOT 0x04

static bool is_blank(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct pw_bytes trimmed(struct pw_bytes text)
{
    while (text.len > 0 && is_blank(text.data[0])) {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && is_blank(text.data[text.len - 1]))
        text.len--;
    return text;
}

/* Writes text as UTF-8 into a fixed buffer; says what was in it. */
struct writer {
    char *out;
    size_t used, size;
    bool cut;
};

static void put(struct writer *w, uint32_t scalar)
{
    char b[4];
    size_t n;
    if (scalar < 0x80) {
        b[0] = (char)scalar;
        n = 1;
    } else if (scalar < 0x800) {
        b[0] = (char)(0xC0 | scalar >> 6);
        b[1] = (char)(0x80 | (scalar & 0x3F));
        n = 2;
    } else if (scalar < 0x10000) {
        b[0] = (char)(0xE0 | scalar >> 12);
        b[1] = (char)(0x80 | (scalar >> 6 & 0x3F));
        b[2] = (char)(0x80 | (scalar & 0x3F));
        n = 3;
    } else {
        b[0] = (char)(0xF0 | scalar >> 18);
        b[1] = (char)(0x80 | (scalar >> 12 & 0x3F));
        b[2] = (char)(0x80 | (scalar >> 6 & 0x3F));
        b[3] = (char)(0x80 | (scalar & 0x3F));
        n = 4;
    }
    w->cut = w->cut || w->used + n + 4 > w->size; /* 4: the sign that it was cut, and the NUL */
    if (w->cut)
        return;
    memcpy(w->out + w->used, b, n);
    w->used += n;
}

/* What pw_utf8_visible shows, without its buffer. */
static uint32_t visible(uint32_t scalar)
{
    if (scalar < 0x20)
        return 0x2400 + scalar;
    if (scalar == 0x7F)
        return 0x2421;
    return pw_utf8_is_control(scalar) ? 0xFFFD : scalar;
}

/* ret->text and ret->garbled. Returns true if the text is ASCII and whole. */
static bool read_text(struct pw_bytes text, struct pw_meaning *ret)
{
    struct writer w = { .out = ret->text, .size = sizeof ret->text };
    bool envelope = text.len >= 4 && memcmp(text.data, "[)>", 3) == 0 && text.data[3] == RS;
    bool ascii = true, utf8 = true;
    for (size_t i = 0; i < text.len && ascii; i++)
        ascii = text.data[i] < 0x80;
    if (!ascii)
        utf8 = pw_utf8_valid(text);
    for (size_t pos = 0; pos < text.len;) {
        uint32_t scalar = text.data[pos];
        if (scalar >= 0x80 && utf8)
            scalar = pw_utf8_next(text, &pos);
        else
            pos++;
        bool allowed = scalar == PW_GS1_SEPARATOR || (envelope && (scalar == RS || scalar == EOT));
        if (!allowed && pw_utf8_is_control(scalar))
            ret->garbled = true;
        put(&w, visible(scalar));
    }
    if (w.cut) {
        memcpy(w.out + w.used, "\xE2\x80\xA6", 3);
        w.used += 3;
    }
    w.out[w.used] = '\0';
    return ascii && !w.cut;
}

/* With ECI the scanner doubles backslashes and sends \nnnnnn; both undone. False if it doesn't fit. */
static bool without_eci(struct pw_bytes *text, uint8_t *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < text->len; i++) {
        uint8_t c = text->data[i];
        if (c == '\\' && i + 1 < text->len && text->data[i + 1] == '\\') {
            i++;
        } else if (c == '\\' && i + 6 < text->len) {
            size_t digits = 0;
            while (digits < 6 && text->data[i + 1 + digits] >= '0' && text->data[i + 1 + digits] <= '9')
                digits++;
            if (digits == 6) {
                i += 6;
                continue;
            }
        }
        if (n == size)
            return false;
        out[n++] = c;
    }
    *text = pw_bytes_of(out, n);
    return true;
}

static void add_key(struct pw_meaning *ret, const char *key)
{
    for (size_t i = 0; i < ret->article_count; i++)
        if (strcmp(ret->articles[i], key) == 0)
            return;
    if (ret->article_count < PW_MEANING_ARTICLES)
        memcpy(ret->articles[ret->article_count++], key, strlen(key) + 1);
}

static void copy_field(const struct pw_gs1 *gs1, const char *code, char *out, size_t size)
{
    const struct pw_gs1_field *field = pw_gs1_find(gs1, code);
    if (field == NULL || field->value.len >= size)
        return;
    memcpy(out, field->value.data, field->value.len);
    out[field->value.len] = '\0';
}

static void take_fields(const struct pw_gs1 *gs1, struct pw_meaning *ret)
{
    static const char *const counts[] = { "30", "37" };
    ret->gs1 = gs1->count > 0;
    copy_field(gs1, "01", ret->gtin, sizeof ret->gtin);
    copy_field(gs1, "02", ret->content, sizeof ret->content);
    copy_field(gs1, "00", ret->sscc, sizeof ret->sscc);
    copy_field(gs1, "21", ret->serial, sizeof ret->serial);
    copy_field(gs1, "10", ret->lot, sizeof ret->lot);
    copy_field(gs1, "15", ret->expiry, sizeof ret->expiry);
    copy_field(gs1, "17", ret->expiry, sizeof ret->expiry);
    copy_field(gs1, "421", ret->ship_to_post, sizeof ret->ship_to_post);
    copy_field(gs1, "420", ret->ship_to_post, sizeof ret->ship_to_post);
    for (size_t i = 0; i < PW_COUNT(counts); i++) {
        const struct pw_gs1_field *field = pw_gs1_find(gs1, counts[i]);
        for (size_t j = 0; field != NULL && j < field->value.len; j++)
            ret->count = ret->count * 10 + (field->value.data[j] - '0');
        if (field != NULL)
            break;
    }
    if (ret->gtin[0] != '\0')
        add_key(ret, ret->gtin);
}

static bool starts_http(struct pw_bytes text)
{
    return text.len > 8 && (memcmp(text.data, "http", 4) == 0 || memcmp(text.data, "HTTP", 4) == 0);
}

/* Without the symbology's word an element string is a guess: a GTIN or SSCC with its check digit at the front, or separators. */
static bool looks_like_gs1(struct pw_bytes text)
{
    if (text.len < 16 || text.data[0] != '0')
        return text.len > 4 && memchr(text.data, PW_GS1_SEPARATOR, text.len) != NULL;
    return text.data[1] <= '2';
}

/*
 * Returns true if this is certainly a trade item's data. One GTIN or SSCC alone that only looks like GS1 is not: a tracking
 * number of 16 or 20 digits may look the same.
 */
static bool read_gs1(struct pw_bytes text, struct pw_meaning *ret)
{
    struct pw_gs1 gs1;
    char store[PW_GS1_LINK_MAX];
    if (text.len > 0 && text.data[0] == PW_GS1_SEPARATOR) /* FNC1 in first position, by some scanners */
        text = pw_bytes_of(text.data + 1, text.len - 1);
    if (ret->aim.gs1) {
        ret->gs1_sure = true;
        (void)pw_gs1_parse(text, &gs1);
        ret->gs1_fault = gs1.fault;
        take_fields(&gs1, ret);
    } else if (starts_http(text)) {
        if (!pw_gs1_link_parse(text, true, &gs1, store))
            return false;
        take_fields(&gs1, ret);
    } else if (looks_like_gs1(text) && pw_gs1_parse(text, &gs1)) {
        take_fields(&gs1, ret);
        if (gs1.count < 2)
            return false;
    }
    return ret->gtin[0] != '\0' || ret->content[0] != '\0';
}

/* EAN with its add-on in one message: the add-on off. */
static struct pw_bytes without_add_on(struct pw_bytes text, const struct pw_aim *aim)
{
    if (aim->add_on && (text.len == 15 || text.len == 18))
        text.len = 13;
    else if (aim->add_on && (text.len == 14 || text.len == 17))
        text.len = 12;
    return text;
}

/* Keys of the text as an article. True if it is a trade item's number, and the symbology says so. */
static bool read_article(struct pw_bytes text, struct pw_meaning *ret)
{
    bool retail = ret->aim.family == PW_AIM_EAN_UPC || ret->aim.family == PW_AIM_EAN_8;
    char keys[2][PW_ARTICLE_KEY_SIZE];
    struct pw_article_number numbers[2];
    text = without_add_on(text, &ret->aim);
    size_t count = pw_article_numbers(text, numbers);
    for (size_t i = 0; i < count; i++) {
        if (numbers[i].form == PW_ARTICLE_UPC_E && ret->aim.family == PW_AIM_EAN_8)
            continue; /* the scanner knows which */
        add_key(ret, numbers[i].gtin);
        (void)pw_isbn_10(numbers[i].gtin, ret->isbn_10);
    }
    if (count == 0)
        count = pw_article_keys(text, keys);
    else
        return retail;
    for (size_t i = 0; i < count; i++)
        add_key(ret, keys[i]);
    return false;
}

void pw_meaning_of(struct pw_bytes raw, const char *aim, const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_meaning *ret_meaning)
{
    struct pw_meaning *ret = ret_meaning;
    uint8_t plain[1024];
    memset(ret, 0, sizeof *ret);
    struct pw_bytes text = trimmed(pw_aim_split(raw, aim, &ret->aim));
    if (ret->aim.eci)
        (void)without_eci(&text, plain, sizeof plain);
    bool ascii = read_text(text, ret);
    if (ret->garbled || text.len == 0)
        return;
    if (key != NULL)
        ret->command = pw_command_parse(key, text, &ret->forged);
    if (key != NULL && ret->command == PW_COMMAND_NONE && !ret->forged &&
        (pw_badge_parse(key, text, ret->badge, &ret->forged) || ret->forged))
        memset(ret->text, 0, sizeof ret->text);
    if (ret->command != PW_COMMAND_NONE || ret->forged || ret->badge[0] != '\0' ||
        (key != NULL && (pw_shelf_parse(key, text, ret->shelf) || pw_cage_parse(key, text, ret->cage))))
        return;
    char tag[PW_STORE_TAG_SIZE];
    int64_t number;
    if (pw_parcel_code_parse(text, tag, &number) && pw_parcel_code(tag, number, ret->parcel_code))
        return;
    if (pw_amazon_order_id(text))
        memcpy(ret->order_id, text.data, text.len);
    ret->fnsku = pw_amazon_fnsku(text);
    ret->asin = pw_amazon_asin(text);
    ret->transparency = pw_amazon_transparency(text);
    bool item = read_gs1(text, ret);
    if (ret->sscc[0] == '\0')
        (void)pw_sscc_parse(text, ret->sscc);
    if (ascii)
        item = read_article(text, ret) || item;
    else if (strlen(ret->text) < PW_ARTICLE_KEY_SIZE)
        item = read_article(pw_bytes_str(ret->text), ret) || item;
    item = item || ret->fnsku || ret->asin || ret->order_id[0] != '\0';
    if (!item)
        ret->tracking_count = pw_tracking_candidates(text, ret->tracking, PW_MEANING_TRACKING);
}
