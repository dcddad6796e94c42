#include "station/say_box.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

void pw_say_box_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    switch (d->refusal) {
    case PW_REFUSAL_BOX_EMPTY:
        TITLE("The box is empty");
        DETAIL("An empty box can't be closed. Scan what goes into it, or “Put the order aside”.");
        break;
    case PW_REFUSAL_NO_UNIT_LEFT:
        TITLE("Every unit is in");
        DETAIL("Nothing is left for another box of order %s: this one is the last and closes by itself.", f->open.order_id);
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_UNDO_OTHER_BOX:
        TITLE("This box is empty");
        DETAIL("What was scanned before is in another box of order %s, which is closed.", f->open.order_id);
        break;
    default:
        break;
    }
}

void pw_say_box(const struct pw_decision *d, const struct pw_facts *f, const char *documents, struct pw_say *say)
{
    say->tone = "complete";
    TITLE("Box %lld is closed: take another", (long long)f->open_parcel.place);
    if (documents[0] == '\0')
        DETAIL("%lld of %lld units are packed. Go on in box %lld.", (long long)d->count, (long long)d->of,
               (long long)f->open_parcel.place + 1);
    else
        DETAIL("The %s %s printing. %lld of %lld units are packed; go on in box %lld.", documents,
               strstr(documents, " and ") != NULL ? "are" : "is", (long long)d->count, (long long)d->of,
               (long long)f->open_parcel.place + 1);
}

void pw_say_box_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size)
{
    snprintf(out, size, "Closed box %lld with %lld units and took another, %lld of %lld packed", (long long)f->open_parcel.place,
             (long long)f->open_parcel.units, (long long)d->count, (long long)d->of);
}
