/*
 * packwright returns: what came back, in which condition, and the refund that is proposed. Sends nothing. A row says how many
 * units of the order are back with it, and what goes to stock: the article, what left instead, or components of a kit.
 */
#include "cli/cli.h"
#include "packwright/clock.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>

static const char *const columns[] = { "order",         "order_item_id", "sku",    "units",   "condition", "restock",
                                       "refund_reason", "opened",        "closed", "article", "pieces" };

static json_t *read_rows(struct pw_db *db, struct pw_error *err)
{
    json_t *out = json_array();
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT o.order_id, l.order_item_id, l.sku, u.units, u.condition, u.restock, u.refund_reason,"
                    " r.opened_us, r.closed_us, CASE u.article WHEN '' THEN l.sku ELSE u.article END,"
                    " CASE WHEN u.pieces > 0 THEN u.pieces ELSE u.units END FROM return r JOIN orders o ON o.id = r.order_pk "
                    "JOIN return_line u"
                    " ON u.return_pk = r.id AND u.undone = 0 JOIN order_line l ON l.id = u.line_pk ORDER BY r.id, u.id",
                    "");
    enum pw_row row = PW_ROW_FAILED;
    while (s != NULL && (row = pw_stmt_step(s, err)) == PW_ROW) {
        char opened[21], closed[21] = "";
        pw_time_format(pw_stmt_int(s, 7), opened);
        if (pw_stmt_int(s, 8) > 0)
            pw_time_format(pw_stmt_int(s, 8), closed);
        json_array_append_new(out,
                              json_pack("{s:s, s:s, s:s, s:I, s:s, s:b, s:s, s:s, s:s, s:s, s:I}", columns[0], pw_stmt_text(s, 0),
                                        columns[1], pw_stmt_text(s, 1), columns[2], pw_stmt_text(s, 2), columns[3],
                                        (json_int_t)pw_stmt_int(s, 3), columns[4], pw_stmt_text(s, 4), columns[5],
                                        pw_stmt_int(s, 5) != 0, columns[6], pw_stmt_text(s, 6), columns[7], opened, columns[8],
                                        closed, columns[9], pw_stmt_text(s, 9), columns[10], (json_int_t)pw_stmt_int(s, 10)));
    }
    pw_stmt_done(s);
    if (row == PW_ROW_END)
        return out;
    json_decref(out);
    return NULL;
}

static void cell(const json_t *value, char out[80])
{
    if (json_is_integer(value))
        snprintf(out, 80, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        snprintf(out, 80, "%s", json_is_true(value) ? "yes" : "no");
    else
        snprintf(out, 80, "%.79s", json_string_value(value));
}

static void print_rows(const json_t *rows)
{
    static const int widths[] = { 20, 14, 20, 5, 13, 7, 14, 20, 20, 20, 6 };
    const json_t *row;
    size_t r;
    for (size_t c = 0; c < PW_COUNT(columns); c++)
        printf("%-*s  ", widths[c], columns[c]);
    putchar('\n');
    json_array_foreach(rows, r, row)
    {
        for (size_t c = 0; c < PW_COUNT(columns); c++) {
            char text[80], padded[120];
            cell(json_object_get(row, columns[c]), text);
            snprintf(padded, sizeof padded, "%-*s  ", widths[c], text);
            pw_cli_print(padded);
        }
        putchar('\n');
    }
}

int pw_cli_returns(struct pw_cli *cli, int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { 0 } };
    struct pw_config *config;
    struct pw_db *db;
    struct pw_error err = { 0 };
    bool json = false;
    int o;
    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (o != 'j')
            return pw_cli_usage("returns", "that is no option of returns");
        json = true;
    }
    if (optind != argc)
        return pw_cli_usage("returns", "returns takes no argument");
    if (!pw_cli_open(cli, "returns", &config, &db))
        return PW_EXIT_FAILED;
    json_t *rows = read_rows(db, &err);
    if (rows == NULL)
        pw_cli_fail("returns", "%s", err.text);
    else if (json) {
        json_dumpf(rows, stdout, pw_cli_json(JSON_INDENT(2)));
        putchar('\n');
    } else
        print_rows(rows);
    int status = rows == NULL ? PW_EXIT_FAILED : PW_EXIT_OK;
    json_decref(rows);
    pw_db_close(db);
    pw_config_free(config);
    return status;
}
