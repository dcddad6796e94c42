/*
 * A conversation with a printer as text, to be read and mended by a person. Lines:
 *
 *     # anything                       model, firmware, date, how it was taken, what a person saw happen
 *     120 > 1b40486578                 bytes sent, 120 ms after the start (documents of several lines follow on with ">>")
 *     125 < 16                         bytes that came back
 *     130 link ready                   missing, connecting, ready, failed; then the words, if any
 *     131 status the cover is open
 *     140 sent all 5 of 5              all, nothing, some: how the document ended
 */
#ifndef PACKWRIGHT_PRINTER_CONVERSATION_H
#define PACKWRIGHT_PRINTER_CONVERSATION_H

#include "packwright/transport.h"

enum pw_turn_kind { PW_TURN_DOCUMENT, PW_TURN_REPLY, PW_TURN_LINK, PW_TURN_STATUS, PW_TURN_SENT };

struct pw_turn {
    enum pw_turn_kind kind;
    int64_t at_ms;
    struct pw_bytes bytes; /* DOCUMENT, REPLY; the words of LINK and STATUS (also NUL-terminated) */
    enum pw_link link;
    enum pw_sent_outcome outcome;
    size_t accepted, total;
};

#define PW_CONVERSATION_MAX (64u << 20) /* bytes of text */

struct pw_conversation {
    struct pw_turn *turns;
    size_t count;
    struct pw_buf store; /* what the turns' bytes point into */
};

/**
 * Parse a whole recording.
 *
 * Ownership: *ret_conversation is the caller's on success; pw_conversation_finish it. Keeps no pointer into text.
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT names line and column; PW_ERR_TOO_BIG; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_conversation_parse(struct pw_bytes text, struct pw_conversation *ret_conversation, struct pw_error *err);
void pw_conversation_finish(struct pw_conversation *conversation);
/** Append one turn as text. */
void pw_conversation_put(struct pw_buf *out, const struct pw_turn *turn);

#endif
