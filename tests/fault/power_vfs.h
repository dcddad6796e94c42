/*
 * SQLite on a disk that loses power, in one process and in milliseconds.
 *
 * A VFS named "power" under which writes stay in memory until xSync. At the N-th write, sync, truncate or delete the power goes:
 * of what was not synced a random part reaches the disk (512-byte sectors, each on its own), the rest does not, and the process
 * ends with PW_POWER_GONE, between two instructions of whoever was writing. Whoever started it then opens the store with the
 * ordinary VFS and looks.
 *
 * A new or deleted file counts as durable once any sync has followed (ext4 in data=ordered), which is kinder than POSIX.
 *
 * Thread: one thread writes.
 */
#ifndef PACKWRIGHT_POWER_VFS_H
#define PACKWRIGHT_POWER_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PW_POWER_GONE = 99 }; /* the exit status of a process whose power went */

struct pw_power_image;

struct pw_power {
    sqlite3_vfs vfs;
    sqlite3_vfs *under;            /* the ordinary one */
    struct pw_power_image *images; /* the files as the program sees them */
    int64_t fuse;                  /* operations left until the power goes; 0: never */
    int64_t operations;            /* counted so far */
    uint32_t random;
    unsigned survive; /* percent of the unsynced sectors that reach the disk when the power goes */
};

/**
 * Register the VFS "power".
 *
 * Ownership: *power must outlive the process's use of SQLite; there is one of these in a process.
 */
void pw_power_init(struct pw_power *power, int64_t fuse, uint32_t seed);

/** What a child did before its power went. */
enum pw_power_end { PW_POWER_CUT, PW_POWER_RAN_THROUGH, PW_POWER_CHILD_FAILED };

/**
 * Run body in a child process of its own with the power going at operation fuse; body tells through say_fd, one struct of its own
 * a write, what it has been promised. The parent reads what was said into ret_said (at most size bytes).
 */
enum pw_power_end pw_power_run(void (*body)(void *user, int say_fd), void *user, int64_t fuse, uint32_t seed, void *ret_said,
                               size_t size, size_t *ret_len);

#endif
