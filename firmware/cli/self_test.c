/* packwright self-test: what the devices say, on the terminal or as a slip. */
#include "cli/cli.h"
#include "cli/document.h"
#include "selftest.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    struct pw_document_request want;
    const char *output;
    int64_t wait_us;
    bool chosen;
};

static void print_rows(const struct pw_self_test *t)
{
    char line[600];
    snprintf(line, sizeof line, "%s, %s; devices %s", t->bench, t->made, t->how);
    pw_cli_print(line);
    putchar('\n');
    for (size_t i = 0; i < t->count; i++) {
        const struct pw_self_test_row *r = &t->rows[i];
        snprintf(line, sizeof line, "%-8s %-16s %-11s %s%s%s%s%s", r->kind, r->name, r->state, r->what,
                 r->words[0] == '\0' ? "" : "; ", r->words, r->paper[0] == '\0' ? "" : "; ", r->paper);
        pw_cli_print(line);
        putchar('\n');
    }
    if (t->count == 0)
        puts("no device is configured");
    else if (t->bad > 0)
        printf("%zu of %zu not ready\n", t->bad, t->count);
    else
        puts("all ready");
}

static bool make_slip(const struct pw_config *config, struct pw_db *db, const struct request *r, struct pw_buf *out,
                      struct pw_error *err)
{
    struct pw_composer *composer = NULL;
    bool ok = pw_cli_composer(config, db, &composer, err) && pw_cli_compose(composer, db, &r->want, out, err);
    pw_composer_destroy(composer);
    return ok;
}

static int make(struct pw_cli *cli, struct request *r)
{
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_error err = { 0 };
    struct pw_buf out;
    int status = PW_EXIT_FAILED;
    if (!pw_cli_open(cli, "self-test", &config, &db))
        return PW_EXIT_FAILED;
    struct pw_self_test *test = calloc(1, sizeof *test);
    pw_buf_init(&out, 64 << 20);
    r->want.self_test = test;
    if (test == NULL)
        pw_cli_fail("self-test", "no memory");
    else if (!pw_self_test_run(config, r->wait_us, test, &err) || (r->chosen && !make_slip(config, db, r, &out, &err)))
        pw_cli_fail("self-test", "%s", err.text);
    else if (!r->chosen || pw_cli_write("self-test", r->output, pw_buf_peek(&out))) {
        if (!r->chosen)
            print_rows(test);
        status = test->bad == 0 ? PW_EXIT_OK : PW_EXIT_FAILED;
    }
    pw_buf_finish(&out);
    free(test);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

/* "500ms", "3s". */
static bool parse_wait(const char *text, int64_t *ret_us)
{
    char *end;
    long long n = strtoll(text, &end, 10);
    int64_t unit = strcmp(end, "ms") == 0 ? 1000 : strcmp(end, "s") == 0 ? 1000000 : 0;
    *ret_us = n * unit;
    return end != text && n > 0 && n <= 60000 && unit != 0 && *ret_us <= 60000000;
}

int pw_cli_self_test(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "wait", required_argument, NULL, 'w' },
                                             { "format", required_argument, NULL, 'f' },
                                             { "output", required_argument, NULL, 'o' },
                                             { 0 } };
    struct request r = { .want = { .document = PW_DOC_SELF_TEST, .format = PW_FORMAT_TEXT }, .wait_us = 3000000 };
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'w' && !parse_wait(optarg, &r.wait_us))
            return pw_cli_usage("self-test", "--wait %s: give a time such as 500ms or 3s, up to 60s", optarg);
        if (o == 'f' && !pw_cli_format(optarg, &r.want.format))
            return pw_cli_usage("self-test", "--format %s: must be escpos, png, pdf or text", optarg);
        if (o != 'w' && o != 'f' && o != 'o')
            return pw_cli_usage("self-test", "that is no option of self-test");
        r.chosen = r.chosen || o == 'f' || o == 'o';
        if (o == 'o')
            r.output = optarg;
    }
    if (optind != argc)
        return pw_cli_usage("self-test", "self-test takes no argument");
    return make(cli, &r);
}
