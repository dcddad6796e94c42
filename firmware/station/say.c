#include "station/say.h"

#include "packwright/utf8.h"
#include "station/say_box.h"
#include "station/say_kit.h"
#include "station/say_notes.h"
#include "station/say_office.h"
#include "station/say_packing.h"
#include "station/say_people.h"
#include "station/say_return.h"
#include "station/say_unit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)
#define CAME(...) snprintf(say->came, sizeof say->came, __VA_ARGS__)
#define EXPECTED(...) snprintf(say->expected, sizeof say->expected, __VA_ARGS__)

/* "SKU, name", or whichever there is. */
static void put_item(char *out, size_t size, const char *sku, const char *name)
{
    if (name[0] == '\0' || strcmp(sku, name) == 0)
        snprintf(out, size, "%s", sku);
    else
        snprintf(out, size, "%s, %s", name, sku);
}

static const char *who_has(const struct pw_order_fact *order)
{
    return order->bench[0] == '\0' ? "another bench" : order->bench;
}

/* The order that a refusal is about: the one scanned, else the parcel's, else the open one, else the one looked at. */
static const struct pw_order_fact *about(const struct pw_facts *f)
{
    if (f->order.id != 0)
        return &f->order;
    if (f->parcel_order.id != 0)
        return &f->parcel_order;
    return f->open.id != 0 ? &f->open : &f->subject_order;
}

static void kg(int64_t mg, char out[24])
{
    int64_t g = (mg + 500) / 1000;
    snprintf(out, 24, "%lld.%03lld kg", (long long)(g / 1000), (long long)(g % 1000));
}

static void say_refusal(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    const struct pw_order_fact *o = about(f);
    say->tone = "wrong";
    CAME("%s", e->shown);
    if (f->open.id != 0 && f->expected.id != 0)
        put_item(say->expected, sizeof say->expected, f->expected.sku, f->expected.name);
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
        put_item(say->came, sizeof say->came, f->item_sku, f->item_name);
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
        else
            DETAIL("The box has all %lld of %s already. Take this one out; it was not counted.", (long long)d->item.quantity,
                   d->item.sku);
        put_item(say->came, sizeof say->came, d->item.sku, d->item.name);
        if (d->item.units > 1 && d->item.verified < d->item.quantity) {
            TITLE("Too many in this case");
            DETAIL("The case holds %lld, and only %lld are still wanted. Nothing was counted.", (long long)d->item.units,
                   (long long)(d->item.quantity - d->item.verified));
        }
        break;
    case PW_REFUSAL_NO_ORDER_NEEDS:
        TITLE("No order needs this");
        DETAIL("No order that is ready to pack has room for this article.");
        put_item(say->came, sizeof say->came, f->item_sku, f->item_name);
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
            DETAIL("Order %s is being packed at %s%s%s.%s", o->order_id, who_has(o), o->lane[0] == '\0' ? "" : ", lane ", o->lane,
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
        if (o->surplus > 0)
            DETAIL("Order %s changed: %lld more in the box than wanted. Scan the order and pack it again.", o->order_id,
                   (long long)o->surplus);
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
        pw_say_office_refusal(d, e, o, say);
        break;
    case PW_REFUSAL_WEIGHT_OFF: {
        char expected[24], came[24];
        bool missing;
        const struct pw_weight_item *suspect = pw_weight_suspect(f, &missing);
        kg(f->weight.expected_mg, expected);
        kg(f->scale.mg, came);
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

static void say_documents(const struct pw_decision *d, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < d->effect_count; i++) {
        if (d->effects[i].kind != PW_EFFECT_PRINT)
            continue;
        const char *what = pw_doc_title(d->effects[i].document);
        size_t len = strlen(out);
        snprintf(out + len, size - len, "%s%s", len == 0 ? "" : " and ", what);
    }
}

static const char *pending_question(enum pw_pending pending)
{
    switch (pending) {
    case PW_PENDING_REPRINT_SLIP:
        return "Why is the slip printed again?";
    case PW_PENDING_REPRINT_LABEL:
        return "Why is the label printed again?";
    case PW_PENDING_HOLD:
        return "Why is the order held?";
    case PW_PENDING_RELEASE:
        return "Which order is released?";
    case PW_PENDING_TAKE_OVER:
        return "Which order do you take over?";
    case PW_PENDING_RETURN:
        return "What came back?";
    case PW_PENDING_PUSH:
        return "Which order is pushed forward?";
    case PW_PENDING_PUSH_BACK:
        return "Which push is taken back?";
    case PW_PENDING_SHELF:
        return "Why does it lie aside?";
    case PW_PENDING_TRACKING:
        return "Scan the tracking number";
    case PW_PENDING_WEIGHT:
        return "Why is the weight right?";
    case PW_PENDING_WEIGH:
        return "Put the box on the scale";
    case PW_PENDING_SHORT:
        return "Why does the rest not go along?";
    case PW_PENDING_BOX:
        return "Scan the box";
    case PW_PENDING_REOPEN:
        return "Why is the box opened again?";
    case PW_PENDING_VOID_BOX:
        return "Why is the box void?";
    case PW_PENDING_SERIAL:
    case PW_PENDING_LOT:
    case PW_PENDING_EXPIRY:
    case PW_PENDING_TRANSPARENCY:
        return pw_say_unit_question(pending);
    case PW_PENDING_NO_BARCODE:
    case PW_PENDING_SUBSTITUTE:
    case PW_PENDING_SUBSTITUTE_WHY:
    case PW_PENDING_TEACH:
    case PW_PENDING_TEACH_ITEM: /* say_people.c */
    case PW_PENDING_READ:       /* say_notes.c */
    case PW_PENDING_NONE:
        break;
    }
    return "";
}

/* What a person must know of the order, in front of what is said already. False: nothing. */
static bool add_notice(const struct pw_order_fact *order, struct pw_say *say)
{
    char rest[sizeof say->detail];
    if (order->notice[0] == '\0' && !order->unlisted && order->shelf[0] == '\0')
        return false;
    if (order->shelf[0] != '\0') {
        memcpy(rest, say->detail, sizeof rest);
        DETAIL("It lies on place %s of the problem shelf%s%s: fetch it.%s%s", order->shelf,
               order->shelf_reason[0] == '\0' ? "" : ", ", order->shelf_reason, rest[0] == '\0' ? "" : " ", rest);
        say->tone = "attention";
    }
    if (order->notice[0] == '\0' && !order->unlisted)
        return true;
    memcpy(rest, say->detail, sizeof rest);
    DETAIL("%s%s%s%s%s", order->notice, order->notice[0] == '\0' || !order->unlisted ? "" : " ",
           order->unlisted ? "It is not in the latest report of its channel." : "", rest[0] == '\0' ? "" : " ", rest);
    say->tone = "attention";
    return true;
}

static void say_diverted(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    bool back = d->effects[0].kind == PW_EFFECT_RETURN;
    const struct pw_spare_fact *spare = back ? &f->spares.back : &f->spares.divert;
    const char *to = back ? spare->name : spare->spare;
    if (back)
        TITLE("%s prints again", spare->name);
    else
        TITLE("%s rests", spare->name);
    if (spare->waiting > 0)
        DETAIL("%lld document%s that waited now print%s on %s.%s", (long long)spare->waiting, spare->waiting == 1 ? "" : "s",
               spare->waiting == 1 ? "s" : "", to, back ? "" : " Scan “Back from the spare” when it is well.");
    else
        DETAIL("Its documents go to %s.%s", to, back ? "" : " Scan “Back from the spare” when it is well.");
}

static void say_outcome(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    const char *id = f->order.id != 0 ? f->order.order_id : f->open.id != 0 ? f->open.order_id : f->subject_order.order_id;
    char documents[120], item[160];
    pw_say_kit_item(&d->item, item, sizeof item);
    say_documents(d, documents, sizeof documents);
    say->tone = "right";
    if (d->quiet) {
        TITLE("Something of %s was put on the scale", e->shown);
        return;
    }
    switch (d->outcome) {
    case PW_OUTCOME_NOTED:
        say->tone = "attention";
        TITLE("The %s was not printed", pw_doc_title(f->job.document));
        if (f->job.document == PW_DOC_CN22 || f->job.document == PW_DOC_CN23)
            DETAIL("Order %s: %s. When that is mended: packwright customs %s --to %s.", f->parcel_order.order_id, e->evidence,
                   f->parcel_order.order_id, f->job.printer);
        else
            DETAIL("Order %s: %s. When that is mended, scan “Print the %s again”.", f->parcel_order.order_id, e->evidence,
                   f->job.document == PW_DOC_LABEL ? "label" : "slip");
        break;
    case PW_OUTCOME_OPENED:
        TITLE("Scan the items");
        if (d->effects[0].kind == PW_EFFECT_TAKE_OVER && d->count > 0)
            DETAIL("It was open at %s%s%s. %lld of %lld are in its box, which must be here now; else scan “Empty the box”.",
                   who_has(&f->order), f->order.lane[0] == '\0' ? "" : ", lane ", f->order.lane, (long long)d->count,
                   (long long)d->of);
        else if (d->effects[0].kind == PW_EFFECT_TAKE_OVER)
            DETAIL("It was open at %s%s%s, with nothing in the box.", who_has(&f->order),
                   f->order.lane[0] == '\0' ? "" : ", lane ", f->order.lane);
        else if (d->count > 0 && d->count == d->of)
            DETAIL("All %lld are in already: scan “Next box” to close it.", (long long)d->of);
        else if (d->count > 0)
            DETAIL("%lld of %lld are %s already.", (long long)d->count, (long long)d->of,
                   f->order.boxes > 1 || f->order.box.id == 0 ? "packed" : "in the box");
        add_notice(f->order.id != 0 ? &f->order : &f->wanted, say);
        pw_say_packing_opened(d, f, say);
        pw_say_notes_opened(d, f, say);
        break;
    case PW_OUTCOME_COUNTED:
        TITLE("Scan the next item");
        if (d->item.kit.component[0] != '\0' && pw_kit_loose_after(&d->item) > 0) {
            pw_say_kit_counted(d, say);
            if (f->wanted.id != 0)
                add_notice(&f->wanted, say);
        } else if (f->wanted.id == 0 || !add_notice(&f->wanted, say)) {
            char named[sizeof say->detail];
            put_item(named, sizeof named, d->item.sku, d->item.name);
            DETAIL("%s: counted.", named);
        }
        pw_say_notes_counted(d, f, say);
        pw_say_unit_doubt(d, f, say);
        break;
    case PW_OUTCOME_COMPLETED:
        say->tone = "complete";
        TITLE("Complete: close the box");
        if (documents[0] == '\0')
            DETAIL("All %lld units are in.", (long long)d->of);
        else
            DETAIL("The %s %s printing. Slip inside, label on the box; scan the label at the door.", documents,
                   strstr(documents, " and ") != NULL ? "are" : "is");
        add_notice(f->wanted.id != 0 ? &f->wanted : &f->open, say);
        pw_say_unit_doubt(d, f, say);
        say->tone = "complete";
        break;
    case PW_OUTCOME_REFUSED:
        say_refusal(d, e, f, say);
        break;
    case PW_OUTCOME_UNDONE:
        say->tone = "attention";
        TITLE("Taken back");
        if (d->effects[0].kind == PW_EFFECT_RETURN_UNDO)
            DETAIL("%s did not come back after all.", f->ret.sku);
        else
            DETAIL("%s is out of the box: %lld of %lld left in it.", item, (long long)d->count, (long long)d->of);
        break;
    case PW_OUTCOME_EMPTIED:
        say->tone = "attention";
        TITLE("The box is empty");
        DETAIL("Scan every unit again.");
        break;
    case PW_OUTCOME_PUT_ASIDE:
        say->tone = "attention";
        TITLE("Put aside");
        if (d->effect_count > 0 && d->effects[0].kind == PW_EFFECT_RETURN_LEAVE)
            DETAIL("The return of order %s stays open for whoever takes it.", id);
        else
            DETAIL("Order %s keeps what is in its box. Scan the next order or item.", id);
        break;
    case PW_OUTCOME_HELD:
        say->tone = "attention";
        TITLE("On hold");
        DETAIL("Order %s is held and will not ship until it is released.", id);
        break;
    case PW_OUTCOME_RELEASED:
        TITLE("Released");
        DETAIL("Order %s may go on.", id);
        break;
    case PW_OUTCOME_SELECTED:
        TITLE(f->open.id != 0 ? "This order is open" : "Packed already");
        if (f->open.id == 0 && f->order.boxes > 1)
            TITLE("Box %lld of %lld, packed already", (long long)f->order_parcel.place, (long long)f->order.boxes);
        DETAIL(f->open.id != 0 ? "Scan its items." : "Scan its label at the door to ship it, or a command to reprint.");
        if (f->open.id == 0 && f->order_parcel.label_version != 0 && f->order_parcel.label_version != f->order.address_version) {
            say->tone = "attention";
            TITLE("The address has changed");
            DETAIL("Scan “Print the label again” and a reason for a new one.");
        }
        add_notice(&f->order, say);
        if (f->open.id != 0)
            pw_say_notes_opened(d, f, say);
        break;
    case PW_OUTCOME_NOTE:
    case PW_OUTCOME_ACKNOWLEDGED:
        pw_say_notes(d, f, say);
        break;
    case PW_OUTCOME_BOUND:
        TITLE("Tracking number taken");
        for (size_t i = 0; i < d->effect_count; i++)
            if (d->effects[i].kind == PW_EFFECT_BIND)
                DETAIL("%s%s%s belongs to order %s.", d->effects[i].text2, d->effects[i].text2[0] == '\0' ? "" : " ",
                       d->effects[i].text, id);
        break;
    case PW_OUTCOME_SHIPPED:
        say->tone = "complete";
        TITLE("Shipped");
        DETAIL("Order %s is out; its confirmation is in the outbox.", f->parcel_order.order_id);
        if (f->parcel_order.boxes > 1)
            DETAIL("Box %lld of order %s is out; its confirmation is in the outbox.", (long long)f->parcel.place,
                   f->parcel_order.order_id);
        if (f->cage.carrier[0] != '\0') {
            size_t len = strlen(say->detail);
            snprintf(say->detail + len, sizeof say->detail - len, " %lld in cage %s.", (long long)f->cage.waiting + 1,
                     f->cage.name);
        }
        break;
    case PW_OUTCOME_PRINTING:
        TITLE("Printing");
        DETAIL("The %s of order %s is printing.", documents, id);
        break;
    case PW_OUTCOME_SIGNED_IN:
    case PW_OUTCOME_SIGNED_OUT:
    case PW_OUTCOME_LOCKED:
    case PW_OUTCOME_PIN:
    case PW_OUTCOME_TAUGHT:
        pw_say_people(d, e, f, say);
        break;
    case PW_OUTCOME_ASKED:
        say->tone = "attention";
        if (pw_say_people_question(d, f, say))
            break;
        TITLE("%s", pending_question(d->next.pending));
        DETAIL(d->next.pending == PW_PENDING_RETURN ? "Scan the order's number, the tracking number it left with, or its label."
               : d->next.pending == PW_PENDING_PUSH || d->next.pending == PW_PENDING_PUSH_BACK
                   ? "Scan the order's number, or “Never mind”."
               : d->next.pending == PW_PENDING_RELEASE ? "Scan the number of the held order, or “Never mind”."
               : d->next.pending == PW_PENDING_TAKE_OVER
                   ? "Scan the number of an order that another packer has open, or “Never mind”. Its box must come along."
               : d->next.pending == PW_PENDING_TRACKING ? "Whatever it looks like: the next scan is taken as it is."
                                                        : "Scan one of the reasons, or “Never mind”.");
        if (d->next.pending == PW_PENDING_REOPEN || d->next.pending == PW_PENDING_VOID_BOX)
            pw_say_box_question(d, f, say);
        if (pw_pending_capture(d->next.pending) != 0)
            pw_say_unit_asked(d, say);
        break;
    case PW_OUTCOME_CLEARED:
        if (d->next.pending == PW_PENDING_READ) {
            pw_say_notes_opened(d, f, say);
            break;
        }
        TITLE(f->open.id != 0 ? "Scan the items" : "Scan an order or an item");
        break;
    case PW_OUTCOME_PROVED:
        TITLE("The label is good");
        DETAIL("It belongs to order %s. It ships when it is scanned at the door.", f->parcel_order.order_id);
        break;
    case PW_OUTCOME_SETTLED:
        TITLE("Settled");
        DETAIL(d->effect_count < 2 ? "Noted: it came out." : "It prints again.");
        break;
    case PW_OUTCOME_RETURN_OPENED:
    case PW_OUTCOME_RETURN_COUNTED:
    case PW_OUTCOME_INSPECTED:
    case PW_OUTCOME_RETURN_CLOSED:
        pw_say_return(d, f, say);
        break;
    case PW_OUTCOME_BOX_CLOSED:
    case PW_OUTCOME_SHORT:
    case PW_OUTCOME_REOPENED:
    case PW_OUTCOME_VOIDED:
    case PW_OUTCOME_EXPLAINED:
    case PW_OUTCOME_BOX_TAKEN:
    case PW_OUTCOME_BOX_WANTED:
    case PW_OUTCOME_CAGE:
        pw_say_box(d, f, documents, say);
        break;
    case PW_OUTCOME_SHELVED:
    case PW_OUTCOME_UNSHELVED:
    case PW_OUTCOME_PUSHED:
    case PW_OUTCOME_PUSHED_BACK:
        pw_say_office(d, about(f), say);
        break;
    case PW_OUTCOME_WEIGH:
        say->tone = "attention";
        TITLE("Put the box on the scale");
        if (!f->scale.ready)
            DETAIL("The scale %s can't be read: %s. Mend that, or scan “Weight explained” and a reason.", f->scale.name,
                   f->scale.words[0] == '\0' ? "it is missing" : f->scale.words);
        else
            DETAIL("All %lld units are in. The label prints when the weight fits.%s", (long long)d->of,
                   f->scale.settled && f->scale.used ? " Take the last parcel off the scale first." : "");
        break;
    case PW_OUTCOME_DIVERTED:
        say_diverted(d, f, say);
        break;
    }
}

/* The past tense, for the order's story. */
static void say_sentence(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    char *out = say->sentence;
    size_t size = sizeof say->sentence;
    char item[160];
    pw_say_kit_item(&d->item, item, sizeof item);
    switch (d->outcome) {
    case PW_OUTCOME_REFUSED:
        snprintf(out, size, "Refused \"%.120s\": %s%s%s", e->shown, say->title, say->expected[0] == '\0' ? "" : "; expected ",
                 say->expected);
        return;
    case PW_OUTCOME_OPENED:
        if (d->effects[0].kind == PW_EFFECT_TAKE_OVER)
            snprintf(out, size, "Taken over from %s%s%s with %lld of %lld units in the box", who_has(&f->order),
                     f->order.lane[0] == '\0' ? "" : ", lane ", f->order.lane, (long long)d->count, (long long)d->of);
        else
            snprintf(out, size, "Opened for packing%s%s%s", d->count > 0 ? " again" : "",
                     f->order.shelf[0] == '\0' ? "" : ", taken off the shelf, place ", f->order.shelf);
        pw_say_packing_opened_sentence(d, f, out, size);
        return;
    case PW_OUTCOME_WEIGH:
        snprintf(out, size, "Put %s in the box, %lld of %lld: to be weighed", item, (long long)d->count, (long long)d->of);
        return;
    case PW_OUTCOME_COUNTED:
    case PW_OUTCOME_COMPLETED:
        if (d->item.id == 0) { /* no unit closed it */
            pw_say_closed(d, e, f, out, size);
            return;
        }
        snprintf(out, size, "Put %s in the box%s, %lld of %lld%s", item, d->item.units > 1 ? " by the case" : "",
                 (long long)d->count, (long long)d->of, d->outcome == PW_OUTCOME_COMPLETED ? ": complete" : "");
        pw_say_unit_sentence(d, out, size);
        return;
    case PW_OUTCOME_UNDONE:
        if (d->effects[0].kind == PW_EFFECT_RETURN_UNDO)
            snprintf(out, size, "%s did not come back after all", f->ret.sku);
        else
            snprintf(out, size, "Took %s out of the box again, %lld of %lld", item, (long long)d->count, (long long)d->of);
        return;
    case PW_OUTCOME_EMPTIED:
        snprintf(out, size, "Emptied the box");
        return;
    case PW_OUTCOME_PUT_ASIDE:
        if (d->effect_count > 0 && d->effects[0].kind == PW_EFFECT_RETURN_LEAVE)
            snprintf(out, size, "The return was put aside");
        else
            snprintf(out, size, "Put aside with %lld of %lld units in the box", (long long)d->count, (long long)d->of);
        return;
    case PW_OUTCOME_HELD:
        snprintf(out, size, "Held: %s", d->effects[0].text);
        return;
    case PW_OUTCOME_RELEASED:
        snprintf(out, size, "Released");
        return;
    case PW_OUTCOME_BOUND:
        snprintf(out, size, "Bound tracking number %s %s", d->effects[0].text2, d->effects[0].text);
        return;
    case PW_OUTCOME_SHIPPED:
        snprintf(out, size, "Scanned out; the confirmation went into the outbox");
        return;
    case PW_OUTCOME_PRINTING:
        for (size_t i = 0; i < d->effect_count; i++)
            if (d->effects[i].kind == PW_EFFECT_PRINT)
                snprintf(out, size, "Asked for the %s%s%s", pw_doc_name(d->effects[i].document),
                         d->effects[i].text[0] == '\0' ? "" : ": ", d->effects[i].text);
        return;
    case PW_OUTCOME_RETURN_OPENED:
    case PW_OUTCOME_RETURN_COUNTED:
    case PW_OUTCOME_INSPECTED:
    case PW_OUTCOME_RETURN_CLOSED:
        snprintf(out, size, "%s: %s", say->title, say->detail);
        return;
    case PW_OUTCOME_SHELVED:
    case PW_OUTCOME_UNSHELVED:
    case PW_OUTCOME_PUSHED:
    case PW_OUTCOME_PUSHED_BACK:
        pw_say_office_sentence(d, about(f), out, size);
        return;
    case PW_OUTCOME_BOX_CLOSED:
    case PW_OUTCOME_SHORT:
    case PW_OUTCOME_REOPENED:
    case PW_OUTCOME_VOIDED:
    case PW_OUTCOME_EXPLAINED:
    case PW_OUTCOME_BOX_TAKEN:
    case PW_OUTCOME_BOX_WANTED:
    case PW_OUTCOME_CAGE:
        pw_say_box_sentence(d, f, out, size);
        return;
    case PW_OUTCOME_SIGNED_IN:
    case PW_OUTCOME_SIGNED_OUT:
    case PW_OUTCOME_LOCKED:
    case PW_OUTCOME_PIN:
    case PW_OUTCOME_TAUGHT:
        pw_say_people_sentence(d, f, out, size);
        return;
    case PW_OUTCOME_DIVERTED:
        snprintf(out, size, "%s: %s", say->title, say->detail);
        return;
    case PW_OUTCOME_NOTE:
    case PW_OUTCOME_ACKNOWLEDGED:
        pw_say_notes_sentence(d, out, size);
        return;
    case PW_OUTCOME_NOTED:
    case PW_OUTCOME_SETTLED:
    case PW_OUTCOME_PROVED:
    case PW_OUTCOME_SELECTED:
    case PW_OUTCOME_ASKED:
    case PW_OUTCOME_CLEARED:
        for (size_t i = 0; i < d->effect_count; i++)
            if (d->effects[i].kind == PW_EFFECT_JOB) {
                snprintf(out, size, "Print job %lld is %s: %s", (long long)d->effects[i].id,
                         pw_job_status_name(d->effects[i].job_status), d->effects[i].text);
                return;
            }
        snprintf(out, size, "%s", say->title);
        return;
    }
}

void pw_say(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *ret_say)
{
    memset(ret_say, 0, sizeof *ret_say);
    ret_say->tone = "idle";
    say_outcome(d, e, f, ret_say);
    say_sentence(d, e, f, ret_say);
    ret_say->open = pw_say_people_open(d);
    pw_say_notes_read(d, ret_say->sentence, sizeof ret_say->sentence);
    pw_say_people_tail(d, ret_say->sentence, sizeof ret_say->sentence);
    char *const texts[] = { ret_say->title, ret_say->detail, ret_say->expected, ret_say->came, ret_say->sentence };
    for (size_t i = 0; i < PW_COUNT(texts); i++)
        pw_utf8_mend(texts[i]);
}
