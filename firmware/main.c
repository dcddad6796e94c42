/* packwright: options before the subcommand, the subcommand's help, and the way to it. */
#include "base/nearest.h"
#include "cli/cli.h"
#include "document/pdf.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static int print_help(void)
{
    printf("packwright %s: the firmware of a packing station\n\nusage: packwright [-c FILE] COMMAND ...\n\n", PACKWRIGHT_VERSION);
    for (const struct pw_cli_command *c = pw_cli_commands; c->name != NULL; c++)
        printf("  %-14s %s\n", c->name, c->summary);
    printf("\n  -c FILE        the configuration (else $PACKWRIGHT_CONFIG, ./packwright.conf, /etc/packwright/packwright.conf)\n"
           "  --help         after a command: its options\n"
           "  --version\n");
    return PW_EXIT_OK;
}

static int print_command_help(const struct pw_cli_command *c)
{
    printf("usage: packwright %s%s%s\n\n%s\n", c->name, *c->usage == '\0' ? "" : " ", c->usage, c->summary);
    if (c->help != NULL)
        printf("\n%s", c->help);
    return PW_EXIT_OK;
}

static const struct pw_cli_command *find(const char *name)
{
    for (const struct pw_cli_command *c = pw_cli_commands; c->name != NULL; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

/* -c FILE may stand anywhere before "--"; takes it out of argv. False when FILE is missing. */
static bool take_config(int *argc, char **argv, const char **ret_path)
{
    int out = 1;
    bool over = false;
    for (int i = 1; i < *argc; i++) {
        over = over || strcmp(argv[i], "--") == 0;
        if (!over && strcmp(argv[i], "-c") == 0) {
            if (i + 1 == *argc)
                return false;
            *ret_path = argv[++i];
        } else {
            argv[out++] = argv[i];
        }
    }
    argv[out] = NULL;
    *argc = out;
    return true;
}

/* A picture of the memory of this process would hold credentials and the buyers of the day: none is written, by nobody. */
static void leave_no_core(void)
{
#if !defined(PW_SANITIZED) /* the looker for leaks looks at it from outside */
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        fprintf(stderr, "packwright: if this process crashes, the file that is written of it may hold credentials: %s\n",
                strerror(errno));
#endif
}

int main(int argc, char **argv)
{
    leave_no_core();
    if (argc == 2 && strcmp(argv[1], PW_PDF_CHILD) == 0)
        return pw_pdf_child();
    setlocale(LC_CTYPE, "C.UTF-8"); /* numbers and sorting stay plain; text is UTF-8 */
    signal(SIGPIPE, SIG_IGN);
    struct pw_cli cli = { 0 };
    pw_log_init_stderr(&cli.log, PW_LOG_INFO);
    if (!take_config(&argc, argv, &cli.config_path))
        return pw_cli_usage("", "-c needs a file");
    if (argc < 2) {
        print_help();
        return PW_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
        return print_help();
    if (strcmp(argv[1], "--version") == 0) {
        printf("packwright %s\n", PACKWRIGHT_VERSION);
        return PW_EXIT_OK;
    }
    const struct pw_cli_command *command = find(argv[1]);
    if (command == NULL) {
        const char *names[64];
        size_t n = 0;
        for (const struct pw_cli_command *c = pw_cli_commands; c->name != NULL && n < PW_COUNT(names); c++)
            names[n++] = c->name;
        const char *near = pw_word_nearest(argv[1], names, n);
        if (near != NULL)
            return pw_cli_usage("", "there is no command \"%s\"; did you mean \"%s\"?", argv[1], near);
        return pw_cli_usage("", "there is no command \"%s\"", argv[1]);
    }
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0)
            return print_command_help(command);
    int status = command->run(&cli, argc - 1, argv + 1);
    if (fflush(stdout) != 0 && status == PW_EXIT_OK)
        status = pw_cli_fail(command->name, "the output could not be written");
    return status;
}
