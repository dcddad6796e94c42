/* The transport "file": documents into a file, a folder (one file each) or a device node. */
#ifndef PACKWRIGHT_PRINTER_FILE_H
#define PACKWRIGHT_PRINTER_FILE_H

#include "packwright/transport.h"

extern const struct pw_transport_impl pw_transport_file;

#endif
