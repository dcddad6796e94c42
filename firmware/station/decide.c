/*
 * The decision for one event. Every kind of event and every meaning of a scan is written out here or in the parts named below:
 *
 *   scan is            idle                                packing
 *   ----------------   ---------------------------------   ----------------------------------------------
 *   badge              signs in or out, or allows what was refused: decide_people.c; nothing else counts on a locked lane
 *   command            decide_command.c                    decide_command.c
 *   reason             answers what was asked (decide_reason.c), else refused
 *   parcel's code      ships it, or proves its label       ships it (another box at the door), or proves
 *   order number       opens it; packed: looks at it       the open one: says so; another: refused
 *   item               opens the order that needs it       counted, or refused: wrong, too many
 *   tracking number    binds to the parcel packed last     refused: the box isn't complete
 *   anything else      refused                             refused
 *
 * decide_scan.c: orders and items; decide_parcel.c: scan-out and tracking numbers; decide_job.c: what printers tell.
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

struct pw_effect *pw_decision_add(struct pw_decision *decision, enum pw_effect_kind kind)
{
    /* No decision has more than eight; one more than fits would be a fault of the program, and is shown as one. */
    static const struct pw_effect nothing;
    if (decision->effect_count == PW_MAX_EFFECTS) {
        decision->impossible = true;
        decision->effect_count--;
    }
    struct pw_effect *effect = &decision->effects[decision->effect_count++];
    *effect = nothing;
    effect->kind = kind;
    return effect;
}

void pw_decision_refuse(struct pw_decision *decision, const struct pw_state *state, enum pw_refusal refusal)
{
    decision->outcome = PW_OUTCOME_REFUSED;
    decision->refusal = refusal;
    decision->effect_count = 0;
    decision->next = *state;
    decision->next.standing = refusal;
}

bool pw_decision_lost(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts)
{
    if (state->phase != PW_PHASE_PACKING)
        return false;
    if (facts->open_parcel.id != 0 && facts->open_parcel.status != PW_PARCEL_OPEN)
        return true; /* somebody else closed the box, or took it apart, whatever became of the order since */
    switch (facts->open.status) {
    case PW_ORDER_READY: /* free: the next right scan takes it again */
    case PW_ORDER_HELD:
    case PW_ORDER_CANCELLED: /* refused as such */
        return false;
    case PW_ORDER_PACKING:
        return strcmp(facts->open.bench, facts->rules->bench) != 0 || strcmp(facts->open.lane, event->lane) != 0;
    case PW_ORDER_WAITING:
    case PW_ORDER_PACKED:
    case PW_ORDER_SHIPPED:
        break;
    }
    return true;
}

void pw_decision_claim_again(struct pw_decision *d, const struct pw_facts *f)
{
    if (f->open.status == PW_ORDER_READY)
        pw_decision_add(d, PW_EFFECT_CLAIM)->order = f->open.id;
}

bool pw_decision_print(struct pw_decision *decision, const struct pw_facts *facts, const struct pw_order_fact *order,
                       int64_t parcel, enum pw_doc_kind document, const char *reason, int64_t reprint_of)
{
    if (document == PW_DOC_SLIP && order->gift)
        document = PW_DOC_GIFT_SLIP;
    if (!facts->rules->printer_for[document])
        return false;
    if (order->status == PW_ORDER_CANCELLED || order->status == PW_ORDER_HELD)
        return false;
    struct pw_effect *effect = pw_decision_add(decision, PW_EFFECT_PRINT);
    effect->order = order->id;
    effect->parcel = parcel;
    effect->document = document;
    effect->id = reprint_of;
    snprintf(effect->text, sizeof effect->text, "%s", reason);
    return true;
}

void pw_decide(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *facts,
               struct pw_decision *ret_decision)
{
    memset(ret_decision, 0, sizeof *ret_decision);
    ret_decision->next = *state;
    switch (event->kind) {
    case PW_EVENT_SCAN:
        /* A right scan answers a refusal; refusals set it again. */
        ret_decision->next.standing = PW_REFUSAL_NONE;
        ret_decision->next.allowed = 0;
        ret_decision->next.allowed_us = 0;
        if (!pw_decide_people(state, event, facts, ret_decision))
            pw_decide_scan(state, event, facts, ret_decision);
        pw_decide_who(state, event, facts, ret_decision);
        if (ret_decision->next.pending != PW_PENDING_READ)
            ret_decision->next.shown[0] = '\0';
        if (!pw_pending_keeps_unit(&ret_decision->next)) /* nothing is asked of a unit: it is nobody's */
            ret_decision->next.unit = (struct pw_unit){ 0 };
        return;
    case PW_EVENT_OFFICE:
        pw_decide_office(state, event, facts, ret_decision);
        return;
    case PW_EVENT_WEIGHT:
        pw_decide_weight(state, event, facts, ret_decision);
        pw_decide_who(state, event, facts, ret_decision);
        return;
    case PW_EVENT_LOCK:
        pw_decide_lock(state, event, facts, ret_decision);
        return;
    case PW_EVENT_JOB:
    case PW_EVENT_START:
        pw_decide_job(state, event, facts, ret_decision);
        return;
    }
    ret_decision->impossible = true;
}
