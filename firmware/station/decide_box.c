/*
 * Boxes of one order, from the bench.
 *
 *                 nothing open    box empty                       units to come             every unit is in
 *     next box    refused         refused                         closes, another opens     closes, as the last unit would have
 *     ship short  refused         refused; an empty one behind    asks why; closes, and     refused
 *                                 others: asks why, taken back    the rest waits
 *
 * Open again, and void: the command, the label of the box where it isn't the one packed or looked at last, and a reason.
 *
 *                 open            packed                          shipped   void, or an old label
 *     open again  refused         opens; its label is void        refused   refused
 *     void        units are out   units are out                   refused   refused
 *
 * Either is refused while somebody else packs the order. An order has one open box: another is opened again where the open one is
 * empty, which is taken back then.
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

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
    if (f->open.loose > 0)
        return PW_REFUSAL_KIT_OPEN;
    if (f->open.missing == 0)
        return PW_REFUSAL_NO_UNIT_LEFT;
    if (f->open_parcel.units == 0)
        return PW_REFUSAL_BOX_EMPTY;
    return f->rules->box_required && f->open_parcel.box[0] == '\0' ? PW_REFUSAL_BOX_NEEDED : PW_REFUSAL_NONE;
}

static struct pw_effect *box_effect(struct pw_decision *d, enum pw_effect_kind kind, int64_t order, int64_t parcel,
                                    const char *why)
{
    struct pw_effect *effect = pw_decision_add(d, kind);
    effect->order = order;
    effect->parcel = parcel;
    snprintf(effect->text, sizeof effect->text, "%s", why);
    return effect;
}

/* False: refused. */
static bool close_box(const struct pw_state *state, const struct pw_facts *f, const char *why, struct pw_decision *d)
{
    pw_decision_claim_again(d, f);
    enum pw_refusal weight = pw_decide_weigh_part(d, f, state->order, state->parcel);
    if (weight != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, weight);
        return false;
    }
    box_effect(d, PW_EFFECT_CLOSE_BOX, state->order, state->parcel, why);
    pw_decision_papers(d, f, &f->open, state->parcel, &f->open_parcel);
    d->next.subject = state->parcel; /* its carrier's label may be scanned now */
    return true;
}

static void open_next(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    pw_decision_add(d, PW_EFFECT_OPEN_PARCEL)->order = state->order;
    d->next.parcel = 0; /* commit puts in its id */
    if (f->rules->slip == PW_ON_OPEN)
        pw_decision_print(d, f, &f->open, 0, PW_DOC_SLIP, "", 0);
    if (f->rules->label == PW_ON_OPEN && !pw_rules_buys(f->rules, f->open.channel))
        pw_decision_print(d, f, &f->open, 0, PW_DOC_LABEL, "", 0);
}

/* Less is wanted since its last unit was scanned, or the question for its weight or its kind was dropped. */
static void close_last(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    pw_decision_claim_again(d, f);
    if (pw_decide_boxless(d, f, state->parcel, &f->open_parcel)) {
        d->outcome = PW_OUTCOME_BOX_WANTED;
        d->next.pending = PW_PENDING_BOX;
    } else if (!pw_decide_weigh(d, f, state->order, state->parcel))
        pw_decision_close(d, f, &f->open, state->parcel, &f->open_parcel);
}

static void next_box(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    enum pw_refusal why = stays_open(state, f);
    if (why == PW_REFUSAL_NO_UNIT_LEFT && f->open_parcel.units > 0)
        close_last(state, f, d);
    else if (why != PW_REFUSAL_NONE)
        pw_decision_refuse(d, state, why);
    else if (close_box(state, f, "", d)) {
        open_next(state, f, d);
        d->outcome = PW_OUTCOME_BOX_CLOSED;
    }
}

/* ---- what is there, goes ---- */

static enum pw_refusal stays_whole(const struct pw_state *state, const struct pw_facts *f)
{
    enum pw_refusal why = stays_open(state, f);
    return why == PW_REFUSAL_BOX_EMPTY && f->open.boxes > 1 ? PW_REFUSAL_NONE : why;
}

static void ship_short(const struct pw_state *state, const struct pw_facts *f, const char *reason, struct pw_decision *d)
{
    enum pw_refusal why = stays_whole(state, f);
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        d->next.pending = PW_PENDING_NONE;
        return;
    }
    if (f->open_parcel.units == 0) {
        pw_decision_claim_again(d, f);
        box_effect(d, PW_EFFECT_VOID_BOX, state->order, state->parcel, reason);
        d->next.subject = state->subject;
    } else if (!close_box(state, f, reason, d)) {
        d->next.pending = PW_PENDING_NONE;
        return;
    }
    pw_decision_add(d, PW_EFFECT_UNCLAIM)->order = state->order;
    d->next.phase = PW_PHASE_IDLE;
    d->next.order = 0;
    d->next.parcel = 0;
    d->outcome = PW_OUTCOME_SHORT;
}

/* ---- a box that was closed ---- */

/* The box that an order to open again, or to void, is about. */
struct target {
    const struct pw_order_fact *order;
    const struct pw_parcel_fact *parcel;
};

static struct target target_of(const struct pw_state *state, const struct pw_facts *f, bool voids)
{
    if (voids && state->phase == PW_PHASE_PACKING && state->subject == 0)
        return (struct target){ &f->open, &f->open_parcel };
    return (struct target){ &f->subject_order, &f->subject };
}

/* Why nothing is changed about this box, or PW_REFUSAL_NONE. */
static enum pw_refusal stays_as_it_is(const struct pw_state *state, const struct target *t, bool voids)
{
    const struct pw_order_fact *o = t->order;
    bool ours = state->phase == PW_PHASE_PACKING && state->order == o->id;
    if (t->parcel->id == 0)
        return PW_REFUSAL_WHICH_BOX;
    if (t->parcel->status == PW_PARCEL_SHIPPED)
        return PW_REFUSAL_ALREADY_SHIPPED;
    if (t->parcel->superseded || t->parcel->status == PW_PARCEL_VOID)
        return PW_REFUSAL_SUPERSEDED;
    if (state->phase == PW_PHASE_PACKING && !ours)
        return PW_REFUSAL_ANOTHER_OPEN;
    if (o->status == PW_ORDER_PACKING && !ours)
        return PW_REFUSAL_ORDER_ELSEWHERE;
    if (voids)
        return PW_REFUSAL_NONE;
    if (o->status == PW_ORDER_CANCELLED)
        return PW_REFUSAL_ORDER_CANCELLED;
    if (o->status == PW_ORDER_HELD)
        return PW_REFUSAL_ORDER_HELD;
    if (o->status == PW_ORDER_WAITING)
        return PW_REFUSAL_ORDER_WAITING;
    if (t->parcel->status == PW_PARCEL_OPEN)
        return PW_REFUSAL_BOX_OPEN;
    return o->box.units > 0 || o->loose > 0 ? PW_REFUSAL_OTHER_BOX_OPEN : PW_REFUSAL_NONE;
}

static void about(struct pw_decision *d, const struct target *t)
{
    d->order = t->order->id;
    d->parcel = t->parcel->id;
    d->count = t->order->verified;
    d->of = t->order->units;
}

static void open_again(const struct target *t, const char *reason, struct pw_decision *d)
{
    const struct pw_order_fact *o = t->order;
    if (o->box.id != 0)
        box_effect(d, PW_EFFECT_VOID_BOX, o->id, o->box.id, "another box was opened again");
    if (o->status != PW_ORDER_PACKING)
        pw_decision_add(d, PW_EFFECT_CLAIM)->order = o->id;
    box_effect(d, PW_EFFECT_OPEN_AGAIN, o->id, t->parcel->id, reason);
    pw_decision_add(d, PW_EFFECT_NEW_CODE)->parcel = t->parcel->id;
    d->next.phase = PW_PHASE_PACKING;
    d->next.order = o->id;
    d->next.parcel = t->parcel->id;
    d->next.subject = 0;
    d->outcome = PW_OUTCOME_REOPENED;
}

static void void_box(const struct pw_state *state, const struct pw_facts *f, const struct target *t, const char *reason,
                     struct pw_decision *d)
{
    box_effect(d, PW_EFFECT_VOID_BOX, t->order->id, t->parcel->id, reason);
    if (state->phase == PW_PHASE_PACKING && t->parcel->id == state->parcel && f->open.status == PW_ORDER_PACKING)
        open_next(state, f, d);
    d->next.subject = 0;
    d->count -= t->parcel->units;
    d->outcome = PW_OUTCOME_VOIDED;
}

static void change(const struct pw_state *state, const struct pw_facts *f, bool voids, const char *reason, struct pw_decision *d)
{
    struct target t = target_of(state, f, voids);
    enum pw_refusal why = stays_as_it_is(state, &t, voids);
    about(d, &t);
    if (why == PW_REFUSAL_WHICH_BOX) { /* the question stands */
        pw_decision_refuse(d, state, why);
        return;
    }
    if (why == PW_REFUSAL_NONE && voids)
        void_box(state, f, &t, reason, d);
    else if (why == PW_REFUSAL_NONE)
        open_again(&t, reason, d);
    else
        pw_decision_refuse(d, state, why);
    d->next.pending = PW_PENDING_NONE;
}

static void ask(const struct pw_state *state, const struct pw_facts *f, bool voids, struct pw_decision *d)
{
    struct target t = target_of(state, f, voids);
    enum pw_refusal why = stays_as_it_is(state, &t, voids);
    about(d, &t);
    d->outcome = PW_OUTCOME_ASKED;
    d->next.pending = voids ? PW_PENDING_VOID_BOX : PW_PENDING_REOPEN;
    if (why == PW_REFUSAL_NONE)
        return;
    if (voids && state->phase == PW_PHASE_PACKING) { /* then the open one */
        t = (struct target){ &f->open, &f->open_parcel };
        about(d, &t);
        d->next.subject = 0;
        return;
    }
    /* Not that one: then its label says which. */
    d->parcel = 0;
    d->next.subject = 0;
}

void pw_decide_box(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    enum pw_refusal why;
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    switch (event->meaning.command) {
    case PW_COMMAND_NEXT_BOX:
        next_box(state, f, d);
        return;
    case PW_COMMAND_SHORT:
        why = stays_whole(state, f);
        if (why != PW_REFUSAL_NONE) {
            pw_decision_refuse(d, state, why);
            return;
        }
        d->next.pending = PW_PENDING_SHORT;
        d->outcome = PW_OUTCOME_ASKED;
        return;
    default:
        ask(state, f, event->meaning.command == PW_COMMAND_VOID_BOX, d);
        return;
    }
}

void pw_decide_box_reason(const struct pw_state *state, const struct pw_facts *f, const char *reason, struct pw_decision *d)
{
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    d->next.pending = PW_PENDING_NONE;
    if (state->pending == PW_PENDING_SHORT)
        ship_short(state, f, reason, d);
    else
        change(state, f, state->pending == PW_PENDING_VOID_BOX, reason, d);
}

void pw_decide_box_named(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    const struct target t = { &f->parcel_order, &f->parcel };
    enum pw_refusal why = stays_as_it_is(state, &t, state->pending == PW_PENDING_VOID_BOX);
    about(d, &t);
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        if (f->parcel.id != 0) /* that one was meant: a reason must not be about another */
            d->next.subject = f->parcel.id;
        return;
    }
    d->next.subject = f->parcel.id;
    d->outcome = PW_OUTCOME_ASKED;
}
