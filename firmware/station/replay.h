/* A line of the journal decided once more. */
#ifndef PACKWRIGHT_REPLAY_H
#define PACKWRIGHT_REPLAY_H

#include "station/decision.h"
#include "station/fields.h"

/* One event as the journal has it. Large: keep it off the stack. */
struct pw_replay {
    struct pw_rules rules;
    struct pw_state state;
    struct pw_event event;
    struct pw_facts facts;
    struct pw_decision then, now;
    struct pw_fields_unknown unknown; /* what this program doesn't know of it; gathered over all events */
};

/** What holds from now on. text: as journal_rules has it. */
PW_MUST_CHECK bool pw_replay_rules(struct pw_replay *replay, const json_t *rules, struct pw_error *err);

/**
 * Decide one event with today's code.
 *
 * seen:      {"state", "event", "facts", "decision"}; the replay points into it.
 * Errors:    PW_ERR_BAD_INPUT if it is no such object.
 */
PW_MUST_CHECK bool pw_replay_decide(struct pw_replay *replay, const json_t *seen, struct pw_error *err);

/** Call differ for each part of the decision that is another one now: how many. */
size_t pw_replay_compare(const struct pw_replay *replay,
                         void (*differ)(void *user, const char *path, const char *then, const char *now), void *user);

#endif
