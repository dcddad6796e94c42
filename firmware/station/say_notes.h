/* What is said of notes that are to be read. */
#ifndef PACKWRIGHT_SAY_NOTES_H
#define PACKWRIGHT_SAY_NOTES_H

#include "station/say.h"

/** Title and detail of the refusals. Thread: any. */
void pw_say_notes_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** NOTE and ACKNOWLEDGED. */
void pw_say_notes(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** Of an order that was opened or looked at: the note that is to be read, or behind what is said already those that needn't. */
void pw_say_notes_opened(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** Behind "counted": what is to be known of the unit. */
void pw_say_notes_counted(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** NOTE and ACKNOWLEDGED, past tense. */
void pw_say_notes_sentence(const struct pw_decision *d, char *out, size_t size);
/** In front of a sentence: what was read with the same scan. */
void pw_say_notes_read(const struct pw_decision *d, char *out, size_t size);

#endif
