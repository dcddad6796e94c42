/* The office: its reports of what is to be sent, which change while the orders are packed. */
#include "simulator/day_model.h"

#include "store/import_file.h"
#include "test.h"

#include <stdio.h>

static void on_refusal(void *user, const char *file, const struct pw_line_refusal *refusal)
{
    (void)user, (void)file;
    pw_test_fail(__FILE__, __LINE__, "the office's report was refused: %s: %s", refusal->column, refusal->reason);
}

void day_import_report(void)
{
    struct pw_error err = { 0 };
    struct pw_buf text;
    struct pw_file_result result;
    pw_buf_init(&text, 1 << 20);
    pw_buf_puts(&text, "order-id\torder-item-id\tpurchase-date\tpromise-date\tbuyer-name\tsku\tproduct-name\tquantity-purchased\t"
                       "quantity-shipped\tquantity-to-ship\tship-service-level\trecipient-name\tship-address-1\tship-city\t"
                       "ship-postal-code\tship-country\tdelivery-instructions\n");
    for (size_t i = 0; i < day.orders; i++) {
        const struct model_order *o = &day.order[i];
        if (o->cancelled ||
            (day.station[0] != NULL &&
             day_number("SELECT count(*) FROM parcel WHERE order_pk = $1 AND status = 'shipped'", (int64_t)i + 1) != 0))
            continue;
        for (int l = 0; l < o->lines; l++)
            pw_buf_printf(
                &text,
                "900-%07zu-0000001\t%zu%d\t2026-11-20T10:00:00+00:00\t2026-11-%02zuT23:59:59+00:00\tAda Sample\t%s\tThing %s\t"
                "%d\t0\t%d\tStandard\tAda Sample\t%d Example Lane\tSpringfield\t97477\tUS\t%s\n",
                i + 1, 1000 + i, l, 21 + i % 9, day_skus[o->line[l].sku], day_skus[o->line[l].sku], o->line[l].wanted,
                o->line[l].wanted, o->street, o->noted ? "Leave it with the porter" : "");
    }
    struct pw_file_import import = {
        .db = day_db(), .config = day.config[0], .bench = "office", .now_us = day.clock.wall_us, .on_refusal = on_refusal
    };
    CHECK_OK(pw_import_bytes(&import, "report.txt", pw_bytes_str(pw_buf_text(&text)), &result, &err), err);
    CHECK_STR(result.kind, "unshipped-orders");
    pw_buf_finish(&text);
}

/* One order changes: its address, or how many of a line are wanted. What has left is not in such a report. */
void day_office_changes(unsigned what)
{
    size_t i = what % day.orders;
    struct model_order *o = &day.order[i];
    if (o->cancelled || day_number("SELECT count(*) FROM parcel WHERE order_pk = $1 AND status = 'shipped'", (int64_t)i + 1) != 0)
        return;
    if (what / 32 % 3 != 0)
        o->street++;
    else
        o->line[what / 128 % (unsigned)o->lines].wanted = 1 + (int)(what / 512 % 4);
    day_import_report();
    if (day.trace)
        fprintf(stderr, "       (order %zu has address %d now)\n", i + 1, o->street);
}

void day_office_cancels(unsigned what)
{
    struct pw_error err = { 0 };
    char sql[300];
    size_t i = what % day.orders;
    if (day_number("SELECT count(*) FROM orders WHERE id = $1 AND status IN ('ready', 'packing', 'packed', 'held')"
                   " AND NOT EXISTS (SELECT 1 FROM parcel WHERE order_pk = $1 AND status = 'shipped')",
                   (int64_t)i + 1) == 0)
        return;
    snprintf(sql, sizeof sql,
             "BEGIN; UPDATE orders SET status = 'cancelled', bench = '', lane = '' WHERE id = %zu;"
             "UPDATE order_line SET open_us = NULL WHERE order_pk = %zu; COMMIT",
             i + 1, i + 1);
    CHECK_OK(pw_db_sqlite.script(day_db(), sql, &err), err);
    day.order[i].cancelled = true;
    day.order[i].held = false;
    day.order[i].owner = 0;
}
