/* What the screen shows, as one JSON document (kiosk/kiosk.h says which). Reads the store; no buyer's data but the open order's
 * name. */
#ifndef PACKWRIGHT_BOARD_H
#define PACKWRIGHT_BOARD_H

#include "station/station.h"

/* What the loop's side knows and the store doesn't: appended to the board as it is. */
struct pw_board_device {
    char kind[12], name[40], state[16], words[160];
};

/**
 * Write the board of one lane.
 *
 * Thread:    the station's.
 * Errors:    the store's; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_board_write(struct pw_station *station, const char *lane, const struct pw_board_device *devices,
                                  size_t device_count, struct pw_buf *out, struct pw_error *err);

#endif
