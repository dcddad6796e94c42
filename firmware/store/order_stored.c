/* The order that a group of lines is merged into, as it is in the store. */
#include "store/order_merge_parts.h"

#include "store/purchase.h"

#include <stdlib.h>

#define SELECT_ORDER                                                                                                             \
    "SELECT id, status, notice, fingerprint, last_import, imported_us, changed_us, COALESCE(purchase_us, 0),"                    \
    " COALESCE(payments_us, 0), ship_by_us, held_from, hold_reason, extra, buyer_name, buyer_email, buyer_phone, "               \
    "recipient_name,"                                                                                                            \
    " address_1, address_2, address_3, city, region, postal_code, country, ship_phone, service, sales_channel, gift_message,"    \
    " instructions, wiped_us FROM orders WHERE channel = $1 AND order_id = $2"

/* An offset into im->stored, turned into a pointer once everything is in. */
static size_t save(struct pw_order_import *im, const char *text)
{
    size_t at = im->stored.len;
    pw_buf_put(&im->stored, text, strlen(text) + 1);
    return at;
}

bool pw_merge_load_order(struct pw_merge *m, const char *order_id, bool *ret_known, struct pw_error *err)
{
    struct pw_order_import *im = m->im;
    struct pw_stored_order *o = &m->order;
    struct pw_stmt *s = pw_db_query(im->db, err, SELECT_ORDER, "tt", im->setup.channel, order_id);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    *ret_known = row == PW_ROW;
    if (row == PW_ROW) {
        size_t at[6 + PW_MERGE_TEXTS];
        static const int columns[6] = { 1, 2, 3, 10, 11, 12 };
        pw_buf_reset(&im->stored);
        o->id = pw_stmt_int(s, 0);
        o->last_import = pw_stmt_int(s, 4);
        o->imported_us = pw_stmt_int(s, 5);
        o->changed_us = pw_stmt_int(s, 6);
        o->purchase_us = pw_stmt_int(s, 7);
        o->payments_us = pw_stmt_int(s, 8);
        o->ship_by_us = pw_stmt_int(s, 9);
        o->wiped_us = pw_stmt_int(s, 13 + (int)PW_MERGE_TEXTS);
        for (size_t i = 0; i < 6; i++)
            at[i] = save(im, pw_stmt_text(s, columns[i]));
        for (size_t i = 0; i < PW_MERGE_TEXTS; i++)
            at[6 + i] = save(im, pw_stmt_text(s, 13 + (int)i));
        const char *base = (const char *)im->stored.data;
        if (!im->stored.failed) {
            o->status = base + at[0];
            o->notice = base + at[1];
            o->fingerprint = base + at[2];
            o->held_from = base + at[3];
            o->hold_reason = base + at[4];
            o->extra = base + at[5];
            for (size_t i = 0; i < PW_MERGE_TEXTS; i++)
                o->text[i] = base + at[6 + i];
        }
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED && pw_buf_ok(&im->stored, err);
}

char *pw_merge_copy(const char *text, bool *failed)
{
    char *c = strdup(text);
    *failed = *failed || c == NULL;
    return c;
}

void pw_merge_free_lines(struct pw_merge *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const char *all[] = { m->lines[i].item_id, m->lines[i].sku,          m->lines[i].asin,      m->lines[i].fnsku,
                              m->lines[i].name,    m->lines[i].gift_message, m->lines[i].gift_wrap, m->lines[i].extra };
        for (size_t t = 0; t < PW_COUNT(all); t++)
            free((void *)(uintptr_t)all[t]);
    }
    free(m->lines);
}

bool pw_merge_load_lines(struct pw_merge *m, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(m->im->db, err,
                    "SELECT id, position, quantity, quantity_ordered, quantity_shipped, order_item_id, sku, asin, fnsku, name,"
                    " gift_message, gift_wrap, extra, shipped_before, (SELECT COALESCE(SUM(v.units), 0) FROM verification v"
                    " JOIN parcel p ON p.id = v.parcel_pk WHERE v.line_pk = order_line.id AND v.undone = 0"
                    " AND " PW_PARCEL_COUNTED_SHIPPED ") FROM order_line WHERE order_pk = $1 ORDER BY position",
                    "i", m->order.id);
    if (s == NULL)
        return false;
    enum pw_row row;
    bool failed = false;
    while (!failed && (row = pw_stmt_step(s, err)) == PW_ROW) {
        struct pw_stored_line *more = realloc(m->lines, (m->count + 1) * sizeof *more);
        if (more == NULL) {
            failed = true;
            break;
        }
        m->lines = more;
        m->lines[m->count++] = (struct pw_stored_line){ .id = pw_stmt_int(s, 0),
                                                        .position = pw_stmt_int(s, 1),
                                                        .quantity = pw_stmt_int(s, 2),
                                                        .ordered = pw_stmt_int(s, 3),
                                                        .shipped = pw_stmt_int(s, 4),
                                                        .before = pw_stmt_int(s, 13),
                                                        .ours = pw_stmt_int(s, 14),
                                                        .item_id = pw_merge_copy(pw_stmt_text(s, 5), &failed),
                                                        .sku = pw_merge_copy(pw_stmt_text(s, 6), &failed),
                                                        .asin = pw_merge_copy(pw_stmt_text(s, 7), &failed),
                                                        .fnsku = pw_merge_copy(pw_stmt_text(s, 8), &failed),
                                                        .name = pw_merge_copy(pw_stmt_text(s, 9), &failed),
                                                        .gift_message = pw_merge_copy(pw_stmt_text(s, 10), &failed),
                                                        .gift_wrap = pw_merge_copy(pw_stmt_text(s, 11), &failed),
                                                        .extra = pw_merge_copy(pw_stmt_text(s, 12), &failed) };
    }
    pw_stmt_done(s);
    if (failed)
        return pw_fail(err, PW_ERR_MEMORY, 0, "importing orders");
    return row == PW_ROW_END;
}
