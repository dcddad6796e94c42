/*
 * What a driver may ask of the loop that it lives in. The firmware's is libuv; tests and the simulator have one on virtual time.
 * Everything here runs on the loop's thread, and nothing in it blocks.
 */
#ifndef PACKWRIGHT_LOOP_H
#define PACKWRIGHT_LOOP_H

#include "packwright/attr.h"
#include "packwright/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { PW_READABLE = 1, PW_WRITABLE = 2 };

struct pw_loop;
struct pw_watch; /* a file descriptor being watched; made by the loop */
struct pw_timer; /* a one-shot timer; made by the loop */

typedef void pw_watch_fn(void *user, int fd, int events);
typedef void pw_timer_fn(void *user);
typedef void pw_work_fn(void *user);

struct pw_loop_impl {
    int64_t (*now_us)(struct pw_loop *loop); /* monotonic */
    /** Watch fd (level-triggered; also called on error or hang-up, with the events asked for). NULL: see err. */
    struct pw_watch *(*watch)(struct pw_loop *loop, int fd, int events, pw_watch_fn *fn, void *user, struct pw_error *err);
    void (*watch_change)(struct pw_watch *watch, int events); /* 0: keep but do not call */
    void (*unwatch)(struct pw_watch *watch);                  /* NULL is allowed; before closing the fd; also inside fn */
    /** A timer, not yet running. */
    struct pw_timer *(*timer)(struct pw_loop *loop, pw_timer_fn *fn, void *user);
    void (*timer_start)(struct pw_timer *timer, int64_t delay_us); /* again: starts anew */
    void (*timer_stop)(struct pw_timer *timer);
    void (*timer_free)(struct pw_timer *timer); /* NULL is allowed; also inside fn */
    /** Run work on a worker thread, then done on the loop's thread. done always comes. */
    bool (*work)(struct pw_loop *loop, pw_work_fn *work, pw_work_fn *done, void *user, struct pw_error *err);
};

/* Something that the drivers on one loop share (the USB context), embedded in it and found by the address of its key. */
struct pw_shared {
    const void *key;
    struct pw_shared *next;
};

struct pw_loop {
    const struct pw_loop_impl *impl;
    struct pw_shared *shared; /* pw_shared::next; NULL in a new loop; who puts something in takes it out */
};

static inline int64_t pw_loop_now(struct pw_loop *loop)
{
    return loop->impl->now_us(loop);
}

#endif
