/*
 * The station on a thread of its own. Other threads put messages into its queue; what it has to tell comes back through the
 * listener, on the station's thread.
 */
#ifndef PACKWRIGHT_STATION_THREAD_H
#define PACKWRIGHT_STATION_THREAD_H

#include "station/board.h"
#include "station/station.h"

struct pw_station_thread;

struct pw_station_thread_listener {
    struct pw_station_listener station;
    /** The screen's new content; borrowed. Comes when the queue is empty, so that a burst of scans is drawn once. */
    void (*board)(void *user, const char *json);
    void *user;
    /** What became of a file that was posted or asked after; ok false: err says why, and nothing was queued. */
    void (*file_queued)(void *user, uint64_t ticket, bool ok, const struct pw_file_job *job, const struct pw_error *err);
};

/** Ownership: keeps station, and destroys it at the end. */
PW_MUST_CHECK bool pw_station_thread_start(struct pw_station *station, const struct pw_station_thread_listener *listener,
                                           struct pw_station_thread **ret_thread, struct pw_error *err);
/** The last but one message: pw_station_stop with what is known of each printer. False: no memory. Thread: any. */
bool pw_station_post_stop(struct pw_station_thread *thread, const int64_t *begun, size_t count);
/** Ends after what is in the queue. Thread: not the station's. */
void pw_station_thread_stop(struct pw_station_thread *thread);

/* Thread: any. Each copies what it is given. False: no memory, nothing was queued. */
bool pw_station_post_scan(struct pw_station_thread *thread, const char *lane, const char *device, enum pw_role role,
                          struct pw_bytes raw, const char *aim, bool garbage);
bool pw_station_post_job(struct pw_station_thread *thread, size_t printer, int64_t job, enum pw_job_status status,
                         int64_t accepted, int64_t total, const char *evidence);
bool pw_station_post_printer(struct pw_station_thread *thread, size_t printer, bool ready, const char *state, const char *words);
bool pw_station_post_weight(struct pw_station_thread *thread, size_t scale, const struct pw_weight *weight);
bool pw_station_post_scale(struct pw_station_thread *thread, size_t scale, bool ready, const char *words);
bool pw_station_post_device(struct pw_station_thread *thread, size_t index, const struct pw_board_device *device);
/** A file to print; request's texts and content are copied, its bench and time are the station's. file_queued answers. */
bool pw_station_post_file(struct pw_station_thread *thread, uint64_t ticket, const struct pw_file_request *request);
/** What became of a job of a file: file_queued answers, with fresh false. */
bool pw_station_post_file_job(struct pw_station_thread *thread, uint64_t ticket, int64_t job);
/** Lock the lanes where nobody has scanned for a while. */
bool pw_station_post_lock(struct pw_station_thread *thread);
/** Wipe what is over its time, bit by bit whenever nothing else is to do. */
bool pw_station_post_purge(struct pw_station_thread *thread);
/** Have fn called on the station's thread, between two events. user is kept until then; where the station ends before, never. */
bool pw_station_post_call(struct pw_station_thread *thread, void (*fn)(void *user), void *user);
/** Look at the store again (orders were imported), and draw the board. */
bool pw_station_post_refresh(struct pw_station_thread *thread);

#endif
