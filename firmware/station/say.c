#include "station/say.h"

#include "packwright/utf8.h"
#include "station/say_box.h"
#include "station/say_kit.h"
#include "station/say_notes.h"
#include "station/say_office.h"
#include "station/say_packing.h"
#include "station/say_people.h"
#include "station/say_refusal.h"
#include "station/say_return.h"
#include "station/say_surplus.h"
#include "station/say_unit.h"
#include "station/say_words.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

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

/* A parcel whose postage was bought here is the marketplace's knowledge already. */
static const char *told_by(const struct pw_facts *f)
{
    return f->parcel.postage < PW_POSTAGE_UNLABELLED ? "its confirmation is in the outbox"
                                                     : "the marketplace knows it by its postage";
}

static void say_outcome(const struct pw_decision *d, const struct pw_event *e, const struct pw_facts *f, struct pw_say *say)
{
    const char *id = f->order.id != 0 ? f->order.order_id : f->open.id != 0 ? f->open.order_id : f->subject_order.order_id;
    char documents[120], item[160], loose[60];
    pw_say_kit_item(&d->item, item, sizeof item);
    say_documents(d, documents, sizeof documents);
    say->tone = "right";
    if (d->quiet) {
        if (d->effect_count > 0)
            TITLE("Weighed %s: kept for boxes with the same content", e->shown);
        else
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
        if (d->effects[0].kind == PW_EFFECT_TAKE_OVER && (d->count > 0 || f->order.loose > 0))
            DETAIL("It was open at %s%s%s. %lld of %lld%s are in its box, which must be here now; else scan “Empty the box”.",
                   pw_say_who_has(&f->order), f->order.lane[0] == '\0' ? "" : ", lane ", f->order.lane, (long long)d->count,
                   (long long)d->of, pw_say_loose(f->order.loose, loose, sizeof loose));
        else if (d->effects[0].kind == PW_EFFECT_TAKE_OVER)
            DETAIL("It was open at %s%s%s, with nothing in the box.", pw_say_who_has(&f->order),
                   f->order.lane[0] == '\0' ? "" : ", lane ", f->order.lane);
        else if (f->order.id != 0 && f->order.surplus > 0)
            say->detail[0] = '\0';
        else if (d->count > 0 && d->count == d->of && f->order.loose == 0)
            DETAIL("All %lld are in already: scan “Next box” to close it.", (long long)d->of);
        else if (d->count > 0 || f->order.loose > 0)
            DETAIL("%lld of %lld%s are %s already.", (long long)d->count, (long long)d->of,
                   pw_say_loose(f->order.loose, loose, sizeof loose),
                   f->order.boxes > 1 || f->order.box.id == 0 ? "packed" : "in the box");
        pw_say_surplus(d, f, say);
        add_notice(f->order.id != 0 ? &f->order : &f->wanted, say);
        pw_say_packing_opened(d, f, say);
        pw_say_notes_opened(d, f, say);
        break;
    case PW_OUTCOME_COUNTED:
        TITLE("Scan the next item");
        if (d->item.kit.component[0] != '\0' && pw_kit_loose_after(&d->item) > 0 && pw_say_surplus_of(f) > 0)
            DETAIL("%s: counted.", d->item.kit.component);
        else if (d->item.kit.component[0] != '\0' && pw_kit_loose_after(&d->item) > 0) {
            pw_say_kit_counted(d, say);
            if (f->wanted.id != 0)
                add_notice(&f->wanted, say);
        } else if (f->wanted.id == 0 || !add_notice(&f->wanted, say)) {
            char named[sizeof say->detail];
            pw_say_put_item(named, sizeof named, d->item.sku, d->item.name);
            DETAIL("%s: counted.", named);
        }
        pw_say_surplus(d, f, say);
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
        pw_say_refusal(d, e, f, say);
        break;
    case PW_OUTCOME_UNDONE:
        say->tone = "attention";
        TITLE("Taken back");
        if (d->effects[0].kind == PW_EFFECT_RETURN_UNDO)
            DETAIL("%s is out of the return again.", f->ret.sku);
        else
            DETAIL("%s is out of the box: %lld of %lld%s left in it.", item, (long long)d->count, (long long)d->of,
                   pw_say_loose(d->item.kit.loose, loose, sizeof loose));
        pw_say_surplus(d, f, say);
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
        else if (f->ret_shipped > 0) /* decide_return.c: it was taken over, or closed */
            DETAIL("The return of order %s is as somebody else left it.", id);
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
        DETAIL("Order %s is out; %s.", f->parcel_order.order_id, told_by(f));
        if (f->parcel_order.boxes > 1)
            DETAIL("Box %lld of order %s is out; %s.", (long long)f->parcel.place, f->parcel_order.order_id, told_by(f));
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
        DETAIL(
            d->next.pending == PW_PENDING_RETURN ? "Scan the order's number, the tracking number it left with, or its label."
            : d->next.pending == PW_PENDING_PUSH || d->next.pending == PW_PENDING_PUSH_BACK
                ? "Scan the order's number, or “Never mind”."
            : d->next.pending == PW_PENDING_RELEASE ? "Scan the number of the held order, or “Never mind”."
            : d->next.pending == PW_PENDING_TAKE_OVER
                ? "Scan the number of an order that another packer has open, or whose return, or “Never mind”. The box must come "
                  "along."
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
        DETAIL("It belongs to order %s. It ships when it is scanned at the door%s.", f->parcel_order.order_id,
               f->parcel.status == PW_PARCEL_OPEN ? ", once its box is complete" : "");
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
        pw_say_office(d, pw_say_about(f), say);
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
            snprintf(out, size, "Taken over from %s%s%s with %lld of %lld units in the box", pw_say_who_has(&f->order),
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
            snprintf(out, size, "Took %s out of the return again", f->ret.sku);
        else
            snprintf(out, size, "Took %s out of the box again, %lld of %lld", item, (long long)d->count, (long long)d->of);
        return;
    case PW_OUTCOME_EMPTIED:
        snprintf(out, size, "Emptied the box");
        return;
    case PW_OUTCOME_PUT_ASIDE:
        if (d->effect_count > 0 && d->effects[0].kind == PW_EFFECT_RETURN_LEAVE)
            snprintf(out, size, "Put the return aside");
        else if (f->ret_shipped > 0)
            snprintf(out, size, "Left the return, which somebody else took over or closed");
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
        snprintf(out, size, "Scanned out; %s",
                 f->parcel.postage < PW_POSTAGE_UNLABELLED ? "the confirmation went into the outbox" : told_by(f));
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
        pw_say_return_sentence(d, f, out, size);
        return;
    case PW_OUTCOME_SHELVED:
    case PW_OUTCOME_UNSHELVED:
    case PW_OUTCOME_PUSHED:
    case PW_OUTCOME_PUSHED_BACK:
        pw_say_office_sentence(d, pw_say_about(f), out, size);
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
