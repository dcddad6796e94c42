/* What happened to an order, in sentences. */
#ifndef PACKWRIGHT_CLI_STORY_H
#define PACKWRIGHT_CLI_STORY_H

#include <jansson.h>

/** Print it. order: the document of "packwright order --json". */
void pw_cli_story(const json_t *order);

#endif
