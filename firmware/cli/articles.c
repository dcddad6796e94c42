/* packwright articles: what is known of them; barcodes that stood for the wrong one; kits. */
#include "cli/cli.h"
#include "cli/column.h"

#include "base/amount.h"
#include "base/json.h"
#include "channel/confirmation_file.h"
#include "packwright/utf8.h"
#include "store/article_list.h"
#include "store/kits.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum form { FORM_TABLE, FORM_JSON, FORM_CSV, FORM_KITS, FORM_WHOLE };
enum { PAGE = 500, ROWS = 100 };

struct listing {
    enum form form;
    int64_t count;
    struct pw_buf line;
    bool failed; /* writing did */
};

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text == NULL ? "" : text;
}

static int64_t number_of(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static bool flag_of(const json_t *o, const char *key)
{
    return json_is_true(json_object_get(o, key));
}

/* As a scanner sends it: an EAN has 13 digits. */
static const char *code_of(const json_t *code)
{
    const char *text = text_of(code, "code");
    bool gtin = strlen(text) == 14 && strspn(text, "0123456789") == 14;
    return gtin && *text == '0' ? text + 1 : text;
}

/* ---- a table ---- */

/* What makes it special, in words: "serial, kit of 3". */
static void traits(const json_t *a, char *out, size_t size)
{
    static const struct {
        const char *key, *word;
    } flags[] = { { "serial", "serial number" },
                  { "lot", "lot" },
                  { "expiry", "expiry date" },
                  { "transparency", "Transparency" },
                  { "fragile", "fragile" } };
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < PW_COUNT(flags); i++)
        if (flag_of(a, flags[i].key) && len < size)
            len += (size_t)snprintf(out + len, size - len, "%s%s", len == 0 ? "" : ", ", flags[i].word);
    if (*text_of(a, "hazmat") != '\0' && len < size)
        len += (size_t)snprintf(out + len, size - len, "%s%.40s", len == 0 ? "" : ", ", text_of(a, "hazmat"));
    if (json_array_size(json_object_get(a, "components")) > 0 && len < size)
        len += (size_t)snprintf(out + len, size - len, "%skit", len == 0 ? "" : ", ");
    if (*text_of(a, "instruction") != '\0' && len < size)
        (void)snprintf(out + len, size - len, "%s“%.100s”", len == 0 ? "" : ", ", text_of(a, "instruction"));
}

static void table_row(struct listing *l, const json_t *a)
{
    const json_t *codes = json_object_get(a, "codes");
    size_t n = json_array_size(codes);
    char code[80], weight[24] = "", what[300];
    if (l->count == 0) {
        pw_cli_column(&l->line, "ARTICLE", 20, true);
        pw_cli_column(&l->line, "NAME", 30, true);
        pw_cli_column(&l->line, "BARCODE", 20, true);
        pw_cli_column(&l->line, "WEIGHT", 8, true);
        pw_cli_column(&l->line, "NOTE", 0, false);
        pw_cli_line_end(&l->line);
    }
    snprintf(code, sizeof code, "%.60s", n == 0 ? "" : code_of(json_array_get(codes, 0)));
    if (n > 1)
        snprintf(code + strlen(code), sizeof code - strlen(code), " +%zu", n - 1);
    if (number_of(a, "weight_g") > 0)
        snprintf(weight, sizeof weight, "%" PRId64 " g", number_of(a, "weight_g"));
    traits(a, what, sizeof what);
    pw_cli_column(&l->line, text_of(a, "sku"), 20, false);
    pw_cli_column(&l->line, text_of(a, "name"), 30, true);
    pw_cli_column(&l->line, code, 20, false);
    pw_cli_column(&l->line, weight, 8, false);
    pw_cli_column(&l->line, what, 0, false);
    pw_cli_line_end(&l->line);
}

/* ---- all of one ---- */

static void put(struct listing *l, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    pw_buf_puts(&l->line, "  ");
    pw_cli_column(&l->line, name, 18, false);
    pw_cli_column(&l->line, value, 0, false);
    pw_cli_line_end(&l->line);
}

static void put_number(struct listing *l, const char *name, int64_t value, int64_t unsaid, const char *unit)
{
    char text[48];
    if (value == unsaid)
        return;
    snprintf(text, sizeof text, "%" PRId64 "%s", value, unit);
    put(l, name, text);
}

static void whole_row(struct listing *l, const json_t *a)
{
    const json_t *one;
    size_t i;
    char text[200], money[24];
    snprintf(text, sizeof text, "%.100s", text_of(a, "sku"));
    pw_cli_column(&l->line, text, 0, false);
    pw_cli_line_end(&l->line);
    put(l, "name", text_of(a, "name"));
    json_array_foreach(json_object_get(a, "codes"), i, one)
    {
        size_t len = (size_t)snprintf(text, sizeof text, "%.60s", code_of(one));
        if (number_of(one, "units") > 1)
            len += (size_t)snprintf(text + len, sizeof text - len, ", a case of %" PRId64, number_of(one, "units"));
        if (*text_of(one, "taught") != '\0')
            (void)snprintf(text + len, sizeof text - len, ", taught by %.40s on %.10s",
                           *text_of(one, "taught_by") == '\0' ? "somebody" : text_of(one, "taught_by"), text_of(one, "taught"));
        put(l, i == 0 ? "barcodes" : "", text);
    }
    json_array_foreach(json_object_get(a, "components"), i, one)
    {
        snprintf(text, sizeof text, "%" PRId64 " x %.100s", number_of(one, "quantity"), text_of(one, "sku"));
        put(l, i == 0 ? "kit of" : "", text);
    }
    if (json_array_size(json_object_get(a, "components")) > 0) {
        put(l, "kit-scan", *text_of(a, "kit_scan") == '\0' ? "either" : text_of(a, "kit_scan"));
        if (flag_of(a, "kit_one"))
            put(l, "one-kit-at-a-time", "yes");
    }
    put_number(l, "weight", number_of(a, "weight_g"), 0, " g");
    put_number(l, "weight-tolerance", number_of(a, "weight_tolerance_g"), -1, " g");
    put(l, "customs-name", text_of(a, "customs_name"));
    put(l, "hs-code", text_of(a, "hs_code"));
    put(l, "origin", text_of(a, "origin"));
    if (number_of(a, "value_milli") >= 0) {
        pw_money_text(number_of(a, "value_milli"), text_of(a, "currency"), money);
        snprintf(text, sizeof text, "%s %.10s", money, text_of(a, "currency"));
        put(l, "value", text);
    }
    static const char *const flags[] = { "serial", "lot", "expiry", "transparency", "fragile" };
    for (i = 0; i < PW_COUNT(flags); i++)
        if (flag_of(a, flags[i]))
            put(l, flags[i], "yes");
    put_number(l, "minimum-days", number_of(a, "minimum_days"), 0, "");
    put(l, "hazmat", text_of(a, "hazmat"));
    put(l, "instruction", text_of(a, "instruction"));
    put_number(l, "sequence", number_of(a, "sequence"), 0, "");
    put(l, "picture", text_of(a, "picture"));
}

/* ---- for programs ---- */

static void json_row(struct listing *l, const json_t *a)
{
    char *text = pw_json_text((json_t *)(uintptr_t)a, pw_cli_json(JSON_COMPACT | JSON_PRESERVE_ORDER));
    if (text != NULL)
        pw_buf_printf(&l->line, "%s\n  %s", l->count == 0 ? "" : ",", text);
    free(text);
}

static void csv_cells(struct listing *l, const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pw_csv_cell(&l->line, cells[i]);
        pw_buf_puts(&l->line, i + 1 < count ? "," : "\r\n");
    }
}

/* As an import reads it: a line for each barcode, and what else is known in the first of them. */
static void csv_row(struct listing *l, const json_t *a)
{
    static const char *const heads[] = {
        "sku",     "barcode",     "units",   "name",   "customs-name", "hs-code",      "origin",           "weight",
        "value",   "currency",    "serial",  "lot",    "expiry",       "minimum-days", "transparency",     "weight-tolerance",
        "picture", "instruction", "fragile", "hazmat", "sequence",     "kit-scan",     "one-kit-at-a-time"
    };
    const json_t *codes = json_object_get(a, "codes");
    size_t count = json_array_size(codes);
    char units[24] = "", weight[24] = "", value[24] = "", days[24] = "", tolerance[24] = "", sequence[24] = "";
    if (l->count == 0)
        csv_cells(l, heads, PW_COUNT(heads));
    if (number_of(a, "weight_g") > 0)
        snprintf(weight, sizeof weight, "%" PRId64, number_of(a, "weight_g"));
    if (number_of(a, "value_milli") >= 0)
        pw_amount_text(number_of(a, "value_milli"), value);
    snprintf(days, sizeof days, "%" PRId64, number_of(a, "minimum_days"));
    if (number_of(a, "weight_tolerance_g") >= 0)
        snprintf(tolerance, sizeof tolerance, "%" PRId64, number_of(a, "weight_tolerance_g"));
    snprintf(sequence, sizeof sequence, "%" PRId64, number_of(a, "sequence"));
#define FLAG(key) flag_of(a, key) ? "yes" : "no"
#define OR(key, otherwise) *text_of(a, key) == '\0' ? otherwise : text_of(a, key)
    for (size_t i = 0; i < (count == 0 ? 1 : count); i++) {
        const json_t *code = json_array_get(codes, i);
        if (code != NULL)
            snprintf(units, sizeof units, "%" PRId64, number_of(code, "units"));
        const char *const first[] = { text_of(a, "sku"),
                                      code == NULL ? "" : code_of(code),
                                      units,
                                      text_of(a, "name"),
                                      text_of(a, "customs_name"),
                                      text_of(a, "hs_code"),
                                      text_of(a, "origin"),
                                      weight,
                                      value,
                                      text_of(a, "currency"),
                                      FLAG("serial"),
                                      FLAG("lot"),
                                      FLAG("expiry"),
                                      days,
                                      FLAG("transparency"),
                                      tolerance,
                                      OR("picture", "none"),
                                      OR("instruction", "none"),
                                      FLAG("fragile"),
                                      OR("hazmat", "no"),
                                      sequence,
                                      OR("kit_scan", "either"),
                                      FLAG("kit_one") };
        const char *rest[PW_COUNT(first)];
        for (size_t c = 0; c < PW_COUNT(rest); c++)
            rest[c] = i == 0 || c < 3 ? first[c] : "";
        csv_cells(l, rest, PW_COUNT(rest));
    }
#undef FLAG
#undef OR
}

static void kit_row(struct listing *l, const json_t *a)
{
    static const char *const heads[] = { "kit", "component", "quantity" };
    const json_t *one;
    size_t i;
    if (l->count == 0)
        csv_cells(l, heads, PW_COUNT(heads));
    json_array_foreach(json_object_get(a, "components"), i, one)
    {
        char quantity[24];
        snprintf(quantity, sizeof quantity, "%" PRId64, number_of(one, "quantity"));
        const char *const cells[] = { text_of(a, "sku"), text_of(one, "sku"), quantity };
        csv_cells(l, cells, PW_COUNT(cells));
    }
}

static bool on_article(void *user, const json_t *a)
{
    static void (*const rows[])(struct listing * l, const json_t *a) = {
        [FORM_TABLE] = table_row, [FORM_JSON] = json_row, [FORM_CSV] = csv_row, [FORM_KITS] = kit_row, [FORM_WHOLE] = whole_row
    };
    struct listing *l = user;
    pw_buf_reset(&l->line);
    rows[l->form](l, a);
    l->count++;
    l->failed = fwrite(pw_buf_text(&l->line), 1, l->line.len, stdout) != l->line.len;
    return !l->failed;
}

/* ---- the command ---- */

/* limit 0: all, a page at a time. */
static int list(struct pw_db *db, const char *text, enum form form, bool exact, int64_t limit, int64_t page)
{
    struct listing l = { .form = form };
    struct pw_article_filter filter = { .text = text, .exact = exact, .limit = limit == 0 ? PAGE : limit };
    struct pw_error err = { 0 };
    int64_t before;
    bool ok;
    pw_buf_init(&l.line, 1 << 20);
    filter.offset = page * filter.limit;
    if (form == FORM_JSON)
        fputs("[", stdout);
    do {
        before = l.count;
        ok = pw_articles_each(db, &filter, on_article, &l, &err);
        filter.offset += filter.limit;
    } while (ok && !l.failed && limit == 0 && l.count - before == filter.limit);
    if (form == FORM_JSON)
        fputs(l.count == 0 ? "]\n" : "\n]\n", stdout);
    pw_buf_finish(&l.line);
    if (!ok)
        return pw_cli_fail("articles", "%s", err.text);
    if (l.failed)
        return pw_cli_fail("articles", "the list can't be written");
    if (l.count == 0 && exact)
        return pw_cli_fail("articles", "no article has the SKU %s; \"packwright articles\" lists them", text);
    if (l.count == 0 && form == FORM_TABLE)
        puts(*text == '\0'
                 ? "No articles are known. Orders can be packed by SKU all the same; \"packwright import FILE\" reads a list."
                 : "No article has that SKU, name or barcode.");
    if (form == FORM_TABLE && limit != 0 && l.count == limit)
        printf("The first %" PRId64 " of page %" PRId64 "; --page %" PRId64 " goes on.\n", limit, page + 1, page + 2);
    return PW_EXIT_OK;
}

static int forget(struct pw_db *db, const char *barcode, const char *sku)
{
    struct pw_error err = { 0 };
    int64_t count = 0;
    if (!pw_db_begin(db, &err))
        return pw_cli_fail("articles", "%s", err.text);
    if (!pw_article_forget(db, barcode, sku, &count, &err) || !pw_db_commit(db, &err)) {
        pw_db_rollback(db);
        return pw_cli_fail("articles", "%s", err.text);
    }
    if (count == 0)
        return pw_cli_fail("articles", "no article%s%s has the barcode %s", *sku == '\0' ? "" : " with the SKU ", sku, barcode);
    printf("It stands for nothing any more.\n");
    return PW_EXIT_OK;
}

static int unkit(struct pw_db *db, const char *sku)
{
    struct pw_error err = { 0 };
    bool found = false;
    if (!pw_db_begin(db, &err))
        return pw_cli_fail("articles", "%s", err.text);
    if (!pw_kit_remove(db, sku, &found, &err) || !pw_db_commit(db, &err)) {
        pw_db_rollback(db);
        return pw_cli_fail("articles", "%s", err.text);
    }
    if (!found)
        return pw_cli_fail("articles", "%s is no kit; \"packwright articles --kits\" lists them", sku);
    puts("It is an article like others now.");
    return PW_EXIT_OK;
}

static bool whole_number(const char *text, int64_t most, int64_t *ret)
{
    size_t n = strspn(text, "0123456789");
    *ret = n > 0 && n < 9 && text[n] == '\0' ? strtoll(text, NULL, 10) : 0;
    return *ret >= 1 && *ret <= most;
}

int pw_cli_articles(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },       { "csv", no_argument, NULL, 'c' },
                                             { "kits", no_argument, NULL, 'k' },       { "limit", required_argument, NULL, 'l' },
                                             { "page", required_argument, NULL, 'p' }, { 0 } };
    enum form form = FORM_TABLE;
    int64_t limit = 0, page = 1;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'l' ? !whole_number(optarg, 1000000, &limit) : o == 'p' && !whole_number(optarg, 1000000, &page))
            return pw_cli_usage("articles", "--%s wants a number from 1 on", o == 'l' ? "limit" : "page");
        if (o == '?')
            return pw_cli_usage("articles", "that is no option of articles");
        if (o == 'j' || o == 'c' || o == 'k')
            form = o == 'j' ? FORM_JSON : o == 'c' ? FORM_CSV : FORM_KITS;
    }
    int count = argc - optind;
    char **words = argv + optind;
    bool shows = count > 0 && strcmp(words[0], "show") == 0, forgets = count > 0 && strcmp(words[0], "forget") == 0;
    bool unkits = count > 0 && strcmp(words[0], "unkit") == 0;
    if ((shows || unkits) && count != 2)
        return pw_cli_usage("articles", "%s wants an article's SKU", words[0]);
    if (forgets && count != 2 && count != 3)
        return pw_cli_usage("articles", "forget wants a barcode, and the SKU where it stands for several articles");
    if (!shows && !forgets && !unkits && count > 1)
        return pw_cli_usage("articles", "one word to look for: a SKU, a barcode, or a part of a name in quotes");
    if (limit == 0 && (form == FORM_TABLE || page > 1))
        limit = ROWS;
    struct pw_config *config;
    struct pw_db *db;
    if (!pw_cli_open(cli, "articles", &config, &db))
        return PW_EXIT_FAILED;
    int status = forgets  ? forget(db, words[1], count == 3 ? words[2] : "")
                 : unkits ? unkit(db, words[1])
                 : shows  ? list(db, words[1], form == FORM_TABLE ? FORM_WHOLE : form, true, 1, 0)
                          : list(db, count == 1 ? words[0] : "", form, false, limit, page - 1);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
