/*
 * The kiosk's server: libmicrohttpd run by the loop, without a thread of its own. It waits in one epoll descriptor that the loop
 * watches; its own timeouts become a timer. Who is too slow is cut off, whoever has no business here is refused before anything
 * is looked up.
 */
#include "kiosk/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define TOO_LARGE "a body of more than 64 KiB (a file to print: 32 MiB)"

/* A connection and the moment when its request must be done with; 0: never. */
struct kiosk_connection {
    struct kiosk_connection *next;
    struct MHD_Connection *connection;
    int64_t deadline_us;
};

static const struct pw_loop_impl *loop_of(const struct pw_kiosk *kiosk)
{
    return kiosk->loop->impl;
}

/* Slow connections. */

static void arm_slow(struct pw_kiosk *kiosk)
{
    int64_t first = 0, now = pw_loop_now(kiosk->loop);
    for (const struct kiosk_connection *c = kiosk->connections; c != NULL; c = c->next)
        if (c->deadline_us != 0 && (first == 0 || c->deadline_us < first))
            first = c->deadline_us;
    if (first == 0)
        loop_of(kiosk)->timer_stop(kiosk->slow);
    else
        loop_of(kiosk)->timer_start(kiosk->slow, first > now ? first - now : 0);
}

static void cut_slow(void *user)
{
    struct pw_kiosk *kiosk = user;
    int64_t now = pw_loop_now(kiosk->loop);
    for (struct kiosk_connection *c = kiosk->connections; c != NULL; c = c->next) {
        if (c->deadline_us == 0 || c->deadline_us > now)
            continue;
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(c->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        if (info != NULL)
            shutdown(info->connect_fd, SHUT_RDWR); /* the daemon sees it closed, and ends it */
        c->deadline_us = 0;
    }
    arm_slow(kiosk);
}

static void set_deadline(struct pw_kiosk *kiosk, struct kiosk_connection *c, int64_t in_us)
{
    c->deadline_us = in_us == 0 ? 0 : pw_loop_now(kiosk->loop) + in_us;
    if (!kiosk->stopping)
        arm_slow(kiosk);
}

static void connection_changed(void *user, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode code)
{
    struct pw_kiosk *kiosk = user;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct kiosk_connection *c = calloc(1, sizeof *c);
        *context = c;
        if (c == NULL)
            return; /* without a deadline, but with the daemon's own timeout */
        c->connection = connection;
        c->next = kiosk->connections;
        kiosk->connections = c;
        set_deadline(kiosk, c, kiosk->slow_us);
        return;
    }
    struct kiosk_connection *c = *context, **at = &kiosk->connections;
    while (*at != NULL && *at != c)
        at = &(*at)->next;
    if (*at != NULL)
        *at = c->next;
    free(c);
    *context = NULL;
    if (!kiosk->stopping)
        arm_slow(kiosk);
    kiosk_run_soon(kiosk); /* a daemon that was full listens again in its next round, and nothing else may wake it */
}

static struct kiosk_connection *connection_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

void kiosk_connection_endless(struct pw_kiosk *kiosk, struct MHD_Connection *connection)
{
    struct kiosk_connection *c = connection_of(connection);
    if (c != NULL)
        set_deadline(kiosk, c, 0);
}

/* Requests. */

struct headers {
    struct pw_guard_request request;
    bool twice;
    const char *length;
};

static enum MHD_Result note_header(void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    struct headers *h = user;
    struct {
        const char *name;
        const char **value;
    } wanted[] = { { "Host", &h->request.host },
                   { "Origin", &h->request.origin },
                   { "Sec-Fetch-Site", &h->request.fetch_site },
                   { "Sec-Fetch-Dest", &h->request.fetch_dest },
                   { "Content-Type", &h->request.content_type },
                   { "Content-Length", &h->length },
                   { "X-Packwright-Token", &h->request.token },
                   { "Authorization", &h->request.authorization },
                   { "Idempotency-Key", &h->request.key } };
    for (size_t i = 0; i < PW_COUNT(wanted); i++)
        if (strcasecmp(name, wanted[i].name) == 0) {
            h->twice |= *wanted[i].value != NULL;
            *wanted[i].value = value == NULL ? "" : value;
        }
    return MHD_YES;
}

/* A first look at a request: the answer, or MHD_YES with *ret_route when it may go on. */
static enum MHD_Result admit(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *path, const char *method,
                             const struct kiosk_route **ret_route, size_t *ret_right)
{
    const char *rest;
    const struct kiosk_route *route = kiosk_route_find(path, &rest);
    struct headers h = { 0 };
    MHD_get_connection_values(connection, MHD_HEADER_KIND, note_header, &h);
    h.request.kind = route == NULL ? PW_GUARD_PART : route->kind;
    h.request.method = method;
    h.request.content_length = -1;
    *ret_route = NULL;
    if (h.length != NULL) {
        size_t digits = strspn(h.length, "0123456789");
        if (digits == 0 || h.length[digits] != '\0')
            return kiosk_refuse(connection, MHD_HTTP_BAD_REQUEST, "a Content-Length that is no number");
        h.request.content_length = digits > 15 ? INT64_MAX : strtoll(h.length, NULL, 10);
    }
    if (h.twice)
        return kiosk_refuse(connection, MHD_HTTP_BAD_REQUEST, "a header that came twice");
    struct pw_guard_verdict verdict = pw_guard_check(&kiosk->guard, &h.request);
    if (verdict.status == 0 && route == NULL)
        verdict = (struct pw_guard_verdict){ MHD_HTTP_NOT_FOUND, "there is nothing here", 0 };
    if (verdict.status == 0 && h.request.content_length > pw_guard_body_max(h.request.kind))
        verdict = (struct pw_guard_verdict){ 413, TOO_LARGE, 0 };
    if (verdict.status != 0) {
        pw_log(kiosk->log, PW_LOG_INFO, "kiosk", "refused %.8s %.80s: %s", method, path, verdict.why);
        return kiosk_refuse(connection, verdict.status, verdict.why);
    }
    *ret_route = route;
    *ret_right = verdict.right;
    return MHD_YES;
}

static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *data, size_t *data_len, void **context)
{
    (void)version;
    struct pw_kiosk *kiosk = user;
    struct kiosk_request *request = *context;
    if (request == NULL) {
        const struct kiosk_route *route;
        size_t right = 0;
        enum MHD_Result result = admit(kiosk, connection, path, method, &route, &right);
        if (route == NULL)
            return result;
        request = calloc(1, sizeof *request);
        if (request == NULL)
            return MHD_NO;
        request->route = route;
        request->right = right;
        request->connection = connection;
        pw_buf_init(&request->body, (size_t)pw_guard_body_max(route->kind));
        *context = request;
        return MHD_YES;
    }
    if (*data_len != 0) {
        pw_buf_put(&request->body, data, *data_len); /* sticky: what is above the ceiling is dropped, and refused below */
        *data_len = 0;
        return MHD_YES;
    }
    if (request->body.failed)
        return kiosk_refuse(connection, MHD_HTTP_CONTENT_TOO_LARGE, TOO_LARGE);
    const char *rest;
    (void)kiosk_route_find(path, &rest);
    if (request->route->ask != NULL)
        return request->route->ask(kiosk, request, rest);
    return request->route->answer(kiosk, connection, rest, pw_buf_peek(&request->body));
}

static void completed(void *user, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code)
{
    (void)code;
    struct pw_kiosk *kiosk = user;
    struct kiosk_request *request = *context;
    struct kiosk_connection *c = connection_of(connection);
    if (request != NULL) {
        kiosk_job_forget(kiosk, request);
        pw_buf_finish(&request->body);
        free(request->answer);
        free(request);
        *context = NULL;
    }
    if (c != NULL && c->deadline_us != 0) /* the next request on this connection, and the wait for it */
        set_deadline(kiosk, c, 4 * kiosk->slow_us);
}

/* The loop. */

static void run(struct pw_kiosk *kiosk)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms;
    kiosk->woken = false;
    kiosk->running = true;
    MHD_run(kiosk->daemon);
    kiosk->running = false;
    if (kiosk->woken)
        loop_of(kiosk)->timer_start(kiosk->due, 0);
    else if (MHD_get_timeout(kiosk->daemon, &timeout_ms) == MHD_YES)
        loop_of(kiosk)->timer_start(kiosk->due, (int64_t)(timeout_ms > 3600000 ? 3600000 : timeout_ms) * 1000);
    else
        loop_of(kiosk)->timer_stop(kiosk->due);
}

static void readable(void *user, int fd, int events)
{
    (void)fd, (void)events;
    run(user);
}

void kiosk_run_soon(struct pw_kiosk *kiosk)
{
    kiosk->woken = true;
    if (!kiosk->running && !kiosk->stopping)
        loop_of(kiosk)->timer_start(kiosk->due, 0);
}

static void due(void *user)
{
    run(user);
}

static void beat(void *user)
{
    struct pw_kiosk *kiosk = user;
    if (kiosk->stream_count == 0)
        return;
    kiosk_stream_beat(kiosk);
    loop_of(kiosk)->timer_start(kiosk->beat, KIOSK_BEAT_S * INT64_C(1000000));
}

PW_PRINTF(2, 0) static void daemon_log(void *user, const char *fmt, va_list args)
{
    struct pw_kiosk *kiosk = user;
    char text[300];
    vsnprintf(text, sizeof text, fmt, args);
    pw_log(kiosk->log, PW_LOG_DEBUG, "kiosk", "%s", text);
}

/* Start and end. */

/* "127.0.0.1:8631", "[::1]:8631", "localhost:8631". */
static bool address_parse(const char *text, struct sockaddr_storage *ret_address, socklen_t *ret_len, struct pw_error *err)
{
    const char *colon = strrchr(text, ':');
    char host[64];
    size_t len = colon == NULL ? 0 : (size_t)(colon - text);
    size_t digits = colon == NULL ? 0 : strspn(colon + 1, "0123456789");
    unsigned long port = digits == 0 || digits > 5 || colon[1 + digits] != '\0' ? 65536 : strtoul(colon + 1, NULL, 10);
    bool six = len > 2 && text[0] == '[' && text[len - 1] == ']';
    *ret_address = (struct sockaddr_storage){ 0 };
    if (port <= 65535 && len != 0 && len < sizeof host) {
        memcpy(host, text + six, len - 2u * six);
        host[len - 2u * six] = '\0';
        struct sockaddr_in *v4 = (struct sockaddr_in *)ret_address;
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret_address;
        if (six && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
            v6->sin6_family = AF_INET6;
            v6->sin6_port = htons((uint16_t)port);
            *ret_len = sizeof *v6;
            return true;
        }
        if (!six && inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &v4->sin_addr) == 1) {
            v4->sin_family = AF_INET;
            v4->sin_port = htons((uint16_t)port);
            *ret_len = sizeof *v4;
            return true;
        }
    }
    return pw_fail(err, PW_ERR_CONFIG, 0, "kiosk: \"%s\" is no address to listen on; write one like 127.0.0.1:8631", text);
}

static bool is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
    return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;
}

/* A listening socket; the port that it got in *ret_port. */
static int listen_on(const char *text, uint16_t *ret_port, bool *ret_loopback, struct pw_error *err)
{
    struct sockaddr_storage address;
    socklen_t len = 0;
    if (!address_parse(text, &address, &len, err))
        return -1;
    *ret_loopback = is_loopback(&address);
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) < 0 || listen(fd, 32) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) < 0) {
        if (errno == EADDRINUSE)
            pw_fail(err, PW_ERR_BUSY, 0, "kiosk: %s is taken by another program (is the station running already?)", text);
        else
            pw_fail(err, errno == EACCES ? PW_ERR_ACCESS : PW_ERR_IO, errno, "kiosk: can't listen on %s", text);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *ret_port = ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                                    : ((struct sockaddr_in *)&address)->sin_port);
    return fd;
}

static bool add_host(struct pw_kiosk *kiosk, size_t *count, const char *name)
{
    if (*count == KIOSK_HOSTS_MAX)
        return true;
    kiosk->hosts[*count] = strdup(name);
    return kiosk->hosts[(*count)++] != NULL;
}

static bool make_hosts(struct pw_kiosk *kiosk, const struct pw_kiosk_setup *setup, uint16_t port, struct pw_error *err)
{
    static const char *const loopback[] = { "127.0.0.1", "localhost", "[::1]" };
    char name[80];
    size_t count = 0;
    bool ok = true;
    for (size_t i = 0; i < PW_COUNT(loopback); i++) {
        snprintf(name, sizeof name, "%s:%u", loopback[i], port);
        ok = ok && add_host(kiosk, &count, name);
    }
    snprintf(name, sizeof name, "%.*s:%u", (int)(strrchr(setup->listen, ':') - setup->listen), setup->listen, port);
    ok = ok && add_host(kiosk, &count, name);
    snprintf(kiosk->url, sizeof kiosk->url, "http://%s/", name);
    for (const char *const *more = setup->hosts; more != NULL && *more != NULL; more++)
        ok = ok && add_host(kiosk, &count, *more);
    return ok || pw_fail(err, PW_ERR_MEMORY, ENOMEM, "kiosk");
}

static bool random_hex(char *out, size_t digits, struct pw_error *err)
{
    uint8_t bytes[32];
    if (getrandom(bytes, digits / 2, 0) != (ssize_t)(digits / 2))
        return pw_fail(err, PW_ERR_IO, errno, "kiosk: no random numbers");
    for (size_t i = 0; i < digits / 2; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

static bool take_rights(struct pw_kiosk *k, const struct pw_kiosk_setup *setup, struct pw_error *err)
{
    k->rights = setup->rights;
    k->right_count = setup->right_count;
    k->guard_rights = calloc(setup->right_count + 1, sizeof *k->guard_rights);
    if (k->guard_rights == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the kiosk");
    for (size_t i = 0; i < setup->right_count; i++)
        k->guard_rights[i] = (struct pw_guard_right){ setup->rights[i].name, setup->rights[i].sha256 };
    return true;
}

bool pw_kiosk_create(struct pw_loop *loop, struct pw_log *log, const struct pw_kiosk_setup *setup,
                     const struct pw_kiosk_source *source, struct pw_kiosk **ret_kiosk, struct pw_error *err)
{
    struct pw_kiosk *k = calloc(1, sizeof *k);
    uint16_t port = 0;
    bool loopback = true;
    char session[17] = "";
    int fd = -1;
    if (k == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "kiosk");
    k->loop = loop;
    k->log = log;
    k->source = *source;
    k->slow_us = setup->slow_us != 0 ? setup->slow_us : 15000000;
    if (!pw_late_microhttpd_load(err) || !random_hex(k->token, PW_GUARD_TOKEN - 1, err) || !random_hex(session, 16, err))
        goto fail;
    pw_feed_init(&k->feed, session);
    fd = listen_on(setup->listen, &port, &loopback, err);
    if (fd < 0 || !make_hosts(k, setup, port, err))
        goto fail;
    if (!take_rights(k, setup, err))
        goto fail;
    k->guard = (struct pw_guard){
        .hosts = (const char *const *)k->hosts, .token = k->token, .rights = k->guard_rights, .right_count = k->right_count
    };
    k->due = loop->impl->timer(loop, due, k);
    k->slow = loop->impl->timer(loop, cut_slow, k);
    k->beat = loop->impl->timer(loop, beat, k);
    if (k->due == NULL || k->slow == NULL || k->beat == NULL) {
        pw_fail(err, PW_ERR_MEMORY, ENOMEM, "kiosk");
        goto fail;
    }
    k->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, handle, k, MHD_OPTION_EXTERNAL_LOGGER,
        daemon_log, k, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)KIOSK_CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(k->slow_us / 1000000 + 1), MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536,
        MHD_OPTION_NOTIFY_COMPLETED, completed, k, MHD_OPTION_NOTIFY_CONNECTION, connection_changed, k, MHD_OPTION_END);
    if (k->daemon == NULL) {
        pw_fail(err, PW_ERR_IO, errno, "kiosk: the server does not start");
        goto fail;
    }
    fd = -1; /* the daemon's now */
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(k->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    k->watch = info == NULL ? NULL : loop->impl->watch(loop, info->epoll_fd, PW_READABLE, readable, k, err);
    if (k->watch == NULL)
        goto fail;
    if (!loopback)
        pw_log(log, PW_LOG_WARN, "kiosk", "%s can be reached from the network: whoever reaches it sees the orders", k->url);
    run(k);
    *ret_kiosk = k;
    return true;
fail:
    if (fd >= 0)
        close(fd);
    pw_kiosk_destroy(k);
    return false;
}

void pw_kiosk_destroy(struct pw_kiosk *kiosk)
{
    if (kiosk == NULL)
        return;
    kiosk->stopping = true;
    if (kiosk->watch != NULL)
        loop_of(kiosk)->unwatch(kiosk->watch);
    if (kiosk->daemon != NULL) {
        kiosk_stream_wake(kiosk);
        kiosk_job_stop(kiosk);
        MHD_run(kiosk->daemon); /* resumes them; stopping with sleeping connections is not allowed */
        MHD_stop_daemon(kiosk->daemon);
    }
    loop_of(kiosk)->timer_free(kiosk->due);
    loop_of(kiosk)->timer_free(kiosk->slow);
    loop_of(kiosk)->timer_free(kiosk->beat);
    for (size_t i = 0; i < KIOSK_HOSTS_MAX; i++)
        free(kiosk->hosts[i]);
    pw_feed_finish(&kiosk->feed);
    free(kiosk->guard_rights);
    free(kiosk);
}

const char *pw_kiosk_url(const struct pw_kiosk *kiosk)
{
    return kiosk->url;
}

unsigned pw_kiosk_listeners(const struct pw_kiosk *kiosk)
{
    return kiosk->stream_count;
}

void pw_kiosk_publish(struct pw_kiosk *kiosk, const char *event, const char *json)
{
    struct pw_error err;
    if (!pw_feed_add(&kiosk->feed, event, json, &err)) {
        pw_log(kiosk->log, PW_LOG_WARN, "kiosk", "the page was not told \"%s\": %s", event, err.text);
        return;
    }
    kiosk_stream_wake(kiosk);
}
