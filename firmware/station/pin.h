/*
 * PINs: a person's number and PIN, a digit a scan, each closed with "enter". The digits are in memory alone: the journal knows
 * that one came, not which. The store has Argon2id digests as libsodium writes them.
 *
 * Limits:    2 passes over 19 MiB (what OWASP gives for Argon2id), some 20 ms here and less than 100 ms on a Raspberry Pi 4. They
 *            are spent within the event that closes a PIN, in which nobody at the bench scans anything else.
 */
#ifndef PACKWRIGHT_STATION_PIN_H
#define PACKWRIGHT_STATION_PIN_H

#include "packwright/error.h"
#include "station/event.h"
#include "station/state.h"

enum { PW_PIN_LANES = 8, PW_PIN_LEAST = 4, PW_PIN_MOST = 12, PW_PIN_DIGEST = 128 };

/* What was entered at one lane. */
struct pw_pin_slot {
    char lane[16];
    char number[PW_PIN_MOST + 2], pin[PW_PIN_MOST + 2]; /* one digit more than is right tells that there were too many */
    bool second;                                        /* the number is closed: the PIN comes */
    int64_t last_us;
};

struct pw_pins {
    struct pw_pin_slot slots[PW_PIN_LANES];
};

/** A scan: a digit or "enter" is kept, and is one that tells nothing in the event; any other ends what was begun. */
void pw_pin_take(struct pw_pins *pins, struct pw_event *event);
/** What was entered, or NULL. */
const struct pw_pin_slot *pw_pin_entered(const struct pw_pins *pins, const char *lane);
/** Forget it. */
void pw_pin_forget(struct pw_pins *pins, const char *lane);

/** True if no PIN is read at the lane yet. Pure. */
bool pw_pin_waits(const struct pw_state *state, int64_t now_us);
/** How long, after so many wrong ones: 1 s, 2 s, 4 s ... a quarter of an hour. Pure. */
int64_t pw_pin_wait_us(int64_t wrong);

/** A digest for the store. Errors: PW_ERR_BAD_INPUT if it isn't 4 to 12 digits; PW_ERR_NOT_FOUND without libsodium. */
PW_MUST_CHECK bool pw_pin_digest(const char *pin, char ret_digest[PW_PIN_DIGEST], struct pw_error *err);
/** True if it is the one. digest "": nobody's; takes as long. */
PW_MUST_CHECK bool pw_pin_check(const char *digest, const char *pin, bool *ret_right, struct pw_error *err);

#endif
