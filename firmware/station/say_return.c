#include "station/say_return.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static const char *order_id(const struct pw_facts *f)
{
    return f->parcel_order.id != 0 ? f->parcel_order.order_id : f->order.id != 0 ? f->order.order_id : f->open.order_id;
}

/* What came back: "CUP, which left instead of MUG", "2 x CAM of KIT" */
static const char *piece(const struct pw_line_fact *line, char *out, size_t size)
{
    const struct pw_back_fact *b = &line->back;
    char units[24] = "";
    if (line->units > 1)
        snprintf(units, sizeof units, "%lld x ", (long long)line->units);
    if (b->article[0] == '\0')
        snprintf(out, size, "%s%s", units, line->sku);
    else
        snprintf(out, size, "%s%s%s%s", units, b->article, b->component ? " of " : ", which left instead of ", line->sku);
    return out;
}

static void too_many(const struct pw_line_fact *item, struct pw_say *say)
{
    const struct pw_back_fact *b = &item->back;
    char what[160];
    say->tone = "too-many";
    TITLE("More than was shipped");
    snprintf(what, sizeof what, "%s%s%s", b->article[0] == '\0' ? item->sku : b->article, b->component ? " of " : "",
             b->component ? item->sku : "");
    if (b->instead[0] != '\0')
        DETAIL("%lld of %s left, %lld came back already; %s left instead: scan that one's code.", (long long)b->left, what,
               (long long)b->back, b->instead);
    else
        DETAIL("%lld of %s left, %lld came back already. This one was not counted.", (long long)b->left, what,
               (long long)b->back);
}

void pw_say_return_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    switch (d->refusal) {
    case PW_REFUSAL_NO_SUCH_RETURN:
        TITLE("Whose return is this?");
        DETAIL("Nothing here has that number. Scan the order's number, the tracking number it left with, or its label.");
        break;
    case PW_REFUSAL_RETURN_NOT_SHIPPED:
        TITLE("It has not left");
        DETAIL("No parcel of order %s was scanned out; nothing of it can come back.", order_id(f));
        break;
    case PW_REFUSAL_RETURN_ELSEWHERE:
        TITLE("Somebody else has this return");
        DETAIL("It is open at %s, lane %s. “Put the order aside” there frees it; “Take an order over” here takes it from there.",
               f->ret.bench, f->ret.lane);
        break;
    case PW_REFUSAL_RETURN_TAKEN:
        TITLE("This return is somebody else's now");
        if (f->ret.id == 0)
            DETAIL("The return of order %s was closed elsewhere. Scan “Put the order aside”.", order_id(f));
        else
            DETAIL("Order %s: it was taken over%s%s%s%s. Scan “Put the order aside”, and leave what came back with them.",
                   order_id(f), f->ret.bench[0] == '\0' ? "" : " at ", f->ret.bench, f->ret.bench[0] == '\0' ? "" : ", lane ",
                   f->ret.lane);
        break;
    case PW_REFUSAL_RETURN_FOREIGN:
        TITLE("Not of this order");
        if (f->ret.part_of[0] != '\0')
            DETAIL("%s is in %s, which left as a whole. Scan the code of %s, and “Returned: parts missing” where only some of it "
                   "came.",
                   f->item_sku, f->ret.part_of, f->ret.part_of);
        else
            DETAIL(
                "Order %s had no such article. Where it came instead of the right one, scan the right one's code and “Returned: "
                "wrong item”.",
                order_id(f));
        break;
    case PW_REFUSAL_RETURN_TOO_MANY:
        too_many(&d->item, say);
        break;
    case PW_REFUSAL_CONDITION_NEEDED:
        TITLE("How is it?");
        DETAIL("Say first how %s came back: good, damaged, wrong item or parts missing.", f->ret.sku);
        break;
    case PW_REFUSAL_NO_RETURN:
        TITLE("No return is open");
        DETAIL("Scan “Take a return” and what came back first.");
        break;
    case PW_REFUSAL_RETURN_EMPTY:
        TITLE("Nothing came back yet");
        DETAIL("Scan a unit of order %s first, or “Put the order aside”.", order_id(f));
        break;
    case PW_REFUSAL_RETURN_OPEN:
        TITLE("Finish this return first");
        DETAIL("Scan “The return is complete”, or “Put the order aside” to go on with it later.");
        break;
    default:
        break;
    }
}

static bool taken_over(const struct pw_decision *d)
{
    return d->effects[0].kind == PW_EFFECT_RETURN_OPEN && d->effects[0].number == 1;
}

/* "; its kit lacks 1 x STRAP" */
static const char *lacks(const struct pw_back_fact *b, char *out, size_t size)
{
    *out = '\0';
    if (b->next[0] != '\0')
        snprintf(out, size, "; its kit lacks %lld x %s", (long long)b->next_units, b->next);
    return out;
}

/* " KIT is not back whole: 1 x STRAP is missing." */
static const char *open_kit(const struct pw_return_fact *r, char *out, size_t size)
{
    *out = '\0';
    if (r->lacks[0] != '\0')
        snprintf(out, size, " %s is not back whole: %lld x %s %s missing.", r->kit, (long long)r->lacks_units, r->lacks,
                 r->lacks_units == 1 ? "is" : "are");
    return out;
}

static const char *condition_words(enum pw_goods condition)
{
    switch (condition) {
    case PW_GOODS_GOOD:
        return "good";
    case PW_GOODS_DAMAGED:
        return "damaged";
    case PW_GOODS_WRONG:
        return "not what was sent";
    case PW_GOODS_PARTS:
        return "lacking parts";
    default:
        return "as it is";
    }
}

void pw_say_return_sentence(const struct pw_decision *d, const struct pw_facts *f, char *out, size_t size)
{
    char what[220], rest[160];
    const struct pw_effect *e = &d->effects[0];
    switch (d->outcome) {
    case PW_OUTCOME_RETURN_OPENED:
        if (taken_over(d))
            snprintf(out, size, "Took its return over from %s, lane %s", f->ret.bench, f->ret.lane);
        else
            snprintf(out, size, "Opened its return%s", e->id != 0 ? " again" : "");
        return;
    case PW_OUTCOME_RETURN_COUNTED:
        snprintf(out, size, "Took back %s%s", piece(&d->item, what, sizeof what), lacks(&d->item.back, rest, sizeof rest));
        return;
    case PW_OUTCOME_INSPECTED:
        snprintf(out, size, "Found %s %s: it %s to stock", f->ret.sku, condition_words((enum pw_goods)e->number),
                 e->line != 0 ? "goes back" : "does not go back");
        return;
    default:
        if (f->ret.proposed > 0)
            snprintf(what, sizeof what, "a refund for %lld unit%s is proposed", (long long)f->ret.proposed,
                     f->ret.proposed == 1 ? "" : "s");
        else
            snprintf(what, sizeof what, "no refund is proposed");
        snprintf(out, size, "Closed its return: %s.%s", what, open_kit(&f->ret, rest, sizeof rest));
        break;
    }
    size_t len = strlen(out);
    if (len > 0 && out[len - 1] == '.')
        out[len - 1] = '\0';
}

void pw_say_return(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    char what[220], rest[160];
    switch (d->outcome) {
    case PW_OUTCOME_RETURN_OPENED:
        say->tone = "attention";
        TITLE("Return: scan each unit");
        DETAIL("Order %s. %lld unit%s scanned already.", order_id(f), (long long)d->count, d->count == 1 ? " was" : "s were");
        if (taken_over(d))
            DETAIL("Order %s. It was open at %s, lane %s, with %lld unit%s scanned: they must be here now.", order_id(f),
                   f->ret.bench, f->ret.lane, (long long)d->count, d->count == 1 ? "" : "s");
        break;
    case PW_OUTCOME_RETURN_COUNTED:
        TITLE("How is it?");
        DETAIL("%s%s came back%s. Scan good, damaged, wrong item or parts missing.", piece(&d->item, what, sizeof what),
               d->item.back.article[0] != '\0' && !d->item.back.component ? "," : "", lacks(&d->item.back, rest, sizeof rest));
        break;
    case PW_OUTCOME_INSPECTED:
        TITLE("%s: %s", f->ret.sku, pw_goods_name((enum pw_goods)d->effects[0].number));
        DETAIL("%s. Scan the next unit, or “The return is complete”.",
               d->effects[0].line != 0 ? "It goes back to stock" : "It does not go back to stock");
        break;
    case PW_OUTCOME_RETURN_CLOSED:
        say->tone = "complete";
        TITLE("The return is complete");
        if (f->ret.proposed > 0)
            DETAIL("A refund for %lld unit%s is proposed; packwright returns lists it. Nothing was sent.%s",
                   (long long)f->ret.proposed, f->ret.proposed == 1 ? "" : "s", open_kit(&f->ret, rest, sizeof rest));
        else
            DETAIL("No refund is proposed; packwright returns lists what came back.%s", open_kit(&f->ret, rest, sizeof rest));
        break;
    default:
        break;
    }
}
