/* packwright lots import FILE: a list of lots that must not leave, with the columns sku, lot and reason. */
#include "cli/lots.h"

#include "channel/table.h"
#include "cli/cli.h"
#include "packwright/clock.h"
#include "store/captures.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { SKU, LOT, REASON, COLUMNS, AT_ONCE = 500 };

static const char *const names[COLUMNS] = { "sku", "lot", "reason" };

struct reading {
    struct pw_db *db;
    struct pw_table *table;
    int column[COLUMNS];
    size_t columns;
    int64_t fresh, known, refused, open; /* open: lines of the transaction that is open */
    struct pw_error *err;
};

static char *trimmed(char *text)
{
    text += strspn(text, " ");
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == ' ')
        text[--len] = '\0';
    return text;
}

static bool read_header(struct reading *r)
{
    struct pw_table_row row;
    enum pw_table_answer answer = pw_table_next(r->table, &row, r->err);
    if (answer == PW_TABLE_FAILED)
        return false;
    if (answer != PW_TABLE_ROW)
        return pw_fail(r->err, PW_ERR_BAD_INPUT, 0, answer == PW_TABLE_END ? "the file is empty" : "the header can't be read");
    for (int c = 0; c < COLUMNS; c++) {
        r->column[c] = -1;
        for (size_t i = 0; i < row.count; i++)
            if (strcasecmp(trimmed(row.cells[i]), names[c]) == 0)
                r->column[c] = (int)i;
        if (r->column[c] < 0)
            return pw_fail(r->err, PW_ERR_BAD_INPUT, 0, "the header has no column %s; a list of lots has sku, lot and reason",
                           names[c]);
    }
    r->columns = row.count;
    return true;
}

/* Why a line is refused, or NULL. */
static const char *fault_of(const struct reading *r, const struct pw_table_row *row, char *cells[COLUMNS])
{
    if (row->count != r->columns)
        return "it has not as many cells as the header";
    if (!row->complete && row->count < r->columns)
        return "the file is cut off here";
    for (int c = 0; c < COLUMNS; c++) {
        cells[c] = trimmed(row->cells[r->column[c]]);
        if (*cells[c] == '\0')
            return "sku, lot and reason must all be said";
    }
    if (strlen(cells[SKU]) > PW_LOT_SKU_MAX || strlen(cells[LOT]) >= PW_UNIT_TEXT || strlen(cells[REASON]) > PW_LOT_REASON_MAX)
        return "a cell is too long: a lot has at most 60 bytes, a reason 120";
    return NULL;
}

static void complain(struct reading *r, const char *file, int64_t line, const char *why)
{
    r->refused++;
    (void)pw_cli_fail("lots", "%s:%" PRId64 ": %s", file, line, why);
}

static bool take(struct reading *r, char *cells[COLUMNS])
{
    bool fresh = false;
    if ((r->open == 0 && !pw_db_begin(r->db, r->err)) ||
        !pw_lot_block(r->db, cells[SKU], cells[LOT], cells[REASON], pw_clock_system.wall_us(&pw_clock_system), &fresh, r->err))
        return false;
    r->fresh += fresh;
    r->known += !fresh;
    if (++r->open < AT_ONCE)
        return true;
    r->open = 0;
    return pw_db_commit(r->db, r->err);
}

static bool read_lines(struct reading *r, const char *file)
{
    struct pw_table_row row;
    enum pw_table_answer answer;
    while ((answer = pw_table_next(r->table, &row, r->err)) != PW_TABLE_END) {
        char *cells[COLUMNS];
        if (answer == PW_TABLE_FAILED)
            return false;
        const char *why = answer == PW_TABLE_BAD ? row.reason : fault_of(r, &row, cells);
        if (why != NULL)
            complain(r, file, row.line, why);
        else if (!take(r, cells))
            return false;
    }
    return r->open == 0 || pw_db_commit(r->db, r->err);
}

int pw_cli_lots_import(struct pw_db *db, const char *file)
{
    struct pw_error err = { 0 };
    struct reading r = { .db = db, .err = &err };
    const struct pw_table_options options = { .quotes = true, .otherwise = PW_ENCODING_CP1252 };
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return pw_cli_fail("lots", "%s: %s", file, strerror(errno));
    bool ok = pw_table_create((struct pw_source){ pw_source_read_fd, &fd }, &options, &r.table, &err) && read_header(&r) &&
              read_lines(&r, file);
    if (!ok)
        pw_db_rollback(db);
    pw_table_destroy(r.table);
    close(fd);
    if (!ok)
        return pw_cli_fail("lots", "%s: %s", file, err.text);
    printf("lots: %" PRId64 " blocked, %" PRId64 " were blocked already, %" PRId64 " lines refused\n", r.fresh, r.known,
           r.refused);
    return r.refused == 0 ? PW_EXIT_OK : PW_EXIT_FAILED;
}
