/*
 * A box that is packed on the scale grows by a unit with each scan. Whoever puts the unit in and then scans it, it has grown by
 * this one; whoever scans and then puts it in, by the one before:
 *
 *     grown since the scan before by          said
 *     -------------------------------------   ---------------------------------------------------
 *     the unit before, or this one            nothing
 *     nothing                                 same-unit: it was scanned twice, or is not in the box
 *     anything else                           step-off
 *
 * Nothing is said where the weight isn't known or hasn't settled, where the box left the scale, at a box's first unit, and of
 * units that are too light for the scale.
 */
#include "station/decision.h"

enum { LEAST_STEPS = 5 }; /* of the scale, that a unit must weigh */

static bool is_about(int64_t mg, int64_t want_mg, const struct pw_facts *f)
{
    int64_t most = want_mg / 1000 * f->rules->weight_permille, off = mg > want_mg ? mg - want_mg : want_mg - mg;
    return off <= (most > 2 * f->scale.step_mg ? most : 2 * f->scale.step_mg);
}

enum pw_refusal pw_decide_step(const struct pw_state *state, const struct pw_facts *f, const struct pw_line_fact *line)
{
    const struct pw_scale_fact *scale = &f->scale;
    int64_t unit = line->unit.weight_mg * line->units, grown = scale->mg - scale->last_mg;
    if (f->rules->step == PW_STEP_NO || state->phase != PW_PHASE_PACKING || !scale->settled || scale->last_parcel == 0 ||
        scale->last_parcel != state->parcel || unit < LEAST_STEPS * scale->step_mg ||
        scale->last_unit_mg < LEAST_STEPS * scale->step_mg)
        return PW_REFUSAL_NONE;
    if (is_about(grown, unit, f) || is_about(grown, scale->last_unit_mg, f))
        return PW_REFUSAL_NONE;
    return is_about(grown, 0, f) ? PW_REFUSAL_SAME_UNIT : PW_REFUSAL_STEP_OFF;
}
