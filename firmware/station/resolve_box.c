#include "station/resolve_box.h"

bool pw_box_closes(const struct pw_state *state, const struct pw_event *event)
{
    if (event->kind != PW_EVENT_SCAN || state->phase != PW_PHASE_PACKING)
        return false;
    const struct pw_command_info *info = pw_command_info(event->meaning.command);
    return event->meaning.command == PW_COMMAND_NEXT_BOX || (state->pending == PW_PENDING_SHORT && info != NULL && info->reason);
}
