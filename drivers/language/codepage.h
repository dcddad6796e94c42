/* The upper halves of printers' code pages. Pure tables and look-ups. */
#ifndef PACKWRIGHT_CODEPAGE_H
#define PACKWRIGHT_CODEPAGE_H

#include <stddef.h>
#include <stdint.h>

struct pw_codepage {
    const char *name;
    uint16_t upper[128]; /* Unicode of bytes 0x80 to 0xFF; 0 where there is nothing to print */
};

extern const struct pw_codepage pw_codepages[];
extern const size_t pw_codepage_count;

/**
 * The byte that prints scalar in a code page; 0 when it has none.
 *
 * Units:     0x20..0x7E are themselves in every page here; controls and 0x7F have no byte.
 * Thread:    any.
 */
uint8_t pw_codepage_byte(const struct pw_codepage *page, uint32_t scalar);

#endif
