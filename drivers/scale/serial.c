/*
 * Reads a serial scale: asks it, as often as poll says, and takes what comes.
 *
 *   state        what happens                                        next
 *   MISSING      something changes in the port's folder (inotify)    open: CONNECTING, MISSING or FAILED
 *   FAILED       the same, or RETRY_US pass; or a reading comes      open; READY
 *   CONNECTING   the first reading                                   READY
 *   READY        nothing that is a reading for SILENT_US             FAILED; it is asked on
 *   any open     read says 0 or an error: hung up                    MISSING
 */
#include "scale/serial.h"

#include "path_watch.h"
#include "scale/feed.h"
#include "serial_port.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { RETRY_US = 2000000, SILENT_US = 3000000, READS_AT_ONCE = 16 };

struct serial_scale {
    struct pw_scale base;
    struct pw_scale_feed feed;
    struct pw_loop *loop;
    struct pw_serial_port port;
    struct pw_watch *watch; /* NULL: closed */
    struct pw_path_watch *folder;
    struct pw_timer *timer; /* closed: to try again; open: to ask, and to notice silence */
    int64_t poll_us, heard_us;
};

static const char *port_name(const struct serial_scale *s)
{
    return pw_section_get(s->base.section, "port");
}

static void close_port(struct serial_scale *s)
{
    s->loop->impl->unwatch(s->watch);
    s->watch = NULL;
    pw_serial_close(&s->port);
    pw_scale_feed_reset(&s->feed);
}

static void on_readable(void *user, int fd, int events)
{
    struct serial_scale *s = user;
    uint8_t buffer[1024];
    (void)events;
    for (int i = 0; i < READS_AT_ONCE; i++) {
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            close_port(s);
            pw_scale_link(&s->base, PW_LINK_MISSING, "the scale at %s was unplugged", port_name(s));
            s->loop->impl->timer_start(s->timer, RETRY_US);
            return;
        }
        if (pw_scale_feed_bytes(&s->feed, pw_bytes_of(buffer, (size_t)n)) == 0)
            continue;
        s->heard_us = pw_loop_now(s->loop);
        pw_scale_link(&s->base, PW_LINK_READY, "%s", port_name(s));
    }
}

/* A request that finds no room is no loss: the next one follows. */
static void ask(struct serial_scale *s)
{
    struct pw_bytes request = pw_scale_serial_request(s->feed.protocol);
    if (request.len > 0 && write(s->port.fd, request.data, request.len) < 0 && errno != EAGAIN && errno != EINTR)
        return; /* hung up: read says so too */
    s->loop->impl->timer_start(s->timer, s->poll_us);
}

static void open_port(struct serial_scale *s)
{
    struct pw_error err = { 0 };
    s->loop->impl->timer_stop(s->timer);
    if (pw_serial_open(s->base.section, &s->port, &err)) {
        s->watch = s->loop->impl->watch(s->loop, s->port.fd, PW_READABLE, on_readable, s, &err);
        if (s->watch != NULL) {
            s->heard_us = pw_loop_now(s->loop);
            pw_scale_link(&s->base, PW_LINK_CONNECTING, "%s", port_name(s));
            ask(s);
            return;
        }
        pw_serial_close(&s->port);
    }
    if (err.code == PW_ERR_NOT_FOUND) {
        pw_scale_link(&s->base, PW_LINK_MISSING, "%s", err.text);
        return;
    }
    pw_scale_link(&s->base, PW_LINK_FAILED, "%s", err.text);
    s->loop->impl->timer_start(s->timer, RETRY_US);
}

static void on_folder(void *user)
{
    struct serial_scale *s = user;
    if (s->watch == NULL)
        open_port(s);
}

static void on_timer(void *user)
{
    struct serial_scale *s = user;
    if (s->watch == NULL) {
        open_port(s);
        return;
    }
    if (pw_loop_now(s->loop) - s->heard_us >= SILENT_US)
        pw_scale_link(&s->base, PW_LINK_FAILED,
                      "the scale at %s says nothing that is a reading: is it on, and protocol and baud right?", port_name(s));
    ask(s);
}

static void serial_destroy(struct pw_scale *scale)
{
    if (scale == NULL)
        return;
    struct serial_scale *s = pw_container_of(scale, struct serial_scale, base);
    pw_path_watch_destroy(s->folder);
    close_port(s);
    s->loop->impl->timer_free(s->timer);
    free(s);
}

static bool serial_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                          const struct pw_scale_listener *listener, struct pw_scale **ret_scale, struct pw_error *err)
{
    (void)log;
    enum pw_scale_protocol protocol;
    const char *port = pw_section_get(section, "port");
    if (port == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scale %s] needs port = a serial port, best from /dev/serial/by-id",
                       section->file, section->line, section->name);
    if (!pw_scale_protocol_parse(pw_section_get(section, "protocol"), &protocol))
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scale %s] protocol", section->file, section->line, section->name);
    struct serial_scale *s = calloc(1, sizeof *s);
    if (s == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scale %s", section->name);
    pw_scale_init(&s->base, &pw_scale_serial, section, listener);
    pw_scale_feed_init(&s->feed, &s->base, loop, protocol, pw_mass_unit_of(pw_bytes_str(pw_section_get(section, "unit"))));
    s->loop = loop;
    s->port.fd = -1;
    s->poll_us = pw_section_us(section, "poll", 200000);
    s->poll_us = s->poll_us < 20000 ? 20000 : s->poll_us > 1000000 ? 1000000 : s->poll_us;
    s->timer = loop->impl->timer(loop, on_timer, s);
    if (s->timer == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "scale %s", section->name);
        serial_destroy(&s->base);
        return false;
    }
    if (!pw_path_watch_create(loop, port, on_folder, s, &s->folder, err)) {
        serial_destroy(&s->base);
        return false;
    }
    open_port(s);
    *ret_scale = &s->base;
    return true;
}

static const char *const protocols[] = { "mt-sics", "nci", "toledo-8217", "a-and-d", "plain", NULL };
static const char *const units[] = { "kg", "g", "lb", "oz", NULL };
static const struct pw_key keys[] = {
    PW_SERIAL_KEYS("9600"),
    { "protocol", PW_KEY_WORD, "mt-sics", protocols, 0, 0, "what it speaks; a-and-d and plain: it sends by itself" },
    { "unit", PW_KEY_WORD, "kg", units, 0, 0, "of a scale that doesn't say it (toledo-8217)" },
    { "poll", PW_KEY_TIME, "200ms", NULL, 0, 0, "how often it is asked, 20ms to 1s" },
    { 0 },
};

const struct pw_scale_impl pw_scale_serial = { "serial", keys, serial_create, serial_destroy };
