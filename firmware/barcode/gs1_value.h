/* One value against its AI's components and checks. Inside firmware/barcode only. */
#ifndef PACKWRIGHT_BARCODE_GS1_VALUE_H
#define PACKWRIGHT_BARCODE_GS1_VALUE_H

#include "barcode/gs1.h"
#include "barcode/gs1_table.h"

/** The AI at the front of text, and its digits; NULL if there is none. */
const struct pw_gs1_ai *pw_gs1_ai_at(const uint8_t *text, size_t len);
enum pw_gs1_fault pw_gs1_value_check(const struct pw_gs1_ai *ai, struct pw_bytes value);
/** Checks the value, then puts it in as the next field unless that breaks a rule between fields. Fills in ret's fault. */
bool pw_gs1_add(struct pw_gs1 *ret, const struct pw_gs1_ai *ai, const char *code, struct pw_bytes value);
/** The rules between fields that do not ask for others: exclusions, serial numbers beside a signature. */
bool pw_gs1_relations(struct pw_gs1 *ret);
bool pw_gs1_fail(struct pw_gs1 *ret, enum pw_gs1_fault fault, const char *code, size_t code_len);

#endif
