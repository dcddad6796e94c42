/* What scanner drivers share: bytes in, scans to the listener, the timer that notices silence, and the link. */
#ifndef PACKWRIGHT_SCAN_FEED_H
#define PACKWRIGHT_SCAN_FEED_H

#include "scanner/decode_line.h"

struct pw_scan_feed {
    struct pw_scanner *scanner;
    struct pw_loop *loop;
    struct pw_timer *timer;
    /** Called before silence is taken for the end; may feed what still waits (a dead key). NULL: nothing. */
    void (*on_silence)(void *user);
    void *user;
    bool silent;  /* inside on_silence */
    bool waiting; /* silence is to be noticed although no byte came yet */
    struct pw_line line;
};

/** Errors: PW_ERR_MEMORY. Afterwards pw_scan_feed_finish takes it; also all zeros. */
PW_MUST_CHECK bool pw_scan_feed_init(struct pw_scan_feed *feed, struct pw_scanner *scanner, struct pw_loop *loop,
                                     enum pw_framing framing, int64_t gap_us, struct pw_error *err);
void pw_scan_feed_finish(struct pw_scan_feed *feed);
void pw_scan_feed_bytes(struct pw_scan_feed *feed, struct pw_bytes in);
/** Something came that will be bytes later (a dead key): silence after it counts. */
void pw_scan_feed_wait(struct pw_scan_feed *feed);
/** What is under way is no scan. why is static. */
void pw_scan_feed_spoil(struct pw_scan_feed *feed, const char *why);
/** The device is gone: what is under way is reported as garbage. */
void pw_scan_feed_broken(struct pw_scan_feed *feed, const char *why);

/** Set the base of a new driver object. */
void pw_scanner_init(struct pw_scanner *scanner, const struct pw_scanner_impl *impl, const struct pw_section *section,
                     const struct pw_scanner_listener *listener);
/** Tell the listener, when the link is another one than before. */
void pw_scanner_link(struct pw_scanner *scanner, enum pw_link link, const char *fmt, ...) PW_PRINTF(3, 4);

#endif
