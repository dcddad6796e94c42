#include "printer/spool.h"

#include "late/cups.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECT_MS = 5000, PIECE = 32768, WAITS = 15 /* seconds without a byte from CUPS */ };

/* libcups would ask on the terminal. */
static const char *no_password(const char *prompt, http_t *http, const char *method, const char *resource, void *user)
{
    (void)prompt, (void)http, (void)method, (void)resource, (void)user;
    return NULL;
}

struct session {
    const struct pw_spool *spool;
    http_t *http;
    int waits;
};

/* Called each second that CUPS says nothing; 0 ends the call. */
static int on_silence(http_t *http, void *user)
{
    (void)http;
    struct session *s = user;
    bool stop = s->spool->stop != NULL && atomic_load(s->spool->stop);
    return !stop && ++s->waits < WAITS;
}

static bool split_server(const char *server, char host[256], int *ret_port)
{
    *ret_port = ippPort();
    size_t len = strlen(server);
    const char *colon = strrchr(server, ':');
    if (server[0] != '/' && colon != NULL) {
        *ret_port = atoi(colon + 1);
        len = (size_t)(colon - server);
    }
    if (len == 0 || len >= 256)
        return false;
    memcpy(host, server, len);
    host[len] = '\0';
    return true;
}

static bool connect_to(const struct pw_spool *spool, struct session *s, struct pw_error *err)
{
    *s = (struct session){ .spool = spool };
    if (!pw_late_cups_load(err))
        return false;
    cupsSetPasswordCB2(no_password, NULL); /* each thread has its own */
    const char *server = spool->server != NULL ? spool->server : cupsServer();
    char host[256];
    int port;
    if (!split_server(server, host, &port))
        return pw_fail(err, PW_ERR_CONFIG, 0, "server = %.200s: give HOST:PORT or the path of CUPS's socket", server);
    errno = 0;
    s->http = httpConnect2(host, port, NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, CONNECT_MS, NULL);
    if (s->http == NULL)
        return pw_fail(err, PW_ERR_GONE, errno, "CUPS doesn't answer at %.200s", server);
    httpSetTimeout(s->http, 1.0, on_silence, s);
    return true;
}

static bool say(const struct pw_spool *spool, const char *what, struct pw_error *err)
{
    ipp_status_t status = cupsLastError();
    const char *text = cupsLastErrorString();
    enum pw_error_code code = status == IPP_STATUS_ERROR_NOT_FOUND ? PW_ERR_NOT_FOUND
                              : status == IPP_STATUS_ERROR_FORBIDDEN || status == IPP_STATUS_ERROR_NOT_AUTHENTICATED ||
                                      status == IPP_STATUS_ERROR_NOT_AUTHORIZED
                                  ? PW_ERR_ACCESS
                              : status == IPP_STATUS_ERROR_BUSY || status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS ? PW_ERR_BUSY
                                                                                                                 : PW_ERR_IO;
    return pw_fail(err, code, 0, "CUPS queue %.60s: can't %s: %.150s", spool->queue, what, text == NULL ? "no answer" : text);
}

static ipp_t *request_for(const struct pw_spool *spool, ipp_op_t op, int job)
{
    char uri[HTTP_MAX_URI];
    ipp_t *request = ippNewRequest(op);
    httpAssembleURIf(HTTP_URI_CODING_ALL, uri, (int)sizeof uri, "ipp", NULL, "localhost", 0, "/printers/%s", spool->queue);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
    if (job > 0)
        ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cupsUser());
    return request;
}

/* A reason's words; NULL: nothing that a person has to know. Suffixes are gone already. */
static const char *reason_words(const char *reason)
{
    static const struct {
        const char *reason, *words;
    } table[] = {
        { "none", NULL },
        { "cups-waiting-for-job-completed", NULL },
        { "cups-remote-pending", NULL },
        { "cups-remote-processing", NULL },
        { "cups-remote-completed", NULL },
        { "media-empty", "out of paper" },
        { "media-needed", "needs paper" },
        { "media-low", "paper is low" },
        { "media-jam", "paper is jammed" },
        { "cover-open", "the cover is open" },
        { "door-open", "a door is open" },
        { "marker-supply-empty", "out of ribbon or ink" },
        { "marker-supply-low", "ribbon or ink is low" },
        { "toner-empty", "out of toner" },
        { "offline", "offline" },
        { "connecting-to-device", "CUPS is connecting to it" },
        { "timed-out", "it doesn't answer CUPS" },
        { "paused", "the queue is stopped (cupsenable starts it)" },
        { "shutdown", "switched off" },
        { "spool-area-full", "CUPS's disk is full" },
        { "other", "something is wrong" },
    };
    for (size_t i = 0; i < PW_COUNT(table); i++)
        if (strcmp(reason, table[i].reason) == 0)
            return table[i].words;
    return reason;
}

static void add_words(struct pw_spool_queue *queue, const char *words)
{
    size_t n = strlen(queue->words);
    if (words != NULL && words[0] != '\0' && strstr(queue->words, words) == NULL)
        snprintf(queue->words + n, sizeof queue->words - n, "%s%s", n == 0 ? "" : ", ", words);
}

static void read_queue(ipp_t *answer, struct pw_spool_queue *queue)
{
    *queue = (struct pw_spool_queue){ .accepting = true };
    ipp_attribute_t *a = ippFindAttribute(answer, "printer-state-reasons", IPP_TAG_KEYWORD);
    for (int i = 0; a != NULL && i < ippGetCount(a); i++) {
        char reason[100];
        snprintf(reason, sizeof reason, "%s", ippGetString(a, i, NULL));
        static const char *const ends[] = { "-error", "-warning", "-report" };
        for (size_t e = 0; e < PW_COUNT(ends); e++) {
            size_t len = strlen(reason), end = strlen(ends[e]);
            if (len > end && strcmp(reason + len - end, ends[e]) == 0)
                reason[len - end] = '\0';
        }
        add_words(queue, reason_words(reason));
    }
    a = ippFindAttribute(answer, "printer-state", IPP_TAG_ENUM);
    queue->stopped = a != NULL && ippGetInteger(a, 0) == IPP_PSTATE_STOPPED;
    if (queue->stopped)
        add_words(queue, reason_words("paused"));
    /* A raw queue gives no reasons; what its backend waits for is in the message alone. */
    a = ippFindAttribute(answer, "printer-state-message", IPP_TAG_TEXT);
    const char *message = a == NULL ? NULL : ippGetString(a, 0, NULL);
    if (message != NULL && (strstr(message, "unavailable") != NULL || strstr(message, "Waiting for printer") != NULL ||
                            strstr(message, "rror") != NULL || strstr(message, "not responding") != NULL))
        add_words(queue, message);
    a = ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
    if (a != NULL)
        queue->accepting = ippGetBoolean(a, 0) != 0;
    if (!queue->accepting)
        add_words(queue, "the queue takes no jobs (cupsaccept lets it)");
    a = ippFindAttribute(answer, "device-uri", IPP_TAG_URI);
    const char *uri = a == NULL ? NULL : ippGetString(a, 0, NULL);
    queue->answers = uri != NULL && (strncmp(uri, "ipp:", 4) == 0 || strncmp(uri, "ipps:", 5) == 0);
}

static bool look(struct session *s, struct pw_spool_queue *ret_queue, struct pw_error *err)
{
    static const char *const wanted[] = { "printer-state", "printer-state-reasons", "printer-state-message",
                                          "printer-is-accepting-jobs", "device-uri" };
    ipp_t *request = request_for(s->spool, IPP_OP_GET_PRINTER_ATTRIBUTES, 0);
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", (int)PW_COUNT(wanted), NULL, wanted);
    ipp_t *answer = cupsDoRequest(s->http, request, "/");
    bool ok = cupsLastError() <= IPP_STATUS_OK_CONFLICTING;
    if (ok)
        read_queue(answer, ret_queue);
    else
        say(s->spool, "look at it", err);
    ippDelete(answer);
    return ok;
}

/* So that a misspelt queue names the right one. */
static void name_queues(struct session *s, struct pw_error *err)
{
    static const char *const wanted[] = { "printer-name" };
    ipp_t *request = ippNewRequest(IPP_OP_CUPS_GET_PRINTERS);
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", 1, NULL, wanted);
    ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "limit", 8);
    ipp_t *answer = cupsDoRequest(s->http, request, "/");
    char names[160] = "";
    for (ipp_attribute_t *a = ippFindAttribute(answer, "printer-name", IPP_TAG_NAME); a != NULL;
         a = ippFindNextAttribute(answer, "printer-name", IPP_TAG_NAME)) {
        size_t n = strlen(names);
        snprintf(names + n, sizeof names - n, "%s%s", n == 0 ? "" : ", ", ippGetString(a, 0, NULL));
    }
    ippDelete(answer);
    pw_fail(err, PW_ERR_NOT_FOUND, 0, "CUPS has no queue %.60s; it has %s", s->spool->queue, names[0] == '\0' ? "none" : names);
}

bool pw_spool_look(const struct pw_spool *spool, struct pw_spool_queue *ret_queue, struct pw_error *err)
{
    struct session s;
    if (!connect_to(spool, &s, err))
        return false;
    struct pw_error why = { 0 };
    bool ok = look(&s, ret_queue, &why);
    if (!ok && why.code == PW_ERR_NOT_FOUND)
        name_queues(&s, &why);
    httpClose(s.http);
    if (!ok && err != NULL)
        *err = why;
    return ok;
}

/* False: it isn't known whether CUPS got the end. *ret_ended: the last request was on its way. */
static bool send_document(struct session *s, int job, struct pw_bytes doc, const char *title, const char *format, bool *ret_ended,
                          struct pw_error *err)
{
    const struct pw_spool *spool = s->spool;
    *ret_ended = false;
    if (cupsStartDocument(s->http, spool->queue, job, title, format, 1) != HTTP_STATUS_CONTINUE)
        return say(spool, "begin the document", err);
    for (size_t at = 0; at < doc.len; at += PIECE) {
        if (spool->stop != NULL && atomic_load(spool->stop))
            return pw_fail(err, PW_ERR_TIMEOUT, 0, "CUPS queue %.60s: cancelled", spool->queue);
        size_t n = doc.len - at < PIECE ? doc.len - at : PIECE;
        s->waits = 0;
        if (cupsWriteRequestData(s->http, (const char *)doc.data + at, n) != HTTP_STATUS_CONTINUE)
            return say(spool, "send the document", err);
    }
    *ret_ended = true;
    s->waits = 0;
    if (cupsFinishDocument(s->http, spool->queue) > IPP_STATUS_OK_CONFLICTING)
        return say(spool, "finish the document", err);
    return true;
}

bool pw_spool_submit(const struct pw_spool *spool, struct pw_bytes doc, const char *title, const char *format, int *ret_job,
                     struct pw_error *err)
{
    struct session s;
    *ret_job = 0;
    if (!connect_to(spool, &s, err))
        return false;
    int job = cupsCreateJob(s.http, spool->queue, title, 0, NULL);
    if (job <= 0) { /* perhaps a job without a document: CUPS throws it away by itself, and it prints nothing */
        say(spool, "make a job", err);
        httpClose(s.http);
        return false;
    }
    *ret_job = job;
    bool ended;
    struct pw_error why = { 0 };
    bool ok = send_document(&s, job, doc, title, format, &ended, &why);
    httpClose(s.http);
    if (ok)
        return true;
    /* CUPS prints a document only once it has all of it: until the last request nothing can have been printed. */
    if (ended)
        return pw_fail(err, PW_ERR_UNKNOWN_OUTCOME, 0, "job %d: %s", job, why.text);
    struct pw_spool patient = { spool->server, spool->queue, NULL };
    struct pw_error ignored; /* pw_spool_ask will tell */
    bool cancelled = pw_spool_cancel(&patient, job, &ignored);
    (void)cancelled;
    return pw_fail(err, why.code, 0, "job %d: %s", job, why.text);
}

static void read_job(ipp_t *answer, struct pw_spool_job *job)
{
    ipp_attribute_t *a = ippFindAttribute(answer, "job-state", IPP_TAG_ENUM);
    switch (a == NULL ? 0 : ippGetInteger(a, 0)) {
    case IPP_JSTATE_PENDING:
    case IPP_JSTATE_HELD:
        job->state = PW_SPOOL_WAITING;
        break;
    case IPP_JSTATE_CANCELED:
        job->state = PW_SPOOL_CANCELLED;
        break;
    case IPP_JSTATE_ABORTED:
        job->state = PW_SPOOL_ABORTED;
        break;
    case IPP_JSTATE_COMPLETED:
        job->state = PW_SPOOL_DONE;
        break;
    default:
        job->state = PW_SPOOL_PRINTING;
        break;
    }
    /* "no-value" until it has begun. Anything but that counts as begun. */
    a = ippFindAttribute(answer, "time-at-processing", IPP_TAG_ZERO);
    job->started = a == NULL || ippGetValueTag(a) != IPP_TAG_NOVALUE;
}

bool pw_spool_ask(const struct pw_spool *spool, int job, struct pw_spool_job *ret_job, struct pw_error *err)
{
    static const char *const wanted[] = { "job-state", "job-state-reasons", "time-at-processing" };
    struct session s;
    if (!connect_to(spool, &s, err))
        return false;
    struct pw_spool_job found = { .started = true, .queue.accepting = true };
    ipp_t *request = request_for(spool, IPP_OP_GET_JOB_ATTRIBUTES, job);
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", (int)PW_COUNT(wanted), NULL, wanted);
    ipp_t *answer = cupsDoRequest(s.http, request, "/");
    bool ok = cupsLastError() <= IPP_STATUS_OK_CONFLICTING;
    if (ok)
        read_job(answer, &found);
    else if (cupsLastError() == IPP_STATUS_ERROR_NOT_FOUND || cupsLastError() == IPP_STATUS_ERROR_GONE) {
        found.state = PW_SPOOL_FORGOTTEN;
        ok = true;
    } else
        say(spool, "ask for the job", err);
    ippDelete(answer);
    struct pw_error ignored; /* the job's state is what was asked; the printer's words are extra */
    if (ok && !look(&s, &found.queue, &ignored))
        found.queue = (struct pw_spool_queue){ .accepting = true };
    httpClose(s.http);
    if (ok)
        *ret_job = found;
    return ok;
}

bool pw_spool_cancel(const struct pw_spool *spool, int job, struct pw_error *err)
{
    struct session s;
    if (!connect_to(spool, &s, err))
        return false;
    ipp_status_t status = cupsCancelJob2(s.http, spool->queue, job, 0);
    bool ok = status <= IPP_STATUS_OK_CONFLICTING || status == IPP_STATUS_ERROR_NOT_POSSIBLE; /* it is over already */
    if (!ok)
        say(spool, "cancel the job", err);
    httpClose(s.http);
    return ok;
}
