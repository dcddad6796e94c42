/* Scanners, printers, hot folders, scales: what they say goes to the station's thread. */
#include "bench_parts.h"

#include "registry.h"
#include "sim/sim.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAST_BYTES_US = 300000, /* for a document on its way down when the program stops */
    SPARE_LOOK_US = 5000000,
};

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

static void on_paper(void *user, struct pw_transport *transport, const struct pw_sim_paper *paper)
{
    struct pw_bench *b = user;
    (void)transport, (void)paper;
    if (b->thread != NULL)
        pw_station_post_refresh(b->thread);
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

/* ---- all of them ---- */

bool pw_bench_open_devices(struct pw_bench *b, struct pw_error *err)
{
    return open_printers(b, err) && open_scanners(b, err) && open_files(b, err) && open_weighers(b, err);
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

void pw_bench_close_devices(struct pw_bench *b)
{
    if (b->loop != NULL)
        b->loop->impl->timer_free(b->spare_timer);
    b->spare_timer = NULL;
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
    free(b->scanners);
    free(b->printers);
    free(b->weighers);
}
