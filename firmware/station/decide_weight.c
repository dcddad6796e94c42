/*
 * The weight of a full box. Where one is wanted, the last right scan asks for it, and the weight closes the box:
 *
 *   weigh =     scale     expectation    at the last scan
 *   never       -         -              closes
 *   any         none      -              closes
 *   known       missing   -              closes
 *   known       ready     none           closes
 *   known       ready     known          asks, unless what lies on it fits already
 *   required    any       any            asks, unless what lies on it fits already
 *
 * Where nothing was expected of a box, and so nothing asked, the first weight soon after it closed is its own: what the next
 * should weigh is learned from it. It closes nothing and refuses nothing.
 *
 * A weight of a visit that a parcel had already is refused; so is one that doesn't fit. Either is explained by a command and a
 * reason, which is kept with the parcel; from such a parcel nothing is learned.
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

#define SEEN_US INT64_C(120000000)

int64_t pw_weight_tolerance(const struct pw_facts *f)
{
    int64_t rest = f->weight.expected_mg - f->weight.tolerant_mg; /* what says nothing of itself may be off by its share */
    int64_t most = f->weight.tolerance_mg + (rest > 0 ? rest / 1000 * f->rules->weight_permille : 0);
    most = most < 2 * f->scale.step_mg ? 2 * f->scale.step_mg : most;
    return most < f->weight.spread_mg ? f->weight.spread_mg : most;
}

static bool fits(const struct pw_facts *f)
{
    int64_t off = f->scale.mg - f->weight.expected_mg, most = pw_weight_tolerance(f);
    return off >= -most && (f->weight.at_least || off <= most);
}

const struct pw_weight_item *pw_weight_suspect(const struct pw_facts *f, bool *ret_missing)
{
    int64_t off = f->scale.mg - f->weight.expected_mg, size = off < 0 ? -off : off, best = pw_weight_tolerance(f);
    const struct pw_weight_item *suspect = NULL;
    for (size_t i = 0; i < f->weight.item_count; i++) {
        const struct pw_weight_item *item = &f->weight.items[i];
        int64_t rest = size > item->unit_mg ? size - item->unit_mg : item->unit_mg - size;
        if (item->unit_mg <= 0 || rest > best || rest >= item->unit_mg / 2)
            continue;
        best = rest;
        suspect = item;
    }
    *ret_missing = off < 0;
    return suspect;
}

static void weigh(struct pw_decision *d, const struct pw_facts *f, int64_t order, int64_t parcel, const char *why)
{
    struct pw_effect *e = pw_decision_add(d, PW_EFFECT_WEIGH);
    e->order = order;
    e->parcel = parcel;
    e->number = f->scale.settled && !f->scale.used ? f->scale.mg : 0;
    snprintf(e->text, sizeof e->text, "%s", why);
    snprintf(e->text2, sizeof e->text2, "%s", f->weight.content);
}

bool pw_decide_weigh(struct pw_decision *d, const struct pw_facts *f, int64_t order, int64_t parcel)
{
    bool wanted = f->scale.present && (f->rules->weigh == PW_WEIGH_REQUIRED ||
                                       (f->rules->weigh == PW_WEIGH_KNOWN && f->scale.ready && f->weight.known));
    bool usable = f->scale.settled && !f->scale.used;
    if (usable && f->weight.known && fits(f)) {
        if (f->rules->weigh != PW_WEIGH_NEVER)
            weigh(d, f, order, parcel, "");
        return false;
    }
    if (!wanted)
        return false;
    d->outcome = PW_OUTCOME_WEIGH;
    d->next.pending = PW_PENDING_WEIGH;
    return true;
}

enum pw_refusal pw_decide_weigh_part(struct pw_decision *d, const struct pw_facts *f, int64_t order, int64_t parcel)
{
    bool wanted =
        f->scale.present && !f->open_parcel.explained &&
        (f->rules->weigh == PW_WEIGH_REQUIRED || (f->rules->weigh == PW_WEIGH_KNOWN && f->scale.ready && f->weight.known));
    bool usable = f->scale.settled && !f->scale.used;
    if (f->rules->weigh != PW_WEIGH_NEVER && usable && (!f->weight.known || fits(f)) && !f->open_parcel.explained)
        weigh(d, f, order, parcel, "");
    else if (wanted)
        return !usable ? PW_REFUSAL_WEIGHT_WANTED : PW_REFUSAL_WEIGHT_OFF;
    return PW_REFUSAL_NONE;
}

/* The open order has everything in its box, and is still ours. */
static bool full(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    return state->phase == PW_PHASE_PACKING && f->open.id != 0 && f->open.status == PW_ORDER_PACKING && f->open.units > 0 &&
           f->open.missing == 0 && f->open.surplus == 0 && f->open.loose == 0 && !pw_decision_lost(state, event, f);
}

/* Some of the order's units are in its box, and it is wanted on a scale. */
static bool part(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    return state->phase == PW_PHASE_PACKING && f->open.status == PW_ORDER_PACKING && f->open.missing > 0 &&
           f->open_parcel.units > 0 && f->scale.present && !pw_decision_lost(state, event, f);
}

static void close_box(const struct pw_state *state, const struct pw_facts *f, const char *why, struct pw_decision *d)
{
    weigh(d, f, state->order, state->parcel, why);
    d->next.standing = PW_REFUSAL_NONE;
    pw_decision_close(d, f, &f->open, state->parcel, &f->open_parcel);
}

static void about(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
}

/* A box that closed unweighed, and is on the scale now. */
static bool seen(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    const struct pw_parcel_fact *p = &f->subject;
    int64_t since = event->time_us - p->packed_us;
    return state->phase == PW_PHASE_IDLE && state->pending == PW_PENDING_NONE && f->rules->weigh == PW_WEIGH_KNOWN &&
           p->status == PW_PARCEL_PACKED && p->weight_mg == 0 && !p->explained && since >= 0 && since <= SEEN_US &&
           f->weight.content[0] != '\0' && f->scale.settled && !f->scale.used && f->scale.mg > 0 && (!f->weight.known || fits(f));
}

void pw_decide_weight(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    about(state, f, d);
    if (pw_decide_locked(state, event, f) || !full(state, event, f) || pw_decide_boxless(d, f, state->parcel, &f->open_parcel) ||
        f->rules->weigh == PW_WEIGH_NEVER || state->pending == PW_PENDING_WEIGHT) {
        d->outcome = PW_OUTCOME_NOTED; /* nobody asked: the screen stays as it is */
        d->quiet = true;
        if (!pw_decide_locked(state, event, f) && seen(state, event, f)) {
            d->order = f->subject.order;
            d->parcel = f->subject.id;
            weigh(d, f, f->subject.order, f->subject.id, "");
        }
        return;
    }
    if (f->scale.used)
        pw_decision_refuse(d, state, PW_REFUSAL_WEIGHT_STUCK);
    else if (f->rules->clear_code && state->standing != PW_REFUSAL_NONE)
        pw_decision_refuse(d, state, PW_REFUSAL_CLEAR_FIRST);
    else if (f->weight.known && !fits(f))
        pw_decision_refuse(d, state, PW_REFUSAL_WEIGHT_OFF);
    else
        close_box(state, f, "", d);
}

void pw_decide_explain(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                       struct pw_decision *d)
{
    about(state, f, d);
    if (!full(state, event, f) && !part(state, event, f)) {
        pw_decision_refuse(d, state, PW_REFUSAL_WEIGHT_UNASKED);
        return;
    }
    d->next.pending = PW_PENDING_WEIGHT;
    d->outcome = PW_OUTCOME_ASKED;
}

void pw_decide_explained(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, const char *reason,
                         struct pw_decision *d)
{
    about(state, f, d);
    if (part(state, event, f)) {
        weigh(d, f, state->order, state->parcel, reason);
        d->outcome = PW_OUTCOME_EXPLAINED;
        return;
    }
    if (!full(state, event, f)) {
        pw_decision_refuse(d, state, PW_REFUSAL_WEIGHT_UNASKED);
        d->next.pending = PW_PENDING_NONE;
        return;
    }
    if (pw_decide_boxless(d, f, state->parcel, &f->open_parcel)) {
        pw_decision_refuse(d, state, PW_REFUSAL_BOX_NEEDED);
        d->next.pending = PW_PENDING_BOX;
        return;
    }
    close_box(state, f, reason, d);
}
