/*
 * Bytes to a serial printer. Two states: closed (looked for every two seconds) and open. A document is sent when the kernel has
 * taken every byte and holds none of them any more (TIOCOUTQ); a printer that stops the flow is waited for and said.
 */
#include "printer/serial.h"

#include "printer/delivery.h"
#include "serial_port.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum {
    RETRY_US = 2000000,
    LOOK_FIRST_US = 1000, /* how soon the kernel's queue is looked at, doubling */
    LOOK_LAST_US = 250000,
    STALL_US = 2000000,
    READS_AT_ONCE = 16,
};

struct pw_serial {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_loop *loop;
    struct pw_log *log;
    const char *path;
    struct pw_serial_port port;
    struct pw_watch *watch;
    struct pw_timer *retry, *look;
    int64_t look_us, moved_us;
    size_t written;
};

static struct pw_serial *serial_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_serial, base);
}

/* How many of the written bytes have left the kernel; a hung-up port can't say. */
static size_t drained(const struct pw_serial *s)
{
    int left = 0;
    if (ioctl(s->port.fd, TIOCOUTQ, &left) != 0)
        return s->delivery.accepted;
    return left >= 0 && (size_t)left < s->written ? s->written - (size_t)left : 0;
}

static void close_port(struct pw_serial *s)
{
    s->loop->impl->timer_stop(s->look);
    s->loop->impl->unwatch(s->watch);
    s->watch = NULL;
    pw_serial_close(&s->port);
}

static void gone(struct pw_serial *s, int sys)
{
    struct pw_delivery *d = &s->delivery;
    if (pw_delivery_open(d)) {
        if (s->written == 0)
            pw_delivery_nothing(d, PW_ERR_GONE, sys, "nothing was sent: the printer at %s is gone", s->path);
        else
            pw_delivery_some(d, drained(s), sys,
                             "the printer at %s went away after %zu of %zu bytes; look at the paper before printing it again",
                             s->path, d->accepted, d->len);
    }
    close_port(s);
    s->loop->impl->timer_start(s->retry, RETRY_US);
    pw_delivery_words(d, "%s", "");
    pw_delivery_link(d, PW_LINK_MISSING, "no serial port %s: not plugged in?", s->path);
}

static void watch_for(struct pw_serial *s)
{
    bool more = pw_delivery_open(&s->delivery) && s->written < s->delivery.len;
    s->loop->impl->watch_change(s->watch, PW_READABLE | (more ? PW_WRITABLE : 0));
}

/* False: the port is gone. */
static bool write_some(struct pw_serial *s)
{
    struct pw_delivery *d = &s->delivery;
    while (s->written < d->len) {
        ssize_t n = write(s->port.fd, d->data + s->written, d->len - s->written);
        if (n > 0) {
            s->written += (size_t)n;
        } else if (n == 0 || errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            gone(s, errno);
            return false;
        }
    }
    watch_for(s);
    return true;
}

static void on_port(void *user, int fd, int events)
{
    struct pw_serial *s = user;
    uint8_t reply[1024];
    for (int i = 0; (events & PW_READABLE) != 0 && i < READS_AT_ONCE; i++) {
        ssize_t n = read(fd, reply, sizeof reply);
        if (n > 0) {
            pw_delivery_reply(&s->delivery, reply, (size_t)n);
            if (s->port.fd != fd) /* the listener sent, and that found the port gone */
                return;
        } else if (n < 0 && errno == EAGAIN) {
            break;
        } else if (n == 0 || errno != EINTR) {
            gone(s, n == 0 ? 0 : errno);
            return;
        }
    }
    if (pw_delivery_open(&s->delivery) && s->written < s->delivery.len)
        write_some(s);
}

static void on_look(void *user)
{
    struct pw_serial *s = user;
    struct pw_delivery *d = &s->delivery;
    if (s->watch == NULL || !pw_delivery_open(d))
        return;
    int64_t now = pw_loop_now(s->loop);
    size_t have = drained(s);
    bool moved = have > d->accepted;
    if (have == d->len) {
        pw_delivery_words(d, "%s", "");
        pw_delivery_all(d);
        return;
    }
    if (moved) {
        s->moved_us = now;
        s->look_us = LOOK_FIRST_US;
    }
    s->look_us = s->look_us * 2 < LOOK_LAST_US ? s->look_us * 2 : LOOK_LAST_US;
    s->loop->impl->timer_start(s->look, s->look_us);
    if (moved) { /* last, because a listener may cancel from inside these */
        pw_delivery_words(d, "%s", "");
        pw_delivery_progress(d, have);
    } else if (now - s->moved_us >= STALL_US) {
        pw_delivery_words(d, "the printer takes no data (out of paper, cover open, or switched to offline?)");
    }
}

static void try_open(void *user)
{
    struct pw_serial *s = user;
    struct pw_error err = { 0 };
    if (pw_serial_open(s->base.section, &s->port, &err)) {
        s->watch = s->loop->impl->watch(s->loop, s->port.fd, PW_READABLE, on_port, s, &err);
        if (s->watch != NULL) {
            pw_delivery_link(&s->delivery, PW_LINK_READY, "%s", "");
            return;
        }
        pw_serial_close(&s->port);
    }
    s->loop->impl->timer_start(s->retry, RETRY_US);
    pw_delivery_link(&s->delivery, err.code == PW_ERR_NOT_FOUND ? PW_LINK_MISSING : PW_LINK_FAILED, "%s", err.text);
}

static void serial_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_serial *s = serial_from(t);
    if (s->look != NULL)
        close_port(s);
    s->loop->impl->timer_free(s->look);
    s->loop->impl->timer_free(s->retry);
    pw_delivery_finish(&s->delivery);
    free(s);
}

static bool serial_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                          const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    const char *path = pw_section_get(section, "port");
    if (path == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [printer %s] needs port = /dev/...", section->file, section->line,
                       section->name);
    struct pw_serial *s = calloc(1, sizeof *s);
    if (s == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
    s->base = (struct pw_transport){ &pw_transport_serial, section, *listener, PW_LINK_MISSING };
    s->loop = loop;
    s->log = log;
    s->path = path;
    s->port.fd = -1;
    s->retry = loop->impl->timer(loop, try_open, s);
    s->look = loop->impl->timer(loop, on_look, s);
    if (s->retry == NULL || s->look == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
        goto fail;
    }
    if (!pw_delivery_init(&s->delivery, &s->base, loop, "serial", err))
        goto fail;
    *ret_transport = &s->base;
    try_open(s);
    return true;
fail:
    serial_destroy(&s->base);
    return false;
}

static bool serial_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_serial *s = serial_from(t);
    if (!pw_delivery_start(&s->delivery, doc, title, err))
        return false;
    s->written = 0;
    s->moved_us = pw_loop_now(s->loop);
    s->look_us = LOOK_FIRST_US;
    s->loop->impl->timer_start(s->look, s->look_us);
    write_some(s);
    return true;
}

static void serial_cancel(struct pw_transport *t)
{
    struct pw_serial *s = serial_from(t);
    struct pw_delivery *d = &s->delivery;
    if (!pw_delivery_open(d))
        return;
    s->loop->impl->timer_stop(s->look);
    pw_delivery_words(d, "%s", "");
    if (s->written == 0) {
        pw_delivery_nothing(d, PW_ERR_TIMEOUT, 0, "cancelled before anything was sent to %s", s->path);
    } else {
        size_t have = drained(s);
        tcflush(s->port.fd, TCOFLUSH);
        pw_delivery_some(d, have, 0, "cancelled after %zu of %zu bytes had gone to %s", have, d->len, s->path);
    }
    watch_for(s);
}

static bool serial_untouched(const struct pw_transport *t)
{
    const struct pw_serial *s = (const struct pw_serial *)t;
    return pw_delivery_open(&s->delivery) && s->written == 0;
}

static const struct pw_key serial_keys[] = { PW_SERIAL_KEYS("9600"), { 0 } };

const struct pw_transport_impl pw_transport_serial = {
    .scheme = "serial",
    .keys = serial_keys,
    .create = serial_create,
    .send = serial_send,
    .cancel = serial_cancel,
    .destroy = serial_destroy,
    .untouched = serial_untouched,
};
