/* The scanner driver "tcp": scans as lines over TCP, from programs that connect here or from a scanner that is connected to. */
#ifndef PACKWRIGHT_SCANNER_TCP_H
#define PACKWRIGHT_SCANNER_TCP_H

#include "packwright/scanner.h"

extern const struct pw_scanner_impl pw_scanner_tcp;

#endif
