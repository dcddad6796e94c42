/* The scanner driver "serial": a scanner on a serial port (RS-232, USB adapter, USB CDC). */
#ifndef PACKWRIGHT_SCANNER_SERIAL_H
#define PACKWRIGHT_SCANNER_SERIAL_H

#include "packwright/scanner.h"

extern const struct pw_scanner_impl pw_scanner_serial;

#endif
