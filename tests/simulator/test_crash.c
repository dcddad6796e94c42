/*
 * Random days (day.h) on a disk that loses power (fault/power_vfs.h), at each of its writes and syncs once: what was not synced
 * is lost, torn, out of order. After each cut the stations start again, and what was acknowledged must be there.
 *
 * $PACKWRIGHT_CUTS: so many cuts, at each operation of as many days as that takes (100000: an hour or less); without it some
 * hundred of one day. $PACKWRIGHT_SEED: the first day (1).
 */
#include "fault/power_vfs.h"
#include "simulator/day.h"
#include "store/db.h"
#include "test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEPS = 60, FEW = 150, STRIDE = 17, ACKS = 400 };

static struct cut_day {
    uint32_t seed;
    struct day_steps steps;
    char dir[260];
    struct day_ack acks[ACKS];
    size_t said;
} c;

static void child(void *user, int say_fd)
{
    struct day_report report;
    (void)user;
    pw_db_sqlite_vfs = "power";
    day_live_on(c.seed, &c.steps, STEPS, c.dir, say_fd, &report);
    if (report.promise[0] != '\0') {
        fprintf(stderr, "seed %u, before the cut: %s\n", c.seed, report.promise);
        _exit(1);
    }
}

static void prepare(void *user)
{
    (void)user;
    day_prepare(c.seed, c.dir);
}

static void after_cut(void *user)
{
    const int64_t *fuse = user;
    struct day_report report;
    day_after_cut(c.seed, c.dir, c.acks, c.said, &report);
    if (report.promise[0] != '\0')
        pw_test_fail(__FILE__, __LINE__, "seed %u, cut %" PRId64 ": %s", c.seed, *fuse, report.promise);
}

static void name_of(const char *file, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", c.dir, file);
}

static void put_back(const char *data, size_t len)
{
    static const char *const ends[] = { "day.db-wal", "day.db-shm", "day.db-journal" };
    char path[320];
    for (size_t i = 0; i < PW_COUNT(ends); i++) {
        name_of(ends[i], path, sizeof path);
        unlink(path);
    }
    name_of("day.db", path, sizeof path);
    FILE *f = fopen(path, "wb");
    CHECK(f != NULL && fwrite(data, 1, len, f) == len && fclose(f) == 0);
}

TEST(what_was_acknowledged_is_there_whenever_the_power_goes)
{
    const char *asked = getenv("PACKWRIGHT_CUTS"), *first = getenv("PACKWRIGHT_SEED");
    int64_t most = asked == NULL ? FEW : strtoll(asked, NULL, 10), cuts = 0, days = 0;
    snprintf(c.dir, sizeof c.dir, "%s", pw_test_tmp());
    for (c.seed = first == NULL ? 1 : (uint32_t)atoi(first); cuts < most; c.seed++, days++) {
        char path[320];
        size_t len, said;
        day_make(c.seed, &c.steps);
        pw_test_apart(prepare, NULL);
        name_of("day.db", path, sizeof path);
        char *morning = pw_test_read(path, &len);
        enum pw_power_end end = PW_POWER_CUT;
        for (int64_t fuse = 1; end == PW_POWER_CUT && cuts < most; fuse += asked == NULL ? STRIDE : 1, cuts++) {
            put_back(morning, len);
            end = pw_power_run(child, &c, fuse, c.seed, c.acks, sizeof c.acks, &said);
            c.said = said / sizeof c.acks[0];
            if (end == PW_POWER_CHILD_FAILED)
                pw_test_fail(__FILE__, __LINE__, "seed %u, cut %" PRId64 ": the day ended otherwise", c.seed, fuse);
            pw_test_apart(after_cut, &fuse);
        }
        free(morning);
    }
    printf("# crash: %" PRId64 " cuts in %" PRId64 " days, up to day %u\n", cuts, days, c.seed - 1);
}
