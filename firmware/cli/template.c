/* packwright template check: what is wrong in a template, and how it prints. */
#include "base/nearest.h"
#include "cli/cli.h"
#include "document/receiptline.h"
#include "document/slip.h"
#include "document/template_check.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STANDARD_COLUMNS = 42 };

struct told {
    const char *file;
    int faults;
};

static void on_fault(void *user, const struct pw_template_fault *fault)
{
    struct told *told = user;
    char text[600];
    snprintf(text, sizeof text, "%s:%d:%d: %s%s", told->file, fault->line, fault->column, fault->note ? "note: " : "",
             fault->text);
    pw_cli_print(text);
    putchar('\n');
    told->faults += !fault->note;
}

static bool read_file(const char *path, struct pw_buf *out)
{
    uint8_t *room;
    size_t n;
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (f == NULL) {
        pw_cli_fail("template", "%s: %s", path, strerror(errno));
        return false;
    }
    errno = 0;
    while ((room = pw_buf_room(out, 4096)) != NULL && (n = fread(room, 1, 4096, f)) > 0)
        pw_buf_grew(out, n);
    int why = ferror(f) ? errno : 0;
    if (f != stdin)
        fclose(f);
    if (why != 0 || out->failed)
        pw_cli_fail("template", "%s: %s", path, out->failed ? "a template may have a mebibyte" : strerror(why));
    return why == 0 && !out->failed;
}

static bool print_sample(struct pw_bytes source, const char *file, int columns, struct pw_error *err)
{
    struct pw_slip_press *press = NULL;
    struct pw_document document = { 0 };
    struct pw_buf text;
    pw_buf_init(&text, 16 << 20);
    bool ok = pw_slip_press_create(&source, file, &press, err) &&
              pw_slip_lay_out(press, pw_slip_sample(false), columns, &document, err) && pw_document_text(&document, &text, err);
    if (ok)
        fwrite(text.data, 1, text.len, stdout);
    pw_document_finish(&document);
    pw_slip_press_destroy(press);
    pw_buf_finish(&text);
    return ok;
}

static int check(const char *file, const struct pw_template_paper *paper, bool sample)
{
    struct pw_error err = { 0 };
    struct told told = { file, 0 };
    struct pw_buf source;
    pw_buf_init(&source, 1 << 20);
    bool ok = read_file(file, &source);
    if (ok && !pw_slip_template_check(pw_buf_peek(&source), paper, on_fault, &told, &err)) {
        pw_cli_fail("template", "%s: %s", file, err.text);
        ok = false;
    }
    if (ok && sample && !print_sample(pw_buf_peek(&source), file, paper->columns, &err))
        ok = false; /* a fault above said why */
    if (ok && told.faults == 0 && !sample)
        printf("%s: nothing is wrong with it\n", strcmp(file, "-") == 0 ? "standard input" : file);
    pw_buf_finish(&source);
    return ok && told.faults == 0 ? PW_EXIT_OK : PW_EXIT_FAILED;
}

static int no_profile(const char *name)
{
    const char *names[512];
    size_t n = 0;
    for (; n < PW_COUNT(names) && pw_profile_nth(n) != NULL; n++)
        names[n] = pw_profile_nth(n)->name;
    const char *near = pw_word_nearest(name, names, n);
    return pw_cli_usage("template", "--profile %s: no such model is known%s%s%s", name, near != NULL ? "; did you mean " : "",
                        near != NULL ? near : "", near != NULL ? "?" : "");
}

int pw_cli_template(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "profile", required_argument, NULL, 'p' },
                                             { "columns", required_argument, NULL, 'c' },
                                             { "sample", no_argument, NULL, 's' },
                                             { 0 } };
    struct pw_template_paper paper = { 0 };
    bool sample = false;
    char *end = NULL;
    int o;
    (void)cli;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (o) {
        case 'p':
            paper.profile = pw_profile_find(optarg);
            paper.language = pw_language_find("escpos");
            if (paper.profile == NULL)
                return no_profile(optarg);
            break;
        case 'c':
            paper.columns = (int)strtol(optarg, &end, 10);
            if (*optarg == '\0' || *end != '\0' || paper.columns < PW_RECEIPT_MIN_COLUMNS ||
                paper.columns > PW_RECEIPT_MAX_COLUMNS)
                return pw_cli_usage("template", "--columns %s: a receipt has %d to %d", optarg, PW_RECEIPT_MIN_COLUMNS,
                                    PW_RECEIPT_MAX_COLUMNS);
            break;
        case 's':
            sample = true;
            break;
        default:
            return pw_cli_usage("template", "that is no option of template check");
        }
    }
    if (optind != argc - 2 || strcmp(argv[optind], "check") != 0)
        return pw_cli_usage("template", "give check and one file: packwright template check FILE");
    if (paper.columns == 0)
        paper.columns = paper.profile != NULL ? paper.profile->columns : STANDARD_COLUMNS;
    return check(argv[optind + 1], &paper, sample);
}
