/* What resolve looks up of an order's boxes. */
#ifndef PACKWRIGHT_RESOLVE_BOX_H
#define PACKWRIGHT_RESOLVE_BOX_H

#include "station/event.h"
#include "station/state.h"

/** True if this event closes the open box with what is in it, though units may be to come. Thread: any. */
bool pw_box_closes(const struct pw_state *state, const struct pw_event *event);

#endif
