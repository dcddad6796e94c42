/* Parts of sentences that several speak. Thread: any. */
#ifndef PACKWRIGHT_SAY_WORDS_H
#define PACKWRIGHT_SAY_WORDS_H

#include "station/facts.h"

/** "SKU, name", or whichever there is. */
void pw_say_put_item(char *out, size_t size, const char *sku, const char *name);
/** The bench that has the order. */
const char *pw_say_who_has(const struct pw_order_fact *order);
/** The order that a refusal is about: the one scanned, else the parcel's, else the open one, else the one looked at. */
const struct pw_order_fact *pw_say_about(const struct pw_facts *facts);
/** "1.250 kg" */
void pw_say_kg(int64_t mg, char out[24]);

#endif
