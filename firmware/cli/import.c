/* packwright import: orders, articles and kits from files; says what was new, changed, unchanged, refused. */
#include "cli/cli.h"

#include "packwright/clock.h"
#include "packwright/utf8.h"
#include "store/import_file.h"

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#define REFUSALS_MAX 10000 /* that --json lists; all are counted */
#define PAUSE_US 1500      /* between two transactions of a long import: a station's turn */

struct importing {
    bool json;
    json_t *refusals;
    struct pw_import_counts total; /* of orders */
    struct pw_import_counts articles, kits;
    bool any_orders, any_articles, any_kits;
};

static void on_refusal(void *user, const char *file, const struct pw_line_refusal *refusal)
{
    struct importing *im = user;
    char text[800];
    if (im->json) {
        if (json_array_size(im->refusals) >= REFUSALS_MAX)
            return;
        json_array_append_new(im->refusals, json_pack("{s:s, s:I, s:s, s:s}", "file", file, "line", (json_int_t)refusal->line,
                                                      "column", refusal->column, "reason", refusal->reason));
        return;
    }
    if (refusal->line == 0)
        snprintf(text, sizeof text, "%s: %s", file, refusal->reason);
    else if (*refusal->column == '\0')
        snprintf(text, sizeof text, "%s:%" PRId64 ": %s", file, refusal->line, refusal->reason);
    else
        snprintf(text, sizeof text, "%s:%" PRId64 ":%s: %s", file, refusal->line, refusal->column, refusal->reason);
    pw_cli_print(text);
    putchar('\n');
}

static void add(struct pw_import_counts *total, const struct pw_import_counts *more)
{
    total->fresh += more->fresh;
    total->changed += more->changed;
    total->unchanged += more->unchanged;
    total->read += more->read;
    total->refused += more->refused;
    total->duplicate += more->duplicate;
    total->missing += more->missing;
}

static void say(const char *file, const struct pw_file_result *r)
{
    char text[600];
    const struct pw_import_counts *c = &r->counts;
    if (*r->kind == '\0' || (c->read == 0 && c->refused > 0))
        return; /* the refusal said it */
    snprintf(text, sizeof text, "%s: %s%s%s%s%s", file, r->name, *r->channel == '\0' ? "" : " for channel ", r->channel,
             *r->encoding == '\0' ? "" : ", in ", r->encoding);
    pw_cli_print(text);
    putchar('\n');
    if (c->duplicate > 0)
        printf("  %" PRId64 " line%s stood twice and count once\n", c->duplicate, c->duplicate == 1 ? "" : "s");
    if (r->replaced > 0)
        printf("  %" PRId64 " byte%s nothing in %s and became U+FFFD; check those names\n", r->replaced,
               r->replaced == 1 ? " means" : "s mean", r->encoding);
    if (c->missing > 0)
        printf("  %" PRId64 " order%s still to ship %s not in this report; %s so when opened\n", c->missing,
               c->missing == 1 ? "" : "s", c->missing == 1 ? "is" : "are", c->missing == 1 ? "it says" : "they say");
}

static void print_last_line(const struct importing *im)
{
    const struct pw_import_counts *t = &im->total, *a = &im->articles, *k = &im->kits;
    if (im->any_kits)
        printf("kits: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " unchanged, %" PRId64 " lines refused\n", k->fresh,
               k->changed, k->unchanged, k->refused);
    if (im->any_articles)
        printf("articles: %" PRId64 " barcodes new, %" PRId64 " changed, %" PRId64 " unchanged, %" PRId64 " lines refused\n",
               a->fresh, a->changed, a->unchanged, a->refused);
    if (im->any_orders || !(im->any_articles || im->any_kits))
        printf("orders: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " unchanged; lines: %" PRId64 " read, %" PRId64
               " refused\n",
               t->fresh, t->changed, t->unchanged, t->read, t->refused);
}

static void print_json(const struct importing *im)
{
    const struct pw_import_counts *t = &im->total, *a = &im->articles, *k = &im->kits;
    json_t *root =
        json_pack("{s:{s:I, s:I, s:I}, s:{s:I, s:I, s:I}, s:{s:I, s:I, s:I}, s:{s:I, s:I, s:I}, s:O}", "orders", "new",
                  (json_int_t)t->fresh, "changed", (json_int_t)t->changed, "unchanged", (json_int_t)t->unchanged, "lines", "read",
                  (json_int_t)(t->read + a->read + k->read), "refused", (json_int_t)(t->refused + a->refused + k->refused),
                  "duplicate", (json_int_t)t->duplicate, "articles", "new", (json_int_t)a->fresh, "changed",
                  (json_int_t)a->changed, "unchanged", (json_int_t)a->unchanged, "kits", "new", (json_int_t)k->fresh, "changed",
                  (json_int_t)k->changed, "unchanged", (json_int_t)k->unchanged, "refusals", im->refusals);
    json_dumpf(root, stdout, pw_cli_json(JSON_INDENT(2) | JSON_PRESERVE_ORDER));
    putchar('\n');
    json_decref(root);
}

static int import_all(struct importing *im, struct pw_file_import *import, int count, char **paths)
{
    for (int i = 0; i < count; i++) {
        struct pw_file_result result;
        struct pw_error err = { 0 };
        if (!pw_import_file(import, paths[i], &result, &err))
            return pw_cli_fail(
                "import",
                "%s: %s. What was read before that may be in the store; import the file again when this is mended: "
                "nothing counts twice",
                paths[i], err.text);
        add(result.articles ? &im->articles : result.kits ? &im->kits : &im->total, &result.counts);
        im->any_articles = im->any_articles || result.articles;
        im->any_kits = im->any_kits || result.kits;
        im->any_orders = im->any_orders || !(result.articles || result.kits);
        if (!im->json)
            say(paths[i], &result);
    }
    return im->total.refused + im->articles.refused + im->kits.refused > 0 ? PW_EXIT_FAILED : PW_EXIT_OK;
}

int pw_cli_import(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "channel", required_argument, NULL, 'C' },
                                             { 0 } };
    struct importing im = { .json = false };
    struct pw_file_import import = { .pause_us = PAUSE_US, .on_refusal = on_refusal, .user = &im };
    int option;
    optind = 0; /* glibc: start anew */
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'j':
            im.json = true;
            break;
        case 'C':
            import.channel = optarg;
            break;
        default:
            return pw_cli_usage("import", "unknown option");
        }
    }
    if (optind == argc)
        return pw_cli_usage("import", "which file?");
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    if (!pw_cli_open(cli, "import", &config, &db))
        return PW_EXIT_FAILED;
    import.db = db;
    import.config = config;
    import.bench = pw_section_get(pw_config_section(config, "station", ""), "name");
    import.now_us = pw_clock_system.wall_us(&pw_clock_system);
    im.refusals = json_array();
    int status = import_all(&im, &import, argc - optind, argv + optind);
    if (im.json)
        print_json(&im);
    else if (status != PW_EXIT_FAILED || im.total.refused + im.articles.refused + im.kits.refused > 0)
        print_last_line(&im);
    json_decref(im.refusals);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
