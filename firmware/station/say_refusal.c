#include "station/say_refusal.h"

#include "station/say_box.h"
#include "station/say_kit.h"
#include "station/say_notes.h"
#include "station/say_office.h"
#include "station/say_packing.h"
#include "station/say_people.h"
#include "station/say_return.h"
#include "station/say_surplus.h"
#include "station/say_unit.h"
#include "station/say_words.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)
#define CAME(...) snprintf(say->came, sizeof say->came, __VA_ARGS__)
#define EXPECTED(...) snprintf(say->expected, sizeof say->expected, __VA_ARGS__)

void pw_say_refusal(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_order_fact *o = pw_say_about(f);
    say->tone = "wrong";
    CAME("%s", e->shown);
    if (f->open.id != 0 && f->expected.id != 0)
        pw_say_put_item(say->expected, sizeof say->expected, f->expected.sku, f->expected.name);
    switch (d->refusal) {
    case PW_REFUSAL_NONE:
        break;
    case PW_REFUSAL_UNKNOWN_CODE:
        TITLE("Unknown code");
        DETAIL("Nobody here knows this barcode. Nothing was counted.");
        if (e->meaning.order_id[0] != '\0') {
            TITLE("Unknown order");
            DETAIL("No order with this number is here. Import the orders anew. Nothing was counted.");
        }
        break;
    case PW_REFUSAL_WRONG_ITEM:
        TITLE("Wrong item");
        DETAIL("It does not belong in order %s. Take it out; nothing was counted.", o->order_id);
        pw_say_put_item(say->came, sizeof say->came, f->item_sku, f->item_name);
        break;
    case PW_REFUSAL_KIT_WHOLE:
    case PW_REFUSAL_KIT_COMPONENTS:
    case PW_REFUSAL_KIT_BEGUN:
    case PW_REFUSAL_KIT_HAS_IT:
    case PW_REFUSAL_KIT_OPEN:
        pw_say_kit_refusal(d, f, say);
        break;
    case PW_REFUSAL_TOO_MANY:
        if (d->item.kit.component[0] != '\0') {
            pw_say_kit_refusal(d, f, say);
            break;
        }
        say->tone = "too-many";
        TITLE("One too many");
        if (d->item.quantity == 1)
            DETAIL("The one %s is in the box already. Take this one out; it was not counted.", d->item.sku);
        else if (d->item.quantity == 0)
            DETAIL("Nothing of %s is wanted any more: it was cancelled. Take this one out; it was not counted.", d->item.sku);
        else
            DETAIL("The box has all %lld of %s already. Take this one out; it was not counted.", (long long)d->item.quantity,
                   d->item.sku);
        pw_say_put_item(say->came, sizeof say->came, d->item.sku, d->item.name);
        if (d->item.units > 1 && d->item.verified < d->item.quantity) {
            TITLE("Too many in this case");
            DETAIL("The case holds %lld, and only %lld are still wanted. Nothing was counted.", (long long)d->item.units,
                   (long long)(d->item.quantity - d->item.verified));
        }
        pw_say_surplus_full(d, f, say);
        break;
    case PW_REFUSAL_NO_ORDER_NEEDS:
        TITLE("No order needs this");
        DETAIL("No order that is ready to pack has room for this article.");
        pw_say_put_item(say->came, sizeof say->came, f->item_sku, f->item_name);
        break;
    case PW_REFUSAL_ORDER_CANCELLED:
        TITLE("Order cancelled");
        DETAIL("Order %s was cancelled. Do not ship it: take the goods out%s.", o->order_id,
               f->open.id == o->id ? " and scan “Put the order aside”" : "");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_ORDER_HELD:
        TITLE("Order on hold");
        DETAIL("Order %s is held: %s. Scan “Release the order” and then its number to go on.", o->order_id, o->hold_reason);
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_ORDER_WAITING:
        TITLE("Not to be packed yet");
        DETAIL("Order %s is waiting for its payment.", o->order_id);
        break;
    case PW_REFUSAL_ORDER_SHIPPED:
        TITLE("Already shipped");
        DETAIL("Order %s has left.", o->order_id);
        break;
    case PW_REFUSAL_ORDER_ELSEWHERE:
        TITLE("Somebody else has it");
        if (f->open.id == o->id && o->status != PW_ORDER_PACKING)
            DETAIL("Order %s was finished by somebody else. Scan “Put the order aside”.", o->order_id);
        else
            DETAIL("Order %s is being packed at %s%s%s.%s", o->order_id, pw_say_who_has(o), o->lane[0] == '\0' ? "" : ", lane ",
                   o->lane,
                   f->open.id == o->id ? " Scan “Put the order aside”."
                                       : " If it is yours now, scan “Take an order over” first.");
        break;
    case PW_REFUSAL_ORDER_EMPTY:
        TITLE("Nothing to pack");
        DETAIL("Every line of order %s was cancelled or shipped.", o->order_id);
        break;
    case PW_REFUSAL_ANOTHER_OPEN:
        TITLE("Finish this order first");
        DETAIL("Order %s is open with %lld of %lld units. Finish it, or scan “Put the order aside”.", f->open.order_id,
               (long long)f->open.verified, (long long)f->open.units);
        break;
    case PW_REFUSAL_NOT_PACKED:
        TITLE("The box is not complete");
        if (o->surplus > 0 && f->parcel.id == 0)
            pw_say_surplus_refusal(o, say);
        else if (o->surplus > 0)
            DETAIL("Order %s changed: %lld unit%s of %.64s too many in its boxes. Scan the order's number at a bench and take "
                   "them out.",
                   o->order_id, (long long)o->surplus, o->surplus == 1 ? "" : "s", o->too_many);
        else if (f->parcel.id != 0 && o->boxes > 1)
            DETAIL("Box %lld of order %s is open; %lld of %lld units are packed.", (long long)f->parcel.place, o->order_id,
                   (long long)o->verified, (long long)o->units);
        else
            DETAIL("Order %s has %lld of %lld units in the box.", o->order_id, (long long)o->verified, (long long)o->units);
        break;
    case PW_REFUSAL_ALREADY_SHIPPED:
        TITLE("Already scanned out");
        DETAIL("This parcel of order %s has left. It will not be confirmed a second time.", o->order_id);
        break;
    case PW_REFUSAL_SUPERSEDED:
        TITLE("This label is no longer valid");
        DETAIL("A newer label was printed for order %s. Stick that one over it.", o->order_id);
        break;
    case PW_REFUSAL_ADDRESS_CHANGED:
        TITLE("The address has changed");
        DETAIL("The label of order %s shows the old address. Scan “Print the label again” and a reason for a new one.",
               o->order_id);
        if (f->parcel.postage != PW_POSTAGE_NONE || (f->parcel.id == 0 && f->subject.postage != PW_POSTAGE_NONE))
            DETAIL("The label that was bought for order %s has the old address. Scan “Open a box again”: it is cancelled, and"
                   " when the box is full again, another is bought.",
                   o->order_id);
        break;
    case PW_REFUSAL_NO_CARRIER:
        TITLE("No carrier known");
        DETAIL("Scan the tracking number, or set the station's carrier in the configuration.");
        break;
    case PW_REFUSAL_NO_PARCEL:
        TITLE("No parcel for this");
        DETAIL("Pack an order first, or scan the number of a packed one.");
        break;
    case PW_REFUSAL_UNKNOWN_PARCEL:
        TITLE("Unknown parcel");
        DETAIL("This label is not from this store.");
        break;
    case PW_REFUSAL_TRACKING_USED:
        TITLE("Tracking number in use");
        DETAIL("It belongs to a parcel of order %s. Nothing was changed.", f->parcel_order.order_id);
        break;
    case PW_REFUSAL_TRACKING_BAD:
        TITLE("Not a tracking number");
        if (f->order.id != 0)
            DETAIL("That is the number of order %s. Scan the carrier's label.", f->order.order_id);
        else if (f->item_sku[0] != '\0')
            DETAIL("That is an article: %s. Scan the carrier's label.", f->item_sku);
        else if (e->meaning.parcel_code[0] != '\0')
            DETAIL("That is a parcel's code of this station. Scan the carrier's label.");
        else
            DETAIL("A tracking number has 4 to 50 letters and digits. Scan “Tracking number” before one in an unusual form.");
        break;
    case PW_REFUSAL_NOTHING_OPEN:
        TITLE("No order is open");
        DETAIL("Scan an order or an item first.");
        break;
    case PW_REFUSAL_NOTHING_TO_UNDO:
        TITLE("Nothing to undo");
        DETAIL("The box is empty.");
        break;
    case PW_REFUSAL_NOTHING_TO_PRINT:
        TITLE("Nothing to print");
        DETAIL("There is no document for this parcel that may be printed.");
        break;
    case PW_REFUSAL_NOTHING_UNCERTAIN:
        TITLE("No print is in question");
        DETAIL("Every document at this bench is accounted for.");
        break;
    case PW_REFUSAL_NOT_ELSEWHERE:
        TITLE("Nobody else packs that");
        DETAIL("Scan the number of the order that you take over, or “Never mind”.");
        break;
    case PW_REFUSAL_NOT_HELD:
        TITLE("Not on hold");
        if (e->kind == PW_EVENT_OFFICE)
            DETAIL("Order %s is not held.", o->order_id);
        else
            DETAIL("Scan the number of a held order.");
        break;
    case PW_REFUSAL_NO_PRINTER:
        TITLE("No printer for this");
        DETAIL("The configuration names no printer for this document.");
        break;
    case PW_REFUSAL_REASON_NEEDED:
        TITLE("Scan a reason");
        DETAIL("Scan one of the reasons, or “Never mind”.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_REASON_UNASKED:
        TITLE("No reason was asked for");
        DETAIL("Scan the command first, then the reason.");
        break;
    case PW_REFUSAL_CLEAR_FIRST:
        TITLE("Clear the refusal first");
        DETAIL("Scan “Clear” to show that you have seen it.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_FORGED:
        TITLE("Not this station's command");
        DETAIL("The code looks like a command, but this station did not print it. Print its own sheet of commands.");
        break;
    case PW_REFUSAL_GARBLED:
        TITLE("Scan it again");
        DETAIL("The scanner sent characters that no barcode here should hold. Nothing was counted.");
        break;
    case PW_REFUSAL_WRONG_SCANNER:
        TITLE("Not with this scanner");
        DETAIL("This scanner is for parcels at the door.");
        break;
    case PW_REFUSAL_NO_SPARE:
        TITLE("No spare printer");
        DETAIL("No printer here has a spare that it does not use already. The configuration names it: spare = NAME.");
        break;
    case PW_REFUSAL_SPARE_UNCLEAR:
        TITLE("Which printer?");
        DETAIL(
            "Several have a spare, and all of them can print. Open the cover of the one that is to rest, then scan this again.");
        break;
    case PW_REFUSAL_SPARE_DOWN:
        TITLE("The spare can't print");
        DETAIL("%s, the spare of %s: %s. Nothing was moved.", f->spares.divert.spare, f->spares.divert.name,
               f->spares.divert.words);
        break;
    case PW_REFUSAL_NOT_DIVERTED:
        TITLE("Nothing to bring back");
        DETAIL("No printer rests, and no document waits at a spare.");
        break;
    case PW_REFUSAL_BOX_EMPTY:
    case PW_REFUSAL_NO_UNIT_LEFT:
    case PW_REFUSAL_UNDO_OTHER_BOX:
    case PW_REFUSAL_WHICH_BOX:
    case PW_REFUSAL_BOX_OPEN:
    case PW_REFUSAL_OTHER_BOX_OPEN:
    case PW_REFUSAL_WEIGHT_WANTED:
    case PW_REFUSAL_BOX_NEEDED:
    case PW_REFUSAL_WRONG_CAGE:
    case PW_REFUSAL_UNKNOWN_CAGE:
    case PW_REFUSAL_NO_CAGE:
        pw_say_box_refusal(d, f, o, say);
        break;
    case PW_REFUSAL_STEP_OFF:
    case PW_REFUSAL_SAME_UNIT:
    case PW_REFUSAL_SERIAL_SEEN:
    case PW_REFUSAL_SERIAL_WANTED:
    case PW_REFUSAL_SERIAL_BAD:
    case PW_REFUSAL_LOT_WANTED:
    case PW_REFUSAL_LOT_BAD:
    case PW_REFUSAL_LOT_BLOCKED:
    case PW_REFUSAL_EXPIRY_WANTED:
    case PW_REFUSAL_EXPIRY_BAD:
    case PW_REFUSAL_EXPIRED:
    case PW_REFUSAL_EXPIRES_SOON:
    case PW_REFUSAL_TRANSPARENCY_MISSING:
    case PW_REFUSAL_TRANSPARENCY_BAD:
    case PW_REFUSAL_TRANSPARENCY_SEEN:
    case PW_REFUSAL_SCAN_EACH:
        pw_say_unit_refusal(d, f, o, say);
        break;
    case PW_REFUSAL_POSTAGE_PENDING:
        TITLE("Its postage isn't bought yet");
        DETAIL("The label of this box prints as soon as the marketplace has sold it. Nothing was changed. \"packwright channel"
               " outbox\" says what it waits for.");
        break;
    case PW_REFUSAL_POSTAGE_OTHER:
        TITLE("This box has another label");
        DETAIL(
            "Its postage was bought here, as %s. Stick that label on, and scan it. To take another one, open the box again: that"
            " cancels it.",
            f->subject.tracking);
        break;
    case PW_REFUSAL_NOT_SIGNED_IN:
    case PW_REFUSAL_UNKNOWN_BADGE:
    case PW_REFUSAL_SIGN_IN_OFF:
    case PW_REFUSAL_NOT_ALLOWED:
    case PW_REFUSAL_NOTHING_TO_COME:
    case PW_REFUSAL_CODE_TAKEN:
    case PW_REFUSAL_CODE_UNFIT:
    case PW_REFUSAL_WHICH_ARTICLE:
    case PW_REFUSAL_SAME_ARTICLE:
    case PW_REFUSAL_CAPTURE_NEEDED:
    case PW_REFUSAL_PIN_WRONG:
    case PW_REFUSAL_PIN_WAIT:
        pw_say_people_refusal(d, e, f, say);
        break;
    case PW_REFUSAL_OUT_OF_TURN:
        pw_say_packing_refusal(d, f, say);
        break;
    case PW_REFUSAL_NOTE_UNREAD:
    case PW_REFUSAL_NOTHING_TO_READ:
        pw_say_notes_refusal(d, f, say);
        break;
    case PW_REFUSAL_NO_SUCH_RETURN:
    case PW_REFUSAL_RETURN_NOT_SHIPPED:
    case PW_REFUSAL_RETURN_ELSEWHERE:
    case PW_REFUSAL_RETURN_FOREIGN:
    case PW_REFUSAL_RETURN_TOO_MANY:
    case PW_REFUSAL_RETURN_TAKEN:
    case PW_REFUSAL_CONDITION_NEEDED:
    case PW_REFUSAL_NO_RETURN:
    case PW_REFUSAL_RETURN_EMPTY:
    case PW_REFUSAL_RETURN_OPEN:
        pw_say_return_refusal(d, f, say);
        break;
    case PW_REFUSAL_NO_SUCH_ORDER:
    case PW_REFUSAL_ALREADY_HELD:
    case PW_REFUSAL_ALREADY_PACKED:
    case PW_REFUSAL_ALREADY_PUSHED:
    case PW_REFUSAL_NOT_PUSHED:
    case PW_REFUSAL_NOT_SHELVED:
    case PW_REFUSAL_NOTHING_TO_SHELVE:
    case PW_REFUSAL_ON_SHELF:
        pw_say_office_refusal(d, e, o, say);
        break;
    case PW_REFUSAL_WEIGHT_OFF: {
        char expected[24], came[24];
        bool missing;
        const struct pw_weight_item *suspect = pw_weight_suspect(f, &missing);
        pw_say_kg(f->weight.expected_mg, expected);
        pw_say_kg(f->scale.mg, came);
        TITLE("The weight is wrong");
        EXPECTED("%s%s", f->weight.at_least ? "at least " : "", expected);
        CAME("%s", came);
        if (suspect != NULL)
            DETAIL("It is as if one %s were %s. Look into the box and weigh it again, or scan “Weight explained”.", suspect->sku,
                   missing ? "missing" : "too many");
        else
            DETAIL("It is too %s. Look into the box and weigh it again, or scan “Weight explained”.",
                   f->scale.mg < f->weight.expected_mg ? "light" : "heavy");
        break;
    }
    case PW_REFUSAL_WEIGHT_STUCK:
        TITLE("Clear the scale first");
        DETAIL("What lies there was weighed for another parcel. Take it off, then put this box on.");
        say->expected[0] = '\0';
        break;
    case PW_REFUSAL_WEIGHT_UNASKED:
        TITLE("No weight is to be explained");
        DETAIL("The command is for a full box that waits for its weight.");
        break;
    case PW_REFUSAL_STILL_DOWN:
        TITLE("It can't print yet");
        DETAIL("%s: %s. Its documents stay with %s.", f->spares.back.name, f->spares.back.words, f->spares.back.spare);
        break;
    }
}
