/* A queue between two threads: the only lock in the house. */
#ifndef PACKWRIGHT_QUEUE_H
#define PACKWRIGHT_QUEUE_H

#include "packwright/attr.h"

#include <pthread.h>
#include <stdbool.h>

/* Embedded in what is queued. */
struct pw_queue_node {
    struct pw_queue_node *next;
};

struct pw_queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct pw_queue_node *first, **last;
};

void pw_queue_init(struct pw_queue *queue);
void pw_queue_finish(struct pw_queue *queue);
/** Put at the end; the node is the queue's until it is popped. Returns true when the queue was empty. Thread: any. */
bool pw_queue_push(struct pw_queue *queue, struct pw_queue_node *node);
/** Take the first; wait for it if wait is true; else NULL when there is none. Thread: any. */
struct pw_queue_node *pw_queue_pop(struct pw_queue *queue, bool wait);

#endif
