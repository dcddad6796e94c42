#include "store/elsewhere.h"

#define WHY "it is shipped already, says the marketplace: by another hand, or from elsewhere"

static bool hold(struct pw_db *db, int64_t order, const char *bench, int64_t now_us, struct pw_error *err)
{
    return pw_db_run(
               db, err,
               "UPDATE orders SET held_from = CASE status WHEN 'packing' THEN 'ready' ELSE status END, status = 'held',"
               " hold_reason = $2, notice = CASE notice WHEN '' THEN $3 ELSE notice || ' ' || $3 END, bench = '', lane = '',"
               " changed_us = $4 WHERE id = $1",
               "itti", order, WHY, "The marketplace had it as shipped before it left here.", now_us) &&
           pw_db_run(db, err, "UPDATE order_line SET open_us = NULL WHERE order_pk = $1", "i", order) &&
           pw_db_run(db, err,
                     "INSERT INTO journal (time_us, bench, lane, device, kind, raw, outcome, reason, order_pk, detail, who,"
                     " approver) VALUES ($1, $2, '', '', 'import', '', 'held', '', $3, $4, '', '')",
                     "itit", now_us, bench, order, "Held: " WHY ".");
}

bool pw_order_shipped_elsewhere(struct pw_db *db, const char *channel, const char *order_id, const char *bench, int64_t now_us,
                                bool *ret_held, struct pw_error *err)
{
    int64_t order = 0;
    *ret_held = false;
    if (!pw_db_number(
            db, err, &order,
            "SELECT id FROM orders o WHERE channel = $1 AND order_id = $2 AND status IN ('ready', 'packing', 'packed',"
            " 'waiting') AND notice NOT LIKE '%The marketplace had it as shipped%' AND NOT EXISTS (SELECT 1 FROM parcel p"
            " WHERE p.order_pk = o.id AND p.status = 'shipped') AND NOT EXISTS (SELECT 1 FROM purchase u WHERE u.order_pk = o.id"
            " AND u.status IN ('buying', 'checking', 'uncertain', 'bought', 'cancelling', 'cancelled', 'kept'))", /* that ships it
                                                                                                                   */
            "tt", channel, order_id))
        return false;
    if (order == 0)
        return pw_db_ok(db, err);
    if (!pw_db_begin(db, err))
        return false;
    *ret_held = hold(db, order, bench, now_us, err) && pw_db_commit(db, err);
    if (!*ret_held)
        pw_db_rollback(db);
    return *ret_held;
}
