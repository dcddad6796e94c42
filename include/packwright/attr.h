/* Compiler attributes, all in one place. */
#ifndef PACKWRIGHT_ATTR_H
#define PACKWRIGHT_ATTR_H

#include <stddef.h>

#define PW_MUST_CHECK __attribute__((warn_unused_result))
#define PW_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define PW_NORETURN __attribute__((noreturn))
#define PW_UNUSED __attribute__((unused))

#define pw_container_of(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))
#define PW_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
