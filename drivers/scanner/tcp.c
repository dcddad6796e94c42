/*
 * Scans over TCP, each line one.
 *
 *   key       state        what it waits for               then
 *   connect   RESOLVING    a worker that asks for names    CONNECTING, or WAITING
 *             CONNECTING   writable, or TIMEOUT            OPEN, the next address, or WAITING
 *             OPEN         bytes; the end                  WAITING
 *             WAITING      the back-off                    RESOLVING
 *   listen    WAITING      the port is taken               tried again
 *             OPEN         connections; each has its own half-line
 *
 * One peer is one line decoder, so that two programs that write at once don't mix. A peer that leaves in the middle of a line
 * leaves garbage.
 */
#include "scanner/tcp.h"

#include "scanner/scan_feed.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PEERS_MAX = 16, BACKOFF_FIRST_US = 200000, BACKOFF_LAST_US = 5000000, TIMEOUT_US = 5000000, READS_AT_ONCE = 16 };

struct tcp_scanner;

struct peer {
    struct tcp_scanner *owner;
    int fd;
    struct pw_watch *watch;
    struct pw_scan_feed feed;
};

/* At a worker; outlives the scanner if it must. */
struct lookup {
    struct tcp_scanner *owner; /* NULL: destroyed meanwhile */
    char *host, *port;
    bool passive;
    struct addrinfo *found;
    int rc;
};

struct tcp_scanner {
    struct pw_scanner base;
    struct pw_loop *loop;
    struct pw_log *log;
    bool listens;
    const char *address; /* as configured */
    char *host, *port;
    enum pw_framing framing;
    int64_t gap_us, backoff_us;
    struct lookup *lookup;
    struct addrinfo *addresses, *next;
    struct pw_timer *timer; /* connect time-out, back-off */
    int fd;                 /* listening or connecting */
    struct pw_watch *watch;
    struct peer *peers[PEERS_MAX];
};

static void begin(struct tcp_scanner *t);

static void peer_free(struct peer *peer)
{
    if (peer == NULL)
        return;
    peer->owner->loop->impl->unwatch(peer->watch);
    if (peer->fd >= 0)
        close(peer->fd);
    pw_scan_feed_finish(&peer->feed);
    free(peer);
}

static void drop_socket(struct tcp_scanner *t)
{
    t->loop->impl->unwatch(t->watch);
    t->watch = NULL;
    if (t->fd >= 0)
        close(t->fd);
    t->fd = -1;
}

static void wait_and_retry(struct tcp_scanner *t, enum pw_link link, const char *why)
{
    drop_socket(t);
    t->loop->impl->timer_start(t->timer, t->backoff_us);
    t->backoff_us = t->backoff_us * 2 < BACKOFF_LAST_US ? t->backoff_us * 2 : BACKOFF_LAST_US;
    pw_scanner_link(&t->base, link, "%s", why);
}

static void on_peer(void *user, int fd, int events)
{
    struct peer *peer = user;
    struct tcp_scanner *t = peer->owner;
    uint8_t buffer[4096];
    (void)events;
    for (int i = 0; i < READS_AT_ONCE; i++) {
        ssize_t n = recv(fd, buffer, sizeof buffer, 0);
        if (n > 0) {
            pw_scan_feed_bytes(&peer->feed, pw_bytes_of(buffer, (size_t)n));
            continue;
        }
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        pw_scan_feed_broken(&peer->feed, "the connection ended in the middle of a line");
        for (size_t p = 0; p < PEERS_MAX; p++)
            if (t->peers[p] == peer)
                t->peers[p] = NULL;
        peer_free(peer);
        if (!t->listens) {
            char why[200];
            snprintf(why, sizeof why, "the scanner at %.150s closed the connection", t->address);
            wait_and_retry(t, PW_LINK_MISSING, why);
        }
        return;
    }
}

/* fd is taken. */
static bool add_peer(struct tcp_scanner *t, int fd, struct pw_error *err)
{
    size_t slot = 0;
    int on = 1;
    while (slot < PEERS_MAX && t->peers[slot] != NULL)
        slot++;
    struct peer *peer = slot < PEERS_MAX ? calloc(1, sizeof *peer) : NULL;
    if (peer == NULL) {
        close(fd);
        return pw_fail(err, PW_ERR_BUSY, 0, "no more than %d connections", PEERS_MAX);
    }
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    peer->owner = t;
    peer->fd = fd;
    if (!pw_scan_feed_init(&peer->feed, &t->base, t->loop, t->framing, t->gap_us, err) ||
        (peer->watch = t->loop->impl->watch(t->loop, fd, PW_READABLE, on_peer, peer, err)) == NULL) {
        peer_free(peer);
        return false;
    }
    t->peers[slot] = peer;
    return true;
}

/* ---- listening ---- */

static void on_connection(void *user, int fd, int events)
{
    struct tcp_scanner *t = user;
    struct pw_error err = { 0 };
    (void)events;
    for (int i = 0; i < READS_AT_ONCE; i++) {
        int peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (peer < 0)
            return;
        if (!add_peer(t, peer, &err))
            pw_log(t->log, PW_LOG_WARN, "scanner", "%s: a connection was refused: %s", t->base.section->name, err.text);
    }
}

static void start_listening(struct tcp_scanner *t, struct addrinfo *a)
{
    struct pw_error err = { 0 };
    int on = 1;
    t->fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (t->fd >= 0)
        setsockopt(t->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (t->fd < 0 || bind(t->fd, a->ai_addr, a->ai_addrlen) != 0 || listen(t->fd, PEERS_MAX) != 0) {
        pw_fail(&err, PW_ERR_BUSY, errno, "%.150s can't be listened on", t->address);
        wait_and_retry(t, PW_LINK_FAILED, err.text);
        return;
    }
    t->watch = t->loop->impl->watch(t->loop, t->fd, PW_READABLE, on_connection, t, &err);
    if (t->watch == NULL) {
        wait_and_retry(t, PW_LINK_FAILED, err.text);
        return;
    }
    pw_scanner_link(&t->base, PW_LINK_READY, "listens on %s", t->address);
}

/* ---- connecting ---- */

static void connect_next(struct tcp_scanner *t, int sys);

static void on_connected(void *user, int fd, int events)
{
    struct tcp_scanner *t = user;
    struct pw_error err = { 0 };
    int sys = 0;
    socklen_t len = sizeof sys;
    (void)events;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &sys, &len) != 0)
        sys = errno;
    if (sys != 0) {
        connect_next(t, sys);
        return;
    }
    t->loop->impl->unwatch(t->watch);
    t->watch = NULL;
    t->fd = -1;
    t->loop->impl->timer_stop(t->timer);
    if (!add_peer(t, fd, &err)) {
        wait_and_retry(t, PW_LINK_FAILED, err.text);
        return;
    }
    t->backoff_us = BACKOFF_FIRST_US;
    pw_scanner_link(&t->base, PW_LINK_READY, "connected to %s", t->address);
}

static void connect_next(struct tcp_scanner *t, int sys)
{
    struct pw_error err = { 0 };
    drop_socket(t);
    while (t->next != NULL) {
        struct addrinfo *a = t->next;
        t->next = a->ai_next;
        t->fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (t->fd >= 0 && (connect(t->fd, a->ai_addr, a->ai_addrlen) == 0 || errno == EINPROGRESS) &&
            (t->watch = t->loop->impl->watch(t->loop, t->fd, PW_WRITABLE, on_connected, t, &err)) != NULL) {
            t->loop->impl->timer_start(t->timer, TIMEOUT_US);
            return;
        }
        sys = errno;
        drop_socket(t);
    }
    pw_fail(&err, PW_ERR_GONE, sys, "no scanner answers at %.150s", t->address);
    wait_and_retry(t, PW_LINK_MISSING, err.text);
}

/* ---- names ---- */

static void lookup_free(struct lookup *l)
{
    if (l->found != NULL)
        freeaddrinfo(l->found);
    free(l->host);
    free(l->port);
    free(l);
}

static void lookup_work(void *user)
{
    struct lookup *l = user;
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = l->passive ? AI_PASSIVE : 0 };
    l->rc = getaddrinfo(l->host[0] != '\0' ? l->host : NULL, l->port, &hints, &l->found);
}

static void lookup_done(void *user)
{
    struct lookup *l = user;
    struct tcp_scanner *t = l->owner;
    char why[256];
    if (t == NULL) {
        lookup_free(l);
        return;
    }
    t->lookup = NULL;
    if (t->addresses != NULL)
        freeaddrinfo(t->addresses);
    t->addresses = t->next = l->found;
    l->found = NULL;
    if (l->rc != 0) {
        snprintf(why, sizeof why, "%.150s: %s", t->address, gai_strerror(l->rc));
        wait_and_retry(t, t->listens ? PW_LINK_FAILED : PW_LINK_MISSING, why);
    } else if (t->listens) {
        start_listening(t, t->addresses);
    } else {
        connect_next(t, 0);
    }
    lookup_free(l);
}

static void begin(struct tcp_scanner *t)
{
    struct pw_error err = { 0 };
    struct lookup *l = calloc(1, sizeof *l);
    if (l != NULL) {
        *l = (struct lookup){ .owner = t, .host = strdup(t->host), .port = strdup(t->port), .passive = t->listens };
        if (l->host != NULL && l->port != NULL && t->loop->impl->work(t->loop, lookup_work, lookup_done, l, &err)) {
            t->lookup = l;
            return;
        }
        lookup_free(l);
    }
    wait_and_retry(t, PW_LINK_FAILED, "no memory to look an address up");
}

static void on_timer(void *user)
{
    struct tcp_scanner *t = user;
    if (t->fd >= 0 && !t->listens)
        connect_next(t, ETIMEDOUT);
    else if (t->lookup == NULL && t->fd < 0)
        begin(t);
}

/* ---- the driver ---- */

/* "127.0.0.1:9200", "[::1]:9200", "scanner.local:9200", ":9200" (every interface). */
static bool split_address(const char *address, char **ret_host, char **ret_port)
{
    const char *colon = strrchr(address, ':');
    size_t len = colon != NULL ? (size_t)(colon - address) : 0;
    if (colon == NULL || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1) || atoi(colon + 1) < 1 ||
        atoi(colon + 1) > 65535)
        return false;
    if (len >= 2 && address[0] == '[' && address[len - 1] == ']') {
        address++;
        len -= 2;
    } else if (memchr(address, ':', len) != NULL) {
        return false; /* an IPv6 address without brackets */
    }
    *ret_host = strndup(address, len);
    *ret_port = strdup(colon + 1);
    return *ret_host != NULL && *ret_port != NULL;
}

static void tcp_destroy(struct pw_scanner *scanner)
{
    if (scanner == NULL)
        return;
    struct tcp_scanner *t = pw_container_of(scanner, struct tcp_scanner, base);
    if (t->lookup != NULL)
        t->lookup->owner = NULL;
    for (size_t p = 0; p < PEERS_MAX; p++)
        peer_free(t->peers[p]);
    drop_socket(t);
    t->loop->impl->timer_free(t->timer);
    if (t->addresses != NULL)
        freeaddrinfo(t->addresses);
    free(t->host);
    free(t->port);
    free(t);
}

static bool tcp_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                       const struct pw_scanner_listener *listener, struct pw_scanner **ret_scanner, struct pw_error *err)
{
    const char *listens = pw_section_get(section, "listen"), *connects = pw_section_get(section, "connect");
    if ((listens == NULL) == (connects == NULL))
        return pw_fail(
            err, PW_ERR_CONFIG, 0,
            "%s:%d: [scanner %s] needs either listen = 127.0.0.1:9200 (programs connect to it) or connect = host:port (the "
            "scanner is a server)",
            section->file, section->line, section->name);
    struct tcp_scanner *t = calloc(1, sizeof *t);
    if (t == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", section->name);
    pw_scanner_init(&t->base, &pw_scanner_tcp, section, listener);
    t->loop = loop;
    t->log = log;
    t->fd = -1;
    t->listens = listens != NULL;
    t->address = t->listens ? listens : connects;
    t->backoff_us = BACKOFF_FIRST_US;
    t->gap_us = pw_section_us(section, "gap", 1000000);
    t->timer = loop->impl->timer(loop, on_timer, t);
    if (t->timer == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "scanner %s", section->name);
    } else if (!split_address(t->address, &t->host, &t->port)) {
        pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scanner %s] %s = %.100s is no address; 127.0.0.1:9200 or [::1]:9200 is",
                section->file, section->line, section->name, t->listens ? "listen" : "connect", t->address);
    } else if (!pw_framing_parse(pw_section_get(section, "framing"), &t->framing)) {
        pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scanner %s] framing", section->file, section->line, section->name);
    } else {
        begin(t);
        *ret_scanner = &t->base;
        return true;
    }
    tcp_destroy(&t->base);
    return false;
}

static const char *const framings[] = { "newline", "cr", "lf", "crlf", "tab", "stx-etx", "gap", NULL };
static const struct pw_key keys[] = {
    { "listen", PW_KEY_TEXT, NULL, NULL, 0, 0, "address and port that programs connect to; keep it on 127.0.0.1" },
    { "connect", PW_KEY_TEXT, NULL, NULL, 0, 0, "address and port of a scanner that is a TCP server" },
    { "framing", PW_KEY_WORD, "newline", framings, 0, 0, "what ends a scan; newline: CR, LF or both" },
    { "gap", PW_KEY_TIME, "1s", NULL, 0, 0,
      "half a line and this much silence is no scan; framing = gap: silence that ends a scan" },
    { 0 },
};

const struct pw_scanner_impl pw_scanner_tcp = { "tcp", keys, tcp_create, tcp_destroy };
