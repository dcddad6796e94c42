#include "support/test_loop.h"

#include "support/poll_loop.h"

#include <stddef.h>

struct pw_loop *pw_test_loop_create(void)
{
    return poll_loop_create();
}

void pw_test_loop_destroy(struct pw_loop *loop)
{
    poll_loop_destroy(loop);
}

void pw_test_loop_advance(struct pw_loop *loop, int64_t us)
{
    int64_t limit = pw_loop_now(loop) + us;
    while (poll_loop_once(loop, limit))
        continue;
}

bool pw_test_loop_run_until(struct pw_loop *loop, bool (*predicate)(void *user), void *user, int64_t virtual_us)
{
    int64_t limit = pw_loop_now(loop) + virtual_us;
    while (!predicate(user))
        if (!poll_loop_once(loop, limit))
            return predicate(user);
    return true;
}
