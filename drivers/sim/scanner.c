/* The virtual scanner: always plugged in, reads what pw_sim_scanner_scan says. */
#include "sim/sim.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

struct sim_scanner {
    struct pw_scanner base;
    struct pw_loop *loop;
};

static struct sim_scanner *scanner_from(struct pw_scanner *scanner)
{
    assert(scanner->impl == &pw_sim_scanner_impl);
    return pw_container_of(scanner, struct sim_scanner, base);
}

static bool create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                   const struct pw_scanner_listener *listener, struct pw_scanner **ret_scanner, struct pw_error *err)
{
    (void)log;
    struct sim_scanner *s = calloc(1, sizeof *s);
    if (s == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scanner %s", section->name);
    s->base = (struct pw_scanner){ .impl = &pw_sim_scanner_impl, .section = section, .listener = *listener };
    s->loop = loop;
    s->base.link = PW_LINK_READY;
    *ret_scanner = &s->base;
    if (listener->on_link != NULL)
        listener->on_link(listener->user, &s->base, PW_LINK_READY, "virtual");
    return true;
}

static void destroy(struct pw_scanner *scanner)
{
    if (scanner != NULL)
        free(scanner_from(scanner));
}

bool pw_sim_scanner_scan(struct pw_scanner *scanner, struct pw_bytes text, struct pw_error *err)
{
    if (scanner->impl != &pw_sim_scanner_impl)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "scanner %s is a real one: scan with it", scanner->section->name);
    struct sim_scanner *s = scanner_from(scanner);
    const struct pw_scanner_listener *to = &s->base.listener;
    if (text.len == 0 || text.len > PW_SCAN_MAX) {
        if (to->on_garbage != NULL)
            to->on_garbage(to->user, scanner, text, text.len == 0 ? "an empty scan" : "a scan that is too long");
        return true;
    }
    int64_t now = pw_loop_now(s->loop);
    struct pw_scan scan = { .data = text, .started_us = now, .ended_us = now };
    to->on_scan(to->user, scanner, &scan);
    return true;
}

static const struct pw_key keys[] = { { .name = NULL } };

const struct pw_scanner_impl pw_sim_scanner_impl = { .name = "virtual", .keys = keys, .create = create, .destroy = destroy };
