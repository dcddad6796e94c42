/*
 * The loop on libuv.
 *
 * Two things of libuv's shape everything here. A handle is closed asynchronously, so whatever holds one is freed in its close
 * callback and not before. And a descriptor may have one uv_poll_t only, so the watches of one descriptor hang on a shared
 * "point":
 *
 *   watch, watch_change   the point asks for the union of what its watches ask for
 *   unwatch               the watch is taken out at once; the last one closes the point, so that the caller may close the fd
 *   inside a callback     a watch taken out is only marked, and swept when the round over the point's watches has ended
 */
#include "loop.h"

#include "base/queue.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct point;

struct pw_watch {
    struct point *point;
    int events; /* as asked; 0: keep but don't call */
    pw_watch_fn *fn;
    void *user;
    bool gone; /* unwatched while the point was calling */
    struct pw_watch *next;
};

struct point {
    uv_poll_t poll; /* data: the point */
    struct pw_uv_loop *loop;
    int fd;
    bool calling, closed;
    struct pw_watch *watches;
    struct point *next; /* pw_uv_loop::points */
};

struct pw_timer {
    uv_timer_t uv;
    struct pw_uv_loop *loop;
    pw_timer_fn *fn;
    void *user;
    int64_t due_us;
    struct pw_timer *prev, *next; /* pw_uv_loop::timers */
};

struct work {
    uv_work_t req;
    pw_work_fn *work, *done;
    void *user;
};

struct post {
    struct pw_queue_node node;
    pw_work_fn *fn;
    void *user;
};

struct pw_uv_loop {
    struct pw_loop base;
    uv_loop_t uv;
    uv_async_t wake;
    struct pw_queue posts; /* post::node */
    atomic_bool stop;
    struct point *points;
    struct pw_timer *timers;
};

static struct pw_uv_loop *loop_from(struct pw_loop *base)
{
    return pw_container_of(base, struct pw_uv_loop, base);
}

static int64_t now_us(struct pw_loop *base)
{
    (void)base;
    return (int64_t)(uv_hrtime() / 1000);
}

/* ---- watches ---- */

static void free_watches(struct point *point, bool all)
{
    for (struct pw_watch **p = &point->watches, *w; (w = *p) != NULL;) {
        if (all || w->gone) {
            *p = w->next;
            free(w);
        } else {
            p = &w->next;
        }
    }
}

static void on_point_closed(uv_handle_t *handle)
{
    struct point *point = handle->data;
    free_watches(point, true);
    free(point);
}

static void close_point(struct point *point)
{
    struct point **p = &point->loop->points;
    while (*p != point)
        p = &(*p)->next;
    *p = point->next;
    point->closed = true;
    uv_close((uv_handle_t *)&point->poll, on_point_closed);
}

static void on_ready(uv_poll_t *poll, int status, int ready);

/* Ask libuv for what the watches want now; close the point when nobody is left. */
static void update_point(struct point *point)
{
    int want = 0;
    bool any = false;
    if (point->closed)
        return;
    for (struct pw_watch *w = point->watches; w != NULL; w = w->next) {
        if (w->gone)
            continue;
        any = true;
        want |= (w->events & PW_READABLE ? UV_READABLE : 0) | (w->events & PW_WRITABLE ? UV_WRITABLE : 0);
    }
    if (!any)
        close_point(point);
    else if (want == 0)
        uv_poll_stop(&point->poll);
    else
        uv_poll_start(&point->poll, want, on_ready);
}

static void on_ready(uv_poll_t *poll, int status, int ready)
{
    struct point *point = poll->data;
    int events = (ready & UV_READABLE ? PW_READABLE : 0) | (ready & UV_WRITABLE ? PW_WRITABLE : 0);
    point->calling = true;
    for (struct pw_watch *w = point->watches; w != NULL; w = w->next) {
        int hit = status < 0 ? w->events : events & w->events;
        if (!w->gone && hit != 0)
            w->fn(w->user, point->fd, hit);
    }
    point->calling = false;
    if (point->closed)
        return;
    free_watches(point, false);
    if (status < 0) /* an error on the descriptor: libuv has stopped polling it; whoever still watches is asked again */
        update_point(point);
}

static struct point *point_get(struct pw_uv_loop *loop, int fd, struct pw_error *err)
{
    for (struct point *p = loop->points; p != NULL; p = p->next)
        if (p->fd == fd)
            return p;
    struct point *point = calloc(1, sizeof *point);
    if (point == NULL) {
        pw_fail(err, PW_ERR_MEMORY, errno, "watching descriptor %d", fd);
        return NULL;
    }
    int rc = uv_poll_init(&loop->uv, &point->poll, fd);
    if (rc != 0) {
        free(point);
        if (rc == UV_EPERM)
            pw_fail(err, PW_ERR_UNSUPPORTED, 0, "descriptor %d is a file or folder, which can't be watched", fd);
        else
            pw_fail(err, PW_ERR_IO, -rc, "descriptor %d can't be watched", fd);
        return NULL;
    }
    point->poll.data = point;
    point->loop = loop;
    point->fd = fd;
    point->next = loop->points;
    return loop->points = point;
}

static struct pw_watch *loop_watch(struct pw_loop *base, int fd, int events, pw_watch_fn *fn, void *user, struct pw_error *err)
{
    struct pw_watch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) {
        pw_fail(err, PW_ERR_MEMORY, errno, "watching descriptor %d", fd);
        return NULL;
    }
    struct point *point = point_get(loop_from(base), fd, err);
    if (point == NULL) {
        free(watch);
        return NULL;
    }
    struct pw_watch **last = &point->watches;
    while (*last != NULL)
        last = &(*last)->next;
    *watch = (struct pw_watch){ .point = point, .events = events, .fn = fn, .user = user };
    *last = watch;
    update_point(point);
    return watch;
}

static void watch_change(struct pw_watch *watch, int events)
{
    if (watch->events == events)
        return;
    watch->events = events;
    update_point(watch->point);
}

static void unwatch(struct pw_watch *watch)
{
    if (watch == NULL)
        return;
    struct point *point = watch->point;
    watch->gone = true;
    update_point(point); /* may close it; then the memory goes with it */
    if (!point->calling && !point->closed)
        free_watches(point, false);
}

/* ---- timers ---- */

static void on_timer(uv_timer_t *uv)
{
    struct pw_timer *timer = uv->data;
    int64_t left = timer->due_us - now_us(&timer->loop->base);
    if (left > 0) /* libuv counts whole milliseconds: never early */
        uv_timer_start(uv, on_timer, (uint64_t)(left + 999) / 1000, 0);
    else
        timer->fn(timer->user);
}

static struct pw_timer *timer_new(struct pw_loop *base, pw_timer_fn *fn, void *user)
{
    struct pw_uv_loop *loop = loop_from(base);
    struct pw_timer *timer = calloc(1, sizeof *timer);
    if (timer == NULL)
        return NULL;
    *timer = (struct pw_timer){ .loop = loop, .fn = fn, .user = user, .next = loop->timers };
    uv_timer_init(&loop->uv, &timer->uv);
    timer->uv.data = timer;
    if (timer->next != NULL)
        timer->next->prev = timer;
    return loop->timers = timer;
}

static void timer_start(struct pw_timer *timer, int64_t delay_us)
{
    if (delay_us < 0)
        delay_us = 0;
    timer->due_us = now_us(&timer->loop->base) + delay_us;
    uv_update_time(&timer->loop->uv);
    uv_timer_start(&timer->uv, on_timer, (uint64_t)(delay_us + 999) / 1000, 0);
}

static void timer_stop(struct pw_timer *timer)
{
    uv_timer_stop(&timer->uv);
}

static void on_timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void timer_free(struct pw_timer *timer)
{
    if (timer == NULL)
        return;
    *(timer->prev != NULL ? &timer->prev->next : &timer->loop->timers) = timer->next;
    if (timer->next != NULL)
        timer->next->prev = timer->prev;
    uv_close((uv_handle_t *)&timer->uv, on_timer_closed);
}

/* ---- work and posts ---- */

static void on_work(uv_work_t *req)
{
    struct work *work = req->data;
    work->work(work->user);
}

static void on_work_done(uv_work_t *req, int status)
{
    struct work *work = req->data;
    (void)status; /* nothing here cancels */
    work->done(work->user);
    free(work);
}

static bool loop_work(struct pw_loop *base, pw_work_fn *fn, pw_work_fn *done, void *user, struct pw_error *err)
{
    struct work *work = calloc(1, sizeof *work);
    if (work == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "work for a worker");
    *work = (struct work){ .work = fn, .done = done, .user = user };
    work->req.data = work;
    int rc = uv_queue_work(&loop_from(base)->uv, &work->req, on_work, on_work_done);
    if (rc == 0)
        return true;
    free(work);
    return pw_fail(err, PW_ERR_IO, -rc, "work for a worker");
}

static void on_wake(uv_async_t *wake)
{
    struct pw_uv_loop *loop = wake->data;
    if (atomic_load(&loop->stop))
        uv_stop(&loop->uv);
    for (struct pw_queue_node *node; (node = pw_queue_pop(&loop->posts, false)) != NULL;) {
        struct post *post = pw_container_of(node, struct post, node);
        post->fn(post->user);
        free(post);
    }
}

bool pw_uv_loop_post(struct pw_uv_loop *loop, pw_work_fn *fn, void *user, struct pw_error *err)
{
    struct post *post = calloc(1, sizeof *post);
    if (post == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "a message to the loop");
    post->fn = fn;
    post->user = user;
    pw_queue_push(&loop->posts, &post->node);
    uv_async_send(&loop->wake);
    return true;
}

/* ---- the loop itself ---- */

static const struct pw_loop_impl uv_impl = {
    .now_us = now_us,
    .watch = loop_watch,
    .watch_change = watch_change,
    .unwatch = unwatch,
    .timer = timer_new,
    .timer_start = timer_start,
    .timer_stop = timer_stop,
    .timer_free = timer_free,
    .work = loop_work,
};

bool pw_uv_loop_create(struct pw_uv_loop **ret_loop, struct pw_error *err)
{
    struct pw_uv_loop *loop = calloc(1, sizeof *loop);
    if (loop == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "the loop");
    int rc = uv_loop_init(&loop->uv);
    if (rc != 0) {
        free(loop);
        return pw_fail(err, PW_ERR_IO, -rc, "the loop can't start");
    }
    rc = uv_async_init(&loop->uv, &loop->wake, on_wake);
    if (rc != 0) {
        uv_loop_close(&loop->uv);
        free(loop);
        return pw_fail(err, PW_ERR_IO, -rc, "the loop can't start");
    }
    loop->base.impl = &uv_impl;
    loop->wake.data = loop;
    atomic_init(&loop->stop, false);
    pw_queue_init(&loop->posts);
    *ret_loop = loop;
    return true;
}

void pw_uv_loop_destroy(struct pw_uv_loop *loop)
{
    if (loop == NULL)
        return;
    uv_close((uv_handle_t *)&loop->wake, NULL);
    do { /* done callbacks may leave new watches and timers */
        while (loop->points != NULL)
            close_point(loop->points);
        while (loop->timers != NULL)
            timer_free(loop->timers);
    } while (uv_run(&loop->uv, UV_RUN_ONCE) != 0 || loop->points != NULL || loop->timers != NULL);
    for (struct pw_queue_node *node; (node = pw_queue_pop(&loop->posts, false)) != NULL;)
        free(pw_container_of(node, struct post, node));
    int rc = uv_loop_close(&loop->uv);
    assert(rc == 0); /* a handle made through pw_uv_loop_peek was not closed */
    (void)rc;
    pw_queue_finish(&loop->posts);
    free(loop);
}

struct pw_loop *pw_uv_loop_base(struct pw_uv_loop *loop)
{
    return &loop->base;
}

uv_loop_t *pw_uv_loop_peek(struct pw_uv_loop *loop)
{
    return &loop->uv;
}

void pw_uv_loop_run(struct pw_uv_loop *loop)
{
    while (!atomic_load(&loop->stop) && uv_run(&loop->uv, UV_RUN_DEFAULT) != 0)
        continue;
    atomic_store(&loop->stop, false);
}

bool pw_uv_loop_turn(struct pw_uv_loop *loop)
{
    return uv_run(&loop->uv, UV_RUN_NOWAIT) != 0;
}

void pw_uv_loop_stop(struct pw_uv_loop *loop)
{
    atomic_store(&loop->stop, true);
    uv_async_send(&loop->wake);
}
