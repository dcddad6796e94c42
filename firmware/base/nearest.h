/* The nearest right word, for error messages. Pure. */
#ifndef PACKWRIGHT_NEAREST_H
#define PACKWRIGHT_NEAREST_H

#include <stddef.h>

/** Edits (insert, delete, replace, swap of neighbours) between two words, ASCII case ignored. Words over 63 bytes: 64. */
int pw_word_distance(const char *a, const char *b);
/** The word nearest to what was written, or NULL when none is near (more than a third of it would have to change). */
const char *pw_word_nearest(const char *written, const char *const *words, size_t count);

#endif
