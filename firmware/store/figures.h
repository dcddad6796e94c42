/*
 * Figures of the work, from the journal's scans and the parcels that they closed.
 *
 *     worked       time between one scan of a lane and the next, where it is no longer than the pause; longer ones are pauses
 *     to packed    of a parcel: the worked time of its lane while its order was open there, from the scan that opened it to the
 *                  one that closed it. An order of one unit that its item opens takes none.
 *     cycle        of a parcel: the worked time of its lane from the parcel closed before it to this one. Known where there is
 *                  one before it, with no pause since.
 *     index        is what was expected of the parcels whose cycle is known, in hundredths of what they took, against everybody
 *                  in the same figures (who have 100):
 *
 *                      index = 100 * (sum of expected / sum of cycles) / (the same over everybody's parcels)
 *
 *                  Expected of a parcel is the median cycle of its cell: single (one unit), multi (several units of one article)
 *                  and mixed (several articles), by size of 1, 2 to 3, 4 to 7, 8 to 15, 16 units and more. A cell of fewer than
 *                  PW_FIGURES_CELL parcels takes its kind's median; a kind of fewer has none, and its parcels don't count.
 *                  Below PW_FIGURES_PARCELS parcels a row has no index.
 *
 * A parcel, with its units, counts for the scan, or the scale's weight, that closed it last; an order for the one that closed its
 * last parcel. One that is void doesn't count. Medians are the mean of the middle two; the 90th percentile is the nearest rank.
 */
#ifndef PACKWRIGHT_FIGURES_H
#define PACKWRIGHT_FIGURES_H

#include "store/db.h"

enum { PW_FIGURES_CELL = 10, PW_FIGURES_PARCELS = 20, PW_FIGURES_KEY = 200 };
enum { PW_FIGURES_LEAST_WORKED_S = 300 }; /* less work than that tells nothing per hour */

struct pw_figures_query {
    int64_t from_us, to_us;
    int64_t pause_us;
    /** The row that a scan counts in, as text of at most PW_FIGURES_KEY bytes with its NUL. */
    void (*key)(void *user, const char *who, const char *bench, const char *lane, int64_t time_us, char *out, size_t size);
    void *user;
};

/* Seconds and rates that are not known are below zero. */
struct pw_figures_row {
    char *key;
    int64_t scans, refused, orders, parcels, units;
    double worked_s;
    double orders_per_hour, units_per_hour, parcels_per_hour, refused_per_100;
    double packed_median_s, packed_90_s, cycle_median_s, cycle_90_s;
    int64_t indexed; /* parcels that the index stands on */
    double index;
};

struct pw_figures {
    struct pw_figures_row *rows; /* by key */
    size_t count;
    struct pw_figures_row total;
};

/**
 * Count.
 *
 * Ownership: *ret_figures is the caller's, for pw_figures_free.
 * Errors:    the store's; PW_ERR_MEMORY.
 */
PW_MUST_CHECK bool pw_figures_read(struct pw_db *db, const struct pw_figures_query *query, struct pw_figures **ret_figures,
                                   struct pw_error *err);
void pw_figures_free(struct pw_figures *figures);

#endif
