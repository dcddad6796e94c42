#ifndef TEST_POLL_LOOP_H
#define TEST_POLL_LOOP_H
#include "packwright/loop.h"
/* Real descriptors, virtual time: time moves only when no descriptor is ready. work runs at once, on this thread, done from the
 * loop. */
struct pw_loop *poll_loop_create(void);
void poll_loop_destroy(struct pw_loop *loop);
/** One round; time never passes limit_us. False when nothing happened and time is at the limit. */
bool poll_loop_once(struct pw_loop *loop, int64_t limit_us);
#endif
