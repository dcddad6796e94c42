/*
 * Boxes of one order.
 *
 *                 nothing open    box empty    units to come     every unit is in
 *     next box    refused         refused      closes, another   refused: it closes by itself
 */
#include "station/decision.h"

/* Why the open box can't be closed now, or PW_REFUSAL_NONE. */
static enum pw_refusal stays_open(const struct pw_state *state, const struct pw_facts *f)
{
    if (state->phase != PW_PHASE_PACKING)
        return PW_REFUSAL_NOTHING_OPEN;
    if (f->open.status == PW_ORDER_CANCELLED)
        return PW_REFUSAL_ORDER_CANCELLED;
    if (f->open.status == PW_ORDER_HELD)
        return PW_REFUSAL_ORDER_HELD;
    if (f->open.surplus > 0)
        return PW_REFUSAL_NOT_PACKED;
    if (f->open.missing == 0)
        return PW_REFUSAL_NO_UNIT_LEFT;
    return f->open_parcel.units == 0 ? PW_REFUSAL_BOX_EMPTY : PW_REFUSAL_NONE;
}

static void close_box(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    pw_decision_claim_again(d, f);
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_CLOSE_BOX);
    effect->order = state->order;
    effect->parcel = state->parcel;
    pw_decision_papers(d, f, &f->open, state->parcel, &f->open_parcel);
}

static void next_box(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    enum pw_refusal why = stays_open(state, f);
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        return;
    }
    close_box(state, f, d);
    pw_decision_add(d, PW_EFFECT_OPEN_PARCEL)->order = state->order;
    d->next.parcel = 0; /* commit puts in its id */
    if (f->rules->slip == PW_ON_OPEN)
        pw_decision_print(d, f, &f->open, 0, PW_DOC_SLIP, "", 0);
    if (f->rules->label == PW_ON_OPEN)
        pw_decision_print(d, f, &f->open, 0, PW_DOC_LABEL, "", 0);
    d->outcome = PW_OUTCOME_BOX_CLOSED;
}

void pw_decide_box(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    (void)event;
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    next_box(state, f, d);
}
