/* What the configuration says of a [channel] of type amazon: which marketplaces, where they are asked, whose credentials. */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_KEYS_H
#define PACKWRIGHT_CHANNEL_AMAZON_KEYS_H

#include "channel/amazon_auth.h"
#include "packwright/section.h"

extern const struct pw_key pw_amazon_keys[];

/**
 * Where to ask. ret_marketplaces: ids by comma, without blanks.
 *
 * Errors: PW_ERR_CONFIG: a marketplace that nobody knows, two of different regions, an address that isn't safe.
 */
PW_MUST_CHECK bool pw_amazon_places(const struct pw_section *section, char *ret_marketplaces, size_t marketplaces_size,
                                    char *ret_endpoint, size_t endpoint_size, char *ret_sign_in, size_t sign_in_size,
                                    struct pw_error *err);
/** The credentials: systemd's (a file of the same name in $CREDENTIALS_DIRECTORY), else the file that the section names. */
PW_MUST_CHECK bool pw_amazon_credentials_of(const struct pw_section *section, struct pw_amazon_credentials *ret,
                                            struct pw_error *err);

#endif
