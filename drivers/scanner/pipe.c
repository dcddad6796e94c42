/*
 * A FIFO, made when it is missing (mode 0600, its folder too), opened for reading and writing so that it never ends when a writer
 * leaves. Where it can't be made or is something else, the link has failed, and it is tried again when something changes there.
 */
#include "scanner/pipe.h"

#include "path_watch.h"
#include "scanner/scan_feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READS_AT_ONCE = 16 };

struct pipe_scanner {
    struct pw_scanner base;
    struct pw_scan_feed feed;
    struct pw_loop *loop;
    const char *path;
    int fd;
    struct pw_watch *watch;
    struct pw_path_watch *folder;
};

static struct pipe_scanner *pipe_from(struct pw_scanner *scanner)
{
    return pw_container_of(scanner, struct pipe_scanner, base);
}

static void close_fifo(struct pipe_scanner *p)
{
    p->loop->impl->unwatch(p->watch);
    p->watch = NULL;
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
}

static void on_readable(void *user, int fd, int events)
{
    struct pipe_scanner *p = user;
    uint8_t buffer[4096];
    (void)events;
    for (int i = 0; i < READS_AT_ONCE; i++) {
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n <= 0)
            return; /* with a writing end of our own there is no end of file */
        pw_scan_feed_bytes(&p->feed, pw_bytes_of(buffer, (size_t)n));
    }
}

static bool make_fifo(const char *path)
{
    char folder[4096];
    if (mkfifo(path, 0600) == 0 || errno == EEXIST)
        return true;
    const char *slash = strrchr(path, '/');
    if (errno != ENOENT || slash == NULL || slash == path || (size_t)(slash - path) >= sizeof folder)
        return false;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = '\0';
    return mkdir(folder, 0755) == 0 && mkfifo(path, 0600) == 0;
}

static void open_fifo(struct pipe_scanner *p)
{
    struct pw_error err = { 0 };
    struct stat st;
    if (!make_fifo(p->path)) {
        pw_fail(&err, PW_ERR_IO, errno, "the FIFO %s can't be made", p->path);
        pw_scanner_link(&p->base, PW_LINK_FAILED, "%s; make its folder, or choose another path", err.text);
        return;
    }
    p->fd = open(p->path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (p->fd < 0 || fstat(p->fd, &st) != 0 || !S_ISFIFO(st.st_mode)) {
        pw_fail(&err, PW_ERR_IO, p->fd < 0 ? errno : 0, "%s can't be opened as a FIFO", p->path);
        close_fifo(p);
        pw_scanner_link(&p->base, PW_LINK_FAILED, "%s; remove what is there, or choose another path", err.text);
        return;
    }
    p->watch = p->loop->impl->watch(p->loop, p->fd, PW_READABLE, on_readable, p, &err);
    if (p->watch == NULL) {
        close_fifo(p);
        pw_scanner_link(&p->base, PW_LINK_FAILED, "%s: %s", p->path, err.text);
        return;
    }
    pw_scanner_link(&p->base, PW_LINK_READY, "reads lines from %s", p->path);
}

/* Something happened in its folder: was it removed, or replaced by another? */
static void on_folder(void *user)
{
    struct pipe_scanner *p = user;
    struct stat there, ours;
    bool same = p->fd >= 0 && stat(p->path, &there) == 0 && fstat(p->fd, &ours) == 0 && there.st_ino == ours.st_ino &&
                there.st_dev == ours.st_dev;
    if (same)
        return;
    if (p->fd >= 0) {
        close_fifo(p);
        pw_scan_feed_broken(&p->feed, "the FIFO was removed in the middle of a line");
    }
    open_fifo(p);
}

static void pipe_destroy(struct pw_scanner *scanner)
{
    if (scanner == NULL)
        return;
    struct pipe_scanner *p = pipe_from(scanner);
    pw_path_watch_destroy(p->folder);
    close_fifo(p);
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
    pw_scanner_init(&p->base, &pw_scanner_pipe, section, listener);
    p->loop = loop;
    p->fd = -1;
    p->path = path;
    if (!pw_scan_feed_init(&p->feed, &p->base, loop, PW_FRAMING_LF, pw_section_us(section, "gap", 1000000), err) ||
        !pw_path_watch_create(loop, path, on_folder, p, &p->folder, err)) {
        pipe_destroy(&p->base);
        return false;
    }
    open_fifo(p);
    *ret_scanner = &p->base;
    return true;
}

static const struct pw_key keys[] = {
    { "path", PW_KEY_PATH, NULL, NULL, 0, 0, "the FIFO; made when it is missing" },
    { "gap", PW_KEY_TIME, "1s", NULL, 0, 0, "half a line and this much silence is no scan" },
    { 0 },
};

const struct pw_scanner_impl pw_scanner_pipe = { "pipe", keys, pipe_create, pipe_destroy };
