/* The [token NAME] sections: which programs may print, and where. */
#ifndef PACKWRIGHT_KIOSK_RIGHTS_H
#define PACKWRIGHT_KIOSK_RIGHTS_H

#include "config.h"
#include "kiosk/kiosk.h"

extern const struct pw_key pw_kiosk_right_keys[];

/**
 * Ownership: *ret_rights is the caller's, for free; its texts are the configuration's.
 * Errors:    PW_ERR_CONFIG: a digest that is none, or a printer that isn't there.
 */
PW_MUST_CHECK bool pw_kiosk_rights_read(const struct pw_config *config, struct pw_kiosk_right **ret_rights, size_t *ret_count,
                                        struct pw_error *err);

#endif
