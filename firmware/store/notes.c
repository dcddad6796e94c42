#include "store/notes.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

static bool tell(enum pw_note kind, const char *sku, const char *text, bool (*note)(void *user, const struct pw_note_row *),
                 void *user, struct pw_error *err)
{
    struct pw_note_row row = { .kind = kind, .text = text };
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    if (sum == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a note");
    g_checksum_update(sum, (const guchar *)pw_note_name(kind), (gssize)strlen(pw_note_name(kind)) + 1);
    g_checksum_update(sum, (const guchar *)sku, (gssize)strlen(sku) + 1); /* of one article it is read, and of its like not */
    g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text));
    snprintf(row.digest, sizeof row.digest, "%.16s", g_checksum_get_string(sum));
    g_checksum_free(sum);
    return note(user, &row) || pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a note");
}

bool pw_notes_of_order(struct pw_db *db, int64_t order, bool gift, bool (*note)(void *user, const struct pw_note_row *),
                       void *user, struct pw_error *err)
{
    struct pw_stmt *s = pw_db_query(db, err, "SELECT instructions FROM orders WHERE id = $1", "i", order);
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    bool ok = row != PW_ROW || pw_stmt_text(s, 0)[0] == '\0' || tell(PW_NOTE_ORDER, "", pw_stmt_text(s, 0), note, user, err);
    pw_stmt_done(s);
    return ok && row != PW_ROW_FAILED && (!gift || tell(PW_NOTE_GIFT, "", "", note, user, err));
}

bool pw_notes_of_line(struct pw_db *db, int64_t line, const char *sku, bool kit,
                      bool (*note)(void *user, const struct pw_note_row *), void *user, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT a.instruction, a.fragile, a.hazmat, a.sku FROM order_line l JOIN article a ON a.sku = CASE $2"
                    " WHEN '' THEN l.sku ELSE $2 END OR ($3 = 1 AND a.sku = l.sku) OR ($2 = '' AND a.sku IN (SELECT k.component"
                    " FROM kit_component k WHERE k.kit = l.sku)) WHERE l.id = $1 ORDER BY"
                    " CASE WHEN a.sku = l.sku AND $2 <> '' THEN 2 WHEN a.sku = l.sku THEN 0 ELSE 1 END, a.sku",
                    "iti", line, sku, (int64_t)kit);
    if (s == NULL)
        return false;
    enum pw_row row;
    bool ok = true;
    while (ok && (row = pw_stmt_step(s, err)) == PW_ROW) {
        if (pw_stmt_text(s, 0)[0] != '\0')
            ok = tell(PW_NOTE_ARTICLE, pw_stmt_text(s, 3), pw_stmt_text(s, 0), note, user, err);
        if (ok && pw_stmt_int(s, 1) != 0)
            ok = tell(PW_NOTE_FRAGILE, pw_stmt_text(s, 3), "", note, user, err);
        if (ok && pw_stmt_text(s, 2)[0] != '\0')
            ok = tell(PW_NOTE_HAZMAT, pw_stmt_text(s, 3), pw_stmt_text(s, 2), note, user, err);
    }
    pw_stmt_done(s);
    return ok && row == PW_ROW_END;
}

bool pw_note_is_read(struct pw_db *db, int64_t order, int64_t line, const char *digest, const struct pw_note_reader *r,
                     bool *ret_read, struct pw_error *err)
{
    int64_t times = 0;
    bool ok = pw_db_number(db, err, &times,
                           "SELECT count(*) FROM note_read WHERE order_pk = $1 AND line_pk = $2 AND digest = $3"
                           " AND person_pk = $4 AND ($4 <> 0 OR (bench = $5 AND lane = $6))",
                           "iititt", order, line, digest, r->person, r->bench, r->lane);
    *ret_read = times > 0;
    return ok;
}

bool pw_notes_acknowledge(struct pw_db *db, int64_t order, int64_t line, const char *digests, const struct pw_note_reader *r,
                          int64_t journal_seq, struct pw_error *err)
{
    for (size_t left = strlen(digests); left >= PW_NOTE_DIGEST - 1; left -= PW_NOTE_DIGEST - 1, digests += PW_NOTE_DIGEST - 1) {
        char one[PW_NOTE_DIGEST];
        snprintf(one, sizeof one, "%s", digests);
        if (!pw_db_run(db, err,
                       "INSERT INTO note_read (order_pk, line_pk, digest, person_pk, bench, lane, journal_seq)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                       "iititti", order, line, one, r->person, r->bench, r->lane, journal_seq))
            return false;
    }
    return true;
}

bool pw_notes_forget(struct pw_db *db, int64_t order, struct pw_error *err)
{
    return pw_db_run(db, err, "DELETE FROM note_read WHERE order_pk = $1 AND person_pk = 0", "i", order);
}
