/* The dates of --from and --to: a date alone is the whole day where the bench stands, however many hours it has. */
#ifndef PACKWRIGHT_CLI_WHEN_H
#define PACKWRIGHT_CLI_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One end of a range as it was asked for. The zone is known only when the configuration is. */
struct pw_cli_when {
    int64_t us;
    bool is_day; /* us is the midnight of UTC */
    bool given;
};

/** Take an option's text. False: complained, and the exit status is PW_EXIT_USAGE. */
bool pw_cli_when_take(const char *command, const char *option, const char *text, bool end, struct pw_cli_when *ret_when);
/** Microseconds, in the zone that pw_cli_timezone set; the end of a range is the first that isn't in it. */
int64_t pw_cli_when_us(const struct pw_cli_when *when, int64_t otherwise);
/** The first moment of the day that us is in, days later. */
int64_t pw_cli_midnight(int64_t us, int days);

enum pw_cli_form {
    PW_CLI_DAY,    /* 2026-11-22 */
    PW_CLI_HOUR,   /* 2026-11-22 15:00 -0800: the hour that is there twice has two names */
    PW_CLI_SECOND, /* 2026-11-22 15:04:05 */
};
/** A moment in that zone. */
void pw_cli_local(int64_t us, enum pw_cli_form form, char out[40]);

#endif
