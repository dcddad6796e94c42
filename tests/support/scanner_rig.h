/* A scanner driver on the test loop, and what its listener heard, as text. */
#ifndef TEST_SUPPORT_SCANNER_RIG_H
#define TEST_SUPPORT_SCANNER_RIG_H

#include "config.h"
#include "packwright/scanner.h"

struct scanner_rig {
    struct pw_loop *loop;
    struct pw_config *config;
    struct pw_scanner *scanner;
    struct pw_buf heard; /* "scan 4006381333931\n", "garbage 4006\n", "link ready\n"; control characters as \xNN */
    int64_t last_started_us, last_ended_us;
    char why[320]; /* of the last link or garbage */
};

/** section: the lines below [scanner test]. Ends the test when the driver says no. */
void scanner_rig_start(struct scanner_rig *rig, const char *section);
/** The same, where create must say no: err as it said. */
void scanner_rig_refused(const char *section, struct pw_error *ret_err);
void scanner_rig_stop(struct scanner_rig *rig);
/** Run until the heard text has this in it (at most two virtual minutes); ends the test otherwise. */
void scanner_rig_await(struct scanner_rig *rig, const char *text);
/** What was heard since the last call, which forgets it. Borrowed until the rig runs again. */
const char *scanner_rig_heard(struct scanner_rig *rig);

#endif
