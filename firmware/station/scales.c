#include "station/scales.h"

#include "packwright/utf8.h"
#include "station/station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool pw_scales_read(struct pw_station *s, struct pw_error *err)
{
    while (pw_config_nth(s->config, "scale", s->scale_count) != NULL)
        s->scale_count++;
    s->scales = calloc(s->scale_count + 1, sizeof *s->scales);
    if (s->scales == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
    for (size_t i = 0; i < s->scale_count; i++) {
        const struct pw_section *section = pw_config_nth(s->config, "scale", i);
        snprintf(s->scales[i].name, sizeof s->scales[i].name, "%s", section->name);
        snprintf(s->scales[i].lane, sizeof s->scales[i].lane, "%s", pw_section_get(section, "lane"));
    }
    return true;
}

static struct pw_scale_slot *scale_of(struct pw_station *s, const char *lane)
{
    for (size_t i = 0; lane[0] != '\0' && i < s->scale_count; i++)
        if (strcmp(s->scales[i].lane, lane) == 0)
            return &s->scales[i];
    return NULL;
}

void pw_scale_facts(struct pw_station *s, const char *lane, struct pw_scale_fact *f)
{
    const struct pw_scale_slot *slot = scale_of(s, lane);
    *f = (struct pw_scale_fact){ 0 };
    if (slot == NULL)
        return;
    f->present = true;
    f->ready = slot->ready;
    snprintf(f->name, sizeof f->name, "%s", slot->name);
    snprintf(f->words, sizeof f->words, "%s", slot->words);
    f->settled = slot->ready && slot->now.settled;
    f->used = slot->now.visit == slot->used_visit;
    f->mg = f->settled ? slot->now.mg : 0;
    f->step_mg = slot->now.step_mg;
    if (!f->settled || slot->step_visit != slot->now.visit)
        return;
    f->last_parcel = slot->step_parcel;
    f->last_mg = slot->step_mg;
    f->last_unit_mg = slot->step_unit_mg;
}

bool pw_scale_take(struct pw_scale_slot *slot, const struct pw_weight *weight)
{
    slot->now = *weight;
    if (!weight->settled)
        return false;
    int64_t off = weight->mg > slot->told_mg ? weight->mg - slot->told_mg : slot->told_mg - weight->mg;
    if (weight->visit == slot->told_visit && off <= 2 * weight->step_mg)
        return false; /* it was touched */
    slot->told_mg = weight->mg;
    slot->told_visit = weight->visit;
    return true;
}

/* From what the next unit's step is measured: a unit that was counted while the box stood still on the scale. Whatever else
 * changes the box, nothing is known from then on. */
static void keep_step(struct pw_scale_slot *slot, const struct pw_decision *d)
{
    bool counted = false;
    for (size_t i = 0; i < d->effect_count; i++)
        counted = counted || d->effects[i].kind == PW_EFFECT_VERIFY;
    if (!counted && (d->effect_count == 0 || d->outcome == PW_OUTCOME_ASKED || d->quiet))
        return;
    slot->step_parcel = counted && slot->ready && slot->now.settled ? d->next.parcel : 0;
    slot->step_visit = slot->now.visit;
    slot->step_mg = slot->now.mg;
    slot->step_unit_mg = d->item.unit.weight_mg * d->item.units;
}

void pw_scale_committed(struct pw_station *s, const char *lane, const struct pw_decision *d)
{
    struct pw_scale_slot *slot = scale_of(s, lane);
    if (slot != NULL)
        keep_step(slot, d);
    for (size_t i = 0; slot != NULL && i < d->effect_count; i++)
        if (d->effects[i].kind == PW_EFFECT_WEIGH && d->effects[i].number > 0)
            slot->used_visit = slot->now.visit;
}
