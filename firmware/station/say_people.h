/* What is said of who works at a lane, of rights, and of what stands for a scan. */
#ifndef PACKWRIGHT_SAY_PEOPLE_H
#define PACKWRIGHT_SAY_PEOPLE_H

#include "station/say.h"

/** Title and detail of their refusals. Thread: any. */
void pw_say_people_refusal(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say);
/** Of SIGNED_IN, SIGNED_OUT, LOCKED, TAUGHT. Thread: any. */
void pw_say_people(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say);
/** Of the questions that NO_BARCODE, SUBSTITUTE and TEACH ask. True if it is one of those. Thread: any. */
bool pw_say_people_question(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** Their sentence for the journal. Thread: any. */
void pw_say_people_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size);
/** True if it may stand on a locked screen. Thread: any. */
bool pw_say_people_open(const struct pw_decision *d);
/** Behind any sentence: what stands for the scan, and who allowed it. Thread: any. */
void pw_say_people_tail(const struct pw_decision *d, char *out, size_t size);

#endif
