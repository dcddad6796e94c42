/* The device class "scale": something that says, again and again, what lies on it. */
#ifndef PACKWRIGHT_SCALE_H
#define PACKWRIGHT_SCALE_H

#include "packwright/device.h"
#include "packwright/log.h"
#include "packwright/loop.h"
#include "packwright/section.h"

/* What the scale itself says of a reading. */
enum pw_weigh {
    PW_WEIGH_STABLE,
    PW_WEIGH_MOTION, /* still moving: the figure, if there is one, is no weight */
    PW_WEIGH_ZERO,   /* stable, and nothing lies on it */
    PW_WEIGH_UNDER,  /* below zero: something that was there at its zero is gone */
    PW_WEIGH_OVER,   /* more than it can carry */
    PW_WEIGH_FAULT,  /* it wants to be calibrated or zeroed, or is broken */
};

/* One reading. A reading is not yet a weight: firmware/settle.h says when it becomes one. */
struct pw_reading {
    enum pw_weigh status;
    int64_t ug;      /* micrograms, exact but for ounces and grains, which are rounded to one; 0 where there is no figure */
    int64_t step_ug; /* one of the last digit that it shows; 0 where there is no figure */
    int64_t at_us;   /* monotonic, when its last byte came */
};

struct pw_scale;

/* Called on the loop's thread. */
struct pw_scale_listener {
    void (*on_reading)(void *user, struct pw_scale *scale, const struct pw_reading *reading);
    void (*on_link)(void *user, struct pw_scale *scale, enum pw_link link, const char *why);
    void *user;
};

struct pw_scale_impl {
    const char *name;          /* the word after "driver =" */
    const struct pw_key *keys; /* what its section accepts beside the class's keys */
    /**
     * Start it. A device that isn't there is no error: on_link says MISSING, and the driver keeps looking.
     * on_link may come before create returns. Errors: only what no waiting mends (a bad setting, memory).
     */
    bool (*create)(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                   const struct pw_scale_listener *listener, struct pw_scale **ret_scale, struct pw_error *err);
    void (*destroy)(struct pw_scale *scale); /* accepts NULL; gives the device back; never called inside a callback */
};

/* The embedded base of every scale driver. */
struct pw_scale {
    const struct pw_scale_impl *impl;
    const struct pw_section *section;
    struct pw_scale_listener listener;
    enum pw_link link;
};

/** "stable", "motion", "zero", "under", "over", "fault". Thread: any. */
const char *pw_weigh_name(enum pw_weigh status);

#endif
