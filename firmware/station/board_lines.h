/* The lines of an order, for the screen. */
#ifndef PACKWRIGHT_STATION_BOARD_LINES_H
#define PACKWRIGHT_STATION_BOARD_LINES_H

#include "station/station.h"

#include <jansson.h>

/**
 * Lines into lines, units and verified into out. box: whose components that make no whole kit are told with their line, 0 for
 * none.
 *
 * Thread:    the station's.
 * Errors:    the store's.
 */
PW_MUST_CHECK bool pw_board_lines(struct pw_station *station, int64_t order, int64_t box, json_t *out, json_t *lines,
                                  struct pw_error *err);

#endif
