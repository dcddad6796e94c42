/* packwright slip, label, commands: a document in any format, without a printer. */
#include "station/documents.h"
#include "cli/cli.h"
#include "cli/document.h"
#include "packwright/clock.h"
#include "preview.h"
#include "station/customs.h"
#include "station/people.h"
#include "station/spare.h"
#include "station/station.h"
#include "store/identity.h"
#include "store/jobs.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct request {
    const char *name; /* of the subcommand */
    struct pw_document_request want;
    const char *output; /* NULL: standard output */
    const char *to;     /* through the spool, to this printer */
    const char *order;
    bool json;
    bool customs; /* which form is to be found out */
};

bool pw_cli_write(const char *name, const char *output, struct pw_bytes bytes)
{
    FILE *f = output == NULL || strcmp(output, "-") == 0 ? stdout : fopen(output, "we");
    if (f == NULL) {
        pw_cli_fail(name, "%s: %s", output, strerror(errno));
        return false;
    }
    bool ok = fwrite(bytes.data, 1, bytes.len, f) == bytes.len && fflush(f) == 0;
    if (f != stdout)
        ok = fclose(f) == 0 && ok;
    if (!ok)
        pw_cli_fail(name, "%s could not be written: %s", output == NULL ? "standard output" : output, strerror(errno));
    return ok;
}

bool pw_cli_format(const char *word, enum pw_format *ret_format)
{
    static const struct {
        const char *word;
        enum pw_format format;
    } formats[] = { { "escpos", PW_FORMAT_ESCPOS }, { "zpl", PW_FORMAT_ZPL }, { "tspl", PW_FORMAT_TSPL },
                    { "epl", PW_FORMAT_EPL },       { "png", PW_FORMAT_PNG }, { "pdf", PW_FORMAT_PDF },
                    { "text", PW_FORMAT_TEXT } };
    for (size_t i = 0; i < PW_COUNT(formats); i++)
        if (strcmp(formats[i].word, word) == 0) {
            *ret_format = formats[i].format;
            return true;
        }
    return false;
}

static bool find_order(struct pw_db *db, const char *order_id, int64_t *ret_id, struct pw_error *err)
{
    *ret_id = 0;
    return pw_db_number(db, err, ret_id, "SELECT MIN(id) FROM orders WHERE order_id = $1", "t", order_id) &&
           (*ret_id != 0 ||
            pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no order %s; \"packwright orders\" lists them", order_id));
}

static int print_commands_json(const struct pw_config *config, const uint8_t key[32])
{
    json_t *list = json_array();
    for (size_t i = 0; pw_command_nth(i) != NULL; i++) {
        const struct pw_command_info *c = pw_command_nth(i);
        char code[PW_COMMAND_CODE_SIZE];
        if ((!c->spare || pw_spare_any(config)) && (!pw_command_signs(c->command) || pw_people_sign_in(config)) &&
            pw_command_code(key, c->command, code))
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", c->name, "title", c->title, "help",
                                                  c->help, "code", code, "reason", c->reason));
    }
    const struct pw_section *cage;
    for (size_t i = 0; (cage = pw_config_nth(config, "cage", i)) != NULL; i++) {
        char code[PW_SHELF_CODE_SIZE], name[60], title[60];
        snprintf(name, sizeof name, "CAGE-%s", cage->name);
        snprintf(title, sizeof title, "Cage %s", cage->name);
        if (pw_cage_code(key, cage->name, code))
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", name, "title", title, "help",
                                                  pw_section_get(cage, "carrier"), "code", code, "reason", false));
    }
    json_dumpf(list, stdout, pw_cli_json(JSON_INDENT(2)));
    putchar('\n');
    json_decref(list);
    return PW_EXIT_OK;
}

bool pw_cli_compose(struct pw_composer *composer, struct pw_db *db, const struct pw_document_request *want, struct pw_buf *out,
                    struct pw_error *err)
{
    bool pdf = want->format == PW_FORMAT_PDF;
    const struct pw_profile *profile = NULL;
    if ((!pdf && want->format != PW_FORMAT_PNG) || !pw_composer_lines(composer, want, &profile))
        return pw_composer_document(composer, db, want, out, err);
    struct pw_buf bytes;
    struct pw_document_request receipt = *want;
    receipt.format = PW_FORMAT_ESCPOS;
    pw_buf_init(&bytes, 64 << 20);
    bool ok = pw_composer_document(composer, db, &receipt, &bytes, err) &&
              pw_preview_escpos(pw_buf_peek(&bytes), profile, pdf, out, err);
    pw_buf_finish(&bytes);
    return ok;
}

bool pw_cli_composer(const struct pw_config *config, struct pw_db *db, struct pw_composer **ret_composer, struct pw_error *err)
{
    uint8_t key[32];
    char tag[5];
    return pw_store_identity(db, key, tag, err) && pw_composer_create(config, key, ret_composer, err);
}

/* It was drawn already, so that what can't be printed is said here and now. */
static bool queue(struct pw_db *db, const struct pw_config *config, const struct request *r, struct pw_error *err)
{
    int64_t job = 0, parcel = 0;
    char detail[200];
    snprintf(detail, sizeof detail, "a %s was asked for and waits for printer %s", pw_doc_title(r->want.document), r->to);
    struct pw_job_request request = { .document = pw_doc_name(r->want.document),
                                      .printer = r->to,
                                      .bench = pw_section_get(pw_config_section(config, "station", ""), "name"),
                                      .order = r->want.order,
                                      .reason = "asked for on the command line",
                                      .detail = detail,
                                      .now_us = pw_clock_system.wall_us(&pw_clock_system) };
    if (!pw_db_begin(db, err))
        return false;
    bool ok = pw_db_number(db, err, &parcel,
                           "SELECT MAX(id) FROM parcel WHERE order_pk = $1 AND status <> 'void' AND ($2 = 0 OR number = $2)",
                           "ii", r->want.order, r->want.parcel);
    request.parcel = parcel;
    ok = ok && pw_job_put(db, &request, &job, err);
    if (!ok) {
        pw_db_rollback(db);
        return false;
    }
    if (!pw_db_commit(db, err))
        return false;
    printf("job %lld waits for printer %s; the station prints it\n", (long long)job, r->to);
    return true;
}

static int make(struct pw_cli *cli, struct request *r)
{
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_composer *composer = NULL;
    struct pw_error err = { 0 };
    struct pw_buf out;
    uint8_t key[32];
    char tag[5];
    int status = PW_EXIT_FAILED;
    if (!pw_cli_open(cli, r->name, &config, &db))
        return PW_EXIT_FAILED;
    pw_buf_init(&out, 64 << 20);
    if (!pw_store_identity(db, key, tag, &err))
        pw_cli_fail(r->name, "%s", err.text);
    else if (r->json)
        status = print_commands_json(config, key);
    else if ((r->order == NULL || find_order(db, r->order, &r->want.order, &err)) &&
             (!r->customs || pw_customs_form_of(config, db, r->want.order, r->want.parcel, false, &r->want.document, &err)) &&
             pw_composer_create(config, key, &composer, &err) && pw_cli_compose(composer, db, &r->want, &out, &err))
        status = r->to != NULL ? (queue(db, config, r, &err) ? PW_EXIT_OK : pw_cli_fail(r->name, "%s", err.text))
                 : pw_cli_write(r->name, r->output, pw_buf_peek(&out)) ? PW_EXIT_OK
                                                                       : PW_EXIT_FAILED;
    else
        pw_cli_fail(r->name, "%s", err.text);
    pw_buf_finish(&out);
    pw_composer_destroy(composer);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

/* "4x6in", "62x100mm": as media in the configuration. */
static bool parse_media(const char *text, struct pw_document_request *want)
{
    double w, l;
    char unit[4];
    int used = 0;
    if (sscanf(text, "%lfx%lf%3s%n", &w, &l, unit, &used) != 3 || text[used] != '\0')
        return false;
    double um = strcmp(unit, "mm") == 0 ? 1000 : strcmp(unit, "in") == 0 ? 25400 : 0;
    if (!(w * um >= 1000 && w * um < 1e6 && l * um >= 1000 && l * um < 1e6))
        return false;
    want->width.um = (int32_t)(w * um + 0.5);
    want->length.um = (int32_t)(l * um + 0.5);
    return true;
}

static bool parse_number(const char *text, int64_t *ret)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    *ret = n;
    return end != text && *end == '\0' && errno == 0 && n > 0;
}

static bool is_of_order(enum pw_doc_kind document)
{
    return document == PW_DOC_SLIP || document == PW_DOC_GIFT_SLIP || document == PW_DOC_LABEL ||
           document == PW_DOC_CONTENT_LABEL || document == PW_DOC_CN22 || document == PW_DOC_CN23;
}

/* An option; PW_EXIT_OK when it is right. */
static int take(struct request *r, int option, const char *value, bool *chosen)
{
    int64_t n = 0;
    switch (option) {
    case 'f':
        *chosen = true;
        return pw_cli_format(value, &r->want.format)
                   ? PW_EXIT_OK
                   : pw_cli_usage(r->name, "--format %s: must be escpos, zpl, tspl, epl, png, pdf or text", value);
    case 'o':
        r->output = value;
        return PW_EXIT_OK;
    case 'j':
        r->json = true;
        return r->want.document == PW_DOC_COMMANDS ? PW_EXIT_OK : pw_cli_usage(r->name, "--json is for the commands");
    case 't':
        if (r->want.document == PW_DOC_LABEL || r->want.document == PW_DOC_SLIP)
            return pw_cli_usage(r->name, "a %s is printed again at the bench: scan \"Print the %s again\"", r->name, r->name);
        r->to = value;
        return PW_EXIT_OK;
    case 'p':
        r->want.printer = value;
        return PW_EXIT_OK;
    case 'm':
        return parse_media(value, &r->want) ? PW_EXIT_OK
                                            : pw_cli_usage(r->name, "--media %s: must be like 4x6in or 62x100mm", value);
    case 'd':
        if (!parse_number(value, &n) || n < 100 || n > 1200)
            return pw_cli_usage(r->name, "--dpi %s: must be 203, 300 or 600", value);
        r->want.dots_per_mm = pw_dots_per_mm((int)n);
        return PW_EXIT_OK;
    case 'n':
        return is_of_order(r->want.document) && parse_number(value, &r->want.parcel)
                   ? PW_EXIT_OK
                   : pw_cli_usage(r->name, "--parcel %s: give the number of one of the order's parcels", value);
    case 'c':
        if (strcmp(r->name, "customs") != 0)
            return pw_cli_usage(r->name, "that is no option of %s", r->name);
        r->customs = strcmp(value, "auto") == 0;
        r->want.document = strcmp(value, "cn22") == 0 ? PW_DOC_CN22 : PW_DOC_CN23;
        return r->customs || strcmp(value, pw_doc_name(r->want.document)) == 0
                   ? PW_EXIT_OK
                   : pw_cli_usage(r->name, "--form %s: must be cn22, cn23 or auto", value);
    default:
        return pw_cli_usage(r->name, "that is no option of %s", r->name);
    }
}

static int run(struct pw_cli *cli, struct request r, int argc, char **argv)
{
    static const struct option options[] = {
        { "format", required_argument, NULL, 'f' }, { "output", required_argument, NULL, 'o' },
        { "json", no_argument, NULL, 'j' },         { "printer", required_argument, NULL, 'p' },
        { "media", required_argument, NULL, 'm' },  { "dpi", required_argument, NULL, 'd' },
        { "parcel", required_argument, NULL, 'n' }, { "form", required_argument, NULL, 'c' },
        { "to", required_argument, NULL, 't' },     { 0 }
    };
    bool chosen = false, order = is_of_order(r.want.document);
    int o, wrong;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
        if ((wrong = take(&r, o, optarg, &chosen)) != PW_EXIT_OK)
            return wrong;
    if (order ? optind != argc - 1 : optind != argc)
        return order ? pw_cli_usage(r.name, "give one order's number") : pw_cli_usage(r.name, "%s takes no argument", r.name);
    if (order)
        r.order = argv[optind];
    if (r.to != NULL && (chosen || r.output != NULL || r.want.printer != NULL || r.want.width.um != 0 || r.want.dots_per_mm != 0))
        return pw_cli_usage(r.name,
                            "--to prints on a printer of the configuration, as that is set: leave the other options away");
    if (r.to != NULL)
        r.want.printer = r.to;
    if (!chosen && r.want.printer != NULL)
        r.want.format = PW_FORMAT_PRINTER;
    if (!chosen && r.to == NULL && !r.json && r.output == NULL && isatty(STDOUT_FILENO))
        r.want.format = PW_FORMAT_TEXT; /* a terminal would take printer bytes for commands */
    return make(cli, &r);
}

int pw_cli_slip(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli, (struct request){ .name = "slip", .want = { .document = PW_DOC_SLIP, .format = PW_FORMAT_ESCPOS } }, argc,
               argv);
}

int pw_cli_label(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli, (struct request){ .name = "label", .want = { .document = PW_DOC_LABEL, .format = PW_FORMAT_ZPL } }, argc,
               argv);
}

int pw_cli_commands_sheet(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli, (struct request){ .name = "commands", .want = { .document = PW_DOC_COMMANDS, .format = PW_FORMAT_ESCPOS } },
               argc, argv);
}

int pw_cli_content_label(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli,
               (struct request){ .name = "content-label", .want = { .document = PW_DOC_CONTENT_LABEL, .format = PW_FORMAT_ZPL } },
               argc, argv);
}

int pw_cli_customs(struct pw_cli *cli, int argc, char **argv)
{
    return run(
        cli, (struct request){ .name = "customs", .want = { .document = PW_DOC_CN22, .format = PW_FORMAT_ZPL }, .customs = true },
        argc, argv);
}
