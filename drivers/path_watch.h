/* Tells when a path may have appeared, gone or changed its permissions, by inotify: a device that isn't plugged in costs no
 * wake-ups. */
#ifndef PACKWRIGHT_PATH_WATCH_H
#define PACKWRIGHT_PATH_WATCH_H

#include "packwright/loop.h"

struct pw_path_watch;
typedef void pw_path_fn(void *user);

/**
 * Watch the folder of path, or the nearest folder above that exists, so that /dev/serial/by-id/... is noticed although there is
 * no /dev/serial yet. fn comes a moment (SETTLE) after something happened there: look whether it concerns you. Where inotify is
 * refused (its limit is reached) fn comes every half second instead.
 *
 * Thread:    the loop's.
 * Errors:    PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_path_watch_create(struct pw_loop *loop, const char *path, pw_path_fn *fn, void *user,
                                        struct pw_path_watch **ret_watch, struct pw_error *err);
/** NULL is allowed; also inside fn. */
void pw_path_watch_destroy(struct pw_path_watch *watch);

#endif
