/*
 * The commands in a label's bytes by their names, written from the makers' manuals; shares nothing with the encoders. Pictures
 * and bars are left out: how many a page takes is its own affair. Their data is skipped by the length that each announces, as a
 * printer does. Fails the test on bytes that are no command, and on requests that a printer obeys wherever they stand.
 */
#ifndef PACKWRIGHT_LABEL_TOKENS_H
#define PACKWRIGHT_LABEL_TOKENS_H

#include "packwright/bytes.h"

/** language: "zpl", "tspl" or "epl". */
void pw_label_commands(const char *language, struct pw_bytes in, struct pw_buf *out);

#endif
