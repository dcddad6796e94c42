/* Carrier codes and posts. */
#include "barcode/carriers.h"

#include "barcode/carriers_table.h"
#include "packwright/attr.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 64 /* the longest carrier code has 27 */

static int by_name(const void *key, const void *entry)
{
    return strcmp(key, *(const char *const *)entry);
}

bool pw_carrier_code_valid(const char *name)
{
    return bsearch(name, pw_carrier_codes, pw_carrier_code_count, sizeof pw_carrier_codes[0], by_name) != NULL;
}

const char *pw_carrier_code_nth(size_t n)
{
    return n < pw_carrier_code_count ? pw_carrier_codes[n] : NULL;
}

/* Upper case, without blanks, hyphens, underscores, dots. Returns the length. */
static size_t squeeze(const char *name, char out[NAME_MAX_LEN])
{
    size_t n = 0;
    for (; *name != '\0' && n < NAME_MAX_LEN - 1; name++)
        if (strchr(" -_.", *name) == NULL)
            out[n++] = (char)(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name);
    out[n] = '\0';
    return n;
}

/* Levenshtein; both at most NAME_MAX_LEN - 1 long. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    uint8_t row[NAME_MAX_LEN];
    for (size_t j = 0; j <= b_len; j++)
        row[j] = (uint8_t)j;
    for (size_t i = 1; i <= a_len; i++) {
        uint8_t diagonal = row[0];
        row[0] = (uint8_t)i;
        for (size_t j = 1; j <= b_len; j++) {
            uint8_t change = (uint8_t)(diagonal + (a[i - 1] != b[j - 1]));
            diagonal = row[j];
            uint8_t other = (uint8_t)((row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1);
            row[j] = change < other ? change : other;
        }
    }
    return row[b_len];
}

const char *pw_carrier_code_nearest(const char *name)
{
    char want[NAME_MAX_LEN], have[NAME_MAX_LEN];
    size_t want_len = squeeze(name, want), best_distance = SIZE_MAX;
    const char *best = NULL;
    if (want_len == 0)
        return NULL;
    for (size_t i = 0; i < pw_carrier_code_count; i++) {
        size_t have_len = squeeze(pw_carrier_codes[i], have);
        size_t d = distance(want, want_len, have, have_len);
        /* Of two spellings that squeeze alike ("ROYAL_MAIL", "Royal Mail"), the one that is closer as it stands. */
        size_t as_is = distance(name, strnlen(name, NAME_MAX_LEN - 1), pw_carrier_codes[i], strlen(pw_carrier_codes[i]));
        d = d * NAME_MAX_LEN + as_is;
        if (d < best_distance) {
            best_distance = d;
            best = pw_carrier_codes[i];
        }
    }
    return best_distance / NAME_MAX_LEN <= want_len / 3 ? best : NULL;
}

const char *pw_carrier_of_post(const char country[2])
{
    /* Reference carriers 2.1; only posts that Amazon has a code for. */
    static const struct {
        char country[3];
        const char *code;
    } posts[] = {
        { "AE", "Emirates Post" }, { "AT", "AT POST" },        { "AU", "Australia Post" }, { "BE", "BPOST" },
        { "BR", "Correios" },      { "CA", "Canada Post" },    { "CH", "Swiss post" },     { "CN", "China Post" },
        { "DE", "Deutsche Post" }, { "DK", "PostNord" },       { "ES", "Correos" },        { "FR", "La Poste" },
        { "GB", "Royal Mail" },    { "HK", "Hongkong Post" },  { "IN", "India Post" },     { "IT", "Poste Italiane" },
        { "JE", "Jersey Post" },   { "JP", "Japan Post" },     { "NL", "PostNL" },         { "PL", "Polish Post" },
        { "SE", "PostNord" },      { "SG", "Singapore Post" }, { "TR", "PTT Kargo" },      { "US", "USPS" },
    };
    for (size_t i = 0; i < PW_COUNT(posts); i++)
        if (memcmp(posts[i].country, country, 2) == 0)
            return posts[i].code;
    return "Other";
}

static int by_country(const void *key, const void *entry)
{
    return memcmp(key, entry, 2);
}

bool pw_s10_country_known(const char country[2])
{
    return bsearch(country, pw_s10_countries, pw_s10_country_count, sizeof pw_s10_countries[0], by_country) != NULL;
}
