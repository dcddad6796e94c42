/* What scale drivers share: bytes in, readings to the listener, and the link. */
#ifndef PACKWRIGHT_SCALE_FEED_H
#define PACKWRIGHT_SCALE_FEED_H

#include "scale/decode_serial.h"

struct pw_scale_feed {
    struct pw_scale *scale;
    struct pw_loop *loop;
    enum pw_scale_protocol protocol;
    enum pw_mass_unit unit;
    size_t len;
    uint8_t bytes[2 * PW_SCALE_FRAME_MAX];
};

void pw_scale_feed_init(struct pw_scale_feed *feed, struct pw_scale *scale, struct pw_loop *loop, enum pw_scale_protocol protocol,
                        enum pw_mass_unit unit);
/** How many readings they held. */
size_t pw_scale_feed_bytes(struct pw_scale_feed *feed, struct pw_bytes in);
/** The device is gone: what is under way is no reading. */
void pw_scale_feed_reset(struct pw_scale_feed *feed);

/** Set the base of a new driver object. */
void pw_scale_init(struct pw_scale *scale, const struct pw_scale_impl *impl, const struct pw_section *section,
                   const struct pw_scale_listener *listener);
/** Tell the listener, when the link is another one than before. */
void pw_scale_link(struct pw_scale *scale, enum pw_link link, const char *fmt, ...) PW_PRINTF(3, 4);

#endif
