/* What was captured of the units in a parcel, for its slip. */
#include "document/arena.h"
#include "station/contents.h"

static const char *keep(struct pw_contents *c, struct pw_stmt *s, int column)
{
    struct pw_bytes copy = pw_arena_copy(c->arena, pw_bytes_str(pw_stmt_text(s, column)));
    return copy.data == NULL ? "" : (const char *)copy.data;
}

bool pw_contents_units(struct pw_db *db, int64_t parcel, struct pw_contents *c, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err,
                                    "SELECT v.line_pk, c.serial, c.lot, c.expiry FROM verification v JOIN capture c ON"
                                    " c.verification_pk = v.id JOIN order_line l ON l.id = v.line_pk WHERE v.parcel_pk = $1"
                                    " AND v.undone = 0 ORDER BY l.position, l.id, c.id",
                                    "i", parcel);
    if (s == NULL)
        return false;
    size_t line = 0;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW && c->unit_count < PW_CONTENTS_UNITS) {
        if (c->units == NULL)
            c->units = pw_arena_take(c->arena, sizeof *c->units * PW_CONTENTS_UNITS);
        while (line < c->line_count && c->lines[line].id != pw_stmt_int(s, 0)) /* both are in the order of the lines */
            line++;
        if (c->units == NULL || line == c->line_count)
            break;
        c->units[c->unit_count++] =
            (struct pw_slip_unit){ .line = line, .serial = keep(c, s, 1), .lot = keep(c, s, 2), .expiry = keep(c, s, 3) };
    }
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}
