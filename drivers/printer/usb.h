/* The transport "usb": USB printer class (7/1) through libusb. */
#ifndef PACKWRIGHT_PRINTER_USB_H
#define PACKWRIGHT_PRINTER_USB_H

#include "packwright/transport.h"

extern const struct pw_transport_impl pw_transport_usb;

#endif
