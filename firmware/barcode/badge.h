/*
 * Badges: PWB, a number that was drawn by lot when the badge was made, and a tag that only this station's secret key can make.
 * The store and the journal hold the number alone; without the tag it opens nothing, and the tag can't be had from it.
 */
#ifndef PACKWRIGHT_BARCODE_BADGE_H
#define PACKWRIGHT_BARCODE_BADGE_H

#include "barcode/command.h"

#define PW_BADGE_NUMBER 8 /* characters of base 32: 40 bits, and as many of the tag */
#define PW_BADGE_NUMBER_SIZE 9
#define PW_BADGE_CODE_SIZE 32

/**
 * The text of a badge's barcode.
 *
 * Errors:    false for a number of another form.
 * Thread:    any.
 */
PW_MUST_CHECK bool pw_badge_code(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *number, char ret_code[PW_BADGE_CODE_SIZE]);

/**
 * True if text is a badge of this station: ret_number has its number then.
 *
 * ret_forged: set to true for a badge's form with a wrong tag: another station's, or an attempt. Tags are compared in constant
 * time. Thread:    any.
 */
PW_MUST_CHECK bool pw_badge_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text,
                                  char ret_number[PW_BADGE_NUMBER_SIZE], bool *ret_forged);

/** A number for a new badge. False: the system gives no random numbers. Thread: any. */
PW_MUST_CHECK bool pw_badge_draw(char ret_number[PW_BADGE_NUMBER_SIZE]);

#endif
