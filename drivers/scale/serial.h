#ifndef PACKWRIGHT_SCALE_SERIAL_H
#define PACKWRIGHT_SCALE_SERIAL_H

#include "packwright/scale.h"

extern const struct pw_scale_impl pw_scale_serial;

#endif
