/* What a serial scale says, frame by frame, to readings. No I/O. */
#ifndef PACKWRIGHT_SCALE_DECODE_SERIAL_H
#define PACKWRIGHT_SCALE_DECODE_SERIAL_H

#include "packwright/language.h"
#include "packwright/scale.h"
#include "scale/mass.h"

enum { PW_SCALE_FRAME_MAX = 64 }; /* bytes; whatever is longer is no frame */

enum pw_scale_protocol {
    PW_SCALE_MT_SICS,     /* Mettler-Toledo's command set, and many that follow it */
    PW_SCALE_NCI,         /* NCI and Weigh-Tronix: weight, status, ETX */
    PW_SCALE_TOLEDO_8217, /* Mettler-Toledo checkout scales: STX, weight or ? and a status byte, CR; the unit isn't said */
    PW_SCALE_AND,         /* A&D, and many that send lines by themselves: ST,+00123.45  g */
    PW_SCALE_PLAIN,       /* a line with a weight: "350 g"; or a word before it, or alone: moving, under, over, fault */
};

/**
 * The first frame of what came.
 *
 * unit:      of a protocol that doesn't say it (8217).
 * Thread:    any.
 * Errors:    PW_PARSE_BAD for bytes outside of a frame, and for a whole frame that says nothing (an error, another command's
 *            answer, a figure or a unit that isn't one); *ret_used says how many to drop. at_us is not set.
 * Source:    MT-SICS reference manual, commands S, SI and SIR: "S S     100.00 g"; NCI: Weigh-Tronix SCP-01, command W; Toledo:
 *            8217 protocol; A&D: standard format of the FG and HV/HW series.
 */
enum pw_parse pw_scale_serial_parse(enum pw_scale_protocol protocol, enum pw_mass_unit unit, struct pw_bytes in, size_t *ret_used,
                                    struct pw_reading *ret_reading);

/** What asks for one reading; empty where the scale sends by itself. Thread: any. */
struct pw_bytes pw_scale_serial_request(enum pw_scale_protocol protocol);
/** From the words mt-sics, nci, toledo-8217, a-and-d, plain. */
bool pw_scale_protocol_parse(const char *word, enum pw_scale_protocol *ret_protocol);

#endif
