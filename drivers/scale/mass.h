/* Figures of a scale in micrograms. Whole numbers only: a float would lose what a carrier charges for. */
#ifndef PACKWRIGHT_SCALE_MASS_H
#define PACKWRIGHT_SCALE_MASS_H

#include "packwright/attr.h"
#include "packwright/bytes.h"

enum pw_mass_unit {
    PW_MASS_NONE,
    PW_MASS_MG,
    PW_MASS_G,
    PW_MASS_KG,
    PW_MASS_TONNE,
    PW_MASS_CARAT,
    PW_MASS_GRAIN,
    PW_MASS_PENNYWEIGHT,
    PW_MASS_TROY_OZ,
    PW_MASS_OZ,
    PW_MASS_LB,
};

/* The most that is believed: ten tonnes. */
#define PW_MASS_MAX_UG INT64_C(10000000000000)

/**
 * digits times ten to the exponent of a unit, rounded to the nearest microgram.
 *
 * Units:     digits within +-99,999,999.
 * Thread:    any.
 * Errors:    false above PW_MASS_MAX_UG, and for an exponent beyond -9..9.
 * Source:    the international yard and pound agreement of 1959: 1 lb is 453.59237 g = 16 oz = 7000 grains; 1 ozt is 480 grains.
 */
PW_MUST_CHECK bool pw_mass_ug(int64_t digits, int exponent, enum pw_mass_unit unit, int64_t *ret_ug);

/**
 * A figure as scales write it: an optional sign, spaces, digits with at most one point or comma. At most eight digits that count.
 *
 * in:        all of it must be the figure.
 * Thread:    any.
 */
PW_MUST_CHECK bool pw_mass_figure(struct pw_bytes in, int64_t *ret_digits, int *ret_exponent);
/** From "g", "kg", "oz", ... in any case; PW_MASS_NONE for any other word. Thread: any. */
enum pw_mass_unit pw_mass_unit_of(struct pw_bytes word);

#endif
