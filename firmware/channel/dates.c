/* Dates as shops write them. */
#include "channel/order_file.h"
#include "packwright/clock.h"

#include <stdio.h>
#include <strings.h>

static int digits(const char **p, int most)
{
    int n = 0, count = 0;
    for (; count < most && **p >= '0' && **p <= '9'; count++, (*p)++)
        n = n * 10 + (**p - '0');
    return count == 0 ? -1 : n;
}

/* "15:04", "15:04:05", "3:04 PM", and whatever offset follows, as ISO writes it. */
static bool rest(const char *p, int *ret_hour, int *ret_minute, int *ret_second, const char **ret_offset)
{
    p += strspn(p, " ,T");
    *ret_hour = digits(&p, 2);
    if (*ret_hour < 0 || *p++ != ':')
        return false;
    *ret_minute = digits(&p, 2);
    *ret_second = 0;
    if (*ret_minute < 0)
        return false;
    if (*p == ':') {
        p++;
        *ret_second = digits(&p, 2);
        if (*ret_second < 0)
            return false;
    }
    p += strspn(p, " ");
    if (strncasecmp(p, "am", 2) == 0 || strncasecmp(p, "pm", 2) == 0) {
        if (*ret_hour < 1 || *ret_hour > 12)
            return false;
        *ret_hour = *ret_hour % 12 + (*p == 'p' || *p == 'P' ? 12 : 0);
        p += 2 + strspn(p + 2, " ");
    }
    *ret_offset = strcmp(p, "UTC") == 0 || strcmp(p, "GMT") == 0 ? "Z" : p;
    return true;
}

bool pw_date_parse(const char *text, enum pw_date_form form, bool end_of_day, int64_t *ret_us)
{
    char iso[64];
    const char *p = text, *offset = "";
    int hour = 0, minute = 0, second = 0;
    if (form == PW_DATE_ISO) {
        if (!pw_time_parse(text, ret_us))
            return false;
        if (end_of_day && strlen(text) == 10)
            *ret_us += INT64_C(86399) * 1000000;
        return true;
    }
    int first = digits(&p, 2);
    char separator = *p;
    if (first < 0 || (separator != '.' && separator != '/' && separator != '-'))
        return false;
    p++;
    int second_part = digits(&p, 2);
    if (second_part < 0 || *p++ != separator)
        return false;
    const char *year_at = p;
    int year = digits(&p, 4);
    if (p - year_at == 2)
        year += 2000;
    else if (p - year_at != 4)
        return false;
    bool dated = *p == '\0';
    if (!dated && !rest(p, &hour, &minute, &second, &offset))
        return false;
    if (strlen(offset) > 8)
        return false;
    int day = form == PW_DATE_DMY ? first : second_part;
    int month = form == PW_DATE_DMY ? second_part : first;
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, day, hour, minute, second, offset);
    if (!pw_time_parse(iso, ret_us))
        return false;
    if (dated && end_of_day)
        *ret_us += INT64_C(86399) * 1000000;
    return true;
}
