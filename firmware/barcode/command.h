/*
 * The station's command barcodes: PWC, the command's name, and a tag that only this station's secret key can make, so that no
 * barcode of a customer, an article or a carrier can be a command. Readable as Code 128 and Code 39: A-Z and 0-9 only.
 */
#ifndef PACKWRIGHT_BARCODE_COMMAND_H
#define PACKWRIGHT_BARCODE_COMMAND_H

#include "packwright/bytes.h"

#define PW_COMMAND_KEY_SIZE 32  /* random bytes, made once for each station */
#define PW_COMMAND_NAME_MAX 12  /* characters of a command's name */
#define PW_CODE_TAG 8           /* characters of a tag */
#define PW_COMMAND_CODE_SIZE 64 /* room for a code and its NUL; 23 characters at most now */

/* The values are written to journals: add at the end, never renumber. */
enum pw_command {
    PW_COMMAND_NONE = 0,
    PW_COMMAND_UNDO,
    PW_COMMAND_EMPTY,
    PW_COMMAND_CLEAR,
    PW_COMMAND_REPRINT_SLIP,
    PW_COMMAND_REPRINT_LABEL,
    PW_COMMAND_HOLD,
    PW_COMMAND_RELEASE,
    PW_COMMAND_ASIDE,
    PW_COMMAND_TRACKING,
    PW_COMMAND_CANCEL_PENDING,
    PW_COMMAND_PRINTED_YES,
    PW_COMMAND_PRINTED_NO,
    PW_COMMAND_REASON_DAMAGED,
    PW_COMMAND_REASON_LOST,
    PW_COMMAND_REASON_JAM,
    PW_COMMAND_REASON_ADDRESS,
    PW_COMMAND_REASON_STOCK,
    PW_COMMAND_REASON_CUSTOMER,
    PW_COMMAND_REASON_QUESTION,
    PW_COMMAND_REASON_OTHER,
    PW_COMMAND_SPARE,
    PW_COMMAND_SPARE_BACK,
    PW_COMMAND_TAKE_OVER,
    PW_COMMAND_PUSH,
    PW_COMMAND_PUSH_BACK,
    PW_COMMAND_RETURN,
    PW_COMMAND_RETURN_DONE,
    PW_COMMAND_UNIT_GOOD,
    PW_COMMAND_UNIT_DAMAGED,
    PW_COMMAND_UNIT_WRONG,
    PW_COMMAND_UNIT_PARTS,
    PW_COMMAND_RESTOCK,
    PW_COMMAND_NO_RESTOCK,
    PW_COMMAND_WEIGHT,
    PW_COMMAND_NEXT_BOX,
    PW_COMMAND_SHORT,
    PW_COMMAND_REOPEN,
    PW_COMMAND_VOID_BOX,
    PW_COMMAND_REASON_LATER,
    PW_COMMAND_CAGE_DONE,
    PW_COMMAND_SIGN_OUT,
    PW_COMMAND_NO_BARCODE,
    PW_COMMAND_SUBSTITUTE,
    PW_COMMAND_TEACH,
    PW_COMMAND_PIN_0, /* to PIN_9, in order */
    PW_COMMAND_PIN_1,
    PW_COMMAND_PIN_2,
    PW_COMMAND_PIN_3,
    PW_COMMAND_PIN_4,
    PW_COMMAND_PIN_5,
    PW_COMMAND_PIN_6,
    PW_COMMAND_PIN_7,
    PW_COMMAND_PIN_8,
    PW_COMMAND_PIN_9,
    PW_COMMAND_PIN_ENTER,
    PW_COMMAND_ACKNOWLEDGE,
    PW_COMMAND_PIN_DIGIT = 500, /* any of PIN_0 to PIN_9, as the journal knows it; it has no barcode */
};

struct pw_command_info {
    enum pw_command command;
    const char *name;  /* in the barcode: A-Z and 0-9, at most PW_COMMAND_NAME_MAX */
    const char *title; /* for the sheet and the screen */
    const char *help;  /* one line */
    bool reason;       /* an answer to "why?" */
    bool spare;        /* only where a printer has a spare */
};

/** The nth command in the order of the sheet, or NULL at the end. Thread: any. */
const struct pw_command_info *pw_command_nth(size_t n);
/** NULL for PW_COMMAND_NONE and what isn't there. */
const struct pw_command_info *pw_command_info(enum pw_command command);

/** True for those of PINs, and for SIGN_OUT: where nobody signs in, the sheet leaves them out. */
bool pw_command_signs(enum pw_command command);
/** PW_COMMAND_NONE for a name that none has. */
enum pw_command pw_command_named(const char *name);

/**
 * The text of a command's barcode.
 *
 * Errors:    false for PW_COMMAND_NONE and what isn't there.
 * Thread:    any.
 * Source:    the tag is the first 40 bits of HMAC-SHA-256 (RFC 2104) over "packwright command 1 " and the name, in base 32 (RFC
 * 4648).
 */
PW_MUST_CHECK bool pw_command_code(const uint8_t key[PW_COMMAND_KEY_SIZE], enum pw_command command,
                                   char ret_code[PW_COMMAND_CODE_SIZE]);

/**
 * Which command text is: PW_COMMAND_NONE for any other barcode.
 *
 * ret_forged: set to true for a command's prefix, name and length with a wrong tag: a sheet of another station, or an attempt.
 *            May be NULL. The tags are compared in constant time.
 * Thread:    any; computes an HMAC only for text of a command's form.
 */
enum pw_command pw_command_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text, bool *ret_forged);

/**
 * The tag of another kind of code of the same station: what parts the kinds. ret_tag: PW_CODE_TAG characters, no NUL. Thread:
 * any.
 */
PW_MUST_CHECK bool pw_code_tag(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *what, const char *name, char *ret_tag);

#endif
