/* What the benchmarks share: a clock, and figures that "run" reads: name, median, 99th percentile, largest, count, by tabs. */
#ifndef PACKWRIGHT_FIGURES_H
#define PACKWRIGHT_FIGURES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static inline int figures_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts them. */
static inline void figures_print(const char *name, double *us, size_t n)
{
    if (n == 0)
        return;
    qsort(us, n, sizeof *us, figures_compare);
    printf("%s\t%.1f\t%.1f\t%.1f\t%zu\n", name, us[n / 2], us[n * 99 / 100], us[n - 1], n);
}

/* The same numbers in each run. */
static inline uint32_t figures_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

#endif
