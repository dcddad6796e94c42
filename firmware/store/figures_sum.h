/* What figures.c gathers, added up: medians, rates and the index. No I/O. */
#ifndef PACKWRIGHT_FIGURES_SUM_H
#define PACKWRIGHT_FIGURES_SUM_H

#include "store/figures.h"

struct pw_figures_sum;

/* A row of the figures while it is gathered. */
struct pw_figures_group {
    struct pw_figures_row row;
    int64_t worked_us;
    char key[PW_FIGURES_KEY];
};

/* A parcel that was closed. */
struct pw_figures_parcel {
    struct pw_figures_group *group;
    int64_t units, articles;
    int64_t packed_us, cycle_us; /* cycle_us -1: not known */
    bool order_done;             /* its order's last */
};

PW_MUST_CHECK bool pw_figures_sum_create(struct pw_figures_sum **ret_sum, struct pw_error *err);
void pw_figures_sum_destroy(struct pw_figures_sum *sum);
/** The row of this key, made if need be; NULL: no memory. Borrowed. */
struct pw_figures_group *pw_figures_sum_group(struct pw_figures_sum *sum, const char *key, struct pw_error *err);
PW_MUST_CHECK bool pw_figures_sum_parcel(struct pw_figures_sum *sum, const struct pw_figures_parcel *parcel,
                                         struct pw_error *err);
PW_MUST_CHECK bool pw_figures_sum_finish(struct pw_figures_sum *sum, struct pw_figures **ret_figures, struct pw_error *err);

#endif
