/* What is said of an order as a whole: held, pushed forward, on the problem shelf. */
#ifndef PACKWRIGHT_SAY_OFFICE_H
#define PACKWRIGHT_SAY_OFFICE_H

#include "station/say.h"

/** Title and detail of a refusal that decide_office.c gives. Thread: any. */
void pw_say_office_refusal(const struct pw_decision *d, const struct pw_event *e, const struct pw_order_fact *o,
                           struct pw_say *say);
/** Title and detail of SHELVED, UNSHELVED, PUSHED, PUSHED_BACK. Thread: any. */
void pw_say_office(const struct pw_decision *d, const struct pw_order_fact *o, struct pw_say *say);
/** Their sentence for the journal. Thread: any. */
void pw_say_office_sentence(const struct pw_decision *d, const struct pw_order_fact *o, char *out, size_t size);

#endif
