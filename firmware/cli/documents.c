/* packwright slip, label, commands: a document in any format, without a printer. */
#include "station/documents.h"
#include "cli/cli.h"
#include "preview.h"
#include "station/station.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct request {
    const char *name; /* of the subcommand */
    enum pw_doc_kind document;
    enum pw_format format;
    const char *output; /* NULL: standard output */
    const char *order;
    bool json;
};

static bool write_out(const struct request *r, struct pw_bytes bytes)
{
    FILE *f = r->output == NULL || strcmp(r->output, "-") == 0 ? stdout : fopen(r->output, "we");
    if (f == NULL) {
        pw_cli_fail(r->name, "%s: %s", r->output, strerror(errno));
        return false;
    }
    bool ok = fwrite(bytes.data, 1, bytes.len, f) == bytes.len && fflush(f) == 0;
    if (f != stdout)
        ok = fclose(f) == 0 && ok;
    if (!ok)
        pw_cli_fail(r->name, "%s could not be written: %s", r->output == NULL ? "standard output" : r->output, strerror(errno));
    return ok;
}

static bool parse_format(const char *word, enum pw_format *ret_format)
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

static int print_commands_json(const uint8_t key[32])
{
    json_t *list = json_array();
    for (size_t i = 0; pw_command_nth(i) != NULL; i++) {
        const struct pw_command_info *c = pw_command_nth(i);
        char code[PW_COMMAND_CODE_SIZE];
        if (pw_command_code(key, c->command, code))
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", c->name, "title", c->title, "help",
                                                  c->help, "code", code, "reason", c->reason));
    }
    json_dumpf(list, stdout, pw_cli_json(JSON_INDENT(2)));
    putchar('\n');
    json_decref(list);
    return PW_EXIT_OK;
}

/* A receipt's picture is what its bytes would print. */
static bool compose(struct pw_composer *composer, struct pw_db *db, const struct request *r, int64_t order, struct pw_buf *out,
                    struct pw_error *err)
{
    bool picture = (r->format == PW_FORMAT_PNG || r->format == PW_FORMAT_PDF) && !pw_doc_is_page(r->document);
    if (!picture)
        return pw_composer_document(composer, db, r->document, order, 0, r->format, out, err);
    struct pw_buf bytes;
    pw_buf_init(&bytes, 64 << 20);
    bool ok =
        pw_composer_document(composer, db, r->document, order, 0, PW_FORMAT_ESCPOS, &bytes, err) &&
        pw_preview_escpos(pw_buf_peek(&bytes), pw_composer_profile(composer, r->document), r->format == PW_FORMAT_PDF, out, err);
    pw_buf_finish(&bytes);
    return ok;
}

static int make(struct pw_cli *cli, const struct request *r)
{
    struct pw_config *config = NULL;
    struct pw_db *db = NULL;
    struct pw_composer *composer = NULL;
    struct pw_error err = { 0 };
    struct pw_buf out;
    uint8_t key[32];
    char tag[5];
    int64_t order = 0;
    int status = PW_EXIT_FAILED;
    if (!pw_cli_open(cli, r->name, &config, &db))
        return PW_EXIT_FAILED;
    pw_buf_init(&out, 64 << 20);
    if (!pw_store_identity(db, key, tag, &err))
        pw_cli_fail(r->name, "%s", err.text);
    else if (r->json)
        status = print_commands_json(key);
    else if ((r->order == NULL || find_order(db, r->order, &order, &err)) && pw_composer_create(config, key, &composer, &err) &&
             compose(composer, db, r, order, &out, &err))
        status = write_out(r, pw_buf_peek(&out)) ? PW_EXIT_OK : PW_EXIT_FAILED;
    else
        pw_cli_fail(r->name, "%s", err.text);
    pw_buf_finish(&out);
    pw_composer_destroy(composer);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

static int run(struct pw_cli *cli, struct request r, int argc, char **argv)
{
    static const struct option options[] = { { "format", required_argument, NULL, 'f' },
                                             { "output", required_argument, NULL, 'o' },
                                             { "json", no_argument, NULL, 'j' },
                                             { 0 } };
    bool chosen = false;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (o) {
        case 'f':
            if (!parse_format(optarg, &r.format))
                return pw_cli_usage(r.name, "--format %s: must be escpos, zpl, tspl, epl, png, pdf or text", optarg);
            chosen = true;
            break;
        case 'o':
            r.output = optarg;
            break;
        case 'j':
            if (r.document != PW_DOC_COMMANDS)
                return pw_cli_usage(r.name, "--json is for the commands");
            r.json = true;
            break;
        default:
            return pw_cli_usage(r.name, "that is no option of %s", r.name);
        }
    }
    if (r.document == PW_DOC_COMMANDS ? optind != argc : optind != argc - 1)
        return pw_cli_usage(r.name, r.document == PW_DOC_COMMANDS ? "commands takes no argument" : "give one order's number");
    if (r.document != PW_DOC_COMMANDS)
        r.order = argv[optind];
    if (!chosen && !r.json && r.output == NULL && isatty(STDOUT_FILENO))
        r.format = PW_FORMAT_TEXT; /* a terminal would take printer bytes for commands */
    return make(cli, &r);
}

int pw_cli_slip(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli, (struct request){ .name = "slip", .document = PW_DOC_SLIP, .format = PW_FORMAT_ESCPOS }, argc, argv);
}

int pw_cli_label(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli, (struct request){ .name = "label", .document = PW_DOC_LABEL, .format = PW_FORMAT_ZPL }, argc, argv);
}

int pw_cli_commands_sheet(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli, (struct request){ .name = "commands", .document = PW_DOC_COMMANDS, .format = PW_FORMAT_ESCPOS }, argc, argv);
}

int pw_cli_content_label(struct pw_cli *cli, int argc, char **argv)
{
    return run(cli, (struct request){ .name = "content-label", .document = PW_DOC_CONTENT_LABEL, .format = PW_FORMAT_ZPL }, argc,
               argv);
}
