/* What is looked up where goods come back. */
#ifndef PACKWRIGHT_RESOLVE_RETURN_H
#define PACKWRIGHT_RESOLVE_RETURN_H

#include "station/facts.h"
#include "station/state.h"
#include "store/db.h"

/** Lines of the order for which an article left that is not their own: as a substitute, or as a component of a kit; behind those
 * that are there. Errors: the store's. */
PW_MUST_CHECK bool pw_resolve_return_lines(struct pw_db *db, int64_t order, const char *sku, int64_t units,
                                           struct pw_line_fact *lines, size_t *count, struct pw_error *err);

/** After all else of a scan: the open return, and how many of the lines found came back already. Errors: the store's. */
PW_MUST_CHECK bool pw_resolve_return(struct pw_db *db, const struct pw_state *state, struct pw_facts *f, struct pw_error *err);

#endif
