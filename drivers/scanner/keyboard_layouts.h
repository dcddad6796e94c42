/* Which character a key gives, by country. Made from xkb-data by keyboard_layouts.py. */
#ifndef PACKWRIGHT_KEYBOARD_LAYOUTS_H
#define PACKWRIGHT_KEYBOARD_LAYOUTS_H

#include "packwright/attr.h"

#include <stdint.h>

enum { PW_LAYOUT_DEAD = 0x8000 }; /* the key waits for the next one: ^ then e is ê, ^ then space is ^ */

struct pw_layout_key {
    uint8_t usage;     /* HID usage page 7 */
    uint16_t level[4]; /* plain, shift, AltGr, shift + AltGr: a code point; 0: nothing */
};

struct pw_layout {
    const char *name;
    const struct pw_layout_key *keys; /* by usage, rising */
    size_t count;
};

extern const struct pw_layout pw_layouts[]; /* ends with a NULL name */

#endif
