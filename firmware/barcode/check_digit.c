/* Check digits. Source: reference carriers 5.1 to 5.11; ISO/IEC 7064 for MOD 37,36. */
#include "barcode/check_digit.h"

static char digit(int value)
{
    return (char)('0' + value);
}

static int gs1_sum(const char *digits, size_t len)
{
    int total = 0;
    for (size_t i = 0; i < len; i++)
        total = (total + (digits[len - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1)) % 10;
    return total;
}

char pw_check_gs1(const char *digits, size_t len)
{
    return digit((10 - gs1_sum(digits, len)) % 10);
}

char pw_check_gls(const char *digits, size_t len)
{
    return digit((10 - (gs1_sum(digits, len) + 1) % 10) % 10);
}

char pw_check_ups(const char *text, size_t len)
{
    int total = 0;
    for (size_t i = 0; i < len; i++) {
        int value = text[i] <= '9' ? text[i] - '0' : (text[i] - 3) % 10;
        total = (total + value * (i % 2 == 0 ? 1 : 2)) % 10;
    }
    return digit((10 - total) % 10);
}

char pw_check_mod7(const char *digits, size_t len)
{
    int rest = 0;
    for (size_t i = 0; i < len; i++)
        rest = (rest * 10 + (digits[i] - '0')) % 7;
    return digit(rest);
}

char pw_check_s10(const char digits[8])
{
    static const int weights[8] = { 8, 6, 4, 2, 3, 5, 9, 7 };
    int total = 0;
    for (size_t i = 0; i < 8; i++)
        total += (digits[i] - '0') * weights[i];
    int check = 11 - total % 11;
    return digit(check == 11 ? 5 : check == 10 ? 0 : check);
}

char pw_check_fedex(const char *digits, size_t len)
{
    static const int weights[3] = { 1, 3, 7 };
    int total = 0;
    for (size_t i = 0; i < len; i++)
        total = (total + (digits[len - 1 - i] - '0') * weights[i % 3]) % 11;
    return digit(total % 10);
}

char pw_check_leitcode(const char *digits, size_t len)
{
    int total = 0;
    for (size_t i = 0; i < len; i++)
        total = (total + (digits[i] - '0') * (i % 2 == 0 ? 4 : 9)) % 10;
    return digit((10 - total) % 10);
}

char pw_check_luhn(const char *digits, size_t len)
{
    int total = 0;
    for (size_t i = 0; i < len; i++) {
        int value = (digits[len - 1 - i] - '0') * (i % 2 == 0 ? 2 : 1);
        total = (total + (value > 9 ? value - 9 : value)) % 10;
    }
    return digit((10 - total) % 10);
}

char pw_check_mod37_36(const char *text, size_t len)
{
    int p = 36;
    for (size_t i = 0; i < len; i++) {
        p += text[i] <= '9' ? text[i] - '0' : text[i] - 'A' + 10;
        if (p > 36)
            p -= 36;
        p *= 2;
        if (p > 36)
            p -= 37;
    }
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(37 - p) % 36];
}

bool pw_all_digits(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return len > 0;
}

bool pw_check_gs1_ok(const char *digits, size_t len)
{
    return len >= 2 && pw_all_digits(digits, len) && pw_check_gs1(digits, len - 1) == digits[len - 1];
}
