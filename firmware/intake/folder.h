/*
 * A hot folder: what is put into it is printed, once, and lies in its "done" or "refused" folder afterwards. It tells the station
 * of one file at a time and waits for the answer; a file is moved only after the answer, and its key lets the station know it
 * again after a power cut in between.
 */
#ifndef PACKWRIGHT_INTAKE_FOLDER_H
#define PACKWRIGHT_INTAKE_FOLDER_H

#include "config.h"
#include "packwright/bytes.h"
#include "packwright/log.h"
#include "packwright/loop.h"
#include "packwright/section.h"

struct pw_folder;

enum pw_folder_answer {
    PW_FOLDER_TAKEN,   /* it is in the spool: to "done" */
    PW_FOLDER_REFUSED, /* it can't be printed: to "refused", with the reason beside it */
    PW_FOLDER_LATER,   /* ask again in some seconds */
};

struct pw_folder_listener {
    /** Whether a file can be printed; false: why says why not, and it is refused. Thread: a worker. */
    bool (*check)(const struct pw_config *config, const char *printer, struct pw_bytes content, struct pw_error *why);
    const struct pw_config *config; /* for check; outlives the worker */
    /** A whole file. Everything is borrowed. Answer with pw_folder_answer, now or later. */
    void (*arrived)(void *user, struct pw_folder *folder, const char *name, const char *key, struct pw_bytes content);
    /** state: "ready", "failed" or "missing" (the folder isn't there); words for a person. */
    void (*state)(void *user, struct pw_folder *folder, const char *state, const char *words);
    void *user;
};

extern const struct pw_key pw_folder_keys[];

/**
 * Watch the folder that a [folder NAME] section describes.
 *
 * Ownership: section outlives it.
 * Thread:    the loop's; the disk is a worker's.
 * Errors:    PW_ERR_CONFIG without a path, PW_ERR_MEMORY. A folder that isn't there is no error: it is waited for.
 */
PW_MUST_CHECK bool pw_folder_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                                    const struct pw_folder_listener *listener, struct pw_folder **ret_folder,
                                    struct pw_error *err);
/** NULL is allowed. A worker that is at the disk ends by itself. */
void pw_folder_destroy(struct pw_folder *folder);
void pw_folder_answer(struct pw_folder *folder, enum pw_folder_answer answer, const char *reason);
const struct pw_section *pw_folder_section(const struct pw_folder *folder);

#endif
