/* packwright print: one file, through the spool. The station prints it; this puts it into the store. */
#include "cli/cli.h"

#include "intake/render.h"
#include "intake/route.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
    const char *path, *printer, *key;
    int64_t expires_us, priority;
};

static bool read_file(const char *path, struct pw_buf *out, struct pw_error *err)
{
    uint8_t piece[65536];
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
    if (f == NULL)
        return pw_fail(err, PW_ERR_NOT_FOUND, errno, "%s", path);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0 && !out->failed;)
        pw_buf_put(out, piece, n);
    bool ok = ferror(f) == 0;
    int sys = errno;
    if (f != stdin)
        fclose(f);
    if (!ok)
        return pw_fail(err, PW_ERR_IO, sys, "%s can't be read", path);
    return !out->failed || pw_fail(err, PW_ERR_TOO_BIG, 0, "%s has more than %d MiB", path, PW_FILE_MAX >> 20);
}

/* "90s", "15min", "12h", "2d": as in the configuration. */
static bool read_time(const char *text, int64_t *ret_us)
{
    static const struct {
        const char *unit;
        int64_t us;
    } units[] = { { "s", 1000000 }, { "min", 60000000 }, { "h", INT64_C(3600000000) }, { "d", INT64_C(86400000000) } };
    char *end;
    long long n = strtoll(text, &end, 10);
    for (size_t i = 0; i < PW_COUNT(units); i++)
        if (end != text && n > 0 && n <= 100000 && strcmp(end, units[i].unit) == 0) {
            *ret_us = n * units[i].us;
            return true;
        }
    return false;
}

static int queue(struct pw_cli *cli, const struct request *r)
{
    struct pw_error err = { 0 };
    struct pw_config *config;
    struct pw_db *db;
    struct pw_buf content, name;
    struct pw_file_job job;
    const char *slash = strrchr(r->path, '/');
    if (!pw_cli_open(cli, "print", &config, &db))
        return PW_EXIT_FAILED;
    int64_t now = pw_clock_system.wall_us(&pw_clock_system);
    pw_buf_init(&content, PW_FILE_MAX);
    pw_buf_init(&name, PW_FILE_NAME_MAX);
    pw_utf8_visible(pw_bytes_str(strcmp(r->path, "-") == 0 ? "standard input" : slash == NULL ? r->path : slash + 1), &name);
    const struct pw_file_request request = { .name = name.failed ? "a file" : pw_buf_text(&name),
                                             .source = "command line",
                                             .key = r->key,
                                             .bench = pw_section_get(pw_config_section(config, "station", ""), "name"),
                                             .printer = r->printer,
                                             .priority = r->priority,
                                             .expires_us = r->expires_us == 0 ? 0 : now + r->expires_us,
                                             .now_us = now };
    bool ok = read_file(r->path, &content, &err);
    struct pw_file_request with = request;
    with.content = pw_buf_peek(&content);
    ok = ok && pw_file_route(config, db, &with, &with.printer, &err) &&
         (with.content.len == 0 || pw_file_try(config, with.printer, with.content, &err)) && pw_file_put(db, &with, &job, &err);
    if (ok && job.fresh)
        printf("job %lld waits for printer %s; the station prints it\n", (long long)job.job, job.printer);
    else if (ok)
        printf("job %lld, printer %s: %s (asked for before with this key)\n", (long long)job.job, job.printer, job.status);
    else
        pw_cli_fail("print", "%s", err.text);
    pw_buf_finish(&name);
    pw_buf_finish(&content);
    pw_db_close(db);
    pw_config_free(config);
    return ok ? PW_EXIT_OK : PW_EXIT_FAILED;
}

int pw_cli_print_file(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "to", required_argument, NULL, 't' },
                                             { "key", required_argument, NULL, 'k' },
                                             { "expires", required_argument, NULL, 'e' },
                                             { "priority", required_argument, NULL, 'p' },
                                             { 0 } };
    struct request r = { .printer = "auto" };
    char *end;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (o) {
        case 't':
            r.printer = optarg;
            break;
        case 'k':
            r.key = optarg;
            break;
        case 'e':
            if (!read_time(optarg, &r.expires_us))
                return pw_cli_usage("print", "--expires %s: give a time such as 90s, 15min, 12h, 2d", optarg);
            break;
        case 'p':
            r.priority = strtoll(optarg, &end, 10);
            if (*optarg == '\0' || *end != '\0' || r.priority < -9 || r.priority > 9)
                return pw_cli_usage("print", "--priority %s: give a number from -9 to 9", optarg);
            break;
        default:
            return pw_cli_usage("print", "that is no option of print");
        }
    }
    if (argc - optind != 1)
        return pw_cli_usage("print", "give one file");
    r.path = argv[optind];
    return queue(cli, &r);
}
