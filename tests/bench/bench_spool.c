/*
 * What the spool costs for each document, without printer and link: handing it over, recognising the printer's word (both on the
 * loop), and the two transactions that record it on disk. Argument: a folder for the store.
 */
#include "figures.h"

#include "config.h"
#include "loop.h"
#include "printer.h"
#include "station/station.h"

#include <string.h>

enum { PRINTS = 5000, RECORDS = 300 };

/* A printer that takes everything at once and says so at once. */
struct eager {
    struct pw_transport base;
    struct pw_loop *loop;
    struct pw_timer *soon;
    size_t len;
    uint8_t word[7];
};

static void take(void *user)
{
    struct eager *e = user;
    const struct pw_sent sent = { .outcome = PW_SENT_ALL, .accepted = e->len, .total = e->len, .ground = "bench" };
    const uint8_t well[] = { 0x10, 0, 0, 0 };
    e->base.listener.on_sent(e->base.listener.user, &e->base, &sent);
    e->base.listener.on_reply(e->base.listener.user, &e->base,
                              e->word[0] != 0 ? pw_bytes_of(e->word, sizeof e->word) : pw_bytes_of(well, sizeof well));
    e->word[0] = 0;
}

static bool eager_send(struct pw_transport *t, struct pw_bytes doc, const char *title, struct pw_error *err)
{
    struct eager *e = pw_container_of(t, struct eager, base);
    (void)title, (void)err;
    e->len = doc.len;
    if (doc.len > 64) { /* it ends with the request for a word */
        e->word[0] = 0x37;
        e->word[1] = 0x22;
        memcpy(e->word + 2, doc.data + doc.len - 4, 4);
        e->word[6] = 0;
    }
    e->loop->impl->timer_start(e->soon, 0);
    return true;
}

static void eager_destroy(struct pw_transport *t)
{
    struct eager *e = pw_container_of(t, struct eager, base);
    e->loop->impl->timer_free(e->soon);
    free(e);
}

static bool eager_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                         const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err);
static const struct pw_transport_impl eager = {
    .scheme = "eager", .create = eager_create, .send = eager_send, .destroy = eager_destroy
};

static bool eager_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                         const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err)
{
    struct eager *e = calloc(1, sizeof *e);
    (void)log, (void)err;
    e->base = (struct pw_transport){ &eager, section, *listener, PW_LINK_READY };
    e->loop = loop;
    e->soon = loop->impl->timer(loop, take, e);
    *ret_transport = &e->base;
    listener->on_link(listener->user, &e->base, PW_LINK_READY, "");
    return true;
}

static struct run {
    struct pw_uv_loop *uv;
    struct pw_printer *printer;
    struct pw_buf slip;
    double begin, us[PRINTS];
    int64_t job;
} r;

static void send_next(void)
{
    struct pw_buf whole;
    pw_buf_init(&whole, 65536);
    pw_buf_put(&whole, r.slip.data, r.slip.len);
    pw_language_escpos.ask_proof(pw_printing_ticket(++r.job), &whole);
    r.begin = now_us();
    pw_printer_send(r.printer, r.job, pw_buf_peek(&whole), "slip");
    pw_buf_finish(&whole);
}

static void next(void *user)
{
    (void)user;
    send_next();
}

static void on_job(void *user, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                   const char *evidence)
{
    (void)user, (void)printer, (void)accepted, (void)total, (void)evidence;
    struct pw_error err;
    if (status == PW_JOB_HANDED_OVER)
        return;
    r.us[job - 1] = now_us() - r.begin;
    if (status != PW_JOB_PRINTED || job == PRINTS || !pw_uv_loop_post(r.uv, next, NULL, &err))
        pw_uv_loop_stop(r.uv);
}

static void on_state(void *user, size_t printer, bool ready, const char *state, const char *words)
{
    (void)user, (void)printer, (void)ready, (void)state, (void)words;
}

static bool prints(const struct pw_config *config, struct pw_error *err)
{
    const struct pw_printer_listener on = { on_job, on_state, NULL };
    pw_buf_init(&r.slip, 65536);
    for (int i = 0; i < 40; i++)
        pw_buf_puts(&r.slip, "a line of a slip of some 1,200 bytes\n");
    if (!pw_uv_loop_create(&r.uv, err) ||
        !pw_printer_create_on(pw_uv_loop_base(r.uv), NULL, pw_config_nth(config, "printer", 0), 0, &eager, &on, &r.printer, err))
        return false;
    send_next();
    pw_uv_loop_run(r.uv);
    pw_printer_destroy(r.printer);
    pw_uv_loop_destroy(r.uv);
    pw_buf_finish(&r.slip);
    figures_print("a slip of 1.2 kB to the printer's word", r.us, (size_t)r.job);
    return r.job == PRINTS || pw_fail(err, PW_ERR_IO, 0, "job %lld did not print", (long long)r.job);
}

static void no_send(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title)
{
    (void)user, (void)printer, (void)job, (void)bytes, (void)title;
}

static void no_committed(void *user, const struct pw_event *event, const struct pw_decision *decision,
                         const struct pw_beats *beats)
{
    (void)user, (void)event, (void)decision, (void)beats;
}

static void unrecorded(void *user, const struct pw_event *event, const struct pw_error *error)
{
    (void)user, (void)event;
    fprintf(stderr, "%s\n", error->text);
}

static void no_change(void *user)
{
    (void)user;
}

static bool records(const struct pw_config *config, struct pw_error *err)
{
    const struct pw_station_listener on = { no_send, no_committed, unrecorded, no_change, NULL, NULL };
    struct pw_station *s;
    static double us[RECORDS];
    if (!pw_station_create(config, &pw_clock_system, NULL, &on, &s, err))
        return false;
    bool ok = true;
    for (int i = 0; i < RECORDS && ok; i++) {
        int64_t id = 0;
        ok =
            pw_db_number(s->db, err, &id,
                         "INSERT INTO job (document, bench, printer, status, created_us, changed_us) VALUES ('commands', $1, 'p',"
                         " 'sending', 1, 1) RETURNING id",
                         "t", s->rules.bench);
        double begin = now_us();
        ok = ok && pw_station_job(s, 0, id, PW_JOB_HANDED_OVER, 1200, 1200, "every byte was taken") &&
             pw_station_job(s, 0, id, PW_JOB_PRINTED, 1200, 1200, "the printer said that all of it is on paper");
        us[i] = now_us() - begin;
    }
    pw_station_destroy(s);
    figures_print("its two steps recorded, each durable", us, RECORDS);
    return ok;
}

int main(int argc, char **argv)
{
    static const char text[] = "[station]\nname = bench\n[printer p]\ntransport = tcp\naddress = 127.0.0.1:9\nlanguage = escpos\n"
                               "profile = TM-T88V\ndocuments = slip\n";
    struct pw_error err = { 0 };
    struct pw_config *config;
    if (argc < 2 || !pw_config_parse(text, "bench", argv[1], &config, &err) || !prints(config, &err) || !records(config, &err)) {
        fprintf(stderr, "%s\n", argc < 2 ? "usage: bench_spool FOLDER" : err.text);
        return 1;
    }
    pw_config_free(config);
    return 0;
}
