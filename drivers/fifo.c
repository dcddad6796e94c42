#include "fifo.h"

#include "path_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READS_AT_ONCE = 16 };

struct pw_fifo {
    struct pw_fifo_listener listener;
    struct pw_loop *loop;
    const char *path;
    int fd;
    struct pw_watch *watch;
    struct pw_path_watch *folder;
};

static void close_fifo(struct pw_fifo *f)
{
    f->loop->impl->unwatch(f->watch);
    f->watch = NULL;
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}

static void on_readable(void *user, int fd, int events)
{
    struct pw_fifo *f = user;
    uint8_t buffer[4096];
    (void)events;
    for (int i = 0; i < READS_AT_ONCE; i++) {
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n <= 0)
            return; /* with a writing end of our own there is no end of file */
        f->listener.on_bytes(f->listener.user, pw_bytes_of(buffer, (size_t)n));
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

static void say(struct pw_fifo *f, bool open, const char *why, const char *what_to_do)
{
    char words[320];
    snprintf(words, sizeof words, "%.250s%s", why, what_to_do);
    f->listener.on_open(f->listener.user, open, words);
}

static void open_fifo(struct pw_fifo *f)
{
    struct pw_error err = { 0 };
    struct stat st;
    if (!make_fifo(f->path)) {
        pw_fail(&err, PW_ERR_IO, errno, "the FIFO %s can't be made", f->path);
        say(f, false, err.text, "; make its folder, or choose another path");
        return;
    }
    f->fd = open(f->path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (f->fd < 0 || fstat(f->fd, &st) != 0 || !S_ISFIFO(st.st_mode)) {
        pw_fail(&err, PW_ERR_IO, f->fd < 0 ? errno : 0, "%s can't be opened as a FIFO", f->path);
        close_fifo(f);
        say(f, false, err.text, "; remove what is there, or choose another path");
        return;
    }
    f->watch = f->loop->impl->watch(f->loop, f->fd, PW_READABLE, on_readable, f, &err);
    if (f->watch == NULL) {
        close_fifo(f);
        say(f, false, err.text, "");
        return;
    }
    snprintf(err.text, sizeof err.text, "reads lines from %.200s", f->path);
    say(f, true, err.text, "");
}

/* Something happened in its folder: was it removed, or replaced by another? */
static void on_folder(void *user)
{
    struct pw_fifo *f = user;
    struct stat there, ours;
    bool same = f->fd >= 0 && stat(f->path, &there) == 0 && fstat(f->fd, &ours) == 0 && there.st_ino == ours.st_ino &&
                there.st_dev == ours.st_dev;
    if (same)
        return;
    if (f->fd >= 0) {
        close_fifo(f);
        f->listener.on_removed(f->listener.user);
    }
    open_fifo(f);
}

void pw_fifo_destroy(struct pw_fifo *f)
{
    if (f == NULL)
        return;
    pw_path_watch_destroy(f->folder);
    close_fifo(f);
    free(f);
}

bool pw_fifo_create(struct pw_loop *loop, const char *path, const struct pw_fifo_listener *listener, struct pw_fifo **ret_fifo,
                    struct pw_error *err)
{
    struct pw_fifo *f = calloc(1, sizeof *f);
    if (f == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "the FIFO %s", path);
    f->listener = *listener;
    f->loop = loop;
    f->path = path;
    f->fd = -1;
    if (!pw_path_watch_create(loop, path, on_folder, f, &f->folder, err)) {
        pw_fifo_destroy(f);
        return false;
    }
    open_fifo(f);
    *ret_fifo = f;
    return true;
}
