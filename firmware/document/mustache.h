/*
 * Mustache, the published template language: compiled once, rendered many times. No I/O. Of its optional modules none: lambdas
 * (an order's data has no code in it), inheritance and dynamic names (both are of partials, and a document here is one template).
 */
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

/* Called for each fault: at is its offset in the source. */
typedef void (*pw_mustache_fault)(void *user, size_t at, const char *what);
/**
 * Every fault of a template, in its order; those that follow from another are left out. Thread: any.
 *
 * Errors:    PW_ERR_TOO_BIG; PW_ERR_MEMORY. Not the faults.
 */
PW_MUST_CHECK bool pw_mustache_check(struct pw_bytes source, const char *name, pw_mustache_fault fault, void *user,
                                     struct pw_error *err);

enum pw_mustache_tag { PW_MUSTACHE_VALUE, PW_MUSTACHE_RAW, PW_MUSTACHE_SECTION, PW_MUSTACHE_INVERTED, PW_MUSTACHE_PARTIAL };

/* A name that a template uses, for checking it. */
struct pw_mustache_name {
    struct pw_bytes name; /* "lines", "ship_to.city"; borrowed from the template */
    enum pw_mustache_tag tag;
    size_t at; /* of its tag in the source */
    int depth; /* sections around it */
};
/** The next name in the order of the template after *cursor, which begins at 0; false after the last. Thread: any. */
bool pw_mustache_next_name(const struct pw_mustache *mustache, size_t *cursor, struct pw_mustache_name *ret_name);

/* Called before each piece of output: where it begins in the output, and where it comes from in the source. Text keeps its
 * length. */
typedef void (*pw_mustache_piece)(void *user, size_t out, size_t at, bool text);
/** pw_mustache_render without partials and raw, telling where everything comes from. */
PW_MUST_CHECK bool pw_mustache_render_told(const struct pw_mustache *mustache, const struct pw_value *data, pw_escape escape,
                                           struct pw_buf *out, pw_mustache_piece piece, void *user, struct pw_error *err);

#endif
