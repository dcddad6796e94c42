/* What is said of an order's boxes. */
#ifndef PACKWRIGHT_SAY_BOX_H
#define PACKWRIGHT_SAY_BOX_H

#include "station/say.h"

/** Title and detail of their refusals; o: the order that it is about. Thread: any. */
void pw_say_box_refusal(const struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *o, struct pw_say *say);
/** Title and detail of BOX_CLOSED, SHORT, REOPENED, VOIDED, EXPLAINED. documents: what prints. Thread: any. */
void pw_say_box(const struct pw_decision *d, const struct pw_facts *f, const char *documents, struct pw_say *say);
/** Of the question which box is opened again, or void, and why. Thread: any. */
void pw_say_box_question(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** The journal's sentence of a box that closed as the last, but not by a unit: by its weight, a reason, its kind, or a command.
 */
void pw_say_closed(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, char *out, size_t size);
/** Their sentence for the journal. Thread: any. */
void pw_say_box_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size);

#endif
