/* Reports of a USB scale (HID usage page 0x8D) to readings. No I/O. */
#ifndef PACKWRIGHT_SCALE_DECODE_HID_H
#define PACKWRIGHT_SCALE_DECODE_HID_H

#include "packwright/bytes.h"
#include "packwright/scale.h"

/**
 * One data report: id 3, status, unit, power of ten, weight in two bytes, little-endian.
 *
 * Thread:    any.
 * Errors:    false for another report, for one that is all zeros (sent after waking up), and where the unit is unknown or has
 *            several sizes (tael, ton). at_us is not set.
 * Source:    HID Point of Sale usage tables, weighing devices: status 0x71 to 0x78 (fault, stable at zero, in motion, stable,
 * under zero, over limit, needs calibration, needs re-zeroing), units 0x51 to 0x5C, both sent as indexes into them.
 */
PW_MUST_CHECK bool pw_scale_hid_parse(struct pw_bytes report, struct pw_reading *ret_reading);

#endif
