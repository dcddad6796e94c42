/*
 * What a kit consists of in a box: as it was listed when the first of its components went in. A list that changes later is for
 * the boxes after that, so that what lies in one is never unknown.
 */
#ifndef PACKWRIGHT_STORE_BOX_KIT_H
#define PACKWRIGHT_STORE_BOX_KIT_H

#include "store/db.h"

/** SQL: the rows component, units of what the kit of an order's line consists of in a box: as the box was begun with it, else as
 * it is listed now. parcel and line are parameters: "$2". */
#define PW_BOX_KIT(parcel, line)                                                                                                 \
    "(SELECT b.component, b.units FROM box_kit b WHERE b.parcel_pk = " parcel " AND b.line_pk = " line                           \
    " UNION ALL SELECT c.component, c.units FROM order_line o JOIN kit_component c ON c.kit = o.sku WHERE o.id = " line          \
    " AND NOT EXISTS (SELECT 1 FROM box_kit d WHERE d.parcel_pk = " parcel " AND d.line_pk = " line "))"

/** A component of the line's kit went into the box: what is listed now stays what that box goes by. Thread: the connection's,
 * inside its transaction, as of those below. */
PW_MUST_CHECK bool pw_box_kit_begin(struct pw_db *db, int64_t parcel, int64_t line, struct pw_error *err);
/** Something was taken out of the box: a kit of which nothing is left in it goes by the list again. */
PW_MUST_CHECK bool pw_box_kit_settle(struct pw_db *db, int64_t parcel, struct pw_error *err);

#endif
