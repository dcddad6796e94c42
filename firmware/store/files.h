/* Files that are printed as they are, and their jobs in the spool. */
#ifndef PACKWRIGHT_STORE_FILES_H
#define PACKWRIGHT_STORE_FILES_H

#include "store/db.h"

enum { PW_FILE_MAX = 32 << 20, PW_FILE_KEY_MAX = 200, PW_FILE_NAME_MAX = 200 };

struct pw_file_request {
    struct pw_bytes content;
    const char *name;    /* as people know it; control characters must be visible already */
    const char *source;  /* "command line", "folder labels" */
    const char *key;     /* who asks again with the same key gets the first job; NULL: this is a new one whatever came before */
    const char *bench;   /* whose spool */
    const char *printer; /* the configuration's name */
    int64_t priority;    /* the higher first; a packer's documents have 0 */
    int64_t expires_us;  /* wall; 0: never */
    int64_t now_us;
};

struct pw_file_job {
    int64_t job;
    bool fresh;         /* false: this key was asked for before, and job is that one */
    char status[16];    /* of the job now */
    char printer[64];   /* of the job */
    char evidence[200]; /* on what ground its status is what it is; asked after it only */
};

/**
 * Keep the file and queue it, with a line in the journal: all of it or nothing, in a transaction of its own.
 *
 * Thread:    the connection's.
 * Errors:    PW_ERR_BAD_INPUT for a key that was used for another file or another printer, an empty file, a key or name that is
 *            too long; PW_ERR_TOO_BIG over PW_FILE_MAX; PW_ERR_BUSY; PW_ERR_IO.
 */
PW_MUST_CHECK bool pw_file_put(struct pw_db *db, const struct pw_file_request *request, struct pw_file_job *ret_job,
                               struct pw_error *err);
/** What became of a job that was given as a file; PW_ERR_NOT_FOUND. */
PW_MUST_CHECK bool pw_file_job(struct pw_db *db, int64_t job, struct pw_file_job *ret_job, struct pw_error *err);
/** A job's file into content, and its name. PW_ERR_NOT_FOUND when the job has none. */
PW_MUST_CHECK bool pw_file_get(struct pw_db *db, int64_t job, struct pw_buf *content, char name[PW_FILE_NAME_MAX + 1],
                               struct pw_error *err);

#endif
