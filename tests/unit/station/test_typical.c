/* Figures by Python's statistics.median, and by it again over the distances from it. */
#include "station/typical.h"
#include "test.h"

TEST(median_and_deviation_are_pythons)
{
    int64_t three[] = { 596000, 600000, 604000 }, again[] = { 596000, 600000, 604000 };
    CHECK_INT(pw_median(three, 3), 600000);
    CHECK_INT(pw_median_deviation(again, 3), 4000);
    int64_t four[] = { 9, 1, 5, 2 };
    CHECK_INT(pw_median(four, 4), 3); /* statistics.median: 3.5 */
    CHECK_INT(pw_median(four, 0), 0);
}

TEST(one_odd_parcel_changes_little)
{
    int64_t a[] = { 600, 601, 599, 602, 9000 }, b[] = { 600, 601, 599, 602, 9000 };
    CHECK_INT(pw_median(a, 5), 601);
    CHECK_INT(pw_median_deviation(b, 5), 1);
}
