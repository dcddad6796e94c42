/*
 * A queue of CUPS as a transport. One worker call at a time:
 *
 *   call     when                                    then
 *   LOOK     each 5 s while there is no document     the link: a queue that is stopped gets nothing
 *   SUBMIT   a document                              ASK, or the end
 *   ASK      0.2 s .. 2 s after the last answer      the end, or ASK again
 *   CANCEL   somebody asks                           ASK: what became of it decides
 *
 * A queue that is stopped on the way (its error policy is stop-printer, or a person did it) and one that will try again
 * (retry-job) would send the whole document once more, after what has been printed. So such a job is cancelled: one that had not
 * begun waits in our own spool, one that had is for a person to settle. A policy of retry-current-job can't be seen from here.
 *
 * "completed" means that the backend handed everything over, not that there is paper. A job is never made twice by this file;
 * CUPS itself may send one twice (its usb backend after an unplug, its socket backend after a reset), and nobody can see it from
 * here. So a cancelled or aborted job that had begun has an unknown outcome.
 */
#include "printer/cups.h"

#include "printer/delivery.h"
#include "printer/spool.h"

#include <cups/cups.h> /* its formats' names alone */
#include <stdio.h>
#include <stdlib.h>

enum { RECHECK_US = 5000000, ASK_FIRST_US = 200000, ASK_LAST_US = 1000000 };

enum call_kind { LOOK, SUBMIT, ASK, CANCEL };

/* At a worker; outlives the transport if it must, so it holds copies. */
struct call {
    struct pw_cups *owner; /* NULL: destroyed meanwhile */
    enum call_kind kind;
    char *server, *queue, *format;
    char title[PW_TITLE_MAX + 1];
    uint8_t *data;
    size_t len;
    int job;
    atomic_bool stop;
    /* the answer */
    bool ok;
    struct pw_spool_queue found;
    struct pw_spool_job state;
    struct pw_error err;
};

struct pw_cups {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_loop *loop;
    struct pw_log *log;
    const char *server, *queue, *format;
    struct call *call;
    struct pw_timer *timer;
    int64_t ask_us;
    int job; /* CUPS's number; 0: none */
    bool cancelled, left_in_the_middle;
    bool behind;     /* a document waits for the end of a LOOK */
    const char *why; /* we cancel it ourselves */
};

static void start_call(struct pw_cups *c, enum call_kind kind);

static struct pw_cups *cups_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_cups, base);
}

static void call_free(struct call *call)
{
    if (call == NULL)
        return;
    free(call->server);
    free(call->queue);
    free(call->format);
    free(call->data);
    free(call);
}

static void run_call(void *user)
{
    struct call *call = user;
    struct pw_spool spool = { call->server, call->queue, call->kind == CANCEL ? NULL : &call->stop };
    switch (call->kind) {
    case LOOK:
        call->ok = pw_spool_look(&spool, &call->found, &call->err);
        break;
    case SUBMIT:
        call->ok = pw_spool_submit(&spool, pw_bytes_of(call->data, call->len), call->title, call->format, &call->job, &call->err);
        break;
    case ASK:
        call->ok = pw_spool_ask(&spool, call->job, &call->state, &call->err);
        break;
    case CANCEL:
        call->ok = pw_spool_cancel(&spool, call->job, &call->err);
        break;
    }
}

static void ask_soon(struct pw_cups *c)
{
    c->loop->impl->timer_start(c->timer, c->ask_us);
    c->ask_us = c->ask_us * 2 < ASK_LAST_US ? c->ask_us * 2 : ASK_LAST_US;
}

static void looked(struct pw_cups *c, const struct call *call)
{
    c->loop->impl->timer_start(c->timer, RECHECK_US);
    if (call->ok && call->found.accepting && !call->found.stopped) {
        pw_delivery_words(&c->delivery, "%s", call->found.words);
        pw_delivery_link(&c->delivery, PW_LINK_READY, "%s", "");
        return;
    }
    if (call->ok)
        pw_delivery_link(&c->delivery, PW_LINK_FAILED, "CUPS queue %s: %s", c->queue, call->found.words);
    else
        pw_delivery_link(&c->delivery, call->err.code == PW_ERR_GONE ? PW_LINK_MISSING : PW_LINK_FAILED, "%s", call->err.text);
}

static void submitted(struct pw_cups *c, const struct call *call)
{
    struct pw_delivery *d = &c->delivery;
    c->job = call->job;
    c->ask_us = ASK_FIRST_US;
    c->left_in_the_middle = !call->ok && call->err.code != PW_ERR_UNKNOWN_OUTCOME;
    if (call->job > 0)
        pw_log(c->log, PW_LOG_INFO, "printer", "CUPS job %d on %s is %s", call->job, c->queue, d->title);
    if (call->job > 0 && c->cancelled && call->ok) {
        start_call(c, CANCEL);
    } else if (call->job > 0) {
        ask_soon(c);
    } else {
        pw_delivery_nothing(d, call->err.code, 0, "nothing was sent: %s", call->err.text);
        start_call(c, LOOK);
    }
}

/* What became of the job: the only place where a document that CUPS has ends. */
static void answered(struct pw_cups *c, const struct call *call)
{
    struct pw_delivery *d = &c->delivery;
    if (!call->ok) { /* CUPS restarts now and then; the job is on its disk */
        if (c->cancelled) {
            pw_delivery_some(d, 0, 0, "CUPS job %d on %s was cancelled, and CUPS doesn't say what became of it: %s", c->job,
                             c->queue, call->err.text);
            return;
        }
        pw_delivery_words(d, "%s", call->err.text);
        ask_soon(c);
        return;
    }
    const struct pw_spool_job *job = &call->state;
    const char *what = c->why != NULL ? c->why : job->state == PW_SPOOL_CANCELLED ? "was cancelled" : "was given up by CUPS";
    bool whole = c->left_in_the_middle == false;
    switch (job->state) {
    case PW_SPOOL_WAITING:
    case PW_SPOOL_PRINTING:
        if (!whole) { /* told to be cancelled, and not yet so; without its document it prints nothing */
            start_call(c, CANCEL);
            return;
        }
        pw_delivery_words(d, "%s", job->queue.words);
        if (c->why == NULL && (job->queue.stopped || (job->started && job->state == PW_SPOOL_WAITING))) {
            c->why = job->queue.stopped ? "was cancelled, as the queue is stopped"
                                        : "was cancelled, as CUPS was about to send it once more";
            start_call(c, CANCEL);
            return;
        }
        ask_soon(c);
        return;
    case PW_SPOOL_DONE:
        pw_delivery_words(d, "%s", job->queue.words);
        if (!whole) {
            pw_delivery_some(d, 0, 0, "CUPS says that job %d on %s is completed, though its document was not", c->job, c->queue);
            return;
        }
        pw_delivery_all(d);
        d->sent.proven = job->queue.answers;
        snprintf(d->sent.error.text, sizeof d->sent.error.text, "CUPS job %d on %s is completed", c->job, c->queue);
        return;
    case PW_SPOOL_CANCELLED:
    case PW_SPOOL_ABORTED:
        pw_delivery_words(d, "%s", job->queue.words);
        if (!whole || !job->started)
            pw_delivery_nothing(d, PW_ERR_GONE, 0, "nothing was sent: CUPS job %d on %s %s before it began", c->job, c->queue,
                                what);
        else
            pw_delivery_some(d, 0, 0, "CUPS job %d on %s %s after it had begun; look at the paper before printing it again",
                             c->job, c->queue, what);
        return;
    case PW_SPOOL_FORGOTTEN:
        pw_delivery_some(d, 0, 0, "CUPS knows nothing of job %d on %s any more; look at the paper before printing it again",
                         c->job, c->queue);
        return;
    }
}

/* A document came while CUPS was being looked at. */
static void submit_behind(struct pw_cups *c)
{
    if (!c->behind)
        return;
    c->behind = false;
    if (c->cancelled)
        pw_delivery_nothing(&c->delivery, PW_ERR_GONE, 0, "nothing was sent: cancelled");
    else if (c->base.link != PW_LINK_READY)
        pw_delivery_nothing(&c->delivery, PW_ERR_GONE, 0, "nothing was sent: %s", c->delivery.why);
    else
        start_call(c, SUBMIT);
}

static void call_done(void *user)
{
    struct call *call = user;
    struct pw_cups *c = call->owner;
    if (c != NULL) {
        c->call = NULL;
        switch (call->kind) {
        case LOOK:
            looked(c, call);
            submit_behind(c);
            break;
        case SUBMIT:
            submitted(c, call);
            break;
        case CANCEL:
            if (!c->left_in_the_middle)
                c->ask_us = ASK_FIRST_US;
            ask_soon(c);
            break;
        case ASK:
            if (atomic_load(&call->stop))
                start_call(c, CANCEL);
            else
                answered(c, call);
            if (!pw_delivery_open(&c->delivery) && c->call == NULL) /* is it well now? */
                c->loop->impl->timer_start(c->timer, 1000);
            break;
        }
    }
    call_free(call);
}

static void start_call(struct pw_cups *c, enum call_kind kind)
{
    struct pw_error err = { 0 };
    struct call *call = calloc(1, sizeof *call);
    bool ok = call != NULL && (call->queue = strdup(c->queue)) != NULL && (call->format = strdup(c->format)) != NULL &&
              (c->server == NULL || (call->server = strdup(c->server)) != NULL);
    if (ok && kind == SUBMIT) {
        call->len = c->delivery.len;
        call->data = malloc(call->len == 0 ? 1 : call->len);
        ok = call->data != NULL;
        if (ok)
            memcpy(call->data, c->delivery.data, call->len);
        memcpy(call->title, c->delivery.title, sizeof call->title);
    }
    if (!ok) {
        pw_fail(&err, PW_ERR_MEMORY, 0, "no memory to speak to CUPS");
    } else {
        call->owner = c;
        call->kind = kind;
        call->job = c->job;
        ok = c->loop->impl->work(c->loop, run_call, call_done, call, &err);
    }
    if (ok) {
        c->call = call;
        return;
    }
    call_free(call);
    if (kind == SUBMIT)
        pw_delivery_nothing(&c->delivery, err.code, 0, "nothing was sent: %s", err.text);
    else if (kind == LOOK)
        c->loop->impl->timer_start(c->timer, RECHECK_US);
    else
        ask_soon(c);
}

static void on_timer(void *user)
{
    struct pw_cups *c = user;
    if (c->call != NULL)
        return;
    if (pw_delivery_open(&c->delivery))
        start_call(c, ASK);
    else
        start_call(c, LOOK);
}

static void cups_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_cups *c = cups_from(t);
    if (c->call != NULL) {
        atomic_store(&c->call->stop, true); /* a document half way to CUPS is cancelled; a whole one is CUPS's to print */
        c->call->owner = NULL;
    }
    c->loop->impl->timer_free(c->timer);
    pw_delivery_finish(&c->delivery);
    free(c);
}

static bool queue_name_is_sane(const char *name)
{
    if (name == NULL || name[0] == '\0' || strlen(name) > 127)
        return false;
    for (const char *p = name; *p != '\0'; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7f || strchr("/\\#?'\"<>", *p) != NULL)
            return false;
    return true;
}

static bool cups_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                        const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    const char *queue = pw_section_get(section, "queue");
    if (!queue_name_is_sane(queue))
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [printer %s] needs queue = a CUPS queue's name (lpstat -e lists them)",
                       section->file, section->line, section->name);
    struct pw_cups *c = calloc(1, sizeof *c);
    if (c == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
    c->base = (struct pw_transport){ &pw_transport_cups, section, *listener, PW_LINK_MISSING };
    c->loop = loop;
    c->log = log;
    c->queue = queue;
    c->server = pw_section_get(section, "server");
    const char *raw = pw_section_get(section, "raw"), *format = pw_section_get(section, "format");
    const char *language = pw_section_get(section, "language");
    bool pdf = language != NULL && strcmp(language, "pdf") == 0; /* sent raw, a printer would print its letters */
    c->format = format != NULL                          ? format
                : pdf                                   ? CUPS_FORMAT_PDF
                : raw != NULL && strcmp(raw, "no") == 0 ? CUPS_FORMAT_AUTO
                                                        : CUPS_FORMAT_RAW;
    c->timer = loop->impl->timer(loop, on_timer, c);
    if (c->timer == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
        goto fail;
    }
    if (!pw_delivery_init(&c->delivery, &c->base, loop, "spooler", err))
        goto fail;
    *ret_transport = &c->base;
    start_call(c, LOOK);
    return true;
fail:
    cups_destroy(&c->base);
    return false;
}

static bool cups_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_cups *c = cups_from(t);
    if (!pw_delivery_start(&c->delivery, doc, title, err))
        return false;
    c->job = 0;
    c->cancelled = c->left_in_the_middle = false;
    c->why = NULL;
    c->behind = c->call != NULL;
    if (!c->behind)
        start_call(c, SUBMIT);
    return true;
}

static void cups_cancel(struct pw_transport *t)
{
    struct pw_cups *c = cups_from(t);
    if (!pw_delivery_open(&c->delivery) || c->cancelled)
        return;
    c->cancelled = true;
    if (c->call != NULL)
        atomic_store(&c->call->stop, true); /* its end starts the cancelling */
    else
        start_call(c, CANCEL);
}

static const char *const yes_no[] = { "yes", "no", NULL };
static const struct pw_key cups_keys[] = {
    { "queue", PW_KEY_TEXT, NULL, NULL, 0, 0, "the CUPS queue's name" },
    { "server", PW_KEY_TEXT, NULL, NULL, 0, 0, "host:port or the socket of CUPS; this machine's when left out" },
    { "raw", PW_KEY_WORD, "yes", yes_no, 0, 0, "send bytes as they are (yes), or let CUPS find out what they are (no)" },
    { "format", PW_KEY_TEXT, NULL, NULL, 0, 0, "the documents' MIME type, such as application/pdf; instead of raw" },
    { 0 },
};

const struct pw_transport_impl pw_transport_cups = {
    .scheme = "cups",
    .keys = cups_keys,
    .create = cups_create,
    .send = cups_send,
    .cancel = cups_cancel,
    .destroy = cups_destroy,
};
