/* What makes a store itself: the key that its barcodes are signed with, and the tag in its parcels' codes. */
#ifndef PACKWRIGHT_STORE_IDENTITY_H
#define PACKWRIGHT_STORE_IDENTITY_H

#include "store/db.h"

/** The key and tag of a store, made when they aren't there. Thread: the connection's. Errors: the store's. */
PW_MUST_CHECK bool pw_store_identity(struct pw_db *db, uint8_t ret_key[32], char ret_tag[5], struct pw_error *err);

#endif
