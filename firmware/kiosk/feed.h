/* The last events, numbered, so that a page that lost its connection gets what it missed. Memory only, no I/O. */
#ifndef PACKWRIGHT_KIOSK_FEED_H
#define PACKWRIGHT_KIOSK_FEED_H

#include "packwright/bytes.h"

enum { PW_FEED_KEPT = 256 };

struct pw_feed_event {
    uint64_t number;
    char name[24];
    char *text; /* the server-sent event as it goes over the wire */
    size_t len;
};

struct pw_feed {
    char session[17]; /* of this process: numbers of another one mean nothing here */
    uint64_t last;    /* number of the newest event; 0: none yet */
    struct pw_feed_event kept[PW_FEED_KEPT];
};

/** session: up to 16 letters and digits. Thread: loop. */
void pw_feed_init(struct pw_feed *feed, const char *session);
void pw_feed_finish(struct pw_feed *feed);

/**
 * Add an event. name is letters, digits and "-"; data is one JSON document (line breaks in it are kept as one event).
 * Errors:    PW_ERR_MEMORY, PW_ERR_BAD_INPUT for a name that could end the line; nothing is added then.
 */
PW_MUST_CHECK bool pw_feed_add(struct pw_feed *feed, const char *name, const char *data, struct pw_error *err);

/**
 * Where a page goes on that says it saw last_id ("session-number", may be NULL): *ret_after is the number to continue after.
 * False when events in between are gone, or the id isn't of this process: the page must ask for the whole state, and goes on
 * after the newest.
 */
bool pw_feed_resume(const struct pw_feed *feed, const char *last_id, uint64_t *ret_after);

/** The event after that number, or NULL when there is none (yet, or any more). Borrowed until the next pw_feed_add. */
const struct pw_feed_event *pw_feed_next(const struct pw_feed *feed, uint64_t after);

#endif
