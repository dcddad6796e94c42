#include "scale/feed.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *pw_weigh_name(enum pw_weigh status)
{
    static const char *const names[] = { "stable", "motion", "zero", "under", "over", "fault" };
    return names[status];
}

void pw_scale_init(struct pw_scale *scale, const struct pw_scale_impl *impl, const struct pw_section *section,
                   const struct pw_scale_listener *listener)
{
    scale->impl = impl;
    scale->section = section;
    scale->listener = *listener;
    scale->link = PW_LINK_CONNECTING;
}

void pw_scale_link(struct pw_scale *scale, enum pw_link link, const char *fmt, ...)
{
    char why[320];
    va_list args;
    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    if (scale->link == link)
        return;
    scale->link = link;
    scale->listener.on_link(scale->listener.user, scale, link, why);
}

void pw_scale_feed_init(struct pw_scale_feed *feed, struct pw_scale *scale, struct pw_loop *loop, enum pw_scale_protocol protocol,
                        enum pw_mass_unit unit)
{
    *feed = (struct pw_scale_feed){ .scale = scale, .loop = loop, .protocol = protocol, .unit = unit };
}

void pw_scale_feed_reset(struct pw_scale_feed *feed)
{
    feed->len = 0;
}

/* Whole frames at the front of the buffer. */
static size_t take_frames(struct pw_scale_feed *feed)
{
    size_t readings = 0, used = 0;
    for (;;) {
        struct pw_reading r;
        size_t n = 0;
        enum pw_parse answer =
            pw_scale_serial_parse(feed->protocol, feed->unit, pw_bytes_of(feed->bytes + used, feed->len - used), &n, &r);
        used += n;
        if (answer == PW_PARSE_MORE)
            break;
        if (answer == PW_PARSE_BAD)
            continue;
        readings++;
        r.at_us = pw_loop_now(feed->loop);
        feed->scale->listener.on_reading(feed->scale->listener.user, feed->scale, &r);
    }
    memmove(feed->bytes, feed->bytes + used, feed->len - used);
    feed->len -= used;
    return readings;
}

size_t pw_scale_feed_bytes(struct pw_scale_feed *feed, struct pw_bytes in)
{
    size_t readings = 0;
    while (in.len > 0) {
        size_t room = sizeof feed->bytes - feed->len, n = in.len < room ? in.len : room;
        memcpy(feed->bytes + feed->len, in.data, n);
        feed->len += n;
        in = pw_bytes_of(in.data + n, in.len - n);
        readings += take_frames(feed); /* leaves less than a frame's most, so there is room again */
    }
    return readings;
}
