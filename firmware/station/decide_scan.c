/* Scans while packing: orders and items. */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

static void refuse(struct pw_decision *d, const struct pw_state *state, enum pw_refusal refusal)
{
    pw_decision_refuse(d, state, refusal);
}

static void print_again(struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *order, int64_t parcel,
                        enum pw_doc_kind document, bool printed, const char *why)
{
    if (!printed)
        pw_decision_print(d, f, order, parcel, document, "", 0);
    else if (why != NULL)
        pw_decision_print(d, f, order, parcel, document, why, -1);
}

/* The scan that opens a box may be the one that completes it. */
static bool asked_for(const struct pw_decision *d, enum pw_doc_kind document)
{
    for (size_t i = 0; i < d->effect_count; i++)
        if (d->effects[i].kind == PW_EFFECT_PRINT && d->effects[i].document == document)
            return true;
    return false;
}

/* Where postage is bought, the carrier's label is the only one. */
static bool own_label(const struct pw_facts *f, const struct pw_order_fact *order)
{
    return f->rules->label != PW_ON_REQUEST && !pw_rules_buys(f->rules, order->channel);
}

bool pw_decision_label(struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *order, int64_t parcel,
                       const struct pw_parcel_fact *box)
{
    if (parcel != 0 && box->label_version != 0 && box->label_version != order->address_version)
        pw_decision_add(d, PW_EFFECT_NEW_CODE)->parcel = parcel;
    return pw_decision_print(d, f, order, parcel, PW_DOC_LABEL, "", 0);
}

/* Documents for a box that is complete, but for those that were asked for while it was packed. One that was opened again because
 * the order changed gets a new slip and content label; its shipping label is still right unless the address changed, which the
 * label's version tells at the door. */
void pw_decision_papers(struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *order, int64_t parcel,
                        const struct pw_parcel_fact *box)
{
    const char *again = NULL;
    if (box->label_printed && box->label_version == 0) /* that one's code is void */
        again = "the box was opened again";
    else if (box->reopened || box->status == PW_PARCEL_PACKED) /* the scan that opens it may be the one that completes it */
        again = "the order changed after it was packed";
    if (f->rules->slip == PW_ON_COMPLETE)
        print_again(d, f, order, parcel, PW_DOC_SLIP, box->slip_printed, again);
    if (own_label(f, order) && !box->label_printed && !asked_for(d, PW_DOC_LABEL))
        (void)pw_decision_label(d, f, order, parcel, box);
    else if (own_label(f, order) && box->label_printed && box->label_version == 0)
        pw_decision_print(d, f, order, parcel, PW_DOC_LABEL, again, -1);
    if (f->rules->printer_for[PW_DOC_CONTENT_LABEL])
        print_again(d, f, order, parcel, PW_DOC_CONTENT_LABEL, box->content_printed, again);
    if (order->customs != 0)
        print_again(d, f, order, parcel, (enum pw_doc_kind)order->customs, box->customs_printed, again);
}

void pw_decision_count(struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *order, int64_t parcel,
                       const struct pw_parcel_fact *box, const struct pw_line_fact *line)
{
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_VERIFY);
    effect->order = order->id;
    effect->parcel = parcel; /* 0: the one that this decision opens */
    effect->line = line->id;
    effect->number = pw_kit_made(line);
    if (line->kit.component[0] != '\0') {
        snprintf(effect->text, sizeof effect->text, "%s", line->kit.component);
        effect->id = line->units;
    }
    d->outcome = PW_OUTCOME_COUNTED;
    d->line = line->id;
    d->item = *line;
    d->item.verified += effect->number;
    d->count = order->verified + effect->number;
    d->of = order->units;
    if (order->missing > effect->number || order->surplus > 0 || order->loose - line->kit.loose + pw_kit_loose_after(line) > 0)
        return;
    if (pw_decide_boxless(d, f, parcel, box)) {
        d->outcome = PW_OUTCOME_BOX_WANTED;
        d->next.pending = PW_PENDING_BOX;
        return;
    }
    /* The last one: the box closes, and everything prints with no touch, once it is weighed where it is to be. */
    if (!pw_decide_weigh(d, f, order->id, parcel))
        pw_decision_close(d, f, order, parcel, box);
}

void pw_decision_close(struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *order, int64_t parcel,
                       const struct pw_parcel_fact *box)
{
    d->outcome = PW_OUTCOME_COMPLETED;
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_PACK);
    effect->order = order->id;
    effect->parcel = parcel;
    pw_decision_papers(d, f, order, parcel, box);
    d->next.phase = PW_PHASE_IDLE;
    d->next.pending = PW_PENDING_NONE;
    d->next.order = 0;
    d->next.parcel = 0;
    d->next.subject = parcel; /* 0: commit puts in the id of the parcel that this decision opens */
}

static void open_order(struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *order,
                       const struct pw_parcel_fact *parcel)
{
    bool reopened = order->status == PW_ORDER_PACKED && parcel->status == PW_PARCEL_PACKED;
    struct pw_effect *effect = pw_decision_add(d, reopened                            ? PW_EFFECT_REOPEN
                                                  : order->status == PW_ORDER_PACKING ? PW_EFFECT_TAKE_OVER
                                                                                      : PW_EFFECT_CLAIM);
    effect->order = order->id;
    effect->parcel = parcel->id;
    d->outcome = PW_OUTCOME_OPENED;
    d->order = order->id;
    d->count = order->verified;
    d->of = order->units;
    d->next.phase = PW_PHASE_PACKING;
    d->next.pending = PW_PENDING_NONE;
    d->next.order = order->id;
    d->next.subject = 0;
    if (reopened || (parcel->id != 0 && parcel->status == PW_PARCEL_OPEN)) { /* a box that was begun, or closed too early */
        d->next.parcel = parcel->id;
        d->parcel = parcel->id;
    } else {
        effect = pw_decision_add(d, PW_EFFECT_OPEN_PARCEL);
        effect->order = order->id;
        d->next.parcel = 0; /* commit puts in its id */
    }
    pw_decision_box_type(d, f, d->next.parcel);
    if (f->rules->slip == PW_ON_OPEN && !parcel->slip_printed)
        pw_decision_print(d, f, order, d->next.parcel, PW_DOC_SLIP, "", 0);
    if (f->rules->label == PW_ON_OPEN && own_label(f, order) && !parcel->label_printed)
        (void)pw_decision_label(d, f, order, d->next.parcel, parcel);
    pw_decide_order_notes(f, d);
}

/* Why this order can't be opened, or PW_REFUSAL_NONE. */
static enum pw_refusal closed(const struct pw_order_fact *order)
{
    switch (order->status) {
    case PW_ORDER_WAITING:
        return PW_REFUSAL_ORDER_WAITING;
    case PW_ORDER_PACKING:
        return PW_REFUSAL_ORDER_ELSEWHERE;
    case PW_ORDER_SHIPPED:
        return PW_REFUSAL_ORDER_SHIPPED;
    case PW_ORDER_CANCELLED:
        return PW_REFUSAL_ORDER_CANCELLED;
    case PW_ORDER_HELD:
        return PW_REFUSAL_ORDER_HELD;
    case PW_ORDER_READY:
        return order->units == 0 ? PW_REFUSAL_ORDER_EMPTY : PW_REFUSAL_NONE;
    case PW_ORDER_PACKED:
        break;
    }
    return PW_REFUSAL_NONE;
}

/* The paper in somebody's hand is the proof that it printed. */
static void prove(struct pw_decision *d, const struct pw_job_fact *job)
{
    if (job->id == 0)
        return;
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_JOB);
    effect->id = job->id;
    effect->order = job->order;
    effect->parcel = job->parcel;
    effect->job_status = PW_JOB_PRINTED;
    strcpy(effect->text, "it was scanned at the bench");
}

static void scan_order(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    d->order = f->order.id;
    if (state->pending == PW_PENDING_RELEASE) {
        if (f->order.status != PW_ORDER_HELD) {
            refuse(d, state, PW_REFUSAL_NOT_HELD);
            return;
        }
        pw_decision_add(d, PW_EFFECT_RELEASE)->order = f->order.id;
        d->next.pending = PW_PENDING_NONE;
        d->outcome = PW_OUTCOME_RELEASED;
        return;
    }
    if (state->pending == PW_PENDING_PUSH || state->pending == PW_PENDING_PUSH_BACK) {
        pw_decide_push(state, f, state->pending == PW_PENDING_PUSH_BACK, "", d);
        return;
    }
    if (state->phase == PW_PHASE_PACKING) {
        if (f->order.id != state->order) {
            refuse(d, state, PW_REFUSAL_ANOTHER_OPEN);
            return;
        }
        if (f->open.status == PW_ORDER_CANCELLED || f->open.status == PW_ORDER_HELD) {
            refuse(d, state, f->open.status == PW_ORDER_HELD ? PW_REFUSAL_ORDER_HELD : PW_REFUSAL_ORDER_CANCELLED);
            return;
        }
        pw_decision_claim_again(d, f);
        d->outcome = PW_OUTCOME_SELECTED;
        if (state->pending == PW_PENDING_NONE)
            pw_decide_order_notes(f, d);
        d->parcel = state->parcel;
        d->count = f->order.verified;
        d->of = f->order.units;
        prove(d, &f->order_slip);
        return;
    }
    if (state->pending == PW_PENDING_TAKE_OVER) { /* the other packer's next scan says that it is somebody else's now */
        if (f->order.status != PW_ORDER_PACKING)
            refuse(d, state, PW_REFUSAL_NOT_ELSEWHERE);
        else
            open_order(d, f, &f->order, &f->order_parcel);
        return;
    }
    enum pw_refusal why = closed(&f->order);
    if (why != PW_REFUSAL_NONE) {
        refuse(d, state, why);
        return;
    }
    if (f->order.status == PW_ORDER_PACKED && f->order.missing == 0 &&
        f->order.surplus == 0) { /* looked at again: to reprint, to bind a number, to prove its slip */
        d->outcome = PW_OUTCOME_SELECTED;
        d->parcel = f->order_parcel.id;
        d->count = f->order.verified;
        d->of = f->order.units;
        d->next.subject = f->order_parcel.id;
        prove(d, &f->order_slip);
        return;
    }
    open_order(d, f, &f->order, &f->order_parcel);
}

static void scan_item_packing(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                              struct pw_decision *d)
{
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    if (f->open.status == PW_ORDER_CANCELLED || f->open.status == PW_ORDER_HELD) {
        refuse(d, state, f->open.status == PW_ORDER_HELD ? PW_REFUSAL_ORDER_HELD : PW_REFUSAL_ORDER_CANCELLED);
        return;
    }
    if (f->line_count == 0) {
        refuse(d, state, f->item_sku[0] != '\0' ? PW_REFUSAL_WRONG_ITEM : PW_REFUSAL_UNKNOWN_CODE);
        return;
    }
    if (pw_decide_note_waits(state, d) || pw_decide_same_unit(state, event, f, d))
        return;
    const struct pw_line_fact *line = pw_decide_line(f);
    if (line != NULL) {
        pw_decision_claim_again(d, f);
        if (pw_decide_unit(state, event, f, &f->open, line, d))
            pw_decision_count(d, f, &f->open, state->parcel, &f->open_parcel, line);
        return;
    }
    enum pw_refusal why = pw_decide_roomless(f, &line);
    d->item = *line;
    d->line = line->id;
    refuse(d, state, why);
}

static void scan_item_idle(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                           struct pw_decision *d)
{
    if (f->wanted.id == 0 && f->wanted_line.id != 0) { /* an order wants it, scanned in another way */
        d->item = f->wanted_line;
        refuse(d, state, pw_decide_room(&f->wanted_line));
        return;
    }
    if (f->wanted.id == 0) {
        refuse(d, state, PW_REFUSAL_NO_ORDER_NEEDS);
        return;
    }
    open_order(d, f, &f->wanted, &f->wanted_parcel);
    /* The unit that opened the order is in the box. */
    int64_t parcel = d->next.parcel;
    if (pw_decide_opens_out_of_turn(f, d)) /* it is beside the box: the order is open, and another goes in first */
        return;
    if (pw_decide_unit(state, event, f, &f->wanted, &f->wanted_line, d))
        pw_decision_count(d, f, &f->wanted, parcel, &f->wanted_parcel, &f->wanted_line);
    else if (d->next.pending == PW_PENDING_READ)
        d->outcome = PW_OUTCOME_OPENED; /* what is to be read of it stands on the screen */
    d->parcel = parcel;
}

/* What was asked of the unit in hand. */
static void scan_answer(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                        struct pw_decision *d)
{
    if (!pw_decide_unit_answer(state, event, f, d))
        return;
    pw_decision_claim_again(d, f);
    pw_decision_count(d, f, &f->open, state->parcel, &f->open_parcel, &f->unit_line);
    if (state->unit.how != 0)
        pw_decision_overridden(state, &state->unit, d);
}

/* What may be scanned though the open order has become somebody else's. */
static bool leaves_the_order_alone(enum pw_command command)
{
    return command == PW_COMMAND_ASIDE || command == PW_COMMAND_CLEAR || command == PW_COMMAND_CANCEL_PENDING ||
           command == PW_COMMAND_CAGE_DONE || command == PW_COMMAND_PRINTED_YES || command == PW_COMMAND_PRINTED_NO;
}

void pw_decide_scan(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    const struct pw_meaning *m = &event->meaning;
    d->order = state->order;
    d->parcel = state->parcel;
    if (f->rules->clear_code && state->standing != PW_REFUSAL_NONE && m->command != PW_COMMAND_CLEAR) {
        refuse(d, state, PW_REFUSAL_CLEAR_FIRST);
        return;
    }
    if (m->garbled) {
        refuse(d, state, PW_REFUSAL_GARBLED);
        return;
    }
    if (m->forged) {
        refuse(d, state, PW_REFUSAL_FORGED);
        return;
    }
    if (f->parcel.id == 0 && m->shelf[0] == '\0' && m->cage[0] == '\0' && pw_decision_lost(state, event, f) &&
        !leaves_the_order_alone(m->command)) {
        refuse(d, state, PW_REFUSAL_ORDER_ELSEWHERE);
        return;
    }
    if (m->cage[0] != '\0' || m->command == PW_COMMAND_CAGE_DONE) {
        pw_decide_cage(state, event, f, d);
        return;
    }
    if (state->phase == PW_PHASE_RETURNING && event->role != PW_ROLE_DOOR) {
        pw_decide_return(state, event, f, d);
        return;
    }
    if (m->command != PW_COMMAND_NONE) {
        if (event->role == PW_ROLE_DOOR && m->command != PW_COMMAND_CLEAR)
            refuse(d, state, PW_REFUSAL_WRONG_SCANNER);
        else
            pw_decide_command(state, event, f, d);
        return;
    }
    if (state->pending == PW_PENDING_SHELF)
        d->next.pending = PW_PENDING_NONE; /* any other scan leaves the question open */
    if ((state->pending == PW_PENDING_RETURN || pw_decide_takes_return(state, event, f)) && event->role != PW_ROLE_DOOR) {
        pw_decide_return(state, event, f, d);
        return;
    }
    if (m->shelf[0] != '\0') {
        if (event->role == PW_ROLE_DOOR)
            refuse(d, state, PW_REFUSAL_WRONG_SCANNER);
        else
            pw_decide_shelf(state, event, f, d);
        return;
    }
    if (pw_pending_capture(state->pending) != 0 && event->role != PW_ROLE_DOOR) {
        scan_answer(state, event, f, d);
        return;
    }
    if (state->pending == PW_PENDING_TRACKING && event->role != PW_ROLE_DOOR) {
        pw_decide_tracking(state, event, f, true, d);
        return;
    }
    if (state->pending == PW_PENDING_REPRINT_SLIP || state->pending == PW_PENDING_REPRINT_LABEL ||
        state->pending == PW_PENDING_HOLD || state->pending == PW_PENDING_WEIGHT || state->pending == PW_PENDING_SHORT ||
        state->pending == PW_PENDING_NO_BARCODE || state->pending == PW_PENDING_SUBSTITUTE_WHY) {
        refuse(d, state, PW_REFUSAL_REASON_NEEDED);
        return;
    }
    if ((state->pending == PW_PENDING_REOPEN || state->pending == PW_PENDING_VOID_BOX) && event->role != PW_ROLE_DOOR) {
        pw_decide_box_named(state, f, d);
        return;
    }
    if ((state->pending == PW_PENDING_TEACH || state->pending == PW_PENDING_TEACH_ITEM ||
         state->pending == PW_PENDING_SUBSTITUTE) &&
        event->role != PW_ROLE_DOOR) {
        pw_decide_override_scan(state, event, f, d);
        return;
    }
    if (f->parcel.id != 0) {
        pw_decide_parcel(state, event, f, d);
        return;
    }
    if (m->parcel_code[0] != '\0') {
        refuse(d, state, PW_REFUSAL_UNKNOWN_PARCEL);
        return;
    }
    if (event->role == PW_ROLE_DOOR) {
        refuse(d, state, PW_REFUSAL_WRONG_SCANNER);
        return;
    }
    if (f->order.id != 0) {
        scan_order(state, f, d);
        return;
    }
    if (f->box_type.scanned) {
        pw_decide_box_type(state, event, f, d);
        return;
    }
    if (state->pending == PW_PENDING_RELEASE || state->pending == PW_PENDING_TAKE_OVER) {
        refuse(d, state, state->pending == PW_PENDING_RELEASE ? PW_REFUSAL_NOT_HELD : PW_REFUSAL_NOT_ELSEWHERE);
        return;
    }
    if (state->pending == PW_PENDING_PUSH || state->pending == PW_PENDING_PUSH_BACK) {
        refuse(d, state, PW_REFUSAL_NO_SUCH_ORDER);
        return;
    }
    bool item = f->line_count > 0 || f->item_sku[0] != '\0' || f->wanted.id != 0;
    if (!item && pw_decide_is_tracking(event, f)) {
        pw_decide_tracking(state, event, f, false, d);
        return;
    }
    if (state->phase == PW_PHASE_PACKING)
        scan_item_packing(state, event, f, d);
    else if (item)
        scan_item_idle(state, event, f, d);
    else
        refuse(d, state, PW_REFUSAL_UNKNOWN_CODE);
}
