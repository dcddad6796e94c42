/* Words about kits and their components. Thread: any. */
#ifndef PACKWRIGHT_SAY_KIT_H
#define PACKWRIGHT_SAY_KIT_H

#include "station/say.h"

/** KIT_WHOLE ... KIT_OPEN, and TOO_MANY of a component. */
void pw_say_kit_refusal(const struct pw_decision *decision, const struct pw_facts *facts, struct pw_say *say);
/** A component was counted, and its kit isn't whole yet. */
void pw_say_kit_counted(const struct pw_decision *decision, struct pw_say *say);
/** " and 2 components of a kit"; "" where there are none. Gives out. */
const char *pw_say_loose(int64_t loose, char *out, size_t size);
/** "CUP-1 of SET-1": what was put in or taken out; the line's SKU where it was no component. */
void pw_say_kit_item(const struct pw_line_fact *line, char *out, size_t size);

#endif
