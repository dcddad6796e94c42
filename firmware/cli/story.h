/* What happened to an order, in sentences. */
#ifndef PACKWRIGHT_CLI_STORY_H
#define PACKWRIGHT_CLI_STORY_H

#include <jansson.h>
#include <stddef.h>

/** Print it. order: the document of "packwright order --json". */
void pw_cli_story(const json_t *order);

/** "serial number 1, lot 2, good until 2026-12-31" of an object with serial, lot, expiry and transparency_code; "": of none. */
const char *pw_cli_captured(const json_t *unit, char *out, size_t size);

#endif
