/*
 * Random days: see day.h. A seed is a day; a day that breaks a promise is made as short as it can be and printed.
 *
 * $PACKWRIGHT_PARCELS: days until so many parcels have left (1000000: hours of one core). $PACKWRIGHT_SEED: the first day (1),
 * and with $PACKWRIGHT_PARCELS=0 that day alone, held against the model after each step.
 */
#include "simulator/day.h"
#include "store/db.h"
#include "test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PARCELS = 500, EVERY = 40 };

static int64_t asked(const char *variable, int64_t otherwise)
{
    const char *text = getenv(variable);
    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static void fail(uint32_t seed, struct day_steps *steps, const char *dir, const char *promise)
{
    char kept[200], room[120];
    struct day_report report;
    snprintf(kept, sizeof kept, "%s", promise);
    if (asked("PACKWRIGHT_SHRINK", 1) == 0)
        pw_test_fail(__FILE__, __LINE__, "seed %u: %s", seed, kept);
    day_shrink(seed, steps, dir, kept);
    fprintf(stderr, "seed %u, %zu steps:\n", seed, steps->count);
    for (size_t i = 0; i < steps->count; i++)
        fprintf(stderr, "    %s\n", day_step_text(&steps->step[i], room, sizeof room));
    day_live(seed, steps, dir, 1, true, &report);
    pw_test_fail(__FILE__, __LINE__, "seed %u: %s; %zu steps are left of the day, above", seed, kept, steps->count);
}

TEST(no_promise_breaks_on_random_days)
{
    static struct day_steps steps;
    struct day_report report, all = { .promise = "" };
    const char *dir = pw_test_tmp();
    day_alone();
    pw_db_sqlite_vfs = "memdb"; /* SQLite's own: a file in memory that a process's connections share; the disk is the crash's */
    int64_t most = asked("PACKWRIGHT_PARCELS", PARCELS);
    uint32_t first = (uint32_t)asked("PACKWRIGHT_SEED", 1), seed = first;
    clock_t begin = clock();
    do {
        day_make(seed, &steps);
        day_live(seed, &steps, dir, most == 0 ? 1 : EVERY, false, &report);
        if (report.promise[0] != '\0')
            fail(seed, &steps, dir, report.promise);
        all.parcels += report.parcels;
        all.scans += report.scans;
        all.units += report.units;
        all.documents += report.documents;
        all.captured += report.captured;
        all.vouched += report.vouched;
        all.signed_in += report.signed_in;
        all.components += report.components;
        all.notes += report.notes;
        seed++;
    } while (all.parcels < most);
    double spent = (double)(clock() - begin) / CLOCKS_PER_SEC;
    printf("# storm: days %u to %u, %" PRId64 " parcels left, %" PRId64 " units, %" PRId64 " scans, %" PRId64
           " documents; %.0f parcels a second of one core\n# %" PRId64 " units with what was captured of them, %" PRId64
           " for which a person's word stands, %" PRId64 " components of kits, %" PRId64 " notes read, %" PRId64 " times somebody"
           " signed in\n",
           first, seed - 1, all.parcels, all.units, all.scans, all.documents, spent > 0 ? (double)all.parcels / spent : 0,
           all.captured, all.vouched, all.components, all.notes, all.signed_in);
}
