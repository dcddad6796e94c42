/* The scanner driver "pipe": a FIFO into which programs that read codes (zbarcam) write lines; each line is one scan. */
#ifndef PACKWRIGHT_SCANNER_PIPE_H
#define PACKWRIGHT_SCANNER_PIPE_H

#include "packwright/scanner.h"

extern const struct pw_scanner_impl pw_scanner_pipe;

#endif
