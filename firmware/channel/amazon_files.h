/* Amazon's reports of orders, as a seller downloads them. */
#ifndef PACKWRIGHT_CHANNEL_AMAZON_FILES_H
#define PACKWRIGHT_CHANNEL_AMAZON_FILES_H

#include "channel/order_file.h"

/**
 * The format of a report by the cells of its header; NULL if it is none of Amazon's.
 *
 * Source:    reference amazon 7.2 (unshipped orders) and 7.3 (order report).
 */
const struct pw_order_format *pw_amazon_format(const char *const *cells, size_t count);

#endif
