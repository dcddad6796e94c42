/*
 * Who works at a lane. sign-in =
 *
 *                            off                    optional               required
 *     nobody is signed in    everything is allowed  what needs no right    locked: nothing but a badge is taken
 *     badge                  refused                signs in               signs in
 *     one's own badge        -                      signs out              signs out
 *     override, substitute,  allowed by a badge, at any lane: these name a person always
 *     teach, no-barcode
 *
 * Who signs in is signed in nowhere else. The open order stays, and is the new person's. Where nobody has scanned for lock-after,
 * the lane locks: by an event of its own, or when the next scan finds it so.
 *
 * A number and a PIN do what the badge does; wrong ones make the lane wait before it reads another (pin.h).
 *
 * A command for which the right is missing is refused, and is what the next badge allows, if it comes at once and has the right.
 * That badge once more at once is its trigger pulled twice: nothing.
 */
#include "station/decision.h"

#include "station/pin.h"

#include <stdio.h>
#include <string.h>

#define APPROVAL_US INT64_C(30000000)
enum { SAME_PULL_US = 2000000 };

enum pw_right pw_command_right(enum pw_command command)
{
    switch (command) {
    case PW_COMMAND_REPRINT_SLIP:
    case PW_COMMAND_REPRINT_LABEL:
        return PW_RIGHT_REPRINT;
    case PW_COMMAND_HOLD:
    case PW_COMMAND_RELEASE:
        return PW_RIGHT_HOLD;
    case PW_COMMAND_VOID_BOX:
        return PW_RIGHT_CANCEL;
    case PW_COMMAND_WEIGHT:
        return PW_RIGHT_OVERRIDE;
    case PW_COMMAND_NO_BARCODE:
        return PW_RIGHT_NO_BARCODE;
    case PW_COMMAND_SUBSTITUTE:
        return PW_RIGHT_SUBSTITUTE;
    case PW_COMMAND_TEACH:
        return PW_RIGHT_TEACH;
    default:
        return PW_RIGHT_NONE;
    }
}

/* These stand for a person's word, so there must be a person. */
static bool names_a_person(enum pw_right right)
{
    return right == PW_RIGHT_NO_BARCODE || right == PW_RIGHT_SUBSTITUTE || right == PW_RIGHT_TEACH;
}

/* The paper has not printed yet: asking for it is no reprint. */
static bool first_print(const struct pw_state *state, const struct pw_facts *f, enum pw_command command)
{
    const struct pw_parcel_fact *box = state->phase == PW_PHASE_PACKING ? &f->open_parcel : &f->subject;
    return (command == PW_COMMAND_REPRINT_SLIP && !box->slip_printed) ||
           (command == PW_COMMAND_REPRINT_LABEL && !box->label_printed);
}

bool pw_decide_present(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    if (f->rules->sign_in == PW_SIGN_IN_OFF || state->person == 0 || f->people.person.id != state->person)
        return false;
    if (f->rules->lock_after_us <= 0 || state->person_us == 0)
        return true;
    int64_t away = event->time_us - state->person_us;
    return away < f->rules->lock_after_us && away > -f->rules->lock_after_us; /* a clock that was set back is no reason to stay */
}

bool pw_decide_locked(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    return f->rules->sign_in == PW_SIGN_IN_REQUIRED && !pw_decide_present(state, event, f);
}

/* The same command again, for another line: whoever allowed it has allowed this, and nothing else. */
static bool asks_again(enum pw_pending pending, enum pw_command command)
{
    return (pending == PW_PENDING_NO_BARCODE && command == PW_COMMAND_NO_BARCODE) ||
           (pending == PW_PENDING_SUBSTITUTE && command == PW_COMMAND_SUBSTITUTE) ||
           (pending == PW_PENDING_TEACH_ITEM && command == PW_COMMAND_TEACH);
}

bool pw_decide_allowed(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f,
                       struct pw_decision *d)
{
    enum pw_command command = event->meaning.command;
    enum pw_right right = pw_command_right(command);
    bool present = pw_decide_present(state, event, f);
    if (right == PW_RIGHT_NONE || first_print(state, f, command) || (f->people.badge.id != 0 && f->people.badge.rights[right]) ||
        (present && f->people.person.rights[right]) || (f->rules->sign_in == PW_SIGN_IN_OFF && !names_a_person(right)))
        return true;
    if (asks_again(state->pending, command) && f->people.approver.id != 0 && f->people.approver.rights[right])
        return true;
    d->order = state->order != 0 ? state->order : f->subject_order.id;
    d->parcel = state->parcel != 0 ? state->parcel : f->subject.id;
    pw_decision_refuse(d, state, PW_REFUSAL_NOT_ALLOWED);
    d->next.asked = command;
    d->next.asked_us = event->time_us;
    return false;
}

static void nobody(struct pw_decision *d)
{
    d->next.person = 0;
    d->next.person_us = 0;
}

/* What the one before was asked, and for, is not the next one's; a box that waits for the scale or for its kind still does. */
static void leave(const struct pw_state *state, struct pw_decision *d)
{
    nobody(d);
    d->next.pending = state->pending == PW_PENDING_WEIGH || state->pending == PW_PENDING_BOX ? state->pending : PW_PENDING_NONE;
    d->next.approver = 0;
    d->next.asked = PW_COMMAND_NONE;
    d->next.asked_us = 0;
}

static void sign_out(const struct pw_state *state, struct pw_decision *d)
{
    leave(state, d);
    d->order = state->order;
    d->parcel = state->parcel;
    d->outcome = PW_OUTCOME_SIGNED_OUT;
}

static void sign_in(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    leave(state, d);
    struct pw_effect *effect = pw_decision_add(d, PW_EFFECT_SIGN_IN);
    effect->id = f->people.badge.id;
    snprintf(effect->text, sizeof effect->text, "%s", f->people.badge.name);
    d->next.person = f->people.badge.id;
    d->next.person_us = f->rules->lock_after_us > 0 ? event->time_us : 0;
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    d->outcome = PW_OUTCOME_SIGNED_IN;
}

/* What was refused just now for want of a right that this badge has. */
static bool approves(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    enum pw_right right = pw_command_right(state->asked);
    int64_t since = event->time_us - state->asked_us;
    return right != PW_RIGHT_NONE && f->people.badge.rights[right] && f->people.badge.id != state->person && since >= 0 &&
           since <= APPROVAL_US && !pw_decide_locked(state, event, f);
}

static void approve(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    struct pw_event command = *event;
    struct pw_state asked = *state;
    command.meaning.command = state->asked;
    asked.standing = PW_REFUSAL_NONE; /* the badge answers it */
    d->next.approver = f->people.badge.id;
    pw_decide_scan(&asked, &command, f, d);
    if (d->outcome != PW_OUTCOME_ASKED && d->next.pending == state->pending)
        d->next.approver = state->approver; /* done at once: no word for the question that was there before */
    if (d->outcome == PW_OUTCOME_REFUSED)
        return;
    d->next.allowed = f->people.badge.id;
    d->next.allowed_us = event->time_us;
}

/* The badge that allowed something just now. */
static bool same_pull(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f)
{
    int64_t since = event->time_us - state->allowed_us;
    return event->meaning.badge[0] != '\0' && state->allowed == f->people.badge.id && since >= 0 && since < SAME_PULL_US;
}

/* The question stands as it was. */
static void ask_again(const struct pw_state *state, const struct pw_facts *f, struct pw_decision *d)
{
    bool stands =
        state->pending != PW_PENDING_NONE && state->pending != PW_PENDING_READ && pw_pending_capture(state->pending) == 0;
    d->order = state->order;
    d->parcel = state->parcel;
    d->count = f->open.verified;
    d->of = f->open.units;
    d->item = f->people.pick;
    d->next.allowed = state->allowed;
    d->next.allowed_us = state->allowed_us;
    d->outcome = stands ? PW_OUTCOME_ASKED : PW_OUTCOME_CLEARED;
}

static void badge(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    if (f->people.badge.id == 0)
        pw_decision_refuse(d, state, PW_REFUSAL_UNKNOWN_BADGE);
    else if (approves(state, event, f))
        approve(state, event, f, d);
    else if (same_pull(state, event, f))
        ask_again(state, f, d);
    else if (f->rules->sign_in == PW_SIGN_IN_OFF)
        pw_decision_refuse(d, state, PW_REFUSAL_SIGN_IN_OFF);
    else if (f->people.badge.id == state->person && pw_decide_present(state, event, f))
        sign_out(state, d);
    else
        sign_in(state, event, f, d);
}

/* Digits leave everything as it is: a command that waits for a badge may wait for a PIN. */
static void pin(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    d->order = state->order;
    d->parcel = state->parcel;
    if (f->rules->sign_in == PW_SIGN_IN_OFF) {
        pw_decision_refuse(d, state, PW_REFUSAL_SIGN_IN_OFF);
        return;
    }
    if (event->pin_part < 2) {
        d->outcome = PW_OUTCOME_PIN;
        d->count = event->pin_digits;
        return;
    }
    switch (f->people.pin) {
    case PW_PIN_RIGHT:
        d->next.pin_wrong = 0;
        d->next.pin_us = 0;
        badge(state, event, f, d);
        return;
    case PW_PIN_WRONG:
        pw_decision_refuse(d, state, PW_REFUSAL_PIN_WRONG);
        d->next.pin_wrong = state->pin_wrong + 1;
        d->next.pin_us = event->time_us + pw_pin_wait_us(d->next.pin_wrong);
        return;
    case PW_PIN_UNREAD:
    case PW_PIN_NONE:
        pw_decision_refuse(d, state, PW_REFUSAL_PIN_WAIT);
        d->count = (state->pin_us - event->time_us) / 1000000 + 1;
        return;
    }
}

bool pw_decide_people(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    if (event->meaning.badge[0] != '\0') {
        badge(state, event, f, d);
        return true;
    }
    if (event->meaning.command == PW_COMMAND_PIN_DIGIT || event->meaning.command == PW_COMMAND_PIN_ENTER) {
        pin(state, event, f, d);
        return true;
    }
    if (pw_decide_locked(state, event, f)) {
        pw_decision_refuse(d, state, PW_REFUSAL_NOT_SIGNED_IN);
        return true;
    }
    if (event->meaning.command != PW_COMMAND_SIGN_OUT)
        return false;
    if (f->rules->sign_in == PW_SIGN_IN_OFF)
        pw_decision_refuse(d, state, PW_REFUSAL_SIGN_IN_OFF);
    else if (!pw_decide_present(state, event, f))
        pw_decision_refuse(d, state, PW_REFUSAL_NOT_SIGNED_IN);
    else
        sign_out(state, d);
    return true;
}

static void put_names(struct pw_decision *d, const char *who, const char *approver)
{
    snprintf(d->who, sizeof d->who, "%s", who[0] != '\0' ? who : approver);
    snprintf(d->approver, sizeof d->approver, "%s", who[0] != '\0' && strcmp(who, approver) != 0 ? approver : "");
}

/* What somebody allowed was done now, or goes on; anything else just happened meanwhile. */
static bool answers(const struct pw_state *state, const struct pw_event *event, const struct pw_decision *d)
{
    enum pw_command command = event->meaning.command;
    if (event->kind != PW_EVENT_SCAN || (d->next.pending == state->pending && d->outcome != PW_OUTCOME_ASKED))
        return false;
    const struct pw_command_info *info = pw_command_info(command);
    return command == PW_COMMAND_NONE || command == PW_COMMAND_ACKNOWLEDGE || asks_again(state->pending, command) ||
           (info != NULL && info->reason);
}

void pw_decide_who(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    bool present = pw_decide_present(state, event, f), refused = d->outcome == PW_OUTCOME_REFUSED;
    bool changed = d->outcome == PW_OUTCOME_SIGNED_IN || d->outcome == PW_OUTCOME_SIGNED_OUT;
    const char *allowed = answers(state, event, d) ? f->people.approver.name : "";
    if (f->people.badge.id != 0 && !changed && !refused)
        allowed = f->people.badge.name;
    if (d->outcome == PW_OUTCOME_SIGNED_IN)
        put_names(d, f->people.badge.name, "");
    else
        put_names(d, present ? f->people.person.name : "", refused ? "" : allowed);
    if (refused) {
        d->next.allowed = 0;
        d->next.allowed_us = 0;
    }
    if (event->kind == PW_EVENT_SCAN && d->outcome != PW_OUTCOME_PIN) {
        if (!changed && !present)
            nobody(d);
        if (!changed && present && f->rules->lock_after_us > 0)
            d->next.person_us = event->time_us;
        bool ask = d->refusal == PW_REFUSAL_NOT_ALLOWED;
        d->next.asked = ask ? event->meaning.command : PW_COMMAND_NONE;
        d->next.asked_us = ask ? event->time_us : 0;
    }
    if (d->next.pending == PW_PENDING_NONE) {
        d->next.approver = 0;
        d->next.pick = 0;
        d->next.note[0] = '\0';
    }
}

void pw_decide_lock(const struct pw_state *state, const struct pw_event *event, const struct pw_facts *f, struct pw_decision *d)
{
    if (state->person == 0 || pw_decide_present(state, event, f)) {
        d->outcome = PW_OUTCOME_NOTED; /* somebody scanned meanwhile */
        d->quiet = true;
        return;
    }
    snprintf(d->who, sizeof d->who, "%s", f->people.person.name);
    leave(state, d);
    d->order = state->order;
    d->parcel = state->parcel;
    d->outcome = PW_OUTCOME_LOCKED;
}
