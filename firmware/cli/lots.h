/* Of packwright lots. */
#ifndef PACKWRIGHT_CLI_LOTS_H
#define PACKWRIGHT_CLI_LOTS_H

#include "store/db.h"

/** Block every lot of a list; bad lines are told on standard error and skipped. Gives the exit status. */
int pw_cli_lots_import(struct pw_db *db, const char *file);

#endif
