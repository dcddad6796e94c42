/*
 * Whether there is room for what was scanned. Of a line with units to come:
 *
 *                            kit-scan either        whole                components
 *     the kit's barcode      counts; not where      counts               refused: kit-components
 *                            a kit begun by its
 *                            components is in the
 *                            way: kit-begun
 *     a component            counts; more than      refused: kit-whole   as either
 *                            the kits to come
 *                            take: too-many; with
 *                            one-kit-at-a-time
 *                            more than this one
 *                            takes: kit-has-it
 *
 * One more thing holds for a kit of one-kit-at-a-time: while another kit of the order is begun, it isn't; and while it is begun
 * itself, no other begins with a component that it has: kit-has-it.
 *
 * Something else may go instead of a kit, however that is scanned, but not of one that is begun.
 * A kit that captures something itself is scanned as a whole: its components can't say it.
 */
#include "station/decision.h"

int64_t pw_kit_made(const struct pw_line_fact *line)
{
    const struct pw_kit_fact *k = &line->kit;
    if (k->component[0] == '\0')
        return line->units;
    int64_t made = (k->have + line->units) / k->each;
    return made < k->others ? made : k->others;
}

int64_t pw_kit_loose_after(const struct pw_line_fact *line)
{
    const struct pw_kit_fact *k = &line->kit;
    return k->component[0] == '\0' ? k->loose : k->loose + line->units - pw_kit_made(line) * k->size;
}

enum pw_refusal pw_decide_room(const struct pw_line_fact *line)
{
    const struct pw_kit_fact *k = &line->kit;
    int64_t left = line->quantity - line->verified;
    if (k->component[0] != '\0') {
        if (k->scan == PW_KIT_WHOLE)
            return PW_REFUSAL_KIT_WHOLE;
        if (k->have + line->units > k->each * left)
            return PW_REFUSAL_TOO_MANY;
        return k->one && k->have + line->units > k->each ? PW_REFUSAL_KIT_HAS_IT : PW_REFUSAL_NONE;
    }
    if (line->units > left)
        return PW_REFUSAL_TOO_MANY;
    if (k->size == 0)
        return PW_REFUSAL_NONE;
    if (k->scan == PW_KIT_COMPONENTS)
        return PW_REFUSAL_KIT_COMPONENTS;
    return line->units + k->begun > left ? PW_REFUSAL_KIT_BEGUN : PW_REFUSAL_NONE;
}

enum pw_refusal pw_decide_room_of(const struct pw_line_fact *line, const struct pw_unit *unit)
{
    enum pw_refusal why = pw_decide_room(line);
    if (why != PW_REFUSAL_KIT_COMPONENTS || unit->how != 1 + PW_HOW_SUBSTITUTE)
        return why;
    return line->units + line->kit.begun > line->quantity - line->verified ? PW_REFUSAL_KIT_BEGUN : PW_REFUSAL_NONE;
}

bool pw_decide_begins_another(const struct pw_line_fact *line, int64_t loose)
{
    return line->kit.component[0] != '\0' && line->kit.one && line->kit.loose == 0 && loose > 0;
}

/* The line of a kit in hand that has this component already, and is to be made whole before another is begun. */
static const struct pw_line_fact *in_hand(const struct pw_facts *f)
{
    for (size_t i = 0; i < f->line_count; i++)
        if (f->lines[i].kit.component[0] != '\0' && f->lines[i].kit.one && f->lines[i].kit.loose > 0)
            return &f->lines[i];
    return NULL;
}

static bool waits(const struct pw_facts *f, const struct pw_line_fact *line)
{
    const struct pw_line_fact *other = in_hand(f);
    return pw_decide_begins_another(line, f->open.loose) ||
           (line->kit.component[0] != '\0' && line->kit.loose == 0 && other != NULL && other != line);
}

enum pw_refusal pw_decide_roomless(const struct pw_facts *f, const struct pw_line_fact **ret_line)
{
    for (size_t i = 0; i < f->line_count; i++)
        if (pw_decide_room(&f->lines[i]) == PW_REFUSAL_NONE) {
            *ret_line = in_hand(f) != NULL ? in_hand(f) : &f->lines[i];
            return PW_REFUSAL_KIT_HAS_IT;
        }
    *ret_line = &f->lines[0];
    return pw_decide_room(&f->lines[0]);
}

/* The kit in hand comes first, and then the lines in their order. */
static const struct pw_line_fact *roomy(const struct pw_facts *f, bool in_turn)
{
    for (int begun = 1; begun >= 0; begun--)
        for (size_t i = 0; i < f->line_count; i++) {
            const struct pw_line_fact *line = &f->lines[i];
            if ((begun == 0 || (line->kit.component[0] != '\0' && line->kit.begun > 0)) &&
                pw_decide_room(line) == PW_REFUSAL_NONE && !waits(f, line) && !(in_turn && pw_decide_out_of_turn(f, line)))
                return line;
        }
    return NULL;
}

const struct pw_line_fact *pw_decide_line(const struct pw_facts *f)
{
    const struct pw_line_fact *line = roomy(f, true);
    return line != NULL ? line : roomy(f, false);
}
