/* JSON through jansson where memory may run out: nothing is written or read by halves. */
#ifndef PACKWRIGHT_JSON_H
#define PACKWRIGHT_JSON_H

#include "packwright/bytes.h"
#include "packwright/error.h"

#include <jansson.h>

/**
 * As json_dumps, which leaves out a key when there is no memory for it in the middle (jansson 2.14 looks away).
 *
 * Ownership: free() it. NULL: no memory, or json is NULL.
 * Thread:    any.
 */
char *pw_json_text(const json_t *json, size_t flags);

/**
 * As json_loadb, which writes past its memory when it gets none for a long string (jansson 2.14). A reserve lets it come to an
 * end. A string that is longer than the reserve is the exception: the process ends, as it does below Pango, and is started again.
 *
 * Ownership: json_decref() it.
 * Errors:    NULL, and *ret_why (which may be NULL) says why; json_error_out_of_memory among the reasons.
 * Thread:    any.
 */
json_t *pw_json_load(struct pw_bytes text, size_t flags, json_error_t *ret_why);

/**
 * The same, where no memory and no JSON are told apart: *ret_json is NULL for what is no JSON.
 *
 * Ownership: json_decref(*ret_json).
 * Errors:    PW_ERR_MEMORY.
 * Thread:    any.
 */
PW_MUST_CHECK bool pw_json_read(const char *text, size_t flags, json_t **ret_json, struct pw_error *err);

#endif
