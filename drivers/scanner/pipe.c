/* Lines of a FIFO as scans: fifo.h says how it is opened. */
#include "scanner/pipe.h"

#include "fifo.h"
#include "scanner/scan_feed.h"

#include <errno.h>
#include <stdlib.h>

struct pipe_scanner {
    struct pw_scanner base;
    struct pw_scan_feed feed;
    struct pw_fifo *fifo;
};

static void on_bytes(void *user, struct pw_bytes bytes)
{
    struct pipe_scanner *p = user;
    pw_scan_feed_bytes(&p->feed, bytes);
}

static void on_open(void *user, bool open, const char *why)
{
    struct pipe_scanner *p = user;
    pw_scanner_link(&p->base, open ? PW_LINK_READY : PW_LINK_FAILED, "%s", why);
}

static void on_removed(void *user)
{
    struct pipe_scanner *p = user;
    pw_scan_feed_broken(&p->feed, "the FIFO was removed in the middle of a line");
}

static void pipe_destroy(struct pw_scanner *scanner)
{
    if (scanner == NULL)
        return;
    struct pipe_scanner *p = pw_container_of(scanner, struct pipe_scanner, base);
    pw_fifo_destroy(p->fifo);
    pw_scan_feed_finish(&p->feed);
    free(p);
}

static bool pipe_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                        const struct pw_scanner_listener *listener, struct pw_scanner **ret_scanner, struct pw_error *err)
{
    (void)log;
    const char *path = pw_section_get(section, "path");
    if (path == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scanner %s] needs path = where the FIFO is, such as /run/packwright/scan",
                       section->file, section->line, section->name);
    struct pipe_scanner *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", section->name);
    const struct pw_fifo_listener on = { on_bytes, on_open, on_removed, p };
    pw_scanner_init(&p->base, &pw_scanner_pipe, section, listener);
    if (!pw_scan_feed_init(&p->feed, &p->base, loop, PW_FRAMING_LF, pw_section_us(section, "gap", 1000000), err) ||
        !pw_fifo_create(loop, path, &on, &p->fifo, err)) {
        pipe_destroy(&p->base);
        return false;
    }
    *ret_scanner = &p->base;
    return true;
}

static const struct pw_key keys[] = {
    { "path", PW_KEY_PATH, NULL, NULL, 0, 0, "the FIFO; made when it is missing" },
    { "gap", PW_KEY_TIME, "1s", NULL, 0, 0, "half a line and this much silence is no scan" },
    { 0 },
};

const struct pw_scanner_impl pw_scanner_pipe = { "pipe", keys, pipe_create, pipe_destroy };
