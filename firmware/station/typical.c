#include "station/typical.h"

#include <stdlib.h>

static int order(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

int64_t pw_median(int64_t *values, size_t count)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, order);
    return count % 2 == 1 ? values[count / 2] : values[count / 2 - 1] + (values[count / 2] - values[count / 2 - 1]) / 2;
}

int64_t pw_median_deviation(int64_t *values, size_t count)
{
    int64_t median = pw_median(values, count);
    for (size_t i = 0; i < count; i++)
        values[i] = values[i] > median ? values[i] - median : median - values[i];
    return pw_median(values, count);
}
