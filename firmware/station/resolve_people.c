#include "station/resolve_people.h"

#include "packwright/utf8.h"
#include "station/decision.h"
#include "station/resolve_packing.h"
#include "store/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool one_person(struct pw_db *db, const struct pw_rules *rules, struct pw_stmt *s, struct pw_person_fact *ret,
                       struct pw_error *err)
{
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW) {
        bool active = pw_stmt_int(s, 3) != 0;
        ret->id = active ? pw_stmt_int(s, 0) : 0;
        snprintf(ret->name, sizeof ret->name, "%s", pw_stmt_text(s, 1));
        pw_utf8_mend(ret->name);
        if (active)
            pw_role_rights(rules->config, pw_stmt_text(s, 2), ret->rights);
    }
    pw_stmt_done(s);
    (void)db;
    return row != PW_ROW_FAILED;
}

static bool by_id(struct pw_db *db, const struct pw_rules *rules, int64_t id, struct pw_person_fact *ret, struct pw_error *err)
{
    return id == 0 ||
           one_person(db, rules, pw_db_query(db, err, "SELECT id, name, role, active FROM person WHERE id = $1", "i", id), ret,
                      err);
}

static bool by_badge(struct pw_db *db, const struct pw_rules *rules, const char *badge, struct pw_person_fact *ret,
                     struct pw_error *err)
{
    return badge[0] == '\0' ||
           one_person(
               db, rules,
               pw_db_query(db, err, "SELECT id, name, role, active FROM person WHERE badge = $1 AND badge <> ''", "t", badge),
               ret, err);
}

struct holders {
    const struct pw_rules *rules;
    enum pw_right right;
    char *out;
    size_t size;
    int count;
};

static bool add_holder(void *user, const struct pw_person *p)
{
    struct holders *h = user;
    bool rights[PW_RIGHTS];
    pw_role_rights(h->rules->config, p->role, rights);
    if (!p->active || !rights[h->right])
        return true;
    size_t len = strlen(h->out);
    if (++h->count > 3 || len + strlen(p->name) + 8 > h->size) {
        snprintf(h->out + len, h->size - len, " …");
        return false;
    }
    snprintf(h->out + len, h->size - len, "%s%s", len == 0 ? "" : ", ", p->name);
    return true;
}

/* Whom to ask, where the right is missing. */
static bool find_holders(struct pw_db *db, enum pw_command command, struct pw_facts *f, struct pw_error *err)
{
    enum pw_right right = pw_command_right(command);
    struct holders h = { f->rules, right, f->people.holders, sizeof f->people.holders, 0 };
    if (right == PW_RIGHT_NONE || f->people.person.rights[right] ||
        (f->rules->sign_in == PW_SIGN_IN_OFF && right != PW_RIGHT_NO_BARCODE && right != PW_RIGHT_SUBSTITUTE &&
         right != PW_RIGHT_TEACH))
        return true;
    bool ok = pw_people_each(db, add_holder, &h, err);
    pw_utf8_mend(f->people.holders);
    return ok;
}

static void read_line(struct pw_stmt *s, struct pw_line_fact *l)
{
    *l = (struct pw_line_fact){
        .id = pw_stmt_int(s, 0), .quantity = pw_stmt_int(s, 1), .verified = pw_stmt_int(s, 2), .units = 1
    };
    snprintf(l->sku, sizeof l->sku, "%s", pw_stmt_text(s, 3));
    snprintf(l->name, sizeof l->name, "%s", pw_stmt_text(s, 4));
    pw_utf8_mend(l->sku);
    pw_utf8_mend(l->name);
}

/* The line picked, while units of it are to come; next: the one after it. Else the first with units to come. */
static bool pick(struct pw_db *db, const struct pw_rules *rules, const struct pw_state *state, bool next,
                 struct pw_line_fact *ret, struct pw_error *err)
{
    struct pw_stmt *s =
        pw_db_query(db, err,
                    "SELECT id, quantity, have, sku, name FROM (SELECT l.id, l.quantity, l.position, l.sku, l.name, " PW_TURN(
                        "$2") " AS turn, (SELECT"
                              " COALESCE(SUM(v.units), 0) FROM verification v JOIN parcel p ON p.id = v.parcel_pk WHERE "
                              "v.line_pk = l.id AND v.undone "
                              "= 0"
                              " AND p.status <> 'void') AS have FROM order_line l WHERE l.order_pk = $1) q WHERE have < quantity "
                              "ORDER BY turn, position, id",
                    "ii", state->order, (int64_t)rules->sequence);
    if (s == NULL)
        return false;
    bool found = false, was_last = false; /* the line before was the one picked */
    enum pw_row row;
    while ((row = pw_stmt_step(s, err)) == PW_ROW) {
        bool picked = pw_stmt_int(s, 0) == state->pick, wanted = next ? was_last : picked;
        if (ret->id == 0 || (wanted && !found))
            read_line(s, ret);
        found = found || wanted;
        was_last = picked;
    }
    pw_stmt_done(s);
    return row == PW_ROW_END;
}

/* What must be captured of an article. */
static bool wants(struct pw_db *db, const char *sku, int64_t *ret_wants, struct pw_error *err)
{
    struct pw_stmt *s =
        *sku == '\0' ? NULL
                     : pw_db_query(db, err, "SELECT serial, lot, expiry, transparency FROM article WHERE sku = $1", "t", sku);
    if (s == NULL)
        return *sku == '\0';
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        *ret_wants = (pw_stmt_int(s, 0) != 0 ? PW_CAPTURE_SERIAL : 0) | (pw_stmt_int(s, 1) != 0 ? PW_CAPTURE_LOT : 0) |
                     (pw_stmt_int(s, 2) != 0 ? PW_CAPTURE_EXPIRY : 0) | (pw_stmt_int(s, 3) != 0 ? PW_CAPTURE_CODE : 0);
    pw_stmt_done(s);
    return row != PW_ROW_FAILED;
}

static bool is_override(enum pw_command command)
{
    return command == PW_COMMAND_NO_BARCODE || command == PW_COMMAND_SUBSTITUTE || command == PW_COMMAND_TEACH;
}

static bool is_asked(enum pw_pending pending)
{
    return pending == PW_PENDING_NO_BARCODE || pending == PW_PENDING_SUBSTITUTE || pending == PW_PENDING_SUBSTITUTE_WHY ||
           pending == PW_PENDING_TEACH || pending == PW_PENDING_TEACH_ITEM;
}

bool pw_resolve_people(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, struct pw_facts *f,
                       struct pw_error *err)
{
    struct pw_people_fact *p = &f->people;
    const struct pw_meaning *m = &event->meaning;
    enum pw_command command = event->kind != PW_EVENT_SCAN                                ? PW_COMMAND_NONE
                              : m->badge[0] != '\0' || m->command == PW_COMMAND_PIN_ENTER ? state->asked
                                                                                          : m->command;
    if (!by_id(db, f->rules, state->person, &p->person, err) || !by_id(db, f->rules, state->approver, &p->approver, err) ||
        !by_badge(db, f->rules, m->badge, &p->badge, err) || !find_holders(db, command, f, err))
        return false;
    bool again = (command == PW_COMMAND_NO_BARCODE && state->pending == PW_PENDING_NO_BARCODE) ||
                 (command == PW_COMMAND_SUBSTITUTE && state->pending == PW_PENDING_SUBSTITUTE);
    if (state->phase != PW_PHASE_PACKING || !(is_override(command) || is_asked(state->pending)))
        return true;
    return pick(db, f->rules, state, again, &p->pick, err) &&
           wants(db, state->pending == PW_PENDING_SUBSTITUTE_WHY ? state->note : "", &p->note_wants, err);
}

bool pw_resolve_pin(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, const struct pw_pin_slot *slot,
                    struct pw_facts *f, struct pw_error *err)
{
    char digest[PW_PIN_DIGEST] = "", number[24] = "0";
    bool right = false;
    if (event->meaning.command != PW_COMMAND_PIN_ENTER || event->pin_part != 2 || f->rules->sign_in == PW_SIGN_IN_OFF)
        return true;
    f->people.pin = PW_PIN_UNREAD;
    if (pw_pin_waits(state, event->time_us))
        return true;
    if (slot != NULL)
        snprintf(number, sizeof number, "%s", slot->number);
    struct pw_stmt *s =
        pw_db_query(db, err, "SELECT pin FROM person WHERE id = $1 AND active <> 0", "i", (int64_t)strtoll(number, NULL, 10));
    if (s == NULL)
        return false;
    enum pw_row row = pw_stmt_step(s, err);
    if (row == PW_ROW)
        snprintf(digest, sizeof digest, "%s", pw_stmt_text(s, 0));
    pw_stmt_done(s);
    if (row == PW_ROW_FAILED || !pw_pin_check(digest, slot == NULL ? "" : slot->pin, &right, err))
        return false;
    f->people.pin = right ? PW_PIN_RIGHT : PW_PIN_WRONG;
    return !right || by_id(db, f->rules, strtoll(number, NULL, 10), &f->people.badge, err);
}
