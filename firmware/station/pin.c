#include "station/pin.h"

#include "late/sodium.h"

#include <stdio.h>
#include <string.h>

#define FORGET_US INT64_C(60000000)
#define LONGEST_US INT64_C(900000000)
#define PASSES 2
#define MEMORY (19456 * 1024)

static struct pw_pin_slot *slot_of(struct pw_pins *pins, const char *lane)
{
    struct pw_pin_slot *oldest = &pins->slots[0];
    for (size_t i = 0; i < PW_PIN_LANES; i++) {
        struct pw_pin_slot *s = &pins->slots[i];
        if (strcmp(s->lane, lane) == 0)
            return s;
        if (s->last_us < oldest->last_us)
            oldest = s;
    }
    *oldest = (struct pw_pin_slot){ 0 };
    snprintf(oldest->lane, sizeof oldest->lane, "%s", lane);
    return oldest;
}

const struct pw_pin_slot *pw_pin_entered(const struct pw_pins *pins, const char *lane)
{
    for (size_t i = 0; i < PW_PIN_LANES; i++)
        if (strcmp(pins->slots[i].lane, lane) == 0)
            return &pins->slots[i];
    return NULL;
}

void pw_pin_forget(struct pw_pins *pins, const char *lane)
{
    for (size_t i = 0; i < PW_PIN_LANES; i++)
        if (strcmp(pins->slots[i].lane, lane) == 0)
            explicit_bzero(&pins->slots[i], sizeof pins->slots[i]);
}

void pw_pin_take(struct pw_pins *pins, struct pw_event *e)
{
    enum pw_command c = e->meaning.command;
    bool digit = c >= PW_COMMAND_PIN_0 && c <= PW_COMMAND_PIN_9;
    if (!digit && c != PW_COMMAND_PIN_ENTER) {
        pw_pin_forget(pins, e->lane);
        return;
    }
    struct pw_pin_slot *s = slot_of(pins, e->lane);
    if (e->time_us - s->last_us > FORGET_US || e->time_us < s->last_us) {
        pw_pin_forget(pins, e->lane);
        s = slot_of(pins, e->lane);
    }
    s->last_us = e->time_us;
    char *part = s->second ? s->pin : s->number;
    size_t len = strlen(part);
    if (digit && len + 1 < sizeof s->pin) {
        part[len] = (char)('0' + (c - PW_COMMAND_PIN_0));
        part[len + 1] = '\0';
    }
    e->pin_digits = (int64_t)strlen(part);
    e->pin_part = s->second;
    if (digit) {
        e->meaning.command = PW_COMMAND_PIN_DIGIT;
        memset(e->meaning.text, 0, sizeof e->meaning.text);
    } else if (s->second) {
        e->pin_part = 2;
    } else {
        s->second = true;
        e->pin_part = 1;
        e->pin_digits = 0;
    }
}

bool pw_pin_waits(const struct pw_state *state, int64_t now_us)
{
    int64_t left = state->pin_us - now_us;
    return left > 0 && left <= LONGEST_US; /* more: the clock was set back */
}

int64_t pw_pin_wait_us(int64_t wrong)
{
    if (wrong <= 0)
        return 0;
    return wrong > 10 ? LONGEST_US : INT64_C(1000000) << (wrong - 1) < LONGEST_US ? INT64_C(1000000) << (wrong - 1) : LONGEST_US;
}

static bool ready(struct pw_error *err)
{
    return pw_late_sodium_load(err) && (sodium_init() >= 0 || pw_fail(err, PW_ERR_IO, 0, "libsodium could not be started"));
}

bool pw_pin_digest(const char *pin, char ret_digest[PW_PIN_DIGEST], struct pw_error *err)
{
    size_t len = strlen(pin);
    _Static_assert(PW_PIN_DIGEST >= crypto_pwhash_STRBYTES, "room for libsodium's text");
    if (len < PW_PIN_LEAST || len > PW_PIN_MOST || strspn(pin, "0123456789") != len)
        return pw_fail(err, PW_ERR_BAD_INPUT, 0, "a PIN has %d to %d digits", PW_PIN_LEAST, PW_PIN_MOST);
    return ready(err) && (crypto_pwhash_str(ret_digest, pin, len, PASSES, MEMORY) == 0 ||
                          pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the digest of a PIN"));
}

bool pw_pin_check(const char *digest, const char *pin, bool *ret_right, struct pw_error *err)
{
    char spare[PW_PIN_DIGEST];
    size_t len = strlen(pin);
    *ret_right = false;
    if (!ready(err))
        return false;
    if (*digest == '\0' || len < PW_PIN_LEAST || len > PW_PIN_MOST) /* so that its time doesn't tell whose number there is */
        return crypto_pwhash_str(spare, "0000", 4, PASSES, MEMORY) == 0 ||
               pw_fail(err, PW_ERR_MEMORY, 0, "no memory to read a PIN");
    *ret_right = crypto_pwhash_str_verify(digest, pin, len) == 0;
    return true;
}
