/* Parcel codes. */
#include "barcode/parcel_code.h"

#include "barcode/check_digit.h"

#include <inttypes.h>
#include <stdio.h>

#define PREFIX "PWP"

static bool tag_ok(const char *tag, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!((tag[i] >= 'A' && tag[i] <= 'Z') || (tag[i] >= '0' && tag[i] <= '9')))
            return false;
    return len == PW_STORE_TAG_SIZE - 1;
}

bool pw_parcel_code(const char *store_tag, int64_t number, char ret_code[PW_PARCEL_CODE_SIZE])
{
    if (number < 1 || !tag_ok(store_tag, strlen(store_tag)))
        return false;
    char code[PW_PARCEL_CODE_SIZE];
    int n = snprintf(code, sizeof code, PREFIX "%.4s%" PRId64, store_tag, number);
    memcpy(ret_code, code, (size_t)n);
    ret_code[n] = pw_check_mod37_36(code, (size_t)n);
    ret_code[n + 1] = '\0';
    return true;
}

bool pw_parcel_code_parse(struct pw_bytes text, char ret_store_tag[PW_STORE_TAG_SIZE], int64_t *ret_number)
{
    /* prefix 3, tag 4, number 1 to 19, check 1 */
    if (text.len < 9 || text.len > 27)
        return false;
    char s[28];
    for (size_t i = 0; i < text.len; i++)
        s[i] = (char)(text.data[i] >= 'a' && text.data[i] <= 'z' ? text.data[i] - 'a' + 'A' : text.data[i]);
    size_t last = text.len - 1;
    if (memcmp(s, PREFIX, 3) != 0 || !tag_ok(s + 3, 4) || !pw_all_digits(s + 7, last - 7) || s[7] == '0' ||
        s[last] != pw_check_mod37_36(s, last))
        return false;
    int64_t number = 0;
    for (size_t i = 7; i < last; i++) {
        int digit = s[i] - '0';
        if (number > (INT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    memcpy(ret_store_tag, s + 3, 4);
    ret_store_tag[4] = '\0';
    *ret_number = number;
    return true;
}

bool pw_sscc(const char *company_prefix, int64_t serial, char ret_sscc[PW_SSCC_SIZE])
{
    size_t prefix_len = strnlen(company_prefix, 13);
    if (prefix_len < 4 || prefix_len > 12 || !pw_all_digits(company_prefix, prefix_len) || serial < 0)
        return false;
    int room = 16 - (int)prefix_len;
    int64_t capacity = 1;
    for (int i = 0; i < room; i++)
        capacity *= 10;
    if (serial / capacity > 9)
        return false;
    char sscc[40];
    (void)snprintf(sscc, sizeof sscc, "%" PRId64 "%s%0*" PRId64, serial / capacity, company_prefix, room, serial % capacity);
    memcpy(ret_sscc, sscc, 17);
    ret_sscc[17] = pw_check_gs1(sscc, 17);
    ret_sscc[18] = '\0';
    return true;
}

bool pw_sscc_parse(struct pw_bytes text, char ret_sscc[PW_SSCC_SIZE])
{
    if (text.len == 20 && text.data[0] == '0' && text.data[1] == '0')
        text = pw_bytes_of(text.data + 2, 18);
    if (text.len != 18 || !pw_check_gs1_ok((const char *)text.data, 18))
        return false;
    memcpy(ret_sscc, text.data, 18);
    ret_sscc[18] = '\0';
    return true;
}
