/* The transport "serial": bytes to a printer on a serial port. */
#ifndef PACKWRIGHT_PRINTER_SERIAL_H
#define PACKWRIGHT_PRINTER_SERIAL_H

#include "packwright/transport.h"

extern const struct pw_transport_impl pw_transport_serial;

#endif
