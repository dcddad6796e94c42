/* Requests through libcurl's multi interface, in the loop. */
#ifndef PACKWRIGHT_CHANNEL_WEB_CURL_H
#define PACKWRIGHT_CHANNEL_WEB_CURL_H

#include "channel/web.h"
#include "packwright/loop.h"

/**
 * TLS 1.2 or newer, verified; no redirects; compressed answers are taken, and counted unpacked.
 *
 * ca_file:   certificates to trust instead of the system's; "" for the system's.
 * Ownership: *ret_web is the caller's, for its destroy; requests under way are dropped then, and their callbacks never come.
 * Thread:    the loop's.
 * Errors:    PW_ERR_NOT_FOUND names the package when libcurl isn't installed; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_web_curl_create(struct pw_loop *loop, const char *ca_file, struct pw_web **ret_web, struct pw_error *err);

#endif
