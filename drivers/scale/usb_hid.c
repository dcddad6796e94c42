/* A USB scale. Its reports are understood (decode_hid.c); that they are fetched is still to come, and is said. */
#include "scale/usb_hid.h"

#include "scale/feed.h"

#include <errno.h>
#include <stdlib.h>

static void usb_destroy(struct pw_scale *scale)
{
    free(scale);
}

static bool usb_create(struct pw_loop *loop, struct pw_log *log, const struct pw_section *section,
                       const struct pw_scale_listener *listener, struct pw_scale **ret_scale, struct pw_error *err)
{
    (void)loop, (void)log;
    struct pw_scale *s = calloc(1, sizeof *s);
    if (s == NULL)
        return pw_fail(err, PW_ERR_MEMORY, errno, "scale %s", section->name);
    pw_scale_init(s, &pw_scale_usb_hid, section, listener);
    pw_scale_link(s, PW_LINK_MISSING, "USB scales are not read yet; serial ones are");
    *ret_scale = s;
    return true;
}

static const struct pw_key keys[] = {
    { "vendor", PW_KEY_INT, NULL, NULL, 0, 0xFFFF, "USB vendor id" },
    { "product", PW_KEY_INT, NULL, NULL, 0, 0xFFFF, "USB product id" },
    { "serial", PW_KEY_TEXT, NULL, NULL, 0, 0, "USB serial number" },
    { 0 },
};

const struct pw_scale_impl pw_scale_usb_hid = { "usb-hid", keys, usb_create, usb_destroy };
