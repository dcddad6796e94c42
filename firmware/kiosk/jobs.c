/*
 * Other programs print: POST /v1/jobs gives a file, GET /v1/jobs/ID asks what became of it. The station is asked, and the
 * connection sleeps until it answers; then the daemon calls again, and the answer goes out.
 */
#include "kiosk/server.h"

#include <stdlib.h>
#include <string.h>

static enum MHD_Result sleep_until_answered(struct pw_kiosk *kiosk, struct kiosk_request *request)
{
    request->next = kiosk->asking;
    kiosk->asking = request;
    request->asleep = true;
    MHD_suspend_connection(request->connection);
    return MHD_YES;
}

static void wake(struct pw_kiosk *kiosk, struct kiosk_request *request)
{
    if (!request->asleep)
        return;
    request->asleep = false;
    MHD_resume_connection(request->connection);
    kiosk_run_soon(kiosk);
}

/* What the station said; 503 when it can't be asked any more. */
static enum MHD_Result respond(struct kiosk_request *request)
{
    if (request->status == 0)
        return kiosk_refuse(request->connection, MHD_HTTP_SERVICE_UNAVAILABLE, "the station stops: ask again with the same key");
    return kiosk_respond_json(request->connection, request->status, request->answer == NULL ? "{}" : request->answer);
}

static const char *argument(const struct kiosk_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

/* *ret_value stays when there is no such argument. */
static bool number(const struct kiosk_request *request, const char *name, int64_t least, int64_t most, int64_t *ret_value)
{
    const char *text = argument(request, name);
    char *end = NULL;
    if (text == NULL)
        return true;
    long long n = strtoll(text, &end, 10);
    *ret_value = n;
    return end != text && *end == '\0' && n >= least && n <= most;
}

static bool in_list(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = list; *p != '\0';) {
        p += strspn(p, ", ");
        size_t n = strcspn(p, ", ");
        if (n == len && len > 0 && memcmp(p, word, n) == 0)
            return true;
        p += n;
    }
    return false;
}

enum MHD_Result kiosk_job_submit(struct pw_kiosk *kiosk, struct kiosk_request *request, const char *rest)
{
    (void)rest;
    if (request->ticket != 0)
        return respond(request);
    const struct pw_kiosk_right *right = &kiosk->rights[request->right];
    struct pw_kiosk_print print = { .right = right->name,
                                    .printer = argument(request, "printer"),
                                    .name = argument(request, "name"),
                                    .key = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Idempotency-Key"),
                                    .content = pw_buf_peek(&request->body) };
    if (print.printer == NULL)
        return kiosk_refuse(request->connection, MHD_HTTP_BAD_REQUEST, "which printer? ask with ?printer=NAME, or ?printer=auto");
    if (!in_list(right->printers, print.printer))
        return kiosk_refuse(request->connection, MHD_HTTP_FORBIDDEN, "this token may not print there: see its printers = ...");
    if (!number(request, "priority", -9, 9, &print.priority) || !number(request, "expires", 1, 366 * 86400, &print.expires_s))
        return kiosk_refuse(request->connection, MHD_HTTP_BAD_REQUEST, "priority is -9 to 9, expires a number of seconds");
    if (print.content.len == 0)
        return kiosk_refuse(request->connection, MHD_HTTP_BAD_REQUEST, "the body is empty: it should be the file to print");
    if (print.name == NULL)
        print.name = print.key;
    request->ticket = ++kiosk->tickets;
    if (kiosk->source.print == NULL || !kiosk->source.print(kiosk->source.user, request->ticket, &print))
        return kiosk_refuse(request->connection, MHD_HTTP_SERVICE_UNAVAILABLE, "the station takes nothing now: ask again");
    return sleep_until_answered(kiosk, request);
}

enum MHD_Result kiosk_job_ask(struct pw_kiosk *kiosk, struct kiosk_request *request, const char *rest)
{
    if (request->ticket != 0)
        return respond(request);
    size_t digits = strspn(rest, "0123456789");
    if (digits == 0 || digits > 15 || rest[digits] != '\0')
        return kiosk_refuse(request->connection, MHD_HTTP_NOT_FOUND, "a job has a number: /v1/jobs/17");
    request->ticket = ++kiosk->tickets;
    if (kiosk->source.job == NULL || !kiosk->source.job(kiosk->source.user, request->ticket, strtoll(rest, NULL, 10)))
        return kiosk_refuse(request->connection, MHD_HTTP_SERVICE_UNAVAILABLE, "the station answers nothing now: ask again");
    return sleep_until_answered(kiosk, request);
}

void pw_kiosk_answer(struct pw_kiosk *kiosk, uint64_t ticket, unsigned status, const char *json)
{
    for (struct kiosk_request *r = kiosk->asking; r != NULL; r = r->next)
        if (r->ticket == ticket && r->status == 0) {
            r->status = status;
            r->answer = strdup(json);
            wake(kiosk, r);
            return;
        }
}

void kiosk_job_forget(struct pw_kiosk *kiosk, struct kiosk_request *request)
{
    for (struct kiosk_request **at = &kiosk->asking; *at != NULL; at = &(*at)->next)
        if (*at == request) {
            *at = request->next;
            return;
        }
}

void kiosk_job_stop(struct pw_kiosk *kiosk)
{
    for (struct kiosk_request *r = kiosk->asking; r != NULL; r = r->next)
        wake(kiosk, r);
}
