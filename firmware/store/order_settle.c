/* The end of an import: orders of which a line was refused, and lines that the file no longer has. */
#include "store/order_merge_parts.h"

#include "store/boxes.h"
#include "store/purchase.h"

#include <stdio.h>

/* The first order of those that import_open still holds. False in *ret_found: none is left. */
static bool next_open(struct pw_order_import *im, const char *sql, char order_id[PW_ID_MAX + 1], char *detail, size_t size,
                      bool *ret_found, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(im->db, err, sql, "i", im->id);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    *ret_found = row == PW_ROW;
    if (row == PW_ROW) {
        snprintf(order_id, PW_ID_MAX + 1, "%s", pw_stmt_text(s, 0));
        snprintf(detail, size, "%s", pw_stmt_text(s, 1));
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool forget(struct pw_order_import *im, const char *order_id, struct pw_error *err)
{
    return pw_db_run(im->db, err, "DELETE FROM import_open WHERE import_pk = $1 AND order_id = $2", "it", im->id, order_id);
}

/* An order of which a line was refused: it says so when it is opened, and it was seen. */
static bool settle_flawed(struct pw_order_import *im, const char *order_id, const char *detail, struct pw_error *err)
{
    struct pw_merge m = { .im = im };
    char notice[1000];
    bool known = false;
    if (!pw_merge_load_order(&m, order_id, &known, err))
        return false;
    if (!known)
        return true;
    if (pw_merge_is(m.order.status, "shipped") || pw_merge_is(m.order.status, "cancelled") ||
        strstr(m.order.notice, detail) != NULL)
        return pw_db_run(im->db, err, "UPDATE orders SET last_import = $2 WHERE id = $1", "ii", m.order.id, im->id);
    snprintf(notice, sizeof notice, "%s%s%s", m.order.notice, *m.order.notice == '\0' ? "" : " ", detail);
    return pw_db_run(im->db, err, "UPDATE orders SET last_import = $2, notice = $3 WHERE id = $1", "iit", m.order.id, im->id,
                     notice);
}

/* For who has the order in the hand. */
static bool note_vanished(struct pw_merge *m, const char *order_id, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(m->im->db, err,
                                    "SELECT l.sku FROM import_open i JOIN order_line l ON l.id = i.line_pk WHERE i.import_pk = $1"
                                    " AND i.order_id = $2 ORDER BY l.position LIMIT 3",
                                    "it", m->im->id, order_id);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW)
        pw_merge_note(m, "%.60s is no longer in the latest report, and not wanted any more.", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

/* An order of which lines have gone: cancelled or sent from elsewhere. */
static bool settle_vanished(struct pw_order_import *im, const char *order_id, struct pw_error *err)
{
    struct pw_merge m = { .im = im, .again = true };
    bool known = false;
    if (!pw_merge_load_order(&m, order_id, &known, err))
        return false;
    if (!known || pw_merge_is(m.order.status, "shipped") || m.order.wiped_us != 0)
        return true;
    pw_merge_changed(&m, "an item is no longer in it");
    pw_merge_count(&m);
    if ((pw_merge_under_way(&m.order) && !note_vanished(&m, order_id, err)) ||
        !pw_db_run(im->db, err,
                   "UPDATE order_line SET quantity = (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON"
                   " p.id = v.parcel_pk WHERE v.line_pk = order_line.id AND v.undone = 0 AND " PW_PARCEL_COUNTED_SHIPPED "),"
                   " open_us = NULL WHERE id IN (SELECT i.line_pk FROM import_open i"
                   " WHERE i.import_pk = $1 AND i.order_id = $2)",
                   "it", im->id, order_id) ||
        !pw_boxes_settle(im->db, m.order.id, err))
        return false;
    char notice[1000];
    pw_merge_notice(&m, notice, sizeof notice);
    return pw_db_run(im->db, err, "UPDATE orders SET notice = $2, changed_us = $3 WHERE id = $1", "iti", m.order.id,
                     *m.notes == '\0' ? m.order.notice : notice, im->setup.now_us) &&
           (m.order.imported_us == im->setup.now_us || pw_merge_journal(&m, err));
}

bool pw_import_settle(struct pw_order_import *im, struct pw_error *err)
{
    static const char flawed[] = "SELECT order_id, detail FROM import_open WHERE import_pk = $1 AND line_pk = 0 LIMIT 1";
    static const char rest[] = "SELECT order_id, detail FROM import_open WHERE import_pk = $1 LIMIT 1";
    char order_id[PW_ID_MAX + 1], detail[200];
    for (int pass = 0; pass < 2; pass++) {
        for (bool found = true; found;) {
            if (!pw_import_step(im, err) ||
                !next_open(im, pass == 0 ? flawed : rest, order_id, detail, sizeof detail, &found, err))
                return false;
            bool vanished = found && pass == 1 && !im->blind;
            if ((found && pass == 0 && !settle_flawed(im, order_id, detail, err)) ||
                (vanished && !settle_vanished(im, order_id, err)) || (found && !forget(im, order_id, err)) ||
                !pw_import_stepped(im, err))
                return false;
        }
    }
    return true;
}
