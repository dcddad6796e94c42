/* The state of a station that runs on this machine, as its page shows it. */
#ifndef PACKWRIGHT_STATIONPAGE_H
#define PACKWRIGHT_STATIONPAGE_H

#include <jansson.h>

/**
 * Ask the page at this address, for two seconds at most. NULL: nobody answers there, or no station.
 *
 * Ownership: the caller's, json_decref.
 * Thread:    any; it blocks.
 */
json_t *pw_station_page_state(const char *listen);

#endif
