/* What is usual among figures, robustly: one odd figure among three changes little. Pure. */
#ifndef PACKWRIGHT_TYPICAL_H
#define PACKWRIGHT_TYPICAL_H

#include <stddef.h>
#include <stdint.h>

/** The median, of an even number the mean of the middle two, rounded down; sorts values. 0 for none. Thread: any. */
int64_t pw_median(int64_t *values, size_t count);
/** The median of the distances from the median; overwrites values. Thread: any. */
int64_t pw_median_deviation(int64_t *values, size_t count);

#endif
