/* A printer that can't print for a while hands what waits for it to its spare one. */
#ifndef PACKWRIGHT_SPARE_H
#define PACKWRIGHT_SPARE_H

#include "station/station.h"

/** Read the keys spare and spare-after into the slots. Errors: PW_ERR_CONFIG. */
PW_MUST_CHECK bool pw_spare_read(struct pw_station *station, struct pw_error *err);
/** Note when a printer stopped being ready. */
void pw_spare_state(struct pw_station *station, size_t printer, bool ready);
/**
 * Move what waits for printers that have not been ready for their time to their spares, where these are ready. Nothing moves
 * while one of the printer's documents may be on paper already: that has to be settled first, so that the order of papers is
 * clear.
 */
void pw_spare_move(struct pw_station *station);

#endif
