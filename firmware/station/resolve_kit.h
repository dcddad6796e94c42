/* What is known of a line whose article is a kit. Thread: the connection's. */
#ifndef PACKWRIGHT_RESOLVE_KIT_H
#define PACKWRIGHT_RESOLVE_KIT_H

#include "station/facts.h"
#include "store/db.h"

/**
 * The line's kit, where its article is one, as it is in this box (0: in none yet). line->kit.component says what was scanned.
 *
 * Errors:    the store's.
 */
PW_MUST_CHECK bool pw_resolve_kit(struct pw_db *db, int64_t parcel, struct pw_line_fact *line, struct pw_error *err);

/** The same for a unit without a barcode: the component that the kit lacks, where it is collected by those. */
PW_MUST_CHECK bool pw_resolve_kit_pick(struct pw_db *db, int64_t parcel, struct pw_line_fact *line, struct pw_error *err);

/** Component units in the order's open box that make no whole kit; those that no kit still wanted takes are surplus too. */
PW_MUST_CHECK bool pw_resolve_loose(struct pw_db *db, struct pw_order_fact *order, struct pw_error *err);

/** The same of this box, with one of its scans taken back. */
PW_MUST_CHECK bool pw_resolve_loose_without(struct pw_db *db, int64_t parcel, int64_t verification, int64_t *ret_loose,
                                            struct pw_error *err);

/** Lines of the order whose kit has this article as a component, in this box (0: in none yet); those that are in lines already
 * stay as they are. */
PW_MUST_CHECK bool pw_resolve_kit_lines(struct pw_db *db, int64_t order, int64_t parcel, const char *sku, int64_t units,
                                        struct pw_line_fact *lines, size_t *count, struct pw_error *err);

#endif
