/*
 * A FIFO that others write into: made when it is missing (mode 0600, its folder too), opened for reading and writing so that it
 * never ends when a writer leaves. Where it can't be made or is something else, that is said, and it is tried again when
 * something changes there.
 */
#ifndef PACKWRIGHT_FIFO_H
#define PACKWRIGHT_FIFO_H

#include "packwright/bytes.h"
#include "packwright/loop.h"

struct pw_fifo;

struct pw_fifo_listener {
    void (*on_bytes)(void *user, struct pw_bytes bytes);
    void (*on_open)(void *user, bool open, const char *why); /* also before create returns */
    void (*on_removed)(void *user);                          /* it was taken away, or replaced by another; on_open follows */
    void *user;
};

/**
 * Ownership: keeps path, which must outlive it.
 * Thread:    the loop's.
 * Errors:    PW_ERR_MEMORY; that the FIFO can't be made is told by on_open.
 */
PW_MUST_CHECK bool pw_fifo_create(struct pw_loop *loop, const char *path, const struct pw_fifo_listener *listener,
                                  struct pw_fifo **ret_fifo, struct pw_error *err);
void pw_fifo_destroy(struct pw_fifo *fifo); /* NULL is allowed; never inside a callback */

#endif
