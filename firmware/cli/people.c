/* packwright people: who works here, their role, their badge. */
#include "store/people.h"
#include "barcode/badge.h"
#include "base/nearest.h"
#include "cli/cli.h"
#include "cli/document.h"
#include "cli/when.h"
#include "intake/render.h"
#include "intake/route.h"
#include "packwright/clock.h"
#include "station/people.h"
#include "station/pin.h"
#include "station/station.h"
#include "store/files.h"
#include "store/identity.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct asked {
    struct pw_cli *cli;
    const char *role, *output, *to;
    enum pw_format format;
    bool badge, json, csv, chosen;
};

/* ---- the list ---- */

struct listing {
    const struct pw_config *config;
    json_t *rows;
};

static bool add_row(void *user, const struct pw_person *p)
{
    struct listing *l = user;
    char made[21];
    bool rights[PW_RIGHTS];
    json_t *list = json_array();
    pw_role_rights(l->config, p->role, rights);
    for (int r = 0; r < PW_RIGHTS; r++)
        if (rights[r])
            json_array_append_new(list, json_string(pw_right_name((enum pw_right)r)));
    pw_time_format(p->made_us, made);
    json_array_append_new(l->rows, json_pack("{s:I, s:s, s:s, s:b, s:b, s:b, s:o, s:s}", "id", (json_int_t)p->id, "name", p->name,
                                             "role", p->role, "active", p->active, "badge", p->badge[0] != '\0', "pin", p->pin,
                                             "rights", list, "since", made));
    return true;
}

static void put_rights(const json_t *row, char *out, size_t size)
{
    size_t i;
    json_t *right;
    out[0] = '\0';
    json_array_foreach(json_object_get(row, "rights"), i, right)
    {
        size_t len = strlen(out);
        snprintf(out + len, size - len, "%s%s", i == 0 ? "" : " ", json_string_value(right));
    }
}

/* RFC 4180; a field that a spreadsheet would take for a formula is text. */
static void put_csv(const char *text)
{
    putchar('"');
    if (strchr("=+-@", *text) != NULL && *text != '\0')
        putchar('\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    putchar('"');
}

static void print_rows(const struct asked *a, const json_t *rows)
{
    size_t i;
    json_t *row;
    if (a->csv)
        printf("id,name,role,active,badge,pin,rights\r\n");
    else if (json_array_size(rows) == 0)
        puts("Nobody is in the list yet: packwright people add NAME --role lead --badge");
    else
        printf("%4s  %-24s  %-10s  %-8s  %-5s  %-3s  %s\n", "NO.", "NAME", "ROLE", "STATE", "BADGE", "PIN", "RIGHTS");
    json_array_foreach(rows, i, row)
    {
        char rights[200], line[400];
        const char *name = json_string_value(json_object_get(row, "name"));
        const char *role = json_string_value(json_object_get(row, "role"));
        long long id = (long long)json_integer_value(json_object_get(row, "id"));
        bool active = json_is_true(json_object_get(row, "active")), badge = json_is_true(json_object_get(row, "badge"));
        bool pin = json_is_true(json_object_get(row, "pin"));
        put_rights(row, rights, sizeof rights);
        if (a->csv) {
            printf("%lld,", id);
            put_csv(name);
            putchar(',');
            put_csv(role);
            printf(",%s,%s,%s,", active ? "yes" : "no", badge ? "yes" : "no", pin ? "yes" : "no");
            put_csv(rights);
            printf("\r\n");
            continue;
        }
        snprintf(line, sizeof line, "%4lld  %-24s  %-10s  %-8s  %-5s  %-3s  %s", id, name, role, active ? "active" : "disabled",
                 badge ? "yes" : "no", pin ? "yes" : "no", rights);
        pw_cli_print(line);
        putchar('\n');
    }
}

static int list(const struct asked *a, const struct pw_config *config, struct pw_db *db)
{
    struct pw_error err = { 0 };
    struct listing l = { config, json_array() };
    bool ok = l.rows != NULL && pw_people_each(db, add_row, &l, &err);
    if (!ok)
        pw_cli_fail("people", "%s", err.text);
    else if (a->json) {
        json_dumpf(l.rows, stdout, pw_cli_json(JSON_INDENT(2)));
        putchar('\n');
    } else {
        print_rows(a, l.rows);
    }
    json_decref(l.rows);
    return ok ? PW_EXIT_OK : PW_EXIT_FAILED;
}

/* ---- one person ---- */

/* Through the spool, as a picture. Retention wipes it with other printed files. */
static bool queue_badge(const struct asked *a, const struct pw_config *config, struct pw_db *db, struct pw_bytes png,
                        struct pw_error *err)
{
    struct pw_file_job job;
    struct pw_file_request request = { .name = "a badge",
                                       .source = "command line",
                                       .bench = pw_section_get(pw_config_section(config, "station", ""), "name"),
                                       .printer = a->to,
                                       .content = png,
                                       .now_us = pw_clock_system.wall_us(&pw_clock_system) };
    if (!pw_file_route(config, db, &request, &request.printer, err) || !pw_file_try(config, request.printer, png, err) ||
        !pw_file_put(db, &request, &job, err))
        return false;
    printf("job %lld waits for printer %s; the station prints it\n", (long long)job.job, job.printer);
    return true;
}

/* The barcode is written once and kept nowhere: the store has its number alone. */
static bool make_badge(const struct asked *a, const struct pw_config *config, struct pw_db *db, const struct pw_person *person,
                       struct pw_error *err)
{
    uint8_t key[32];
    char tag[5], number[PW_BADGE_NUMBER_SIZE], code[PW_BADGE_CODE_SIZE];
    struct pw_composer *composer = NULL;
    struct pw_document_request want = { .document = PW_DOC_COMMANDS,
                                        .format = a->format,
                                        .badge = { .name = person->name, .role = person->role, .code = code } };
    struct pw_buf out;
    pw_buf_init(&out, 16 << 20);
    if (a->to != NULL) {
        want.format = PW_FORMAT_PNG;
        want.printer = a->to;
    } else if (!a->chosen && isatty(STDOUT_FILENO) && a->output == NULL)
        want.format = PW_FORMAT_TEXT;
    bool ok = pw_store_identity(db, key, tag, err) &&
              ((pw_badge_draw(number) && pw_badge_code(key, number, code)) ||
               pw_fail(err, PW_ERR_IO, 0, "the system gives no random numbers")) &&
              pw_composer_create(config, key, &composer, err) && pw_cli_compose(composer, db, &want, &out, err) &&
              pw_person_set_badge(db, person->id, number, err);
    if (ok && a->json)
        printf("{\"id\": %lld, \"code\": \"%s\"}\n", (long long)person->id, code);
    else if (ok && a->to != NULL)
        ok = queue_badge(a, config, db, pw_buf_peek(&out), err);
    else if (ok)
        ok = pw_cli_write("people", a->output, pw_buf_peek(&out)) ||
             pw_fail(err, PW_ERR_IO, 0, "the badge was not written; make another");
    pw_buf_finish(&out);
    pw_composer_destroy(composer);
    return ok;
}

/* A line of standard input, which a terminal doesn't show. */
static bool read_line(const char *question, char out[64])
{
    struct termios before, quiet;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fprintf(stderr, "%s: ", question);
    }
    bool ok = fgets(out, 64, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (ok)
        out[strcspn(out, "\r\n")] = '\0';
    return ok;
}

static bool set_pin(struct pw_db *db, const struct pw_person *person, struct pw_error *err)
{
    char pin[64] = "", again[64] = "", digest[PW_PIN_DIGEST] = "";
    bool ok = read_line("PIN, 4 to 12 digits (nothing takes it away)", pin) ||
              pw_fail(err, PW_ERR_BAD_INPUT, 0, "no PIN came on standard input");
    if (ok && isatty(STDIN_FILENO) && (!read_line("once more", again) || strcmp(pin, again) != 0))
        ok = pw_fail(err, PW_ERR_BAD_INPUT, 0, "the two are not the same; nothing was changed");
    ok = ok && (pin[0] == '\0' || pw_pin_digest(pin, digest, err)) && pw_person_set_pin(db, person->id, digest, err);
    explicit_bzero(pin, sizeof pin);
    explicit_bzero(again, sizeof again);
    return ok;
}

static bool check_role(const struct asked *a, const struct pw_config *config)
{
    const char *known[64];
    size_t n = 0;
    if (pw_role_exists(config, a->role))
        return true;
    while (n < PW_COUNT(known) && (known[n] = pw_role_nth(config, n)) != NULL)
        n++;
    const char *near = pw_word_nearest(a->role, known, n);
    pw_cli_usage("people",
                 "--role %.40s: there is no such role%s%s%s; packer, lead and manager are there, others are [role NAME]", a->role,
                 near == NULL ? "" : "; did you mean ", near == NULL ? "" : near, near == NULL ? "" : "?");
    return false;
}

static int change(const struct asked *a, const struct pw_config *config, struct pw_db *db, const char *what, const char *who)
{
    struct pw_error err = { 0 };
    struct pw_person p = { 0 };
    int64_t id = 0;
    bool adds = strcmp(what, "add") == 0, ok;
    if (a->role != NULL && !check_role(a, config))
        return PW_EXIT_USAGE;
    if (adds) {
        ok = pw_person_add(db, who, a->role == NULL ? "packer" : a->role, pw_clock_system.wall_us(&pw_clock_system), &id, &err);
        if (ok)
            snprintf(p.name, sizeof p.name, "%s", who);
        if (ok)
            snprintf(p.role, sizeof p.role, "%s", a->role == NULL ? "packer" : a->role);
        p.id = id;
    } else {
        ok = pw_person_find(db, who, &p, &err);
    }
    if (ok && strcmp(what, "remove") == 0)
        ok = pw_person_remove(db, p.id, &err);
    else if (ok && (strcmp(what, "disable") == 0 || strcmp(what, "enable") == 0))
        ok = pw_person_set_active(db, p.id, strcmp(what, "enable") == 0, &err);
    else if (ok && strcmp(what, "role") == 0)
        ok = pw_person_set_role(db, p.id, a->role, &err);
    else if (ok && strcmp(what, "pin") == 0)
        ok = set_pin(db, &p, &err);
    if (ok && (strcmp(what, "badge") == 0 || a->badge))
        ok = make_badge(a, config, db, &p, &err);
    if (!ok)
        return pw_cli_fail("people", "%s", err.text);
    if (strcmp(what, "pin") == 0)
        printf("%s signs in with the number %lld and the PIN\n", p.name, (long long)p.id);
    if (adds && !a->json && !a->badge)
        printf("%s has the number %lld\n", p.name, (long long)id);
    return PW_EXIT_OK;
}

int pw_cli_people(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "role", required_argument, NULL, 'r' },   { "badge", no_argument, NULL, 'b' },
        { "json", no_argument, NULL, 'j' },         { "csv", no_argument, NULL, 'c' },
        { "format", required_argument, NULL, 'f' }, { "output", required_argument, NULL, 'o' },
        { "to", required_argument, NULL, 't' },     { 0 }
    };
    static const char *const words[] = { "list", "add", "role", "badge", "pin", "disable", "enable", "remove" };
    struct asked a = { .cli = cli, .format = PW_FORMAT_ESCPOS };
    struct pw_config *config;
    struct pw_db *db;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o == 'r')
            a.role = optarg;
        else if (o == 'b')
            a.badge = true;
        else if (o == 'j')
            a.json = true;
        else if (o == 'c')
            a.csv = true;
        else if (o == 'f' && pw_cli_format(optarg, &a.format))
            a.chosen = true;
        else if (o == 'f')
            return pw_cli_usage("people", "--format %s: must be escpos, png, pdf or text", optarg);
        else if (o == 'o')
            a.output = optarg;
        else if (o == 't')
            a.to = optarg;
        else
            return pw_cli_usage("people", "that is no option of people");
    }
    const char *what = optind < argc ? argv[optind] : "list", *who = optind + 1 < argc ? argv[optind + 1] : NULL;
    size_t at = 0;
    while (at < PW_COUNT(words) && strcmp(words[at], what) != 0)
        at++;
    if (at == PW_COUNT(words)) {
        const char *near = pw_word_nearest(what, words, PW_COUNT(words));
        return pw_cli_usage("people", "people %.40s: must be list, add, role, badge, pin, disable, enable or remove%s%s%s", what,
                            near == NULL ? "" : "; did you mean ", near == NULL ? "" : near, near == NULL ? "" : "?");
    }
    if ((at == 0) != (who == NULL) || optind + 2 < argc)
        return pw_cli_usage("people", at == 0 ? "people list takes no argument" : "give one name: people %s NAME", what);
    if ((strcmp(what, "role") == 0 && a.role == NULL) ||
        (a.role != NULL && strcmp(what, "role") != 0 && strcmp(what, "add") != 0) || (a.badge && strcmp(what, "add") != 0))
        return pw_cli_usage("people", "--role ROLE goes with people add and people role, --badge with people add");
    if (a.to != NULL && (a.output != NULL || a.chosen || a.json))
        return pw_cli_usage("people", "--to prints on a printer of the configuration: leave --format, --output and --json away");
    if (!pw_cli_open(cli, "people", &config, &db))
        return PW_EXIT_FAILED;
    int status = at == 0 ? list(&a, config, db) : change(&a, config, db, what, who);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
