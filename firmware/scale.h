/* A scale of the configuration: its driver, and what of its readings is news. */
#ifndef PACKWRIGHT_FIRMWARE_SCALE_H
#define PACKWRIGHT_FIRMWARE_SCALE_H

#include "settle.h"

struct pw_weigher;

/* Called on the loop's thread. */
struct pw_weigher_listener {
    /** SETTLED: settle's ug, step_ug and visit say which weight. */
    void (*on_news)(void *user, size_t index, enum pw_settle_news news, const struct pw_settle *settle);
    void (*on_link)(void *user, size_t index, enum pw_link link, const char *why);
    void *user;
};

/**
 * Start a scale.
 *
 * Ownership: keeps section, which must outlive it.
 * Thread:    the loop's.
 * Errors:    the driver's: only what no waiting mends.
 */
PW_MUST_CHECK bool pw_weigher_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section, size_t index,
                                     const struct pw_weigher_listener *listener, struct pw_weigher **ret_weigher,
                                     struct pw_error *err);
void pw_weigher_destroy(struct pw_weigher *weigher); /* NULL is allowed; never inside a callback */

#endif
