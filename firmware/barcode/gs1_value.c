/* The checks of the GS1 Barcode Syntax Dictionary, by name, and the walk over a value's components. */
#include "barcode/gs1_value.h"

#include "barcode/check_digit.h"

#include <stdlib.h>

/* The 82 characters in the order of their values (GS1 General Specifications, figure 7.11). */
static const char cset82[] = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool in_cset(char type, char c)
{
    switch (type) {
    case 'N':
        return is_digit(c);
    case 'X':
        return is_alnum(c) || (c != '\0' && strchr("!\"%&'()*+,-./:;<=>?_", c) != NULL);
    case 'Y':
        return is_digit(c) || (c >= 'A' && c <= 'Z') || c == '#' || c == '-' || c == '/';
    default:
        return is_alnum(c) || c == '-' || c == '_';
    }
}

/* Padding of base64url: one or two "=" at the end of a multiple of four. */
static size_t without_padding(const char *s, size_t len)
{
    if (len % 4 != 0)
        return len;
    size_t n = len;
    while (n > 0 && len - n < 2 && s[n - 1] == '=')
        n--;
    return n;
}

static int number(const char *s, size_t len)
{
    int value = 0;
    for (size_t i = 0; i < len; i++)
        value = value * 10 + (s[i] - '0');
    return value;
}

static bool date_ok(int year, int month, int day, bool day_0)
{
    static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (leap && month == 2) && (day > 0 || day_0);
}

static int by_text(const void *key, const void *entry)
{
    return strcmp(key, entry);
}

static bool listed(const char *s, size_t len, const void *list, size_t count, size_t width)
{
    char key[8] = "";
    if (len >= width)
        return false;
    memcpy(key, s, len);
    return bsearch(key, list, count, width, by_text) != NULL;
}
#define LISTED(s, len, list) listed(s, len, list, list##_count, sizeof(list)[0])

static bool iban_ok(const char *s, size_t len)
{
    if (len < 11 || len > 34 || !LISTED(s, 2, pw_gs1_iso3166_alpha2) || !is_digit(s[2]) || !is_digit(s[3]))
        return false;
    int rest = 0;
    for (size_t i = 0; i < len; i++) {
        char c = s[(i + 4) % len];
        if (!is_digit(c) && !(c >= 'A' && c <= 'Z'))
            return false;
        rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    }
    return rest == 1;
}

/* Two check characters: the others' values by the primes from the right, modulo 1021. */
static bool csumalpha_ok(const char *s, size_t len)
{
    static const int primes[] = { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83 };
    static const char pair[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    if (len < 3 || len - 2 > PW_COUNT(primes))
        return false;
    int sum = 0;
    for (size_t i = 0; i < len - 2; i++)
        sum = (sum + primes[len - 3 - i] * (int)(strchr(cset82, s[i]) - cset82)) % 1021;
    return s[len - 2] == pair[sum / 32] && s[len - 1] == pair[sum % 32];
}

static bool percent_ok(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (s[i] != '%')
            continue;
        if (i + 2 >= len)
            return false;
        for (size_t j = i + 1; j <= i + 2; j++)
            if (!is_digit(s[j]) && !((s[j] | 0x20) >= 'a' && (s[j] | 0x20) <= 'f'))
                return false;
        i += 2;
    }
    return true;
}

/* "2/3", no leading zeros. */
static bool position_ok(const char *s, size_t len)
{
    const char *slash = memchr(s, '/', len);
    if (slash == NULL)
        return false;
    size_t a = (size_t)(slash - s), b = len - a - 1;
    return a > 0 && b > 0 && a < 9 && b < 9 && pw_all_digits(s, a) && pw_all_digits(slash + 1, b) && s[0] != '0' &&
           slash[1] != '0' && number(s, a) <= number(slash + 1, b);
}

/* AI 8112: format, funder (length and 6 more), offer 6, serial (length and 6 more). */
static bool coupon_offer_ok(const char *s, size_t len)
{
    if (!pw_all_digits(s, len) || s[0] > '1' || len < 2 || s[1] > '6')
        return false;
    size_t at = 2 + (size_t)(s[1] - '0') + 6 + 6;
    if (len < at + 1)
        return false;
    return len == at + 1 + (size_t)(s[at] - '0') + 6;
}

/* Takes length-prefixed digits; false if they aren't all there. */
static bool coupon_take(const char *s, size_t len, size_t *at, char low, char high, size_t more)
{
    if (*at >= len || s[*at] < low || s[*at] > high)
        return false;
    *at += 1 + (size_t)(s[*at] - '0') + more;
    return *at <= len;
}

/* A purchase family as 8110 has it: requirement (length 1 to 5), its code 0 to 4 or 9, family of 3 digits. */
static bool coupon_requirement(const char *s, size_t len, size_t *at)
{
    if (!coupon_take(s, len, at, '1', '5', 0) || *at + 4 > len || (s[*at] > '4' && s[*at] != '9'))
        return false;
    *at += 4;
    return true;
}

/* Company prefix: length 0 to 6 and 6 more, or 9 for "as the primary one". */
static bool coupon_company(const char *s, size_t len, size_t *at)
{
    if (*at < len && s[*at] == '9') {
        *at += 1;
        return true;
    }
    return coupon_take(s, len, at, '0', '6', 6);
}

static bool coupon_date(const char *s, size_t len, size_t *at, bool *ret_ok, int *ret_date)
{
    *at += 1;
    if (*at + 6 > len)
        return false;
    int year = number(s + *at, 2);
    *ret_date = (year >= 72 ? 1900 + year : 2000 + year) * 10000 + number(s + *at + 2, 4);
    *ret_ok = date_ok(*ret_date / 10000, number(s + *at + 2, 2), number(s + *at + 4, 2), false);
    *at += 6;
    return true;
}

/* AI 8110. Source: GS1 US, North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols, data fields. */
static bool coupon_ok(const char *s, size_t len)
{
    size_t at = 0;
    if (!pw_all_digits(s, len) || !coupon_take(s, len, &at, '0', '6', 6) || at + 6 > len)
        return false;
    at += 6;
    if (!coupon_take(s, len, &at, '1', '5', 0) || !coupon_requirement(s, len, &at))
        return false;
    int expiry = 0, start = 0;
    char before = '0';
    while (at < len) {
        char field = s[at];
        bool ok = true;
        if (field <= before)
            return false;
        before = field;
        switch (field) {
        case '1':
            at++;
            if (at >= len || s[at] > '3')
                return false;
            at++;
            if (!coupon_requirement(s, len, &at) || !coupon_company(s, len, &at))
                return false;
            break;
        case '2':
            at++;
            if (!coupon_requirement(s, len, &at) || !coupon_company(s, len, &at))
                return false;
            break;
        case '3':
            if (!coupon_date(s, len, &at, &ok, &expiry) || !ok)
                return false;
            break;
        case '4':
            if (!coupon_date(s, len, &at, &ok, &start) || !ok || (expiry != 0 && start > expiry))
                return false;
            break;
        case '5':
            at++;
            if (!coupon_take(s, len, &at, '0', '9', 6))
                return false;
            break;
        case '6':
            at++;
            if (!coupon_take(s, len, &at, '1', '7', 6))
                return false;
            break;
        case '9':
            if (at + 5 > len || (s[at + 1] > '2' && s[at + 1] != '5' && s[at + 1] != '6') || s[at + 2] > '2' || s[at + 4] > '1')
                return false;
            at += 5;
            break;
        default:
            return false;
        }
    }
    return true;
}

static bool all_zero(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] != '0')
            return false;
    return true;
}

static enum pw_gs1_fault run_check(uint8_t check, const char *s, size_t len)
{
    bool ok = true;
    enum pw_gs1_fault fault = PW_GS1_BAD_VALUE;
    switch ((enum pw_gs1_check)check) {
    case PW_GS1_NONE:
        break;
    case PW_GS1_CSUM:
        ok = pw_check_gs1_ok(s, len);
        fault = PW_GS1_BAD_CHECK;
        break;
    case PW_GS1_CSUMALPHA:
        ok = csumalpha_ok(s, len);
        fault = PW_GS1_BAD_CHECK;
        break;
    case PW_GS1_GCPPOS1:
        ok = len >= 4 && pw_all_digits(s, 4);
        break;
    case PW_GS1_GCPPOS2:
        ok = len >= 5 && pw_all_digits(s + 1, 4);
        break;
    case PW_GS1_YYMMDD:
    case PW_GS1_YYMMD0: {
        int year = number(s, 2);
        ok = date_ok(year >= 72 ? 1900 + year : 2000 + year, number(s + 2, 2), number(s + 4, 2), check == PW_GS1_YYMMD0);
        fault = PW_GS1_BAD_DATE;
        break;
    }
    case PW_GS1_YYYYMMDD:
        ok = date_ok(number(s, 4), number(s + 4, 2), number(s + 6, 2), false);
        fault = PW_GS1_BAD_DATE;
        break;
    case PW_GS1_HH:
        ok = number(s, 2) < 24;
        fault = PW_GS1_BAD_DATE;
        break;
    case PW_GS1_MI:
    case PW_GS1_SS:
        ok = number(s, 2) < 60;
        fault = PW_GS1_BAD_DATE;
        break;
    case PW_GS1_HHMI:
        ok = number(s, 2) < 24 && number(s + 2, 2) < 60;
        fault = PW_GS1_BAD_DATE;
        break;
    case PW_GS1_ISO3166:
        ok = LISTED(s, len, pw_gs1_iso3166_numeric);
        break;
    case PW_GS1_ISO3166999:
        ok = memcmp(s, "999", 3) == 0 || LISTED(s, len, pw_gs1_iso3166_numeric);
        break;
    case PW_GS1_ISO3166ALPHA2:
        ok = LISTED(s, len, pw_gs1_iso3166_alpha2);
        break;
    case PW_GS1_ISO4217:
        ok = LISTED(s, len, pw_gs1_iso4217_numeric);
        break;
    case PW_GS1_PACKAGETYPE:
        ok = LISTED(s, len, pw_gs1_package_type);
        break;
    case PW_GS1_MEDIATYPE:
        ok = LISTED(s, len, pw_gs1_media_type);
        break;
    case PW_GS1_ISO5218:
        ok = strchr("0129", s[0]) != NULL;
        break;
    case PW_GS1_IMPORTERIDX:
        ok = is_alnum(s[0]) || s[0] == '-' || s[0] == '_';
        break;
    case PW_GS1_IBAN:
        ok = iban_ok(s, len);
        break;
    case PW_GS1_LATITUDE:
        ok = memcmp(s, "1800000000", 10) <= 0;
        break;
    case PW_GS1_LONGITUDE:
        ok = memcmp(s, "3600000000", 10) <= 0;
        break;
    case PW_GS1_PIECEOFTOTAL:
        ok = number(s, len / 2) > 0 && number(s, len / 2) <= number(s + len / 2, len / 2);
        break;
    case PW_GS1_POSINSEQSLASH:
        ok = position_ok(s, len);
        break;
    case PW_GS1_YESNO:
        ok = s[0] <= '1';
        break;
    case PW_GS1_WINDING:
        ok = strchr("019", s[0]) != NULL;
        break;
    case PW_GS1_NONZERO:
        ok = !all_zero(s, len);
        break;
    case PW_GS1_ZERO:
        ok = all_zero(s, len);
        break;
    case PW_GS1_NOZEROPREFIX:
        ok = s[0] != '0';
        break;
    case PW_GS1_HASNONDIGIT:
        ok = !pw_all_digits(s, len);
        break;
    case PW_GS1_HYPHEN:
        for (size_t i = 0; i < len; i++)
            ok = ok && s[i] == '-';
        break;
    case PW_GS1_PCENC:
        ok = percent_ok(s, len);
        break;
    case PW_GS1_COUPONCODE:
        ok = coupon_ok(s, len);
        break;
    case PW_GS1_COUPONPOSOFFER:
        ok = coupon_offer_ok(s, len);
        break;
    }
    return ok ? PW_GS1_OK : fault;
}

static enum pw_gs1_fault check_part(const struct pw_gs1_part *part, const char *s, size_t len)
{
    size_t plain = part->type == 'Z' ? without_padding(s, len) : len;
    for (size_t i = 0; i < plain; i++)
        if (!in_cset(part->type, s[i]))
            return PW_GS1_BAD_CHARACTER;
    for (size_t i = 0; i < PW_COUNT(part->checks) && part->checks[i] != PW_GS1_NONE; i++) {
        enum pw_gs1_fault fault = run_check(part->checks[i], s, len);
        if (fault != PW_GS1_OK)
            return fault;
    }
    return PW_GS1_OK;
}

enum pw_gs1_fault pw_gs1_value_check(const struct pw_gs1_ai *ai, struct pw_bytes value)
{
    const char *s = (const char *)value.data;
    size_t left = value.len;
    if (left == 0)
        return PW_GS1_TOO_SHORT;
    for (size_t i = 0; i < ai->parts; i++) {
        const struct pw_gs1_part *part = &pw_gs1_parts[ai->part + i];
        if (part->optional && left == 0)
            continue;
        size_t take = left < part->max ? left : part->max;
        if (take < part->min)
            return PW_GS1_TOO_SHORT;
        enum pw_gs1_fault fault = check_part(part, s, take);
        if (fault != PW_GS1_OK)
            return fault;
        s += take;
        left -= take;
    }
    return left > 0 ? PW_GS1_TOO_LONG : PW_GS1_OK;
}
