/*
 * The station: takes one event at a time through resolve, decide, commit, act. It owns the store's connection.
 *
 * Thread: the functions of this header are the station thread's (or a test's or simulator's only one), except where it says
 * "any". thread.h runs it on a thread of its own.
 */
#ifndef PACKWRIGHT_STATION_H
#define PACKWRIGHT_STATION_H

#include "config.h"
#include "packwright/clock.h"
#include "packwright/log.h"
#include "station/commit.h"
#include "station/pin.h"
#include "station/record.h"
#include "station/scales.h"
#include "store/files.h"
#include "store/retention.h"

struct pw_composer; /* draws documents: documents.h */

/* When the beats of one event ended, monotonic microseconds: for the benchmark. */
struct pw_beats {
    int64_t started, resolved, decided, committed;
};

/* What the station tells the world, after it was committed. */
struct pw_station_listener {
    /** Send these bytes as job to the printer of this index; bytes are borrowed. */
    void (*send)(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title);
    /** An event was committed. */
    void (*committed)(void *user, const struct pw_event *event, const struct pw_decision *decision, const struct pw_beats *beats);
    /** The event could not be recorded: the disk is full, the store is locked. Nothing changed; say so. */
    void (*unrecorded)(void *user, const struct pw_event *event, const struct pw_error *error);
    /** Something of what the screen shows has changed. */
    void (*changed)(void *user);
    void *user;
    /** Draw this file for the printer of this index and send it as job; content is borrowed. NULL: files aren't printed. */
    void (*send_file)(void *user, size_t printer, int64_t job, struct pw_bytes content, const char *title);
};

struct pw_station {
    struct pw_db *db;
    struct pw_log *log;
    const struct pw_clock *clock;
    const struct pw_config *config;
    struct pw_rules rules;
    struct pw_printer_slot *printers;
    size_t printer_count;
    struct pw_scale_slot *scales;
    size_t scale_count;
    uint8_t key[32];     /* signs command barcodes */
    struct pw_pins pins; /* being entered */
    char store_tag[5];   /* in parcel codes */
    struct pw_composer *composer;
    struct pw_recorder *recorder; /* for the journal */
    struct pw_station_listener listener;
    struct pw_event event; /* scratch: too large for a stack frame each */
    struct pw_facts facts;
    struct pw_decision decision;
    struct pw_say say;
    struct pw_purged purged; /* so far; told when it is done */
    bool unscrubbed;         /* what was wiped is in the store's log still */
};

/**
 * Open the store, read the configuration's rules, make the key and tag of a new store, and settle what was half way when the
 * station last stopped.
 *
 * Ownership: keeps config, clock and log, which must outlive it.
 * Errors:    the store's; PW_ERR_CONFIG.
 */
PW_MUST_CHECK bool pw_station_create(const struct pw_config *config, const struct pw_clock *clock, struct pw_log *log,
                                     const struct pw_station_listener *listener, struct pw_station **ret_station,
                                     struct pw_error *err);
void pw_station_destroy(struct pw_station *station);

/** A scan: aim may be "". False: it could not be recorded, and nothing changed. */
bool pw_station_scan(struct pw_station *station, const char *lane, const char *device, enum pw_role role, struct pw_bytes raw,
                     const char *aim);
/** Lock a lane where nobody has scanned for the configured time; true: there may be another. */
bool pw_station_lock(struct pw_station *station);
/** Bytes that are no scan: shown as such. */
bool pw_station_garbage(struct pw_station *station, const char *lane, const char *device, enum pw_role role,
                        struct pw_bytes seen);
/** What a scale tells: a newly settled weight is an event. */
void pw_station_weight(struct pw_station *station, size_t scale, const struct pw_weight *weight);
/** A scale's link changed. */
void pw_station_scale(struct pw_station *station, size_t scale, bool ready, const char *words);
/** A printer tells what became of a job. */
bool pw_station_job(struct pw_station *station, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted,
                    int64_t total, const char *evidence);
/** A printer's link or condition changed. */
void pw_station_printer(struct pw_station *station, size_t printer, bool ready, const char *state, const char *words);
/**
 * The station stops: begun says of each printer which job it has begun to take. What was given to others and has not reached them
 * waits again; nothing more is sent.
 */
void pw_station_stop(struct pw_station *station, const int64_t *begun, size_t count);
/** Keep a file and queue it for a printer; bench and now_us are the station's own. See store/files.h. */
PW_MUST_CHECK bool pw_station_file(struct pw_station *station, const struct pw_file_request *request, struct pw_file_job *ret_job,
                                   struct pw_error *err);
/** Send what waits to printers that are free. Called after each of the above; a test may call it too. */
void pw_station_pump(struct pw_station *station);

/** Wipe a little of what is over its time (store/retention.h); true while there is more. */
bool pw_station_purge(struct pw_station *station);

#endif
