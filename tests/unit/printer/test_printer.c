/* What becomes of a job at a printer, on the virtual printer and on virtual time. */
#include "test.h"

#include "config.h"
#include "printer.h"
#include "sim/sim.h"
#include "support/test_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct desk {
    struct pw_loop *loop;
    struct pw_config *config;
    struct pw_printer *printer;
    struct {
        int64_t job;
        enum pw_job_status status;
        int64_t total;
        char evidence[160];
    } told[32];
    size_t told_count;
    bool ready;
    char words[200];
} d;

static void on_job(void *user, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                   const char *evidence)
{
    (void)user, (void)printer, (void)accepted;
    d.told[d.told_count].total = total;
    d.told[d.told_count].job = job;
    d.told[d.told_count].status = status;
    snprintf(d.told[d.told_count++ % 32].evidence, 160, "%s", evidence);
}

static void on_state(void *user, size_t printer, bool ready, const char *state, const char *words)
{
    (void)user, (void)printer, (void)state;
    d.ready = ready;
    snprintf(d.words, sizeof d.words, "%s", words);
}

static void begin(const char *section)
{
    struct pw_error err = { 0 };
    const struct pw_printer_listener on = { on_job, on_state, NULL };
    memset(&d, 0, sizeof d);
    CHECK_OK(pw_config_parse(section, "test.conf", "/tmp", &d.config, &err), err);
    d.loop = pw_test_loop_create();
    CHECK_OK(pw_printer_create(d.loop, NULL, pw_config_nth(d.config, "printer", 0), 0, &on, &d.printer, &err), err);
    pw_test_loop_advance(d.loop, 100000);
}

static void end(void)
{
    pw_printer_destroy(d.printer);
    pw_test_loop_advance(d.loop, 1000);
    pw_test_loop_destroy(d.loop);
    pw_config_free(d.config);
}

static const char zebra[] = "[printer label]\ntransport = virtual\nlanguage = zpl\nmedia = 4x6in\nanswer-timeout = 5s\n";
static const char label[] = "^XA^PW812^LL1218^FO0,0^GFA,2,2,1,FFFF^FS^PQ1^XZ\n";

static void send(int64_t job)
{
    pw_printer_send(d.printer, job, pw_bytes_str(label), "label");
}

static enum pw_job_status last(void)
{
    CHECK(d.told_count > 0);
    return d.told[d.told_count - 1].status;
}

TEST(a_label_counts_as_printed_when_the_printer_says_that_nothing_is_left)
{
    begin(zebra);
    CHECK(d.ready);
    send(7);
    pw_test_loop_advance(d.loop, 50000);
    CHECK_INT(last(), PW_JOB_HANDED_OVER);
    pw_test_loop_advance(d.loop, 2000000);
    CHECK_INT(last(), PW_JOB_PRINTED);
    CHECK_INT(d.told[d.told_count - 1].job, 7);
    CHECK_INT(d.told_count, 2);
    end();
}

TEST(without_paper_the_label_waits_and_prints_when_there_is_paper)
{
    begin(zebra);
    pw_sim_printer_fault(pw_printer_transport(d.printer), PW_SIM_PAPER_OUT);
    send(1);
    pw_test_loop_advance(d.loop, 60000000); /* far longer than the answer-timeout: it said what it waits for */
    CHECK_INT(last(), PW_JOB_HANDED_OVER);
    CHECK(!d.ready);
    CHECK_STR(d.words, "out of paper");
    pw_sim_printer_fault(pw_printer_transport(d.printer), PW_SIM_FINE);
    pw_test_loop_advance(d.loop, 20000000);
    CHECK_INT(last(), PW_JOB_PRINTED);
    CHECK(d.ready);
    size_t papers;
    pw_sim_printer_papers(pw_printer_transport(d.printer), &papers);
    CHECK_INT(papers, 1);
    end();
}

TEST(a_printer_that_goes_away_before_its_word_leaves_the_job_uncertain)
{
    begin(zebra);
    send(3);
    pw_test_loop_advance(d.loop, 100000);
    CHECK_INT(last(), PW_JOB_HANDED_OVER);
    pw_sim_printer_fault(pw_printer_transport(d.printer), PW_SIM_OFFLINE);
    pw_test_loop_advance(d.loop, 100000);
    CHECK_INT(last(), PW_JOB_UNCERTAIN);
    CHECK(!d.ready);
    end();
}

TEST(a_job_for_a_printer_that_is_not_there_goes_back_to_the_queue)
{
    begin(zebra);
    pw_sim_printer_fault(pw_printer_transport(d.printer), PW_SIM_OFFLINE);
    pw_test_loop_advance(d.loop, 100000);
    send(4);
    pw_test_loop_advance(d.loop, 100000);
    CHECK_INT(last(), PW_JOB_QUEUED);
    end();
}

TEST(a_printer_that_cannot_answer_counts_as_having_printed_what_it_took)
{
    begin("[printer label]\ntransport = virtual\nlanguage = zpl\nstatus = none\n");
    send(5);
    pw_test_loop_advance(d.loop, 2000000);
    CHECK_INT(last(), PW_JOB_PRINTED);
    CHECK(strstr(d.told[d.told_count - 1].evidence, "can't say more") != NULL);
    CHECK_INT(d.told_count, 1);
    end();
}

TEST(what_may_have_been_cut_off_is_ended_before_the_first_document_only)
{
    begin("[printer slip]\ntransport = virtual\nlanguage = escpos\nprofile = TM-T20III\n");
    static const char slip[] = "\x1b@hello\n\x1dVA\x10";
    for (int i = 1; i <= 2; i++) {
        pw_printer_send(d.printer, i, pw_bytes_of(slip, sizeof slip - 1), "slip");
        pw_test_loop_advance(d.loop, 100000);
    }
    CHECK(d.told_count >= 2);
    CHECK_INT(d.told[d.told_count - 1].job, 2);
    CHECK_INT(d.told[d.told_count - 1].total, sizeof slip - 1);
    CHECK_INT(d.told[0].job, 1);
    CHECK(d.told[0].total > (int64_t)sizeof slip + 2048);
    end();
}

TEST(conditions_are_told_in_words)
{
    char words[100];
    pw_condition_words(PW_COND_PAPER_OUT | PW_COND_COVER_OPEN, words, sizeof words);
    CHECK_STR(words, "out of paper, cover open");
    CHECK(pw_condition_blocks(PW_COND_PAPER_OUT));
    CHECK(!pw_condition_blocks(PW_COND_PAPER_LOW | PW_COND_BUSY));
}

static const char tsc[] = "[printer label]\ntransport = virtual\nlanguage = tspl\nmedia = 4x6in\nanswer-timeout = 5s\n";
static const char tspl_label[] = "SIZE 101.6 mm,152.4 mm\r\nCLS\r\nBAR 10,10,100,3\r\nPRINT 1,1\r\n";

TEST(a_printer_whose_answer_overtakes_the_document_is_believed_only_after_a_while)
{
    begin(tsc);
    CHECK(d.ready);
    pw_printer_send(d.printer, 9, pw_bytes_str(tspl_label), "label");
    pw_test_loop_advance(d.loop, 1500000); /* it has said "ready" a dozen times by now */
    CHECK_INT(last(), PW_JOB_HANDED_OVER);
    pw_test_loop_advance(d.loop, 2000000);
    CHECK_INT(last(), PW_JOB_PRINTED);
    CHECK_INT(d.told[d.told_count - 1].job, 9);
    end();
}

TEST(a_tspl_printer_without_paper_keeps_the_label_until_there_is_some)
{
    begin(tsc);
    pw_sim_printer_fault(pw_printer_transport(d.printer), PW_SIM_PAPER_OUT);
    pw_printer_send(d.printer, 2, pw_bytes_str(tspl_label), "label");
    pw_test_loop_advance(d.loop, 30000000);
    CHECK_INT(last(), PW_JOB_HANDED_OVER);
    CHECK_STR(d.words, "out of paper");
    pw_sim_printer_fault(pw_printer_transport(d.printer), PW_SIM_FINE);
    pw_test_loop_advance(d.loop, 20000000);
    CHECK_INT(last(), PW_JOB_PRINTED);
    size_t papers;
    const struct pw_sim_paper *p = pw_sim_printer_papers(pw_printer_transport(d.printer), &papers);
    CHECK_INT(papers, 1);
    CHECK_INT(p[0].unknown, 0);
    end();
}

TEST(an_epl_printer_counts_as_having_printed_when_it_says_that_it_is_well)
{
    begin("[printer label]\ntransport = virtual\nlanguage = epl\n");
    pw_printer_send(d.printer, 3, pw_bytes_str("\nN\nLO1,1,50,50\nP1\n"), "label");
    pw_test_loop_advance(d.loop, 3000000);
    CHECK_INT(last(), PW_JOB_PRINTED);
    CHECK(strstr(d.told[d.told_count - 1].evidence, "can't say more") != NULL);
    end();
}
