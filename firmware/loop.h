/*
 * The firmware's loop: include/packwright/loop.h on libuv.
 *
 * Files and block devices can't be watched (epoll has no answer for them): watch says so with PW_ERR_UNSUPPORTED. A descriptor
 * may be watched more than once; the watches share one libuv handle. Timers tick in milliseconds and never fire early.
 */
#ifndef PACKWRIGHT_UV_LOOP_H
#define PACKWRIGHT_UV_LOOP_H

#include "packwright/loop.h"

#include <uv.h>

struct pw_uv_loop;

/**
 * A loop with nothing in it.
 *
 * Ownership: *ret_loop is the caller's, for pw_uv_loop_destroy.
 * Thread:    the one that will run it.
 * Errors:    PW_ERR_IO when the system has no descriptors left, PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_uv_loop_create(struct pw_uv_loop **ret_loop, struct pw_error *err);
/**
 * Waits for work that is on a worker (its done is called), drops what was posted and not yet run, and frees watches and timers
 * that were left. NULL is allowed.
 */
void pw_uv_loop_destroy(struct pw_uv_loop *loop);

/** What drivers are given; lives as long as the loop. */
struct pw_loop *pw_uv_loop_base(struct pw_uv_loop *loop);
/** For what needs libuv itself (signals, child processes). Borrowed. */
uv_loop_t *pw_uv_loop_peek(struct pw_uv_loop *loop);

/** Runs until pw_uv_loop_stop. A stop that came before is obeyed at once. */
void pw_uv_loop_run(struct pw_uv_loop *loop);
/** One turn: what is ready now, without waiting. True while something is being watched or waited for. */
bool pw_uv_loop_turn(struct pw_uv_loop *loop);
/** Ends the run after this turn. Thread: any. */
void pw_uv_loop_stop(struct pw_uv_loop *loop);

/**
 * Have fn called on the loop's thread, soon and in the order of posting.
 *
 * Ownership: user is kept until then; if the loop is destroyed before, fn is never called.
 * Thread:    any.
 * Errors:    PW_ERR_MEMORY; nothing will be called then.
 */
PW_MUST_CHECK bool pw_uv_loop_post(struct pw_uv_loop *loop, pw_work_fn *fn, void *user, struct pw_error *err);

#endif
