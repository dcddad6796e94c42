/* The press that all labels share: its fonts are open once. */
#ifndef PACKWRIGHT_LABEL_PRESS_H
#define PACKWRIGHT_LABEL_PRESS_H

#include "document/label.h"
#include "document/press.h"

/** Borrowed. */
struct pw_press *pw_label_press_sheet(struct pw_label_press *press);

#endif
