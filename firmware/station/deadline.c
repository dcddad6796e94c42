#include "station/deadline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { DAYS_BACK = 31 };
#define UNKNOWN_US INT64_C(9000000000000000)

static const char *const day_words[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };

const struct pw_key pw_cutoff_keys[] = {
    { "carrier", PW_KEY_TEXT, NULL, NULL, 0, 0, "whose pickup it is, as the station's carrier is spelt" },
    { "days", PW_KEY_TEXT, "mon-fri", NULL, 0, 0, "of the week: mon-fri, or mon, wed, sat" },
    { "time", PW_KEY_TEXT, "17:00", NULL, 0, 0,
      "of the day, in the station's time zone: what is packed later waits for the next" },
    { "holidays", PW_KEY_TEXT, "", NULL, 0, 0, "days without it: 2026-12-25, 2027-01-01" },
    { 0 },
};

static int day_of(const char *word, size_t len)
{
    for (int i = 0; len == 3 && i < 7; i++)
        if (strncasecmp(day_words[i], word, 3) == 0)
            return i;
    return -1;
}

static bool read_days(const char *text, unsigned *ret_days)
{
    *ret_days = 0;
    for (const char *p = text; *p != '\0';) {
        p += strspn(p, ", \t");
        size_t len = strcspn(p, ", \t");
        if (len == 0)
            break;
        int from = day_of(p, len < 3 ? len : 3), to = len == 7 && p[3] == '-' ? day_of(p + 4, 3) : from;
        if (from < 0 || to < 0 || (len != 3 && len != 7))
            return false;
        for (int d = from;; d = (d + 1) % 7) {
            *ret_days |= 1u << d;
            if (d == to)
                break;
        }
        p += len;
    }
    return *ret_days != 0;
}

static bool digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

static bool read_time(const char *text, int *ret_minute)
{
    if (strlen(text) != 5 || !digits(text, 2) || text[2] != ':' || !digits(text + 3, 2))
        return false;
    int h = atoi(text), m = atoi(text + 3);
    *ret_minute = h * 60 + m;
    return h < 24 && m < 60;
}

static bool read_holidays(const char *text, struct pw_cutoff *c)
{
    for (const char *p = text; *p != '\0';) {
        p += strspn(p, ", \t");
        size_t len = strcspn(p, ", \t");
        if (len == 0)
            break;
        if (len != 10 || !digits(p, 4) || p[4] != '-' || !digits(p + 5, 2) || p[7] != '-' || !digits(p + 8, 2) ||
            c->holiday_count == PW_HOLIDAYS)
            return false;
        int month = atoi(p + 5), day = atoi(p + 8);
        if (month < 1 || month > 12 || day < 1 || day > 31)
            return false;
        c->holidays[c->holiday_count++] = (int32_t)(atoi(p) * 10000 + month * 100 + day);
        p += len;
    }
    return true;
}

bool pw_cutoffs_read(const struct pw_config *config, struct pw_cutoffs *ret_cutoffs, struct pw_error *err)
{
    const struct pw_section *s;
    *ret_cutoffs = (struct pw_cutoffs){ 0 };
    for (size_t i = 0; (s = pw_config_nth(config, "cutoff", i)) != NULL; i++) {
        if (i == PW_CUTOFFS)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: there are more than %d [cutoff NAME]", s->file, s->line, PW_CUTOFFS);
        struct pw_cutoff *c = &ret_cutoffs->cutoff[ret_cutoffs->count++];
        const char *carrier = pw_section_get(s, "carrier"), *days = pw_section_get(s, "days"), *time = pw_section_get(s, "time"),
                   *holidays = pw_section_get(s, "holidays"), *wrong = NULL;
        if (carrier == NULL || *carrier == '\0')
            wrong = "carrier: name the carrier whose pickup it is";
        else if (!read_days(days, &c->days))
            wrong = "days: must be days such as mon-fri, or mon, wed, sat";
        else if (!read_time(time, &c->minute))
            wrong = "time: must be a time of day such as 17:00";
        else if (!read_holidays(holidays, c))
            wrong = "holidays: must be up to 64 dates such as 2026-12-25";
        if (wrong != NULL)
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [cutoff %s] %s", s->file, s->line, s->name, wrong);
        snprintf(c->carrier, sizeof c->carrier, "%s", carrier);
    }
    return true;
}

static bool is_holiday(const struct pw_cutoff *c, const struct tm *day)
{
    int32_t date = (int32_t)((day->tm_year + 1900) * 10000 + (day->tm_mon + 1) * 100 + day->tm_mday);
    for (size_t i = 0; i < c->holiday_count; i++)
        if (c->holidays[i] == date)
            return true;
    return false;
}

/* The moment that a local day's clock shows this minute; noon finds the day, for each day has one. */
static int64_t moment(const struct tm *day, int minute)
{
    struct tm standard = *day, summer = *day;
    standard.tm_hour = summer.tm_hour = minute / 60;
    standard.tm_min = summer.tm_min = minute % 60;
    standard.tm_sec = summer.tm_sec = 0;
    standard.tm_isdst = -1;
    time_t at = mktime(&standard);
    if (standard.tm_hour * 60 + standard.tm_min != minute) { /* skipped: as far after midnight as the clock would have shown */
        struct tm midnight = *day;
        midnight.tm_hour = midnight.tm_min = midnight.tm_sec = 0;
        midnight.tm_isdst = -1;
        return ((int64_t)mktime(&midnight) + (int64_t)minute * 60) * 1000000;
    }
    summer.tm_isdst = 1;
    time_t early = mktime(&summer); /* of an hour that is there twice, the first is the one with summer time */
    if (early < at && summer.tm_hour * 60 + summer.tm_min == minute && summer.tm_isdst > 0)
        at = early;
    return (int64_t)at * 1000000;
}

static int64_t last_pickup(const struct pw_cutoff *c, int64_t ship_by_us)
{
    time_t end = (time_t)(ship_by_us / 1000000);
    struct tm first;
    if (localtime_r(&end, &first) == NULL)
        return INT64_MIN;
    for (int back = 0; back <= DAYS_BACK; back++) {
        struct tm day = first;
        day.tm_mday -= back;
        day.tm_hour = 12;
        day.tm_min = day.tm_sec = 0;
        day.tm_isdst = -1;
        if (mktime(&day) == (time_t)-1)
            return INT64_MIN;
        int64_t at = moment(&day, c->minute);
        if ((c->days >> day.tm_wday & 1u) != 0 && !is_holiday(c, &day) && at <= ship_by_us)
            return at;
    }
    return INT64_MIN;
}

int64_t pw_deadline(const struct pw_cutoffs *cutoffs, const char *carrier, int64_t ship_by_us)
{
    int64_t last = INT64_MIN;
    if (ship_by_us <= 0 || ship_by_us >= UNKNOWN_US)
        return ship_by_us;
    for (size_t i = 0; i < cutoffs->count; i++) {
        int64_t at =
            strcasecmp(cutoffs->cutoff[i].carrier, carrier) == 0 ? last_pickup(&cutoffs->cutoff[i], ship_by_us) : INT64_MIN;
        last = at > last ? at : last;
    }
    return last == INT64_MIN ? ship_by_us : last;
}
