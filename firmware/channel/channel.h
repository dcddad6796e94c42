/* Where orders come from and confirmations go. */
#ifndef PACKWRIGHT_CHANNEL_H
#define PACKWRIGHT_CHANNEL_H

#include "packwright/section.h"

/* The keys of a [channel] of type csv: the column map. */
extern const struct pw_key pw_channel_csv_keys[];

#endif
