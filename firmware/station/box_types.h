/* The kinds of boxes and the carriers' cages of the configuration: [box NAME], [verify] and [cage NAME]. */
#ifndef PACKWRIGHT_BOX_TYPES_H
#define PACKWRIGHT_BOX_TYPES_H

#include "barcode/meaning.h"
#include "config.h"

struct pw_box_type {
    const char *name;                       /* lives as long as the configuration */
    int64_t tare_g;                         /* -1: not known */
    int64_t length_mm, width_mm, height_mm; /* 0: not known */
};

extern const struct pw_key pw_box_keys[], pw_verify_keys[], pw_cage_keys[];

/**
 * Check a [box] or [cage] section.
 *
 * ret_key: the key that is wrong.
 * Errors:  PW_ERR_CONFIG names what is wrong in it.
 * Thread:  any.
 */
PW_MUST_CHECK bool pw_box_section_check(const struct pw_config *config, const struct pw_section *section, const char **ret_key,
                                        struct pw_error *err);

/** The kind of box that a scan is; false: none. Thread: any. */
bool pw_box_type_scanned(const struct pw_config *config, const struct pw_meaning *meaning, struct pw_box_type *ret_type);
/** By its name; false: there is none. Thread: any. */
bool pw_box_type_named(const struct pw_config *config, const char *name, struct pw_box_type *ret_type);

/** The carrier of a cage, by the cage's name in capital letters; "": there is no such cage. Thread: any. */
const char *pw_cage_carrier(const struct pw_config *config, const char *name);

#endif
