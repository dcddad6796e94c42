/*
 * Server-sent events. A page's connection sleeps (suspended) while the feed has nothing for it; whoever adds to the feed wakes
 * it. Each page begins with "hello", which says whether what it missed follows or whether it must ask for the state.
 */
#include "kiosk/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

struct kiosk_stream {
    struct kiosk_stream *next;
    struct pw_kiosk *kiosk;
    struct MHD_Connection *connection;
    char hello[128]; /* what goes out before the feed: the greeting, then the beats */
    size_t hello_len, hello_sent;
    uint64_t after;
    size_t sent; /* of the event after it */
    bool asleep, beat, over;
};

static size_t part(const char *text, size_t len, size_t *sent, char *to, size_t max)
{
    size_t n = len - *sent < max ? len - *sent : max;
    memcpy(to, text + *sent, n);
    *sent += n;
    return n;
}

/* The daemon sends each piece as if more came at once; the kernel would keep the last one back for 200 ms. */
static void push(const struct kiosk_stream *s)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(s->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const int on = 1, off = 0;
    if (info == NULL)
        return;
    setsockopt(info->connect_fd, IPPROTO_TCP, TCP_CORK, &off, sizeof off);
    setsockopt(info->connect_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static ssize_t read_feed(void *user, uint64_t pos, char *to, size_t max)
{
    (void)pos;
    struct kiosk_stream *s = user;
    if (s->over || s->kiosk->stopping)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (s->hello_sent < s->hello_len)
        return (ssize_t)part(s->hello, s->hello_len, &s->hello_sent, to, max);
    const struct pw_feed_event *event = pw_feed_next(&s->kiosk->feed, s->after);
    if (event == NULL && s->after < s->kiosk->feed.last)
        return MHD_CONTENT_READER_END_OF_STREAM; /* so slow that its events are gone: it comes back and asks for the state */
    if (event != NULL) {
        size_t n = part(event->text, event->len, &s->sent, to, max);
        if (s->sent == event->len) {
            s->after = event->number;
            s->sent = 0;
        }
        return (ssize_t)n;
    }
    if (s->beat) {
        s->beat = false;
        s->hello_len = (size_t)snprintf(s->hello, sizeof s->hello, "event: beat\ndata: {}\n\n");
        s->hello_sent = 0;
        return (ssize_t)part(s->hello, s->hello_len, &s->hello_sent, to, max);
    }
    push(s);
    s->asleep = true;
    MHD_suspend_connection(s->connection);
    return 0;
}

static void closed(void *user)
{
    struct kiosk_stream *s = user, **at = &s->kiosk->streams;
    while (*at != NULL && *at != s)
        at = &(*at)->next;
    if (*at == s) {
        *at = s->next;
        s->kiosk->stream_count--;
    }
    free(s);
}

static void wake(struct kiosk_stream *s)
{
    if (!s->asleep)
        return;
    s->asleep = false;
    MHD_resume_connection(s->connection);
    kiosk_run_soon(s->kiosk);
}

/* With too many pages the oldest goes: more likely than not nobody looks at it. */
static void make_room(struct pw_kiosk *kiosk)
{
    if (kiosk->stream_count < KIOSK_STREAMS_MAX)
        return;
    struct kiosk_stream *oldest = NULL;
    for (struct kiosk_stream *s = kiosk->streams; s != NULL; s = s->next)
        if (!s->over)
            oldest = s;
    if (oldest != NULL) {
        oldest->over = true;
        wake(oldest);
    }
}

enum MHD_Result kiosk_stream_open(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest,
                                  struct pw_bytes body)
{
    (void)rest, (void)body;
    make_room(kiosk);
    struct kiosk_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return kiosk_refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "no memory");
    s->kiosk = kiosk;
    s->connection = connection;
    bool resumed =
        pw_feed_resume(&kiosk->feed, MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Last-Event-ID"), &s->after);
    s->hello_len =
        (size_t)snprintf(s->hello, sizeof s->hello, "retry: 1000\nevent: hello\ndata: {\"session\":\"%s\",\"resumed\":%s}\n\n",
                         kiosk->feed.session, resumed ? "true" : "false");
    struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16384, read_feed, s, closed);
    if (response == NULL) {
        free(s);
        return kiosk_refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "no memory");
    }
    s->next = kiosk->streams;
    kiosk->streams = s;
    if (kiosk->stream_count++ == 0)
        kiosk->loop->impl->timer_start(kiosk->beat, KIOSK_BEAT_S * INT64_C(1000000));
    kiosk_connection_endless(kiosk, connection);
    return kiosk_respond(connection, MHD_HTTP_OK, "text/event-stream", response);
}

void kiosk_stream_wake(struct pw_kiosk *kiosk)
{
    for (struct kiosk_stream *s = kiosk->streams; s != NULL; s = s->next)
        wake(s);
}

void kiosk_stream_beat(struct pw_kiosk *kiosk)
{
    for (struct kiosk_stream *s = kiosk->streams; s != NULL; s = s->next) {
        s->beat = true;
        wake(s);
    }
}
