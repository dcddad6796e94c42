#include "support/escpos_tokens.h"

#include "test.h"

static size_t operands(const uint8_t *p, size_t left)
{
    static const struct {
        uint8_t lead, code, operands;
    } fixed[] = { { 0x1b, '@', 0 }, { 0x1c, '.', 0 }, { 0x1b, 'R', 1 },  { 0x1b, 't', 1 }, { 0x1b, 'E', 1 }, { 0x1b, '-', 1 },
                  { 0x1b, 'a', 1 }, { 0x1b, 'd', 1 }, { 0x1b, '3', 1 },  { 0x1b, '2', 0 }, { 0x1b, 'M', 1 }, { 0x1b, '!', 1 },
                  { 0x1b, 'p', 3 }, { 0x1b, 'B', 2 }, { 0x1b, 0x1d, 2 }, { 0x1d, 'B', 1 }, { 0x1d, '!', 1 }, { 0x1d, 'w', 1 },
                  { 0x1d, 'h', 1 }, { 0x1d, 'H', 1 }, { 0x1d, 'V', 2 },  { 0x1d, 'a', 1 } };
    if (left < 2)
        return SIZE_MAX;
    for (size_t i = 0; i < PW_COUNT(fixed); i++)
        if (p[0] == fixed[i].lead && p[1] == fixed[i].code)
            return fixed[i].operands;
    if (p[0] == 0x1d && p[1] == 'k' && left > 4 && p[2] >= 65 && p[2] <= 78)
        return 2 + (size_t)p[3];
    if (p[0] == 0x1d && p[1] == '(' && left > 5)
        return 3 + (size_t)p[3] + 256 * (size_t)p[4];
    if (p[0] == 0x1d && p[1] == 'v' && left > 8 && p[2] == '0' && p[3] == 0)
        return 6 + ((size_t)p[4] + 256 * (size_t)p[5]) * ((size_t)p[6] + 256 * (size_t)p[7]);
    if (p[0] == 0x1b && p[1] == '*' && left > 5)
        return 3 + ((size_t)p[3] + 256 * (size_t)p[4]) * (p[2] >= 32 ? 3 : 1);
    return SIZE_MAX;
}

bool pw_escpos_next_token(struct pw_bytes in, size_t *pos, struct pw_escpos_token *ret)
{
    size_t from = *pos, i = from;
    if (i == in.len)
        return false;
    while (i < in.len && in.data[i] >= 0x20 && in.data[i] != 0x7F)
        i++;
    ret->text = i > from;
    if (!ret->text && (in.data[i] == '\n' || in.data[i] == 0)) {
        i++;
    } else if (!ret->text) {
        size_t n = operands(in.data + i, in.len - i);
        if (n == SIZE_MAX || i + 2 + n > in.len)
            pw_test_fail(__FILE__, __LINE__, "byte %zu of %zu: no command: %02x %02x", i, in.len, in.data[i],
                         i + 1 < in.len ? in.data[i + 1] : 0);
        i += 2 + n;
    }
    ret->bytes = pw_bytes_of(in.data + from, i - from);
    *pos = i;
    return true;
}

bool pw_escpos_token_is(const struct pw_escpos_token *t, const char *begin, size_t len)
{
    return !t->text && t->bytes.len >= len && memcmp(t->bytes.data, begin, len) == 0;
}
