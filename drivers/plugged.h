/* What is plugged in that looks like a scanner or a printer of a bench: for a first configuration, never to claim anything. */
#ifndef PACKWRIGHT_PLUGGED_H
#define PACKWRIGHT_PLUGGED_H

#include "packwright/attr.h"
#include "packwright/error.h"

#include <stddef.h>
#include <stdint.h>

enum pw_plugged_kind { PW_PLUGGED_PRINTER, PW_PLUGGED_KEYBOARD_SCANNER, PW_PLUGGED_SERIAL_SCANNER };

struct pw_plugged {
    enum pw_plugged_kind kind;
    uint16_t vendor, product;
    char serial[64];      /* "": it has none */
    char name[128];       /* for a person: "04b8:0202 TM-T88V on port 1-2" */
    char port[160];       /* SERIAL_SCANNER: the device file, by its id where it has one */
    const char *language; /* PRINTER: "escpos", "zpl", "tspl", "epl"; NULL: it doesn't say */
    bool open;            /* false: this user may not open it */
};

/**
 * Fill found with at most max devices, printers first.
 *
 * A scanner is known by its maker's vendor id, so that no keyboard is taken for one. Printers are asked for their device id, and
 * nothing else is sent to any device.
 *
 * Thread: any; waits for a printer that doesn't answer, a second each.
 * Source: USB Printer Class 1.1, 4.2.1; USB ids of scanner makers.
 */
size_t pw_plugged_find(struct pw_plugged *found, size_t max);

#endif
