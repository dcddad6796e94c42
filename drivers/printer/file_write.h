/* Put one document on a disk, whole or not at all. Blocks; made for a worker thread. */
#ifndef PACKWRIGHT_PRINTER_FILE_WRITE_H
#define PACKWRIGHT_PRINTER_FILE_WRITE_H

#include "packwright/bytes.h"
#include "packwright/error.h"

#include <stdatomic.h>

enum pw_file_kind {
    PW_FILE_APPEND,  /* path is a file: added at its end, cut back to where it was if it doesn't fit */
    PW_FILE_REPLACE, /* path is a file: written beside it as .part, then renamed over it */
    PW_FILE_FOLDER,  /* path is a folder: a new file TITLE.prn, never over an older one */
    PW_FILE_NODE,    /* path is a device: written as it is, nothing can be taken back */
};

struct pw_file_order {
    enum pw_file_kind kind;
    const char *path;
    const char *title; /* cleaned: see pw_title_clean */
    struct pw_bytes doc;
    atomic_bool *stop; /* set by another thread to cancel */
};

/**
 * True: written, and on a disk also synced. False: *ret_left bytes are where they may do harm; 0: as if nothing had been written.
 *
 * Thread:    any; blocks on the disk.
 * Errors:    the system's, with the path; PW_ERR_TIMEOUT when stopped.
 */
PW_MUST_CHECK bool pw_file_write(const struct pw_file_order *order, size_t *ret_left, struct pw_error *err);

#endif
