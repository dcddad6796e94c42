/*
 * What printers tell of documents. From each status only these ways lead on; anything else is noted and changes nothing:
 *
 *   queued       -> sending (the spool), void
 *   sending      -> handed-over, printed, queued (not one byte left), uncertain, failed
 *   handed-over  -> printed, uncertain (also when the printer then says that it failed: it has had every byte)
 *   uncertain    -> printed (a proof that came late, a scan, a person), failed (a person)
 *   printed, failed, void: the end
 */
#include "station/decision.h"

#include <stdio.h>
#include <string.h>

static bool leads_to(enum pw_job_status from, enum pw_job_status to)
{
    switch (from) {
    case PW_JOB_QUEUED:
        return to == PW_JOB_SENDING || to == PW_JOB_VOID;
    case PW_JOB_SENDING:
        return to == PW_JOB_HANDED_OVER || to == PW_JOB_PRINTED || to == PW_JOB_QUEUED || to == PW_JOB_UNCERTAIN ||
               to == PW_JOB_FAILED;
    case PW_JOB_HANDED_OVER:
        return to == PW_JOB_PRINTED || to == PW_JOB_UNCERTAIN;
    case PW_JOB_UNCERTAIN:
        return to == PW_JOB_PRINTED || to == PW_JOB_FAILED;
    case PW_JOB_PRINTED:
    case PW_JOB_FAILED:
    case PW_JOB_VOID:
        return false;
    }
    return false;
}

void pw_decide_job(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    (void)state;
    d->outcome = PW_OUTCOME_NOTED;
    d->order = f->job.order;
    d->parcel = f->job.parcel;
    enum pw_job_status to = event->job_status;
    if (event->kind == PW_EVENT_START)
        to = PW_JOB_UNCERTAIN;
    if (f->job.status == PW_JOB_HANDED_OVER && to == PW_JOB_FAILED)
        to = PW_JOB_UNCERTAIN;
    if (f->job.id == 0 || !leads_to(f->job.status, to))
        return;
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_JOB);
    effect->id = f->job.id;
    effect->order = f->job.order;
    effect->parcel = f->job.parcel;
    effect->number = event->accepted;
    effect->line = event->total;
    effect->job_status = to;
    snprintf(effect->text, sizeof effect->text, "%s",
             event->kind == PW_EVENT_START ? "the station stopped while this was on its way to the printer" : event->evidence);
}
