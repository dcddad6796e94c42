/* packwright hold, release, push: what the office decides about one order; and shelf, where orders lie aside. */
#include "station/office.h"
#include "barcode/place_code.h"
#include "cli/cli.h"
#include "cli/when.h"
#include "packwright/clock.h"
#include "station/station.h"
#include "store/identity.h"

#include <getopt.h>
#include <jansson.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REASON_MAX = 100 };

static void put_who(char out[40])
{
    const struct passwd *user = getpwuid(getuid());
    snprintf(out, 40, "command line, %.24s", user == NULL ? "?" : user->pw_name);
}

static int order_action(struct pw_cli *cli, const char *name, enum pw_office what, const char *order, const char *reason)
{
    struct pw_config *config;
    struct pw_db *db;
    struct pw_error err = { 0 };
    struct pw_say say;
    enum pw_outcome outcome = PW_OUTCOME_REFUSED;
    char who[40];
    if (!pw_cli_open(cli, name, &config, &db))
        return PW_EXIT_FAILED;
    put_who(who);
    int status = PW_EXIT_FAILED;
    if (!pw_office_do(config, db, &pw_clock_system, what, order, reason, who, &outcome, &say, &err)) {
        pw_cli_fail(name, "%s", err.text);
    } else if (outcome == PW_OUTCOME_REFUSED) {
        pw_cli_fail(name, "%s: %s", say.title, say.detail);
    } else {
        char text[sizeof say.title + sizeof say.detail + 4];
        snprintf(text, sizeof text, "%s: %s", say.title, say.detail);
        pw_cli_print(text);
        putchar('\n');
        status = PW_EXIT_OK;
    }
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

/* One order and options; usage errors are told. */
static int action(struct pw_cli *cli, int argc, char **argv, const char *name, enum pw_office what, enum pw_office undo,
                  bool needs_reason)
{
    static const struct option options[] = { { "reason", required_argument, NULL, 'r' },
                                             { "undo", no_argument, NULL, 'u' },
                                             { 0 } };
    const char *reason = "";
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'r' && what != PW_OFFICE_RELEASE)
            reason = optarg;
        else if (o == 'u' && undo != PW_OFFICE_NONE)
            what = undo;
        else
            return pw_cli_usage(name, "that is no option of %s", name);
    }
    if (optind + 1 != argc)
        return pw_cli_usage(name, "give one order's number");
    if (strlen(reason) > REASON_MAX)
        return pw_cli_usage(name, "--reason is longer than %d bytes", REASON_MAX);
    if (needs_reason && reason[strspn(reason, " ")] == '\0')
        return pw_cli_usage(name, "say why: --reason TEXT");
    return order_action(cli, name, what, argv[optind], reason);
}

int pw_cli_hold(struct pw_cli *cli, int argc, char **argv)
{
    return action(cli, argc, argv, "hold", PW_OFFICE_HOLD, PW_OFFICE_NONE, true);
}

int pw_cli_release(struct pw_cli *cli, int argc, char **argv)
{
    return action(cli, argc, argv, "release", PW_OFFICE_RELEASE, PW_OFFICE_NONE, false);
}

int pw_cli_push(struct pw_cli *cli, int argc, char **argv)
{
    return action(cli, argc, argv, "push", PW_OFFICE_PUSH, PW_OFFICE_PUSH_BACK, false);
}

/* ---- the shelf ---- */

static json_t *shelf_rows(struct pw_db *db, struct pw_error *err)
{
    json_t *out = json_array();
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT shelf, order_id, status, shelf_reason, shelf_us, shelf_by FROM orders WHERE shelf <> "
                                    "'' ORDER BY shelf, shelf_us, id",
                                    "");
    enum pw_row row = PW_ROW_FAILED;
    while (s != NULL && (row = pw_stmt_step(s, err)) == PW_ROW) {
        char since[21];
        pw_time_format(pw_stmt_int(s, 4), since);
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "place", pw_stmt_text(s, 0), "order",
                                             pw_stmt_text(s, 1), "status", pw_stmt_text(s, 2), "reason", pw_stmt_text(s, 3),
                                             "since", since, "by", pw_stmt_text(s, 5)));
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return out;
    json_decref(out);
    return NULL;
}

static void print_row(const json_t *row)
{
    char line[400], since[40];
    int64_t us = 0;
    (void)pw_time_parse(json_string_value(json_object_get(row, "since")), &us);
    pw_cli_local(us, PW_CLI_SECOND, since);
    snprintf(line, sizeof line, "%-12s  %-20s  %-9s  %s  %-24.60s  %.60s", json_string_value(json_object_get(row, "place")),
             json_string_value(json_object_get(row, "order")), json_string_value(json_object_get(row, "status")), since,
             json_string_value(json_object_get(row, "reason")), json_string_value(json_object_get(row, "by")));
    pw_cli_print(line);
    putchar('\n');
}

static int list(struct pw_cli *cli, bool json)
{
    struct pw_config *config;
    struct pw_db *db;
    struct pw_error err = { 0 };
    if (!pw_cli_open(cli, "shelf", &config, &db))
        return PW_EXIT_FAILED;
    json_t *rows = shelf_rows(db, &err), *row;
    size_t i;
    if (rows == NULL)
        pw_cli_fail("shelf", "%s", err.text);
    else if (json) {
        json_dumpf(rows, stdout, pw_cli_json(JSON_INDENT(2)));
        putchar('\n');
    } else if (json_array_size(rows) == 0)
        puts("Nothing lies on the problem shelf.");
    else {
        printf("%-12s  %-20s  %-9s  %-19s  %-24s  %s\n", "PLACE", "ORDER", "STATUS", "SINCE", "REASON", "BY");
        json_array_foreach(rows, i, row) print_row(row);
    }
    int status = rows == NULL ? PW_EXIT_FAILED : PW_EXIT_OK;
    json_decref(rows);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

/* The barcodes of the places in the configuration, or of those that are named. */
static int codes(struct pw_cli *cli, bool json, int count, char **names)
{
    struct pw_config *config;
    struct pw_db *db;
    struct pw_error err = { 0 };
    uint8_t key[32];
    char tag[5], code[PW_SHELF_CODE_SIZE];
    int status = PW_EXIT_OK;
    if (!pw_cli_open(cli, "shelf", &config, &db))
        return PW_EXIT_FAILED;
    json_t *out = json_array();
    if (!pw_store_identity(db, key, tag, &err))
        status = pw_cli_fail("shelf", "%s", err.text);
    for (int i = 0; status == PW_EXIT_OK && i < count; i++) {
        if (!pw_shelf_code(key, names[i], code))
            status = pw_cli_usage("shelf", "%s: a place's name has 1 to %d letters and digits", names[i], PW_SHELF_NAME_MAX);
        else
            json_array_append_new(out, json_pack("{s:s, s:s}", "place", names[i], "code", code));
    }
    if (status == PW_EXIT_OK && json) {
        json_dumpf(out, stdout, pw_cli_json(JSON_INDENT(2)));
        putchar('\n');
    }
    for (size_t i = 0; status == PW_EXIT_OK && !json && i < json_array_size(out); i++)
        printf("%-12s  %s\n", json_string_value(json_object_get(json_array_get(out, i), "place")),
               json_string_value(json_object_get(json_array_get(out, i), "code")));
    json_decref(out);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}

int pw_cli_shelf(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "json", no_argument, NULL, 'j' }, { "codes", no_argument, NULL, 'c' }, { "off", required_argument, NULL, 'o' }, { 0 }
    };
    bool json = false, want_codes = false;
    const char *off = NULL;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'j')
            json = true;
        else if (o == 'c')
            want_codes = true;
        else if (o == 'o')
            off = optarg;
        else
            return pw_cli_usage("shelf", "that is no option of shelf");
    }
    if (want_codes && off == NULL && optind < argc)
        return codes(cli, json, argc - optind, argv + optind);
    if (want_codes)
        return pw_cli_usage("shelf", "name the places: --codes NAME...");
    if (optind != argc)
        return pw_cli_usage("shelf", "shelf takes no argument but the names after --codes");
    return off != NULL ? order_action(cli, "shelf", PW_OFFICE_UNSHELVE, off, "") : list(cli, json);
}
