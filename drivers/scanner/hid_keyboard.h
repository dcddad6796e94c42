/* The scanner driver "usb-hid": a USB scanner that pretends to be a keyboard, taken from the system and read through libusb. */
#ifndef PACKWRIGHT_SCANNER_HID_KEYBOARD_H
#define PACKWRIGHT_SCANNER_HID_KEYBOARD_H

#include "packwright/scanner.h"

extern const struct pw_scanner_impl pw_scanner_usb_hid;

#endif
