#include "store/retention.h"

#include <string.h>

enum { ORDERS = 8, EVENTS = 250, RECORDS = 250, FILES = 1, UNNOTICED = 200 };

struct step {
    struct pw_db *db;
    int64_t now_us, cut_us; /* what ended before cut is over */
    struct pw_purged done;
    bool more;
    struct pw_error *err;
};

/* ---- orders ---- */

/*
 * When an order ended: noticed here, so that whatever ends one need not know of it. A clock that was wrong when it ended (a
 * machine without one starts in 1970) must not wipe it early: it did not end before it was bought.
 */
static bool notice_ends(struct step *s)
{
    if (!pw_db_run(s->db, s->err,
                   "UPDATE orders SET closed_us = CASE WHEN status = 'shipped' AND shipped_us > COALESCE(purchase_us, 1) THEN"
                   " shipped_us WHEN changed_us > COALESCE(purchase_us, 1) THEN changed_us ELSE COALESCE(purchase_us, 1) END"
                   " WHERE id IN (SELECT id FROM orders WHERE closed_us = 0 AND status IN ('shipped', 'cancelled') LIMIT $1)",
                   "i", (int64_t)UNNOTICED))
        return false;
    s->more = s->more || pw_db_changes(s->db) == UNNOTICED;
    return true;
}

static bool wipe_order(struct step *s, int64_t id)
{
    static const char *const rest[] = {
        "UPDATE order_line SET gift_message = '', extra = '' WHERE order_pk = $1",
        "DELETE FROM order_word WHERE order_pk = $1",
        "DELETE FROM note_read WHERE order_pk = $1",
        "UPDATE journal SET raw = '', detail = '' WHERE order_pk = $1 AND (raw <> '' OR detail <> '')",
        "UPDATE job SET evidence = '' WHERE order_pk = $1 AND status IN ('failed', 'void')",
        "UPDATE purchase SET said = '', why = '' WHERE order_pk = $1 AND (said <> '' OR why <> '')",
        "UPDATE outbox SET said = '' WHERE order_pk = $1 AND said <> ''",
        "UPDATE lane SET message = '', note = '', shown = '' WHERE order_pk = $1 OR subject_pk IN (SELECT p.id FROM parcel p "
        "WHERE "
        "p.order_pk = $1)",
    };
    if (!pw_db_run(s->db, s->err,
                   "UPDATE orders SET wiped_us = $2, buyer_name = '', buyer_email = '', buyer_phone = '', recipient_name = '',"
                   " address_1 = '', address_2 = '', address_3 = '', city = '', region = '', postal_code = '', ship_phone = '',"
                   " gift_message = '', instructions = '', extra = '', fingerprint = '', notice = '', hold_reason = '', "
                   "pushed_reason = ''"
                   " WHERE id = $1",
                   "ii", id, s->now_us))
        return false;
    for (size_t i = 0; i < PW_COUNT(rest); i++)
        if (!pw_db_run(s->db, s->err, rest[i], "i", id))
            return false;
    s->done.orders++;
    return true;
}

#define DUE "closed_us > 0 AND wiped_us = 0 AND closed_us < $1"

static bool wipe_orders(struct step *s)
{
    int64_t due[ORDERS];
    size_t count = 0;
    /* One that came back to life counts anew when it ends. */
    if (!pw_db_run(s->db, s->err,
                   "UPDATE orders SET closed_us = 0 WHERE id IN (SELECT id FROM orders WHERE " DUE
                   " ORDER BY closed_us LIMIT 50) AND status NOT IN ('shipped', 'cancelled')",
                   "i", s->cut_us))
        return false;
    /* Only the index of the orders that ended answers this quickly: so the status is read and not asked for. */
    struct pw_stmt *q = pw_db_query(s->db, s->err, "SELECT id, status FROM orders WHERE " DUE " ORDER BY closed_us LIMIT $2",
                                    "ii", s->cut_us, (int64_t)ORDERS);
    if (q == NULL)
        return false;
    enum pw_row row;
    while ((row = pw_stmt_step(q, s->err)) == PW_ROW)
        if (count < ORDERS && (strcmp(pw_stmt_text(q, 1), "shipped") == 0 || strcmp(pw_stmt_text(q, 1), "cancelled") == 0))
            due[count++] = pw_stmt_int(q, 0);
    pw_stmt_done(q);
    if (row == PW_ROW_FAILED)
        return false;
    s->more = s->more || count == ORDERS;
    for (size_t i = 0; i < count; i++)
        if (!wipe_order(s, due[i]))
            return false;
    return true;
}

/* ---- the journal ---- */

/* The last line that is old enough. A line whose clock was ahead is as old as the next that has a right one. */
static bool old_until(struct step *s, int64_t *ret_seq)
{
    *ret_seq = 0;
    return pw_db_number(s->db, s->err, ret_seq, "SELECT seq FROM journal WHERE time_us < $1 ORDER BY time_us DESC LIMIT 1", "i",
                        s->cut_us);
}

/* Lines of no order, and what was scanned of one that was wiped before. Lines of orders that aren't over stay. */
static bool wipe_events(struct step *s)
{
    int64_t from = 0, until;
    if (!old_until(s, &until) ||
        !pw_db_number(s->db, s->err, &from, "SELECT CAST(value AS BIGINT) FROM meta WHERE key = 'journal-wiped'", ""))
        return false;
    int64_t to = from + EVENTS < until ? from + EVENTS : until;
    if (to > from) {
        if (!pw_db_run(s->db, s->err,
                       "UPDATE journal SET raw = '', detail = '' WHERE seq > $1 AND seq <= $2 AND (raw <> '' OR detail <> '')"
                       " AND (order_pk IS NULL OR EXISTS (SELECT 1 FROM orders o WHERE o.id = order_pk AND o.wiped_us > 0))",
                       "ii", from, to))
            return false;
        s->done.events += pw_db_changes(s->db);
        s->more = s->more || to < until;
        if (!pw_db_run(s->db, s->err,
                       "INSERT INTO meta (key, value) VALUES ('journal-wiped', CAST($1 AS TEXT)) ON CONFLICT (key) DO UPDATE"
                       " SET value = excluded.value",
                       "i", to))
            return false;
    }
    if (!pw_db_run(s->db, s->err,
                   "DELETE FROM journal_facts WHERE seq IN (SELECT seq FROM journal_facts WHERE seq <= $1 ORDER BY seq LIMIT $2)",
                   "ii", until, (int64_t)RECORDS))
        return false;
    s->done.records += pw_db_changes(s->db);
    s->more = s->more || pw_db_changes(s->db) == RECORDS;
    return true;
}

/* ---- the spool, and what is left over ---- */

static bool wipe_files(struct step *s)
{
    int64_t id = 0;
    if (!pw_db_number(s->db, s->err, &id,
                      "SELECT id FROM file WHERE created_us < $1 AND digest <> '' ORDER BY created_us LIMIT 1", "i", s->cut_us))
        return false;
    if (id == 0)
        return true;
    s->more = true;
    s->done.files++;
    return pw_db_run(s->db, s->err,
                     "UPDATE file SET content = $2, digest = '', name = 'wiped', source = '', key = 'wiped/' || CAST(id AS TEXT)"
                     " WHERE id = $1",
                     "ib", id, pw_bytes_of("", 0)) &&
           pw_db_run(s->db, s->err,
                     "UPDATE job SET status = CASE status WHEN 'queued' THEN 'void' ELSE status END, evidence = CASE status WHEN"
                     " 'queued' THEN 'its file was wiped: it waited longer than buyers'' data is kept' WHEN 'printed' THEN"
                     " evidence ELSE '' END WHERE file_pk = $1",
                     "i", id);
}

static bool wipe_leftovers(struct step *s)
{
    if (!pw_db_run(s->db, s->err, "DELETE FROM import_open WHERE import_pk IN (SELECT id FROM import WHERE time_us < $1)", "i",
                   s->cut_us))
        return false;
    s->done.leftovers += pw_db_changes(s->db);
    if (!pw_db_run(s->db, s->err, "UPDATE import SET file = '' WHERE file <> '' AND time_us < $1", "i", s->cut_us))
        return false;
    s->done.leftovers += pw_db_changes(s->db);
    /* The screen of a lane where nothing has happened since. */
    if (!pw_db_run(
            s->db, s->err,
            "UPDATE lane SET message = '', note = '', shown = '' WHERE message <> '' AND NOT EXISTS (SELECT 1 FROM journal j"
            " WHERE j.time_us >= $1 AND j.bench = lane.bench AND j.lane = lane.name)",
            "i", s->cut_us))
        return false;
    s->done.leftovers += pw_db_changes(s->db);
    return true;
}

static bool all_parts(struct step *s)
{
    return notice_ends(s) && wipe_orders(s) && wipe_events(s) && wipe_files(s) && (s->more || wipe_leftovers(s));
}

bool pw_retention_step(struct pw_db *db, int64_t now_us, int64_t keep_us, struct pw_purged *add, bool *ret_more,
                       struct pw_error *err)
{
    struct step s = { .db = db, .now_us = now_us, .cut_us = now_us - keep_us, .err = err };
    if (!pw_db_begin(db, err))
        return false;
    if (!all_parts(&s)) {
        pw_db_rollback(db);
        return false;
    }
    if (!pw_db_commit(db, err))
        return false;
    add->orders += s.done.orders;
    add->events += s.done.events;
    add->records += s.done.records;
    add->files += s.done.files;
    add->leftovers += s.done.leftovers;
    *ret_more = s.more;
    return true;
}

bool pw_retention_count(struct pw_db *db, int64_t now_us, int64_t keep_us, struct pw_purged *ret_due, struct pw_error *err)
{
    struct step s = { .db = db, .cut_us = now_us - keep_us, .err = err };
    struct pw_purged *d = ret_due;
    int64_t until;
    memset(d, 0, sizeof *d);
    return old_until(&s, &until) &&
           pw_db_number(db, err, &d->orders,
                        "SELECT count(*) FROM orders WHERE wiped_us = 0 AND status IN ('shipped', 'cancelled') AND CASE WHEN"
                        " closed_us > 0 THEN closed_us WHEN status = 'shipped' AND shipped_us > COALESCE(purchase_us, 1) THEN"
                        " shipped_us WHEN changed_us > COALESCE(purchase_us, 1) THEN changed_us ELSE COALESCE(purchase_us, 1)"
                        " END < $1",
                        "i", s.cut_us) &&
           pw_db_number(db, err, &d->events,
                        "SELECT count(*) FROM journal WHERE seq <= $1 AND (raw <> '' OR detail <> '') AND (order_pk IS NULL OR"
                        " EXISTS (SELECT 1 FROM orders o WHERE o.id = order_pk AND o.wiped_us > 0))",
                        "i", until) &&
           pw_db_number(db, err, &d->records, "SELECT count(*) FROM journal_facts WHERE seq <= $1", "i", until) &&
           pw_db_number(db, err, &d->files, "SELECT count(*) FROM file WHERE created_us < $1 AND digest <> ''", "i", s.cut_us);
}
