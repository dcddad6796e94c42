/*
 *   state     what happens                              next
 *   RESTING   nothing to do: inotify, or poll           LOOKING
 *   LOOKING   a worker looks for a whole file           ASKING, or RESTING (soon again, where something isn't whole yet)
 *   ASKING    the station has the file                  MOVING, or RESTING when it wants to be asked later
 *   MOVING    a worker puts the file away               LOOKING
 */
#include "intake/folder.h"

#include "intake/drop.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_US = 5000000, CONTENT_MAX = 32 << 20 };

enum state { RESTING, LOOKING, ASKING, MOVING };

/* At a worker; outlives the folder if it must, so it holds copies. */
struct errand {
    struct pw_folder *owner; /* NULL: destroyed meanwhile */
    char path[PATH_MAX];
    int64_t settle_us;
    bool (*check)(const struct pw_config *config, const char *printer, struct pw_bytes content, struct pw_error *why);
    const struct pw_config *config;
    const char *printer; /* the configuration's */
    struct pw_drop_file file;
    struct pw_buf content;
    enum pw_drop_look look;
    struct pw_error why, err;
    /* MOVING */
    const char *where;
    bool has_reason, moved;
    char reason[320];
};

struct pw_folder {
    struct pw_loop *loop;
    struct pw_log *log;
    const struct pw_section *section;
    struct pw_folder_listener listener;
    enum state state;
    bool again; /* something happened while it was busy */
    struct errand *errand;
    struct pw_timer *timer;
    int inotify;
    struct pw_watch *watch;
    int64_t settle_us, poll_us;
    char told[320]; /* the last words */
};

const struct pw_key pw_folder_keys[] = {
    { "path", PW_KEY_PATH, NULL, NULL, 0, 0, "the folder; what is put into it is printed" },
    { "printer", PW_KEY_TEXT, NULL, NULL, 0, 0, "the printer, by its name here; or tag:WORD" },
    { "settle", PW_KEY_TIME, "1s", NULL, 0, 0, "a file that didn't change for so long is whole" },
    { "poll", PW_KEY_TIME, "30s", NULL, 0, 0, "how often to look where nothing tells of changes (network file systems)" },
    { "expires", PW_KEY_TIME, NULL, NULL, 0, 0, "what waited longer than that isn't printed any more" },
    { "priority", PW_KEY_INT, "0", NULL, -9, 9, "the higher first; a packer's documents have 0" },
    { 0 },
};

static void look(struct pw_folder *f);

static int64_t wall_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t); /* beside the times of files, which the kernel takes from the same clock */
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void tell(struct pw_folder *f, const char *state, const char *words)
{
    if (strcmp(f->told, words) == 0)
        return;
    snprintf(f->told, sizeof f->told, "%s", words);
    f->listener.state(f->listener.user, f, state, words);
}

static void rest(struct pw_folder *f, int64_t wake_us)
{
    f->state = RESTING;
    if (f->again)
        look(f);
    else if (wake_us > 0)
        f->loop->impl->timer_start(f->timer, wake_us);
}

static void errand_free(struct errand *e)
{
    pw_buf_finish(&e->content);
    free(e);
}

/* ---- noticing ---- */

/* The folder may be made only later, or made anew: so it is tried again at each look. */
static void watch_folder(struct pw_folder *f)
{
    const char *path = pw_section_get(f->section, "path");
    if (f->inotify >= 0)
        (void)inotify_add_watch(
            f->inotify, path, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

static void on_change(void *user, int fd, int events)
{
    struct pw_folder *f = user;
    char drain[4096];
    (void)events;
    while (read(fd, drain, sizeof drain) > 0)
        ;
    f->again = true;
    if (f->state == RESTING)
        f->loop->impl->timer_start(f->timer, f->settle_us); /* several files at once are one look */
}

static void on_timer(void *user)
{
    struct pw_folder *f = user;
    if (f->state == RESTING)
        look(f);
}

/* ---- the worker's errands ---- */

static void run_look(void *user)
{
    struct errand *e = user;
    e->look = pw_drop_next(e->path, e->settle_us, wall_us(), &e->file, &e->content, &e->why, &e->err);
    if (e->look == PW_DROP_FOUND && e->why.code == PW_OK && !e->check(e->config, e->printer, pw_buf_peek(&e->content), &e->why) &&
        e->why.code == PW_OK)
        e->why.code = PW_ERR_BAD_INPUT;
}

static void run_move(void *user)
{
    struct errand *e = user;
    e->moved = pw_drop_put_away(e->path, &e->file, e->where, e->has_reason ? e->reason : NULL, &e->err);
}

static void looked(void *user)
{
    struct errand *e = user;
    struct pw_folder *f = e->owner;
    if (f == NULL) {
        errand_free(e);
        return;
    }
    if (e->look == PW_DROP_FOUND) {
        tell(f, "ready", "");
        f->state = ASKING; /* the errand is kept: it has the file */
        if (e->why.code != PW_OK)
            pw_folder_answer(f, PW_FOLDER_REFUSED, e->why.text);
        else
            f->listener.arrived(f->listener.user, f, e->file.name, e->file.key, pw_buf_peek(&e->content));
        return;
    }
    if (e->look == PW_DROP_FAILED)
        tell(f, e->err.code == PW_ERR_NOT_FOUND ? "missing" : "failed", e->err.text);
    else
        tell(f, "ready", "");
    f->errand = NULL;
    enum pw_drop_look look = e->look;
    errand_free(e);
    rest(f, look == PW_DROP_FAILED ? RETRY_US : look == PW_DROP_WAIT ? f->settle_us : f->poll_us);
}

static void moved(void *user)
{
    struct errand *e = user;
    struct pw_folder *f = e->owner;
    if (f != NULL) {
        f->errand = NULL;
        f->state = RESTING;
        if (e->moved) {
            look(f);
        } else {
            tell(f, "failed", e->err.text);
            pw_log(f->log, PW_LOG_ERROR, "folder", "%s", e->err.text);
            f->again = false;
            rest(f, RETRY_US); /* its key keeps it from being printed again */
        }
    }
    errand_free(e);
}

static bool send_worker(struct pw_folder *f, pw_work_fn *run, pw_work_fn *done)
{
    struct pw_error err = { 0 };
    if (f->loop->impl->work(f->loop, run, done, f->errand, &err))
        return true;
    pw_log(f->log, PW_LOG_ERROR, "folder", "%s", err.text);
    errand_free(f->errand);
    f->errand = NULL;
    f->again = false;
    rest(f, RETRY_US);
    return false;
}

static void look(struct pw_folder *f)
{
    struct errand *e = calloc(1, sizeof *e);
    f->again = false;
    f->loop->impl->timer_stop(f->timer);
    if (e == NULL) {
        rest(f, RETRY_US);
        return;
    }
    watch_folder(f);
    e->owner = f;
    e->settle_us = f->settle_us;
    e->check = f->listener.check;
    e->config = f->listener.config;
    e->printer = pw_section_get(f->section, "printer");
    snprintf(e->path, sizeof e->path, "%s", pw_section_get(f->section, "path"));
    pw_buf_init(&e->content, CONTENT_MAX);
    f->errand = e;
    f->state = LOOKING;
    (void)send_worker(f, run_look, looked);
}

void pw_folder_answer(struct pw_folder *f, enum pw_folder_answer answer, const char *reason)
{
    struct errand *e = f->errand;
    if (f->state != ASKING)
        return;
    if (answer == PW_FOLDER_LATER) {
        tell(f, "failed", reason);
        f->errand = NULL;
        errand_free(e);
        f->again = false;
        rest(f, RETRY_US);
        return;
    }
    e->where = answer == PW_FOLDER_TAKEN ? PW_DROP_DONE : PW_DROP_REFUSED;
    e->has_reason = answer == PW_FOLDER_REFUSED;
    snprintf(e->reason, sizeof e->reason, "%s", reason);
    if (answer == PW_FOLDER_REFUSED) /* without its name, which may be a buyer's */
        pw_log(f->log, PW_LOG_WARN, "folder", "%s: refused a file, which goes to %s: %s", f->section->name, PW_DROP_REFUSED,
               reason);
    f->state = MOVING;
    (void)send_worker(f, run_move, moved);
}

/* ---- */

const struct pw_section *pw_folder_section(const struct pw_folder *folder)
{
    return folder->section;
}

bool pw_folder_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                      const struct pw_folder_listener *listener, struct pw_folder **ret_folder, struct pw_error *err)
{
    const char *path = pw_section_get(section, "path");
    if (path == NULL || *path == '\0')
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [folder %s] needs path = the folder", section->file, section->line,
                       section->name);
    struct pw_folder *f = calloc(1, sizeof *f);
    if (f == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for folder %s", section->name);
    f->loop = loop;
    f->log = log;
    f->section = section;
    f->listener = *listener;
    snprintf(f->told, sizeof f->told, "%s", "?"); /* nothing yet */
    f->settle_us = pw_section_us(section, "settle", 1000000);
    f->poll_us = pw_section_us(section, "poll", 30000000);
    f->timer = loop->impl->timer(loop, on_timer, f);
    f->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (f->timer == NULL) {
        pw_folder_destroy(f);
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for folder %s", section->name);
    }
    if (f->inotify >= 0) {
        struct pw_error ignored; /* without it there is still the poll */
        f->watch = loop->impl->watch(loop, f->inotify, PW_READABLE, on_change, f, &ignored);
    }
    *ret_folder = f;
    look(f);
    return true;
}

void pw_folder_destroy(struct pw_folder *f)
{
    if (f == NULL)
        return;
    if (f->errand != NULL && f->state == ASKING)
        errand_free(f->errand);
    else if (f->errand != NULL)
        f->errand->owner = NULL;
    f->loop->impl->unwatch(f->watch);
    f->loop->impl->timer_free(f->timer);
    if (f->inotify >= 0)
        close(f->inotify);
    free(f);
}
