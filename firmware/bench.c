/* A bench's start and end, its signals, its timers, its watchdog. */
#include "bench_parts.h"

#include "late/systemd.h"
#include "packwright/clock.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    FIRST_PURGE_US = 2000000, /* after the start */
    LOCK_LOOK_US = 5000000,   /* at most, for lanes where nobody has scanned for a while */
    SETTLE_US = 250000,       /* after a change of the store by somebody, before the screen is drawn again */
};

static const int64_t PURGE_US = INT64_C(3600000000);

/* ---- what the configuration asks for and this program doesn't do yet: said, not passed over ---- */

static void say_undone(struct pw_bench *b)
{
    const char *language = pw_section_get(pw_config_section(b->setup.config, "station", ""), "language");
    if (strcmp(language, "en") != 0)
        pw_log(b->log, PW_LOG_WARN, "station", "language = %s: the screen speaks English for now", language);
}

/* ---- timers ---- */

/* 0: none ever locks by itself. */
static int64_t lock_look(const struct pw_bench *b)
{
    const struct pw_section *station = pw_config_section(b->setup.config, "station", "");
    int64_t after = pw_section_us(station, "lock-after", 0) / 4;
    if (strcmp(pw_section_get(station, "sign-in"), "off") == 0 || after <= 0)
        return 0;
    return after < LOCK_LOOK_US ? after : LOCK_LOOK_US;
}

static void on_lock_timer(void *user)
{
    struct pw_bench *b = user;
    if (b->thread != NULL)
        pw_station_post_lock(b->thread);
    b->loop->impl->timer_start(b->lock_timer, lock_look(b));
}

static void on_purge_timer(void *user)
{
    struct pw_bench *b = user;
    if (b->thread != NULL)
        pw_station_post_purge(b->thread);
    b->loop->impl->timer_start(b->purge_timer, PURGE_US);
}

static void start_timers(struct pw_bench *b)
{
    b->purge_timer = b->loop->impl->timer(b->loop, on_purge_timer, b);
    if (lock_look(b) > 0 && (b->lock_timer = b->loop->impl->timer(b->loop, on_lock_timer, b)) != NULL)
        b->loop->impl->timer_start(b->lock_timer, lock_look(b));
    if (b->purge_timer != NULL)
        b->loop->impl->timer_start(b->purge_timer, FIRST_PURGE_US);
}

/* ---- signals, watchdog ---- */

static void on_signal(void *user, int fd, int events)
{
    struct pw_bench *b = user;
    struct signalfd_siginfo info;
    (void)events;
    if (read(fd, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    if (info.ssi_signo == SIGHUP)
        pw_station_post_refresh(b->thread);
    else
        pw_uv_loop_stop(b->uv);
}

/*
 * Somebody wrote to the store's log: an import, another bench on this machine, or ourselves. The screen follows, soon. Until then
 * nobody listens: a commit writes page by page, and each would wake the loop while the packer waits for that commit.
 */
static void on_store(void *user, int fd, int events)
{
    struct pw_bench *b = user;
    (void)fd, (void)events;
    b->loop->impl->watch_change(b->store_watch, 0);
    if (!b->stopping)
        b->loop->impl->timer_start(b->store_timer, SETTLE_US);
}

static void on_store_settled(void *user)
{
    struct pw_bench *b = user;
    char drain[4096];
    while (read(b->store_fd, drain, sizeof drain) > 0)
        ;
    b->loop->impl->watch_change(b->store_watch, PW_READABLE);
    pw_station_post_refresh(b->thread);
}

/* Not being able to watch is no reason not to pack: the next scan draws the screen anyway. */
static void watch_store(struct pw_bench *b)
{
    char log[PATH_MAX];
    struct pw_error err = { 0 };
    snprintf(log, sizeof log, "%s-wal", pw_section_get(pw_config_section(b->setup.config, "store", ""), "path"));
    b->store_timer = b->loop->impl->timer(b->loop, on_store_settled, b);
    b->store_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (b->store_timer == NULL || b->store_fd < 0 || inotify_add_watch(b->store_fd, log, IN_MODIFY) < 0)
        return;
    b->store_watch = b->loop->impl->watch(b->loop, b->store_fd, PW_READABLE, on_store, b, &err);
}

/* The loop runs and the station answers: only then is the watchdog told so. */
static void feed_watchdog(void *user)
{
    struct pw_bench *b = user;
    sd_notify(0, "WATCHDOG=1");
    b->loop->impl->timer_start(b->watchdog, (int64_t)b->watchdog_us / 2);
}

static bool watch_signals(struct pw_bench *b, struct pw_error *err)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    b->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (b->signal_fd < 0)
        return pw_fail(err, PW_ERR_IO, errno, "signals can't be watched");
    b->signal_watch = b->loop->impl->watch(b->loop, b->signal_fd, PW_READABLE, on_signal, b, err);
    return b->signal_watch != NULL;
}

/* ---- the whole ---- */

bool pw_bench_create(const struct pw_bench_setup *setup, struct pw_bench **ret_bench, struct pw_error *err)
{
    struct pw_bench *b = calloc(1, sizeof *b);
    if (b == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the bench");
    b->setup = *setup;
    b->log = setup->log;
    b->signal_fd = b->store_fd = -1;
    pw_buf_init(&b->board, 1 << 20);
    if (pw_uv_loop_create(&b->uv, err)) {
        b->loop = pw_uv_loop_base(b->uv);
        if (watch_signals(b, err) && pw_bench_open_page(b, err) && pw_bench_start_station(b, err) &&
            pw_bench_open_devices(b, err)) {
            start_timers(b);
            pw_bench_start_channels(b);
            watch_store(b);
            say_undone(b);
            *ret_bench = b;
            return true;
        }
    }
    pw_bench_destroy(b);
    return false;
}

/* Somebody waits for READY=1; libsystemd is loaded for that alone. */
static bool supervised(void)
{
    return getenv("NOTIFY_SOCKET") != NULL;
}

void pw_bench_run(struct pw_bench *b)
{
    if (supervised() && sd_watchdog_enabled(0, &b->watchdog_us) > 0) {
        b->watchdog = b->loop->impl->timer(b->loop, feed_watchdog, b);
        if (b->watchdog != NULL)
            feed_watchdog(b);
    }
    if (supervised())
        sd_notifyf(0, "READY=1\nSTATUS=Packing at %s", pw_kiosk_url(b->kiosk));
    pw_uv_loop_run(b->uv);
    if (supervised())
        sd_notify(0, "STOPPING=1");
}

void pw_bench_stop(struct pw_bench *b)
{
    pw_uv_loop_stop(b->uv);
}

const char *pw_bench_url(const struct pw_bench *b)
{
    return pw_kiosk_url(b->kiosk);
}

void pw_bench_destroy(struct pw_bench *b)
{
    if (b == NULL)
        return;
    b->stopping = true;
    /* First whatever could ask for something; then who would do it. */
    pw_kiosk_destroy(b->kiosk);
    b->kiosk = NULL;
    if (b->loop != NULL) {
        b->loop->impl->timer_free(b->watchdog);
        b->loop->impl->timer_free(b->store_timer);
        b->loop->impl->timer_free(b->lock_timer);
        b->lock_timer = NULL;
        b->loop->impl->timer_free(b->purge_timer);
        b->purge_timer = NULL;
        b->loop->impl->unwatch(b->store_watch);
        b->loop->impl->unwatch(b->signal_watch);
    }
    pw_bench_stop_channels(b);
    pw_bench_close_devices(b);
    pw_station_thread_stop(b->thread);
    pw_bench_close_channels(b);
    pw_station_destroy(b->station);
    if (b->uv != NULL)
        pw_uv_loop_turn(b->uv); /* frees what the station's thread posted at the end */
    if (b->signal_fd >= 0)
        close(b->signal_fd);
    if (b->store_fd >= 0)
        close(b->store_fd);
    pw_uv_loop_destroy(b->uv);
    free(b->rights);
    pw_buf_finish(&b->board);
    free(b);
}
