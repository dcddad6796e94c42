#include "document/arena.h"

#include <stdalign.h>
#include <stdlib.h>

enum { CHUNK = 24 * 1024 };

struct chunk {
    struct chunk *next;
    size_t used, size;
    max_align_t data[];
};

struct pw_arena {
    struct chunk *chunks;
    size_t total, max;
    bool too_big, no_memory;
};

static struct chunk *chunk_create(size_t size)
{
    struct chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk != NULL) {
        chunk->next = NULL;
        chunk->used = 0;
        chunk->size = size;
    }
    return chunk;
}

struct pw_arena *pw_arena_create(size_t max)
{
    struct pw_arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL)
        arena->max = max;
    return arena;
}

void pw_arena_destroy(struct pw_arena *arena)
{
    if (arena == NULL)
        return;
    for (struct chunk *c = arena->chunks, *next; c != NULL; c = next) {
        next = c->next;
        free(c);
    }
    free(arena);
}

void *pw_arena_take(struct pw_arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    struct chunk *c = arena->chunks;
    if (arena->too_big || arena->no_memory)
        return NULL;
    if (size > arena->max || arena->total > arena->max - size) {
        arena->too_big = true;
        return NULL;
    }
    size = (size + align - 1) / align * align;
    if (c == NULL || c->size - c->used < size) {
        c = chunk_create(size > CHUNK ? size : CHUNK);
        if (c == NULL) {
            arena->no_memory = true;
            return NULL;
        }
        c->next = arena->chunks;
        arena->chunks = c;
    }
    void *at = (uint8_t *)c->data + c->used;
    c->used += size;
    arena->total += size;
    return at;
}

struct pw_bytes pw_arena_copy(struct pw_arena *arena, struct pw_bytes text)
{
    uint8_t *copy = pw_arena_take(arena, text.len + 1);
    if (copy == NULL)
        return pw_bytes_of("", 0);
    if (text.len > 0)
        memcpy(copy, text.data, text.len);
    copy[text.len] = 0;
    return pw_bytes_of(copy, text.len);
}

bool pw_arena_ok(const struct pw_arena *arena, struct pw_error *err)
{
    if (arena->too_big)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "the document is larger than %zu bytes", arena->max);
    if (arena->no_memory)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the document");
    return true;
}
