/* The device class "scanner": something that says what a barcode holds. */
#ifndef PACKWRIGHT_SCANNER_H
#define PACKWRIGHT_SCANNER_H

#include "packwright/bytes.h"
#include "packwright/device.h"
#include "packwright/log.h"
#include "packwright/loop.h"
#include "packwright/section.h"

#define PW_SCAN_MAX 8192 /* bytes; QR holds 7,089 digits */

/* One scan: the barcode's bytes without the scanner's terminator; GS and NUL are kept. Borrowed for the length of the call. */
struct pw_scan {
    struct pw_bytes data;
    char aim[4];        /* "]C1" when the scanner said it apart from the data, else "" */
    int64_t started_us; /* monotonic, first byte or key; for the benchmark */
    int64_t ended_us;   /* monotonic, last byte or key */
};

struct pw_scanner;

/* Called on the loop's thread. */
struct pw_scanner_listener {
    void (*on_scan)(void *user, struct pw_scanner *scanner, const struct pw_scan *scan);
    /** Bytes that are not a scan (half a scan and silence, too long, a stray key): shown to a person, never guessed at. */
    void (*on_garbage)(void *user, struct pw_scanner *scanner, struct pw_bytes seen, const char *why);
    void (*on_link)(void *user, struct pw_scanner *scanner, enum pw_link link, const char *why);
    void *user;
};

struct pw_scanner_impl {
    const char *name;          /* the word after "driver =" */
    const struct pw_key *keys; /* what its section accepts beside the class's keys */
    /**
     * Start it. A device that isn't there is no error: on_link says MISSING, and the driver keeps looking.
     * on_link may come before create returns. Errors: only what no waiting mends (a bad setting, memory).
     */
    bool (*create)(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                   const struct pw_scanner_listener *listener, struct pw_scanner **ret_scanner, struct pw_error *err);
    void (*destroy)(struct pw_scanner *scanner); /* accepts NULL; gives the device back; never called inside a callback */
};

/* The embedded base of every scanner driver. */
struct pw_scanner {
    const struct pw_scanner_impl *impl;
    const struct pw_section *section;
    struct pw_scanner_listener listener;
    enum pw_link link;
};

#endif
