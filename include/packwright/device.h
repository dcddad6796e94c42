/* What all device classes share: the state of a link, told to a listener. */
#ifndef PACKWRIGHT_DEVICE_H
#define PACKWRIGHT_DEVICE_H

/* Is the device there? */
enum pw_link {
    PW_LINK_MISSING,    /* not plugged in, not answering; the driver keeps looking */
    PW_LINK_CONNECTING, /* on the way */
    PW_LINK_READY,
    PW_LINK_FAILED, /* there, but can't be used (held by another, no permission); the driver keeps trying */
};

const char *pw_link_name(enum pw_link link);

#endif
