/* The bench: the only part that knows drivers and station. Joins scanners, printers, the page and the station's thread. */
#ifndef PACKWRIGHT_BENCH_H
#define PACKWRIGHT_BENCH_H

#include "config.h"
#include "packwright/log.h"
#include "station/station.h"

struct pw_bench;

struct pw_bench_setup {
    const struct pw_config *config;
    struct pw_log *log;
    bool demo; /* scans from the page, papers on the page */
    /** Called on the station's thread after each committed event; may be NULL. For the benchmark. */
    void (*on_beats)(void *user, const struct pw_event *event, const struct pw_decision *decision, const struct pw_beats *beats);
    /** The same, when a document is drawn and goes to the loop and its printer; may be NULL. */
    void (*on_drawn)(void *user, size_t printer);
    void *user;
};

/**
 * Set everything up; devices that aren't there are looked for while it runs.
 *
 * Ownership: config and log outlive the bench.
 * Thread:    the one that will call pw_bench_run.
 * Errors:    the store's, the configuration's, a port that is taken.
 */
PW_MUST_CHECK bool pw_bench_create(const struct pw_bench_setup *setup, struct pw_bench **ret_bench, struct pw_error *err);
/** Until SIGINT or SIGTERM, or pw_bench_stop. */
void pw_bench_run(struct pw_bench *bench);
/** Thread: any. */
void pw_bench_stop(struct pw_bench *bench);
void pw_bench_destroy(struct pw_bench *bench);
/** The page's address; borrowed. */
const char *pw_bench_url(const struct pw_bench *bench);

#endif
