/*
 * The device class "transport": moves a document's bytes to a printer and its replies back. Knows no printer language.
 * A transport sends one document at a time and reports how many bytes the device accepted.
 */
#ifndef PACKWRIGHT_TRANSPORT_H
#define PACKWRIGHT_TRANSPORT_H

#include "packwright/bytes.h"
#include "packwright/device.h"
#include "packwright/log.h"
#include "packwright/loop.h"
#include "packwright/section.h"

struct pw_transport;

enum pw_sent_outcome {
    PW_SENT_ALL,     /* the device (or the kernel, or the spooler: see ground) took every byte */
    PW_SENT_NOTHING, /* certainly not one byte left: may be sent again */
    PW_SENT_SOME,    /* cut off; accepted is a lower bound of what the device has: unknown outcome, never sent again silently */
};

struct pw_sent {
    enum pw_sent_outcome outcome;
    size_t accepted, total; /* bytes */
    bool proven;            /* the transport itself knows that it was printed (a CUPS job state it believes); rare */
    const char *ground; /* a word on what "accepted" means here: "network" (acknowledged), "usb", "serial", "spooler", "file" */
    struct pw_error error; /* PW_OK for SENT_ALL */
};

/* Called on the loop's thread. */
struct pw_transport_listener {
    void (*on_link)(void *user, struct pw_transport *transport, enum pw_link link, const char *why);
    /** The end of one send; comes exactly once for each send that returned true, never from inside send. */
    void (*on_sent)(void *user, struct pw_transport *transport, const struct pw_sent *sent);
    /** Some bytes have been accepted on the way (for "what may be on paper"); optional, may be NULL. */
    void (*on_progress)(void *user, struct pw_transport *transport, size_t accepted);
    void (*on_reply)(void *user, struct pw_transport *transport, struct pw_bytes reply);
    /** What the link itself can tell in words (port status, CUPS printer-state-reasons); "" when all is well. */
    void (*on_status)(void *user, struct pw_transport *transport, const char *words);
    void *user;
};

struct pw_transport_impl {
    const char *scheme; /* the word after "transport =" */
    const struct pw_key *keys;
    bool one_way; /* nothing ever comes back: a file, a spooler */
    /** As pw_scanner_impl.create: a printer that isn't there is no error. */
    bool (*create)(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                   const struct pw_transport_listener *listener, struct pw_transport **ret_transport, struct pw_error *err);
    /**
     * Queue doc (a copy is kept). Never blocks. False: nothing was sent and on_sent will not come
     * (PW_ERR_BUSY while another document is on the way, PW_ERR_GONE while the link isn't ready).
     * title is for spoolers ([A-Za-z0-9._-], at most 64 characters).
     */
    bool (*send)(struct pw_transport *transport, struct pw_bytes doc, const char *title, struct pw_error *err);
    void (*cancel)(struct pw_transport *transport);  /* on_sent still comes; NULL: can't be stopped */
    void (*destroy)(struct pw_transport *transport); /* accepts NULL and half-built objects; no callback afterwards */
    /** A document is on its way, and certainly not one byte of it has left. NULL: that is never known. */
    bool (*untouched)(const struct pw_transport *transport);
};

/* The embedded base of every transport. */
struct pw_transport {
    const struct pw_transport_impl *impl;
    const struct pw_section *section;
    struct pw_transport_listener listener;
    enum pw_link link;
};

#endif
