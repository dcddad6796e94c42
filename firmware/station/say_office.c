#include "station/say_office.h"

#include <stdio.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

void pw_say_office_refusal(const struct pw_decision *d, const struct pw_event *e, const struct pw_order_fact *o,
                           struct pw_say *say)
{
    switch (d->refusal) {
    case PW_REFUSAL_NO_SUCH_ORDER:
        TITLE("Unknown order");
        DETAIL("No order has the number %.60s. Give the whole number, or import the orders anew.", e->meaning.text);
        break;
    case PW_REFUSAL_ALREADY_HELD:
        TITLE("Held already");
        DETAIL("Order %s is held: %s.", o->order_id, o->hold_reason);
        break;
    case PW_REFUSAL_ALREADY_PACKED:
        TITLE("Packed already");
        DETAIL("Order %s is in its box. Scan its label at the door to send it off.", o->order_id);
        break;
    case PW_REFUSAL_ALREADY_PUSHED:
        TITLE("Pushed already");
        DETAIL("Order %s comes before all others already.", o->order_id);
        break;
    case PW_REFUSAL_NOT_PUSHED:
        TITLE("Not pushed");
        DETAIL("Order %s was not pushed forward; there is nothing to take back.", o->order_id);
        break;
    case PW_REFUSAL_NOT_SHELVED:
        TITLE("Not on the shelf");
        DETAIL("Order %s lies on no place of the problem shelf.", o->order_id);
        break;
    case PW_REFUSAL_NOTHING_TO_SHELVE:
        TITLE("Nothing to lay aside");
        DETAIL("Open the order first, or scan the label of a packed one that has not left; then scan the place.");
        break;
    case PW_REFUSAL_ON_SHELF:
        TITLE("It lies on the problem shelf");
        DETAIL(
            "Order %s, place %s%s%s. When that is settled, scan its label at the bench, “I have read it”, and the label again.",
            o->order_id, o->shelf, o->shelf_reason[0] == '\0' ? "" : ": ", o->shelf_reason);
        break;
    default:
        break;
    }
}

/* The place, or the reason, of the effect that says so. */
static const char *text_of(const struct pw_decision *d, enum pw_effect_kind kind)
{
    for (size_t i = 0; i < d->effect_count; i++)
        if (d->effects[i].kind == kind)
            return d->effects[i].text;
    return "";
}

void pw_say_office(const struct pw_decision *d, const struct pw_order_fact *o, struct pw_say *say)
{
    const char *place = text_of(d, PW_EFFECT_SHELVE);
    say->tone = "attention";
    switch (d->outcome) {
    case PW_OUTCOME_SHELVED:
        if (place[0] != '\0') {
            TITLE("Lay it on %s", place);
            DETAIL("Order %s keeps what is in its box. Scan a reason, or go on with the next order.", o->order_id);
        } else {
            TITLE("On the shelf: %s", text_of(d, PW_EFFECT_SHELF_WHY));
            DETAIL("Order %s lies on %s. Scan the next order or item.", o->order_id, o->shelf);
        }
        break;
    case PW_OUTCOME_UNSHELVED:
        TITLE("Off the shelf");
        DETAIL("Order %s lay on %s.", o->order_id, o->shelf);
        break;
    case PW_OUTCOME_PUSHED:
        TITLE("Pushed forward");
        DETAIL("Order %s comes before all others now.", o->order_id);
        break;
    case PW_OUTCOME_PUSHED_BACK:
        TITLE("Back in its place");
        DETAIL("Order %s comes by its ship-by time again.", o->order_id);
        break;
    default:
        break;
    }
}

void pw_say_office_sentence(const struct pw_decision *d, const struct pw_order_fact *o, char *out, size_t size)
{
    const char *place = text_of(d, PW_EFFECT_SHELVE), *push = text_of(d, PW_EFFECT_PUSH);
    switch (d->outcome) {
    case PW_OUTCOME_SHELVED:
        if (place[0] != '\0')
            snprintf(out, size, "Laid on place %s of the problem shelf with %lld of %lld units in the box", place,
                     (long long)d->count, (long long)d->of);
        else
            snprintf(out, size, "Lies on the problem shelf because: %s", text_of(d, PW_EFFECT_SHELF_WHY));
        break;
    case PW_OUTCOME_UNSHELVED:
        snprintf(out, size, "Taken off place %s of the problem shelf", o->shelf);
        break;
    case PW_OUTCOME_PUSHED:
        snprintf(out, size, "Pushed before all other orders%s%s", push[0] == '\0' ? "" : ": ", push);
        break;
    case PW_OUTCOME_PUSHED_BACK:
        snprintf(out, size, "The push forward was taken back");
        break;
    default:
        break;
    }
}
