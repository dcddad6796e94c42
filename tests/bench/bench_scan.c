/*
 * Scan to first byte at the printer, on the real path: a scanner's line into a FIFO, the whole bench, TCP printers on loopback.
 *
 *   bench_scan STORE <CODES
 *
 * CODES are item barcodes, a line each, of articles that one order of one unit wants and no other: such a scan opens the order,
 * completes it, and slip and label print. Before each scan one bare durable commit of a row of 200 bytes is timed in an SQLite
 * file of its own beside the store, set up as the store is, its log neither growing nor moved meanwhile: the least that any
 * program that forgets nothing has to wait for.
 */
#include "bare.h"
#include "bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SCANS = 2000, /* at most */
    WARM = 10,    /* the first ones open fonts and fill caches */
    PAUSE = 5000, /* µs, when both papers are out: the screen gets its time; a packer's next scan is a second away */
    PATIENCE_S = 5,
};

/* ---- a printer that notes when the first byte came ---- */

struct sink {
    int fd, port;
    sem_t *happened;
    _Atomic double first_us; /* 0: armed */
};

static void *serve(void *user)
{
    struct sink *s = user;
    char data[65536];
    for (;;) {
        int c = accept(s->fd, NULL, NULL);
        while (c >= 0 && recv(c, data, sizeof data, 0) > 0) {
            double armed = 0;
            if (atomic_compare_exchange_strong(&s->first_us, &armed, now_us()))
                sem_post(s->happened);
        }
        if (c >= 0)
            close(c);
    }
    return NULL;
}

static bool open_sink(struct sink *s)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof a;
    pthread_t t;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)(void *)&a, sizeof a) != 0 || listen(s->fd, 4) != 0 ||
        getsockname(s->fd, (struct sockaddr *)(void *)&a, &len) != 0 || pthread_create(&t, NULL, serve, s) != 0)
        return false;
    pthread_detach(t);
    s->port = ntohs(a.sin_port);
    atomic_store(&s->first_us, 1);
    return true;
}

/* ---- the bench under test ---- */

enum { SLIP, LABEL, PRINTERS };

struct seen {
    struct pw_beats beats;
    double drawn_us;
    _Atomic int outcome; /* -1: none yet */
    _Atomic int printed; /* documents */
    sem_t happened;      /* something of what a round waits for: nothing polls while it is timed */
};

static void on_beats(void *user, const struct pw_event *event, const struct pw_decision *decision, const struct pw_beats *beats)
{
    struct seen *seen = user;
    if (event->kind == PW_EVENT_JOB && event->job_status == PW_JOB_PRINTED)
        atomic_fetch_add(&seen->printed, 1);
    if (event->kind == PW_EVENT_SCAN) {
        seen->beats = *beats;
        atomic_store(&seen->outcome, (int)decision->outcome);
    }
    sem_post(&seen->happened);
}

static void on_drawn(void *user, size_t printer)
{
    struct seen *seen = user;
    if (printer == SLIP)
        seen->drawn_us = now_us();
}

static void *run_bench(void *user)
{
    pw_bench_run(user);
    return NULL;
}

static bool configure(const char *store, const char *fifo, const struct sink *sinks, struct pw_config **ret_config,
                      struct pw_error *err)
{
    char text[2000];
    snprintf(text, sizeof text,
             "[station]\nname = bench\ncarrier = USPS\nservice = Ground Advantage\n"
             "[sender]\nname = Sample Shop\nline1 = 1 Example Road\ncity = Springfield\npostal-code = 97477\ncountry = US\n"
             "[store]\npath = %s\n[kiosk]\nlisten = 127.0.0.1:0\n[scanner s]\ndriver = pipe\npath = %s\n"
             "[printer slip]\ntransport = tcp\naddress = 127.0.0.1:%d\nlanguage = escpos\nprofile = TM-T88V\n"
             "documents = slip, gift-slip\nstatus = none\n"
             "[printer label]\ntransport = tcp\naddress = 127.0.0.1:%d\nlanguage = zpl\ndocuments = label\nstatus = none\n",
             store, fifo, sinks[SLIP].port, sinks[LABEL].port);
    return pw_config_parse(text, "bench_scan", "/", ret_config, err);
}

/* ---- the rounds ---- */

enum figure { DECODE, RESOLVE, DECIDE, COMMIT, RENDER, SEND, WHOLE, BARE, OVER, FIGURES };
static const char *const names[FIGURES] = { "decode: line read, to the station",
                                            "resolve",
                                            "decide",
                                            "commit",
                                            "render",
                                            "send: first byte there",
                                            "scan to first byte",
                                            "bare durable commit",
                                            "scan to first byte, less that commit" };

struct rounds {
    struct sink sinks[PRINTERS];
    struct seen seen;
    int fifo;
    struct bare bare;
    double us[FIGURES][SCANS];
    double first_us[WARM]; /* render, of the first ones */
    int kept, scans;
};

static bool wait_until_done(struct rounds *r)
{
    struct timespec give_up;
    clock_gettime(CLOCK_REALTIME, &give_up);
    give_up.tv_sec += PATIENCE_S;
    while (atomic_load(&r->seen.outcome) < 0 || atomic_load(&r->seen.printed) < PRINTERS ||
           atomic_load(&r->sinks[SLIP].first_us) == 0 || atomic_load(&r->sinks[LABEL].first_us) == 0) {
        if (sem_timedwait(&r->seen.happened, &give_up) != 0)
            return false;
    }
    return true;
}

static bool one_round(struct rounds *r, const char *line)
{
    double bare_us;
    if (!bare_commit(&r->bare, &bare_us))
        return false;
    for (int i = 0; i < PRINTERS; i++)
        atomic_store(&r->sinks[i].first_us, 0);
    atomic_store(&r->seen.printed, 0);
    atomic_store(&r->seen.outcome, -1);
    double begin = now_us();
    if (write(r->fifo, line, strlen(line)) != (ssize_t)strlen(line))
        return false;
    bool done = wait_until_done(r);
    usleep(PAUSE);
    if (!done || atomic_load(&r->seen.outcome) != PW_OUTCOME_COMPLETED) {
        fprintf(stderr, "bench_scan: scan %d completed no order: outcome %d, %d papers\n", r->scans,
                atomic_load(&r->seen.outcome), atomic_load(&r->seen.printed));
        return r->scans - r->kept < WARM + 20;
    }
    const struct pw_beats *b = &r->seen.beats;
    if (r->scans < WARM) {
        r->first_us[r->scans] = r->seen.drawn_us - (double)b->committed;
        return true;
    }
    double first = atomic_load(&r->sinks[SLIP].first_us);
    const double us[FIGURES] = {
        [DECODE] = (double)b->started - begin,
        [RESOLVE] = (double)(b->resolved - b->started),
        [DECIDE] = (double)(b->decided - b->resolved),
        [COMMIT] = (double)(b->committed - b->decided),
        [RENDER] = r->seen.drawn_us - (double)b->committed,
        [SEND] = first - r->seen.drawn_us,
        [WHOLE] = first - begin,
        [BARE] = bare_us,
        [OVER] = first - begin - bare_us,
    };
    for (int f = 0; f < FIGURES; f++)
        r->us[f][r->kept] = us[f];
    r->kept++;
    return true;
}

static bool run_rounds(struct rounds *r, const char *fifo)
{
    char line[200];
    for (int i = 0; i < 200 && (r->fifo = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0; i++)
        usleep(20000);
    usleep(500000); /* the printers connect */
    for (; r->scans < SCANS && fgets(line, sizeof line, stdin) != NULL; r->scans++)
        if (!one_round(r, line))
            return false;
    return true;
}

int main(int argc, char **argv)
{
    static struct rounds r;
    char fifo[600];
    struct pw_log log;
    struct pw_error err = { 0 };
    struct pw_config *config = NULL;
    struct pw_bench *bench = NULL;
    pthread_t thread;
    if (argc != 2) {
        fprintf(stderr, "usage: bench_scan STORE <CODES\n");
        return 2;
    }
    snprintf(fifo, sizeof fifo, "%s.fifo", argv[1]);
    sem_init(&r.seen.happened, 0, 0);
    r.sinks[SLIP].happened = r.sinks[LABEL].happened = &r.seen.happened;
    pw_log_init_stderr(&log, PW_LOG_ERROR);
    if (!open_sink(&r.sinks[SLIP]) || !open_sink(&r.sinks[LABEL]) || !bare_open(argv[1], &r.bare)) {
        fprintf(stderr, "bench_scan: the printers or %s.bare could not be opened\n", argv[1]);
        return 1;
    }
    struct pw_bench_setup setup = { .log = &log, .on_beats = on_beats, .on_drawn = on_drawn, .user = &r.seen };
    bool ok = configure(argv[1], fifo, r.sinks, &config, &err);
    setup.config = config;
    ok = ok && pw_bench_create(&setup, &bench, &err);
    if (!ok) {
        fprintf(stderr, "bench_scan: %s\n", err.text);
        return 1;
    }
    ok = pthread_create(&thread, NULL, run_bench, bench) == 0 && run_rounds(&r, fifo);
    for (int f = 0; f < FIGURES; f++)
        figures_print(names[f], r.us[f], (size_t)r.kept);
    figures_print("render, the first ones after the start", r.first_us, WARM);
    pw_bench_stop(bench);
    pthread_join(thread, NULL);
    pw_bench_destroy(bench);
    pw_config_free(config);
    bare_close(&r.bare);
    unlink(fifo);
    return ok && r.kept > 0 ? 0 : 1;
}
