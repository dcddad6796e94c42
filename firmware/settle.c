#include "settle.h"

#include <string.h>

enum { ZERO_UG = 2000000 };

void pw_settle_init(struct pw_settle *s, int64_t hold_us, int64_t stale_us)
{
    *s = (struct pw_settle){ .hold_us = hold_us, .stale_us = stale_us, .zero_ug = ZERO_UG };
}

enum pw_settle_news pw_settle_lost(struct pw_settle *s)
{
    bool known = s->state != PW_SETTLE_UNKNOWN;
    s->state = PW_SETTLE_UNKNOWN;
    s->readings = 0;
    return known ? PW_SETTLE_NEWS_LOST : PW_SETTLE_NOTHING;
}

enum pw_settle_news pw_settle_time(struct pw_settle *s, int64_t now_us)
{
    return s->state != PW_SETTLE_UNKNOWN && now_us - s->last_us >= s->stale_us ? pw_settle_lost(s) : PW_SETTLE_NOTHING;
}

static bool has_figure(const struct pw_reading *r)
{
    return r->step_ug > 0 && (r->status == PW_WEIGH_STABLE || r->status == PW_WEIGH_MOTION || r->status == PW_WEIGH_ZERO);
}

static bool still(const struct pw_reading *r)
{
    return r->step_ug > 0 && (r->status == PW_WEIGH_STABLE || r->status == PW_WEIGH_ZERO);
}

/* Near enough to zero, whichever side of it. */
static bool near_zero(const struct pw_settle *s, const struct pw_reading *r)
{
    int64_t size = r->ug < 0 ? -r->ug : r->ug, most = 2 * r->step_ug > s->zero_ug ? 2 * r->step_ug : s->zero_ug;
    return r->step_ug > 0 && size <= most;
}

static enum pw_settle_news empty(struct pw_settle *s)
{
    bool was = s->state == PW_SETTLE_EMPTY;
    s->state = PW_SETTLE_EMPTY;
    s->readings = 0;
    return was ? PW_SETTLE_NOTHING : PW_SETTLE_NEWS_EMPTY;
}

/* One more stable reading, or the first of a new place. */
static void stand(struct pw_settle *s, const struct pw_reading *r)
{
    int64_t low = r->ug < s->low_ug ? r->ug : s->low_ug, high = r->ug > s->high_ug ? r->ug : s->high_ug;
    if (s->readings > 0 && high - low <= 2 * r->step_ug) {
        s->low_ug = low;
        s->high_ug = high;
        s->readings += s->readings < PW_SETTLE_READINGS;
        return;
    }
    s->low_ug = s->high_ug = r->ug;
    s->since_us = r->at_us;
    s->readings = 1;
}

static enum pw_settle_news move(struct pw_settle *s, const struct pw_reading *r)
{
    if (!still(r)) {
        s->readings = 0;
        return PW_SETTLE_NOTHING;
    }
    stand(s, r);
    if (s->readings < PW_SETTLE_READINGS || r->at_us - s->since_us < s->hold_us)
        return PW_SETTLE_NOTHING;
    s->state = PW_SETTLE_SETTLED;
    s->ug = r->ug;
    s->step_ug = r->step_ug;
    return PW_SETTLE_NEWS_SETTLED;
}

enum pw_settle_news pw_settle_take(struct pw_settle *s, const struct pw_reading *r)
{
    bool old = s->state != PW_SETTLE_UNKNOWN && r->at_us - s->last_us >= s->stale_us;
    enum pw_settle_news lost = r->status == PW_WEIGH_FAULT || old ? pw_settle_lost(s) : PW_SETTLE_NOTHING;
    s->last_us = r->at_us;
    if (r->status == PW_WEIGH_FAULT)
        return lost;
    if (still(r) && near_zero(s, r))
        return empty(s);
    switch (s->state) {
    case PW_SETTLE_UNKNOWN:
        return lost;
    case PW_SETTLE_EMPTY:
        if (!has_figure(r) || near_zero(s, r))
            return PW_SETTLE_NOTHING; /* shaken, not loaded */
        s->visit++;
        s->state = PW_SETTLE_MOVING;
        s->readings = 0;
        if (still(r))
            stand(s, r);
        return PW_SETTLE_NEWS_MOVING;
    case PW_SETTLE_MOVING:
        return move(s, r);
    case PW_SETTLE_SETTLED:
        break;
    }
    int64_t off = r->ug > s->ug ? r->ug - s->ug : s->ug - r->ug;
    if (still(r) && off <= 2 * r->step_ug)
        return PW_SETTLE_NOTHING;
    s->state = PW_SETTLE_MOVING;
    s->readings = 0;
    if (still(r))
        stand(s, r);
    return PW_SETTLE_NEWS_MOVING;
}
