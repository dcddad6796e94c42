/* Lines of a FIFO as readings ("350 g", "moving 350 g", "0 g", "over"): for other programs, the tests and the demo. */
#include "scale/pipe.h"

#include "fifo.h"
#include "scale/feed.h"

#include <errno.h>
#include <stdlib.h>

struct pipe_scale {
    struct pw_scale base;
    struct pw_scale_feed feed;
    struct pw_fifo *fifo;
};

static void on_bytes(void *user, struct pw_bytes bytes)
{
    struct pipe_scale *p = user;
    pw_scale_feed_bytes(&p->feed, bytes);
}

static void on_open(void *user, bool open, const char *why)
{
    struct pipe_scale *p = user;
    pw_scale_link(&p->base, open ? PW_LINK_READY : PW_LINK_FAILED, "%s", why);
}

static void on_removed(void *user)
{
    struct pipe_scale *p = user;
    pw_scale_feed_reset(&p->feed);
    pw_scale_link(&p->base, PW_LINK_MISSING, "the FIFO was removed");
}

static void pipe_destroy(struct pw_scale *scale)
{
    if (scale == NULL)
        return;
    struct pipe_scale *p = pw_container_of(scale, struct pipe_scale, base);
    pw_fifo_destroy(p->fifo);
    free(p);
}

static bool pipe_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                        const struct pw_scale_listener *listener, struct pw_scale **ret_scale, struct pw_error *err)
{
    (void)log;
    const char *path = pw_section_get(section, "path");
    if (path == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [scale %s] needs path = where the FIFO is, such as /run/packwright/scale",
                       section->file, section->line, section->name);
    struct pipe_scale *p = calloc(1, sizeof *p);
    if (p == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scale %s", section->name);
    const struct pw_fifo_listener on = { on_bytes, on_open, on_removed, p };
    pw_scale_init(&p->base, &pw_scale_pipe, section, listener);
    pw_scale_feed_init(&p->feed, &p->base, loop, PW_SCALE_PLAIN, PW_MASS_NONE);
    if (!pw_fifo_create(loop, path, &on, &p->fifo, err)) {
        pipe_destroy(&p->base);
        return false;
    }
    *ret_scale = &p->base;
    return true;
}

static const struct pw_key keys[] = {
    { "path", PW_KEY_PATH, NULL, NULL, 0, 0, "the FIFO; made when it is missing; a reading a line, such as 350 g" },
    { 0 },
};

const struct pw_scale_impl pw_scale_pipe = { "pipe", keys, pipe_create, pipe_destroy };
