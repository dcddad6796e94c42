/*
 * The station's side of the scales: what lies on each, as the loop said last, and for which parcel it was used. A weight is used
 * for one parcel: what has not left the scale since (its visit, settle.h) is no other parcel's.
 *
 * Thread: the station's.
 */
#ifndef PACKWRIGHT_SCALES_H
#define PACKWRIGHT_SCALES_H

#include "packwright/error.h"
#include "station/decision.h"

struct pw_station;

/* What the loop tells of a scale. */
struct pw_weight {
    bool settled;        /* mg is a weight */
    int64_t mg, step_mg; /* step: of its last digit */
    int64_t visit;       /* counts up each time that the empty scale is loaded */
};

struct pw_scale_slot {
    char name[40], lane[16];
    bool ready;
    char words[120]; /* why not */
    struct pw_weight now;
    int64_t told_mg, told_visit; /* the weight that was an event last */
    int64_t used_visit;          /* a parcel has this visit's weight already */
    int64_t step_parcel;         /* the box that a scan counted into last; 0: nothing is known of that */
    int64_t step_visit, step_mg, step_unit_mg;
};

PW_MUST_CHECK bool pw_scales_read(struct pw_station *station, struct pw_error *err);
/** What decide may know of the lane's scale. */
void pw_scale_facts(struct pw_station *station, const char *lane, struct pw_scale_fact *ret_fact);
/** Take down what was told. True: it is a newly settled weight, and so an event. */
bool pw_scale_take(struct pw_scale_slot *slot, const struct pw_weight *weight);
/** After a commit: a weight that was used is used up. */
void pw_scale_committed(struct pw_station *station, const char *lane, const struct pw_decision *decision);

#endif
