/*
 * Notes that somebody must have read: which, acknowledge-notes says. Those that are only to be known stand on the screen and ask
 * nothing.
 *
 *     is to be read          scan                             then
 *     --------------------   ------------------------------   -------------------------------------------------------------
 *     the order's note       the order                        it opens; the note stays on the screen
 *                            an item that opens the order     it opens; the unit is kept in the hand
 *                            an item                          the note is shown again; the unit is kept in the hand
 *     the article's          an item of it                    the note is shown; the unit is kept in the hand
 *     a note is shown        "I have read it"                 it is read, and the unit in the hand counts, or is asked about
 *                            an item                          refused: note-unread
 *                            "Undo", "Never mind", another    the unit in the hand isn't counted; what is to be read still is
 *                            command
 *                            the note is another by now       the new one is shown
 *     none                   "I have read it"                 refused: nothing-to-read
 *
 * So the scan that proves the reading is the only one that it costs, and one is enough for all that is shown at once. What was
 * read holds for a text, an order or one of its lines, and a person; where nobody is signed in, for the lane until the order is
 * opened again.
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

static void add(const struct pw_facts *f, const struct pw_note_fact *notes, size_t count, char digests[PW_NOTES_SHOWN],
                int64_t *kinds)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(digests);
        if (notes[i].read || !f->rules->acknowledge[notes[i].kind])
            continue;
        snprintf(digests + len, PW_NOTES_SHOWN - len, "%s", notes[i].digest);
        *kinds |= INT64_C(1) << notes[i].kind;
    }
}

void pw_notes_unread(const struct pw_facts *f, const struct pw_line_fact *line, char ret_digests[PW_NOTES_SHOWN])
{
    int64_t kinds = 0;
    ret_digests[0] = '\0';
    add(f, f->notes, f->note_count, ret_digests, &kinds);
    if (line != NULL)
        add(f, line->notes, line->note_count, ret_digests, &kinds);
}

bool pw_pending_unit(const struct pw_state *state)
{
    return pw_pending_capture(state->pending) != 0 || state->pending == PW_PENDING_READ;
}

bool pw_pending_keeps_unit(const struct pw_state *state)
{
    return pw_pending_unit(state) || state->pending == PW_PENDING_NO_BARCODE;
}

bool pw_decide_order_notes(const struct pw_facts *f, struct pw_decision *d)
{
    char unread[PW_NOTES_SHOWN];
    pw_notes_unread(f, NULL, unread);
    if (unread[0] == '\0')
        return false;
    d->next.pending = PW_PENDING_READ;
    d->next.unit = (struct pw_unit){ 0 };
    memcpy(d->next.shown, unread, sizeof unread);
    return true;
}

bool pw_decide_unit_notes(const struct pw_facts *f, const struct pw_line_fact *line, const struct pw_unit *unit,
                          struct pw_decision *d)
{
    char unread[PW_NOTES_SHOWN];
    pw_notes_unread(f, line, unread);
    if (unread[0] == '\0' || d->read)
        return false;
    d->next.pending = PW_PENDING_READ;
    d->next.unit = *unit;
    memcpy(d->next.shown, unread, sizeof unread);
    d->outcome = PW_OUTCOME_NOTE;
    return true;
}

bool pw_decide_note_waits(const struct pw_state *state, struct pw_decision *d)
{
    if (state->pending != PW_PENDING_READ)
        return false;
    pw_decision_refuse(d, state, PW_REFUSAL_NOTE_UNREAD);
    return true;
}

/* What the screen shows was read. */
static void acknowledge(const struct pw_state *state, const struct pw_facts *f, const struct pw_line_fact *line,
                        struct pw_decision *d)
{
    char digests[PW_NOTES_SHOWN] = "";
    int64_t kinds = 0;
    if (line == NULL)
        add(f, f->notes, f->note_count, digests, &kinds);
    else
        add(f, line->notes, line->note_count, digests, &kinds);
    if (kinds == 0)
        return;
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_ACKNOWLEDGE);
    effect->order = state->order;
    effect->line = line == NULL ? 0 : line->id;
    effect->number = kinds;
    snprintf(effect->text, sizeof effect->text, "%s", digests);
}

/* The unit in the hand, now that its note was read. What speaks against it is said when it is scanned again. */
static void count_in_hand(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                          struct pw_decision *d)
{
    const struct pw_line_fact *line = &f->unit_line;
    struct pw_decision trial = *d;
    enum pw_refusal room = line->id == 0 ? PW_REFUSAL_TOO_MANY : pw_decide_room_of(line, &state->unit);
    d->doubt = room;
    if (room != PW_REFUSAL_NONE)
        return;
    if (state->unit.how != 0 && !pw_decide_override_stands(state, event, f, (enum pw_how)(state->unit.how - 1))) {
        d->doubt = PW_REFUSAL_NOT_ALLOWED;
        return;
    }
    trial.read = true;
    if (pw_decide_unit_known(state, f, &f->open, line, &state->unit, &trial)) {
        pw_decision_count(&trial, f, &f->open, state->parcel, &f->open_parcel, line);
        if (state->unit.how != 0)
            pw_decision_overridden(state, &state->unit, &trial);
    }
    if (trial.outcome == PW_OUTCOME_REFUSED)
        d->doubt = trial.refusal;
    else
        *d = trial;
}

/* Why nothing can be read now. */
static enum pw_refusal barred(const struct pw_state *state, const struct pw_facts *f, const char *unread)
{
    if (state->phase != PW_PHASE_PACKING)
        return PW_REFUSAL_NOTHING_OPEN;
    if (f->open.status == PW_ORDER_HELD)
        return PW_REFUSAL_ORDER_HELD;
    if (f->open.status == PW_ORDER_CANCELLED)
        return PW_REFUSAL_ORDER_CANCELLED;
    return unread[0] == '\0' && state->pending != PW_PENDING_READ ? PW_REFUSAL_NOTHING_TO_READ : PW_REFUSAL_NONE;
}

void pw_decide_acknowledge(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                           struct pw_decision *d)
{
    bool in_hand = state->pending == PW_PENDING_READ && state->unit.line != 0;
    if (state->phase == PW_PHASE_IDLE && f->subject.status == PW_PARCEL_PACKED && f->subject_order.shelf[0] != '\0') {
        pw_decision_add(d, PW_EFFECT_UNSHELVE)->order = f->subject_order.id;
        d->order = f->subject_order.id;
        d->parcel = f->subject.id;
        d->outcome = PW_OUTCOME_UNSHELVED;
        return;
    }
    const struct pw_line_fact *line = in_hand && f->unit_line.id != 0 ? &f->unit_line : NULL;
    char unread[PW_NOTES_SHOWN];
    pw_notes_unread(f, line, unread);
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    enum pw_refusal why = barred(state, f, unread);
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        return;
    }
    if (line != NULL) {
        d->item = *line;
        d->line = line->id;
        d->unit = state->unit;
    }
    if (unread[0] != '\0' && (state->pending != PW_PENDING_READ || strcmp(unread, state->shown) != 0)) {
        /* It was put off, or changed while the old one was on the screen. */
        d->next.pending = PW_PENDING_READ;
        if (state->pending == PW_PENDING_NO_BARCODE) /* nobody has said why: reading is no reason */
            d->next.unit = (struct pw_unit){ 0 };
        memcpy(d->next.shown, unread, sizeof unread);
        d->outcome = PW_OUTCOME_NOTE;
        return;
    }
    pw_decision_claim_again(d, f);
    acknowledge(state, f, NULL, d);
    if (line != NULL)
        acknowledge(state, f, line, d);
    d->outcome = PW_OUTCOME_ACKNOWLEDGED;
    if (in_hand)
        count_in_hand(state, event, f, d);
}
