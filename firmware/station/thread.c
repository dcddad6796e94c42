#include "station/thread.h"

#include "base/queue.h"
#include "packwright/utf8.h"
#include "station/arrival.h"
#include "station/documents.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEVICES = 32 };

enum kind {
    SCAN,
    GARBAGE,
    JOB,
    PRINTER,
    WEIGHT,
    SCALE,
    DEVICE,
    FILE_TO_PRINT,
    FILE_JOB,
    REFRESH,
    LOCK,
    PURGE,
    CALL,
    STOPPING,
    STOP,
};

struct message {
    struct pw_queue_node node;
    enum kind kind;
    /* SCAN, GARBAGE */
    char lane[16], device[40], aim[4];
    enum pw_role role;
    /* JOB, PRINTER, DEVICE */
    size_t index;
    int64_t job, accepted, total;
    enum pw_job_status status;
    bool ready;
    char state[16], words[200];
    struct pw_board_device board_device;
    struct pw_weight weight; /* WEIGHT */
    struct file *file;       /* FILE_TO_PRINT: owned */
    uint64_t ticket;         /* FILE_TO_PRINT, FILE_JOB */
    void (*fn)(void *user);  /* CALL */
    void *user;
    size_t len;
    uint8_t data[]; /* of a scan, or of a file */
};

struct file {
    struct pw_file_request request; /* its texts are these */
    char name[PW_FILE_NAME_MAX + 2], source[120], key[PW_FILE_KEY_MAX + 2], printer[64];
};

struct pw_station_thread {
    struct pw_station *station;
    struct pw_station_thread_listener listener;
    struct pw_queue queue;
    pthread_t thread;
    struct pw_board_device devices[MAX_DEVICES];
    size_t device_count;
    char lane[16]; /* the board shows this one: where something happened last */
    bool changed;
    bool cold;  /* the fonts are not open yet */
    bool purge; /* what is over its time is being wiped */
};

static struct message *message(enum kind kind, size_t len)
{
    struct message *m = calloc(1, sizeof *m + len);
    if (m != NULL) {
        m->kind = kind;
        m->len = len;
    }
    return m;
}

static void message_free(struct message *m)
{
    free(m->file);
    free(m);
}

static bool post(struct pw_station_thread *t, struct message *m)
{
    if (m == NULL)
        return false;
    pw_queue_push(&t->queue, &m->node);
    return true;
}

bool pw_station_post_scan(struct pw_station_thread *t, const char *lane, const char *device, enum pw_role role,
                          struct pw_bytes raw, const char *aim, bool garbage)
{
    struct message *m = message(garbage ? GARBAGE : SCAN, raw.len);
    if (m == NULL)
        return false;
    snprintf(m->lane, sizeof m->lane, "%s", lane);
    snprintf(m->device, sizeof m->device, "%s", device);
    snprintf(m->aim, sizeof m->aim, "%s", aim);
    m->role = role;
    if (raw.len > 0)
        memcpy(m->data, raw.data, raw.len);
    return post(t, m);
}

bool pw_station_post_job(struct pw_station_thread *t, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted,
                         int64_t total, const char *evidence)
{
    struct message *m = message(JOB, 0);
    if (m == NULL)
        return false;
    m->index = printer;
    m->job = job;
    m->status = status;
    m->accepted = accepted;
    m->total = total;
    snprintf(m->words, sizeof m->words, "%s", evidence);
    return post(t, m);
}

bool pw_station_post_printer(struct pw_station_thread *t, size_t printer, bool ready, const char *state, const char *words)
{
    struct message *m = message(PRINTER, 0);
    if (m == NULL)
        return false;
    m->index = printer;
    m->ready = ready;
    snprintf(m->state, sizeof m->state, "%s", state);
    snprintf(m->words, sizeof m->words, "%s", words);
    return post(t, m);
}

bool pw_station_post_weight(struct pw_station_thread *t, size_t scale, const struct pw_weight *weight)
{
    struct message *m = message(WEIGHT, 0);
    if (m == NULL)
        return false;
    m->index = scale;
    m->weight = *weight;
    return post(t, m);
}

bool pw_station_post_scale(struct pw_station_thread *t, size_t scale, bool ready, const char *words)
{
    struct message *m = message(SCALE, 0);
    if (m == NULL)
        return false;
    m->index = scale;
    m->ready = ready;
    snprintf(m->words, sizeof m->words, "%s", words);
    return post(t, m);
}

bool pw_station_post_device(struct pw_station_thread *t, size_t index, const struct pw_board_device *device)
{
    struct message *m = message(DEVICE, 0);
    if (m == NULL)
        return false;
    m->index = index;
    m->board_device = *device;
    return post(t, m);
}

bool pw_station_post_file(struct pw_station_thread *t, uint64_t ticket, const struct pw_file_request *request)
{
    struct message *m = message(FILE_TO_PRINT, request->content.len);
    struct file *f = m == NULL ? NULL : calloc(1, sizeof *f);
    if (f == NULL) {
        free(m);
        return false;
    }
    m->file = f;
    m->ticket = ticket;
    f->request = *request;
    if (request->content.len > 0)
        memcpy(m->data, request->content.data, request->content.len);
    snprintf(f->name, sizeof f->name, "%s", request->name); /* what is longer is refused, by the byte more */
    snprintf(f->source, sizeof f->source, "%s", request->source);
    snprintf(f->key, sizeof f->key, "%s", request->key == NULL ? "" : request->key);
    snprintf(f->printer, sizeof f->printer, "%s", request->printer);
    f->request.content = pw_bytes_of(m->data, m->len);
    f->request.name = f->name;
    f->request.source = f->source;
    f->request.key = request->key == NULL ? NULL : f->key;
    f->request.printer = f->printer;
    return post(t, m);
}

bool pw_station_post_file_job(struct pw_station_thread *t, uint64_t ticket, int64_t job)
{
    struct message *m = message(FILE_JOB, 0);
    if (m == NULL)
        return false;
    m->ticket = ticket;
    m->job = job;
    return post(t, m);
}

bool pw_station_post_refresh(struct pw_station_thread *t)
{
    return post(t, message(REFRESH, 0));
}

bool pw_station_post_lock(struct pw_station_thread *t)
{
    return post(t, message(LOCK, 0));
}

bool pw_station_post_purge(struct pw_station_thread *t)
{
    return post(t, message(PURGE, 0));
}

bool pw_station_post_call(struct pw_station_thread *t, void (*fn)(void *user), void *user)
{
    struct message *m = message(CALL, 0);
    if (m == NULL)
        return false;
    m->fn = fn;
    m->user = user;
    return post(t, m);
}

bool pw_station_post_stop(struct pw_station_thread *t, const int64_t *begun, size_t count)
{
    struct message *m = message(STOPPING, count * sizeof *begun);
    if (m == NULL)
        return false;
    memcpy(m->data, begun, count * sizeof *begun);
    return post(t, m);
}

static void take_file(struct pw_station_thread *t, struct message *m)
{
    struct pw_error err = { 0 };
    struct pw_file_job job = { 0 };
    bool ok = m->kind == FILE_JOB ? pw_file_job(t->station->db, m->job, &job, &err)
                                  : pw_station_file(t->station, &m->file->request, &job, &err);
    t->listener.file_queued(t->listener.user, m->ticket, ok, &job, &err);
}

static void take_stop(struct pw_station_thread *t, const struct message *m)
{
    size_t count = m->len / sizeof(int64_t);
    int64_t *begun = calloc(count + 1, sizeof *begun);
    if (begun == NULL)
        return; /* what is on its way counts as uncertain then */
    memcpy(begun, m->data, count * sizeof *begun);
    pw_station_stop(t->station, begun, count);
    free(begun);
}

static void take(struct pw_station_thread *t, struct message *m)
{
    struct pw_station *s = t->station;
    struct pw_bytes raw = pw_bytes_of(m->data, m->len);
    switch (m->kind) {
    case SCAN:
        snprintf(t->lane, sizeof t->lane, "%s", m->lane);
        pw_station_scan(s, m->lane, m->device, m->role, raw, m->aim);
        break;
    case GARBAGE:
        snprintf(t->lane, sizeof t->lane, "%s", m->lane);
        pw_station_garbage(s, m->lane, m->device, m->role, raw);
        break;
    case JOB:
        pw_station_job(s, m->index, m->job, m->status, m->accepted, m->total, m->words);
        break;
    case PRINTER:
        pw_station_printer(s, m->index, m->ready, m->state, m->words);
        break;
    case WEIGHT:
        pw_station_weight(s, m->index, &m->weight);
        break;
    case SCALE:
        pw_station_scale(s, m->index, m->ready, m->words);
        break;
    case DEVICE:
        if (m->index < MAX_DEVICES) {
            pw_utf8_mend(m->board_device.words);
            t->devices[m->index] = m->board_device;
            if (m->index >= t->device_count)
                t->device_count = m->index + 1;
        }
        t->changed = true;
        break;
    case FILE_TO_PRINT:
    case FILE_JOB:
        take_file(t, m);
        break;
    case REFRESH:
        pw_arrivals_queue(s);
        pw_station_pump(s);
        t->changed = true;
        break;
    case LOCK:
        while (pw_station_lock(s))
            t->changed = true;
        break;
    case PURGE:
        t->purge = true;
        break;
    case CALL:
        m->fn(m->user);
        break;
    case STOPPING:
        take_stop(t, m);
        break;
    case STOP:
        break;
    }
}

static void draw_board(struct pw_station_thread *t)
{
    struct pw_error err = { 0 };
    struct pw_buf json;
    pw_buf_init(&json, 1 << 20);
    t->changed = false;
    if (pw_board_write(t->station, t->lane, t->devices, t->device_count, &json, &err))
        t->listener.board(t->listener.user, pw_buf_text(&json));
    else
        pw_log(t->station->log, PW_LOG_ERROR, "station", "the screen could not be drawn: %s", err.text);
    pw_buf_finish(&json);
}

static void on_changed(void *user)
{
    struct pw_station_thread *t = user;
    t->changed = true;
    t->listener.station.changed(t->listener.station.user);
}

/* The station's own listener is the caller's, but for "changed", which is answered here. */
static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    struct pw_station_thread *t = user;
    t->listener.station.send(t->listener.station.user, printer, job, bytes, title);
    sched_yield(); /* on a busy machine the loop sends this before the next document is drawn here */
}

static void on_send_file(void *user, size_t printer, int64_t job, struct pw_bytes content, const char *title)
{
    struct pw_station_thread *t = user;
    t->listener.station.send_file(t->listener.station.user, printer, job, content, title);
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    struct pw_station_thread *t = user;
    t->listener.station.committed(t->listener.station.user, event, decision, beats);
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    struct pw_station_thread *t = user;
    t->listener.station.unrecorded(t->listener.station.user, event, error);
}

static void *run(void *user)
{
    struct pw_station_thread *t = user;
    for (;;) {
        struct pw_queue_node *node = pw_queue_pop(&t->queue, !t->changed && !t->cold && !t->purge);
        if (node == NULL && t->changed) {
            draw_board(t);
            pw_db_idle(t->station->db);
            continue;
        }
        if (node == NULL && !t->cold) {
            t->purge = pw_station_purge(t->station);
            continue;
        }
        if (node == NULL) {
            pw_composer_warm(t->station->composer);
            t->cold = false;
            continue;
        }
        struct message *m = pw_container_of(node, struct message, node);
        bool stop = m->kind == STOP;
        take(t, m);
        message_free(m);
        if (stop)
            return NULL;
    }
}

bool pw_station_thread_start(struct pw_station *station, const struct pw_station_thread_listener *listener,
                             struct pw_station_thread **ret_thread, struct pw_error *err)
{
    struct pw_station_thread *t = calloc(1, sizeof *t);
    if (t == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the station");
    t->station = station;
    t->listener = *listener;
    t->changed = true; /* the first board */
    t->cold = true;
    strcpy(t->lane, "1");
    pw_queue_init(&t->queue);
    station->listener = (struct pw_station_listener){
        on_send, on_committed, on_unrecorded, on_changed, t, listener->station.send_file == NULL ? NULL : on_send_file
    };
    /* Signals are the loop's. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&t->thread, NULL, run, t);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0) {
        pw_queue_finish(&t->queue);
        free(t);
        return pw_fail(err, PW_ERR_IO, rc, "the station's thread could not be started");
    }
    *ret_thread = t;
    return true;
}

void pw_station_thread_stop(struct pw_station_thread *t)
{
    if (t == NULL)
        return;
    struct message *stop;
    while ((stop = message(STOP, 0)) == NULL) /* a few hundred bytes: they come back */
        ;
    post(t, stop);
    pthread_join(t->thread, NULL);
    struct pw_queue_node *node;
    while ((node = pw_queue_pop(&t->queue, false)) != NULL)
        message_free(pw_container_of(node, struct message, node));
    pw_queue_finish(&t->queue);
    pw_station_destroy(t->station);
    free(t);
}
