#ifndef PACKWRIGHT_SCALE_USB_HID_H
#define PACKWRIGHT_SCALE_USB_HID_H

#include "packwright/scale.h"

extern const struct pw_scale_impl pw_scale_usb_hid;

#endif
