/*
 * Until when an order must be packed: its ship-by time, or the last pickup of its carrier before that. Pickups are [cutoff NAME]
 * sections: a carrier, days of the week, a time of day in the station's time zone, and holidays on which there is none.
 *
 * Until an order is packed its carrier is the station's. All its orders have the same pickups then, so their deadlines come in
 * the order of their ship-by times, and the store's index of those finds the first one.
 */
#ifndef PACKWRIGHT_DEADLINE_H
#define PACKWRIGHT_DEADLINE_H

#include "config.h"

enum { PW_CUTOFFS = 16, PW_HOLIDAYS = 64 };

struct pw_cutoff {
    char carrier[50];
    unsigned days;                 /* bit 0: Sunday */
    int minute;                    /* of the day */
    int32_t holidays[PW_HOLIDAYS]; /* 20261225 */
    size_t holiday_count;
};

struct pw_cutoffs {
    struct pw_cutoff cutoff[PW_CUTOFFS];
    size_t count;
};

extern const struct pw_key pw_cutoff_keys[];

/**
 * Read the [cutoff NAME] sections.
 *
 * Errors:    PW_ERR_CONFIG names the section and what is wrong in it.
 * Thread:    any.
 */
PW_MUST_CHECK bool pw_cutoffs_read(const struct pw_config *config, struct pw_cutoffs *ret_cutoffs, struct pw_error *err);

/**
 * The last pickup of the carrier that is not after ship_by_us; ship_by_us itself where it has none within the month before, or is
 * unknown. The time zone is the process's (TZ). A time of day that a clock change skips is read as the same distance after
 * midnight; of one that comes twice the first counts.
 */
int64_t pw_deadline(const struct pw_cutoffs *cutoffs, const char *carrier, int64_t ship_by_us);

#endif
