#include "store/box_kit.h"

bool pw_box_kit_begin(struct pw_db *db, int64_t parcel, int64_t line, struct pw_error *err)
{
    return pw_db_run(db, err,
                     "INSERT INTO box_kit (parcel_pk, line_pk, component, units) SELECT CAST($1 AS BIGINT), l.id, k.component,"
                     " k.units FROM order_line l JOIN kit_component k ON k.kit = l.sku WHERE l.id = $2"
                     " AND NOT EXISTS (SELECT 1 FROM box_kit b WHERE b.parcel_pk = $1 AND b.line_pk = $2)",
                     "ii", parcel, line);
}

bool pw_box_kit_settle(struct pw_db *db, int64_t parcel, struct pw_error *err)
{
    return pw_db_run(
        db, err,
        "DELETE FROM box_kit WHERE parcel_pk = $1 AND NOT EXISTS (SELECT 1 FROM verification v WHERE v.parcel_pk = $1"
        " AND v.line_pk = box_kit.line_pk AND v.undone = 0 AND v.component <> '')",
        "i", parcel);
}
