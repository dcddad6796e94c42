/*
 * The tests' frame. A test is a function whose name is its claim; each prints one line,
 *     ok - suite: claim        not ok - suite: claim: why        skip - suite: claim: why
 * and the runner counts the lines of all programs. A program that dies has failed.
 */
#ifndef PACKWRIGHT_TEST_H
#define PACKWRIGHT_TEST_H

#include "packwright/attr.h"
#include "packwright/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pw_test {
    const char *name;
    void (*run)(void);
    struct pw_test *next;
};

void pw_test_register(struct pw_test *test);
/** Ends the running test as failed. */
PW_NORETURN void pw_test_fail(const char *file, int line, const char *fmt, ...) PW_PRINTF(3, 4);
/** Ends the running test as skipped. */
PW_NORETURN void pw_test_skip(const char *fmt, ...) PW_PRINTF(1, 2);
/** A copy in an allocation of its own, so that one byte past the end is caught by ASan; free() it. */
uint8_t *pw_test_copy(const void *data, size_t size);
/** A file's content, NUL-terminated; ends the test when it can't be read. free() it. */
char *pw_test_read(const char *path, size_t *ret_len);
/** The folder of shared reference data ($PACKWRIGHT_SHARED, else ../shared), or NULL when it isn't there. */
const char *pw_test_shared(void);
/** shared + "/" + name; skips the test when it isn't there. Static storage, overwritten by the next call. */
const char *pw_test_shared_file(const char *name);
/** A fresh folder for this test, removed at exit. */
const char *pw_test_tmp(void);

/**
 * Call fn in a process of its own; what fails there fails here. For what starts threads (GLib does, when a label is drawn): a
 * child that is forked beside them may find their locks taken for ever, so who forks many starts none itself.
 */
void pw_test_apart(void (*fn)(void *user), void *user);

#define TEST(claim)                                                                                                              \
    static void claim(void);                                                                                                     \
    __attribute__((constructor)) static void register_##claim(void)                                                              \
    {                                                                                                                            \
        static struct pw_test test = { #claim, claim, NULL };                                                                    \
        pw_test_register(&test);                                                                                                 \
    }                                                                                                                            \
    static void claim(void)

#define CHECK(cond)                                                                                                              \
    do {                                                                                                                         \
        if (!(cond))                                                                                                             \
            pw_test_fail(__FILE__, __LINE__, "%s", #cond);                                                                       \
    } while (0)
#define CHECK_INT(got, want)                                                                                                     \
    do {                                                                                                                         \
        long long got_ = (long long)(got), want_ = (long long)(want);                                                            \
        if (got_ != want_)                                                                                                       \
            pw_test_fail(__FILE__, __LINE__, "%s is %lld, not %lld", #got, got_, want_);                                         \
    } while (0)
#define CHECK_STR(got, want) pw_test_check_str(__FILE__, __LINE__, #got, got, want)
#define CHECK_BYTES(got, want) pw_test_check_bytes(__FILE__, __LINE__, #got, got, want)
/* A call that must succeed: shows err.text when it doesn't. */
#define CHECK_OK(call, err)                                                                                                      \
    do {                                                                                                                         \
        if (!(call))                                                                                                             \
            pw_test_fail(__FILE__, __LINE__, "%s: %s", #call, (err).text);                                                       \
    } while (0)

void pw_test_check_str(const char *file, int line, const char *what, const char *got, const char *want);
void pw_test_check_bytes(const char *file, int line, const char *what, struct pw_bytes got, struct pw_bytes want);

#endif
