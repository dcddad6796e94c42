/* What usb.c and usb_session.c share. */
#ifndef PACKWRIGHT_USB_INTERNAL_H
#define PACKWRIGHT_USB_INTERNAL_H

#include "usb.h"

struct usb_fd;    /* a descriptor of libusb's that is watched */
struct usb_known; /* a device that was told to the subscribers */

struct pw_usb {
    struct pw_shared shared; /* in the loop's list */
    struct pw_loop *loop;
    struct pw_log *log;
    int refs;
    libusb_context *context; /* NULL: no USB here */
    libusb_hotplug_callback_handle hotplug;
    bool has_hotplug, own_timeouts;
    struct pw_timer *look;   /* the set of devices may have changed, or there is no USB yet */
    struct pw_timer *expire; /* only where libusb has no timerfd */
    struct usb_fd *fds;
    struct usb_known *known;
    struct pw_usb_sub *subs;
    bool telling;
    bool handling;                   /* inside libusb's event handling, which holds its locks: nothing may be opened or closed */
    struct pw_usb_session *sessions; /* open, and closing ones with transfers in flight */
};

/** After a submit: libusb may have an earlier time-out now. */
void pw_usb_rearm(struct pw_usb *usb);

/** End the sessions that are closing and have no transfer any more. */
void pw_usb_reap(struct pw_usb *usb);

#endif
