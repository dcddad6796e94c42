#include "station/unit.h"

#include "packwright/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int pw_unit_has(const struct pw_unit *unit)
{
    return (unit->serial[0] != '\0' ? PW_CAPTURE_SERIAL : 0) | (unit->lot[0] != '\0' ? PW_CAPTURE_LOT : 0) |
           (unit->expiry[0] != '\0' ? PW_CAPTURE_EXPIRY : 0) | (unit->code[0] != '\0' ? PW_CAPTURE_CODE : 0);
}

static bool is_ascii(const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c <= ' ' || *c >= 0x7F)
            return false;
    return true;
}

static int number_of(const char *digits, size_t count)
{
    int n = 0;
    for (size_t i = 0; i < count; i++)
        n = n * 10 + (digits[i] - '0');
    return n;
}

static bool all_digits(const char *text, size_t count)
{
    return strspn(text, "0123456789") >= count;
}

int64_t pw_days_between(const char *from, const char *to)
{
    const char *const dates[2] = { from, to };
    int64_t days[2];
    for (int i = 0; i < 2; i++) {
        if (strlen(dates[i]) != 10)
            return 0;
        days[i] = pw_days_from_civil(number_of(dates[i], 4), number_of(dates[i] + 5, 2), number_of(dates[i] + 8, 2));
    }
    return days[1] - days[0];
}

bool pw_expiry_parse(const char *text, const char *today, char ret_iso[11])
{
    int year, month, day;
    size_t len = strlen(text);
    if (strlen(today) == 10 && len == 6 && all_digits(text, 6))
        return pw_gs1_date(pw_bytes_str(text), number_of(today, 4), ret_iso);
    if (len == 8 && all_digits(text, 8)) {
        year = number_of(text, 4);
        month = number_of(text + 4, 2);
        day = number_of(text + 6, 2);
    } else if (len == 10 && text[4] == '-' && text[7] == '-' && all_digits(text, 4) && all_digits(text + 5, 2) &&
               all_digits(text + 8, 2)) {
        year = number_of(text, 4);
        month = number_of(text + 5, 2);
        day = number_of(text + 8, 2);
    } else {
        return false;
    }
    int y, m, d;
    if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    pw_civil_from_days(pw_days_from_civil(year, month, day), &y, &m, &d);
    if (m != month || d != day)
        return false;
    (void)snprintf(ret_iso, 11, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
    return true;
}

/* Those of the fields that are in which; what is known already stays. */
static int take_fields(const struct pw_meaning *m, int which, const char *today, struct pw_unit *unit)
{
    int before = pw_unit_has(unit);
    which &= ~before;
    if ((which & PW_CAPTURE_SERIAL) != 0)
        snprintf(unit->serial, sizeof unit->serial, "%s", m->serial);
    if ((which & PW_CAPTURE_LOT) != 0)
        snprintf(unit->lot, sizeof unit->lot, "%s", m->lot);
    if ((which & PW_CAPTURE_EXPIRY) != 0 && m->expiry[0] != '\0')
        (void)pw_expiry_parse(m->expiry, today, unit->expiry);
    return pw_unit_has(unit) & ~before;
}

/* A code in a form that nothing else has, or that names the article and the one unit of it. */
static bool is_unit_code(const struct pw_meaning *m)
{
    return m->transparency == PW_TRANSPARENCY_AZ || m->transparency == PW_TRANSPARENCY_SGTIN ||
           (m->transparency == PW_TRANSPARENCY_URL && m->serial[0] != '\0');
}

static int take_code(const struct pw_meaning *m, struct pw_unit *unit)
{
    if (m->transparency == PW_TRANSPARENCY_NONE || !is_ascii(m->text)) /* one that was cut ends in a sign that isn't */
        return 0;
    snprintf(unit->code, sizeof unit->code, "%s", m->text);
    return PW_CAPTURE_CODE;
}

void pw_unit_read(const struct pw_meaning *m, int64_t wants, const char *today, struct pw_unit *unit)
{
    int which = PW_CAPTURE_SERIAL | PW_CAPTURE_LOT | PW_CAPTURE_EXPIRY;
    if ((wants & PW_CAPTURE_CODE) != 0 && is_unit_code(m)) {
        (void)take_code(m, unit);
        which &= ~PW_CAPTURE_SERIAL; /* it is the code's, not the maker's */
    }
    (void)take_fields(m, which, today, unit);
}

int pw_unit_answer(const struct pw_meaning *m, int64_t wants, int asked, const char *today, struct pw_unit *unit)
{
    int open = (int)wants & ~pw_unit_has(unit), took = 0;
    if ((open & PW_CAPTURE_CODE) != 0 && (is_unit_code(m) || asked == PW_CAPTURE_CODE))
        took = take_code(m, unit);
    if ((took & PW_CAPTURE_CODE) != 0)
        open &= ~PW_CAPTURE_SERIAL;
    if (m->gs1)
        return took | take_fields(m, open, today, unit);
    if (took != 0)
        return took;
    bool fits = strlen(m->text) < PW_UNIT_TEXT && m->text[0] != '\0' && m->transparency != PW_TRANSPARENCY_URL;
    if (asked == PW_CAPTURE_SERIAL && fits)
        snprintf(unit->serial, sizeof unit->serial, "%s", m->text);
    else if (asked == PW_CAPTURE_LOT && fits)
        snprintf(unit->lot, sizeof unit->lot, "%s", m->text);
    else if (asked != PW_CAPTURE_EXPIRY || !pw_expiry_parse(m->text, today, unit->expiry))
        return 0;
    return asked;
}
