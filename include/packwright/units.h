/* Units that must not be mixed: micrometres of a design and dots of a print head. */
#ifndef PACKWRIGHT_UNITS_H
#define PACKWRIGHT_UNITS_H

#include <stdint.h>

struct pw_um {
    int32_t um;
};

struct pw_dots {
    int32_t dots;
};

/**
 * The only bridge from length to dots; rounds half up.
 *
 * Units:     dots_per_mm is 8 ("203 dpi"), 12 ("300 dpi") or 24 ("600 dpi"); never the rounded dpi.
 * Thread:    any.
 * Source:    reference hardware G1: 8 dots/mm is 203.2 dpi, 12 is 304.8.
 */
struct pw_dots pw_dots_from_um(struct pw_um length, int dots_per_mm);
struct pw_um pw_um_from_dots(struct pw_dots dots, int dots_per_mm);

/** 8 for 203, 12 for 300 or 305, 24 for 600; 0 for anything else. */
int pw_dots_per_mm(int dpi);

#endif
