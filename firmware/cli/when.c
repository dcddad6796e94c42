#include "cli/when.h"

#include "cli/cli.h"
#include "packwright/clock.h"

#include <string.h>
#include <time.h>

bool pw_cli_when_take(const char *command, const char *option, const char *text, bool end, struct pw_cli_when *ret_when)
{
    struct pw_cli_when when = { .is_day = strlen(text) == 10, .given = true };
    if (!pw_time_parse(text, &when.us)) {
        pw_cli_usage(command, "--%s %s: must be a date such as 2026-11-22 or 2026-11-22T15:04:05Z", option, text);
        return false;
    }
    if (end)
        when.us += when.is_day ? INT64_C(86400000000) : 1;
    *ret_when = when;
    return true;
}

int64_t pw_cli_when_us(const struct pw_cli_when *when, int64_t otherwise)
{
    time_t seconds = (time_t)(when->us / 1000000);
    struct tm day;
    if (!when->given)
        return otherwise;
    if (!when->is_day || gmtime_r(&seconds, &day) == NULL)
        return when->us;
    day.tm_isdst = -1;
    return (int64_t)mktime(&day) * 1000000;
}

int64_t pw_cli_midnight(int64_t us, int days)
{
    time_t seconds = (time_t)(us / 1000000);
    struct tm day;
    if (localtime_r(&seconds, &day) == NULL)
        return us;
    day.tm_mday += days;
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_isdst = -1;
    return (int64_t)mktime(&day) * 1000000;
}

void pw_cli_local(int64_t us, enum pw_cli_form form, char out[40])
{
    time_t seconds = (time_t)(us / 1000000);
    struct tm tm;
    *out = '\0';
    if (localtime_r(&seconds, &tm) == NULL)
        return;
    size_t len = form == PW_CLI_DAY    ? strftime(out, 40, "%Y-%m-%d", &tm)
                 : form == PW_CLI_HOUR ? strftime(out, 40, "%Y-%m-%d %H:00 %z", &tm)
                                       : strftime(out, 40, "%Y-%m-%d %H:%M:%S", &tm);
    if (len == 0)
        *out = '\0';
}
