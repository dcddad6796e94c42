/* What is said of an order's boxes. */
#ifndef PACKWRIGHT_SAY_BOX_H
#define PACKWRIGHT_SAY_BOX_H

#include "station/say.h"

/** Title and detail of their refusals. Thread: any. */
void pw_say_box_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** Title and detail of BOX_CLOSED. documents: what prints. Thread: any. */
void pw_say_box(const struct pw_decision *d, const struct pw_facts *f, const char *documents, struct pw_say *say);
/** Their sentence for the journal. Thread: any. */
void pw_say_box_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size);

#endif
