#include "station/replay.h"

bool pw_replay_rules(struct pw_replay *r, const json_t *rules, struct pw_error *err)
{
    if (!json_is_object(rules))
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "the rules are no JSON object");
    memset(&r->rules, 0, sizeof r->rules);
    pw_fields_read(pw_rules_fields, rules, &r->rules, "rules", &r->unknown);
    return true;
}

bool pw_replay_decide(struct pw_replay *r, const json_t *seen, struct pw_error *err)
{
    static const char *const parts[] = { "state", "event", "facts", "decision" };
    for (size_t i = 0; i < PW_COUNT(parts); i++)
        if (!json_is_object(json_object_get(seen, parts[i])))
            return pw_fail(err, PW_ERR_BAD_INPUT, 0, "an event without its %s", parts[i]);
    memset(&r->state, 0, sizeof r->state);
    memset(&r->event, 0, sizeof r->event);
    memset(&r->facts, 0, sizeof r->facts);
    memset(&r->then, 0, sizeof r->then);
    pw_fields_read(pw_state_fields, json_object_get(seen, "state"), &r->state, "state", &r->unknown);
    pw_fields_read(pw_event_fields, json_object_get(seen, "event"), &r->event, "event", &r->unknown);
    pw_fields_read(pw_facts_fields, json_object_get(seen, "facts"), &r->facts, "facts", &r->unknown);
    pw_fields_read(pw_decision_fields, json_object_get(seen, "decision"), &r->then, "decision", &r->unknown);
    r->facts.rules = &r->rules;
    pw_decide(&r->state, &r->event, &r->facts, &r->now);
    return true;
}

size_t pw_replay_compare(const struct pw_replay *r,
                         void (*differ)(void *user, const char *path, const char *then, const char *now), void *user)
{
    return pw_fields_compare(pw_decision_fields, &r->then, &r->now, "", differ, user);
}
