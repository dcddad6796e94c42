/* The command line: one file a subcommand, each a row of the table in cli.c. */
#ifndef PACKWRIGHT_CLI_H
#define PACKWRIGHT_CLI_H

#include "config.h"
#include "packwright/log.h"
#include "store/db.h"

enum { PW_EXIT_OK = 0, PW_EXIT_FAILED = 1, PW_EXIT_USAGE = 2 };

/* What every subcommand gets. */
struct pw_cli {
    const char *config_path; /* -c FILE, or NULL */
    struct pw_log log;
};

struct pw_cli_command {
    const char *name;
    const char *usage;   /* after the name: "FILE..." */
    const char *summary; /* one line */
    const char *help;    /* the options, one a line */
    /** argv[0] is the subcommand's name. Returns an exit status. */
    int (*run)(struct pw_cli *cli, int argc, char **argv);
};

extern const struct pw_cli_command pw_cli_commands[]; /* ends with a NULL name */

/** Print "packwright NAME: text" on standard error; returns PW_EXIT_FAILED or PW_EXIT_USAGE. */
int pw_cli_fail(const char *name, const char *fmt, ...) PW_PRINTF(2, 3);
int pw_cli_usage(const char *name, const char *fmt, ...) PW_PRINTF(2, 3);
/** Dates are shown and printed in the station's time zone from here on. Before any thread is started. */
void pw_cli_timezone(struct pw_cli *cli, const struct pw_config *config);
/** Load the configuration; prints what is wrong. */
PW_MUST_CHECK bool pw_cli_config(struct pw_cli *cli, const char *name, struct pw_config **ret_config);
/** Load the configuration and open the store; prints what is wrong. */
PW_MUST_CHECK bool pw_cli_open(struct pw_cli *cli, const char *name, struct pw_config **ret_config, struct pw_db **ret_db);
/** Print text for a terminal: control characters as visible stand-ins. */
void pw_cli_print(const char *text);

/** jansson's flags for standard output: a terminal gets escapes, for it may take U+009B and its like as the start of a command.
 */
size_t pw_cli_json(size_t flags);

int pw_cli_run(struct pw_cli *cli, int argc, char **argv);
int pw_cli_demo(struct pw_cli *cli, int argc, char **argv);
int pw_cli_slip(struct pw_cli *cli, int argc, char **argv);
int pw_cli_content_label(struct pw_cli *cli, int argc, char **argv);
int pw_cli_customs(struct pw_cli *cli, int argc, char **argv);
int pw_cli_handover(struct pw_cli *cli, int argc, char **argv);
int pw_cli_test_page(struct pw_cli *cli, int argc, char **argv);
int pw_cli_self_test(struct pw_cli *cli, int argc, char **argv);
int pw_cli_label(struct pw_cli *cli, int argc, char **argv);
int pw_cli_commands_sheet(struct pw_cli *cli, int argc, char **argv);
int pw_cli_artwork(struct pw_cli *cli, int argc, char **argv);
int pw_cli_print_file(struct pw_cli *cli, int argc, char **argv);
int pw_cli_token(struct pw_cli *cli, int argc, char **argv);
int pw_cli_template(struct pw_cli *cli, int argc, char **argv);
int pw_cli_import(struct pw_cli *cli, int argc, char **argv);
int pw_cli_orders(struct pw_cli *cli, int argc, char **argv);
int pw_cli_order(struct pw_cli *cli, int argc, char **argv);
int pw_cli_confirmations(struct pw_cli *cli, int argc, char **argv);
int pw_cli_channel(struct pw_cli *cli, int argc, char **argv);
int pw_cli_postage(struct pw_cli *cli, int argc, char **argv);
int pw_cli_purge(struct pw_cli *cli, int argc, char **argv);
int pw_cli_articles(struct pw_cli *cli, int argc, char **argv);
int pw_cli_lots(struct pw_cli *cli, int argc, char **argv);
int pw_cli_returns(struct pw_cli *cli, int argc, char **argv);
int pw_cli_queue(struct pw_cli *cli, int argc, char **argv);
int pw_cli_hold(struct pw_cli *cli, int argc, char **argv);
int pw_cli_release(struct pw_cli *cli, int argc, char **argv);
int pw_cli_push(struct pw_cli *cli, int argc, char **argv);
int pw_cli_shelf(struct pw_cli *cli, int argc, char **argv);
int pw_cli_people(struct pw_cli *cli, int argc, char **argv);
int pw_cli_report(struct pw_cli *cli, int argc, char **argv);
int pw_cli_journal(struct pw_cli *cli, int argc, char **argv);
int pw_cli_replay(struct pw_cli *cli, int argc, char **argv);

#endif
