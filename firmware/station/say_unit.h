/* What is said of serial numbers, lots, expiry dates and Transparency codes. */
#ifndef PACKWRIGHT_SAY_UNIT_H
#define PACKWRIGHT_SAY_UNIT_H

#include "station/say.h"

/** Title and detail of their refusals. Thread: any. */
void pw_say_unit_refusal(const struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *o,
                         struct pw_say *say);
/** What the scale said against a unit that was counted, in front of what is said already. */
void pw_say_unit_doubt(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** What the next scan is to bring, or "". */
const char *pw_say_unit_question(enum pw_pending pending);
/** Of that question. */
void pw_say_unit_asked(const struct pw_decision *d, struct pw_say *say);
/** ": serial number 1, lot 2" after the sentence about the unit that was counted. */
void pw_say_unit_sentence(const struct pw_decision *d, char *out, size_t size);

#endif
