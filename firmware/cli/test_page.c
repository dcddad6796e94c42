/* packwright test-page: on a printer through the spool, or as a file. */
#include "cli/cli.h"
#include "cli/document.h"
#include "packwright/clock.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

struct request {
    struct pw_document_request want;
    const char *output;
    bool print;
};

static bool put_job(struct pw_db *db, const struct pw_config *config, const char *printer, struct pw_error *err)
{
    char detail[120];
    int64_t job = 0;
    snprintf(detail, sizeof detail, "a test page waits for printer %.60s", printer);
    const struct pw_job_request request = { .document = pw_doc_name(PW_DOC_TEST_PAGE),
                                            .printer = printer,
                                            .bench = pw_section_get(pw_config_section(config, "station", ""), "name"),
                                            .reason = "",
                                            .detail = detail,
                                            .now_us = pw_clock_system.wall_us(&pw_clock_system) };
    if (!pw_db_begin(db, err))
        return false;
    if (!pw_job_put(db, &request, &job, err)) {
        pw_db_rollback(db);
        return false;
    }
    if (!pw_db_commit(db, err))
        return false;
    printf("job %lld waits for printer %s; the station prints it\n", (long long)job, printer);
    return true;
}

static int make(struct pw_cli *cli, const struct request *r)
{
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_composer *composer = NULL;
    struct pw_error err = { 0 };
    struct pw_buf out;
    int status = PW_EXIT_FAILED;
    if (!pw_cli_open(cli, "test-page", &config, &db))
        return PW_EXIT_FAILED;
    pw_buf_init(&out, 64 << 20);
    bool ok = pw_cli_composer(config, db, &composer, &err) && pw_cli_compose(composer, db, &r->want, &out, &err) &&
              (!r->print || put_job(db, config, r->want.printer, &err));
    if (!ok)
        pw_cli_fail("test-page", "%s", err.text);
    else if (r->print || pw_cli_write("test-page", r->output, pw_buf_peek(&out)))
        status = PW_EXIT_OK;
    pw_buf_finish(&out);
    pw_composer_destroy(composer);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

int pw_cli_test_page(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "format", required_argument, NULL, 'f' },
                                             { "output", required_argument, NULL, 'o' },
                                             { 0 } };
    struct request r = { .want = { .document = PW_DOC_TEST_PAGE, .format = PW_FORMAT_PRINTER }, .print = true };
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'f' && !pw_cli_format(optarg, &r.want.format))
            return pw_cli_usage("test-page", "--format %s: must be escpos, zpl, tspl, epl, png, pdf or text", optarg);
        if (o != 'f' && o != 'o')
            return pw_cli_usage("test-page", "that is no option of test-page");
        if (o == 'o')
            r.output = optarg;
        r.print = false;
    }
    if (optind != argc - 1)
        return pw_cli_usage("test-page", "give the name of one printer");
    r.want.printer = argv[optind];
    return make(cli, &r);
}
