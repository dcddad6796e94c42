/*
 * Documents into files. Files and folders are written by a worker (a disk may take its time); a node that can be polled (a FIFO,
 * /dev/usb/lp0) is written from the loop, so that a printer without paper holds no worker.
 *
 * The path is looked at on a worker at the start, every five seconds while it isn't usable, and by each document.
 */
#include "printer/file.h"

#include "printer/delivery.h"
#include "printer/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECHECK_US = 5000000, STALL_US = 2000000 };

/* At a worker; outlives the transport if it must. Holds copies, because the transport's may go. */
struct task {
    struct pw_file *owner; /* NULL: destroyed meanwhile */
    bool probe;            /* only look at the path */
    char *path;
    bool append;
    char title[PW_TITLE_MAX + 1];
    uint8_t *data;
    size_t len;
    atomic_bool stop;
    /* what it found */
    bool ok, pollable;
    size_t left;
    struct pw_error err;
};

struct pw_file {
    struct pw_transport base;
    struct pw_delivery delivery;
    struct pw_loop *loop;
    struct pw_log *log;
    const char *path;
    bool append;
    struct task *task;
    struct pw_timer *timer; /* looks at the path again; says that a node takes nothing */
    int fd;                 /* a node being written */
    struct pw_watch *watch;
    size_t written;
    bool flushing;
};

static struct pw_file *file_from(struct pw_transport *t)
{
    return pw_container_of(t, struct pw_file, base);
}

static void task_free(struct task *task)
{
    if (task == NULL)
        return;
    free(task->path);
    free(task->data);
    free(task);
}

/* What is the path, and may it be written? */
static bool classify(const char *path, bool append, enum pw_file_kind *ret_kind, bool *ret_pollable, struct pw_error *err)
{
    struct stat st;
    *ret_pollable = false;
    if (stat(path, &st) == 0) {
        *ret_kind = S_ISDIR(st.st_mode)   ? PW_FILE_FOLDER
                    : S_ISREG(st.st_mode) ? (append ? PW_FILE_APPEND : PW_FILE_REPLACE)
                                          : PW_FILE_NODE;
        *ret_pollable = S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode);
        if (S_ISBLK(st.st_mode) || S_ISSOCK(st.st_mode))
            return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%.220s is a disk or a socket: no printer is written to like that", path);
        if (access(path, W_OK) != 0)
            return pw_fail(err, PW_ERR_ACCESS, errno, "%.220s can't be written to", path);
        return true;
    }
    int sys = errno;
    size_t len = strlen(path);
    char parent[PATH_MAX];
    if (sys != ENOENT || len == 0 || path[len - 1] == '/' || len >= sizeof parent || strncmp(path, "/dev/", 5) == 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, sys, "%.220s isn't there", path);
    memcpy(parent, path, len + 1);
    char *slash = strrchr(parent, '/');
    snprintf(slash == NULL ? parent : slash, 2, "%s", slash == NULL ? "." : slash == parent ? "/" : "");
    if (access(parent, F_OK) != 0)
        return pw_fail(err, PW_ERR_NOT_FOUND, errno, "the folder of %.220s isn't there", path);
    if (access(parent, W_OK | X_OK) != 0)
        return pw_fail(err, PW_ERR_ACCESS, errno, "%.220s can't be made", path);
    *ret_kind = append ? PW_FILE_APPEND : PW_FILE_REPLACE;
    return true;
}

static void run_task(void *user)
{
    struct task *task = user;
    enum pw_file_kind kind = PW_FILE_REPLACE;
    task->ok = classify(task->path, task->append, &kind, &task->pollable, &task->err);
    if (!task->ok || task->probe || (kind == PW_FILE_NODE && task->pollable))
        return; /* a node is the loop's business */
    struct pw_file_order order = { kind, task->path, task->title, pw_bytes_of(task->data, task->len), &task->stop };
    task->pollable = false;
    task->ok = pw_file_write(&order, &task->left, &task->err);
}

static void recheck_later(struct pw_file *file)
{
    file->loop->impl->timer_start(file->timer, RECHECK_US);
}

static void link_by_error(struct pw_file *file, const struct pw_error *err)
{
    recheck_later(file);
    pw_delivery_link(&file->delivery, err->code == PW_ERR_NOT_FOUND ? PW_LINK_MISSING : PW_LINK_FAILED, "%s", err->text);
}

static void close_node(struct pw_file *file)
{
    file->loop->impl->unwatch(file->watch);
    file->watch = NULL;
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
    file->loop->impl->timer_stop(file->timer);
}

static void on_node(void *user, int fd, int events)
{
    struct pw_file *file = user;
    struct pw_delivery *d = &file->delivery;
    (void)events;
    if (!pw_delivery_open(d))
        return;
    size_t before = file->written;
    while (file->written < d->len) {
        ssize_t n = write(fd, d->data + file->written, d->len - file->written);
        if (n > 0) {
            file->written += (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            break;
        } else if (n == 0 || errno != EINTR) {
            int sys = n == 0 ? EIO : errno;
            close_node(file);
            if (file->written == 0)
                pw_delivery_nothing(d, PW_ERR_GONE, sys, "nothing was written to %s", file->path);
            else
                pw_delivery_some(d, file->written, sys, "%s took %zu of %zu bytes; look at the paper before printing it again",
                                 file->path, file->written, d->len);
            pw_delivery_words(d, "%s", "");
            return;
        }
    }
    if (file->written < d->len) {
        if (file->written != before)
            file->loop->impl->timer_start(file->timer, STALL_US);
    } else if (!file->flushing) {
        /* usblp answers at once and kills what is still on its way at close(): wait until it can take more. */
        file->flushing = true;
        file->loop->impl->timer_start(file->timer, STALL_US);
        return;
    } else {
        close_node(file);
        pw_delivery_words(d, "%s", "");
        pw_delivery_all(d);
        return;
    }
    if (file->written != before) {
        pw_delivery_words(d, "%s", "");
        pw_delivery_progress(d, file->written);
    }
}

static bool start_task(struct pw_file *file, bool probe, struct pw_error *err);

static void start_node(struct pw_file *file)
{
    struct pw_delivery *d = &file->delivery;
    struct pw_error err = { 0 };
    file->written = 0;
    file->flushing = false;
    file->fd = open(file->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file->fd < 0) {
        int sys = errno;
        if (sys == ENXIO) /* a FIFO */
            pw_delivery_nothing(d, PW_ERR_GONE, 0, "nobody reads from %s", file->path);
        else
            pw_delivery_nothing(d, sys == EBUSY ? PW_ERR_BUSY : PW_ERR_GONE, sys, "can't open %s", file->path);
        return;
    }
    file->watch = file->loop->impl->watch(file->loop, file->fd, PW_WRITABLE, on_node, file, &err);
    if (file->watch == NULL) { /* can't be polled (/dev/null): then it doesn't make anybody wait */
        on_node(file, file->fd, PW_WRITABLE);
        if (pw_delivery_open(d))
            on_node(file, file->fd, PW_WRITABLE);
        if (pw_delivery_open(d)) {
            close_node(file);
            pw_delivery_some(d, file->written, EAGAIN, "%s can be neither polled nor written at once", file->path);
        }
        return;
    }
    file->loop->impl->timer_start(file->timer, STALL_US);
}

static void task_done(void *user)
{
    struct task *task = user;
    struct pw_file *file = task->owner;
    if (file == NULL) {
        task_free(task);
        return;
    }
    file->task = NULL;
    struct pw_delivery *d = &file->delivery;
    if (task->probe) {
        if (task->ok)
            pw_delivery_link(d, PW_LINK_READY, "%s", "");
        else
            link_by_error(file, &task->err);
    } else if (task->ok && task->pollable && atomic_load(&task->stop)) {
        pw_delivery_nothing(d, PW_ERR_TIMEOUT, 0, "cancelled before anything was written to %s", file->path);
    } else if (task->ok && task->pollable) {
        start_node(file);
    } else if (task->ok) {
        pw_delivery_words(d, "%s", "");
        pw_delivery_all(d);
    } else {
        if (task->left == 0)
            pw_delivery_nothing(d, task->err.code, 0, "nothing was written: %s", task->err.text);
        else
            pw_delivery_some(d, task->left, 0, "%zu of %zu bytes were written and can't be taken back: %s", task->left, task->len,
                             task->err.text);
        if (task->err.code == PW_ERR_NOT_FOUND || task->err.code == PW_ERR_ACCESS)
            link_by_error(file, &task->err);
        else if (task->err.code != PW_ERR_TIMEOUT)
            pw_delivery_words(d, "%s", task->err.text);
    }
    task_free(task);
}

static bool start_task(struct pw_file *file, bool probe, struct pw_error *err)
{
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL || (task->path = strdup(file->path)) == NULL) {
        task_free(task);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory to write to %s", file->path);
    }
    task->owner = file;
    task->probe = probe;
    task->append = file->append;
    if (!probe) {
        task->len = file->delivery.len;
        task->data = malloc(task->len == 0 ? 1 : task->len);
        if (task->data == NULL) {
            task_free(task);
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory to write to %s", file->path);
        }
        memcpy(task->data, file->delivery.data, task->len);
        memcpy(task->title, file->delivery.title, sizeof task->title);
    }
    if (!file->loop->impl->work(file->loop, run_task, task_done, task, err)) {
        task_free(task);
        return false;
    }
    file->task = task;
    return true;
}

static void on_timer(void *user)
{
    struct pw_file *file = user;
    if (file->fd >= 0) {
        pw_delivery_words(&file->delivery, "%s takes no data (out of paper, cover open, or switched to offline?)", file->path);
        return;
    }
    struct pw_error err;
    if (file->base.link != PW_LINK_READY && file->task == NULL && !start_task(file, true, &err))
        recheck_later(file);
}

static void file_destroy(struct pw_transport *t)
{
    if (t == NULL)
        return;
    struct pw_file *file = file_from(t);
    if (file->task != NULL) {
        atomic_store(&file->task->stop, true);
        file->task->owner = NULL;
    }
    if (file->timer != NULL)
        close_node(file);
    file->loop->impl->timer_free(file->timer);
    pw_delivery_finish(&file->delivery);
    free(file);
}

static bool file_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                        const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    const char *path = pw_section_get(section, "path");
    if (path == NULL || path[0] == '\0' || strlen(path) >= PATH_MAX)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [printer %s] needs path = a file, a folder or a device", section->file,
                       section->line, section->name);
    struct pw_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
    file->base = (struct pw_transport){ &pw_transport_file, section, *listener, PW_LINK_MISSING };
    file->loop = loop;
    file->log = log;
    file->path = path;
    file->fd = -1;
    const char *append = pw_section_get(section, "append");
    file->append = append == NULL || strcmp(append, "no") != 0;
    file->timer = loop->impl->timer(loop, on_timer, file);
    if (file->timer == NULL) {
        pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printer %s", section->name);
        goto fail;
    }
    if (!pw_delivery_init(&file->delivery, &file->base, loop, "file", err) || !start_task(file, true, err))
        goto fail;
    *ret_transport = &file->base;
    return true;
fail:
    file_destroy(&file->base);
    return false;
}

static bool file_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct pw_file *file = file_from(t);
    if (!pw_delivery_start(&file->delivery, doc, title, err))
        return false;
    struct pw_error why = { 0 };
    if (!start_task(file, false, &why))
        pw_delivery_nothing(&file->delivery, why.code, 0, "nothing was written: %s", why.text);
    return true;
}

static void file_cancel(struct pw_transport *t)
{
    struct pw_file *file = file_from(t);
    struct pw_delivery *d = &file->delivery;
    if (!pw_delivery_open(d))
        return;
    if (file->task != NULL) {
        atomic_store(&file->task->stop, true); /* its answer comes */
        return;
    }
    close_node(file);
    pw_delivery_words(d, "%s", "");
    if (file->written == 0)
        pw_delivery_nothing(d, PW_ERR_TIMEOUT, 0, "cancelled before anything was written to %s", file->path);
    else
        pw_delivery_some(d, file->written, 0, "cancelled after %zu of %zu bytes had gone to %s", file->written, d->len,
                         file->path);
}

static const char *const yes_no[] = { "yes", "no", NULL };
static const struct pw_key file_keys[] = {
    { "path", PW_KEY_PATH, NULL, NULL, 0, 0, "a file, a folder (one file for each document) or a device node" },
    { "append", PW_KEY_WORD, "yes", yes_no, 0, 0, "add documents to the file (yes) or keep only the last one (no)" },
    { 0 },
};

const struct pw_transport_impl pw_transport_file = {
    .one_way = true,
    .scheme = "file",
    .keys = file_keys,
    .create = file_create,
    .send = file_send,
    .cancel = file_cancel,
    .destroy = file_destroy,
};
