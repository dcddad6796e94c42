#include "cli/purchases.h"

#include "barcode/tracking.h"
#include "base/amount.h"
#include "cli/cli.h"
#include "packwright/clock.h"
#include "store/purchase.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bought and not scanned out for so long: somebody has forgotten it, or the parcel is lost in the house. */
#define FORGOTTEN_US INT64_C(86400000000)

static const char *alarm_of(struct pw_stmt *s, int64_t now_us)
{
    const char *status = pw_stmt_text(s, 3), *order = pw_stmt_text(s, 9);
    bool bought = strcmp(status, "bought") == 0;
    if (bought && (strcmp(order, "cancelled") == 0 || strcmp(order, "held") == 0))
        return "ITS ORDER IS STOPPED: void the box, so that its label is cancelled";
    if (strcmp(status, "wanted") == 0 && (strcmp(order, "cancelled") == 0 || strcmp(order, "held") == 0))
        return "its order is stopped: nothing is bought for it";
    if (bought && now_us - pw_stmt_int(s, 8) > FORGOTTEN_US)
        return "BOUGHT, AND NEVER SCANNED OUT: the marketplace has it as shipped";
    return "";
}

static json_t *row_of(struct pw_stmt *s, int64_t now_us)
{
    char id[24], since[21], price[24] = "";
    snprintf(id, sizeof id, "P%" PRId64, pw_stmt_int(s, 0));
    pw_time_format(pw_stmt_int(s, 8), since);
    if (pw_stmt_int(s, 5) >= 0)
        pw_money_text(pw_stmt_int(s, 5), pw_stmt_text(s, 6), price);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", id, "channel", pw_stmt_text(s, 1),
                     "order", pw_stmt_text(s, 2), "status", pw_stmt_text(s, 3), "service", pw_stmt_text(s, 4), "price", price,
                     "currency", pw_stmt_text(s, 6), "said", pw_stmt_text(s, 7), "since", since, "why", pw_stmt_text(s, 10),
                     "tracking_number", pw_stmt_text(s, 11), "alarm", alarm_of(s, now_us));
}

bool pw_cli_purchases(struct pw_db *db, const char *channel, json_t **ret_list, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT u.id, u.channel, o.order_id, u.status, u.service, u.price_milli, u.currency, u.said, CASE WHEN u.bought_us > 0"
        " THEN u.bought_us ELSE u.created_us END, o.status, u.why, u.tracking_number FROM purchase u JOIN orders o ON o.id ="
        " u.order_pk WHERE u.handed_us = 0 AND (u.status IN ('wanted', 'buying', 'checking', 'uncertain', 'bought', 'cancelling')"
        " OR (u.status = 'refused' AND u.unwanted = 0 AND EXISTS (SELECT 1 FROM parcel p WHERE p.id = u.parcel_pk AND p.status ="
        " 'packed'))) AND ($1 = '' OR u.channel = $1) ORDER BY u.created_us, u.id",
        "t", channel == NULL ? "" : channel);
    int64_t now_us = pw_clock_system.wall_us(&pw_clock_system);
    json_t *list = json_array();
    enum pw_row row = PW_ROW_FAILED;
    while (s != NULL && (row = pw_stmt_step(s, err)) == PW_ROW)
        json_array_append_new(list, row_of(s, now_us));
    pw_stmt_done(s);
    if (row != PW_ROW_END) {
        json_decref(list);
        return false;
    }
    *ret_list = list;
    return true;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

void pw_cli_purchases_print(const json_t *list)
{
    const json_t *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        printf("%-6s %-10s ", text_of(one, "id"), text_of(one, "status"));
        pw_cli_print(text_of(one, "order"));
        printf("  postage");
        if (*text_of(one, "service") != '\0') {
            printf(" ");
            pw_cli_print(text_of(one, "service"));
        }
        if (*text_of(one, "price") != '\0')
            printf(" for %s %s", text_of(one, "price"), text_of(one, "currency"));
        printf(", since %s\n", text_of(one, "since"));
        if (*text_of(one, "alarm") != '\0')
            printf("       %s\n", text_of(one, "alarm"));
        if (*text_of(one, "said") != '\0') {
            printf("       ");
            pw_cli_print(text_of(one, "said"));
            printf("\n");
        }
    }
}

static bool note(struct pw_db *db, int64_t id, const char *word, const char *tracking, struct pw_error *err)
{
    char detail[200];
    snprintf(detail, sizeof detail, "A person says of its postage: %s%s%s.", word, tracking[0] == '\0' ? "" : " ", tracking);
    return pw_db_run(db, err,
                     "INSERT INTO journal (time_us, bench, device, kind, outcome, order_pk, parcel_pk, detail) SELECT $2, bench,"
                     " 'command line', 'postage', $3, order_pk, parcel_pk, $4 FROM purchase WHERE id = $1",
                     "iitt", id, pw_clock_system.wall_us(&pw_clock_system), word, detail);
}

int pw_cli_purchase_settle(struct pw_db *db, const char *id, const char *word, const char *number)
{
    struct pw_error err = { 0 };
    char *end, tracking[PW_TRACKING_MAX + 1] = "";
    int64_t n = strtoll(id, &end, 10);
    bool is_bought = strcmp(word, "bought") == 0;
    if (*end != '\0' || n <= 0 || (!is_bought && strcmp(word, "again") != 0 && strcmp(word, "elsewhere") != 0) ||
        (is_bought && (number == NULL || !pw_tracking_free_text(pw_bytes_str(number), tracking))))
        return pw_cli_usage("channel",
                            "settle wants a row of \"packwright channel outbox\" such as P12, and bought with its tracking"
                            " number, again, or elsewhere");
    if (!pw_db_begin(db, &err))
        return pw_cli_fail("channel", "%s", err.text);
    bool met = false;
    bool ok = pw_purchase_answer(db, n,
                                 is_bought                    ? PW_PURCHASE_IT_WAS
                                 : strcmp(word, "again") == 0 ? PW_PURCHASE_AGAIN
                                                              : PW_PURCHASE_ELSEWHERE,
                                 tracking, pw_clock_system.wall_us(&pw_clock_system), &met, &err);
    ok = ok && met && note(db, n, word, tracking, &err) && pw_db_commit(db, &err);
    if (!ok)
        pw_db_rollback(db);
    if (ok || met || err.code != PW_OK)
        return !ok ? pw_cli_fail("channel", "%s", err.text)
                   : (printf(is_bought                    ? "Row P%" PRId64 " counts as bought.\n"
                             : strcmp(word, "again") == 0 ? "Row P%" PRId64 " is bought, within minutes.\n"
                                                          : "Row P%" PRId64 " needs no postage from here.\n",
                             n),
                      PW_EXIT_OK);
    return pw_cli_fail(
        "channel", "row P%" PRId64 " is none that waits for a person in that way; \"packwright channel outbox\" lists them", n);
}
