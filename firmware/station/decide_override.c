/*
 * What stands for a scan of the article that was ordered, each by somebody with the right:
 *
 *     command      then                                          and then
 *     NO_BARCODE   a reason: a unit of the line shown counts
 *     SUBSTITUTE   the barcode of another article                a reason: it counts as a unit of the line shown
 *     TEACH        a barcode that nobody knows                   its article, by another of its codes; the next scan counts it
 *
 * The line shown is the first with units to come; the same command again goes to the next one. For TEACH, the command again
 * instead of the article means the line shown.
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

static void about(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
}

/* Why no unit of the open order may be counted now. */
static enum pw_refusal barred(const struct pw_state *state, const struct pw_facts *f)
{
    if (state->phase != PW_PHASE_PACKING)
        return PW_REFUSAL_NOTHING_OPEN;
    if (f->open.status == PW_ORDER_HELD)
        return PW_REFUSAL_ORDER_HELD;
    if (f->open.status == PW_ORDER_CANCELLED)
        return PW_REFUSAL_ORDER_CANCELLED;
    return f->people.pick.id == 0 ? PW_REFUSAL_NOTHING_TO_COME : PW_REFUSAL_NONE;
}

static void refuse_and_drop(struct pw_decision *d, const struct pw_state *state, enum pw_refusal why)
{
    pw_decision_refuse(d, state, why);
    d->next.pending = PW_PENDING_NONE;
}

/* More must be known of the substitute than will be asked for: what is, is of the article that was ordered. */
static bool captures_more(const struct pw_state *state, const struct pw_facts *f)
{
    return state->pending == PW_PENDING_SUBSTITUTE_WHY && (f->people.note_wants & ~f->people.pick.unit.wants) != 0;
}

static void ask(const struct pw_facts *f, enum pw_pending pending, struct pw_decision *d)
{
    d->next.pending = pending;
    d->next.pick = f->people.pick.id;
    d->next.unit = (struct pw_unit){ .line = f->people.pick.id };
    snprintf(d->next.unit.component, sizeof d->next.unit.component, "%s", f->people.pick.kit.component);
    d->item = f->people.pick;
    d->line = f->people.pick.id;
    d->outcome = PW_OUTCOME_ASKED;
}

static void taught(const struct pw_state *state, const char *sku, struct pw_decision *d)
{
    if (state->note[0] == '\0') { /* it lay so long that it was wiped */
        refuse_and_drop(d, state, PW_REFUSAL_CODE_UNFIT);
        return;
    }
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_TEACH);
    snprintf(effect->text, sizeof effect->text, "%s", state->note);
    snprintf(effect->text2, sizeof effect->text2, "%s", sku);
    d->next.pending = PW_PENDING_NONE;
    d->outcome = PW_OUTCOME_TAUGHT;
}

/* The article that the screen shows. */
static const char *picked(const struct pw_facts *f)
{
    return f->people.pick.kit.component[0] != '\0' ? f->people.pick.kit.component : f->people.pick.sku;
}

void pw_decide_override(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                        struct pw_decision *d)
{
    enum pw_command command = event->meaning.command;
    about(state, f, d);
    if (command == PW_COMMAND_TEACH) {
        if (state->pending == PW_PENDING_TEACH_ITEM) {
            enum pw_refusal why = barred(state, f);
            if (why != PW_REFUSAL_NONE)
                pw_decision_refuse(d, state, why);
            else
                taught(state, picked(f), d);
            return;
        }
        d->next.pending = PW_PENDING_TEACH;
        d->outcome = PW_OUTCOME_ASKED;
        return;
    }
    enum pw_refusal why = barred(state, f);
    if (why != PW_REFUSAL_NONE)
        pw_decision_refuse(d, state, why);
    else
        ask(f, command == PW_COMMAND_SUBSTITUTE ? PW_PENDING_SUBSTITUTE : PW_PENDING_NO_BARCODE, d);
}

/* One of those that stand for something else already, or that no article has. */
static bool unfit(const struct pw_event *event, const struct pw_facts *f)
{
    const struct pw_meaning *m = &event->meaning;
    return m->article_count == 0 || m->parcel_code[0] != '\0' || m->order_id[0] != '\0' || f->parcel.id != 0 ||
           f->order.id != 0 || f->box_type.scanned || pw_decide_is_tracking(event, f);
}

static bool known(const struct pw_facts *f)
{
    return f->item_sku[0] != '\0' || f->line_count > 0;
}

static const char *sku_of(const struct pw_facts *f)
{
    if (f->line_count > 0)
        return f->lines[0].kit.component[0] != '\0' ? f->lines[0].kit.component : f->lines[0].sku;
    return f->item_sku;
}

/* Of a longer one only the beginning is known here. */
static bool whole(const char *sku)
{
    return sku[0] != '\0' && strlen(sku) + 1 < sizeof((struct pw_facts *)0)->item_sku;
}

static void teach(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    if (state->pending == PW_PENDING_TEACH) {
        if (known(f))
            pw_decision_refuse(d, state, PW_REFUSAL_CODE_TAKEN);
        else if (unfit(event, f))
            pw_decision_refuse(d, state, PW_REFUSAL_CODE_UNFIT);
        else {
            snprintf(d->next.note, sizeof d->next.note, "%s", event->meaning.articles[0]);
            ask(f, PW_PENDING_TEACH_ITEM, d);
        }
        return;
    }
    if (!whole(sku_of(f)) || f->parcel.id != 0 || f->order.id != 0)
        pw_decision_refuse(d, state, PW_REFUSAL_WHICH_ARTICLE);
    else
        taught(state, sku_of(f), d);
}

static void substitute(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    enum pw_refusal why = barred(state, f);
    if (why != PW_REFUSAL_NONE)
        refuse_and_drop(d, state, why);
    else if (f->parcel.id != 0 || f->order.id != 0 || !whole(sku_of(f)))
        pw_decision_refuse(d, state, PW_REFUSAL_WHICH_ARTICLE);
    else if (strcmp(sku_of(f), f->people.pick.sku) == 0)
        pw_decision_refuse(d, state, PW_REFUSAL_SAME_ARTICLE);
    else {
        snprintf(d->next.note, sizeof d->next.note, "%s", sku_of(f));
        ask(f, PW_PENDING_SUBSTITUTE_WHY, d);
    }
}

void pw_decide_override_scan(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                             struct pw_decision *d)
{
    about(state, f, d);
    if (state->pending == PW_PENDING_SUBSTITUTE)
        substitute(state, f, d);
    else
        teach(state, event, f, d);
}

void pw_decide_override_reason(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                               const char *reason, struct pw_decision *d)
{
    enum pw_refusal why = barred(state, f);
    about(state, f, d);
    if (why == PW_REFUSAL_NONE && captures_more(state, f))
        why = PW_REFUSAL_CAPTURE_NEEDED;
    if (why != PW_REFUSAL_NONE) {
        refuse_and_drop(d, state, why);
        return;
    }
    if (state->pending == PW_PENDING_NO_BARCODE &&
        (state->unit.line != f->people.pick.id || strcmp(state->unit.component, f->people.pick.kit.component) != 0)) {
        ask(f, PW_PENDING_NO_BARCODE, d); /* it isn't what was asked about any more */
        return;
    }
    enum pw_how how = state->pending == PW_PENDING_NO_BARCODE ? PW_HOW_NO_BARCODE : PW_HOW_SUBSTITUTE;
    if (!pw_decide_override_stands(state, event, f, how)) {
        refuse_and_drop(d, state, PW_REFUSAL_NOT_ALLOWED);
        return;
    }
    struct pw_unit unit = { .line = f->people.pick.id, .units = 1, .how = 1 + (int64_t)how };
    why = pw_decide_room_of(&f->people.pick, &unit);
    if (why == PW_REFUSAL_NONE && pw_decide_begins_another(&f->people.pick, f->open.loose))
        why = PW_REFUSAL_KIT_HAS_IT;
    if (why != PW_REFUSAL_NONE) {
        d->item = f->people.pick;
        d->line = f->people.pick.id;
        refuse_and_drop(d, state, why);
        return;
    }
    snprintf(unit.why, sizeof unit.why, "%s", reason);
    snprintf(unit.component, sizeof unit.component, "%s", f->people.pick.kit.component);
    pw_decision_claim_again(d, f);
    /* What is captured of it is asked for all the same. */
    if (!pw_decide_unit_known(state, f, &f->open, &f->people.pick, &unit, d))
        return;
    pw_decision_count(d, f, &f->open, state->parcel, &f->open_parcel, &f->people.pick);
    pw_decision_overridden(state, &unit, d);
}

/* Whoever signed in since has not allowed it. */
bool pw_decide_override_stands(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                               enum pw_how how)
{
    enum pw_right right = how == PW_HOW_NO_BARCODE ? PW_RIGHT_NO_BARCODE : PW_RIGHT_SUBSTITUTE;
    const struct pw_people_fact *p = &f->people;
    return (p->approver.id != 0 && p->approver.rights[right]) || (pw_decide_present(state, event, f) && p->person.rights[right]);
}

void pw_decision_overridden(const struct pw_state *state, const struct pw_unit *unit, struct pw_decision *d)
{
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_OVERRIDE);
    effect->order = state->order;
    effect->parcel = state->parcel;
    effect->line = unit->line;
    effect->number = unit->how - 1;
    snprintf(effect->text, sizeof effect->text, "%s", unit->why);
    snprintf(effect->text2, sizeof effect->text2, "%s", state->note);
}
