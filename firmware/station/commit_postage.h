/* What becomes of a parcel's postage when its box closes, opens or is void, and when it is scanned out. */
#ifndef PACKWRIGHT_COMMIT_POSTAGE_H
#define PACKWRIGHT_COMMIT_POSTAGE_H

#include "station/decision.h"
#include "store/purchase.h"

/** The box is closed: its postage is to be bought, where its channel says so. */
PW_MUST_CHECK bool pw_commit_postage(struct pw_db *db, const struct pw_rules *rules, const struct pw_event *event, int64_t order,
                                     int64_t parcel, struct pw_error *err);
/** It is open again, or void: its postage is given up. */
PW_MUST_CHECK bool pw_commit_postage_void(struct pw_db *db, int64_t parcel, struct pw_error *err);
/** It is scanned out. */
PW_MUST_CHECK bool pw_commit_postage_handed(struct pw_db *db, const struct pw_event *event, int64_t parcel,
                                            enum pw_purchase_told *ret_told, struct pw_error *err);

#endif
