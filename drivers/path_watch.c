#include "path_watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { SETTLE_US = 20000, POLL_US = 500000 };

struct pw_path_watch {
    struct pw_loop *loop;
    char *path;
    pw_path_fn *fn;
    void *user;
    int fd; /* -1: inotify is refused */
    int wd; /* the folder watched now; -1: none */
    struct pw_watch *watch;
    struct pw_timer *timer;
};

/* The nearest folder above path that exists. */
static void watch_folder(struct pw_path_watch *w)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", w->path);
    int wd = -1;
    for (char *slash; wd < 0 && (slash = strrchr(folder, '/')) != NULL;) {
        slash[slash == folder ? 1 : 0] = '\0';
        wd = inotify_add_watch(w->fd, folder,
                               IN_CREATE | IN_DELETE | IN_MOVE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
        if (slash == folder)
            break;
    }
    if (w->wd >= 0 && w->wd != wd)
        inotify_rm_watch(w->fd, w->wd);
    w->wd = wd;
}

static void on_timer(void *user)
{
    struct pw_path_watch *w = user;
    if (w->fd >= 0)
        watch_folder(w);
    if (w->wd < 0)
        w->loop->impl->timer_start(w->timer, POLL_US);
    w->fn(w->user);
}

static void on_event(void *user, int fd, int events)
{
    struct pw_path_watch *w = user;
    char buffer[4096];
    (void)events;
    while (read(fd, buffer, sizeof buffer) > 0)
        continue;
    w->loop->impl->timer_start(w->timer, SETTLE_US);
}

bool pw_path_watch_create(struct pw_loop *loop, const char *path, pw_path_fn *fn, void *user, struct pw_path_watch **ret_watch,
                          struct pw_error *err)
{
    struct pw_path_watch *w = calloc(1, sizeof *w);
    if (w == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "watching %s", path);
    *w = (struct pw_path_watch){ .loop = loop, .path = strdup(path), .fn = fn, .user = user, .wd = -1 };
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    w->timer = loop->impl->timer(loop, on_timer, w);
    if (w->path == NULL || w->timer == NULL) {
        pw_path_watch_destroy(w);
        return pw_fail(err, PW_ERR_MEMORY, errno, "watching %s", path);
    }
    if (w->fd >= 0) {
        watch_folder(w);
        w->watch = loop->impl->watch(loop, w->fd, PW_READABLE, on_event, w, NULL);
    }
    if (w->watch == NULL && w->fd >= 0) {
        close(w->fd);
        w->fd = w->wd = -1;
    }
    if (w->wd < 0)
        loop->impl->timer_start(w->timer, POLL_US);
    *ret_watch = w;
    return true;
}

void pw_path_watch_destroy(struct pw_path_watch *w)
{
    if (w == NULL)
        return;
    w->loop->impl->unwatch(w->watch);
    w->loop->impl->timer_free(w->timer);
    if (w->fd >= 0)
        close(w->fd);
    free(w->path);
    free(w);
}
