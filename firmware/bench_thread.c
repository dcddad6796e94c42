/* What the station's thread says, told to the loop: the functions on_... run on the station's thread, what they post on the
 * loop's. */
#include "bench_parts.h"

#include "base/json.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct delivery {
    struct pw_bench *bench;
    size_t printer;
    int64_t job;
    char title[64];
    uint64_t ticket; /* of a file that the station was given */
    bool ok, fresh;
    struct pw_error err;
    size_t len;
    uint8_t data[];
};

static void deliver(void *user)
{
    struct delivery *d = user;
    if (!d->bench->stopping)
        pw_printer_send(d->bench->printers[d->printer], d->job, pw_bytes_of(d->data, d->len), d->title);
    free(d);
}

static void draw_file(void *user)
{
    struct delivery *d = user;
    if (!d->bench->stopping)
        pw_files_draw(d->bench->files, d->printer, d->job, pw_bytes_of(d->data, d->len), d->title);
    free(d);
}

static void answer_program(struct pw_bench *b, const struct delivery *d)
{
    json_t *json = d->ok ? json_pack("{s:I, s:s, s:s, s:s}", "job", (json_int_t)d->job, "status", d->title, "printer",
                                     (const char *)d->data, "evidence", d->err.text)
                         : json_pack("{s:s}", "error", d->err.text);
    char *text = pw_json_text(json, JSON_COMPACT);
    unsigned status = d->ok                               ? (d->fresh ? 201 : 200)
                      : d->err.code == PW_ERR_NOT_FOUND   ? 404
                      : d->err.code == PW_ERR_BAD_INPUT   ? 422
                      : d->err.code == PW_ERR_TOO_BIG     ? 413
                      : d->err.code == PW_ERR_UNSUPPORTED ? 415
                                                          : 503;
    pw_kiosk_answer(b->kiosk, d->ticket & ~PW_BENCH_PROGRAM, status, text == NULL ? "{}" : text);
    free(text);
    json_decref(json);
}

static void file_answered(void *user)
{
    struct delivery *d = user;
    if (!d->bench->stopping && (d->ticket & PW_BENCH_PROGRAM) != 0)
        answer_program(d->bench, d);
    else if (!d->bench->stopping)
        pw_files_queued(d->bench->files, d->ticket, d->ok, &d->err);
    free(d);
}

static struct delivery *delivery(struct pw_bench *b, struct pw_bytes bytes)
{
    struct delivery *d = calloc(1, sizeof *d + bytes.len + 1);
    if (d == NULL)
        return NULL;
    d->bench = b;
    d->len = bytes.len;
    if (bytes.len > 0)
        memcpy(d->data, bytes.data, bytes.len);
    return d;
}

/* Without memory for the message itself nothing can be told; what was committed is in the store, and a restart finds it. */
static void post(struct pw_bench *b, pw_work_fn *fn, struct delivery *d)
{
    struct pw_error err = { 0 };
    if (pw_uv_loop_post(b->uv, fn, d, &err))
        return;
    pw_log(b->log, PW_LOG_ERROR, "station", "%s", err.text);
    free(d);
}

static void send_with(struct pw_bench *b, pw_work_fn *fn, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    struct delivery *d = delivery(b, bytes);
    if (d == NULL) {
        pw_station_post_job(b->thread, printer, job, PW_JOB_QUEUED, 0, 0, "no memory");
        return;
    }
    d->printer = printer;
    d->job = job;
    snprintf(d->title, sizeof d->title, "%s", title);
    post(b, fn, d);
}

static void on_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    struct pw_bench *b = user;
    if (b->setup.on_drawn != NULL)
        b->setup.on_drawn(b->setup.user, printer);
    send_with(b, deliver, printer, job, bytes, title);
}

static void on_send_file(void *user, size_t printer, int64_t job, struct pw_bytes content, const char *title)
{
    send_with(user, draw_file, printer, job, content, title);
}

static void on_file_queued(void *user, uint64_t ticket, bool ok, const struct pw_file_job *job, const struct pw_error *err)
{
    struct pw_bench *b = user;
    struct delivery *d = delivery(b, pw_bytes_str(job->printer));
    if (d == NULL)
        return; /* its folder asks again when the station starts anew; the key keeps it from printing twice */
    d->ticket = ticket;
    d->ok = ok;
    d->fresh = job->fresh;
    d->job = job->job;
    snprintf(d->title, sizeof d->title, "%s", job->status);
    d->err = *err;
    if (ok) {
        snprintf(d->err.text, sizeof d->err.text, "%s", job->evidence);
        pw_utf8_mend(d->err.text);
    }
    post(b, file_answered, d);
}

static void on_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    struct pw_bench *b = user;
    if (b->setup.on_beats != NULL)
        b->setup.on_beats(b->setup.user, event, decision, beats);
    pw_bench_channels_told(b, decision);
}

static void tell_unrecorded(void *user)
{
    struct delivery *d = user;
    if (!d->bench->stopping && d->bench->kiosk != NULL)
        pw_kiosk_publish(d->bench->kiosk, "unrecorded", (const char *)d->data);
    free(d);
}

static void on_unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    struct pw_bench *b = user;
    json_t *json =
        json_pack("{s:s, s:s}", "title",
                  event->kind == PW_EVENT_SCAN ? "Not recorded: scan it again" : "What became of a print is not recorded yet",
                  "detail", error->text);
    char *text = pw_json_text(json, JSON_COMPACT);
    json_decref(json);
    struct delivery *d = text == NULL ? NULL : delivery(b, pw_bytes_str(text));
    free(text);
    if (d != NULL)
        post(b, tell_unrecorded, d);
}

static void on_changed(void *user)
{
    (void)user; /* the thread draws the board by itself */
}

static void take_board(void *user)
{
    struct delivery *d = user;
    if (!d->bench->stopping && d->bench->kiosk != NULL)
        pw_bench_publish(d->bench, (const char *)d->data);
    free(d);
}

static void on_board(void *user, const char *json)
{
    struct pw_bench *b = user;
    struct delivery *d = delivery(b, pw_bytes_str(json));
    if (d != NULL)
        post(b, take_board, d);
}

bool pw_bench_start_station(struct pw_bench *b, struct pw_error *err)
{
    const struct pw_station_thread_listener on = {
        { on_send, on_committed, on_unrecorded, on_changed, b, on_send_file }, on_board, b, on_file_queued
    };
    if (!pw_station_create(b->setup.config, &pw_clock_system, b->log, &on.station, &b->station, err))
        return false;
    if (!pw_bench_open_channels(b, err) || !pw_station_thread_start(b->station, &on, &b->thread, err))
        return false;
    b->station = NULL;
    return true;
}
