#include "packwright/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t system_mono(const struct pw_clock *clock)
{
    (void)clock;
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t system_wall(const struct pw_clock *clock)
{
    (void)clock;
    return read_clock(CLOCK_REALTIME);
}

const struct pw_clock pw_clock_system = { .mono_us = system_mono, .wall_us = system_wall };

static int64_t fixed_mono(const struct pw_clock *clock)
{
    return ((const struct pw_clock_fixed *)(const void *)clock)->mono_us;
}

static int64_t fixed_wall(const struct pw_clock *clock)
{
    return ((const struct pw_clock_fixed *)(const void *)clock)->wall_us;
}

void pw_clock_fixed_init(struct pw_clock_fixed *clock, int64_t wall_us)
{
    *clock = (struct pw_clock_fixed){ .base = { fixed_mono, fixed_wall }, .wall_us = wall_us };
}

void pw_clock_fixed_advance(struct pw_clock_fixed *clock, int64_t us)
{
    clock->mono_us += us;
    clock->wall_us += us;
}

/* Howard Hinnant's civil calendar algorithms (public domain): exact for the proleptic Gregorian calendar. */
int64_t pw_days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void pw_civil_from_days(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *ret_year = (int)(yoe + era * 400 + (*ret_month <= 2));
}

/* Exactly digits digits, or -1. */
static int number(const char **p, int digits)
{
    int n = 0;
    for (int i = 0; i < digits; i++, (*p)++) {
        if (**p < '0' || **p > '9')
            return -1;
        n = n * 10 + (**p - '0');
    }
    return n;
}

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* "Z", "+hh:mm", "-hhmm", "+hh", or nothing; seconds east of UTC. */
static bool parse_offset(const char **p, int *ret_seconds)
{
    if (**p == 'Z' || **p == 'z') {
        (*p)++;
        *ret_seconds = 0;
        return true;
    }
    if (**p == '\0') {
        *ret_seconds = 0;
        return true;
    }
    if (**p != '+' && **p != '-')
        return false;
    int sign = *(*p)++ == '-' ? -1 : 1;
    int hours = number(p, 2), minutes = 0;
    if (**p == ':')
        (*p)++;
    if (**p != '\0')
        minutes = number(p, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
        return false;
    *ret_seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool pw_time_parse(const char *text, int64_t *ret_us)
{
    const char *p = text;
    int year = number(&p, 4);
    if (year < 0 || *p++ != '-')
        return false;
    int month = number(&p, 2);
    if (month < 1 || month > 12 || *p++ != '-')
        return false;
    int day = number(&p, 2);
    if (day < 1 || day > days_in(year, month))
        return false;
    int hour = 0, minute = 0, second = 0, offset = 0;
    int64_t fraction = 0;
    if (*p != '\0') {
        if (*p != 'T' && *p != 't' && *p != ' ')
            return false;
        p++;
        hour = number(&p, 2);
        if (hour < 0 || hour > 23 || *p++ != ':')
            return false;
        minute = number(&p, 2);
        if (minute < 0 || minute > 59)
            return false;
        if (*p == ':') {
            p++;
            second = number(&p, 2);
            if (second < 0 || second > 60)
                return false;
            if (*p == '.') {
                int64_t scale = 100000;
                p++;
                if (*p < '0' || *p > '9')
                    return false;
                for (; *p >= '0' && *p <= '9'; p++, scale /= 10)
                    fraction += (*p - '0') * scale;
            }
        }
        if (!parse_offset(&p, &offset))
            return false;
    }
    if (*p != '\0')
        return false;
    int64_t seconds = pw_days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    *ret_us = seconds * 1000000 + fraction;
    return true;
}

void pw_time_format(int64_t us, char out[21])
{
    int64_t seconds = us >= 0 ? us / 1000000 : -((-us + 999999) / 1000000);
    int64_t days = seconds >= 0 ? seconds / 86400 : -((-seconds + 86399) / 86400);
    int64_t rest = seconds - days * 86400;
    int year, month, day;
    pw_civil_from_days(days, &year, &month, &day);
    char text[64];
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, (int)(rest / 3600), (int)(rest / 60 % 60),
             (int)(rest % 60));
    memcpy(out, text, 20);
    out[20] = '\0';
}
