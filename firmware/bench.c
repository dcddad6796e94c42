#include "bench.h"

#include "barcode/check_digit.h"
#include "base/json.h"
#include "intake/files.h"
#include "kiosk/kiosk.h"
#include "kiosk/pictures.h"
#include "kiosk/rights.h"
#include "late/systemd.h"
#include "loop.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"
#include "printer.h"
#include "registry.h"
#include "scale.h"
#include "sim/sim.h"
#include "station/thread.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    LAST_BYTES_US = 300000, /* for a document on its way down when the program stops */
    PAPERS_SHOWN = 12,
    SPARE_LOOK_US = 5000000,
    FIRST_PURGE_US = 2000000, /* after the start */
    LOCK_LOOK_US = 5000000,   /* at most, for lanes where nobody has scanned for a while */
    SETTLE_US = 250000,       /* after a change of the store by somebody, before the screen is drawn again */
};

static const int64_t PURGE_US = INT64_C(3600000000);

struct bench_scanner {
    struct pw_bench *bench;
    struct pw_scanner *scanner;
    size_t index; /* on the board */
    enum pw_role role;
    const char *name, *lane;
};

struct pw_bench {
    struct pw_bench_setup setup;
    struct pw_log *log;
    struct pw_uv_loop *uv;
    struct pw_loop *loop;
    struct pw_station *station; /* until the thread has it */
    struct pw_station_thread *thread;
    struct bench_scanner *scanners;
    size_t scanner_count;
    struct pw_printer **printers;
    size_t printer_count;
    struct pw_weigher **weighers;
    size_t weigher_count, weigher_first; /* the first one's index on the board */
    struct pw_files *files;
    struct pw_kiosk_right *rights; /* of other programs */
    size_t right_count;
    struct pw_kiosk *kiosk;
    struct pw_buf board; /* what was drawn last */
    struct pw_watch *signal_watch;
    int signal_fd;
    struct pw_watch *store_watch;
    int store_fd;
    struct pw_timer *store_timer;
    struct pw_timer *purge_timer; /* when buyers' data that is over its time is looked for again */
    struct pw_timer *lock_timer;  /* where people sign in */
    struct pw_timer *spare_timer; /* runs while a printer that has a spare can't print */
    struct pw_timer *watchdog;
    uint64_t watchdog_us;
    bool stopping;
};

/* ---- from the station's thread to the loop's ---- */

#define PROGRAM (UINT64_C(1) << 63) /* in a ticket: another program asked, through the kiosk */

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
    pw_kiosk_answer(b->kiosk, d->ticket & ~PROGRAM, status, text == NULL ? "{}" : text);
    free(text);
    json_decref(json);
}

static void file_answered(void *user)
{
    struct delivery *d = user;
    if (!d->bench->stopping && (d->ticket & PROGRAM) != 0)
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

/* ---- the board, with what only the loop knows ---- */

static void add_barcode(json_t *list, const char *label, const char *code, const char *kind)
{
    json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "label", label, "code", code, "kind", kind));
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* One of the sample articles that the open order has not. */
static void add_wrong_item(json_t *list, const json_t *lines)
{
    static const char *const skus[] = { "MUG-BLUE", "LAMP-DESK", "NOTE-A5", "TOWEL-GR", "CANDLE-3", "SPOON-WD", "BAG-COT" };
    for (size_t i = 0; i < PW_COUNT(skus); i++) {
        const json_t *line;
        size_t n;
        bool in_order = false;
        json_array_foreach(lines, n, line) in_order = in_order || strcmp(text_of(line, "sku"), skus[i]) == 0;
        if (!in_order) {
            add_barcode(list, "An item of another order", skus[i], "wrong");
            return;
        }
    }
}

/* What a carrier's label for this parcel might carry: 22 digits of USPS's form, others for each parcel. */
static void add_tracking(json_t *list, const char *parcel)
{
    char number[24];
    uint32_t hash = 2166136261;
    for (const char *p = parcel; *p != '\0'; p++)
        hash = (hash ^ (uint8_t)*p) * 16777619;
    snprintf(number, sizeof number, "940011189922%09" PRIu32, hash % 1000000000);
    number[21] = pw_check_gs1(number, 21);
    number[22] = '\0';
    add_barcode(list, "A carrier's label (binds its number)", number, "tracking");
}

/* What a person may click as if scanning it. */
static json_t *demo_barcodes(const json_t *board)
{
    json_t *list = json_array();
    const json_t *lane = json_object_get(board, "lane"), *order = json_object_get(lane, "order"),
                 *parcel = json_object_get(lane, "parcel");
    const json_t *row;
    size_t i;
    bool packing = strcmp(text_of(lane, "phase"), "packing") == 0;
    if (packing) {
        json_array_foreach(json_object_get(order, "lines"), i, row)
            add_barcode(list, text_of(row, "name"), text_of(row, "sku"), "item");
        add_wrong_item(list, json_object_get(order, "lines"));
        add_barcode(list, "A barcode that nobody knows", "9999999999994", "wrong");
    }
    if (!packing && strcmp(text_of(parcel, "status"), "packed") == 0) {
        add_barcode(list, "The label on the box (ships it)", text_of(parcel, "barcode"), "parcel");
        if (text_of(parcel, "tracking")[0] == '\0')
            add_tracking(list, text_of(parcel, "barcode"));
    }
    if (!packing) {
        json_array_foreach(json_object_get(board, "queue"), i, row)
        {
            char label[80];
            snprintf(label, sizeof label, "Order with %lld unit%s", (long long)json_integer_value(json_object_get(row, "units")),
                     json_integer_value(json_object_get(row, "units")) == 1 ? "" : "s");
            if (i < 6)
                add_barcode(list, label, text_of(row, "id"), "order");
        }
    }
    return json_pack("{s:o}", "barcodes", list);
}

static json_t *papers_json(struct pw_bench *b)
{
    json_t *out = json_array();
    for (size_t p = 0; p < b->printer_count; p++) {
        size_t count = 0;
        const struct pw_sim_paper *papers = pw_sim_printer_papers(pw_printer_transport(b->printers[p]), &count);
        for (size_t i = count > PAPERS_SHOWN ? count - PAPERS_SHOWN : 0; i < count; i++) {
            char url[64], when[21];
            uint32_t id = papers[i].number * 16 + (uint32_t)p;
            snprintf(url, sizeof url, "/v1/papers/%u.png", id);
            pw_time_format(papers[i].at_us, when);
            json_array_append_new(out, json_pack("{s:i, s:s, s:s, s:s, s:s}", "id", (int)id, "printer",
                                                 pw_config_nth(b->setup.config, "printer", p)->name, "document", papers[i].title,
                                                 "url", url, "time", when));
        }
    }
    return out;
}

static void publish(struct pw_bench *b, const char *text)
{
    json_t *board = json_loads(text, 0, NULL);
    if (board == NULL)
        return;
    if (b->setup.demo) {
        json_object_set_new(board, "papers", papers_json(b));
        json_object_set_new(board, "demo", demo_barcodes(board));
    }
    char *whole = pw_json_text(board, JSON_COMPACT);
    json_decref(board);
    if (whole == NULL)
        return;
    pw_buf_reset(&b->board);
    pw_buf_puts(&b->board, whole);
    pw_kiosk_publish(b->kiosk, "state", whole);
    free(whole);
}

static void take_board(void *user)
{
    struct delivery *d = user;
    if (!d->bench->stopping && d->bench->kiosk != NULL)
        publish(d->bench, (const char *)d->data);
    free(d);
}

static void on_board(void *user, const char *json)
{
    struct pw_bench *b = user;
    struct delivery *d = delivery(b, pw_bytes_str(json));
    if (d != NULL)
        post(b, take_board, d);
}

/* ---- the page ---- */

static void kiosk_state(void *user, struct pw_buf *out)
{
    struct pw_bench *b = user;
    pw_buf_put(out, b->board.data, b->board.len);
}

static bool kiosk_scan(void *user, const char *scanner, struct pw_bytes text, struct pw_error *err)
{
    struct pw_bench *b = user;
    for (size_t i = 0; i < b->scanner_count; i++)
        if (b->scanners[i].scanner->impl == &pw_sim_scanner_impl &&
            (*scanner == '\0' || strcmp(b->scanners[i].name, scanner) == 0))
            return pw_sim_scanner_scan(b->scanners[i].scanner, text, err);
    return pw_fail(err, PW_ERR_NOT_FOUND, 0, "there is no virtual scanner");
}

static bool kiosk_paper(void *user, uint32_t id, struct pw_buf *out)
{
    struct pw_bench *b = user;
    if (id % 16 >= b->printer_count)
        return false;
    size_t count = 0;
    const struct pw_sim_paper *papers = pw_sim_printer_papers(pw_printer_transport(b->printers[id % 16]), &count);
    for (size_t i = 0; i < count; i++)
        if (papers[i].number == id / 16) {
            pw_buf_put(out, papers[i].png.data, papers[i].png.len);
            return true;
        }
    return false;
}

static int kiosk_picture(void *user, const char *name, int64_t *ret_size)
{
    struct pw_bench *b = user;
    return pw_picture_open(pw_section_get(pw_config_section(b->setup.config, "station", ""), "pictures"), name, ret_size);
}

static void on_paper(void *user, struct pw_transport *transport, const struct pw_sim_paper *paper)
{
    struct pw_bench *b = user;
    (void)transport, (void)paper;
    if (b->thread != NULL)
        pw_station_post_refresh(b->thread);
}

static bool kiosk_print(void *user, uint64_t ticket, const struct pw_kiosk_print *print)
{
    struct pw_bench *b = user;
    char source[120], key[PW_FILE_KEY_MAX + 2];
    struct pw_buf visible; /* what a program sends may hold anything */
    pw_buf_init(&visible, PW_FILE_NAME_MAX);
    pw_utf8_visible(pw_bytes_str(print->name), &visible);
    snprintf(source, sizeof source, "program %.80s", print->right);
    snprintf(key, sizeof key, "program %.80s/%s", print->right, print->key);
    const struct pw_file_request request = {
        .content = print->content,
        .name = visible.failed ? source : pw_buf_text(&visible),
        .source = source,
        .key = key,
        .printer = print->printer,
        .priority = print->priority,
        .expires_us = print->expires_s == 0 ? 0 : pw_clock_system.wall_us(&pw_clock_system) + print->expires_s * 1000000,
    };
    bool ok = pw_station_post_file(b->thread, ticket | PROGRAM, &request);
    pw_buf_finish(&visible);
    return ok;
}

static bool kiosk_job(void *user, uint64_t ticket, int64_t job)
{
    struct pw_bench *b = user;
    return pw_station_post_file_job(b->thread, ticket | PROGRAM, job);
}

static bool open_kiosk(struct pw_bench *b, struct pw_error *err)
{
    if (!pw_kiosk_rights_read(b->setup.config, &b->rights, &b->right_count, err))
        return false;
    const struct pw_kiosk_setup setup = { .listen = pw_section_get(pw_config_section(b->setup.config, "kiosk", ""), "listen"),
                                          .rights = b->rights,
                                          .right_count = b->right_count };
    const struct pw_kiosk_source source = { .state = kiosk_state,
                                            .scan = b->setup.demo ? kiosk_scan : NULL,
                                            .paper_png = b->setup.demo ? kiosk_paper : NULL,
                                            .picture = kiosk_picture,
                                            .user = b,
                                            .print = kiosk_print,
                                            .job = kiosk_job };
    return pw_kiosk_create(b->loop, b->log, &setup, &source, &b->kiosk, err);
}

/* ---- scanners ---- */

static void on_scan(void *user, struct pw_scanner *scanner, const struct pw_scan *scan)
{
    struct bench_scanner *s = user;
    (void)scanner;
    if (!pw_station_post_scan(s->bench->thread, s->lane, s->name, s->role, scan->data, scan->aim, false))
        pw_log(s->bench->log, PW_LOG_ERROR, "scanner", "%s: a scan was lost for want of memory; it was not acknowledged",
               s->name);
}

static void on_garbage(void *user, struct pw_scanner *scanner, struct pw_bytes seen, const char *why)
{
    struct bench_scanner *s = user;
    (void)scanner;
    pw_log(s->bench->log, PW_LOG_WARN, "scanner", "%s: %s", s->name, why);
    pw_station_post_scan(s->bench->thread, s->lane, s->name, s->role, seen, "", true);
}

static void on_scanner_link(void *user, struct pw_scanner *scanner, enum pw_link link, const char *why)
{
    struct bench_scanner *s = user;
    (void)scanner;
    struct pw_board_device d = { .kind = "scanner" };
    snprintf(d.name, sizeof d.name, "%s", s->name);
    snprintf(d.state, sizeof d.state, "%s", pw_link_name(link));
    snprintf(d.words, sizeof d.words, "%s", why == NULL ? "" : why);
    pw_log(s->bench->log, link == PW_LINK_READY ? PW_LOG_INFO : PW_LOG_WARN, "scanner", "%s is %s%s%s", s->name,
           pw_link_name(link), d.words[0] == '\0' ? "" : ": ", d.words);
    pw_station_post_device(s->bench->thread, s->index, &d);
}

static enum pw_role role_of(const char *word)
{
    return strcmp(word, "pack") == 0 ? PW_ROLE_PACK : strcmp(word, "door") == 0 ? PW_ROLE_DOOR : PW_ROLE_BOTH;
}

static bool open_scanners(struct pw_bench *b, struct pw_error *err)
{
    size_t count = 0;
    while (pw_config_nth(b->setup.config, "scanner", count) != NULL)
        count++;
    b->scanners = calloc(count + 1, sizeof *b->scanners);
    if (b->scanners == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for scanners");
    for (size_t i = 0; i < count; i++) {
        const struct pw_section *section = pw_config_nth(b->setup.config, "scanner", i);
        struct bench_scanner *s = &b->scanners[i];
        *s = (struct bench_scanner){ .bench = b,
                                     .index = i,
                                     .role = role_of(pw_section_get(section, "role")),
                                     .name = section->name,
                                     .lane = pw_section_get(section, "lane") };
        const struct pw_scanner_listener on = { on_scan, on_garbage, on_scanner_link, s };
        const struct pw_scanner_impl *impl = pw_scanner_impl_find(pw_section_get(section, "driver"));
        if (!impl->create(b->loop, b->log, section, &on, &s->scanner, err))
            return false;
        b->scanner_count = i + 1;
    }
    return true;
}

/* ---- printers ---- */

static void on_job(void *user, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                   const char *evidence)
{
    struct pw_bench *b = user;
    pw_log(b->log, status == PW_JOB_UNCERTAIN ? PW_LOG_WARN : PW_LOG_DEBUG, "printer", "%s: job %lld is %s: %s",
           pw_config_nth(b->setup.config, "printer", printer)->name, (long long)job, pw_job_status_name(status), evidence);
    pw_station_post_job(b->thread, printer, job, status, accepted, total, evidence);
}

static void on_printer_state(void *user, size_t printer, bool ready, const char *state, const char *words)
{
    struct pw_bench *b = user;
    pw_station_post_printer(b->thread, printer, ready, state, words);
    const struct pw_section *section = pw_config_nth(b->setup.config, "printer", printer);
    const char *spare = pw_section_get(section, "spare");
    if (!ready && spare != NULL && *spare != '\0' && b->spare_timer != NULL) /* look again when the spare may take over */
        b->loop->impl->timer_start(b->spare_timer, SPARE_LOOK_US);
}

/* As long as a printer with a spare can't print. */
static void on_spare_timer(void *user)
{
    struct pw_bench *b = user;
    bool down = false;
    for (size_t i = 0; i < b->printer_count; i++) {
        const char *spare = pw_section_get(pw_config_nth(b->setup.config, "printer", i), "spare");
        down |= spare != NULL && *spare != '\0' && !pw_printer_ready(b->printers[i]);
    }
    pw_station_post_refresh(b->thread);
    if (down)
        b->loop->impl->timer_start(b->spare_timer, SPARE_LOOK_US);
}

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

static bool open_printers(struct pw_bench *b, struct pw_error *err)
{
    size_t count = 0;
    while (pw_config_nth(b->setup.config, "printer", count) != NULL)
        count++;
    b->printers = calloc(count + 1, sizeof *b->printers);
    if (b->printers == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for printers");
    const struct pw_printer_listener on = { on_job, on_printer_state, b };
    b->spare_timer = b->loop->impl->timer(b->loop, on_spare_timer, b);
    b->purge_timer = b->loop->impl->timer(b->loop, on_purge_timer, b);
    if (lock_look(b) > 0 && (b->lock_timer = b->loop->impl->timer(b->loop, on_lock_timer, b)) != NULL)
        b->loop->impl->timer_start(b->lock_timer, lock_look(b));
    if (b->purge_timer != NULL)
        b->loop->impl->timer_start(b->purge_timer, FIRST_PURGE_US);
    for (size_t i = 0; i < count; i++) {
        if (!pw_printer_create(b->loop, b->log, pw_config_nth(b->setup.config, "printer", i), i, &on, &b->printers[i], err))
            return false;
        b->printer_count = i + 1;
        pw_sim_printer_on_paper(pw_printer_transport(b->printers[i]), on_paper, b);
    }
    return true;
}

/* ---- files ---- */

static bool on_file(void *user, uint64_t ticket, const struct pw_file_request *request)
{
    struct pw_bench *b = user;
    return pw_station_post_file(b->thread, ticket, request);
}

static void on_file_drawn(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    struct pw_bench *b = user;
    pw_printer_send(b->printers[printer], job, bytes, title);
}

static void on_file_failed(void *user, size_t printer, int64_t job, const char *why)
{
    struct pw_bench *b = user;
    pw_station_post_job(b->thread, printer, job, PW_JOB_FAILED, 0, 0, why);
}

static void on_folder_state(void *user, size_t folder, const char *name, const char *state, const char *words)
{
    struct pw_bench *b = user;
    struct pw_board_device d = { .kind = "folder" };
    snprintf(d.name, sizeof d.name, "%s", name);
    snprintf(d.state, sizeof d.state, "%s", state);
    snprintf(d.words, sizeof d.words, "%s", words);
    pw_log(b->log, strcmp(state, "ready") == 0 ? PW_LOG_INFO : PW_LOG_WARN, "folder", "%s is %s%s%s", name, state,
           *words == '\0' ? "" : ": ", words);
    pw_station_post_device(b->thread, b->scanner_count + folder, &d);
}

static bool open_files(struct pw_bench *b, struct pw_error *err)
{
    const struct pw_files_listener on = { on_file, on_file_drawn, on_file_failed, on_folder_state, b };
    return pw_files_create(b->loop, b->log, b->setup.config, &on, &b->files, err);
}

/* ---- scales ---- */

static void on_weigher_link(void *user, size_t index, enum pw_link link, const char *why)
{
    struct pw_bench *b = user;
    struct pw_board_device d = { .kind = "scale" };
    snprintf(d.name, sizeof d.name, "%s", pw_config_nth(b->setup.config, "scale", index)->name);
    snprintf(d.state, sizeof d.state, "%s", pw_link_name(link));
    snprintf(d.words, sizeof d.words, "%s", why);
    pw_log(b->log, link == PW_LINK_READY ? PW_LOG_INFO : PW_LOG_WARN, "scale", "%s is %s%s%s", d.name, d.state,
           d.words[0] == '\0' ? "" : ": ", d.words);
    pw_station_post_device(b->thread, b->weigher_first + index, &d);
    pw_station_post_scale(b->thread, index, link == PW_LINK_READY, d.words);
}

static void on_weigher_news(void *user, size_t index, enum pw_settle_news news, const struct pw_settle *settle)
{
    struct pw_bench *b = user;
    struct pw_weight weight = { .settled = news == PW_SETTLE_NEWS_SETTLED };
    if (weight.settled) {
        weight.mg = (settle->ug + 500) / 1000;
        weight.step_mg = (settle->step_ug + 999) / 1000;
    }
    weight.visit = (int64_t)settle->visit;
    pw_log(b->log, PW_LOG_DEBUG, "scale", "%s: %s %" PRId64 " mg", pw_config_nth(b->setup.config, "scale", index)->name,
           weight.settled ? "settled" : "moved", weight.mg);
    pw_station_post_weight(b->thread, index, &weight);
}

static bool open_weighers(struct pw_bench *b, struct pw_error *err)
{
    const struct pw_section *section;
    size_t count = 0, folders = 0;
    while (pw_config_nth(b->setup.config, "scale", count) != NULL)
        count++;
    while (pw_config_nth(b->setup.config, "folder", folders) != NULL)
        folders++;
    b->weigher_first = b->scanner_count + folders;
    b->weighers = calloc(count + 1, sizeof *b->weighers);
    if (b->weighers == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for scales");
    const struct pw_weigher_listener on = { on_weigher_news, on_weigher_link, b };
    for (; (section = pw_config_nth(b->setup.config, "scale", b->weigher_count)) != NULL; b->weigher_count++)
        if (!pw_weigher_create(b->loop, b->log, section, b->weigher_count, &on, &b->weighers[b->weigher_count], err))
            return false;
    return true;
}

/* ---- what the configuration asks for and this program doesn't do yet: said, not passed over ---- */

static void say_undone(struct pw_bench *b)
{
    const char *language = pw_section_get(pw_config_section(b->setup.config, "station", ""), "language");
    if (strcmp(language, "en") != 0)
        pw_log(b->log, PW_LOG_WARN, "station", "language = %s: the screen speaks English for now", language);
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

static bool start_station(struct pw_bench *b, struct pw_error *err)
{
    const struct pw_station_thread_listener on = {
        { on_send, on_committed, on_unrecorded, on_changed, b, on_send_file }, on_board, b, on_file_queued
    };
    if (!pw_station_create(b->setup.config, &pw_clock_system, b->log, &on.station, &b->station, err))
        return false;
    if (!pw_station_thread_start(b->station, &on, &b->thread, err))
        return false;
    b->station = NULL;
    return true;
}

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
        if (watch_signals(b, err) && open_kiosk(b, err) && start_station(b, err) && open_printers(b, err) &&
            open_scanners(b, err) && open_files(b, err) && open_weighers(b, err)) {
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

/* Documents that are on their way down get a moment more; of those whose first byte has not left nobody has to be asked. */
static void stop_printing(struct pw_bench *b)
{
    int64_t *begun = calloc(b->printer_count + 1, sizeof *begun);
    bool sending = b->printer_count > 0;
    for (int64_t end = pw_loop_now(b->loop) + LAST_BYTES_US; sending && pw_loop_now(b->loop) < end;) {
        sending = false;
        pw_uv_loop_turn(b->uv);
        for (size_t i = 0; i < b->printer_count; i++)
            sending = sending || pw_printer_sending(b->printers[i]);
        if (sending)
            poll(NULL, 0, 1);
    }
    for (size_t i = 0; begun != NULL && i < b->printer_count; i++)
        begun[i] = pw_printer_begun(b->printers[i]);
    if (begun != NULL && b->thread != NULL)
        pw_station_post_stop(b->thread, begun, b->printer_count);
    free(begun);
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
        b->loop->impl->timer_free(b->spare_timer);
        b->spare_timer = NULL;
        b->loop->impl->timer_free(b->lock_timer);
        b->lock_timer = NULL;
        b->loop->impl->timer_free(b->purge_timer);
        b->purge_timer = NULL;
        b->loop->impl->unwatch(b->store_watch);
        b->loop->impl->unwatch(b->signal_watch);
    }
    pw_files_destroy(b->files);
    b->files = NULL;
    for (size_t i = 0; i < b->scanner_count; i++)
        b->scanners[i].scanner->impl->destroy(b->scanners[i].scanner);
    for (size_t i = 0; i < b->weigher_count; i++)
        pw_weigher_destroy(b->weighers[i]);
    if (b->loop != NULL)
        stop_printing(b);
    for (size_t i = 0; i < b->printer_count; i++)
        pw_printer_destroy(b->printers[i]);
    pw_station_thread_stop(b->thread);
    pw_station_destroy(b->station);
    if (b->uv != NULL)
        pw_uv_loop_turn(b->uv); /* frees what the station's thread posted at the end */
    if (b->signal_fd >= 0)
        close(b->signal_fd);
    if (b->store_fd >= 0)
        close(b->store_fd);
    pw_uv_loop_destroy(b->uv);
    free(b->scanners);
    free(b->printers);
    free(b->weighers);
    free(b->rights);
    pw_buf_finish(&b->board);
    free(b);
}
