/* Brings a store to this program's schema. */
#ifndef PACKWRIGHT_STORE_UPGRADE_H
#define PACKWRIGHT_STORE_UPGRADE_H

#include "store/db.h"

enum { PW_STORE_VERSION = 3 };

/**
 * Create the tables in an empty store; bring an older one up, all of it in one transaction, or leave it as it is.
 *
 * Thread:    the connection's.
 * Errors:    PW_ERR_UNSUPPORTED for a store of a newer program; PW_ERR_BUSY while another program writes; the store's.
 */
PW_MUST_CHECK bool pw_store_bring_up(struct pw_db *db, struct pw_error *err);

#endif
