/* The loop of the tests: real descriptors, virtual time. Work runs at once, its done in the next round. */
#ifndef TEST_SUPPORT_TEST_LOOP_H
#define TEST_SUPPORT_TEST_LOOP_H

#include "packwright/loop.h"

struct pw_loop *pw_test_loop_create(void);
void pw_test_loop_destroy(struct pw_loop *loop);
/** Serve what is ready, and let us microseconds pass: timers fire in their order, and descriptors are looked at between them. */
void pw_test_loop_advance(struct pw_loop *loop, int64_t us);
/** Advance until predicate(user) is true; false when virtual_us have passed without it. */
PW_MUST_CHECK bool pw_test_loop_run_until(struct pw_loop *loop, bool (*predicate)(void *user), void *user, int64_t virtual_us);

#endif
