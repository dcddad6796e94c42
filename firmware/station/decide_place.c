/*
 * What a box is, and where parcels go: barcodes of boxes and of carriers' cages.
 *
 *     a box's barcode      packing                         the open parcel's kind; a full one then closes
 *                          nothing open                    the next parcel's kind
 *     a cage's barcode     any, not with a packer's        parcels of another carrier are refused at scan-out from now on
 *     "the cage is done"   scanner                         they are not any more
 */
#include "station/decision.h"

#include <stdio.h>

static void set_box(struct pw_decision *d, const struct pw_facts *f, int64_t order, int64_t parcel)
{
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_BOX);
    effect->order = order;
    effect->parcel = parcel;
    snprintf(effect->text, sizeof effect->text, "%s", f->box_type.name);
}

void pw_decision_box_type(struct pw_decision *d, const struct pw_facts *f, int64_t parcel)
{
    if (d->next.box[0] == '\0' || f->box_type.name[0] == '\0' || f->box_type.scanned)
        return;
    set_box(d, f, d->next.order, parcel);
    d->next.box[0] = '\0';
}

bool pw_decide_boxless(const struct pw_decision *d, const struct pw_facts *f, int64_t parcel, const struct pw_parcel_fact *box)
{
    bool known = parcel != 0 && parcel == box->id && box->box[0] != '\0';
    for (size_t i = 0; i < d->effect_count; i++)
        known = known || d->effects[i].kind == PW_EFFECT_BOX;
    return f->rules->box_required && !known;
}

void pw_decide_box_type(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                        struct pw_decision *d)
{
    (void)event;
    d->outcome = PW_OUTCOME_BOX_TAKEN;
    if (state->phase != PW_PHASE_PACKING) {
        snprintf(d->next.box, sizeof d->next.box, "%s", f->box_type.name);
        d->order = d->parcel = 0;
        return;
    }
    d->count = f->open.verified;
    d->of = f->open.units;
    if (f->open.status == PW_ORDER_CANCELLED || f->open.status == PW_ORDER_HELD) {
        pw_decision_refuse(d, state, f->open.status == PW_ORDER_HELD ? PW_REFUSAL_ORDER_HELD : PW_REFUSAL_ORDER_CANCELLED);
        return;
    }
    pw_decision_claim_again(d, f);
    set_box(d, f, state->order, state->parcel);
    bool waits = state->pending == PW_PENDING_BOX || state->pending == PW_PENDING_WEIGH;
    d->next.pending = waits ? PW_PENDING_NONE : state->pending;
    if (f->open.missing > 0 || f->open.surplus > 0 || f->open.loose > 0 || f->open_parcel.units == 0)
        return;
    if (!pw_decide_weigh(d, f, state->order, state->parcel))
        pw_decision_close(d, f, &f->open, state->parcel, &f->open_parcel);
}

void pw_decide_cage(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    bool done = event->meaning.command == PW_COMMAND_CAGE_DONE;
    enum pw_refusal why = PW_REFUSAL_NONE;
    if (event->role == PW_ROLE_PACK)
        why = PW_REFUSAL_WRONG_SCANNER;
    else if (done && state->cage[0] == '\0')
        why = PW_REFUSAL_NO_CAGE;
    else if (!done && f->cage.carrier[0] == '\0')
        why = PW_REFUSAL_UNKNOWN_CAGE;
    d->order = d->parcel = 0;
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        return;
    }
    snprintf(d->next.cage, sizeof d->next.cage, "%s", done ? "" : event->meaning.cage);
    d->outcome = PW_OUTCOME_CAGE;
}
