/* Time as an argument: durations are monotonic microseconds, wall time is only stored or shown. */
#ifndef PACKWRIGHT_CLOCK_H
#define PACKWRIGHT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct pw_clock {
    int64_t (*mono_us)(const struct pw_clock *clock);
    int64_t (*wall_us)(const struct pw_clock *clock); /* microseconds since 1970-01-01 UTC */
};

/** The machine's own clocks (CLOCK_MONOTONIC, CLOCK_REALTIME). Thread: any. */
extern const struct pw_clock pw_clock_system;

/** A clock that stands still until it is moved; for tests and the simulator. */
struct pw_clock_fixed {
    struct pw_clock base;
    int64_t mono_us, wall_us;
};
void pw_clock_fixed_init(struct pw_clock_fixed *clock, int64_t wall_us);
void pw_clock_fixed_advance(struct pw_clock_fixed *clock, int64_t us);

/**
 * ISO 8601 date-time with offset to microseconds since 1970 UTC, and back.
 *
 * Takes "2018-07-24T23:36:18+00:00", "-07:00", "Z", fractions of a second, a space instead of the T, and a date alone
 * (midnight UTC). Returns false for anything else, also for 30 February.
 */
bool pw_time_parse(const char *text, int64_t *ret_us);
/** "2026-11-22T15:04:05Z" into out, at least 21 bytes. */
void pw_time_format(int64_t us, char out[21]);
/** Days since 1970-01-01 of a civil date (proleptic Gregorian), and back. */
int64_t pw_days_from_civil(int year, int month, int day);
void pw_civil_from_days(int64_t days, int *ret_year, int *ret_month, int *ret_day);

#endif
