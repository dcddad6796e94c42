/* The station's command barcodes, and the reasons that some of them ask for. */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

/* Needs an open order; refused otherwise. */
static bool packing(const struct pw_state *state, struct pw_decision *d)
{
    if (state->phase == PW_PHASE_PACKING)
        return true;
    pw_decision_refuse(d, state, PW_REFUSAL_NOTHING_OPEN);
    return false;
}

static void to_idle(struct pw_decision *d)
{
    d->next.phase = PW_PHASE_IDLE;
    d->next.pending = PW_PENDING_NONE;
    d->next.order = 0;
    d->next.parcel = 0;
    d->next.subject = 0;
}

static void undo(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    if (!packing(state, d))
        return;
    if (f->last_verification == 0) {
        pw_decision_refuse(d, state, f->open.verified > 0 ? PW_REFUSAL_UNDO_OTHER_BOX : PW_REFUSAL_NOTHING_TO_UNDO);
        return;
    }
    pw_decision_claim_again(d, f);
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_UNDO);
    effect->id = f->last_verification;
    effect->order = state->order;
    effect->parcel = state->parcel;
    d->outcome = PW_OUTCOME_UNDONE;
    d->item = f->undo_line;
    d->item.verified -= f->undo_line.units;
    d->line = f->undo_line.id;
    d->count = f->open.verified - f->undo_line.units;
    d->of = f->open.units;
}

static void empty(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    if (!packing(state, d))
        return;
    if (f->last_verification == 0) {
        pw_decision_refuse(d, state, f->open.verified > 0 ? PW_REFUSAL_UNDO_OTHER_BOX : PW_REFUSAL_NOTHING_TO_UNDO);
        return;
    }
    pw_decision_claim_again(d, f);
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_EMPTY);
    effect->order = state->order;
    effect->parcel = state->parcel;
    d->outcome = PW_OUTCOME_EMPTIED;
    d->count = f->open.verified - f->open_parcel.units;
    d->of = f->open.units;
}

static void aside(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    if (!packing(state, d))
        return;
    /* One that was cancelled or held meanwhile, or that another packer has now, just leaves the bench; it keeps its status. */
    if (f->open.status == PW_ORDER_PACKING && !pw_decision_lost(state, event, f))
        pw_decision_add(d, PW_EFFECT_UNCLAIM)->order = state->order;
    to_idle(d);
    d->outcome = PW_OUTCOME_PUT_ASIDE;
    d->count = f->open.verified;
    d->of = f->open.units;
}

/* What a reprint or a hold is about: the open order, else the parcel packed or looked at last. */
struct subject {
    const struct pw_order_fact *order;
    const struct pw_parcel_fact *parcel;
};

static struct subject subject_of(const struct pw_state *state, const struct pw_facts *f)
{
    if (state->phase == PW_PHASE_PACKING)
        return (struct subject){ &f->open, &f->open_parcel };
    return (struct subject){ &f->subject_order, &f->subject };
}

/* Why nothing may be printed for it or held about it, or PW_REFUSAL_NONE. */
static enum pw_refusal barred(const struct subject *s)
{
    if (s->parcel->id == 0)
        return PW_REFUSAL_NO_PARCEL;
    if (s->order->status == PW_ORDER_CANCELLED)
        return PW_REFUSAL_ORDER_CANCELLED;
    if (s->order->status == PW_ORDER_HELD)
        return PW_REFUSAL_ORDER_HELD;
    if (s->parcel->status == PW_PARCEL_VOID)
        return PW_REFUSAL_SUPERSEDED;
    return s->parcel->status == PW_PARCEL_SHIPPED ? PW_REFUSAL_ALREADY_SHIPPED : PW_REFUSAL_NONE;
}

static void ask(const struct pw_state *state, const struct pw_facts *f, enum pw_pending pending, struct pw_decision *d)
{
    struct subject s = subject_of(state, f);
    d->order = s.order->id;
    d->parcel = s.parcel->id;
    enum pw_refusal why = barred(&s);
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        return;
    }
    d->next.pending = pending;
    d->outcome = PW_OUTCOME_ASKED;
    d->count = s.order->verified;
    d->of = s.order->units;
}

/* A label that was bought is printed again as it is: with another address on it, it is another one. */
static enum pw_refusal reprint_postage(const struct pw_order_fact *order, const struct pw_parcel_fact *parcel)
{
    if (parcel->postage == PW_POSTAGE_PENDING || parcel->postage == PW_POSTAGE_UNLABELLED)
        return PW_REFUSAL_POSTAGE_PENDING;
    return parcel->postage == PW_POSTAGE_LABELLED && parcel->label_version != order->address_version ? PW_REFUSAL_ADDRESS_CHANGED
                                                                                                     : PW_REFUSAL_NONE;
}

static void reprint(const struct pw_state *state, const struct pw_facts *f, bool label, struct pw_decision *d)
{
    struct subject s = subject_of(state, f);
    enum pw_doc_kind document = label ? PW_DOC_LABEL : s.order->gift ? PW_DOC_GIFT_SLIP : PW_DOC_SLIP;
    if (s.parcel->id != 0 && !f->rules->printer_for[document]) {
        pw_decision_refuse(d, state, PW_REFUSAL_NO_PRINTER);
        return;
    }
    if (label && s.parcel->id != 0 && s.parcel->status == PW_PARCEL_OPEN && f->rules->label != PW_ON_OPEN) {
        d->count = s.order->verified;
        d->of = s.order->units;
        pw_decision_refuse(d, state, PW_REFUSAL_NOT_PACKED);
        return;
    }
    enum pw_refusal postage = label ? reprint_postage(s.order, s.parcel) : PW_REFUSAL_NONE;
    if (postage != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, postage);
        return;
    }
    ask(state, f, label ? PW_PENDING_REPRINT_LABEL : PW_PENDING_REPRINT_SLIP, d);
    if (d->outcome != PW_OUTCOME_ASKED || (label ? s.parcel->label_printed : s.parcel->slip_printed))
        return;
    /* It never printed: this is the request that "on-request" waits for, and needs no reason. */
    d->next.pending = state->pending;
    if (label)
        (void)pw_decision_label(d, f, s.order, s.parcel->id, s.parcel);
    else
        pw_decision_print(d, f, s.order, s.parcel->id, document, "", 0);
    d->outcome = PW_OUTCOME_PRINTING;
}

static void settle(const struct pw_state *state, const struct pw_facts *f, bool printed, struct pw_decision *d)
{
    const struct pw_job_fact *job = &f->uncertain;
    if (job->id == 0) {
        pw_decision_refuse(d, state, PW_REFUSAL_NOTHING_UNCERTAIN);
        return;
    }
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_JOB);
    effect->id = job->id;
    effect->order = job->order;
    effect->parcel = job->parcel;
    effect->job_status = printed ? PW_JOB_PRINTED : PW_JOB_FAILED;
    strcpy(effect->text, printed ? "a person said that it came out" : "a person said that it did not come out");
    d->order = job->order;
    d->parcel = job->parcel;
    d->outcome = PW_OUTCOME_SETTLED;
    if (printed)
        return;
    if (job->order == 0) {
        struct pw_effect *again = pw_decision_add(d, PW_EFFECT_AGAIN);
        again->id = job->id;
        strcpy(again->text, "it did not come out");
    }
    if (f->uncertain_order.id == 0 || job->of_void_box)
        return;
    /* Should the old paper come out after all: with the old address it must not ship. */
    if (job->document == PW_DOC_LABEL && job->address_version != f->uncertain_order.address_version)
        pw_decision_add(d, PW_EFFECT_NEW_CODE)->parcel = job->parcel;
    pw_decision_print(d, f, &f->uncertain_order, job->parcel, job->document, "it did not come out", job->id);
}

void pw_decide_reason(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    const char *reason = pw_command_info(event->meaning.command)->title;
    struct subject s = subject_of(state, f);
    struct pw_effect *effect;
    if (state->pending == PW_PENDING_SHORT || state->pending == PW_PENDING_REOPEN || state->pending == PW_PENDING_VOID_BOX) {
        pw_decide_box_reason(state, f, reason, d);
        return;
    }
    d->order = s.order->id;
    d->parcel = s.parcel->id;
    d->count = s.order->verified;
    d->of = s.order->units;
    d->next.pending = PW_PENDING_NONE;
    /* Between the question and the answer the order may have been cancelled, held at another lane, or shipped. */
    bool asked = state->pending == PW_PENDING_REPRINT_SLIP || state->pending == PW_PENDING_REPRINT_LABEL ||
                 state->pending == PW_PENDING_HOLD;
    enum pw_refusal why = barred(&s);
    if (asked && why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        d->next.pending = PW_PENDING_NONE;
        return;
    }
    switch (state->pending) {
    case PW_PENDING_WEIGHT:
        pw_decide_explained(state, event, f, reason, d);
        return;
    case PW_PENDING_NO_BARCODE:
    case PW_PENDING_SUBSTITUTE_WHY:
        pw_decide_override_reason(state, event, f, reason, d);
        return;
    case PW_PENDING_WEIGH:
    case PW_PENDING_SUBSTITUTE:
    case PW_PENDING_TEACH:
    case PW_PENDING_TEACH_ITEM:
        break;
    case PW_PENDING_REPRINT_SLIP:
        d->outcome = PW_OUTCOME_PRINTING;
        if (!pw_decision_print(d, f, s.order, s.parcel->id, PW_DOC_SLIP, reason, -1))
            pw_decision_refuse(d, state, PW_REFUSAL_NOTHING_TO_PRINT);
        return;
    case PW_PENDING_REPRINT_LABEL:
        d->outcome = PW_OUTCOME_PRINTING;
        /* A label with an old address must never ship: the new one gets a code of its own. */
        if (s.parcel->label_version != 0 && s.parcel->label_version != s.order->address_version)
            pw_decision_add(d, PW_EFFECT_NEW_CODE)->parcel = s.parcel->id;
        if (!pw_decision_print(d, f, s.order, s.parcel->id, PW_DOC_LABEL, reason, -1)) {
            pw_decision_refuse(d, state, PW_REFUSAL_NOTHING_TO_PRINT);
            return;
        }
        /* A customs form has the address too. */
        if (s.order->customs != 0 && s.parcel->label_version != 0 && s.parcel->label_version != s.order->address_version)
            pw_decision_print(d, f, s.order, s.parcel->id, (enum pw_doc_kind)s.order->customs, reason, -1);
        return;
    case PW_PENDING_HOLD:
        effect = pw_decision_add(d, PW_EFFECT_HOLD);
        effect->order = s.order->id;
        snprintf(effect->text, sizeof effect->text, "%s", reason);
        to_idle(d);
        d->outcome = PW_OUTCOME_HELD;
        return;
    case PW_PENDING_SHELF: /* of whatever status: it may lie there because it was cancelled */
        if (s.order->shelf[0] == '\0')
            break;
        effect = pw_decision_add(d, PW_EFFECT_SHELF_WHY);
        effect->order = s.order->id;
        snprintf(effect->text, sizeof effect->text, "%s", reason);
        d->outcome = PW_OUTCOME_SHELVED;
        return;
    case PW_PENDING_RETURN:
    case PW_PENDING_PUSH:
    case PW_PENDING_PUSH_BACK:
    case PW_PENDING_NONE:
    case PW_PENDING_RELEASE:
    case PW_PENDING_TRACKING:
    case PW_PENDING_TAKE_OVER:
    case PW_PENDING_BOX:
    case PW_PENDING_SHORT:
    case PW_PENDING_REOPEN:
    case PW_PENDING_VOID_BOX:
    case PW_PENDING_SERIAL:
    case PW_PENDING_LOT:
    case PW_PENDING_EXPIRY:
    case PW_PENDING_TRANSPARENCY:
    case PW_PENDING_READ:
        break;
    }
    pw_decision_refuse(d, state, PW_REFUSAL_REASON_UNASKED);
}

static void divert(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    if (!f->spares.divert.found)
        pw_decision_refuse(d, state, f->spares.unclear ? PW_REFUSAL_SPARE_UNCLEAR : PW_REFUSAL_NO_SPARE);
    else if (!f->spares.divert.ready)
        pw_decision_refuse(d, state, PW_REFUSAL_SPARE_DOWN);
    else {
        pw_decision_add(d, PW_EFFECT_DIVERT)->number = (int64_t)f->spares.divert.printer;
        d->outcome = PW_OUTCOME_DIVERTED;
    }
}

static void give_back(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    if (!f->spares.back.found)
        pw_decision_refuse(d, state, PW_REFUSAL_NOT_DIVERTED);
    else if (!f->spares.back.ready)
        pw_decision_refuse(d, state, PW_REFUSAL_STILL_DOWN);
    else {
        pw_decision_add(d, PW_EFFECT_RETURN)->number = (int64_t)f->spares.back.printer;
        d->outcome = PW_OUTCOME_DIVERTED;
    }
}

void pw_decide_command(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                       struct pw_decision *d)
{
    d->count = f->open.verified;
    d->of = f->open.units;
    if (pw_command_info(event->meaning.command)->reason) {
        pw_decide_reason(state, event, f, d);
        return;
    }
    if (!pw_decide_allowed(state, event, f, d))
        return;
    d->next.pending = PW_PENDING_NONE; /* another command drops the question */
    if (event->meaning.command == PW_COMMAND_UNDO && pw_pending_unit(state) &&
        (state->pending != PW_PENDING_READ || state->unit.line != 0)) {
        d->outcome = PW_OUTCOME_CLEARED; /* that unit is not in the box yet */
        return;
    }
    switch (event->meaning.command) {
    case PW_COMMAND_UNDO:
        undo(state, f, d);
        return;
    case PW_COMMAND_EMPTY:
        empty(state, f, d);
        return;
    case PW_COMMAND_ASIDE:
        aside(state, event, f, d);
        return;
    case PW_COMMAND_ACKNOWLEDGE:
        pw_decide_acknowledge(state, event, f, d);
        return;
    case PW_COMMAND_CLEAR:
        if (state->pending == PW_PENDING_READ) /* the refusal has been seen, the note not yet */
            d->next.pending = PW_PENDING_READ;
        d->outcome = PW_OUTCOME_CLEARED;
        return;
    case PW_COMMAND_CANCEL_PENDING:
        d->outcome = PW_OUTCOME_CLEARED;
        return;
    case PW_COMMAND_REPRINT_SLIP:
        reprint(state, f, false, d);
        return;
    case PW_COMMAND_REPRINT_LABEL:
        reprint(state, f, true, d);
        return;
    case PW_COMMAND_HOLD:
        ask(state, f, PW_PENDING_HOLD, d);
        return;
    case PW_COMMAND_NEXT_BOX:
    case PW_COMMAND_SHORT:
    case PW_COMMAND_REOPEN:
    case PW_COMMAND_VOID_BOX:
        pw_decide_box(state, event, f, d);
        return;
    case PW_COMMAND_NO_BARCODE:
    case PW_COMMAND_SUBSTITUTE:
    case PW_COMMAND_TEACH:
        pw_decide_override(state, event, f, d);
        return;
    case PW_COMMAND_WEIGHT:
        pw_decide_explain(state, event, f, d);
        return;
    case PW_COMMAND_RELEASE:
        if (state->phase == PW_PHASE_PACKING) {
            pw_decision_refuse(d, state, PW_REFUSAL_ANOTHER_OPEN);
            return;
        }
        d->next.pending = PW_PENDING_RELEASE;
        d->outcome = PW_OUTCOME_ASKED;
        return;
    case PW_COMMAND_TAKE_OVER:
        if (state->phase == PW_PHASE_PACKING) {
            pw_decision_refuse(d, state, PW_REFUSAL_ANOTHER_OPEN);
            return;
        }
        d->next.pending = PW_PENDING_TAKE_OVER;
        d->outcome = PW_OUTCOME_ASKED;
        return;
    case PW_COMMAND_RETURN:
        if (state->phase == PW_PHASE_PACKING) {
            pw_decision_refuse(d, state, PW_REFUSAL_ANOTHER_OPEN);
            return;
        }
        d->next.pending = PW_PENDING_RETURN;
        d->outcome = PW_OUTCOME_ASKED;
        return;
    case PW_COMMAND_RETURN_DONE:
    case PW_COMMAND_UNIT_GOOD:
    case PW_COMMAND_UNIT_DAMAGED:
    case PW_COMMAND_UNIT_WRONG:
    case PW_COMMAND_UNIT_PARTS:
    case PW_COMMAND_RESTOCK:
    case PW_COMMAND_NO_RESTOCK:
        pw_decision_refuse(d, state, PW_REFUSAL_NO_RETURN);
        return;
    case PW_COMMAND_PUSH:
    case PW_COMMAND_PUSH_BACK:
        d->next.pending = event->meaning.command == PW_COMMAND_PUSH ? PW_PENDING_PUSH : PW_PENDING_PUSH_BACK;
        d->outcome = PW_OUTCOME_ASKED;
        return;
    case PW_COMMAND_TRACKING:
        if (state->phase == PW_PHASE_PACKING && !pw_decide_binds_while_packing(state, f))
            pw_decision_refuse(d, state, PW_REFUSAL_NOT_PACKED);
        else
            ask(state, f, PW_PENDING_TRACKING, d);
        return;
    case PW_COMMAND_PRINTED_YES:
        settle(state, f, true, d);
        return;
    case PW_COMMAND_PRINTED_NO:
        settle(state, f, false, d);
        return;
    case PW_COMMAND_SPARE:
        divert(state, f, d);
        return;
    case PW_COMMAND_SPARE_BACK:
        give_back(state, f, d);
        return;
    default:
        break;
    }
    d->impossible = true;
    pw_decision_refuse(d, state, PW_REFUSAL_UNKNOWN_CODE);
}
