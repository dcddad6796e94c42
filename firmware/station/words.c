#include "packwright/attr.h"
#include "station/decision_words.h"
#include "station/rules.h"
#include "station/state.h"

#include <stddef.h>
#include <string.h>

#define NAME(id, name) name,
static const char *const outcomes[] = { PW_OUTCOMES(NAME) };
static const char *const refusals[] = { PW_REFUSALS(NAME) };
static const char *const job_states[] = { PW_JOB_STATES(NAME) };
static const char *const order_states[] = { PW_ORDER_STATES(NAME) };
static const char *const parcel_states[] = { PW_PARCEL_STATES(NAME) };
static const char *const doc_kinds[] = { "slip", "gift-slip", "label",     "commands",  "content-label",
                                         "cn22", "cn23",      "hand-over", "test-page", "self-test" };
static const char *const phases[] = { "idle", "packing", "returning" };
static const char *const pendings[] = {
    "",           "reprint-slip", "reprint-label",  "hold",   "release",    "tracking", "take-over",
    "shelf",      "push",         "push-back",      "return", "weigh",      "weight",   "short",
    "reopen",     "box",          "void-box",       "serial", "lot",        "expiry",   "transparency",
    "no-barcode", "substitute",   "substitute-why", "teach",  "teach-item", "read"
};

static const char *const conditions[] = { PW_GOODS_STATES(NAME) };

static size_t find(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return 0;
}

const char *pw_outcome_name(enum pw_outcome outcome)
{
    return outcomes[outcome];
}

const char *pw_refusal_name(enum pw_refusal refusal)
{
    return refusals[refusal];
}

const char *pw_goods_name(enum pw_goods condition)
{
    return conditions[condition];
}

enum pw_goods pw_goods_parse(const char *name)
{
    return (enum pw_goods)find(conditions, PW_COUNT(conditions), name);
}

enum pw_refusal pw_refusal_parse(const char *name)
{
    return (enum pw_refusal)find(refusals, PW_COUNT(refusals), name);
}

const char *pw_job_status_name(enum pw_job_status status)
{
    return job_states[status];
}

enum pw_job_status pw_job_status_parse(const char *name)
{
    return (enum pw_job_status)find(job_states, PW_COUNT(job_states), name);
}

const char *pw_order_status_name(enum pw_order_status status)
{
    return order_states[status];
}

enum pw_order_status pw_order_status_parse(const char *name)
{
    return (enum pw_order_status)find(order_states, PW_COUNT(order_states), name);
}

const char *pw_parcel_status_name(enum pw_parcel_status status)
{
    return parcel_states[status];
}

enum pw_parcel_status pw_parcel_status_parse(const char *name)
{
    return (enum pw_parcel_status)find(parcel_states, PW_COUNT(parcel_states), name);
}

const char *pw_doc_name(enum pw_doc_kind kind)
{
    return doc_kinds[kind];
}

const char *pw_doc_title(enum pw_doc_kind kind)
{
    static const char *const titles[] = {
        "slip",           "slip",      "label",    "sheet of commands", "content label", "customs form CN22", "customs form CN23",
        "hand-over list", "test page", "self-test"
    };
    return titles[kind];
}

const char *pw_phase_name(enum pw_phase phase)
{
    return (size_t)phase < PW_COUNT(phases) ? phases[phase] : NULL;
}

enum pw_phase pw_phase_parse(const char *name)
{
    return (enum pw_phase)find(phases, PW_COUNT(phases), name);
}

const char *pw_pending_name(enum pw_pending pending)
{
    return (size_t)pending < PW_COUNT(pendings) ? pendings[pending] : NULL;
}

enum pw_pending pw_pending_parse(const char *name)
{
    return (enum pw_pending)find(pendings, PW_COUNT(pendings), name);
}
