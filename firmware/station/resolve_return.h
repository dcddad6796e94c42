/* What is looked up where goods come back. */
#ifndef PACKWRIGHT_RESOLVE_RETURN_H
#define PACKWRIGHT_RESOLVE_RETURN_H

#include "station/facts.h"
#include "station/state.h"
#include "store/db.h"

/** After all else of a scan: the open return, and how many of the lines found came back already. Errors: the store's. */
PW_MUST_CHECK bool pw_resolve_return(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err);

#endif
