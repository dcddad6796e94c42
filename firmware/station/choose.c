#include "station/choose.h"

#include "base/amount.h"
#include "packwright/clock.h"

#include <ctype.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const demands[] = { "no", "preferred", "required", NULL };
static const char *const takes[] = { "cheapest", "fastest", NULL };
static const char *const signatures[] = { "no", "yes", "adult", NULL };

const struct pw_key pw_choose_keys[] = {
    { "weight-least", PW_KEY_TEXT, "", NULL, 0, 0, "the rule is for parcels from this weight on: 2 kg, 12 oz" },
    { "weight-most", PW_KEY_TEXT, "", NULL, 0, 0, "and up to this one" },
    { "value-least", PW_KEY_TEXT, "", NULL, 0, 0, "for parcels whose goods are worth that at least: 100" },
    { "value-most", PW_KEY_TEXT, "", NULL, 0, 0, "and at most" },
    { "fits", PW_KEY_TEXT, "", NULL, 0, 0, "for parcels that fit into this, however they are turned: 300x200x150mm, 12x9x4in" },
    { "countries", PW_KEY_TEXT, "", NULL, 0, 0, "for these countries, as codes of two letters: US, CA" },
    { "regions", PW_KEY_TEXT, "", NULL, 0, 0, "for these states or provinces: AK, HI" },
    { "postal-codes", PW_KEY_TEXT, "", NULL, 0, 0, "for postal codes such as 995*, 967*" },
    { "levels", PW_KEY_TEXT, "", NULL, 0, 0, "for orders of these service levels: Expedited*, NextDay" },
    { "contents", PW_KEY_TEXT, "", NULL, 0, 0,
      "for parcels with one of these in them: fragile, hazmat, or SKUs such as GLASS-*" },
    { "allow", PW_KEY_TEXT, "", NULL, 0, 0, "carriers and services that may be taken: USPS, UPS Ground*; empty: all" },
    { "never", PW_KEY_TEXT, "", NULL, 0, 0, "carriers and services that are never taken: *Media Mail*" },
    { "price-most", PW_KEY_TEXT, "", NULL, 0, 0, "what one may cost at most: 12.00" },
    { "in-time", PW_KEY_WORD, "preferred", demands, 0, 0, "whether it must arrive by the promised date" },
    { "protected", PW_KEY_WORD, "preferred", demands, 0, 0, "whether it must keep the marketplace's claim protection" },
    { "take", PW_KEY_WORD, "cheapest", takes, 0, 0, "of those that are left" },
    { "signature", PW_KEY_WORD, "no", signatures, 0, 0, "whether the recipient signs, or an adult" },
    { 0 },
};

/* ---- reading ---- */

static int word_index(const struct pw_section *s, const char *key, const char *const *words)
{
    const char *value = pw_section_get(s, key);
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], value) == 0)
            return i;
    return 0;
}

static bool read_weight(const struct pw_section *s, const char *key, int64_t *ret, const char **ret_key)
{
    const char *text = pw_section_get(s, key);
    *ret_key = key;
    *ret = -1;
    return *text == '\0' || pw_weight_parse(text, ret);
}

static bool read_amount(const struct pw_section *s, const char *key, int64_t *ret, const char **ret_key)
{
    const char *text = pw_section_get(s, key);
    *ret_key = key;
    *ret = -1;
    return *text == '\0' || (pw_amount_parse(text, ret) && *ret >= 0);
}

static void sort_sides(int64_t mm[3])
{
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2 - i; k++)
            if (mm[k] < mm[k + 1]) {
                int64_t keep = mm[k];
                mm[k] = mm[k + 1];
                mm[k + 1] = keep;
            }
}

static bool read_fits(const struct pw_section *s, int64_t mm[3], const char **ret_key)
{
    const char *text = pw_section_get(s, "fits");
    double side[3];
    char unit[4] = "";
    int used = 0;
    *ret_key = "fits";
    mm[0] = mm[1] = mm[2] = 0;
    if (*text == '\0')
        return true;
    if (sscanf(text, "%lfx%lfx%lf %3s%n", &side[0], &side[1], &side[2], unit, &used) != 4 || text[used] != '\0')
        return false;
    bool inches = strcmp(unit, "in") == 0;
    if (!inches && strcmp(unit, "mm") != 0)
        return false;
    for (int i = 0; i < 3; i++) {
        if (!(side[i] > 0 && side[i] <= 10000))
            return false;
        mm[i] = (int64_t)(side[i] * (inches ? 25.4 : 1.0) + 0.5);
    }
    sort_sides(mm);
    return true;
}

static bool read_rule(const struct pw_section *s, struct pw_choose_rule *r, const char **ret_key, struct pw_error *err)
{
    *r = (struct pw_choose_rule){
        .name = s->name,
        .countries = pw_section_get(s, "countries"),
        .regions = pw_section_get(s, "regions"),
        .postal_codes = pw_section_get(s, "postal-codes"),
        .levels = pw_section_get(s, "levels"),
        .contents = pw_section_get(s, "contents"),
        .allow = pw_section_get(s, "allow"),
        .never = pw_section_get(s, "never"),
        .in_time = (enum pw_choose_demand)word_index(s, "in-time", demands),
        .is_protected = (enum pw_choose_demand)word_index(s, "protected", demands),
        .fastest = word_index(s, "take", takes) == 1,
        .signature = (enum pw_choose_signature)word_index(s, "signature", signatures),
    };
    const char *like = "a weight such as 450 g or 1.5 lb";
    if (read_weight(s, "weight-least", &r->weight_least_g, ret_key) &&
        read_weight(s, "weight-most", &r->weight_most_g, ret_key)) {
        like = "an amount such as 12.00";
        if (read_amount(s, "value-least", &r->value_least_milli, ret_key) &&
            read_amount(s, "value-most", &r->value_most_milli, ret_key) &&
            read_amount(s, "price-most", &r->price_most_milli, ret_key)) {
            like = "a size such as 300x200x150mm or 12x9x4in";
            if (read_fits(s, r->fits_mm, ret_key))
                return true;
        }
    }
    return pw_fail(err, PW_ERR_CONFIG, 0, "%s = %.60s: must be %s", *ret_key, pw_section_get(s, *ret_key), like);
}

bool pw_choose_section_check(const struct pw_section *section, const char **ret_key, struct pw_error *err)
{
    struct pw_choose_rule rule;
    return read_rule(section, &rule, ret_key, err);
}

bool pw_choose_rules_read(const struct pw_config *config, struct pw_choose_rules *ret, struct pw_error *err)
{
    const struct pw_section *s;
    const char *key;
    ret->count = 0;
    for (size_t i = 0; (s = pw_config_nth(config, "choose", i)) != NULL; i++) {
        if (i == PW_CHOOSE_RULES)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: there are more than %d [choose NAME]", s->file, s->line,
                           PW_CHOOSE_RULES);
        if (!read_rule(s, &ret->rule[ret->count++], &key, err))
            return false;
    }
    if (ret->count == 0)
        ret->rule[ret->count++] = (struct pw_choose_rule){ .name = "",
                                                           .weight_least_g = -1,
                                                           .weight_most_g = -1,
                                                           .value_least_milli = -1,
                                                           .value_most_milli = -1,
                                                           .countries = "",
                                                           .regions = "",
                                                           .postal_codes = "",
                                                           .levels = "",
                                                           .contents = "",
                                                           .allow = "",
                                                           .never = "",
                                                           .price_most_milli = -1,
                                                           .in_time = PW_CHOOSE_PREFERRED,
                                                           .is_protected = PW_CHOOSE_PREFERRED };
    return true;
}

/* ---- which rule ---- */

/* Whether a text is one of a list's; what of the list it is goes into ret. */
static bool listed(const char *list, const char *text, char ret[80])
{
    for (const char *p = list; *p != '\0';) {
        p += strspn(p, ", \t");
        size_t len = strcspn(p, ",");
        size_t end = len;
        while (end > 0 && (p[end - 1] == ' ' || p[end - 1] == '\t'))
            end--;
        char one[80];
        snprintf(one, sizeof one, "%.*s", (int)end, p);
        p += len;
        if (one[0] == '\0' || fnmatch(one, text, FNM_CASEFOLD | FNM_NOESCAPE) != 0)
            continue;
        snprintf(ret, 80, "%s", one);
        return true;
    }
    return false;
}

static bool holds(const struct pw_choose_parcel *p, const char *list)
{
    char what[80];
    if ((p->fragile && listed(list, "fragile", what)) || (p->hazmat && listed(list, "hazmat", what)))
        return true;
    for (size_t i = 0; i < p->sku_count; i++)
        if (listed(list, p->skus[i], what))
            return true;
    return false;
}

static bool fits(const struct pw_choose_parcel *p, const int64_t mm[3])
{
    int64_t own[3] = { p->length_mm, p->width_mm, p->height_mm };
    sort_sides(own);
    return own[2] > 0 && own[0] <= mm[0] && own[1] <= mm[1] && own[2] <= mm[2];
}

/* What isn't known meets no condition about it. */
static bool between(int64_t value, bool known, int64_t least, int64_t most)
{
    return (least < 0 || (known && value >= least)) && (most < 0 || (known && value <= most));
}

static bool meets(const struct pw_choose_parcel *p, const struct pw_choose_rule *r)
{
    char what[80];
    return between(p->weight_g, p->weight_g > 0, r->weight_least_g, r->weight_most_g) &&
           between(p->value_milli, p->value_milli >= 0, r->value_least_milli, r->value_most_milli) &&
           (r->fits_mm[0] == 0 || fits(p, r->fits_mm)) && (*r->countries == '\0' || listed(r->countries, p->country, what)) &&
           (*r->regions == '\0' || listed(r->regions, p->region, what)) &&
           (*r->postal_codes == '\0' || listed(r->postal_codes, p->postal_code, what)) &&
           (*r->levels == '\0' || listed(r->levels, p->level, what)) && (*r->contents == '\0' || holds(p, r->contents));
}

size_t pw_choose_rule(const struct pw_choose_rules *rules, const struct pw_choose_parcel *p, size_t from)
{
    while (from < rules->count && !meets(p, &rules->rule[from]))
        from++;
    return from < rules->count ? from : rules->count;
}

/* ---- which offer ---- */

static void date_of(int64_t us, char out[21])
{
    pw_time_format(us, out);
    out[10] = ' ';
    strcpy(out + 16, " UTC"); /* a day and a minute are enough */
}

static bool named(const char *list, const struct pw_offer *o, char what[80])
{
    char name[200];
    pw_offer_name(o, name);
    return listed(list, o->carrier, what) || listed(list, o->service, what) || listed(list, name, what);
}

static void judge(const struct pw_choose_rule *r, const struct pw_choose_parcel *p, const struct pw_offer *o, const char *barred,
                  struct pw_choose_verdict *v)
{
    char what[80], most[24], price[24], date[21];
    *v = (struct pw_choose_verdict){ .is_protected = o->is_protected };
    v->in_time = p->promised_us == 0 || (o->arrives_us > 0 && o->arrives_us <= p->promised_us);
    pw_money_text(o->price_milli, o->currency, price);
    pw_money_text(r->price_most_milli, o->currency, most);
    if (barred != NULL)
        snprintf(v->why, sizeof v->why, "%s", barred);
    else if (*r->never != '\0' && named(r->never, o, what))
        snprintf(v->why, sizeof v->why, "never = %s", what);
    else if (*r->allow != '\0' && !named(r->allow, o, what))
        snprintf(v->why, sizeof v->why, "it isn't among allow = %.120s", r->allow);
    else if (r->price_most_milli >= 0 && o->price_milli > r->price_most_milli)
        snprintf(v->why, sizeof v->why, "it costs %s %s, more than %s", price, o->currency, most);
    else if (r->in_time == PW_CHOOSE_REQUIRED && !v->in_time && o->arrives_us == 0)
        snprintf(v->why, sizeof v->why, "nobody says when it arrives");
    else if (r->in_time == PW_CHOOSE_REQUIRED && !v->in_time) {
        date_of(o->arrives_us, date);
        snprintf(v->why, sizeof v->why, "it arrives by %s, too late", date);
    } else if (r->is_protected == PW_CHOOSE_REQUIRED && !v->is_protected)
        snprintf(v->why, sizeof v->why, "it keeps no claim protection%s%s", o->unprotected_why[0] == '\0' ? "" : ": ",
                 o->unprotected_why);
    else
        v->possible = true;
}

/* Below zero: a goes before b. */
static int64_t before(const struct pw_choose_rule *r, const struct pw_offer *a, const struct pw_choose_verdict *va,
                      const struct pw_offer *b, const struct pw_choose_verdict *vb)
{
    if (r->in_time != PW_CHOOSE_NO && va->in_time != vb->in_time)
        return va->in_time ? -1 : 1;
    if (r->is_protected != PW_CHOOSE_NO && va->is_protected != vb->is_protected)
        return va->is_protected ? -1 : 1;
    int64_t price = a->price_milli - b->price_milli;
    int64_t time = (a->arrives_us == 0 ? INT64_MAX / 2 : a->arrives_us) - (b->arrives_us == 0 ? INT64_MAX / 2 : b->arrives_us);
    return r->fastest ? (time != 0 ? time : price) : (price != 0 ? price : time);
}

size_t pw_choose(const struct pw_choose_rule *r, const struct pw_choose_parcel *p, const struct pw_offers *offers,
                 const char *const *barred, struct pw_choose_verdict *v)
{
    size_t best = offers->count;
    for (size_t i = 0; i < offers->count; i++) {
        judge(r, p, &offers->list[i], barred == NULL ? NULL : barred[i], &v[i]);
        if (v[i].possible && (best == offers->count || before(r, &offers->list[i], &v[i], &offers->list[best], &v[best]) < 0))
            best = i;
    }
    return best;
}

/* ---- in words ---- */

void pw_offer_name(const struct pw_offer *o, char out[200])
{
    size_t len = strlen(o->carrier);
    bool has = strncasecmp(o->service, o->carrier, len) == 0 && !isalnum((unsigned char)o->service[len]);
    snprintf(out, 200, "%s%s%s", has ? "" : o->carrier, has ? "" : " ", o->service);
}

static void add(char *out, size_t size, const char *fmt, ...) PW_PRINTF(3, 4);
static void add(char *out, size_t size, const char *fmt, ...)
{
    size_t len = strlen(out);
    va_list args;
    va_start(args, fmt);
    vsnprintf(out + len, size - len, fmt, args);
    va_end(args);
}

static void add_range(char *out, size_t size, const char *what, int64_t least, int64_t most, const char *unit)
{
    if (least < 0 && most < 0)
        return;
    add(out, size, "%s%s", out[0] == '\0' ? "" : ", ", what);
    if (least >= 0)
        add(out, size, " from %" PRId64 "%s", least, unit);
    if (most >= 0)
        add(out, size, " up to %" PRId64 "%s", most, unit);
}

/* The parcel's own figures, of what the rule asks for. */
static void add_met(const struct pw_choose_rule *r, const struct pw_choose_parcel *p, char *out, size_t size)
{
    char met[240] = "", worth[60], value[24], least[24], most[24];
    snprintf(worth, sizeof worth, "%" PRId64 " g", p->weight_g);
    add_range(met, sizeof met, worth, r->weight_least_g, r->weight_most_g, " g");
    if (r->value_least_milli >= 0 || r->value_most_milli >= 0) {
        pw_money_text(p->value_milli, p->currency, value);
        pw_money_text(r->value_least_milli, p->currency, least);
        pw_money_text(r->value_most_milli, p->currency, most);
        add(met, sizeof met, "%sworth %s%s%s%s%s", met[0] == '\0' ? "" : ", ", value, r->value_least_milli >= 0 ? " from " : "",
            r->value_least_milli >= 0 ? least : "", r->value_most_milli >= 0 ? " up to " : "",
            r->value_most_milli >= 0 ? most : "");
    }
    if (r->fits_mm[0] != 0)
        add(met, sizeof met, "%s%" PRId64 "x%" PRId64 "x%" PRId64 " mm fits", met[0] == '\0' ? "" : ", ", p->length_mm,
            p->width_mm, p->height_mm);
    if (*r->countries != '\0' || *r->regions != '\0' || *r->postal_codes != '\0')
        add(met, sizeof met, "%sto %s%s%s%s%.8s", met[0] == '\0' ? "" : ", ", p->country, *r->regions == '\0' ? "" : " ",
            *r->regions == '\0' ? "" : p->region, *r->postal_codes == '\0' ? "" : " ",
            *r->postal_codes == '\0' ? "" : p->postal_code);
    if (*r->levels != '\0')
        add(met, sizeof met, "%s%.30s", met[0] == '\0' ? "" : ", ", p->level);
    if (*r->contents != '\0')
        add(met, sizeof met, "%swith %.40s", met[0] == '\0' ? "" : ", ", r->contents);
    if (met[0] != '\0')
        add(out, size, " (%s)", met);
}

static void add_rule(const struct pw_choose_rule *r, const struct pw_choose_parcel *p, char *out, size_t size)
{
    if (r->name[0] == '\0')
        add(out, size, "Without a rule");
    else
        add(out, size, "Rule \"%s\"", r->name);
    if (p != NULL)
        add_met(r, p, out, size);
    add(out, size, ": ");
}

static size_t second(const struct pw_choose_rule *r, const struct pw_offers *offers, const struct pw_choose_verdict *v,
                     size_t taken)
{
    size_t best = offers->count;
    for (size_t i = 0; i < offers->count; i++)
        if (i != taken && v[i].possible &&
            (best == offers->count || before(r, &offers->list[i], &v[i], &offers->list[best], &v[best]) < 0))
            best = i;
    return best;
}

void pw_choose_words(const struct pw_choose_rule *r, const struct pw_choose_parcel *p, const struct pw_offers *offers,
                     const struct pw_choose_verdict *v, size_t taken, char out[PW_CHOOSE_WORDS])
{
    const struct pw_offer *o = &offers->list[taken];
    char name[200], price[24], date[21];
    size_t possible = 0, next = second(r, offers, v, taken);
    for (size_t i = 0; i < offers->count; i++)
        possible += v[i].possible;
    out[0] = '\0';
    add_rule(r, p, out, PW_CHOOSE_WORDS);
    pw_offer_name(o, name);
    pw_money_text(o->price_milli, o->currency, price);
    add(out, PW_CHOOSE_WORDS, "%s for %s %s", name, price, o->currency);
    if (o->arrives_us > 0) {
        date_of(o->arrives_us, date);
        add(out, PW_CHOOSE_WORDS, ", there by %s%s", date,
            p->promised_us == 0 ? ""
            : v[taken].in_time  ? ", in time"
                                : ", LATER THAN PROMISED");
    }
    add(out, PW_CHOOSE_WORDS, ", %s; the %s of %zu that it allows (%zu offered)",
        o->is_protected ? "claims protected" : "NOT claims protected", r->fastest ? "fastest" : "cheapest", possible,
        offers->count);
    if (next < offers->count) {
        pw_offer_name(&offers->list[next], name);
        pw_money_text(offers->list[next].price_milli, offers->list[next].currency, price);
        add(out, PW_CHOOSE_WORDS, ", before %s for %s", name, price);
    }
    add(out, PW_CHOOSE_WORDS, ".");
}

void pw_choose_none_words(const struct pw_choose_rule *r, const struct pw_offers *offers, const struct pw_choose_verdict *v,
                          char out[PW_CHOOSE_WORDS])
{
    out[0] = '\0';
    add_rule(r, NULL, out, PW_CHOOSE_WORDS);
    if (offers->count == 0)
        add(out, PW_CHOOSE_WORDS, "nobody offers to carry this parcel.");
    else
        add(out, PW_CHOOSE_WORDS, "none of %zu offers is left: ", offers->count);
    for (size_t i = 0; i < offers->count && i < 3; i++) {
        char name[200];
        pw_offer_name(&offers->list[i], name);
        add(out, PW_CHOOSE_WORDS, "%s%.60s: %.90s", i == 0 ? "" : "; ", name, v[i].why);
    }
    if (offers->count > 0)
        add(out, PW_CHOOSE_WORDS, "%s", offers->count > 3 ? "; and more." : ".");
}
