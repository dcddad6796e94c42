/*
 * packwright journal export: the events of a time with what decide saw, one JSON document a line. packwright replay: such a file,
 * or the store itself, decided with today's code.
 *
 *     {"packwright_journal": 1, "program": "0.4", "bench": "bench-1"}
 *     {"rules": 1, "are": {...}}
 *     {"event": 12, "time": 1795433101000000, "rules": 1, "seen": {"state": ..., "event": ..., "facts": ..., "decision": ...}}
 */
#include "station/replay.h"
#include "base/json.h"
#include "cli/cli.h"
#include "cli/when.h"
#include "packwright/clock.h"
#include "station/record.h"
#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FORMAT = 1, RULES = 64 };

/* The rules that events refer to, newest last; the oldest makes room. */
struct rule_book {
    int64_t pk[RULES];
    json_t *rules[RULES];
    size_t count;
};

static const json_t *book_find(const struct rule_book *b, int64_t pk)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->pk[i] == pk)
            return b->rules[i];
    return NULL;
}

static void book_put(struct rule_book *b, int64_t pk, json_t *rules)
{
    if (b->count == RULES) {
        json_decref(b->rules[0]);
        memmove(b->pk, b->pk + 1, (RULES - 1) * sizeof b->pk[0]);
        memmove(b->rules, b->rules + 1, (RULES - 1) * sizeof b->rules[0]);
        b->count--;
    }
    b->pk[b->count] = pk;
    b->rules[b->count++] = rules;
}

static void book_finish(struct rule_book *b)
{
    for (size_t i = 0; i < b->count; i++)
        json_decref(b->rules[i]);
}

static json_t *rules_of(struct pw_db *db, struct rule_book *book, int64_t pk, bool *ret_fresh, struct pw_error *err)
{
    json_t *rules = (json_t *)(uintptr_t)book_find(book, pk);
    *ret_fresh = rules == NULL;
    if (rules != NULL)
        return rules;
    struct pw_stmt *s = pw_db_query(db, err, "SELECT rules FROM journal_rules WHERE id = $1", "i", pk);
    if (s == NULL)
        return NULL;
    if (pw_stmt_step(s, err) == PW_ROW)
        rules = pw_json_load(pw_bytes_str(pw_stmt_text(s, 0)), 0, NULL);
    pw_stmt_done(s);
    if (rules == NULL)
        pw_fail(err, PW_ERR_BAD_INPUT, 0, "the store has no rules %" PRId64, pk);
    else
        book_put(book, pk, rules);
    return rules;
}

/* ---- export ---- */

struct export
{
    struct pw_db *db;
    FILE *out;
    struct rule_book book;
    struct pw_buf text;
    int64_t events, without;
};

static bool write_event(void *user, const struct pw_journal_event *event, struct pw_error *err)
{
    struct export *x = user;
    bool fresh;
    if (event->seen.len == 0) {
        x->without++;
        return true;
    }
    json_t *rules = rules_of(x->db, &x->book, event->rules_pk, &fresh, err);
    if (rules == NULL)
        return false;
    if (fresh) {
        fprintf(x->out, "{\"rules\":%" PRId64 ",\"are\":", event->rules_pk);
        json_dumpf(rules, x->out, JSON_COMPACT | JSON_ENSURE_ASCII);
        fputs("}\n", x->out);
    }
    pw_buf_reset(&x->text);
    if (!pw_record_unpack(event->seen, &x->text, err)) {
        char why[sizeof err->text];
        snprintf(why, sizeof why, "%s", err->text);
        return pw_fail(err, err->code, 0, "event %" PRId64 ": %s", event->seq, why);
    }
    fprintf(x->out, "{\"event\":%" PRId64 ",\"time\":%" PRId64 ",\"rules\":%" PRId64 ",\"seen\":%s}\n", event->seq,
            event->time_us, event->rules_pk, pw_buf_text(&x->text));
    x->events++;
    return true;
}

/* It holds what was scanned: nobody else reads it. */
static FILE *open_new(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (f == NULL && fd >= 0)
        close(fd);
    return f;
}

static int export_to(struct pw_cli *cli, const char *path, const struct pw_cli_when *from, const struct pw_cli_when *to)
{
    struct pw_config *config = NULL;
    struct pw_error err = { 0 };
    struct export x = { 0 };
    int status = PW_EXIT_OK;
    if (!pw_cli_open(cli, "journal", &config, &x.db))
        return PW_EXIT_FAILED;
    x.out = strcmp(path, "-") == 0 ? stdout : open_new(path);
    if (x.out == NULL && errno == EEXIST)
        status = pw_cli_fail("journal", "%s is there already; give another name", path);
    else if (x.out == NULL)
        status = pw_cli_fail("journal", "%s can't be written: %s", path, strerror(errno));
    pw_buf_init(&x.text, PW_RECORD_MAX + 8192);
    if (x.out != NULL) {
        fprintf(x.out, "{\"packwright_journal\":%d,\"program\":\"%s\"}\n", FORMAT, PACKWRIGHT_VERSION);
        bool ok = pw_journal_each(x.db, pw_cli_when_us(from, INT64_MIN), pw_cli_when_us(to, INT64_MAX), write_event, &x, &err);
        bool written = fflush(x.out) == 0 && ferror(x.out) == 0;
        if (x.out != stdout)
            written = fclose(x.out) == 0 && written;
        if (!ok || !written)
            status = pw_cli_fail("journal", "%s", ok ? "the file could not be written; is the disk full?" : err.text);
        else
            fprintf(stderr, "%" PRId64 " events%s%s\n", x.events, x.events == 0 ? " in that time" : " written to ",
                    x.events == 0 ? "" : path);
        if (status == PW_EXIT_OK && x.without > 0)
            fprintf(stderr,
                    "%" PRId64 " scans have no record of what was seen: they were wiped, or an older program wrote them\n",
                    x.without);
    }
    pw_buf_finish(&x.text);
    book_finish(&x.book);
    pw_db_close(x.db);
    pw_config_free(config);
    return status;
}

int pw_cli_journal(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "from", required_argument, NULL, 'f' },
                                             { "to", required_argument, NULL, 't' },
                                             { 0 } };
    struct pw_cli_when from = { 0 }, to = { 0 };
    int option;
    optind = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option != 'f' && option != 't')
            return pw_cli_usage("journal", "unknown option");
        if (!pw_cli_when_take("journal", option == 'f' ? "from" : "to", optarg, option == 't', option == 'f' ? &from : &to))
            return PW_EXIT_USAGE;
    }
    if (optind >= argc || strcmp(argv[optind], "export") != 0)
        return pw_cli_usage("journal", "what with the journal? (export FILE)");
    if (optind + 2 != argc)
        return pw_cli_usage("journal", "export: into which file? (- is standard output)");
    return export_to(cli, argv[optind + 1], &from, &to);
}

/* ---- replay ---- */

struct replaying {
    struct pw_db *db; /* NULL: from a file */
    struct pw_replay *replay;
    struct rule_book book;
    struct pw_buf text;
    const char *name;
    int64_t events, differ, without, rules_pk;
    bool all;
};

static void print_difference(void *user, const char *path, const char *then, const char *now)
{
    (void)user;
    char line[4000];
    snprintf(line, sizeof line, "  %-20s then %s, now %s", path, then, now);
    pw_cli_print(line);
    putchar('\n');
}

static void print_part(const char *name, const struct pw_field *fields, const void *base)
{
    for (const struct pw_field *f = fields; f->name != NULL; f++) {
        struct pw_buf out;
        struct pw_field one[2] = { *f };
        pw_buf_init(&out, PW_RECORD_MAX);
        pw_fields_write(one, base, &out);
        if (out.len > 2) { /* {} */
            printf("    %s", name);
            pw_cli_print(pw_buf_text(&out));
            putchar('\n');
        }
        pw_buf_finish(&out);
    }
}

static void print_seen(const struct replaying *p, int64_t seq, int64_t time_us)
{
    const struct pw_replay *r = p->replay;
    char when[40], line[1000];
    pw_cli_local(time_us, PW_CLI_SECOND, when);
    snprintf(line, sizeof line, "event %" PRId64 " of %s, lane %s, %s%s%s is decided otherwise today:", seq, when,
             *r->event.lane == '\0' ? "-" : r->event.lane, *r->event.device == '\0' ? "no device" : r->event.device,
             *r->event.shown == '\0' ? "" : ", scan of ", r->event.shown);
    pw_cli_print(line);
    putchar('\n');
    pw_replay_compare(r, print_difference, NULL);
    puts("  what decide saw:");
    print_part("state ", pw_state_fields, &r->state);
    print_part("event ", pw_event_fields, &r->event);
    print_part("facts ", pw_facts_fields, &r->facts);
}

static void ignore(void *user, const char *path, const char *then, const char *now)
{
    (void)user, (void)path, (void)then, (void)now;
}

/* False ends it: the first difference was told. */
static bool replay_one(struct replaying *p, int64_t seq, int64_t time_us, const json_t *rules, const json_t *seen,
                       struct pw_error *err)
{
    if (!pw_replay_rules(p->replay, rules, err) || !pw_replay_decide(p->replay, seen, err))
        return false;
    p->events++;
    if (pw_replay_compare(p->replay, ignore, NULL) == 0)
        return true;
    p->differ++;
    print_seen(p, seq, time_us);
    return p->all;
}

static bool replay_stored(void *user, const struct pw_journal_event *event, struct pw_error *err)
{
    struct replaying *p = user;
    bool fresh;
    if (event->seen.len == 0) {
        p->without++;
        return true;
    }
    json_t *rules = rules_of(p->db, &p->book, event->rules_pk, &fresh, err);
    pw_buf_reset(&p->text);
    if (rules == NULL || !pw_record_unpack(event->seen, &p->text, err))
        return false;
    json_t *seen = pw_json_load(pw_bytes_of(pw_buf_text(&p->text), p->text.len), 0, NULL);
    bool ok = seen != NULL ? replay_one(p, event->seq, event->time_us, rules, seen, err)
                           : pw_fail(err, PW_ERR_BAD_INPUT, 0, "event %" PRId64 ": the record is damaged", event->seq);
    json_decref(seen);
    return ok;
}

static bool bad_line(struct replaying *p, int64_t line, const char *why, struct pw_error *err)
{
    return pw_fail(err, PW_ERR_BAD_INPUT, 0, "%s:%" PRId64 ": %s", p->name, line, why);
}

static bool replay_line(struct replaying *p, int64_t line, const char *text, size_t len, struct pw_error *err)
{
    json_error_t why;
    json_t *o = pw_json_load(pw_bytes_of(text, len), 0, &why);
    if (!json_is_object(o)) {
        json_decref(o);
        return bad_line(p, line, line == 1 ? "this is no journal of packwright" : "this is no JSON object; is the file cut off?",
                        err);
    }
    bool ok = true;
    json_t *are = json_object_get(o, "are"), *seen = json_object_get(o, "seen");
    int64_t pk = json_integer_value(json_object_get(o, "rules"));
    if (line == 1) {
        int64_t format = json_integer_value(json_object_get(o, "packwright_journal"));
        if (format != FORMAT)
            ok = bad_line(p, line, format == 0 ? "this is no journal of packwright" : "a newer packwright wrote this journal",
                          err);
    } else if (are != NULL) {
        book_put(&p->book, pk, json_incref(are));
    } else if (seen != NULL) {
        struct pw_error inner = { 0 };
        const json_t *rules = book_find(&p->book, pk);
        ok = rules == NULL ? pw_fail(&inner, PW_ERR_BAD_INPUT, 0, "an event before its rules")
                           : replay_one(p, json_integer_value(json_object_get(o, "event")),
                                        json_integer_value(json_object_get(o, "time")), rules, seen, &inner);
        if (!ok && inner.code != PW_OK)
            bad_line(p, line, inner.text, err);
    } /* anything else is of a later version */
    json_decref(o);
    return ok;
}

static bool replay_file(struct replaying *p, FILE *in, struct pw_error *err)
{
    int64_t line = 0;
    pw_buf_reset(&p->text);
    for (;;) {
        int c = getc_unlocked(in);
        if (c == EOF || c == '\n') {
            if (ferror(in))
                return pw_fail(err, PW_ERR_IO, errno, "%s can't be read", p->name);
            if (c == EOF && p->text.len == 0)
                return line > 0 || bad_line(p, 1, "the file is empty", err);
            line++;
            if (!pw_buf_ok(&p->text, NULL))
                return bad_line(p, line, "the line is longer than any event", err);
            if (!replay_line(p, line, pw_buf_text(&p->text), p->text.len, err))
                return false;
            pw_buf_reset(&p->text);
        } else {
            pw_buf_putc(&p->text, (uint8_t)c);
            if (p->text.failed)
                return bad_line(p, line + 1, "the line is longer than any event", err);
        }
    }
}

static int finish(const struct replaying *p, bool ok, const struct pw_error *err)
{
    if (p->replay->unknown.names[0] != '\0')
        fprintf(stderr, "this program doesn't know, and left out: %s\n", p->replay->unknown.names);
    if (p->without > 0)
        fprintf(stderr, "%" PRId64 " scans have no record of what was seen: they were wiped, or an older program wrote them\n",
                p->without);
    if (!ok && err->code != PW_OK)
        return pw_cli_fail("replay", "%s", err->text);
    if (p->differ == 0)
        printf("%" PRId64 " events: every one is decided today as it was then\n", p->events);
    else if (p->all)
        printf("%" PRId64 " of %" PRId64 " events are decided otherwise today\n", p->differ, p->events);
    else
        printf("%" PRId64 " events before it are decided as they were; --all goes on\n", p->events - 1);
    return p->differ == 0 ? PW_EXIT_OK : PW_EXIT_FAILED;
}

int pw_cli_replay(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = {
        { "from", required_argument, NULL, 'f' }, { "to", required_argument, NULL, 't' }, { "all", no_argument, NULL, 'a' }, { 0 }
    };
    struct pw_cli_when from = { 0 }, to = { 0 };
    struct replaying p = { .name = "-" };
    int option;
    optind = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'a')
            p.all = true;
        else if (option != 'f' && option != 't')
            return pw_cli_usage("replay", "unknown option");
        else if (!pw_cli_when_take("replay", option == 'f' ? "from" : "to", optarg, option == 't', option == 'f' ? &from : &to))
            return PW_EXIT_USAGE;
    }
    if (optind + 1 < argc)
        return pw_cli_usage("replay", "one journal at a time");
    if (optind < argc && (from.given || to.given))
        return pw_cli_usage("replay", "--from and --to are for the store's own journal; a file is replayed whole");
    struct pw_config *config = NULL;
    struct pw_error err = { 0 };
    FILE *in = NULL;
    if (optind < argc) {
        p.name = argv[optind];
        in = strcmp(p.name, "-") == 0 ? stdin : fopen(p.name, "re");
        if (in == NULL)
            return pw_cli_fail("replay", "%s can't be read: %s", p.name, strerror(errno));
    }
    if (in == NULL ? !pw_cli_open(cli, "replay", &config, &p.db) : !pw_cli_config(cli, "replay", &config))
        return PW_EXIT_FAILED;
    pw_buf_init(&p.text, PW_RECORD_MAX + 8192);
    p.replay = calloc(1, sizeof *p.replay);
    bool ok = p.replay == NULL ? pw_fail(&err, PW_ERR_MEMORY, 0, "no memory")
              : in != NULL     ? replay_file(&p, in, &err)
                               : pw_journal_each(p.db, pw_cli_when_us(&from, INT64_MIN), pw_cli_when_us(&to, INT64_MAX),
                                                 replay_stored, &p, &err);
    int status = p.replay == NULL ? pw_cli_fail("replay", "%s", err.text) : finish(&p, ok, &err);
    if (in != NULL && in != stdin)
        fclose(in);
    free(p.replay);
    book_finish(&p.book);
    pw_buf_finish(&p.text);
    pw_db_close(p.db);
    pw_config_free(config);
    return status;
}
