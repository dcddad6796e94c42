/* What is said of an order that changed while it was packed: units that it doesn't want any more, and a box that is full without
 * a further scan. */
#ifndef PACKWRIGHT_SAY_SURPLUS_H
#define PACKWRIGHT_SAY_SURPLUS_H

#include "station/say.h"

/** Units too many in the order that is spoken of. */
int64_t pw_say_surplus_of(const struct pw_facts *f);
/** After an order was opened, a unit counted or one taken back: in the place of what is said already, or behind it. Thread: any.
 */
void pw_say_surplus(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);
/** Of an open box with too much in it that was to be closed. */
void pw_say_surplus_refusal(const struct pw_order_fact *order, struct pw_say *say);
/** Behind the refusal of a unit that is one too many: that there is nothing else to wait for. */
void pw_say_surplus_full(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say);

#endif
