/* packwright handover: the list of parcels that a carrier's driver takes, printed and closed, or printed again. */
#include "cli/cli.h"
#include "cli/document.h"
#include "packwright/clock.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct request {
    struct pw_handover_query query;
    struct pw_document_request want;
    struct pw_handover_carrier carrier;
    const char *output, *to;
    char beside[4096]; /* what becomes the output when the list is closed; "": nothing */
    int64_t again, now_us;
    int64_t parcels; /* of the list that was made */
    bool preview, chosen, is_day;
};

/* A date alone is that day where the bench stands. */
static int64_t local_midnight(int64_t us, bool utc)
{
    time_t seconds = (time_t)(us / 1000000);
    struct tm day;
    if ((utc ? gmtime_r(&seconds, &day) : localtime_r(&seconds, &day)) == NULL)
        return us;
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_isdst = -1;
    return (int64_t)mktime(&day) * 1000000;
}

static const char *printer_of(const struct pw_config *config)
{
    const struct pw_section *printer;
    for (size_t i = 0; (printer = pw_config_nth(config, "printer", i)) != NULL; i++)
        if (pw_printer_prints(config, printer, PW_DOC_HANDOVER))
            return printer->name;
    return NULL;
}

static bool put_job(struct pw_db *db, const struct pw_config *config, const struct request *r, struct pw_error *err)
{
    char detail[200];
    int64_t job = 0;
    if (r->to == NULL)
        return true;
    snprintf(detail, sizeof detail, "hand-over list %lld waits for printer %s", (long long)r->want.handover, r->to);
    const struct pw_job_request request = { .document = pw_doc_name(PW_DOC_HANDOVER),
                                            .printer = r->to,
                                            .bench = pw_section_get(pw_config_section(config, "station", ""), "name"),
                                            .handover = r->want.handover,
                                            .reason = r->again != 0 ? "asked for on the command line" : "",
                                            .detail = detail,
                                            .now_us = r->now_us };
    return pw_job_put(db, &request, &job, err);
}

/* Beside the file that it becomes, so that a disk that is full or a folder that isn't there is known before the list is closed.
 * What is no file (a terminal, a pipe) is written itself. */
static bool write_beside(struct request *r, struct pw_bytes bytes, struct pw_error *err)
{
    struct stat st;
    bool itself = stat(r->output, &st) == 0 && !S_ISREG(st.st_mode);
    if (snprintf(r->beside, sizeof r->beside, "%s%s", r->output, itself ? "" : ".part") >= (int)sizeof r->beside)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "--output has a name that is too long");
    FILE *f = fopen(r->beside, "we");
    if (f == NULL) {
        int why = errno;
        pw_fail(err, PW_ERR_IO, why, "%s", r->beside);
        r->beside[0] = '\0';
        return false;
    }
    bool ok = fwrite(bytes.data, 1, bytes.len, f) == bytes.len && fflush(f) == 0 && (itself || fsync(fileno(f)) == 0);
    int why = errno;
    ok = fclose(f) == 0 && ok;
    if (!ok) {
        pw_fail(err, PW_ERR_IO, why, "%s could not be written", r->beside);
        if (!itself)
            unlink(r->beside);
    }
    if (!ok || itself)
        r->beside[0] = '\0';
    return ok;
}

static bool is_file(const struct request *r)
{
    return r->output != NULL && strcmp(r->output, "-") != 0;
}

/* The list with its number, where it isn't the spool that prints it. */
static bool draw(struct pw_db *db, struct pw_composer *composer, struct request *r, struct pw_buf *out, struct pw_error *err)
{
    if (r->to != NULL)
        return true;
    pw_buf_reset(out);
    return pw_cli_compose(composer, db, &r->want, out, err) && (!is_file(r) || write_beside(r, pw_buf_peek(out), err));
}

/* The list, its parcels and what prints it: all of it or nothing. */
static bool close_list(struct pw_db *db, const struct pw_config *config, struct pw_composer *composer, struct request *r,
                       struct pw_buf *out, struct pw_error *err)
{
    if (!pw_db_begin(db, err))
        return false;
    if ((r->again != 0 || pw_handover_close(db, &r->query, pw_section_get(pw_config_section(config, "station", ""), "name"),
                                            r->now_us, &r->want.handover, &r->parcels, err)) &&
        put_job(db, config, r, err) && draw(db, composer, r, out, err)) {
        if (pw_db_commit(db, err))
            return true;
    } else
        pw_db_rollback(db);
    if (r->beside[0] != '\0')
        unlink(r->beside);
    return false;
}

/* The list is closed: what fails now says how to have it once more. */
static bool hand_out(const struct request *r, struct pw_bytes bytes)
{
    bool ok = true;
    if (!is_file(r))
        ok = pw_cli_write("handover", r->output, bytes);
    else if (r->beside[0] != '\0' && rename(r->beside, r->output) != 0) {
        pw_cli_fail("handover", "%s: %s; it lies in %s", r->output, strerror(errno), r->beside);
        ok = false;
    }
    if (!ok)
        fprintf(stderr, "list %lld is closed; packwright handover --again %lld gives it once more\n", (long long)r->want.handover,
                (long long)r->want.handover);
    return ok;
}

static void tell(struct pw_db *db, const struct request *r)
{
    struct pw_handover head;
    struct pw_error ignored;
    FILE *out = r->to != NULL ? stdout : stderr; /* the list itself is on standard output */
    if (r->again == 0)
        fprintf(out, "list %lld for %s: %lld parcel%s\n", (long long)r->want.handover, r->query.carrier, (long long)r->parcels,
                r->parcels == 1 ? "" : "s");
    if (r->to != NULL)
        fprintf(out, "list %lld waits for printer %s; the station prints it\n", (long long)r->want.handover, r->to);
    if (r->again != 0 || !pw_handover_read(db, 0, &r->query, &head, NULL, NULL, &ignored))
        return;
    if (r->parcels == PW_HANDOVER_MAX)
        fprintf(stderr, "a list has at most %d parcels: ask for the next one\n", PW_HANDOVER_MAX);
    if (head.left > 0)
        fprintf(stderr, "%lld parcels that were scanned out earlier are on no list: --since DATE takes them\n",
                (long long)head.left);
}

static bool find_parcels(struct pw_db *db, struct request *r, struct pw_error *err)
{
    if (r->again != 0) {
        r->want.handover = r->again;
        return true;
    }
    if (!pw_handover_carrier_find(db, &r->query, &r->carrier, err))
        return false;
    r->query.carrier = r->carrier.name;
    return true;
}

static int make(struct pw_cli *cli, struct request *r)
{
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_composer *composer = NULL;
    struct pw_error err = { 0 };
    struct pw_buf out;
    if (!pw_cli_open(cli, "handover", &config, &db))
        return PW_EXIT_FAILED;
    pw_buf_init(&out, 64 << 20);
    r->now_us = pw_clock_system.wall_us(&pw_clock_system);
    r->query.today_us = local_midnight(r->now_us, false);
    if (r->is_day)
        r->query.since_us = local_midnight(r->query.since_us, true);
    if (!r->chosen && !r->preview && r->output == NULL && r->to == NULL)
        r->to = printer_of(config);
    if (r->to != NULL) {
        r->want.printer = r->to;
        r->want.format = PW_FORMAT_PRINTER;
    }
    r->want.query = &r->query;
    bool ok = (r->to != NULL || r->chosen || r->preview || r->output != NULL ||
               pw_fail(&err, PW_ERR_CONFIG, 0,
                       "no printer's documents name hand-over: give --format and --output, --to PRINTER, or --preview")) &&
              find_parcels(db, r, &err) && pw_cli_composer(config, db, &composer, &err) &&
              /* Drawn before it is made: a list that can't be printed must not be closed. */
              pw_cli_compose(composer, db, &r->want, &out, &err) &&
              (r->preview || close_list(db, config, composer, r, &out, &err));
    if (ok && !r->preview)
        tell(db, r);
    int status = PW_EXIT_FAILED;
    if (!ok)
        pw_cli_fail("handover", "%s", err.text);
    else if (r->preview)
        status = pw_cli_write("handover", r->output, pw_buf_peek(&out)) ? PW_EXIT_OK : PW_EXIT_FAILED;
    else
        status = r->to != NULL || hand_out(r, pw_buf_peek(&out)) ? PW_EXIT_OK : PW_EXIT_FAILED;
    pw_buf_finish(&out);
    pw_composer_destroy(composer);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

static int take(struct request *r, int option, const char *value)
{
    char *end;
    switch (option) {
    case 'c':
        r->query.carrier = value;
        return PW_EXIT_OK;
    case 's':
        r->is_day = strlen(value) == 10;
        return pw_time_parse(value, &r->query.since_us)
                   ? PW_EXIT_OK
                   : pw_cli_usage("handover", "--since %s: must be a date such as 2026-11-22 or 2026-11-22T15:04:05Z", value);
    case 'v':
        r->preview = true;
        return PW_EXIT_OK;
    case 'a':
        r->again = strtoll(value, &end, 10);
        return *value != '\0' && *end == '\0' && r->again > 0
                   ? PW_EXIT_OK
                   : pw_cli_usage("handover", "--again %s: give a list's number", value);
    case 'f':
        r->chosen = true;
        return pw_cli_format(value, &r->want.format)
                   ? PW_EXIT_OK
                   : pw_cli_usage("handover", "--format %s: must be escpos, png, pdf or text", value);
    case 'o':
        r->output = value;
        return PW_EXIT_OK;
    case 'p':
        r->want.printer = value;
        return PW_EXIT_OK;
    case 't':
        r->to = value;
        return PW_EXIT_OK;
    default:
        return pw_cli_usage("handover", "that is no option of handover");
    }
}

int pw_cli_handover(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "carrier", required_argument, NULL, 'c' },
        { "since", required_argument, NULL, 's' },
        { "preview", no_argument, NULL, 'v' },
        { "again", required_argument, NULL, 'a' },
        { "format", required_argument, NULL, 'f' },
        { "output", required_argument, NULL, 'o' },
        { "printer", required_argument, NULL, 'p' },
        { "to", required_argument, NULL, 't' },
        { 0 },
    };
    struct request r = { .query = { .since_us = -1 }, .want = { .document = PW_DOC_HANDOVER, .format = PW_FORMAT_TEXT } };
    int o, wrong;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        if ((wrong = take(&r, o, optarg)) != PW_EXIT_OK)
            return wrong;
    if (optind != argc)
        return pw_cli_usage("handover", "handover takes no argument");
    if (r.to != NULL && (r.preview || r.chosen || r.output != NULL || r.want.printer != NULL))
        return pw_cli_usage("handover", "--to prints through the spool: leave --format, --output, --printer and --preview away");
    if (r.preview && r.again != 0)
        return pw_cli_usage("handover", "a list that was made needs no --preview: --again shows it");
    return make(cli, &r);
}
