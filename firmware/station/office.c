#include "station/office.h"

#include "packwright/utf8.h"
#include "station/commit.h"
#include "station/record.h"
#include "station/resolve.h"
#include "station/station.h"

#include <stdio.h>
#include <stdlib.h>

enum { TRIES = 3 }; /* when a bench changes what a decision was about */

struct office {
    struct pw_rules rules;
    struct pw_event event; /* too large for a stack frame each */
    struct pw_facts facts;
    struct pw_decision decision;
    struct pw_committed committed;
};

static bool step(struct office *o, struct pw_db *db, struct pw_recorder *recorder, struct pw_say *say, struct pw_error *err)
{
    const struct pw_state state = { 0 };
    const struct pw_commit_setup setup = { .rules = &o->rules, .store_tag = "" };
    for (int i = 0; i < TRIES; i++) {
        *err = (struct pw_error){ 0 };
        if (!pw_db_begin(db, err))
            return false;
        if (pw_resolve(db, &o->rules, &state, &o->event, &o->facts, err)) {
            pw_decide(&state, &o->event, &o->facts, &o->decision);
            pw_say(&o->decision, &o->event, &o->facts, say);
            if (pw_recorder_take(recorder, &state, &o->event, &o->facts, &o->decision, err) &&
                pw_commit(db, &setup, &o->event, &o->decision, say, &o->committed, err) &&
                pw_recorder_put(recorder, db, o->committed.seq, err) && pw_db_commit(db, err)) {
                pw_recorder_committed(recorder);
                return true;
            }
        }
        pw_db_rollback(db);
        if (err->code != PW_ERR_BUSY)
            return false;
    }
    return false;
}

bool pw_office_do(const struct pw_config *config, struct pw_db *db, const struct pw_clock *clock, enum pw_office what,
                  const char *order, const char *reason, const char *who, enum pw_outcome *ret_outcome, struct pw_say *ret_say,
                  struct pw_error *err)
{
    struct pw_recorder *recorder = NULL;
    struct office *o = calloc(1, sizeof *o);
    if (o == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory");
    bool ok = pw_rules_read(config, &o->rules, err) && pw_recorder_create(&recorder, err);
    if (ok) {
        o->event.kind = PW_EVENT_OFFICE;
        o->event.office = what;
        o->event.time_us = clock->wall_us(clock);
        snprintf(o->event.device, sizeof o->event.device, "%s", who);
        snprintf(o->event.meaning.text, sizeof o->event.meaning.text, "%s", order);
        snprintf(o->event.shown, sizeof o->event.shown, "%s", order);
        snprintf(o->event.evidence, sizeof o->event.evidence, "%s", reason);
        pw_utf8_mend(o->event.device);
        pw_utf8_mend(o->event.meaning.text);
        pw_utf8_mend(o->event.shown);
        pw_utf8_mend(o->event.evidence);
        ok = step(o, db, recorder, ret_say, err);
        *ret_outcome = o->decision.outcome;
    }
    pw_recorder_destroy(recorder);
    free(o);
    return ok;
}
