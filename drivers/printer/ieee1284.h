/* A printer's IEEE 1284 device id: who made it, and what it speaks. No I/O. */
#ifndef PACKWRIGHT_PRINTER_IEEE1284_H
#define PACKWRIGHT_PRINTER_IEEE1284_H

#include "packwright/bytes.h"

/* Each is "" when the printer doesn't say. Printable ASCII only, trimmed; what is longer is cut. */
struct pw_device_id {
    char manufacturer[48]; /* MFG, MANUFACTURER */
    char model[64];        /* MDL, MODEL */
    char commands[128];    /* CMD, COMMAND SET: "EPSON", "ZPL", ... by comma */
    char device_class[32]; /* CLS, CLASS */
    char description[96];  /* DES, DESCRIPTION */
    char serial[64];       /* SN, SERN, SERIALNUMBER */
};

enum {
    PW_1284_LITTLE_ENDIAN = 1, /* this device is known to count the wrong way round */
    PW_1284_NO_LENGTH = 2,     /* no length in front: the text alone (as sysfs has it) */
};

/**
 * Parse the reply to GET_DEVICE_ID.
 *
 * Units:     reply.len is bytes received, never the length that the device claims; nothing beyond it is read.
 * Ownership: fills *ret_id; keeps no pointer into reply.
 * Thread:    any.
 * Errors:    PW_ERR_BAD_INPUT if there is no text of at least 12 bytes, or no KEY:VALUE pair in it.
 * Source:    USB Printer Class 1.1, 4.2.1: big-endian, counts itself. Some devices count little-endian, and some claim more than
 *            they send: a length that can't be is read the other way round, then cut to what came.
 */
PW_MUST_CHECK bool pw_1284_parse(struct pw_bytes reply, unsigned quirks, struct pw_device_id *ret_id, struct pw_error *err);

/** The language that the command set names: "escpos", "zpl", "tspl", "epl"; NULL when it names none of them. Thread: any. */
const char *pw_1284_language(const struct pw_device_id *id);

#endif
