/*
 * Raw bytes over TCP, one session kept open.
 *
 *   state        what it waits for                what ends it
 *   RESOLVING    a worker that asks for the name  addresses -> CONNECTING; none -> WAITING
 *   CONNECTING   writable, or the time-out        open -> OPEN; refused or late -> next address, then WAITING
 *   OPEN         replies, room, acknowledgements  closed by the printer -> RESOLVING; broken -> WAITING
 *   WAITING      the back-off                     -> RESOLVING
 *
 * What a byte count means here: send() only says that the kernel took it. What counts is what the other end acknowledged
 * (SIOCOUTQ: what it did not), so a document is sent when nothing is left to be acknowledged, and one that broke off is reported
 * with the acknowledged bytes as the lower bound. A printer that is out of paper stops reading and stays alive: that is waited
 * for and said, however long it takes.
 */
#include "printer/tcp.h"

#include "printer/delivery.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACKOFF_FIRST_US = 200000,
    BACKOFF_LAST_US = 5000000,
    LIVED_US = 5000000,   /* a session shorter than this doesn't reset the back-off */
    LOOK_FIRST_US = 1000, /* how soon acknowledgements are looked at, doubling */
    LOOK_LAST_US = 250000,
    STALL_US = 2000000, /* no byte moved for this long: say so */
    SILENT_MS = 30000,  /* not one acknowledgement for this long, though asked several times: the host is gone */
    READS_AT_ONCE = 16,
};

enum tcp_state { RESOLVING, CONNECTING, OPEN, WAITING };

/* At a worker; outlives the transport if it must. */
struct lookup {
    struct pw_tcp *owner; /* NULL: destroyed meanwhile */
    struct addrinfo *found;
    int rc, sys;
    char *host, *port;
};

struct pw_tcp {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_loop *loop;
    struct pw_log *log;
    char *host, *port;
    const char *address; /* as configured */
    int64_t connect_timeout_us;
    enum tcp_state state;
    struct lookup *lookup;
    struct addrinfo *addresses, *next;
    int last_errno;
    int fd;
    struct pw_watch *watch;
    struct pw_timer *timer; /* connect time-out, back-off */
    struct pw_timer *look;  /* runs only while a document is on its way */
    int64_t look_us, backoff_us, opened_us, moved_us;
    size_t written;
    bool peer_closed;
    bool carried; /* this session took a document */
    bool fresh;   /* this document has already been given a new session */
};

static void begin(struct pw_tcp *tcp);

static struct pw_tcp *tcp_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_tcp, base);
}

static void drop_session(struct pw_tcp *tcp, bool at_once)
{
    const struct pw_loop_impl *loop = tcp->loop->impl;
    if (tcp->timer != NULL)
        loop->timer_stop(tcp->timer);
    if (tcp->look != NULL)
        loop->timer_stop(tcp->look);
    loop->unwatch(tcp->watch);
    tcp->watch = NULL;
    if (tcp->fd >= 0) {
        if (at_once) { /* what the kernel still holds must not reach the printer any more */
            struct linger linger = { .l_onoff = 1, .l_linger = 0 };
            setsockopt(tcp->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
        }
        close(tcp->fd);
    }
    tcp->fd = -1;
    tcp->peer_closed = false;
}

static void wait_and_retry(struct pw_tcp *tcp)
{
    tcp->state = WAITING;
    tcp->loop->impl->timer_start(tcp->timer, tcp->backoff_us);
    tcp->backoff_us = tcp->backoff_us * 2 < BACKOFF_LAST_US ? tcp->backoff_us * 2 : BACKOFF_LAST_US;
}

/* Nobody to be reached: what waits has certainly not left. */
static void missing(struct pw_tcp *tcp, const char *why)
{
    drop_session(tcp, false);
    pw_delivery_nothing(&tcp->delivery, PW_ERR_GONE, 0, "nothing was sent: no printer answers at %s: %s", tcp->address, why);
    wait_and_retry(tcp);
    pw_delivery_link(&tcp->delivery, PW_LINK_MISSING, "no printer answers at %s: %s", tcp->address, why);
}

/* How many of the written bytes the other end has acknowledged. */
static size_t acknowledged(const struct pw_tcp *tcp)
{
    int left = 0;
    if (tcp->fd < 0 || ioctl(tcp->fd, SIOCOUTQ, &left) != 0 || left < 0)
        return 0;
    return (size_t)left < tcp->written ? tcp->written - (size_t)left : 0;
}

/* The session broke. sys 0: the printer closed it. */
static void broken(struct pw_tcp *tcp, int sys)
{
    size_t have = acknowledged(tcp);
    int64_t lived = pw_loop_now(tcp->loop) - tcp->opened_us;
    bool idle = !pw_delivery_open(&tcp->delivery);
    bool unsent = !idle && tcp->written == 0;
    drop_session(tcp, false);
    bool good = lived >= LIVED_US || tcp->carried || tcp->written > 0;
    if (good)
        tcp->backoff_us = BACKOFF_FIRST_US;
    pw_delivery_words(&tcp->delivery, "%s", "");
    if (!idle && !unsent) {
        if (have == tcp->delivery.len)
            pw_delivery_all(&tcp->delivery);
        else
            pw_delivery_some(&tcp->delivery, have, sys,
                             "the printer at %s broke the connection after %zu of %zu bytes; look at the paper before "
                             "printing it again",
                             tcp->address, have, tcp->delivery.len);
    }
    tcp->written = 0;
    /* A document of which nothing left gets one new session; with a second one lost, it is given back. */
    if (unsent && tcp->fresh)
        pw_delivery_nothing(&tcp->delivery, PW_ERR_GONE, sys, "nothing was sent: the printer at %s closes each connection",
                            tcp->address);
    if (unsent)
        tcp->fresh = true;
    pw_log(tcp->log, PW_LOG_DEBUG, "printer", "%s closed the connection; connecting again", tcp->address);
    if (pw_delivery_open(&tcp->delivery) || (idle && good))
        begin(tcp);
    else
        wait_and_retry(tcp);
    if (tcp->state != OPEN && tcp->base.link == PW_LINK_READY && !pw_delivery_open(&tcp->delivery))
        pw_delivery_link(&tcp->delivery, PW_LINK_CONNECTING, "the printer at %s closed the connection", tcp->address);
}

/* False: the session is gone. */
static bool drain(struct pw_tcp *tcp)
{
    uint8_t reply[4096];
    for (int i = 0; i < READS_AT_ONCE && !tcp->peer_closed; i++) {
        ssize_t n = recv(tcp->fd, reply, sizeof reply, 0);
        if (n > 0) {
            pw_delivery_reply(&tcp->delivery, reply, (size_t)n);
            if (tcp->state != OPEN) /* the listener sent or cancelled, and that ended the session */
                return false;
        } else if (n == 0) {
            tcp->peer_closed = true;
            if (pw_delivery_open(&tcp->delivery) && tcp->written > 0)
                break; /* it may still read: what was acknowledged decides */
            broken(tcp, 0);
            return false;
        } else if (errno != EINTR) {
            if (errno == EAGAIN)
                return true;
            broken(tcp, errno);
            return false;
        }
    }
    return true;
}

static void watch_for(struct pw_tcp *tcp)
{
    bool more = pw_delivery_open(&tcp->delivery) && tcp->written < tcp->delivery.len;
    tcp->loop->impl->watch_change(tcp->watch, (tcp->peer_closed ? 0 : PW_READABLE) | (more ? PW_WRITABLE : 0));
}

static void look_again(struct pw_tcp *tcp, int64_t in_us)
{
    tcp->look_us = in_us;
    tcp->loop->impl->timer_start(tcp->look, in_us);
}

static void write_some(struct pw_tcp *tcp)
{
    struct pw_delivery *d = &tcp->delivery;
    size_t before = tcp->written;
    while (tcp->written < d->len) {
        ssize_t n = send(tcp->fd, d->data + tcp->written, d->len - tcp->written, MSG_NOSIGNAL);
        if (n >= 0) {
            tcp->written += (size_t)n;
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            broken(tcp, errno);
            return;
        }
    }
    watch_for(tcp);
    if (tcp->written != before || before == 0)
        look_again(tcp, LOOK_FIRST_US);
}

/* 0 while the session can still deliver; ETIMEDOUT: the host answers nothing, though asked again and again (not the same as one
 * that answers "no room"). */
static int dead(const struct pw_tcp *tcp)
{
    struct tcp_info info;
    socklen_t len = sizeof info;
    if (getsockopt(tcp->fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
        return errno;
    if (info.tcpi_state == TCP_CLOSE)
        return ECONNRESET;
    return info.tcpi_last_ack_recv > SILENT_MS && (info.tcpi_retransmits > 2 || info.tcpi_probes > 2) ? ETIMEDOUT : 0;
}

static void on_look(void *user)
{
    struct pw_tcp *tcp = user;
    struct pw_delivery *d = &tcp->delivery;
    if (tcp->state != OPEN || !pw_delivery_open(d))
        return;
    int64_t now = pw_loop_now(tcp->loop);
    size_t have = acknowledged(tcp);
    bool moved = have > d->accepted;
    if (have == d->len) {
        pw_delivery_words(d, "%s", "");
        pw_delivery_all(d);
        tcp->carried = true;
        if (tcp->peer_closed)
            broken(tcp, 0);
        tcp->written = 0;
        return;
    }
    int sys = moved ? 0 : dead(tcp);
    if (sys != 0) {
        broken(tcp, sys);
        return;
    }
    if (moved)
        tcp->moved_us = now;
    look_again(tcp, tcp->look_us * 2 < LOOK_LAST_US ? tcp->look_us * 2 : LOOK_LAST_US);
    /* Last, because a listener may cancel from inside these. */
    if (moved) {
        pw_delivery_words(d, "%s", "");
        pw_delivery_progress(d, have);
    } else if (now - tcp->moved_us >= STALL_US) {
        pw_delivery_words(d, "the printer takes no data (out of paper, cover open, or switched to offline?)");
    }
}

static void start_document(struct pw_tcp *tcp)
{
    tcp->written = 0;
    tcp->moved_us = pw_loop_now(tcp->loop);
    if (tcp->delivery.len == 0)
        pw_delivery_all(&tcp->delivery);
    else
        write_some(tcp);
}

static void opened(struct pw_tcp *tcp)
{
    const struct pw_loop_impl *loop = tcp->loop->impl;
    loop->timer_stop(tcp->timer);
    tcp->state = OPEN;
    tcp->opened_us = pw_loop_now(tcp->loop);
    tcp->written = 0;
    tcp->carried = false;
    freeaddrinfo(tcp->addresses);
    tcp->addresses = tcp->next = NULL;
    watch_for(tcp);
    if (pw_delivery_open(&tcp->delivery)) {
        tcp->fresh = true;
        start_document(tcp);
    }
    if (tcp->state == OPEN)
        pw_delivery_link(&tcp->delivery, PW_LINK_READY, "%s", "");
}

/* Connecting to a port of this machine that nobody listens on can meet itself. */
static bool met_itself(int fd)
{
    struct sockaddr_storage here, there;
    socklen_t here_len = sizeof here, there_len = sizeof there;
    memset(&here, 0, sizeof here);
    memset(&there, 0, sizeof there);
    return getsockname(fd, (struct sockaddr *)&here, &here_len) == 0 &&
           getpeername(fd, (struct sockaddr *)&there, &there_len) == 0 && here_len == there_len &&
           memcmp(&here, &there, here_len) == 0;
}

static void on_socket(void *user, int fd, int events);

static bool start_connect(struct pw_tcp *tcp, const struct addrinfo *a)
{
    tcp->fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    if (tcp->fd < 0)
        return false;
    static const struct {
        int level, name, value;
    } options[] = {
        { SOL_SOCKET, SO_KEEPALIVE, 1 }, /* notices a printer that lost its power while idle */
        { IPPROTO_TCP, TCP_KEEPIDLE, 20 }, { IPPROTO_TCP, TCP_KEEPINTVL, 5 },
        { IPPROTO_TCP, TCP_KEEPCNT, 4 },   { IPPROTO_TCP, TCP_NODELAY, 1 },
        /* TCP_USER_TIMEOUT also ends a session whose other end is alive and has no room (Linux counts the time a zero
         * window lasts): every longer paper-out would cut a slip in two. dead() tells the two apart instead. */
    };
    for (size_t i = 0; i < PW_COUNT(options); i++)
        setsockopt(tcp->fd, options[i].level, options[i].name, &options[i].value, sizeof options[i].value);
    if (connect(tcp->fd, a->ai_addr, a->ai_addrlen) != 0 && errno != EINPROGRESS)
        return false;
    struct pw_error err;
    tcp->watch = tcp->loop->impl->watch(tcp->loop, tcp->fd, PW_WRITABLE, on_socket, tcp, &err);
    if (tcp->watch == NULL) {
        errno = err.sys != 0 ? err.sys : ENOMEM;
        return false;
    }
    return true;
}

static void try_next(struct pw_tcp *tcp)
{
    for (; tcp->next != NULL; tcp->next = tcp->next->ai_next) {
        if (start_connect(tcp, tcp->next)) {
            tcp->next = tcp->next->ai_next;
            tcp->state = CONNECTING;
            tcp->loop->impl->timer_start(tcp->timer, tcp->connect_timeout_us);
            return;
        }
        tcp->last_errno = errno;
        drop_session(tcp, false);
    }
    missing(tcp, strerror(tcp->last_errno));
}

static void on_socket(void *user, int fd, int events)
{
    struct pw_tcp *tcp = user;
    if (tcp->state == CONNECTING) {
        int sys = 0;
        socklen_t len = sizeof sys;
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &sys, &len);
        if (sys == 0 && met_itself(fd))
            sys = ECONNREFUSED;
        if (sys == 0) {
            opened(tcp);
            return;
        }
        tcp->last_errno = sys;
        drop_session(tcp, false);
        try_next(tcp);
        return;
    }
    if (tcp->state != OPEN)
        return;
    if ((events & PW_READABLE) != 0 && !drain(tcp))
        return;
    if (pw_delivery_open(&tcp->delivery) && tcp->written < tcp->delivery.len)
        write_some(tcp); /* also tells what broke, when it was hang-up that woke us */
    else
        watch_for(tcp);
}

static void look_up(void *user)
{
    struct lookup *l = user;
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
    l->rc = getaddrinfo(l->host, l->port, &hints, &l->found);
    l->sys = errno;
}

static void lookup_free(struct lookup *l)
{
    if (l == NULL)
        return;
    if (l->found != NULL)
        freeaddrinfo(l->found);
    free(l->host);
    free(l->port);
    free(l);
}

static void looked_up(void *user)
{
    struct lookup *l = user;
    struct pw_tcp *tcp = l->owner;
    if (tcp != NULL) {
        tcp->lookup = NULL;
        if (l->rc == 0) {
            tcp->addresses = tcp->next = l->found;
            l->found = NULL;
            try_next(tcp);
        } else {
            missing(tcp, l->rc == EAI_SYSTEM ? strerror(l->sys) : gai_strerror(l->rc));
        }
    }
    lookup_free(l);
}

static void begin(struct pw_tcp *tcp)
{
    tcp->state = RESOLVING;
    tcp->last_errno = EHOSTUNREACH;
    if (tcp->addresses != NULL)
        freeaddrinfo(tcp->addresses);
    tcp->addresses = tcp->next = NULL;
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
    if (getaddrinfo(tcp->host, tcp->port, &hints, &tcp->addresses) == 0) {
        tcp->next = tcp->addresses;
        try_next(tcp);
        return;
    }
    tcp->addresses = NULL;
    struct pw_error err;
    struct lookup *l = calloc(1, sizeof *l);
    if (l == NULL || (l->host = strdup(tcp->host)) == NULL || (l->port = strdup(tcp->port)) == NULL) {
        lookup_free(l);
        missing(tcp, "no memory");
        return;
    }
    l->owner = tcp;
    tcp->lookup = l;
    if (!tcp->loop->impl->work(tcp->loop, look_up, looked_up, l, &err)) {
        tcp->lookup = NULL;
        lookup_free(l);
        missing(tcp, err.text);
    }
}

static void on_timer(void *user)
{
    struct pw_tcp *tcp = user;
    if (tcp->state == CONNECTING) {
        tcp->last_errno = ETIMEDOUT;
        drop_session(tcp, true);
        try_next(tcp);
    } else if (tcp->state == WAITING) {
        begin(tcp);
    }
}

/* "host:port", "[v6]:port", "host": port 9100. */
static bool split_address(const char *address, char **ret_host, char **ret_port)
{
    const char *host = address, *port = "9100", *end;
    if (address[0] == '[') {
        host = address + 1;
        end = strchr(host, ']');
        if (end == NULL || (end[1] != '\0' && end[1] != ':'))
            return false;
        if (end[1] == ':')
            port = end + 2;
    } else {
        end = strrchr(address, ':');
        if (end != NULL && strchr(address, ':') != end)
            return false; /* a bare IPv6 address: which colon is the port's? */
        if (end != NULL)
            port = end + 1;
        else
            end = address + strlen(address);
    }
    char *stop;
    long number = strtol(port, &stop, 10);
    if (end == host || port[0] < '0' || port[0] > '9' || *stop != '\0' || number < 1 || number > 65535)
        return false;
    *ret_host = strndup(host, (size_t)(end - host));
    *ret_port = strdup(port);
    return true;
}

static void tcp_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_tcp *tcp = tcp_from(t);
    bool cut = pw_delivery_open(&tcp->delivery) && tcp->written < tcp->delivery.len;
    if (tcp->lookup != NULL)
        tcp->lookup->owner = NULL;
    drop_session(tcp, cut);
    tcp->loop->impl->timer_free(tcp->timer);
    tcp->loop->impl->timer_free(tcp->look);
    if (tcp->addresses != NULL)
        freeaddrinfo(tcp->addresses);
    pw_delivery_finish(&tcp->delivery);
    free(tcp->host);
    free(tcp->port);
    free(tcp);
}

static bool tcp_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                       const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    const char *address = pw_section_get(section, "address");
    if (address == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [printer %s] needs address = HOST:PORT", section->file, section->line,
                       section->name);
    struct pw_tcp *tcp = calloc(1, sizeof *tcp);
    if (tcp == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
    tcp->base = (struct pw_transport){ &pw_transport_tcp, section, *listener, PW_LINK_MISSING };
    tcp->loop = loop;
    tcp->log = log;
    tcp->fd = -1;
    tcp->address = address;
    tcp->backoff_us = BACKOFF_FIRST_US;
    tcp->connect_timeout_us = pw_section_us(section, "connect-timeout", 5000000);
    if (!split_address(address, &tcp->host, &tcp->port)) {
        pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: address = %s: give HOST:PORT, or [IPv6]:PORT, with a port from 1 to 65535",
                section->file, section->line, address);
        goto fail;
    }
    tcp->timer = loop->impl->timer(loop, on_timer, tcp);
    tcp->look = loop->impl->timer(loop, on_look, tcp);
    if (tcp->host == NULL || tcp->port == NULL || tcp->timer == NULL || tcp->look == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
        goto fail;
    }
    if (!pw_delivery_init(&tcp->delivery, &tcp->base, loop, "network", err))
        goto fail;
    *ret_transport = &tcp->base;
    pw_delivery_link(&tcp->delivery, PW_LINK_CONNECTING, "connecting to %s", address);
    begin(tcp);
    return true;
fail:
    tcp_destroy(&tcp->base);
    return false;
}

/* The printer closed while we were not looking: a write would succeed and be lost. */
static bool closed_meanwhile(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLRDHUP };
    return poll(&p, 1, 0) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static bool tcp_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_tcp *tcp = tcp_from(t);
    if (!pw_delivery_start(&tcp->delivery, doc, title, err))
        return false;
    tcp->fresh = false;
    tcp->written = 0;
    if (closed_meanwhile(tcp->fd))
        broken(tcp, 0); /* goes out on a new session, or is given back */
    else
        start_document(tcp);
    return true;
}

static void tcp_cancel(struct pw_transport *t)
{
    struct pw_tcp *tcp = tcp_from(t);
    struct pw_delivery *d = &tcp->delivery;
    if (!pw_delivery_open(d))
        return;
    pw_delivery_words(d, "%s", "");
    if (tcp->state != OPEN || tcp->written == 0) {
        pw_delivery_nothing(d, PW_ERR_TIMEOUT, 0, "cancelled before anything was sent to %s", tcp->address);
        return;
    }
    size_t have = acknowledged(tcp);
    pw_delivery_some(d, have, 0, "cancelled after %zu of %zu bytes had gone to %s", have, d->len, tcp->address);
    drop_session(tcp, true);
    tcp->written = 0;
    tcp->backoff_us = BACKOFF_FIRST_US;
    wait_and_retry(tcp);
    pw_delivery_link(d, PW_LINK_CONNECTING, "connecting to %s again after a cancelled document", tcp->address);
}

static bool tcp_untouched(const struct pw_transport *t)
{
    const struct pw_tcp *tcp = (const struct pw_tcp *)t;
    return pw_delivery_open(&tcp->delivery) && (tcp->state != OPEN || tcp->written == 0);
}

static const struct pw_key tcp_keys[] = {
    { "address", PW_KEY_TEXT, NULL, NULL, 0, 0, "host:port of the printer; the port is 9100 when left out" },
    { "connect-timeout", PW_KEY_TIME, "5s", NULL, 0, 0, "how long one attempt to connect may take" },
    { 0 },
};

const struct pw_transport_impl pw_transport_tcp = {
    .scheme = "tcp",
    .keys = tcp_keys,
    .create = tcp_create,
    .send = tcp_send,
    .cancel = tcp_cancel,
    .destroy = tcp_destroy,
    .untouched = tcp_untouched,
};
