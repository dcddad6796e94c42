#include "station/say_box.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static const struct pw_effect *effect_of(const struct pw_decision *d, enum pw_effect_kind kind)
{
    for (size_t i = 0; i < d->effect_count; i++)
        if (d->effects[i].kind == kind)
            return &d->effects[i];
    return NULL;
}

/* The box that the decision is about: the open one, or one that was closed. */
static const struct pw_parcel_fact *box_of(const struct pw_decision *d, const struct pw_facts *f)
{
    if (f->parcel.id == d->parcel && d->parcel != 0)
        return &f->parcel;
    return f->subject.id == d->parcel && d->parcel != 0 ? &f->subject : &f->open_parcel;
}

void pw_say_box_refusal(const struct pw_decision *d, const struct pw_facts *f, const struct pw_order_fact *o, struct pw_say *say)
{
    switch (d->refusal) {
    case PW_REFUSAL_BOX_EMPTY:
        TITLE("The box is empty");
        DETAIL("An empty box can't be closed. Scan what goes into it, or “Put the order aside”.");
        break;
    case PW_REFUSAL_NO_UNIT_LEFT:
        TITLE("Every unit is in");
        DETAIL("Nothing of order %s is to come: no rest can wait. Scan %s.", f->open.order_id,
               f->open_parcel.units == 0 ? "“Put the order aside”" : "“Next box” to close this one");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_UNDO_OTHER_BOX:
        TITLE("This box is empty");
        DETAIL("What was scanned before is in another box of order %s, which is closed. Scan “Open a box again” and its label.",
               f->open.order_id);
        break;
    case PW_REFUSAL_WHICH_BOX:
        TITLE("Which box?");
        DETAIL("Scan the label of the box, then a reason, or “Never mind”.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_BOX_OPEN:
        TITLE("This box is open");
        DETAIL("It was not closed yet. Scan order %s to go on with it.", o->order_id);
        break;
    case PW_REFUSAL_OTHER_BOX_OPEN:
        TITLE("Close the open box first");
        DETAIL("Box %lld of order %s is open with %lld in it. Finish it, scan “Next box”, or empty it.", (long long)o->box.number,
               o->order_id, (long long)o->box.units);
        break;
    case PW_REFUSAL_WEIGHT_WANTED:
        TITLE("Put the box on the scale");
        DETAIL("It is weighed before it closes. Put it on, then scan the command again, or “Weight explained” and a reason.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_BOX_NEEDED:
        TITLE("Scan the box first");
        DETAIL("Its own barcode says which kind it is. Then it may close.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_WRONG_CAGE:
        TITLE("Wrong cage");
        DETAIL("This parcel of order %s goes with %s, and cage %s is for %s. Put it aside, or scan the right cage first.",
               o->order_id, f->parcel.carrier, f->cage.name, f->cage.carrier);
        snprintf(say->expected, sizeof say->expected, "%s", f->cage.carrier);
        break;
    case PW_REFUSAL_UNKNOWN_CAGE:
        TITLE("Unknown cage");
        DETAIL("The configuration has no cage %s. It names it: [cage %s], carrier = NAME.", f->cage.name, f->cage.name);
        break;
    case PW_REFUSAL_NO_CAGE:
        TITLE("No cage is open");
        DETAIL("No cage was scanned at this lane: parcels go anywhere.");
        break;
    default:
        break;
    }
}

static void say_short(const struct pw_decision *d, const struct pw_facts *f, const char *documents, struct pw_say *say)
{
    long long rest = (long long)(d->of - d->count);
    say->tone = "complete";
    if (effect_of(d, PW_EFFECT_CLOSE_BOX) == NULL) {
        say->tone = "attention";
        TITLE("The rest waits");
        DETAIL("%lld of %lld units of order %s wait; the empty box is taken back.", rest, (long long)d->of, f->open.order_id);
        return;
    }
    TITLE("Close the box: the rest waits");
    DETAIL("%lld of %lld units of order %s wait.%s%s%s", rest, (long long)d->of, f->open.order_id,
           documents[0] == '\0' ? "" : " Printing: ", documents, documents[0] == '\0' ? "" : ".");
}

void pw_say_box(const struct pw_decision *d, const struct pw_facts *f, const char *documents, struct pw_say *say)
{
    long long place = (long long)box_of(d, f)->place;
    switch (d->outcome) {
    case PW_OUTCOME_BOX_CLOSED:
        say->tone = "complete";
        TITLE("Box %lld is closed: take another", place);
        if (documents[0] == '\0')
            DETAIL("%lld of %lld units are packed. Go on in box %lld.", (long long)d->count, (long long)d->of, place + 1);
        else
            DETAIL("The %s %s printing. %lld of %lld units are packed; go on in box %lld.", documents,
                   strstr(documents, " and ") != NULL ? "are" : "is", (long long)d->count, (long long)d->of, place + 1);
        break;
    case PW_OUTCOME_SHORT:
        say_short(d, f, documents, say);
        break;
    case PW_OUTCOME_REOPENED:
        say->tone = "attention";
        TITLE("Box %lld is open again", place);
        DETAIL("Its label and slip are void: take them off. They print anew when it closes. %lld of %lld units are packed.",
               (long long)d->count, (long long)d->of);
        break;
    case PW_OUTCOME_VOIDED:
        say->tone = "attention";
        TITLE("The box is void");
        DETAIL("Take everything out and its label off. %lld of %lld units are packed.%s", (long long)d->count, (long long)d->of,
               effect_of(d, PW_EFFECT_OPEN_PARCEL) != NULL ? " Go on in another box." : "");
        break;
    case PW_OUTCOME_EXPLAINED:
        TITLE("The weight is explained");
        DETAIL("Scan “Next box” or “Ship what is there” again.");
        break;
    case PW_OUTCOME_BOX_TAKEN:
        TITLE("Box %s", f->box_type.name);
        DETAIL(f->open.id == 0 ? "It is for the next parcel: scan its order or an item." : "Scan the items.");
        break;
    case PW_OUTCOME_BOX_WANTED:
        say->tone = "attention";
        TITLE("Scan the box");
        DETAIL("All %lld units are in. The box's own barcode is wanted before it closes.", (long long)d->of);
        break;
    case PW_OUTCOME_CAGE:
        if (d->next.cage[0] == '\0') {
            TITLE("Cage %s is done", f->cage.name);
            DETAIL("%lld parcels wait for %s. “packwright handover” lists them.", (long long)f->cage.waiting, f->cage.carrier);
        } else {
            TITLE("Cage %s: %s", f->cage.name, f->cage.carrier);
            DETAIL("%lld parcels wait in it. Scan those that go with %s.", (long long)f->cage.waiting, f->cage.carrier);
        }
        break;
    default:
        break;
    }
}

void pw_say_box_question(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    bool voids = d->next.pending == PW_PENDING_VOID_BOX;
    if (d->parcel == 0) {
        TITLE(voids ? "Which box is void?" : "Which box is opened again?");
        DETAIL("Scan the label of the box, then a reason, or “Never mind”.");
    } else {
        DETAIL("Box %lld with %lld in it: scan one of the reasons, the label of another box, or “Never mind”.",
               (long long)box_of(d, f)->place, (long long)box_of(d, f)->units);
    }
}

void pw_say_box_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size)
{
    const struct pw_effect *e;
    const struct pw_parcel_fact *box = box_of(d, f);
    switch (d->outcome) {
    case PW_OUTCOME_BOX_CLOSED:
        snprintf(out, size, "Closed box %lld with %lld in it and took another, %lld of %lld packed", (long long)box->place,
                 (long long)box->units, (long long)d->count, (long long)d->of);
        break;
    case PW_OUTCOME_SHORT:
        e = effect_of(d, PW_EFFECT_CLOSE_BOX);
        if (e == NULL)
            snprintf(out, size, "Took an empty box back; %lld of %lld units wait: %s", (long long)(d->of - d->count),
                     (long long)d->of, d->effects[0].kind == PW_EFFECT_VOID_BOX ? d->effects[0].text : d->effects[1].text);
        else
            snprintf(out, size, "Closed box %lld with %lld in it; %lld of %lld units wait: %s", (long long)box->place,
                     (long long)box->units, (long long)(d->of - d->count), (long long)d->of, e->text);
        break;
    case PW_OUTCOME_REOPENED:
        e = effect_of(d, PW_EFFECT_OPEN_AGAIN);
        snprintf(out, size, "Opened box %lld with %lld in it again, its label is void: %s", (long long)box->place,
                 (long long)box->units, e == NULL ? "" : e->text);
        break;
    case PW_OUTCOME_VOIDED:
        e = effect_of(d, PW_EFFECT_VOID_BOX);
        snprintf(out, size, "Voided box %lld and took out its %lld: %s", (long long)box->place, (long long)box->units,
                 e == NULL ? "" : e->text);
        break;
    case PW_OUTCOME_EXPLAINED:
        e = effect_of(d, PW_EFFECT_WEIGH);
        snprintf(out, size, "Explained the weight: %s", e == NULL ? "" : e->text);
        break;
    case PW_OUTCOME_BOX_TAKEN:
        snprintf(out, size, "Took a box of kind %s", f->box_type.name);
        break;
    case PW_OUTCOME_BOX_WANTED:
        snprintf(out, size, "%lld of %lld are in the box: its barcode is wanted", (long long)d->count, (long long)d->of);
        break;
    case PW_OUTCOME_CAGE:
        snprintf(out, size, "%s cage %s for %s", d->next.cage[0] == '\0' ? "Left" : "Opened", f->cage.name, f->cage.carrier);
        break;
    default:
        break;
    }
}

void pw_say_closed(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, char *out, size_t size)
{
    const struct pw_effect *weigh = effect_of(d, PW_EFFECT_WEIGH);
    if (e->kind == PW_EVENT_WEIGHT)
        snprintf(out, size, "Weighed %.24s: complete", e->shown);
    else if (weigh != NULL && weigh->text[0] != '\0')
        snprintf(out, size, "Explained the weight: %.150s: complete", weigh->text);
    else if (effect_of(d, PW_EFFECT_BOX) != NULL)
        snprintf(out, size, "Took a box of kind %s: complete", f->box_type.name);
    else
        snprintf(out, size, "Closed the box, %lld of %lld: complete", (long long)d->count, (long long)d->of);
}
