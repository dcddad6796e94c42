/* What the configuration's [customs] says, and a parcel's contents as a declaration. */
#ifndef PACKWRIGHT_STATION_CUSTOMS_H
#define PACKWRIGHT_STATION_CUSTOMS_H

#include "config.h"
#include "document/customs.h"
#include "station/contents.h"
#include "station/rules.h"

extern const struct pw_key pw_customs_keys[];

/** The return address of the configuration. */
void pw_sender_read(const struct pw_config *config, struct pw_address *ret_sender);

/** The section's values; *ret_key: which is wrong. Ownership: borrows its texts. */
PW_MUST_CHECK bool pw_customs_section_read(const struct pw_section *section, struct pw_customs_rules *ret_rules,
                                           const char **ret_key, struct pw_error *err);

/** What [customs] says, or its standard values. Ownership: borrows the configuration's texts. Errors: PW_ERR_CONFIG. */
PW_MUST_CHECK bool pw_customs_rules_read(const struct pw_config *config, struct pw_customs_rules *ret_rules,
                                         struct pw_error *err);

/** A parcel as a declaration. Ownership: borrows everything; items has room for PW_CONTENTS_LINES. */
void pw_customs_of(const struct pw_customs_rules *rules, const struct pw_address *sender, const struct pw_contents *contents,
                   struct pw_customs_item *items, struct pw_customs *ret_customs);

/** Which form an order's parcel (its number; 0: the newest) needs. Errors: PW_ERR_BAD_INPUT: none; the store's. */
PW_MUST_CHECK bool pw_customs_form_of(const struct pw_config *config, struct pw_db *db, int64_t order, int64_t parcel,
                                      bool closing, enum pw_doc_kind *ret_document, struct pw_error *err);

#endif
