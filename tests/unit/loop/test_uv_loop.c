#include "loop.h"
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct pw_uv_loop *make(void)
{
    struct pw_uv_loop *loop;
    struct pw_error err = { 0 };
    CHECK_OK(pw_uv_loop_create(&loop, &err), err);
    return loop;
}

struct seen {
    struct pw_uv_loop *uv;
    struct pw_loop *loop;
    struct pw_watch *watch, *other;
    struct pw_timer *timer;
    int calls, events, stop_after, fd;
    int64_t at;
};

static void count(void *user, int fd, int events)
{
    struct seen *s = user;
    char byte;
    s->events = events;
    if (events & PW_READABLE && read(fd, &byte, 1) < 0)
        s->calls += 0;
    if (++s->calls == s->stop_after)
        pw_uv_loop_stop(s->uv);
}

static void leave(void *user, int fd, int events)
{
    struct seen *s = user;
    (void)events;
    s->calls++;
    s->loop->impl->unwatch(s->watch);
    s->loop->impl->unwatch(s->other);
    close(fd);
}

static void stop(void *user)
{
    struct seen *s = user;
    s->at = pw_loop_now(s->loop);
    s->calls++;
    pw_uv_loop_stop(s->uv);
}

TEST(a_descriptor_with_data_is_called_until_it_is_read)
{
    int fds[2];
    struct pw_uv_loop *uv = make();
    struct seen s = { .uv = uv, .loop = pw_uv_loop_base(uv), .stop_after = 3 };
    CHECK_INT(pipe(fds), 0);
    CHECK_INT(write(fds[1], "abc", 3), 3);
    s.watch = s.loop->impl->watch(s.loop, fds[0], PW_READABLE, count, &s, NULL);
    CHECK(s.watch != NULL);
    pw_uv_loop_run(uv);
    CHECK_INT(s.calls, 3);
    CHECK_INT(s.events, PW_READABLE);
    pw_uv_loop_turn(uv);
    CHECK_INT(s.calls, 3);
    CHECK_INT(write(fds[1], "d", 1), 1);
    s.loop->impl->watch_change(s.watch, 0);
    pw_uv_loop_turn(uv);
    CHECK_INT(s.calls, 3);
    s.loop->impl->watch_change(s.watch, PW_READABLE);
    pw_uv_loop_turn(uv);
    CHECK_INT(s.calls, 4);
    s.loop->impl->unwatch(s.watch);
    close(fds[0]), close(fds[1]);
    pw_uv_loop_destroy(uv);
}

TEST(two_watches_share_a_descriptor)
{
    int fds[2];
    struct pw_uv_loop *uv = make();
    struct seen reads = { .uv = uv, .loop = pw_uv_loop_base(uv) }, writes = reads;
    struct pw_loop *loop = reads.loop;
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    reads.watch = loop->impl->watch(loop, fds[0], PW_READABLE, count, &reads, NULL);
    writes.watch = loop->impl->watch(loop, fds[0], PW_WRITABLE, count, &writes, NULL);
    CHECK(reads.watch != NULL && writes.watch != NULL);
    pw_uv_loop_turn(uv);
    CHECK_INT(reads.calls, 0);
    CHECK_INT(writes.calls, 1);
    CHECK_INT(write(fds[1], "x", 1), 1);
    loop->impl->unwatch(writes.watch);
    pw_uv_loop_turn(uv);
    CHECK_INT(reads.calls, 1);
    CHECK_INT(writes.calls, 1);
    loop->impl->unwatch(reads.watch);
    close(fds[0]), close(fds[1]);
    pw_uv_loop_destroy(uv);
}

TEST(unwatching_and_closing_inside_the_call_is_allowed)
{
    int fds[2], again[2];
    struct pw_uv_loop *uv = make();
    struct seen s = { .uv = uv, .loop = pw_uv_loop_base(uv) }, t = s;
    CHECK_INT(pipe(fds), 0);
    CHECK_INT(write(fds[1], "x", 1), 1);
    s.watch = s.loop->impl->watch(s.loop, fds[0], PW_READABLE, leave, &s, NULL);
    s.other = s.loop->impl->watch(s.loop, fds[0], PW_READABLE, count, &t, NULL);
    pw_uv_loop_turn(uv);
    CHECK_INT(s.calls, 1);
    CHECK_INT(t.calls, 0);
    /* the same number again, before libuv has had a turn to close the old handle */
    CHECK_INT(pipe(again), 0);
    CHECK_INT(again[0], fds[0]);
    CHECK_INT(write(again[1], "y", 1), 1);
    t.watch = t.loop->impl->watch(t.loop, again[0], PW_READABLE, count, &t, NULL);
    CHECK(t.watch != NULL);
    pw_uv_loop_turn(uv);
    CHECK_INT(t.calls, 1);
    t.loop->impl->unwatch(t.watch);
    close(again[0]), close(again[1]), close(fds[1]);
    pw_uv_loop_destroy(uv);
}

TEST(a_hang_up_calls_again_and_again_with_the_events_asked_for)
{
    int fds[2];
    struct pw_uv_loop *uv = make();
    struct seen s = { .uv = uv, .loop = pw_uv_loop_base(uv) };
    signal(SIGPIPE, SIG_IGN);
    CHECK_INT(pipe(fds), 0);
    close(fds[0]); /* the writing end now has POLLERR */
    s.watch = s.loop->impl->watch(s.loop, fds[1], PW_WRITABLE, count, &s, NULL);
    for (int i = 0; i < 3; i++)
        pw_uv_loop_turn(uv);
    CHECK_INT(s.events, PW_WRITABLE);
    CHECK(s.calls >= 3);
    s.loop->impl->unwatch(s.watch);
    close(fds[1]);
    pw_uv_loop_destroy(uv);
}

TEST(a_regular_file_is_refused_with_a_sentence)
{
    struct pw_uv_loop *uv = make();
    struct pw_loop *loop = pw_uv_loop_base(uv);
    struct pw_error err = { 0 };
    char path[256];
    snprintf(path, sizeof path, "%s/file", pw_test_tmp());
    int fd = open(path, O_CREAT | O_RDWR, 0600);
    CHECK(fd >= 0);
    CHECK(loop->impl->watch(loop, fd, PW_READABLE, count, NULL, &err) == NULL);
    CHECK_INT(err.code, PW_ERR_UNSUPPORTED);
    CHECK(strstr(err.text, "file") != NULL);
    close(fd);
    pw_uv_loop_destroy(uv);
}

TEST(a_timer_fires_once_and_never_early)
{
    struct pw_uv_loop *uv = make();
    struct seen s = { .uv = uv, .loop = pw_uv_loop_base(uv) };
    s.timer = s.loop->impl->timer(s.loop, stop, &s);
    for (int i = 0; i < 20; i++) {
        int64_t before = pw_loop_now(s.loop);
        s.loop->impl->timer_start(s.timer, 1500);
        pw_uv_loop_run(uv);
        CHECK(s.at - before >= 1500);
    }
    CHECK_INT(s.calls, 20);
    s.loop->impl->timer_start(s.timer, 0);
    s.loop->impl->timer_stop(s.timer);
    pw_uv_loop_turn(uv);
    CHECK_INT(s.calls, 20);
    s.loop->impl->timer_free(s.timer);
    pw_uv_loop_destroy(uv);
}

static void free_me(void *user)
{
    struct seen *s = user;
    s->loop->impl->timer_free(s->timer);
    pw_uv_loop_stop(s->uv);
}

TEST(a_timer_may_free_itself)
{
    struct pw_uv_loop *uv = make();
    struct seen s = { .uv = uv, .loop = pw_uv_loop_base(uv) };
    struct pw_timer *left = s.loop->impl->timer(s.loop, stop, &s); /* never freed: the loop does it */
    CHECK(left != NULL);
    s.timer = s.loop->impl->timer(s.loop, free_me, &s);
    s.loop->impl->timer_start(s.timer, 0);
    pw_uv_loop_run(uv);
    pw_uv_loop_destroy(uv);
}

static void on_worker(void *user)
{
    struct seen *s = user;
    s->events = 1;
}

TEST(work_is_done_elsewhere_and_reported_here)
{
    struct pw_uv_loop *uv = make();
    struct seen s = { .uv = uv, .loop = pw_uv_loop_base(uv) };
    struct pw_error err = { 0 };
    CHECK_OK(s.loop->impl->work(s.loop, on_worker, stop, &s, &err), err);
    pw_uv_loop_run(uv);
    CHECK_INT(s.events, 1);
    CHECK_INT(s.calls, 1);
    CHECK_OK(s.loop->impl->work(s.loop, on_worker, stop, &s, &err), err);
    pw_uv_loop_destroy(uv);
    CHECK_INT(s.calls, 2); /* done always comes */
}

enum { POSTS = 1000 };
struct posted {
    struct pw_uv_loop *uv;
    int next, bad;
};
static void in_order(void *user)
{
    struct posted *p = user;
    if (++p->next == POSTS)
        pw_uv_loop_stop(p->uv);
}
static void *poster(void *user)
{
    struct posted *p = user;
    for (int i = 0; i < POSTS; i++)
        if (!pw_uv_loop_post(p->uv, in_order, p, NULL))
            p->bad++;
    return NULL;
}

TEST(any_thread_may_post)
{
    struct posted p = { .uv = make() };
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, poster, &p), 0);
    pw_uv_loop_run(p.uv);
    pthread_join(thread, NULL);
    CHECK_INT(p.next, POSTS);
    CHECK_INT(p.bad, 0);
    CHECK(pw_uv_loop_post(p.uv, in_order, &p, NULL)); /* dropped with the loop */
    pw_uv_loop_destroy(p.uv);
    CHECK_INT(p.next, POSTS);
}
