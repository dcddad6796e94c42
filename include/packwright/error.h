/* What went wrong: a code, the system's number and a sentence, in memory that the caller owns. */
#ifndef PACKWRIGHT_ERROR_H
#define PACKWRIGHT_ERROR_H

#include "packwright/attr.h"

#include <stdbool.h>

enum pw_error_code {
    PW_OK = 0,
    PW_ERR_MEMORY,    /* an allocation failed */
    PW_ERR_BAD_INPUT, /* bytes or text from outside that make no sense */
    PW_ERR_TOO_BIG,   /* over a stated ceiling */
    PW_ERR_NOT_FOUND,
    PW_ERR_BUSY,    /* somebody else holds it */
    PW_ERR_ACCESS,  /* no permission */
    PW_ERR_GONE,    /* unplugged, closed by the other side */
    PW_ERR_TIMEOUT, /* nothing happened; safe to try again */
    PW_ERR_IO,      /* the system said no; see sys */
    PW_ERR_UNSUPPORTED,
    PW_ERR_CONFIG,          /* the configuration says something impossible */
    PW_ERR_UNKNOWN_OUTCOME, /* it may have happened: ask, never just try again */
};

struct pw_error {
    enum pw_error_code code;
    int sys;        /* errno, or 0 */
    char text[320]; /* one sentence for a person: what, where, what to do */
};

/**
 * Fill *err and return false, so that "return pw_fail(...)" reads well. Appends strerror(sys) if sys is not 0.
 *
 * Ownership: err may be NULL.
 * Thread:    any.
 */
bool pw_fail(struct pw_error *err, enum pw_error_code code, int sys, const char *fmt, ...) PW_PRINTF(4, 5);

/** The code's name for logs ("gone", "timeout"). Thread: any. */
const char *pw_error_name(enum pw_error_code code);

#endif
