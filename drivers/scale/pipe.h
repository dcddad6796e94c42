#ifndef PACKWRIGHT_SCALE_PIPE_H
#define PACKWRIGHT_SCALE_PIPE_H

#include "packwright/scale.h"

extern const struct pw_scale_impl pw_scale_pipe;

#endif
