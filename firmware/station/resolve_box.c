#include "station/resolve_box.h"

bool pw_box_closes(const struct pw_state *state, const struct pw_event *event)
{
    return event->kind == PW_EVENT_SCAN && state->phase == PW_PHASE_PACKING && event->meaning.command == PW_COMMAND_NEXT_BOX;
}
