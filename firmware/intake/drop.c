#include "intake/drop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EMPTY_PATIENCE_S = 60 }; /* an empty file is perhaps about to be written */

bool pw_drop_name_counts(const char *name)
{
    static const char *const ends[] = { ".part", ".partial", ".filepart", ".tmp", ".crdownload", "~" };
    size_t len = strlen(name);
    if (name[0] == '.' || len == 0 || len > PW_DROP_NAME_MAX || strcmp(name, PW_DROP_DONE) == 0 ||
        strcmp(name, PW_DROP_REFUSED) == 0)
        return false;
    for (size_t i = 0; i < PW_COUNT(ends); i++) {
        size_t end = strlen(ends[i]);
        if (len >= end && strcasecmp(name + len - end, ends[i]) == 0)
            return false;
    }
    return true;
}

static int64_t ns_of(struct timespec t)
{
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void describe(struct pw_drop_file *file, const char *name, const struct stat *st)
{
    *file = (struct pw_drop_file){ .inode = st->st_ino, .size = st->st_size, .changed_ns = ns_of(st->st_mtim) };
    snprintf(file->name, sizeof file->name, "%s", name);
    snprintf(file->key, sizeof file->key, "%llu/%lld/%lld/%.255s", (unsigned long long)file->inode, (long long)file->size,
             (long long)file->changed_ns, name);
}

static bool same(const struct pw_drop_file *file, const struct stat *st)
{
    return st->st_ino == file->inode && st->st_size == file->size && ns_of(st->st_mtim) == file->changed_ns;
}

/* A time in the future is a clock that was put back: it says nothing. */
static bool settled(const struct stat *st, int64_t settle_us, int64_t now_us)
{
    int64_t wait_us = st->st_size == 0 ? (int64_t)EMPTY_PATIENCE_S * 1000000 : settle_us;
    int64_t quiet_us = now_us - ns_of(st->st_ctim) / 1000;
    return quiet_us >= wait_us || quiet_us < -1000000;
}

/* A read lease is given only where nobody writes. Who may not ask (another user's file, a network's) is told nothing. */
static bool somebody_writes(int fd)
{
    if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
        return errno == EAGAIN;
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return false;
}

static bool read_all(int fd, int64_t size, struct pw_buf *content, struct pw_error *why)
{
    uint8_t piece[65536];
    int64_t have = 0;
    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return pw_fail(why, PW_ERR_IO, errno, "it can't be read");
        if (n == 0)
            break;
        pw_buf_put(content, piece, (size_t)n);
        have += n;
        if (content->failed)
            return pw_fail(why, PW_ERR_TOO_BIG, 0, "it has %lld bytes, more than a print may have", (long long)size);
    }
    return have == size || pw_fail(why, PW_ERR_BUSY, 0, "it changed while it was read");
}

static bool before(const struct pw_drop_file *a, const struct pw_drop_file *b)
{
    return a->changed_ns != b->changed_ns ? a->changed_ns < b->changed_ns : strcmp(a->name, b->name) < 0;
}

/* The folder's oldest file that could be taken, of those younger than after (NULL: of all). */
static enum pw_drop_look oldest(DIR *d, int64_t settle_us, int64_t now_us, const struct pw_drop_file *after,
                                struct pw_drop_file *ret_file)
{
    enum pw_drop_look found = PW_DROP_EMPTY;
    struct dirent *e;
    rewinddir(d);
    while ((e = readdir(d)) != NULL) {
        struct stat st;
        struct pw_drop_file file;
        if (!pw_drop_name_counts(e->d_name) || fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        describe(&file, e->d_name, &st);
        if (!settled(&st, settle_us, now_us))
            found = found == PW_DROP_EMPTY ? PW_DROP_WAIT : found;
        else if ((after == NULL || before(after, &file)) && (found != PW_DROP_FOUND || before(&file, ret_file))) {
            *ret_file = file;
            found = PW_DROP_FOUND;
        }
    }
    return found;
}

/* True when the file is whole; then its bytes are in content, or why says why it can't be had. */
static bool take(int folder, const struct pw_drop_file *file, struct pw_buf *content, struct pw_error *why)
{
    struct stat st;
    int fd = openat(folder, file->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno != ENOENT && !pw_fail(why, PW_ERR_ACCESS, errno, "it can't be opened");
    bool whole = fstat(fd, &st) == 0 && same(file, &st) && !somebody_writes(fd);
    if (whole && !read_all(fd, file->size, content, why) && why->code == PW_ERR_BUSY) {
        content->len = 0;
        *why = (struct pw_error){ 0 };
        whole = false;
    }
    close(fd);
    return whole;
}

enum pw_drop_look pw_drop_next(const char *folder, int64_t settle_us, int64_t now_us, struct pw_drop_file *ret_file,
                               struct pw_buf *content, struct pw_error *why, struct pw_error *err)
{
    struct pw_drop_file passed;
    bool some_wait = false;
    *why = (struct pw_error){ 0 };
    DIR *d = opendir(folder);
    if (d == NULL) {
        pw_fail(err, errno == ENOENT ? PW_ERR_NOT_FOUND : PW_ERR_ACCESS, errno, "the folder %s can't be read", folder);
        return PW_DROP_FAILED;
    }
    enum pw_drop_look found = oldest(d, settle_us, now_us, NULL, ret_file);
    while (found == PW_DROP_FOUND && !take(dirfd(d), ret_file, content, why)) { /* one that is being written holds up no other */
        some_wait = true;
        passed = *ret_file;
        found = oldest(d, settle_us, now_us, &passed, ret_file);
    }
    closedir(d);
    return found == PW_DROP_EMPTY && some_wait ? PW_DROP_WAIT : found;
}

/* renameat2 never replaces what is there already. */
static bool move(int from, const char *name, int to, char *ret_name, size_t size)
{
    const char *dot = strrchr(name, '.');
    bool extension = dot != NULL && dot != name && strlen(dot) <= 16;
    int stem = extension ? (int)(dot - name) : (int)strlen(name);
    for (int n = 1; n < 10000; n++) {
        if (n == 1)
            snprintf(ret_name, size, "%s", name);
        else
            snprintf(ret_name, size, "%.*s-%d%s", stem > 230 ? 230 : stem, name, n, name + stem);
        if (renameat2(from, name, to, ret_name, RENAME_NOREPLACE) == 0)
            return true;
        if (errno == EINVAL && faccessat(to, ret_name, F_OK, AT_SYMLINK_NOFOLLOW) != 0) /* a file system that can't promise it */
            return renameat(from, name, to, ret_name) == 0;
        if (errno != EEXIST && errno != EINVAL)
            return false;
    }
    return false;
}

static bool write_reason(int folder, const char *name, const char *reason, struct pw_error *err)
{
    char path[PW_DROP_NAME_MAX + 20];
    snprintf(path, sizeof path, "%.230s.reason.txt", name);
    int fd = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return pw_fail(err, PW_ERR_IO, errno, "%s can't be written", path);
    bool ok = dprintf(fd, "%s\n", reason) > 0;
    int sys = errno;
    ok = close(fd) == 0 && ok;
    return ok || pw_fail(err, PW_ERR_IO, sys, "%s can't be written", path);
}

bool pw_drop_put_away(const char *folder, const struct pw_drop_file *file, const char *where, const char *reason,
                      struct pw_error *err)
{
    char name[PW_DROP_NAME_MAX + 20];
    struct stat st;
    bool ok = false;
    int from = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), to = -1;
    if (from < 0)
        return pw_fail(err, PW_ERR_IO, errno, "the folder %s can't be opened", folder);
    if (fstatat(from, file->name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !same(file, &st)) {
        close(from); /* taken away, or another one by that name */
        return true;
    }
    if ((mkdirat(from, where, 0750) == 0 || errno == EEXIST) &&
        (to = openat(from, where, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)) >= 0 &&
        move(from, file->name, to, name, sizeof name))
        ok = reason == NULL || write_reason(to, name, reason, err);
    else
        pw_fail(err, PW_ERR_IO, errno, "%s/%s can't be moved to %s/%s", folder, file->name, folder, where);
    if (to >= 0)
        close(to);
    close(from);
    return ok;
}

/* A file keeps the time of its content when it is moved; what counts is when it came here. */
static int64_t forget_in(int folder, const char *where, int64_t before_us)
{
    int64_t count = 0;
    int fd = openat(folder, where, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *e;
    if (d == NULL) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    while ((e = readdir(d)) != NULL) {
        struct stat st;
        if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
            ns_of(st.st_ctim) / 1000 < before_us && unlinkat(fd, e->d_name, 0) == 0)
            count++;
    }
    closedir(d);
    return count;
}

int64_t pw_drop_forget(const char *folder, int64_t before_us)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    int64_t count = forget_in(fd, PW_DROP_DONE, before_us) + forget_in(fd, PW_DROP_REFUSED, before_us);
    close(fd);
    return count;
}
