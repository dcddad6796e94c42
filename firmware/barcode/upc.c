/* Article numbers as one number. */
#include "barcode/upc.h"

#include "barcode/check_digit.h"

#include <stdio.h>

static struct pw_bytes trimmed(struct pw_bytes text)
{
    while (text.len > 0 && (text.data[0] == ' ' || (text.data[0] >= '\t' && text.data[0] <= '\r'))) {
        text.data++;
        text.len--;
    }
    while (text.len > 0 &&
           (text.data[text.len - 1] == ' ' || (text.data[text.len - 1] >= '\t' && text.data[text.len - 1] <= '\r')))
        text.len--;
    return text;
}

/* len digits, len at most 14, with zeros in front. */
static void pad(const char *digits, size_t len, char gtin[PW_GTIN_SIZE])
{
    memset(gtin, '0', 14 - len);
    memcpy(gtin + 14 - len, digits, len);
    gtin[14] = '\0';
}

bool pw_upc_e_expand(const char digits[8], char ret_upc_a[13])
{
    if (!pw_all_digits(digits, 8) || digits[0] > '1')
        return false;
    const char *d = digits + 1;
    char body[12];
    switch (d[5]) {
    case '0':
    case '1':
    case '2':
        (void)snprintf(body, sizeof body, "%c%.2s%c0000%.3s", digits[0], d, d[5], d + 2);
        break;
    case '3':
        (void)snprintf(body, sizeof body, "%c%.3s00000%.2s", digits[0], d, d + 3);
        break;
    case '4':
        (void)snprintf(body, sizeof body, "%c%.4s00000%c", digits[0], d, d[4]);
        break;
    default:
        (void)snprintf(body, sizeof body, "%c%.5s0000%c", digits[0], d, d[5]);
    }
    if (pw_check_gs1(body, 11) != digits[7])
        return false;
    memcpy(ret_upc_a, body, 11);
    ret_upc_a[11] = digits[7];
    ret_upc_a[12] = '\0';
    return true;
}

/* Ten characters, the last may be X: the weighted sum is a multiple of 11. */
static bool isbn_10_ok(const char *s)
{
    if (!pw_all_digits(s, 9))
        return false;
    int total = 0;
    for (int i = 0; i < 10; i++) {
        int value = i == 9 && (s[i] == 'X' || s[i] == 'x') ? 10 : s[i] - '0';
        if (value < 0 || value > 10 || (value == 10 && i != 9))
            return false;
        total += value * (i + 1);
    }
    return total % 11 == 0;
}

static size_t eight_digits(const char *s, struct pw_article_number *ret)
{
    size_t n = 0;
    char upc_a[13];
    bool upc_e = pw_upc_e_expand(s, upc_a);
    if (upc_e && s[0] == '0') {
        pad(upc_a, 12, ret[n].gtin);
        ret[n++].form = PW_ARTICLE_UPC_E;
    }
    if (pw_check_gs1_ok(s, 8)) {
        pad(s, 8, ret[n].gtin);
        ret[n++].form = PW_ARTICLE_EAN_8;
    }
    if (upc_e && s[0] != '0') {
        pad(upc_a, 12, ret[n].gtin);
        ret[n++].form = PW_ARTICLE_UPC_E;
    }
    return n;
}

static size_t from_isbn_10(const char *s, struct pw_article_number *ret)
{
    if (!isbn_10_ok(s))
        return 0;
    char ean[13] = "978";
    memcpy(ean + 3, s, 9);
    ean[12] = pw_check_gs1(ean, 12);
    pad(ean, 13, ret->gtin);
    ret->form = PW_ARTICLE_ISBN_10;
    return 1;
}

/* An ISBN as people write it: 978-0-306-40615-7. Gives the number of characters without hyphens and blanks, or 0. */
static size_t unhyphenate(struct pw_bytes text, char out[14])
{
    size_t n = 0;
    uint8_t before = '-';
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == '-' || c == ' ') {
            if (before == '-' || before == ' ')
                return 0;
        } else if (n < 13 && ((c >= '0' && c <= '9') || c == 'X' || c == 'x')) {
            out[n++] = (char)c;
        } else {
            return 0;
        }
        before = c;
    }
    return n;
}

size_t pw_article_numbers(struct pw_bytes text, struct pw_article_number ret_numbers[2])
{
    text = trimmed(text);
    const char *s = (const char *)text.data;
    if (text.len < 8 || text.len > 17)
        return 0;
    switch (text.len) {
    case 8:
        return eight_digits(s, ret_numbers);
    case 10:
        return from_isbn_10(s, ret_numbers);
    case 12:
    case 13:
    case 14:
        if (pw_check_gs1_ok(s, text.len)) {
            pad(s, text.len, ret_numbers[0].gtin);
            ret_numbers[0].form = text.len == 12 ? PW_ARTICLE_UPC_A : text.len == 13 ? PW_ARTICLE_EAN_13 : PW_ARTICLE_GTIN_14;
            return 1;
        }
        break;
    default:
        break;
    }
    char plain[14];
    size_t n = unhyphenate(text, plain);
    if (n == text.len)
        return 0;
    if (n == 10)
        return from_isbn_10(plain, ret_numbers);
    if (n == 13 && (memcmp(plain, "978", 3) == 0 || memcmp(plain, "979", 3) == 0) && pw_check_gs1_ok(plain, 13)) {
        pad(plain, 13, ret_numbers[0].gtin);
        ret_numbers[0].form = PW_ARTICLE_EAN_13;
        return 1;
    }
    return 0;
}

size_t pw_article_keys(struct pw_bytes text, char ret_keys[2][PW_ARTICLE_KEY_SIZE])
{
    struct pw_article_number numbers[2];
    size_t n = pw_article_numbers(text, numbers);
    for (size_t i = 0; i < n; i++)
        memcpy(ret_keys[i], numbers[i].gtin, PW_GTIN_SIZE);
    if (n > 0)
        return n;
    text = trimmed(text);
    if (text.len == 0 || text.len >= PW_ARTICLE_KEY_SIZE)
        return 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] < 0x20 || text.data[i] == 0x7F)
            return 0;
    memcpy(ret_keys[0], text.data, text.len);
    ret_keys[0][text.len] = '\0';
    return 1;
}

bool pw_article_key(struct pw_bytes text, char ret_key[PW_ARTICLE_KEY_SIZE])
{
    char keys[2][PW_ARTICLE_KEY_SIZE];
    ret_key[0] = '\0';
    if (pw_article_keys(text, keys) == 0)
        return false;
    memcpy(ret_key, keys[0], strlen(keys[0]) + 1);
    return true;
}

bool pw_isbn_10(const char gtin[PW_GTIN_SIZE], char ret_isbn[11])
{
    if (memcmp(gtin, "0978", 4) != 0)
        return false;
    int total = 0;
    for (int i = 0; i < 9; i++)
        total += (gtin[4 + i] - '0') * (i + 1);
    memcpy(ret_isbn, gtin + 4, 9);
    ret_isbn[9] = "0123456789X"[total % 11];
    ret_isbn[10] = '\0';
    return true;
}

bool pw_gtin_of_unit(const char gtin[PW_GTIN_SIZE], char ret_unit[PW_GTIN_SIZE])
{
    if (gtin[0] < '1' || gtin[0] > '8')
        return false;
    memcpy(ret_unit, gtin, PW_GTIN_SIZE);
    ret_unit[0] = '0';
    ret_unit[13] = pw_check_gs1(ret_unit, 13);
    return true;
}

bool pw_gtin_is_internal(const char gtin[PW_GTIN_SIZE])
{
    if (memcmp(gtin, "000000", 6) == 0) /* EAN-8 */
        return gtin[6] == '0' || gtin[6] == '2';
    return gtin[0] == '0' && (gtin[1] == '2' || memcmp(gtin, "002", 3) == 0);
}
