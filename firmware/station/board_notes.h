/* The notes of the open order, and of the article that is in the hand or next, for the screen. */
#ifndef PACKWRIGHT_STATION_BOARD_NOTES_H
#define PACKWRIGHT_STATION_BOARD_NOTES_H

#include "station/state.h"
#include "station/station.h"

#include <jansson.h>

/** [{kind, title, text, of, read, wanted}], whole texts; wanted: it is to be read, and isn't. Thread: the station's. */
json_t *pw_board_notes(struct pw_station *station, const char *lane, const struct pw_state *state, struct pw_error *err);

#endif
