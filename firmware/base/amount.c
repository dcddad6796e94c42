#include "base/amount.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DIGITS_MAX = 12 };

/* Digits with at most one separator, in thousandths; what follows is left in *end. */
static bool number(const char *text, const char **end, int64_t *ret_milli, int *ret_decimals)
{
    int64_t value = 0;
    int decimals = -1, digits = 0;
    for (; *text != '\0'; text++) {
        if ((*text == '.' || *text == ',') && decimals < 0 && digits > 0) {
            decimals = 0;
        } else if (*text >= '0' && *text <= '9') {
            if (++digits > DIGITS_MAX)
                return false;
            if (decimals < 3)
                value = value * 10 + (*text - '0');
            decimals += decimals >= 0;
        } else {
            break;
        }
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++)
        value *= 10;
    *end = text;
    *ret_milli = value;
    *ret_decimals = decimals < 0 ? 0 : decimals;
    return digits > 0 && decimals != 0;
}

bool pw_amount_parse(const char *text, int64_t *ret_milli)
{
    const char *end;
    int64_t milli;
    int decimals;
    if (!number(text, &end, &milli, &decimals) || *end != '\0' || (decimals == 3 && milli >= 1000))
        return false;
    *ret_milli = milli;
    return true;
}

void pw_amount_text(int64_t milli, char out[24])
{
    if (milli % 10 != 0)
        snprintf(out, 24, "%lld.%03lld", (long long)(milli / 1000), (long long)(milli % 1000));
    else
        snprintf(out, 24, "%lld.%02lld", (long long)(milli / 1000), (long long)(milli % 1000 / 10));
}

static bool among(const char *codes, const char *code)
{
    for (; *codes != '\0'; codes += codes[3] == ' ' ? 4 : 3)
        if (strncasecmp(codes, code, 3) == 0)
            return true;
    return false;
}

void pw_money_text(int64_t milli, const char *currency, char out[24])
{
    bool known = currency != NULL && strlen(currency) == 3;
    if (known && milli % 1000 == 0 && among("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", currency))
        snprintf(out, 24, "%lld", (long long)(milli / 1000));
    else if (known && among("BHD IQD JOD KWD LYD OMR TND", currency))
        snprintf(out, 24, "%lld.%03lld", (long long)(milli / 1000), (long long)(milli % 1000));
    else
        pw_amount_text(milli, out);
}

bool pw_weight_parse(const char *text, int64_t *ret_g)
{
    /* Source: the international yard and pound agreement of 1959: 1 lb is 453.59237 g, 16 oz. */
    static const struct {
        const char *name;
        double g;
    } units[] = { { "", 1 }, { "g", 1 }, { "kg", 1000 }, { "oz", 28.349523125 }, { "lb", 453.59237 }, { "lbs", 453.59237 } };
    const char *end;
    int64_t milli;
    int decimals;
    if (!number(text, &end, &milli, &decimals))
        return false;
    end += strspn(end, " ");
    for (size_t i = 0; i < PW_COUNT(units); i++)
        if (strcasecmp(end, units[i].name) == 0) {
            double g = (double)milli * units[i].g / 1000;
            if (g <= 0 || g > 1e6)
                return false;
            *ret_g = g < 1 ? 1 : (int64_t)(g + 0.5);
            return true;
        }
    return false;
}

int64_t pw_permille(const char *text)
{
    const char *end;
    int64_t milli;
    int decimals;
    if (!number(text, &end, &milli, &decimals))
        return -1;
    end += strspn(end, " ");
    return strcmp(end, "%") == 0 && milli <= 50000 ? milli / 100 : -1;
}
