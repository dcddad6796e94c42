/* Reads the INI file (libinih splits the lines) and checks each section, key and value against the tables of who uses them. */
#include "config.h"

#include "base/amount.h"
#include "base/nearest.h"
#include "channel/amazon_keys.h"
#include "channel/channel.h"
#include "intake/folder.h"
#include "kiosk/rights.h"
#include "printing.h"
#include "registry.h"
#include "station/arrival.h"
#include "station/box_types.h"
#include "station/choose.h"
#include "station/customs.h"
#include "station/deadline.h"
#include "station/people.h"
#include "station/resolve_packing.h"
#include "store/retention.h"

#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const languages[] = { "en", "de", "es", "fr", "ja", "zh-Hans", "zh-Hant", NULL };
static const char *const moments[] = { "on-open", "on-complete", "on-request", NULL };
static const char *const acknowledges[] = { "right-scan", "clear-code", NULL };
static const char *const weighs[] = { "required", "known", "never", NULL };
static const char *const steps[] = { "no", "warn", "refuse", NULL };
static const char *const sequences[] = { "off", "suggested", "forced", NULL };
static const char *const sign_ins[] = { "off", "optional", "required", NULL };
static const char *const roles[] = { "pack", "door", "both", NULL };
static const char *const printer_languages[] = { "escpos", "zpl", "tspl", "epl", "pdf", NULL };
static const char *const documents[] = { "slip", "gift-slip", "label",    "content-label", "customs", "cn22",
                                         "cn23", "hand-over", "commands", "test-page",     NULL };
static const char *const fonts[] = { "a", "b", NULL };
static const char *const statuses[] = { "none", "auto", NULL };
static const char *const channel_types[] = { "amazon", "amazon-files", "csv", NULL };

static const struct pw_key station_keys[] = {
    { "name", PW_KEY_TEXT, "bench-1", NULL, 0, 0, "this bench's name, in the journal and where several benches share a store" },
    { "language", PW_KEY_WORD, "en", languages, 0, 0, "language of the screen" },
    { "timezone", PW_KEY_TEXT, NULL, NULL, 0, 0, "time zone for dates on paper and screen, as in the tz database" },
    { "slip", PW_KEY_WORD, "on-complete", moments, 0, 0, "when the packing slip prints" },
    { "label", PW_KEY_WORD, "on-complete", moments, 0, 0, "when the shipping label prints" },
    { "acknowledge", PW_KEY_WORD, "right-scan", acknowledges, 0, 0, "what clears a refusal" },
    { "sscc-prefix", PW_KEY_TEXT, NULL, NULL, 0, 0, "GS1 company prefix, 7 to 10 digits: parcels then carry an SSCC" },
    { "carrier", PW_KEY_TEXT, "", NULL, 0, 0, "carrier when nothing else chose one, as the marketplace spells it" },
    { "service", PW_KEY_TEXT, "", NULL, 0, 0, "service when nothing else chose one" },
    { "weigh", PW_KEY_WORD, "known", weighs, 0, 0,
      "full boxes go onto the lane's scale: all (required), or those whose weight can be known" },
    { "step-check", PW_KEY_WORD, "no", steps, 0, 0,
      "a box packed on the scale: a scan that no unit's weight goes with is counted with a warning, or refused" },
    { "sequence", PW_KEY_WORD, "suggested", sequences, 0, 0,
      "what the articles' sequence does: nothing; it says which is shown as the next; or others are refused until then "
      "(forced)" },
    { "acknowledge-notes", PW_KEY_WORDS, "article, hazmat", pw_note_words_of_config, 0, 0,
      "which notes somebody must say they have read before a unit counts; none: they are only shown" },
    { "weight-tolerance", PW_KEY_TEXT, "3 %", NULL, 0, 0, "how far a box may be off; two steps of the scale at least" },
    { "sign-in", PW_KEY_WORD, "off", sign_ins, 0, 0, "whether people sign in at the bench, by their badge" },
    { "lock-after", PW_KEY_TIME, "10min", NULL, 0, 0, "when a bench locks at which nobody scans; 0s: never" },
    { "slip-template", PW_KEY_PATH, NULL, NULL, 0, 0, "a template of your own for the packing slip (ReceiptLine with Mustache)" },
    { "pictures", PW_KEY_PATH, NULL, NULL, 0, 0, "a folder with the articles' pictures, for the screen" },
    { "thanks", PW_KEY_TEXT, "Thank you for your order!", NULL, 0, 0, "the last line of the packing slip" },
    { 0 },
};
static const struct pw_key sender_keys[] = {
    { "name", PW_KEY_TEXT, "", NULL, 0, 0, "return address" },
    { "line1", PW_KEY_TEXT, "", NULL, 0, 0, "" },
    { "line2", PW_KEY_TEXT, "", NULL, 0, 0, "" },
    { "city", PW_KEY_TEXT, "", NULL, 0, 0, "" },
    { "region", PW_KEY_TEXT, "", NULL, 0, 0, "" },
    { "postal-code", PW_KEY_TEXT, "", NULL, 0, 0, "" },
    { "country", PW_KEY_TEXT, "", NULL, 0, 0, "ISO 3166 code of two letters" },
    { "email", PW_KEY_TEXT, "", NULL, 0, 0, "where a carrier may write to; postage isn't sold without it" },
    { "phone", PW_KEY_TEXT, "", NULL, 0, 0, "and call" },
    { 0 },
};
static const struct pw_key store_keys[] = {
    { "path", PW_KEY_PATH, "packwright.db", NULL, 0, 0, "a file, or postgresql://user@host/database" },
    { "retention", PW_KEY_TIME, "30d", NULL, 0, 0, "how long buyers' data is kept after shipment or cancellation; at most 30d" },
    { 0 },
};
static const struct pw_key scanner_keys[] = {
    { "driver", PW_KEY_WORD, NULL, NULL, 0, 0, "how it is read" }, /* words: the registry */
    { "role", PW_KEY_WORD, "both", roles, 0, 0, "pack: verifies and proves labels; door: ships; both" },
    { "lane", PW_KEY_TEXT, "1", NULL, 0, 0, "scanners of one lane share an order; give two people two lanes" },
    { 0 },
};
static const struct pw_key printer_keys[] = {
    { "transport", PW_KEY_WORD, NULL, NULL, 0, 0, "how it is reached" }, /* words: the registry */
    { "language", PW_KEY_WORD, "escpos", printer_languages, 0, 0, "what it speaks" },
    { "profile", PW_KEY_TEXT, "default", NULL, 0, 0, "the model, for its width, code pages and abilities" },
    { "font", PW_KEY_WORD, "a", fonts, 0, 0, "of a receipt printer; b is smaller, so that a third more fits into a line" },
    { "documents", PW_KEY_WORDS, "", documents, 0, 0, "what prints here" },
    { "tags", PW_KEY_WORDS, "", NULL, 0, 0, "words of your own: what is sent to tag:WORD prints on any printer that has it" },
    { "dpi", PW_KEY_INT, "203", NULL, 100, 1200, "of the print head: 203, 300 or 600" },
    { "media", PW_KEY_TEXT, "4x6in", NULL, 0, 0, "size of a label: 4x6in, 100x150mm" },
    { "tracking", PW_KEY_WORD, "printer", pw_tracking_words, 0, 0,
      "how a label printer finds a label's end: gap, mark, continuous; printer: as it is set" },
    { "gap", PW_KEY_TEXT, "3mm", NULL, 0, 0, "between labels, or the height of the mark, where tracking says gap or mark" },
    { "after-label", PW_KEY_WORD, "printer", pw_after_words, 0, 0, "tear, peel, cut; printer: as it is set" },
    { "compression", PW_KEY_WORD, "standard", pw_compression_words, 0, 0,
      "of a label's dots; zlib: where it is shorter, for ZPL printers that know Z64; none: for those that know nothing else" },
    { "status", PW_KEY_WORD, "auto", statuses, 0, 0, "auto: ask the printer where its language can; none: it can't answer" },
    { "answer-timeout", PW_KEY_TIME, "30s", NULL, 0, 0,
      "how long a printer that never answers is given before its job counts as uncertain" },
    { "spare", PW_KEY_TEXT, "", NULL, 0, 0, "the printer that takes over what waits for this one when it can't print" },
    { "spare-after", PW_KEY_TIME, "2min", NULL, 0, 0, "for how long it must have been unable to print" },
    { 0 },
};
static const struct pw_key scale_keys[] = {
    { "driver", PW_KEY_WORD, NULL, NULL, 0, 0, "how it is read" }, /* words: the registry */
    { "lane", PW_KEY_TEXT, "1", NULL, 0, 0, "whose boxes are weighed here" },
    { "settle", PW_KEY_TIME, "300ms", NULL, 0, 0, "how long a weight must stand still to count" },
    { 0 },
};
static const struct pw_key channel_keys[] = {
    { "type", PW_KEY_WORD, NULL, channel_types, 0, 0, "where orders come from and confirmations go" },
    { "marketplace", PW_KEY_TEXT, "ATVPDKIKX0DER", NULL, 0, 0, "Amazon's marketplace id" },
    { "export", PW_KEY_PATH, "export", NULL, 0, 0, "folder for files to upload" },
    { 0 },
};
static const char *const conditions[] = { "good", "damaged", "wrong-item", "missing-parts", NULL };
static const struct pw_key returns_keys[] = {
    { "restock", PW_KEY_WORDS, "good", conditions, 0, 0,
      "in which condition a returned unit goes back to stock unless somebody says otherwise" },
    { 0 },
};
static const struct pw_key kiosk_keys[] = {
    { "listen", PW_KEY_TEXT, "127.0.0.1:8631", NULL, 0, 0, "address of the page" },
    { 0 },
};

static const struct {
    const char *type;
    bool named; /* [printer NAME] */
    const struct pw_key *keys;
} types[] = {
    { "station", false, station_keys },     { "sender", false, sender_keys },   { "store", false, store_keys },
    { "scanner", true, scanner_keys },      { "printer", true, printer_keys },  { "scale", true, scale_keys },
    { "channel", true, channel_keys },      { "kiosk", false, kiosk_keys },     { "folder", true, pw_folder_keys },
    { "token", true, pw_kiosk_right_keys }, { "rule", true, pw_arrival_keys },  { "customs", false, pw_customs_keys },
    { "cutoff", true, pw_cutoff_keys },     { "returns", false, returns_keys }, { "box", true, pw_box_keys },
    { "verify", false, pw_verify_keys },    { "cage", true, pw_cage_keys },     { "role", true, pw_role_keys },
    { "choose", true, pw_choose_keys },
};
/* ---- splitting ---- */

struct reading {
    struct pw_config *config;
    const char *name; /* of the file, for errors */
    const char *text; /* what is left to read */
    int line;
    bool failed;
    struct pw_error *err;
    struct pw_section *current; /* the one being filled */
};

static bool complain(struct reading *r, const char *fmt, ...) PW_PRINTF(2, 3);
static bool complain(struct reading *r, const char *fmt, ...)
{
    char text[300];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    r->failed = true;
    return pw_fail(r->err, PW_ERR_CONFIG, 0, "%s:%d: %s", r->name, r->line, text);
}

/* What is said next is about this key: its line where it is set, else its section's. */
static void at_key(struct reading *r, const struct pw_section *s, const char *key)
{
    r->line = s->line;
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->entries[i].key, key) == 0)
            r->line = s->entries[i].line;
}

static bool add_section(struct reading *r, const char *title);

/* libinih tells of a section only with its first key; an empty or a wrong one must be seen too. */
static bool section_line(struct reading *r, const char *line)
{
    char title[128];
    line += strspn(line, " \t");
    if (*line != '[')
        return true;
    size_t len = strcspn(line + 1, "]\n");
    if (line[1 + len] != ']' || len >= sizeof title)
        return complain(r, "a section is written [like this]");
    snprintf(title, sizeof title, "%.*s", (int)len, line + 1);
    return add_section(r, title);
}

static char *read_line(char *out, int max, void *user)
{
    struct reading *r = user;
    if (r->failed || *r->text == '\0')
        return NULL;
    r->line++;
    size_t len = strcspn(r->text, "\n");
    size_t whole = len + (r->text[len] == '\n');
    if (len + 2 > (size_t)max) {
        complain(r, "this line has %zu characters; at most %d are read", len, max - 2);
        return NULL;
    }
    memcpy(out, r->text, whole);
    out[whole] = '\0';
    if (len > 0 && out[len - 1] == '\r') { /* a file from Windows */
        out[len - 1] = '\n';
        out[len] = '\0';
    }
    r->text += whole;
    return section_line(r, out) ? out : NULL;
}

static bool add_section(struct reading *r, const char *title)
{
    struct pw_config *c = r->config;
    char type[64];
    size_t len = strcspn(title, " \t");
    if (len >= sizeof type)
        len = sizeof type - 1;
    memcpy(type, title, len);
    type[len] = '\0';
    const char *name = title + len + strspn(title + len, " \t");
    const char *known[PW_COUNT(types)];
    size_t t = PW_COUNT(types);
    for (size_t i = 0; i < PW_COUNT(types); i++) {
        known[i] = types[i].type;
        if (strcmp(types[i].type, type) == 0)
            t = i;
    }
    if (t == PW_COUNT(types)) {
        const char *near = pw_word_nearest(type, known, PW_COUNT(types));
        return near != NULL
                   ? complain(r, "there is no section [%s]; did you mean [%s]?", title, near)
                   : complain(r,
                              "there is no section [%s]; sections are station, sender, store, scanner NAME, printer NAME, "
                              "scale NAME, box NAME, cage NAME, role NAME, channel NAME, choose NAME, verify, customs, kiosk",
                              title);
    }
    if (types[t].named && *name == '\0')
        return complain(r, "[%s] needs a name, such as [%s left]", type, type);
    if (!types[t].named && *name != '\0')
        return complain(r, "there is only one [%s]; it takes no name", type);
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->sections[i].type, type) == 0 && strcmp(c->sections[i].name, name) == 0)
            return complain(r, "[%s] is here a second time (first in line %d)", title, c->sections[i].line);
    struct pw_section *more = realloc(c->sections, (c->count + 1) * sizeof *more);
    if (more == NULL)
        return complain(r, "no memory");
    c->sections = more;
    struct pw_section *s = &c->sections[c->count];
    *s = (struct pw_section){
        .type = strdup(type), .name = strdup(name), .file = c->path, .line = r->line, .keys = { types[t].keys }
    };
    if (s->type == NULL || s->name == NULL)
        return complain(r, "no memory");
    c->count++;
    r->current = s;
    return true;
}

static int on_pair(void *user, const char *section, const char *key, const char *value)
{
    struct reading *r = user;
    (void)section;
    if (r->failed)
        return 0;
    if (r->current == NULL)
        return complain(r, "\"%s\" stands before the first [section]", key);
    struct pw_section *s = r->current;
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->entries[i].key, key) == 0)
            return complain(r, "%s is set a second time in [%s] (first in line %d)", key, s->type, s->entries[i].line);
    struct pw_entry *more = realloc(s->entries, (s->count + 1) * sizeof *more);
    if (more == NULL)
        return complain(r, "no memory");
    s->entries = more;
    s->entries[s->count] = (struct pw_entry){ strdup(key), strdup(value), r->line };
    s->count++;
    if (s->entries[s->count - 1].key == NULL || s->entries[s->count - 1].value == NULL)
        return complain(r, "no memory");
    return 1;
}

/* ---- checking ---- */

static const struct pw_key *find_key(const struct pw_section *s, const char *name)
{
    for (size_t t = 0; t < PW_COUNT(s->keys) && s->keys[t] != NULL; t++)
        for (const struct pw_key *k = s->keys[t]; k->name != NULL; k++)
            if (strcmp(k->name, name) == 0)
                return k;
    return NULL;
}

static bool unknown_key(struct reading *r, const struct pw_section *s, const char *key)
{
    const char *known[128];
    size_t n = 0;
    for (size_t t = 0; t < PW_COUNT(s->keys) && s->keys[t] != NULL; t++)
        for (const struct pw_key *k = s->keys[t]; k->name != NULL && n < PW_COUNT(known); k++)
            known[n++] = k->name;
    const char *near = pw_word_nearest(key, known, n);
    return complain(r, "[%s] has no key \"%s\"%s%s%s", s->type, key, near == NULL ? "" : "; did you mean \"",
                    near == NULL ? "" : near, near == NULL ? "" : "\"?");
}

static bool check_word(struct reading *r, const char *key, const char *value, const char *const *words)
{
    size_t n = 0;
    char list[200] = "";
    for (; words[n] != NULL; n++) {
        if (strcmp(words[n], value) == 0)
            return true;
        size_t len = strlen(list);
        snprintf(list + len, sizeof list - len, "%s%s", n == 0 ? "" : ", ", words[n]);
    }
    const char *near = pw_word_nearest(value, words, n);
    if (near != NULL)
        return complain(r, "%s = %s: did you mean %s? (%s)", key, value, near, list);
    return complain(r, "%s = %s: must be one of %s", key, value, list);
}

static bool check_words(struct reading *r, const char *key, const char *value, const char *const *words)
{
    char word[64];
    for (const char *p = value; *p != '\0';) {
        p += strspn(p, ", \t");
        size_t len = strcspn(p, ", \t");
        if (len == 0)
            break;
        snprintf(word, sizeof word, "%.*s", (int)len, p);
        if (!check_word(r, key, word, words))
            return false;
        p += len;
    }
    return true;
}

static bool check_value(struct reading *r, const struct pw_section *s, struct pw_entry *e, const struct pw_key *k)
{
    char *end;
    switch (k->type) {
    case PW_KEY_INT:
        errno = 0;
        long long n = strtoll(e->value, &end, 0);
        if (*e->value == '\0' || *end != '\0' || errno != 0)
            return complain(r, "%s = %s: must be a number", e->key, e->value);
        if (k->max > k->min && (n < k->min || n > k->max))
            return complain(r, "%s = %s: must be from %lld to %lld", e->key, e->value, (long long)k->min, (long long)k->max);
        return true;
    case PW_KEY_TIME: {
        static const char *const units[] = { "ms", "s", "min", "h", "d" };
        long long t = strtoll(e->value, &end, 10);
        for (size_t i = 0; i < PW_COUNT(units); i++)
            if (end != e->value && t >= 0 && t < 1000000 && strcmp(end, units[i]) == 0)
                return true;
        return complain(r, "%s = %s: must be a duration such as 500ms, 30s, 5min", e->key, e->value);
    }
    case PW_KEY_WORD:
        return k->words == NULL || check_word(r, e->key, e->value, k->words);
    case PW_KEY_WORDS:
        return k->words == NULL || check_words(r, e->key, e->value, k->words);
    case PW_KEY_PATH: {
        if (*e->value == '\0')
            return complain(r, "%s needs a path", e->key);
        if (*e->value == '/' || strstr(e->value, "://") != NULL)
            return true;
        size_t len = strlen(r->config->folder) + strlen(e->value) + 2;
        char *path = malloc(len);
        if (path == NULL)
            return complain(r, "no memory");
        snprintf(path, len, "%s/%s", r->config->folder, e->value);
        free(e->value);
        e->value = path;
        return true;
    }
    case PW_KEY_TEXT:
        break;
    }
    (void)s;
    return true;
}

/* Driver and transport are words of the registry; the driver's own keys then apply too. */
static bool add_driver_keys(struct reading *r, struct pw_section *s)
{
    const char *words[64];
    size_t n = 0;
    bool scanner = strcmp(s->type, "scanner") == 0, scale = strcmp(s->type, "scale") == 0;
    if (!scanner && !scale && strcmp(s->type, "printer") != 0) {
        const char *type = strcmp(s->type, "channel") == 0 ? pw_section_get(s, "type") : NULL;
        if (type != NULL)
            s->keys[1] = strcmp(type, "amazon") == 0 ? pw_amazon_keys : pw_channel_csv_keys;
        return true;
    }
    const char *key = scanner || scale ? "driver" : "transport";
    const char *value = pw_section_get(s, key);
    at_key(r, s, key);
    if (scanner)
        for (; n < 63 && pw_scanner_impls[n] != NULL; n++)
            words[n] = pw_scanner_impls[n]->name;
    else if (scale)
        for (; n < 63 && pw_scale_impls[n] != NULL; n++)
            words[n] = pw_scale_impls[n]->name;
    else
        for (; n < 63 && pw_transport_impls[n] != NULL; n++)
            words[n] = pw_transport_impls[n]->scheme;
    words[n] = NULL;
    if (value == NULL)
        return complain(r, "[%s %s] needs \"%s\"", s->type, s->name, key);
    if (!check_word(r, key, value, words))
        return false;
    s->keys[1] = scanner ? pw_scanner_impl_find(value)->keys
                 : scale ? pw_scale_impl_find(value)->keys
                         : pw_transport_impl_find(value)->keys;
    return true;
}

/* What one key alone can't tell. A complaint names the line of the last key that was read with this. */
static const char *value_at(struct reading *r, const struct pw_section *s, const char *key)
{
    at_key(r, s, key);
    return pw_section_get(s, key);
}

static bool check_customs(struct reading *r, const struct pw_section *s)
{
    struct pw_customs_rules rules;
    struct pw_error why;
    const char *key;
    if (pw_customs_section_read(s, &rules, &key, &why))
        return true;
    at_key(r, s, key);
    return complain(r, "%s", why.text);
}

static bool prints_cn23(const struct pw_config *config)
{
    const struct pw_section *printer;
    for (size_t i = 0; (printer = pw_config_nth(config, "printer", i)) != NULL; i++)
        if (pw_printer_prints(config, printer, PW_DOC_CN23))
            return true;
    return false;
}

/* Whether a parcel passes customs, only the sender's country tells. */
static bool check_borders(struct reading *r, const struct pw_section *printer)
{
    static const char *const forms[] = { "customs", "cn22", "cn23" };
    const char *country = pw_section_get(pw_config_section(r->config, "sender", ""), "country");
    at_key(r, printer, "documents");
    if (pw_section_has_word(printer, "documents", "cn22") && !prints_cn23(r->config))
        return complain(
            r, "documents = cn22 needs a printer for the CN23 too, which larger parcels have: cn23, or customs for both");
    for (size_t i = 0; i < PW_COUNT(forms); i++)
        if (pw_section_has_word(printer, "documents", forms[i]) && pw_country_name(country) == NULL)
            return complain(r, "documents = %s needs the sender's country: set country in [sender] to its code of two letters",
                            forms[i]);
    return true;
}

static bool check_box(struct reading *r, const struct pw_section *s)
{
    struct pw_error why;
    const char *key;
    if (pw_box_section_check(r->config, s, &key, &why))
        return true;
    at_key(r, s, key);
    return complain(r, "%s", why.text);
}

static bool check_choose(struct reading *r, const struct pw_section *s)
{
    struct pw_error why;
    const char *key;
    if (pw_choose_section_check(s, &key, &why))
        return true;
    at_key(r, s, key);
    return complain(r, "%s", why.text);
}

static bool check_section(struct reading *r, const struct pw_section *s)
{
    r->line = s->line;
    if (strlen(s->name) > 39)
        return complain(r, "the name of [%s %.20s...] is longer than 39 characters", s->type, s->name);
    if ((strcmp(s->type, "scanner") == 0 || strcmp(s->type, "scale") == 0) && strlen(value_at(r, s, "lane")) > 15)
        return complain(r, "lane = %.20s...: at most 15 characters", pw_section_get(s, "lane"));
    if (strcmp(s->type, "station") == 0) {
        if (strlen(value_at(r, s, "name")) > 31)
            return complain(r, "name = %.40s...: at most 31 characters", pw_section_get(s, "name"));
        if (pw_permille(value_at(r, s, "weight-tolerance")) < 0)
            return complain(r, "weight-tolerance = %s: must be like 3 %%, at most 50 %%", pw_section_get(s, "weight-tolerance"));
        const char *prefix = value_at(r, s, "sscc-prefix");
        if (prefix != NULL && (strspn(prefix, "0123456789") != strlen(prefix) || strlen(prefix) < 7 || strlen(prefix) > 10))
            return complain(r, "sscc-prefix = %s: a GS1 company prefix has 7 to 10 digits", prefix);
    }
    if (strcmp(s->type, "store") == 0 && pw_section_us(s, "retention", 0) > PW_RETENTION_MOST_US)
        return complain(r,
                        "retention = %s: at most 30d. Marketplaces allow sellers to keep buyers' data for 30 days after delivery,"
                        " and the shipment is what is known here",
                        value_at(r, s, "retention"));
    if (strcmp(s->type, "customs") == 0 && !check_customs(r, s))
        return false;
    if ((strcmp(s->type, "box") == 0 || strcmp(s->type, "cage") == 0) && !check_box(r, s))
        return false;
    if (strcmp(s->type, "choose") == 0 && !check_choose(r, s))
        return false;
    if (strcmp(s->type, "printer") == 0) {
        if (!check_borders(r, s))
            return false;
        at_key(r, s, "dpi");
        int64_t dpi = pw_section_int(s, "dpi", 203);
        if (dpi != 203 && dpi != 300 && dpi != 305 && dpi != 600)
            return complain(r, "dpi = %lld: label printers have 203, 300 or 600", (long long)dpi);
        double w, h;
        char unit[4];
        int used = 0;
        const char *media = value_at(r, s, "media");
        if (sscanf(media, "%lfx%lf%3s%n", &w, &h, unit, &used) != 3 || media[used] != '\0' ||
            (strcmp(unit, "in") != 0 && strcmp(unit, "mm") != 0) || w <= 0 || h <= 0 || w > 1000 || h > 1000)
            return complain(r, "media = %s: must be like 4x6in or 100x150mm", media);
        const char *gap = value_at(r, s, "gap");
        used = 0;
        if (sscanf(gap, "%lfmm%n", &w, &used) != 1 || used == 0 || gap[used] != '\0' || !(w > 0 && w <= 100))
            return complain(r, "gap = %s: must be like 3mm, above 0 and at most 100mm", gap);
        const char *profile = value_at(r, s, "profile");
        if (strcmp(profile, "default") != 0 && pw_profile_nth(0) != NULL && pw_profile_find(profile) == NULL) {
            const char *names[256];
            size_t n = 0;
            for (; n < PW_COUNT(names) && pw_profile_nth(n) != NULL; n++)
                names[n] = pw_profile_nth(n)->name;
            const char *near = pw_word_nearest(profile, names, n);
            return complain(r, "profile = %s: no such model is known%s%s%s", profile,
                            near == NULL ? "; \"default\" is the careful choice" : "; did you mean ", near == NULL ? "" : near,
                            near == NULL ? "" : "?");
        }
    }
    return true;
}

static bool check(struct reading *r)
{
    for (size_t i = 0; i < r->config->count; i++) {
        struct pw_section *s = &r->config->sections[i];
        if (!add_driver_keys(r, s))
            return false;
        for (size_t e = 0; e < s->count; e++) {
            r->line = s->entries[e].line;
            const struct pw_key *k = find_key(s, s->entries[e].key);
            if (k == NULL ? !unknown_key(r, s, s->entries[e].key) : !check_value(r, s, &s->entries[e], k))
                return false;
        }
        if (!check_section(r, s))
            return false;
    }
    return true;
}

/* ---- the public functions ---- */

void pw_config_free(struct pw_config *config)
{
    if (config == NULL)
        return;
    for (size_t i = 0; i < config->count; i++) {
        struct pw_section *s = &config->sections[i];
        for (size_t e = 0; e < s->count; e++) {
            free(s->entries[e].key);
            free(s->entries[e].value);
        }
        free(s->entries);
        free(s->type);
        free(s->name);
    }
    free(config->sections);
    free(config->path);
    free(config->folder);
    free(config);
}

/* Sections that are always there, and standard paths, which are relative to the folder like every other. */
static bool add_standards(struct reading *r)
{
    static const char *const always[] = { "station", "sender", "store", "kiosk", "customs", "verify" };
    for (size_t i = 0; i < PW_COUNT(always); i++)
        if (pw_config_section(r->config, always[i], "") == NULL && !add_section(r, always[i]))
            return false;
    for (size_t i = 0; i < r->config->count; i++) {
        struct pw_section *s = &r->config->sections[i];
        for (const struct pw_key *k = s->keys[0]; k->name != NULL; k++) {
            bool has = k->type != PW_KEY_PATH || k->standard == NULL;
            for (size_t e = 0; e < s->count; e++)
                has = has || strcmp(s->entries[e].key, k->name) == 0;
            r->current = s;
            if (!has && !on_pair(r, s->type, k->name, k->standard))
                return false;
        }
    }
    return true;
}

bool pw_config_parse(const char *text, const char *name, const char *folder, struct pw_config **ret_config, struct pw_error *err)
{
    struct pw_config *c = calloc(1, sizeof *c);
    if (c == NULL || (c->path = strdup(name)) == NULL || (c->folder = strdup(folder)) == NULL) {
        pw_config_free(c);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the configuration");
    }
    struct reading r = { .config = c, .name = *name == '\0' ? "configuration" : name, .text = text, .err = err };
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
        r.text += 3;
    int bad = ini_parse_stream(read_line, &r, on_pair, &r);
    if (bad != 0 && !r.failed) {
        r.line = bad;
        complain(&r, "this is neither a [section], nor key = value, nor a # comment");
    }
    if (r.failed || !add_standards(&r) || !check(&r)) {
        pw_config_free(c);
        return false;
    }
    *ret_config = c;
    return true;
}

static char *read_file(const char *path, struct pw_error *err)
{
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        pw_fail(err, errno == ENOENT ? PW_ERR_NOT_FOUND : PW_ERR_IO, errno, "configuration %s can't be read", path);
        return NULL;
    }
    struct pw_buf buf;
    pw_buf_init(&buf, 1 << 20);
    uint8_t *room;
    size_t n;
    while ((room = pw_buf_room(&buf, 4096)) != NULL && (n = fread(room, 1, 4096, f)) > 0)
        pw_buf_grew(&buf, n);
    bool io = ferror(f) != 0;
    fclose(f);
    if (io || !pw_buf_ok(&buf, NULL) || (buf.len > 0 && memchr(buf.data, 0, buf.len) != NULL)) {
        pw_fail(err, PW_ERR_CONFIG, 0, "configuration %s: not a text file of at most 1 MiB", path);
        pw_buf_finish(&buf);
        return NULL;
    }
    return (char *)buf.data;
}

bool pw_config_load(const char *path, struct pw_config **ret_config, struct pw_error *err)
{
    if (path == NULL)
        path = getenv("PACKWRIGHT_CONFIG");
    if (path == NULL && access("packwright.conf", R_OK) == 0)
        path = "packwright.conf";
    if (path == NULL && access("/etc/packwright/packwright.conf", R_OK) == 0)
        path = "/etc/packwright/packwright.conf";
    char folder[PATH_MAX] = ".";
    if (path == NULL) {
        if (getcwd(folder, sizeof folder) == NULL)
            return pw_fail(err, PW_ERR_IO, errno, "the current folder can't be named");
        return pw_config_parse("", "", folder, ret_config, err);
    }
    char *text = read_file(path, err);
    if (text == NULL)
        return false;
    if (realpath(path, folder) != NULL)
        *strrchr(folder, '/') = '\0';
    bool ok = pw_config_parse(text, path, *folder == '\0' ? "/" : folder, ret_config, err);
    free(text);
    return ok;
}

const struct pw_section *pw_config_section(const struct pw_config *config, const char *type, const char *name)
{
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->sections[i].type, type) == 0 && strcmp(config->sections[i].name, name) == 0)
            return &config->sections[i];
    return NULL;
}

const struct pw_section *pw_config_nth(const struct pw_config *config, const char *type, size_t n)
{
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->sections[i].type, type) == 0 && n-- == 0)
            return &config->sections[i];
    return NULL;
}
