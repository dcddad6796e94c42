#include "power_vfs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECTOR 512

/* One file as the program sees it, and which sectors the disk does not have yet. */
struct pw_power_image {
    struct pw_power_image *next;
    char *path;
    uint8_t *data, *dirty; /* dirty: one byte a sector */
    sqlite3_int64 size, room;
    bool shrunk; /* truncated and not synced */
};

struct power_file {
    sqlite3_file base;
    struct pw_power *power;
    struct pw_power_image *image;
    sqlite3_file *real; /* for locks and shared memory */
};

static struct power_file *file_from(sqlite3_file *f)
{
    return (struct power_file *)(void *)f;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return file_from(f)->real;
}

static uint32_t next_random(struct pw_power *p)
{
    p->random ^= p->random << 13;
    p->random ^= p->random >> 17;
    p->random ^= p->random << 5;
    return p->random;
}

static void make_room(struct pw_power_image *m, sqlite3_int64 size)
{
    if (size <= m->room)
        return;
    sqlite3_int64 room = (size + 65535) & ~65535LL;
    m->data = realloc(m->data, (size_t)room);
    m->dirty = realloc(m->dirty, (size_t)(room / SECTOR));
    if (m->data == NULL || m->dirty == NULL)
        abort();
    memset(m->data + m->room, 0, (size_t)(room - m->room));
    memset(m->dirty + m->room / SECTOR, 0, (size_t)((room - m->room) / SECTOR));
    m->room = room;
}

/* percent: how many of the dirty sectors reach the disk. */
static void settle(struct pw_power *p, struct pw_power_image *m, unsigned percent)
{
    int fd = open(m->path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return; /* deleted */
    for (sqlite3_int64 at = 0, i = 0; at < m->size; at += SECTOR, i++) {
        if (!m->dirty[i] || next_random(p) % 100 >= percent)
            continue;
        sqlite3_int64 len = m->size - at < SECTOR ? m->size - at : SECTOR;
        if (pwrite(fd, m->data + at, (size_t)len, at) != len)
            abort();
    }
    memset(m->dirty, 0, (size_t)(m->room / SECTOR));
    if (m->shrunk && next_random(p) % 100 < percent && ftruncate(fd, m->size) != 0)
        abort();
    m->shrunk = false;
    close(fd);
}

/* One operation; the power may go in it. */
static void step(struct pw_power *p)
{
    p->operations++;
    if (p->fuse == 0 || --p->fuse != 0)
        return;
    for (struct pw_power_image *m = p->images; m != NULL; m = m->next)
        settle(p, m, p->survive);
    _exit(PW_POWER_GONE);
}

static int power_read(sqlite3_file *f, void *data, int n, sqlite3_int64 at)
{
    struct pw_power_image *m = file_from(f)->image;
    sqlite3_int64 have = m->size - at;
    have = have < 0 ? 0 : have > n ? n : have;
    if (have > 0)
        memcpy(data, m->data + at, (size_t)have);
    if (have == n)
        return SQLITE_OK;
    memset((char *)data + have, 0, (size_t)(n - have));
    return SQLITE_IOERR_SHORT_READ;
}

static int power_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
    struct pw_power_image *m = file_from(f)->image;
    make_room(m, at + n);
    memcpy(m->data + at, data, (size_t)n);
    memset(m->dirty + at / SECTOR, 1, (size_t)((at + n + SECTOR - 1) / SECTOR - at / SECTOR));
    if (at + n > m->size)
        m->size = at + n;
    step(file_from(f)->power);
    return SQLITE_OK;
}

static int power_truncate(sqlite3_file *f, sqlite3_int64 n)
{
    struct pw_power_image *m = file_from(f)->image;
    m->size = n;
    m->shrunk = true;
    step(file_from(f)->power);
    return SQLITE_OK;
}

static int power_sync(sqlite3_file *f, int flags)
{
    (void)flags;
    struct power_file *file = file_from(f);
    step(file->power);
    settle(file->power, file->image, 100);
    return SQLITE_OK;
}

static int power_size(sqlite3_file *f, sqlite3_int64 *ret_size)
{
    *ret_size = file_from(f)->image->size;
    return SQLITE_OK;
}

/* The image stays: closing writes nothing to a disk. */
static int power_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int power_lock(sqlite3_file *f, int lock)
{
    return real_of(f)->pMethods->xLock(real_of(f), lock);
}

static int power_unlock(sqlite3_file *f, int lock)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), lock);
}

static int power_reserved(sqlite3_file *f, int *ret_reserved)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret_reserved);
}

static int power_control(sqlite3_file *f, int op, void *arg)
{
    if (op == SQLITE_FCNTL_VFSNAME || op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_MMAP_SIZE)
        return SQLITE_NOTFOUND;
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int power_sector_size(sqlite3_file *f)
{
    (void)f;
    return SECTOR;
}

static int power_characteristics(sqlite3_file *f)
{
    (void)f;
    return 0;
}

static int power_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **ret_map)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), region, size, extend, ret_map);
}

static int power_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void power_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int power_shm_unmap(sqlite3_file *f, int delete)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), delete);
}

static const sqlite3_io_methods power_methods = {
    .iVersion = 2,
    .xClose = power_close,
    .xRead = power_read,
    .xWrite = power_write,
    .xTruncate = power_truncate,
    .xSync = power_sync,
    .xFileSize = power_size,
    .xLock = power_lock,
    .xUnlock = power_unlock,
    .xCheckReservedLock = power_reserved,
    .xFileControl = power_control,
    .xSectorSize = power_sector_size,
    .xDeviceCharacteristics = power_characteristics,
    .xShmMap = power_shm_map,
    .xShmLock = power_shm_lock,
    .xShmBarrier = power_shm_barrier,
    .xShmUnmap = power_shm_unmap,
};

static struct pw_power_image *load(struct pw_power *p, const char *path, sqlite3_file *real)
{
    struct pw_power_image *m = calloc(1, sizeof *m);
    if (m == NULL || (m->path = strdup(path)) == NULL)
        abort();
    m->next = p->images;
    p->images = m;
    sqlite3_int64 size = 0;
    real->pMethods->xFileSize(real, &size);
    make_room(m, size + 1);
    m->size = size;
    if (size > 0 && real->pMethods->xRead(real, m->data, (int)size, 0) != SQLITE_OK)
        abort();
    return m;
}

static int power_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
    struct pw_power *p = vfs->pAppData;
    struct power_file *file = file_from(f);
    file->base.pMethods = NULL;
    file->power = p;
    file->real = (sqlite3_file *)(void *)(file + 1);
    int rc = p->under->xOpen(p->under, name, file->real, flags, ret_flags);
    if (rc != SQLITE_OK)
        return rc;
    const char *path = name == NULL ? "" : name; /* a temporary file has no name, and nobody else's image */
    struct pw_power_image *m = name == NULL ? NULL : p->images;
    while (m != NULL && strcmp(m->path, path) != 0)
        m = m->next;
    file->image = m != NULL ? m : load(p, path, file->real);
    file->base.pMethods = &power_methods;
    return SQLITE_OK;
}

static int power_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
    struct pw_power *p = vfs->pAppData;
    step(p);
    for (struct pw_power_image **m = &p->images; *m != NULL; m = &(*m)->next) {
        if (strcmp((*m)->path, name) == 0) {
            *m = (*m)->next; /* an open file may still hold it */
            break;
        }
    }
    return p->under->xDelete(p->under, name, sync_dir);
}

void pw_power_init(struct pw_power *power, int64_t fuse, uint32_t seed)
{
    memset(power, 0, sizeof *power);
    power->fuse = fuse;
    power->random = seed == 0 ? 1 : seed;
    power->survive = 50;
    power->under = sqlite3_vfs_find(NULL);
    power->vfs = *power->under;
    power->vfs.zName = "power";
    power->vfs.szOsFile = (int)sizeof(struct power_file) + power->under->szOsFile;
    power->vfs.xOpen = power_open;
    power->vfs.xDelete = power_delete;
    power->vfs.pAppData = power;
    power->vfs.pNext = NULL;
    sqlite3_vfs_register(&power->vfs, 0);
}

enum pw_power_end pw_power_run(void (*body)(void *user, int say_fd), void *user, int64_t fuse, uint32_t seed, void *ret_said,
                               size_t size, size_t *ret_len)
{
    int pipe_fd[2], status;
    *ret_len = 0;
    if (pipe2(pipe_fd, O_CLOEXEC) != 0)
        return PW_POWER_CHILD_FAILED;
    pid_t child = fork();
    if (child == 0) {
        static struct pw_power power; /* of the child alone */
        pw_power_init(&power, fuse, seed * 2654435761u + (uint32_t)fuse);
        body(user, pipe_fd[1]);
        _exit(0);
    }
    close(pipe_fd[1]);
    uint8_t *said = ret_said;
    ssize_t n;
    while (child > 0 && *ret_len < size && (n = read(pipe_fd[0], said + *ret_len, size - *ret_len)) > 0)
        *ret_len += (size_t)n;
    close(pipe_fd[0]);
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return PW_POWER_CHILD_FAILED;
    return WEXITSTATUS(status) == PW_POWER_GONE ? PW_POWER_CUT
           : WEXITSTATUS(status) == 0           ? PW_POWER_RAN_THROUGH
                                                : PW_POWER_CHILD_FAILED;
}
