/*
 * Everything that can happen to a printer, at every byte of a document: what the spool says of the document is compared with
 * what is on paper. On virtual time, with an interpreter of the language behind the cable.
 *
 *     printed      one whole copy is on paper, not one more
 *     queued       not one byte had left; it is sent again by itself, once
 *     uncertain    a person is asked; nothing is sent again by itself
 *
 * and in each case the document behind it comes out next, whole and on a paper of its own, when the printer is back.
 *
 * PACKWRIGHT_EVERY_BYTE=1 takes every byte of every document, PACKWRIGHT_EVERY_BYTE=N every N-th; else some of them are left out.
 * PACKWRIGHT_EVERY_BYTE_JOB=N takes the N-th document alone. "make every-byte" runs them all, side by side.
 */
#include "test.h"

#include "config.h"
#include "fault/paper_machine.h"
#include "fault/reference_jobs.h"
#include "printer.h"
#include "registry.h"
#include "support/test_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEFORE = 1, TRIED = 2, BEHIND = 3, AGAIN = 4, JOBS = 5 };

struct spooled {
    struct pw_buf bytes; /* with the request for a proof */
    size_t document;     /* bytes without it */
    uint64_t paper;
    enum pw_job_status status;
    int sends;
    char evidence[160];
};

static struct spool {
    const struct pw_language *language;
    struct pw_loop *loop;
    struct pw_config *config;
    struct paper_machine *machine;
    struct pw_printer *printer;
    struct pw_printing printing;
    struct spooled jobs[JOBS];
    struct trouble_plan plan;
    size_t n; /* of the reference jobs */
    bool ready;
    int64_t busy;
    char words[200];
    bool said; /* the trouble was told in words */
    unsigned runs;
    struct tally {
        unsigned runs, uncertain, printed, queued;
    } tally[TROUBLE_KINDS];
} w;

PW_NORETURN static void wrong(const char *what)
{
    const struct spooled *j = &w.jobs[TRIED];
    pw_test_fail("every byte", 0, "%s job %zu, %s at byte %zu of %zu%s%s (last send %zu bytes): %s; it is %s (%s)",
                 w.language->name, w.n, trouble_name(w.plan.trouble), w.plan.at, j->bytes.len, w.plan.lazy ? ", lazy" : "",
                 w.plan.unknown > 0 ? ", count understated" : "", paper_machine_received(w.machine), what,
                 pw_job_status_name(j->status), j->evidence);
}

static size_t on_paper(uint64_t digest)
{
    const uint64_t *papers;
    size_t count = paper_machine_papers(w.machine, &papers), n = 0;
    for (size_t i = 0; i < count; i++)
        n += papers[i] == digest;
    return n;
}

static size_t copies(int job)
{
    return on_paper(w.jobs[job].paper);
}

/* ---- a spool of three documents ---- */

static void pump(void)
{
    for (int64_t job = BEFORE; job < JOBS && w.printer != NULL && w.ready && w.busy == 0; job++) {
        struct spooled *j = &w.jobs[job];
        if (j->status != PW_JOB_QUEUED || j->bytes.len == 0)
            continue;
        if (job == TRIED && j->sends == 0)
            paper_machine_plan(w.machine, &w.plan);
        w.busy = job;
        j->status = PW_JOB_SENDING;
        j->sends++;
        pw_printer_send(w.printer, job, pw_buf_peek(&j->bytes), "document");
    }
}

static bool proves(void)
{
    return w.printing.answers;
}

static void on_job(void *user, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                   const char *evidence)
{
    (void)user, (void)printer;
    struct spooled *j = &w.jobs[job];
    if (j->status != PW_JOB_SENDING && j->status != PW_JOB_HANDED_OVER &&
        !(j->status == PW_JOB_UNCERTAIN && status == PW_JOB_PRINTED))
        wrong("something was told of a job that was over");
    j->status = status;
    snprintf(j->evidence, sizeof j->evidence, "%s", evidence);
    if (evidence[0] == '\0')
        wrong("a verdict without evidence");
    if (accepted > total)
        wrong("more bytes than there are");
    if (status == PW_JOB_PRINTED && proves() && on_paper(j->paper) == 0)
        wrong("called printed without paper");
    if (status == PW_JOB_QUEUED && job == TRIED && paper_machine_received(w.machine) > 0 && j->sends == 1)
        wrong("called unsent, and bytes have left");
    if (status != PW_JOB_HANDED_OVER && w.busy == job)
        w.busy = 0;
    pump();
}

static void on_state(void *user, size_t printer, bool ready, const char *state, const char *words)
{
    (void)user, (void)printer, (void)state;
    w.ready = ready;
    snprintf(w.words, sizeof w.words, "%s", words);
    pump();
}

static bool settled(void *user)
{
    (void)user;
    for (int i = BEFORE; i < JOBS; i++)
        if (w.jobs[i].bytes.len > 0 && w.jobs[i].status != PW_JOB_PRINTED && w.jobs[i].status != PW_JOB_UNCERTAIN)
            return false;
    return true;
}

static bool struck(void *user)
{
    (void)user;
    return paper_machine_struck(w.machine);
}

/* ---- one run ---- */

static void check_told_within_a_second(void)
{
    bool tells = w.language->ask_status != NULL && (w.plan.trouble == TROUBLE_PAPER || w.plan.trouble == TROUBLE_COVER);
    if (!pw_test_loop_run_until(w.loop, struck, NULL, 60000000))
        wrong("the trouble never came");
    pw_test_loop_advance(w.loop, 1000000);
    if (tells && strstr(w.words, w.plan.trouble == TROUBLE_PAPER ? "out of paper" : "cover open") == NULL) {
        w.said = false;
        if (w.jobs[TRIED].status == PW_JOB_HANDED_OVER || w.jobs[TRIED].status == PW_JOB_PRINTED)
            wrong("a second later nobody was told why nothing prints");
    }
    if ((w.plan.trouble == TROUBLE_CABLE || w.plan.trouble == TROUBLE_POWER) && w.plan.lasts_us > 1000000)
        if (w.ready)
            wrong("a printer that is gone counts as ready");
}

static void judge(void)
{
    struct spooled *j = &w.jobs[TRIED];
    bool lost = w.plan.trouble == TROUBLE_CABLE || w.plan.trouble == TROUBLE_POWER;
    bool cut_off = lost || w.plan.trouble == TROUBLE_ERROR;
    bool gone_before = lost && w.plan.at == 0 && w.plan.unknown == 0;
    if (copies(TRIED) > 1)
        wrong("it came out twice");
    if (j->status == PW_JOB_PRINTED && proves() && copies(TRIED) != 1)
        wrong("called printed without paper");
    if (j->status == PW_JOB_PRINTED && !cut_off && copies(TRIED) != 1)
        wrong("called printed, and a printer that tells its condition did not print");
    if (j->status == PW_JOB_UNCERTAIN && !cut_off)
        wrong("a person is asked although the printer went on");
    if (gone_before && (j->status != PW_JOB_PRINTED || j->sends != 2))
        wrong("not one byte had left, and it was not sent again by itself");
    if (!gone_before && j->sends != 1)
        wrong("it was sent again by itself");
    /* A printer that can't prove anything may be switched off with the last document still in its mechanism. */
    bool sure = proves() || w.plan.trouble != TROUBLE_POWER;
    if (w.jobs[BEFORE].bytes.len > 0 && sure && (w.jobs[BEFORE].status != PW_JOB_PRINTED || copies(BEFORE) != 1))
        wrong("the document before it is not on paper once");
    if (w.jobs[BEHIND].status != PW_JOB_PRINTED)
        wrong("the document behind it did not print");
    if (copies(BEHIND) != 1)
        wrong(copies(BEHIND) == 0 ? "the document behind it is not whole" : "the document behind it came out twice");
}

/* A person says that it did not come out. */
static void print_again(void)
{
    size_t before = copies(TRIED);
    struct spooled *again = &w.jobs[AGAIN];
    pw_buf_put(&again->bytes, w.jobs[TRIED].bytes.data, w.jobs[TRIED].document);
    if (w.printing.answers)
        w.language->ask_proof(pw_printing_ticket(AGAIN), &again->bytes);
    again->paper = w.jobs[TRIED].paper;
    again->status = PW_JOB_QUEUED;
    pump();
    if (!pw_test_loop_run_until(w.loop, settled, NULL, 300000000) || again->status != PW_JOB_PRINTED)
        wrong("it did not print again when it was asked for");
    pw_test_loop_advance(w.loop, 1000000);
    if (copies(TRIED) != before + 1)
        wrong("the copy that was asked for is not on paper");
    pw_buf_reset(&again->bytes);
}

static void try_once(const struct trouble_plan *plan)
{
    struct pw_error err = { 0 };
    const struct pw_printer_listener on = { on_job, on_state, NULL };
    w.plan = *plan;
    w.printer = NULL;
    w.busy = 0;
    w.ready = false;
    for (int i = BEFORE; i < JOBS; i++) {
        w.jobs[i].status = PW_JOB_QUEUED;
        w.jobs[i].sends = 0;
        w.jobs[i].evidence[0] = '\0';
    }
    paper_machine_begin(w.machine);
    w.loop = pw_test_loop_create();
    CHECK_OK(
        pw_printer_create_on(w.loop, NULL, pw_config_nth(w.config, "printer", 0), 0, &paper_machine_impl, &on, &w.printer, &err),
        err);
    pump();
    check_told_within_a_second();
    if (!pw_test_loop_run_until(w.loop, settled, NULL, 600000000))
        wrong("nothing moves any more");
    pw_test_loop_advance(w.loop, 1000000);
    judge();
    w.runs++;
    struct tally *tally = &w.tally[w.plan.trouble];
    tally->runs++;
    tally->uncertain += w.jobs[TRIED].status == PW_JOB_UNCERTAIN;
    tally->printed += w.jobs[TRIED].status == PW_JOB_PRINTED;
    tally->queued += w.jobs[TRIED].sends > 1;
    if (w.jobs[TRIED].status == PW_JOB_UNCERTAIN && w.runs % 3 == 0)
        print_again();
    pw_printer_destroy(w.printer);
    w.printer = NULL;
    pw_test_loop_destroy(w.loop);
}

/* ---- all runs ---- */

static void spool_job(int job, const struct reference_job *reference)
{
    struct spooled *j = &w.jobs[job];
    pw_buf_init(&j->bytes, 16 << 20);
    pw_buf_put(&j->bytes, reference->bytes.data, reference->bytes.len);
    j->document = j->bytes.len;
    j->paper = paper_machine_expected(w.machine, pw_buf_peek(&j->bytes));
    if (j->paper == 0)
        pw_test_fail("every byte", 0, "%s job %zu doesn't make one paper", w.language->name, w.n);
    if (w.printing.answers)
        w.language->ask_proof(pw_printing_ticket(job), &j->bytes);
}

static void begin(const struct pw_language *language, size_t n)
{
    struct pw_error err = { 0 };
    struct reference_job tried, other;
    char section[400];
    memset(w.jobs, 0, sizeof w.jobs);
    w.language = language;
    w.n = n;
    reference_job_make(language, n, &tried);
    snprintf(section, sizeof section,
             "[printer p]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = %s\n%s%s\nmedia = %s\nanswer-timeout = 5s\n",
             language->name, tried.profile == NULL ? "" : "profile = ", tried.profile == NULL ? "" : tried.profile,
             tried.media == NULL ? "4x6in" : tried.media);
    CHECK_OK(pw_config_parse(section, "test.conf", "/tmp", &w.config, &err), err);
    CHECK_OK(pw_printing_read(pw_config_nth(w.config, "printer", 0), &w.printing, &err), err);
    w.machine = paper_machine_create(language->name, &tried.setup);
    spool_job(TRIED, &tried);
    reference_job_make(language, (n + 6) % REFERENCE_JOBS, &other); /* the same paper, other words */
    spool_job(BEHIND, &other);
    pw_buf_finish(&other.bytes);
    if (n % 2 == 0) { /* else the document that is tried is the first one on its connection */
        reference_job_make(language, (n + 12) % REFERENCE_JOBS, &other);
        spool_job(BEFORE, &other);
        pw_buf_finish(&other.bytes);
    }
    pw_buf_init(&w.jobs[AGAIN].bytes, 16 << 20);
    pw_buf_finish(&tried.bytes);
}

static void end(void)
{
    for (int i = BEFORE; i < JOBS; i++)
        pw_buf_finish(&w.jobs[i].bytes);
    paper_machine_destroy(w.machine);
    pw_config_free(w.config);
}

/* The bytes of a send: a document that is the first one on its connection has others in front. */
static size_t sent_bytes(void)
{
    struct pw_buf resync;
    pw_buf_init(&resync, 65536);
    if (w.jobs[BEFORE].bytes.len == 0 && w.language->resync != NULL)
        w.language->resync(&resync);
    size_t len = resync.len + w.jobs[TRIED].bytes.len;
    pw_buf_finish(&resync);
    return len;
}

static void try_at(size_t at, size_t total)
{
    for (int t = TROUBLE_PAPER; t < TROUBLE_KINDS; t++) {
        struct trouble_plan plan = { .trouble = (enum trouble)t, .at = at, .lasts_us = 40000000 };
        bool link = t >= TROUBLE_DEAF;
        if (!link && at > total)
            continue;
        if ((t == TROUBLE_DEAF || t == TROUBLE_ERROR) && at >= total)
            continue; /* there is nothing left that it could not take */
        if (t >= TROUBLE_ERROR) {
            plan.lasts_us = at % 2 == 0 ? 300000 : 40000000;
            plan.unknown = at > total ? 0 : at % 3 == 1 ? 64 : at % 3 == 2 ? at : 0;
        }
        plan.lazy = at % 5 == 3;
        try_once(&plan);
    }
}

static size_t number_asked(const char *variable, size_t otherwise)
{
    const char *asked = getenv(variable);
    return asked == NULL ? otherwise : (size_t)strtoul(asked, NULL, 10);
}

static void every_byte_of(const struct pw_language *language)
{
    size_t stride = number_asked("PACKWRIGHT_EVERY_BYTE", 0), only = number_asked("PACKWRIGHT_EVERY_BYTE_JOB", REFERENCE_JOBS);
    size_t jobs = 0, bytes = 0;
    w.runs = 0;
    memset(w.tally, 0, sizeof w.tally);
    for (size_t n = 0; n < REFERENCE_JOBS; n++) {
        if (only < REFERENCE_JOBS && n != only)
            continue;
        begin(language, n);
        size_t total = sent_bytes();
        size_t step = stride > 0 ? stride : total / 12 + 1;
        jobs++;
        bytes += total;
        for (size_t at = 0; at <= total + 1; at += at < 4 || at + 8 > total ? 1 : step)
            try_at(at, total);
        end();
    }
    printf("# %s: documents %zu, bytes %zu, runs %u\n", language->name, jobs, bytes, w.runs);
    for (int t = TROUBLE_PAPER; t < TROUBLE_KINDS; t++)
        printf("# %s, %s: runs %u, printed %u, uncertain %u, sent again since nothing had left %u\n", language->name,
               trouble_name((enum trouble)t), w.tally[t].runs, w.tally[t].printed, w.tally[t].uncertain, w.tally[t].queued);
    fflush(stdout);
}

TEST(escpos_no_wrong_verdict_no_lost_and_no_doubled_document_at_any_byte)
{
    every_byte_of(&pw_language_escpos);
}

TEST(zpl_no_wrong_verdict_no_lost_and_no_doubled_document_at_any_byte)
{
    every_byte_of(&pw_language_zpl);
}

TEST(tspl_no_wrong_verdict_no_lost_and_no_doubled_document_at_any_byte)
{
    every_byte_of(&pw_language_tspl);
}

TEST(epl_no_wrong_verdict_no_lost_and_no_doubled_document_at_any_byte)
{
    every_byte_of(&pw_language_epl);
}

/* In PDF a printer can't be asked anything: what became of a job is the transport's word alone, which its own tests try. */
TEST(every_language_of_the_registry_that_a_printer_answers_in_is_tried)
{
    size_t count = 0;
    for (size_t i = 0; pw_languages[i] != NULL; i++)
        count += pw_languages[i]->ask_proof != NULL || pw_languages[i]->ask_status != NULL;
    CHECK_INT(count, 4); /* a new one has a test above */
}
