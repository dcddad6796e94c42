/* Postage that is bought, as the command line lists and settles it. */
#ifndef PACKWRIGHT_CLI_PURCHASES_H
#define PACKWRIGHT_CLI_PURCHASES_H

#include "store/db.h"

#include <jansson.h>

/** Purchases that aren't over: their parcel hasn't left, or nobody knows what became of them. channel NULL: of all. */
PW_MUST_CHECK bool pw_cli_purchases(struct pw_db *db, const char *channel, json_t **ret_list, struct pw_error *err);
void pw_cli_purchases_print(const json_t *list);
/** A person has looked. word: bought (with its number), again, elsewhere. Returns an exit status. */
int pw_cli_purchase_settle(struct pw_db *db, const char *id, const char *word, const char *number);

#endif
