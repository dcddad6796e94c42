/* packwright lots: lots that must not leave, and where a lot went. */
#include "cli/lots.h"

#include "cli/cli.h"
#include "cli/when.h"
#include "packwright/clock.h"
#include "store/captures.h"

#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text == NULL ? "" : text;
}

static json_t *blocked_row(struct pw_stmt *s)
{
    char since[21];
    pw_time_format(pw_stmt_int(s, 3), since);
    return json_pack("{s:s, s:s, s:s, s:s}", "sku", pw_stmt_text(s, 0), "lot", pw_stmt_text(s, 1), "reason", pw_stmt_text(s, 2),
                     "since", since);
}

static json_t *found_row(struct pw_stmt *s)
{
    return json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:I, s:s}", "order", pw_stmt_text(s, 0), "channel", pw_stmt_text(s, 1),
                     "parcel", (json_int_t)pw_stmt_int(s, 2), "status", pw_stmt_text(s, 3), "barcode", pw_stmt_text(s, 4),
                     "tracking_number", pw_stmt_text(s, 5), "units", (json_int_t)pw_stmt_int(s, 6), "expiry", pw_stmt_text(s, 7));
}

static json_t *rows(struct pw_stmt *s, json_t *(*fn)(struct pw_stmt *s), struct pw_error *err)
{
    json_t *out = json_array(), *one;
    enum pw_row row = PW_ROW_FAILED;
    while (s != NULL && (row = pw_stmt_step(s, err)) == PW_ROW) {
        one = fn(s);
        if (one == NULL || json_array_append_new(out, one) != 0) {
            row = PW_ROW_FAILED;
            (void)pw_fail(err, PW_ERR_MEMORY, 0, "no memory, or text in the store that is no UTF-8");
            break;
        }
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return out;
    json_decref(out);
    return NULL;
}

static json_t *blocked(struct pw_db *db, struct pw_error *err)
{
    return rows(pw_db_query(db, err, "SELECT sku, lot, reason, since_us FROM lot_block ORDER BY sku, lot", ""), blocked_row, err);
}

/* here: only what has not left. */
static json_t *find(struct pw_db *db, const char *sku, const char *lot, bool here, struct pw_error *err)
{
    return rows(
        pw_db_query(db, err,
                    "SELECT o.order_id, o.channel, p.number, p.status, p.barcode, p.tracking_number, SUM(v.units), c.expiry"
                    " FROM capture c JOIN verification v ON v.id = c.verification_pk JOIN parcel p ON p.id = v.parcel_pk"
                    " JOIN orders o ON o.id = p.order_pk WHERE c.sku = $1 AND c.lot = $2 AND c.lot <> '' AND v.undone = 0"
                    " AND p.status <> 'void' AND ($3 = 0 OR p.status IN ('open', 'packed'))"
                    " GROUP BY o.order_id, o.channel, p.id, p.number, p.status, p.barcode, p.tracking_number, c.expiry"
                    " ORDER BY p.id",
                    "tti", sku, lot, (int64_t)here),
        found_row, err);
}

static void print_blocked(const json_t *all)
{
    const json_t *row;
    size_t i;
    if (json_array_size(all) == 0) {
        puts("No lot is blocked.");
        return;
    }
    printf("%-20s  %-20s  %-19s  %s\n", "ARTICLE", "LOT", "SINCE", "REASON");
    json_array_foreach(all, i, row)
    {
        char line[400], since[40];
        int64_t us = 0;
        (void)pw_time_parse(text_of(row, "since"), &us);
        pw_cli_local(us, PW_CLI_SECOND, since);
        snprintf(line, sizeof line, "%-20.60s  %-20.60s  %-19s  %.120s", text_of(row, "sku"), text_of(row, "lot"), since,
                 text_of(row, "reason"));
        pw_cli_print(line);
        putchar('\n');
    }
}

static void print_found(const json_t *all)
{
    const json_t *row;
    size_t i;
    json_array_foreach(all, i, row)
    {
        char line[400];
        snprintf(line, sizeof line, "  %" PRId64 " in order %.60s, parcel %" PRId64 ", %s %s%s%s",
                 (int64_t)json_integer_value(json_object_get(row, "units")), text_of(row, "order"),
                 (int64_t)json_integer_value(json_object_get(row, "parcel")), text_of(row, "barcode"), text_of(row, "status"),
                 *text_of(row, "tracking_number") == '\0' ? "" : ", tracking number ", text_of(row, "tracking_number"));
        pw_cli_print(line);
        putchar('\n');
    }
}

static void print_json(const json_t *all)
{
    json_dumpf(all, stdout, pw_cli_json(JSON_INDENT(2)));
    putchar('\n');
}

static int show(struct pw_db *db, bool finds, const char *sku, const char *lot, bool json)
{
    struct pw_error err = { 0 };
    json_t *all = finds ? find(db, sku, lot, false, &err) : blocked(db, &err);
    if (all == NULL)
        return pw_cli_fail("lots", "%s", err.text);
    if (json) {
        print_json(all);
    } else if (!finds) {
        print_blocked(all);
    } else if (json_array_size(all) == 0) {
        puts("No unit of this lot was packed here.");
    } else {
        print_found(all);
    }
    json_decref(all);
    return PW_EXIT_OK;
}

static int block(struct pw_db *db, const char *sku, const char *lot, const char *reason)
{
    struct pw_error err = { 0 };
    bool fresh = false;
    int64_t known = 0;
    if (!pw_db_begin(db, &err))
        return pw_cli_fail("lots", "%s", err.text);
    if (!pw_db_number(db, &err, &known,
                      "SELECT count(*) FROM (SELECT sku FROM article WHERE sku = $1 UNION ALL SELECT sku FROM order_line"
                      " WHERE sku = $1 LIMIT 1) q",
                      "t", sku) ||
        !pw_lot_block(db, sku, lot, reason, pw_clock_system.wall_us(&pw_clock_system), &fresh, &err) || !pw_db_commit(db, &err)) {
        pw_db_rollback(db);
        return pw_cli_fail("lots", "%s", err.text);
    }
    printf("%s\n", fresh ? "Blocked." : "It was blocked already; the reason is the new one.");
    if (known == 0)
        puts("Note: no article and no order has this SKU yet. Is it spelled as in the shop?");
    json_t *here = find(db, sku, lot, true, &err);
    if (here == NULL)
        return pw_cli_fail("lots", "it is blocked, but what was packed of it can't be read: %s", err.text);
    if (json_array_size(here) > 0)
        puts("Packed before, and refused at the door from now on; each box must be opened again:");
    print_found(here);
    json_decref(here);
    return PW_EXIT_OK;
}

static int unblock(struct pw_db *db, const char *sku, const char *lot)
{
    struct pw_error err = { 0 };
    bool found = false;
    if (!pw_lot_unblock(db, sku, lot, &found, &err))
        return pw_cli_fail("lots", "%s", err.text);
    if (!found)
        return pw_cli_fail("lots", "lot %s of %s is not blocked; \"packwright lots\" lists those that are", lot, sku);
    puts("It may leave again.");
    return PW_EXIT_OK;
}

int pw_cli_lots(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { 0 } };
    bool json = false;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o != 'j')
            return pw_cli_usage("lots", "that is no option of lots");
        json = true;
    }
    int count = argc - optind;
    char **words = argv + optind;
    bool blocks = count > 0 && strcmp(words[0], "block") == 0, frees = count > 0 && strcmp(words[0], "unblock") == 0;
    bool finds = count > 0 && strcmp(words[0], "find") == 0;
    bool imports = count > 0 && strcmp(words[0], "import") == 0;
    if (count > 0 && !blocks && !frees && !finds && !imports)
        return pw_cli_usage("lots", "%s is none of block, unblock, find and import", words[0]);
    if (imports && (count != 2 || json))
        return pw_cli_usage("lots", "import wants one file: a CSV with the columns sku, lot and reason");
    if (blocks && count != 4)
        return pw_cli_usage("lots", "block wants an article's SKU, its lot, and a reason in quotes");
    if ((frees || finds) && count != 3)
        return pw_cli_usage("lots", "%s wants an article's SKU and its lot", words[0]);
    if (json && (blocks || frees))
        return pw_cli_usage("lots", "--json is for the list and for find");
    if (count > 2 && (words[1][0] == '\0' || words[2][0] == '\0' || strlen(words[2]) >= PW_UNIT_TEXT))
        return pw_cli_usage("lots", "a lot has 1 to %d letters and digits", PW_UNIT_TEXT - 1);
    if (blocks && (words[3][strspn(words[3], " ")] == '\0' || strlen(words[3]) > PW_LOT_REASON_MAX))
        return pw_cli_usage("lots", "say why, in at most %d bytes: the packer reads it", PW_LOT_REASON_MAX);
    struct pw_config *config;
    struct pw_db *db;
    if (!pw_cli_open(cli, "lots", &config, &db))
        return PW_EXIT_FAILED;
    int status = imports  ? pw_cli_lots_import(db, words[1])
                 : blocks ? block(db, words[1], words[2], words[3])
                 : frees  ? unblock(db, words[1], words[2])
                          : show(db, finds, finds ? words[1] : "", finds ? words[2] : "", json);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
