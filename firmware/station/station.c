#include "station/station.h"

#include "intake/route.h"
#include "station/arrival.h"
#include "station/deadline.h"
#include "station/documents.h"
#include "station/lane.h"
#include "station/resolve.h"
#include "station/resolve_packing.h"
#include "station/resolve_people.h"
#include "station/rules.h"
#include "station/spare.h"
#include "store/identity.h"

#include "packwright/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 3 }; /* when another bench changes what a decision was about */

/* ---- setting up ---- */

static bool read_printers(struct pw_station *s, struct pw_error *err)
{
    while (pw_config_nth(s->config, "printer", s->printer_count) != NULL)
        s->printer_count++;
    s->printers = calloc(s->printer_count + 1, sizeof *s->printers);
    if (s->printers == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
    for (size_t i = 0; i < s->printer_count; i++) {
        const struct pw_section *section = pw_config_nth(s->config, "printer", i);
        struct pw_printer_slot *slot = &s->printers[i];
        snprintf(slot->name, sizeof slot->name, "%s", section->name);
        snprintf(slot->state, sizeof slot->state, "missing");
        for (int k = 0; k < PW_DOC_KINDS; k++) {
            slot->prints[k] = pw_printer_prints(s->config, section, (enum pw_doc_kind)k);
            s->rules.printer_for[k] = s->rules.printer_for[k] || slot->prints[k];
        }
    }
    return true;
}

/* ---- the beats ---- */

/* What a command about printers is about: the station knows how they are, the store what waits for them. */
static bool resolve_printers(struct pw_station *s, struct pw_error *err)
{
    enum pw_command command = s->event.meaning.command;
    return (command != PW_COMMAND_SPARE && command != PW_COMMAND_SPARE_BACK) || pw_spare_resolve(s, &s->facts.spares, err);
}

/* One event; s->event is filled. False: it could not be recorded. */
static bool step(struct pw_station *s, struct pw_committed *ret_committed)
{
    struct pw_error err = { 0 };
    struct pw_state state = { 0 };
    struct pw_beats beats = { .started = s->clock->mono_us(s->clock) };
    const struct pw_commit_setup setup = { &s->rules, s->printers, s->printer_count, s->store_tag };
    for (int i = 0; i < TRIES; i++) {
        err = (struct pw_error){ 0 };
        if (!pw_db_begin(s->db, &err))
            break;
        pw_scale_facts(s, s->event.lane, &s->facts.scale);
        if ((s->event.lane[0] == '\0' || pw_lane_load(s->db, s->rules.bench, s->event.lane, &state, &err)) &&
            pw_resolve(s->db, &s->rules, &state, &s->event, &s->facts, &err) && resolve_printers(s, &err) &&
            pw_resolve_pin(s->db, &state, &s->event, pw_pin_entered(&s->pins, s->event.lane), &s->facts, &err)) {
            beats.resolved = s->clock->mono_us(s->clock);
            pw_decide(&state, &s->event, &s->facts, &s->decision);
            pw_say(&s->decision, &s->event, &s->facts, &s->say);
            beats.decided = s->clock->mono_us(s->clock);
            if (pw_recorder_take(s->recorder, &state, &s->event, &s->facts, &s->decision, &err) &&
                pw_commit(s->db, &setup, &s->event, &s->decision, &s->say, ret_committed, &err) &&
                pw_recorder_put(s->recorder, s->db, ret_committed->seq, &err) && pw_db_commit(s->db, &err)) {
                pw_recorder_committed(s->recorder);
                beats.committed = s->clock->mono_us(s->clock);
                pw_spare_committed(s, &s->decision);
                pw_scale_committed(s, s->event.lane, &s->decision);
                s->listener.committed(s->listener.user, &s->event, &s->decision, &beats);
                return true;
            }
        }
        pw_db_rollback(s->db);
        if (err.code != PW_ERR_BUSY)
            break;
    }
    pw_log(s->log, PW_LOG_ERROR, "station", "an event was not recorded: %s", err.text);
    s->listener.unrecorded(s->listener.user, &s->event, &err);
    return false;
}

static void start_event(struct pw_station *s, enum pw_event_kind kind, const char *lane, const char *device)
{
    memset(&s->event, 0, sizeof s->event);
    s->event.kind = kind;
    s->event.time_us = s->clock->wall_us(s->clock);
    snprintf(s->event.lane, sizeof s->event.lane, "%s", lane);
    snprintf(s->event.device, sizeof s->event.device, "%s", device);
}

static bool record_job(struct pw_station *s, size_t printer, const struct pw_owed *news)
{
    struct pw_committed ignored;
    struct pw_printer_slot *slot = &s->printers[printer];
    start_event(s, PW_EVENT_JOB, news->lane, slot->name);
    s->event.job = news->job;
    s->event.job_status = news->status;
    s->event.accepted = news->accepted;
    s->event.total = news->total;
    snprintf(s->event.evidence, sizeof s->event.evidence, "%s", news->evidence);
    pw_utf8_mend(s->event.evidence);
    if (!step(s, &ignored))
        return false;
    if (slot->busy == news->job && news->status != PW_JOB_HANDED_OVER)
        slot->busy = 0;
    return true;
}

/* What a printer tells of a job. What the store can't take is kept, and the printer keeps still until it could. */
static bool take_news(struct pw_station *s, size_t printer, const struct pw_owed *news)
{
    struct pw_owed *owed = &s->printers[printer].owed;
    bool ok = record_job(s, printer, news);
    if (!ok && (owed->job == 0 || owed->job == news->job || s->printers[printer].busy == news->job))
        *owed = *news; /* else it is a late proof of a job that a person will be asked about */
    else if (owed->job == news->job)
        owed->job = 0;
    return ok;
}

static bool settle_owed(struct pw_station *s, size_t printer)
{
    struct pw_owed *owed = &s->printers[printer].owed;
    if (owed->job != 0 && record_job(s, printer, owed))
        owed->job = 0;
    return owed->job == 0;
}

/* The packer who waits for this document, else any at this bench. */
static void lane_waiting_for(struct pw_station *s, int64_t job, char *out, size_t size)
{
    struct pw_error ignored; /* then only the history says it */
    struct pw_stmt *q =
        pw_db_query(s->db, &ignored,
                    "SELECT l.name FROM lane l, job j WHERE l.bench = $1 AND j.id = $2"
                    " ORDER BY CASE WHEN j.parcel_pk IN (l.subject_pk, l.parcel_pk) THEN 0 ELSE 1 END, l.name LIMIT 1",
                    "ti", s->rules.bench, job);
    if (q != NULL && pw_stmt_step(q, &ignored) == PW_ROW)
        snprintf(out, size, "%s", pw_stmt_text(q, 0));
    pw_stmt_done(q);
}

static void fail_job(struct pw_station *s, size_t printer, int64_t job, const char *why)
{
    struct pw_owed news = { .job = job, .status = PW_JOB_FAILED };
    snprintf(news.evidence, sizeof news.evidence, "it could not be drawn: %s", why);
    lane_waiting_for(s, job, news.lane, sizeof news.lane);
    if (!take_news(s, printer, &news))
        pw_log(s->log, PW_LOG_ERROR, "station", "job %lld failed, and that could not be recorded yet", (long long)job);
}

/* Draw and send a job that the store has as "sending". */
static void send_job(struct pw_station *s, size_t printer, int64_t job)
{
    struct pw_error err = { 0 };
    struct pw_buf bytes;
    char title[64];
    pw_buf_init(&bytes, 16 << 20);
    s->printers[printer].busy = job;
    if (pw_composer_job(s->composer, s->db, job, printer, &bytes, title, sizeof title, &err))
        s->listener.send(s->listener.user, printer, job, pw_buf_peek(&bytes), title);
    else
        fail_job(s, printer, job, err.text);
    pw_buf_finish(&bytes);
}

/* A file is drawn by a worker: a PDF takes its time, and packers don't wait for it. */
static void send_file(struct pw_station *s, size_t printer, int64_t job)
{
    struct pw_error err = { 0 };
    struct pw_buf content;
    char name[PW_FILE_NAME_MAX + 1], title[64];
    pw_buf_init(&content, PW_FILE_MAX);
    s->printers[printer].busy = job;
    snprintf(title, sizeof title, "packwright-file-%lld", (long long)job);
    if (s->listener.send_file == NULL)
        fail_job(s, printer, job, "files are not printed here");
    else if (pw_file_get(s->db, job, &content, name, &err))
        s->listener.send_file(s->listener.user, printer, job, pw_buf_peek(&content), title);
    else
        fail_job(s, printer, job, err.text);
    pw_buf_finish(&content);
}

static void act(struct pw_station *s, const struct pw_committed *c)
{
    for (size_t i = 0; i < c->job_count; i++)
        if (c->jobs[i].sending)
            send_job(s, (size_t)(c->jobs[i].printer - s->printers), c->jobs[i].id);
    pw_station_pump(s);
    s->listener.changed(s->listener.user);
}

/* The job that comes next at this printer becomes "sending": the most urgent, of these the oldest. 0 when there is none. */
static bool next_job(struct pw_station *s, size_t printer, int64_t *ret_job, bool *ret_file, struct pw_error *err)
{
    *ret_job = 0;
    *ret_file = false;
    struct pw_stmt *q =
        pw_db_query(s->db, err,
                    "UPDATE job SET status = 'sending', changed_us = $3 WHERE id = (SELECT j.id FROM job j WHERE j.bench = $1"
                    " AND j.printer = $2 AND j.status = 'queued' AND j." PW_JOB_OPEN " ORDER BY j.priority DESC, j.id LIMIT 1)"
                    " RETURNING id, CASE WHEN file_pk IS NULL THEN 0 ELSE 1 END",
                    "tti", s->rules.bench, s->printers[printer].name, s->clock->wall_us(s->clock));
    if (q == NULL)
        return false;
    enum pw_row row = pw_stmt_step(q, err);
    if (row == PW_ROW) {
        *ret_job = pw_stmt_int(q, 0);
        *ret_file = pw_stmt_int(q, 1) != 0;
        row = pw_stmt_step(q, err);
    }
    pw_stmt_done(q);
    return row == PW_ROW_END;
}

/* A document of an order that was cancelled or held meanwhile doesn't print, nor what nobody wants any more. */
static bool drop_stale(struct pw_station *s, struct pw_error *err)
{
    return pw_db_run(
               s->db, err,
               "UPDATE job SET status = 'void', evidence = 'the order was cancelled or held', changed_us = $2 WHERE bench = $1"
               " AND status = 'queued' AND " PW_JOB_OPEN
               " AND EXISTS (SELECT 1 FROM orders o WHERE o.id = order_pk AND o.status IN ('cancelled', 'held'))",
               "ti", s->rules.bench, s->clock->wall_us(s->clock)) &&
           pw_db_run(
               s->db, err,
               "UPDATE job SET status = 'void', evidence = 'it waited longer than it was to be printed for', changed_us = $2"
               " WHERE bench = $1 AND status = 'queued' AND " PW_JOB_OPEN " AND expires_us <= $2",
               "ti", s->rules.bench, s->clock->wall_us(s->clock));
}

static bool waits(struct pw_station *s, size_t printer, struct pw_error *err)
{
    int64_t n = 0;
    return pw_db_number(s->db, err, &n,
                        "SELECT count(*) FROM job WHERE bench = $1 AND printer = $2 AND status = 'queued' AND " PW_JOB_OPEN, "tt",
                        s->rules.bench, s->printers[printer].name) &&
           n > 0;
}

void pw_station_pump(struct pw_station *s)
{
    pw_spare_move(s);
    for (size_t i = 0; i < s->printer_count; i++) {
        struct pw_error err = { 0 };
        int64_t job = 0;
        bool file = false;
        if (!settle_owed(s, i) || !s->printers[i].ready || s->printers[i].diverted || s->printers[i].busy != 0 ||
            !waits(s, i, &err))
            continue;
        if (!pw_db_begin(s->db, &err)) {
            pw_log(s->log, PW_LOG_ERROR, "spool", "%s", err.text);
            return;
        }
        if (!drop_stale(s, &err) || !next_job(s, i, &job, &file, &err)) {
            pw_db_rollback(s->db);
            pw_log(s->log, PW_LOG_ERROR, "spool", "%s", err.text);
            return;
        }
        if (!pw_db_commit(s->db, &err))
            pw_log(s->log, PW_LOG_ERROR, "spool", "%s", err.text);
        else if (file)
            send_file(s, i, job);
        else if (job != 0)
            send_job(s, i, job);
    }
}

/* ---- events ---- */

static void put_shown(struct pw_station *s, struct pw_bytes raw)
{
    struct pw_buf visible;
    pw_buf_init(&visible, 4 * PW_SHOWN_BYTES);
    if (raw.len > PW_SHOWN_BYTES)
        raw.len = PW_SHOWN_BYTES;
    pw_utf8_visible(raw, &visible);
    snprintf(s->event.shown, sizeof s->event.shown, "%s", pw_buf_text(&visible));
    pw_utf8_mend(s->event.shown);
    pw_buf_finish(&visible);
}

bool pw_station_scan(struct pw_station *s, const char *lane, const char *device, enum pw_role role, struct pw_bytes raw,
                     const char *aim)
{
    struct pw_committed committed;
    start_event(s, PW_EVENT_SCAN, lane, device);
    s->event.role = role;
    pw_meaning_of(raw, aim, s->key, &s->event.meaning);
    pw_pin_take(&s->pins, &s->event);
    if (s->event.meaning.command == PW_COMMAND_PIN_DIGIT)
        snprintf(s->event.shown, sizeof s->event.shown, "a digit of a PIN");
    else if (s->event.meaning.badge[0] != '\0' ||
             (s->event.meaning.forged && s->event.meaning.text[0] == '\0')) /* a badge is a key: it is nobody's to read */
        snprintf(s->event.shown, sizeof s->event.shown, "a badge");
    else
        put_shown(s, raw);
    bool ok = step(s, &committed);
    if (s->event.pin_part == 2)
        pw_pin_forget(&s->pins, lane);
    if (!ok)
        return false;
    act(s, &committed);
    return true;
}

bool pw_station_lock(struct pw_station *s)
{
    struct pw_error err = { 0 };
    struct pw_committed committed;
    char lane[16] = "";
    if (s->rules.lock_after_us <= 0)
        return false;
    int64_t now = s->clock->wall_us(s->clock);
    struct pw_stmt *q = pw_db_query(s->db, &err,
                                    "SELECT name FROM lane WHERE bench = $1 AND person_pk <> 0 AND person_us <> 0 AND"
                                    " (person_us <= $2 OR person_us >= $3) ORDER BY name LIMIT 1",
                                    "tii", s->rules.bench, now - s->rules.lock_after_us, now + s->rules.lock_after_us);
    if (q != NULL && pw_stmt_step(q, &err) == PW_ROW)
        snprintf(lane, sizeof lane, "%s", pw_stmt_text(q, 0));
    pw_stmt_done(q);
    if (lane[0] == '\0')
        return false;
    start_event(s, PW_EVENT_LOCK, lane, "");
    if (!step(s, &committed))
        return false;
    act(s, &committed);
    return true;
}

void pw_station_weight(struct pw_station *s, size_t scale, const struct pw_weight *weight)
{
    struct pw_committed committed;
    struct pw_scale_slot *slot = &s->scales[scale];
    if (!pw_scale_take(slot, weight))
        return;
    start_event(s, PW_EVENT_WEIGHT, slot->lane, slot->name);
    snprintf(s->event.shown, sizeof s->event.shown, "%lld.%03lld kg", (long long)(weight->mg / 1000000),
             (long long)(weight->mg / 1000 % 1000));
    if (step(s, &committed))
        act(s, &committed);
}

void pw_station_scale(struct pw_station *s, size_t scale, bool ready, const char *words)
{
    struct pw_scale_slot *slot = &s->scales[scale];
    slot->ready = ready;
    if (!ready)
        slot->now.settled = false;
    snprintf(slot->words, sizeof slot->words, "%s", words);
    pw_utf8_mend(slot->words);
    s->listener.changed(s->listener.user);
}

bool pw_station_garbage(struct pw_station *s, const char *lane, const char *device, enum pw_role role, struct pw_bytes seen)
{
    struct pw_committed committed;
    start_event(s, PW_EVENT_SCAN, lane, device);
    s->event.role = role;
    s->event.meaning.garbled = true;
    put_shown(s, seen);
    if (!step(s, &committed))
        return false;
    act(s, &committed);
    return true;
}

bool pw_station_job(struct pw_station *s, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                    const char *evidence)
{
    struct pw_owed news = { .job = job, .status = status, .accepted = accepted, .total = total };
    snprintf(news.evidence, sizeof news.evidence, "%s", evidence);
    bool ok = take_news(s, printer, &news);
    if (ok)
        pw_station_pump(s);
    s->listener.changed(s->listener.user);
    return ok;
}

void pw_station_printer(struct pw_station *s, size_t printer, bool ready, const char *state, const char *words)
{
    struct pw_printer_slot *slot = &s->printers[printer];
    pw_spare_state(s, printer, ready);
    slot->ready = ready;
    snprintf(slot->state, sizeof slot->state, "%s", state);
    snprintf(slot->words, sizeof slot->words, "%s", words);
    pw_utf8_mend(slot->words);
    pw_station_pump(s);
    s->listener.changed(s->listener.user);
}

void pw_station_stop(struct pw_station *s, const int64_t *begun, size_t count)
{
    for (size_t i = 0; i < s->printer_count; i++)
        s->printers[i].ready = false;
    for (size_t i = 0; i < s->printer_count && i < count; i++) {
        const struct pw_printer_slot *slot = &s->printers[i];
        struct pw_owed news = { .job = slot->busy, .status = PW_JOB_QUEUED };
        if (!settle_owed(s, i) || slot->busy == 0 || slot->busy == begun[i])
            continue;
        snprintf(news.evidence, sizeof news.evidence, "the station stopped before anything of it was sent");
        if (!record_job(s, i, &news))
            pw_log(s->log, PW_LOG_ERROR, "station", "job %lld was not sent, and that could not be recorded", (long long)news.job);
    }
}

bool pw_station_file(struct pw_station *s, const struct pw_file_request *request, struct pw_file_job *ret_job,
                     struct pw_error *err)
{
    struct pw_file_request r = *request;
    r.bench = s->rules.bench;
    r.now_us = s->clock->wall_us(s->clock);
    if (!pw_file_route(s->config, s->db, &r, &r.printer, err) || !pw_file_put(s->db, &r, ret_job, err))
        return false;
    pw_station_pump(s);
    s->listener.changed(s->listener.user);
    return true;
}

/* What was on its way to a printer when the station stopped is uncertain: it may be on paper. */
static bool recover(struct pw_station *s, struct pw_error *err)
{
    for (;;) {
        int64_t job = 0;
        if (!pw_db_number(s->db, err, &job,
                          "SELECT MIN(id) FROM job WHERE bench = $1 AND status IN ('sending', 'handed-over') AND " PW_JOB_OPEN,
                          "t", s->rules.bench))
            return false;
        if (job == 0)
            return true;
        struct pw_committed committed;
        start_event(s, PW_EVENT_START, "", "");
        s->event.job = job;
        if (!step(s, &committed))
            return pw_fail(err, PW_ERR_IO, 0,
                           "what was on its way to a printer could not be recorded as uncertain; is the disk full?");
    }
}

bool pw_station_create(const struct pw_config *config, const struct pw_clock *clock, struct pw_log *log,
                       const struct pw_station_listener *listener, struct pw_station **ret_station, struct pw_error *err)
{
    struct pw_station *s = calloc(1, sizeof *s);
    if (s == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
    s->config = config;
    s->clock = clock;
    s->log = log;
    s->listener = *listener;
    struct pw_cutoffs cutoffs; /* complained about now rather than when the first queue is shown */
    if (pw_rules_read(config, &s->rules, err) && pw_cutoffs_read(config, &cutoffs, err) && read_printers(s, err) &&
        pw_scales_read(s, err) && pw_spare_read(s, err) &&
        pw_db_open(pw_section_get(pw_config_section(config, "store", ""), "path"), PW_DB_CREATE, &s->db, err) &&
        pw_spare_load(s, err) && pw_store_identity(s->db, s->key, s->store_tag, err) &&
        pw_composer_create(config, s->key, &s->composer, err) && pw_recorder_create(&s->recorder, err) &&
        pw_arrivals_check(s, err) && recover(s, err)) {
        pw_arrivals_queue(s);
        *ret_station = s;
        return true;
    }
    pw_station_destroy(s);
    return false;
}

void pw_station_destroy(struct pw_station *s)
{
    if (s == NULL)
        return;
    pw_composer_destroy(s->composer);
    pw_recorder_destroy(s->recorder);
    pw_db_close(s->db);
    explicit_bzero(&s->pins, sizeof s->pins);
    free(s->printers);
    free(s->scales);
    free(s);
}
