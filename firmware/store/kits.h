/*
 * What kits consist of. A list replaces each kit that it names; a kit of which a line was refused stays as it was, and all do
 * where a line can't be read at all, so that none ever loses a component by a bad line.
 */
#ifndef PACKWRIGHT_STORE_KITS_H
#define PACKWRIGHT_STORE_KITS_H

#include "channel/csv.h"
#include "store/db.h"
#include "store/order_import.h"

enum {
    PW_KIT_LINES_MAX = 200000,   /* of one list */
    PW_KIT_COMPONENTS_MAX = 100, /* different ones of one kit */
};

struct pw_kit_import;

/** Ownership: db and user must outlive the import. on_refusal: a line that can't be taken for what is in the store or in the
 * list's other lines. */
PW_MUST_CHECK bool pw_kit_import_begin(struct pw_db *db, void (*on_refusal)(void *user, const struct pw_line_refusal *refusal),
                                       void *user, struct pw_kit_import **ret_import, struct pw_error *err);
/** Kept in memory until the end. Errors: PW_ERR_TOO_BIG. */
PW_MUST_CHECK bool pw_kit_import_add(struct pw_kit_import *import, const struct pw_kit_record *record, struct pw_error *err);
/** A line of this kit was refused; "" for one that nobody knows. */
PW_MUST_CHECK bool pw_kit_import_refused(struct pw_kit_import *import, const char *kit, struct pw_error *err);
/** Into the store: fresh, changed and unchanged count kits, refused lines. The import is gone afterwards, also on failure. */
PW_MUST_CHECK bool pw_kit_import_end(struct pw_kit_import *import, struct pw_import_counts *counts, struct pw_error *err);
/** Nothing was stored. Accepts NULL. */
void pw_kit_import_abort(struct pw_kit_import *import);

/** The article is no kit any more. *ret_found: it was one. */
PW_MUST_CHECK bool pw_kit_remove(struct pw_db *db, const char *kit, bool *ret_found, struct pw_error *err);

#endif
