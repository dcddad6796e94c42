/*
 * When the readings of a scale are a weight. Pure: readings and times in, at most one piece of news out.
 *
 * A weight is what the scale said is stable, SETTLE_READINGS times in a row and over hold_us, within two of its steps. Each time
 * that something is put onto the empty scale a new visit begins; a weight belongs to a visit. Who uses a weight for a parcel
 * takes none of the same visit for another parcel: so what was weighed before can never be taken for what is weighed now. A scale
 * whose readings stop for stale_us, that reports a fault, or that is new, is believed again from the moment that it stood at
 * zero.
 *
 *   state      reading                                          next       news
 *   UNKNOWN    zero                                             EMPTY      EMPTY
 *   UNKNOWN    anything else                                    UNKNOWN    -
 *   EMPTY      zero                                             EMPTY      -
 *   EMPTY      a figure off zero                                MOVING     MOVING; a new visit
 *   MOVING     zero                                             EMPTY      EMPTY
 *   MOVING     stable, long enough at one place                 SETTLED    SETTLED
 *   MOVING     anything else                                    MOVING     -
 *   SETTLED    stable at the same place                         SETTLED    -
 *   SETTLED    zero                                             EMPTY      EMPTY
 *   SETTLED    anything else                                    MOVING     MOVING
 *   any        a fault, or time has passed without a reading    UNKNOWN    LOST
 */
#ifndef PACKWRIGHT_SETTLE_H
#define PACKWRIGHT_SETTLE_H

#include "packwright/scale.h"

enum { PW_SETTLE_READINGS = 3 };

enum pw_settle_state { PW_SETTLE_UNKNOWN, PW_SETTLE_EMPTY, PW_SETTLE_MOVING, PW_SETTLE_SETTLED };

enum pw_settle_news {
    PW_SETTLE_NOTHING,
    PW_SETTLE_NEWS_EMPTY,
    PW_SETTLE_NEWS_MOVING,
    PW_SETTLE_NEWS_SETTLED,
    PW_SETTLE_NEWS_LOST
};

struct pw_settle {
    int64_t hold_us, stale_us;
    int64_t zero_ug; /* what counts as nothing at least: dust, a strip of tape */
    enum pw_settle_state state;
    uint64_t visit;            /* counts up; 0: none yet */
    int64_t ug, step_ug;       /* SETTLED: the weight */
    int64_t low_ug, high_ug;   /* MOVING: between these it stood since then */
    int64_t since_us, last_us; /* since when it stands still; the last reading */
    int readings;              /* stable ones in a row */
};

/** Thread: any; the caller's memory; nothing to finish. */
void pw_settle_init(struct pw_settle *settle, int64_t hold_us, int64_t stale_us);
enum pw_settle_news pw_settle_take(struct pw_settle *settle, const struct pw_reading *reading);
/** No reading came: is what was known too old now? */
enum pw_settle_news pw_settle_time(struct pw_settle *settle, int64_t now_us);
/** The scale is gone. */
enum pw_settle_news pw_settle_lost(struct pw_settle *settle);

#endif
