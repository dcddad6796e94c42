#include "support/poll_loop.h"

#include <poll.h>
#include <stdlib.h>

struct pw_watch {
    struct poll_loop *loop;
    int fd, events;
    pw_watch_fn *fn;
    void *user;
    struct pw_watch *next;
};
struct pw_timer {
    struct poll_loop *loop;
    pw_timer_fn *fn;
    void *user;
    int64_t at; /* -1: stopped */
    struct pw_timer *next;
};
struct job {
    pw_work_fn *done;
    void *user;
    struct job *next;
};
struct poll_loop {
    struct pw_loop base;
    int64_t now;
    struct pw_watch *watches;
    struct pw_timer *timers;
    struct job *jobs;
};

static struct poll_loop *from(struct pw_loop *loop)
{
    return pw_container_of(loop, struct poll_loop, base);
}
static int64_t now_us(struct pw_loop *loop)
{
    return from(loop)->now;
}
static struct pw_watch *watch(struct pw_loop *loop, int fd, int events, pw_watch_fn *fn, void *user, struct pw_error *err)
{
    (void)err;
    struct pw_watch *w = calloc(1, sizeof *w);
    if (w == NULL)
        abort();
    *w = (struct pw_watch){ from(loop), fd, events, fn, user, from(loop)->watches };
    return from(loop)->watches = w;
}
static void watch_change(struct pw_watch *w, int events)
{
    w->events = events;
}
static void unwatch(struct pw_watch *w)
{
    if (w != NULL)
        w->fd = -1;
}
static struct pw_timer *timer(struct pw_loop *loop, pw_timer_fn *fn, void *user)
{
    struct pw_timer *t = calloc(1, sizeof *t);
    if (t == NULL)
        abort();
    *t = (struct pw_timer){ from(loop), fn, user, -1, from(loop)->timers };
    return from(loop)->timers = t;
}
static void timer_start(struct pw_timer *t, int64_t delay)
{
    t->at = t->loop->now + delay;
}
static void timer_stop(struct pw_timer *t)
{
    t->at = -1;
}
static void timer_free(struct pw_timer *t)
{
    if (t != NULL) {
        t->at = -1;
        t->fn = NULL;
    }
}
static bool work(struct pw_loop *loop, pw_work_fn *fn, pw_work_fn *done, void *user, struct pw_error *err)
{
    (void)err;
    struct job *j = calloc(1, sizeof *j), **p = &from(loop)->jobs;
    if (j == NULL)
        abort();
    fn(user);
    *j = (struct job){ done, user, NULL };
    while (*p != NULL)
        p = &(*p)->next;
    *p = j;
    return true;
}
static const struct pw_loop_impl impl = {
    now_us, watch, watch_change, unwatch, timer, timer_start, timer_stop, timer_free, work
};

struct pw_loop *poll_loop_create(void)
{
    struct poll_loop *l = calloc(1, sizeof *l);
    if (l == NULL)
        abort();
    l->base.impl = &impl;
    l->now = 1000000;
    return &l->base;
}
static void sweep(struct poll_loop *l)
{
    for (struct pw_watch **p = &l->watches; *p != NULL;) {
        struct pw_watch *w = *p;
        if (w->fd < 0) {
            *p = w->next;
            free(w);
        } else
            p = &w->next;
    }
    for (struct pw_timer **p = &l->timers; *p != NULL;) {
        struct pw_timer *t = *p;
        if (t->fn == NULL) {
            *p = t->next;
            free(t);
        } else
            p = &t->next;
    }
}
void poll_loop_destroy(struct pw_loop *loop)
{
    struct poll_loop *l = from(loop);
    while (l->jobs != NULL) {
        struct job *j = l->jobs;
        l->jobs = j->next;
        j->done(j->user);
        free(j);
    }
    for (struct pw_watch *w = l->watches; w != NULL; w = w->next)
        w->fd = -1;
    for (struct pw_timer *t = l->timers; t != NULL; t = t->next)
        t->fn = NULL;
    sweep(l);
    free(l);
}
bool poll_loop_once(struct pw_loop *loop, int64_t limit)
{
    struct poll_loop *l = from(loop);
    bool any = false;
    sweep(l);
    struct job *j = l->jobs;
    if (j != NULL) {
        l->jobs = j->next;
        j->done(j->user);
        free(j);
        return true;
    }
    struct pw_watch *first = l->watches;
    for (struct pw_watch *w = first; w != NULL; w = w->next) {
        if (w->fd < 0 || w->events == 0)
            continue;
        struct pollfd p = { w->fd, (short)((w->events & PW_READABLE ? POLLIN : 0) | (w->events & PW_WRITABLE ? POLLOUT : 0)), 0 };
        if (poll(&p, 1, 0) <= 0)
            continue;
        int ev = (p.revents & POLLIN ? PW_READABLE : 0) | (p.revents & POLLOUT ? PW_WRITABLE : 0);
        if (p.revents & (POLLERR | POLLHUP))
            ev = w->events;
        ev &= w->events;
        if (ev != 0) {
            any = true;
            w->fn(w->user, w->fd, ev);
        }
    }
    if (any)
        return true;
    struct pw_timer *due = NULL;
    for (struct pw_timer *t = l->timers; t != NULL; t = t->next)
        if (t->at >= 0 && (due == NULL || t->at < due->at))
            due = t;
    if (due == NULL || due->at > limit) {
        if (l->now < limit) {
            l->now = limit;
            return true;
        }
        return false;
    }
    if (due->at > l->now)
        l->now = due->at;
    due->at = -1;
    due->fn(due->user);
    return true;
}
