/* The transport "cups": documents to a CUPS queue through libcups. For what the direct transports can't reach. */
#ifndef PACKWRIGHT_PRINTER_CUPS_H
#define PACKWRIGHT_PRINTER_CUPS_H

#include "packwright/transport.h"

extern const struct pw_transport_impl pw_transport_cups;

#endif
