#include "station/say_unit.h"

#include "station/say_words.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static const char *noun(enum pw_refusal refusal)
{
    switch (refusal) {
    case PW_REFUSAL_SERIAL_WANTED:
    case PW_REFUSAL_SERIAL_BAD:
        return "serial number";
    case PW_REFUSAL_LOT_WANTED:
    case PW_REFUSAL_LOT_BAD:
        return "lot";
    case PW_REFUSAL_EXPIRY_WANTED:
    case PW_REFUSAL_EXPIRY_BAD:
        return "expiry date";
    default:
        return "Transparency code";
    }
}

/* The article itself, or the component of its kit. */
static const char *in_the_hand(const struct pw_decision *d)
{
    return d->item.kit.component[0] != '\0' ? d->item.kit.component : d->item.sku;
}

static void say_step(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    char grown[24], unit[24];
    pw_say_kg(f->scale.mg - f->scale.last_mg, grown);
    pw_say_kg(d->item.unit.weight_mg * d->item.units, unit);
    if (d->refusal == PW_REFUSAL_SAME_UNIT || d->doubt == PW_REFUSAL_SAME_UNIT)
        DETAIL("The scale says that nothing was put in since the last scan; %s weighs %s. Put the unit in and scan it, or lift "
               "the box.",
               in_the_hand(d), unit);
    else
        DETAIL(
            "The box grew by %s since the last scan; %s weighs %s. Look what was put in; then scan it, or lift the box and scan.",
            grown, in_the_hand(d), unit);
}

void pw_say_unit_doubt(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    char rest[sizeof say->detail];
    if (d->doubt == PW_REFUSAL_NONE)
        return;
    memcpy(rest, say->detail, sizeof rest);
    say_step(d, f, say);
    say->tone = "attention";
    if (d->outcome == PW_OUTCOME_COUNTED)
        snprintf(say->title, sizeof say->title, "%s",
                 d->doubt == PW_REFUSAL_SAME_UNIT ? "Counted, but nothing was put in" : "Counted, but another weight was put in");
    size_t len = strlen(say->detail);
    snprintf(say->detail + len, sizeof say->detail - len, " %s", rest);
}

/* Of a parcel that was to leave. */
static void say_parcel(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_contents_fact *c = &f->parcel_contents;
    if (d->refusal == PW_REFUSAL_LOT_BLOCKED) {
        TITLE("A lot in it must not leave");
        DETAIL("Lot %.40s of %s was blocked after it was packed: %.60s. Scan “Open a box again” and change the unit.", c->lot,
               c->sku, c->reason);
    } else {
        TITLE("Transparency codes are missing");
        DETAIL("%lld unit%s in it lack%s a code, which the marketplace wants. Scan “Open a box again”, “Empty the box”, and pack "
               "it anew.",
               (long long)c->codeless, c->codeless == 1 ? "" : "s", c->codeless == 1 ? "s" : "");
    }
}

void pw_say_unit_refusal(const struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *o, struct pw_say *say)
{
    const struct pw_unit_fact *u = &d->item.unit;
    const char *sku = in_the_hand(d), *what = noun(d->refusal);
    long long days = pw_days_between(f->today, d->unit.expiry);
    say->expected[0] = '\0';
    if (d->item.id == 0 && f->parcel.id != 0) {
        say_parcel(d, f, say);
        return;
    }
    switch (d->refusal) {
    case PW_REFUSAL_STEP_OFF:
        TITLE("Another weight was put in");
        say_step(d, f, say);
        break;
    case PW_REFUSAL_SAME_UNIT:
        TITLE("The same unit again");
        if (u->serial_order == 0 && u->code_order == 0) {
            say_step(d, f, say);
            break;
        }
        if (d->unit.code[0] != '\0' && u->serial_order == 0)
            DETAIL("This Transparency code was scanned with a unit of order %s already. It was not counted twice; scan another "
                   "unit.",
                   u->code_order_id);
        else
            DETAIL("%s with serial number %s is in the box of order %s already. It was not counted twice; scan another unit.",
                   sku, d->unit.serial, u->serial_order_id);
        break;
    case PW_REFUSAL_SERIAL_SEEN:
        TITLE("Serial number seen before");
        DETAIL("%s with serial number %s was packed for order %s. Scan another unit; look where this one comes from.", sku,
               d->unit.serial, u->serial_order_id);
        break;
    case PW_REFUSAL_TRANSPARENCY_SEEN:
        TITLE("Transparency code used before");
        DETAIL("This code went with order %s, and each goes with one unit for ever. Scan the code of this very unit.",
               u->code_order_id);
        break;
    case PW_REFUSAL_LOT_BLOCKED:
        TITLE("This lot must not leave");
        DETAIL("Lot %s of %s is blocked: %s. Take it out; nothing was counted.", d->unit.lot, sku, u->lot_reason);
        break;
    case PW_REFUSAL_EXPIRED:
        TITLE("Expired");
        DETAIL("This unit of %s was good until %s; today is %s. Take it out; nothing was counted.", sku, d->unit.expiry,
               f->today);
        break;
    case PW_REFUSAL_EXPIRES_SOON:
        TITLE("It expires too soon");
        DETAIL("This unit of %s is good until %s, %lld day%s from today; it must be %lld at least. Scan a fresher one.", sku,
               d->unit.expiry, days, days == 1 ? "" : "s", (long long)u->min_days);
        break;
    case PW_REFUSAL_SCAN_EACH:
        TITLE("Scan each unit");
        DETAIL("The case holds %lld of %s, and each has its own %s. Open it and scan them one by one; nothing was counted.",
               (long long)d->item.units, sku, (u->wants & PW_CAPTURE_SERIAL) != 0 ? "serial number" : "Transparency code");
        break;
    case PW_REFUSAL_SERIAL_BAD:
    case PW_REFUSAL_LOT_BAD:
        TITLE("Not a %s", what);
        DETAIL("A %s has 1 to %d letters and digits. Scan the %s of %s, or “Never mind”.", what, PW_UNIT_TEXT - 1, what, sku);
        break;
    case PW_REFUSAL_EXPIRY_BAD:
        TITLE("Not an expiry date");
        DETAIL("A date is like 2026-12-31, 20261231 or 261231, or in a GS1 code. Scan that of %s, or “Never mind”.", sku);
        break;
    case PW_REFUSAL_TRANSPARENCY_BAD:
        TITLE("Not a Transparency code");
        DETAIL("It has 29 characters from AZ or ZA on, or 38 from 01 on, or 7 to 20, or is a link. Scan that of %s, or “Never "
               "mind”.",
               sku);
        break;
    default:
        TITLE("Scan the %s", what);
        if (f->order.id != 0 || o->id == 0)
            DETAIL("That is the number of an order. Scan the %s of this unit of %s, or “Never mind”.", what, sku);
        else if (f->item_sku[0] != '\0')
            DETAIL("That is the barcode of %s, without a %s. Scan the %s of this unit of %s, or “Never mind”.", f->item_sku, what,
                   what, sku);
        else
            DETAIL("That is something else. Scan the %s of this unit of %s, or “Never mind”.", what, sku);
        break;
    }
}

const char *pw_say_unit_question(enum pw_pending pending)
{
    switch (pending) {
    case PW_PENDING_SERIAL:
        return "Scan its serial number";
    case PW_PENDING_LOT:
        return "Scan its lot";
    case PW_PENDING_EXPIRY:
        return "Scan its expiry date";
    case PW_PENDING_TRANSPARENCY:
        return "Scan its Transparency code";
    default:
        return "";
    }
}

void pw_say_unit_asked(const struct pw_decision *d, struct pw_say *say)
{
    const struct pw_kit_fact *k = &d->item.kit;
    const char *name = k->component_name[0] != '\0' ? k->component_name
                       : k->component[0] != '\0'    ? k->component
                       : d->item.name[0] == '\0'    ? d->item.sku
                                                    : d->item.name;
    TITLE("%s", pw_say_unit_question(d->next.pending));
    DETAIL("%.120s: it counts when all is scanned. “Never mind” leaves it out.", name);
}

void pw_say_unit_sentence(const struct pw_decision *d, char *out, size_t size)
{
    const struct pw_unit *u = &d->unit;
    const char *const parts[4][2] = {
        { "serial number", u->serial }, { "lot", u->lot }, { "good until", u->expiry }, { "Transparency code", u->code }
    };
    const char *between = ": ";
    for (size_t i = 0; i < 4; i++) {
        size_t len = strlen(out);
        if (parts[i][1][0] == '\0' || len + 1 >= size)
            continue;
        snprintf(out + len, size - len, "%s%s %.60s", between, parts[i][0], parts[i][1]);
        between = ", ";
    }
    size_t len = strlen(out);
    if (d->doubt != PW_REFUSAL_NONE && len + 1 < size)
        snprintf(out + len, size - len,
                 d->doubt == PW_REFUSAL_SAME_UNIT ? "; the scale saw no unit" : "; the scale saw another weight");
}
