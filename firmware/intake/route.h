/*
 * Which printer a file goes to. What asks for it names a printer, or words with "+" between them that it must meet:
 *
 *     tag:WORD         its tags have the word
 *     document:WORD    it prints documents of this kind: label, slip, ...
 *     auto             nothing more: any printer
 *
 * Of those that meet them, it goes to one whose paper fits what the file says of its size: the smallest paper that does, and of
 * the same paper one that takes the file as it is (ZPL). Rolls of receipt paper count where no label printer meets the words.
 * Printers with the same tag or document stand in for each other: the one with the fewest documents waiting; "auto" alone never
 * guesses between two.
 */
#ifndef PACKWRIGHT_INTAKE_ROUTE_H
#define PACKWRIGHT_INTAKE_ROUTE_H

#include "config.h"
#include "store/files.h"

/**
 * Choose the printer.
 *
 * Ownership: *ret_printer is the configuration's.
 * Thread:    the connection's; never blocks on drawing.
 * Errors:    PW_ERR_NOT_FOUND: no such printer or tag, with those that there are; PW_ERR_UNSUPPORTED: neither ZPL nor PDF nor
 *            PNG; PW_ERR_BAD_INPUT: several may be meant, with their names; the store's.
 */
PW_MUST_CHECK bool pw_file_route(const struct pw_config *config, struct pw_db *db, const struct pw_file_request *request,
                                 const char **ret_printer, struct pw_error *err);
/**
 * The same without looking at what waits: one of those that it could go to.
 *
 * Thread:    any.
 */
PW_MUST_CHECK bool pw_file_candidate(const struct pw_config *config, const char *target, struct pw_bytes content,
                                     const char **ret_printer, struct pw_error *err);
/** True for a printer's name, and for words that some printer meets. Thread: any. */
bool pw_file_target_exists(const struct pw_config *config, const char *target);

#endif
