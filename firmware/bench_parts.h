/*
 * A bench from inside, for its parts; bench.h says what a bench is. All of it is the loop's thread's but for what bench_thread.c
 * says is called on the station's.
 *
 *     bench.c           the whole: its start and its end, signals, timers, the watchdog
 *     bench_thread.c    what the station's thread says, told to the loop
 *     bench_page.c      the screen's state, and what the page and other programs ask for
 *     bench_channels.c  marketplaces that are asked over the network
 *     bench_devices.c   scanners, printers, hot folders, scales
 */
#ifndef PACKWRIGHT_BENCH_PARTS_H
#define PACKWRIGHT_BENCH_PARTS_H

#include "bench.h"
#include "intake/files.h"
#include "kiosk/kiosk.h"
#include "kiosk/rights.h"
#include "loop.h"
#include "printer.h"
#include "scale.h"
#include "station/thread.h"

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
    struct pw_bench_channel *channels; /* those that are asked over the network */
    struct pw_db *station_db;          /* the station's thread's */
    struct pw_buf board;               /* what was drawn last */
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

#define PW_BENCH_PROGRAM (UINT64_C(1) << 63) /* in a file's ticket: another program asked, through the kiosk */

/** The station and its thread. Errors: what pw_station_create and pw_station_thread_start say. */
bool pw_bench_start_station(struct pw_bench *bench, struct pw_error *err);
/** The page. Errors: the configuration's, the port's. */
bool pw_bench_open_page(struct pw_bench *bench, struct pw_error *err);
/** The board that the station drew, with what only the loop knows, to all pages. */
void pw_bench_publish(struct pw_bench *bench, const char *board);
/** Channels of type amazon, on the station's store; before its thread starts. Errors: the configuration's, the credentials'. */
bool pw_bench_open_channels(struct pw_bench *bench, struct pw_error *err);
/** The devices are open and the thread runs: ask. */
void pw_bench_start_channels(struct pw_bench *bench);
/** What was decided at the bench: on the station's thread. */
void pw_bench_channels_told(struct pw_bench *bench, const struct pw_decision *decision);
/** Nothing is asked any more; before the thread ends. */
void pw_bench_stop_channels(struct pw_bench *bench);
/** After the thread has ended. */
void pw_bench_close_channels(struct pw_bench *bench);
/** Scanners, printers, folders, scales. Errors: the configuration's; a device that isn't there is none. */
bool pw_bench_open_devices(struct pw_bench *bench, struct pw_error *err);
/** Before the station ends: nothing comes in any more, and documents under way get a moment. */
void pw_bench_close_devices(struct pw_bench *bench);

#endif
