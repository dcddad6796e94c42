/* A printer that can't print for a while, or that somebody lets rest, hands what waits for it to its spare one. */
#ifndef PACKWRIGHT_SPARE_H
#define PACKWRIGHT_SPARE_H

#include "station/station.h"

/** Read the keys spare and spare-after into the slots. Errors: PW_ERR_CONFIG. */
PW_MUST_CHECK bool pw_spare_read(struct pw_station *station, struct pw_error *err);
/** Read from the store which printers rest. Errors: the store's. */
PW_MUST_CHECK bool pw_spare_load(struct pw_station *station, struct pw_error *err);
/** Note when a printer stopped being ready. */
void pw_spare_state(struct pw_station *station, size_t printer, bool ready);
/** Note which printers rest after this decision, which is in the store. */
void pw_spare_committed(struct pw_station *station, const struct pw_decision *decision);
/** Which printers the commands "spare" and "back" would be about. Errors: the store's. */
PW_MUST_CHECK bool pw_spare_resolve(struct pw_station *station, struct pw_spares_fact *ret_fact, struct pw_error *err);
/** A printer of this configuration has a spare. Thread: any. */
bool pw_spare_any(const struct pw_config *config);
/**
 * Move what waits for printers that rest, or that have not been ready for their time, to their spares, where these are ready. By
 * itself nothing moves while one of the printer's documents may be on paper already: that has to be settled first, so that the
 * order of papers is clear.
 */
void pw_spare_move(struct pw_station *station);

/* For commit.c, inside of its transaction: that a printer rests, what waits for it goes to its spare, and comes back. */
PW_MUST_CHECK bool pw_spare_keep(struct pw_db *db, const char *bench, const char *printer, bool diverted, struct pw_error *err);
PW_MUST_CHECK bool pw_spare_give(struct pw_db *db, const char *bench, const struct pw_printer_slot *from,
                                 const struct pw_printer_slot *to, const char *why, int64_t now_us, struct pw_error *err);
PW_MUST_CHECK bool pw_spare_return(struct pw_db *db, const char *bench, const struct pw_printer_slot *from,
                                   const struct pw_printer_slot *to, int64_t now_us, struct pw_error *err);

#endif
