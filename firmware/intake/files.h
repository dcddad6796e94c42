/*
 * Files on their way: from hot folders into the station, and from the station, drawn by a worker, to a printer.
 *
 * Thread: the loop's.
 */
#ifndef PACKWRIGHT_INTAKE_FILES_H
#define PACKWRIGHT_INTAKE_FILES_H

#include "config.h"
#include "packwright/log.h"
#include "packwright/loop.h"
#include "store/files.h"

struct pw_files;

struct pw_files_listener {
    /** Give this to the station; pw_files_queued brings its answer. False: no memory, try again. */
    bool (*queue)(void *user, uint64_t ticket, const struct pw_file_request *request);
    /** A file is drawn: send it. bytes are borrowed. */
    void (*drawn)(void *user, size_t printer, int64_t job, struct pw_bytes bytes, const char *title);
    /** It can't be printed on this printer. */
    void (*failed)(void *user, size_t printer, int64_t job, const char *why);
    /** A hot folder's state, of the n-th [folder] section. */
    void (*state)(void *user, size_t folder, const char *name, const char *state, const char *words);
    void *user;
};

/**
 * Start watching the configuration's folders.
 *
 * Ownership: keeps config.
 * Errors:    PW_ERR_CONFIG: a folder without a path, or for a printer that isn't there.
 */
PW_MUST_CHECK bool pw_files_create(struct pw_loop *loop, struct pw_log *log, const struct pw_config *config,
                                   const struct pw_files_listener *listener, struct pw_files **ret_files, struct pw_error *err);
/** NULL is allowed. What a worker still draws is thrown away; its job stays in the store. */
void pw_files_destroy(struct pw_files *files);
/** Draw a file for a printer; drawn or failed follows. */
void pw_files_draw(struct pw_files *files, size_t printer, int64_t job, struct pw_bytes content, const char *title);
/** The station's answer to queue. */
void pw_files_queued(struct pw_files *files, uint64_t ticket, bool ok, const struct pw_error *err);

#endif
