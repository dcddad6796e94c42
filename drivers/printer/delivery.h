/*
 * What every transport does alike: one document on its way at a time, its end told exactly once and never from inside send, and
 * links and status words told when they change. The transport moves the bytes.
 */
#ifndef PACKWRIGHT_PRINTER_DELIVERY_H
#define PACKWRIGHT_PRINTER_DELIVERY_H

#include "packwright/transport.h"

#define PW_DOCUMENT_MAX (64u << 20) /* bytes of one document: a metre of 600 dpi label, uncompressed, is 13 MB */
#define PW_TITLE_MAX 64

struct pw_delivery {
    struct pw_transport *transport;
    struct pw_loop *loop;
    struct pw_timer *report; /* tells the end from the loop */
    const char *ground;
    uint8_t *data; /* our copy, kept until the end is told */
    size_t len;
    size_t accepted; /* what was told so far */
    char title[PW_TITLE_MAX + 1];
    bool active;   /* from start until on_sent was called */
    bool ended;    /* the end is known and waits for the loop */
    char why[200]; /* the link's last words */
    char words[200];
    struct pw_sent sent;
};

/** ground is kept, so give a literal. Errors: PW_ERR_MEMORY. Thread: the loop's, like everything here. */
PW_MUST_CHECK bool pw_delivery_init(struct pw_delivery *d, struct pw_transport *transport, struct pw_loop *loop,
                                    const char *ground, struct pw_error *err);
/** Accepts a zeroed one. on_sent does not come any more. */
void pw_delivery_finish(struct pw_delivery *d);

/** Copy a document. Errors: PW_ERR_BUSY, PW_ERR_GONE while the link isn't ready, PW_ERR_TOO_BIG, PW_ERR_MEMORY. */
PW_MUST_CHECK bool pw_delivery_start(struct pw_delivery *d, struct pw_bytes doc, const char *title, struct pw_error *err);
/** A document is on its way and its end isn't known. */
static inline bool pw_delivery_open(const struct pw_delivery *d)
{
    return d->active && !d->ended;
}
/** The device has this many bytes; never counts down. */
void pw_delivery_progress(struct pw_delivery *d, size_t accepted);
/** Every byte was taken. Does nothing unless a document is open; so do the next two. */
void pw_delivery_all(struct pw_delivery *d);
/** Not one byte left: the sentence says why, code says what (never PW_ERR_UNKNOWN_OUTCOME). */
void pw_delivery_nothing(struct pw_delivery *d, enum pw_error_code code, int sys, const char *fmt, ...) PW_PRINTF(4, 5);
/** Cut off; accepted is a lower bound of what the device has. The code is PW_ERR_UNKNOWN_OUTCOME. */
void pw_delivery_some(struct pw_delivery *d, size_t accepted, int sys, const char *fmt, ...) PW_PRINTF(4, 5);

/** Tell the listener about the link, if the link or the words changed. */
void pw_delivery_link(struct pw_delivery *d, enum pw_link link, const char *fmt, ...) PW_PRINTF(3, 4);
/** Tell the listener what the link knows in words, if they changed; "" when all is well. */
void pw_delivery_words(struct pw_delivery *d, const char *fmt, ...) PW_PRINTF(2, 3);
void pw_delivery_reply(struct pw_delivery *d, const void *data, size_t len);

/** Letters, digits, '.', '_' and '-' only, not first a dot or a dash, never empty; anything else becomes '-'. */
void pw_title_clean(const char *title, char out[PW_TITLE_MAX + 1]);

#endif
