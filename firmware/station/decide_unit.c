/*
 * What is captured of a unit before it counts. An article's scan brings what its barcode holds; what its article wants beside
 * that is asked for, one question after the other, and answered by the next scans:
 *
 *     answer                                    asked for a serial number, lot, date or code
 *     ---------------------------------------   --------------------------------------------
 *     an element string with what is wanted     taken, and more of it that is wanted too
 *     one of another article, or without it     refused: serial-wanted ...
 *     an article, an order, a parcel            refused: serial-wanted ...
 *     anything else                             taken if it has the form, else refused: serial-bad ...
 *     "undo", or any other command              the question is dropped; the unit was not counted
 *     the door's scanner                        is none
 *
 * What came is looked at whether it was wanted or not: a blocked lot or an expired unit is refused.
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

int pw_pending_capture(enum pw_pending pending)
{
    switch (pending) {
    case PW_PENDING_SERIAL:
        return PW_CAPTURE_SERIAL;
    case PW_PENDING_LOT:
        return PW_CAPTURE_LOT;
    case PW_PENDING_EXPIRY:
        return PW_CAPTURE_EXPIRY;
    case PW_PENDING_TRANSPARENCY:
        return PW_CAPTURE_CODE;
    default:
        return 0;
    }
}

static enum pw_pending question(int64_t missing)
{
    if ((missing & PW_CAPTURE_SERIAL) != 0)
        return PW_PENDING_SERIAL;
    if ((missing & PW_CAPTURE_LOT) != 0)
        return PW_PENDING_LOT;
    return (missing & PW_CAPTURE_EXPIRY) != 0 ? PW_PENDING_EXPIRY : PW_PENDING_TRANSPARENCY;
}

/* The same serial number in this order is the same unit. Of an article that captures them, it is none that was packed before; of
 * another it is at least not the one that was packed just now. */
static enum pw_refusal seen(const struct pw_state *state, const struct pw_facts *f, int64_t order, const struct pw_unit_fact *u)
{
    if (u->serial_order != 0 && u->serial_order == order)
        return PW_REFUSAL_SAME_UNIT;
    if (u->serial_order != 0 && (u->wants & PW_CAPTURE_SERIAL) != 0)
        return PW_REFUSAL_SERIAL_SEEN;
    if (u->serial_order != 0 && state->phase == PW_PHASE_IDLE && u->serial_order == f->subject.order)
        return PW_REFUSAL_SAME_UNIT;
    if (u->code_order != 0)
        return u->code_order == order ? PW_REFUSAL_SAME_UNIT : PW_REFUSAL_TRANSPARENCY_SEEN;
    return PW_REFUSAL_NONE;
}

static enum pw_refusal wrong(const struct pw_state *state, const struct pw_facts *f, int64_t order,
                             const struct pw_line_fact *line, const struct pw_unit *unit)
{
    const struct pw_unit_fact *u = &line->unit;
    if (line->units > 1 && (u->wants & (PW_CAPTURE_SERIAL | PW_CAPTURE_CODE)) != 0)
        return PW_REFUSAL_SCAN_EACH;
    enum pw_refusal why = seen(state, f, order, u);
    if (why != PW_REFUSAL_NONE)
        return why;
    if (u->lot_blocked)
        return PW_REFUSAL_LOT_BLOCKED;
    if (unit->expiry[0] != '\0' && pw_days_between(f->today, unit->expiry) < 0)
        return PW_REFUSAL_EXPIRED;
    if (unit->expiry[0] != '\0' && pw_days_between(f->today, unit->expiry) < u->min_days)
        return PW_REFUSAL_EXPIRES_SOON;
    return PW_REFUSAL_NONE;
}

/* The scale's word counts when the unit does. */
static enum pw_refusal stepped(const struct pw_state *state, const struct pw_facts *f, const struct pw_line_fact *line,
                               struct pw_decision *d)
{
    enum pw_refusal why = pw_decide_step(state, f, line);
    if (f->rules->step == PW_STEP_REFUSE)
        return why;
    d->doubt = why;
    return PW_REFUSAL_NONE;
}

bool pw_decide_unit_known(const struct pw_state *state, const struct pw_facts *f, const struct pw_order_fact *order,
                          const struct pw_line_fact *line, const struct pw_unit *unit, struct pw_decision *d)
{
    enum pw_refusal why = wrong(state, f, order->id, line, unit);
    int64_t missing = line->unit.wants & ~(int64_t)pw_unit_has(unit);
    if (why == PW_REFUSAL_NONE && pw_decide_out_of_turn(f, line))
        why = PW_REFUSAL_OUT_OF_TURN;
    if (why == PW_REFUSAL_NONE && missing == 0)
        why = stepped(state, f, line, d);
    d->unit = *unit;
    d->item = *line;
    d->line = line->id;
    d->count = order->verified;
    d->of = order->units;
    if (why != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, why);
        if (why == PW_REFUSAL_OUT_OF_TURN) /* another line is next: what was asked about this one is not any more */
            d->next.pending = PW_PENDING_NONE;
        return false;
    }
    if (pw_decide_unit_notes(f, line, unit, d))
        return false;
    d->next.pending = missing == 0 ? PW_PENDING_NONE : question(missing);
    if (missing == 0)
        return true;
    d->next.unit = *unit;
    d->outcome = PW_OUTCOME_ASKED;
    return false;
}

bool pw_decide_unit(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                    const struct pw_order_fact *order, const struct pw_line_fact *line, struct pw_decision *d)
{
    struct pw_unit unit = { .line = line->id, .units = line->units };
    snprintf(unit.component, sizeof unit.component, "%s", line->kit.component);
    pw_unit_read(&event->meaning, line->unit.wants, f->today, &unit);
    return pw_decide_unit_known(state, f, order, line, &unit, d);
}

bool pw_decide_same_unit(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                         struct pw_decision *d)
{
    for (size_t i = 0; i < f->line_count; i++) {
        const struct pw_unit_fact *u = &f->lines[i].unit;
        bool same =
            (u->serial_order != 0 && u->serial_order == state->order) || (u->code_order != 0 && u->code_order == state->order);
        if (!same)
            continue;
        d->unit.line = f->lines[i].id;
        pw_unit_read(&event->meaning, u->wants, f->today, &d->unit);
        d->item = f->lines[i];
        d->line = f->lines[i].id;
        pw_decision_refuse(d, state, PW_REFUSAL_SAME_UNIT);
        return true;
    }
    return false;
}

/* ---- answers ---- */

static enum pw_refusal not_one(int asked, bool bad)
{
    switch (asked) {
    case PW_CAPTURE_SERIAL:
        return bad ? PW_REFUSAL_SERIAL_BAD : PW_REFUSAL_SERIAL_WANTED;
    case PW_CAPTURE_LOT:
        return bad ? PW_REFUSAL_LOT_BAD : PW_REFUSAL_LOT_WANTED;
    case PW_CAPTURE_EXPIRY:
        return bad ? PW_REFUSAL_EXPIRY_BAD : PW_REFUSAL_EXPIRY_WANTED;
    default:
        return bad ? PW_REFUSAL_TRANSPARENCY_BAD : PW_REFUSAL_TRANSPARENCY_MISSING;
    }
}

/* It stands for something else: an order, a parcel, an article that isn't this one, or this one without what was asked for. */
static bool is_something_else(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, int took)
{
    const struct pw_meaning *m = &event->meaning;
    bool article = f->item_sku[0] != '\0' || f->line_count > 0 || m->fnsku || m->aim.family == PW_AIM_EAN_UPC ||
                   m->aim.family == PW_AIM_EAN_8;
    bool this_one = false;
    bool parcel = f->parcel.id != 0 &&
                  (!f->by_tracking || m->tracking_count > 0); /* what is a number in no carrier's form may be this too */
    if (f->order.id != 0 || parcel || m->parcel_code[0] != '\0' || m->order_id[0] != '\0')
        return true;
    for (size_t i = 0; i < f->line_count; i++)
        this_one =
            this_one || (f->lines[i].id == state->unit.line && strcmp(f->lines[i].kit.component, state->unit.component) == 0);
    if (m->gs1 && (m->gtin[0] != '\0' || m->content[0] != '\0'))
        return (article && !this_one) || took == 0; /* a GTIN that nobody knows is no other article */
    return article && !(m->transparency == PW_TRANSPARENCY_AZ && (took & PW_CAPTURE_CODE) != 0);
}

bool pw_decide_unit_answer(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                           struct pw_decision *d)
{
    const struct pw_line_fact *line = &f->unit_line;
    struct pw_unit unit = state->unit;
    int asked = pw_pending_capture(state->pending);
    int took = pw_unit_answer(&event->meaning, line->unit.wants, asked, f->today, &unit);
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    d->item = *line;
    d->line = line->id;
    d->unit = state->unit;
    if (f->open.status == PW_ORDER_CANCELLED || f->open.status == PW_ORDER_HELD) {
        pw_decision_refuse(d, state, f->open.status == PW_ORDER_HELD ? PW_REFUSAL_ORDER_HELD : PW_REFUSAL_ORDER_CANCELLED);
        return false;
    }
    /* A report may have changed the order meanwhile. */
    enum pw_refusal full = line->id == 0 ? PW_REFUSAL_TOO_MANY : pw_decide_room_of(line, &unit);
    if (full != PW_REFUSAL_NONE) {
        pw_decision_refuse(d, state, full);
        d->next.pending = PW_PENDING_NONE;
        return false;
    }
    if (unit.how != 0 && !pw_decide_override_stands(state, event, f, (enum pw_how)(unit.how - 1))) {
        pw_decision_refuse(d, state, PW_REFUSAL_NOT_ALLOWED);
        d->next.pending = PW_PENDING_NONE;
        return false;
    }
    if (is_something_else(state, event, f, took) || took == 0) {
        bool bad = !is_something_else(state, event, f, took);
        pw_decision_refuse(d, state, not_one(asked, bad));
        return false;
    }
    return pw_decide_unit_known(state, f, &f->open, line, &unit, d);
}
