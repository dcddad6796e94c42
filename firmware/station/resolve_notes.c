#include "station/resolve_notes.h"

#include "packwright/utf8.h"
#include "station/decision.h"
#include "store/notes.h"

#include <stdio.h>
#include <string.h>

struct reading {
    struct pw_db *db;
    const struct pw_note_reader *reader; /* NULL: nobody has read anything */
    int64_t order, line;
    struct pw_note_fact *list;
    size_t *count, most;
    struct pw_error *err;
    bool ok;
};

static bool add(void *user, const struct pw_note_row *row)
{
    struct reading *r = user;
    if (*r->count == r->most)
        return true;
    struct pw_note_fact *n = &r->list[(*r->count)++];
    *n = (struct pw_note_fact){ .kind = row->kind };
    snprintf(n->text, sizeof n->text, "%s", row->text);
    pw_utf8_mend(n->text);
    memcpy(n->digest, row->digest, sizeof n->digest);
    r->ok = r->reader == NULL || pw_note_is_read(r->db, r->order, r->line, n->digest, r->reader, &n->read, r->err);
    return r->ok;
}

static bool of_line(struct pw_db *db, int64_t order, const struct pw_note_reader *reader, const char *instead,
                    struct pw_line_fact *line, struct pw_error *err)
{
    struct reading r = { db, reader, order, line->id, line->notes, &line->note_count, PW_LINE_NOTES, err, true };
    const char *component = line->kit.component;
    line->note_count = 0;
    if (line->id == 0)
        return true;
    bool ok = pw_notes_of_line(db, line->id, instead[0] != '\0' ? instead : component, instead[0] == '\0' && component[0] != '\0',
                               add, &r, err);
    return ok && r.ok;
}

static bool of_order(struct pw_db *db, const struct pw_order_fact *order, const struct pw_note_reader *reader, struct pw_facts *f,
                     struct pw_error *err)
{
    struct reading r = { db, reader, order->id, 0, f->notes, &f->note_count, PW_ORDER_NOTES, err, true };
    return order->id == 0 || (pw_notes_of_order(db, order->id, order->gift, add, &r, err) && r.ok);
}

bool pw_resolve_notes(struct pw_db *db, const struct pw_state *state, const struct pw_event *event, struct pw_facts *f,
                      struct pw_error *err)
{
    bool packing = state->phase == PW_PHASE_PACKING, present = pw_decide_present(state, event, f);
    const struct pw_order_fact *order = packing ? &f->open : f->order.id != 0 ? &f->order : &f->wanted;
    const struct pw_note_reader who = { present ? state->person : 0, f->rules->bench, event->lane };
    /* Who opens an order has read nothing of it, unless it is known who that is. */
    const struct pw_note_reader *reader = packing || present ? &who : NULL;
    const char *pick = state->pending == PW_PENDING_SUBSTITUTE_WHY ? state->note : "";
    const char *in_hand = state->unit.how == 1 + PW_HOW_SUBSTITUTE ? state->note : "";
    if (state->phase == PW_PHASE_RETURNING || !of_order(db, order, reader, f, err))
        return state->phase == PW_PHASE_RETURNING;
    for (size_t i = 0; i < f->line_count; i++)
        if (!of_line(db, order->id, reader, "", &f->lines[i], err))
            return false;
    return of_line(db, order->id, reader, in_hand, &f->unit_line, err) &&
           of_line(db, order->id, reader, pick, &f->people.pick, err) && of_line(db, order->id, reader, "", &f->wanted_line, err);
}
