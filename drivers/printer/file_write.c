#include "printer/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 65536, NAMES = 10000 };

static bool say(struct pw_error *err, const char *what, const char *path, int sys)
{
    enum pw_error_code code = sys == EACCES || sys == EPERM || sys == EROFS ? PW_ERR_ACCESS
                              : sys == ENOENT || sys == ENOTDIR             ? PW_ERR_NOT_FOUND
                                                                            : PW_ERR_IO;
    return pw_fail(err, code, sys, "can't %s %.220s", what, path);
}

static bool put(int fd, const struct pw_file_order *order, size_t *ret_written, struct pw_error *err)
{
    size_t at = 0;
    *ret_written = 0;
    while (at < order->doc.len) {
        if (order->stop != NULL && atomic_load(order->stop))
            return pw_fail(err, PW_ERR_TIMEOUT, 0, "cancelled while writing %.220s", order->path);
        size_t want = order->doc.len - at < PIECE ? order->doc.len - at : PIECE;
        ssize_t n = write(fd, order->doc.data + at, want);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return say(err, "write to", order->path, n < 0 ? errno : EIO);
        at += (size_t)n;
        *ret_written = at;
    }
    /* Not every node can be synced; a disk that can't is a disk that failed. */
    if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
        return say(err, "sync", order->path, errno);
    return true;
}

static bool append(const struct pw_file_order *order, size_t *ret_left, struct pw_error *err)
{
    int fd = open(order->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0640);
    if (fd < 0)
        return say(err, "open", order->path, errno);
    off_t start = lseek(fd, 0, SEEK_END);
    bool ok = put(fd, order, ret_left, err);
    /* A document that is there in part would be taken for a whole one: cut it off again. */
    if (!ok && start >= 0 && ftruncate(fd, start) == 0)
        *ret_left = 0;
    if (close(fd) != 0 && ok)
        ok = say(err, "close", order->path, errno);
    return ok;
}

static void sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd); /* best effort: some file systems can't */
        close(fd);
    }
}

/* Never over a file that is there: another document would be gone. */
static bool rename_free(const char *part, const char *folder, const char *title, struct pw_error *err)
{
    char to[PATH_MAX];
    for (int i = 1; i < NAMES; i++) {
        int n = i == 1 ? snprintf(to, sizeof to, "%s/%s.prn", folder, title)
                       : snprintf(to, sizeof to, "%s/%s-%d.prn", folder, title, i);
        if (n < 0 || (size_t)n >= sizeof to)
            return say(err, "name a file in", folder, ENAMETOOLONG);
        if (renameat2(AT_FDCWD, part, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
            return true;
        if (errno == EINVAL || errno == ENOSYS) { /* a file system without it */
            if (link(part, to) == 0)
                return unlink(part) == 0 || say(err, "remove", part, errno);
            if (errno == EPERM || errno == ENOTSUP) /* and without hard links */
                if (access(to, F_OK) != 0 && rename(part, to) == 0)
                    return true;
        }
        if (errno != EEXIST && access(to, F_OK) != 0)
            return say(err, "create", to, errno);
    }
    return pw_fail(err, PW_ERR_IO, 0, "there are %d documents named %s in %.200s already", NAMES, title, folder);
}

static bool aside(const struct pw_file_order *order, size_t *ret_left, struct pw_error *err)
{
    bool folder = order->kind == PW_FILE_FOLDER;
    char part[PATH_MAX], parent[PATH_MAX];
    int n = folder ? snprintf(part, sizeof part, "%s/%s.part", order->path, order->title)
                   : snprintf(part, sizeof part, "%s.part", order->path);
    if (n < 0 || (size_t)n >= sizeof part)
        return say(err, "name a file for", order->path, ENAMETOOLONG);
    snprintf(parent, sizeof parent, "%s", order->path);
    if (!folder) {
        char *slash = strrchr(parent, '/');
        snprintf(slash == NULL ? parent : slash, 2, "%s", slash == NULL ? "." : slash == parent ? "/" : "");
    }
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return say(err, "create", part, errno);
    bool ok = put(fd, order, ret_left, err);
    if (close(fd) != 0 && ok)
        ok = say(err, "close", part, errno);
    if (ok && folder)
        ok = rename_free(part, order->path, order->title, err);
    else if (ok && rename(part, order->path) != 0)
        ok = say(err, "rename to", order->path, errno);
    *ret_left = 0; /* half a document is only ever in the .part */
    if (ok)
        sync_folder(parent);
    else
        unlink(part);
    return ok;
}

static bool node(const struct pw_file_order *order, size_t *ret_left, struct pw_error *err)
{
    int fd = open(order->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return say(err, "open", order->path, errno);
    bool ok = put(fd, order, ret_left, err);
    if (close(fd) != 0 && ok)
        ok = say(err, "close", order->path, errno);
    return ok;
}

bool pw_file_write(const struct pw_file_order *order, size_t *ret_left, struct pw_error *err)
{
    *ret_left = 0;
    switch (order->kind) {
    case PW_FILE_APPEND:
        return append(order, ret_left, err);
    case PW_FILE_REPLACE:
    case PW_FILE_FOLDER:
        return aside(order, ret_left, err);
    case PW_FILE_NODE:
        break;
    }
    return node(order, ret_left, err);
}
