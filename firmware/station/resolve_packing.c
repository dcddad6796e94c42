#include "station/resolve_packing.h"

#include "config.h"
#include "packwright/utf8.h"

#include <stdio.h>
#include <string.h>

const char *const pw_note_words_of_config[] = { "order", "article", "hazmat", "fragile", "gift", "none", NULL };

void pw_packing_rules(const struct pw_section *station, struct pw_rules *rules)
{
    const char *sequence = pw_section_get(station, "sequence");
    rules->sequence = strcmp(sequence, "off") == 0      ? PW_SEQUENCE_OFF
                      : strcmp(sequence, "forced") == 0 ? PW_SEQUENCE_FORCED
                                                        : PW_SEQUENCE_SUGGESTED;
    for (int n = 0; n < PW_NOTES; n++)
        rules->acknowledge[n] = pw_section_has_word(station, "acknowledge-notes", pw_note_name((enum pw_note)n)) &&
                                !pw_section_has_word(station, "acknowledge-notes", "none");
}

static void copy(char *out, size_t size, struct pw_stmt *s, int column)
{
    snprintf(out, size, "%s", pw_stmt_text(s, column));
    pw_utf8_mend(out);
}

bool pw_resolve_expected(struct pw_db *db, const struct pw_rules *rules, int64_t order, struct pw_line_fact *ret_line,
                         struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(
        db, err,
        "SELECT l.id, l.quantity, (SELECT COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk"
        " WHERE v.line_pk = l.id AND v.undone = 0 AND p.status <> 'void'), l.sku, l.name, COALESCE((SELECT a.sequence"
        " FROM article a WHERE a.sku = l.sku), 0) FROM order_line l WHERE l.order_pk = $1 ORDER BY " PW_TURN(
            "$2") ", l.position, l.id",
        "ii", order, (int64_t)rules->sequence);
    if (s == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        if (ret_line->id != 0 || pw_stmt_int(s, 1) <= pw_stmt_int(s, 2))
            continue;
        *ret_line = (struct pw_line_fact){
            .id = pw_stmt_int(s, 0), .quantity = pw_stmt_int(s, 1), .verified = pw_stmt_int(s, 2), .sequence = pw_stmt_int(s, 5)
        };
        copy(ret_line->sku, sizeof ret_line->sku, s, 3);
        copy(ret_line->name, sizeof ret_line->name, s, 4);
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

static bool add_sequence(struct pw_db *db, struct pw_line_fact *line, struct pw_error *err)
{
    return line->id == 0 ||
           pw_db_number(db, err, &line->sequence,
                        "SELECT a.sequence FROM order_line l JOIN article a ON a.sku = l.sku WHERE l.id = $1", "i", line->id);
}

/* Only where it is asked for: nothing comes before a line that has none. */
static bool sequences(struct pw_db *db, struct pw_facts *f, struct pw_error *err)
{
    if (f->wanted.id != 0 && !pw_resolve_expected(db, f->rules, f->wanted.id, &f->expected, err))
        return false;
    if (f->expected.sequence == 0)
        return true;
    for (size_t i = 0; i < f->line_count; i++)
        if (!add_sequence(db, &f->lines[i], err))
            return false;
    return add_sequence(db, &f->unit_line, err) && add_sequence(db, &f->people.pick, err) &&
           add_sequence(db, &f->wanted_line, err);
}

bool pw_resolve_packing(struct pw_db *db, struct pw_facts *f, struct pw_error *err)
{
    return f->rules->sequence != PW_SEQUENCE_FORCED || sequences(db, f, err);
}
