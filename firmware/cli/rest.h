/* What is to come of an order that left in part, as listings have it. */
#ifndef PACKWRIGHT_CLI_REST_H
#define PACKWRIGHT_CLI_REST_H

#include "store/boxes.h"

#include <jansson.h>

/** {units, closed, shipped, why, text}; null where nothing waits. A new reference. */
json_t *pw_cli_rest(const struct pw_rest *rest);

#endif
