#include "scale/mass.h"

#include <strings.h>

enum { DIGITS_MAX = 8 };

/* A unit is ug micrograms divided by ten to the power of shift. */
static const struct {
    const char *words[4];
    int64_t ug;
    int shift;
} units[] = {
    [PW_MASS_NONE] = { { NULL }, 0, 0 },
    [PW_MASS_MG] = { { "mg", NULL }, 1000, 0 },
    [PW_MASS_G] = { { "g", NULL }, 1000000, 0 },
    [PW_MASS_KG] = { { "kg", NULL }, 1000000000, 0 },
    [PW_MASS_TONNE] = { { "t", NULL }, 1000000000000, 0 },
    [PW_MASS_CARAT] = { { "ct", NULL }, 200000, 0 },
    [PW_MASS_GRAIN] = { { "gn", "gr", NULL }, 6479891, 2 },
    [PW_MASS_PENNYWEIGHT] = { { "dwt", NULL }, 155517384, 2 },
    [PW_MASS_TROY_OZ] = { { "ozt", NULL }, 311034768, 1 },
    [PW_MASS_OZ] = { { "oz", NULL }, 28349523125, 3 },
    [PW_MASS_LB] = { { "lb", "lbs", NULL }, 453592370, 0 },
};

bool pw_mass_ug(int64_t digits, int exponent, enum pw_mass_unit unit, int64_t *ret_ug)
{
    int64_t size = digits < 0 ? -digits : digits;
    if (size > 99999999 || exponent < -9 || exponent > 9 || units[unit].ug == 0)
        return false;
    if (size > 0 && units[unit].ug > INT64_MAX / size)
        return false;
    int64_t ug = size * units[unit].ug;
    int power = exponent - units[unit].shift, rest = 0;
    for (; power > 0; power--) {
        if (ug > PW_MASS_MAX_UG)
            return false;
        ug *= 10;
    }
    for (; power < 0; power++) {
        rest = (int)(ug % 10);
        ug /= 10;
    }
    ug += rest >= 5;
    if (ug > PW_MASS_MAX_UG)
        return false;
    *ret_ug = digits < 0 ? -ug : ug;
    return true;
}

bool pw_mass_figure(struct pw_bytes in, int64_t *ret_digits, int *ret_exponent)
{
    int64_t value = 0;
    int digits = 0, seen = 0, decimals = -1;
    size_t i = 0;
    bool minus = in.len > 0 && in.data[0] == '-';
    if (in.len > 0 && (in.data[0] == '-' || in.data[0] == '+'))
        i++;
    while (i < in.len && in.data[i] == ' ')
        i++;
    for (; i < in.len; i++) {
        uint8_t c = in.data[i];
        if ((c == '.' || c == ',') && decimals < 0 && seen > 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        seen++;
        digits += digits > 0 || c != '0';
        if (digits > DIGITS_MAX)
            return false;
        value = value * 10 + (c - '0');
        decimals += decimals >= 0;
    }
    if (seen == 0 || decimals == 0 || decimals > 9)
        return false;
    *ret_digits = minus ? -value : value;
    *ret_exponent = decimals < 0 ? 0 : -decimals;
    return true;
}

enum pw_mass_unit pw_mass_unit_of(struct pw_bytes word)
{
    for (size_t u = PW_MASS_MG; u < PW_COUNT(units); u++)
        for (size_t i = 0; units[u].words[i] != NULL; i++)
            if (strlen(units[u].words[i]) == word.len && strncasecmp(units[u].words[i], (const char *)word.data, word.len) == 0)
                return (enum pw_mass_unit)u;
    return PW_MASS_NONE;
}
