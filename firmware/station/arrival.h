/*
 * Orders that match a [rule ...] of the configuration print when they arrive: a slip for picking, say. Each once: what was
 * printed for a rule is known by the job, and a rule that is new begins with the orders that come after it.
 */
#ifndef PACKWRIGHT_STATION_ARRIVAL_H
#define PACKWRIGHT_STATION_ARRIVAL_H

#include "station/station.h"

extern const struct pw_key pw_arrival_keys[];

/**
 * Queue what new orders are to print, in a transaction of its own. Cheap when there is no rule and when nothing came.
 *
 * Thread: the station's.
 */
void pw_arrivals_queue(struct pw_station *station);
/** Errors: PW_ERR_CONFIG: a rule whose document nobody prints. Thread: any. */
PW_MUST_CHECK bool pw_arrivals_check(const struct pw_station *station, struct pw_error *err);

#endif
