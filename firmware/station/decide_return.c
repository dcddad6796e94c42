/*
 * Goods that come back.
 *
 *     idle, return asked for    an order that left: its return opens, or goes on; anything else is refused
 *     idle, "take over"         one that somebody has open elsewhere goes on here
 *     returning                 a unit of the order, not more than left; then its condition, before the next unit;
 *                               restock or not; undo; put aside; complete: refunds are proposed
 *     returning, but taken      put aside leaves it; anything else is refused
 *     over or closed elsewhere
 *
 * A unit is what left: the article, what went along instead, or a component of a kit.
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

/* Somebody at another lane has it. */
static bool is_elsewhere(const struct pw_event *event, const struct pw_facts *f)
{
    const struct pw_return_fact *r = &f->ret;
    return r->id != 0 && r->bench[0] != '\0' && (strcmp(r->bench, f->rules->bench) != 0 || strcmp(r->lane, event->lane) != 0);
}

bool pw_decide_takes_return(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    const struct pw_order_fact *order = f->parcel_order.id != 0 ? &f->parcel_order : &f->order;
    return state->phase == PW_PHASE_IDLE && state->pending == PW_PENDING_TAKE_OVER && order->id != 0 && is_elsewhere(event, f) &&
           (f->parcel.id != 0 || order->status != PW_ORDER_PACKING); /* else the box that is being packed is meant */
}

static void begin(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    const struct pw_order_fact *order = f->parcel_order.id != 0 ? &f->parcel_order : &f->order;
    const struct pw_return_fact *r = &f->ret;
    d->order = order->id;
    d->parcel = 0;
    if (order->id == 0)
        pw_decision_refuse(d, state, PW_REFUSAL_NO_SUCH_RETURN);
    else if (f->ret_shipped == 0)
        pw_decision_refuse(d, state, PW_REFUSAL_RETURN_NOT_SHIPPED);
    else if (is_elsewhere(event, f) && state->pending != PW_PENDING_TAKE_OVER)
        pw_decision_refuse(d, state, PW_REFUSAL_RETURN_ELSEWHERE);
    else {
        struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_RETURN_OPEN);
        effect->order = order->id;
        effect->id = r->id;
        effect->number = is_elsewhere(event, f);
        d->next.phase = PW_PHASE_RETURNING;
        d->next.pending = PW_PENDING_NONE;
        d->next.order = order->id;
        d->next.parcel = 0;
        d->next.subject = 0;
        d->outcome = PW_OUTCOME_RETURN_OPENED;
        d->count = r->units;
    }
}

static void unit(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    if (f->ret.last != 0 && f->ret.condition == PW_GOODS_NONE) {
        pw_decision_refuse(d, state, PW_REFUSAL_CONDITION_NEEDED);
        return;
    }
    if (f->line_count == 0) {
        pw_decision_refuse(d, state, PW_REFUSAL_RETURN_FOREIGN);
        return;
    }
    for (size_t i = 0; i < f->line_count; i++) {
        const struct pw_line_fact *line = &f->lines[i];
        if (line->back.back + line->units > line->back.left)
            continue;
        struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_RETURN_UNIT);
        effect->order = state->order;
        effect->line = line->id;
        effect->number = line->back.makes;
        effect->id = line->back.component ? line->units : 0;
        snprintf(effect->text, sizeof effect->text, "%s", line->back.article);
        d->line = line->id;
        d->item = *line;
        d->count = f->ret.units + line->units;
        d->outcome = PW_OUTCOME_RETURN_COUNTED;
        return;
    }
    d->item = f->lines[0];
    d->line = f->lines[0].id;
    pw_decision_refuse(d, state, PW_REFUSAL_RETURN_TOO_MANY);
}

static void inspect(const struct pw_state *state, const struct pw_facts *f, enum pw_goods condition, bool restock,
                    struct pw_decision *d)
{
    if (f->ret.last == 0) {
        pw_decision_refuse(d, state, PW_REFUSAL_RETURN_EMPTY);
        return;
    }
    if (condition == PW_GOODS_NONE) {
        pw_decision_refuse(d, state, PW_REFUSAL_CONDITION_NEEDED);
        return;
    }
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_RETURN_STATE);
    effect->id = f->ret.last;
    effect->number = (int64_t)condition;
    effect->line = restock;
    d->outcome = PW_OUTCOME_INSPECTED;
}

static void over(struct pw_decision *d, const struct pw_facts *f, enum pw_effect_kind kind, enum pw_outcome outcome)
{
    struct pw_effect *effect = pw_decision_add(d, kind);
    effect->id = f->ret.id;
    d->next.phase = PW_PHASE_IDLE;
    d->next.order = 0;
    d->outcome = outcome;
}

/* Somebody else has taken it over, or closed it. */
static void lost(const struct pw_state *state, enum pw_command command, struct pw_decision *d)
{
    if (command != PW_COMMAND_ASIDE) {
        pw_decision_refuse(d, state, PW_REFUSAL_RETURN_TAKEN);
        return;
    }
    d->next.phase = PW_PHASE_IDLE;
    d->next.order = 0;
    d->outcome = PW_OUTCOME_PUT_ASIDE;
}

static void command(const struct pw_state *state, enum pw_command command, const struct pw_facts *f, struct pw_decision *d)
{
    const bool *restock = f->rules->restock;
    switch (command) {
    case PW_COMMAND_UNIT_GOOD:
        inspect(state, f, PW_GOODS_GOOD, restock[PW_GOODS_GOOD], d);
        return;
    case PW_COMMAND_UNIT_DAMAGED:
        inspect(state, f, PW_GOODS_DAMAGED, restock[PW_GOODS_DAMAGED], d);
        return;
    case PW_COMMAND_UNIT_WRONG:
        inspect(state, f, PW_GOODS_WRONG, restock[PW_GOODS_WRONG], d);
        return;
    case PW_COMMAND_UNIT_PARTS:
        inspect(state, f, PW_GOODS_PARTS, restock[PW_GOODS_PARTS], d);
        return;
    case PW_COMMAND_RESTOCK:
    case PW_COMMAND_NO_RESTOCK:
        inspect(state, f, f->ret.condition, command == PW_COMMAND_RESTOCK, d);
        return;
    case PW_COMMAND_UNDO:
        if (f->ret.last == 0) {
            pw_decision_refuse(d, state, PW_REFUSAL_NOTHING_TO_UNDO);
            return;
        }
        pw_decision_add(d, PW_EFFECT_RETURN_UNDO)->id = f->ret.last;
        d->outcome = PW_OUTCOME_UNDONE;
        return;
    case PW_COMMAND_ASIDE:
        over(d, f, PW_EFFECT_RETURN_LEAVE, PW_OUTCOME_PUT_ASIDE);
        return;
    case PW_COMMAND_RETURN_DONE:
        if (f->ret.last == 0)
            pw_decision_refuse(d, state, PW_REFUSAL_RETURN_EMPTY);
        else if (f->ret.condition == PW_GOODS_NONE)
            pw_decision_refuse(d, state, PW_REFUSAL_CONDITION_NEEDED);
        else
            over(d, f, PW_EFFECT_RETURN_CLOSE, PW_OUTCOME_RETURN_CLOSED);
        return;
    case PW_COMMAND_CLEAR:
    case PW_COMMAND_CANCEL_PENDING:
        d->outcome = PW_OUTCOME_CLEARED;
        return;
    default:
        pw_decision_refuse(d, state, PW_REFUSAL_RETURN_OPEN);
    }
}

void pw_decide_return(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    if (state->phase != PW_PHASE_RETURNING) {
        begin(state, event, f, d);
        return;
    }
    d->parcel = 0;
    d->count = f->ret.units;
    if (f->ret.id == 0 || strcmp(f->ret.bench, f->rules->bench) != 0 || strcmp(f->ret.lane, event->lane) != 0)
        lost(state, event->meaning.command, d);
    else if (event->meaning.command != PW_COMMAND_NONE)
        command(state, event->meaning.command, f, d);
    else if (f->order.id != 0 || f->parcel.id != 0 || event->meaning.shelf[0] != '\0')
        pw_decision_refuse(d, state, PW_REFUSAL_RETURN_OPEN);
    else
        unit(state, f, d);
}
