/* What is said of how things go into the box. */
#ifndef PACKWRIGHT_SAY_PACKING_H
#define PACKWRIGHT_SAY_PACKING_H

#include "station/say.h"

/** Title and detail of the refusals. Thread: any. */
void pw_say_packing_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** In front of what is said already of an order that was opened. */
void pw_say_packing_opened(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** Behind that sentence. */
void pw_say_packing_opened_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size);

#endif
