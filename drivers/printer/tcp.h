/* The transport "tcp": raw bytes to a printer's port, usually 9100. */
#ifndef PACKWRIGHT_PRINTER_TCP_H
#define PACKWRIGHT_PRINTER_TCP_H

#include "packwright/transport.h"

extern const struct pw_transport_impl pw_transport_tcp;

#endif
