#include "scale.h"

#include "registry.h"

#include <errno.h>
#include <stdlib.h>

/* Silence as long as this: whatever lay there may have been changed. A scale that sends by itself sends far more often. */
enum { STALE_US = 3000000 };

struct pw_weigher {
    struct pw_weigher_listener listener;
    struct pw_loop *loop;
    struct pw_scale *scale;
    struct pw_timer *timer; /* runs while something is known */
    struct pw_settle settle;
    size_t index;
};

static void tell(struct pw_weigher *w, enum pw_settle_news news)
{
    if (news != PW_SETTLE_NOTHING)
        w->listener.on_news(w->listener.user, w->index, news, &w->settle);
    if (w->settle.state == PW_SETTLE_UNKNOWN)
        w->loop->impl->timer_stop(w->timer);
}

static void on_timer(void *user)
{
    struct pw_weigher *w = user;
    int64_t now = pw_loop_now(w->loop);
    tell(w, pw_settle_time(&w->settle, now));
    if (w->settle.state != PW_SETTLE_UNKNOWN)
        w->loop->impl->timer_start(w->timer, w->settle.last_us + STALE_US - now);
}

static void on_reading(void *user, struct pw_scale *scale, const struct pw_reading *reading)
{
    struct pw_weigher *w = user;
    (void)scale;
    bool ran = w->settle.state != PW_SETTLE_UNKNOWN;
    tell(w, pw_settle_take(&w->settle, reading));
    if (!ran && w->settle.state != PW_SETTLE_UNKNOWN)
        w->loop->impl->timer_start(w->timer, STALE_US);
}

static void on_link(void *user, struct pw_scale *scale, enum pw_link link, const char *why)
{
    struct pw_weigher *w = user;
    (void)scale;
    if (link != PW_LINK_READY)
        tell(w, pw_settle_lost(&w->settle));
    w->listener.on_link(w->listener.user, w->index, link, why);
}

void pw_weigher_destroy(struct pw_weigher *w)
{
    if (w == NULL)
        return;
    if (w->scale != NULL)
        w->scale->impl->destroy(w->scale);
    w->loop->impl->timer_free(w->timer);
    free(w);
}

bool pw_weigher_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section, size_t index,
                       const struct pw_weigher_listener *listener, struct pw_weigher **ret_weigher, struct pw_error *err)
{
    struct pw_weigher *w = calloc(1, sizeof *w);
    if (w == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scale %s", section->name);
    w->listener = *listener;
    w->loop = loop;
    w->index = index;
    pw_settle_init(&w->settle, pw_section_us(section, "settle", 300000), STALE_US);
    w->timer = loop->impl->timer(loop, on_timer, w);
    const struct pw_scale_listener on = { on_reading, on_link, w };
    const struct pw_scale_impl *impl = pw_scale_impl_find(pw_section_get(section, "driver"));
    if (w->timer == NULL)
        pw_fail(err, PW_ERR_MEMORY, 0, "scale %s", section->name);
    else if (impl->create(loop, log, section, &on, &w->scale, err)) {
        *ret_weigher = w;
        return true;
    }
    pw_weigher_destroy(w);
    return false;
}
