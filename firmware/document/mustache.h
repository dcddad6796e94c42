/* Mustache, the published template language, without lambdas: compiled once, rendered many times. No I/O. */
#ifndef PACKWRIGHT_MUSTACHE_H
#define PACKWRIGHT_MUSTACHE_H

#include "document/value.h"

struct pw_mustache;

/* How a value becomes part of the surrounding language. */
typedef void (*pw_escape)(struct pw_bytes text, struct pw_buf *out);
/** & < > " as HTML has them. */
void pw_escape_html(struct pw_bytes text, struct pw_buf *out);

/* Where {{> name}} comes from; NULL for a name that there is none of. */
struct pw_mustache_partials {
    const struct pw_mustache *(*find)(const void *user, struct pw_bytes name);
    const void *user;
};

#define PW_MUSTACHE_MAX_SOURCE (1u << 20) /* bytes */
#define PW_MUSTACHE_MAX_DEPTH 64          /* sections and partials inside each other */

/**
 * Compile a template; name stands in error messages ("slip.receipt:3:7: ...").
 *
 * Ownership: *ret_mustache is the caller's; keeps a copy of source.
 * Thread:    any; a compiled template may be rendered by several threads.
 * Errors:    PW_ERR_BAD_INPUT with line and column (counted in characters, from 1); PW_ERR_TOO_BIG; PW_ERR_MEMORY.
 * Source:    the specification's official tests (mustache/spec).
 */
PW_MUST_CHECK bool pw_mustache_compile(struct pw_bytes source, const char *name, struct pw_mustache **ret_mustache,
                                       struct pw_error *err);
void pw_mustache_destroy(struct pw_mustache *mustache);

/**
 * Append to out what the template says about data. {{name}} goes through escape, {{{name}}} and {{&name}} as they are
 * unless raw is false: then they are escaped too.
 *
 * Ownership: partials may be NULL.
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT when partials nest deeper than PW_MUSTACHE_MAX_DEPTH; PW_ERR_TOO_BIG over out's ceiling.
 */
PW_MUST_CHECK bool pw_mustache_render(const struct pw_mustache *mustache, const struct pw_value *data,
                                      const struct pw_mustache_partials *partials, pw_escape escape, bool raw, struct pw_buf *out,
                                      struct pw_error *err);

/* A name that a template uses, for checking it. */
struct pw_mustache_name {
    struct pw_bytes name; /* "lines", "ship_to.city"; borrowed from the template */
    int line, column;
    bool partial;
};
/** The n-th name in the order of the template; false after the last. Thread: any. */
bool pw_mustache_name(const struct pw_mustache *mustache, size_t n, struct pw_mustache_name *ret_name);

#endif
