/*
 * What goes into the box first. Articles have a sequence, from 1; lines without one come after those that have one, and lines
 * with the same in any order. Only lines with units to come count, whichever box the others are in. sequence =
 *
 *                                     off           suggested                    forced
 *     the line that is next           the first     the lowest sequence          the lowest sequence
 *     another line of the order       counted       counted                      out-of-turn, however its unit is known: by a
 *                                                                                barcode, a case, a substitute, without one
 *     another line, nothing open      opens, and    opens, and counts            opens; the unit isn't counted
 *                                     counts
 *
 * A line that comes in by a re-import may go before units that are in the box already; those stay where they are. What can't be
 * had doesn't hold the rest for ever: the box goes as it is ("Ship what is there"), or the order waits, and what the line wants
 * may be cancelled. A question about a unit that is out of turn by now is dropped.
 */
#include "station/decision.h"

static int64_t turn(const struct pw_line_fact *line)
{
    return line->sequence > 0 ? line->sequence : INT64_MAX;
}

bool pw_decide_out_of_turn(const struct pw_facts *f, const struct pw_line_fact *line)
{
    return f->rules->sequence == PW_SEQUENCE_FORCED && f->expected.id != 0 && turn(&f->expected) < turn(line);
}

bool pw_decide_opens_out_of_turn(const struct pw_facts *f, struct pw_decision *d)
{
    if (!pw_decide_out_of_turn(f, &f->wanted_line))
        return false;
    d->doubt = PW_REFUSAL_OUT_OF_TURN;
    d->item = f->wanted_line;
    d->line = f->wanted_line.id;
    return true;
}
