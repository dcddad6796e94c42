/* Amazon's identifiers by form. Source: reference amazon 4.6, 9.3; carriers 1. */
#include "barcode/amazon_id.h"

#include "barcode/check_digit.h"

#include <strings.h>

static bool is_code(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool all_code(const uint8_t *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_code(s[i]))
            return false;
    return true;
}

bool pw_amazon_order_id(struct pw_bytes text)
{
    const char *s = (const char *)text.data;
    return text.len == PW_AMAZON_ORDER_ID_LEN && s[3] == '-' && s[11] == '-' && pw_all_digits(s, 3) && pw_all_digits(s + 4, 7) &&
           pw_all_digits(s + 12, 7);
}

bool pw_amazon_fnsku(struct pw_bytes text)
{
    return text.len == 10 && memcmp(text.data, "X00", 3) == 0 && all_code(text.data + 3, 7);
}

bool pw_amazon_asin(struct pw_bytes text)
{
    return text.len == 10 && memcmp(text.data, "B0", 2) == 0 && all_code(text.data + 2, 8);
}

static bool printable(struct pw_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] <= 0x20 || text.data[i] >= 0x7F)
            return false;
    return true;
}

enum pw_transparency pw_amazon_transparency(struct pw_bytes text)
{
    const uint8_t *s = text.data;
    if (text.len < 7 || text.len > 2048 || !printable(text))
        return PW_TRANSPARENCY_NONE;
    if (text.len == 29 && (memcmp(s, "AZ", 2) == 0 || memcmp(s, "ZA", 2) == 0))
        return PW_TRANSPARENCY_AZ;
    if (text.len == 38 && memcmp(s, "01", 2) == 0 && memcmp(s + 16, "21", 2) == 0 && pw_check_gs1_ok((const char *)s + 2, 14))
        return PW_TRANSPARENCY_SGTIN;
    if (text.len > 11 && (strncasecmp((const char *)s, "https://", 8) == 0 || strncasecmp((const char *)s, "http://", 7) == 0))
        return PW_TRANSPARENCY_URL;
    for (size_t i = 0; i < text.len; i++)
        if (!is_code(s[i]) && (s[i] < 'a' || s[i] > 'z'))
            return PW_TRANSPARENCY_NONE;
    return text.len <= 20 ? PW_TRANSPARENCY_SERIAL : PW_TRANSPARENCY_NONE;
}
