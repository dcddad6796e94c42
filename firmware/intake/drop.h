/*
 * A hot folder's files: which of them is whole, its bytes, and where it goes afterwards. Everything here blocks on the disk: a
 * worker's.
 *
 * A file is whole when nobody has it open for writing (asked of the kernel by a lease, where it is ours to ask), and when neither
 * its bytes nor its name changed for the settling time. Names of half-copied files are left alone: those that begin with a dot or
 * end in .part, .partial, .filepart, .tmp, .crdownload or "~"; and "done" and "refused", which are folders here.
 */
#ifndef PACKWRIGHT_INTAKE_DROP_H
#define PACKWRIGHT_INTAKE_DROP_H

#include "packwright/bytes.h"
#include "packwright/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { PW_DROP_NAME_MAX = 255, PW_DROP_KEY_SIZE = 400 };

/* Where a file goes when it is over with. */
#define PW_DROP_DONE "done"
#define PW_DROP_REFUSED "refused"

struct pw_drop_file {
    char name[PW_DROP_NAME_MAX + 1];
    char key[PW_DROP_KEY_SIZE]; /* the same file, seen again after a power cut, has the same */
    uint64_t inode;
    int64_t size, changed_ns; /* of the content */
};

enum pw_drop_look { PW_DROP_FOUND, PW_DROP_WAIT /* something isn't whole yet */, PW_DROP_EMPTY, PW_DROP_FAILED };

/** True for a name that is looked at. Thread: any. */
bool pw_drop_name_counts(const char *name);
/**
 * The oldest whole file of the folder, and its bytes (at most content's ceiling; a larger one, and one that can't be read, is
 * FOUND with why filled and no content: to be refused).
 *
 * Units:     settle_us microseconds, now_us wall.
 * Errors:    PW_DROP_FAILED: the folder itself can't be read, see err.
 */
enum pw_drop_look pw_drop_next(const char *folder, int64_t settle_us, int64_t now_us, struct pw_drop_file *ret_file,
                               struct pw_buf *content, struct pw_error *why, struct pw_error *err);
/**
 * Move a file to the folder's "done" or "refused", under a name that is free there. reason not NULL: into NAME.reason.txt beside
 * it. A file that is gone or was replaced meanwhile is no error.
 */
PW_MUST_CHECK bool pw_drop_put_away(const char *folder, const struct pw_drop_file *file, const char *where, const char *reason,
                                    struct pw_error *err);

/** Remove what was put away before a time from "done" and "refused" of a folder; gives how many files. */
int64_t pw_drop_forget(const char *folder, int64_t before_us);

#endif
