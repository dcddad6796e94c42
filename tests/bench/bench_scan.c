/*
 * Scan to first byte at the printer, on the real path: a scanner's line into a FIFO, the whole bench, a TCP printer on loopback.
 *
 *   bench_scan STORE N        STORE: a store with orders in it (bench_store.py makes one)
 *
 * Each round packs one order of one unit by scanning its item: the scan opens the order, completes it, and slip and label print.
 * In the same round one bare durable SQLite commit of a row of 200 bytes is timed on the same disk. Prints medians and 99th
 * percentiles of each beat, of the whole, and of the whole less the bare commit.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_us(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ---- a printer that notes when the first byte after "armed" came ---- */

struct sink {
    int fd, port;
    _Atomic int64_t first_us; /* 0: armed */
};

static void *serve(void *user)
{
    struct sink *s = user;
    char data[65536];
    for (;;) {
        int c = accept(s->fd, NULL, NULL);
        ssize_t n;
        while (c >= 0 && (n = recv(c, data, sizeof data, 0)) > 0) {
            int64_t zero = 0;
            atomic_compare_exchange_strong(&s->first_us, &zero, now_us());
        }
        if (c >= 0)
            close(c);
    }
    return NULL;
}

static void open_sink(struct sink *s)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof a;
    pthread_t t;
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(s->fd, (struct sockaddr *)(void *)&a, sizeof a) != 0 || listen(s->fd, 4) != 0 ||
        getsockname(s->fd, (struct sockaddr *)(void *)&a, &len) != 0 || pthread_create(&t, NULL, serve, s) != 0) {
        perror("bench_scan: sink");
        exit(1);
    }
    s->port = ntohs(a.sin_port);
    atomic_store(&s->first_us, 1);
}

/* ---- the bench under test ---- */

static struct pw_beats beats;
static _Atomic int completed;

static void on_beats(void *user, const struct pw_event *event, const struct pw_decision *decision, const struct pw_beats *b)
{
    (void)user;
    if (event->kind != PW_EVENT_SCAN)
        return;
    beats = *b;
    atomic_store(&completed, decision->outcome == PW_OUTCOME_COMPLETED ? 1 : 2);
}

static void *run_bench(void *user)
{
    pw_bench_run(user);
    return NULL;
}

/* ---- figures ---- */

enum { DECODE, RESOLVE, DECIDE, COMMIT, SEND, WHOLE, BARE, OVER, FIGURES };
static const char *const names[FIGURES] = { "line read and decoded, to the station",
                                            "resolve",
                                            "decide",
                                            "commit (durable)",
                                            "render, send, first byte there",
                                            "scan to first byte",
                                            "bare durable commit",
                                            "scan to first byte less the bare commit" };

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t bare_commit(sqlite3 *db)
{
    int64_t t = now_us();
    if (sqlite3_exec(db, "INSERT INTO t VALUES (randomblob(200))", NULL, NULL, NULL) != SQLITE_OK)
        exit(1);
    return now_us() - t;
}

static sqlite3 *open_bare(const char *store)
{
    char path[600];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s.bare", store);
    if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db,
                                                             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                                                             "wal_autocheckpoint=0; CREATE TABLE IF NOT EXISTS t (b BLOB)",
                                                             NULL, NULL, NULL) != SQLITE_OK)
        exit(1);
    return db;
}

static struct pw_config *configure(const char *store, const char *fifo, struct sink *slip, struct sink *label)
{
    char text[2000];
    struct pw_config *config;
    struct pw_error err = { 0 };
    snprintf(text, sizeof text,
             "[station]\nname = bench\ncarrier = USPS\nservice = Ground Advantage\n[sender]\nname = Sample Shop\nline1 = 1 "
             "Road\ncity = Town\n"
             "postal-code = 97000\ncountry = US\n[store]\npath = %s\n[kiosk]\nlisten = 127.0.0.1:0\n[scanner s]\ndriver = "
             "pipe\npath = %s\n"
             "[printer slip]\ntransport = tcp\naddress = 127.0.0.1:%d\nlanguage = escpos\nprofile = TM-T88V\ndocuments = slip, "
             "gift-slip\n"
             "status = none\n[printer label]\ntransport = tcp\naddress = 127.0.0.1:%d\nlanguage = zpl\ndocuments = label\nstatus "
             "= none\n",
             store, fifo, slip->port, label->port);
    if (!pw_config_parse(text, "bench", "/tmp", &config, &err)) {
        fprintf(stderr, "bench_scan: %s\n", err.text);
        exit(1);
    }
    return config;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: bench_scan STORE N\n");
        return 2;
    }
    int n = atoi(argv[2]), kept = 0;
    char fifo[300];
    static struct sink slip, label;
    struct pw_log log;
    struct pw_error err = { 0 };
    struct pw_bench *bench;
    pthread_t thread;
    snprintf(fifo, sizeof fifo, "%s.fifo", argv[1]);
    open_sink(&slip);
    open_sink(&label);
    struct pw_config *config = configure(argv[1], fifo, &slip, &label);
    pw_log_init_stderr(&log, PW_LOG_WARN);
    const struct pw_bench_setup setup = { .config = config, .log = &log, .on_beats = on_beats };
    if (!pw_bench_create(&setup, &bench, &err)) {
        fprintf(stderr, "bench_scan: %s\n", err.text);
        return 1;
    }
    pthread_create(&thread, NULL, run_bench, bench);
    usleep(500000);
    int out = open(fifo, O_WRONLY | O_CLOEXEC);
    sqlite3 *bare = open_bare(argv[1]), *db;
    sqlite3_stmt *pick;
    int64_t *figures[FIGURES];
    for (int f = 0; f < FIGURES; f++)
        figures[f] = calloc((size_t)n, sizeof **figures);
    if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(
            db,
            "SELECT l.sku FROM order_line l WHERE l.open_us IS NOT NULL AND l.quantity = 1 AND (SELECT count(*) FROM order_line m"
            " WHERE m.order_pk = l.order_pk) = 1 AND NOT EXISTS (SELECT 1 FROM order_line k WHERE k.sku = l.sku AND k.id <> l.id)"
            " LIMIT ?",
            -1, &pick, NULL) != SQLITE_OK)
        return 1;
    sqlite3_bind_int(pick, 1, n);
    char(*skus)[64] = calloc((size_t)n, sizeof *skus);
    int count = 0;
    while (count < n && sqlite3_step(pick) == SQLITE_ROW)
        snprintf(skus[count++], sizeof *skus, "%s", (const char *)sqlite3_column_text(pick, 0));
    sqlite3_finalize(pick);
    sqlite3_close(db);
    for (int i = 0; i < count; i++) {
        char line[80];
        int len = snprintf(line, sizeof line, "%s\n", skus[i]);
        int64_t bare_us = bare_commit(bare);
        atomic_store(&slip.first_us, 0);
        atomic_store(&completed, 0);
        int64_t t0 = now_us();
        if (write(out, line, (size_t)len) != len)
            return 1;
        int64_t give_up = t0 + 5000000;
        while ((atomic_load(&completed) == 0 || (atomic_load(&completed) == 1 && atomic_load(&slip.first_us) == 0)) &&
               now_us() < give_up)
            usleep(50);
        if (atomic_load(&completed) != 1 || atomic_load(&slip.first_us) == 0)
            continue;
        int64_t first = atomic_load(&slip.first_us);
        usleep(20000); /* the label and the screen get their time: a packer's next scan is a second away */
        if (i < 5)
            continue; /* the first ones open fonts and fill caches */
        figures[DECODE][kept] = beats.started - t0;
        figures[RESOLVE][kept] = beats.resolved - beats.started;
        figures[DECIDE][kept] = beats.decided - beats.resolved;
        figures[COMMIT][kept] = beats.committed - beats.decided;
        figures[SEND][kept] = first - beats.committed;
        figures[WHOLE][kept] = first - t0;
        figures[BARE][kept] = bare_us;
        figures[OVER][kept++] = first - t0 - bare_us;
    }
    printf("%d of %d scans completed an order\n%-42s %10s %10s\n", kept, n, "microseconds", "median", "99th");
    for (int f = 0; f < FIGURES && kept > 0; f++) {
        qsort(figures[f], (size_t)kept, sizeof **figures, compare);
        printf("%-42s %10lld %10lld\n", names[f], (long long)figures[f][kept / 2], (long long)figures[f][kept * 99 / 100]);
    }
    pw_bench_stop(bench);
    pthread_join(thread, NULL);
    pw_bench_destroy(bench);
    pw_config_free(config);
    return kept > 0 ? 0 : 1;
}
