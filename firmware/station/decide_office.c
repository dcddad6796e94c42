/*
 * What is decided about an order as a whole, from the command line or by a scan: held, released, pushed forward, laid aside.
 *
 *                 waiting  ready   packing  packed   held     shipped  cancelled
 *     hold        refused  held    held     held     refused  refused  refused
 *     release     refused  refused refused  refused  released refused  refused
 *     push        pushed   pushed  pushed   refused  pushed   refused  refused     refused where it is pushed already
 *     push back   allowed wherever it is pushed
 *     unshelve    allowed wherever it lies on the shelf
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

static void add(struct pw_decision *d, enum pw_effect_kind kind, const struct pw_facts *f, const char *text)
{
    struct pw_effect *effect = pw_decision_add(d, kind);
    effect->order = f->order.id;
    snprintf(effect->text, sizeof effect->text, "%s", text);
}

/* Why nothing more is decided about an order of this status. */
static enum pw_refusal over(enum pw_order_status status)
{
    return status == PW_ORDER_SHIPPED     ? PW_REFUSAL_ORDER_SHIPPED
           : status == PW_ORDER_CANCELLED ? PW_REFUSAL_ORDER_CANCELLED
                                          : PW_REFUSAL_NONE;
}

static void hold(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    enum pw_refusal why = over(f->order.status);
    if (f->order.status == PW_ORDER_HELD)
        why = PW_REFUSAL_ALREADY_HELD;
    if (f->order.status == PW_ORDER_WAITING)
        why = PW_REFUSAL_ORDER_WAITING;
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        return;
    }
    add(d, PW_EFFECT_HOLD, f, event->evidence);
    d->outcome = PW_OUTCOME_HELD;
}

void pw_decide_push(const struct pw_state *state, const struct pw_facts *f, bool back, const char *reason, struct pw_decision *d)
{
    enum pw_refusal why = over(f->order.status);
    if (f->order.status == PW_ORDER_PACKED)
        why = PW_REFUSAL_ALREADY_PACKED;
    else if (why == PW_REFUSAL_NONE && f->order.pushed)
        why = PW_REFUSAL_ALREADY_PUSHED;
    if (back)
        why = f->order.pushed ? PW_REFUSAL_NONE : PW_REFUSAL_NOT_PUSHED;
    d->order = f->order.id;
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        return;
    }
    add(d, back ? PW_EFFECT_PUSH_BACK : PW_EFFECT_PUSH, f, reason);
    d->next.pending = PW_PENDING_NONE;
    d->outcome = back ? PW_OUTCOME_PUSHED_BACK : PW_OUTCOME_PUSHED;
}

void pw_decide_office(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    d->order = f->order.id;
    if (f->order.id == 0) {
        pw_decision_refuse(d, state, PW_REFUSAL_NO_SUCH_ORDER);
        return;
    }
    switch (event->office) {
    case PW_OFFICE_HOLD:
        hold(state, event, f, d);
        return;
    case PW_OFFICE_RELEASE:
        if (f->order.status != PW_ORDER_HELD) {
            pw_decision_refuse(d, state, PW_REFUSAL_NOT_HELD);
            return;
        }
        add(d, PW_EFFECT_RELEASE, f, "");
        d->outcome = PW_OUTCOME_RELEASED;
        return;
    case PW_OFFICE_PUSH:
    case PW_OFFICE_PUSH_BACK:
        pw_decide_push(state, f, event->office == PW_OFFICE_PUSH_BACK, event->evidence, d);
        return;
    case PW_OFFICE_UNSHELVE:
        if (f->order.shelf[0] == '\0') {
            pw_decision_refuse(d, state, PW_REFUSAL_NOT_SHELVED);
            return;
        }
        add(d, PW_EFFECT_UNSHELVE, f, "");
        d->outcome = PW_OUTCOME_UNSHELVED;
        return;
    case PW_OFFICE_NONE:
        break;
    }
    d->impossible = true;
    pw_decision_refuse(d, state, PW_REFUSAL_UNKNOWN_CODE);
}

/* The open order leaves the bench; one that was packed, or laid aside just now, gets its place. */
void pw_decide_shelf(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    bool packing = state->phase == PW_PHASE_PACKING;
    const struct pw_order_fact *order = packing ? &f->open : &f->subject_order;
    d->order = order->id;
    d->parcel = packing ? state->parcel : f->subject.id;
    d->count = order->verified;
    d->of = order->units;
    if (packing && pw_decision_lost(state, event, f)) {
        pw_decision_refuse(d, state, PW_REFUSAL_ORDER_ELSEWHERE);
        return;
    }
    if (order->id == 0 || (!packing && order->status == PW_ORDER_SHIPPED)) {
        pw_decision_refuse(d, state, PW_REFUSAL_NOTHING_TO_SHELVE);
        return;
    }
    if (!packing && order->status == PW_ORDER_PACKING) { /* somebody opened it since */
        pw_decision_refuse(d, state, PW_REFUSAL_ORDER_ELSEWHERE);
        return;
    }
    if (packing && order->status == PW_ORDER_PACKING)
        pw_decision_add(d, PW_EFFECT_UNCLAIM)->order = order->id;
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_SHELVE);
    effect->order = order->id;
    snprintf(effect->text, sizeof effect->text, "%s", event->meaning.shelf);
    d->next.phase = PW_PHASE_IDLE;
    d->next.order = 0;
    d->next.parcel = 0;
    d->next.subject = d->parcel;
    d->next.pending = PW_PENDING_SHELF;
    d->outcome = PW_OUTCOME_SHELVED;
}
