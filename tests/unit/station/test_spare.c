/* A printer that somebody lets rest: its documents go to its spare, and come back; through the real beats on a real store. */
#include "test.h"

#include "barcode/command.h"
#include "station/board.h"
#include "station/station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL, OTHER, THIRD };

static struct world {
    struct pw_config *config;
    struct pw_clock_fixed clock;
    struct pw_station *s;
    struct {
        size_t printer;
        int64_t job;
    } sent[16];
    size_t sent_count;
    enum pw_outcome outcome;
    enum pw_refusal refusal;
    char said[400];
} w;

static void on_file(void *user, size_t printer, int64_t job, struct pw_bytes content, const char *title)
{
    (void)user, (void)title;
    CHECK(content.len > 0 && w.sent_count < PW_COUNT(w.sent));
    w.sent[w.sent_count].printer = printer;
    w.sent[w.sent_count++].job = job;
}

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    on_file(user, printer, job, bytes, title);
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user, (void)beats;
    CHECK(!decision->impossible);
    if (event->kind != PW_EVENT_SCAN)
        return;
    w.outcome = decision->outcome;
    w.refusal = decision->refusal;
    snprintf(w.said, sizeof w.said, "%s: %s", w.s->say.title, w.s->say.detail);
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event;
    pw_test_fail("station", 0, "%s", error->text);
}

static void on_changed(void *user)
{
    (void)user;
}

static void start(void)
{
    struct pw_error err = { 0 };
    const struct pw_station_listener on = { on_send, on_committed, on_unrecorded, on_changed, NULL, on_file };
    CHECK_OK(pw_station_create(w.config, &w.clock.base, NULL, &on, &w.s, &err), err);
}

/* Three label printers; what the first two have as spares is the test's. */
static void begin(const char *label, const char *other)
{
    struct pw_error err = { 0 };
    char text[900];
    memset(&w, 0, sizeof w);
    snprintf(text, sizeof text,
             "[station]\nname = b1\n[printer label]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\ndocuments = label "
             "content-label\n%s\n[printer other]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = zpl\n%s\n[printer "
             "third]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = tspl\n",
             label, other);
    CHECK_OK(pw_config_parse(text, "test.conf", pw_test_tmp(), &w.config, &err), err);
    pw_clock_fixed_init(&w.clock, 1790000000000000);
    start();
    for (size_t i = 0; i < 3; i++)
        pw_station_printer(w.s, i, true, "ready", "");
}

static void end(void)
{
    pw_station_destroy(w.s);
    pw_config_free(w.config);
}

static void restart(void)
{
    pw_station_destroy(w.s);
    start();
    for (size_t i = 0; i < 3; i++)
        pw_station_printer(w.s, i, true, "ready", "");
}

static int64_t give(const char *printer)
{
    struct pw_error err = { 0 };
    struct pw_file_job job;
    const struct pw_file_request request = {
        .content = pw_bytes_str("^XA^XZ"), .name = "a.zpl", .source = "test", .printer = printer
    };
    CHECK_OK(pw_station_file(w.s, &request, &job, &err), err);
    return job.job;
}

static void command(enum pw_command c)
{
    char code[PW_COMMAND_CODE_SIZE];
    CHECK(pw_command_code(w.s->key, c, code));
    w.clock.wall_us += 3000000;
    CHECK(pw_station_scan(w.s, "1", "hand", PW_ROLE_BOTH, pw_bytes_str(code), ""));
}

static void printed(size_t n)
{
    pw_station_job(w.s, w.sent[n].printer, w.sent[n].job, PW_JOB_PRINTED, 6, 6, "the test's printer");
}

static void went_to(size_t n, size_t printer, int64_t job)
{
    CHECK(w.sent_count > n);
    CHECK_INT(w.sent[n].job, job);
    CHECK_INT(w.sent[n].printer, printer);
}

static bool shown(const char *text)
{
    struct pw_error err = { 0 };
    struct pw_buf board;
    pw_buf_init(&board, 1 << 20);
    CHECK_OK(pw_board_write(w.s, "1", NULL, 0, &board, &err), err);
    bool found = strstr(pw_buf_text(&board), text) != NULL;
    pw_buf_finish(&board);
    return found;
}

/* The command is one of those that the screen shows large. */
static bool applies(const char *name)
{
    struct pw_error err = { 0 };
    struct pw_buf board;
    char text[60];
    pw_buf_init(&board, 1 << 20);
    CHECK_OK(pw_board_write(w.s, "1", NULL, 0, &board, &err), err);
    snprintf(text, sizeof text, "\"name\":\"%s\"", name);
    const char *at = strstr(pw_buf_text(&board), text);
    at = at == NULL ? NULL : strstr(at, "\"applies\":");
    bool yes = at != NULL && strncmp(at, "\"applies\":true", 14) == 0;
    pw_buf_finish(&board);
    return yes;
}

TEST(what_waits_and_what_comes_goes_to_the_spare_until_the_printer_is_called_back)
{
    begin("spare = other", "");
    int64_t first = give("label"), second = give("label"), third = give("label");
    went_to(0, LABEL, first);
    CHECK(!applies("SPARE") && !applies("SPAREBACK"));
    command(PW_COMMAND_SPARE); /* the only one that has a spare is meant, although it can print */
    CHECK_INT(w.outcome, PW_OUTCOME_DIVERTED);
    CHECK(strstr(w.said, "label rests: 2 documents that waited now print on other") != NULL);
    CHECK(shown("rests: its documents go to other") && applies("SPAREBACK"));
    went_to(1, OTHER, second);
    printed(0); /* the one that was on its way stays where it is */
    CHECK_INT(w.sent_count, 2);
    int64_t fourth = give("label");
    printed(1);
    went_to(2, OTHER, third);
    command(PW_COMMAND_SPARE_BACK);
    CHECK_INT(w.outcome, PW_OUTCOME_DIVERTED);
    CHECK(strstr(w.said, "label prints again: 1 document that waited now prints on label") != NULL);
    went_to(3, LABEL, fourth);
    CHECK_INT(w.sent_count, 4);
    CHECK(!shown("rests"));
    end();
}

TEST(a_printer_rests_over_a_restart)
{
    begin("spare = other", "");
    command(PW_COMMAND_SPARE);
    restart();
    int64_t job = give("label");
    went_to(0, OTHER, job);
    command(PW_COMMAND_SPARE_BACK);
    restart();
    printed(0);
    job = give("label");
    went_to(1, LABEL, job);
    end();
}

TEST(the_one_that_can_not_print_is_meant_and_nothing_is_guessed_where_all_can)
{
    begin("spare = other", "spare = label");
    command(PW_COMMAND_SPARE);
    CHECK_INT(w.refusal, PW_REFUSAL_SPARE_UNCLEAR);
    pw_station_printer(w.s, OTHER, false, "waiting", "out of paper");
    CHECK(applies("SPARE") && !shown("rests"));
    int64_t job = give("other");
    CHECK_INT(w.sent_count, 0);
    command(PW_COMMAND_SPARE);
    CHECK_INT(w.outcome, PW_OUTCOME_DIVERTED);
    went_to(0, LABEL, job);
    command(PW_COMMAND_SPARE_BACK);
    CHECK_INT(w.refusal, PW_REFUSAL_STILL_DOWN);
    CHECK(strstr(w.said, "out of paper") != NULL);
    pw_station_printer(w.s, OTHER, true, "ready", "");
    printed(0);
    job = give("other");
    went_to(1, LABEL, job); /* it is well, but nobody has called it back */
    command(PW_COMMAND_SPARE_BACK);
    CHECK_INT(w.outcome, PW_OUTCOME_DIVERTED);
    end();
}

TEST(without_a_spare_or_with_one_that_is_down_nothing_moves)
{
    begin("", "");
    command(PW_COMMAND_SPARE);
    CHECK_INT(w.refusal, PW_REFUSAL_NO_SPARE);
    command(PW_COMMAND_SPARE_BACK);
    CHECK_INT(w.refusal, PW_REFUSAL_NOT_DIVERTED);
    CHECK(!shown("\"SPARE\"") && !shown("\"SPAREBACK\"") && shown("\"UNDO\""));
    end();
    begin("spare = other", "");
    CHECK(shown("\"SPARE\"") && shown("\"SPAREBACK\""));
    pw_station_printer(w.s, OTHER, false, "waiting", "cover open");
    command(PW_COMMAND_SPARE);
    CHECK_INT(w.refusal, PW_REFUSAL_SPARE_DOWN);
    CHECK(strstr(w.said, "cover open") != NULL);
    int64_t job = give("label");
    went_to(0, LABEL, job);
    end();
}

TEST(a_file_that_the_spare_can_not_read_stays)
{
    begin("spare = third", "");
    pw_station_printer(w.s, LABEL, false, "missing", "");
    int64_t job = give("label");
    command(PW_COMMAND_SPARE);
    CHECK_INT(w.outcome, PW_OUTCOME_DIVERTED);
    CHECK_INT(w.sent_count, 0);
    pw_station_printer(w.s, LABEL, true, "ready", "");
    CHECK_INT(w.sent_count, 0);
    command(PW_COMMAND_SPARE_BACK);
    went_to(0, LABEL, job);
    end();
}

TEST(what_moved_by_itself_can_be_called_back_too)
{
    begin("spare = other\nspare-after = 10s", "");
    int64_t busy = give("other");
    went_to(0, OTHER, busy);
    pw_station_printer(w.s, LABEL, false, "missing", "unplugged");
    int64_t job = give("label");
    w.clock.mono_us += 11000000;
    pw_station_pump(w.s); /* it waits at the spare now, behind another one */
    pw_station_printer(w.s, LABEL, true, "ready", "");
    CHECK_INT(w.sent_count, 1);
    command(PW_COMMAND_SPARE_BACK);
    CHECK_INT(w.outcome, PW_OUTCOME_DIVERTED);
    went_to(1, LABEL, job);
    end();
}

TEST(a_file_that_did_not_come_out_prints_again_and_says_so_to_who_asked_for_it)
{
    struct pw_error err = { 0 };
    struct pw_file_job job;
    begin("", "");
    char told[60];
    int64_t first = give("label");
    pw_station_job(w.s, LABEL, first, PW_JOB_UNCERTAIN, 3, 6, "cut off");
    CHECK_INT(w.sent_count, 1);
    command(PW_COMMAND_PRINTED_NO);
    CHECK_INT(w.outcome, PW_OUTCOME_SETTLED);
    CHECK(strstr(w.said, "It prints again") != NULL);
    CHECK_INT(w.sent_count, 2);
    CHECK(w.sent[1].job > first);
    CHECK_OK(pw_file_job(w.s->db, first, &job, &err), err);
    CHECK_STR(job.status, "failed");
    snprintf(told, sizeof told, "job %lld prints it again", (long long)w.sent[1].job);
    CHECK(strstr(job.evidence, told) != NULL);
    command(PW_COMMAND_PRINTED_NO);
    CHECK_INT(w.refusal, PW_REFUSAL_NOTHING_UNCERTAIN);
    pw_station_job(w.s, LABEL, w.sent[1].job, PW_JOB_UNCERTAIN, 3, 6, "cut off");
    command(PW_COMMAND_PRINTED_YES);
    CHECK(strstr(w.said, "it came out") != NULL);
    CHECK_INT(w.sent_count, 2);
    end();
}
