/*
 * Decisions about customs declarations.
 *
 *     one customs area                        no form
 *     another, up to 300 SDR and 2 kg         CN22
 *     above, or not to be compared            CN23
 *     an article lacks something that         refused, by name
 *     customs wants to know
 */
#include "document/customs.h"

#include "base/amount.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *const pw_customs_categories[] = { "sale-of-goods",  "gift",  "documents", "commercial-sample",
                                              "returned-goods", "other", NULL };

static bool is_text(const char *text)
{
    return text != NULL && *text != '\0';
}

/* ---- areas without customs between them ---- */

enum area { EU = 1, GB = 2, US = 4, CH = 8 };

static const struct {
    const char *codes;
    unsigned area;
} unions[] = {
    /* Monaco is within France's territory, the Isle of Man within the United Kingdom's. */
    { "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK", EU },
    { "GB IM", GB },
    { "US PR", US },
    { "CH LI", CH },
};

/* By how their postal codes begin. */
static const struct {
    const char *country, *postal_code;
    unsigned area; /* instead of the country's; 0: like no other */
} parts[] = {
    { "ES", "35", 0 },    { "ES", "38", 0 },    /* the Canary Islands */
    { "ES", "51", 0 },    { "ES", "52", 0 },    /* Ceuta, Melilla */
    { "DE", "27498", 0 }, { "DE", "78266", 0 }, /* Heligoland, Buesingen */
    { "IT", "23041", 0 }, { "FI", "22", 0 },    /* Livigno, Aland */
    { "GR", "63086", 0 }, { "GR", "63087", 0 }, /* Mount Athos */
    { "FR", "97", 0 },    { "FR", "98", 0 },    /* overseas */
    { "US", "09", 0 },    { "US", "340", 0 },   /* military and diplomatic post in Europe, in the Americas, */
    { "US", "962", 0 },   { "US", "963", 0 },   /* and in the Pacific */
    { "US", "964", 0 },   { "US", "965", 0 },   { "US", "966", 0 }, { "GB", "BT", EU | GB }, /* Northern Ireland */
};

static bool has_code(const char *codes, const char *code)
{
    for (; codes != NULL && *codes != '\0'; codes += strspn(codes, ", ")) {
        size_t n = strcspn(codes, ", ");
        if (n == strlen(code) && strncasecmp(codes, code, n) == 0)
            return true;
        codes += n;
    }
    return false;
}

static bool begins(const char *text, const char *with)
{
    for (; *with != '\0'; text++) {
        if (*text == ' ')
            continue;
        if (toupper((unsigned char)*text) != *with++)
            return false;
    }
    return true;
}

/* The postal code's number as Greece writes it, with or without its blank. */
static unsigned area_of(const struct pw_address *a, const char *code, bool *ret_part)
{
    *ret_part = false;
    for (size_t i = 0; a->postal_code != NULL && i < PW_COUNT(parts); i++)
        if (strcmp(parts[i].country, code) == 0 && begins(a->postal_code, parts[i].postal_code)) {
            *ret_part = true;
            return parts[i].area;
        }
    for (size_t i = 0; i < PW_COUNT(unions); i++)
        if (has_code(unions[i].codes, code))
            return unions[i].area;
    return 0;
}

/* Two letters in capitals; "" for what isn't known. */
static const char *code_of(const char *country, char out[3])
{
    out[0] = out[2] = '\0';
    if (pw_country_name(country) == NULL)
        return out;
    out[0] = (char)toupper((unsigned char)country[0]);
    out[1] = (char)toupper((unsigned char)country[1]);
    if (strcmp(out, "UK") == 0)
        memcpy(out, "GB", 2);
    return out;
}

bool pw_customs_needed(const struct pw_customs_rules *rules, const struct pw_address *sender, const struct pw_address *recipient)
{
    char from[3], to[3];
    bool from_part, to_part;
    if (!is_text(sender->country) || !is_text(recipient->country))
        return false;
    code_of(sender->country, from);
    code_of(recipient->country, to);
    if (*from == '\0' || *to == '\0')
        return !pw_address_same_country(sender->country, recipient->country);
    if (has_code(rules->free_countries, to))
        return false;
    unsigned a = area_of(sender, from, &from_part), b = area_of(recipient, to, &to_part);
    if ((a & b) != 0)
        return false;
    return strcmp(from, to) != 0 || from_part != to_part;
}

/* ---- which form ---- */

bool pw_customs_limits_parse(const char *text, struct pw_customs_rules *rules, struct pw_error *err)
{
    rules->limit_count = 0;
    for (const char *p = text + strspn(text, ", "); *p != '\0'; p += strspn(p, ", ")) {
        char currency[8] = "", amount[24] = "";
        int used = 0;
        int64_t milli;
        bool ok = sscanf(p, "%7[A-Za-z] %23[0-9.]%n", currency, amount, &used) == 2 && strlen(currency) == 3 &&
                  pw_amount_parse(amount, &milli) && (p[used] == '\0' || p[used] == ',' || p[used] == ' ');
        if (!ok || rules->limit_count == PW_CUSTOMS_LIMITS)
            return pw_fail(err, PW_ERR_CONFIG, 0, "cn22-limit: \"%.20s\" is no amount in a currency, such as USD 400", p);
        for (size_t i = 0; i < 3; i++)
            currency[i] = (char)toupper((unsigned char)currency[i]);
        memcpy(rules->limits[rules->limit_count].currency, currency, 4);
        rules->limits[rules->limit_count++].milli = milli;
        p += used;
    }
    return true;
}

int64_t pw_customs_value(const struct pw_customs *c)
{
    int64_t sum = 0;
    for (size_t i = 0; i < c->item_count; i++) {
        if (c->items[i].value_milli < 0)
            return -1;
        sum += c->items[i].value_milli;
    }
    return sum;
}

int64_t pw_customs_net_g(const struct pw_customs *c)
{
    int64_t sum = 0;
    for (size_t i = 0; i < c->item_count; i++) {
        if (c->items[i].weight_g < 0)
            return -1;
        sum += c->items[i].weight_g;
    }
    return sum;
}

/* -1: no limit is set for it, or there are several. */
static int64_t limit_of(const struct pw_customs *c)
{
    const char *currency = NULL;
    for (size_t i = 0; i < c->item_count; i++)
        if (is_text(c->items[i].currency)) {
            if (currency != NULL && strcasecmp(currency, c->items[i].currency) != 0)
                return -1;
            currency = c->items[i].currency;
        }
    for (size_t i = 0; currency != NULL && i < c->rules->limit_count; i++)
        if (strcasecmp(c->rules->limits[i].currency, currency) == 0)
            return c->rules->limits[i].milli;
    return -1;
}

enum pw_customs_form pw_customs_choose(const struct pw_customs *c)
{
    int64_t value = pw_customs_value(c), weight = pw_customs_net_g(c);
    if (c->rules->packaging_g > 0 && weight >= 0)
        weight += c->rules->packaging_g;
    if (c->item_count > PW_CN22_ITEMS || weight > c->rules->cn22_weight_g || (value > 0 && value > limit_of(c)))
        return PW_CUSTOMS_CN23;
    return PW_CUSTOMS_CN22;
}

/* ---- what is missing ---- */

enum { DESCRIPTION, WEIGHT, VALUE, HS_CODE, ORIGIN, LACKS };
static const char *const columns[LACKS] = { "customs-name", "weight", "value and currency", "hs-code", "origin" };
static const char *const words[LACKS] = { "a description", "a weight", "a value", "an HS code", "a country of origin" };

static bool is_commercial(enum pw_customs_category category)
{
    return category == PW_CUSTOMS_SALE || category == PW_CUSTOMS_SAMPLE || category == PW_CUSTOMS_RETURNED;
}

static unsigned lacks_of(const struct pw_customs_item *item, enum pw_customs_category category)
{
    bool commercial = is_commercial(category);
    unsigned lacks = 0;
    lacks |= !is_text(item->description) ? 1u << DESCRIPTION : 0;
    lacks |= item->weight_g <= 0 ? 1u << WEIGHT : 0;
    bool free = item->value_milli == 0 && category == PW_CUSTOMS_DOCUMENTS;
    lacks |= (item->value_milli <= 0 && !free) || !is_text(item->currency) ? 1u << VALUE : 0;
    lacks |= commercial && !is_text(item->hs_code) ? 1u << HS_CODE : 0;
    lacks |= commercial && pw_country_name(item->origin) == NULL ? 1u << ORIGIN : 0;
    return lacks;
}

static void list(char *out, size_t size, unsigned set, const char *const *names, const char *last)
{
    int left = 0;
    for (int i = 0; i < LACKS; i++)
        left += set >> i & 1;
    out[0] = '\0';
    for (int i = 0; i < LACKS; i++)
        if ((set >> i & 1) != 0) {
            size_t len = strlen(out);
            left--;
            snprintf(out + len, size - len, "%s%s", names[i], left > 1 ? ", " : left == 1 ? last : "");
        }
}

/* As many articles by name as there is room for, then how many more; and how to give what they lack. */
static bool refuse_lacks(const struct pw_customs *c, const unsigned *lacks, size_t count, struct pw_error *err)
{
    enum { ROOM = 170 };
    char text[ROOM + 100] = "", one[220], what[100], give[100];
    size_t shown = 0, lacking = 0;
    unsigned all = 0;
    for (size_t i = 0; i < count; i++) {
        if (lacks[i] == 0)
            continue;
        all |= lacks[i];
        lacking++;
        list(what, sizeof what, lacks[i], words, " and ");
        snprintf(one, sizeof one, "%s%.40s lacks %s", lacking > 1 ? "; " : "", c->items[i].sku, what);
        if (lacking == shown + 1 && strlen(text) + strlen(one) <= ROOM) {
            strcat(text, one);
            shown++;
        }
    }
    if (shown < lacking)
        snprintf(text + strlen(text), sizeof text - strlen(text), "; and %zu more", lacking - shown);
    list(give, sizeof give, all, columns, ", ");
    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "customs: %s. Import a list of articles with sku, %s", text, give);
}

static bool check_addresses(const struct pw_customs *c, struct pw_error *err)
{
    const struct pw_address *s = &c->sender, *r = &c->recipient;
    if (!is_text(s->name) || !is_text(s->line1) || !is_text(s->city) || pw_country_name(s->country) == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "customs: the sender has no %s: set %s in [sender]",
                       !is_text(s->name)    ? "name"
                       : !is_text(s->line1) ? "street"
                       : !is_text(s->city)  ? "city"
                                            : "known country",
                       !is_text(s->name)    ? "name"
                       : !is_text(s->line1) ? "line1"
                       : !is_text(s->city)  ? "city"
                                            : "country");
    if ((!is_text(r->name) && !is_text(r->company)) || !is_text(r->line1) || !is_text(r->city) || !is_text(r->country))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "customs: the recipient of order %.40s has no %s", c->order_id,
                       !is_text(r->name) && !is_text(r->company) ? "name"
                       : !is_text(r->line1)                      ? "street"
                       : !is_text(r->city)                       ? "city"
                                                                 : "country");
    return true;
}

bool pw_customs_check(const struct pw_customs *c, struct pw_error *err)
{
    enum { MAX = 512 };
    unsigned lacks[MAX], any = 0;
    const struct pw_customs_item *first = NULL;
    if (c->item_count == 0)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "customs: there is nothing in the box of order %.40s yet", c->order_id);
    if (c->item_count > MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "customs: %zu articles in one parcel can't be declared", c->item_count);
    for (size_t i = 0; i < c->item_count; i++)
        any |= lacks[i] = lacks_of(&c->items[i], c->rules->category);
    if (any != 0)
        return refuse_lacks(c, lacks, c->item_count, err);
    for (size_t i = 0; i < c->item_count; i++) {
        first = first == NULL ? &c->items[i] : first;
        if (strcasecmp(first->currency, c->items[i].currency) != 0)
            return pw_fail(err, PW_ERR_BAD_INPUT, 0,
                           "customs: one declaration has one currency, but %.40s is in %.3s and %.40s in %.3s: import a list of "
                           "articles with sku, value, currency",
                           first->sku, first->currency, c->items[i].sku, c->items[i].currency);
    }
    if (c->rules->category == PW_CUSTOMS_OTHER && !is_text(c->rules->explanation))
        return pw_fail(err, PW_ERR_CONFIG, 0, "customs: category = other needs an explanation = in [customs]");
    return check_addresses(c, err);
}
