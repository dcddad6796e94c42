#include "document/address.h"

#include "packwright/utf8.h"

#include <strings.h>

static bool has(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static void add(struct pw_address_text *ret, enum pw_address_part part, const char *text)
{
    if (has(text) && ret->count < PW_ADDRESS_LINES)
        ret->lines[ret->count++] = (struct pw_address_line){ part, text };
}

/* Up to three parts with separators between those that are there; a line of its own in buf. */
static void add_joined(struct pw_address_text *ret, const char *a, const char *ab, const char *b, const char *bc, const char *c)
{
    struct pw_buf *buf = &ret->buf;
    if (!has(a) && !has(b) && !has(c))
        return;
    size_t start = buf->len;
    if (has(a))
        pw_buf_puts(buf, a);
    if (has(b)) {
        pw_buf_puts(buf, has(a) ? ab : "");
        pw_buf_puts(buf, b);
    }
    if (has(c)) {
        pw_buf_puts(buf, has(b) ? bc : has(a) ? " " : "");
        pw_buf_puts(buf, c);
    }
    pw_buf_putc(buf, '\0');
    if (!buf->failed)
        add(ret, PW_ADDRESS_PLACE, (const char *)buf->data + start);
}

/* Written in a script that goes from large to small. */
static bool is_east_asian(const char *text)
{
    size_t pos = 0;
    struct pw_bytes bytes = pw_bytes_str(text == NULL ? "" : text);
    while (pos < bytes.len) {
        uint32_t c = pw_utf8_next(bytes, &pos);
        if ((c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || c >= 0x20000)
            return true;
    }
    return false;
}

static void add_streets(struct pw_address_text *ret, const struct pw_address *a)
{
    add(ret, PW_ADDRESS_STREET, a->line1);
    add(ret, PW_ADDRESS_STREET, a->line2);
    add(ret, PW_ADDRESS_STREET, a->line3);
}

static void add_place(struct pw_address_text *ret, const struct pw_address *a, enum pw_place_order order)
{
    const char *region = a->region;
    if (has(region) && has(a->city) && strcasecmp(region, a->city) == 0)
        region = NULL; /* a city that is its own region is written once */
    switch (order) {
    case PW_PLACE_POSTAL_CITY:
        add_joined(ret, a->postal_code, " ", a->city, ", ", region);
        break;
    case PW_PLACE_LINES:
        add(ret, PW_ADDRESS_PLACE, a->city);
        add(ret, PW_ADDRESS_PLACE, region);
        add(ret, PW_ADDRESS_PLACE, a->postal_code);
        break;
    case PW_PLACE_CITY_POSTAL:
        add_joined(ret, a->city, " ", a->postal_code, "", NULL);
        add(ret, PW_ADDRESS_PLACE, region);
        break;
    case PW_PLACE_CITY_REGION_POSTAL:
    case PW_PLACE_EAST_ASIA: {
        /* Codes of two or three letters stand without a comma, as the posts of the USA, Canada and Australia ask. */
        bool code = has(region) && strlen(region) <= 3;
        add_joined(ret, a->city, code ? " " : ", ", region, " ", a->postal_code);
        break;
    }
    }
}

bool pw_address_format(const struct pw_address *a, bool with_country, struct pw_address_text *ret, struct pw_error *err)
{
    *ret = (struct pw_address_text){ .count = 0 };
    /* One allocation that holds every joined line: pointers into it stay. */
    pw_buf_init(&ret->buf, 4096);
    if (pw_buf_room(&ret->buf, 4095) == NULL)
        return pw_buf_ok(&ret->buf, err);
    enum pw_place_order order = pw_country_place_order(a->country);
    bool east = order == PW_PLACE_EAST_ASIA && (is_east_asian(a->city) || is_east_asian(a->region) || is_east_asian(a->line1));
    add(ret, PW_ADDRESS_NAME, a->name);
    add(ret, PW_ADDRESS_COMPANY, a->company);
    if (east) {
        bool japan = pw_address_same_country(a->country, "JP");
        add_joined(ret, japan && has(a->postal_code) ? "〒" : NULL, "", a->postal_code, "", NULL);
        add_joined(ret, a->region, " ", a->city, "", NULL);
        add_streets(ret, a);
    } else {
        add_streets(ret, a);
        add_place(ret, a, order);
    }
    if (with_country) {
        const char *name = pw_country_name(a->country);
        add(ret, PW_ADDRESS_COUNTRY, name != NULL ? name : a->country);
    }
    if (ret->buf.failed) {
        pw_address_text_finish(ret);
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "city, region and postal code of an address together have over 4000 bytes");
    }
    return true;
}

void pw_address_text_finish(struct pw_address_text *text)
{
    pw_buf_finish(&text->buf);
    *text = (struct pw_address_text){ .count = 0 };
}
