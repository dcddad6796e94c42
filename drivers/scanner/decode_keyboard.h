/*
 * Boot keyboard reports to text: keys newly down, with the modifiers of the same report, in the layout that the scanner is set
 * to.
 *
 * A report is a state and not an event (USB HID 1.11, appendix B.1). Characters come out as UTF-8; Enter is CR, Ctrl+] and F8 are
 * GS, LAlt with keypad digits is the character of that number. What a barcode can't hold (F5, Win+R, Alt+Tab) is a stray key, to
 * be shown and never carried out. No I/O, no time.
 */
#ifndef PACKWRIGHT_DECODE_KEYBOARD_H
#define PACKWRIGHT_DECODE_KEYBOARD_H

#include "packwright/bytes.h"

struct pw_layout;

enum { PW_KEYBOARD_TEXT_MAX = 40 }; /* one report: six keys and one composed character, each with a pending accent before it */

struct pw_keyboard {
    const struct pw_layout *layout;
    uint8_t mods, down[6];
    uint16_t dead; /* an accent that waits for the next key; 0: none */
    bool caps;
    unsigned alt_value; /* composed so far */
    uint8_t alt_digits;
    bool alt_ansi; /* began with 0: Windows' ANSI page, not the OEM one */
};

/* What one report says. */
struct pw_keyboard_text {
    uint8_t bytes[PW_KEYBOARD_TEXT_MAX];
    size_t len;
    const char *stray; /* a key with no character was pressed, and why that is no scan; NULL: none. Static. */
};

/** Thread: any. Errors: PW_ERR_CONFIG for a layout that isn't known. */
PW_MUST_CHECK bool pw_keyboard_init(struct pw_keyboard *keyboard, const char *layout, struct pw_error *err);
/** The words for layout, NULL-terminated, for a driver's keys. */
extern const char *const pw_keyboard_layouts[];

/** Take one report (8 bytes; shorter ones are stray, more bytes are ignored). */
void pw_keyboard_report(struct pw_keyboard *keyboard, struct pw_bytes report, struct pw_keyboard_text *ret_text);
/** Silence: an accent that still waits comes out alone, a number half composed and Caps Lock are forgotten. Keys stay down. */
void pw_keyboard_rest(struct pw_keyboard *keyboard, struct pw_keyboard_text *ret_text);
/** Unplugged or plugged in: no key is down. */
void pw_keyboard_forget(struct pw_keyboard *keyboard);

#endif
