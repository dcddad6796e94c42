#include "station/commit_postage.h"

#include "store/purchase.h"

#include <stdio.h>

bool pw_commit_postage(struct pw_db *db, const struct pw_rules *rules, const struct pw_event *event, int64_t order,
                       int64_t parcel, struct pw_error *err)
{
    char channel[64] = "";
    if (rules->postage[0] == '\0')
        return true;
    struct pw_stmt *s = pw_db_query(db, err, "SELECT channel FROM orders WHERE id = $1", "i", order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        snprintf(channel, sizeof channel, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return row != PW_ROW_FAILED &&
           (!pw_rules_buys(rules, channel) || pw_purchase_want(db, channel, rules->bench, order, parcel, event->time_us, err));
}

bool pw_commit_postage_void(struct pw_db *db, int64_t parcel, struct pw_error *err)
{
    return pw_purchase_give_up(db, parcel, err);
}

bool pw_commit_postage_handed(struct pw_db *db, const struct pw_event *event, int64_t parcel, enum pw_purchase_told *ret_told,
                              struct pw_error *err)
{
    return pw_purchase_handed(db, parcel, event->time_us, ret_told, err);
}
