/* UTF-8, one scalar at a time, and text from outside made safe to show. No I/O. */
#ifndef PACKWRIGHT_UTF8_H
#define PACKWRIGHT_UTF8_H

#include "packwright/bytes.h"

/**
 * The next scalar of text; *pos moves past it.
 *
 * Errors:    an ill-formed sequence gives U+FFFD and moves by one byte. At the end: 0, *pos unchanged.
 * Thread:    any.
 * Source:    Unicode 15, 3.9 table 3-7 (no overlongs, no surrogates, nothing above U+10FFFF).
 */
uint32_t pw_utf8_next(struct pw_bytes text, size_t *pos);
bool pw_utf8_valid(struct pw_bytes text);
/** Append one scalar to out. */
void pw_utf8_put(struct pw_buf *out, uint32_t scalar);

/**
 * Append text with each control character as a visible stand-in: U+0000..U+001F as U+2400.., U+007F as U+2421, C1 controls,
 * line and paragraph separators, bidirectional controls and ill-formed bytes as U+FFFD.
 * What comes out holds nothing that a printer, a terminal, a page or a log could take for a command.
 */
void pw_utf8_visible(struct pw_bytes text, struct pw_buf *out);
/** The same for paper: marks of direction and of byte order have no shape of their own, and are left out. */
void pw_utf8_on_paper(struct pw_bytes text, struct pw_buf *out);
/** Drop ill-formed bytes from a text in place: what was cut to its field may end, or go on, in half a character. */
void pw_utf8_mend(char *text);
/** True for what pw_utf8_visible would replace. */
bool pw_utf8_is_control(uint32_t scalar);

#endif
