#include "base/queue.h"

#include <stddef.h>

void pw_queue_init(struct pw_queue *queue)
{
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    queue->first = NULL;
    queue->last = &queue->first;
}

void pw_queue_finish(struct pw_queue *queue)
{
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
}

bool pw_queue_push(struct pw_queue *queue, struct pw_queue_node *node)
{
    node->next = NULL;
    pthread_mutex_lock(&queue->lock);
    bool was_empty = queue->first == NULL;
    *queue->last = node;
    queue->last = &node->next;
    pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
    return was_empty;
}

struct pw_queue_node *pw_queue_pop(struct pw_queue *queue, bool wait)
{
    pthread_mutex_lock(&queue->lock);
    while (wait && queue->first == NULL)
        pthread_cond_wait(&queue->filled, &queue->lock);
    struct pw_queue_node *node = queue->first;
    if (node != NULL) {
        queue->first = node->next;
        if (queue->first == NULL)
            queue->last = &queue->first;
    }
    pthread_mutex_unlock(&queue->lock);
    return node;
}
