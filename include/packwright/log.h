/* The log: a component, a subject, what happens next. Never buyers' data, keys or tokens; bytes only at debug level. */
#ifndef PACKWRIGHT_LOG_H
#define PACKWRIGHT_LOG_H

#include "packwright/attr.h"

enum pw_log_level { PW_LOG_ERROR = 3, PW_LOG_WARN = 4, PW_LOG_INFO = 6, PW_LOG_DEBUG = 7 }; /* syslog's numbers */

struct pw_log {
    enum pw_log_level level; /* nothing above it is written */
    void (*write)(struct pw_log *log, enum pw_log_level level, const char *component, const char *text);
};

/** Standard error, with "<n>" prefixes when systemd's journal reads it. Thread: any (one write(2) a line). */
void pw_log_init_stderr(struct pw_log *log, enum pw_log_level level);
/** Control characters in what is formatted are shown as visible stand-ins. log may be NULL: nothing is written. */
void pw_log(struct pw_log *log, enum pw_log_level level, const char *component, const char *fmt, ...) PW_PRINTF(4, 5);

#endif
