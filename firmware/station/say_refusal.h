/* Why not: what was expected, what came, what to do. */
#ifndef PACKWRIGHT_SAY_REFUSAL_H
#define PACKWRIGHT_SAY_REFUSAL_H

#include "station/say.h"

/** The words of a decision that is a refusal. Thread: any. */
void pw_say_refusal(const struct pw_decision *decision, const struct pw_event *event, const struct pw_facts *facts,
                    struct pw_say *say);

#endif
