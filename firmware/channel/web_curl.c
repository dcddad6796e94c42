#include "channel/web_curl.h"

#include "late/curl.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

enum { CONNECT_MS = 10000, WATCHES = 16 };

struct socket_watch {
    curl_socket_t fd;
    struct pw_watch *watch; /* NULL: free */
};

struct web {
    struct pw_web base;
    struct pw_loop *loop;
    struct pw_timer *timer;
    CURLM *multi;
    struct exchange *first;
    struct socket_watch watches[WATCHES];
    char ca_file[500];
};

/* One request, until its answer was told. */
struct exchange {
    struct web *web;
    struct exchange *next;
    CURL *easy;
    struct curl_slist *headers;
    uint8_t *body;
    struct pw_buf received;
    bool too_big;
    struct pw_web_answer answer;
    pw_web_fn *fn;
    void *user;
};

static void drop(struct exchange *x)
{
    struct exchange **at = &x->web->first;
    while (*at != NULL && *at != x)
        at = &(*at)->next;
    if (*at == x)
        *at = x->next;
    if (x->easy != NULL) {
        curl_multi_remove_handle(x->web->multi, x->easy);
        curl_easy_cleanup(x->easy);
    }
    curl_slist_free_all(x->headers);
    if (x->body != NULL)
        free(x->body);
    pw_buf_finish(&x->received);
    free(x);
}

/* ---- what comes ---- */

static size_t on_data(char *data, size_t one, size_t count, void *user)
{
    struct exchange *x = user;
    pw_buf_put(&x->received, data, one * count);
    x->too_big = x->received.failed;
    return x->too_big ? 0 : one * count;
}

static bool header(const char *line, size_t len, const char *name, char *out, size_t size)
{
    size_t n = strlen(name);
    if (len <= n || line[n] != ':' || strncasecmp(line, name, n) != 0)
        return false;
    for (n++; n < len && (line[n] == ' ' || line[n] == '\t'); n++)
        ;
    while (len > n && (unsigned char)line[len - 1] <= ' ')
        len--;
    snprintf(out, size, "%.*s", (int)(len - n), line + n);
    for (char *p = out; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7E)
            *p = '?';
    return true;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT"; 0 for what isn't. */
static int64_t date_of(const char *text)
{
    struct tm tm = { 0 };
    const char *end = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    return end == NULL || *end != '\0' ? 0 : (int64_t)timegm(&tm) * 1000000;
}

static size_t on_header(char *line, size_t one, size_t count, void *user)
{
    struct exchange *x = user;
    char value[PW_WEB_HEADER];
    size_t len = one * count;
    if (header(line, len, "x-amzn-requestid", value, sizeof value))
        snprintf(x->answer.request_id, sizeof x->answer.request_id, "%s", value);
    else if (header(line, len, "x-amzn-ratelimit-limit", value, sizeof value))
        x->answer.rate_limit = strtod(value, NULL);
    else if (header(line, len, "date", value, sizeof value))
        x->answer.date_us = date_of(value);
    else if (header(line, len, "retry-after", value, sizeof value))
        x->answer.retry_after_us = strtoll(value, NULL, 10) * 1000000;
    if (!(x->answer.rate_limit > 0 && x->answer.rate_limit < 1e6))
        x->answer.rate_limit = 0;
    if (x->answer.retry_after_us < 0 || x->answer.retry_after_us > INT64_C(86400000000))
        x->answer.retry_after_us = 0;
    return len;
}

/* What of a failure says that nothing was asked. */
static enum pw_web_fault fault_of(CURL *easy, CURLcode code)
{
    curl_off_t sending_us = 0;
    switch (code) {
    case CURLE_OK:
        return PW_WEB_ANSWERED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return PW_WEB_UNREACHED;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CERTPROBLEM:
        return PW_WEB_UNTRUSTED;
    default: /* before the connection stood nothing could leave */
        if (curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &sending_us) == CURLE_OK && sending_us == 0)
            return PW_WEB_UNREACHED;
        return PW_WEB_UNANSWERED;
    }
}

static void tell(struct exchange *x, CURLcode code)
{
    long status = 0;
    struct pw_web_answer *a = &x->answer;
    a->fault = x->too_big ? PW_WEB_TOO_BIG : fault_of(x->easy, code);
    curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
    a->status = a->fault == PW_WEB_ANSWERED ? (int)status : 0;
    a->body = pw_buf_peek(&x->received);
    if (x->too_big)
        snprintf(a->why, sizeof a->why, "its answer was longer than it may be");
    else if (code != CURLE_OK)
        snprintf(a->why, sizeof a->why, "%s", curl_easy_strerror(code));
    pw_web_fn *fn = x->fn;
    void *user = x->user;
    fn(user, a);
    drop(x);
}

static void collect(struct web *w)
{
    const CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(w->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        for (struct exchange *x = w->first; x != NULL; x = x->next)
            if (x->easy == message->easy_handle) {
                tell(x, code);
                break;
            }
    }
}

/* ---- libcurl in the loop ---- */

static void on_ready(void *user, int fd, int events)
{
    struct web *w = user;
    int running,
        what = ((events & PW_READABLE) != 0 ? CURL_CSELECT_IN : 0) | ((events & PW_WRITABLE) != 0 ? CURL_CSELECT_OUT : 0);
    curl_multi_socket_action(w->multi, fd, what, &running);
    collect(w);
}

static void on_timer(void *user)
{
    struct web *w = user;
    int running;
    curl_multi_socket_action(w->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(w);
}

static int on_timeout(CURLM *multi, long ms, void *user)
{
    struct web *w = user;
    (void)multi;
    if (ms < 0)
        w->loop->impl->timer_stop(w->timer);
    else
        w->loop->impl->timer_start(w->timer, (int64_t)ms * 1000);
    return 0;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *mine)
{
    struct web *w = user;
    struct socket_watch *slot = mine;
    struct pw_error err = { 0 };
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (slot != NULL)
            w->loop->impl->unwatch(slot->watch);
        if (slot != NULL)
            slot->watch = NULL;
        curl_multi_assign(w->multi, fd, NULL);
        return 0;
    }
    int events = ((what & CURL_POLL_IN) != 0 ? PW_READABLE : 0) | ((what & CURL_POLL_OUT) != 0 ? PW_WRITABLE : 0);
    if (slot != NULL) {
        w->loop->impl->watch_change(slot->watch, events);
        return 0;
    }
    for (int i = 0; i < WATCHES && slot == NULL; i++)
        slot = w->watches[i].watch == NULL ? &w->watches[i] : NULL;
    if (slot == NULL)
        return -1;
    slot->fd = fd;
    slot->watch = w->loop->impl->watch(w->loop, fd, events, on_ready, w, &err);
    if (slot->watch == NULL)
        return -1;
    curl_multi_assign(w->multi, fd, slot);
    return 0;
}

/* ---- asking ---- */

static bool set_up(struct exchange *x, const struct pw_web_request *r)
{
    const struct web *w = x->web;
    CURL *e = x->easy;
    bool plain = strncmp(r->url, "http://", 7) == 0, writes = strcmp(r->method, "GET") != 0;
    CURLcode bad = CURLE_OK;
#define SET(option, value) (bad = bad != CURLE_OK ? bad : curl_easy_setopt(e, option, value))
    SET(CURLOPT_URL, r->url);
    SET(CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (w->ca_file[0] != '\0')
        SET(CURLOPT_CAINFO, w->ca_file);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    SET(CURLOPT_TIMEOUT_MS, (long)(r->timeout_us / 1000));
    SET(CURLOPT_ACCEPT_ENCODING, "gzip");
    SET(CURLOPT_HTTPHEADER, x->headers);
    SET(CURLOPT_WRITEFUNCTION, on_data);
    SET(CURLOPT_WRITEDATA, x);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, x);
    SET(CURLOPT_CUSTOMREQUEST, r->method);
    if (writes) {
        /* On a connection that was used before libcurl asks a second time when that ends without an answer: for it, nothing had
         * been done. What must be done once goes over a connection of its own. */
        SET(CURLOPT_FRESH_CONNECT, 1L);
        SET(CURLOPT_FORBID_REUSE, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
        SET(CURLOPT_POSTFIELDS, x->body == NULL ? (const uint8_t *)"" : x->body);
    }
#undef SET
    return bad == CURLE_OK;
}

static bool ask(struct pw_web *base, const struct pw_web_request *r, pw_web_fn *fn, void *user, struct pw_error *err)
{
    struct web *w = (struct web *)base;
    struct exchange *x = calloc(1, sizeof *x);
    if (x == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a request");
    x->web = w;
    x->fn = fn;
    x->user = user;
    pw_buf_init(&x->received, r->most);
    bool ok = (x->easy = curl_easy_init()) != NULL;
    for (size_t i = 0; ok && r->headers[i] != NULL; i++) {
        struct curl_slist *longer = curl_slist_append(x->headers, r->headers[i]);
        ok = longer != NULL;
        x->headers = ok ? longer : x->headers;
    }
    if (ok && r->body.len > 0) {
        ok = (x->body = malloc(r->body.len)) != NULL;
        if (ok)
            memcpy(x->body, r->body.data, r->body.len);
    }
    x->next = w->first;
    w->first = x;
    if (ok && set_up(x, r) && curl_multi_add_handle(w->multi, x->easy) == CURLM_OK)
        return true;
    drop(x);
    return pw_fail(err, PW_ERR_MEMORY, 0, "a request can't be made");
}

static void destroy(struct pw_web *base)
{
    struct web *w = (struct web *)base;
    if (w == NULL)
        return;
    while (w->first != NULL)
        drop(w->first);
    if (w->multi != NULL)
        curl_multi_cleanup(w->multi);
    for (int i = 0; i < WATCHES; i++)
        w->loop->impl->unwatch(w->watches[i].watch);
    w->loop->impl->timer_free(w->timer);
    free(w);
}

static const struct pw_web_impl impl = { ask, destroy };

bool pw_web_curl_create(struct pw_loop *loop, const char *ca_file, struct pw_web **ret_web, struct pw_error *err)
{
    if (!pw_late_curl_load(err))
        return false;
    struct web *w = calloc(1, sizeof *w);
    if (w == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for requests");
    w->base.impl = &impl;
    w->loop = loop;
    snprintf(w->ca_file, sizeof w->ca_file, "%s", ca_file);
    w->timer = loop->impl->timer(loop, on_timer, w);
    if (w->timer != NULL && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && (w->multi = curl_multi_init()) != NULL &&
        curl_multi_setopt(w->multi, CURLMOPT_SOCKETFUNCTION, on_socket) == CURLM_OK &&
        curl_multi_setopt(w->multi, CURLMOPT_SOCKETDATA, w) == CURLM_OK &&
        curl_multi_setopt(w->multi, CURLMOPT_TIMERFUNCTION, on_timeout) == CURLM_OK &&
        curl_multi_setopt(w->multi, CURLMOPT_TIMERDATA, w) == CURLM_OK) {
        *ret_web = &w->base;
        return true;
    }
    destroy(&w->base);
    return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for requests");
}
