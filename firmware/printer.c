/*
 * A job's way:  idle --send--> SENDING --all bytes taken--> WAITING --the printer's word--> printed
 *                                  |  \--no way to ask--> printed, on that ground
 *                                  |  \--it tells its condition, not what it printed--> WAITING --all is well--> printed, on that
 * ground
 *                                  |--cut off--> uncertain      WAITING --silence, or the link lost--> uncertain
 *                                  \--not one byte left--> queued
 */
#include "printer.h"

#include "registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RETRY_US = 1000000, /* after a send that left nothing, before the next */
    ASK_US = 100000,    /* between questions to a printer without tickets */
    IDLE_ANSWERS = 2,   /* of such a printer, one after the other, that count as a proof */
    WELL_US = 600000,   /* between a printer's two words that it is well, which is all that some can say */
    POLL_US = 900000,   /* between questions to a printer that doesn't tell of changes by itself */
    MUTE_AFTER = 3,     /* questions without any answer on a connection: it can't answer */
    DOUBTS_MAX = 8,     /* uncertain jobs whose proof may still come */
};

enum stage { IDLE, SENDING, WAITING };

struct pw_printer {
    struct pw_loop *loop;
    struct pw_log *log;
    const struct pw_section *section;
    size_t index;
    struct pw_printer_listener listener;
    struct pw_printing printing;
    struct pw_transport *transport;
    struct pw_timer *answer; /* silence after a document */
    struct pw_timer *ask;    /* the next question */
    struct pw_timer *retry;
    enum stage stage;
    bool asking;  /* a question is on its way down */
    bool resting; /* after a send that left nothing */
    enum pw_link link;
    char why[160];    /* the link's words */
    char status[160]; /* the transport's words */
    unsigned conditions;
    int64_t job;
    size_t total;
    int idle_answers;
    bool seen_busy;             /* it said that it prints since the document was out */
    int unanswered;             /* questions that no answer came to yet */
    int stale;                  /* of those, the ones asked before this document was out: their answers prove nothing */
    bool proven;                /* the printer's word came before the transport's */
    bool clean;                 /* nothing was cut off on this connection */
    bool begun;                 /* a document was cut off: what there is of it waits in the printer */
    bool heard;                 /* it answered on this connection */
    bool unasked;               /* and tells every change by itself */
    unsigned met;               /* conditions since the document began */
    int64_t doubts[DOUBTS_MAX]; /* the last uncertain ones */
    size_t doubt_count;
    struct pw_kept kept; /* what it has in its memory, as far as that is known on this connection */
    struct pw_buf replies;
    struct pw_buf waiting; /* a document that came while a question was on its way */
    char waiting_title[64];
    bool announced, announced_ready;
    char announced_words[200];
};

static const struct {
    enum pw_condition bit;
    const char *words;
} conditions[] = {
    { PW_COND_PAPER_OUT, "out of paper" },
    { PW_COND_COVER_OPEN, "cover open" },
    { PW_COND_RIBBON_OUT, "out of ribbon" },
    { PW_COND_CUTTER, "cutter jammed" },
    { PW_COND_HOT, "too hot" },
    { PW_COND_PAUSED, "paused" },
    { PW_COND_ERROR, "error" },
    { PW_COND_OFFLINE, "offline" },
    { PW_COND_PAPER_LOW, "paper is low" },
};

void pw_condition_words(unsigned set, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < PW_COUNT(conditions); i++) {
        size_t len = strlen(out);
        if ((set & conditions[i].bit) != 0)
            snprintf(out + len, size - len, "%s%s", len == 0 ? "" : ", ", conditions[i].words);
    }
}

bool pw_condition_blocks(unsigned set)
{
    return (set & ~(unsigned)(PW_COND_PAPER_LOW | PW_COND_BUSY)) != 0;
}

static void announce(struct pw_printer *p)
{
    char words[200];
    pw_condition_words(p->conditions, words, sizeof words);
    if (words[0] == '\0')
        snprintf(words, sizeof words, "%s", p->link == PW_LINK_READY ? p->status : p->why);
    bool ready = p->link == PW_LINK_READY && !pw_condition_blocks(p->conditions) && !p->resting;
    if (p->announced && p->announced_ready == ready && strcmp(p->announced_words, words) == 0)
        return;
    p->announced = true;
    p->announced_ready = ready;
    snprintf(p->announced_words, sizeof p->announced_words, "%s", words);
    pw_log(p->log, ready ? PW_LOG_INFO : PW_LOG_WARN, "printer", "%s is %s%s%s", p->section->name,
           p->link == PW_LINK_READY && !ready ? "waiting" : pw_link_name(p->link), words[0] == '\0' ? "" : ": ", words);
    const char *state = p->link != PW_LINK_READY ? pw_link_name(p->link) : ready ? "ready" : "waiting";
    p->listener.on_state(p->listener.user, p->index, ready, state, words);
}

/* It may be asked how it is. */
static bool tells(const struct pw_printer *p)
{
    return p->printing.tells && (p->heard || p->unanswered < MUTE_AFTER);
}

/* How soon it is asked again, if nothing else comes first. */
static void plan_question(struct pw_printer *p, int64_t us)
{
    if (p->link == PW_LINK_READY && tells(p) && (p->stage == WAITING || !p->unasked))
        p->loop->impl->timer_start(p->ask, us);
    else
        p->loop->impl->timer_stop(p->ask);
}

/* The end of a job's way here. */
static void conclude(struct pw_printer *p, enum pw_job_status status, size_t accepted, const char *evidence)
{
    int64_t job = p->job;
    char more[200];
    if (status == PW_JOB_PRINTED && (p->met & PW_COND_PAPER_OUT) != 0 && p->printing.language->render != NULL) {
        snprintf(more, sizeof more, "%s; it ran out of paper on the way: look whether it is in two pieces", evidence);
        evidence = more;
    }
    if (status == PW_JOB_UNCERTAIN && p->printing.answers) {
        if (p->doubt_count == DOUBTS_MAX)
            memmove(p->doubts, p->doubts + 1, --p->doubt_count * sizeof *p->doubts);
        p->doubts[p->doubt_count++] = job;
    }
    p->stage = IDLE;
    p->job = 0;
    p->loop->impl->timer_stop(p->answer);
    plan_question(p, POLL_US);
    p->listener.on_job(p->listener.user, p->index, job, status, (int64_t)accepted, (int64_t)p->total, evidence);
}

static int64_t patience(const struct pw_printer *p)
{
    return pw_section_us(p->section, "answer-timeout", 30000000);
}

static void send_question(struct pw_printer *p)
{
    struct pw_buf question;
    struct pw_error err;
    if (p->asking || p->stage == SENDING || p->link != PW_LINK_READY || !tells(p))
        return;
    pw_buf_init(&question, 256);
    p->printing.language->ask_status(&question);
    p->asking = p->transport->impl->send(p->transport, pw_buf_peek(&question), "status", &err);
    p->unanswered += p->asking ? 1 : 0;
    pw_buf_finish(&question);
    plan_question(p, POLL_US);
}

static void cannot_say_more(struct pw_printer *p);

static void on_ask(void *user)
{
    struct pw_printer *p = user;
    if (p->stage == WAITING && !p->printing.answers && !tells(p))
        cannot_say_more(p);
    else
        send_question(p);
}

static void on_answer_timeout(void *user)
{
    struct pw_printer *p = user;
    if (p->stage != WAITING)
        return;
    if (pw_condition_blocks(p->conditions)) { /* it said what it waits for: that is no silence */
        p->loop->impl->timer_start(p->answer, patience(p));
        send_question(p);
        return;
    }
    conclude(p, PW_JOB_UNCERTAIN, p->total, "every byte was taken, but the printer did not say that it printed them");
}

static void on_retry(void *user)
{
    struct pw_printer *p = user;
    p->resting = false;
    announce(p);
}

static void rest(struct pw_printer *p)
{
    p->resting = true;
    p->loop->impl->timer_start(p->retry, RETRY_US);
    announce(p);
}

static void start_waiting(struct pw_printer *p)
{
    p->stage = WAITING;
    p->idle_answers = 0;
    p->seen_busy = false;
    p->stale = p->unanswered;
    if (p->printing.answers && p->printing.language->render == NULL)
        p->unanswered++; /* the question at the document's end */
    p->listener.on_job(p->listener.user, p->index, p->job, PW_JOB_HANDED_OVER, (int64_t)p->total, (int64_t)p->total,
                       p->printing.answers ? "every byte was taken; waiting for the printer's word"
                                           : "every byte was taken; waiting for the printer to say that it is well");
    p->loop->impl->timer_start(p->answer, patience(p));
    plan_question(p, ASK_US);
}

/* The end where a printer can't tell what it has printed. */
static void cannot_say_more(struct pw_printer *p)
{
    char evidence[160];
    snprintf(evidence, sizeof evidence, "all %zu bytes were taken%s; this printer can't say more", p->total,
             p->heard ? ", and then it said that it is well" : "");
    conclude(p, PW_JOB_PRINTED, p->total, evidence);
}

static void start_document(struct pw_printer *p, struct pw_bytes bytes, const char *title)
{
    struct pw_error err = { 0 };
    struct pw_buf whole, shorter;
    p->stage = SENDING;
    p->met = 0;
    pw_buf_init(&whole, bytes.len + 8192);
    pw_buf_init(&shorter, bytes.len + 8192);
    if (!p->clean)
        p->kept = (struct pw_kept){ 0 };
    if (p->printing.language->shorten != NULL && p->printing.answers && p->printing.profile != NULL &&
        p->printing.language->shorten(bytes, p->printing.profile, &p->kept, &shorter))
        bytes = pw_buf_peek(&shorter);
    if (!p->clean && p->printing.language->resync != NULL) {
        p->printing.language->resync(&whole);
        if (p->begun && p->printing.language->set_apart != NULL)
            p->printing.language->set_apart(p->printing.profile, &whole);
        pw_buf_put(&whole, bytes.data, bytes.len);
        bytes = pw_buf_peek(&whole);
    }
    bool sent = pw_buf_ok(&whole, &err) && p->transport->impl->send(p->transport, bytes, title, &err);
    pw_buf_finish(&whole);
    pw_buf_finish(&shorter);
    p->total = bytes.len;
    if (sent)
        return;
    p->kept = (struct pw_kept){ 0 };
    rest(p);
    conclude(p, PW_JOB_QUEUED, 0, err.text);
}

static void on_document_sent(struct pw_printer *p, const struct pw_sent *sent)
{
    static const char *const word = "the printer said that all of it is on paper";
    char evidence[160];
    if (p->proven) { /* whatever the transport knows of acknowledgements */
        conclude(p, PW_JOB_PRINTED, sent->accepted, word);
        return;
    }
    switch (sent->outcome) {
    case PW_SENT_ALL:
        p->clean = true;
        p->begun = false;
        if (sent->proven)
            conclude(p, PW_JOB_PRINTED, sent->accepted, sent->ground);
        else if (p->printing.answers || tells(p))
            start_waiting(p);
        else
            cannot_say_more(p);
        return;
    case PW_SENT_NOTHING:
        p->kept = (struct pw_kept){ 0 };
        rest(p);
        conclude(p, PW_JOB_QUEUED, 0, sent->error.text);
        return;
    case PW_SENT_SOME:
        p->clean = false;
        p->begun = true;
        snprintf(evidence, sizeof evidence, "cut off after at least %zu of %zu bytes: %.90s", sent->accepted, sent->total,
                 sent->error.text);
        conclude(p, PW_JOB_UNCERTAIN, sent->accepted, evidence);
        return;
    }
}

static void on_sent(void *user, struct pw_transport *transport, const struct pw_sent *sent)
{
    struct pw_printer *p = user;
    (void)transport;
    if (p->asking) {
        p->asking = false;
        if (p->waiting.len > 0) {
            start_document(p, pw_buf_peek(&p->waiting), p->waiting_title);
            pw_buf_reset(&p->waiting);
        }
        return;
    }
    if (p->stage == SENDING)
        on_document_sent(p, sent);
}

static void on_link(void *user, struct pw_transport *transport, enum pw_link link, const char *why)
{
    struct pw_printer *p = user;
    (void)transport;
    p->link = link;
    snprintf(p->why, sizeof p->why, "%s", why == NULL ? "" : why);
    if (link != PW_LINK_READY) {
        p->clean = p->heard = p->unasked = false;
        p->begun |= p->stage != IDLE;
        p->unanswered = p->stale = 0;
        p->conditions = 0;
        p->loop->impl->timer_stop(p->ask);
        p->status[0] = '\0';
        pw_buf_reset(&p->replies);
    }
    announce(p); /* first: nothing more is to be sent here */
    if (link != PW_LINK_READY && p->stage == WAITING)
        conclude(p, PW_JOB_UNCERTAIN, p->total, "the printer went away before it said that it had printed");
    if (link == PW_LINK_READY && p->transport != NULL)
        send_question(p);
}

static void on_status(void *user, struct pw_transport *transport, const char *words)
{
    struct pw_printer *p = user;
    (void)transport;
    snprintf(p->status, sizeof p->status, "%s", words);
    announce(p);
}

/* A printer that says "ready" before it has begun is believed only after a while, or once it said that it prints. */
static int idle_answers_wanted(const struct pw_printer *p)
{
    if (!p->printing.answers)
        return IDLE_ANSWERS;
    int settled = p->printing.language->settle_ms / (ASK_US / 1000);
    return p->seen_busy || settled < IDLE_ANSWERS ? IDLE_ANSWERS : settled;
}

/* A proof, perhaps of a document that was given up: a cable that is back brings what the printer said meanwhile. */
static void take_proof(struct pw_printer *p, uint32_t ticket)
{
    static const char late[] = "the printer said later that all of it is on paper";
    if (p->job != 0 && ticket == pw_printing_ticket(p->job)) {
        if (p->stage == WAITING)
            conclude(p, PW_JOB_PRINTED, p->total, "the printer said that all of it is on paper");
        else
            p->proven = true;
        return;
    }
    for (size_t i = 0; i < p->doubt_count; i++) {
        int64_t job = p->doubts[i];
        if (ticket != pw_printing_ticket(job))
            continue;
        memmove(p->doubts + i, p->doubts + i + 1, (--p->doubt_count - i) * sizeof *p->doubts);
        p->listener.on_job(p->listener.user, p->index, job, PW_JOB_PRINTED, 0, 0, late);
        return;
    }
}

static void take_condition(struct pw_printer *p, const struct pw_status *status)
{
    bool blocked = pw_condition_blocks(p->conditions);
    p->conditions = status->conditions | (p->conditions & status->untold);
    p->met |= p->conditions;
    p->heard = true;
    p->unasked |= status->unasked;
    p->unanswered -= p->unanswered > 0 ? 1 : 0;
    announce(p);
    bool fine = !pw_condition_blocks(p->conditions);
    if (p->stage == IDLE)
        plan_question(p, POLL_US);
    if (p->stage != WAITING)
        return;
    if (blocked && fine) /* it goes on only now */
        p->loop->impl->timer_start(p->answer, patience(p));
    if (p->printing.answers && p->printing.language->render != NULL)
        return; /* the ticket says it */
    if (p->stale > 0) {
        p->stale--;
        plan_question(p, ASK_US);
        return;
    }
    p->seen_busy |= (status->conditions & PW_COND_BUSY) != 0;
    p->idle_answers = fine && (status->idle || !p->printing.answers) ? p->idle_answers + 1 : 0;
    if (p->idle_answers >= idle_answers_wanted(p)) {
        if (p->printing.answers)
            conclude(p, PW_JOB_PRINTED, p->total, "the printer said that it has nothing left to print");
        else
            cannot_say_more(p);
        return;
    }
    p->loop->impl->timer_start(p->answer, patience(p));
    plan_question(p, !fine ? POLL_US : p->printing.answers ? ASK_US : WELL_US);
}

static void take_status(struct pw_printer *p, const struct pw_status *status)
{
    if (status->kind == PW_STATUS_PROOF)
        take_proof(p, status->ticket);
    else if (status->kind == PW_STATUS_CONDITION)
        take_condition(p, status);
}

static void on_reply(void *user, struct pw_transport *transport, struct pw_bytes reply)
{
    struct pw_printer *p = user;
    (void)transport;
    if (p->printing.language->status_parse == NULL)
        return;
    pw_buf_put(&p->replies, reply.data, reply.len);
    if (!pw_buf_ok(&p->replies, NULL))
        pw_buf_reset(&p->replies); /* 64 KiB without an end: nothing that a printer says */
    while (p->replies.len > 0) {
        size_t used = 0;
        struct pw_status status = { 0 };
        enum pw_parse answer = p->printing.language->status_parse(pw_buf_peek(&p->replies), &used, &status);
        if (answer == PW_PARSE_MORE)
            return;
        pw_buf_drop(&p->replies, used == 0 ? 1 : used);
        if (answer == PW_PARSE_DONE)
            take_status(p, &status);
    }
}

void pw_printer_send(struct pw_printer *p, int64_t job, struct pw_bytes bytes, const char *title)
{
    if (p->stage != IDLE) { /* the station sends one at a time */
        p->listener.on_job(p->listener.user, p->index, job, PW_JOB_QUEUED, 0, (int64_t)bytes.len, "the printer was busy");
        return;
    }
    p->job = job;
    p->total = bytes.len;
    p->proven = false;
    if (p->link != PW_LINK_READY) {
        conclude(p, PW_JOB_QUEUED, 0, "the printer was not there");
        return;
    }
    if (p->asking) {
        pw_buf_put(&p->waiting, bytes.data, bytes.len);
        snprintf(p->waiting_title, sizeof p->waiting_title, "%s", title);
        p->stage = SENDING;
        return;
    }
    start_document(p, bytes, title);
}

bool pw_printer_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section, size_t index,
                       const struct pw_printer_listener *listener, struct pw_printer **ret_printer, struct pw_error *err)
{
    const struct pw_transport_impl *impl = pw_transport_impl_find(pw_section_get(section, "transport"));
    return pw_printer_create_on(loop, log, section, index, impl, listener, ret_printer, err);
}

bool pw_printer_create_on(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section, size_t index,
                          const struct pw_transport_impl *impl, const struct pw_printer_listener *listener,
                          struct pw_printer **ret_printer, struct pw_error *err)
{
    struct pw_printer *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "printer %s: no memory", section->name);
    p->loop = loop;
    p->log = log;
    p->section = section;
    p->index = index;
    p->listener = *listener;
    pw_buf_init(&p->replies, 65536);
    pw_buf_init(&p->waiting, 16 << 20);
    p->answer = loop->impl->timer(loop, on_answer_timeout, p);
    p->ask = loop->impl->timer(loop, on_ask, p);
    p->retry = loop->impl->timer(loop, on_retry, p);
    const struct pw_transport_listener on = { on_link, on_sent, NULL, on_reply, on_status, p };
    if (p->answer == NULL || p->ask == NULL || p->retry == NULL)
        pw_fail(err, PW_ERR_MEMORY, 0, "printer %s: no memory", section->name);
    else if (pw_printing_read(section, &p->printing, err) && impl->create(loop, log, section, &on, &p->transport, err)) {
        *ret_printer = p;
        if (p->link == PW_LINK_READY) /* it was ready at once */
            send_question(p);
        announce(p);
        return true;
    }
    pw_printer_destroy(p);
    return false;
}

void pw_printer_destroy(struct pw_printer *p)
{
    if (p == NULL)
        return;
    if (p->transport != NULL)
        p->transport->impl->destroy(p->transport);
    p->loop->impl->timer_free(p->answer);
    p->loop->impl->timer_free(p->ask);
    p->loop->impl->timer_free(p->retry);
    pw_buf_finish(&p->replies);
    pw_buf_finish(&p->waiting);
    free(p);
}

int64_t pw_printer_begun(const struct pw_printer *p)
{
    const struct pw_transport *t = p->transport;
    bool kept = p->stage == SENDING && (p->waiting.len > 0 || (t != NULL && t->impl->untouched != NULL && t->impl->untouched(t)));
    return kept ? 0 : p->job;
}

bool pw_printer_sending(const struct pw_printer *p)
{
    return p->stage == SENDING;
}

bool pw_printer_ready(const struct pw_printer *p)
{
    return p->announced && p->announced_ready;
}

bool pw_printer_told(const struct pw_printer *p, unsigned *ret_conditions)
{
    *ret_conditions = p->conditions;
    return p->heard;
}

struct pw_transport *pw_printer_transport(struct pw_printer *p)
{
    return p->transport;
}
