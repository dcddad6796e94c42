/*
 * ESC/POS bytes taken apart, written from Epson's command reference; shares nothing with the encoder: what is text, what is a
 * command, and where a command ends. Knows the commands that this project may send, and no others.
 */
#ifndef PACKWRIGHT_ESCPOS_TOKENS_H
#define PACKWRIGHT_ESCPOS_TOKENS_H

#include "packwright/bytes.h"

struct pw_escpos_token {
    struct pw_bytes bytes;
    bool text;
};

/** The next token at *pos, false at the end; fails the test on anything that isn't one. */
bool pw_escpos_next_token(struct pw_bytes in, size_t *pos, struct pw_escpos_token *ret);
/** A command that begins with these bytes. */
bool pw_escpos_token_is(const struct pw_escpos_token *token, const char *begin, size_t len);

#endif
