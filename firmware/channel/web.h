/*
 * Requests to a server and what came of them. Who asks doesn't know what carries them: libcurl in the station, a made-up network
 * in the tests.
 */
#ifndef PACKWRIGHT_CHANNEL_WEB_H
#define PACKWRIGHT_CHANNEL_WEB_H

#include "packwright/bytes.h"

enum pw_web_fault {
    PW_WEB_ANSWERED,   /* whole; status says what it is */
    PW_WEB_UNREACHED,  /* no name, no route, refused: nothing was asked */
    PW_WEB_UNTRUSTED,  /* the certificate isn't one to trust: nothing was asked */
    PW_WEB_UNANSWERED, /* the time was over, or the answer was cut: what was asked may be done */
    PW_WEB_TOO_BIG,    /* the answer: what was asked may be done */
    PW_WEB_FAULTS
};

/* Texts are borrowed until ask returns. */
struct pw_web_request {
    const char *method;         /* GET, POST, PUT, DELETE */
    const char *url;            /* https; http is taken for a loopback address alone */
    const char *const *headers; /* "Name: value", NULL-terminated */
    struct pw_bytes body;       /* of POST and PUT */
    int64_t timeout_us;         /* for all of it */
    size_t most;                /* bytes of the answer */
};

enum { PW_WEB_HEADER = 128 };

/* Borrowed until the callback returns. */
struct pw_web_answer {
    enum pw_web_fault fault;
    char why[160]; /* of a fault, for people: no address, no token */
    int status;
    char request_id[PW_WEB_HEADER]; /* x-amzn-RequestId: for who runs the server */
    double rate_limit;              /* x-amzn-RateLimit-Limit: requests a second; 0: not told */
    int64_t date_us;                /* Date: the server's wall clock; 0: not told */
    int64_t retry_after_us;         /* Retry-After, in seconds; 0: not told */
    struct pw_bytes body;
};

typedef void pw_web_fn(void *user, const struct pw_web_answer *answer);

struct pw_web;

struct pw_web_impl {
    /** fn is called once, later, on the asker's thread, unless the web is destroyed before. False: see err, fn is never called.
     */
    bool (*ask)(struct pw_web *web, const struct pw_web_request *request, pw_web_fn *fn, void *user, struct pw_error *err);
    void (*destroy)(struct pw_web *web);
};

struct pw_web {
    const struct pw_web_impl *impl;
};

#endif
