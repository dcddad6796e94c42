/* What is said where goods come back. */
#ifndef PACKWRIGHT_SAY_RETURN_H
#define PACKWRIGHT_SAY_RETURN_H

#include "station/say.h"

/** Title and detail of a refusal of decide_return.c; about: the order. Thread: any. */
void pw_say_return_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** Title and detail of RETURN_OPENED, RETURN_COUNTED, INSPECTED, RETURN_CLOSED. Thread: any. */
void pw_say_return(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** What the journal keeps of them. Thread: any. */
void pw_say_return_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size);

#endif
