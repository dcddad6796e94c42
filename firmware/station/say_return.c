#include "station/say_return.h"

#include <stdio.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static const char *order_id(const struct pw_facts *f)
{
    return f->parcel_order.id != 0 ? f->parcel_order.order_id : f->order.id != 0 ? f->order.order_id : f->open.order_id;
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
        DETAIL("It is open at %s, lane %s. “Put the order aside” there frees it.", f->ret.bench, f->ret.lane);
        break;
    case PW_REFUSAL_RETURN_FOREIGN:
        TITLE("Not of this order");
        DETAIL("Order %s had no such article. Where it came instead of the right one, scan the right one's code and “Returned: "
               "wrong "
               "item”.",
               order_id(f));
        break;
    case PW_REFUSAL_RETURN_TOO_MANY:
        say->tone = "too-many";
        TITLE("More than was shipped");
        DETAIL("%lld of %s left, %lld came back already. This one was not counted.", (long long)d->item.verified, d->item.sku,
               (long long)d->item.returned);
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

void pw_say_return(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    switch (d->outcome) {
    case PW_OUTCOME_RETURN_OPENED:
        say->tone = "attention";
        TITLE("Return: scan each unit");
        DETAIL("Order %s. %lld unit%s inspected already.", order_id(f), (long long)d->count, d->count == 1 ? " was" : "s were");
        break;
    case PW_OUTCOME_RETURN_COUNTED:
        TITLE("How is it?");
        DETAIL("%s came back. Scan good, damaged, wrong item or parts missing.", d->item.sku);
        break;
    case PW_OUTCOME_INSPECTED:
        TITLE("%s: %s", f->ret.sku, pw_goods_name((enum pw_goods)d->effects[0].number));
        DETAIL("%s. Scan the next unit, or “The return is complete”.",
               d->effects[0].line != 0 ? "It goes back to stock" : "It does not go back to stock");
        break;
    case PW_OUTCOME_RETURN_CLOSED:
        say->tone = "complete";
        TITLE("The return is complete");
        DETAIL("%lld unit%s; the refund is proposed and waits for somebody with the right. Nothing was sent.",
               (long long)f->ret.units, f->ret.units == 1 ? "" : "s");
        break;
    default:
        break;
    }
}
