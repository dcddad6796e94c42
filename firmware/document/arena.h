/* Memory given back all at once: what one document needs while it lives. */
#ifndef PACKWRIGHT_ARENA_H
#define PACKWRIGHT_ARENA_H

#include "packwright/bytes.h"

struct pw_arena;

/** An arena that never holds more than max bytes. NULL: no memory. Thread: one at a time. */
struct pw_arena *pw_arena_create(size_t max);
void pw_arena_destroy(struct pw_arena *arena);
/** size bytes, aligned for anything, not cleared; NULL when there is no room, and from then on always. */
void *pw_arena_take(struct pw_arena *arena, size_t size);
/** A copy of text, followed by a NUL that len doesn't count; an empty view when there is no room. */
struct pw_bytes pw_arena_copy(struct pw_arena *arena, struct pw_bytes text);
/** False, with the reason in *err, if anything asked for was not given. */
PW_MUST_CHECK bool pw_arena_ok(const struct pw_arena *arena, struct pw_error *err);

#endif
