/*
 * Barcodes of places: PWS of the problem shelf, or PWG for a carrier's cage, the place's name, and a tag that only this station's
 * secret key can make.
 */
#ifndef PACKWRIGHT_BARCODE_PLACE_CODE_H
#define PACKWRIGHT_BARCODE_PLACE_CODE_H

#include "barcode/command.h"

#define PW_SHELF_NAME_MAX 12
#define PW_SHELF_NAME_SIZE 13
#define PW_SHELF_CODE_SIZE 32

/**
 * The text of a place's barcode. name: A-Z, a-z and 0-9; small letters become capital ones.
 *
 * Errors:    false for a name of another form.
 * Thread:    any.
 */
PW_MUST_CHECK bool pw_shelf_code(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *name, char ret_code[PW_SHELF_CODE_SIZE]);

/** True if text is a place's barcode of this station. Thread: any. */
PW_MUST_CHECK bool pw_shelf_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text,
                                  char ret_name[PW_SHELF_NAME_SIZE]);

/** The same for a carrier's cage. */
PW_MUST_CHECK bool pw_cage_code(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *name, char ret_code[PW_SHELF_CODE_SIZE]);
PW_MUST_CHECK bool pw_cage_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text, char ret_name[PW_SHELF_NAME_SIZE]);

#endif
