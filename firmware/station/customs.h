/* What the configuration's [customs] says, and a parcel's contents as a declaration. */
#ifndef PACKWRIGHT_STATION_CUSTOMS_H
#define PACKWRIGHT_STATION_CUSTOMS_H

#include "config.h"
#include "document/customs.h"
#include "station/contents.h"

extern const struct pw_key pw_customs_keys[];

/** The section's values; *ret_key: which is wrong. Ownership: borrows its texts. */
PW_MUST_CHECK bool pw_customs_section_read(const struct pw_section *section, struct pw_customs_rules *ret_rules,
                                           const char **ret_key, struct pw_error *err);

/** What [customs] says, or its standard values. Ownership: borrows the configuration's texts. Errors: PW_ERR_CONFIG. */
PW_MUST_CHECK bool pw_customs_rules_read(const struct pw_config *config, struct pw_customs_rules *ret_rules,
                                         struct pw_error *err);

/** A parcel as a declaration. Ownership: borrows everything; items has room for PW_CONTENTS_LINES. */
void pw_customs_of(const struct pw_customs_rules *rules, const struct pw_address *sender, const struct pw_contents *contents,
                   struct pw_customs_item *items, struct pw_customs *ret_customs);

#endif
