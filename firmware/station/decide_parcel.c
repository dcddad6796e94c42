/* Scan-out: a parcel's own code, or its tracking number; and tracking numbers bound to a packed parcel. */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SAME_PULL_US = 2000000 };

static void prove_label(struct pw_decision *d, const struct pw_facts *f)
{
    if (f->parcel_label.id == 0 || (f->by_tracking && f->parcel.postage != PW_POSTAGE_LABELLED))
        return; /* a tracking number stands on another paper than ours */
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_JOB);
    effect->id = f->parcel_label.id;
    effect->order = f->parcel_label.order;
    effect->parcel = f->parcel_label.parcel;
    effect->job_status = PW_JOB_PRINTED;
    strcpy(effect->text, "it was scanned at the bench");
}

/* Why this parcel may not leave, or PW_REFUSAL_NONE. */
static enum pw_refusal kept_back(const struct pw_facts *f)
{
    if (f->parcel_order.status == PW_ORDER_CANCELLED)
        return PW_REFUSAL_ORDER_CANCELLED;
    if (f->parcel_order.status == PW_ORDER_HELD)
        return PW_REFUSAL_ORDER_HELD;
    if (f->parcel.status == PW_PARCEL_SHIPPED)
        return PW_REFUSAL_ALREADY_SHIPPED;
    if (f->parcel.superseded || f->parcel.status == PW_PARCEL_VOID)
        return PW_REFUSAL_SUPERSEDED;
    /* A box may leave before the others of its order; not one of an order that changed after all its boxes were closed. */
    if (f->parcel.status == PW_PARCEL_OPEN || f->parcel_order.surplus > 0 ||
        (f->parcel_order.status == PW_ORDER_PACKED && f->parcel_order.missing > 0))
        return PW_REFUSAL_NOT_PACKED;
    if (f->parcel_order.status == PW_ORDER_WAITING)
        return PW_REFUSAL_ORDER_WAITING;
    if (f->parcel.label_version != 0 && f->parcel.label_version != f->parcel_order.address_version)
        return PW_REFUSAL_ADDRESS_CHANGED;
    if (f->parcel_contents.lot[0] != '\0')
        return PW_REFUSAL_LOT_BLOCKED;
    if (f->parcel_contents.codeless > 0)
        return PW_REFUSAL_TRANSPARENCY_MISSING;
    if (f->parcel.postage == PW_POSTAGE_PENDING)
        return PW_REFUSAL_POSTAGE_PENDING;
    if (f->parcel_order.status == PW_ORDER_PACKED && f->parcel_order.shelf[0] != '\0')
        return PW_REFUSAL_ON_SHELF;
    if (f->parcel.carrier[0] == '\0')
        return PW_REFUSAL_NO_CARRIER;
    return PW_REFUSAL_NONE;
}

/* The trigger was pulled twice: the number that was bound just now is no parcel at the door yet. */
static bool same_pull(const struct pw_event *event, const struct pw_facts *f)
{
    int64_t since = event->time_us - f->parcel.bound_us;
    return f->by_tracking && f->parcel.bound_us != 0 && since >= 0 && since < SAME_PULL_US;
}

/* The parcel in hand is what a reprint or a tracking number would be for. */
static void in_hand(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    if (state->phase == PW_PHASE_IDLE && f->parcel.status == PW_PARCEL_PACKED)
        d->next.subject = f->parcel.id;
}

void pw_decide_parcel(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    d->order = f->parcel.order;
    d->parcel = f->parcel.id;
    d->count = f->parcel_order.verified;
    d->of = f->parcel_order.units;
    enum pw_refusal why = kept_back(f);
    bool ships = event->role == PW_ROLE_DOOR || (event->role == PW_ROLE_BOTH && !same_pull(event, f));
    bool open_again = why == PW_REFUSAL_NOT_PACKED && f->by_tracking && f->parcel.status == PW_PARCEL_OPEN;
    if (!ships && why != PW_REFUSAL_NO_CARRIER && why != PW_REFUSAL_NONE && (why != PW_REFUSAL_NOT_PACKED || open_again)) {
        pw_decision_refuse(d, state, why);
        in_hand(state, f, d);
        return;
    }
    if (ships && why == PW_REFUSAL_NONE && f->cage.carrier[0] != '\0' && strcasecmp(f->cage.carrier, f->parcel.carrier) != 0)
        why = PW_REFUSAL_WRONG_CAGE;
    if (ships && why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        if (event->role != PW_ROLE_DOOR)
            in_hand(state, f, d);
        return;
    }
    prove_label(d, f);
    if (!ships) {
        d->outcome = PW_OUTCOME_PROVED;
        if (state->phase == PW_PHASE_IDLE)
            d->next.subject = f->parcel.id;
        return;
    }
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_SHIP);
    effect->order = f->parcel.order;
    effect->parcel = f->parcel.id;
    d->outcome = PW_OUTCOME_SHIPPED;
    if (state->subject == f->parcel.id)
        d->next.subject = 0;
}

/* The carrier that the station is set to, if the number may be its; else the best that is no mere resemblance. -1: none. */
static int choose(const struct pw_event *event, const struct pw_facts *f)
{
    int best = -1;
    for (size_t i = 0; i < event->meaning.tracking_count; i++) {
        if (strcmp(event->meaning.tracking[i].carrier, f->rules->carrier) == 0)
            return (int)i;
        if (best < 0 && !event->meaning.tracking[i].weak)
            best = (int)i;
    }
    return best;
}

bool pw_decide_is_tracking(const struct pw_event *event, const struct pw_facts *f)
{
    return choose(event, f) >= 0;
}

bool pw_decide_binds_while_packing(const struct pw_state *state, const struct pw_facts *f)
{
    return f->subject.id != 0 && f->subject.order == state->order && f->subject.status == PW_PARCEL_PACKED;
}

void pw_decide_tracking(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, bool free_text,
                        struct pw_decision *d)
{
    const struct pw_meaning *m = &event->meaning;
    d->order = f->subject.order;
    d->parcel = f->subject.id;
    if (state->phase == PW_PHASE_PACKING && !pw_decide_binds_while_packing(state, f)) {
        d->order = state->order;
        d->parcel = state->parcel;
        d->count = f->open.verified;
        d->of = f->open.units;
        pw_decision_refuse(d, state, PW_REFUSAL_NOT_PACKED);
        return;
    }
    if (f->subject.id == 0 || f->subject.status != PW_PARCEL_PACKED) {
        pw_decision_refuse(d, state, PW_REFUSAL_NO_PARCEL);
        return;
    }
    if (f->subject_order.status == PW_ORDER_CANCELLED || f->subject_order.status == PW_ORDER_HELD) {
        pw_decision_refuse(d, state,
                           f->subject_order.status == PW_ORDER_HELD ? PW_REFUSAL_ORDER_HELD : PW_REFUSAL_ORDER_CANCELLED);
        return;
    }
    if (f->subject.postage != PW_POSTAGE_NONE) { /* its own number would be a parcel's */
        pw_decision_refuse(d, state,
                           f->subject.postage == PW_POSTAGE_PENDING ? PW_REFUSAL_POSTAGE_PENDING : PW_REFUSAL_POSTAGE_OTHER);
        return;
    }
    if (f->parcel.id != 0 && f->parcel.id != f->subject.id) {
        pw_decision_refuse(d, state, PW_REFUSAL_TRACKING_USED);
        return;
    }
    if (f->order.id != 0 || f->item_sku[0] != '\0' || m->parcel_code[0] != '\0') {
        pw_decision_refuse(d, state, PW_REFUSAL_TRACKING_BAD); /* asked for one of any form, but known as something else */
        return;
    }
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_BIND);
    effect->order = f->subject.order;
    effect->parcel = f->subject.id;
    int best = choose(event, f);
    char number[PW_TRACKING_MAX + 1];
    if (best >= 0) {
        snprintf(effect->text, sizeof effect->text, "%s", m->tracking[best].number);
        snprintf(effect->text2, sizeof effect->text2, "%s", m->tracking[best].carrier);
    } else if (free_text && pw_tracking_free_text(pw_bytes_str(m->text), number)) {
        snprintf(effect->text, sizeof effect->text, "%s", number);
    } else {
        pw_decision_refuse(d, state, PW_REFUSAL_TRACKING_BAD);
        return;
    }
    d->next.pending = PW_PENDING_NONE;
    d->outcome = PW_OUTCOME_BOUND;
    d->count = f->subject_order.verified;
    d->of = f->subject_order.units;
}
