/* What was captured of units (serial numbers, lots, expiry dates, Transparency codes), and the lots that must not leave. */
#ifndef PACKWRIGHT_STORE_CAPTURES_H
#define PACKWRIGHT_STORE_CAPTURES_H

#include "station/unit.h"
#include "store/db.h"

#include <jansson.h>

/* In SQL, of parcel p of orders o: its units went back to the shelf without anybody scanning them out of the box. */
#define PW_CAPTURE_FREE "(p.status = 'void' OR (o.status = 'cancelled' AND p.status <> 'shipped'))"

enum { PW_LOT_REASON_MAX = 120, PW_LOT_SKU_MAX = 255 }; /* bytes */

/** What a lane knows of the unit that it asks about. Thread: the connection's. */
PW_MUST_CHECK bool pw_unit_save(struct pw_db *db, const char *bench, const char *lane, const struct pw_unit *unit,
                                struct pw_error *err);
PW_MUST_CHECK bool pw_unit_load(struct pw_db *db, const char *bench, const char *lane, struct pw_unit *ret_unit,
                                struct pw_error *err);

/** Keep what is known of the unit that the line seq of the journal verified; nothing where nothing is. Thread: the connection's.
 */
PW_MUST_CHECK bool pw_capture_keep(struct pw_db *db, const struct pw_unit *unit, int64_t seq, struct pw_error *err);

/** Units of this parcel that were taken out are seen no more. */
PW_MUST_CHECK bool pw_capture_drop(struct pw_db *db, int64_t parcel, struct pw_error *err);

/** Put the Transparency codes of a parcel's units into items [{order_item_id}], as transparency_codes. */
PW_MUST_CHECK bool pw_capture_codes(struct pw_db *db, int64_t parcel, json_t *items, struct pw_error *err);

/** Lots that are refused. *ret_new: it was not blocked. */
PW_MUST_CHECK bool pw_lot_block(struct pw_db *db, const char *sku, const char *lot, const char *reason, int64_t now_us,
                                bool *ret_new, struct pw_error *err);
PW_MUST_CHECK bool pw_lot_unblock(struct pw_db *db, const char *sku, const char *lot, bool *ret_found, struct pw_error *err);

#endif
