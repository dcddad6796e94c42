/* The inside of the kiosk, shared by its files: http.c (connections), pages.c (what is asked for), stream.c (server-sent events).
 */
#ifndef PACKWRIGHT_KIOSK_SERVER_H
#define PACKWRIGHT_KIOSK_SERVER_H

#include "kiosk/feed.h"
#include "kiosk/guard.h"
#include "kiosk/kiosk.h"

#include "late/microhttpd.h"

enum {
    KIOSK_HOSTS_MAX = 16,
    KIOSK_CONNECTIONS_MAX = 64,
    KIOSK_STREAMS_MAX = 16,
    KIOSK_BEAT_S = 15, /* how often an open page is told that the bench lives */
};

struct kiosk_stream; /* one page that listens */
struct kiosk_connection;

struct pw_kiosk {
    struct pw_loop *loop;
    struct pw_log *log;
    struct pw_kiosk_source source;
    struct MHD_Daemon *daemon;
    struct pw_watch *watch;
    struct pw_timer *due;  /* when the daemon wants to run without anything to read */
    struct pw_timer *slow; /* the next deadline of a connection */
    struct pw_timer *beat;
    int64_t slow_us;
    bool stopping;
    bool running, woken; /* inside MHD_run; a connection was resumed, so that it must run again */
    char url[128];
    char *hosts[KIOSK_HOSTS_MAX + 1];
    char token[PW_GUARD_TOKEN];
    struct pw_guard guard;
    struct pw_feed feed;
    struct kiosk_stream *streams; /* newest first */
    unsigned stream_count;
    struct kiosk_connection *connections;
    const struct pw_kiosk_right *rights;
    struct pw_guard_right *guard_rights; /* the same, as the guard wants them */
    size_t right_count;
    struct kiosk_request *asking; /* sleep until the station answers */
    uint64_t tickets;
};

/* One request between its first call and its end. */
struct kiosk_request {
    const struct kiosk_route *route;
    struct pw_buf body;
    size_t right;    /* SUBMIT, ASK: whose */
    uint64_t ticket; /* what the station was asked; 0: nothing yet */
    unsigned status; /* its answer; 0: it didn't yet */
    char *answer;    /* JSON; owned */
    bool asleep;
    struct MHD_Connection *connection;
    struct kiosk_request *next; /* pw_kiosk::asking */
};

struct kiosk_route {
    const char *path;
    bool prefix; /* path ends in "/": anything below it */
    enum pw_guard_kind kind;
    enum MHD_Result (*answer)(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest, struct pw_bytes body);
    /* instead of answer, for what the station must be asked: jobs.c */
    enum MHD_Result (*ask)(struct pw_kiosk *kiosk, struct kiosk_request *request, const char *rest);
};

/* pages.c */
const struct kiosk_route *kiosk_route_find(const char *path, const char **ret_rest);
enum MHD_Result kiosk_refuse(struct MHD_Connection *connection, unsigned status, const char *why);
/** Sends response with the headers that every answer has, and gives it back. */
enum MHD_Result kiosk_respond(struct MHD_Connection *connection, unsigned status, const char *type,
                              struct MHD_Response *response);

enum MHD_Result kiosk_respond_json(struct MHD_Connection *connection, unsigned status, const char *json);

/* jobs.c */
enum MHD_Result kiosk_job_submit(struct pw_kiosk *kiosk, struct kiosk_request *request, const char *rest);
enum MHD_Result kiosk_job_ask(struct pw_kiosk *kiosk, struct kiosk_request *request, const char *rest);
/** The request is over, or the kiosk stops. */
void kiosk_job_forget(struct pw_kiosk *kiosk, struct kiosk_request *request);
/** Wake who sleeps: the kiosk stops. */
void kiosk_job_stop(struct pw_kiosk *kiosk);

/* stream.c */
enum MHD_Result kiosk_stream_open(struct pw_kiosk *kiosk, struct MHD_Connection *connection, const char *rest,
                                  struct pw_bytes body);
/** Something new is in the feed, or the kiosk stops: wake every page. */
void kiosk_stream_wake(struct pw_kiosk *kiosk);
void kiosk_stream_beat(struct pw_kiosk *kiosk);

/* http.c: a stream has no deadline. */
void kiosk_connection_endless(struct pw_kiosk *kiosk, struct MHD_Connection *connection);
/** The daemon doesn't always wake its epoll descriptor when a connection is resumed (seen with 0.9.75): run it anyway. */
void kiosk_run_soon(struct pw_kiosk *kiosk);

/* barcode.c */
/** Code 128 of printable ASCII (1 to 64 characters) as an SVG with its quiet zones. Thread: any. */
PW_MUST_CHECK bool pw_kiosk_barcode(struct pw_bytes text, struct pw_buf *out, struct pw_error *err);

#endif
