/*
 * The screen at the bench: a page served by the process itself, and what the station gives it. Everything here runs on the loop's
 * thread. The page changes nothing at the bench but by a scan, and that only where the source has one (the demo).
 */
#ifndef PACKWRIGHT_KIOSK_H
#define PACKWRIGHT_KIOSK_H

#include "packwright/bytes.h"
#include "packwright/log.h"
#include "packwright/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pw_kiosk_print;

/*
 * What the station gives the kiosk.
 *
 * state writes one JSON document:
 *   { "bench": "bench-1", "time": "2026-11-22T15:04:05Z",
 *     "lane": { "phase": "idle|packing|complete",
 *               "message": { "n": 17, "tone": "right|wrong|too-many|attention|complete|idle",
 *                            "title", "detail", "expected", "came" },
 *               "order": { "id", "ship_by", "service", "recipient", "units": 5, "verified": 3, "gift": false,
 *                          "lines": [ { "sku", "name", "quantity", "verified", "active": false,
 *                                       "picture": "/v1/pictures/cup.jpg",
 *                                       "components": [ { "sku", "name", "quantity", "have" } ] } ] },
 *               "parcel": { "barcode", "status", "tracking" } },
 *     "devices": [ { "kind", "name", "state", "words" } ],        state: ready|missing|connecting|failed
 *     "printers": [ { "name", "state", "words", "queue": 0 } ],
 *     "queue": [ { "id", "ship_by", "units", "lines" } ],
 *     "outbox": { "waiting": 0, "exported": 0 },
 *     "today": { "orders": 0, "parcels": 0, "refusals": 0 },
 *     "commands": [ { "name", "title", "code", "applies": true } ],
 *     "papers": [ { "id": 3, "printer": "slip", "document": "slip 111-...", "url": "/v1/papers/3.png", "time" } ],
 *     "demo": { "barcodes": [ { "label", "code", "kind": "order|item|wrong|parcel|tracking|other" } ] } }
 * order, parcel, papers, demo, picture and components (of a kit that is next, or begun) may be left out; message.n grows with
 * each message, so that the page sounds each once.
 */
struct pw_kiosk_source {
    void (*state)(void *user, struct pw_buf *out); /* nothing: the station is starting, which is answered with 503 */
    /** A click on a barcode. NULL: no scans from the page (a real bench). scanner may be "". */
    bool (*scan)(void *user, const char *scanner, struct pw_bytes text, struct pw_error *err);
    /** The picture of paper id into out; false when there is none. NULL: no papers. */
    bool (*paper_png)(void *user, uint32_t id, struct pw_buf *out);
    void *user;
    /** A picture of an article, by its file's name: a file descriptor that becomes the kiosk's, or -1. NULL: there are none. */
    int (*picture)(void *user, const char *name, int64_t *ret_size);
    /** Another program gives a file to print; pw_kiosk_answer follows, unless this returns false. NULL: none may. */
    bool (*print)(void *user, uint64_t ticket, const struct pw_kiosk_print *print);
    /** It asks what became of a job of a file; pw_kiosk_answer follows, unless this returns false. */
    bool (*job)(void *user, uint64_t ticket, int64_t job);
};

/* POST /v1/jobs?printer=NAME[&name=NAME][&priority=N][&expires=SECONDS] */
struct pw_kiosk_print {
    const char *right; /* the [token] section's name */
    const char *printer, *name, *key;
    int64_t priority, expires_s; /* 0: never */
    struct pw_bytes content;
};

/* A [token NAME] section. */
struct pw_kiosk_right {
    const char *name, *sha256;
    const char *printers; /* by comma */
};

struct pw_kiosk_setup {
    const char *listen;       /* "127.0.0.1:8631", "[::1]:8631", "localhost:8631"; port 0: any free one */
    const char *const *hosts; /* further Host names that are answered to ("bench-1.local:8631"), NULL-terminated; may be NULL */
    int64_t slow_us;          /* a request that takes longer is cut off; 0: 15 s */
    const struct pw_kiosk_right *rights; /* borrowed for as long as the kiosk lives */
    size_t right_count;
};

struct pw_kiosk;

/**
 * Start serving.
 *
 * Ownership: copies setup and source; loop and log outlive the kiosk.
 * Thread:    loop.
 * Errors:    PW_ERR_CONFIG for an address that makes no sense, PW_ERR_BUSY when the port is taken, PW_ERR_IO.
 */
PW_MUST_CHECK bool pw_kiosk_create(struct pw_loop *loop, struct pw_log *log, const struct pw_kiosk_setup *setup,
                                   const struct pw_kiosk_source *source, struct pw_kiosk **ret_kiosk, struct pw_error *err);
void pw_kiosk_destroy(struct pw_kiosk *kiosk);
/** "http://127.0.0.1:8631/"; borrowed. */
const char *pw_kiosk_url(const struct pw_kiosk *kiosk);

/**
 * Tell every open page: event is a word ("state", "paper"), json one JSON document. A page that reconnects gets what it missed.
 * "state" with the whole state as above redraws the page at once; "changed" with "{}" makes it ask for the state.
 *
 * Thread:    loop; after what it tells was committed.
 */
void pw_kiosk_publish(struct pw_kiosk *kiosk, const char *event, const char *json);
/** The answer to print or job: an HTTP status and one JSON document. A ticket that isn't waited for any more is no error. */
void pw_kiosk_answer(struct pw_kiosk *kiosk, uint64_t ticket, unsigned status, const char *json);
/** Number of pages that listen: with none, building JSON for pw_kiosk_publish can be left out. */
unsigned pw_kiosk_listeners(const struct pw_kiosk *kiosk);

#endif
