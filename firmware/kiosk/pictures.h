/* Pictures of articles, from a folder on this machine. */
#ifndef PACKWRIGHT_KIOSK_PICTURES_H
#define PACKWRIGHT_KIOSK_PICTURES_H

#include <stdint.h>

enum { PW_PICTURE_FILE_MAX = 4 << 20 }; /* bytes */

/** The type of a picture by its name's end (image/jpeg ...); NULL for one that a page doesn't show. Thread: any. */
const char *pw_picture_type(const char *name);

/**
 * Open a picture for reading: a plain file of at most PW_PICTURE_FILE_MAX bytes that lies in the folder itself.
 *
 * Gives:     a file descriptor, the caller's; -1 for anything else.
 * Thread:    any.
 */
int pw_picture_open(const char *folder, const char *name, int64_t *ret_size);

#endif
