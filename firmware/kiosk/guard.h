/* Who may ask the kiosk for what. Pure: headers in, verdict out. */
#ifndef PACKWRIGHT_KIOSK_GUARD_H
#define PACKWRIGHT_KIOSK_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PW_GUARD_BODY_MAX = 64 << 10, /* bytes of a request's body */
    PW_GUARD_FILE_MAX = 32 << 20, /* of a file to print */
    PW_GUARD_TOKEN = 33,          /* 128 bits in hexadecimal and a NUL */
};

enum pw_guard_kind {
    PW_GUARD_PAGE,   /* what a person may open by its address or a link: the page itself */
    PW_GUARD_PART,   /* what only that page asks for: its style, the state, pictures */
    PW_GUARD_ACTION, /* what has an effect */
    PW_GUARD_SUBMIT, /* another program gives something to print */
    PW_GUARD_ASK,    /* and asks what became of it */
};

/* What is known of the caller. A header that isn't there is NULL; one that came twice is refused by the server before. */
struct pw_guard_request {
    enum pw_guard_kind kind;
    const char *method;
    const char *host;
    const char *origin;
    const char *fetch_site; /* Sec-Fetch-Site */
    const char *fetch_dest; /* Sec-Fetch-Dest */
    const char *content_type;
    const char *token; /* X-Packwright-Token */
    const char *authorization;
    const char *key;        /* Idempotency-Key */
    int64_t content_length; /* -1: not said */
};

/* Another program's right to print. Its token is known by its digest alone. */
struct pw_guard_right {
    const char *name;
    const char *sha256; /* of the token, 64 hexadecimal digits */
};

struct pw_guard {
    const char *const *hosts; /* the names that are answered to, with port, NULL-terminated */
    const char *token;        /* of this process, PW_GUARD_TOKEN */
    const struct pw_guard_right *rights;
    size_t right_count;
};

struct pw_guard_verdict {
    unsigned status; /* 0: let it in; else the HTTP status to answer with */
    const char *why; /* one sentence */
    size_t right;    /* SUBMIT, ASK that are let in: whose */
};

/** Bytes that a request of this kind may have. Thread: any. */
int64_t pw_guard_body_max(enum pw_guard_kind kind);

/**
 * Rules, the first that is broken decides:
 *   every request     exactly one of our Host names (rebinding a foreign name to this address ends here)
 *   page, part        GET;  action  POST
 *   page              may come from anywhere as a navigation (Sec-Fetch-Dest document), never into a frame or as a part of
 * another page part              Sec-Fetch-Site same-origin, none or absent; Origin our own or absent action            Origin
 * our own, always; Sec-Fetch-Site same-origin or absent; application/json; the token; at most 64 KiB
 *   submit, ask       POST, GET; no browser (neither Origin nor Sec-Fetch-Site); a known token as Authorization: Bearer;
 *                     submit also an Idempotency-Key of 1 to 100 characters, and at most 32 MiB
 *
 * Thread:    any.
 * Source:    RFC 6750, 2.1; the Idempotency-Key header of the IETF's draft; Fetch Metadata Request Headers (W3C), 2; RFC 6454, 7;
 * RFC 9110, 7.2.
 */
struct pw_guard_verdict pw_guard_check(const struct pw_guard *guard, const struct pw_guard_request *request);

#endif
