/* The one day that is lived, and looks into its store. */
#include "simulator/day_model.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

struct day day;

const char *const day_skus[SKUS] = { "APPLE", "PEAR", "PLUM", "FIG", "SET" };
const struct day_code day_codes[CODES] = { { "APPLE", 0, 1 },         { "PEAR", 1, 1 },          { "PLUM", 2, 1 },
                                           { "FIG", 3, 1 },           { "4006381333931", 0, 1 }, { "14006381333938", 0, 2 },
                                           { "4012345123456", 1, 1 }, { "SET", DAY_SET, 1 },     { "NOBODY", -1, 1 } };
const char *const day_numbers[2] = { "1Z5R89390357567127", "XQ77-ZZ-1" };
const struct day_packer day_packers[PACKERS] = { { 0, "north", "1" }, { 0, "north", "2" }, { 1, "south", "1" } };

uint32_t day_rnd(uint32_t *rng, uint32_t n)
{
    *rng ^= *rng << 13, *rng ^= *rng >> 17, *rng ^= *rng << 5;
    return *rng % n; /* NOLINT(clang-analyzer-core.DivideZero) n is never 0 */
}

PW_PRINTF(1, 2) void day_broke(const char *fmt, ...)
{
    va_list ap;
    if (day.report->promise[0] != '\0')
        return;
    va_start(ap, fmt);
    vsnprintf(day.report->promise, sizeof day.report->promise, fmt, ap);
    va_end(ap);
}

struct pw_db *day_db(void)
{
    return day.station[0]->db;
}

int64_t day_number(const char *sql, int64_t argument)
{
    struct pw_error err = { 0 };
    int64_t n = 0;
    bool takes = strstr(sql, "$1") != NULL;
    if (!(takes ? pw_db_number(day_db(), &err, &n, sql, "i", argument) : pw_db_number(day_db(), &err, &n, sql, "")))
        pw_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.text);
    return n;
}

bool day_text_of(const char *sql, int64_t argument, char *out, size_t size)
{
    struct pw_error err = { 0 };
    struct pw_stmt *s = pw_db_query(day_db(), &err, sql, strstr(sql, "$1") != NULL ? "i" : "", argument);
    if (s == NULL)
        pw_test_fail(__FILE__, __LINE__, "%s: %s", sql, err.text);
    bool found = pw_stmt_step(s, &err) == PW_ROW;
    snprintf(out, size, "%s", found ? pw_stmt_text(s, 0) : "");
    pw_stmt_done(s);
    return found;
}

/* The store's order 1 is ours of index 0: they are imported in this order into an empty store. */
struct model_order *day_order_of(int64_t id)
{
    return id >= 1 && id <= (int64_t)day.orders ? &day.order[id - 1] : NULL;
}

struct model_parcel *day_parcel_of(int64_t id)
{
    for (size_t i = 0; i < day.parcels; i++)
        if (day.parcel[i].id == id)
            return &day.parcel[i];
    if (day.parcels == PARCELS) {
        day_broke("from here nobody gets back to work: one parcel after the other");
        return &day.parcel[PARCELS - 1];
    }
    day.parcel[day.parcels] = (struct model_parcel){ .id = id };
    return &day.parcel[day.parcels++];
}

int day_line_of(const struct model_order *o, const char *sku)
{
    for (int i = 0; i < o->lines; i++)
        if (strcmp(day_skus[o->line[i].sku], sku) == 0)
            return i;
    return -1;
}
