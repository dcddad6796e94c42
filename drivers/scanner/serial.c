/*
 * Reads a serial scanner.
 *
 *   state     what happens                                        next
 *   MISSING   something changes in the port's folder (inotify)    open: READY, MISSING or FAILED
 *   FAILED    the same, or RETRY_US pass                          open
 *   READY     read says 0 or an error: hung up                    MISSING
 *
 * An adapter's node may be there before its permissions are, so a failed open is tried again by time too.
 */
#include "scanner/serial.h"

#include "path_watch.h"
#include "scanner/scan_feed.h"
#include "serial_port.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { RETRY_US = 2000000, READS_AT_ONCE = 16 };

struct serial_scanner {
    struct pw_scanner base;
    struct pw_scan_feed feed;
    struct pw_loop *loop;
    struct pw_serial_port port;
    struct pw_watch *watch; /* NULL: not READY */
    struct pw_path_watch *folder;
    struct pw_timer *retry;
};

static void open_port(struct serial_scanner *s);

static void close_port(struct serial_scanner *s)
{
    s->loop->impl->unwatch(s->watch);
    s->watch = NULL;
    pw_serial_close(&s->port);
}

static void on_readable(void *user, int fd, int events)
{
    struct serial_scanner *s = user;
    uint8_t buffer[4096];
    (void)events;
    for (int i = 0; i < READS_AT_ONCE; i++) {
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            close_port(s);
            pw_scan_feed_broken(&s->feed, "unplugged in the middle of a scan");
            pw_scanner_link(&s->base, PW_LINK_MISSING, "the scanner at %s was unplugged",
                            pw_section_get(s->base.section, "port"));
            /* a node that stays (a pseudo-terminal, an adapter whose driver hung up) gives no sign when it works again */
            s->loop->impl->timer_start(s->retry, RETRY_US);
            return;
        }
        pw_scan_feed_bytes(&s->feed, pw_bytes_of(buffer, (size_t)n));
    }
}

static void open_port(struct serial_scanner *s)
{
    struct pw_error err = { 0 };
    s->loop->impl->timer_stop(s->retry);
    if (pw_serial_open(s->base.section, &s->port, &err)) {
        s->watch = s->loop->impl->watch(s->loop, s->port.fd, PW_READABLE, on_readable, s, &err);
        if (s->watch != NULL) {
            pw_scanner_link(&s->base, PW_LINK_READY, "%s", pw_section_get(s->base.section, "port"));
            return;
        }
        pw_serial_close(&s->port);
    }
    if (err.code == PW_ERR_NOT_FOUND) {
        pw_scanner_link(&s->base, PW_LINK_MISSING, "%s", err.text);
        return;
    }
    pw_scanner_link(&s->base, PW_LINK_FAILED, "%s", err.text);
    s->loop->impl->timer_start(s->retry, RETRY_US);
}

static void try_again(void *user)
{
    struct serial_scanner *s = user;
    if (s->watch == NULL)
        open_port(s);
}

static void serial_destroy(struct pw_scanner *scanner)
{
    if (scanner == NULL)
        return;
    struct serial_scanner *s = pw_container_of(scanner, struct serial_scanner, base);
    pw_path_watch_destroy(s->folder);
    close_port(s);
    s->loop->impl->timer_free(s->retry);
    pw_scan_feed_finish(&s->feed);
    free(s);
}

static bool serial_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                          const struct pw_scanner_listener *listener, struct pw_scanner **ret_scanner, struct pw_error *err)
{
    (void)log;
    enum pw_framing framing;
    const char *port = pw_section_get(section, "port");
    if (port == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scanner %s] needs port = a serial port, best from /dev/serial/by-id",
                       section->file, section->line, section->name);
    if (!pw_framing_parse(pw_section_get(section, "framing"), &framing))
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scanner %s] framing", section->file, section->line, section->name);
    struct serial_scanner *s = calloc(1, sizeof *s);
    if (s == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", section->name);
    pw_scanner_init(&s->base, &pw_scanner_serial, section, listener);
    s->loop = loop;
    s->port.fd = -1;
    s->retry = loop->impl->timer(loop, try_again, s);
    if (s->retry == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "scanner %s", section->name);
        serial_destroy(&s->base);
        return false;
    }
    if (!pw_scan_feed_init(&s->feed, &s->base, loop, framing,
                           pw_section_us(section, "gap", framing == PW_FRAMING_GAP ? 50000 : 500000), err) ||
        !pw_path_watch_create(loop, port, try_again, s, &s->folder, err)) {
        serial_destroy(&s->base);
        return false;
    }
    open_port(s);
    *ret_scanner = &s->base;
    return true;
}

static const char *const framings[] = { "cr", "lf", "crlf", "tab", "stx-etx", "gap", NULL };
static const struct pw_key keys[] = {
    PW_SERIAL_KEYS("9600"),
    { "framing", PW_KEY_WORD, "cr", framings, 0, 0, "what ends a scan; gap: silence" },
    { "gap", PW_KEY_TIME, NULL, NULL, 0, 0,
      "silence that ends a scan (framing = gap: 50ms), or makes half a scan no scan (500ms)" },
    { 0 },
};

const struct pw_scanner_impl pw_scanner_serial = { "serial", keys, serial_create, serial_destroy };
