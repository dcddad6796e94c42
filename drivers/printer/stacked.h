/*
 * Transports that stack on another one, or stand in for one; made in code, never from the configuration. The inner transport is
 * created with an empty listener and is the outer one's from then on.
 */
#ifndef PACKWRIGHT_PRINTER_STACKED_H
#define PACKWRIGHT_PRINTER_STACKED_H

#include "packwright/transport.h"

/**
 * Everything said to and by inner goes on, and into the file at path as well (see conversation.h).
 *
 * Ownership: takes inner, also on failure.
 * Errors:    the file can't be made. A disk that fails later ends the recording, not the printing.
 * Note:      a recording holds what was printed, so buyers' names and addresses: made for a test document, 0600.
 */
PW_MUST_CHECK bool pw_record_create(struct pw_loop *loop, struct pw_log *log, struct pw_transport *inner, const char *path,
                                    const struct pw_transport_listener *listener, struct pw_transport **ret_transport,
                                    struct pw_error *err);

/**
 * A printer that behaves as the recording says: the link, the replies and their times (counted from the document), how each
 * document ended. A document that is not the recorded one ends as PW_SENT_SOME with the first byte that differs.
 *
 * Errors: the recording makes no sense.
 */
PW_MUST_CHECK bool pw_replay_create(struct pw_loop *loop, struct pw_bytes recording, const struct pw_transport_listener *listener,
                                    struct pw_transport **ret_transport, struct pw_error *err);

enum pw_fault {
    PW_FAULT_NONE,
    PW_FAULT_STALL,     /* takes no more, until pw_fault_release */
    PW_FAULT_DISAPPEAR, /* the cable is out, until pw_fault_release */
    PW_FAULT_ERROR,     /* the system reports an error; the link stays */
};

/** Does no harm until armed. Takes inner, also on failure. */
PW_MUST_CHECK bool pw_fault_create(struct pw_loop *loop, struct pw_transport *inner, const struct pw_transport_listener *listener,
                                   struct pw_transport **ret_transport, struct pw_error *err);
/** Let after more bytes through, then do it, once. */
void pw_fault_arm(struct pw_transport *transport, enum pw_fault fault, size_t after);
/** Paper in, cable in: a stalled document goes on, a missing printer is back. */
void pw_fault_release(struct pw_transport *transport);

#endif
