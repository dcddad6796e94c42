/* A parcel as those see it who carry it, from the store: what is in it, how heavy and big it is, what rules may ask of it. */
#ifndef PACKWRIGHT_STATION_POSTAGE_H
#define PACKWRIGHT_STATION_POSTAGE_H

#include "channel/amazon_postage.h"
#include "station/choose.h"
#include "station/contents.h"

enum { PW_POSTAGE_CODES = 2000 };

struct pw_postage {
    struct pw_postage_parcel parcel;
    struct pw_choose_parcel about;
    char tracking[PW_POSTAGE_CODES]; /* of the order's parcels that have a number, one a line */
    char measured[120];              /* whence its weight and its size are known */
    /* what those point into */
    struct pw_contents contents;
    const char *skus[PW_CONTENTS_LINES];
    struct json_t *items;
};

/**
 * A parcel of an order; parcel 0: what is not in any box yet, or its newest.
 *
 * section:   the channel's: the box where none was scanned, whether carriers pick up.
 * Ownership: *ret is the caller's, also on failure (pw_postage_finish). It borrows the configuration's texts.
 * Errors:    PW_ERR_UNSUPPORTED: postage for it isn't bought without a person, and why; PW_ERR_NOT_FOUND; the store's.
 */
PW_MUST_CHECK bool pw_postage_load(struct pw_db *db, const struct pw_config *config, const struct pw_section *section,
                                   int64_t order, int64_t parcel, struct pw_postage *ret, struct pw_error *err);
/** Ask for what a rule wants: its signature; and for arrival in time while that can be. */
void pw_postage_by_rule(struct pw_postage *postage, const struct pw_choose_rule *rule, int64_t now_us);
void pw_postage_finish(struct pw_postage *postage);

#endif
